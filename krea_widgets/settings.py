"""Looks up the token, the home folder and the clip folder, and checks API addresses."""

from __future__ import annotations

import getpass
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from .errors import BadInput, BadPath, KreaError, MissingExtra
from .secret import Token, without_frames

__all__ = [
    "KREA_URL",
    "SANDBOX_URL",
    "Token",
    "absolute_path",
    "ask_for_token",
    "at_krea",
    "check_base_url",
    "clip_folder",
    "find_token",
    "forget_token",
    "home_folder",
    "in_colab",
    "in_shiny",
    "is_this_machine",
    "remember_token",
]

# The name in the keyring, and of the file that says so.
KEYRING = "krea-widgets-token"
KREA_URL = "https://api.krea.ai"
SANDBOX_URL = "http://sandbox"
# Where `google.colab.drive.mount("/content/drive")` puts the user's files.
COLAB_DRIVE = Path("/content/drive/MyDrive")
# The docs' name first, then the official scripts'.
TOKEN_NAMES = ("KREA_API_KEY", "KREA_API_TOKEN")


def absolute_path(path: object, name: str = "The path") -> Path:
    """The absolute path, with the home folder for `~`.

    Raises:
        BadPath: It is no path, or one that no file can have; the message begins with `name`.
    """
    try:
        found = Path(path).expanduser().absolute()  # type: ignore[arg-type]
        if b"\0" not in os.fsencode(found):
            return found
    # A wrong type; an unknown user after `~`; half a character.
    except (TypeError, RuntimeError, UnicodeEncodeError):
        pass
    raise BadPath(f"{name} is not usable: {path!r}.")


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
    """Whether this is an address of Krea's own, where uploads and clips are."""
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
    """The token: the argument, else `KREA_API_KEY`, else `KREA_API_TOKEN`, else a secret of Colab or Kaggle with one of
    these names, else the remembered one in the system's keyring, else None.

    Args:
        explicit: Text or a `Token`.
        env: Looks up one environment variable. A function, since a mapping would show all of them in a traceback.
        colab: Looks up one of Colab's secrets.

    Raises:
        BadInput: The first one found is not a token, or the home folder cannot be found.
    """
    explicit = Token.of(explicit)
    if explicit is not None:
        return explicit.check()
    return next((token.check() for token in _found_tokens(env, colab or _colab_secret) if not token.blank), None)


def _found_tokens(env: Callable[[str], str | None], colab: Callable[[str], object]) -> Iterator[Token]:
    for name in TOKEN_NAMES:
        yield Token(env(name), f"in {name}")
    for name in TOKEN_NAMES:
        yield Token.of(colab(name), f"in Colab's secret {name}") or Token(None)
    if env("KAGGLE_KERNEL_RUN_TYPE") is not None:
        for name in TOKEN_NAMES:
            # Not attached to this notebook, or no connection; the errors share no base.
            with suppress(Exception):
                from kaggle_secrets import UserSecretsClient  # type: ignore[import-not-found]  # exists on Kaggle only

                yield Token(UserSecretsClient().get_secret(name), f"in Kaggle's secret {name}")
    # A keyring may need to be unlocked, so only one that has the token is used.
    if (home_folder(env) / KEYRING).exists():
        # Locked, or no longer installed.
        with suppress(Exception):
            import keyring

            yield Token(keyring.get_password(KEYRING, KEYRING), "in the system's keyring")


def ask_for_token() -> Token:
    """The token that a person enters, without showing it or keeping it in a history.

    Raises:
        BadInput: Nobody can be asked.
    """
    with suppress(EOFError, OSError, NotImplementedError, getpass.GetPassWarning), warnings.catch_warnings():
        # A terminal that would show it.
        warnings.simplefilter("error", getpass.GetPassWarning)
        return Token(getpass.getpass("Krea token (not shown, not saved): "), "that was entered")
    # A notebook that another program runs.
    raise BadInput("There is nobody here to ask for the token.", advice="Set KREA_API_KEY before Python starts.")


