"""The one-call doors of krea_widgets: `animate`, `submit`, `sweep`, `resume`, and which backend answers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .engine import Job
from .media import Clip
from .secret import Token
from .settings import forget_token
from .studio import Backend, studio
from .studio.login import sign_in
from .studio.sweep.sweep import Sweep

__all__ = ["animate", "login", "logout", "resume", "submit", "sweep", "use"]


def animate(image: Any = None, prompt: str = "", *, timeout: float | None = None, **rest: Any) -> Clip:
    """Turn a still into a clip: waits, draws the progress, returns the `Clip`.

    Args:
        image: The still: a path, `file://` or http(s) URL, bytes, binary file, PIL image, numpy array
            (height × width × 3), data URI, `Still`, or an `Asset` that Krea already has. None makes a clip from
            the prompt alone.
        prompt: How it should move, such as "slow dolly in, gentle parallax".
        timeout: Seconds to wait at most; the job goes on after that (`WaitTimeout` carries it).
        rest: As for `submit`: `model`, `webhook_url`, and the model's own parameters by their wire names.

    Raises:
        BadInput: Before anything is sent.
        KreaError: Why there is no clip, and whether it was billed.

    Example:
        ```python
        clip = krea.animate("cat.png", "slow dolly in", model="google/veo-3.1", duration=8)
        clip.path
        ```
    """
    return studio().animate(image, prompt, timeout=timeout, **rest)


def submit(image: Any = None, prompt: str = "", **rest: Any) -> Job:
    """Start a clip and return its `Job` at once; nothing in the cell waits.

    Args:
        image: As for `animate`.
        prompt: As for `animate`.
        rest: `model` (an id or a name such as "veo 3.1"; the catalogue's default when left out), `webhook_url`
            (Krea posts the finished job there), `on_progress` (called with the job, on a thread of its own),
            `raw` (a dict of parameters that the catalogue does not know; also lets an unknown model through),
            and the model's own parameters by their wire names: `duration`, `aspect_ratio`, `end_image` …

    Raises:
        BadInput: Before anything is sent.

    Example:
        ```python
        job = krea.submit("cat.png", "slow dolly in", duration=5)
        clip = await job
        ```
    """
    return studio().submit(image, prompt, **rest)


def sweep(
    image: Any = None,
    prompts: Any = "",
    *,
    models: Any = None,
    rows: Iterable[Mapping[str, Any]] | None = None,
    repeats: int = 1,
    limit: float = 1.0,
    at_once: int = 3,
    **lists: Any,
) -> Sweep:
    r"""Plan clips side by side: every picture with every wording on every model with every value; nothing is sent yet.

    The plan shows each clip with its price, what is wrong with any, and which were made before and cost nothing again.

    Args:
        image: As for `animate`, or a list of them.
        prompts: One or a list; "{slow|fast} dolly in" stands for both wordings, "\{" for a brace.
        models: An id or a name, or a list of them; the catalogue's default when left out.
        rows: Instead of prompts, models and lists: one dict per clip, such as {"prompt": …, "model": …, "duration": 5}.
        repeats: Clips of each kind; with seeds 1, 2 … where the model takes a seed, else differing by chance.
        limit: USD; a run that costs more wants `run(confirm=True)`.
        at_once: Jobs that run at the same time.
        lists: Parameters by their wire names, each with a value or a list of values. A model that lacks one is made
            without it, and a note says so.

    Raises:
        BadInput: The lists are empty or make too many clips. What is wrong with one clip stands in its cell.

    Example:
        ```python
        sweep = krea.sweep("cat.png", ["calm drift", "bold push in"], models=["kling 2.5", "veo 3.1"], duration=[5, 8])
        sweep                               # in a notebook: a board with the plan, its price, and a button
        clips = sweep.run().wait()          # {label: Clip}; or `await sweep.run()`
        ```
    """
    planned = Sweep(studio(), limit=limit, at_once=at_once, board=_board)
    planned.add(image, prompts, models=models, rows=rows, repeats=repeats, **lists)
    return planned


def _board(sweep: Sweep) -> Any:
    from .widgets import SweepBoard

    return SweepBoard(sweep)


def resume() -> list[Job]:
    """Take up the jobs that an earlier kernel left.

    What Krea has is watched and fetched, and never sent again; what was asked for and surely never sent is sent now.
    """
    return studio().resume()


def use(backend: Backend, *, token: str | Token | None = None) -> None:
    """Choose which backend answers: "krea" (needs a token) or "sandbox" (free, renders here)."""
    token = Token.of(token)  # before anything can raise: tracebacks with local variables would show the text
    studio().use(backend, token=token)


def login(token: str | Token | None = None, *, remember: bool = False) -> None:
    """Use this Krea token in this process; without one, it is asked for and not shown.

    Args:
        token: The token. Do not write it into a cell, which is saved.
        remember: Also keep it in the system's keyring, where later kernels find it.

    Raises:
        BadInput: It is no token, or there is nobody to ask.
        MissingExtra: To be remembered, it needs the package `keyring`.
        KreaError: It is used, but the keyring does not take it.
    """
    token = Token.of(token)
    sign_in(studio(), token, remember=remember)


def logout() -> None:
    """Forget the token, in the keyring too, and go back to the sandbox."""
    studio().logout()
    forget_token(studio().home)
