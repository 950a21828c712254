"""The catalogue: finds, filters and checks models, and shows them as an HTML table."""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .._util.html import escape_text
from .._util.price import Price
from .._util.text import did_you_mean, listed
from ..errors import BadValue, UnknownModel
from .model import Model
from .parameters import Parameter, is_number, short_number

__all__ = ["Catalogue", "bundled", "refresh"]

# Prefixes that Krea puts before an id, as in "video/kling/...".
PATHS = ("/generate/", "generate/", "video/")
# Models that an error names because they take the refused value.
HINTS = 3
SUGGESTIONS = 5
# Conditions of `Catalogue.filter` that are no parameters of a model.
CONDITIONS = ("name", "has", "provider", "max_price", "audio")
HEADINGS = ("Model", "Duration", "Aspect ratio", "Resolution", "End image", "Audio", "Seed", "Price from")
STYLE = """
.kw-models{border-collapse:collapse;font:13px/1.4 var(--jp-ui-font-family,system-ui,sans-serif);
color:var(--jp-ui-font-color1,inherit)}
.kw-models th,.kw-models td{padding:4px 8px;text-align:left;vertical-align:top;background:none;
border-bottom:1px solid var(--jp-border-color2,rgba(128,128,128,.35))}
.kw-models th{font-weight:600;white-space:nowrap}
.kw-models code{font:11px var(--jp-code-font-family,monospace);padding:0;background:none;
color:var(--jp-ui-font-color2,inherit)}
.kw-models td:last-child{white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums}
.kw-models caption{caption-side:bottom;text-align:left;padding:4px 8px;color:var(--jp-ui-font-color2,inherit)}
"""


