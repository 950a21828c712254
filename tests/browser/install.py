"""Finds what the tests need of the system, or installs it: `python tests/browser/install.py`.

That is a Chromium, fonts, and exiftool, which reads what is written into clips. With `--engines` it is also
Firefox and WebKit, which take a minute and which only tests/frontends/engines needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# The first one has no window and no pages of its own, and starts in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ENV = "KREA_TEST_BROWSER"
EXIFTOOL = "libimage-exiftool-perl"
APT_INSTALL = ("apt-get", "install", "-q", "-y", "--no-install-recommends")
FONTS = ("fonts-liberation", "fonts-nanum", "fonts-noto-color-emoji")
# What only the matrix needs: programs by their packages in Debian.
ENGINES = {
    "firefox-esr": ("firefox-esr",),
    "WebKitWebDriver": ("webkit2gtk-driver", "gstreamer1.0-libav"),  # the second one plays H.264
    "Xvfb": ("xvfb",),
}
HOSTS = {"nginx": ("nginx",)}
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def flags() -> list[str]:
    """The flags of every start; the sandbox of Chromium itself refuses to run as root."""
    return [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]


def find() -> str | None:
    """A Chromium that is there: `KREA_TEST_BROWSER`, else Playwright's own, else one on PATH, else None."""
    if named := os.environ.get(ENV):
        return shutil.which(named)
    return _playwright_own() or next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(path: str) -> str:
    """Starts it once without a window and returns its version; raises `RuntimeError` when it does not start."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=flags())
        except Error as error:
            raise RuntimeError(f"{path} does not start: {error}") from error
        version = browser.version
        browser.close()
    return version


def main() -> int:
    """Finds, else installs; prints one line; 0 when a browser is there and starts."""
    if os.environ.get(ENV) and not find():
        print(f"{ENV} is {os.environ[ENV]!r}, but there is no such program.", file=sys.stderr)
        return 1
    path = find()
    if path is None or not has_fonts() or not shutil.which("exiftool"):
        for command in _ways():
            print("No Chromium, no Korean letters or emoji, or no exiftool; running:", " ".join(command), flush=True)
            done = _run(command)
            if done.returncode:
                print(f"That failed with code {done.returncode}.", file=sys.stderr)
        path = find()
    if path is None:
        print(
            "No Chromium could be found or installed. The browser tests need one: install chromium by the system's "
            f"package program, or set {ENV} to the path of one.",
            file=sys.stderr,
        )
        return 1
    try:
        print(f"Chromium for the browser tests: {path}, version {launch(path)}")
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return install_programs(ENGINES) if "--engines" in sys.argv else 0


def install_programs(programs: Mapping[str, Sequence[str]]) -> int:
    """Installs what is missing of `ENGINES` or `HOSTS`, from Debian's packages; 0 when all are there."""
    missing = [package for program, packages in programs.items() if not shutil.which(program) for package in packages]
    if missing:
        done = _run([*APT_INSTALL, *missing])
        if done.returncode:
            print(f"Not installed: {', '.join(missing)}. That needs Debian, and root.", file=sys.stderr)
            return 1
    print(f"Installed: {', '.join(programs)}")
    return 0


def has_fonts() -> bool:
    """Whether Korean letters and emoji can be written here, in films and in pictures of pages."""
    code = "from krea_widgets.media.export.captions import face_for; print(all(map(face_for, '한🎬')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # sees new fonts
    return done.stdout.strip() == "True"


def _ways() -> list[list[str]]:
    if _is_root() and shutil.which("apt-get"):
        return [
            ["apt-get", "update", "-q"],
            [*APT_INSTALL, NAMES[0], EXIFTOOL, *FONTS],
        ]
    return [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]


def _run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _playwright_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
