"""Text in an exported comparison: any sign, measured, wrapped, never a failure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from krea_widgets.media.export import captions
from krea_widgets.media.export.captions import (
    CLUSTER,
    Caption,
    clean,
    face_for,
    is_legible,
    measure,
    paint_background,
    wrap,
    write,
)
from krea_widgets.media.export.layout import frame_layout

HARD = [
    'slow "dolly in": the cat\'s 50% — {a|b} \\n C:\\x',
    "천천히 오른쪽으로 패닝 🎬 고양이",
    "日本語のプロンプト、カメラがゆっくり近づく",
    "👩‍👩‍👧‍👦 👍🏽 🇰🇷🇩🇪 ❤️ 1️⃣ ▶ ★ ✓ → ∞",
    "العربية و עברית हिन्दी ไทย",
    "𓀀 \ue000 \u0378 tab\tline\nend \ud800 \x00 e\u0301\u0302\u0303\u0489",
    "‮reversed‬ \u200b zero\u200dwidth",
]


def drawn(text, size=22, bold=False):
    image = Image.new("RGB", (900, 60), "black")
    write(image, (10, 40), text, size, (255, 255, 255), bold=bold)
    return np.asarray(image)


@pytest.mark.parametrize("text", HARD)
@pytest.mark.parametrize("bold", [False, True])
def test_hard_texts_are_written_within_their_measured_width(text, bold):
    text = clean(text)
    assert "\n" not in text
    pixels = drawn(text, bold=bold)
    across = np.flatnonzero(pixels.max(axis=(0, 2)))
    assert across.size
    assert across[-1] <= 10 + measure(text, 22, bold=bold) + 6


def test_quotes_and_colons_come_out_as_they_are():
    text = 'say "hello": it\'s {50%} <b>|\\'
    assert clean(text) == text


@pytest.mark.parametrize("sign", ["한", "글", "日", "é", "Ж", "→"])
def test_letters_are_not_boxes(sign):
    assert face_for(sign) is not None, "no font here has it; tests/browser/install.py brings them"
    assert not np.array_equal(drawn(sign), drawn("\u0378"))
    assert drawn(sign).any()


def test_an_emoji_is_in_colour():
    assert face_for("🇰🇷") is not None, "no emoji here; tests/browser/install.py brings them"
    pixels = drawn("🇰🇷").astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() > 100


def test_what_belongs_together_stays_together():
    assert CLUSTER.findall("a👩‍👧👍🏽🇰🇷🇩🇪é") == ["a", "👩‍👧", "👍🏽", "🇰🇷", "🇩🇪", "é"]
    assert CLUSTER.findall("e\u0301x") == ["e\u0301", "x"]


def test_without_any_font_for_it_a_sign_becomes_words_or_a_mark(monkeypatch):
    monkeypatch.setattr(captions, "face_for", lambda sign: None if sign[0] in "🎬한글" else face_for("a"))
    assert clean("cut 🎬 한글") == "cut [clapper board] ??"
    assert not is_legible("한글")
    assert is_legible("한글 and more")
    monkeypatch.undo()
    assert Caption("\ue000 \ue001").cleaned(3).label == "Clip 3"  # of private signs no font knows anything


def test_pillows_own_font_is_the_last_resort(monkeypatch):
    monkeypatch.setattr(captions, "FONTS", ())
    monkeypatch.setattr(captions, "EMOJI", ())
    face_for.cache_clear()
    try:
        assert clean("slow dolly in") == "slow dolly in"
        assert 90 < measure("slow dolly in", 22) < 160
        assert drawn("slow dolly in").max() > 200
        assert clean("日") == "?"
    finally:
        face_for.cache_clear()


def test_a_text_that_fits_stays_whole_and_one_that_does_not_ends_in_dots():
    assert wrap("slow dolly in", 20, 900, 2) == ["slow dolly in"]
    long = "a cat sits by the window while evening light falls through the curtains " * 4
    lines = wrap(clean(long), 20, 300, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert lines[0] == "a cat sits by the window while"
    assert all(measure(line, 20) <= 300 for line in lines)


@pytest.mark.parametrize("text", ["Supercalifragilistic" * 20, "日本語" * 80, "👍🏽" * 90])
def test_words_without_end_are_broken(text):
    lines = wrap(clean(text), 20, 200, 2)
    assert len(lines) == 2
    assert all(0 < measure(line, 20) <= 200 for line in lines)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.integers(40, 400), st.integers(1, 3))
def test_no_text_makes_it_fail(text, width, lines):
    plain = clean(text)
    found = wrap(plain, 18, width, lines)
    assert len(found) <= lines
    for line in found:
        drawn(line, 18)
    assert isinstance(is_legible(text), bool)


def test_a_prompt_that_is_the_label_is_not_written_twice():
    assert Caption("slow dolly", "slow dolly").cleaned(1).prompt == ""
    assert Caption("calm", "slow dolly").cleaned(1).prompt == "slow dolly"


def test_the_look_of_each_line():
    caption = Caption("label", "a prompt", "model")
    assert caption.lines(22, 300) == [
        ("label", 22, (244, 244, 246), True),
        ("a prompt", 19, (190, 190, 198), False),
        ("model", 19, (142, 142, 152), False),
    ]
    assert [size for _, size, _, _ in caption.lines(12, 300)] == [12, 11, 11]
    long = Caption("word " * 90, "word " * 90, "word " * 90).lines(20, 200)
    assert [size for _, size, _, _ in long] == [20, 20, 17, 17, 17]
    assert Caption("", "", "").lines(20, 200) == []


def test_the_background_is_dark_and_black_where_the_clips_go():
    frame = frame_layout([(1280, 720)] * 2, "grid", lines=3)
    image = paint_background([Caption("left"), Caption("right")], frame, wipe=False)
    assert image.size == (frame.width, frame.height)
    for box in frame.clips:
        corners = [(box.x, box.y), (box.x + box.width - 1, box.y + box.height - 1)]
        assert [image.getpixel(corner) for corner in corners] == [(0, 0, 0)] * 2
        assert image.getpixel((box.x - 1, box.y)) == image.getpixel((box.x, box.y - 1)) == (18, 18, 22)
        assert image.getpixel((box.x + box.width, box.y)) == (18, 18, 22)


@pytest.mark.parametrize("wipe", [False, True])
def test_only_the_right_caption_of_a_wipe_is_aligned_right(wipe):
    frame = frame_layout([(1280, 720)] * 2, "wipe" if wipe else "row", lines=3)
    pixels = np.asarray(paint_background([Caption("left"), Caption("right")], frame, wipe=wipe)).max(axis=2)
    spans = []
    for box in frame.captions:
        across = np.flatnonzero(pixels[box.y : box.y + box.height, box.x : box.x + box.width].max(axis=0) > 150)
        spans.append((across[0] < 8, across[-1] > box.width - 8))
    assert spans == [(True, False), (False, True) if wipe else (True, False)]
