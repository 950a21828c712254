"""Shots: frozen, comparable, sendable, pasteable."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from krea_widgets.errors import BadValue
from krea_widgets.media import Asset, Shot, clip_name, open_still
from krea_widgets.media.shot import slug


@pytest.fixture(scope="module")
def cat(encoded):
    return open_still(encoded("PNG"), name="cat.png")


@pytest.fixture(scope="module")
def dog(encoded):
    return open_still(encoded("PNG", size=(80, 40)), name="dog.png")


@pytest.fixture
def shot(cat, dog):
    values = {
        "start_image": cat,
        "prompt": "slow dolly in",
        "duration": 5.0,
        "end_image": None,
        "reference_images": [dog, cat],
        "style_references": [{"url": dog, "tag": "hat", "weight": None}],
        "seed": np.int64(7),
        "cfg": np.float32(0.5),
        "generate_audio": True,
    }
    return Shot("kling/kling-2.5", values)


def test_what_is_sent(shot):
    assert shot.wire(lambda still: f"https://assets/{still.name}") == {
        "start_image": "https://assets/cat.png",
        "prompt": "slow dolly in",
        "duration": 5,
        "reference_images": ["https://assets/dog.png", "https://assets/cat.png"],
        "style_references": [{"url": "https://assets/dog.png", "tag": "hat"}],
        "seed": 7,
        "cfg": 0.5,
        "generate_audio": True,
    }
    assert json.dumps(shot.wire(lambda still: still.digest))
    assert isinstance(shot.wire(lambda still: "")["duration"], int)


def test_stills_come_once_and_in_order(shot, cat, dog):
    assert shot.files() == (cat, dog)
    assert shot.start_image is cat
    assert shot.prompt == "slow dolly in"
    assert Shot("m", {}).start_image is None
    assert Shot("m", {"prompt": None}).prompt == ""


def test_nobody_can_change_it(cat):
    values = {"prompt": "a", "list": [1], "object": {"k": [1]}, "start_image": cat}
    shot = Shot("m", values)
    before = shot.digest
    values["prompt"] = "b"
    values["list"].append(2)
    values["object"]["k"].append(2)
    assert Shot("m", dict(shot.values)).digest == before
    assert shot.values["object"]["k"] == (1,)
    with pytest.raises(TypeError):
        shot.values["prompt"] = "b"
    with pytest.raises(TypeError):
        shot.values["object"]["k"] = 1
    with pytest.raises(AttributeError):
        shot.model = "n"


def test_equal_is_what_sends_the_same(shot, cat, encoded):
    renamed = open_still(encoded("PNG"), name="other name.png")
    other = Shot(shot.model, {**reversed_(shot.values), "start_image": renamed, "duration": 5, "new": None})
    assert other == shot
    assert len({other, shot, copy.deepcopy(shot), pickle.loads(pickle.dumps(shot))}) == 1
    for changed in (Shot("other", shot.values), Shot(shot.model, {**shot.values, "seed": 8})):
        assert changed != shot
        assert changed.digest != shot.digest
    assert Shot("m", {"start_image": cat}) != Shot("m", {"end_image": cat})
    assert Shot("m", {"duration": True}) != Shot("m", {"duration": 1})
    assert shot != "shot"


def reversed_(values):
    return dict(reversed(list(values.items())))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"seed": float("nan")}, "seed"),
        ({"seed": float("inf")}, "seed"),
        ({"start_image": b"bytes"}, "start_image"),
        ({"a": [{"b": object()}]}, "a[0].b"),
        ({"a": {1, 2}}, "a"),
    ],
)
def test_what_json_cannot_hold_is_refused(values, field):
    with pytest.raises(BadValue) as caught:
        Shot("m", values)
    assert caught.value.field == field


def test_the_call_can_be_pasted(shot):
    assert shot.call() == (
        'krea.animate("cat.png", "slow dolly in", model="kling/kling-2.5", duration=5, '
        'reference_images=["dog.png", "cat.png"], style_references=[{"url": "dog.png", "tag": "hat"}], '
        "seed=7, cfg=0.5, generate_audio=True)"
    )
    assert Shot("m", {"prompt": "x"}).call() == 'krea.animate(prompt="x", model="m")'
    asset = open_still(Asset("https://gen.krea.ai/i/cat.png"))
    assert Shot("m", {"start_image": asset}).call() == 'krea.animate("https://gen.krea.ai/i/cat.png", model="m")'


TEXTS = st.text(max_size=30) | st.sampled_from(['say "hi"', "it's", "\"both' \\", "a\nb", "{}", "\ud800", "\u202e"])
SIMPLE = (
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
DEEP = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["duration", "seed", "class", "image", "model", "a-b", "reference_images"]) | st.text(
    max_size=8
)


@given(prompt=TEXTS, model=TEXTS, values=st.dictionaries(NAMES, DEEP, max_size=4))
def test_the_call_says_exactly_what_is_sent(prompt, model, values):
    shot = Shot(model, {**values, "prompt": prompt})
    call = ast.parse(shot.call(), mode="eval").body
    assert isinstance(call, ast.Call)
    assert not call.args
    said = {}
    for word in call.keywords:
        value = ast.literal_eval(word.value)
        if word.arg == "model":
            assert value == model
        else:
            said.update({word.arg: value} if word.arg else value)
    assert said == shot.wire(lambda still: still.name)
    assert "\n" not in shot.call()


@pytest.mark.slow
@given(model=TEXTS, values=st.dictionaries(NAMES, DEEP, max_size=4))
def test_the_journal_gives_it_back(model, values):
    shot = Shot(model, values)
    again = Shot.from_json(shot.to_json(), lambda digest: pytest.fail("no still was in it"))
    assert again == shot
    assert again.values == shot.values


def test_the_journal_keeps_stills_by_digest(shot, cat, dog):
    text = shot.to_json()
    assert json.loads(text)["values"]["start_image"] == {
        "still": cat.digest,
        "name": "cat.png",
        "width": 64,
        "height": 48,
    }
    again = Shot.from_json(text, {still.digest: still for still in (cat, dog)}.__getitem__)
    assert again == shot
    assert again.start_image is cat
    with pytest.raises(KeyError):
        Shot.from_json(text, {}.__getitem__)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"values": 3}', "null"])
def test_other_text_is_no_shot(text):
    with pytest.raises(ValueError):
        Shot.from_json(text, lambda digest: pytest.fail("no still was in it"))


CLIP_NAMES = """
cat.png | slow dolly in | cat-slow-dolly-in
IMG_2041.JPG | Slow, slow ZOOM! | img-2041-slow-slow-zoom
cat.png | ../../etc/passwd | cat-etc-passwd
cat.png |  | cat
Mädchen.png | langsam näher ❤️ | mädchen-langsam-näher
猫.png | ゆっくり 近づく | 猫-ゆっくり-近づく
cat.png | antidisestablishmentarianism antidisestablishmentarianism | cat-antidisestablishmentarianism
a-very-long-name-of-a-picture-indeed.png | pan | a-very-long-name-of-a-pan
 | …! | clip
 | CON | clip-con
 | com1 | clip-com1
 | LPT9 | clip-lpt9
 | com10 | com10
 | com0 | com0
