"""Finds the job of a submit without a response, among Krea's jobs. Nothing is ever sent again here.

Krea knows no idempotency key, and its list of jobs holds IDs, statuses, types and times, but no prompts (Krea OpenAPI
2026-10-09). So a job is adopted only if it is the single one that was created at the right time, belongs to nobody
yet, is known to make a video, and cannot be the job of another unanswered submit. Otherwise the search ends with
`SubmitUncertain`, which leaves the journal's entry open and lists the candidates.

Is there a moment after which it is safe to send again, because Krea's list shows no new job at a time, by Krea's own
clock, well after the request? No. A list without the job proves that the job was not listed, not that it was not made:
Krea documents nowhere how soon a new job is listed (`GET /jobs/{id}` may not know a new job for a while), a proxy can
hold a request for an unknown time, and another token sees other jobs. Time makes it very likely. So the error tells how
long no job was seen, and the person can send again with one call, `krea.send_again`. An entry that is only "asked",
on the other hand, certainly never left, because the journal writes "sending" first, with a full sync. After a restart
it is sent without a question.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from .._util.text import clock_time, timestamp
from ..errors import KreaError, SubmitUncertain

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..journal import Entry
    from .job_context import JobContext

__all__ = ["find_lost_job"]

# Seconds before each search.
WAITS = (1.0, 3.0, 6.0, 10.0)
# Seconds by which a job may seem older than its submit.
TOLERANCE = 5.0
# Seconds after a submit within which it may make a job: Cloudflare gives Krea 100, and a margin.
LATEST = 180.0
# Types of jobs that make images, besides "externalImage" (Krea OpenAPI 2026-05-25, GET /jobs). Of all other types Krea
# documents "videoV2" alone, so a job of an unknown type is a candidate, but only the person can adopt it.
IMAGE_TYPES = ("flux", "k1")
# Jobs that change a video which exists already.
CHANGING_TYPES = ("enhance", "upscale")
# Pages of 100 jobs that are read, back from the time in question.
PAGES = 20


async def find_lost_job(
    context: JobContext, sent_at: Callable[[], float], cause: KreaError | None = None
) -> JobResponse:
    """The job of an unanswered submit. The caller holds `submit_lock`; the journal has the job's ID afterwards.

    Args:
        sent_at: Returns when it was sent, in seconds since 1970 by Krea's clock, as far as that is known by now.
        cause: The error of the submit; None for a submit of an earlier kernel.

    Raises:
        SubmitUncertain: No job fits, or several do.
        JobCancelled: The job was in the sandbox of an earlier kernel, which ended with it.
    """
    if context.dependencies.backend == "sandbox" and cause is None:
        raise context.sandbox_ended()
    found: list[JobResponse] | None = None
    context.report("submitting", f"{context.service_first} did not respond, checking whether the job was started")
    for wait in WAITS:
        await context.dependencies.sleep(0.0 if cause is None and found is None else wait)
        try:
            found = await _candidates(context, sent_at())
            if len(found) == 1 and _makes_video(found[0]) and not await _rivals(context, found[0]):
                deps = context.dependencies
                # Unlike after a submit, a job that cannot be written down is not adopted.
                if await deps.on_disk(deps.journal.sent, context.job.key, found[0].job_id):
                    return found[0]
        # No response; or no journal, without which nobody can tell whose job it is.
        except KreaError:
            continue
        # A job that was not made by now will not be made.
        if not found and _krea_time(context) > sent_at() + LATEST:
            break
    raise _uncertain(context, sent_at(), found, cause) from cause


async def _candidates(context: JobContext, sent_at: float) -> list[JobResponse]:
    """Jobs without an owner that were created at the right time, newest first."""
    deps = context.dependencies
    found: list[JobResponse] = []
    cursor = datetime.fromtimestamp(sent_at + LATEST, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for _ in range(PAGES):
        page = await deps.client.jobs(limit=100, cursor=cursor)
        found += [item for item in page.items if _fits(item, sent_at, sent_at + LATEST)]
        oldest = min((_created(item) for item in page.items), default=0.0)
        if page.next_cursor is None or oldest < sent_at - TOLERANCE:
            break
        cursor = page.next_cursor
    # Read after the list, so that it has a job that got its owner meanwhile.
    known = await deps.on_disk(deps.journal.known_ids, deps.backend)
    return [item for item in found if item.job_id not in known]


async def _rivals(context: JobContext, candidate: JobResponse) -> list[Entry]:
    """Other unanswered submits, of any kernel, that could have made the candidate.

    A submit that was searched for in vain is taken to make no job after that search.
    """
    deps = context.dependencies
    unknown = await deps.on_disk(deps.journal.unknown, deps.backend, context.control.base_url)
    others = [entry for entry in unknown if entry.key != context.job.key]
    return [entry for entry in others if entry.sent_at and _fits(candidate, entry.sent_at, _latest(context, entry))]


def _latest(context: JobContext, entry: Entry) -> float:
    latest = (entry.sent_at or 0.0) + LATEST
    return min(latest, entry.ended_at + context.dependencies.client.skew) if entry.ended_at else latest


def _fits(item: JobResponse, since: float, until: float) -> bool:
    kind = item.type.lower()
    makes_image = "video" not in kind and ("image" in kind or kind.startswith(IMAGE_TYPES))
    return since - TOLERANCE <= _created(item) <= until and not makes_image


def _makes_video(item: JobResponse) -> bool:
    kind = item.type.lower()
    return "video" in kind and not any(word in kind for word in CHANGING_TYPES)


def _krea_time(context: JobContext) -> float:
    return context.dependencies.now() + context.dependencies.client.skew


def _uncertain(
    context: JobContext, sent_at: float, found: list[JobResponse] | None, cause: KreaError | None
) -> SubmitUncertain:
    look = "" if context.dependencies.backend == "sandbox" else "Look at krea.ai/app/api. "
    if found is None:
        seen, advice = "Its list of jobs is unavailable now.", "Call `krea.resume()` to check again."
    elif found:
        jobs = "1 job" if len(found) == 1 else f"{len(found)} jobs"
        seen = f"{jobs} could be yours: {', '.join(map(_described, found))}."
        advice = (
            f"{look}`krea.adopt(id, error.job)` takes yours over; `krea.send_again(error.job)` if it is none of them."
        )
    else:
        seen = f"No new job is listed {clock_time(_krea_time(context) - sent_at)} later."
        advice = f"{look}{'If it is not there, ' if look else ''}`krea.send_again(error.job)` sends it again."
    return SubmitUncertain(
        f"{context.service_first} did not respond, so it is unknown whether the job was started. {seen}",
        job=context.job,
        candidates=tuple(item.job_id for item in found or ()),
        details=f"{cause} {cause.details}" if cause else "",
        advice=advice,
    )


def _described(item: JobResponse) -> str:
    """The ID; and the type, which tells the person more than it tells this module."""
    return item.job_id if _makes_video(item) else f"{item.job_id} ({item.type or 'unknown type'})"


def _created(response: JobResponse) -> float:
    """Seconds since 1970. A job without a time fits nowhere."""
    created = timestamp(response.created_at)
    return float("-inf") if created is None else created
