"""Every error of krea_widgets: what happened, whether it was billed, what to do next.

```
KreaError
├── BadInput (ValueError)          refused here; nothing was sent
│   ├── BadStill                   an image that cannot be used            .name
│   ├── BadShot                    a prompt or parameter that cannot be    .field .value
│   └── UnknownModel               no such model in the catalogue          .suggestions
├── MissingExtra (ImportError)     an optional part is not installed
├── ApiError                       Krea answered, and the answer is no     .status .body
│   ├── BadToken                   401
│   ├── Forbidden                  403
│   ├── OutOfFunds                 402
│   ├── NotFound                   404
│   ├── ModelGone                  410                                     .replacement
│   ├── Refused                    400, 422                                .fields
│   ├── TooManyJobs                429                                     .retry_after
│   ├── ServerError                5xx
│   └── StrangeReply               an answer that cannot be understood
├── JournalUnavailable             the job journal cannot be read or written
├── Unreachable                    no answer                               .maybe_sent
└── JobError                       about one job                           .job
    ├── JobFailed                  Krea gave up on it                      .code
    ├── JobCancelled
    ├── NoResult                   "completed", but without a clip
    ├── SubmitUncertain            not known whether it was started        .candidates
    ├── NotSent                    it ended here before the request left
    │   └── NotWritten             ... since it could not be written down
    ├── WaitTimeout (TimeoutError) the wait ended, the job goes on
    ├── JobLost                    it can be watched no longer            .gone
    └── DownloadFailed              the clip is made but not yet saved
```

`billed` is False (not billed), True (billed) or None (not known). Only completed jobs are billed
(Krea docs, "Job lifecycle" and "API keys and billing").
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

__all__ = [
    "ApiError",
    "BadInput",
    "BadShot",
    "BadStill",
    "BadToken",
    "DownloadFailed",
    "Forbidden",
    "JobCancelled",
    "JobError",
    "JobFailed",
    "JobLost",
    "JournalUnavailable",
    "KreaError",
    "MissingExtra",
    "ModelGone",
    "NoResult",
    "NotFound",
    "NotSent",
    "NotWritten",
    "OutOfFunds",
    "Refused",
    "ServerError",
    "StrangeReply",
    "SubmitUncertain",
    "TooManyJobs",
    "UnknownModel",
    "Unreachable",
    "WaitTimeout",
    "is_disk_full",
]

# EFBIG: the file is larger than a quota or the file system allows. EDQUOT is missing on some systems.
_DISK_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_Error = TypeVar("_Error", bound="KreaError")


def is_disk_full(error: BaseException) -> bool:
    """Whether a file could not be written because the disk is full or the quota is used up."""
    return isinstance(error, OSError) and error.errno in _DISK_FULL


NOTHING_SENT = "Nothing was sent."


class KreaError(Exception):
    """Base of all errors here; `str()` is the whole story in a line or two.

    Args:
        what: What happened, one sentence with its full stop.
        advice: What to do next, a sentence, or "".
        details: For the curious only (codes, server text); never part of `str()`.
    """

    billed: bool | None = False
    money = ""  # the sentence about money that stands between what happened and what to do

    def __init__(self, what: str, *, advice: str = "", details: str = "") -> None:
        self.what = what
        self.advice = advice
        self.details = details
        super().__init__(" ".join(part for part in (what, self.money, advice) if part))

    def without_money(self: _Error) -> _Error:
        """The same error for a place where nothing is ever billed: its text has no sentence about a bill."""
        self.money = self.money if self.money == NOTHING_SENT else ""
        self.billed = False
        KreaError.__init__(self, self.what, advice=self.advice, details=self.details)
        return self


class BadInput(KreaError, ValueError):
    """Refused on this side, before anything was sent."""

    money = NOTHING_SENT


class BadStill(BadInput):
    """An image that cannot be read or used; `name` is the file's name, or how the image was given."""

    def __init__(self, what: str, *, name: str = "", advice: str = "", details: str = "") -> None:
        self.name = name
        super().__init__(what, advice=advice, details=details)


class BadShot(BadInput):
    """A prompt or a parameter that the model does not take; `field` is its wire name."""

    def __init__(self, what: str, *, field: str = "", value: object = None, advice: str = "") -> None:
        self.field = field
        self.value = value
        super().__init__(what, advice=advice)


class UnknownModel(BadInput, LookupError):
    """No model of that name; `suggestions` holds the ids of those that look like it."""

    def __init__(self, what: str, *, suggestions: Sequence[str] = (), advice: str = "") -> None:
        self.suggestions = tuple(suggestions)
        super().__init__(what, advice=advice)


class MissingExtra(KreaError, ImportError):
    """An optional part of krea_widgets is not installed; the message holds the pip line."""


