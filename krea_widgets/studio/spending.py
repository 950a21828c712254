"""What clips cost at Krea, as `krea.spent()` returns it: by day, by model, by sweep and in total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal

from .._util.html import escape_text
from ..catalogue import Price
from ..journal import price_of
from .clip_record import valid_time, values_in
from .records import CELL, Records

if TYPE_CHECKING:
    from ..journal import Journal
    from .clip_index import ClipIndex

__all__ = ["Charge", "Spending", "Sum"]

NOTHING = "nothing billed"
SOURCE = (
    "From this computer's job journal and clips, with the price that each job was requested at. "
    "Krea's API has no bill to compare it with."
)
Reason = Literal["completed", "running", "uncertain", "lost"]
# By the journal's state of a job that may be billed; any other has ended.
REASONS: dict[str, Reason] = {"asked": "running", "sending": "running", "sent": "running", "uncertain": "uncertain"}


@dataclass(frozen=True)
class Charge:
    """One job that Krea has billed, or may have billed.

    Attributes:
        at: When it was requested, in UTC; of a clip that the journal does not have, when it was made.
        model: The model ID.
        prompt: The prompt.
        price: What was shown when it was requested; None if it is unknown.
        reason: "completed": billed. "running", "uncertain" (no response to the submit) or "lost" (no clip, and no word
            that it failed): probably billed.
        job_id: Krea's job ID, or "".
        sweep: The `Sweep.key` of the sweep that submitted it, or ""; "" also for a clip that the journal does not have.
    """

    at: datetime
    model: str
    prompt: str
    price: Price | None
    reason: Reason
    job_id: str
    sweep: str = ""

    @property
    def billed(self) -> bool:
        """Whether it is certainly billed."""
        return self.reason == "completed"

    @property
    def day(self) -> str:
        """The day by this computer's clock, such as "2026-11-28"."""
        return self.at.astimezone().date().isoformat()

    def row(self) -> dict[str, Any]:
        """The plain values."""
        price = self.price
        return {
            "day": self.day,
            "at": self.at,
            "model": self.model,
            "prompt": self.prompt,
            "price": price.amount if price else None,
            "exact": price.exact if price else None,
            "billed": "yes" if self.billed else "probably",
            "reason": self.reason,
            "job_id": self.job_id,
            "sweep": self.sweep,
        }


@dataclass(frozen=True, repr=False)
class Sum:
    """Several charges, in USD.

    Attributes:
        clips: The number of completed jobs.
        billed: What they cost.
        others: The number of jobs that are probably billed.
        probably: What they cost.
        unknown: How many of the clips have an unknown price, which is not in the sum.
        unknown_probably: The same of the others.
        exact: Whether no price is an estimate.
    """

    clips: int = 0
    billed: float = 0.0
    others: int = 0
    probably: float = 0.0
    unknown: int = 0
    unknown_probably: int = 0
    exact: bool = True

    @classmethod
    def of(cls, charges: Iterable[Charge]) -> Sum:
        """Add up charges."""
        found = list(charges)
        billed = [one for one in found if one.billed]
        others = [one for one in found if not one.billed]
        exact = all(one.price.exact for one in found if one.price)
        return cls(len(billed), _total(billed), len(others), _total(others), _unknown(billed), _unknown(others), exact)

    @property
    def texts(self) -> tuple[str, str]:
        """What is billed, and what is probably billed: ("about $0.37", "$0.05 · 1 price unknown")."""
        return _text(self.billed, self.exact, self.unknown), _text(self.probably, self.exact, self.unknown_probably)

    def __str__(self) -> str:
        billed, probably = self.texts
        more = f" · {probably} probably billed for {_count(self.others, 'job')} more" if self.others else ""
        return f"{billed} billed for {_count(self.clips, 'clip')}{more}"

    def __repr__(self) -> str:
        return f"<Sum · {self}>"


