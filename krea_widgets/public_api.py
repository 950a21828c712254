"""`Studio`, the public client. The functions of krea_widgets are the methods of one shared `Studio`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ._util import shared_studio as shared
from .studio import BaseStudio
from .studio.sweep.sweep import Sweep

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .catalogue import Model
    from .media import Clip, ImageLike
    from .studio.types import AspectRatio, Lists, ModelId, Resolution
    from .widgets import Animate, Compare, Gallery

__all__ = ["Studio", "shared_studio"]


class Studio(BaseStudio):
    """An account, a clip folder and defaults, with everything that krea_widgets does as methods.

    The functions `krea.animate`, `krea.submit` and so on are the methods of one shared studio. Make another for a
    second account, a folder per project, or defaults. It is a context manager; its end stops watching and cancels
    nothing.

    Args:
        backend: "krea" or "sandbox"; None means "krea" if there is a token.
        token: A Krea API token; None means that of the environment or of the keyring, and no token the sandbox.
        clips: The clip folder; None means `krea_clips` in the current folder.
        home: The folder of the journal; None means the user's data folder.
        model: The model of requests that name none.
        defaults: Parameters of requests that do not give them, where the model has them.

    Example:
        ```python
        with krea.Studio(clips="cats", model="seedance 1.0 pro fast", defaults={"resolution": "480p"}) as studio:
            clip = studio.animate("cat.png", "slow dolly in", duration=2)
        ```
    """

    def sweep(
        self,
        image: ImageLike | Clip | Iterable[ImageLike | Clip] | None = None,
        prompts: str | Iterable[str] = "",
        *,
        models: ModelId | Model | Iterable[ModelId | Model] | None = None,
        rows: Iterable[Mapping[str, Any]] | None = None,
        repeats: int = 1,
        limit: float = 1.0,
        at_once: int = 3,
        duration: float | Iterable[float] | None = None,
        aspect_ratio: AspectRatio | Iterable[AspectRatio] | None = None,
        resolution: Resolution | Iterable[Resolution] | None = None,
        end_image: ImageLike | Clip | Iterable[ImageLike | Clip] | None = None,
        generate_audio: bool | Iterable[bool] | None = None,
        seed: int | Iterable[int] | None = None,
        **lists: Unpack[Lists],
    ) -> Sweep:
        r"""Plan clips for every combination of images, prompts, models and parameter values; `run()` submits them.

        The plan shows the price of each clip, invalid combinations, and clips that exist already and cost nothing.

        Args:
            image: As for `animate`, or a list of images.
            prompts: One or a list; "{slow|fast} dolly in" makes two prompts, "\{" is a brace.
            models: A model ID or name, or a list; default: `krea.models.default`.
            rows: Instead of prompts, models and lists: one dict per clip, such as
                {"prompt": …, "model": …, "duration": 5}.
            repeats: Clips per combination, with seeds 1, 2 … if the model has a seed.
            limit: USD; a run that costs more needs `run(confirm=True)`.
            at_once: Largest number of jobs that run in parallel.
            duration, aspect_ratio, resolution, end_image, generate_audio, seed: As for `animate`, or a list of values.
                A model without the parameter is used without it, and `notes` says so.
            lists: The models' other parameters, by their wire names, each with a value or a list of values.

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
        planned = Sweep(self, limit=limit, at_once=at_once, board=_board)
        usual = {
            "duration": duration,
            "aspect_ratio": aspect_ratio,
            "resolution": resolution,
            "end_image": end_image,
            "generate_audio": generate_audio,
            "seed": seed,
        }
        values = lists | {name: value for name, value in usual.items() if value is not None}
        planned.add(image, prompts, models=models, rows=rows, repeats=repeats, **values)
        return planned

    def Animate(self, *arguments: Any, **options: Any) -> Animate:  # noqa: N802 (a widget's class)
        """The widget `krea.Animate` of this studio."""
        from .widgets import Animate

        return Animate(*arguments, studio=self, **options)

    def Compare(self, *arguments: Any, **options: Any) -> Compare:  # noqa: N802
        """The widget `krea.Compare`, whose ratings are saved in this studio's journal."""
        from .widgets import Compare

        return Compare(*arguments, studio=self, **options)

    def Gallery(self, *arguments: Any, **options: Any) -> Gallery:  # noqa: N802
        """The widget `krea.Gallery` of this studio."""
        from .widgets import Gallery

        return Gallery(*arguments, studio=self, **options)


def shared_studio() -> Studio:
    """The studio whose methods are the functions of krea_widgets, made on first use."""
    studio: Studio = shared.shared_studio()
    return studio


def _board(sweep: Sweep) -> Any:
    from .widgets import SweepBoard

    return SweepBoard(sweep)


if TYPE_CHECKING:
    _studio = shared_studio()
    aanimate = _studio.aanimate
    adopt = _studio.adopt
    animate = _studio.animate
    asubmit = _studio.asubmit
    budget = _studio.budget
    clips = _studio.clips
    job = _studio.job
    jobs = _studio.jobs
    login = _studio.login
    logout = _studio.logout
    motion = _studio.motion
    quote = _studio.quote
    resume = _studio.resume
    send_again = _studio.send_again
    spent = _studio.spent
    status = _studio.status
    submit = _studio.submit
    sweep = _studio.sweep
    uploads = _studio.uploads
    use = _studio.use
    wait_all = _studio.wait_all
