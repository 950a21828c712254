"""Several jobs of a studio share lists, in the sandbox too; those of two studios are never mixed."""

import time
from contextlib import closing

import pytest
from PIL import Image
from sandbox_home import SandboxHome, write_tiny

from krea_widgets import Studio, sandbox
from krea_widgets.engine import PollPolicy


@pytest.fixture
def home(tmp_path):
    home = SandboxHome(tmp_path, write_tiny(tmp_path / "tiny.mp4"))
    yield home
    home.gate.set()
    home.double.close()


def polls(home):
    """How often the list was read, and how often single jobs."""
    paths = [seen.path for seen in tuple(home.double.log) if seen.method == "GET"]
    return paths.count("/jobs"), sum(path.startswith("/jobs/") for path in paths)


def test_jobs_share_lists(home):
    home.gate.clear()
    with home.studio() as studio:
        jobs = [studio.submit(Image.new("RGB", (640, 360), colour), "pan left") for colour in ("red", "teal", "gold")]
        for job in jobs:
            job.accepted(20)
        while polls(home)[0] < 10:
            time.sleep(0.01)
        lists, singles = polls(home)
        home.gate.set()
        assert len({job.wait(20).job_id for job in jobs}) == 3
    assert singles < lists


def test_a_single_job_needs_no_list(home):
    with home.studio() as studio:
        studio.submit(Image.new("RGB", (640, 360), "red"), "pan left").wait(20)
    lists, singles = polls(home)
    assert (lists, singles > 0) == (0, True)


def test_the_jobs_of_two_studios_are_not_mixed(home, tmp_path):
    """Each asks its own server, which has jobs of its own."""
    other = SandboxHome(tmp_path / "other", home.tiny)
    pace = PollPolicy(first=0.02, longest=0.05, lost=2)
    with (
        home.studio() as one,
        closing(
            Studio(
                "sandbox", home=tmp_path / "h", clips=tmp_path / "c", transport=sandbox.InProcess(other.app), pace=pace
            )
        ) as two,
    ):
        studios = (one, two, one, two)
        jobs = [studio.submit(Image.new("RGB", (640, 360), "red"), "pan left") for studio in studios]
        clips = [job.wait(20) for job in jobs]
    assert len({clip.job_id for clip in clips}) == 4
    for double, mine in ((home.double, clips[::2]), (other.double, clips[1::2])):
        asked = {seen.path for seen in tuple(double.log) if seen.path.startswith("/jobs/")}
        assert {job.id for job in double.newest()} == {clip.job_id for clip in mine}
        assert asked <= {f"/jobs/{clip.job_id}" for clip in mine}
    other.double.close()
