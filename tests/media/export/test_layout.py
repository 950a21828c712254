"""Where pictures and captions of an exported comparison stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krea_widgets.media.export.layout import LEAST, USUAL, WIDEST, Box, fit, frame_layout

HD, TALL = (1280, 720), (720, 1280)


def rows_of(plan):
    return [sum(box.y == y for box in plan.clips) for y in sorted({box.y for box in plan.clips})]


@pytest.mark.parametrize(
    ("count", "size", "rows"),
    [
        (1, HD, [1]),
        (2, HD, [2]),
        (3, HD, [2, 1]),
        (4, HD, [2, 2]),
        (5, HD, [3, 2]),
        (6, HD, [3, 3]),
        (9, HD, [3, 3, 3]),
        (2, TALL, [2]),
        (3, TALL, [3]),
        (4, TALL, [4]),
        (6, TALL, [6]),
        (8, TALL, [4, 4]),
        (7, TALL, [4, 3]),
        (4, (1000, 1000), [2, 2]),
        (9, (1000, 1000), [5, 4]),
        (3, (1024, 768), [2, 1]),
        (16, (832, 1104), [6, 6, 4]),
    ],
)
def test_a_grid_is_about_as_wide_as_a_screen(count, size, rows):
    assert rows_of(frame_layout([size] * count, "grid", lines=3)) == rows


def numbers(boxes):
    return [(box.x, box.y, box.width, box.height) for box in boxes]


@pytest.mark.parametrize(
    ("sizes", "layout", "lines", "height", "whole", "clips", "captions"),
    [
        (
            [HD, HD], "grid", 3, None, (1918, 682, 26),
            [(18, 18, 932, 524), (968, 18, 932, 524)],
            [(18, 542, 932, 122), (968, 542, 932, 122)],
        ),
        (
            [HD] * 3, "grid", 2.5, 720, (1060, 720, 14),
            [(8, 8, 518, 292), (534, 8, 518, 292), (270, 364, 518, 292)],
            [(8, 300, 518, 56), (534, 300, 518, 56), (270, 656, 518, 56)],
        ),
        (
            [HD, TALL], "wipe", 4, None, (1460, 1080, 39),
            [(26, 26, 1408, 792)] * 2,
            [(26, 818, 678, 236), (756, 818, 678, 236)],
        ),
        ([(64, 36)], "row", 1, None, (336, 222, 13), [(8, 8, 320, 180)], [(8, 188, 320, 26)]),
    ],
)  # fmt: skip
def test_every_number_of_a_frame(sizes, layout, lines, height, whole, clips, captions):
    plan = frame_layout(sizes, layout, lines=lines, height=height)
    assert (plan.width, plan.height, plan.text) == whole
    assert numbers(plan.clips) == clips
    assert numbers(plan.captions) == captions


def test_sixteen_clips_in_the_lowest_frame_make_it_higher():
    plan = frame_layout([TALL] * 16, "grid", lines=6, height=144)
    assert (plan.width, plan.height, plan.text) == (200, 280, 13)
    assert numbers(plan.clips)[:2] == [(8, 8, 16, 16), (32, 8, 16, 16)]


@pytest.mark.parametrize(
    ("size", "box", "inner"),
    [
        ((96, 54), (320, 320), (0, 70, 320, 180)),
        ((54, 96), (320, 180), (110, 0, 100, 180)),
        ((97, 54), (320, 180), (0, 0, 320, 178)),
        ((201, 200), (200, 200), (0, 0, 200, 200)),
        ((4000, 16), (100, 100), (0, 48, 100, 2)),
    ],
)
def test_every_number_of_a_fitted_clip(size, box, inner):
    assert numbers([fit(size, Box(0, 0, *box))]) == [inner]


def test_a_row_is_one_row_and_no_wider_than_players_take():
    assert rows_of(frame_layout([HD] * 7, "row", lines=3)) == [7]
    assert frame_layout([HD] * 7, "row", lines=3, height=1080).width <= WIDEST


def test_a_wipe_has_both_clips_in_one_place_and_captions_on_two_sides():
    plan = frame_layout([HD, HD], "wipe", lines=3)
    assert plan.clips[0] == plan.clips[1]
    left, right = plan.captions
    assert left.x + left.width < right.x
    assert right.x + right.width == plan.clips[0].x + plan.clips[0].width


def test_a_last_row_that_is_not_full_stands_in_the_middle():
    plan = frame_layout([HD] * 3, "grid", lines=3)
    last = plan.clips[2]
    assert abs((last.x + last.width / 2) - plan.width / 2) <= 2


def test_tiny_clips_are_enlarged_so_that_their_captions_can_be_read():
    assert max(frame_layout([(64, 36)] * 2, "row", lines=3).clips[0].width, LEAST) < LEAST * 1.1


SIZES = st.lists(st.tuples(st.integers(16, 4096), st.integers(16, 4096)), min_size=1, max_size=16).filter(
    lambda sizes: all(1 / 5 < width / height < 5 for width, height in sizes)
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(SIZES, st.sampled_from(["grid", "row"]), st.floats(1, 6), st.sampled_from([None, 144, 720, 1081, 2160]))
def test_all_of_it_is_even_inside_and_nowhere_on_top_of_each_other(sizes, layout, lines, height):
    plan = frame_layout(sizes, layout, lines=lines, height=height)
    boxes = [*plan.clips, *plan.captions]
    assert len(plan.clips) == len(plan.captions) == len(sizes)
    if height and height >= 720:
        assert plan.height == height // 2 * 2
    for box in boxes:
        assert not any(number % 2 for number in (box.x, box.y, box.width, box.height))
        assert box.x >= 0
        assert box.x + box.width <= plan.width
        assert box.y >= 0
        assert box.y + box.height <= plan.height
    for one in boxes:
        for other in boxes:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart = apart or one.y + one.height <= other.y or other.y + other.height <= one.y
            assert one is other or apart
    ratios = {round(box.width / box.height, 3) for box in plan.clips}
    assert len(ratios) == 1


@pytest.mark.parametrize("height", [240, 480, 720, 1080, 2160])
def test_the_height_that_was_asked_for(height):
    for sizes in ([HD] * 2, [HD, TALL, HD], [TALL] * 4):
        assert frame_layout(sizes, "grid", lines=4, height=height).height == height


def test_without_a_wish_it_fits_a_screen():
    for count in range(1, 10):
        plan = frame_layout([(3840, 2160)] * count, "grid", lines=4)
        assert plan.width <= USUAL[0]
        assert plan.height <= USUAL[1]


@settings(max_examples=200, deadline=None)
@given(st.integers(16, 4000), st.integers(16, 4000), st.integers(32, 1000), st.integers(32, 1000))
def test_a_picture_keeps_its_ratio_and_fills_its_box_one_way(width, height, across, down):
    box = Box(0, 0, across * 2, down * 2)
    if not 1 / 8 < width / height < 8:
        return
    inner = fit((width, height), box)
    assert inner.width == box.width or inner.height == box.height
    assert inner.x + inner.width <= box.width
    assert inner.y + inner.height <= box.height
    assert abs(inner.width - inner.height * width / height) <= 2 + 2 * width / height + 0.011 * box.width
