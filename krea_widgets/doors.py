"""The one-call doors of krea_widgets: `animate`, `submit`, `resume`, and which world answers them."""

from __future__ import annotations

from typing import Any

from .engine import Job
from .media import Clip
from .studio import World, studio

__all__ = ["animate", "login", "logout", "resume", "submit", "use"]


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


def resume() -> list[Job]:
    """Take up the jobs that an earlier kernel left running; nothing is sent again."""
    return studio().resume()


def use(world: World, *, token: str | None = None) -> None:
    """Choose which world answers: "krea" (needs a token) or "sandbox" (free, renders here)."""
    studio().use(world, token=token)


def login(token: str) -> None:
    """Use this Krea token in this process; better put it into `KREA_API_KEY`, out of the notebook."""
    studio().login(token)


def logout() -> None:
    """Forget the token and go back to the sandbox."""
    studio().logout()
