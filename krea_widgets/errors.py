"""The errors of krea_widgets.

```
KreaError
├── BadInput (ValueError)          refused on this side; nothing was sent
│   ├── BadStill                   an unusable image                      .name
│   ├── BadShot                    an invalid prompt or parameter         .field .value
│   └── UnknownModel (LookupError) no such model in the catalogue         .suggestions
├── MissingExtra (ImportError)     an optional part is not installed
├── ApiError                       Krea answered with an error            .status .body
│   ├── BadToken                   401
│   ├── Forbidden                  403
│   ├── OutOfFunds                 402
│   ├── NotFound                   404
│   ├── ModelGone                  410                                    .replacement
│   ├── Refused                    400, 422                               .fields
│   ├── TooManyJobs                429                                    .retry_after
│   ├── ServerError                5xx
│   └── StrangeReply               a response that is not Krea's
├── JournalUnavailable             the job journal cannot be read or written
├── Unreachable                    no response                            .maybe_sent
└── JobError                       an error of one job                    .job
    ├── JobFailed                  Krea could not make the clip           .code
    ├── JobCancelled               the job was cancelled
    ├── NoResult                   "completed", but without a clip
    ├── SubmitUncertain            it is unknown whether the job exists   .candidates
    ├── NotSent                    the job ended before it was submitted
    │   └── NotWritten             the journal could not be written
    ├── WaitTimeout (TimeoutError) the timeout is over; the job continues
    ├── JobLost                    the job can no longer be watched       .gone
    └── DownloadFailed             the clip is made, but is not saved yet
```

`str(error)` says what happened, what it cost and what to do. `billed` is False (not billed), True (billed) or None
(unknown). Only completed jobs are billed (Krea docs, "Job lifecycle" and "API keys and billing").

```python
import krea_widgets as krea

try:
    krea.animate("cat.png", "slow dolly in", model="kling 2.5", duration=7)
except krea.errors.BadShot as error:
    # Kling 2.5: duration cannot be 7, it must be 5 or 10 s. Nothing was sent.
    print(error)
```
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
    """Base of all errors of this package.

    Attributes:
        what: What happened; one sentence.
        billing: What it cost; one sentence, or "".
        advice: What to do next; one sentence in the imperative, or "".
        details: Codes and server text for debugging; not part of `str(error)`.
        billed: False: not billed. True: billed. None: unknown.
    """

    billed: bool | None = False
    billing = ""

    def __init__(self, what: str, *, advice: str = "", details: str = "") -> None:
        self.what = what
        self.advice = advice
        self.details = details
        super().__init__(" ".join(part for part in (what, self.billing, advice) if part))

    def without_billing(self: _Error) -> _Error:
        """The same error for the sandbox, which bills nothing: its text does not mention a bill."""
        self.billing = self.billing if self.billing == NOTHING_SENT else ""
        self.billed = False
        KreaError.__init__(self, self.what, advice=self.advice, details=self.details)
        return self


class BadInput(KreaError, ValueError):
    """The input was refused on this side, before anything was sent."""

    billing = NOTHING_SENT


class BadStill(BadInput):
    """An image that cannot be read or used.

    Attributes:
        name: The file's name, or the kind of source, such as "numpy array".
    """

    def __init__(self, what: str, *, name: str = "", advice: str = "", details: str = "") -> None:
        self.name = name
        super().__init__(what, advice=advice, details=details)


class BadShot(BadInput):
    """A prompt or parameter that the model does not accept.

    Attributes:
        field: The wire name of the parameter, or its path, such as "multi_prompt[0].duration".
        value: The refused value.
    """

    def __init__(self, what: str, *, field: str = "", value: object = None, advice: str = "") -> None:
        self.field = field
        self.value = value
        super().__init__(what, advice=advice)


class UnknownModel(BadInput, LookupError):
    """No model has this name, or several do.

    Attributes:
        suggestions: IDs of similar models, the most similar first.
    """

    def __init__(self, what: str, *, suggestions: Sequence[str] = (), advice: str = "") -> None:
        self.suggestions = tuple(suggestions)
        super().__init__(what, advice=advice)


class MissingExtra(KreaError, ImportError):
    """An optional part of krea_widgets is not installed; the message has the command that installs it."""


class ApiError(KreaError):
    """Krea answered with an error.

    Attributes:
        status: The HTTP status code.
        body: The parsed response, or the start of its text.
    """

    billing = "Not billed."

    def __init__(self, what: str, *, status: int, body: Any = None, advice: str = "", details: str = "") -> None:
        self.status = status
        self.body = body
        super().__init__(what, advice=advice, details=details)


class BadToken(ApiError):
    """401: there is no API token, or Krea does not know it."""


class Forbidden(ApiError):
    """403: the API token has no permission for this."""


class OutOfFunds(ApiError):
    """402: the API balance is empty; it is separate from the web app's balance."""


