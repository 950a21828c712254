"""Stands for other people's code in the token hunt: its frames hold the token when they raise, and they count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["fail", "interrupt", "keep"]


def fail(request: Any, make: Callable[[str], BaseException]) -> None:
    """Raise with the headers in a variable and the token in the text, as h11 does."""
    headers = list(request.headers.raw)
    token = dict(headers).get(b"Authorization", b"").decode()
    raise make(f"it broke with {token}")


def keep(password: object) -> None:
    """Raise with the argument in the text."""
    raise ValueError(f"no room for {password}")


def interrupt(password: object) -> None:
    """Raise with the argument in a variable only."""
    kept = password
    if kept is password:
        raise KeyboardInterrupt
