"""The settings of an old clip, offered to a form field by field and applied only where the person says so."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .._util.text import ellipsis
from ..media import Asset, Shot, Still
from ..settings import at_krea
from .image_store import PICTURES

if TYPE_CHECKING:
    from ..studio import Studio
    from .animate import Animate

__all__ = ["apply", "call_of", "offers", "shot_of"]

LONGEST = 400  # characters of a value that are shown


def shot_of(studio: Studio, key: str, settings: Mapping[str, Any]) -> Shot | None:
    """The shot that made a clip: from the journal, else from its settings; None when neither knows.

    Its stills have no bytes any more; one that is at Krea has its address.
    """
    entry = studio.journal.entry(key) if key else None
    if entry is not None:
        with suppress(ValueError):
            return Shot.from_json(entry.shot, lambda digest: _still(studio, digest))
    try:
        return _shot_of_file(studio, settings)
    except (ValueError, KeyError, TypeError):
        return None


def _shot_of_file(studio: Studio, settings: Mapping[str, Any]) -> Shot:
    """With stills where pictures were sent, of which these settings know no more than where they were."""
    name = str(settings["model"])
    model = studio.catalogue.get(name)
    thumbnails = {"start_image": settings.get("still"), "end_image": settings.get("end_still")}
    values: dict[str, Any] = {"prompt": settings.get("prompt")}
    for field, value in settings.get("values", {}).items():
        known = model.parameter(field).kind if model is not None and field in model else ""
        if value and (known in PICTURES or field in thumbnails):
            ghosts = [
                _ghost(thumbnails.get(field), str(one)) for one in (value if isinstance(value, list) else [value])
            ]
            values[field] = ghosts if isinstance(value, list) else ghosts[0]
        else:
            values[field] = value
    return Shot(name, values)


def _ghost(thumbnail: Any, address: str) -> Still:
    """A still without its bytes."""
    thumbnail = thumbnail if isinstance(thumbnail, Mapping) else {}
    name, digest = (str(thumbnail.get(key) or "") for key in ("name", "digest"))
    sides = [side if isinstance(side, int) else 0 for side in (thumbnail.get("width"), thumbnail.get("height"))]
    return Still(b"", "image/jpeg", name or "a picture", sides[0], sides[1], digest or address.removeprefix("sha256:"))


def call_of(shot: Shot | None, settings: Mapping[str, Any]) -> str:
    """The call to be pasted into a cell."""
    call = settings.get("call")
    return call if isinstance(call, str) and call else shot.call() if shot else ""


def offers(target: Animate, shot: Shot, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row for each field: what the form holds now, what the clip was made with, and whether it can be had."""
    studio = target.studio
    model = studio.catalogue.get(shot.model)
    title = model.title if model is not None else shot.model
    held = studio.catalogue.get(target.model)
    rows = [
        _row("model", "Model", held.title if held is not None else target.model, title),
        _row("prompt", "Prompt", target.prompt, shot.prompt),
    ]
    for name, value in shot.values.items():
        if name == "prompt" or value is None:
            continue
        label = model.parameter(name).label if model is not None and name in model else name
        if _pictures(value):
            rows.append(_picture_row(target, name, label, value, settings))
        else:
            rows.append(_row(name, label, _shown(model, name, target.values.get(name)), _shown(model, name, value)))
    return rows


def apply(target: Animate, shot: Shot, settings: Mapping[str, Any], names: Collection[str]) -> None:
    """Put the chosen fields into the form; everything else in it stays as it is.

    Raises:
        BadInput: A value that the form cannot take; the message names it.
    """
    if "model" in names:
        target.model = shot.model
    if "prompt" in names:
        target.prompt = shot.prompt
    plain = json.loads(shot.to_json())["values"]
    chosen = {
        name: plain[name] for name in names if name in plain and name != "prompt" and not _pictures(shot.values[name])
    }
    known = target.studio.catalogue.get(target.model)
    kept = {name: value for name, value in target.values.items() if known is None or name in known}
    if chosen or "model" in names:
        target.values = {**kept, **{name: value for name, value in chosen.items() if known is None or name in known}}
    for name in names:
        addresses = _addresses(target, name, settings)
        if name in plain and addresses and _pictures(shot.values[name]):
            target.set_images(name, [Asset(address) for address in addresses])


def _row(name: str, label: str, now: str, then: str, *, message: str = "") -> dict[str, Any]:
    short = [ellipsis(text, LONGEST) for text in (now, then)]
    return {"name": name, "label": label, "now": short[0], "then": short[1], "same": now == then, "message": message}


def _picture_row(target: Animate, name: str, label: str, value: Any, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A picture can be had again only while it is at Krea; the journal keeps no more of it than a small one."""
    here = ", ".join(still.name for still in target.images(name))
    stills = value if isinstance(value, tuple) else (value,)
    names = ", ".join(still.name if isinstance(still, Still) else "a picture" for still in stills)
    same = [still.digest for still in target.images(name)] == [getattr(still, "digest", "") for still in stills]
    message = "" if _addresses(target, name, settings) else "Not kept here: drop it into the form again."
    return {**_row(name, label, here, names, message=message), "same": same}


def _addresses(target: Animate, name: str, settings: Mapping[str, Any]) -> list[str]:
    """Where the pictures of a field are at Krea, when all of them are, and Krea is who answers."""
    values = settings.get("values")
    sent = values.get(name) if isinstance(values, Mapping) else None
    found = [one for one in (sent if isinstance(sent, list) else [sent]) if isinstance(one, str)]
    there = target.studio.backend == "krea" and settings.get("backend") == "krea"
    return found if there and all(one.startswith("https://") and at_krea(one) for one in found) else []


def _pictures(value: Any) -> bool:
    """Whether a value is one or several pictures."""
    values = value if isinstance(value, tuple) else (value,)
    return bool(values) and all(isinstance(one, Still) or str(one).startswith("sha256:") for one in values)


def _shown(model: Any, name: str, value: Any) -> str:
    """A value as the form shows it."""
    if model is not None and name in model:
        parameter = model.parameter(name)
        value = parameter.default if value is None else value
        if value in parameter.choices and parameter.labels:
            return str(parameter.labels[parameter.choices.index(value)])
        if parameter.unit and isinstance(value, (int, float)) and abs(value) < 1e15:
            return f"{value:g} {parameter.unit}"
    if value is None:
        return ""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _still(studio: Studio, digest: str) -> Still:
    """A still of which only the name and the size are left."""
    thumbnail = studio.journal.thumbnail(digest)
    name = thumbnail.name if thumbnail and isinstance(thumbnail.name, str) else "picture.jpg"
    sides = (thumbnail.width, thumbnail.height) if thumbnail else ()
    width, height = (side if isinstance(side, int) else 0 for side in sides) if sides else (0, 0)
    return Still(b"", "image/jpeg", name, width, height, digest)
