"""Firefox and WebKit by W3C WebDriver, with the part of Playwright's `Page` that the scenario uses.

Firefox has no driver in Debian, but speaks WebDriver's commands on a socket of its own (Marionette). WebKitGTK's driver
speaks them over HTTP.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

import install
from lab import PATIENCE
from playwright.sync_api import Page as PlaywrightPage
from playwright.sync_api import sync_playwright

# The key of an element in WebDriver's JSON, and of its codes for keys.
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "ArrowRight": "\ue014", "Escape": "\ue00c"}
# Seconds for a browser to start.
START = 30
FIREFOX_PREFERENCES = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
}


class DriverError(Exception):
    """A command that the browser refused."""


class Transport(Protocol):
    """Sends one WebDriver command: its HTTP method, its path in the session, Marionette's name, and its parameters."""

    def __call__(self, method: str, path: str, name: str, parameters: dict[str, Any]) -> Any:
        """Returns the command's value."""


class Marionette:
    """WebDriver's commands as `length:[type, id, name, parameters]` on a socket."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._stream: IO[bytes] = self._socket.makefile("rb")
        self._count = 0
        self._receive()
        self("", "", "NewSession", {"capabilities": {"alwaysMatch": {}}})

    def __call__(self, method: str, path: str, name: str, parameters: dict[str, Any]) -> Any:
        """Send a command and wait for its answer."""
        self._count += 1
        text = json.dumps([0, self._count, f"WebDriver:{name}", parameters])
        self._socket.sendall(f"{len(text.encode())}:{text}".encode())
        _, _, error, result = self._receive()
        if error:
            raise DriverError(f"{error['error']}: {error['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def close(self) -> None:
        """Leave the socket."""
        self._stream.close()
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._stream.read(1)
        return json.loads(self._stream.read(int(length[:-1])))


class Http:
    """WebDriver's commands over HTTP."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._url = f"http://127.0.0.1:{port}/session"
        found = self("POST", "", "", {"capabilities": {"alwaysMatch": capabilities}})
        self._url += f"/{found['sessionId']}"

    def __call__(self, method: str, path: str, name: str, parameters: dict[str, Any]) -> Any:
        """Send a command and wait for its answer."""
        data = json.dumps(parameters).encode() if method == "POST" else None
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise DriverError(f"{value['error']}: {value['message']}") from None


class Page:
    """One page, with names of Playwright's `Page`, so that the drivers of the browser tests work on it, too."""

    def __init__(self, send: Transport) -> None:
        self._send = send
        send("POST", "/timeouts", "SetTimeouts", {"script": 120_000, "pageLoad": 120_000})

    def goto(self, url: str) -> None:
        """Load a page."""
        self._send("POST", "/url", "Navigate", {"url": url})

    def evaluate(self, script: str, arg: Any = None) -> Any:
        """The value of an expression, or what a function returns for `arg`; a promise is waited for."""
        call = f"""const [arg, done] = arguments;
          (async () => {{ const it = ({script}\n); return typeof it === "function" ? await it(arg) : await it; }})()
            .then(value => done({{value: value ?? null}}), error => done({{error: `${{error}}`}}));"""
        parameters = {"script": call, "args": [arg], "sandbox": None}
        found = self._send("POST", "/execute/async", "ExecuteAsyncScript", parameters)
        if "error" in found:
            raise DriverError(found["error"])
        return found["value"]

    def wait_for_function(self, script: str, *, arg: Any = None, timeout: float = PATIENCE) -> None:
        """Wait until an expression, or what a function returns, is true; `timeout` in milliseconds."""
        end = time.monotonic() + timeout / 1000
        look = f"async arg => {{ const it = ({script}\n); return !!(typeof it === 'function' ? await it(arg) : it); }}"
        while not self.evaluate(look, arg):
            if time.monotonic() > end:
                raise TimeoutError(f"not within {timeout / 1000:g} s: {script} {arg or ''}")
            time.sleep(0.05)

    def press(self, key: str) -> None:
        """Press a key and let it go, where the focus is."""
        value = KEYS.get(key, key)
        keys = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def click(self, selector: str, name: str = "") -> None:
        """Click the first visible element of this name, in its middle, as a person does, once it is at rest."""
        self.wait_for_function(f"found => ({FIND})(found)", arg=[selector, name])
        x, y = self.evaluate(
            f"""async found => {{
              const one = ({FIND})(found);
              const look = async () => {{
                one.scrollIntoView({{block: "center"}});
                // As long as a slow browser takes to show it there.
                await new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 150));
                const {{left, top, width, height}} = one.getBoundingClientRect();
                return [left + width / 2, top + height / 2].map(Math.round);
              }};
              for (let before = await look(); ; ) {{
                const now = await look();
                if (String(now) === String(before)) return now;
                before = now;
              }}
            }}""",
            [selector, name],
        )
        self._tap(x, y)

    def screenshot(self, path: Path) -> None:
        """Save a picture of what is visible."""
        path.write_bytes(base64.b64decode(self._send("GET", "/screenshot", "TakeScreenshot", {"full": False})))

    def _tap(self, x: int, y: int) -> None:
        move = {"type": "pointerMove", "duration": 0, "x": x, "y": y}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *press]})

    def _act(self, actions: dict[str, Any]) -> None:
        self._send("POST", "/actions", "PerformActions", {"actions": [actions]})


