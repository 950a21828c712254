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
    from ..api import JobResponse
    from .job_context import JobContext

__all__ = ["watch"]

# Krea's words for why a job failed, as seen in the wild; none of them is documented.
REASONS = {
    "nsfw": ("the content was refused by moderation", "Try another picture or wording."),
    "ip_detected": ("protected material was recognised", "Try another picture or wording."),
    "internal": ("something went wrong on its side", "Run it once more."),
}
CANNOT_KNOW = (Unreachable, ServerError, StrangeReply, TooManyJobs)  # about the connection, not about the job


async def watch(context: JobContext, reply: JobResponse | None) -> JobResponse:
    """Look until the job is completed; returns that last reply.

    Args:
        context: The job's context; its `job.id` is known.
        reply: What the submit answered, or None for a job of an earlier kernel.

    Raises:
        JobFailed, JobCancelled: As Krea says.
        JobLost: It can be watched no longer.
    """
    waits = context.dependencies.polling.waits()
    unknown = 0
    while True:
        if reply is not None:
            if is_terminal(reply.status):
                return _completed(context, reply)
            await _until_the_next_look(context, reply, next(waits))
        try:
            reply = await context.dependencies.client.job(str(context.job.id))
            context.seen, unknown = True, 0
        except NotFound as error:
            unknown += 1
            if context.cancel == "taken":
                raise JobCancelled("Cancelled.", job=context.job) from error
            if unknown > context.dependencies.polling.lost:
                raise _unknown(context) from error
            if reply is None:  # of an earlier kernel: it may have been made a moment ago all the same
                await context.nap(next(waits))
        except CANNOT_KNOW:
            wait = next(waits)
            message = (
                f"Connection lost, trying again in {max(1, round(wait))} s. {context.service} goes on with the job."
            )
            context.say("working", message, context.job.progress.fraction)
            _check_limit(context)
            await context.nap(wait)
        except ApiError as error:
            raise JobLost(
                f"The job {context.job.id} can no longer be watched. {error.what}", job=context.job, advice=error.advice
            ) from error


async def _until_the_next_look(context: JobContext, reply: JobResponse, wait: float) -> None:
    if context.unwritten:
        await context.keep_id(context.unwritten)
    await _cancel_if_asked(context, reply)
    context.tell(reply)
    _check_limit(context)
    await context.nap(wait)


def _unknown(context: JobContext) -> KreaError:
    if context.dependencies.backend == "sandbox":
        return JobFailed("The sandbox that had this job ended with its kernel.", code="gone", job=context.job)
    return JobLost(
        f"Krea does not know the job {context.job.id}, or it belongs to another token.",
        gone=True,
        job=context.job,
        advice="With the token that started it `krea.resume()` finds it.",
    )


def _completed(context: JobContext, reply: JobResponse) -> JobResponse:
    if reply.status == "completed":
        return reply
    if reply.status == "cancelled":
        raise JobCancelled("Cancelled.", job=context.job)
    raise failure(context, reply)


def failure(context: JobContext, reply: JobResponse) -> JobFailed:
    """Why it failed, as far as Krea says, and what to try."""
    reason, advice = REASONS.get(reply.error_code, ("", ""))
    told = reply.error_message.rstrip(".")
    if reply.error_code == "disk_full":  # the sandbox's, which runs here
        reason, advice = told, "Make room, then run it again."
    if not reason:
        reason = told or reply.error_code or "it gave no reason"
        advice = "Try another picture or wording."
        if context.job.shot.values.get("end_image") is not None and not told:
            advice = "An end image that differs too much from the start image is a common cause."
    details = " · ".join(part for part in (reply.error_code, told) if part)
    return JobFailed(
        f"{context.service} could not make this clip: {reason}.",
        code=reply.error_code,
        advice=advice,
        job=context.job,
        details=details,
    )


def _check_limit(context: JobContext) -> None:
    if context.working > context.dependencies.polling.limit:
        raise JobLost(
            f"No clip after {clock_time(context.working)} of work, longer than Krea itself allows.",
            job=context.job,
            advice="`krea.resume()` looks again.",
        )


async def _cancel_if_asked(context: JobContext, reply: JobResponse) -> None:
    """Cancel in the states in which Krea can; never twice, and never once the job may be finished."""
    if not context.job.cancel_asked or context.cancel:
        return
    if reply.status in CANCELLABLE and context.seen:  # a job that cannot be read yet cannot be cancelled yet either
        try:
            await context.dependencies.client.cancel(str(context.job.id))
            context.cancel, context.note = "taken", "Cancelling"
        except NotFound:  # it was not touched: the next look tells whether it can be tried again
            context.note = f"Cancelling as soon as {context.service_inside} allows it"
        except KreaError:
            context.cancel, context.note = "unanswered", "The cancel may not have arrived; the job may still finish."
    elif reply.status in IN_LINE | CANCELLABLE or not reply.status:
        context.note = f"Cancelling as soon as {context.service_inside} allows it"
    else:
        context.note = f"Too late to cancel: {context.service_inside} is finishing it."
