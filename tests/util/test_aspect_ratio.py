"""Aspect ratios: read, named and compared as people see them."""

from __future__ import annotations

import pytest

from krea_widgets._util.aspect_ratio import ratio_name, ratios_differ


def test_ratios_have_names_where_people_have_one() -> None:
    assert [ratio_name(*size) for size in ((1600, 1067), (1920, 1080), (832, 1104), (1000, 700), (0, 5))] == [
        "3:2", "16:9", "3:4", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (16 / 9, 1280 / 720, False),
        (4 / 3, 1104 / 832, False),
        (3 / 2, 16 / 9, True),
        (16 / 9, 3 / 2, True),
        (0, 1, False),
    ],
)
def test_only_what_the_eye_sees_counts_as_different(one, other, wanted):
    assert ratios_differ(one, other) is wanted
