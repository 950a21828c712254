"""models.json is what the documents say, and any other document gives a catalogue or a clear refusal, never a crash."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import krea_widgets.catalogue
from krea_widgets.catalogue import Catalogue, Parameter, bundled, json_schema, refresh
from krea_widgets.catalogue.build import build, write
from krea_widgets.errors import BadInput, BadValue

FOLDER = Path(krea_widgets.catalogue.__file__).parent
DATA = Path(__file__).parent / "data"
# fmt: off
WORDS = st.sampled_from([
    "type", "enum", "anyOf", "oneOf", "allOf", "const", "items", "properties", "required", "default", "minimum",
    "maximum", "exclusiveMinimum", "pattern", "format", "maxLength", "maxItems", "$ref", "amount", "dimensions",
])
# fmt: on
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
LINK = {"type": "string", "format": "uri"}


def document(properties: dict[str, Any], **operation: Any) -> dict[str, Any]:
    body = {"type": "object", "properties": {"prompt": {"type": "string"}, **properties}, "required": ["prompt"]}
    post = {"summary": "A B", **operation, "requestBody": {"content": {"application/json": {"schema": body}}}}
    return {"openapi": "3.1.0", "info": {"version": "2027-01-02"}, "paths": {"/generate/video/a/b": {"post": post}}}


def read(name: str, one: Any) -> Parameter:
    return json_schema.parameter(name, one)


def test_models_json_is_up_to_date(tmp_path: Path) -> None:
    write(DATA / "openapi-2026-10.json", tmp_path / "models.json")
    assert (tmp_path / "models.json").read_text("utf-8") == (FOLDER / "models.json").read_text("utf-8")


def test_models_json_has_one_model_per_line(models: Catalogue) -> None:
    lines = (FOLDER / "models.json").read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.rstrip(","))["id"] for line in lines[2:-1]] == list(models)


def test_the_original_schemas_are_kept_untouched(october: dict[str, Any], models: Catalogue) -> None:
    assert len(october["paths"]) == len(models)
    for path, item in october["paths"].items():
        original = item["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert models[path.removeprefix("/generate/video/")].schema == original


def test_nothing_of_the_newer_document_is_raw(models: Catalogue) -> None:
    for model in models.models():
        for one in model.parameters:
            assert not one.raw, (model.id, one.name)
            assert one.required == (one.name in model.schema["required"])
            assert one.nullable == ("null" in json.dumps(model.schema["properties"][one.name]))


def test_the_dialects(may_catalogue: Catalogue) -> None:
    old = may_catalogue
    assert old["lightricks/ltx-video-2.3-22b"].parameter("duration").choices == (5, 10, 15, 20)
    assert old["google/veo-3.1"].parameter("duration").choices == (4, 6, 8)
    assert old["kling/kling-2"].parameter("duration").choices == (5,)
    control = old["kling/kling-1"].parameter("camera_control")
    assert (control.kind, control.raw) == ("object", True)
    assert old["alibaba/wan-2.2"].parameter("guide_scale").check([1, 2.5]) == [1, 2.5]
    assert old["minimax/hailuo"].parameter("camera_control").kind == "list"
    subjects = old["minimax/hailuo"].parameter("subjects")
    assert [one.kind for one in subjects.fields] == ["choice", "images"]
    assert old["runway/aleph"].parameter("init_image_url").kind == "image"
    assert old["google/veo-3.1"].parameter("start_image").nullable
    assert old["google/veo-2"].aliases == {"image_url": "start_image"}
    assert {one.name for one in old["kling/kling-2.5"].parameters if not one.rare} >= {"prompt", "duration", "mode"}


@pytest.mark.parametrize(
    ("name", "one", "expected"),
    [
        ("start_image", {"type": ["string", "null"], "format": "uri"}, {"kind": "image", "nullable": True}),
        ("start_image", {"type": "string"}, {"kind": "image"}),
        ("end_image", {"anyOf": [LINK, {"type": "null"}]}, {"kind": "image", "nullable": True}),
        ("audio_url", LINK, {"kind": "audio"}),
        ("edit_video", {"type": "string"}, {"kind": "video"}),
        ("reference_images", {"type": "array", "items": LINK}, {"kind": "images"}),
        ("reference_audios", {"type": "array", "items": LINK}, {"kind": "audios"}),
        ("duration", {"type": "number", "enum": [4, 8]}, {"kind": "choice", "labels": ("4 s", "8 s")}),
        ("duration", {"anyOf": [{"anyOf": [{"const": 5}, {"const": 10}]}, {"const": 15}]}, {"choices": (5, 10, 15)}),
        ("duration", {"type": "integer", "minimum": 5, "maximum": 15}, {"kind": "range", "integer": True, "unit": "s"}),
        ("duration", {"type": "number", "default": 5}, {"kind": "number", "default": 5, "label": "Duration"}),
        ("strength", {"type": "number", "minimum": -2, "maximum": 2}, {"kind": "range", "step": 0.1}),
        ("time", {"type": "number", "minimum": 0, "maximum": 1}, {"kind": "range", "step": 0.01}),
        ("distance", {"type": "number", "exclusiveMinimum": 0}, {"exclusive_minimum": 0, "minimum": None}),
        ("far", {"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"exclusive_minimum": 0, "minimum": None}),
        ("mode", {"const": "pro", "default": "pro"}, {"kind": "choice", "choices": ("pro",), "default": "pro"}),
        ("mode", {"enum": ["a", None]}, {"choices": ("a",), "nullable": True}),
        ("mode", {"type": "string", "enum": ["a"], "default": "gone"}, {"default": None}),
        ("generate_audio", {"type": "boolean", "deprecated": True}, {"kind": "switch", "rare": True, "label": "Audio"}),
        ("seed", {"allOf": [{"type": "integer", "minimum": 0}, {"maximum": 9}]}, {"kind": "range", "maximum": 9}),
        ("seed", {"type": "integer", "nullable": True}, {"kind": "number", "nullable": True}),
        ("anything", {}, {"kind": "text", "raw": True}),
        ("anything", {"type": "tuple"}, {"kind": "text", "raw": True}),
        ("anything", {"type": ["string", "number"]}, {"kind": "text", "raw": True}),
        ("anything", {"type": "object"}, {"kind": "object", "raw": True}),
        ("anything", {"enum": [{"a": 1}]}, {"raw": True}),
        ("tag", {"type": "string", "pattern": "("}, {"pattern": ""}),
        ("tag", {"type": "string", "pattern": "^a$"}, {"pattern": r"^a\Z"}),
        ("tag", {"type": "string", "pattern": "^[a-z(+*]+$"}, {"pattern": r"^[a-z(+*]+\Z"}),
        # Exponential, or nearly.
        ("tag", {"type": "string", "pattern": "^(a+)+$"}, {"pattern": ""}),
        ("tag", {"type": "string", "pattern": "^(a|aa){1,}$"}, {"pattern": ""}),
        ("tag", {"type": "string", "pattern": ".*.*.*.*="}, {"pattern": ""}),
        ("tag", {"type": "string", "pattern": r"a\$"}, {"pattern": r"a\$"}),
        ("tag", {"type": "string", "maxLength": 0, "minLength": 0}, {"max_length": 0, "min_length": 0}),
        ("tag", {"type": "string", "maxLength": -1, "minLength": True}, {"max_length": None, "min_length": None}),
        ("far", {"type": "number", "minimum": True, "maximum": 1e999}, {"minimum": None, "maximum": None}),
        ("far", {"type": "number", "maximum": 1, "exclusiveMaximum": True}, {"exclusive_maximum": 1, "maximum": None}),
        ("far", {"type": "number", "exclusiveMinimum": 0}, {"step": 0.1}),
        ("far", {"type": "number", "minimum": 0, "maximum": 10}, {"step": 0.1}),
        ("far", {"type": "number", "minimum": 0, "maximum": 11}, {"step": 1}),
        ("far", {"type": "number", "minimum": 0}, {"step": 1}),
        ("pause_seconds", {"type": "number"}, {"unit": "s", "rare": True, "label": "Pause seconds", "hint": ""}),
        ("prompt", {"type": "string"}, {"rare": False, "kind": "text"}),
        ("id", {"type": "string", "format": "uuid"}, {"pattern": json_schema.UUID, "kind": "text"}),
        ("url", LINK, {"kind": "url", "label": "Web address"}),
    ],
)  # fmt: skip
def test_one_schema_one_parameter(name: str, one: dict[str, Any], expected: dict[str, Any]) -> None:
    found = read(name, one)
    assert {key: getattr(found, key) for key in expected} == expected


def test_raw_values_pass_through() -> None:
    found = Catalogue(build(document({"x": {"type": "tuple"}, "y": {"oneOf": [{"type": "object"}] * 2}})))["a/b"]
    values = {"prompt": "p", "x": {"any": [None]}, "y": {"deep": 1}}
    assert found.check(values) == values


def test_references_are_followed_and_loops_end() -> None:
    parts = {
        "L": {"type": "integer", "minimum": 1},
        "Loop": {
            "type": "object",
            "properties": {"a": {"$ref": "#/components/schemas/Loop"}, "b": {"$ref": "#/components/schemas/Loop"}},
        },
    }
    made = document(
        {
            "n": {"$ref": "#/components/schemas/L"},
            "loop": {"$ref": "#/components/schemas/Loop"},
            "gone": {"$ref": "#/nowhere"},
        }
    )
    made["components"] = {"schemas": parts, "Body": {}}
    model = Catalogue(build(made))["a/b"]
    assert model.parameter("n").minimum == 1
    assert model.parameter("loop").kind == "object"
    assert model.parameter("gone").raw
    body = made["paths"]["/generate/video/a/b"]["post"]
    made["components"]["Whole"] = body["requestBody"]["content"]["application/json"]["schema"]
    body["requestBody"]["content"]["application/json"]["schema"] = {"$ref": "#/components/Whole"}
    assert Catalogue(build(made))["a/b"].parameter("n").minimum == 1


def test_titles() -> None:
    def title(summary: Any) -> str:
        return Catalogue(build(document({}, summary=summary)))["a/b"].title

    assert [title(one) for one in ("Nice 2.0*", "an_internal_name", None, "")] == ["Nice 2.0", "B", "B", "B"]


def test_deprecated_models_and_aliases() -> None:
    aliases = [{"from": "presetStyles", "to": "styles"}, {"from": "startImage", "to": "start_image"}, "junk"]
    made = document({"styles": {"type": "boolean"}}, deprecated=True, **{"x-krea-deprecated-field-aliases": aliases})
    model = Catalogue(build(made))["a/b"]
    assert model.deprecated
    assert model.aliases == {"presetStyles": "styles"}


def test_price_points_that_cannot_be_read_are_left_out() -> None:
    good = {"amount": 0.5, "dimensions": {"duration": 5}}
    bad = [5, {"amount": 1}, {"amount": 1, "dimensions": [5]}, {"amount": 1, "dimensions": {"duration": [5]}}]
    bad += [{"amount": amount, "dimensions": {}} for amount in (True, "one", None, -1, float("inf"), float("nan"))]

    def price(*points: Any) -> Any:
        pricing = {"price_points": list(points), "unit": "request"}
        made = document({"duration": {"type": "integer"}}, **{"x-krea-pricing": pricing})
        return Catalogue(build(made))["a/b"].listed_price({"duration": 5})

    assert price(*bad) is None
    found = price(*bad, good)
    assert (found.amount, found.currency, found.exact) == (0.5, "USD", True)
    assert price({**good, "amount": 0}).amount == 0


def test_refresh_keeps_what_only_the_bundled_one_knows(october: dict[str, Any], models: Catalogue) -> None:
    fresh = refresh(october)
    assert list(fresh) == list(models)
    for model in models.models():
        assert fresh[model.id] == model
    assert fresh.default.id == models.default.id
    assert fresh.gone == models.gone


def test_refresh_follows_the_live_document(october: dict[str, Any], models: Catalogue) -> None:
    live = copy.deepcopy(october)
    paths = live["paths"]
    paths.pop("/generate/video/" + models.default.id)
    kept = next(one for one in models.models() if one.pricing and one is not models.default)
    pricing = {
        "currency": "USD",
        "unit": "second",
        "source": "rate_card_api",
        "price_points": [{"amount": 0.5, "dimensions": {}}],
    }
    paths["/generate/video/" + kept.id]["post"]["x-krea-pricing"] = pricing
    paths.update(document({"new_field": {"type": "wonder"}})["paths"])
    live["info"]["version"] = "2027-01-02"
    fresh = refresh(live)
    assert fresh.date == "2027-01-02"
    assert models.default.id not in fresh
    assert models.default.id in fresh.gone
    assert fresh.default.id in fresh
    assert fresh["a/b"].check({"prompt": "x", "new_field": 3}) == {"prompt": "x", "new_field": 3}
    if "duration" in kept:
        price = fresh[kept.id].listed_price({"duration": 8})
        assert price is not None
        assert (price.amount, price.exact, price.date) == (4.0, True, "2027-01-02")
    assert models is bundled()
    assert models.default.id in models


@pytest.mark.parametrize("broken", [
    {}, [], None, "text", 5, {"paths": None}, {"paths": []}, {"paths": {}}, {"paths": {"/jobs": {"get": {}}}},
    {"paths": {"/generate/video/a/b": None}}, {"paths": {"/generate/video/a/b": {"post": []}}},
    {"paths": {"/generate/video/a/b": {"post": {"requestBody": {"content": 5}}}}},
    {"paths": {"/generate/video/{provider}/{model}": document({})["paths"]["/generate/video/a/b"]}},
    {"paths": {"/generate/video/a/b": {"post": {"requestBody": {"$ref": "#/paths"}}}}},
])  # fmt: skip
def test_broken_documents_are_refused(broken: Any, models: Catalogue) -> None:
    before = json.dumps(models._content)
    with pytest.raises(BadInput) as caught:
        refresh(broken)
    assert "document" in str(caught.value)
    assert json.dumps(bundled()._content) == before


@pytest.mark.slow
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(one=JSON, value=JSON)
def test_no_schema_and_no_value_crashes(one: Any, value: Any) -> None:
    found = read("x", one)
    found.accepts(value)
    found.allowed()
    found.as_form()


@pytest.mark.slow
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), junk=JSON)
def test_a_spoilt_document_never_crashes(october: dict[str, Any], data: st.DataObject, junk: Any) -> None:
    """One node anywhere in one model's operation is replaced by junk."""
    path = data.draw(st.sampled_from(sorted(october["paths"])))
    live = {"info": october["info"], "paths": {path: copy.deepcopy(october["paths"][path])}}
    node: Any = live["paths"]
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        inner = node[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.integers(0, 5)) == 0:
            node[key] = junk
            break
        node = inner
    try:
        fresh = refresh(live)
    except BadInput:
        return
    for model in fresh.models():
        json.dumps(model.as_form())
        model.listed_price({"duration": 5})
        model.complete({"prompt": "x"}, still_ratio=1.5)
        try:
            model.check({"prompt": "x", "duration": 5})
        except BadValue:
            continue
    assert fresh._repr_html_()
