"""Where things are and who one is: the token and its look-up order, the home folder, the clip folder."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

__all__ = [
    "KREA_URL",
    "SANDBOX_URL",
    "Token",
    "at_krea",
    "clip_folder",
    "find_token",
    "forget_token",
    "home_folder",
    "in_colab",
    "remember_token",
]

KEYRING = "krea-widgets-token"  # the name in the keyring, and of the file that says so
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


def at_krea(url: str) -> bool:
    """Whether this is an address of Krea's own, where uploads and clips lie."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return host == "krea.ai" or host.endswith(".krea.ai")


def find_token(
    explicit: str | Token | None = None,
    *,
    env: Mapping[str, str] = os.environ,
    colab: Callable[[str], str | None] | None = None,
) -> Token | None:
    """The token: the argument, else `KREA_API_KEY`, else `KREA_API_TOKEN`, else a secret of Colab's or Kaggle's by one
    of these names, else the one that was remembered in the system's keyring, else None.
    """
    if explicit is not None:
        return explicit if isinstance(explicit, Token) else Token(explicit)
    for name in TOKEN_NAMES:
        if env.get(name, "").strip():
            return Token(env[name])
    for name in TOKEN_NAMES:
        text = (colab or _colab_secret)(name)
        if text and text.strip():
            return Token(text)
    kept = _kaggle_secret(env) or _kept_secret(home_folder(env))
    return Token(kept) if kept else None


def remember_token(token: Token, home: Path) -> None:
    """Keep the token in the system's keyring, for later kernels; a file in `home` says that it is there.

    Raises:
        ImportError: The package `keyring` is not installed.
    """
    import keyring

    keyring.set_password(KEYRING, KEYRING, token.reveal())
    home.mkdir(parents=True, exist_ok=True)
    (home / KEYRING).touch()


def forget_token(home: Path) -> None:
    """Take the token out of the keyring, if one was remembered."""
    if (home / KEYRING).exists():
        (home / KEYRING).unlink()
        with suppress(Exception):  # each system's keyring has errors of its own; the mark is gone in any case
            import keyring

            keyring.delete_password(KEYRING, KEYRING)


def _kept_secret(home: Path) -> str | None:
    """Asked only where one was remembered, since a keyring may want to be unlocked."""
    if not (home / KEYRING).exists():
        return None
    with suppress(Exception):  # locked, or no longer installed: then there is none
        import keyring

        kept: str | None = keyring.get_password(KEYRING, KEYRING)
        return kept
    return None


def _kaggle_secret(env: Mapping[str, str]) -> str | None:
    if "KAGGLE_KERNEL_RUN_TYPE" not in env:
        return None
    for name in TOKEN_NAMES:
        with suppress(Exception):  # not attached to this notebook, or no connection; its errors share no base
            from kaggle_secrets import UserSecretsClient  # type: ignore[import-not-found]  # exists on Kaggle only

            return str(UserSecretsClient().get_secret(name))
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
