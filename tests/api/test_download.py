"""Clips come whole over lost connections, or say why not."""

from __future__ import annotations

import asyncio
import errno
import gzip
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from krea_widgets import errors
from krea_widgets.api import Client
from krea_widgets.api import download as downloads

CLIP = os.urandom(1000)
URL = "https://gen.krea.ai/videos/a.mp4"


class Store:
    """A file server that knows ranges; each answer breaks off after the next of `cuts` bytes."""

    def __init__(self, *cuts: int, data: bytes = CLIP, etag: str = '"v1"') -> None:
        self.data, self.etag, self.cuts = data, etag, list(cuts)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        wanted = request.headers.get("range")
        if wanted and request.headers.get("if-range", self.etag) == self.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            status, more = 206, {"Content-Range": f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"}
        else:
            start, status, more = 0, 200, {}
        body = self.data[start:]
        cut = self.cuts.pop(0) if self.cuts else len(body)
        headers = {"Content-Length": str(len(body)), "ETag": self.etag, "Content-Type": "video/mp4", **more}
        return httpx.Response(status, headers=headers, content=body[:cut])


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "clip.part"


def download(part: Path, url: str = URL, **options: Any) -> Any:
    return lambda client: client.download(url, part, **options)


def test_a_clip_comes_whole(ask, part: Path):
    seen: list[tuple[int, int | None]] = []
    size, network = ask(download(part, on_progress=lambda *now: seen.append(now)), Store())
    assert size == 1000
    assert part.read_bytes() == CLIP
    assert seen == [(0, 1000), (1000, 1000)]
    assert "range" not in network.asked[0].headers
    assert network.asked[0].headers["accept-encoding"] == "identity"


def test_a_slow_connection_shows_its_progress(ask, part: Path, monkeypatch):
    async def slowly():
        for start in range(0, 1000, 250):
            yield CLIP[start : start + 250]
            await asyncio.sleep(0.02)

    monkeypatch.setattr(downloads, "WRITE_EVERY", 0.01)
    seen: list[int] = []
    headers = {"Content-Length": "1000"}
    ask(
        download(part, on_progress=lambda done, _: seen.append(done)),
        lambda request: httpx.Response(200, content=slowly(), headers=headers),
    )
    assert seen == [0, 500, 750, 1000]
    assert part.read_bytes() == CLIP


def test_a_lost_connection_goes_on_where_it_was(ask, part: Path):
    seen: list[int] = []
    size, network = ask(download(part, on_progress=lambda done, _: seen.append(done)), Store(300, 0, 300))
    assert (size, part.read_bytes()) == (1000, CLIP)
    assert [request.headers.get("range") for request in network.asked] == [
        None,
        "bytes=300-",
        "bytes=300-",
        "bytes=600-",
    ]
    assert network.asked[1].headers["if-range"] == '"v1"'
    assert network.slept == [1.0, 2.0, 4.0]
    assert seen == [0, 300, 300, 300, 600, 600, 1000]


def test_the_part_of_an_earlier_session_is_used(ask, part: Path):
    part.write_bytes(CLIP[:700])
    size, network = ask(download(part), Store())
    assert (size, part.read_bytes()) == (1000, CLIP)
    assert network.asked[0].headers["range"] == "bytes=700-"
    assert "if-range" not in network.asked[0].headers


def test_the_rest_of_a_file_of_unknown_size_is_taken(ask, part: Path):
    part.write_bytes(CLIP[:300])
    seen: list[tuple[int, int | None]] = []
    rest = httpx.Response(206, content=CLIP[300:], headers={"Content-Range": "bytes 300-999/*"})
    size, network = ask(download(part, on_progress=lambda *now: seen.append(now)), rest)
    assert (size, part.read_bytes()) == (1000, CLIP)
    assert len(network.asked) == 1
    assert seen == [(300, None), (1000, None)]


def test_a_changed_file_starts_over(ask, part: Path):
    other = os.urandom(800)
    first, second = Store(300), Store(data=other, etag='"v2"')
    size, network = ask(download(part), first, second)
    assert (size, part.read_bytes()) == (800, other)
    assert len(network.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(416),
        httpx.Response(206, content=b"x", headers={"Content-Range": "bytes 5-5/3000"}),
        httpx.Response(206, content=b"x"),
        httpx.Response(206, content=b"x", headers={"Content-Range": "bytes " + "9" * 9999 + "-9/9"}),
    ],
)
def test_a_part_that_does_not_fit_starts_over(ask, part: Path, answer: httpx.Response):
    part.write_bytes(b"stale" * 500)
    size, network = ask(download(part), answer, Store())
    assert (size, part.read_bytes()) == (1000, CLIP)
    assert "range" not in network.asked[1].headers


@pytest.mark.parametrize(
    "other",
    [{"ETag": '"v2"', "Content-Range": "bytes 300-999/1000"}, {"Content-Range": "bytes 300-1099/1100"}],
    ids=["tag", "size"],
)
def test_the_rest_of_another_version_is_not_glued_on(ask, part: Path, other: dict[str, str]):
    """A server that ignores If-Range sends one."""
    rest = httpx.Response(206, content=b"x" * 800, headers=other)
    size, network = ask(download(part), Store(300), rest, Store())
    assert (size, part.read_bytes()) == (1000, CLIP)
    assert [request.headers.get("range") for request in network.asked] == [None, "bytes=300-", None]


