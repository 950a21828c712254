"""The JSON of a model for the browser: labels, limits of every kind, and the aspect ratio of the clip."""

from __future__ import annotations

import pytest

from krea_widgets.catalogue import Catalogue, Parameter
from krea_widgets.catalogue.parameters import Kind


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
        ("kling/kling-o1", "video_reference.url", {"kind": "url", "label": "Web address"}),
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
        models["minimax/hailuo-3"].check({"prompt": "go", "aspect_ratio": "as the image"})["aspect_ratio"] == "adaptive"
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


def test_every_kind_is_one_that_the_page_knows(models: Catalogue) -> None:
    kinds = {one.kind for model in models.models() for one in flat(model.parameters)}
    assert kinds <= set(Kind.__args__)
