"""Takes a token, or asks a person for one without showing it, and has the studio use it."""

from __future__ import annotations

import getpass
import warnings
from typing import TYPE_CHECKING

from ..errors import BadInput, MissingExtra
from ..settings import Token, remember_token

if TYPE_CHECKING:
    from .studio import Studio

__all__ = ["sign_in"]

WHERE = "Tokens: krea.ai/app/api/tokens."


def sign_in(studio: Studio, token: str | Token | None = None, *, remember: bool = False) -> None:
    """Use a token from now on, in this process; None asks for it.

    Args:
        studio: Whose.
        token: The token.
        remember: Also keep it in the system's keyring, where later kernels find it.

    Raises:
        BadInput: It is no token, or there is nobody to ask.
        MissingExtra: To be remembered, it needs the package `keyring`.
    """
    try:
        token = token if isinstance(token, Token) else Token(_asked() if token is None else token)
    except ValueError as error:
        raise error if isinstance(error, BadInput) else BadInput(str(error), advice=WHERE) from None
    studio.login(token)
    if remember:
        try:
            remember_token(token, studio.home)
        except ImportError as error:
            raise MissingExtra("The token is used, but not remembered.", advice="Run: pip install keyring.") from error


def _asked() -> str:
    """What a person enters; it is neither shown nor kept in a history."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # a terminal that would show it
            return getpass.getpass("Krea token (not shown, not saved): ")
    except (EOFError, OSError, NotImplementedError, getpass.GetPassWarning):  # a notebook that another program runs
        what = "There is nobody here to ask for the token."
        raise BadInput(what, advice="Set KREA_API_KEY before Python starts.") from None
