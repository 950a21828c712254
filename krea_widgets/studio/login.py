"""Takes a token, or asks a person for one without showing it, and has the studio use it."""

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
    """Use a token from now on, in this process; None asks for it.

    Args:
        studio: Whose.
        token: Text, or a `Token`; callers wrap text in one first, so that no frame of theirs holds it.
        remember: Also keep it in the system's keyring, where later kernels find it.

    Raises:
        BadInput: It is no token, or there is nobody to ask.
        MissingExtra: To be remembered, it needs the package `keyring`.
        KreaError: It is used, but the keyring does not take it.
    """
    token = _asked() if token is None else Token.of(token)
    token = (token or Token("")).check()
    studio.login(token)
    if remember:
        remember_token(token, studio.home)


def _asked() -> Token:
    """What a person enters; it is neither shown nor kept in a history."""
    with suppress(EOFError, OSError, NotImplementedError, getpass.GetPassWarning), warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # a terminal that would show it
        return Token(getpass.getpass("Krea token (not shown, not saved): "), "that was entered")
    # A notebook that another program runs.
    raise BadInput("There is nobody here to ask for the token.", advice="Set KREA_API_KEY before Python starts.")
