"""The JSON of a model for the browser: labels, limits of every kind, and the aspect ratio of the clip."""

from __future__ import annotations

import math
from typing import Any

import pytest

from krea_widgets.catalogue import Catalogue, Model, Parameter
from krea_widgets.catalogue.json_schema import parameter
from krea_widgets.catalogue.parameters import Kind, match_choice
from krea_widgets.errors import BadValue


def flat(parameters: tuple[Parameter, ...]) -> list[Parameter]:
    """The parameters and those inside them."""
    return [one for outer in parameters for one in (outer, *flat(outer.fields))]


def test_labels_are_for_people(models: Catalogue) -> None:
    for model in models.models():
        labels = [one.label for one in model.parameters]
        assert len(set(labels)) == len(labels), model.id
        for one in flat(model.parameters):
            assert one.label[:1].isupper(), one.name
            assert "_" not in one.label
            assert one.label.lower() not in ("url", "urls", "multi prompt", "num frames")


@pytest.mark.parametrize(
    ("model", "path", "wanted"),
    [
        (
            "minimax/h3-max-camera-controls",
            "camera_trajectory",
            {"min_items": 2, "max_items": 12, "label": "Camera path"},
        ),
        ("minimax/h3-max-camera-controls", "camera_trajectory.distance", {"above": 0, "step": 0.1}),
        (
            "kling/kling-o1",
            "style_references.tag",
            {"pattern": "^[a-z][a-z0-9_-]+$", "min_length": 3, "max_length": 16},
        ),
        ("kling/kling-o1", "style_references.url", {"kind": "image", "label": "Image"}),
        ("kling/kling-o1", "video_reference.url", {"kind": "video", "label": "Video"}),
        ("kling/kling-o1", "element_references.images", {"kind": "images", "min_items": 1, "max_items": 3}),
        ("lightricks/ltx-video-2.3-22b", "num_frames", {"integer": True, "min": 9, "max": 481}),
        ("alibaba/wan-2.2", "aspect_ratio", {"default": None}),
        ("kling/kling-3.0", "mode", {"labels": ["standard", "pro", "4K"], "choices": ["std", "pro", "4k"]}),
    ],
)
def test_the_form_states_every_limit(models: Catalogue, model: str, path: str, wanted: dict[str, object]) -> None:
    fields = models[model].as_form()["parameters"]
    for name in path.split("."):
        form = next(one for one in fields if one["name"] == name)
        fields = form["fields"]
    assert {name: form.get(name) for name in wanted} == wanted


def test_what_a_label_says_is_also_taken(models: Catalogue) -> None:
    assert models["kling/kling-3.0"].check({"prompt": "go", "mode": "Standard"})["mode"] == "std"
    assert (
        models["minimax/hailuo-3"].check({"prompt": "go", "aspect_ratio": "same as image"})["aspect_ratio"]
        == "adaptive"
    )


@pytest.mark.parametrize(
    ("model", "values", "ratio"),
    [
        ("kling/kling-2.5", {}, 16 / 9),
        ("kling/kling-2.5", {"aspect_ratio": "1:1"}, 1),
        ("runway/gen-4.5", {"aspect_ratio": "1584:672"}, 1584 / 672),
        ("runway/gen-4.5", {"aspect_ratio": "9:16"}, 720 / 1280),
        ("minimax/hailuo-3", {"aspect_ratio": "adaptive"}, None),
        ("minimax/hailuo-2.3", {}, None),
        ("xai/grok-video", {}, None),
        ("alibaba/wan-2.2", {}, None),
        ("alibaba/wan-2.2", {"aspect_ratio": "9:16"}, 9 / 16),
        ("alibaba/wan-2.2", {"width": 640, "height": 480}, 4 / 3),
    ],
)
def test_the_ratio_of_the_clip(models: Catalogue, model: str, values: dict[str, object], ratio: float | None) -> None:
    assert models[model].frame_ratio(values) == (None if ratio is None else pytest.approx(ratio))