class NotFound(ApiError):
    """404: there is no such job or asset, or another account owns it."""

    billing = ""


class ModelGone(ApiError):
    """410: Krea has withdrawn the model.

    Attributes:
        replacement: The ID of the model to use instead, or None.
    """

    def __init__(self, what: str, *, replacement: str | None = None, **rest: Any) -> None:
        self.replacement = replacement
        super().__init__(what, **rest)


class Refused(ApiError):
    """400 or 422: Krea rejected a parameter or an image.

    Attributes:
        fields: Wire names of parameters, and what is wrong with each.
    """

    def __init__(self, what: str, *, fields: Mapping[str, str] | None = None, **rest: Any) -> None:
        self.fields = dict(fields or {})
        super().__init__(what, **rest)


class TooManyJobs(ApiError):
    """429: too many jobs are open.

    Attributes:
        retry_after: Seconds to wait, or None if Krea gave none.
    """

    def __init__(self, what: str, *, retry_after: float | None = None, **rest: Any) -> None:
        self.retry_after = retry_after
        super().__init__(what, **rest)


class ServerError(ApiError):
    """5xx: an error on Krea's side. After a submit it is unknown whether the job was started."""

    billed = None
    billing = ""


class StrangeReply(ApiError):
    """The response is not Krea's: HTML from a proxy, broken JSON, a job without an ID."""

    billed = None
    billing = ""


class JournalUnavailable(KreaError):
    """The job journal cannot be read or written: locked, damaged, on a full disk, or of a newer version.

    An unreadable journal is not an empty one, so nothing is submitted that could have been submitted before.
    """


class Unreachable(KreaError):
    """Krea did not respond.

    Attributes:
        maybe_sent: False if the request did not reach Krea (DNS, connection refused, TLS).
    """

    billed = None

    def __init__(self, what: str, *, maybe_sent: bool, advice: str = "", details: str = "") -> None:
        self.maybe_sent = maybe_sent
        super().__init__(what, advice=advice, details=details)


class JobHandle(Protocol):
    """The attributes of `krea_widgets.Job` that errors need; this module cannot import it."""

    key: str
    id: str | None

    def cancel(self) -> object: ...
    def wait(self, timeout: float | None = None) -> Any: ...


class JobError(KreaError):
    """An error of one job.

    Attributes:
        job: The `Job`, which can still be waited for or cancelled.
    """

    def __init__(self, what: str, *, job: JobHandle | None = None, advice: str = "", details: str = "") -> None:
        self.job = job
        super().__init__(what, advice=advice, details=details)


class JobFailed(JobError):
    """Krea could not make the clip.

    Attributes:
        code: Krea's code for the reason, such as "nsfw", or "".
    """

    billing = "Not billed."

    def __init__(self, what: str, *, code: str = "", **rest: Any) -> None:
        self.code = code
        super().__init__(what, **rest)


class JobCancelled(JobError):
    """The job was cancelled."""

    billing = "Not billed."


class NoResult(JobError):
    """The job is completed, but has no clip; some models refuse content this way."""

    billed = None
    billing = "It may have been billed."


class SubmitUncertain(JobError):
    """Krea did not respond to the submit, so it is unknown whether the job exists.

    Attributes:
        candidates: IDs of jobs at Krea that could be this one.
    """

    billed = None
    billing = "Nothing was sent twice."

    def __init__(self, what: str, *, candidates: Sequence[str] = (), **rest: Any) -> None:
        self.candidates = tuple(candidates)
        super().__init__(what, **rest)


class NotSent(JobError):
    """The job ended on this side before it was submitted."""

    billing = NOTHING_SENT


class NotWritten(NotSent):
    """The journal could not be written. The job was not submitted, because it could then be billed twice."""


class WaitTimeout(JobError, TimeoutError):
    """The timeout is over, and the job continues: `error.job.wait()` waits again."""

    billed = None


class JobLost(JobError):
    """The job can no longer be watched: unknown to Krea, no access, or over the time limit. It may still finish.

    Attributes:
        gone: True if Krea has no such job; it is then useless to look again.
    """

    billed = None
    billing = "It may still finish and be billed."

    def __init__(self, what: str, *, gone: bool = False, **rest: Any) -> None:
        self.gone = gone
        super().__init__(what, **rest)


class DownloadFailed(JobError):
    """The clip is made and billed, but could not be saved yet. It can be downloaded again."""

    billed = True
    billing = "The clip is made and billed once; downloading it again costs nothing."
