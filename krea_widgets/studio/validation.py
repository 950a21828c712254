"""Checks of arguments before there is a job: an error after that would leave a paid one alone."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import BadInput, BadShot

__all__ = ["check_extras", "check_numbers", "check_timeout"]


def check_extras(webhook_url: object = None, raw: object = None, on_progress: object = None) -> None:
    """Check a job's optional arguments.

    Raises:
        BadShot: With the field's name: no http(s) URL, no dict, or no callable.
    """
    if webhook_url is not None and not str(webhook_url).startswith(("http://", "https://")):
        what = f"The webhook address {webhook_url!r} is not an http(s) URL."
        raise BadShot(what, field="webhook_url", value=webhook_url)
    if raw is not None and not isinstance(raw, Mapping):
        raise BadShot(f"raw must be a dict of parameters, not {raw!r}.", field="raw", value=raw)
    if on_progress is not None and not callable(on_progress):
        what = f"on_progress must be a callable, not {on_progress!r}."
        raise BadShot(what, field="on_progress", value=on_progress)


def check_timeout(timeout: object) -> None:
    """Raise `BadInput` unless it is None or a number of seconds."""
    if timeout is not None:
        check_numbers(timeout=timeout)


def check_numbers(**numbers: object) -> None:
    """Raise `BadInput`, with the argument's name, for a value that is no number, or is NaN."""
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            raise BadInput(f"{name} must be a number, not {value!r}.")
