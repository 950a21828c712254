"""Where things are and who one is: the token and its look-up order, the home folder, the clip folder."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from .errors import BadInput, KreaError, MissingExtra
from .secret import Token, without_frames

__all__ = [
    "KREA_URL",
    "SANDBOX_URL",
    "Token",
    "at_krea",
    "check_base_url",
    "clip_folder",
    "find_token",
    "forget_token",
    "home_folder",
    "in_colab",
    "is_this_machine",
    "remember_token",
]

KEYRING = "krea-widgets-token"  # the name in the keyring, and of the file that says so
KREA_URL = "https://api.krea.ai"
SANDBOX_URL = "http://sandbox"
COLAB_DRIVE = Path("/content/drive/MyDrive")  # where `google.colab.drive.mount("/content/drive")` puts it
TOKEN_NAMES = ("KREA_API_KEY", "KREA_API_TOKEN")  # the docs' name first, then the official scripts'


def is_this_machine(host: str) -> bool:
    """Whether a host is a loopback name or address: localhost, 127.0.0.0/8 or ::1."""
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_base_url(url: str) -> None:
    """Refuse an API address with parts that do not belong there; the error repeats none of them.

    Raises:
        BadInput: Not http or https, or with a user name, a password, a query or a fragment.
    """
    try:
        parts = urlsplit(url)
        web = parts.scheme in ("http", "https") and bool(parts.hostname)
        credentials, extra = "@" in parts.netloc, "?" in url or "#" in url
    except (ValueError, TypeError, AttributeError):
        web = credentials = extra = False
    # No frame of the error below keeps a password.
    url, parts = "", urlsplit("")
    if not web:
        raise BadInput("The API's address has to begin with https://.")
    if credentials:
        raise BadInput(
            "The API's address contains a user name or a password.",
            advice="Give the address without it. The token goes into KREA_API_KEY.",
        )
    if extra:
        raise BadInput("The API's address contains a query or a fragment.", advice="End it before the ? or #.")


def at_krea(url: str) -> bool:
    """Whether this is an address of Krea's own, where uploads and clips lie."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return host == "krea.ai" or host.endswith(".krea.ai")


def find_token(
    explicit: object = None,
    *,
    env: Callable[[str], str | None] = os.getenv,
    colab: Callable[[str], object] | None = None,
) -> Token | None:
    """The token: the argument, else `KREA_API_KEY`, else `KREA_API_TOKEN`, else a secret of Colab's or Kaggle's by one
    of these names, else the one that was remembered in the system's keyring, else None.

    Args:
        explicit: Text or a `Token`; None looks it up.
        env: Looks up one environment variable. A function, since a mapping would show all of them in a traceback.
        colab: Looks up one of Colab's secrets.

    Raises:
        BadInput: The first one that is there is not a token, or the home folder cannot be found.
    """
    explicit = Token.of(explicit)
    if explicit is not None:
        return explicit.check()
    for name in TOKEN_NAMES:
        token = Token(env(name), f"in {name}")
        if not token.blank:
            return token.check()
    for name in TOKEN_NAMES:
        token = Token.of((colab or _colab_secret)(name), f"in Colab's secret {name}") or Token(None)
        if not token.blank:
            return token.check()
    token = _kaggle_secret(env) or _kept_secret(home_folder(env)) or Token(None)
    return None if token.blank else token.check()


def remember_token(token: Token, home: Path) -> None:
    """Keep the token in the system's keyring, for later kernels; a file in `home` says that it is there.

    Raises:
        MissingExtra: The package `keyring` is not installed.
        KreaError: The keyring or the folder does not take it.
    """
    failure: BaseException
    try:
        import keyring

        keyring.set_password(KEYRING, KEYRING, token.reveal())
        home.mkdir(parents=True, exist_ok=True)
        (home / KEYRING).touch()
        return
    except ImportError:
        failure = MissingExtra("The token is used, but not remembered.", advice="Run: pip install keyring.")
    except Exception as error:  # each system's keyring has errors of its own
        failure = KreaError(
            f"The token is used, but not remembered: this system's keyring failed ({type(error).__name__}).",
            advice="Set KREA_API_KEY instead.",
        )
    except BaseException as error:  # an interrupt, while the system asks for the keyring's password
        failure = without_frames(error)
    # Raised out here, so that the frames of the keyring, in which the token is, do not come along.
    raise failure