class ChromiumPage(Page):
    """The same over Playwright, which the other tests use."""

    def __init__(self, page: PlaywrightPage) -> None:
        self._page = page
        self.goto = page.goto
        self.evaluate = page.evaluate
        self.press = page.keyboard.press
        self._tap = page.mouse.click

    def screenshot(self, path: Path) -> None:
        """Save a picture of what is visible."""
        self._page.screenshot(path=path)


FIND = """([selector, name]) => [...document.querySelectorAll(selector)].find(one =>
  one.checkVisibility() && (one.getAttribute("aria-label") || one.textContent).trim().startsWith(name))"""


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[Page]:
    """Chromium without a window."""
    # Before, since it asks Playwright.
    path = install.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=install.flags())
        yield ChromiumPage(browser.new_page(viewport={"width": 1280, "height": 1000}))
        browser.close()


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Page]:
    """Firefox without a window; its profile and its output are in `folder`."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in FIREFOX_PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines))
    command = ["firefox-esr", "--marionette", "--headless", "--no-remote", "--profile", str(folder)]
    size = {"MOZ_HEADLESS_WIDTH": "1280", "MOZ_HEADLESS_HEIGHT": "1000", "HOME": str(folder)}
    with _running(command, folder / "output.txt", size) as log:
        port = folder / "MarionetteActivePort"
        _until(lambda: port.is_file() and port.read_text(), log)
        with contextlib.closing(Marionette(int(port.read_text()))) as send:
            yield Page(send)


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[Page]:
    """WebKitGTK's MiniBrowser on a screen in memory; its output is in `folder`."""
    own = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    with _screen() as display, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
        with _running(command, folder / "output.txt", {**own, "DISPLAY": display}) as log:
            _until(lambda: _listens(port), log)
            (binary,) = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
            options = ["--automation", "--geometry=1280x1000"]
            send = Http(port, {"webkitgtk:browserOptions": {"binary": str(binary), "args": options}})
            yield Page(send)
            with contextlib.suppress(OSError, DriverError):
                send("DELETE", "", "", {})


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; returns its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x1100x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            yield f":{number.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def _running(command: list[str], log: Path, own: dict[str, str]) -> Iterator[Path]:
    """Runs a browser with its output in `log`, and ends all its processes."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield log
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)


def _until(there: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + START
    while not there():
        if time.monotonic() > end:
            raise RuntimeError(f"The browser did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


# What starts each engine, given a folder of its own.
ENGINES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}