@pytest.mark.parametrize(
    ("model", "ratio", "nearest"),
    [
        ("kling/kling-2.5", 3 / 4, "9:16"),
        ("kling/kling-2.5", 4 / 3, "16:9"),
        ("kling/kling-2.5", 7 / 8, "1:1"),
        ("kling/kling-2.5", 1, "1:1"),
        ("kling/kling-2.5", 20, "16:9"),
        ("runway/gen-4.5", 21 / 9, "1584:672"),
        ("minimax/hailuo-2.3", 3 / 4, ""),
    ],
)
def test_the_nearest_ratio(models: Catalogue, model: str, ratio: float, nearest: str) -> None:
    assert models[model].nearest_ratio(ratio) == nearest


@pytest.mark.parametrize("ratio", [0, -1, math.nan, math.inf, "16:9", None])
def test_what_is_no_ratio(models: Catalogue, ratio: Any) -> None:
    for ask in (models["kling/kling-2.5"].nearest_ratio, models["alibaba/wan-2.2"].fit_size):
        with pytest.raises(BadValue, match="is not an aspect ratio"):
            ask(ratio)


def test_every_kind_is_one_that_the_page_knows(models: Catalogue) -> None:
    kinds = {one.kind for model in models.models() for one in flat(model.parameters)}
    assert kinds <= set(Kind.__args__)


def number(**limits: float) -> Parameter:
    return Parameter("x", "number", **limits)


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Parameter("x", "choice", choices=("a", "b_c", True), labels=("A", "b c", "True")), "a, b_c or True"),
        (Parameter("x", "choice", choices=(5, 10.0), labels=("5 s", "10 s"), unit="s"), "5 or 10 s"),
        (
            Parameter("x", "choice", choices=("1280:720", "1:1", "adaptive"), labels=("16:9", "1:1", "same as image")),
            "16:9 (1280:720), 1:1 or same as image (adaptive)",
        ),
        (Parameter("x", "range", minimum=5, maximum=15.0, integer=True, unit="s"), "a whole number from 5 to 15 s"),
        (number(minimum=0), "a number of at least 0"),
        (number(maximum=2.5), "a number of at most 2.5"),
        (number(exclusive_minimum=0, exclusive_maximum=1), "a number above 0 below 1"),
        (Parameter("x", "number", unit="px"), "a number of px"),
        (number(), "a number"),
        (Parameter("x", "text", max_length=9), "text of at most 9 characters"),
        (Parameter("x", "url", max_length=9), "an http or https URL of at most 9 characters"),
        (
            Parameter("x", "urls", item=Parameter("x", "url"), max_items=3),
            "a list of at most 3, each an http or https URL",
        ),
        (Parameter("x", "list", item=number(), min_items=2), "a list of at least 2, each a number"),
        (Parameter("x", "list", item=number(), min_items=1, max_items=3), "a list of 1 to 3, each a number"),
        (Parameter("x", "object", fields=(number(), Parameter("y", "text"))), "a dict with x and y"),
        (Parameter("x", "object"), "a dict"),
        (Parameter("x", "switch"), "True or False"),
        (Parameter("x", "text", raw=True), "anything"),
    ],
)
def test_the_valid_values_in_words(one: Parameter, text: str) -> None:
    assert one.allowed() == text
    assert repr(one) == f"<x: {text}>"


def test_the_repr_of_a_parameter() -> None:
    assert repr(Parameter("x", "image", required=True)) == "<x: required, an image>"
    assert repr(Parameter("x", "switch", default=False)) == "<x: True or False; default False>"


def test_the_form_leaves_out_what_is_not_set() -> None:
    plain = {"fields": [], "choices": [], "labels": [], "default": None, "label": "", "unit": "", "step": None}
    plain |= dict.fromkeys(("min", "max", "max_length", "max_items")) | {"name": "x", "kind": "text"}
    plain |= dict.fromkeys(("required", "rare", "nullable"), False)
    assert Parameter("x", "text").as_form() == plain
    limits = {"exclusive_minimum": 0, "exclusive_maximum": 2, "min_items": 0}
    form = Parameter("x", "text", pattern=r"^a\Z", integer=True, raw=True, hint="h", min_length=1, **limits).as_form()
    given = {"pattern": "^a$", "integer": True, "raw": True, "hint": "h", "min_length": 1, "min_items": 0}
    assert form == {**plain, **given, "min": 0, "max": 2, "above": 0, "below": 2}
    assert Parameter("x", "number", minimum=1, exclusive_minimum=0).as_form()["min"] == 1


