"""Proxies and certificates: read when they are needed, named when they are wrong, and never used for this machine."""

from __future__ import annotations

import asyncio
import http.server
import logging
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from krea_widgets import errors
from krea_widgets.api import Client, Network
from krea_widgets.settings import Token

TOKEN = "canary-net:0f1e2d3c4b"
PROXY_NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
WRONG = {
    "ALL_PROXY": "socks://user:hidden@127.0.0.1:9",
    "HTTPS_PROXY": "http://user:hidden@[::1:9",
    "SSL_CERT_FILE": "/nowhere/cacert.pem",
    "SSLKEYLOGFILE": "/nowhere/keys.log",
}


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_NAMES, *WRONG):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Heard(http.server.BaseHTTPRequestHandler):
    """Answers every request, and remembers it whole."""

    seen: list[str]

    def answer(self) -> None:
        self.seen.append(f"{self.requestline}\n{self.headers}")
        if self.command == "CONNECT":
            self.close_connection = True
            return
        body = b'{"job_id": "j1", "status": "queued"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_CONNECT = answer  # noqa: N815 (the names that http.server calls)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    """A server on every loopback address that is also a proxy: (port, requests)."""
    seen: list[str] = []
    handler = type("Handler", (Heard,), {"seen": seen})
    with http.server.ThreadingHTTPServer(("0.0.0.0", 0), handler) as there:
        thread = threading.Thread(target=there.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield there.server_port, seen
        there.shutdown()
        thread.join()


def look(base_url: str) -> Any:
    """The job that a client at that address gets, or the error."""

    async def main() -> Any:
        client = Client(base_url=base_url, token=Token(TOKEN), sleep=lambda _: asyncio.sleep(0))
        try:
            return await client.job("j1")
        except errors.KreaError as error:
            return error
        finally:
            await client.aclose()

    return asyncio.run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.7.6", "localhost"])
@pytest.mark.parametrize("way", ["environment", "system"])
def test_no_proxy_gets_what_is_meant_for_this_machine(server, monkeypatch, host: str, way: str):
    port, seen = server
    if way == "system":  # as macOS and Windows tell it, with no exceptions
        proxies = dict.fromkeys(("http", "https", "all"), "http://127.0.0.1:9")
        monkeypatch.setattr(urllib.request, "getproxies", lambda: proxies)
        monkeypatch.setattr(urllib.request, "proxy_bypass", lambda host: False)
    else:
        for name in PROXY_NAMES[:3]:
            monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert look(f"http://{host}:{port}").job_id == "j1"
    assert len(seen) == 1
    assert f"Bearer {TOKEN}" in seen[0]


def test_a_proxy_carries_the_connection_and_not_the_token(server, monkeypatch):
    port, seen = server
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    error = look("https://api.krea.ai")
    assert isinstance(error, errors.Unreachable)
    assert "Check the proxy in HTTPS_PROXY, then try again." in str(error)
    assert seen
    assert all(request.startswith("CONNECT api.krea.ai:443") for request in seen)
    assert TOKEN.partition(":")[2] not in "".join(seen)


def test_images_go_through_the_proxy_except_where_none_is_wanted(server, monkeypatch):
    port, seen = server
    monkeypatch.setenv("HTTP_PROXY", f"127.0.0.1:{port}")

    async def fetch(url: str) -> None:
        client = Client(sleep=lambda _: asyncio.sleep(0))
        try:
            await client.fetch(url)
        finally:
            await client.aclose()

    asyncio.run(fetch("http://images.invalid/a.png"))
    assert seen[0].startswith("GET http://images.invalid/a.png")
    monkeypatch.setenv("NO_PROXY", "localhost,fe80::/10,[::1],.invalid")
    with pytest.raises(errors.BadFile):
        asyncio.run(fetch("http://images.invalid/a.png"))
    assert len(seen) == 1


@pytest.mark.parametrize("name", WRONG)
def test_a_variable_that_cannot_be_used_is_named(monkeypatch, name: str):
    monkeypatch.setenv(name, WRONG[name])
    error = look("https://api.krea.ai")
    assert isinstance(error, errors.BadInput)
    assert name in str(error)
    assert "Nothing was sent." in str(error)
    assert "hidden" not in str(error)
    assert error.__cause__ is error.__context__ is None


@pytest.mark.parametrize("name", WRONG)
def test_a_client_for_this_machine_reads_none_of_them(server, monkeypatch, name: str):
    port, _ = server
    monkeypatch.setenv(name, WRONG[name])
    assert look(f"http://127.0.0.1:{port}").job_id == "j1"


@pytest.mark.parametrize("port", ["99999", "port", "-1"])
def test_a_proxy_with_an_impossible_port_is_refused(monkeypatch, port: str):
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:hidden@127.0.0.1:{port}")
    error = look("https://api.krea.ai")
    assert isinstance(error, errors.BadInput)
    assert str(error).startswith("The proxy in HTTPS_PROXY is unusable. Nothing was sent.")


def test_a_socks_proxy_without_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    error = look("https://api.krea.ai")
    assert "ALL_PROXY needs the package socksio" in str(error)


@pytest.mark.slow
def test_the_sandbox_reads_none_of_them(monkeypatch, tmp_path: Path):
    from krea_widgets import Studio

    for name, value in WRONG.items():
        monkeypatch.setenv(name, value)
    studio = Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "clips")
    try:
        clip = studio.animate(Image.effect_noise((64, 48), 40).convert("RGB"), "slow pan", timeout=60)
    finally:
        studio.close()
    assert clip.path.exists()


def test_nothing_is_opened_before_the_first_request(monkeypatch):
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(httpx, "create_ssl_context", never)
    monkeypatch.setattr(urllib.request, "getproxies", never)
    network = Network()
    asyncio.run(network.aclose())


@pytest.mark.parametrize(
    "url", ["https://user:hidden@api.krea.ai", "https://api.krea.ai?hidden", "https://a.b/#hidden"]
)
def test_an_address_with_credentials_is_refused(url: str):
    with pytest.raises(errors.BadInput, match="API's address contains") as caught:
        Client(base_url=url, token=Token(TOKEN))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://api.krea.ai", "http://10.0.0.1", "http://127.0.0.1.example.com", "http://[::2]"]
)
def test_a_token_leaves_this_machine_over_https_only(url: str):
    with pytest.raises(errors.BadInput, match="https only"):
        Client(base_url=url, token=Token(TOKEN))


@pytest.mark.parametrize("url", ["http://127.255.0.1:8000", "http://[::1]", "http://LOCALHOST"])
def test_every_loopback_address_is_this_machine(url: str):
    asyncio.run(Client(base_url=url, token=Token(TOKEN)).aclose())


def test_only_the_requests_of_the_engine_are_left_out_of_the_log_of_httpx():
    record = logging.LogRecord("httpx", logging.INFO, "", 0, "HTTP Request", None, None)
    for thread, shown in (("MainThread", True), ("krea_widgets engine", False), ("worker", True)):
        record.threadName = thread
        assert bool(logging.getLogger("httpx").filter(record)) is shown