def remember_token(token: Token, home: Path) -> None:
    """Save the token in the system's keyring, for later kernels; a file in `home` says that it is there.

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
    # Each system's keyring has errors of its own.
    except Exception as error:
        failure = KreaError(
            f"The token is used, but not remembered: this system's keyring failed ({type(error).__name__}).",
            advice="Set KREA_API_KEY instead.",
        )
    # An interrupt, while the system asks for the keyring's password.
    except BaseException as error:
        failure = without_frames(error)
    # Raised outside the handlers, because the keyring's frames hold the token.
    raise failure


def forget_token(home: Path) -> None:
    """Remove the token from the keyring, if it was remembered."""
    if (home / KEYRING).exists():
        (home / KEYRING).unlink()
        # Each system's keyring has errors of its own; without the file, the token is not looked up.
        with suppress(Exception):
            import keyring

            keyring.delete_password(KEYRING, KEYRING)


def in_colab() -> bool:
    """Whether this kernel is Google Colab's, which imports its own package before the first cell."""
    return "google.colab" in sys.modules


def in_shiny() -> bool:
    """Whether a session of a Shiny app runs this code."""
    module = sys.modules.get("shiny.session")
    return module is not None and module.get_current_session() is not None


_colab_lock = threading.Lock()
_colab_known: dict[str, Token] = {}
_colab_silent = False


def _colab_secret(name: str) -> Token | None:
    """A Colab secret. The call needs the main thread; without a page that responds, it blocks for ten seconds."""
    global _colab_silent
    if not in_colab() or threading.current_thread() is not threading.main_thread():
        return None
    with _colab_lock:
        if name in _colab_known or _colab_silent:
            return _colab_known.get(name)
        try:
            from google.colab import userdata  # type: ignore[import-not-found]  # exists in Colab only

            _colab_known[name] = Token(userdata.get(name), f"in Colab's secret {name}")
        # Its three errors share no base but Exception, and each means: no secret.
        except Exception as error:
            # Another program runs the notebook, so no page will ever respond.
            _colab_silent = "Timeout" in type(error).__name__
        return _colab_known.get(name)


def home_folder(env: Callable[[str], str | None] = os.getenv, *, drive: Path = COLAB_DRIVE) -> Path:
    """The journal's folder, which may not exist yet: `KREA_WIDGETS_HOME`, else in Colab a mounted Google Drive, since
    Colab's disk ends with the session, else the system's folder for user data.

    Raises:
        BadInput: `KREA_WIDGETS_HOME` begins with "~" and an unknown user.
    """
    chosen = _folder_in("KREA_WIDGETS_HOME", env) or _on_drive("krea_widgets", drive)
    if chosen is not None:
        return chosen
    from platformdirs import user_data_path

    return user_data_path("krea_widgets")


def clip_folder(env: Callable[[str], str | None] = os.getenv, *, drive: Path = COLAB_DRIVE) -> Path:
    """The folder of the clips: `KREA_WIDGETS_CLIPS`, else in Colab a mounted Google Drive, else `krea_clips` beside the
    notebook, which is not hidden, because the notebook server does not serve hidden folders.

    Raises:
        BadInput: `KREA_WIDGETS_CLIPS` begins with "~" and an unknown user.
    """
    return _folder_in("KREA_WIDGETS_CLIPS", env) or _on_drive("krea_clips", drive) or Path("krea_clips")


def _on_drive(name: str, drive: Path) -> Path | None:
    return drive / name if in_colab() and drive.is_dir() else None


def _folder_in(variable: str, env: Callable[[str], str | None]) -> Path | None:
    text = env(variable)
    if not text:
        return None
    # pathlib raises it if nobody has the name after the "~".
    with suppress(RuntimeError):
        return Path(text).expanduser()
    raise BadInput(
        f"The folder in {variable} cannot be found: {text} names a home folder that does not exist.",
        advice=f"Set {variable} to the whole path of a folder.",
    )
