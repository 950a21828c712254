"""Packed bodies are unpacked within bounds or refused, and no spelling of the token stays in a body."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from krea_widgets import errors
from krea_widgets.api import download as downloads
from krea_widgets.api.read_body import chunks, parse_body
from krea_widgets.secret import Redactor, Token

JOB = b'{"job_id":"j1","status":"queued"}'
URL = "https://example.com/cat.png"
TOKEN = "0b5e-id:s/ecret+Part"


def packed(data: bytes, how: str = "gzip", *, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    """An answer whose bytes come as the network would bring them."""
    return lambda request: httpx.Response(status, stream=httpx.ByteStream(data), headers={"Content-Encoding": how})


def zeros(size: int) -> bytes:
    return gzip.compress(bytes(size))


def fetch(client: Any) -> Any:
    return client.fetch(URL)


def test_unpacked_bodies_are_asked_for(ask, tmp_path: Path):
    answer = httpx.Response(200, content=JOB)
    for use in (
        fetch,
        lambda client: client.job("j1"),
        lambda client: client.submit("a/b", {}),
        lambda client: client.download(URL, tmp_path / "x.part"),
    ):
        assert ask(use, answer)[1].asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("how", ["gzip, gzip", "br", "zstd", "deflate", "identity, GZIP, br"])
def test_what_is_packed_in_another_way_is_refused(ask, tmp_path: Path, how: str):
    bomb = gzip.compress(zeros(30_000_000))
    (tmp_path / "x.part").write_bytes(b"kept")
    tracemalloc.start()
    image, _ = ask(fetch, packed(bomb, how))
    clip, network = ask(lambda client: client.download(URL, tmp_path / "x.part"), packed(bomb, how))
    job, _ = ask(lambda client: client.submit("a/b", {}), packed(bomb, how))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(image, errors.BadFile)
    assert isinstance(clip, errors.DownloadFailed)
    assert isinstance(job, errors.StrangeReply)
    assert all("compressed" in str(error) for error in (image, clip, job))
    assert len(network.asked) == 1
    assert most < 4_000_000
    assert (tmp_path / "x.part").read_bytes() == b"kept"


@pytest.mark.slow
def test_a_bomb_takes_no_more_memory_than_the_limit(ask, monkeypatch):
    monkeypatch.setattr(downloads, "MAX_BYTES", 1_000_000)
    bomb = zeros(200_000_000)
    tracemalloc.start()
    image, _ = ask(fetch, packed(bomb))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(image, errors.BadFile)
    assert "is larger than 1 MB" in str(image)
    assert most < 5_000_000


@pytest.mark.slow
def test_answers_have_a_size_limit(ask):
    bomb = packed(zeros(40_000_000))
    error, _ = ask(lambda client: client.submit("a/b", {}), bomb)
    assert isinstance(error, errors.StrangeReply)
    assert "larger than 32 MB" in str(error)
    assert error.billed is None
    plainly = httpx.Response(200, content=b" " * 32_000_001)
    assert isinstance(ask(lambda client: client.job("j1"), plainly)[0], errors.StrangeReply)
    refused = packed(zeros(40_000_000), status=401)
    assert isinstance(ask(lambda client: client.job("j1"), refused)[0], errors.BadToken)


def test_gzip_from_a_server_that_packs_all_the_same(ask):
    data = os.urandom(700_000) + bytes(200_000)
    assert ask(fetch, packed(gzip.compress(data)))[0] == (data, "cat.png")
    assert ask(lambda client: client.job("j1"), packed(gzip.compress(JOB), "x-gzip"))[0].status == "queued"
    assert ask(fetch, packed(data, "aws-chunked"))[0][0] == data  # a word that changes no byte


@pytest.mark.parametrize(
    "cut",
    [gzip.compress(b"x" * 5000)[:-9], b"no gzip at all", zlib.compress(b"x")],
    ids=["breaks off", "no gzip", "zlib"],  # the bytes hold the second in which they were packed
)
def test_gzip_that_is_none_or_breaks_off_is_a_lost_try(ask, cut: bytes):
    image, network = ask(fetch, packed(cut), packed(gzip.compress(b"image")))
    assert image[0] == b"image"
    assert len(network.asked) == 2
    error, _ = ask(lambda client: client.submit("a/b", {}), packed(cut))
    assert isinstance(error, errors.Unreachable)
    assert error.maybe_sent


def test_pieces_are_small_and_nothing_is_lost():
    data = b"".join(bytes([number % 251]) * 10_007 for number in range(300))

    async def unpack(body: bytes) -> list[bytes]:
        response = packed(body)(httpx.Request("GET", URL))
        return [chunk async for chunk in chunks(response)]

    found = asyncio.run(unpack(gzip.compress(data) + b"what follows is no matter" * 1000))
    assert b"".join(found) == data
    assert max(map(len, found)) <= 1 << 18
    assert asyncio.run(unpack(b"")) == []


def spelled(text: str) -> list[str]:
    """How servers may write the token back."""
    return [
        text,
        text.upper(),
        text.replace("/", "\\/"),
        text.replace(":", "\\u003a"),
        text.replace(":", "\\u003A").replace("/", "\\u002F"),
        "".join(f"\\u00{ord(char):02x}" for char in text),
        text.replace(":", "%3A").replace("/", "%2f").replace("+", "%2B"),
        text.replace(":", "%253A"),
        text.replace(":", "&#58;").replace("/", "&#x2F;"),
        text.rpartition(":")[2],
        text.rpartition(":")[2].replace("/", "%2F"),
    ]


@pytest.mark.parametrize("echo", spelled(TOKEN))
def test_the_token_is_blotted_out_in_every_spelling(ask, echo: str):
    shown = [echo, TOKEN, "s/ecret", "ecret+Part"]
    for body in (f'{{"e": {{"{echo}": ["bad {echo}"]}}}}', f"<p>bad {echo}</p>"):
        kept = json.dumps(parse_body(body.encode(), Redactor(Token(TOKEN))), ensure_ascii=False)
        assert "bad •••" in kept
        assert not [text for text in shown if text.lower() in kept.lower()]
    error, _ = ask(
        lambda client: client.job("j1"),
        httpx.Response(422, content=f'{{"message": "The token {echo} is odd"}}'.encode()),
        token=Token(TOKEN),
    )
    assert "The token ••• is odd" in str(error)


def test_a_body_nested_beyond_sense_shows_no_token_either():
    deep = "[" * 100_000 + '"0b5e-id\\u003as/ecret+Part"' + "]" * 100_000
    assert "s/ecret" not in json.dumps(parse_body(deep.encode(), Redactor(Token(TOKEN))))


def test_short_parts_are_common_words():
    assert parse_body(b'\xef\xbb\xbf{"status": "queued"}', Redactor(Token("s:ecret"))) == {"status": "queued"}
    assert parse_body(b'["id:abc", "abc"]', Redactor(Token("id:abc"))) == ["•••", "abc"]
    assert parse_body(b'["plaintoken", 5, null, true]', Redactor(Token("plaintoken"))) == ["•••", 5, None, True]


def test_what_is_no_http_does_not_give_the_token_away(ask):
    cause = httpx.RemoteProtocolError(f"illegal status line: bytearray(b'{TOKEN}')")
    error, _ = ask(lambda client: client.submit("a/b", {}), cause, token=Token(TOKEN))
    assert "illegal status line" in error.details
    assert "ecret" not in error.details
