"""Short texts for people: shortened lines, lists, times, sizes, and what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from itertools import chain, count

__all__ = [
    "capitalised",
    "clock_time",
    "date_time",
    "did_you_mean",
    "ellipsis",
    "listed",
    "one_line",
    "size_text",
    "timestamp",
    "unused",
]


def ellipsis(text: str, most: int) -> str:
    """At most `most` characters; "…" is the last of a text that was longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(text: str, most: int) -> str:
    """Shorten the text after each run of white space has become one blank."""
    return ellipsis(" ".join(text.split()), most)


def capitalised(text: str) -> str:
    """The text as the beginning of a sentence; only its first character changes."""
    return text[:1].upper() + text[1:]


def listed(texts: Sequence[str], last: str = "or") -> str:
    """A list in a sentence: "a, b or c"."""
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}" if len(texts) > 1 else "".join(texts)


def unused(label: str, used: Collection[str]) -> str:
    """The label, with a number if it is used already: "calm (2)"."""
    names = (f"{label} ({number})" for number in count(2))
    return next(name for name in chain([label], names) if name not in used)


def clock_time(seconds: float) -> str:
    """Seconds as a person reads them: 0:42, 12:05, 1:02:03."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def date_time(moment: datetime | None = None) -> str:
    """A moment, or now, in local time: "2026-11-28 19:50"."""
    return f"{(moment or datetime.now(timezone.utc)).astimezone():%Y-%m-%d %H:%M}"


def timestamp(text: str | None) -> float | None:
    """Krea's time as seconds since 1970; None if it cannot be read. A time without a zone is UTC."""
    # Python 3.10 reads three or six digits of a second only.
    digits = re.sub(r"\.(\d+)", lambda found: f".{found[1][:6]:0<6}", str(text))
    try:
        at = datetime.fromisoformat(digits.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def size_text(size: float, *, done: float | None = None) -> str:
    """A number of bytes: "3.1 MB", "12 KB"; with those that are `done`: "1.2 of 3.1 MB"."""
    unit, factor = ("MB", 1e6) if size >= 1e6 else ("KB", 1e3) if size >= 1e3 else ("bytes", 1)
    decimals = 1 if unit == "MB" and size < 1e7 else 0
    number, part = (f"{one / factor:.{decimals}f}" for one in (size, done or 0))
    return f"{number} {unit}" if done is None else f"{part} of {number} {unit}"


def did_you_mean(name: str, names: Iterable[str] | Mapping[str, str | None]) -> str:
    """ "Did you mean b?" for the most similar of these names, or "".

    Args:
        names: In a mapping, a value that is no None is what its key stands for.
    """
    meant = names if isinstance(names, Mapping) else dict.fromkeys(names)
    near = difflib.get_close_matches(name, list(meant), 1, 0.7)
    return "".join(f"Did you mean {meant[one] or one}?" for one in near)
