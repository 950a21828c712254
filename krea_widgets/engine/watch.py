"""Polls a job at Krea until it is over. A lost connection is no failure, and only `Job.cancel()` cancels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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
from ..job_status import CANCELLABLE, QUEUED, TERMINAL

if TYPE_CHECKING:
    from ..api import JobResponse
    from .job_context import JobContext

__all__ = ["watch"]

CHANGE_REQUEST = "Try another image or prompt."
# Krea's codes for a failure, as seen in responses. None is documented.
REASONS = {
    "nsfw": ("the content was refused by moderation", CHANGE_REQUEST),
    "ip_detected": ("protected material was recognised", CHANGE_REQUEST),
    "internal": ("something went wrong on its side", "Run it again."),
}
# Seconds after which the time of a job is shown anew, without a poll.
REPORT_EVERY = 10.0
# These errors are about the connection, not about the job.
CONNECTION_ERRORS = (Unreachable, ServerError, StrangeReply, TooManyJobs)


async def watch(context: JobContext, response: JobResponse | None) -> JobResponse:
    """Poll until the job is completed; returns the last response.

    Args:
        response: The response to the submit, or None for a job of an earlier kernel.

    Raises:
        JobFailed, JobCancelled: Krea says so.
        JobLost: The job can no longer be watched.
    """
    polls = context.dependencies.polls
    with polls.follow(str(context.job.id), context.set_news) as followed:
        return await _watch(context, response, lambda: polls.read(followed))


async def _watch(
    context: JobContext, response: JobResponse | None, read: Callable[[], Awaitable[JobResponse]]
) -> JobResponse:
    job, polling = context.job, context.dependencies.polling
    waits = polling.waits()
    not_found = 0
    while True:
        if response is not None:
            if response.status in TERMINAL:
                return _completed(context, response)
            # A job that is unreadable for a while is given the same time with any estimate.
            wait = None if not_found else context.wait_by_estimate(response)
            await _between_polls(context, response, wait or next(waits))
        try:
            response = context.take_news() or await read()
            context.readable, not_found = True, 0
        except NotFound as error:
            not_found += 1
            if context.cancel_result == "accepted":
                raise JobCancelled("Cancelled.", job=job) from error
            if not_found > polling.lost:
                raise _unknown(context) from error
            # A job from an earlier kernel may also be seconds old.
            if response is None:
                await context.sleep(next(waits))
        except CONNECTION_ERRORS:
            wait = next(waits)
            message = f"Connection lost, trying again in {max(1, round(wait))} s."
            context.report("working", f"{message} The job continues.", job.progress.fraction)
            _check_limit(context)
            await context.sleep(wait)
        except ApiError as error:
            what = f"The job {job.id} can no longer be watched. {error.what}"
            raise JobLost(what, job=job, advice=error.advice) from error


async def _between_polls(context: JobContext, response: JobResponse, wait: float) -> None:
    if context.unsaved_id:
        await context.save_id(context.unsaved_id)
    await _cancel_if_asked(context, response)
    while wait > 0:
        context.report_response(response)
        _check_limit(context)
        await context.sleep(min(wait, REPORT_EVERY))
        wait -= REPORT_EVERY
        if context.job.cancel_asked or context.has_news:
            break


def _unknown(context: JobContext) -> KreaError:
    if context.dependencies.backend == "sandbox":
        return context.sandbox_ended()
    return JobLost(
        f"Krea has no job {context.job.id}, or it belongs to another token.",
        gone=True,
        job=context.job,
        advice="Call `krea.resume()` with the token that started it.",
    )


def _completed(context: JobContext, response: JobResponse) -> JobResponse:
    if response.status == "completed":
        return response
    if response.status == "cancelled":
        raise JobCancelled("Cancelled.", job=context.job)
    raise _failure(context, response)


def _failure(context: JobContext, response: JobResponse) -> JobFailed:
    reason, advice = REASONS.get(response.error_code, ("", ""))
    server_message = response.error_message.rstrip(".")
    # The sandbox's own code: the full disk is this machine's.
    if response.error_code == "disk_full":
        reason, advice = server_message, "Make room, then run it again."
    if not reason:
        reason = server_message or response.error_code or "it gave no reason"
        advice = CHANGE_REQUEST
        if context.job.shot.values.get("end_image") is not None and not server_message:
            advice = "Try another end image: one that differs too much from the start image is a common cause."
    return JobFailed(
        f"{context.service_first} could not make this clip: {reason}.",
        code=response.error_code,
        advice=advice,
        job=context.job,
        details=" · ".join(part for part in (response.error_code, server_message) if part),
    )


def _check_limit(context: JobContext) -> None:
    if context.working > context.dependencies.polling.limit:
        raise JobLost(
            f"No clip after {clock_time(context.working)} of work, longer than Krea itself allows.",
            job=context.job,
            advice="Call `krea.resume()` to check again.",
        )


async def _cancel_if_asked(context: JobContext, response: JobResponse) -> None:
    """Cancel in the states that allow it; never twice, and never after the job may be finished."""
    if not context.job.cancel_asked or context.cancel_result:
        return
    later = f"Cancelling as soon as {context.service} allows it"
    # A job that is not readable yet cannot be cancelled yet.
    if response.status in CANCELLABLE and context.readable:
        try:
            await context.dependencies.client.cancel(str(context.job.id))
            context.cancel_result, context.cancel_message = "accepted", "Cancelling"
        except NotFound:
            # Krea did not touch the job. The next poll shows whether another try makes sense.
            context.cancel_message = later
        except KreaError:
            context.cancel_result = "unanswered"
            context.cancel_message = "The cancel may not have arrived; the job may still finish."
    elif response.status in QUEUED | CANCELLABLE or not response.status:
        context.cancel_message = later
    else:
        context.cancel_message = f"Too late to cancel: {context.service} is finishing it."
