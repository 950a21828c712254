"""Upload each still once, and submit exactly once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from .._util.text import megabytes
from ..errors import (
    JobLost,
    JournalUnavailable,
    KreaError,
    NotWritten,
    Refused,
    ServerError,
    StrangeReply,
    TooManyJobs,
    Unreachable,
)
from .lost_job import find_lost_job
from .progress import UPLOADED

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..media import Still
    from .job_context import JobContext

__all__ = ["submit", "upload"]

NOT_SENT_WAITS = (1.0, 2.0, 4.0)  # seconds, after a request that surely never arrived
START = "Then `krea.resume()` starts it."
TOO_MANY_WAITS = (5.0, 15.0, 45.0)  # seconds, after "too many jobs"; the waits of Krea's own scripts


async def upload(context: JobContext) -> dict[str, str]:
    """Upload every still of the shot that Krea does not have yet; returns digest -> URL."""
    urls: dict[str, str] = {}
    for still in context.job.shot.stills():
        context.stop_if_asked()
        urls[still.digest] = await _upload(context, still)
    return urls


async def _upload(context: JobContext, still: Still) -> str:
    if still.asset is not None:
        return still.asset.image_url
    uploads = context.dependencies.uploads
    task = uploads.get(still.digest)
    if task is None or (task.done() and (task.cancelled() or task.exception())):
        task = uploads[still.digest] = asyncio.ensure_future(_send(context, still))
    return await context.until(task)


async def _send(context: JobContext, still: Still) -> str:
    def show(done: int, total: int) -> None:
        share = done / total if total else 1.0
        message = f"Uploading · {megabytes(done)} of {megabytes(total)} MB"
        context.say("uploading", message, UPLOADED * share)

    show(0, still.size)
    asset = await context.dependencies.client.upload(
        still.data, name=still.name, mime_type=still.mime_type, on_progress=show
    )
    return asset.image_url


async def submit(context: JobContext) -> JobResponse:
    """Upload, write the shot down, and submit it exactly once.

    Raises:
        SubmitUncertain: No answer came, and it cannot be told which job it became, if any.
        KreaError: Krea refused, or cannot be reached; no job was made.
    """
    urls = await upload(context)
    try:
        return await _submit(context, urls)
    except Refused as error:
        if "asset url" not in f"{error} {error.details}".lower() or not context.dependencies.uploads:
            raise
        for still in context.job.shot.stills():  # the upload is gone at Krea: make it anew, once
            context.dependencies.uploads.pop(still.digest, None)
        return await _submit(context, await upload(context))


async def _submit(context: JobContext, urls: dict[str, str]) -> JobResponse:
    job = context.job
    payload = job.model.check(job.shot.wire(lambda still: urls[still.digest]), extra=job.raw)
    not_sent, too_many = iter(NOT_SENT_WAITS), iter(TOO_MANY_WAITS)
    while True:
        context.stop_if_asked()
        try:
            async with context.dependencies.one_submit:
                context.stop_if_asked()
                return await _post(context, payload)
        except TooManyJobs as error:
            wait = next(too_many, None)
            if wait is None:
                raise
            await _count_down(context, error.retry_after or wait, f"{context.service} is busy with your other jobs")
        except Unreachable as error:
            wait = next(not_sent, None)
            if error.maybe_sent or wait is None:
                raise
            await _count_down(context, wait, f"{context.service} cannot be reached")


async def _post(context: JobContext, payload: dict[str, object]) -> JobResponse:
    """One POST, written down before and after; the caller holds the lock."""
    job, deps = context.job, context.dependencies
    started = deps.now()
    try:
        written = await deps.on_disk(deps.journal.sending, job.key, started + deps.client.skew)
    except JournalUnavailable as error:
        raise NotWritten(
            f"{error.what.removesuffix('.')}, so the job was not started.", job=job, advice=f"{error.advice} {START}"
        ) from error
    if written == "taken":
        raise JobLost("Another kernel has taken up this job.", job=job)
    context.left = True
    context.say("submitting", "Sending", UPLOADED)
    post = asyncio.ensure_future(_send_it(context, payload))
    deps.posts.add(post)
    post.add_done_callback(deps.posts.discard)
    try:
        reply = await asyncio.shield(post)  # whoever stops waiting for this job does not break off its request
    except KreaError as error:
        if not _may_have_started(error):
            raise
        # the clocks are compared with every answer, so also with those while looking
        reply = await find_lost_job(context, lambda: started + deps.client.skew, error)
    job.id = reply.job_id
    return reply


async def _send_it(context: JobContext, payload: dict[str, object]) -> JobResponse:
    job, deps = context.job, context.dependencies
    try:
        reply = await deps.client.submit(job.shot.model, payload, webhook_url=job.webhook_url)
    except KreaError as error:
        if not _may_have_started(error):
            context.left = False
            with suppress(JournalUnavailable):  # then a later kernel looks for it first, and finds nothing
                await deps.on_disk(deps.journal.unsent, job.key)
        raise
    await context.keep_id(reply.job_id)
    return reply


def _may_have_started(error: KreaError) -> bool:
    if isinstance(error, Unreachable):
        return error.maybe_sent
    return isinstance(error, (ServerError, StrangeReply))


async def _count_down(context: JobContext, seconds: float, reason: str) -> None:
    left = seconds
    while left > 0:
        context.stop_if_asked()
        context.say("submitting", f"{reason}, trying again in {left:.0f} s")
        step = min(1.0, left)
        await context.nap(step, jitter=False)
        left -= step
