"""Writes studio/types.py, the static types of all models' parameters, from the bundled catalogue.

`python -m krea_widgets.catalogue.build_types` rewrites it; a test compares the file with the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .catalogue import Catalogue, bundled
from .parameters import Choice, Parameter

__all__ = ["FILE", "source"]

FILE = Path(__file__).parents[1] / "studio" / "types.py"
TYPES = {
    "text": "str",
    "range": "float",
    "number": "float",
    "switch": "bool",
    "image": "ImageLike",
    "images": "Sequence[ImageLike]",
    **dict.fromkeys(("video", "audio"), "RecordingLike | Clip"),
    **dict.fromkeys(("videos", "audios"), "Sequence[RecordingLike | Clip]"),
    "url": "str",
    "urls": "Sequence[str]",
}
# Arguments of `animate` with their own keyword; `Parameters` has all others.
EXPLICIT = ("start_image", "prompt", "duration", "aspect_ratio", "resolution", "end_image", "generate_audio", "seed")
HEAD = '''"""The static types of all models' parameters.

Generated from models.json by `python -m krea_widgets.catalogue.build_types`; do not edit.

A type checker finds a misspelled model or parameter, and a value that no model accepts. Whether the chosen model
accepts it is checked at run time. `raw={...}` sends a parameter that this file does not have yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from ..media import Clip, ImageLike, RecordingLike
'''


def source(catalogue: Catalogue) -> str:
    """Python source: `ModelId`, a literal type per choice, `TypedDict`s of objects, `Parameters` and `Lists`."""
    parameters = _by_name(one for model in catalogue.models() for one in model.parameters)
    fields = _by_name(field for same in parameters.values() for one in same for field in one.fields)
    literals = {_class(name): _choices(same) for name, same in {**parameters, **fields}.items() if _is_choice(same)}
    literals["ModelId"] = list(_model_names(catalogue))
    dicts = {
        _class(name): _fields(_by_name(field for one in same for field in one.fields))
        for name, same in parameters.items()
        if same[0].fields
    }
    rest = {name: same for name, same in parameters.items() if name not in EXPLICIT}
    return "\n".join(
        [
            HEAD,
            f"__all__ = {_listed(sorted([*literals, *dicts, 'Lists', 'Parameters']))}",
            "",
            *(f"{name} = Literal{_listed(values)}" for name, values in sorted(literals.items())),
            *(_typed_dict(name, fields) for name, fields in sorted(dicts.items())),
            _typed_dict("Parameters", _fields(rest), total=False),
            _typed_dict(
                "Lists", {name: f"{kind} | Iterable[{kind}]" for name, kind in _fields(rest).items()}, total=False
            ),
            "",
        ]
    )


def _by_name(parameters: Iterable[Parameter]) -> dict[str, list[Parameter]]:
    found: dict[str, list[Parameter]] = {}
    for one in parameters:
        found.setdefault(one.name, []).append(one)
    return found


def _model_names(catalogue: Catalogue) -> Iterator[str]:
    """IDs, then the titles in lower case, which `Catalogue.find` accepts too."""
    yield from catalogue
    for model in catalogue.models():
        if catalogue.find(model.title) is model:
            yield model.title.lower()


def _choices(same: Iterable[Parameter]) -> list[Choice]:
    return list(dict.fromkeys(choice for one in same for choice in one.choices))


def _fields(parameters: Mapping[str, Sequence[Parameter]]) -> dict[str, str]:
    return {name: _type(name, same) for name, same in parameters.items()}


def _is_choice(same: Sequence[Parameter]) -> bool:
    """Whether it is a choice in every model; a duration is a number in some."""
    return all(one.choices for one in same)


def _type(name: str, same: Sequence[Parameter]) -> str:
    if same[0].fields:
        return f"Sequence[{_class(name)}]" if same[0].kind == "list" else _class(name)
    return _class(name) if _is_choice(same) else " | ".join(dict.fromkeys(TYPES[one.kind] for one in same))


def _class(name: str) -> str:
    """ "camera_motion" has the type `CameraMotion`; each item of "effects" is an `Effect`."""
    return "".join(part.capitalize() for part in name.removesuffix("s").split("_"))


def _typed_dict(name: str, fields: Mapping[str, str], *, total: bool = True) -> str:
    lines = [f"class {name}(TypedDict{'' if total else ', total=False'}):"]
    return "\n".join(["", "", *lines, *(f"    {field}: {kind}" for field, kind in fields.items())])


def _listed(values: Iterable[object]) -> str:
    """A list with one value per line, in double quotes."""
    return "[\n" + "".join(f"    {json.dumps(value)},\n" for value in values) + "]"


if __name__ == "__main__":
    FILE.write_text(source(bundled()), "utf-8")
