"""One parameter of a model: its values, their labels and their check."""

from __future__ import annotations

import numbers
import re
import reprlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from .._util.aspect_ratio import parse_ratio, short_ratio
from .._util.text import ellipsis, listed
from ..errors import BadValue

if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = ["FILE_KINDS", "KINDS", "Choice", "Kind", "Parameter", "is_number", "label", "match_choice", "short_number"]

Choice = str | int | float | bool
Kind = Literal[
    "text", "choice", "range", "number", "switch", "image", "images", "video", "videos", "audio", "audios", "url",
    "urls", "list", "object",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
# What is uploaded, by the kinds that hold one or several.
FILE_KINDS: Mapping[str, Literal["image", "video", "audio"]] = {
    "image": "image", "images": "image", "video": "video", "videos": "video", "audio": "audio", "audios": "audio"
}  # fmt: skip
MANY = {"images": "an image", "videos": "a video", "audios": "a sound"}
# Krea reads numbers as JavaScript does; a whole number beyond this cannot be sent unchanged.
SAFE_INTEGER = 2**53 - 1
MAX_NUMBER = sys.float_info.max
# Characters of an invalid value in an error message.
SHOWN = 60
CHOICE_LABELS = {"std": "standard", "adaptive": "same as image"}


@dataclass(frozen=True, repr=False)
class Parameter:
    """One field of a request body, read from its JSON schema (Krea OpenAPI, request bodies of /generate/video).

    Attributes:
        choices: The values that are sent; `labels` are their texts for people.
        minimum: The smallest value; `exclusive_minimum` is just below it. `maximum` and `exclusive_maximum` likewise.
        step: The step of a control; other values are valid too.
        item: The items of an array.
        fields: The fields of an object, or of each object in a list.
        rare: The form shows it under "More".
        raw: The schema is unknown, so every value is sent unchecked.
    """

    name: str
    kind: Kind
    required: bool = False
    default: Any = field(default=None, hash=False)
    choices: tuple[Choice, ...] = ()
    labels: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    step: float | None = None
    integer: bool = False
    max_length: int | None = None
    min_length: int | None = None
    pattern: str = ""
    max_items: int | None = None
    min_items: int | None = None
    nullable: bool = False
    deprecated: bool = False
    unit: str = ""
    item: Parameter | None = None
    fields: tuple[Parameter, ...] = ()
    rare: bool = False
    label: str = ""
    hint: str = ""
    raw: bool = False

    def check(self, value: Any, *, path: str = "") -> Any:
        """The value as it is sent.

        Loose spelling is corrected ("4k" for "4K", 1080 for "1080p", "16:9" for "1280:720"), types are not: neither
        True nor "5" is a number.

        Args:
            value: The value from a person.
            path: Its path inside another value, such as "multi_prompt[0].duration".

        Raises:
            BadValue: The value is invalid; the message names the field, the value and the valid values.
        """
        if self.raw or (value is None and self.nullable):
            return value
        path = path or self.name
        checked = _CHECKS[self.kind](self, value, path)
        if checked is None:
            raise BadValue(f"{path} cannot be {_shown(value)}, it must be {self.allowed()}.", field=path, value=value)
        return checked

    def accepts(self, value: Any) -> bool:
        """Whether the value is valid."""
        try:
            self.check(value)
        except BadValue:
            return False
        return True

    def allowed(self) -> str:
        """The valid values: "5 or 10 s", "a whole number from 5 to 15 s"."""
        if self.raw:
            return "anything"
        if self.kind == "choice":
            return self._allowed_choices()
        if self.kind in ("range", "number"):
            return self._allowed_numbers()
        if self.kind in ("image", "video", "audio", "url"):
            return f"an http or https URL{self._allowed_length()}"
        if self.kind in MANY:
            return f"a list{self._allowed_items()}, each {MANY[self.kind]}"
        if self.item is not None:
            return f"a list{self._allowed_items()}, each {self.item.allowed()}"
        if self.kind in ("object", "list"):
            return "a dict" + (f" with {listed([one.name for one in self.fields], 'and')}" if self.fields else "")
        return "True or False" if self.kind == "switch" else f"text{self._allowed_length()}"

    def __repr__(self) -> str:
        files = {"image": "an image", "video": "a video", "audio": "a sound"}
        allowed = files.get(self.kind) or self.allowed()
        default = "" if self.default is None else f"; default {self.default}"
        if self.name == "aspect_ratio" and default:
            default += " if it fits the start image"
        return f"<{self.name}: {'required, ' * self.required}{allowed}{default}>"

    def as_form(self) -> dict[str, Any]:
        """The parameter as JSON, for the browser; rare attributes only if they are set."""
        low = self.exclusive_minimum if self.minimum is None else self.minimum
        high = self.exclusive_maximum if self.maximum is None else self.maximum
        optional = {name: getattr(self, name) for name in _OPTIONAL}
        optional |= {"above": self.exclusive_minimum, "below": self.exclusive_maximum}
        optional |= {"pattern": self.pattern.replace(r"\Z", "$")}
        return {
            **{name: getattr(self, name) for name in _FORM},
            **{name: value for name, value in optional.items() if value or (value == 0 and value is not False)},
            "min": low,
            "max": high,
            "choices": list(self.choices),
            "labels": list(self.labels),
            "fields": [one.as_form() for one in self.fields],
        }

    # Each check returns the value as it is sent, or None for a value of another kind or outside the limits.

    def _check_choice(self, value: Any, path: str) -> Any:
        if is_number(value):
            value = next((choice for choice in self.choices if is_number(choice) and choice == value), value)
        return match_choice(value, self.choices)

    def _check_number(self, value: Any, path: str) -> int | float | None:
        if not is_number(value) or not abs(value) <= MAX_NUMBER:
            return None
        whole = float(value).is_integer() and abs(value) <= SAFE_INTEGER
        number: int | float = int(value) if whole else float(value)
        low, high = self.minimum, self.maximum
        above, below = self.exclusive_minimum, self.exclusive_maximum
        outside = (low is not None and number < low) or (high is not None and number > high)
        outside = outside or (above is not None and number <= above) or (below is not None and number >= below)
        return None if outside or (self.integer and not whole) else number

    def _check_switch(self, value: Any, path: str) -> bool | None:
        return value if isinstance(value, bool) else None

    def _check_text(self, value: Any, path: str) -> str | None:
        if not isinstance(value, str):
            return None
        if self.required and not value.strip():
            raise BadValue(f"{path} is empty.", field=path, value=value)
        self._check_length(value, path)
        if self.pattern and not re.search(self.pattern, value):
            raise BadValue(f"{path} cannot be {_shown(value)}, it must match {self.pattern}.", field=path, value=value)
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadValue(f"{path} holds half a character, which cannot be sent.", field=path, value=value)
        return value

    def _check_url(self, value: Any, path: str) -> str | None:
        if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/]\S*", value, re.IGNORECASE):
            return None
        self._check_length(value, path)
        return value

    def _check_length(self, value: str, path: str) -> None:
        size = len(value)
        if self.max_length is not None and size > self.max_length:
            what = f"{path} is {size} characters long, {size - self.max_length} more than its limit of "
            raise BadValue(f"{what}{self.max_length}.", field=path, value=value)
        if self.min_length is not None and size < self.min_length:
            raise BadValue(f"{path} is shorter than {self.min_length} characters.", field=path, value=value)

    def _check_array(self, value: Any, path: str) -> list[Any] | None:
        if not isinstance(value, (list, tuple)):
            return None
        count, least, most = len(value), self.min_items, self.max_items
        if (most is not None and count > most) or (least is not None and count < least):
            raise BadValue(f"{path} has {count} items. Use {self.allowed()}.", field=path, value=value)
        item = self.item
        return [one if item is None else item.check(one, path=f"{path}[{at}]") for at, one in enumerate(value)]

    def _check_object(self, value: Any, path: str) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            return None
        known = {one.name: one for one in self.fields}
        for name in value:
            if name not in known:
                what = f"{path} has no field {_shown(name)}: it takes {listed(list(known), 'and')}."
                raise BadValue(what, field=f"{path}.{name}", value=value[name])
        given = {name: one for name, one in value.items() if one is not None}
        for one in self.fields:
            if one.required and one.name not in given:
                raise BadValue(f"{path} needs {one.name}.", field=f"{path}.{one.name}")
        return {name: known[name].check(one, path=f"{path}.{name}") for name, one in given.items()}

    def _allowed_choices(self) -> str:
        if any(":" in str(one) for one in self.choices):
            pairs = zip(self.choices, self.labels, strict=True)
            return listed([label if label == one else f"{label} ({one})" for one, label in pairs])
        return f"{listed([short_number(one) for one in self.choices])} {self.unit}".strip()

    def _allowed_numbers(self) -> str:
        what = "a whole number" if self.integer else "a number"
        edges = [("of at least", self.minimum), ("of at most", self.maximum)]
        if self.minimum is not None and self.maximum is not None:
            edges = [(f"from {short_number(self.minimum)} to", self.maximum)]
        edges += [("above", self.exclusive_minimum), ("below", self.exclusive_maximum)]
        bounds = [f"{words} {short_number(edge)}" for words, edge in edges if edge is not None]
        if self.unit and not bounds:
            return f"{what} of {'seconds' if self.unit == 's' else self.unit}"
        return " ".join([what, *bounds, self.unit]).strip()

    def _allowed_length(self) -> str:
        return "" if self.max_length is None else f" of at most {self.max_length} characters"

    def _allowed_items(self) -> str:
        least, most = self.min_items, self.max_items
        if least and most is not None:
            return f" of {least} to {most}"
        return f" of at most {most}" if most is not None else f" of at least {least}" if least else ""


