"""The catalogue finds, filters, shows and completes models; its messages are right, and the code names no model."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import krea_widgets.catalogue
from krea_widgets.catalogue import Catalogue, Model, build, bundled
from krea_widgets.catalogue import catalogue as module
from krea_widgets.errors import BadValue, UnknownModel

FOLDER = Path(krea_widgets.catalogue.__file__).parent
LINK = "https://a.example/b.png"


def test_it_is_a_mapping_of_models(models: Catalogue) -> None:
    assert models is bundled()
    assert len(models) == len(list(models)) == len(models.models()) > 0
    assert models._ipython_key_completions_() == list(models)
    for model_id, model in models.items():
        assert models[model_id] is model
        assert model.id == model_id
        assert model.provider == model_id.split("/")[0]
        assert model.title
        assert "prompt" in model
    assert models.default in models.models()
    assert models.get("nobody/nothing") is None
    assert "nobody/nothing" not in models
    assert models.source in repr(models)
    assert models.date


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("kling/kling-2.5", "kling/kling-2.5"),
        ("video/kling/kling-2.5", "kling/kling-2.5"),
        ("/generate/video/google/veo-3.1", "google/veo-3.1"),
        ("veo 3.1", "google/veo-3.1"),
        ("Veo3.1", "google/veo-3.1"),
        (" VEO-3.1 fast ", "google/veo-3.1-fast"),
        ("hailuo", "minimax/hailuo"),
        ("hailuo 2.3", "minimax/hailuo-2.3"),
        ("kling", "kling/kling-2.5"),
        ("google veo 3.1", "google/veo-3.1"),
        ("gen-4.5", "runway/gen-4.5"),
        ("wan", "alibaba/wan-2.5"),
        ("veo3.1 lite", "google/veo-3.1-lite"),
        ("h3max", "minimax/h3-max"),
        ("kling o1", "kling/kling-o1"),
        ("Seedance 2.0", "bytedance/seedance-2"),
    ],
)
def test_rough_names_find_the_model(models: Catalogue, name: str, model_id: str) -> None:
    assert models.find(name).id == model_id


def test_every_model_is_found_by_id_and_title(models: Catalogue) -> None:
    for model in models.models():
        assert models.find(model.id) is model
        assert models.find(model.title.upper()) is model


@pytest.mark.parametrize("name", ["klign 2.5", "kling 25", "kling/kling-2.55", "vep 3.1"])
def test_typos_get_suggestions(models: Catalogue, name: str) -> None:
    for look in (models.find, models.__getitem__):
        with pytest.raises(UnknownModel) as caught:
            look(name)
        assert caught.value.suggestions
        assert set(caught.value.suggestions) <= set(models)
        assert caught.value.suggestions[0] in str(caught.value)


@pytest.mark.parametrize("name", ["", "   ", "zzzzzz", "!!", "seedance", "😀"])
def test_names_that_say_nothing_are_refused(models: Catalogue, name: str) -> None:
    with pytest.raises(UnknownModel):
        models.find(name)


def test_the_error_for_a_withdrawn_model(models: Catalogue) -> None:
    assert models.gone
    for model_id, title in models.gone.items():
        for name in (model_id, title, model_id.split("/")[1], f"video/{model_id}"):
            with pytest.raises(UnknownModel, match="Krea has withdrawn") as caught:
                models.find(name)
            assert title in str(caught.value)


def test_filter(models: Catalogue) -> None:
    ended = models.filter(has="end_image")
    assert 0 < len(ended) < len(models)
    assert all("end_image" in model for model in ended.models())
    cheap = models.filter(has=["end_image"], max_price=0.5, duration=5)
    assert len(cheap) > 0
    for model in cheap.models():
        price = model.price(duration=5)
        assert price is not None
        assert price.amount <= 0.5
        assert model.parameter("duration").accepts(5)
    assert {model.provider for model in models.filter(provider="google").models()} == {"google"}
    loud, quiet = models.filter(audio=True), models.filter(audio=False)
    assert all("generate_audio" in model for model in loud.models())
    assert all("generate_audio" not in one or not one.parameter("generate_audio").deprecated for one in quiet.models())
    assert set(loud) | set(quiet) == set(models)
    sharp = models.filter(resolution="4K")
    assert {str(one).lower() for model in sharp.models() for one in model.parameter("resolution").choices} >= {"4k"}
    silent, sounding = models.filter(max_price=1, audio=False), models.filter(max_price=1, audio=True)
    assert set(sounding) - set(silent) == set()
    assert cheap.default in cheap.models()
    with pytest.raises(BadValue, match="durration"):
        models.filter(durration=5)
    with pytest.raises(BadValue, match="sound"):
        models.filter(has=["seed", "sound"])


def minimal(model: Model) -> dict[str, Any]:
    """What the model requires, and a still where it takes one."""
    corner = {"distance": 1, "azimuth": 0, "elevation": 0}
    values: dict[str, Any] = {"prompt": "x", "start_image": LINK, "width": 832, "height": 480, "start_video": LINK}
    values["camera_trajectory"] = [{"time": 0, **corner}, {"time": 1, **corner}]
    return {name: value for name, value in values.items() if name in model}


@pytest.mark.parametrize(("name", "value"), [("duration", 7), ("resolution", "4k"), ("seed", 5), ("end_image", LINK)])
def test_refusals_name_models_that_would_take_it(models: Catalogue, name: str, value: Any) -> None:
    able = [one for one in models.models() if name in one and one.parameter(name).accepts(value)]
    unable = [one for one in models.models() if one not in able]
    assert able
    assert unable
    for model in able:
        assert models.check(model.id, {**minimal(model), name: value})
    for model in unable:
        with pytest.raises(BadValue) as caught:
            models.check(model.id, {**minimal(model), name: value})
        assert "can take it." in caught.value.advice
        assert any(one.title in caught.value.advice for one in able)
        named = re.sub(r"Did you mean \w+\? ", "", caught.value.advice).removesuffix(" can take it.")
        assert set(re.split(", | or ", named)) <= {one.title for one in able}


def test_a_refusal_that_no_model_would_lift_names_none(models: Catalogue) -> None:
    for values in ({"prompt": ""}, {"prompt": "x", "duration": "5"}, {"prompt": "x", "nonsense": 1}, {}):
        with pytest.raises(BadValue) as caught:
            models.check(models.default.id, values)
        assert "would take" not in str(caught.value)
    for model in models.models():
        for names in model.exclusive:
            both = {name: [LINK] if model.parameter(name).item else LINK for name in names}
            with pytest.raises(BadValue, match="not both") as caught:
                models.check(model.id, {"prompt": "x", **both})
            assert "would take" not in str(caught.value)
            assert (caught.value.field, caught.value.value) == list(both.items())[-1]


def test_a_name_of_two_popular_models_is_no_guess(models: Catalogue) -> None:
    head, *records = models._content
    two = Catalogue([{**head, "popular": ["kling/kling-2.5", "kling/kling-2.6"]}, *records])
    assert models.find("kling").id == "kling/kling-2.5"
    with pytest.raises(UnknownModel, match="fits several models"):
        two.find("kling")


def test_unknown_models_pass_raw_values_through(models: Catalogue) -> None:
    values = {"prompt": "x", "strange": [1, {"a": None}], "empty": None}
    assert models.check("new/model-9", values) == {"prompt": "x", "strange": [1, {"a": None}]}
    assert Model.unknown("new/model-9") == Model("new/model-9", "new/model-9", "new", known=False)
    assert models.price("new/model-9") is None
    for bad in ("../jobs", "model", "a/b/c", "a b/c", "a/b?x=1", "", "a/..", "a/b\n"):
        with pytest.raises(UnknownModel):
            Model.unknown(bad)


def test_extra_is_sent_unchecked(models: Catalogue) -> None:
    model = models.default
    sent = model.check({"prompt": "x", "duration": 99}, extra={"duration": "raw", "new_field": None})
    assert sent == {"prompt": "x", "duration": "raw", "new_field": None}
    assert model.check({}, extra={"prompt": ""}) == {"prompt": ""}


def test_old_names_are_answered_with_new_ones(models: Catalogue) -> None:
    for model in models.models():
        for old, new in [("startImage", "start_image"), *model.aliases.items()]:
            if new in model:
                with pytest.raises(BadValue, match=f"Did you mean {new}"):
                    model.check({"prompt": "x", old: LINK})
    assert any(model.aliases for model in models.models())


def test_width_and_height_come_from_the_still(models: Catalogue) -> None:
    needing = [one for one in models.models() if "width" in one and one.parameter("width").required]
    assert needing
    for model in needing:
        for ratio in (16 / 9, 9 / 16, 1.0, 4 / 3, 0.2, 5.0):
            given = {"prompt": "x"}
            filled = model.complete(given, still_ratio=ratio)
            assert given == {"prompt": "x"}
            assert filled["width"] / filled["height"] == pytest.approx(ratio, rel=0.08)
            assert filled["width"] % 16 == filled["height"] % 16 == 0
            assert model.check(filled) == filled
        assert model.complete({"prompt": "x", "aspect_ratio": "9:16"}, still_ratio=2)["height"] > 700
        assert model.complete({"prompt": "x", "width": 1280}, still_ratio=16 / 9) == {
            "prompt": "x",
            "width": 1280,
            "height": 720,
        }
        assert model.complete({"width": 640, "height": 640}) == {"width": 640, "height": 640}
        assert model.complete({})["width"] > model.complete({})["height"]
    for model in models.models():
        if model not in needing:
            assert model.complete({"prompt": "x"}, still_ratio=1.5) == {"prompt": "x"}


def test_sizes_keep_the_limits_of_the_model(models: Catalogue) -> None:
    for model in models.models():
        for ratio in (0.01, 0.3, 9 / 16, 1, 16 / 9, 3.7, 100):
            width, height = model.fit_size(ratio)
            assert width > 0 < height
            if "width" in model:
                assert model.parameter("width").accepts(width)
                assert model.parameter("height").accepts(height)
        for bad in (0, -1, float("nan"), float("inf")):
            with pytest.raises(BadValue):
                model.fit_size(bad)
    sized = [one for one in models.models() if "width" in one and one.parameter("width").default]
    for model in sized:
        size = (model.parameter("width").default, model.parameter("height").default)
        assert model.fit_size(size[0] / size[1]) == size


def test_the_form_is_small_json(models: Catalogue) -> None:
    form = models.as_form()
    text = json.dumps(form)
    assert len(text) <= 120_000
    assert json.loads(text) == form
    assert {one["kind"] for model in form for one in model["parameters"]} <= set(
        krea_widgets.catalogue.parameters.KINDS
    )
    for model in form:
        for one in model["parameters"]:
            assert len(one["choices"]) == len(one["labels"]) == len(set(one["labels"]))
            assert one["label"]
            assert not (one["rare"] and one["required"])
    assert [one["id"] for one in form if one["popular"]]


def test_labels_are_for_people(models: Catalogue) -> None:
    for model in models.models():
        for one in model.parameters:
            if one.name == "aspect_ratio":
                assert all(":" not in text or max(map(int, text.split(":"))) <= 21 for text in one.labels)
            if one.name == "duration" and one.choices:
                assert all(text.endswith(" s") for text in one.labels)
            for choice, text in zip(one.choices, one.labels, strict=True):
                if isinstance(choice, str):
                    assert one.check(choice) == one.check(text) == one.check(choice.swapcase()) == choice


def test_the_table_is_drawn_and_escaped(models: Catalogue) -> None:
    html = models._repr_html_()
    for model in models.models():
        assert model.id in html
    # Two bare dollars would be a formula.
    assert "about <span>$</span>0.37" in html
    assert html.count("$") == html.count("<span>$</span>") > 20
    assert "var(--jp-" in html
    assert len(html) < 20_000
    evil = "<script>alert(1)</script>"
    schema = {"type": "object", "properties": {"prompt": {"type": "string"}, "resolution": {"enum": [evil]}}}
    spoilt = Catalogue([{"default": "a/b", "source": evil}, {"id": "a/b", "title": evil, "schema": schema}])
    assert evil not in spoilt._repr_html_()
    assert spoilt._repr_html_().count("&lt;script&gt;") == 3


def test_it_needs_nothing_heavy() -> None:
    heavy = {"httpx", "PIL", "numpy", "jsonschema", "av", "cv2", "starlette", "IPython", "argparse"}
    code = (
        "import sys, krea_widgets.catalogue as c; c.bundled().as_form(); c.bundled()._repr_html_();"
        f"print(*({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_code_names_no_model(models: Catalogue) -> None:
    """Ids, names and titles of models are data; docstrings may show them."""
    names = {model.id for model in models.models()} | {model.title for model in models.models()} | set(models.gone)
    names |= {model.id.split("/")[1] for model in models.models()}
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        shown = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shown:
                assert not any(name.casefold() in node.value.casefold() for name in names), (path.name, node.value)


def test_every_docstring_example_holds(models: Catalogue) -> None:
    import doctest

    for name in ("parameters", "model", "catalogue"):
        part = __import__(f"krea_widgets.catalogue.{name}", fromlist=["x"])
        failed, tried = doctest.testmod(part, extraglobs={"krea": krea_widgets})
        assert tried > 0
        assert failed == 0


def test_the_module_names_are_sorted() -> None:
    assert krea_widgets.catalogue.__all__ == sorted(krea_widgets.catalogue.__all__)
    assert module.__all__ == sorted(module.__all__)
    assert build.__all__ == sorted(build.__all__)


def test_popular_models_and_the_default_exist(models: Catalogue) -> None:
    head: dict[str, Any] = dict(models._head)
    assert head["default"] in models
    assert head["popular"]
    assert all(name in models for name in head["popular"])
    assert models.default.popular
