"""Where things are and who one is: the token and its look-up order, the home folder, the clip folder."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["KREA_URL", "SANDBOX_URL", "Token", "clip_folder", "find_token", "home_folder", "in_colab"]

KREA_URL = "https://api.krea.ai"
SANDBOX_URL = "http://sandbox"
COLAB_DRIVE = Path("/content/drive/MyDrive")  # where `google.colab.drive.mount("/content/drive")` puts it
TOKEN_NAMES = ("KREA_API_KEY", "KREA_API_TOKEN")  # the docs' name first, then the official scripts'


class Token:
    """A secret that does not show itself: no repr, str, format, pickle or copy gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        text = text.strip()
        if not text or not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("That is not a Krea token: it is empty or holds spaces or unusual characters.")
        self._text = text

    def reveal(self) -> str:
        """The secret itself; only the API client calls this, for the API's own origin."""
        return self._text

    def __repr__(self) -> str:
        return "Token(•••)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("A token is never pickled or copied.")


def find_token(
    explicit: str | Token | None = None,
    *,
    env: Mapping[str, str] = os.environ,
    colab: Callable[[str], str | None] | None = None,
) -> Token | None:
    """The token: the argument, else `KREA_API_KEY`, else `KREA_API_TOKEN`, else a Colab secret, else None."""
    if explicit is not None:
        return explicit if isinstance(explicit, Token) else Token(explicit)
    for name in TOKEN_NAMES:
        if env.get(name, "").strip():
            return Token(env[name])
    for name in TOKEN_NAMES:
        text = (colab or _colab_secret)(name)
        if text and text.strip():
            return Token(text)
    return None


def in_colab() -> bool:
    """Whether this kernel is Google Colab's, which imports its own package before the first cell."""
    return "google.colab" in sys.modules


_colab_lock = threading.Lock()
_colab_known: dict[str, str] = {}
_colab_silent = False


def _colab_secret(name: str) -> str | None:
    """A Colab secret. The call needs the main thread, and where no Colab page answers, it blocks for ten seconds."""
    global _colab_silent
    if not in_colab() or threading.current_thread() is not threading.main_thread():
        return None
    with _colab_lock:
        if name in _colab_known or _colab_silent:
            return _colab_known.get(name)
        try:
            from google.colab import userdata  # type: ignore[import-not-found]  # exists in Colab only

            _colab_known[name] = userdata.get(name)
        except Exception as error:  # its three error types share no base but Exception, and none is fatal: no secret
            _colab_silent = "Timeout" in type(error).__name__  # run by another program: nobody will ever answer
        return _colab_known.get(name)


def home_folder(env: Mapping[str, str] = os.environ, *, drive: Path = COLAB_DRIVE) -> Path:
    """Where the journal lives; not created here.

    `KREA_WIDGETS_HOME`, else in Colab a mounted Google Drive, since the disk there goes with the session, else the
    system's place for user data.
    """
    if env.get("KREA_WIDGETS_HOME"):
        return Path(env["KREA_WIDGETS_HOME"]).expanduser()
    if in_colab() and drive.is_dir():
        return drive / "krea_widgets"
    from platformdirs import user_data_path

    return user_data_path("krea_widgets")


def clip_folder(env: Mapping[str, str] = os.environ, *, drive: Path = COLAB_DRIVE) -> Path:
    """Where clips go.

    `KREA_WIDGETS_CLIPS`, else in Colab a mounted Google Drive, else `krea_clips` beside the notebook: visible, so that
    the notebook server gives it out.
    """
    if env.get("KREA_WIDGETS_CLIPS"):
        return Path(env["KREA_WIDGETS_CLIPS"]).expanduser()
    return drive / "krea_clips" if in_colab() and drive.is_dir() else Path("krea_clips")
