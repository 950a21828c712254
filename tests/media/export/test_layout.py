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
    ],
)
def test_a_grid_is_about_as_wide_as_a_screen(count, size, rows):
    assert rows_of(frame_layout([size] * count, "grid", lines=3)) == rows


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
