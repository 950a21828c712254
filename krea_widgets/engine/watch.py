"""Watch a job at Krea until it is over; a lost connection is not a failure, and only `cancel()` cancels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._util.text import clock_time
from ..errors import (
    ApiError,
    JobCancelled,
    JobFailed,
    JobLost,
    KreaError,
    NotFound,
    ServerError,
    StrangeReply,
    TooManyJobs,
    Unreachable,
)
from ..status import CANCELLABLE, IN_LINE, is_terminal

if TYPE_CHECKING:
    from ..api import JobReply
    from .job_context import JobContext

__all__ = ["watch"]

# Krea's words for why a job failed, as seen in the wild; none of them is documented.
REASONS = {
    "nsfw": ("the content was refused by moderation", "Try another picture or wording."),
    "ip_detected": ("protected material was recognised", "Try another picture or wording."),
    "internal": ("something went wrong on its side", "JobContext it once more."),
}
CANNOT_KNOW = (Unreachable, ServerError, StrangeReply, TooManyJobs)  # about the connection, not about the job


async def watch(run: JobContext, reply: JobReply | None) -> JobReply:
    """Look until the job is completed; returns that last reply.

    Args:
        run: The job's run; its `job.id` is known.
        reply: What the submit answered, or None for a job of an earlier kernel.

    Raises:
        JobFailed, JobCancelled: As Krea says.
        JobLost: It can be watched no longer.
    """
    waits = run.parts.pace.waits()
    unknown = 0
    while True:
        if reply is not None:
            if is_terminal(reply.status):
                return _completed(run, reply)
            await _until_the_next_look(run, reply, next(waits))
        try:
            reply = await run.parts.client.job(str(run.job.id))
            run.seen, unknown = True, 0
        except NotFound as error:
            unknown += 1
            if run.cancel == "taken":
                raise JobCancelled("Cancelled.", job=run.job) from error
            if unknown > run.parts.pace.lost:
                raise _unknown(run) from error
            if reply is None:  # of an earlier kernel: it may have been made a moment ago all the same
                await run.nap(next(waits))
        except CANNOT_KNOW:
            wait = next(waits)
            message = f"Connection lost, trying again in {max(1, round(wait))} s. {run.service} goes on with the job."
            run.say("working", message, run.job.progress.fraction)
            _check_limit(run)
            await run.nap(wait)
        except ApiError as error:
            raise JobLost(
                f"The job {run.job.id} can no longer be watched. {error.what}", job=run.job, advice=error.advice
            ) from error


async def _until_the_next_look(run: JobContext, reply: JobReply, wait: float) -> None:
    if run.unwritten:
        await run.keep_id(run.unwritten)
    await _cancel_if_asked(run, reply)
    run.tell(reply)
    _check_limit(run)
    await run.nap(wait)


def _unknown(run: JobContext) -> KreaError:
    if run.parts.backend == "sandbox":
        return JobFailed("The sandbox that had this job ended with its kernel.", code="gone", job=run.job)
    return JobLost(
        f"Krea does not know the job {run.job.id}, or it belongs to another token.",
        gone=True,
        job=run.job,
        advice="With the token that started it `krea.resume()` finds it.",
    )


def _completed(run: JobContext, reply: JobReply) -> JobReply:
    if reply.status == "completed":
        return reply
    if reply.status == "cancelled":
        raise JobCancelled("Cancelled.", job=run.job)
    raise failure(run, reply)


def failure(run: JobContext, reply: JobReply) -> JobFailed:
    """Why it failed, as far as Krea says, and what to try."""
    reason, advice = REASONS.get(reply.error_code, ("", ""))
    told = reply.error_message.rstrip(".")
    if reply.error_code == "disk_full":  # the sandbox's, which runs here
        reason, advice = told, "Make room, then run it again."
    if not reason:
        reason = told or reply.error_code or "it gave no reason"
        advice = "Try another picture or wording."
        if run.job.shot.values.get("end_image") is not None and not told:
            advice = "An end image that differs too much from the start image is a common cause."
    details = " · ".join(part for part in (reply.error_code, told) if part)
    return JobFailed(
        f"{run.service} could not make this clip: {reason}.",
        code=reply.error_code,
        advice=advice,
        job=run.job,
        details=details,
    )


def _check_limit(run: JobContext) -> None:
    if run.working > run.parts.pace.limit:
        raise JobLost(
            f"No clip after {clock_time(run.working)} of work, longer than Krea itself allows.",
            job=run.job,
            advice="`krea.resume()` looks again.",
        )


async def _cancel_if_asked(run: JobContext, reply: JobReply) -> None:
    """Cancel in the states in which Krea can; never twice, and never once the job may be finished."""
    if not run.job.cancel_asked or run.cancel:
        return
    if reply.status in CANCELLABLE and run.seen:  # a job that cannot be read yet cannot be cancelled yet either
        try:
            await run.parts.client.cancel(str(run.job.id))
            run.cancel, run.note = "taken", "Cancelling"
        except NotFound:  # it was not touched: the next look tells whether it can be tried again
            run.note = f"Cancelling as soon as {run.service_inside} allows it"
        except KreaError:
            run.cancel, run.note = "unanswered", "The cancel may not have arrived; the job may still finish."
    elif reply.status in IN_LINE | CANCELLABLE or not reply.status:
        run.note = f"Cancelling as soon as {run.service_inside} allows it"
    else:
        run.note = f"Too late to cancel: {run.service_inside} is finishing it."
