"""A hunt for the token: exceptions of every layer, printed by every formatter, hold it nowhere.

The frames of this file are left out, as they stand for the user's own cell, which holds the token that it gives. The
frames of `foreign.py`, which stand for httpx's and a keyring's, are not.

`python tests/faults/test_token_hunt.py` prints a table of what was found.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import getpass
import io
import json
import logging
import ssl
import sys
import threading
import types
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import foreign
import httpx
import planted
import pytest
from formatters import FORMATTERS, chain, without_frames_of
from PIL import Image

import krea_widgets as krea
from krea_widgets import Studio, magics, secret
from krea_widgets import __main__ as command
from krea_widgets.api import Client, client, read_body
from krea_widgets.api import transport as wire
from krea_widgets.settings import Token, clip_folder, find_token, home_folder, remember_token
from krea_widgets.widgets import Animate

pytestmark = pytest.mark.slow

NAME, SECRET = "canary-7d1e", "e0b5f7a94c2d"
TOKEN = f"{NAME}:{SECRET}"
WRONG = f"{NAME}\u200b:{SECRET}"  # pasted with a zero-width space
FORMS = [NAME, SECRET, *(base64.b64encode(text.encode()).decode().rstrip("=") for text in (TOKEN, NAME, SECRET))]
NOWHERE = "~nosuchuser/krea"

Case = Callable[[pytest.MonkeyPatch, Path], object]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    def keep(function: Case) -> Case:
        CASES[name] = function
        return function

    return keep


async def short(_: float) -> None:
    """No test waits."""


# settings


@case("settings: home folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", TOKEN)
    patch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    home_folder()


@case("settings: the look-up needs the home folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("SOME_OTHER_VARIABLE", TOKEN)
    patch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    find_token()


@case("settings: clip folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", TOKEN)
    patch.setenv("KREA_WIDGETS_CLIPS", NOWHERE)
    clip_folder()


for name in ("KREA_API_KEY", "KREA_API_TOKEN"):

    @case(f"settings: wrong {name}")
    def _(patch: pytest.MonkeyPatch, _: Path, name: str = name) -> None:
        patch.setenv(name, WRONG)
        find_token()


@case("settings: wrong argument")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    find_token(WRONG)


@case("settings: wrong secret of Colab")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    find_token(colab={"KREA_API_KEY": WRONG}.get)


@case("settings: wrong secret of Kaggle")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    module = types.ModuleType("kaggle_secrets")
    module.UserSecretsClient = type("Client", (), {"get_secret": lambda *_: WRONG})  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "kaggle_secrets", module)
    patch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    find_token()


def ring(patch: pytest.MonkeyPatch, **functions: Any) -> None:
    module = types.ModuleType("keyring")
    vars(module).update(set_password=lambda *_: None, get_password=lambda *_: WRONG, **functions)
    patch.setitem(sys.modules, "keyring", module)


@case("settings: wrong token in the keyring")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    ring(patch)
    patch.setenv("KREA_WIDGETS_HOME", str(folder))
    remember_token(Token(TOKEN), folder)
    find_token()


for how in ("keep", "interrupt"):

    @case(f"settings: the keyring fails ({how})")
    def _(patch: pytest.MonkeyPatch, folder: Path, how: str = how) -> None:
        ring(patch)
        patch.setattr(sys.modules["keyring"], "set_password", lambda _, __, password: getattr(foreign, how)(password))
        remember_token(Token(TOKEN), folder)


@case("token: check")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    Token(WRONG).check()


@case("token: pickle")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    __import__("pickle").dumps(Token(TOKEN))


# the functions that a cell calls


@case("use: wrong token")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    krea.use("krea", token=WRONG)


@case("use: no such backend")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    krea.use("nowhere", token=TOKEN)  # type: ignore[arg-type]


@case("use: no home folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    krea.use("krea", token=TOKEN)


@case("login: wrong token")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    krea.login(WRONG)


@case("login: no home folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    krea.login(TOKEN)


@case("login: wrong token entered")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setattr(getpass, "getpass", lambda _: WRONG)
    krea.login()


@case("login: nobody to ask")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("SOME_OTHER_VARIABLE", TOKEN)
    patch.setattr(sys, "stdin", io.StringIO())
    krea.login()


@case("login: not remembered")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    ring(patch)
    patch.setattr(sys.modules["keyring"], "set_password", lambda _, __, password: foreign.keep(password))
    krea.login(TOKEN, remember=True)


@case("animate: wrong token in the environment")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", WRONG)
    krea.animate(None, "slow pan", raw={})


# the API client


class Broken(httpx.AsyncBaseTransport):
    """Fails inside a frame that holds the headers, as httpcore's and h11's frames do."""

    def __init__(self, make: Callable[[str], BaseException]) -> None:
        self.make = make

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        foreign.fail(request, self.make)
        raise AssertionError


class Echoing(httpx.AsyncBaseTransport):
    """Answers with the token in every header and in the body."""

    def __init__(self, status: int, more: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.status, self.more = status, more or {}
        self.body = (
            body or json.dumps({"message": f"The token {TOKEN} is odd", "error": TOKEN, TOKEN: [TOKEN]}).encode()
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        names = ("X-Echo", "Set-Cookie", "Link", "Retry-After", "ETag", "Date", "Sunset", "Deprecation")
        headers = {**dict.fromkeys(names, f"token={TOKEN}"), **self.more}
        return httpx.Response(self.status, headers=headers, content=self.body)


CALLS: dict[str, Callable[[Client, Path], Any]] = {
    "upload": lambda client, _: client.upload(b"x", name="a", mime_type="image/png"),
    "submit": lambda client, _: client.submit("kling/kling-2.5", {"prompt": "x"}),
    "job": lambda client, _: client.job("j1"),
    "jobs": lambda client, _: client.jobs(),
    "cancel": lambda client, _: client.cancel("j1"),
    "openapi": lambda client, _: client.openapi(),
    "download": lambda client, folder: client.download("https://gen.krea.ai/a.mp4", folder / "x.part"),
    "fetch": lambda client, _: client.fetch("https://gen.krea.ai/a.png", limit=3),
}
RAISED: dict[str, Callable[[str], BaseException]] = {
    **{
        kind.__name__: kind
        for kind in (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.ReadTimeout,
            httpx.WriteError,
            httpx.CloseError,
            httpx.PoolTimeout,
            httpx.ProxyError,
            httpx.RemoteProtocolError,
            httpx.LocalProtocolError,
            httpx.DecodingError,
            httpx.TooManyRedirects,
            httpx.InvalidURL,
            ssl.SSLError,
            OSError,
        )
    }
}
UNEXPECTED: dict[str, Callable[[str], BaseException]] = {
    kind.__name__: kind for kind in (RuntimeError, ValueError, MemoryError, RecursionError, AssertionError)
}
# Their own texts are empty: Python gives an interrupt none.
UNEXPECTED |= {
    kind.__name__: lambda _, kind=kind: kind() for kind in (KeyboardInterrupt, asyncio.CancelledError, SystemExit)
}
ANSWERS = {
    "refused": Echoing(401),
    "invalid": Echoing(422),
    "trouble": Echoing(500),
    "strange": Echoing(200),
    "no JSON": Echoing(200, body=TOKEN.encode()),
    "redirect": Echoing(302, {"Location": f"https://evil.example/{TOKEN}"}),
    "redirect at home": Echoing(302, {"Location": f"https://api.krea.ai/{TOKEN}"}),
    "packed": Echoing(200, {"Content-Encoding": "br"}),
    "bad gzip": Echoing(200, {"Content-Encoding": "gzip"}),
    "page": Echoing(403, body=f"<html><title>{TOKEN}</title></html>".encode()),
    "a web page of a clip": Echoing(200, {"Content-Type": "text/html"}),
}


def asked(call: str, transport: httpx.AsyncBaseTransport | None, folder: Path, **options: Any) -> None:
    async def main() -> SystemExit | None:
        there = Client(token=Token(TOKEN), transport=transport, sleep=short, **options)
        try:
            await CALLS[call](there, folder)
        except SystemExit as error:
            # Left in its task, it would be logged by whichever later test collects garbage.
            return error
        finally:
            await there.aclose()
        return None

    ended = asyncio.run(main())
    if ended is not None:
        raise ended


# Downloads send no token, so a transport that is asked for one finds none; the unexpected keep their class there.
for call in CALLS:
    for raised, make in {**RAISED, **UNEXPECTED}.items():

        @case(f"api: {call}, {raised}")
        def _(_: Any, folder: Path, call: str = call, make: Any = make) -> None:
            asked(call, Broken(make), folder)

    for answer, transport in ANSWERS.items():

        @case(f"api: {call}, answer {answer}")
        def _(_: Any, folder: Path, call: str = call, transport: Any = transport) -> None:
            asked(call, transport, folder)


@contextmanager
def real_server(script: bytes) -> Iterator[str]:
    """A server on the loopback that answers every connection with these bytes and hangs up."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as there:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = there.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(script)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{there.getsockname()[1]}"
        there.shutdown(socket.SHUT_RDWR)