class Spending(Records[Charge]):
    """What clips cost at Krea, the newest first; prices are in USD."""

    @classmethod
    def of(cls, journal: Journal, index: ClipIndex, after: float) -> Spending:
        """The charges since a time, in seconds since 1970: the journal's, and those of clips that it does not have."""
        charges = [*_of_journal(journal), *_of_files(index)]
        found = sorted((one for one in charges if one.at.timestamp() >= after), key=lambda one: one.at, reverse=True)
        return cls(found, (one.row() for one in found))

    @property
    def total(self) -> Sum:
        """Everything."""
        return Sum.of(self)

    @property
    def by_day(self) -> dict[str, Sum]:
        """By day, such as "2026-11-28", the latest first."""
        return self._by(lambda charge: charge.day)

    @property
    def by_model(self) -> dict[str, Sum]:
        """By model ID, the dearest first."""
        found = self._by(lambda charge: charge.model)
        return dict(sorted(found.items(), key=lambda item: item[1].billed + item[1].probably, reverse=True))

    @property
    def by_sweep(self) -> dict[str, Sum]:
        """By `Sweep.key`, the latest first, without the charges of single clips."""
        return self._by(lambda charge: charge.sweep)

    def _by(self, key: Callable[[Charge], str]) -> dict[str, Sum]:
        groups: dict[str, list[Charge]] = defaultdict(list)
        for charge in self:
            if name := key(charge):
                groups[name].append(charge)
        return {name: Sum.of(charges) for name, charges in groups.items()}

    @property
    def _groups(self) -> dict[str, dict[str, Sum]]:
        """The sums by what they have in common."""
        groups = {"Day": self.by_day, "Model": self.by_model, "Sweep": self.by_sweep}
        return {name: sums for name, sums in groups.items() if sums}

    def __str__(self) -> str:
        if not self:
            return NOTHING.capitalize()
        lines = [f"  {group} {name} · {part}" for group, sums in self._groups.items() for name, part in sums.items()]
        return "\n".join([str(self.total), *lines, f"  {SOURCE}"])

    def __repr__(self) -> str:
        first, *lines = (str(self) if self else NOTHING).splitlines()
        return "\n".join([f"<Spending · {first}>", *lines])

    def _repr_html_(self) -> str:
        if not self:
            return f"<div>{NOTHING.capitalize()}</div>"
        body = "".join(_rows(name, sums) for name, sums in {**self._groups, "": {"Total": self.total}}.items())
        caption = f'<caption style="text-align:left">{escape_text(SOURCE)}</caption>'
        return f'<table style="border-collapse:collapse">{caption}{body}</table>'


def _rows(group: str, sums: dict[str, Sum]) -> str:
    """The part of the table for sums by day, by model or by sweep, with its head; the total has none."""
    names = (group, "Clips", "Billed", "Probably billed") if group else ()
    head = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in names)
    rows = []
    for name, part in sums.items():
        billed, probably = part.texts
        cells = (str(part.clips), billed, probably if part.others else "–")
        rows.append(
            f'<tr><th scope="row" style="{CELL}">{escape_text(name)}</th>'
            + "".join(f'<td style="{CELL}">{escape_text(cell)}</td>' for cell in cells)
            + "</tr>"
        )
    return f"<tbody>{f'<tr>{head}</tr>' if head else ''}{''.join(rows)}</tbody>"


def _of_journal(journal: Journal) -> Iterator[Charge]:
    for entry in journal.entries():
        kind = journal.charge(entry)
        if kind:
            at = datetime.fromtimestamp(valid_time(entry.asked_at), timezone.utc)
            prompt = str(values_in(entry.shot).get("prompt") or "")
            reason: Reason = "completed" if kind == "billed" else REASONS.get(entry.state, "lost")
            yield Charge(at, entry.model, prompt, price_of(entry), reason, entry.job_id or "", entry.sweep)


def _of_files(index: ClipIndex) -> Iterator[Charge]:
    for record in index.records().values():
        # The others are the journal's.
        if record.backend == "krea" and record.key.startswith("file-"):
            at = datetime.fromtimestamp(record.at, timezone.utc)
            yield Charge(at, record.model, record.prompt, index.price(record), "completed", record.job_id)


def _text(amount: float, exact: bool, unknown: int) -> str:
    price = str(Price(amount, exact=exact or not amount))
    return f"{price} · {_count(unknown, 'price')} unknown" if unknown else price


def _total(charges: Iterable[Charge]) -> float:
    return round(sum(one.price.amount for one in charges if one.price and one.price.currency == "USD"), 6)


def _unknown(charges: Iterable[Charge]) -> int:
    return sum(one.price is None or one.price.currency != "USD" for one in charges)


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
