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
    from ..api import JobReply
    from ..journal import Entry
    from .job_context import JobContext

__all__ = ["find_lost_job", "moment"]

LOOKS = (1.0, 3.0, 6.0, 10.0)  # seconds before each look for a job whose submit got no answer
SKEW = 5.0  # seconds by which a job may seem older than the submit that made it
LATEST = 180.0  # seconds after a submit until which it may make a job: Cloudflare gives Krea 100, and a margin
IMAGES = ("flux", "k1")  # types of jobs that make images, besides "externalImage" (Krea OpenAPI 2026-05-25, GET /jobs)
PAGES = 20  # of 100 jobs each, back from the moment in question


async def find_lost_job(run: JobContext, sent_at: Callable[[], float], cause: KreaError | None = None) -> JobReply:
    """The job that an unanswered submit made; the caller holds the lock, and the journal has the job's id after this.

    Args:
        run: The job's run; the journal has it as "sending" or "uncertain".
        sent_at: When it was sent, in seconds since 1970 by Krea's clock, as far as that is known by now.
        cause: What came instead of an answer; None for a submit of an earlier kernel.

    Raises:
        SubmitUncertain: None fits, or more than one does.
        JobFailed: It was in the sandbox of an earlier kernel, which ended with it.
    """
    if run.parts.backend == "sandbox" and cause is None:
        raise JobFailed("The sandbox that had this job ended with its kernel.", code="gone", job=run.job)
    found: list[JobReply] | None = None
    run.say("submitting", f"{run.service} did not answer, looking whether the job was started")
    for wait in LOOKS:
        await run.parts.sleep(0.0 if cause is None and found is None else wait)
        try:
            found = await _candidates(run, sent_at())
            if len(found) == 1 and not await _rivals(run, found[0]) and await _adopted(run, found[0]):
                return found[0]
        except KreaError:  # no answer; or no journal, without which nobody can tell whose job it is
            continue
        if not found and _krea_time(run) > sent_at() + LATEST:
            break  # it will not turn up any more
    raise _uncertain(run, sent_at(), found, cause) from cause


async def _candidates(run: JobContext, sent_at: float) -> list[JobReply]:
    """Jobs that nobody has, created when this one could have been; the newest first."""
    parts = run.parts
    found: list[JobReply] = []
    cursor = datetime.fromtimestamp(sent_at + LATEST, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for _ in range(PAGES):
        page = await parts.client.jobs(limit=100, cursor=cursor)
        found += [item for item in page.items if _fits(item, sent_at, sent_at + LATEST)]
        oldest = min((_created(item) for item in page.items), default=0.0)
        if page.next_cursor is None or oldest < sent_at - SKEW:
            break
        cursor = page.next_cursor
    # read after the list: a job that has got its owner meanwhile is there
    known = await parts.on_disk(parts.journal.known_ids, parts.backend)
    return [item for item in found if item.job_id not in known]


async def _adopted(run: JobContext, candidate: JobReply) -> bool:
    """Whether the journal holds it as this entry's job now; not where it cannot be written."""
    mine: bool = await run.parts.on_disk(run.parts.journal.sent, run.job.key, candidate.job_id)
    return mine


async def _rivals(run: JobContext, candidate: JobReply) -> list[Entry]:
    """Other unanswered submits, of any kernel, that could have made this job.

    One that was looked for and not found is taken to make no job after that look.
    """
    parts = run.parts
    unknown = await parts.on_disk(parts.journal.unknown, parts.backend, run.job.place)
    others = [entry for entry in unknown if entry.key != run.job.key]
    return [entry for entry in others if entry.sent_at and _fits(candidate, entry.sent_at, _until(run, entry))]


def _until(run: JobContext, entry: Entry) -> float:
    latest = (entry.sent_at or 0.0) + LATEST
    return min(latest, entry.ended_at + run.parts.client.skew) if entry.ended_at else latest


def _fits(item: JobReply, since: float, until: float) -> bool:
    """Created at the right time, and not a job that is known to make an image."""
    kind = item.type.lower()
    image = "video" not in kind and ("image" in kind or kind.startswith(IMAGES))
    return since - SKEW <= _created(item) <= until and not image


def _krea_time(run: JobContext) -> float:
    return run.parts.now() + run.parts.client.skew


def _uncertain(
    run: JobContext, sent_at: float, found: list[JobReply] | None, cause: KreaError | None
) -> SubmitUncertain:
    if found is None:
        seen = "Its list of jobs cannot be had at the moment."
    elif found:
        seen = f"{len(found)} jobs could be yours: " + ", ".join(item.job_id for item in found) + "."
    else:
        later = clock_time(_krea_time(run) - sent_at)
        seen = f"No new job can be seen there, {later} later."
    advice = "" if run.parts.backend == "sandbox" else "Look at krea.ai/app/api before you run it again."
    if found is None:
        advice = "`krea.resume()` looks again."
    return SubmitUncertain(
        f"{run.service} did not answer, so it is not known whether the job was started. {seen}",
        job=run.job,
        candidates=[item.job_id for item in found or ()],
        details=f"{cause} {cause.details}" if cause else "",
        advice=advice,
    )


def _created(reply: JobReply) -> float:
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
