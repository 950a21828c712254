"""Reads response bodies: decompressed within bounds, parsed, and with the echoed token redacted."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from ..secret import Redactor

__all__ = ["UnreadableError", "check_encoding", "chunks", "encodings", "parse_body", "read_all"]

# Bytes that are decompressed at a time.
CHUNK = 1 << 18
_COMPRESSIONS = frozenset({"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd"})


class UnreadableError(Exception):
    """The body is compressed with something else than gzip, or too large; the text says which."""


def encodings(response: httpx.Response) -> list[str]:
    """The compressions of the body, in the order in which they were applied; [] for the file's own bytes."""
    steps = response.headers.get("content-encoding", "").lower().split(",")
    # Some servers also send values such as "identity", "utf-8" or "aws-chunked", which change no byte.
    return [step.strip() for step in steps if step.strip() in _COMPRESSIONS]


def check_encoding(response: httpx.Response) -> None:
    """Raise UnreadableError for a body that `chunks` cannot decompress."""
    found = encodings(response)
    if found not in ([], ["gzip"], ["x-gzip"]):
        raise UnreadableError(f"compressed as {', '.join(found)[:80]}")


async def chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    """The decompressed body, in chunks that fit in memory.

    httpx decompresses a network chunk in one go, however large the result is: 14 KB that were compressed twice become
    2 GB. The client requests uncompressed bodies. If a server compresses anyway, one layer of gzip is accepted and
    decompressed step by step.

    Raises:
        UnreadableError: It is compressed in another way, or more than once.
        httpx.DecodingError: It is no complete gzip.
    """
    check_encoding(response)
    if not encodings(response):
        async for chunk in response.aiter_bytes():
            yield chunk
        return
    # 31 bits mean gzip, and nothing else.
    decompressor = zlib.decompressobj(wbits=31)
    is_empty = True
    async for compressed in response.aiter_raw():
        is_empty = is_empty and not compressed
        chunk = _decompress(decompressor, compressed)
        while chunk:
            yield chunk
            chunk = _decompress(decompressor, decompressor.unconsumed_tail)
        # Bytes after the end would only fill memory.
        if decompressor.eof:
            return
    if not is_empty:
        raise httpx.DecodingError("The compressed body ends early.")


def _decompress(decompressor: Any, compressed: bytes) -> bytes:
    try:
        return bytes(decompressor.decompress(compressed, CHUNK))
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error


async def read_all(response: httpx.Response, most: int) -> bytes:
    """The body of at most `most` bytes; more is an UnreadableError."""
    data = bytearray()
    async for chunk in chunks(response):
        data += chunk
        if len(data) > most:
            raise UnreadableError(f"more than {most} bytes")
    return bytes(data)


def parse_body(content: bytes, redactor: Redactor) -> Any:
    """A body as parsed JSON, or else as text, with the token redacted."""
    text = content.decode("utf-8-sig", "replace")
    try:
        return redactor.redact(json.loads(text))
    # No JSON, or nested too deeply.
    except (ValueError, RecursionError):
        return redactor.redact(text)
