"""The errors of krea_widgets.

```
KreaError
├── BadInput (ValueError)          refused on this side; nothing was sent
│   ├── BadFile                   an unusable image                      .name
│   ├── BadValue                    an invalid prompt or parameter         .field .value
│   ├── BadPath                    a path that cannot be used
│   │   └── NoClip (FileNotFoundError)  no such clip
│   ├── UnknownModel (LookupError) no such model in the catalogue         .suggestions
│   ├── UnknownItem (KeyError)     a sweep has no such item
│   └── OverBudget                 the clip would cost more than `krea.budget` allows   .price .left
├── MissingExtra (ImportError)     an optional part is not installed
├── ApiError                       Krea answered with an error            .status .body
│   ├── BadToken                   401
│   ├── Forbidden                  403
│   ├── OutOfFunds                 402
│   ├── PlanRequired               402
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
except krea.errors.BadValue as error:
    # Kling 2.5: duration cannot be 7, it must be 5 or 10 s. Nothing was sent.
    print(error)
```
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

__all__ = [
    "ApiError",
    "BadFile",
    "BadInput",
    "BadPath",
    "BadQuery",
    "BadToken",
    "BadValue",
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
    "NoClip",
    "NoResult",
    "NotFound",
    "NotSent",
    "NotWritten",
    "OutOfFunds",
    "OverBudget",
    "PlanRequired",
    "Refused",
    "ServerError",
    "StrangeReply",
    "SubmitUncertain",
    "TooManyJobs",
    "UnknownItem",
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


@dataclass(eq=False, repr=False, kw_only=True)
class KreaError(Exception):
    """Base of all errors of this package.

    Attributes:
        what: What happened; one sentence.
        advice: What to do next; one sentence in the imperative, or "".
        details: Codes and server text for debugging; not part of `str(error)`.
        billed: False: not billed. True: billed. None: unknown.
        billing: What it cost; one sentence, or "".
    """

    what: str = field(kw_only=False)
    advice: str = ""
    details: str = ""
    billed: bool | None = field(default=False, init=False)
    billing: str = field(default="", init=False)

    def __post_init__(self) -> None:
        # Otherwise those of an OSError, such as WaitTimeout, are empty.
        self.args = (self.what,)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.billing, self.advice) if part)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def _render_traceback_(self) -> list[str]:
        """For IPython: the person's own lines, and the sentence. `%xmode Verbose` shows the whole traceback."""
        shell: Any = sys.modules["IPython"].get_ipython()
        if shell.InteractiveTB.mode == "Verbose":
            return list(shell.InteractiveTB.structured_traceback(type(self), self, self.__traceback__))
        # Of these, no line says anything to a user.
        names = (__package__, "IPython", "traceback", "traitlets", "ipywidgets", "anywidget")
        inner = tuple(str(Path(sys.modules[name].__file__ or "").parent) for name in names if name in sys.modules)
        frames = traceback.extract_tb(self.__traceback__)
        own = [frame for frame in frames if not frame.filename.startswith(inner)]
        return [*(_line(shell, frame) for frame in own), f"\x1b[31m{type(self).__name__}\x1b[0m: {self}"]

    def __reduce__(self) -> tuple[Any, ...]:
        """An error comes home whole from another process, whatever its class's arguments are."""
        return _restored, (type(self), self.args), self.__dict__

    def without_billing(self: _Error) -> _Error:
        """The same error for the sandbox, which bills nothing: its text does not mention a bill."""
        self.billing = self.billing if self.billing == NOTHING_SENT else ""
        self.billed = False
        return self


def _line(shell: Any, frame: traceback.FrameSummary) -> str:
    """Such as "Cell In[3], line 1", with the code."""
    # IPython before 8 has no names for cells.
    name_of = getattr(shell.compile, "format_code_name", lambda _: None)
    kind, name = name_of(frame.filename) or ("File", frame.filename)
    return f"{kind} {name}, line {frame.lineno}\n    {frame.line}"


def _restored(kind: type[KreaError], args: tuple[Any, ...]) -> KreaError:
    return kind.__new__(kind, *args)


class BadInput(KreaError, ValueError):
    """The input was refused on this side, before anything was sent."""

    billing = NOTHING_SENT


@dataclass(eq=False, repr=False, kw_only=True)
class BadFile(BadInput):
    """An image, video or sound that cannot be read or used.

    Attributes:
        name: The file's name, or the kind of source, such as "numpy array".
    """

    name: str = ""


@dataclass(eq=False, repr=False, kw_only=True)
class BadValue(BadInput):
    """A prompt or parameter that the model does not accept.

    Attributes:
        field: The wire name of the parameter, or its path, such as "multi_prompt[0].duration".
        value: The refused value.
    """

    field: str = ""
    value: object = None


class BadQuery(BadInput):
    """Arguments of a call that never sends anything."""

    billing = ""


class BadPath(BadInput):
    """A path that no file can have, or that is in use."""

    billing = ""


