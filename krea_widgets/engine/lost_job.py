"""Finds out what became of a submit that got no answer, by looking among Krea's jobs; nothing is ever sent again here.

Krea knows no idempotency key, and its list of jobs holds ids, states and times, no prompts (Krea OpenAPI 2026-10-09).
So a job is adopted when it alone was created at the right time, is nobody's yet, and no other unanswered submit could
be the one that made it. Everything else ends as `SubmitUncertain`, which leaves the entry open and lists what was seen.

Is there a moment from which it would be safe to send again, because Krea's list shows no new job at a time, by Krea's
own clock, well after the request? No. A list without the job proves that it was not listed, not that it was not made:
how soon a new job appears there is documented nowhere (a job just made may be unknown to `GET /jobs/{id}` for a
while), a proxy may hold a request for a time that nobody states, and another token sees other jobs. Time makes it very
likely, so the person is told how long nothing was seen, and sends again with one call, `Studio.send_again`. What was
written down as "asked" only, on the other hand, surely never left (the journal says "sending" first, with a full sync),
and is sent after a restart without asking.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from .._util.text import clock_time
from ..errors import JobFailed, KreaError, SubmitUncertain

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..journal import Entry
    from .job_context import JobContext

__all__ = ["find_lost_job", "moment"]

LOOKS = (1.0, 3.0, 6.0, 10.0)  # seconds before each look for a job whose submit got no answer
SKEW = 5.0  # seconds by which a job may seem older than the submit that made it
LATEST = 180.0  # seconds after a submit until which it may make a job: Cloudflare gives Krea 100, and a margin
IMAGES = ("flux", "k1")  # types of jobs that make images, besides "externalImage" (Krea OpenAPI 2026-05-25, GET /jobs)
PAGES = 20  # of 100 jobs each, back from the moment in question


async def find_lost_job(
    context: JobContext, sent_at: Callable[[], float], cause: KreaError | None = None
) -> JobResponse:
    """The job that an unanswered submit made; the caller holds the lock, and the journal has the job's id after this.

    Args:
        context: The job's context; the journal has it as "sending" or "uncertain".
        sent_at: When it was sent, in seconds since 1970 by Krea's clock, as far as that is known by now.
        cause: What came instead of an answer; None for a submit of an earlier kernel.

    Raises:
        SubmitUncertain: None fits, or more than one does.
        JobFailed: It was in the sandbox of an earlier kernel, which ended with it.
    """
    if context.dependencies.backend == "sandbox" and cause is None:
        raise JobFailed("The sandbox that had this job ended with its kernel.", code="gone", job=context.job)
    found: list[JobResponse] | None = None
    context.say("submitting", f"{context.service} did not answer, looking whether the job was started")
    for wait in LOOKS:
        await context.dependencies.sleep(0.0 if cause is None and found is None else wait)
        try:
            found = await _candidates(context, sent_at())
            if len(found) == 1 and not await _rivals(context, found[0]) and await _adopted(context, found[0]):
                return found[0]
        except KreaError:  # no answer; or no journal, without which nobody can tell whose job it is
            continue
        if not found and _krea_time(context) > sent_at() + LATEST:
            break  # it will not turn up any more
    raise _uncertain(context, sent_at(), found, cause) from cause


async def _candidates(context: JobContext, sent_at: float) -> list[JobResponse]:
    """Jobs that nobody has, created when this one could have been; the newest first."""
    deps = context.dependencies
    found: list[JobResponse] = []
    cursor = datetime.fromtimestamp(sent_at + LATEST, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for _ in range(PAGES):
        page = await deps.client.jobs(limit=100, cursor=cursor)
        found += [item for item in page.items if _fits(item, sent_at, sent_at + LATEST)]
        oldest = min((_created(item) for item in page.items), default=0.0)
        if page.next_cursor is None or oldest < sent_at - SKEW:
            break
        cursor = page.next_cursor
    # read after the list: a job that has got its owner meanwhile is there
    known = await deps.on_disk(deps.journal.known_ids, deps.backend)
    return [item for item in found if item.job_id not in known]


async def _adopted(context: JobContext, candidate: JobResponse) -> bool:
    """Whether the journal holds it as this entry's job now; not where it cannot be written."""
    mine: bool = await context.dependencies.on_disk(
        context.dependencies.journal.sent, context.job.key, candidate.job_id
    )
    return mine


async def _rivals(context: JobContext, candidate: JobResponse) -> list[Entry]:
    """Other unanswered submits, of any kernel, that could have made this job.

    One that was looked for and not found is taken to make no job after that look.
    """
    deps = context.dependencies
    unknown = await deps.on_disk(deps.journal.unknown, deps.backend, context.job.base_url)
    others = [entry for entry in unknown if entry.key != context.job.key]
    return [entry for entry in others if entry.sent_at and _fits(candidate, entry.sent_at, _until(context, entry))]


def _until(context: JobContext, entry: Entry) -> float:
    latest = (entry.sent_at or 0.0) + LATEST
    return min(latest, entry.ended_at + context.dependencies.client.skew) if entry.ended_at else latest


def _fits(item: JobResponse, since: float, until: float) -> bool:
    """Created at the right time, and not a job that is known to make an image."""
    kind = item.type.lower()
    image = "video" not in kind and ("image" in kind or kind.startswith(IMAGES))
    return since - SKEW <= _created(item) <= until and not image


def _krea_time(context: JobContext) -> float:
    return context.dependencies.now() + context.dependencies.client.skew


def _uncertain(
    context: JobContext, sent_at: float, found: list[JobResponse] | None, cause: KreaError | None
) -> SubmitUncertain:
    if found is None:
        seen = "Its list of jobs cannot be had at the moment."
    elif found:
        seen = f"{len(found)} jobs could be yours: " + ", ".join(item.job_id for item in found) + "."
    else:
        later = clock_time(_krea_time(context) - sent_at)
        seen = f"No new job can be seen there, {later} later."
    advice = "" if context.dependencies.backend == "sandbox" else "Look at krea.ai/app/api before you run it again."
    if found is None:
        advice = "`krea.resume()` looks again."
    return SubmitUncertain(
        f"{context.service} did not answer, so it is not known whether the job was started. {seen}",
        job=context.job,
        candidates=[item.job_id for item in found or ()],
        details=f"{cause} {cause.details}" if cause else "",
        advice=advice,
    )


def _created(reply: JobResponse) -> float:
    """Seconds since 1970; a job without a time fits nowhere."""
    made = moment(reply.created_at)
    return float("-inf") if made is None else made


def moment(text: str | None) -> float | None:
    """Krea's time as seconds since 1970; None when it cannot be read. A time without a zone is UTC."""
    try:
        at = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()