SCRIPTS = {
    "hangs up": b"",
    "noise": f"{TOKEN} is no HTTP\r\n\r\n".encode(),
    "half a head": f"HTTP/1.1 200 OK\r\nX-Echo: {TOKEN}\r\nContent-Le".encode(),
    "half a body": f"HTTP/1.1 200 OK\r\nX-Echo: {TOKEN}\r\nContent-Length: 99\r\n\r\n{TOKEN}".encode(),
    "odd length": f"HTTP/1.1 200 OK\r\nContent-Length: {TOKEN}\r\n\r\n".encode(),
}
for call in ("upload", "submit", "job"):
    for script, sent in SCRIPTS.items():

        @case(f"api: {call} over a socket, {script}")
        def _(_: Any, folder: Path, call: str = call, sent: bytes = sent) -> None:
            with real_server(sent) as url:
                asked(call, None, folder, base_url=url)


@case("api: nobody listens")
def _(_: Any, folder: Path) -> None:
    asked("submit", None, folder, base_url="http://127.0.0.1:9")


@case("api: proxy that cannot be used")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("ALL_PROXY", f"socks://{TOKEN}@127.0.0.1:9")
    asked("submit", None, folder)


@case("api: certificates that cannot be read")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("SSL_CERT_FILE", "/nowhere/cacert.pem")
    asked("submit", None, folder)


