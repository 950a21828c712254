"""Images from anywhere come with a harmless name, or are refused in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krea_widgets import errors
from krea_widgets.api import download as downloads
from krea_widgets.media.sources import safe_name


def fetch(url: str = "https://example.com/cats/a%20cat.png?w=9") -> Any:
    return lambda client: client.fetch(url)


def test_an_image_from_anywhere(ask):
    found, network = ask(fetch(), httpx.Response(200, content=b"image"))
    assert found == (b"image", "a cat.png")
    moved = httpx.Response(302, headers={"Location": "http://cdn.example/x/b.jpg"})
    assert ask(fetch(), moved, httpx.Response(200, content=b"image"))[0][0] == b"image"
    _, network = ask(fetch(), httpx.ConnectError("x"), httpx.Response(503), httpx.Response(200, content=b"image"))
    assert network.slept == [0.5, 1.0]
    half = httpx.Response(200, content=b"im", headers={"Content-Length": "5"})
    assert ask(fetch(), half, httpx.Response(200, content=b"image"))[0][0] == b"image"


@pytest.mark.parametrize(
    ("url", "disposition", "name"),
    [
        ("https://e.com/", None, "image"),
        ("https://e.com/a/b/", None, "b"),
        ("https://e.com/a.png", "inline", "a.png"),
        ("https://e.com/a.png", 'attachment; filename="../../b c.png"', "b c.png"),
        ("https://e.com/a.png", "attachment; filename*=UTF-8''K%C3%A4se.png", "Käse.png"),
        ("https://e.com/a.png", 'attachment; filename="..\\\\..\\\\x.png"', "x.png"),
        ("https://e.com/..%2F..%2Fetc%2Fpasswd", None, "passwd"),
        ("https://e.com/a%00%0Ab%3A.png", None, "ab_.png"),
    ],
)
def test_names_are_harmless(ask, url: str, disposition: str | None, name: str):
    headers = {"Content-Disposition": disposition} if disposition else {}
    assert ask(fetch(url), httpx.Response(200, content=b"image", headers=headers))[0][1] == name


@settings(deadline=None, derandomize=True, database=None, max_examples=100)
@given(st.text(max_size=120))
def test_no_name_leaves_its_folder(text: str):
    name = safe_name(text)
    assert len(name) <= 100
    assert name not in (".", "..")
    assert not set(name) & set('/\\\x00\n\r:"')


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (httpx.Response(404), "There is no image at https://example.com/cats/a%20cat.png (404)."),
        (httpx.Response(403), "The image at https://example.com/cats/a%20cat.png cannot be downloaded (403)"),
        (httpx.ConnectError("x"), "could not be downloaded"),
        (httpx.Response(500), "could not be downloaded"),
        (httpx.Response(302, headers={"Location": "file:///etc/passwd"}), "could not be downloaded"),
        (httpx.Response(200, html="<p>Cats</p>"), "is a web page, not an image."),
        (httpx.Response(200, content=b" <!DOCTYPE html><html>"), "is a web page, not an image."),
        (httpx.Response(200, content=b""), "is empty."),
        (httpx.Response(200, content=b"x" * 101), "is larger than"),
        (lambda request: httpx.Response(200, stream=httpx.ByteStream(b"x" * 101)), "is larger than"),
    ],
)
def test_what_is_no_image_is_refused_by_name(ask, monkeypatch, answer: Any, message: str):
    monkeypatch.setattr(downloads, "MAX_BYTES", 100)
    error, _ = ask(fetch("https://me:pass@example.com/cats/a%20cat.png?key=hidden"), answer)
    assert isinstance(error, errors.BadFile)
    assert message in str(error)
    assert error.name == "https://example.com/cats/a%20cat.png"
    for text in (str(error), error.details):
        assert "hidden" not in text
        assert "pass@" not in text


def test_spaces_in_an_address_are_written_as_addresses_do(ask):
    found, network = ask(fetch(" http://example.com/my cats/a b.jpg "), httpx.Response(200, content=b"image"))
    assert found == (b"image", "a b.jpg")
    assert str(network.asked[0].url) == "http://example.com/my%20cats/a%20b.jpg"


class Drip(httpx.AsyncByteStream):
    """A byte now and then, for ever: no pause is long enough for a read timeout."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.02)


def test_an_image_that_only_drips_is_given_up(ask, monkeypatch):
    monkeypatch.setattr(downloads, "IMAGE_TIMEOUT", 0.2)
    error, _ = ask(
        lambda client: asyncio.wait_for(client.fetch("https://e.com/a.png?key=hidden"), 5),
        lambda request: httpx.Response(200, stream=Drip()),
    )
    assert isinstance(error, errors.BadFile)
    assert "The image at https://e.com/a.png did not arrive within 0.2 s." in str(error)
    assert error.name == "https://e.com/a.png"