"""


@pytest.mark.parametrize("line", CLIP_NAMES.strip("\n").splitlines())
def test_clips_are_named_after_image_prompt_and_model(encoded, line):
    image, prompt, name = (text.strip() for text in line.split("|"))
    values = {"start_image": open_still(encoded("PNG"), name=image)} if image else {}
    assert clip_name(Shot("kling/kling-2.5", {**values, "prompt": prompt})) == f"{name}-kling-2-5"


@given(st.text(max_size=200) | st.text("../\\ a-\0\u0301ß𒀀", max_size=100))
def test_a_slug_stays_in_its_folder(text):
    name = slug(text)
    assert 0 < len(name) <= 60
    assert len(name.encode()) <= 180
    assert all(sign == "-" or unicodedata.category(sign)[0] in "LNM" for sign in name)
    assert not name.startswith("-")
    assert slug(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a" * 58 + " b", "a" * 58 + "-b"),
        ("a" * 59 + " b", "a" * 59),
        ("a" * 70, "a" * 60),
        ("日" * 70, "日" * 60),
        ("𒀀" * 60, "𒀀" * 45),
        ("x " * 1000 + "y", "x" + "-x" * 29),
    ],
)
def test_a_slug_is_cut_between_words(text, name):
    assert slug(text) == name
