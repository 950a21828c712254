"""The bar and its words: never backwards, never full before the end, honest about what is not known."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krea_widgets.engine import PollPolicy
from krea_widgets.engine.progress import Estimate, by_service, estimate, pending

USUAL = Estimate(90, 150)


@pytest.mark.parametrize(
    ("status", "elapsed", "working", "expected", "phase", "message"),
    [
        ("backlogged", 12, 0, None, "waiting", "Queued (behind your other jobs) · 0:12"),
        ("queued", 5, 0, USUAL, "waiting", "Queued · 0:05"),
        ("scheduled", 5, 0, None, "waiting", "Queued · 0:05"),
        ("processing", 42, 40, USUAL, "working", "Krea is working · 0:42 · usually about 1:30"),
        (
            "processing",
            42,
            40,
            by_service(90),
            "working",
            "Krea is working · 0:42 · should take about 1:30",
        ),
        ("sampling", 42, 40, None, "working", "Krea is working · 0:42"),
        ("intermediate-complete", 42, 40, None, "working", "Krea is working · 0:42"),
        ("a-word-from-the-future", 42, 40, None, "working", "Krea is working · 0:42"),
        (
            "processing",
            185,
            180,
            USUAL,
            "working",
            "Taking longer than usual · 3:05 (usually about 1:30). You can leave: the job continues.",
        ),
    ],
)
def test_words(status, elapsed, working, expected, phase, message):
    progress = pending(status, elapsed, working, expected=expected, reported=None, backend="krea")
    assert (progress.phase, progress.message) == (phase, message)


def test_in_line_and_without_experience_nothing_is_pretended():
    assert pending("queued", 5, 0, expected=USUAL, reported=None, backend="krea").fraction is None
    assert pending("processing", 5, 5, expected=None, reported=None, backend="krea").fraction is None


def test_the_servers_own_progress_is_believed():
    half = pending("processing", 5, 5, expected=None, reported=0.5, backend="sandbox")
    assert half.fraction == pytest.approx(0.515)
    assert half.message.startswith("The sandbox is rendering")


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=30), st.floats(0, 1e5), st.floats(0, 1e5))
def test_the_bar_rises_with_time_and_is_never_full(durations, one, two):
    known = estimate(durations)
    early, late = sorted((one, two))
    first = pending("processing", early, early, expected=known, reported=None, backend="krea").fraction
    second = pending("processing", late, late, expected=known, reported=None, backend="krea").fraction
    assert 0 <= first <= second < 1


def test_an_estimate_learns_from_earlier_jobs():
    assert estimate([]) is None
    assert estimate([60]) == Estimate(60, 90)
    learned = estimate([50, 60, 70, 80, 300])
    assert learned.usual == 70
    assert learned.late > 80
    assert estimate([float("inf")]) is None


def test_looks_grow_apart_up_to_a_limit():
    waits = list(islice(PollPolicy(first=2, growth=1.5, longest=10).waits(), 7))
    assert waits == [2, 3, 4.5, 6.75, 10, 10, 10]
