"""A price, its text and its form in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

__all__ = ["Price", "free_here", "money"]

# No clip costs this much; a larger amount is an error of the file that it is read from.
LIMIT = 1e6


@dataclass(frozen=True, repr=False)
class Price:
    """The price of one clip.

    Attributes:
        amount: In `currency`.
        exact: False for an estimate: a price that Krea states in another unit, or no longer states.
        source: The document that states it.
        date: The date of the source, as "2026-10-09", or "".

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

    def __repr__(self) -> str:
        return f"<Price {' · '.join(filter(None, [str(self), self.source]))}>"

    def to_json(self) -> dict[str, Any]:
        """The price as settings and sidecars have it."""
        return {"amount": self.amount, "currency": self.currency, "exact": self.exact, "source": self.source}

    @classmethod
    def from_json(cls, value: object) -> Price | None:
        """The price in the settings of a clip, which anybody can have edited; None if it is not one."""
        if not isinstance(value, Mapping):
            return None
        amount, currency = value.get("amount"), value.get("currency", "USD")
        if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 <= amount < LIMIT:
            return None
        if not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
            return None
        return cls(amount, currency, value.get("exact") is True)


def free_here(price: Price | None) -> str:
    """The price of a clip that the sandbox makes: "free here · $0.37 at Krea"."""
    return f"free here · {price or 'price unknown'} at Krea"


def money(amount: float, currency: str = "USD", *, exact: bool = True) -> str:
    """An amount with two decimals, between 0 and 0.1 with three: "$0.37", "about $0.037", "2.00 EUR"."""
    places = Decimal("0.001") if 0 < amount < 0.1 else Decimal("0.01")
    figure = Decimal(str(amount)).quantize(places, ROUND_HALF_UP)
    text = f"${figure}" if currency == "USD" else f"{figure} {currency}"
    return text if exact else f"about {text}"
