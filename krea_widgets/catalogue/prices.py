"""Prices of clips, from the rows of a price table that fit a request; never extrapolated.

Sources: `x-krea-pricing` of Krea's OpenAPI document (USD, exact), and the compute-unit tables in the one of May 2026,
in USD at the constant rate of the models that have both (estimated). Only completed jobs are billed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .._util.price import Price
from .parameters import is_number

__all__ = ["Table", "dimension", "wire_name"]

# The value of a dimension that does not follow from the request.
UNKNOWN: Final = object()
# Dimensions that follow from a field of another name.
FIELDS = {"lora": "styles", "audio": "generate_audio"}


@dataclass(frozen=True)
class Table:
    """A table of one model: its prices, or the average seconds until a job is completed.

    Attributes:
        dimensions: Names of the columns in camelCase, such as "generateAudio" or "referenceImageCount".
        rows: One value per dimension, then an amount; None as a value fits every value.
        unit: "request", or "second" for amounts per second of the clip.
        rate: Factor from the amount to `currency`.
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
    def read(cls, record: Mapping[str, Any] | None, compute_units: Mapping[str, Any] | None = None) -> Table | None:
        """From `pricing` or `usual_seconds` in models.json; None if there is none, or its currency is unknown."""
        if not record:
            return None
        origin, currency = record, str(record.get("currency", "USD"))
        if currency == "CU":
            if not compute_units:
                return None
            origin, currency = compute_units, "USD"
        return cls(
            dimensions=tuple(record["dimensions"]),
            rows=tuple(tuple(row) for row in record["rows"]),
            unit=str(record.get("unit", "request")),
            currency=currency,
            rate=float(origin.get("usd", 1)),
            exact=bool(record.get("exact", False)),
            source=str(origin.get("source", "")),
            date=str(origin.get("date", "")),
        )

    def stated(self) -> dict[str, Any]:
        """The table as Krea's document states it, for `x-krea-pricing`."""
        points = [
            {
                "amount": row[-1],
                "dimensions": {
                    name: cell for name, cell in zip(self.dimensions, row, strict=False) if cell is not None
                },
            }
            for row in self.rows
        ]
        return {"currency": self.currency, "unit": self.unit, "source": self.source, "price_points": points}

    def amount(self, values: Mapping[str, Any], names: Collection[str]) -> float | None:
        """The amount of the row that fits a request; None if no row fits, or rows with different amounts do.

        Args:
            values: The request's fields, defaults filled in.
            names: All fields of the model.
        """
        requested = [dimension(name, values, names) for name in self.dimensions]
        # A model without the field has no choice: if all rows have the same value there, they fit.
        constant = [len({row[at] for row in self.rows}) == 1 for at in range(len(requested))]
        amounts = {
            row[-1]
            for row in self.rows
            if all(
                cell is None or (is_constant if value is UNKNOWN else _same(cell, value))
                for cell, value, is_constant in zip(row[:-1], requested, constant, strict=True)
            )
        }
        return float(amounts.pop()) if len(amounts) == 1 else None

    def price(self, amount: float, seconds: object) -> Price | None:
        """The price of an amount of the table; None if it is per second and the duration is unknown."""
        factor = {"request": 1, "second": seconds}.get(self.unit)
        if not is_number(factor):
            return None
        return Price(round(amount * self.rate * factor, 6), self.currency, self.exact, self.source, self.date)


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
    """The dimension's name in snake case: "generate_audio" for "generateAudio"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _billable_seconds(values: Mapping[str, Any]) -> Any:
    """The duration of the clip plus that of its reference videos (Krea OpenAPI, `reference_video_seconds`)."""
    duration, referred = values.get("duration"), values.get("reference_video_seconds")
    if referred is None:
        referred = 0 if not values.get("reference_videos") else UNKNOWN
    return duration + referred if is_number(duration) and is_number(referred) else UNKNOWN


def _field(name: str, names: Collection[str]) -> str:
    """The field for "video_reference" or "reference_image", whatever its order of parts and number; "" if none."""
    if name in FIELDS:
        return FIELDS[name]
    return next((field for field in names if _parts(field) == _parts(name)), "")


def _parts(name: str) -> frozenset[str]:
    return frozenset(part.removesuffix("s") for part in name.split("_"))


def _same(cell: Any, value: Any) -> bool:
    if isinstance(cell, str) and isinstance(value, str):
        return cell.casefold() == value.casefold()
    return isinstance(cell, bool) == isinstance(value, bool) and bool(cell == value)
