"""One clip of a sweep as a value with its state, and what several of them cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...catalogue import Price
from ...errors import JobCancelled, KreaError
from ...media import Clip, Shot, Still

if TYPE_CHECKING:
    from ...engine import Job

__all__ = ["Cost", "State", "SweepItem", "brief"]

State = Literal[
    "ready", "have it", "on its way", "in line", "running", "done", "failed", "cancelled", "refused", "does not apply"
]


@dataclass(frozen=True)
class Cost:
    """What several clips cost together: the known prices added up, and how many are not known.

    Example:
        >>> str(Cost.of([Price(0.37), Price(0.73), None]))
        '$1.10 + 1 unknown'
    """

    amount: float = 0.0
    exact: bool = True
    known: int = 0
    unknown: int = 0
    free: bool = False

    @classmethod
    def of(cls, prices: Iterable[Price | None], *, free: bool = False) -> Cost:
        """The cost of clips with these prices; `free` in the sandbox."""
        found = list(prices)
        known = [price for price in found if price is not None]
        amount = round(sum(price.amount for price in known), 6)
        exact = all(price.exact for price in known)
        return cls(amount, exact, len(known), 0 if free else len(found) - len(known), free)

    def above(self, limit: float) -> bool:
        """Whether it wants to be agreed to; a total that is not known does."""
        return not self.free and (not self.amount <= limit or self.unknown > 0)

    def __str__(self) -> str:
        if self.free:
            return "free (sandbox)"
        if not self.unknown:
            return str(Price(self.amount, exact=self.exact)) if self.known else "nothing to pay"
        money = str(Price(self.amount, exact=self.exact)) if self.known else ""
        return f"{money} + {self.unknown} unknown" if money else "price unknown"


@dataclass(eq=False)
class SweepItem:
    """One clip of a sweep: planned, being made, or there. Made by a `Sweep`; its attributes are for reading.

    Attributes:
        key: Its name in this sweep, which never changes.
        label: Says in what it differs from the others; unique in the sweep.
        model, title: The model's id and name; the name as given where there is no such model.
        prompt, image, values: What is asked for: the wording, the picture's name, the other parameters.
        take, takes: Which of how many that nothing but chance tells apart.
        shot: The checked request; None when it was refused or does not apply.
        price: Of this clip; None in the sandbox and where it is not known.
        note: What should be known about it, or "".
        error: Why it cannot be made, or was not.
        job, clip: Once there is one.
        owned: Whether this sweep paid for the clip (a clip made before is not paid again).
    """

    key: str
    model: str
    title: str
    prompt: str
    image: str
    values: Mapping[str, Any]
    take: int = 1
    takes: int = 1
    note: str = ""
    label: str = ""
    shot: Shot | None = None
    price: Price | None = None
    error: KreaError | None = None
    job: Job | None = None
    clip: Clip | None = None
    owned: bool = False
    applies: bool = True
    promised: str = ""  # the key of a job of an earlier run that is making this very clip
    anew: bool = False  # whether the person agreed to pay although another kernel may be making it
    unsent: bool = False  # that job was never sent, so that it is yet to be paid
    reached: float = 0.0  # as far as its job ever said it was
    busy: Literal["", "in line", "running"] = ""

    @property
    def state(self) -> State:
        """Where it stands, in a word or three."""
        if not self.applies:
            return "does not apply"
        if self.shot is None:
            return "refused"
        if self.clip is not None:
            return "done" if self.owned else "have it"
        if self.busy:
            return self.busy
        if self.error is not None:
            return "cancelled" if isinstance(self.error, JobCancelled) else "failed"
        return "on its way" if self.promised or self.job is not None else "ready"

    @property
    def due(self) -> bool:
        """Whether the next run would pay for it."""
        return self.state in ("ready", "cancelled") or (self.state == "on its way" and self.unsent)

    @property
    def message(self) -> str:
        """One sentence about it, for the person."""
        state = self.state
        if state == "does not apply":
            return f"Does not apply: {self.note}"
        if state == "running":
            return self.job.progress.message if self.job else "Starting"
        if state == "done" and self.job:
            return self.job.progress.message
        if state == "refused" and self.error is not None:  # that nothing was sent goes without saying here
            return f"{self.error.what} {self.error.advice}".strip()
        if self.error is not None:
            return str(self.error)
        return {
            "have it": f"Have it · not paid again · {self.clip.path if self.clip else ''}",
            "on its way": "Asked for before, but never sent" if self.unsent else "On its way already · not paid again",
            "in line": "In line",
        }.get(state, f"Ready · {self.price}" if self.price else "Ready")

    @property
    def fraction(self) -> float:
        """0 to 1 of its way."""
        if self.state in ("done", "have it", "failed", "cancelled"):
            return 1.0
        return self.reached if self.busy == "running" else 0.0

    def facets(self) -> dict[str, str]:
        """What it is made of, in words, for labels and tables."""
        own = {name: f"{name} {brief(value)}" for name, value in self.values.items() if value is not None}
        take = {"take": f"take {self.take}"} if self.takes > 1 else {}
        return {"prompt": self.prompt, "image": self.image, "model": self.title, **own, **take}


def brief(value: Any) -> str:
    """A value in a few words, for labels and tables."""
    if isinstance(value, Still):
        return value.name
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        return f"{value:g}"
    text = str(value) if isinstance(value, str) or hasattr(value, "__fspath__") else type(value).__name__
    return text.replace("\\", "/").rsplit("/", 1)[-1][:60]