@case("api: http without a proxy of one's own")
def _(_: Any, folder: Path) -> None:
    asked("submit", None, folder, base_url="http://krea.example")


@case("api: the header cannot be set")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    def set_item(headers: Any, name: str, value: str) -> None:
        foreign.keep(value)

    patch.setattr(httpx.Headers, "__setitem__", set_item)
    asked("submit", Echoing(200), folder)


@case("api: no memory for the pattern of the token")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(secret.re, "compile", lambda pattern, *_: foreign.interrupt(pattern + TOKEN))
    secret.Redactor(Token(TOKEN))


for place in ("loads", "parse_body", "read_job"):

    @case(f"api: {place} fails")
    def _(patch: pytest.MonkeyPatch, folder: Path, place: str = place) -> None:
        def fail(*parts: Any, **_: Any) -> None:
            (foreign.interrupt if place == "read_job" else foreign.keep)(parts)

        patch.setattr({"loads": read_body.json, "parse_body": wire, "read_job": client}[place], place, fail)
        asked("submit", Echoing(200), folder)


@case("api: a callback of an upload fails")
def _(_: Any, folder: Path) -> None:
    def fail(*_: int) -> None:
        raise RuntimeError("a callback")

    async def main() -> None:
        there = Client(token=Token(TOKEN), transport=Echoing(200), sleep=short)
        await there.upload(b"x", name="a", mime_type="image/png", on_progress=fail)

    asyncio.run(main())


# studio, engine, journal


def studio_of(transport: httpx.AsyncBaseTransport, folder: Path, **options: Any) -> Any:
    places = {"home": folder / "home", "clips": folder / "clips", **options}
    return closing(Studio("krea", token=Token(TOKEN), transport=transport, sleep=short, **places))


def photo() -> Image.Image:
    return Image.new("RGB", (320, 200), (90, 120, 160))


STUDIO_MODEL = "kling/kling-2.5"
for raised in ("ConnectError", "LocalProtocolError", "RuntimeError", "MemoryError"):

    @case(f"studio: submit, {raised}")
    def _(_: Any, folder: Path, raised: str = raised) -> None:
        with studio_of(Broken({**RAISED, **UNEXPECTED}[raised]), folder) as studio:
            studio.submit(photo(), "slow pan", model=STUDIO_MODEL, duration=5, raw={}).wait(20)


