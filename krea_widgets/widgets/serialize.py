"""The rows for the page: jobs, images, prices and errors as small JSON, without bytes and without secrets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from .._util.files import served_url, shown_path
from .._util.text import date_time, one_line
from ..catalogue.parameters import FILE_KINDS
from ..errors import DownloadFailed, KreaError, SubmitUncertain

if TYPE_CHECKING:
    from ..catalogue import Model, Parameter
    from ..engine import Job
    from ..job_status import Progress
    from ..media import Clip, InputFile, Shot

__all__ = [
    "FIRST",
    "clip_row",
    "error_row",
    "fitted_name",
    "job_row",
    "saved_clip",
    "shortened",
    "still_row",
    "summary",
    "value_text",
]

# Phases that a saved notebook can tell of.
ENDED = ("done", "failed", "cancelled", "uncertain")
FIRST = ("duration", "aspect_ratio", "resolution")
FITTED = {"crop": "cropped", "pad": "with blurred edges"}
MOST_CANDIDATES = 6
# Characters of a prompt beside a progress bar; the settings have the whole prompt.
TITLE = 160
# Levels of a setting that are told.
DEEPEST = 4


def job_row(job: Job) -> dict[str, Any]:
    progress = job.progress
    return {
        "key": job.key,
        "id": job.id or "",
        "backend": job.backend,
        "phase": progress.phase,
        "message": progress.message,
        "fraction": None if progress.fraction is None else round(progress.fraction, 4),
        "elapsed": round(progress.elapsed, 1),
        "price": str(job.price) if job.price else "",
        "title": shortened(job.shot.prompt),
        "summary": summary(job.model, job.shot.values),
        "cancelling": bool(job.cancel_asked) and not job.done(),
        "clip": clip_row(job.clip) if job.clip else None,
        "error": error_row(job.error) if job.error else None,
    }


def clip_row(clip: Clip) -> dict[str, Any]:
    """The path, URL and facts of a clip; `url` is "" if no relative URL reaches it."""
    row: dict[str, Any] = {"path": shown_path(clip.path), "name": clip.path.name, "url": served_url(clip.path)}
    try:
        facts = {"width": clip.width, "height": clip.height, "duration": clip.duration, "size": clip.size}
        facts["fps"] = round(float(clip.facts.fps), 3)
    except (OSError, ValueError):
        # Moved or damaged since. The page says so when it cannot fetch the clip.
        facts = dict.fromkeys(("width", "height", "duration", "size", "fps"), 0)
    return row | facts


def saved_clip(clip: Clip | None, shot: Shot | None, progress: Progress) -> tuple[str, bytes]:
    """A line of text, and a poster or b"", for what a notebook saves of a clip, or of a job that has none yet."""
    if clip is not None:
        return repr(clip), clip.poster
    texts = [shot.model, shortened(shot.prompt)] if shot else []
    # It may be read long after this.
    message = progress.message if progress.phase in ENDED else f"Not finished on {date_time()}"
    return f"<Job {' · '.join([message, *texts])}>", b""


def still_row(key: str, still: InputFile) -> dict[str, Any]:
    """The caption of an image, video or sound. Its JPEG is in the message's buffers."""
    return {
        "key": key,
        "name": still.name,
        "width": still.width,
        "height": still.height,
        "size": still.size,
        "mime": still.mime_type,
        "notes": list(still.notes),
        "url": still.asset.image_url if still.asset else "",
    }


def error_row(error: BaseException) -> dict[str, Any]:
    """An error's message, its details, and the field or model that it concerns."""
    if isinstance(error, KreaError):
        message, details = str(error), error.details
    else:
        details = f"{type(error).__name__}: {error}"
        message = f"Something went wrong here: {str(error) or type(error).__name__}"
    return {
        "message": message,
        "details": details[:4000],
        "replacement": getattr(error, "replacement", None) or "",
        "uncertain": isinstance(error, SubmitUncertain),
        "candidates": list(getattr(error, "candidates", ()))[:MOST_CANDIDATES],
        "fetch": isinstance(error, DownloadFailed),
        "field": str(getattr(error, "field", "")).partition(".")[0].partition("[")[0],
    }


def fitted_name(name: str, fit: str | None) -> str:
    """An image's name and what the fit makes of it, such as "cat.jpg, cropped"; the name alone if it is sent whole."""
    return ", ".join(filter(None, (name, FITTED.get(fit or ""))))


def value_text(value: Any, parameter: Parameter | None = None, *, deep: int = 0) -> str:
    """A setting as the form shows it, such as "10 s" or "on"; "" for None."""
    if deep > DEEPEST:
        return "…"
    if value is None:
        return ""
    if parameter is not None and parameter.labels and value in parameter.choices:
        return str(parameter.labels[parameter.choices.index(value)])
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        number = f"{value:.12g}" if isinstance(value, float) else str(value)
        return f"{number} {parameter.unit if parameter else ''}".strip()
    if isinstance(value, Mapping):
        texts = {name.replace("_", " "): value_text(inner, deep=deep + 1) for name, inner in value.items()}
        return ", ".join(f"{name} {text}" for name, text in texts.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(value_text(inner, deep=deep + 1) for inner in value)
    return str(value)


def summary(model: Model, values: Mapping[str, Any], *, only: Collection[str] = ()) -> str:
    """The main settings of a job: "Kling 2.5 · 5 s · 16:9"; with `only` some parameters, without the model."""
    parts = [] if only else [model.title]
    first = [one for name in FIRST for one in model.parameters if one.name == name]
    rest = [] if only else [one for one in model.parameters if one.name not in FIRST]
    for parameter in [*first, *rest]:
        value = values.get(parameter.name, parameter.default)
        if value is None or (parameter.rare and parameter.name not in values):
            continue
        if parameter.kind == "switch":
            parts += [parameter.label] if value else []
        elif parameter.kind in ("choice", "range", "number"):
            is_plain = parameter.kind == "choice" or parameter.unit
            text = value_text(value, parameter)
            parts.append(text if is_plain else f"{parameter.label} {text}")
        elif parameter.kind in FILE_KINDS and parameter.name != "start_image" and value:
            # The start image is seen.
            parts.append(parameter.label.lower())
    return " · ".join(parts)


def shortened(text: str) -> str:
    """One line of at most `TITLE` characters."""
    return one_line(text[: 4 * TITLE], TITLE)
