"""Krea's times."""

from __future__ import annotations

import re
from datetime import datetime, timezone

__all__ = ["timestamp"]


def timestamp(text: str | None) -> float | None:
    """Krea's time as seconds since 1970; None if it cannot be read. A time without a zone is UTC."""
    # Python 3.10 reads three or six digits of a second only.
    digits = re.sub(r"\.(\d+)", lambda found: f".{found[1][:6]:0<6}", str(text))
    try:
        at = datetime.fromisoformat(digits.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()
