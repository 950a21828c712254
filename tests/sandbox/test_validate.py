"""Every model of the catalogue, judged by its own schema: what fits is taken, what does not is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from krea_widgets.catalogue import bundled

MODELS = {model.id: model for model in bundled().models()}


def sample(schema: Mapping[str, Any], name: str, media: Mapping[str, str]) -> Any:
    """A value that fits a schema; a media URL is chosen by the field's name."""
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], name, media)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1]
    kind = schema["type"]
    if kind == "string":
        if schema.get("format") == "uri":
            return media["video" if "video" in name else "image"]
        return {"uuid": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}.get(schema.get("format", ""), "slow-pan")
    if kind in {"number", "integer"}:
        return schema.get("minimum", schema.get("exclusiveMinimum", 639) + 1)
    if kind == "array":
        return [sample(schema["items"], name, media)] * max(schema.get("minItems", 1), 1)
    if kind == "object":
        return {key: sample(part, key, media) for key, part in schema["properties"].items()}
    return True


def misfits(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Values that break one rule of a schema each."""
    if "anyOf" in schema:
        yield from misfits_of_any(schema["anyOf"])
        return
    if "enum" in schema:
        yield "no such thing"
    if "minimum" in schema:
        yield schema["minimum"] - 1
    if "maximum" in schema:
        yield schema["maximum"] + 1
    if "exclusiveMinimum" in schema:
        yield schema["exclusiveMinimum"]
    if "maxLength" in schema:
        yield "https://sandbox/" + "x" * schema["maxLength"]
    if schema.get("minLength"):
        yield ""
    if "maxItems" in schema:
        yield [sample(schema["items"], "", {"image": "http://sandbox/x", "video": "http://sandbox/x"})] * (
            schema["maxItems"] + 1
        )
    yield {"string": 5, "number": "5", "integer": 5.5, "boolean": 1, "array": {}, "object": []}.get(
        schema.get("type", ""), []
    )


def misfits_of_any(parts: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """Values that fit none of several schemas."""
    if all("const" in part for part in parts):
        yield max(part["const"] for part in parts) + 1
    else:
        yield from (value for part in parts for value in misfits(part) if value is not None)


@pytest.fixture(scope="module")
def shared(lasting_simulator):
    """One sandbox for all models, with an image and a video to refer to."""
    video = lasting_simulator.upload(b"0000ftypisom", "a.mp4", "video/mp4").json()["image_url"]
    return lasting_simulator, {"image": lasting_simulator.still(), "video": video}


def minimal(model: Any, media: Mapping[str, str]) -> dict[str, Any]:
    return {name: sample(model.schema["properties"][name], name, media) for name in model.schema["required"]}


def post(simulator: Any, model: Any, body: Mapping[str, Any]) -> Any:
    return simulator.request("POST", f"/generate/video/{model.id}", json=body)


def test_there_are_models():
    assert len(MODELS) > 30


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_a_good_shot_is_taken(shared, model):
    simulator, media = shared
    body = minimal(model, media)
    if "start_image" in model.schema["properties"]:
        body["start_image"] = media["image"]
    reply = post(simulator, model, body)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_parameter_is_taken(shared, model):
    simulator, media = shared
    for name, schema in model.schema["properties"].items():
        body = {**minimal(model, media), name: sample(schema, name, media)}
        reply = post(simulator, model, body)
        assert reply.status_code == 200, (name, reply.text)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_an_unknown_key_is_refused(shared, model):
    simulator, media = shared
    reply = post(simulator, model, {**minimal(model, media), "negative_prompt": "blur"})
    assert reply.status_code == 422
    assert [(issue["path"], issue["code"]) for issue in reply.json()["issues"]] == [
        ("negative_prompt", "unrecognized_keys")
    ]


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_misfit_is_refused_by_name(shared, model):
    simulator, media = shared
    broken = 0
    for name, schema in model.schema["properties"].items():
        for value in misfits(schema):
            reply = post(simulator, model, {**minimal(model, media), name: value})
            assert reply.status_code == 422, (name, value)
            assert {issue["path"].split(".")[0] for issue in reply.json()["issues"]} == {name}, (
                name,
                value,
                reply.text,
            )
            broken += 1
    assert broken > len(model.schema["properties"])


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_a_missing_required_field_is_refused(shared, model):
    simulator, media = shared
    for name in model.schema["required"]:
        body = minimal(model, media)
        del body[name]
        reply = post(simulator, model, body)
        assert (reply.status_code, [issue["path"] for issue in reply.json()["issues"]]) == (422, [name])
