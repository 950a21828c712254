"""In the sandbox no error speaks of Krea, a bill, a token or a server: every error path of the API layer, once."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from krea_widgets import errors
from krea_widgets.api import download as downloads

SANDBOX: dict[str, Any] = {"service": "the sandbox", "base_url": "http://sandbox"}
SENSELESS = re.compile(r"krea|billed|token|server|top it up|support@|network", re.IGNORECASE)
PAGE = "<!DOCTYPE html><html><title>Attention</title></html>"
CLIP = "http://sandbox/files/a.mp4"

CALLS: dict[str, Callable[[Any], Any]] = {
    "upload": lambda client: client.upload(b"x", name="a", mime_type="image/png"),
    "submit": lambda client: client.submit("kling/kling-2.5", {"prompt": "x"}),
    "job": lambda client: client.job("j1"),
    "jobs": lambda client: client.jobs(),
    "cancel": lambda client: client.cancel("j1"),
    "openapi": lambda client: client.openapi(),
    "fetch": lambda client: client.fetch("http://sandbox/files/a.png"),
}
ANSWERS: dict[str, Any] = {
    **{
        f"{status}": httpx.Response(status, json={"message": "Not this time."})
        for status in (302, 400, 401, 402, 403, 404, 408, 410, 413, 418, 422, 425, 429, 500, 501, 502, 503, 507, 524)
    },
    "page 403": httpx.Response(403, html=PAGE),
    "page 524": httpx.Response(524, html=PAGE),
    "asset url": httpx.Response(422, json={"message": "Invalid asset URL"}),
    "field": httpx.Response(422, json={"detail": [{"loc": ["body", "mode"], "msg": "not one of these"}]}),
    "replaced": httpx.Response(410, json={"replacement": "video/a/b"}),
    "text": httpx.Response(200, content=b"text that is no answer"),
    "no id": httpx.Response(200, json={"message": "Nothing is here"}),
    "empty": httpx.Response(204),
    "packed": lambda _: httpx.Response(200, stream=httpx.ByteStream(b"x"), headers={"Content-Encoding": "br"}),
    "connect": httpx.ConnectError("x"),
    "certificate": httpx.ConnectError("CERTIFICATE_VERIFY_FAILED"),
    "pool": httpx.PoolTimeout("x"),
    "time": httpx.ReadTimeout("x"),
    "broken": httpx.ReadError("x"),
    "noise": httpx.RemoteProtocolError("x"),
    "unexpected": RuntimeError("x"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setattr(downloads, "MAX_BYTES", 3)
    monkeypatch.setattr(downloads, "LARGEST_CLIP", 5)


def said(error: Any, *, known: bool = True) -> None:
    assert isinstance(error, errors.KreaError) or not known
    message = str(error).replace("KREA_WIDGETS_CLIPS", "").replace("krea.resume()", "")  # names of this package's own
    assert not SENSELESS.search(message), str(error)
    if isinstance(error, errors.KreaError):
        assert error.billed is False


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("call", CALLS)
def test_no_error_of_a_call(ask, call: str, answer: str):
    error, _ = ask(CALLS[call], ANSWERS[answer], **SANDBOX)
    if isinstance(error, Exception):
        said(error, known=call != "fetch")


@pytest.mark.parametrize("answer", [name for name in ANSWERS if name != "unexpected"])
def test_no_error_of_a_download(ask, tmp_path: Path, answer: str):
    part = tmp_path / "x.part"
    error, _ = ask(lambda client: client.download(CLIP, part), ANSWERS[answer], **SANDBOX)
    if answer == "empty":  # 204 is told like any other status that brings no file
        assert isinstance(error, errors.DownloadFailed)
    said(error)


def test_the_other_ends_of_a_download(ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    part = tmp_path / "x.part"
    said(ask(lambda client: client.download("no address", part), httpx.Response(200), **SANDBOX)[0])
    page = httpx.Response(200, html=PAGE)
    said(ask(lambda client: client.download(CLIP, part), page, **SANDBOX)[0])

    async def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(downloads.Download, "_write", full)
    error, _ = ask(lambda client: client.download(CLIP, part), httpx.Response(200, content=b"clip"), **SANDBOX)
    said(error)
    assert str(error).startswith(f"The disk is full: the clip could not be saved in {tmp_path}. Make room")
    assert CLIP not in str(error), "nobody can fetch it from there"
    real, _ = ask(lambda client: client.download(CLIP, part), httpx.Response(200, content=b"clip"))
    assert str(real).startswith(
        f"The disk is full: the clip could not be saved in {tmp_path}. The clip is made and billed once;"
    )
    assert str(real).endswith(f"Meanwhile it is at {CLIP}")


def test_no_refusal_on_this_side(ask):
    for use in (
        lambda client: client.submit("no model", {}),
        lambda client: client.submit("a/b", {"x": object()}),
        lambda client: client.submit("a/b", {}, webhook_url="nowhere"),
        lambda client: client.job(".."),
        lambda client: client.fetch("nowhere"),
    ):
        said(ask(use, httpx.Response(200), **SANDBOX)[0])


def test_what_the_sandbox_says_instead(ask):
    def text(answer: str, call: str = "job", **options: Any) -> str:
        return str(ask(CALLS[call], ANSWERS[answer], **options)[0])

    assert text("503", **SANDBOX) == (
        "The sandbox has a problem (503). The sandbox says: “Not this time.” Try again in a minute."
    )
    assert text("503").startswith("Krea's server has a problem (503). Krea says: “Not this time.”")
    assert text("402", **SANDBOX) == "The sandbox refused the request (402). The sandbox says: “Not this time.”"
    assert text("connect", **SANDBOX) == "The sandbox could not be reached. Try again."
    assert text("connect") == "api.krea.ai could not be reached. Check the network connection, then try again."
    assert text("broken", **SANDBOX) == "The connection to the sandbox broke off. Try again."
    assert text("no id", "submit", **SANDBOX).startswith("The sandbox sent a job without an ID.")


def test_the_end_of_a_model_names_the_service(ask):
    told: list[str] = []
    answer = httpx.Response(200, json={"job_id": "j"}, headers={"Deprecation": "true"})
    ask(CALLS["submit"], answer, on_notice=told.append, **SANDBOX)
    assert told == ["The sandbox will withdraw kling/kling-2.5."]


def test_an_error_without_billing_stays_what_it_is():
    error = errors.DownloadFailed("It is not here.", advice="Fetch it again.", details="more")
    assert "billed" in str(error)
    assert error.without_billing() is error
    assert str(error) == "It is not here. Fetch it again."
    assert (error.billed, error.details) == (False, "more")
    assert repr(error) == "DownloadFailed('It is not here. Fetch it again.')"
    timeout = errors.WaitTimeout("No clip after 5 s.", advice="Wait again.")
    assert (str(timeout), timeout.args, timeout.errno) == (
        "No clip after 5 s. Wait again.",
        ("No clip after 5 s.",),
        None,
    )
    missing = errors.MissingExtra("It is missing.", advice="Install it.")
    assert str(missing.without_billing()) == "It is missing. Install it."