class Catalogue(Mapping[str, Model]):
    """A read-only mapping of model ids to `Model`, in Krea's order; shown as a table in a notebook.

    Example:
        >>> krea.models["kling/kling-2.5"]
        <Model kling/kling-2.5 · Kling 2.5 · from about $0.37>
          <prompt: required, text>
          <start_image: an image>
          <end_image: an image>
          <aspect_ratio: 16:9, 9:16 or 1:1; default 16:9 if it fits the start image>
          <duration: 5 or 10 s; default 5>
        >>> krea.models.find("veo 3.1").id
        'google/veo-3.1'
        >>> cheap = krea.models.filter(has="end_image", max_price=0.5, duration=5)
        >>> "kling/kling-2.5" in cheap
        True
    """

    def __init__(self, content: Sequence[Mapping[str, Any]], models: Iterable[Model] | None = None) -> None:
        """Read the content of models.json; `models` limits the catalogue to some."""
        self._content = content
        self._head = content[0]
        chosen = (Model.read(record, self._head) for record in content[1:]) if models is None else models
        self._models = {model.id: model for model in chosen}

    @property
    def source(self) -> str:
        """The document, such as "Krea OpenAPI 2026-10-09"."""
        return str(self._head.get("source", ""))

    @property
    def date(self) -> str:
        """The document's date, such as "2026-10-09", or ""."""
        return str(self._head.get("date", ""))

    @property
    def gone(self) -> Mapping[str, str]:
        """Ids and titles of withdrawn models, which an older document had."""
        gone: Mapping[str, str] = self._head.get("gone", {})
        return gone

    @property
    def default(self) -> Model:
        """The model of requests that name none."""
        return self._models.get(self._head["default"]) or next(iter(self._models.values()))

    def __getitem__(self, model_id: str) -> Model:
        if model_id in self._models:
            return self._models[model_id]
        raise self._unknown(str(model_id))

    def get(self, model_id: str, default: Any = None) -> Any:
        """The model with exactly this id, or `default`."""
        return self._models.get(model_id, default)

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._models

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def models(self) -> tuple[Model, ...]:
        """All models, in the order of the ids."""
        return tuple(self._models.values())

    def find(self, name: str) -> Model:
        """The model with this id or name: "kling/kling-2.5", "veo 3.1", "hailuo".

        A name that fits several models means the only popular one.

        Raises:
            UnknownModel: No model fits, or several do; `suggestions` has ids.
        """
        if not isinstance(name, str) or not any(sign.isalpha() for sign in name):
            # A number alone is not a name, and a wrong guess would be billed.
            raise self._unknown(str(name))
        wanted = functools.reduce(lambda text, path: text.removeprefix(path), PATHS, name.strip().casefold())
        models, spellings = self.models(), (wanted, _key(wanted))
        for read in (lambda one: one.id, lambda one: _key(one.id.partition("/")[2]), lambda one: _key(one.title)):
            found = [one for one in models if read(one) in spellings]
            if len(found) == 1:
                return found[0]
        if self._gone_title(wanted):
            raise self._unknown(wanted)
        parts = _parts(wanted)
        found = [one for one in models if parts and parts <= _parts(f"{one.id} {one.title}")]
        popular = [one for one in found if one.popular]
        if len(found) == 1 or len(popular) == 1:
            return (popular or found)[0]
        raise self._unknown(str(name), found)

    def filter(
        self,
        *,
        name: str = "",
        has: str | Iterable[str] = (),
        provider: str = "",
        max_price: float | None = None,
        audio: bool | None = None,
        **values: Any,
    ) -> Catalogue:
        """The models that meet every condition, as a smaller catalogue.

        Args:
            name: Parts of the id or title, such as "veo fast".
            has: Parameters of the model, such as "end_image" or ["seed", "resolution"].
            provider: Such as "google".
            max_price: USD per clip, for `values`; models with an unknown price are left out.
            audio: True: models that can make audio. False: models that can make clips without.
            **values: Parameters and values that the model accepts, such as duration=5, resolution="1080p".

        Raises:
            BadValue: No model has a parameter of that name.
        """
        if max_price is not None and not is_number(max_price):
            raise BadValue(f"max_price must be a number, not {max_price!r}.", field="max_price", value=max_price)
        names = [has] if isinstance(has, str) else list(has)
        for field in (*names, *values):
            if not any(field in one for one in self.models()):
                hint = did_you_mean(
                    field, {*CONDITIONS, *(one.name for model in self.models() for one in model.parameters)}
                )
                raise BadValue(f"No model has the parameter {field}.", field=field, advice=hint)
        words = name.casefold().split()
        chosen = [
            one
            for one in self.models()
            if all(field in one for field in names)
            and all(word in f"{one.id} {one.title}".casefold() for word in words)
            and provider.casefold() in ("", one.provider)
            and all(field in one and one.parameter(field).accepts(value) for field, value in values.items())
            and (audio is None or _fits_audio(one, audio))
        ]
        if max_price is not None:
            if audio is not None:
                values["generate_audio"] = audio
            priced = [(one, one.listed_price(values)) for one in chosen]
            chosen = [one for one, price in priced if price is not None and price.amount <= max_price]
        return Catalogue(self._content, chosen)

    def check(
        self, model_id: str, values: Mapping[str, Any], *, extra: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """As `Model.check`, but an error also names models that accept the value. Unknown ids are not checked.

        Raises:
            BadValue: As `Model.check`.
            UnknownModel: The id is unknown and not of the form provider/model.
        """
        model = self._models.get(model_id) or Model.unknown(model_id)
        try:
            return model.check(values, extra=extra)
        except BadValue as error:
            others = [one.title for one in self._accepting(model_id, error, values)]
            if not others:
                raise
            advice = f"{error.advice} {listed(others[:HINTS])} can take it.".strip()
            raise BadValue(error.what, field=error.field, value=error.value, advice=advice) from None

    def price(self, model_id: str, **values: Any) -> Price | None:
        """As `Model.price`; None for an unknown model, and for values that the model does not accept."""
        model = self._models.get(model_id)
        return None if model is None else model.listed_price(values)

    def as_form(self) -> list[dict[str, Any]]:
        """All models as JSON, for the browser; made once."""
        return self._form

    @functools.cached_property
    def _form(self) -> list[dict[str, Any]]:
        return [one.as_form() for one in self.models()]

    def __repr__(self) -> str:
        return f"<{len(self)} video models of Krea, {self.source}: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col">{escape_text(head)}</th>' for head in HEADINGS)
        return (
            f'<div style="overflow-x:auto"><style>{STYLE}</style>'
            f'<table class="kw-models"><caption>{escape_text(self.source)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{''.join(map(_table_row, self.models()))}</tbody></table></div>"
        )

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def _accepting(self, model_id: str, error: BadValue, values: Mapping[str, Any]) -> list[Model]:
        """Models that accept the refused value, popular ones first."""
        name = re.split(r"[.\[]", error.field)[0]
        value = values.get(name)
        model = self._models.get(model_id)
        if value is None or (model and name in model and model.parameter(name).accepts(value)):
            # The value was not the reason of the error.
            return []
        found = [one for one in self.models() if name in one and _states(one.parameter(name), value)]
        return sorted((one for one in found if _takes(one, values)), key=lambda one: not one.popular)

    def _unknown(self, name: str, fitting: Iterable[Model] = ()) -> UnknownModel:
        suggestions = [one.id for one in fitting] or self._near(name)
        title = self._gone_title(name)
        what = f"Krea has withdrawn {title}." if title else f"There is no model {name!r}."
        if fitting:
            what = f"{name!r} fits several models."
        advice = (
            f"Did you mean {listed(suggestions[:SUGGESTIONS])}?" if suggestions else "See krea.models for all models."
        )
        return UnknownModel(what, suggestions=tuple(suggestions), advice=advice)

    def _gone_title(self, name: str) -> str:
        """The title of a withdrawn model with this id or name, or ""."""
        wanted = _key(name)
        named = ((title, (name, name.partition("/")[2], title)) for name, title in self.gone.items())
        return next((title for title, names in named if wanted in map(_key, names)), "")

    def _near(self, name: str) -> list[str]:
        keys = {_key(text): one.id for one in self.models() for text in (one.id, one.id.partition("/")[2], one.title)}
        near = difflib.get_close_matches(_key(name), keys, SUGGESTIONS, 0.6)
        return list(dict.fromkeys(keys[key] for key in near))


@functools.cache
def bundled() -> Catalogue:
    """The catalogue in this package, read on first use."""
    return Catalogue(json.loads(Path(__file__).with_name("models.json").read_text("utf-8")))


def refresh(document: Mapping[str, Any], *, base: Catalogue | None = None) -> Catalogue:
    """A catalogue from a live OpenAPI document, with the prices and notes that only `base` has.

    A price that the document does not state is an estimate. A model that cannot be read there is that of `base`.

    Args:
        document: The parsed reply of GET https://api.krea.ai/openapi.json.
        base: Another catalogue, which is not changed; None: the bundled one.

    Raises:
        BadInput: The document has no readable video model.
    """
    # Here, because `python -m krea_widgets.catalogue.build` must not be imported before it runs.
    from .build import build

    base = bundled() if base is None else base
    gone = {**base.gone, **{name: one.title for name, one in base.items()}}
    facts = {**base._head, "gone": gone, "models": {record["id"]: _aged(record) for record in base._content[1:]}}
    return Catalogue(build(document, facts))


def _aged(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with a price that a newer document may state otherwise."""
    pricing = record.get("pricing")
    return {**record, "pricing": {**pricing, "exact": False}} if pricing else dict(record)


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "", text.casefold())


def _parts(text: str) -> frozenset[str]:
    # A letter and its number are one part ("o1", "h3"); longer words can be joined to a number ("veo3.1").
    return frozenset(re.findall(r"\b[a-z]\d+|[a-z]+|\d+(?:\.\d+)*", text.casefold()))


def _fits_audio(model: Model, audio: bool) -> bool:
    if "generate_audio" not in model:
        return not audio
    return audio or not model.parameter("generate_audio").deprecated


def _states(parameter: Parameter, value: object) -> bool:
    """Whether a parameter accepts a value by what its schema says, and not because it says nothing."""
    limited = not is_number(value) or bool(parameter.choices) or parameter.maximum is not None
    return limited and parameter.accepts(value)


def _takes(model: Model, values: Mapping[str, Any]) -> bool:
    """Whether a model accepts all values of the parameters that it has."""
    return all(model.parameter(name).accepts(value) for name, value in values.items() if name in model)


def _table_row(model: Model) -> str:
    parameters = {one.name: one for one in model.parameters}
    cheapest = model.cheapest()
    audio = parameters.get("generate_audio")
    name = f"<b>{escape_text(model.title)}</b>" if model.popular else escape_text(model.title)
    cells = [
        f"{name}<br><code>{escape_text(model.id)}</code>",
        *(escape_text(_values(parameters.get(one))) for one in ("duration", "aspect_ratio", "resolution")),
        _yes("end_image" in parameters),
        "always" if audio and audio.deprecated else _yes(audio is not None),
        _yes("seed" in parameters),
        "unknown" if cheapest is None else escape_text(str(cheapest)),
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _values(parameter: Parameter | None) -> str:
    """The choices or the range of a parameter, "" without one."""
    if parameter is None:
        return ""
    if parameter.choices:
        # "4, 6, 8 s" rather than "4 s, 6 s, 8 s".
        unit = f" {parameter.unit}" if parameter.unit else ""
        return ", ".join(label.removesuffix(unit) for label in parameter.labels) + unit
    if parameter.minimum is not None and parameter.maximum is not None:
        low, high = short_number(parameter.minimum), short_number(parameter.maximum)
        return f"{low} to {high} {parameter.unit}".strip()
    return "any"


def _yes(value: bool) -> str:
    return "yes" if value else ""
