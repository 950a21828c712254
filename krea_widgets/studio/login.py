"""Asks a person for the API token, without showing it."""

from __future__ import annotations

import getpass
import warnings
from contextlib import suppress

from ..errors import BadInput
from ..secret import Token

__all__ = ["ask_for_token"]


def ask_for_token() -> Token:
    """The token that a person enters, without showing it or keeping it in a history.

    Raises:
        BadInput: Nobody can be asked.
    """
    with suppress(EOFError, OSError, NotImplementedError, getpass.GetPassWarning), warnings.catch_warnings():
        # A terminal that would show it.
        warnings.simplefilter("error", getpass.GetPassWarning)
        return Token(getpass.getpass("Krea token (not shown, not saved): "), "that was entered")
    # A notebook that another program runs.
    raise BadInput("There is nobody here to ask for the token.", advice="Set KREA_API_KEY before Python starts.")
