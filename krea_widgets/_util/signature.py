"""Lets a function have the arguments of another one, for people, completion and type checkers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

__all__ = ["arguments_of"]

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


def arguments_of(
    other: Callable[Concatenate[S, P], Any],
) -> Callable[[Callable[..., T]], Callable[Concatenate[S, P], T]]:
    """A decorator for a method that takes `*arguments` and `**options` and passes them to the method `other`."""

    def decorate(method: Callable[..., T]) -> Callable[Concatenate[S, P], T]:
        method.__signature__ = inspect.signature(other)  # type: ignore[attr-defined]
        return method

    return decorate
