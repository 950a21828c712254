"""Opens the images among a shot's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..catalogue import Model, Parameter
from ..media import Still

__all__ = ["with_stills"]


def with_stills(model: Model, values: Mapping[str, Any], open_one: Callable[[Any], Still]) -> dict[str, Any]:
    """The values with each image opened, also those in lists and objects.

    Args:
        model: Its parameters say which values are images. An unknown model has a start and an end image.
        values: By wire name.
        open_one: Makes a `Still`, or raises `BadStill`.
    """
    known = {one.name: one for one in model.parameters}
    usual = {} if known else {name: Parameter(name, "image") for name in ("start_image", "end_image")}
    return _opened({**usual, **known}, values, open_one)


def _opened(
    parameters: Mapping[str, Parameter], values: Mapping[str, Any], open_one: Callable[[Any], Still]
) -> dict[str, Any]:
    return {
        name: _open(parameters[name], value, open_one) if name in parameters else value
        for name, value in values.items()
    }


def _open(parameter: Parameter, value: Any, open_one: Callable[[Any], Still]) -> Any:
    if value is None:
        return None
    several = isinstance(value, list | tuple)
    if parameter.kind == "image":
        return open_one(value)
    if parameter.kind == "images" and several:
        return [open_one(item) for item in value]
    fields = {field.name: field for field in parameter.fields}
    if parameter.kind == "object" and isinstance(value, Mapping):
        return _opened(fields, value, open_one)
    if parameter.kind == "list" and several:
        return [_opened(fields, item, open_one) if isinstance(item, Mapping) else item for item in value]
    return value
