"""The settings of a clip, compared with a form field by field, and applied to the chosen fields only.

The page reads the few bytes of settings out of a dropped MP4 and sends those, never the clip. A clip without embedded
settings is looked up among the known clips, by its name and size.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import traitlets

from .._util.text import ellipsis
from ..catalogue import Price
from ..catalogue.parameters import FILE_KINDS
from ..errors import BadInput, KreaError
from ..media import Asset, InputFile, Recording, Shot, Still, saved_input
from ..settings import at_krea
from ..studio.call_checks import better_ratio
from .base import BaseWidget, Message
from .serialize import fitted_name, value_text

if TYPE_CHECKING:
    from ..catalogue import Model
    from ..studio import BaseStudio

__all__ = ["ClipSettings", "FormLink", "SettingsForm", "call_row"]

# Characters of a value on the page.
MOST_CHARACTERS = 400


class SettingsForm(Protocol):
    """The part of an `Animate` widget that an import reads and writes."""

    prompt: Any
    model: Any
    values: Any
    fit: Any
    crop: Any

    @property
    def studio(self) -> BaseStudio: ...
    def images(self, field: str) -> tuple[InputFile, ...]: ...
    def set_images(self, field: str, sources: Iterable[Any]) -> None: ...


@dataclass(frozen=True)
class ClipSettings:
    """A shot, and the settings saved with its clip ({} before there is a clip)."""

    shot: Shot
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, studio: BaseStudio, key: str, settings: Mapping[str, Any]) -> ClipSettings | None:
        """The shot of a journal entry, else of the clip's settings; None if neither gives one.

        The images have no bytes any more. An image that is still at Krea has its URL in the settings.
        """
        entry = studio.journal.entry(key) if key else None
        if entry is not None:

            def still_of(digest: str) -> Still:
                return _still(getattr(studio.journal.thumbnail(digest), "name", ""), digest)

            with suppress(ValueError):
                return cls(Shot.from_json(entry.shot, still_of), settings)
        try:
            return cls(_shot_of_file(studio, settings), settings)
        except (ValueError, KeyError, TypeError):
            return None

    @classmethod
    def find(cls, studio: BaseStudio, settings: Mapping[str, Any], name: str, size: int) -> ClipSettings | None:
        """The shot of a clip's embedded settings, else of a known clip with this file name and number of bytes."""
        found = cls.of(studio, "", settings) if settings else None
        if found is not None or size == 0:
            return found
        index = studio.clip_index
        for record in index.records().values():
            with suppress(OSError):
                if record.path is not None and record.path.name == name and record.path.stat().st_size == size:
                    found = cls.of(studio, record.key, index.settings(record) or {"backend": record.backend})
            if found is not None:
                return found
        return None

    def offer(self, form: SettingsForm) -> dict[str, Any]:
        """What the page shows before the settings are applied: the model, the date, the price and the differences."""
        settings, model, price = self.settings, self.shot.model, Price.from_json(self.settings.get("price"))
        return {
            "model": _title(form.studio.catalogue.get(model), model),
            "backend": str(settings.get("backend", "")),
            "made": str(settings.get("completed_at") or settings.get("created_at") or ""),
            "price": "" if price is None or settings.get("backend") == "sandbox" else str(price),
            "fields": self.differences(form),
        }

    def differences(self, form: SettingsForm) -> list[dict[str, Any]]:
        """One row a field: the form's value, the clip's value, and why the form cannot take it ("" if it can)."""
        shot, studio = self.shot, form.studio
        model, current = studio.catalogue.get(shot.model), studio.catalogue.get(form.model)
        rows = [
            _row("model", "Model", _title(current, form.model), _title(model, shot.model)),
            _row("prompt", "Prompt", form.prompt, shot.prompt),
        ]
        for name, value in shot.values.items():
            if name == "prompt" or value is None:
                continue
            label = model.parameter(name).label if model is not None and name in model else name
            if _is_image(value):
                rows.append(self._image_row(form, name, label))
                continue
            then, message = _shown(model, name, value), ""
            # Inside a list or an object.
            if Shot(shot.model, {name: value}).files():
                then, message = "with files", "Its files aren't kept with the settings. Add them again."
            rows.append(_row(name, label, _held(current, name, form.values.get(name)), then, message=message))
        return rows

    def available(self, form: SettingsForm) -> list[str]:
        """The names of the fields that the form can take."""
        return [row["name"] for row in self.differences(form) if not row["message"]]

    def apply(self, form: SettingsForm, names: Collection[str]) -> None:
        """Put the fields `names` into the form, and leave all others.

        Raises:
            BadInput: The form cannot take a value; the message names it.
        """
        shot = self.shot
        if "model" in names:
            form.model = shot.model
        if "prompt" in names:
            form.prompt = shot.prompt
        plain = json.loads(shot.to_json())["values"]
        chosen = {
            name: plain[name]
            for name in names
            if name in plain and name != "prompt" and not _is_image(shot.values[name])
        }
        model = form.studio.catalogue.get(form.model)
        if "start_image" in names and model is not None and "aspect_ratio" in model:
            chosen |= self._ratio_beside_image(form, model, plain)
        if chosen or "model" in names:
            values = {**form.values, **chosen}
            form.values = {name: value for name, value in values.items() if model is None or name in model}
        for name in names:
            images = self._images(form, name)
            if name in plain and images and _is_image(shot.values[name]):
                form.set_images(name, images)
                if name == "start_image":
                    origin = self._origin(name, form.studio)
                    form.fit, form.crop = (origin[1]["fit"], origin[1]["crop"]) if origin else ("", [])

    def _ratio_beside_image(self, form: SettingsForm, model: Model, plain: Mapping[str, Any]) -> dict[str, Any]:
        """The clip's aspect ratio, where it stays the same, and the image would choose another."""
        still, default = next(iter(self._images(form, "start_image")), None), model.parameter("aspect_ratio").default
        ratio = plain.get("aspect_ratio", default)
        others = {name: value for name, value in form.values.items() if name != "aspect_ratio"}
        same = "aspect_ratio" not in plain or ratio == form.values.get("aspect_ratio", default)
        chooses = isinstance(still, Still) and better_ratio(model, others, still)
        return {"aspect_ratio": ratio} if ratio and same and chooses else {}

    def _image_row(self, form: SettingsForm, name: str, label: str) -> dict[str, Any]:
        current, origin = form.images(name), self._origin(name, form.studio)
        images = [origin[0]] if origin else _as_tuple(self.shot.values[name])
        held, made = _fit(form.fit, form.crop), _fit(*(origin[1]["fit"], origin[1]["crop"]) if origin else ("", ()))
        if name != "start_image":
            # Fitted as the start image is.
            held = made
        now = ", ".join(fitted_name(image.name, held[0]) for image in current)
        then = ", ".join(fitted_name(getattr(image, "name", "an image"), made[0]) for image in images)
        message = "" if self._images(form, name) else "The original image isn't saved here. Add it again."
        same = [image.digest for image in current] == [getattr(image, "digest", "") for image in images]
        return {**_row(name, label, now, then, message=message), "same": same and held == made}

    def _images(self, form: SettingsForm, name: str) -> list[InputFile | Asset]:
        """The images of a field: those that a sweep holds or that were saved, else those at Krea; [] unless all are."""
        origin = self._origin(name, form.studio)
        if origin is not None:
            return [origin[0]]
        wanted = [one for one in _as_tuple(self.shot.values.get(name)) if isinstance(one, (Still, Recording))]
        folder = form.studio.clip_folder
        files = [one if one.data else saved_input(folder, one) for one in wanted]
        if files and all(files):
            return [one for one in files if one is not None]
        values = self.settings.get("values")
        sent = values.get(name) if isinstance(values, Mapping) else None
        urls = [url for url in (sent if isinstance(sent, list) else [sent]) if isinstance(url, str)]
        same_backend = form.studio.backend == "krea" and self.settings.get("backend") == "krea"
        available = same_backend and all(url.startswith("https://") and at_krea(url) for url in urls)
        return [Asset(url) for url in urls] if available else []

    def _origin(self, name: str, studio: BaseStudio) -> tuple[InputFile, Mapping[str, Any]] | None:
        """The whole image that was saved, and how it was fitted; None if it was not fitted, or is not there."""
        saved = self.settings.get({"start_image": "still", "end_image": "end_still"}.get(name, ""))
        row = saved.get("origin") if isinstance(saved, Mapping) else None
        still = saved_input(studio.clip_folder, _without_bytes(row["name"], row["digest"])) if row else None
        return (still, row) if still is not None and row else None


