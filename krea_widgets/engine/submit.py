"""Upload each still once, submit exactly once, and find out what became of a submit that got no answer."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from ..errors import (
    KreaError,
    Refused,
    ServerError,
    StrangeReply,
    SubmitUncertain,
    TooManyJobs,
    Unreachable,
)
from .progress import UPLOADED, megabytes

if TYPE_CHECKING:
    from ..api import JobReply
    from ..media import Still
    from .run import Run

__all__ = ["submit", "upload"]

NOT_SENT_WAITS = (1.0, 2.0, 4.0)  # seconds, after a request that surely never arrived
TOO_MANY_WAITS = (5.0, 15.0, 45.0)  # seconds, after "too many jobs"; the waits of Krea's own scripts
LOOKS = (1.0, 3.0, 6.0, 10.0)  # seconds before each look for a job whose submit got no answer
SKEW = 5.0  # seconds by which a job may seem older than the submit that made it


async def upload(run: Run) -> dict[str, str]:
    """Upload every still of the shot that Krea does not have yet; returns digest -> URL."""
    urls: dict[str, str] = {}
    for still in run.job.shot.stills():
        run.stop_if_asked()
        urls[still.digest] = await _upload(run, still)
    return urls


async def _upload(run: Run, still: Still) -> str:
    if still.asset is not None:
        return still.asset.image_url
    uploads = run.parts.uploads
    task = uploads.get(still.digest)
    if task is None or (task.done() and (task.cancelled() or task.exception())):
        task = uploads[still.digest] = asyncio.ensure_future(_send(run, still))
    return await asyncio.shield(task)  # another job may wait for the same upload


async def _send(run: Run, still: Still) -> str:
    def show(done: int, total: int) -> None:
        share = done / total if total else 1.0
        words = f"Uploading · {megabytes(done)} of {megabytes(total)} MB"
        run.say("uploading", words, UPLOADED * share)

    show(0, still.size)
    asset = await run.parts.client.upload(still.data, name=still.name, mime_type=still.mime_type, on_progress=show)
    return asset.image_url


async def submit(run: Run) -> JobReply:
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


async def _submit(run: Run, urls: dict[str, str]) -> JobReply:
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
            await _count_down(run, error.retry_after or wait, "Krea is busy with your other jobs")
        except Unreachable as error:
            wait = next(not_sent, None)
            if error.maybe_sent or wait is None:
                raise
            await _count_down(run, wait, "Krea cannot be reached")


async def _post(run: Run, payload: dict[str, object]) -> JobReply:
    """One POST, written down before and after; the caller holds the lock."""
    job, parts = run.job, run.parts
    parts.journal.asked(
        job.key, world=parts.world, model=job.shot.model, shot=job.shot.to_json(), digest=job.shot.digest
    )
    run.say("submitting", "Sending", UPLOADED)
    sent_at = parts.now()
    try:
        reply = await parts.client.submit(job.shot.model, payload, webhook_url=job.webhook_url)
    except (Unreachable, ServerError, StrangeReply) as error:
        if isinstance(error, Unreachable) and not error.maybe_sent:
            raise
        reply = await _reconcile(run, sent_at, error)
    parts.journal.sent(job.key, reply.job_id)
    job.id = reply.job_id
    return reply


async def _count_down(run: Run, seconds: float, reason: str) -> None:
    left = seconds
    while left > 0:
        run.stop_if_asked()
        run.say("submitting", f"{reason}, trying again in {left:.0f} s")
        step = min(1.0, left)
        await run.nap(step, jitter=False)
        left -= step


async def _reconcile(run: Run, sent_at: float, cause: KreaError) -> JobReply:
    """Look among Krea's jobs for the one that an unanswered submit made. Nothing is ever sent again."""
    parts = run.parts
    since = sent_at + parts.client.skew - SKEW
    found: list[JobReply] = []
    run.say("submitting", "Krea did not answer, looking whether the job was started")
    for wait in LOOKS:
        await parts.sleep(wait)
        try:
            page = await parts.client.jobs(limit=100)
        except KreaError:
            continue
        known = parts.journal.known_ids(parts.world)
        found = [item for item in page.items if item.job_id not in known and _created(item) >= since]
        if len(found) == 1:
            return found[0]
    if found:
        seen = f"{len(found)} jobs could be yours: " + ", ".join(item.job_id for item in found) + "."
    else:
        seen = "No new job can be seen at Krea."
    raise SubmitUncertain(
        f"Krea did not answer, so it is not known whether the job was started. {seen}",
        job=run.job,
        candidates=[item.job_id for item in found],
        details=f"{cause} {cause.details}",
        advice="Look at krea.ai/app/api before you run it again.",
    ) from cause


def _created(reply: JobReply) -> float:
    try:
        return datetime.fromisoformat(reply.created_at.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return float("-inf")
