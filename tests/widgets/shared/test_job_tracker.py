"""Jobs on the page: followed on any thread, told at most a few times a second, the end always at once."""

from __future__ import annotations

import pytest

from krea_widgets._util import throttle
from krea_widgets._util.throttle import MIN_INTERVAL
from krea_widgets.errors import JobCancelled
from krea_widgets.job_status import Progress
from krea_widgets.media import Shot
from krea_widgets.widgets.job_tracker import JobTracker


class Clock:
    """Time that stands still until it is moved, and timers that ring when it is."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, object]] = []

    def __call__(self) -> float:
        return self.now

    def timer(self, wait, ring):
        clock = self

        class Timer:
            daemon = False

            def start(self):
                assert self.daemon
                clock.timers.append((clock.now + wait, ring))

        return Timer()

    def move(self, seconds):
        self.now += seconds
        due = [timer for timer in self.timers if timer[0] <= self.now + 1e-9]
        self.timers = [timer for timer in self.timers if timer not in due]
        for _, ring in due:
            ring()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(throttle, "monotonic", clock)
    monkeypatch.setattr(throttle, "Timer", clock.timer)
    return clock


@pytest.fixture
def pushed():
    return []


@pytest.fixture
def board(clock, pushed):
    return JobTracker(pushed.append)


def working(fraction, phase="working"):
    return Progress(phase, f"Krea is working · {fraction:.0%}", fraction, 1.0)


def test_numbers_come_at_most_five_times_a_second(board, clock, pushed, job_of):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    job.tell(working(0.0))
    before = len(pushed)
    for step in range(1, 101):  # two seconds of 50 reports each
        job.tell(working(step / 200))
        clock.move(0.02)
    assert 8 <= len(pushed) - before <= 2 / MIN_INTERVAL + 1
    clock.move(MIN_INTERVAL)
    assert pushed[-1][0]["fraction"] == 0.5


def test_a_change_of_phase_is_told_at_once(board, pushed, job_of):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    for phase in ("uploading", "waiting", "working", "saving"):
        job.tell(working(0.1, phase))
        assert pushed[-1][0]["phase"] == phase


def test_the_same_news_twice_is_told_once(board, pushed, job_of):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    job.tell(working(0.1))
    before = len(pushed)
    job.tell(working(0.1))
    assert len(pushed) == before


def test_a_job_that_is_over_is_no_longer_listened_to(board, job_of):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    assert len(job.listeners) == 1
    job.fail(JobCancelled("Cancelled."))
    assert job.listeners == []


def test_clips_are_numbered_as_they_are_finished(board, clip, job_of):
    jobs = [job_of(Shot("kling/kling-2.5", {"prompt": "go"}), key=key) for key in "abc"]
    for job in jobs:
        board.add(job)
    for number in (1, 0, 2):
        jobs[number].finish(clip)
        board.note(jobs[number])  # told twice
    assert [row["finished"] for row in board.rows()] == [2, 1, 3]


def test_a_running_job_cannot_be_dismissed(board, pushed, job_of):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    board.dismiss(job.key)
    assert len(board.rows()) == 1
    job.fail(JobCancelled("Cancelled."))
    board.dismiss(job.key)
    assert board.rows() == []
    assert pushed[-1] == [], "at once"
    assert board.job(job.key) is job


def test_clips_are_counted_in_the_order_in_which_they_were_done(board, job_of, clip):
    first = job_of(Shot("kling/kling-2.5", {"prompt": "a"}), key="a")
    second = job_of(Shot("kling/kling-2.5", {"prompt": "b"}), key="b")
    board.add(first)
    board.add(second)
    second.finish(clip)
    first.finish(clip)
    board.note(first)
    assert [row["finished"] for row in board.rows()] == [2, 1]


def test_what_is_worth_keeping_is_passed_on(job_of, clip):
    landed = []
    board = JobTracker(lambda rows: None, changed=lambda job: landed.append((job.progress.phase, job.id)))
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    job.tell(working(0.1))
    job.tell(working(0.2))
    job.id = "550e8400"
    job.tell(working(0.3))
    job.finish(clip)
    assert landed == [("working", None), ("working", "550e8400"), ("done", "550e8400")]


def test_the_notebook_keeps_a_clip_before_the_page_shows_it(clock, job_of, clip):
    order = []
    board = JobTracker(lambda rows: order.append(rows[0]["phase"]), changed=lambda job: order.append("kept"))
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    board.add(job)
    order.clear()
    job.finish(clip)
    assert order == ["kept", "done"]
