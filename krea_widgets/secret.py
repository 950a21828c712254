"""The API token, which tracebacks with local variables do not show."""

from __future__ import annotations

from typing import TypeVar

from .errors import BadInput

__all__ = ["TOKEN_PAGE", "Token", "without_frames"]

TOKEN_PAGE = "https://www.krea.ai/app/api/tokens"  # noqa: S105 (a URL)

E = TypeVar("E", bound=BaseException)


class Token:
    """A secret that repr, str, format, pickle and copy do not show.

    The constructor never raises; `check` does. So a function can wrap a raw token in its first line. After that, no
    frame has the text as a variable.

    Args:
        text: The token; surrounding white space is removed.
        source: Where krea_widgets found it, to follow "The token": "in KREA_API_KEY".
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
        """`value` as a token; None and tokens are returned unchanged. Never raises."""
        return value if value is None or isinstance(value, Token) else Token(value, source)

    @property
    def blank(self) -> bool:
        """Whether the text was only white space, or None."""
        return not self._text and not self._fault

    def check(self) -> Token:
        """The token itself.

        Raises:
            BadInput: It cannot be a token. The message names the source, not the value.
        """
        if self._text:
            return self
        raise BadInput(
            f"The token {self._source} is not a Krea token: {self._fault or 'it is empty'}.",
            advice=f"Copy it again from {TOKEN_PAGE}.",
        )

    def reveal(self) -> str:
        """The secret. Call it inside the expression that needs it, and do not assign the result to a variable."""
        return self._text

    def __repr__(self) -> str:
        return "Token(•••)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("A token cannot be pickled or copied.")


def without_frames(error: E) -> E:
    """The error without its traceback and its chain, whose frames have secrets in their variables.

    Raise the result outside the `except` block. Inside the block Python would attach the chain again.
    """
    error.__traceback__ = None
    error.__cause__ = None
    error.__context__ = None
    return error