class NoClip(BadPath, FileNotFoundError):
    """There is no clip at this path."""

    # That of ValueError, which comes first, makes no OSError.
    __new__ = FileNotFoundError.__new__  # type: ignore[assignment]


@dataclass(eq=False, repr=False, kw_only=True)
class UnknownModel(BadInput, LookupError):
    """No model has this name, or several do.

    Attributes:
        suggestions: IDs of similar models, the most similar first.
    """

    suggestions: tuple[str, ...] = ()


class UnknownItem(BadInput, KeyError):
    """A sweep has no item with this label, or a list no such entry."""

    billing = ""


@dataclass(eq=False, repr=False, kw_only=True)
class OverBudget(BadInput):
    """The clip would cost more than is left of the budget (see `krea.budget`), or its price is unknown.

    Attributes:
        price: What would be paid, in USD; None if it is unknown.
        left: What is left of the budget, in USD.
    """

    price: float | None = None
    left: float = 0.0


class MissingExtra(KreaError, ImportError):
    """An optional part of krea_widgets is not installed; the message has the command that installs it."""


@dataclass(eq=False, repr=False, kw_only=True)
class ApiError(KreaError):
    """Krea answered with an error.

    Attributes:
        status: The HTTP status code.
        body: The parsed response, or the start of its text.
    """

    billing = "Not billed."
    status: int
    body: Any = None


class BadToken(ApiError):
    """401: there is no API token, or Krea does not know it."""


class Forbidden(ApiError):
    """403: the API token has no permission for this."""


class OutOfFunds(ApiError):
    """402: the API balance is empty; it is separate from the web app's balance."""


class PlanRequired(ApiError):
    """402: the workspace's plan does not include this, whatever the API balance is."""


class NotFound(ApiError):
    """404: there is no such job or asset, or another account owns it."""

    billing = ""


@dataclass(eq=False, repr=False, kw_only=True)
class ModelGone(ApiError):
    """410: Krea has withdrawn the model.

    Attributes:
        replacement: The ID of the model to use instead, or None.
    """

    replacement: str | None = None


@dataclass(eq=False, repr=False, kw_only=True)
class Refused(ApiError):
    """400 or 422: Krea rejected a parameter or an image.

    Attributes:
        fields: Wire names of parameters, and what is wrong with each.
    """

    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False, repr=False, kw_only=True)
class TooManyJobs(ApiError):
    """429: too many jobs are open.

    Attributes:
        retry_after: Seconds to wait, or None if Krea gave none.
    """

    retry_after: float | None = None


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


@dataclass(eq=False, repr=False, kw_only=True)
class Unreachable(KreaError):
    """Krea did not respond.

    Attributes:
        maybe_sent: False if the request did not reach Krea (DNS, connection refused, TLS).
    """

    billed = None
    maybe_sent: bool


class JobHandle(Protocol):
    """The attributes of `krea_widgets.Job` that errors need; this module cannot import it."""

    key: str

    @property
    def id(self) -> str | None: ...
    def cancel(self) -> object: ...
    def wait(self, timeout: float | None = None) -> Any: ...


@dataclass(eq=False, repr=False, kw_only=True)
class JobError(KreaError):
    """An error of one job.

    Attributes:
        job: The `Job`, which can still be waited for or cancelled.
    """

    job: JobHandle | None = None


@dataclass(eq=False, repr=False, kw_only=True)
class JobFailed(JobError):
    """Krea could not make the clip.

    Attributes:
        code: Krea's code for the reason, such as "nsfw", or "".
    """

    billing = "Not billed."
    code: str = ""


class JobCancelled(JobError):
    """The job was cancelled."""

    billing = "Not billed."


class NoResult(JobError):
    """The job is completed, but has no clip; some models refuse content this way."""

    billed = None
    billing = "It may have been billed."


@dataclass(eq=False, repr=False, kw_only=True)
class SubmitUncertain(JobError):
    """Krea did not respond to the submit, so it is unknown whether the job exists.

    Attributes:
        candidates: IDs of jobs at Krea that could be this one.
    """

    billed = None
    billing = "Nothing was sent twice."
    candidates: tuple[str, ...] = ()


class NotSent(JobError):
    """The job ended on this side before it was submitted."""

    billing = NOTHING_SENT


class NotWritten(NotSent):
    """The journal could not be written. The job was not submitted, because it could then be billed twice."""


class WaitTimeout(JobError, TimeoutError):
    """The timeout is over, and the job continues: `error.job.wait()` waits again."""

    billed = None


@dataclass(eq=False, repr=False, kw_only=True)
class JobLost(JobError):
    """The job can no longer be watched: unknown to Krea, no access, or over the time limit. It may still finish.

    Attributes:
        gone: True if Krea has no such job; it is then useless to look again.
    """

    billed = None
    billing = "It may still finish and be billed."
    gone: bool = False


class DownloadFailed(JobError):
    """The clip is made and billed, but could not be saved yet. It can be downloaded again."""

    billed = True
    billing = "The clip is made and billed once; downloading it again costs nothing."