_FORM = (
    "name", "kind", "label", "unit", "default", "step", "max_length", "max_items", "required", "rare", "nullable",
)  # fmt: skip
_OPTIONAL = ("integer", "min_length", "min_items", "raw", "hint")
_CHECKS = {
    **dict.fromkeys(("image", "video", "audio", "url"), Parameter._check_url),
    **dict.fromkeys(("range", "number"), Parameter._check_number),
    **dict.fromkeys(("images", "videos", "audios", "urls", "list"), Parameter._check_array),
    "text": Parameter._check_text,
    "choice": Parameter._check_choice,
    "switch": Parameter._check_switch,
    "object": Parameter._check_object,
}


def label(choice: Choice, unit: str = "") -> str:
    """The label of a choice.

    Example:
        >>> label(5, "s"), label("1280:720"), label("4k"), label("dolly_in")
        ('5 s', '16:9', '4K', 'dolly in')
    """
    if not isinstance(choice, str):
        return f"{short_number(choice)} {unit}".strip()
    if parse_ratio(choice):
        return short_ratio(choice)
    if choice in CHOICE_LABELS:
        return CHOICE_LABELS[choice]
    return choice.upper() if re.fullmatch(r"\d+k", choice) else choice.replace("_", " ")


def match_choice(value: object, choices: Sequence[Choice]) -> Choice | None:
    """The choice that `value` means, in the model's spelling; None for none or more than one.

    Case, spaces, dashes and underscores are ignored; "1080" means "1080p"; "16:9" means the nearest pixels.

    Example:
        >>> match_choice("4k", ["720p", "4K"]), match_choice(1080, ["720p", "1080p"]), match_choice("1:1", ["960:960"])
        ('4K', '1080p', '960:960')
    """
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    texts = [choice for choice in choices if isinstance(choice, str)]
    key = _key(str(value))
    readings: list[list[Choice]] = [
        [one for one in texts if _key(one) == key],
        [one for one in texts if _key(one) == key + "p"],
        [one for one in texts if short_ratio(one) == short_ratio(str(value))],
        [one for one in texts if _key(CHOICE_LABELS.get(one, one)) == key],
    ]
    return next((found[0] for found in readings if len(found) == 1), None)


def short_number(value: Choice) -> str:
    """The shortest text of a number: "5" for 5.0."""
    return str(int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a real number, also one of numpy's, and not a bool."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()


def _shown(value: Any) -> str:
    return ellipsis(repr(value) if isinstance(value, (str, int, float)) else reprlib.repr(value), SHOWN)
