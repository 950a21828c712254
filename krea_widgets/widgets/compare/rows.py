"""The rows of a comparison for the page: small JSON with the settings in which the clips differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..._util.text import one_line
from ...media.clip import clip_price
from ..image_store import IMAGE_KINDS
from ..job_tracker import FINISHED
from ..serialize import clip_row
from .entries import CompareEntry

if TYPE_CHECKING:
    from ...catalogue import Model, Parameter
    from ...media import Clip

__all__ = ["entry_rows", "settings_of"]

# Characters of a setting's value.
MOST_CHARACTERS = 80


def entry_rows(entries: Sequence[CompareEntry]) -> list[dict[str, Any]]:
    """One dict an entry; `settings` has only those in which at least two entries differ."""
    shown = [settings_of(entry) for entry in entries]
    names = list(dict.fromkeys(name for settings in shown for name in settings))
    differ = [name for name in names if len({settings.get(name) for settings in shown}) > 1]
    return [
        _row(entry, [[name, settings[name]] for name in differ if name in settings])
        for entry, settings in zip(entries, shown, strict=True)
    ]


def _row(entry: CompareEntry, settings: list[list[str]]) -> dict[str, Any]:
    row: dict[str, Any] = {"key": entry.key, "label": entry.label, "settings": settings, "clip": None, "still": None}
    row |= {"message": "", "fraction": None, "over": True}
    clip, job, shot = entry.clip, entry.job, entry.shot
    if clip is not None:
        row["clip"] = clip_row(clip) | {"fps": round(_rate(clip), 3)}
        return row | {"prompt": clip.prompt, "price": clip_price(clip), "badge": _badge(clip.backend)}
    still = shot.start_image if shot is not None else None
    progress = entry.progress
    row |= {"message": progress.message, "over": progress.phase in FINISHED}
    row["fraction"] = None if progress.fraction is None else round(progress.fraction, 4)
    row["still"] = {"width": still.width, "height": still.height} if still is not None else None
    price = str(job.price) if job and job.price and job.backend != "sandbox" else ""
    prompt = shot.prompt if shot is not None else ""
    return row | {"prompt": prompt, "price": price, "badge": _badge(job.backend if job else "")}


def _badge(backend: str) -> str:
    return "sandbox" if backend == "sandbox" else ""


def _rate(clip: Clip) -> float:
    try:
        return float(clip.facts.fps)
    except (OSError, ValueError):  # moved since; the page says so
        return 0.0


def settings_of(entry: CompareEntry) -> dict[str, str]:
    """All settings of one entry by label, as text."""
    clip, shot = entry.clip, entry.shot
    model, values, name = "", None, None
    if clip is not None:
        model, values, still = clip.model, clip.settings.get("values"), clip.settings.get("still")
        name = still.get("name") if isinstance(still, Mapping) else None
    elif shot is not None:
        model, values = shot.model, shot.wire(lambda one: one.name)
        name = shot.start_image.name if shot.start_image is not None else None
    shown = _sent(model, values if isinstance(values, Mapping) else {})
    if isinstance(name, str) and name:
        shown["Image"] = name
    return shown | (_measured(clip, shown) if clip is not None else {})


def _sent(model_id: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The model and its settings, defaults included, so that an omitted duration equals the default's "5 s"."""
    from ...catalogue import bundled

    model: Model | None = bundled().get(model_id)
    shown = {"Model": model.title if model else model_id} if model_id else {}
    known = {parameter.name: parameter for parameter in model.parameters} if model else {}
    for name, parameter in known.items():
        value = values.get(name, parameter.default)
        if name != "prompt" and value is not None and parameter.kind not in IMAGE_KINDS:
            shown[parameter.label] = _text(value, parameter)
    unknown = {name: value for name, value in values.items() if name not in known and not model}
    return shown | {name: _text(value) for name, value in unknown.items() if name not in ("prompt", "start_image")}


def _measured(clip: Clip, shown: Mapping[str, str]) -> dict[str, str]:
    """The size, frame rate and duration in the MP4, unless a setting has them."""
    try:
        facts = clip.facts
    except (OSError, ValueError):
        return {}
    found = {"Size": f"{facts.width}×{facts.height}"}
    if facts.fps:
        found["Frames"] = f"{facts.fps:.4g} a second"
    if "Duration" not in shown:
        found["Duration"] = f"{facts.duration:.3g} s"
    return found


def _text(value: Any, parameter: Parameter | None = None) -> str:
    if parameter is not None and value in parameter.choices and parameter.labels:
        return str(parameter.labels[parameter.choices.index(value)])
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        return f"{value:g} {parameter.unit if parameter else ''}".strip()
    return one_line(str(value), MOST_CHARACTERS)