def _fit(how: str, crop: Iterable[float]) -> tuple[str, tuple[float, ...]]:
    """A fit and, where it crops, what is kept."""
    return how, tuple(crop) if how == "crop" else ()


def call_row(shot: Shot | None, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The saved call for a cell, else that of the shot, else ""; and how many seconds the job took, or None."""
    call, seconds = settings.get("call"), settings.get("seconds")
    if not isinstance(call, str) or not call:
        call = shot.call() if shot else ""
    return {"call": call, "seconds": seconds if isinstance(seconds, (int, float)) else None}


class FormLink(BaseWidget):
    """A widget that can put the settings of its clips into a form. The page learns only whether a form is linked."""

    _linked = traitlets.Bool(False).tag(sync=True)
    _target: SettingsForm | None = None
    # How to link a form.
    _link_advice = ""

    @property
    def target(self) -> SettingsForm | None:
        """The `Animate` widget that receives settings, or None."""
        return self._target

    @target.setter
    def target(self, widget: SettingsForm | None) -> None:
        if widget is not None and not hasattr(widget, "set_images"):
            raise BadInput(f"The target must be a form, not {ellipsis(repr(widget), 40)}.", advice=self._link_advice)
        self._target = widget
        self._linked = widget is not None

    def _clip_settings(self, key: object) -> ClipSettings:
        """The settings of the clip with the page's key, which is untrusted."""
        raise NotImplementedError

    def _on_preview(self, message: Message) -> None:
        """Compare a clip's settings with the linked form."""
        found = self._clip_settings(message.get("key"))
        if self.target is None:
            raise KreaError("No form is linked.", advice=self._link_advice)
        self._reply(message, "preview", fields=found.differences(self.target))

    def _on_apply(self, message: Message) -> None:
        """Put the chosen fields into the linked form. Nothing is sent."""
        found = self._clip_settings(message.get("key"))
        if self.target is not None:
            found.apply(self.target, [str(name) for name in message["names"]])
        self._reply(message, "done")


def _shot_of_file(studio: BaseStudio, settings: Mapping[str, Any]) -> Shot:
    """The shot of saved settings, with a `Still` without bytes for each image."""
    model_id = str(settings["model"])
    model = studio.catalogue.get(model_id)
    frames = {"start_image": settings.get("still"), "end_image": settings.get("end_still")}
    values: dict[str, Any] = {"prompt": settings.get("prompt")}
    for field, value in settings.get("values", {}).items():
        kind = model.parameter(field).kind if model is not None and field in model else ""
        values[field] = value
        if value and (kind in FILE_KINDS or field in frames):
            saved = frames.get(field)
            saved = saved if isinstance(saved, Mapping) else {}
            urls = value if isinstance(value, list) else [value]
            medium, recordings = FILE_KINDS.get(kind, "image"), settings.get("recordings") or {}
            rows = [recordings.get(str(url)) or saved for url in urls]
            pairs = zip(rows, urls, strict=True)
            images = [_without_bytes(row.get("name"), row.get("digest") or str(url), medium) for row, url in pairs]
            values[field] = images if isinstance(value, list) else images[0]
    return Shot(model_id, values)


def _without_bytes(name: object, digest: object, medium: str = "image") -> InputFile:
    if medium == "image":
        return _still(name, digest)
    what, mime_type = ("a sound", "audio/wav") if medium == "audio" else ("a video", "video/mp4")
    name = name if isinstance(name, str) and name else what
    return Recording(b"", mime_type, name, str(digest).removeprefix("sha256:"))


def _still(name: object, digest: object) -> Still:
    name = name if isinstance(name, str) and name else "an image"
    return Still(b"", "image/jpeg", name, 0, 0, str(digest).removeprefix("sha256:"))


def _row(name: str, label: str, now: str, then: str, *, message: str = "") -> dict[str, Any]:
    short = [ellipsis(text, MOST_CHARACTERS) for text in (now, then)]
    return {"name": name, "label": label, "now": short[0], "then": short[1], "same": now == then, "message": message}


def _title(model: Model | None, model_id: str) -> str:
    return model.title if model is not None else model_id


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _is_image(value: Any) -> bool:
    values = value if isinstance(value, tuple) else (value,)
    return bool(values) and all(isinstance(one, (Still, Recording)) or str(one).startswith("sha256:") for one in values)


def _held(model: Model | None, name: str, value: Any) -> str:
    """What the form shows; "" for what its model has not."""
    return _shown(model, name, value) if model is None or name in model else ""


def _shown(model: Model | None, name: str, value: Any) -> str:
    parameter = model.parameter(name) if model is not None and name in model else None
    return value_text(parameter.default if parameter is not None and value is None else value, parameter)
