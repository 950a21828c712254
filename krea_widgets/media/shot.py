"""A request as a value: model, prompt, images and parameters, under the API's names."""

from __future__ import annotations

import hashlib
import json
import keyword
import math
import numbers
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from ..errors import BadValue
from .still import Still
from .video_and_sound import Recording

__all__ = ["LONGEST_NAME", "InputFile", "Shot", "clip_name", "slug"]

# Characters of a clip's file name, without its ending.
LONGEST_NAME = 80
# In the journal, a mapping with exactly these keys represents a still.
STILL_KEYS = {"still", "name", "width", "height"}
# What is uploaded, and its URL takes its place in the request.
InputFile = Still | Recording
# Reserved names on Windows.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True, eq=False)
class Shot:
    """One immutable request; two shots are equal when they send the same, whatever their images are called.

    Args:
        model: The model ID, such as "kling/kling-2.5".
        values: Parameters by the API's names, with the prompt. Images are `Still` objects, videos and sounds are
            `Recording` objects, also inside lists and objects. Copied and frozen; whole floats become ints, because
            JSON has one kind of number.

    Raises:
        BadValue: A value that JSON cannot hold (bytes, NaN, objects of other kinds); `field` names it.

    Example:
        >>> Shot("kling/kling-2.5", {"prompt": "slow dolly in", "duration": 5}).call()
        'krea.animate(prompt="slow dolly in", model="kling/kling-2.5", duration=5)'
    """

    model: str
    values: Mapping[str, Any]

    def __post_init__(self) -> None:
        frozen = {str(key): _frozen(value, str(key)) for key, value in self.values.items()}
        object.__setattr__(self, "values", MappingProxyType(frozen))

    @property
    def prompt(self) -> str:
        """The prompt, or ""."""
        return str(self.values.get("prompt") or "")

    @property
    def start_image(self) -> Still | None:
        """The start image, or None."""
        found = self.values.get("start_image")
        return found if isinstance(found, Still) else None

    def replace(self, *, model: str | None = None, **values: Any) -> Shot:
        """A shot with other values; None removes one.

        Example:
            >>> shot = Shot("kling/kling-2.5", {"prompt": "slow dolly in", "duration": 5})
            >>> krea.quote(shot.replace(duration=10))
            <Quote · about $0.73 at Krea · free in the sandbox>
        """
        merged = {**self.values, **values}
        return Shot(model or self.model, {name: value for name, value in merged.items() if value is not None})

    def files(self) -> tuple[InputFile, ...]:
        """Every image, video and sound once, in order of first use."""
        found: dict[str, InputFile] = {}
        _plain(self.values, lambda file: found.setdefault(file.digest, file))
        return tuple(found.values())

    def wire(self, url_of: Callable[[InputFile], str]) -> dict[str, Any]:
        """The values as plain JSON data: `url_of(file)` replaces each file, keys without a value are left out."""
        plain: dict[str, Any] = _plain(self.values, url_of)
        return plain

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of the model and the request's body."""
        sent = [self.model, self.wire(lambda file: file.digest)]
        return hashlib.sha256(json.dumps(sent, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shot) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Shot({self.model!r}, {dict(self.values)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Shot, (self.model, _plain(self.values, lambda file: file))

    def call(self, file_of: Callable[[InputFile], str] | None = None, *, webhook_url: str | None = None) -> str:
        """Python source of the call for this shot, to paste into a cell.

        Args:
            file_of: The path of a file; None means its name.
            webhook_url: As for `krea.animate`.

        Example: `krea.animate("cat.png", "slow dolly in", model="kling/kling-2.5", duration=5)`.
        """
        name_of = file_of or (lambda file: file.name)
        sent = _plain(self.values, lambda file: file.asset.image_url if file.asset else name_of(file))
        image = sent.pop("start_image", None)
        prompt = sent.pop("prompt", None)
        arguments = [_literal(image)] if image is not None else []
        if prompt is not None:
            arguments.append(_literal(prompt) if arguments else f"prompt={_literal(prompt)}")
        arguments.append(f"model={_literal(self.model)}")
        named = {key: value for key, value in sent.items() if _is_name(key)}
        arguments += [f"{key}={_literal(value)}" for key, value in named.items()]
        arguments += [f"webhook_url={_literal(webhook_url)}"] if webhook_url else []
        rest = {key: value for key, value in sent.items() if key not in named}
        return f"krea.animate({', '.join(arguments + ([f'**{_literal(rest)}'] if rest else []))})"

    def to_json(self) -> str:
        """JSON for the journal: digests replace images, so the journal keeps their bytes elsewhere."""

        def row(file: InputFile) -> dict[str, Any]:
            if isinstance(file, Recording):
                return file.to_row()
            return {"still": file.digest, "name": file.name, "width": file.width, "height": file.height}

        values = _plain(self.values, row, drop_none=False)
        return json.dumps({"model": self.model, "values": values})

    @classmethod
    def from_json(
        cls,
        text: str,
        still_of: Callable[[str], Still],
        recording_of: Callable[[Mapping[str, Any]], Recording] | None = None,
    ) -> Shot:
        """The shot that `to_json` wrote; `still_of` returns a still by its digest, `recording_of` what a row describes
        (None: without its bytes).

        Raises:
            ValueError: The text does not come from `to_json`.
        """
        try:
            read = json.loads(text)
            if not isinstance(read, dict) or not isinstance(read.get("values"), dict):
                raise TypeError
            recording_of = recording_of or Recording.from_row
            values = {key: _revived(value, still_of, recording_of) for key, value in read["values"].items()}
            return cls(str(read.get("model", "")), values)
        except (TypeError, RecursionError) as error:
            raise ValueError("This is not the JSON of a shot.") from error


def _frozen(value: Any, field: str) -> Any:
    """An immutable copy of JSON types and files."""
    if value is None or isinstance(value, (bool, str, Still, Recording)):
        return value
    # numpy's integers too.
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        number = float(value)
        if not math.isfinite(number):
            raise BadValue(f"{field} is not a finite number.", field=field, value=value)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): _frozen(inner, f"{field}.{key}") for key, inner in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(inner, f"{field}[{index}]") for index, inner in enumerate(value))
    raise BadValue(f"{field} cannot be a {type(value).__name__}.", field=field, value=value)


def _plain(value: Any, of_file: Callable[[Any], Any], *, drop_none: bool = True) -> Any:
    """Dicts and lists, with `of_file(file)` for each file."""
    if isinstance(value, (Still, Recording)):
        return of_file(value)
    if isinstance(value, Mapping):
        kept = ((key, inner) for key, inner in value.items() if inner is not None or not drop_none)
        return {key: _plain(inner, of_file, drop_none=drop_none) for key, inner in kept}
    if isinstance(value, tuple):
        return [_plain(inner, of_file, drop_none=drop_none) for inner in value]
    return value


def _revived(
    value: Any, still_of: Callable[[str], Still], recording_of: Callable[[Mapping[str, Any]], Recording]
) -> Any:
    if isinstance(value, dict):
        if set(value) == STILL_KEYS and isinstance(value["still"], str):
            return still_of(value["still"])
        if isinstance(value.get("recording"), str):
            return recording_of(value)
        return {key: _revived(inner, still_of, recording_of) for key, inner in value.items()}
    return [_revived(inner, still_of, recording_of) for inner in value] if isinstance(value, list) else value


def _is_name(key: str) -> bool:
    """Whether the key can be a keyword argument of `krea.animate` without another meaning."""
    free = key not in ("image", "prompt", "model", "webhook_url")
    # ASCII only, because Python normalises other letters.
    return free and key.isascii() and key.isidentifier() and not keyword.iskeyword(key)


def _literal(value: Any) -> str:
    """Python source; strings in double quotes, as in the documentation."""
    if isinstance(value, str):
        quoted = repr(value)
        return quoted if '"' in value or "'" in value else f'"{quoted[1:-1]}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(inner)}" for key, inner in value.items()) + "}"
    return f"[{', '.join(map(_literal, value))}]" if isinstance(value, list) else repr(value)


def clip_name(shot: Shot) -> str:
    """A file name without ending for the clip of a shot: "cat-slow-dolly-in-kling-2-5".

    Lower-case letters and digits of any script and dashes, at most `LONGEST_NAME` characters; never a path.
    """
    start = shot.start_image
    # An image of the clip folder has its digest in its name.
    image = slug(start.name.rpartition(".")[0].removesuffix(f"-{start.digest[:8]}"), 24) if start else ""
    return f"{slug(f'{image} {shot.prompt}', LONGEST_NAME - 25)}-{slug(shot.model.rpartition('/')[2], 24)}"


def slug(text: str, most: int = 60) -> str:
    """Letters, digits and single dashes, at most `most` characters (and 180 bytes), cut between words; never empty.

    >>> slug("../Café — 50 % closer!")
    'café-50-closer'
    """
    plain = unicodedata.normalize("NFKC", text[:2000]).lower()
    dashed = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain)
    name = ""
    for word in unicodedata.normalize("NFC", dashed).split():
        # Marks without a letter are the rest of an emoji.
        if not any(char.isalnum() for char in word):
            continue
        longer = f"{name}-{word}" if name else word[:most]
        if len(longer) > most:
            break
        name = longer
    # File systems limit names to 255 bytes, not characters.
    name = name.encode()[:180].decode(errors="ignore").strip("-") or "clip"
    return f"clip-{name}" if name in DEVICES else name