@pytest.mark.parametrize(
    ("value", "choices", "found"),
    [
        ("4K", ["720p", "4k"], "4k"),
        (1080, ["720p", "1080p"], "1080p"),
        ("dolly-in", ["dolly_in", "dolly out"], "dolly_in"),
        ("16x9", ["1280:720", "720:1280"], "1280:720"),
        ("21:9", ["1584:672", "1280:720"], "1584:672"),
        ("Standard", ["std", "pro"], "std"),
        ("a", ["A", "a"], "a"),
        ("a b", ["A-b", "a_B"], None),
        (True, ["True"], None),
        (1.5, ["1.5"], None),
        (5, [5, 10], 5),
        ("7:5", ["1280:720"], None),
    ],
)
def test_loose_spelling_means_one_choice_or_none(value: object, choices: list[Any], found: object) -> None:
    assert match_choice(value, choices) == found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 58, "'" + "x" * 58 + "'"),
        ("x" * 59, "'" + "x" * 58 + "…"),
        ([1] * 99, "[1, 1, 1, 1, 1, 1, ...]"),
        (5.5, "5.5"),
    ],
)
def test_a_refused_value_is_shown_shortened(value: object, shown: str) -> None:
    with pytest.raises(BadValue) as caught:
        Parameter("x", "switch").check(value)
    assert caught.value.what == f"x cannot be {shown}, it must be True or False."
    assert (caught.value.field, caught.value.value) == ("x", value)


def test_the_size_of_a_clip_in_pixels() -> None:
    def model(**sides: dict[str, Any]) -> Model:
        parameters = [Parameter(name, "range", **{"required": True, **limits}) for name, limits in sides.items()]
        return Model("a/b", "B", "a", tuple(parameters))

    free = model(width={}, height={})
    assert [free.fit_size(ratio) for ratio in (1, 832 / 480, 16 / 9, 0.5)] == [
        (624, 624), (832, 480), (848, 480), (448, 896),
    ]  # fmt: skip
    own = model(width={"default": 1280, "minimum": 320}, height={"default": 720, "maximum": 1000})
    assert [own.fit_size(ratio) for ratio in (16 / 9, 1, 0.1, 50)] == [
        (1280, 720),
        (960, 960),
        (320, 1000),
        (6784, 136),
    ]
    fine = model(width={"minimum": 100, "maximum": 104}, height={"default": 8})
    assert fine.fit_size(1) == (104, 632)
    assert free.complete({"width": 1280}, still_ratio=2) == {"width": 1280, "height": 640}
    assert free.complete({"height": 640}, still_ratio=2) == {"width": 1280, "height": 640}
    assert free.complete({"width": 0, "aspect_ratio": "1:1"}) == {"width": 0, "aspect_ratio": "1:1", "height": 624}
    assert free.frame_ratio({"width": 640, "height": 0}) is None


def test_numbers_that_javascript_keeps_are_whole() -> None:
    whole, real = Parameter("x", "number", integer=True), number()
    most = 2**53 - 1
    assert [whole.check(value) for value in (most, -most, 5.0)] == [most, -most, 5]
    assert isinstance(whole.check(5.0), int)
    assert not any(whole.accepts(value) for value in (most + 1, -most - 1, 0.5))
    assert isinstance(real.check(most + 1), float)
    assert real.check(1.5) == 1.5


@pytest.mark.parametrize(
    ("limits", "good", "bad"),
    [
        ({"minimum": 1, "maximum": 3}, (1, 3), (0, 4, 0.99, 3.01)),
        ({"exclusive_minimum": 1, "exclusive_maximum": 3}, (1.01, 2.99), (1, 3)),
    ],
)
def test_limits_of_numbers(limits: dict[str, float], good: tuple[float, ...], bad: tuple[float, ...]) -> None:
    assert all(number(**limits).accepts(value) for value in good)
    assert not any(number(**limits).accepts(value) for value in bad)


@pytest.mark.parametrize("key", ["allOf", "anyOf", "oneOf"])
def test_a_schema_without_end_is_raw(key: str) -> None:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(5000):
        schema = {key: [schema]}
    assert parameter("seed", schema).raw