def test_a_server_without_ranges_starts_over(ask, part: Path):
    part.write_bytes(b"stale" * 500)
    size, _ = ask(download(part), httpx.Response(200, content=CLIP))
    assert (size, part.read_bytes()) == (1000, CLIP)


def test_more_bytes_than_promised_are_not_kept(ask, part: Path):
    long = httpx.Response(200, content=CLIP + b"more", headers={"Content-Length": "1000"})
    size, _ = ask(download(part), long, Store())
    assert (size, part.read_bytes()) == (1000, CLIP)


def test_a_compressed_clip_is_unpacked_and_never_resumed(ask, part: Path):
    packed = gzip.compress(CLIP)
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(packed))}
    part.write_bytes(b"stale" * 500)
    fit = {**headers, "Content-Range": "bytes 2500-8999/9000"}
    size, network = ask(
        download(part),
        lambda request: httpx.Response(206, stream=httpx.ByteStream(packed), headers=fit),
        lambda request: httpx.Response(200, stream=httpx.ByteStream(packed), headers=headers),
    )
    assert "range" not in network.asked[1].headers
    assert (size, part.read_bytes()) == (1000, CLIP)


def test_spaces_in_an_address_are_written_as_addresses_do(ask, part: Path):
    size, network = ask(download(part, "https://gen.krea.ai/my clip.mp4"), Store())
    assert size == 1000
    assert network.asked[0].url.raw_path == b"/my%20clip.mp4"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_stale_address_is_told_at_once(ask, part: Path, status: int):
    part.write_bytes(CLIP[:100])
    error, network = ask(download(part), httpx.Response(status))
    assert isinstance(error, errors.NotFound)
    assert error.status == status
    assert "billed" not in str(error)
    assert len(network.asked) == 1
    assert part.read_bytes() == CLIP[:100]


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (httpx.ConnectError("x"), 6),
        (httpx.ReadTimeout("x"), 6),
        (httpx.Response(503), 6),
        (httpx.Response(200, content=b"", headers={"Content-Length": "5"}), 6),
        (httpx.Response(302, headers={"Location": "file:///etc/passwd"}), 1),
        (httpx.Response(302, headers={"Location": URL}), 11),
        (httpx.Response(400), 1),
        (httpx.Response(200, html="<html>log in</html>"), 1),
        (httpx.Response(200, json={"error": "x"}), 1),
    ],
)
def test_what_cannot_be_fetched_is_still_there_for_later(ask, part: Path, answer: Any, tries: int):
    error, network = ask(download(part), answer)
    assert isinstance(error, errors.DownloadFailed)
    assert error.billed is True
    assert "costs nothing" in str(error)
    assert len(network.asked) == tries
    if tries == 6:
        assert network.slept == [1.0, 2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "", "https://", "https://[::1"])
def test_only_the_web_is_asked(ask, part: Path, url: str):
    error, network = ask(download(part, url), Store())
    assert isinstance(error, errors.DownloadFailed)
    assert isinstance(ask(lambda client: client.fetch(url), Store())[0], errors.BadFile)
    assert network.asked == []


def test_size_has_a_limit(ask, part: Path, monkeypatch):
    monkeypatch.setattr(downloads, "LARGEST_CLIP", 2_500_000_000)
    told, network = ask(download(part), httpx.Response(200, headers={"Content-Length": "3000000000"}))
    assert "larger than the limit of 2.5 GB" in str(told)
    monkeypatch.setattr(downloads, "LARGEST_CLIP", 999)
    told, network = ask(download(part), Store())
    assert isinstance(told, errors.DownloadFailed)
    assert not part.exists()
    assert len(network.asked) == 1
    untold = httpx.Response(200, stream=httpx.ByteStream(CLIP))
    assert isinstance(ask(download(part), lambda request: untold)[0], errors.DownloadFailed)
    assert part.stat().st_size < 1000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_told(ask):
    error, network = ask(download(Path("/dev/full")), Store())
    assert isinstance(error, errors.DownloadFailed)
    assert "Make room" in str(error)
    assert os.strerror(errno.ENOSPC) in error.details
    assert len(network.asked) == 1


def test_a_missing_folder_is_told(ask, tmp_path: Path):
    assert isinstance(ask(download(tmp_path / "no" / "a.part"), Store())[0], errors.DownloadFailed)


def test_lost_connections_on_a_real_socket(loopback, part: Path):
    data = os.urandom(3_000_000)

    def answer(start: int, end: int) -> bytes:
        kind = "206 Partial Content" if start else "200 OK"
        head = f'HTTP/1.1 {kind}\r\nContent-Length: {len(data) - start}\r\nETag: "a"\r\n'
        if start:
            head += f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}\r\n"
        return f"{head}Connection: close\r\n\r\n".encode() + data[start:end]

    sizes: list[int] = []

    async def no_sleep(seconds: float) -> None:
        sizes.append(len(part.read_bytes()))  # noqa: ASYNC240 (a test's own loop may wait for its disk)

    async def main() -> None:
        scripts = answer(0, 1_500_000), None, answer(1_500_000, 2_500_000), answer(2_500_000, len(data))
        async with loopback(*scripts) as server:
            client = Client(base_url=server.url, sleep=no_sleep)
            assert await client.download(f"{server.url}/a.mp4", part) == len(data)
            await client.aclose()
            assert b"Range: bytes=2500000-" in server.requests[3]

    asyncio.run(main())
    assert part.read_bytes() == data
    assert sizes == [1_500_000, 1_500_000, 2_500_000]
