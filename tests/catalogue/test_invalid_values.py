"""Every kind of wrong value of every parameter of every model is refused here, and the refusal names the field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from krea_widgets.catalogue import Catalogue, Model, Parameter, bundled
from krea_widgets.errors import BadValue

LINK = "https://a.example/b.png"
ADDRESSES = ("image", "video", "audio", "url")
ALWAYS_WRONG = [object(), {1, 2}, b"bytes", float("nan"), float("inf"), 10**400, 1j]
STRICTER = {"", "  \n", LINK.replace("https", "ftp"), "cat.png", "data:image/png;base64,AAAA", "https:// a.example/b"}


def good(one: Parameter) -> Any:
    """A value that the parameter takes."""
    if one.kind == "choice":
        return one.choices[0]
    if one.kind in ("range", "number"):
        low = one.minimum if one.minimum is not None else one.exclusive_minimum
        return 1 if low is None else low if one.minimum is not None else low + 1
    if one.kind in ADDRESSES:
        return LINK
    if one.item is not None:
        return [good(one.item)] * max(1, one.min_items or 0)
    if one.kind == "object":
        return {inner.name: good(inner) for inner in one.fields if inner.required}
    if one.kind == "switch":
        return True
    uuid = "0" * 8 + "-0000" * 3 + "-" + "0" * 12
    return uuid if "0-9a-fA-F" in one.pattern else "abc"


def wrong(one: Parameter) -> Iterator[Any]:
    """Values that it must not take."""
    yield from ALWAYS_WRONG
    if one.kind != "object":
        yield {}
        yield {"a": 1}
    if one.item is None:
        yield []
        yield [good(one)]
    if one.kind != "switch":
        yield True
        yield False
    if one.kind != "text":
        yield from ["", "nonsense", "  \n"]
    if one.kind not in ("range", "number"):
        yield from [-7, 3.25]
    yield from {"choice": wrong_choices, "range": wrong_numbers, "number": wrong_numbers, "text": wrong_texts}.get(
        one.kind, wrong_others
    )(one)


def wrong_choices(one: Parameter) -> Iterator[Any]:
    yield from ["no such", 987654, *(f"{choice} no" for choice in one.choices)]
    yield from [str(choice) for choice in one.choices if not isinstance(choice, str)]


def wrong_numbers(one: Parameter) -> Iterator[Any]:
    yield from ["5", "5 s", "", "nonsense"]
    if one.integer:
        yield from [good(one) + 0.5, 2**53 + 2]
    for edge, step in ((one.minimum, -1), (one.maximum, 1), (one.exclusive_minimum, 0)):
        if edge is not None:
            yield from [edge + step, edge + step * 0.001 - (0.001 if not step else 0), edge + step * 1e6 - (not step)]


def wrong_texts(one: Parameter) -> Iterator[Any]:
    yield from [5, 5.5, "\ud800", "half \udfff"]
    if one.required:
        yield from ["", "   ", "\n\t"]
    if one.max_length is not None:
        yield from ["x" * (one.max_length + 1), "x" * (one.max_length * 2)]
    if one.min_length and one.min_length > 1:
        yield "x" * (one.min_length - 1)
    if one.pattern:
        yield from ["9bad!", "abc\n", "Ünder"]


def wrong_others(one: Parameter) -> Iterator[Any]:
    if one.kind in ADDRESSES:
        yield from [
            "cat.png",
            "data:image/png;base64,AAAA",
            "ftp://a.example/b.png",
            "https:// a.example/b",
            "https://",
            5,
        ]
        yield "https://a.example/" + "x" * 1024
    if one.item is not None:
        yield from [LINK, (one_bad for one_bad in [LINK])]
        if one.max_items is not None:
            yield [good(one.item)] * (one.max_items + 1)
        if one.min_items:
            yield [good(one.item)] * (one.min_items - 1)
        yield from (
            [bad] * max(1, one.min_items or 0) for bad in wrong(one.item) if one.item.kind != "object" or bad != {}
        )
        yield [None]
    for inner in one.fields if one.kind == "object" else ():
        yield {**good(one), "no_such_field": 1}
        if inner.required:
            yield {name: value for name, value in good(one).items() if name != inner.name}
        yield from ({**good(one), inner.name: bad} for bad in wrong(inner))
    if one.kind == "switch":
        yield from [0, 1, "true", "yes"]


def body(model: Model) -> dict[str, Any]:
    return {one.name: good(one) for one in model.parameters if one.required}


def cases(model: Model) -> list[tuple[str, Any]]:
    return [(one.name, bad) for one in model.parameters for bad in wrong(one)]


@pytest.mark.parametrize("model_id", list(bundled()))
def test_every_wrong_value_is_refused_by_name(model_id: str) -> None:
    model = bundled()[model_id]
    start = body(model)
    assert model.check(start) == start
    for name, bad in cases(model):
        with pytest.raises(BadValue) as caught:
            model.check({**start, name: bad})
        assert caught.value.field.split(".")[0].split("[")[0] == name
        assert name in str(caught.value)
        assert model.title in str(caught.value)
        assert "Nothing was sent." in str(caught.value)
        assert len(caught.value.what) < 700


def test_there_are_enough_wrong_values() -> None:
    assert sum(len(cases(model)) for model in bundled().models()) >= 2000


def stricter(one: Parameter, bad: Any) -> bool:
    """Refused here although the schema has no word against it: blank text, no address, what JSON cannot hold."""
    if isinstance(bad, str):
        return one.kind in ADDRESSES or not bad.strip() or "\ud800" <= bad[-1] <= "\udfff" or bad == "abc\n"
    return not isinstance(bad, (bool, int, float)) or bad != bad or abs(bad) > 2**53


def test_what_is_refused_is_refused_by_krea_too() -> None:
    tried = 0
    for model in bundled().models():
        validator, start = jsonschema.Draft202012Validator(model.schema), body(model)
        for name, bad in cases(model):
            if not stricter(model.parameter(name), bad):
                assert not validator.is_valid({**start, name: bad}), (model.id, name, bad)
                tried += 1
    assert tried > 1000


@pytest.mark.parametrize("model_id", list(bundled()))
def test_missing_and_foreign_fields(model_id: str) -> None:
    model = bundled()[model_id]
    start = body(model)
    for one in model.parameters:
        if one.required:
            for gap in ({}, {one.name: None}):
                rest = {name: value for name, value in start.items() if name != one.name}
                with pytest.raises(BadValue) as caught:
                    model.check({**rest, **gap})
                assert caught.value.field == one.name
    foreign = {one.name for other in bundled().models() for one in other.parameters} - {
        one.name for one in model.parameters
    }
    for name in [*foreign, "negative_prompt", "fps", "nonsense"]:
        with pytest.raises(BadValue) as caught:
            model.check({**start, name: 1})
        assert caught.value.field == name
        assert f"{model.title} has no {name}" in str(caught.value)


def test_lists_and_dicts_are_checked_inside(models: Catalogue) -> None:
    for model in models.models():
        for one in model.parameters:
            for inner in one.fields:
                spoilt = {**good(one.item or one), inner.name: object()}
                with pytest.raises(BadValue) as caught:
                    model.check(
                        {**body(model), one.name: [spoilt] * max(1, one.min_items or 0) if one.item else spoilt}
                    )
                where = f"{one.name}[0].{inner.name}" if one.item else f"{one.name}.{inner.name}"
                assert caught.value.field.startswith(where)


def test_fields_that_exclude_each_other(models: Catalogue) -> None:
    marked = [model for model in models.models() if model.exclusive]
    assert marked
    for model in marked:
        for first, second in model.exclusive:
            both = {name: good(model.parameter(name)) for name in (first, second)}
            for name in both:
                assert model.check({**body(model), name: both[name]})[name] == both[name]
            with pytest.raises(BadValue, match="not both"):
                model.check({**body(model), **both})
            assert model.check({**body(model), first: both[first], second: None})
            assert model.check({**body(model), first: both[first], second: []})


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    with pytest.raises(BadValue, match=r"x is 12 characters long, 3 more than its limit of 9\."):
        Parameter("x", "text", max_length=9).check("a" * 12)
