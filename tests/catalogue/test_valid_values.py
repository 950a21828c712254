"""Whatever a schema allows, the model takes, and what it then sends is valid under Krea's original schema."""

from __future__ import annotations

import functools
import math
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from krea_widgets.catalogue import Model, bundled
from krea_widgets.errors import BadValue
from krea_widgets.sandbox.validate import issues

SAFE = 2**53 - 1  # what JavaScript can hold
TEXT = st.characters(exclude_categories=["Cs"])
EXAMPLES_EACH = 100  # over 4,000 in all; those drawn through the controls are 24,600, see test_round_trip.py

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("https://a.example/b.png"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What a JSON schema allows, read independently of the catalogue."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return st.one_of([values(one) for one in schema[key]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    kind = schema.get("type")
    if isinstance(kind, list):
        return st.one_of([values({**schema, "type": one}) for one in kind])
    if kind == "string":
        return texts(schema)
    if kind == "array":
        least, most = schema.get("minItems", 0), min(schema.get("maxItems", 4), 4)
        return st.lists(values(schema["items"]), min_size=least, max_size=max(least, most))
    if kind in ("number", "integer"):
        return figures(schema)
    return {"boolean": st.booleans(), "null": st.none(), "object": objects(schema)}[kind]


def texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "uri":
        return st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9/_-]{0,20}\.png", fullmatch=True)
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    most = min(schema.get("maxLength", 60), 60)
    if "pattern" in schema:
        pattern = schema["pattern"].removesuffix("$").removesuffix("+") + f"{{2,{most - 1}}}$"
        return st.from_regex(pattern, fullmatch=True).filter(lambda text: not text.endswith("\n"))
    return st.text(TEXT, min_size=1, max_size=most).filter(str.strip)


def figures(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    low, high = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    whole = st.integers(-SAFE if low is None else math.ceil(low), SAFE if high is None else int(high))
    if schema["type"] == "integer":
        return whole
    broken = st.floats(low, high, allow_nan=False, allow_infinity=False)
    return (whole | broken).filter(lambda one: "exclusiveMinimum" not in schema or one > schema["exclusiveMinimum"])


def objects(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: values(one) for name, one in schema.get("properties", {}).items()}
    required = schema.get("required", [])
    return st.fixed_dictionaries(
        {name: fields[name] for name in required},
        optional={name: one for name, one in fields.items() if name not in required},
    )


STRATEGIES = {model.id: objects(dict(model.schema)) for model in bundled().models()}


@functools.cache
def validator(model: Model) -> Any:
    return jsonschema.Draft202012Validator(model.schema)


def passes(model: Model, body: dict[str, Any]) -> None:
    assume(not any(sum(bool(body.get(name)) for name in names) > 1 for names in model.exclusive))
    sent = model.check(body)
    assert sent == {name: value for name, value in body.items() if value is not None}
    assert not list(validator(model).iter_errors(sent))
    # The sandbox has one rule more, which is not in the schema.
    assert not [issue for issue in issues(model, sent) if "cannot be used together" not in issue.message]


@pytest.mark.slow
@pytest.mark.parametrize("model_id", list(bundled()))
def test_many_valid_bodies_of_each_model_pass(model_id: str) -> None:
    seen = []

    @settings(max_examples=EXAMPLES_EACH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(body=STRATEGIES[model_id])
    def run(body: dict[str, Any]) -> None:
        passes(bundled()[model_id], body)
        seen.append(body)

    run()
    assert len(seen) >= EXAMPLES_EACH
    given_fields = {name for body in seen for name in body}
    assert given_fields == set(bundled()[model_id].schema["properties"])


@pytest.mark.slow
@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bodies_of_the_may_dialect_pass(may_catalogue: Any, data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(may_catalogue.models()))
    body = data.draw(objects(dict(model.schema)))
    passes(model, body)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_passes_is_valid_for_krea(data: st.DataObject) -> None:
    """Junk in any field is refused, by the sandbox too, or sent as something that Krea's schema allows."""
    model = data.draw(st.sampled_from(bundled().models()))
    body = data.draw(STRATEGIES[model.id])
    body[data.draw(st.sampled_from([one.name for one in model.parameters]))] = data.draw(JUNK)
    assert issues(model, body) or validator(model).is_valid(body)
    try:
        sent = model.check(body)
    except BadValue:
        return
    assert validator(model).is_valid(sent)


def test_every_default_is_a_value_that_the_model_takes() -> None:
    for model in bundled().models():
        for one in model.parameters:
            stated = model.schema["properties"][one.name].get("default")
            assert one.default == stated
            assert stated is None or one.check(stated) == stated