for answer in ("refused", "invalid", "strange", "packed"):

    @case(f"studio: submit, answer {answer}")
    def _(_: Any, folder: Path, answer: str = answer) -> None:
        with studio_of(ANSWERS[answer], folder) as studio:
            studio.submit(photo(), "slow pan", model=STUDIO_MODEL, duration=5, raw={}).wait(20)


@case("studio: submit of no image")
def _(_: Any, folder: Path) -> None:
    with studio_of(ANSWERS["strange"], folder) as studio:
        studio.submit("nowhere.png", "slow pan")


@case("studio: use of no backend")
def _(_: Any, folder: Path) -> None:
    with studio_of(ANSWERS["strange"], folder) as studio:
        studio.use("nowhere", token=Token(TOKEN))


@case("studio: unusable address")
def _(_: Any, folder: Path) -> None:
    with studio_of(Broken(RuntimeError), folder, base_url="https://api.krea.ai?x") as studio:
        studio.submit(None, "slow pan", raw={}).wait(20)


@case("journal: no folder for it")
def _(_: Any, folder: Path) -> None:
    (folder / "file").write_text("")
    with studio_of(ANSWERS["refused"], folder, home=folder / "file" / "home") as studio:
        studio.submit(None, "slow pan", model=STUDIO_MODEL, duration=5, raw={}).wait(20)


@case("journal: a step fails")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    with studio_of(ANSWERS["refused"], folder) as studio:

        def fail(*_: Any, **__: Any) -> None:
            raise RuntimeError("the journal")

        patch.setattr(studio.journal, "sending", fail)
        patch.setattr(studio.journal, "asked", fail)
        studio.submit(None, "slow pan", model=STUDIO_MODEL, duration=5, raw={}).wait(20)


@case("engine: a callback fails")
def _(_: Any, folder: Path) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a callback")

    with studio_of(ANSWERS["refused"], folder) as studio:
        studio.submit(None, "slow pan", model=STUDIO_MODEL, duration=5, on_progress=fail, raw={}).wait(20)


# widget, magics, command line


def spoken(patch: pytest.MonkeyPatch, folder: Path, token: str) -> list[Any]:
    """What the widget says to a login with this token."""
    said: list[Any] = []
    with studio_of(ANSWERS["refused"], folder) as studio:
        widget = Animate(studio=studio)
        patch.setattr(widget._pool, "submit", lambda work, *parts: work(*parts))
        patch.setattr(widget, "send", lambda message, *_: said.append(message))
        widget._receive(widget, {"kind": "login", "view": "v", "id": 1, "token": token}, ())
        widget.close()
    print(said)
    return said


@case("widget: login with a wrong token")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    spoken(patch, folder, WRONG)


@case("widget: login fails")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(Studio, "login", lambda _, token: foreign.keep(token))
    spoken(patch, folder, TOKEN)


@case("widget: what follows the login fails")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(Animate, "_show_rows", lambda *_: foreign.keep("no token"))
    spoken(patch, folder, TOKEN)


@case("widget: the message is not taken")
def _(patch: pytest.MonkeyPatch, folder: Path) -> None:
    with studio_of(ANSWERS["refused"], folder) as studio:
        widget = Animate(studio=studio)
        patch.setattr(widget._pool, "submit", lambda *_: foreign.interrupt(""))
        widget._receive(widget, {"kind": "login", "view": "v", "id": 1, "token": TOKEN}, ())


for line in ("status", "use krea", "login", "models"):

    @case(f"magic: {line}, wrong token in the environment")
    def _(patch: pytest.MonkeyPatch, _: Path, line: str = line) -> None:
        patch.setenv("KREA_API_KEY", WRONG)
        magics.line(line)

    @case(f"magic: {line}, interrupted")
    def _(patch: pytest.MonkeyPatch, _: Path, line: str = line) -> None:
        patch.setenv("KREA_API_KEY", TOKEN)
        patch.setattr(magics, "studio", lambda: foreign.interrupt(""))
        magics.line(line)


