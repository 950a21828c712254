"""Uploads each image once, and submits each job exactly once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from .._util.text import size_text
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
from .lost_submit import find_lost_job
from .progress import UPLOADED

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..media import InputFile
    from .job_context import JobContext

__all__ = ["submit"]

# Seconds before each retry of a request that certainly never arrived.
NEVER_ARRIVED_WAITS = (1.0, 2.0, 4.0)
# Finished uploads to remember; an image of an older one is uploaded again.
MOST_UPLOADS = 1000


async def submit(context: JobContext) -> JobResponse:
    """Upload the images, write the shot into the journal, and submit it exactly once.

    Raises:
        SubmitUncertain: There is no response, and no single job that fits.
        KreaError: Krea refused the request or cannot be reached; no job was made.
    """
    urls = await _upload_all(context)
    try:
        return await _submit(context, urls)
    except Refused as error:
        uploads = context.dependencies.uploads
        if "asset url" not in f"{error} {error.details}".lower() or not uploads:
            raise
        # Krea has lost the upload: upload again, once.
        for file in context.job.shot.files():
            uploads.pop(file.digest, None)
        return await _submit(context, await _upload_all(context))


async def _upload_all(context: JobContext) -> dict[str, str]:
    urls: dict[str, str] = {}
    for file in context.job.shot.files():
        context.raise_if_cancelled()
        urls[file.digest] = await _upload_once(context, file)
    return urls


async def _upload_once(context: JobContext, file: InputFile) -> str:
    if file.asset is not None:
        return file.asset.image_url
    uploads = context.dependencies.uploads
    task = uploads.get(file.digest)
    if task is None or (task.done() and (task.cancelled() or task.exception())):
        task = uploads[file.digest] = asyncio.ensure_future(_upload(context, file))
        for digest in [digest for digest, one in uploads.items() if one.done()][:-MOST_UPLOADS]:
            del uploads[digest]
    return await context.wait_for(task)


async def _upload(context: JobContext, file: InputFile) -> str:
    def show(done: int, total: int) -> None:
        share = done / total if total else 1.0
        message = f"Uploading · {size_text(total, done=done)}"
        context.report("uploading", message, UPLOADED * share)

    show(0, file.size)
    client = context.dependencies.client
    asset = await client.upload(file.data, name=file.name, mime_type=file.mime_type, on_progress=show)
    return asset.image_url


async def _submit(context: JobContext, urls: dict[str, str]) -> JobResponse:
    job = context.job
    payload = job.model.check(job.shot.wire(lambda file: urls[file.digest]), extra=job.raw)
    waits = iter(NEVER_ARRIVED_WAITS)
    while True:
        try:
            return await _submit_in_turn(context, payload)
        except Unreachable as error:
            wait = next(waits, None)
            if error.maybe_sent or wait is None:
                raise
        await _count_down(context, wait)


async def _submit_in_turn(context: JobContext, payload: dict[str, object]) -> JobResponse:
    queue = context.dependencies.submit_queue

    def report(seconds: float) -> None:
        if not queue.running:
            context.report("submitting", f"{context.service_first} is busy with your other jobs, {_again_in(seconds)}")
            return
        where = "in the sandbox" if context.dependencies.backend == "sandbox" else "at Krea"
        jobs = "jobs is" if queue.running == 1 else "jobs are"
        message = f"Queued here · {queue.running} of your {jobs} running {where}"
        if message != context.job.progress.message:
            context.report("waiting", message)

    with queue.place(context.job.asked_at, report) as place:
        while True:
            await context.wait_for(place.turn)
            try:
                async with context.dependencies.submit_lock:
                    context.raise_if_cancelled()
                    # Else the line was stopped while this job waited for the one before.
                    if place.turn.done():
                        return await _post(context, payload)
            except TooManyJobs as error:
                queue.refuse(error)


async def _post(context: JobContext, payload: dict[str, object]) -> JobResponse:
    """Send one POST, with a journal entry before and after; the caller holds `submit_lock`."""
    job, deps = context.job, context.dependencies
    started = deps.now()
    try:
        written = await deps.on_disk(deps.journal.sending, job.key, started + deps.client.skew)
    except JournalUnavailable as error:
        what = f"{error.what.removesuffix('.')}, so the job was not started."
        raise NotWritten(what, job=job, advice=f"{error.advice} Then `krea.resume()` starts it.") from error
    if written == "taken":
        raise JobLost("Another kernel has resumed this job.", job=job)
    context.may_be_sent = True
    context.report("submitting", "Sending", UPLOADED)
    post = asyncio.ensure_future(_send(context, payload))
    deps.submits.add(post)
    post.add_done_callback(deps.submits.discard)
    try:
        # Cancelling the wait for this job does not break off its request.
        response = await asyncio.shield(post)
    except KreaError as error:
        if not _may_have_started(error):
            raise
        # Each response compares the clocks, also the responses during the search.
        response = await find_lost_job(context, lambda: started + deps.client.skew, error)
    context.control.accept(response.job_id)
    return response


async def _send(context: JobContext, payload: dict[str, object]) -> JobResponse:
    job, deps = context.job, context.dependencies
    try:
        response = await deps.client.submit(job.shot.model, payload, webhook_url=job.webhook_url)
    except KreaError as error:
        if not _may_have_started(error):
            context.may_be_sent = False
            # If this fails, a later kernel searches first and finds nothing.
            with suppress(JournalUnavailable):
                await deps.on_disk(deps.journal.unsent, job.key)
        raise
    await context.save_id(response.job_id)
    return response


def _may_have_started(error: KreaError) -> bool:
    if isinstance(error, Unreachable):
        return error.maybe_sent
    return isinstance(error, (ServerError, StrangeReply))


async def _count_down(context: JobContext, seconds: float) -> None:
    while seconds > 0:
        context.raise_if_cancelled()
        context.report("submitting", f"{context.service_first} cannot be reached, {_again_in(seconds)}")
        await context.sleep(1.0, jitter=False)
        seconds -= 1.0


def _again_in(seconds: float) -> str:
    return f"trying again in {seconds:.0f} s"
