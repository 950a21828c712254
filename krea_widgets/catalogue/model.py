"""One video model: its parameters, prices and request bodies."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .._util.aspect_ratio import is_ratio, parse_ratio
from .._util.price import Price
from .._util.text import did_you_mean, listed
from ..errors import BadValue, UnknownModel
from . import json_schema, prices
from .parameters import Parameter, is_number, short_number

__all__ = ["Model"]

MODEL_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
# Pixels of a clip if the model states no size: that of small open models' training clips.
AREA = 832 * 480
# Video codecs and models work on blocks of this many pixels.
GRID = 16
# Words that people use, and the parameters that they mean.
SYNONYMS = {
    "length": "duration", "seconds": "duration", "ratio": "aspect_ratio", "size": "resolution", "image": "start_image",
    "last_frame": "end_image", "negative": "negative_prompt", "audio": "generate_audio",
}  # fmt: skip
SQUARE = 1.0


@dataclass(frozen=True, repr=False)
class Model:
    """A video model of Krea.

    Attributes:
        id: Krea's model ID, such as "google/veo-3.1".
        parameters: The fields of a request body.
        schema: Krea's own JSON schema of the request body.
        deprecated: Krea is going to withdraw the model.
        exclusive: Groups of parameters of which a request can have only one.
        aliases: Former names of parameters, and their present names.
        times: Average seconds until a job is completed.
        known: False for a model that is in no catalogue.
        maker: The provider's name for people, such as "ByteDance".

    Example:
        >>> model = krea.models["kling/kling-2.5"]
        >>> model.check({"prompt": "slow dolly in", "duration": 10})
        {'prompt': 'slow dolly in', 'duration': 10}
        >>> str(model.price(duration=10))
        'about $0.73'
    """

    id: str
    title: str
    provider: str
    parameters: tuple[Parameter, ...] = ()
    schema: Mapping[str, Any] = field(default_factory=dict, hash=False)
    deprecated: bool = False
    popular: bool = False
    exclusive: tuple[tuple[str, ...], ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict, hash=False)
    pricing: prices.Table | None = None
    times: prices.Table | None = None
    known: bool = True
    maker: str = ""

    def __repr__(self) -> str:
        lines = "".join(f"\n  {parameter!r}" for parameter in self.parameters)
        return f"<Model {self.id} · {self.title} · from {self.cheapest() or 'an unknown price'}>{lines}"

    @classmethod
    def read(cls, record: Mapping[str, Any], head: Mapping[str, Any]) -> Model:
        """Read a record of models.json, and its head record."""
        provider = record["id"].partition("/")[0]
        return cls(
            id=record["id"],
            title=record["title"],
            provider=provider,
            maker=head.get("providers", {}).get(provider, provider.replace("-", " ").title()),
            parameters=json_schema.parameters(record["schema"]),
            schema=record["schema"],
            deprecated=bool(record.get("deprecated", False)),
            popular=record["id"] in head.get("popular", ()),
            exclusive=tuple(tuple(names) for names in record.get("exclusive", ())),
            aliases=record.get("aliases", {}),
            pricing=prices.Table.read(record.get("pricing"), head.get("compute_units", {})),
            times=prices.Table.read(record.get("usual_seconds")),
        )

    @classmethod
    def unknown(cls, model_id: str) -> Model:
        """A model that is in no catalogue; its values are sent unchecked.

        Raises:
            UnknownModel: The id is not of the form provider/model, so no URL can be made of it.
        """
        if not MODEL_ID.fullmatch(model_id):
            raise UnknownModel(f"{model_id!r} is not a model ID. Write provider/model; krea.models lists all IDs.")
        return cls(model_id, model_id, model_id.partition("/")[0], known=False)

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {one.name: one for one in self.parameters}

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def parameter(self, name: str) -> Parameter:
        """The parameter with this wire name.

        Raises:
            BadValue: The model has no such parameter; the message names those that it has.
        """
        if name not in self._by_name:
            raise self._no_such(name, None)
        return self._by_name[name]

    def check(self, values: Mapping[str, Any], *, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The request body for these values, without defaults.

        Args:
            values: Wire names to values; None: not given. Images are https URLs.
            extra: Fields that are sent unchecked, and replace those of `values`.

        Raises:
            BadValue: An unknown parameter, an invalid value, a missing parameter, or two parameters that exclude each
                other; `field` is the wire name or path.
        """
        _check_mappings(values=values, extra=extra or {})
        raw = dict(extra or {})
        given = {name: value for name, value in values.items() if value is not None and name not in raw}
        if not self.known:
            return {**given, **raw}
        for name, value in given.items():
            if name not in self:
                raise self._no_such(name, value)
        for one in self.parameters:
            if one.required and one.name not in given and one.name not in raw:
                raise BadValue(f"{self.title} needs {one.name}: {one.allowed()}.", field=one.name)
        for names in self.exclusive:
            both = [name for name in names if given.get(name)]
            if len(both) > 1:
                what = f"{self.title} takes {' or '.join(both)}, not both."
                raise BadValue(what, field=both[-1], value=given[both[-1]])
        return {**{name: self.check_value(name, value) for name, value in given.items()}, **raw}

    def check_value(self, name: str, value: object) -> Any:
        """The value of one parameter as it is sent, see `Parameter.check`.

        Raises:
            BadValue: The model has no such parameter, or does not accept the value.
        """
        parameter = self.parameter(name)
        try:
            return parameter.check(value)
        except BadValue as error:
            raise BadValue(f"{self.title}: {error.what}", field=error.field, value=error.value) from None

    def complete(self, values: Mapping[str, Any], *, still_ratio: float | None = None) -> dict[str, Any]:
        """The values, with a width and a height if the model requires them and they are not given.

        Args:
            values: Wire names to values.
            still_ratio: Width divided by height of the image; used if the values have no `aspect_ratio`.
        """
        filled = dict(values)
        given = {name: values.get(name) for name in ("width", "height")}
        needed = [name for name in given if name in self and self.parameter(name).required and given[name] is None]
        if not needed:
            return filled
        own = self.parameter("aspect_ratio").default if "aspect_ratio" in self else None
        shape = parse_ratio(values.get("aspect_ratio")) or still_ratio or parse_ratio(own) or SQUARE
        width, height = self.fit_size(shape)
        if is_number(given["width"]) and given["width"] > 0:
            height = self._fit("height", given["width"] / shape)
        if is_number(given["height"]) and given["height"] > 0:
            width = self._fit("width", given["height"] * shape)
        sizes = {"width": width, "height": height}
        return filled | {name: sizes[name] for name in needed}

    def fit_size(self, ratio: float) -> tuple[int, int]:
        """Width and height in pixels with about this ratio, within the model's limits.

        The area is that of the model's default size, else 832 × 480.

        Raises:
            BadValue: The ratio is not a number above 0.
        """
        _check_ratio(ratio)
        sides = self._sides()
        own = [one.default for one in sides if one.default]
        area = own[0] * own[1] if len(own) == 2 else AREA
        width, height = math.sqrt(area * ratio), math.sqrt(area / ratio)
        least = {one.name: one.minimum or 0 for one in sides}
        grow = max(1.0, least.get("width", 0) / width, least.get("height", 0) / height)
        return self._fit("width", width * grow), self._fit("height", height * grow)

    def frame_ratio(self, values: Mapping[str, Any]) -> float | None:
        """Width divided by height of the clip; None if the image decides it, or it is unknown."""
        sides: list[Any] = [values.get(one.name) for one in self._sides()]
        if len(sides) == 2 and all(is_number(side) and side > 0 for side in sides):
            return float(sides[0]) / float(sides[1])
        return parse_ratio((values if self._size_follows_image() else self._filled(values)).get("aspect_ratio"))

    def nearest_ratio(self, ratio: float) -> str:
        """The model's choice of `aspect_ratio` that is nearest to a width over height; "" if it has no choices.

        Raises:
            BadValue: The ratio is not a number above 0.
        """
        _check_ratio(ratio)
        choices = self.parameter("aspect_ratio").choices if "aspect_ratio" in self else ()
        ratios = {str(choice): parse_ratio(choice) or 0.0 for choice in choices}

        def distance(choice: str) -> float:
            # Of two that are as near, the one that is upright as the image is, or not.
            own, image = math.log(ratios[choice]), math.log(ratio)
            return abs(own - image) + (0 if own * image > 0 or own == image else 0.1)

        return min((choice for choice in ratios if ratios[choice]), key=distance, default="")

    def price(self, **values: Any) -> Price | None:
        """The price of a request; None if it is not listed. It is never extrapolated.

        Args:
            **values: Wire names to values; parameters that are not given have the model's default.

        Raises:
            BadValue: The model has no such parameter, or does not accept the value.
        """
        for name, value in values.items():
            if value is not None and self.known:
                self.parameter(name).check(value)
        return self.listed_price(values)

    def listed_price(self, values: Mapping[str, Any]) -> Price | None:
        """As `price`, but None also for values that the model does not accept."""
        table, filled = self.pricing, self._filled(values)
        amount = table.amount(filled, self._by_name) if table else None
        return table.price(amount, filled.get("duration")) if table and amount is not None else None

    def cheapest(self) -> Price | None:
        """The lowest price in the table that a request can have, or None."""
        table = self.pricing
        found = [self._row_price(table, row) for row in table.rows] if table else []
        return min((one for one in found if one is not None), key=lambda one: one.amount, default=None)

    def usual_seconds(self, **values: Any) -> float | None:
        """Krea's average number of seconds for such a request, or None (Krea OpenAPI of May 2026)."""
        return self.times.amount(self._filled(values), self._by_name) if self.times else None

    def as_form(self) -> dict[str, Any]:
        """The model as JSON, for the browser's form."""
        usual, cheapest, follows = self.listed_price({}), self.cheapest(), self._size_follows_image()
        return {
            "id": self.id,
            "title": f"{self.title} (being withdrawn)" if self.deprecated else self.title,
            "provider": self.maker or self.provider,
            "popular": self.popular,
            "price": self._with_duration(usual) if usual else f"from {cheapest}" if cheapest else "price unknown",
            "parameters": [
                one.as_form() | ({"default": None} if one.name == "aspect_ratio" and follows else {})
                for one in self.parameters
                # Krea ignores it, so a control would do nothing.
                if not one.deprecated
            ],
        }

    def _with_duration(self, usual: Price) -> str:
        """The price at the model's defaults, with the duration that it is for."""
        duration = self._by_name.get("duration")
        default = duration.default if duration else None
        return f"{usual} for {short_number(default)} s" if duration and is_number(default) else str(usual)

    def _size_follows_image(self) -> bool:
        """Whether `complete` adds the size, so that the model's default aspect ratio does not count."""
        return any(side.required for side in self._sides())

    def _filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values in the model's spelling, with its defaults; invalid values are unchanged."""
        filled = {one.name: one.default for one in self.parameters}
        for name, value in values.items():
            if value is None or name not in filled:
                continue
            try:
                filled[name] = self._by_name[name].check(value)
            except BadValue:
                filled[name] = value
        return filled

    def _row_price(self, table: prices.Table, row: tuple[Any, ...]) -> Price | None:
        """The price of a row at the shortest duration; None if the model does not accept the row's values."""
        for name, cell in zip(table.dimensions, row[:-1], strict=True):
            wire = prices.wire_name(name)
            if cell is not None and wire in self and not self.parameter(wire).accepts(cell):
                return None
        duration = self._by_name.get("duration")
        stated = [one for one in duration.choices if is_number(one)] if duration else []
        return table.price(row[-1], min(stated, default=duration.minimum if duration else None))

    def _sides(self) -> list[Parameter]:
        return [self._by_name[name] for name in ("width", "height") if name in self]

    def _fit(self, name: str, value: float) -> int:
        one = self._by_name.get(name) or Parameter(name, "number")
        stated = [int(edge) for edge in (one.minimum, one.maximum, one.default) if edge]
        # No coarser than the model's own numbers.
        grid = math.gcd(GRID, *stated)
        low, high = one.minimum or grid, one.maximum or math.inf
        return int(min(max(round(value / grid) * grid, low), high))

    def _no_such(self, name: object, value: object) -> BadValue:
        names = list(self._by_name)
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", str(name)).lower()
        others = {word: meant for word, meant in SYNONYMS.items() if meant in self._by_name}
        hint = did_you_mean(self.aliases.get(str(name)) or snake, {**dict.fromkeys([*names, "model"]), **others})
        what = f"{self.title} has no {name}; it has {listed(names, 'and') or 'no parameters'}."
        return BadValue(what, field=str(name), value=value, advice=hint)


def _check_mappings(**given: object) -> None:
    for name, value in given.items():
        if not isinstance(value, Mapping):
            raise BadValue(f"{name} must be a dict of parameters, not {value!r}.", field=name, value=value)


def _check_ratio(ratio: float) -> None:
    if not is_ratio(ratio):
        raise BadValue(f"{ratio!r} is not an aspect ratio. Use a number above 0.", field="aspect_ratio", value=ratio)
