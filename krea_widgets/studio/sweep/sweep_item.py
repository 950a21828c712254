"""The items of a sweep: their state, and their cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..._util.files import shown_path
from ..._util.price import free_here
from ...catalogue import Price
from ...errors import JobCancelled, KreaError
from ...media import Clip, Recording, Shot, Still

if TYPE_CHECKING:
    from ...engine import Job

__all__ = ["Cost", "ItemState", "SweepItem", "brief"]


class ItemState(str, Enum):
    """The state of a sweep item. Its value is used in rows, CSV and JSON, and by the page."""

    READY = "ready"
    # An earlier clip of the same shot is used.
    REUSED = "reused"
    # An earlier job of the same shot may still make the clip, here or in another kernel.
    IN_PROGRESS = "in_progress"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    # The request was refused by a check, before anything was sent.
    INVALID = "invalid"
    # The model cannot take one of the images.
    NOT_APPLICABLE = "not_applicable"
    # The person left it out of the next run.
    LEFT_OUT = "left_out"

    def __str__(self) -> str:
        return self.value

    @property
    def label(self) -> str:
        """The state in the middle of a sentence."""
        # Krea may still queue what was submitted.
        return "submitted" if self is ItemState.RUNNING else self.value.replace("_", " ")


@dataclass(frozen=True, repr=False)
class Cost:
    """The cost of several clips.

    Attributes:
        amount: The sum of the known prices, in USD.
        exact: Whether all known prices are exact.
        known, unknown: The number of clips with and without a known price.
        free: Whether it is the sandbox's.
        at_krea: What the sandbox makes for free would cost this at Krea; "" if there is nothing to make.

    Example:
        >>> str(Cost.of([Price(0.37), Price(0.73), None]))
        '$1.10 + 1 unknown'
    """

    amount: float = 0.0
    exact: bool = True
    known: int = 0
    unknown: int = 0
    free: bool = False
    at_krea: str = ""

    def __repr__(self) -> str:
        return f"<Cost {self}>"

    @classmethod
    def free_of(cls, prices: Iterable[Price | None]) -> Cost:
        """The cost of what the sandbox makes, with its prices at Krea."""
        found = list(prices)
        return cls(free=True, at_krea=str(cls.of(found)) if found else "")

    @classmethod
    def of(cls, prices: Iterable[Price | None]) -> Cost:
        """Add up prices; None is an unknown one."""
        found = list(prices)
        known = [price for price in found if price is not None]
        amount = round(sum(price.amount for price in known), 6)
        exact = all(price.exact for price in known)
        return cls(amount, exact, len(known), len(found) - len(known))

    def above(self, limit: float) -> bool:
        """Whether it is above a limit in USD. An unknown total is above every limit."""
        return not self.free and (not self.amount <= limit or self.unknown > 0)

    def __str__(self) -> str:
        if self.free:
            return f"free here · {self.at_krea} at Krea" if self.at_krea else "free (sandbox)"
        if not self.unknown:
            return str(Price(self.amount, exact=self.exact)) if self.known else "nothing to pay"
        money = str(Price(self.amount, exact=self.exact)) if self.known else ""
        return f"{money} + {self.unknown} unknown" if money else "price unknown"


@dataclass(eq=False, repr=False)
class SweepItem:
    """One clip of a sweep. `Sweep.add` makes it; its attributes are to be read.

    Attributes:
        key: Identifies it in its sweep, and never changes.
        label: How it differs from the other items; unique in the sweep.
        model, title: The model's ID and name. If the model is unknown, both are the name that was given.
        prompt, image, values: The prompt, the image's name, and the other parameters.
        source: The path or URL of the image as it was given, or "".
        take, takes: The number of this take, and of all takes of the same request.
        shot: The checked request; None if it is invalid or does not apply.
        price: Of this clip; None in the sandbox, and if it is unknown.
        at_krea: What it costs at Krea, also in the sandbox; None if it is unknown.
        note: What to know about it, or "".
        error: Why it cannot be made, or failed.
        job, clip: None until there is one.
        owned: Whether this sweep made, and paid for, the clip.
        applies: Whether the model can take the images.
        promised: The key of an earlier job that may make the clip, or "".
        anew: Whether the person agreed to pay although another kernel may be making the clip.
        unsent: Whether the promised job was never sent, so it is still to be paid.
        reached: The largest fraction that its job has reported.
        scheduled: QUEUED or RUNNING while the scheduler has it, else None.
        included: Whether the next run makes it; `Sweep.exclude` changes it.
    """

    key: str
    model: str
    title: str
    prompt: str
    image: str
    values: Mapping[str, Any]
    source: str = ""
    take: int = 1
    takes: int = 1
    note: str = ""
    label: str = ""
    shot: Shot | None = None
    price: Price | None = None
    at_krea: Price | None = None
    error: KreaError | None = None
    job: Job | None = None
    clip: Clip | None = None
    owned: bool = False
    applies: bool = True
    promised: str = ""
    anew: bool = False
    unsent: bool = False
    reached: float = 0.0
    scheduled: ItemState | None = None
    included: bool = True

    def __repr__(self) -> str:
        return f"<SweepItem {self.label} · {self.message}>"

    @property
    def state(self) -> ItemState:
        """What the item's attributes say together."""
        if not self.applies:
            return ItemState.NOT_APPLICABLE
        if self.shot is None:
            return ItemState.INVALID
        if self.clip is not None:
            return ItemState.DONE if self.owned else ItemState.REUSED
        if self.scheduled is not None:
            return self.scheduled
        if self.error is not None and not isinstance(self.error, JobCancelled):
            return ItemState.FAILED
        if not self.included:
            return ItemState.LEFT_OUT
        if self.error is not None:
            return ItemState.CANCELLED
        return ItemState.IN_PROGRESS if self.promised or self.job is not None else ItemState.READY

    @property
    def due(self) -> bool:
        """Whether the next run pays for it."""
        state = self.state
        return state in (ItemState.READY, ItemState.CANCELLED) or (state is ItemState.IN_PROGRESS and self.unsent)

    @property
    def message(self) -> str:
        """One sentence for the person."""
        state = self.state
        if state is ItemState.NOT_APPLICABLE:
            return f"Does not apply: {self.note}"
        if state is ItemState.RUNNING:
            return self.job.progress.message if self.job else "Starting"
        if state is ItemState.DONE and self.job:
            return self.job.progress.message
        if state is ItemState.INVALID and self.error is not None:
            # Without "Nothing was sent", which is true of the whole plan.
            return f"{self.error.what} {self.error.advice}".strip()
        if self.error is not None and state is not ItemState.LEFT_OUT:
            return str(self.error)
        return {
            ItemState.REUSED: f"Already made · no charge · {shown_path(self.clip.path) if self.clip else ''}",
            ItemState.IN_PROGRESS: "Requested before, but never sent"
            if self.unsent
            else "Already in progress · no second charge",
            ItemState.QUEUED: "Queued",
            ItemState.LEFT_OUT: "Left out",
        }.get(state, f"Ready · {self.price}" if self.price else "Ready")

    def price_text(self, *, free: bool) -> str:
        """Such as "$0.37", "free here · $0.37 at Krea" or "price unknown"."""
        if not free:
            return str(self.price or "price unknown")
        return free_here(self.at_krea)

    @property
    def fraction(self) -> float:
        """0 to 1; an ended item is at 1, with or without a clip."""
        if self.state in (ItemState.DONE, ItemState.REUSED, ItemState.FAILED, ItemState.CANCELLED):
            return 1.0
        return self.reached if self.state is ItemState.RUNNING else 0.0

    def facets(self) -> dict[str, str]:
        """Short texts of the prompt, image, model, parameters and take, by name, for labels and tables."""
        own = {name: f"{name} {brief(value)}" for name, value in self.values.items() if value is not None}
        take = {"take": f"take {self.take}"} if self.takes > 1 else {}
        return {"prompt": self.prompt, "image": self.image, "model": self.title, **own, **take}


def brief(value: Any) -> str:
    """A short text of a value, for labels and tables."""
    if isinstance(value, (Still, Recording)):
        return value.name
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, (list, tuple)):
        return f"({len(value)})"
    text = str(value) if isinstance(value, str) or hasattr(value, "__fspath__") else type(value).__name__
    return text.replace("\\", "/").rsplit("/", 1)[-1][:60]