def forget_token(home: Path) -> None:
    """Take the token out of the keyring, if one was remembered."""
    if (home / KEYRING).exists():
        (home / KEYRING).unlink()
        with suppress(Exception):  # each system's keyring has errors of its own; the mark is gone in any case
            import keyring

            keyring.delete_password(KEYRING, KEYRING)


def _kept_secret(home: Path) -> Token | None:
    """Asked only where one was remembered, since a keyring may want to be unlocked."""
    if not (home / KEYRING).exists():
        return None
    with suppress(Exception):  # locked, or no longer installed: then there is none
        import keyring

        return Token(keyring.get_password(KEYRING, KEYRING), "in the system's keyring")
    return None


def _kaggle_secret(env: Callable[[str], str | None]) -> Token | None:
    if env("KAGGLE_KERNEL_RUN_TYPE") is None:
        return None
    for name in TOKEN_NAMES:
        with suppress(Exception):  # not attached to this notebook, or no connection; its errors share no base
            from kaggle_secrets import UserSecretsClient  # type: ignore[import-not-found]  # exists on Kaggle only

            token = Token(UserSecretsClient().get_secret(name), f"in Kaggle's secret {name}")
            if not token.blank:
                return token
    return None


def in_colab() -> bool:
    """Whether this kernel is Google Colab's, which imports its own package before the first cell."""
    return "google.colab" in sys.modules


_colab_lock = threading.Lock()
_colab_known: dict[str, Token] = {}
_colab_silent = False


def _colab_secret(name: str) -> Token | None:
    """A Colab secret. The call needs the main thread, and where no Colab page answers, it blocks for ten seconds."""
    global _colab_silent
    if not in_colab() or threading.current_thread() is not threading.main_thread():
        return None
    with _colab_lock:
        if name in _colab_known or _colab_silent:
            return _colab_known.get(name)
        try:
            from google.colab import userdata  # type: ignore[import-not-found]  # exists in Colab only

            _colab_known[name] = Token(userdata.get(name), f"in Colab's secret {name}")
        except Exception as error:  # its three error types share no base but Exception, and none is fatal: no secret
            _colab_silent = "Timeout" in type(error).__name__  # run by another program: nobody will ever answer
        return _colab_known.get(name)


def home_folder(env: Callable[[str], str | None] = os.getenv, *, drive: Path = COLAB_DRIVE) -> Path:
    """Where the journal lives; not created here.

    `KREA_WIDGETS_HOME`, else in Colab a mounted Google Drive, since the disk there goes with the session, else the
    system's place for user data.

    Raises:
        BadInput: `KREA_WIDGETS_HOME` begins with "~" and a user who does not exist.
    """
    chosen = _folder_in("KREA_WIDGETS_HOME", env)
    if chosen is not None:
        return chosen
    if in_colab() and drive.is_dir():
        return drive / "krea_widgets"
    from platformdirs import user_data_path

    return user_data_path("krea_widgets")


def clip_folder(env: Callable[[str], str | None] = os.getenv, *, drive: Path = COLAB_DRIVE) -> Path:
    """Where clips go.

    `KREA_WIDGETS_CLIPS`, else in Colab a mounted Google Drive, else `krea_clips` beside the notebook: visible, so that
    the notebook server gives it out.

    Raises:
        BadInput: `KREA_WIDGETS_CLIPS` begins with "~" and a user who does not exist.
    """
    chosen = _folder_in("KREA_WIDGETS_CLIPS", env)
    if chosen is not None:
        return chosen
    return drive / "krea_clips" if in_colab() and drive.is_dir() else Path("krea_clips")


def _folder_in(name: str, env: Callable[[str], str | None]) -> Path | None:
    """The folder in an environment variable; None when it is not set."""
    text = env(name)
    if not text:
        return None
    with suppress(RuntimeError):  # from pathlib: there is no home folder for what follows the "~"
        return Path(text).expanduser()
    raise BadInput(
        f"The folder in {name} cannot be found: {text} names a home folder that does not exist.",
        advice=f"Set {name} to the whole path of a folder.",
    )
