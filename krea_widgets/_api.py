"""The functions of krea_widgets: `animate`, `submit`, `sweep`, `resume`, `use`, `login`, `logout`."""

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
    """Make a clip from an image: waits, shows the progress, returns the `Clip`.

    Args:
        image: A path, `file://` or http(s) URL, `data:` URI, bytes, open binary file, PIL image, numpy array, `Still`,
            or an `Asset` that Krea already has. Arrays are height × width, or height × width × 1, 3 or 4; uint8,
            uint16, bool, or floats from 0 to 1. None: the clip is made from the prompt alone.
        prompt: The motion, such as "slow dolly in, gentle parallax".
        timeout: Longest wait in seconds; None: as long as the job is watched. The job continues after a timeout.
        rest: Arguments of `submit`: `model`, `webhook_url`, `on_progress`, `raw` and the model's parameters.

    Raises:
        BadInput: The image, the model or a parameter is invalid; nothing was sent.
        WaitTimeout: The timeout is over; `error.job` is the job, which continues.
        KreaError: There is no clip; the message says why, and `error.billed` whether it was billed.

    Example:
        ```python
        clip = krea.animate("cat.png", "slow dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p")
        print(clip.path, clip.duration)
        ```
    """
    return studio().animate(image, prompt, timeout=timeout, **rest)


def submit(image: Any = None, prompt: str = "", **rest: Any) -> Job:
    """Submit a job and return it immediately.

    Args:
        image: As for `animate`.
        prompt: As for `animate`.
        rest: `model`: a model ID or name, such as "veo 3.1"; default: `krea.models.default`.
            `webhook_url`: Krea posts the finished job to this URL.
            `on_progress`: is called with the job after each change, on a worker thread.
            `raw`: a dict of parameters that are sent unchecked; it also allows a model that is not in the catalogue.
            Every other name is a parameter of the model by its wire name: `duration`, `aspect_ratio`, `end_image` …

    Raises:
        BadInput: The image, the model or a parameter is invalid; nothing was sent.

    Example:
        ```python
        job = krea.submit("cat.png", "slow dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p")
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
    r"""Plan clips for every combination of images, prompts, models and parameter values; `run()` submits them.

    The plan shows the price of each clip, invalid combinations, and clips that exist already and cost nothing.

    Args:
        image: As for `animate`, or a list of images.
        prompts: One or a list; "{slow|fast} dolly in" makes two prompts, "\{" is a brace.
        models: A model ID or name, or a list; default: `krea.models.default`.
        rows: Instead of prompts, models and lists: one dict per clip, such as {"prompt": …, "model": …, "duration": 5}.
        repeats: Clips per combination, with seeds 1, 2 … if the model has a seed.
        limit: USD; a run that costs more needs `run(confirm=True)`.
        at_once: Largest number of jobs that run in parallel.
        lists: Parameters by their wire names, each with a value or a list of values. A model without the parameter is
            used without it, and `notes` says so.

    Raises:
        BadInput: A list is empty, or there are too many combinations. An error of one clip is in its item.

    Example:
        ```python
        sweep = krea.sweep(
            "cat.png", ["calm drift", "bold push in"], models=["seedance 1.0 pro fast", "wan 2.5"],
            duration=5, resolution="480p",
        )
        # In a notebook, `sweep` shows a board with the plan, its price and a button.
        clips = sweep.run().wait()
        assert len(clips) == 4
        ```
    """
    planned = Sweep(studio(), limit=limit, at_once=at_once, board=_board)
    planned.add(image, prompts, models=models, rows=rows, repeats=repeats, **lists)
    return planned


def _board(sweep: Sweep) -> Any:
    from .widgets import SweepBoard

    return SweepBoard(sweep)


def resume() -> list[Job]:
    """Resume the jobs of an earlier kernel.

    A job that Krea has is watched and downloaded, and never submitted again. A job that was certainly not submitted is
    submitted now.

    Returns:
        The jobs, which run in the background; wait for each, or `await` it.

    Example:
        ```python
        clips = [job.wait() for job in krea.resume()]
        ```
    """
    return studio().resume()


def use(backend: Backend, *, token: str | Token | None = None) -> None:
    """Choose the backend.

    Args:
        backend: "krea" (needs an API token; clips are billed) or "sandbox" (free; clips are rendered on this machine).
        token: An API token for "krea". Without one, the token of `login`, of the environment or of the keyring is used.

    Raises:
        BadInput: An unknown backend, or there is no API token.

    Example:
        ```python
        krea.use("sandbox")
        ```
    """
    token = Token.of(token)  # before anything can raise: tracebacks with local variables would show the text
    studio().use(backend, token=token)


def login(token: str | Token | None = None, *, remember: bool = False) -> None:
    """Use this API token in this process; without an argument, ask for it with hidden input.

    Args:
        token: The API token. Do not write it into a cell, because the cell is saved.
        remember: Also save the token in the system's keyring, where later kernels find it.

    Raises:
        BadInput: The text is not a token, or there is nobody to ask.
        MissingExtra: `remember` needs the package `keyring`.
        KreaError: The token is used, but the keyring cannot save it.
    """
    token = Token.of(token)
    sign_in(studio(), token, remember=remember)


def logout() -> None:
    """Forget the API token, in the keyring too, and use the sandbox."""
    studio().logout()
    forget_token(studio().home)
