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
    from ..api import JobReply
    from ..media import Still
    from .job_context import JobContext

__all__ = ["submit", "upload"]

NOT_SENT_WAITS = (1.0, 2.0, 4.0)  # seconds, after a request that surely never arrived
START = "Then `krea.resume()` starts it."
TOO_MANY_WAITS = (5.0, 15.0, 45.0)  # seconds, after "too many jobs"; the waits of Krea's own scripts


async def upload(run: JobContext) -> dict[str, str]:
    """Upload every still of the shot that Krea does not have yet; returns digest -> URL."""
    urls: dict[str, str] = {}
    for still in run.job.shot.stills():
        run.stop_if_asked()
        urls[still.digest] = await _upload(run, still)
    return urls


async def _upload(run: JobContext, still: Still) -> str:
    if still.asset is not None:
        return still.asset.image_url
    uploads = run.parts.uploads
    task = uploads.get(still.digest)
    if task is None or (task.done() and (task.cancelled() or task.exception())):
        task = uploads[still.digest] = asyncio.ensure_future(_send(run, still))
    return await run.until(task)


async def _send(run: JobContext, still: Still) -> str:
    def show(done: int, total: int) -> None:
        share = done / total if total else 1.0
        message = f"Uploading · {megabytes(done)} of {megabytes(total)} MB"
        run.say("uploading", message, UPLOADED * share)

    show(0, still.size)
    asset = await run.parts.client.upload(still.data, name=still.name, mime_type=still.mime_type, on_progress=show)
    return asset.image_url


async def submit(run: JobContext) -> JobReply:
    """Upload, write the shot down, and submit it exactly once.

    Raises:
        SubmitUncertain: No answer came, and it cannot be told which job it became, if any.
        KreaError: Krea refused, or cannot be reached; no job was made.
    """
    urls = await upload(run)
    try:
        return await _submit(run, urls)
    except Refused as error:
        if "asset url" not in f"{error} {error.details}".lower() or not run.parts.uploads:
            raise
        for still in run.job.shot.stills():  # the upload is gone at Krea: make it anew, once
            run.parts.uploads.pop(still.digest, None)
        return await _submit(run, await upload(run))


async def _submit(run: JobContext, urls: dict[str, str]) -> JobReply:
    job = run.job
    payload = job.model.check(job.shot.wire(lambda still: urls[still.digest]), extra=job.raw)
    not_sent, too_many = iter(NOT_SENT_WAITS), iter(TOO_MANY_WAITS)
    while True:
        run.stop_if_asked()
        try:
            async with run.parts.one_submit:
                run.stop_if_asked()
                return await _post(run, payload)
        except TooManyJobs as error:
            wait = next(too_many, None)
            if wait is None:
                raise
            await _count_down(run, error.retry_after or wait, f"{run.service} is busy with your other jobs")
        except Unreachable as error:
            wait = next(not_sent, None)
            if error.maybe_sent or wait is None:
                raise
            await _count_down(run, wait, f"{run.service} cannot be reached")


async def _post(run: JobContext, payload: dict[str, object]) -> JobReply:
    """One POST, written down before and after; the caller holds the lock."""
    job, parts = run.job, run.parts
    started = parts.now()
    try:
        written = await parts.on_disk(parts.journal.sending, job.key, started + parts.client.skew)
    except JournalUnavailable as error:
        raise NotWritten(
            f"{error.what.removesuffix('.')}, so the job was not started.", job=job, advice=f"{error.advice} {START}"
        ) from error
    if written == "taken":
        raise JobLost("Another kernel has taken up this job.", job=job)
    run.left = True
    run.say("submitting", "Sending", UPLOADED)
    post = asyncio.ensure_future(_send_it(run, payload))
    parts.posts.add(post)
    post.add_done_callback(parts.posts.discard)
    try:
        reply = await asyncio.shield(post)  # whoever stops waiting for this job does not break off its request
    except KreaError as error:
        if not _may_have_started(error):
            raise
        # the clocks are compared with every answer, so also with those while looking
        reply = await find_lost_job(run, lambda: started + parts.client.skew, error)
    job.id = reply.job_id
    return reply


async def _send_it(run: JobContext, payload: dict[str, object]) -> JobReply:
    job, parts = run.job, run.parts
    try:
        reply = await parts.client.submit(job.shot.model, payload, webhook_url=job.webhook_url)
    except KreaError as error:
        if not _may_have_started(error):
            run.left = False
            with suppress(JournalUnavailable):  # then a later kernel looks for it first, and finds nothing
                await parts.on_disk(parts.journal.unsent, job.key)
        raise
    await run.keep_id(reply.job_id)
    return reply


def _may_have_started(error: KreaError) -> bool:
    if isinstance(error, Unreachable):
        return error.maybe_sent
    return isinstance(error, (ServerError, StrangeReply))


async def _count_down(run: JobContext, seconds: float, reason: str) -> None:
    left = seconds
    while left > 0:
        run.stop_if_asked()
        run.say("submitting", f"{reason}, trying again in {left:.0f} s")
        step = min(1.0, left)
        await run.nap(step, jitter=False)
        left -= step