class ApiError(KreaError):
    """Krea answered no. `status` is the HTTP code, `body` the parsed reply (or its text, shortened)."""

    money = "Not billed."

    def __init__(self, what: str, *, status: int, body: Any = None, advice: str = "", details: str = "") -> None:
        self.status = status
        self.body = body
        super().__init__(what, advice=advice, details=details)


class BadToken(ApiError):
    """401: no token, or one that Krea does not know."""


class Forbidden(ApiError):
    """403: the token is known but may not do this."""


class OutOfFunds(ApiError):
    """402: the API balance, which is apart from the web app's, is empty."""


class NotFound(ApiError):
    """404: no such thing, or not yours."""

    money = ""


class ModelGone(ApiError):
    """410: the model was withdrawn; `replacement` is the id of the one to use instead, or None."""

    def __init__(self, what: str, *, replacement: str | None = None, **rest: Any) -> None:
        self.replacement = replacement
        super().__init__(what, **rest)


class Refused(ApiError):
    """400 or 422: the body or its media were rejected; `fields` maps a field to what is wrong with it."""

    def __init__(self, what: str, *, fields: Mapping[str, str] | None = None, **rest: Any) -> None:
        self.fields = dict(fields or {})
        super().__init__(what, **rest)


class TooManyJobs(ApiError):
    """429: too many jobs at once; `retry_after` is in seconds, or None when Krea did not say."""

    def __init__(self, what: str, *, retry_after: float | None = None, **rest: Any) -> None:
        self.retry_after = retry_after
        super().__init__(what, **rest)


class ServerError(ApiError):
    """5xx: trouble on Krea's side. After a submit it is not known whether the job was started."""

    billed = None
    money = ""


class StrangeReply(ApiError):
    """An answer that is no Krea answer: HTML from a proxy, broken JSON, a job without an id."""

    billed = None
    money = ""


class JournalUnavailable(KreaError):
    """The job journal cannot be read or written (locked, damaged, on a full disk, of a newer version).

    An unreadable journal is not an empty one: nothing is sent that might have been sent before.
    """


class Unreachable(KreaError):
    """No answer. `maybe_sent` is False when the request surely never arrived (DNS, refused, TLS)."""

    billed = None

    def __init__(self, what: str, *, maybe_sent: bool, advice: str = "", details: str = "") -> None:
        self.maybe_sent = maybe_sent
        super().__init__(what, advice=advice, details=details)


class JobHandle(Protocol):
    """What a `JobError` carries: a `krea_widgets.Job`, of which this module, the lowest of all, knows no more."""

    key: str
    id: str | None

    def cancel(self) -> object: ...
    def wait(self, timeout: float | None = None) -> Any: ...


class JobError(KreaError):
    """About one job, which it carries: `error.job` can still be waited for, cancelled or looked at."""

    def __init__(self, what: str, *, job: JobHandle | None = None, advice: str = "", details: str = "") -> None:
        self.job = job
        super().__init__(what, advice=advice, details=details)


class JobFailed(JobError):
    """Krea could not make the clip; `code` is Krea's word for the reason, or ""."""

    money = "Not billed."

    def __init__(self, what: str, *, code: str = "", **rest: Any) -> None:
        self.code = code
        super().__init__(what, **rest)


class JobCancelled(JobError):
    """The job was cancelled."""

    money = "Not billed."


class NoResult(JobError):
    """Krea says "completed" but gives no clip, as some models do when they refuse the content."""

    billed = None
    money = "It may have been billed."


class SubmitUncertain(JobError):
    """Krea did not answer the submit; `candidates` are the ids of jobs that could be it."""

    billed = None
    money = "Nothing was sent twice."

    def __init__(self, what: str, *, candidates: Sequence[str] = (), **rest: Any) -> None:
        self.candidates = tuple(candidates)
        super().__init__(what, **rest)


class NotSent(JobError):
    """The job ended on this side, before its request left."""

    money = NOTHING_SENT


class NotWritten(NotSent):
    """The job could not be written into the journal: then it could be paid twice, so it was not started."""


class WaitTimeout(JobError, TimeoutError):
    """The wait is over, the job is not: it goes on, and `error.job` is alive."""

    billed = None


class JobLost(JobError):
    """The job can be watched no longer (unknown to Krea, no access, over the time limit); it may still finish.

    `gone` is True when Krea knows no such job, so that looking again is no use.
    """

    billed = None
    money = "It may still finish and be billed."

    def __init__(self, what: str, *, gone: bool = False, **rest: Any) -> None:
        self.gone = gone
        super().__init__(what, **rest)


class DownloadFailed(JobError):
    """The clip is made (and billed) but could not be saved yet; it can be fetched again."""

    billed = True
    money = "The clip is made and billed once; fetching it again costs nothing."
