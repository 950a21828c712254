"""Bodies of answers: unpacked piece by piece within bounds, parsed, and freed of the token that a server may echo."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from ..secret import Token, without_frames

__all__ = ["Echo", "UnreadableError", "check_packing", "packings", "pieces", "read_body", "whole"]

PIECE = 1 << 18  # bytes unpacked at a time
_PACKINGS = frozenset({"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd"})
_TELLING = 6  # characters from which on the part after ":" is a secret by itself, and no common word


class UnreadableError(Exception):
    """A body that is not read: packed in another way than gzip, or too large; the text says which."""


def packings(response: httpx.Response) -> list[str]:
    """How the body is compressed on the way, first step first; [] when its bytes are the file's own."""
    steps = response.headers.get("content-encoding", "").lower().split(",")
    # Words such as "identity", "utf-8" or "aws-chunked" are met in this header too and change no byte.
    return [step.strip() for step in steps if step.strip() in _PACKINGS]


def check_packing(response: httpx.Response) -> None:
    """Raise UnreadableError for a body that `pieces` does not unpack."""
    packing = packings(response)
    if packing not in ([], ["gzip"], ["x-gzip"]):
        raise UnreadableError(f"packed as {', '.join(packing)[:80]}")


async def pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body, unpacked, in pieces that fit in memory.

    httpx unpacks a chunk from the network as a whole, however large it becomes: 14 KB packed twice are 2 GB. We ask
    for unpacked bodies; from a server that packs all the same, gzip is taken, once, and unpacked step by step.

    Raises:
        UnreadableError: Packed in another way, or more than once.
        httpx.DecodingError: Not the gzip that it claims to be.
    """
    check_packing(response)
    if not packings(response):
        async for piece in response.aiter_bytes():
            yield piece
        return
    unpacker = zlib.decompressobj(wbits=31)  # gzip, and nothing else
    came = False
    async for packed in response.aiter_raw():
        came = came or bool(packed)
        piece = _unpacked(unpacker, packed)
        while piece:
            yield piece
            piece = _unpacked(unpacker, unpacker.unconsumed_tail)
        if unpacker.eof:  # what follows would only pile up
            return
    if came:
        raise httpx.DecodingError("The packed body ends early.")


def _unpacked(unpacker: Any, packed: bytes) -> bytes:
    try:
        return bytes(unpacker.decompress(packed, PIECE))
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error


async def whole(response: httpx.Response, most: int) -> bytes:
    """All of a body of at most `most` bytes; more is an UnreadableError."""
    data = bytearray()
    async for piece in pieces(response):
        data += piece
        if len(data) > most:
            raise UnreadableError(f"more than {most} bytes")
    return bytes(data)


class Echo:
    """Finds the token where a server repeats it, and replaces it by "•••".

    It is found as it is and written in the escapes of JSON, addresses and HTML, and so is the part after its ":".
    The pattern spells the token, so it is never a local variable: a traceback that prints those would show it.
    """

    __slots__ = ("_pattern",)

    def __init__(self, token: Token | None) -> None:
        self._pattern: re.Pattern[str] | None = None
        failure: BaseException | None = None
        try:
            self._pattern = _echo_of(*token.reveal().partition(":")) if token else None
        except BaseException as error:  # out of memory, interrupted
            failure = without_frames(error)
        if failure is not None:
            raise failure

    def without(self, found: Any) -> Any:
        """`found`, a text or parsed JSON, with the token replaced in every key and text."""
        if self._pattern is None:
            return found
        if isinstance(found, str):
            return self._pattern.sub("•••", found)
        if isinstance(found, list):
            return [self.without(item) for item in found]
        if isinstance(found, dict):
            return {self.without(name): self.without(item) for name, item in found.items()}
        return found


def read_body(content: bytes, echo: Echo | None = None) -> Any:
    """A body as parsed JSON, or as text when it is none, without the token that a server may echo."""
    echo = echo or Echo(None)
    text = content.decode("utf-8", "replace")
    try:
        return echo.without(json.loads(text))
    except (ValueError, RecursionError):  # no JSON, or nested beyond sense
        return echo.without(text)


def _echo_of(name: str, colon: str, part: str) -> re.Pattern[str]:
    if len(part) < _TELLING:
        return re.compile(_in_any_form(name + colon + part), re.IGNORECASE)
    return re.compile(f"(?:{_in_any_form(name + colon)})?{_in_any_form(part)}", re.IGNORECASE)


def _in_any_form(text: str) -> str:
    r"""A pattern for `text`, each character of which may be escaped: ":" is also \u003a, %3A, &#58; and &#x3a;."""
    return "".join(
        rf"(?:\\{{0,4}}(?:{re.escape(char)}|u00{ord(char):02x})|%(?:25)?{ord(char):02x}"
        rf"|&#0{{0,5}}{ord(char)};|&#x0{{0,5}}{ord(char):x};)"
        for char in text
    )
