"""The API token, which tracebacks with local variables do not show, and its redaction in what servers send."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from .errors import BadInput

__all__ = ["TOKEN_PAGE", "Redactor", "Token", "without_frames"]

TOKEN_PAGE = "https://www.krea.ai/app/api/tokens"  # noqa: S105 (a URL)
# Characters from which on the part after ":" is a secret of its own, and no common word.
_SECRET_LENGTH = 6

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


class Redactor:
    """Replaces the token by "•••" wherever a server echoes it.

    It finds the token, and the part after its ":", also in the escapes of JSON, URLs and HTML.
    The pattern spells the token, so it is never a local variable: a traceback that prints those would show it.
    """

    __slots__ = ("_pattern",)

    def __init__(self, token: Token | None) -> None:
        self._pattern: re.Pattern[str] | None = None
        failure: BaseException | None = None
        try:
            self._pattern = _pattern_of(*token.reveal().partition(":")) if token else None
        # Out of memory, or interrupted.
        except BaseException as error:
            failure = without_frames(error)
        if failure is not None:
            raise failure

    def redact(self, found: Any) -> Any:
        """A text, or parsed JSON, with the token replaced in each key and text."""
        if self._pattern is None:
            return found
        if isinstance(found, str):
            return self._pattern.sub("•••", found)
        if isinstance(found, list):
            return [self.redact(item) for item in found]
        if isinstance(found, dict):
            return {self.redact(name): self.redact(item) for name, item in found.items()}
        return found


def _pattern_of(name: str, colon: str, part: str) -> re.Pattern[str]:
    if len(part) < _SECRET_LENGTH:
        return re.compile(_in_any_form(name + colon + part), re.IGNORECASE)
    return re.compile(f"(?:{_in_any_form(name + colon)})?{_in_any_form(part)}", re.IGNORECASE)


def _in_any_form(text: str) -> str:
    r"""A pattern for a text with any characters escaped: ":" is also \u003a, %3A, &#58; and &#x3a;."""
    return "".join(
        rf"(?:\\{{0,4}}(?:{re.escape(char)}|u00{ord(char):02x})|%(?:25)?{ord(char):02x}"
        rf"|&#0{{0,5}}{ord(char)};|&#x0{{0,5}}{ord(char):x};)"
        for char in text
    )
