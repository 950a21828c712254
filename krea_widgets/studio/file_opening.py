"""Opens the images, videos and sounds among a shot's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..catalogue import Model, Parameter
from ..catalogue.parameters import FILE_KINDS
from ..media import InputFile

__all__ = ["OpenFile", "with_files"]

OpenFile = Callable[[Any, str], InputFile]


def with_files(model: Model, values: Mapping[str, Any], open_one: OpenFile) -> dict[str, Any]:
    """The values with each file opened, also those in lists and objects.

    Args:
        model: Its parameters say which values are files. An unknown model has a start and an end image.
        values: By wire name.
        open_one: Makes a `Still` of a value and "image", a `Recording` of one and "video" or "audio"; or raises
            `BadFile`.
    """
    known = {one.name: one for one in model.parameters}
    usual = {} if known else {name: Parameter(name, "image") for name in ("start_image", "end_image")}
    return _opened({**usual, **known}, values, open_one)


def _opened(parameters: Mapping[str, Parameter], values: Mapping[str, Any], open_one: OpenFile) -> dict[str, Any]:
    return {
        name: _open(parameters[name], value, open_one) if name in parameters else value
        for name, value in values.items()
    }


def _open(parameter: Parameter, value: Any, open_one: OpenFile) -> Any:
    if value is None:
        return None
    several = isinstance(value, list | tuple)
    medium = FILE_KINDS.get(parameter.kind)
    if medium and medium == parameter.kind:
        return open_one(value, medium)
    if medium:
        # One file where several can be, as from a command line, is a list of one.
        return [open_one(item, medium) for item in (value if several else [value])]
    fields = {field.name: field for field in parameter.fields}
    if parameter.kind == "object" and isinstance(value, Mapping):
        return _opened(fields, value, open_one)
    if parameter.kind == "list" and several:
        return [_opened(fields, item, open_one) if isinstance(item, Mapping) else item for item in value]
    return value