@case("magic: a cell without a home folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", TOKEN)
    patch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    magics.cell("--duration 5", "slow pan")


@case("command: wrong token in the environment")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", WRONG)
    assert command.main(["models"]) == 2


@case("command: no home folder")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", TOKEN)
    patch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    assert command.main(["models"]) == 2


@case("command: unexpected")
def _(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setenv("KREA_API_KEY", TOKEN)
    patch.setattr(Studio, "resume", lambda *_: foreign.keep("no token"))
    command.main(["resume"])


# the hunt


class Records(logging.Handler):
    """Keeps what is logged, with its exceptions."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            self.errors.append(record.exc_info[1])


def caught(run: Case, folder: Path) -> tuple[list[BaseException], str]:
    """(what a case raises and logs, what it prints and logs)."""
    page, records = io.StringIO(), Records()
    module = sys.modules["krea_widgets._util.shared_studio"]
    errors: list[BaseException] = []
    logging.getLogger().addHandler(records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KREA_WIDGETS_HOME", str(folder / "home"))
        patch.setenv("KREA_WIDGETS_CLIPS", str(folder / "clips"))
        for name in ("KREA_API_KEY", "KREA_API_TOKEN"):
            patch.delenv(name, raising=False)
        patch.setattr(module, "_studio", None)
        try:
            with redirect_stdout(page), redirect_stderr(page):
                run(patch, folder)
        except BaseException as error:  # an interrupt is one of the cases
            errors.append(error)
        finally:
            if errors and not isinstance(errors[0], Exception):
                gc.collect()  # asyncio logs a task that an interrupt ended when it is freed: here, while it is heard
            logging.getLogger().removeHandler(records)
            made = module._studio  # type: ignore[attr-defined]
            if made is not None:
                made.close()
    return [*errors, *records.errors], "\n".join([page.getvalue(), *records.texts])


def found_in(text: str) -> list[str]:
    return [form for form in FORMS if form in text]


def hunt(run: Case, folder: Path, name: str = "") -> dict[str, list[str]]:
    """Where the token was found: formatter (or "printed") -> its forms."""
    errors, printed = caught(run, folder)
    assert errors or printed.strip() or "answer" in name, "the case shows nothing"
    found = {"printed": found_in(printed)}
    gc.disable()  # a task that it frees is logged with a traceback, which Python 3.11 dies of while pytest parses one
    try:
        for error in errors:
            without_frames_of(error, __file__)
            for formatter, text in formatters(name).items():
                found.setdefault(formatter, []).extend(found_in(text(error)))
    finally:
        gc.enable()
    return {formatter: forms for formatter, forms in found.items() if forms}


def formatters(name: str = "") -> dict[str, Any]:
    """All that are there; for the other calls of the client without the slow ones, since their frames are the same."""
    few = name.startswith("api: ") and name.split()[1].rstrip(",") in set(CALLS) - {"submit", "fetch"}
    slow = ("IPython", "pytest", "rich") if few else ()
    return {
        one: text for one, text in FORMATTERS.items() if not one.startswith(slow) and (one != "rich" or rich_is_there())
    }


def rich_is_there() -> bool:
    """It belongs to the test extra; an older environment may lack it."""
    try:
        import rich  # noqa: F401
    except ImportError:
        return False
    return True


@pytest.mark.parametrize("name", CASES)
def test_the_token_is_found_nowhere(name: str, tmp_path: Path) -> None:
    assert hunt(CASES[name], tmp_path, name) == {}


@pytest.mark.parametrize("name", FORMATTERS)
def test_a_formatter_finds_a_planted_token(name: str) -> None:
    """A hunt that cannot find is no hunt. What shows no variables is given the token in the text or in a name."""
    if name == "rich":
        pytest.importorskip("rich")
    shown: list[str] = []

    def fail(text: str) -> None:
        shown.append(FORMATTERS["faulthandler"](ValueError()))
        raise ValueError(text)

    def raised(text: str) -> BaseException:
        try:
            planted.e0b5f7a94c2d(TOKEN, text, fail)
        except ValueError as error:
            return error
        raise AssertionError

    if name == "faulthandler":
        raised("")
        assert found_in(shown[0])
        return
    plain = name in ("IPython Plain", "IPython Context", "IPython Minimal", "logging")
    error = without_frames_of(raised(TOKEN if plain else "no token"), __file__)
    # The function's name has the second part only, so the first one comes from the value.
    assert {NAME, SECRET} <= set(found_in(FORMATTERS[name](error)))


@pytest.mark.parametrize("raised", ["ConnectError", "RuntimeError", "KeyboardInterrupt", "CancelledError"])
def test_the_hunt_finds_what_httpx_would_leave(raised: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the cutting of the frames undone, the token is there: the cases above are no empty show."""
    for module in (wire, sys.modules["krea_widgets.api.download"]):
        monkeypatch.setattr(module, "without_frames", lambda error: error)
    monkeypatch.setattr(wire.Transport, "_clean", lambda _, error, submitting: error)
    assert "debugger" in hunt(CASES[f"api: submit, {raised}"], tmp_path)


def test_nothing_hangs_on_an_error_of_the_client(tmp_path: Path) -> None:
    """Not a foreign frame, not a cause: whatever was raised below."""
    for name in (f"api: {call}, {raised}" for call in CALLS for raised in {**RAISED, **UNEXPECTED}):
        errors, _ = caught(CASES[name], tmp_path)
        for error in errors:
            files = {frame for one in chain(error) for frame in _files(one)}
            assert not {file for file in files if "httpx" in file or "httpcore" in file or "foreign" in file}, name


def _files(error: BaseException) -> Iterator[str]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename
        trace = trace.tb_next


GIVEN_TO_STUDIO: dict[str, Case] = {
    "Studio(token=…), wrong": lambda _, folder: Studio(token=WRONG, home=folder),
    "Studio(token=…), no such backend": lambda _, folder: Studio("nowhere", token=TOKEN, home=folder),  # type: ignore[arg-type]
    "Studio.login": lambda _, folder: Studio("sandbox", home=folder).login(WRONG),
    "Studio.use": lambda _, folder: Studio("sandbox", home=folder).use("krea", token=WRONG),
}


@pytest.mark.parametrize("name", GIVEN_TO_STUDIO)
def test_a_text_given_to_a_studio(name: str, tmp_path: Path) -> None:
    assert hunt(GIVEN_TO_STUDIO[name], tmp_path) == {}


@pytest.mark.kernel
def test_a_saved_notebook_with_verbose_tracebacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a real kernel, with a home folder that does not exist and the token in the environment."""
    import nbclient
    import nbformat

    monkeypatch.setenv("KREA_API_KEY", TOKEN)
    monkeypatch.setenv("KREA_WIDGETS_HOME", NOWHERE)
    cells = [
        "%xmode Verbose",
        "import krea_widgets as krea",
        "krea.Animate()",
        "krea.animate(None, 'slow pan', raw={})",
        "krea.use('krea')",
        "from krea_widgets import Studio; Studio()",
        "def cell(planted):\n    raise ValueError(planted is None)\ncell('plan' + 'ted-word')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    nbclient.NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": tmp_path}}
    ).execute()
    saved = nbformat.writes(notebook)
    errors = [output for cell in notebook.cells for output in cell.outputs if output.output_type == "error"]
    assert [error.ename for error in errors] == ["BadInput"] * 4 + ["ValueError"]
    assert "KREA_WIDGETS_HOME" in errors[0].evalue
    assert "planted-word" in saved, "the tracebacks show the values of variables"
    assert found_in(saved) == []


def table(folder: Path) -> str:
    """Layers × formatters, each with how often the token was found; a last column has the number of cases."""
    columns = [*formatters(), "printed"]
    found: dict[str, Counter[str]] = {}
    cases: Counter[str] = Counter()
    for number, (name, run) in enumerate(CASES.items()):
        layer = name.partition(":")[0]
        place = folder / str(number)
        place.mkdir()
        found.setdefault(layer, Counter()).update({key: len(forms) for key, forms in hunt(run, place, name).items()})
        cases[layer] += 1
    head = f"{'':10}" + "".join(f"{column:>19}" for column in columns) + f"{'cases':>8}"
    rows = [
        f"{layer:10}" + "".join(f"{found[layer][column]:>19}" for column in columns) + f"{cases[layer]:>8}"
        for layer in found
    ]
    return "\n".join([head, *rows])


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        print(table(Path(name)))
