"""The price and the problems of a request that is not sent."""

from __future__ import annotations

from dataclasses import dataclass

from .._util.html import escape_text
from ..catalogue import Price
from ..errors import BadInput
from ..media import Shot

__all__ = ["Quote"]


@dataclass(frozen=True, repr=False)
class Quote:
    """What `krea.quote(...)` finds.

    Attributes:
        shot: The checked request, for `krea.submit(quote.shot)`; None if there are problems.
        price: The price at Krea, also while the sandbox is in use; None if it is unknown.
        problems: Why the request cannot be sent: one error for each wrong argument.
        free: Whether the sandbox would make the clip.
    """

    shot: Shot | None
    price: Price | None
    problems: tuple[BadInput, ...]
    free: bool

    @property
    def ok(self) -> bool:
        """Whether the request can be sent."""
        return not self.problems

    def __str__(self) -> str:
        if self.problems:
            return "\n".join(map(str, self.problems))
        price = f"{self.price} at Krea" if self.price else "price unknown"
        return f"{price} · free in the sandbox" if self.free else price

    def __repr__(self) -> str:
        return f"<Quote · {self}>"

    def _repr_html_(self) -> str:
        return f"<div style='white-space:pre-line'>{escape_text(str(self))}</div>"
