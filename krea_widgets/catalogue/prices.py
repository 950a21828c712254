"""What a clip costs: rows of a price table that fit the values given. A price is looked up, never made up.

Sources: `x-krea-pricing` of Krea's OpenAPI document (USD, exact), and the compute-unit tables in the one of May 2026,
turned into USD at the steady rate of the models that have both (about). Only completed jobs are billed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .._util.text import money

if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = ["Price", "Table", "amount", "dimension", "is_number", "wire_name"]

UNKNOWN: Final = object()  # a dimension that cannot be told from the values
# A dimension that is told from a field of another name.
FIELDS = {"lora": "styles", "audio": "generate_audio"}


@dataclass(frozen=True)
class Price:
    """What one clip costs. `exact` is False for a figure that Krea does not state in this currency, or not any more.

    Example:
        >>> str(Price(0.366, exact=False))
        'about $0.37'
    """

    amount: float
    currency: str = "USD"
    exact: bool = True
    source: str = ""
    date: str = ""

    def __str__(self) -> str:
        return money(self.amount, self.currency, exact=self.exact)


@dataclass(frozen=True)
class Table:
    """Rows of one value per dimension followed by an amount; None as a value fits anything.

    `unit` is "request", or "second" for amounts that are per second of the clip. `rate` turns the amount into
    `currency`.
    """

    dimensions: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    unit: str = "request"
    currency: str = "USD"
    rate: float = 1.0
    exact: bool = False
    source: str = ""
    date: str = ""

    @classmethod
    def read(cls, record: Mapping[str, Any] | None, compute_units: Mapping[str, Any]) -> Table | None:
        """From the `pricing` of models.json; None when there is none, or none in a currency that is understood."""
        if not record:
            return None
        rate, origin, currency = 1.0, record, str(record.get("currency", "USD"))
        if currency == "CU":
            if not compute_units:
                return None
            rate, origin, currency = float(compute_units["usd"]), compute_units, "USD"
        return cls(
            dimensions=tuple(record["dimensions"]),
            rows=tuple(tuple(row) for row in record["rows"]),
            unit=str(record.get("unit", "request")),
            currency=currency,
            rate=rate,
            exact=bool(record.get("exact", False)),
            source=str(origin.get("source", "")),
            date=str(origin.get("date", "")),
        )

    def price(self, figure: float, seconds: object) -> Price | None:
        """The price of an amount in the table; None when that is per second and the length is not known."""
        times = {"request": 1, "second": seconds}.get(self.unit)
        if not is_number(times):
            return None
        return Price(round(figure * self.rate * times, 6), self.currency, self.exact, self.source, self.date)


def amount(
    dimensions: Collection[str], rows: Collection[tuple[Any, ...]], values: Mapping[str, Any], names: Collection[str]
) -> float | None:
    """The amount of the row that fits; None when no row fits, or rows that fit disagree.

    Args:
        dimensions: What the columns mean, in camelCase, as "generateAudio" or "referenceImageCount".
        rows: A value per dimension, then the amount.
        values: The request's fields, defaults filled in.
        names: All fields that the model has.
    """
    told = [dimension(name, values, names) for name in dimensions]
    # A model without the field cannot choose; if its table has but one value there, that is what it does.
    single = [len({row[at] for row in rows}) == 1 for at in range(len(told))]
    fitting = {
        row[-1]
        for row in rows
        if all(
            cell is None or (one if value is UNKNOWN else _same(cell, value))
            for cell, value, one in zip(row[:-1], told, single, strict=True)
        )
    }
    return float(fitting.pop()) if len(fitting) == 1 else None


def dimension(name: str, values: Mapping[str, Any], names: Collection[str]) -> Any:
    """The value of a pricing dimension for a request, or `UNKNOWN`."""
    wire = wire_name(name)
    if wire in names:
        return values.get(wire)
    if wire.startswith("has_"):
        return bool(values.get(_field(wire[4:], names)))
    if wire.endswith("_count"):
        listed = values.get(_field(wire[:-6], names))
        return len(listed) if isinstance(listed, (list, tuple)) else 0
    if wire == "billable_seconds":
        return _billable_seconds(values)
    return UNKNOWN


def wire_name(name: str) -> str:
    """The field's name for a dimension's: "generateAudio" is "generate_audio"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a number; True and False are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _billable_seconds(values: Mapping[str, Any]) -> Any:
    """The clip's length and that of the videos it refers to (Krea OpenAPI, `reference_video_seconds`)."""
    length, referred = values.get("duration"), values.get("reference_video_seconds")
    if referred is None:
        referred = 0 if not values.get("reference_videos") else UNKNOWN
    return length + referred if is_number(length) and is_number(referred) else UNKNOWN


def _field(words: str, names: Collection[str]) -> str:
    """The field that "video_reference" or "reference_image" is about, in whatever order and number; "" if none."""
    if words in FIELDS:
        return FIELDS[words]
    wanted = _singular(words)
    return next((name for name in names if _singular(name) == wanted), "")


def _singular(words: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in words.split("_"))


def _same(cell: Any, value: Any) -> bool:
    if isinstance(cell, str) and isinstance(value, str):
        return cell.casefold() == value.casefold()
    return isinstance(cell, bool) == isinstance(value, bool) and bool(cell == value)
