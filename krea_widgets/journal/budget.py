"""The budget: the most that clips may cost in a day, in a month or in total, with what is spent of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from .._util.price import Price
from ..errors import OverBudget
from .tables import Entry

__all__ = ["PERIODS", "Budget", "Period", "period_start", "price_of"]

Period = Literal["day", "month", "total"]
PERIODS: tuple[Period, ...] = ("day", "month", "total")
# USD: the sum of many prices must not be above a budget by a rounding error.
ROUNDING = 1e-6


@dataclass(frozen=True, repr=False)
class Budget:
    """What clips may cost. `krea.budget()` returns it; amounts are in USD.

    Attributes:
        amount: The most that clips may cost; None: there is no budget.
        per: "day" or "month" (of this computer's clock), or "total".
        billed: The price of this period's completed clips.
        committed: The price of its jobs that run, or that may have been billed.
    """

    amount: float | None
    per: Period = "day"
    billed: float = 0.0
    committed: float = 0.0

    @property
    def left(self) -> float | None:
        """What is left; at least 0.0. None without a budget."""
        return None if self.amount is None else max(0.0, round(self.amount - self.billed - self.committed, 6))

    def __str__(self) -> str:
        if self.amount is None:
            return "no budget"
        committed = f" · {Price(self.committed)} committed" if self.committed else ""
        return f"{self._limit} · {Price(self.billed)} spent{committed} · {Price(self.left or 0.0)} left"

    def __repr__(self) -> str:
        return f"<Budget · {self}>"

    @property
    def _limit(self) -> str:
        return f"{Price(self.amount or 0.0)} {'in total' if self.per == 'total' else f'per {self.per}'}"

    def check(self, prices: Iterable[Price | None]) -> None:
        """Raise `OverBudget` unless new jobs of these prices fit; None is an unknown price."""
        found = list(prices)
        if self.amount is None or not found:
            return
        known = [price for price in found if price is not None and price.currency == "USD" and price.amount >= 0]
        cost = Price(round(sum(price.amount for price in known), 6), exact=all(price.exact for price in known))
        this = "This clip" if len(found) == 1 else f"These {len(found)} clips"
        left = self.left or 0.0
        if len(known) < len(found):
            raise OverBudget(
                f"The price of {this.lower()} is unknown, so it may not fit the budget of {self._limit}.",
                left=left,
                advice="Choose a model with a known price, or remove the budget: krea.budget(None).",
            )
        if not cost.amount <= self.amount - self.billed - self.committed + ROUNDING:
            committed = f", and {Price(self.committed)} is committed to jobs that run or may be billed"
            enough = math.ceil(100 * (self.billed + self.committed + cost.amount) - ROUNDING) / 100
            raise OverBudget(
                f"{this} would cost {cost}, but {Price(left)} is left of the budget of {self._limit}: "
                f"{Price(self.billed)} is spent{committed if self.committed else ''}.",
                price=cost.amount,
                left=left,
                advice=f'krea.budget({enough:.2f}, per="{self.per}") allows it, krea.budget(None) removes the budget.',
            )


def period_start(per: Period, now: float) -> float:
    """When the current period began, in seconds since 1970."""
    if per == "total":
        return 0.0
    today = datetime.fromtimestamp(now, timezone.utc).astimezone()
    # Without a zone: the offset can have been another one at midnight.
    return datetime(today.year, today.month, 1 if per == "month" else today.day).astimezone().timestamp()


def price_of(entry: Entry) -> Price | None:
    """The price that was shown when the job was requested; None if it is free or unknown."""
    try:
        return Price.from_json(json.loads(entry.price or "null"))
    except (ValueError, RecursionError):
        return None
