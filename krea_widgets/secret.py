"""The API token, and what keeps it out of tracebacks that print local variables."""

from __future__ import annotations

from typing import TypeVar

from .errors import BadInput

__all__ = ["TOKEN_PAGE", "Token", "without_frames"]

TOKEN_PAGE = "https://www.krea.ai/app/api/tokens"  # noqa: S105 (an address)

E = TypeVar("E", bound=BaseException)


class Token:
    """A secret that does not show itself: no repr, str, format, pickle or copy gives it away.

    Making one never raises, so that a raw token can be wrapped in the first line of the function that receives it.
    From then on no frame holds the text, and tracebacks that print local variables do not show it. `check` raises.

    Args:
        text: The token; white space around it is removed.
        source: Where it was found, in words that fit behind "The token": "in KREA_API_KEY".
    """

    __slots__ = ("_fault", "_source", "_text")

    def __init__(self, text: object, source: str = "that was given") -> None:
        self._source = source
        self._text, self._fault = "", ""
        if text is None:
            return
        if not isinstance(text, str):
            self._fault = "it is not text"
            return
        text = text.strip()
        if text.isascii() and text.isprintable() and " " not in text:
            self._text = text
        else:
            self._fault = "it contains spaces, or invisible or unusual characters"

    @staticmethod
    def of(value: object, source: str = "that was given") -> Token | None:
        """`value` as a token; None stays None, and a token stays itself. Never raises."""
        return value if value is None or isinstance(value, Token) else Token(value, source)

    @property
    def blank(self) -> bool:
        """Whether there was nothing but white space."""
        return not self._text and not self._fault

    def check(self) -> Token:
        """The token itself.

        Raises:
            BadInput: It cannot be a token. The text names the source and does not repeat the value.
        """
        if self._text:
            return self
        raise BadInput(
            f"The token {self._source} is not a Krea token: {self._fault or 'it is empty'}.",
            advice=f"Copy it again from {TOKEN_PAGE}.",
        )

    def reveal(self) -> str:
        """The secret itself; call it inside the expression that needs it, and keep it in no variable."""
        return self._text

    def __repr__(self) -> str:
        return "Token(•••)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("A token is never pickled or copied.")


def without_frames(error: E) -> E:
    """The error without the frames that it passed through and without its chain, since their variables hold secrets.

    Raise the result outside the `except` block: inside it, Python would attach the chain again.
    """
    error.__traceback__ = None
    error.__cause__ = None
    error.__context__ = None
    return error
