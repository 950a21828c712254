"""Logs a studio in with a token, which a person may enter without showing it."""

from __future__ import annotations

import getpass
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import BadInput
from ..secret import Token
from ..settings import remember_token

if TYPE_CHECKING:
    from .studio import Studio

__all__ = ["sign_in"]


def sign_in(studio: Studio, token: str | Token | None = None, *, remember: bool = False) -> None:
    """Use a token from now on, in this process.

    Args:
        studio: The studio to log in.
        token: None asks for it. Callers wrap text in a `Token` first, so that none of their frames holds it.
        remember: Also save it in the system's keyring, where later kernels find it.

    Raises:
        BadInput: It is no token, or nobody can be asked.
        MissingExtra: `remember` needs the package `keyring`.
        KreaError: The keyring does not save it. It is used in this process.
    """
    token = _asked() if token is None else Token.of(token)
    token = (token or Token("")).check()
    studio.login(token)
    if remember:
        remember_token(token, studio.home)


def _asked() -> Token:
    """The token that a person enters, without showing it or keeping it in a history."""
    with suppress(EOFError, OSError, NotImplementedError, getpass.GetPassWarning), warnings.catch_warnings():
        # A terminal that would show it.
        warnings.simplefilter("error", getpass.GetPassWarning)
        return Token(getpass.getpass("Krea token (not shown, not saved): "), "that was entered")
    # A notebook that another program runs.
    raise BadInput("There is nobody here to ask for the token.", advice="Set KREA_API_KEY before Python starts.")
