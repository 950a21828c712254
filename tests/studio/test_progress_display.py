"""The progress of a job or a sweep in a cell's output and on a terminal."""

import io
import re
import sys
from types import SimpleNamespace

import pytest

from krea_widgets.job_status import Progress
from krea_widgets.studio import progress_display
from krea_widgets.studio.progress_display import bar_html, in_notebook, progress, progress_until_error
from krea_widgets.studio.saved_outputs import saved_outputs


class Work:
    """What has a progress."""

    def __init__(self, phase="working", message="Working", fraction=0.25, *, done=False):
        self.progress, self.ended, self.listeners = Progress(phase, message, fraction), done, []

    def on_progress(self, callback, *, lane):
        assert lane == "display"
        self.listeners.append(callback)

    def done(self):
        return self.ended

    def report(self, *progress, done=False):
        self.progress, self.ended = Progress(*progress), done
        for listener in self.listeners:
            listener(self)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def html(work):
    return bar_html(work.progress, over=work.done())


def test_a_bar_of_a_running_job_has_its_fraction_and_its_message():
    page = html(Work(message="<b> $1", fraction=0.25))
    assert '<progress value="0.250" max="1" aria-label="Progress"' in page
    assert "<div>&lt;b&gt; <span>$</span>1<span" in page
    assert re.search(r" · \d{4}-\d\d-\d\d \d\d:\d\d</span></div></div>$", page)
    assert "<progress max=" in html(Work(fraction=None))
    assert ' value="0.000"' in html(Work(fraction=0.0))


@pytest.mark.parametrize(
    ("phase", "red"), [("done", False), ("failed", True), ("cancelled", True), ("uncertain", True)]
)
def test_an_ended_job_has_no_bar_and_is_red_when_it_made_no_clip(phase, red):
    page = html(Work(phase, "Ended.", done=True))
    assert "<progress" not in page
    assert ("--jp-error-color1" in page) is red
    assert page.endswith(">Ended.</div>")


def test_a_terminal_shows_the_bar_while_the_fraction_is_known(monkeypatch):
    stream, work = Terminal(), Work(message="Uploading")
    monkeypatch.setattr(sys, "stderr", stream)
    progress(work)
    assert "[" in stream.getvalue()
    for news in (("working", "Halfway", 0.5), ("waiting", "Nobody knows", None), ("done", "Done in 0:05", 1.0)):
        stream.truncate(0)
        work.report(*news, done=news[0] == "done")
        line = stream.getvalue().replace("\0", "").strip()
        assert news[1] in line
        assert ("[" in line) is (news[1] == "Halfway")
    assert stream.getvalue().endswith("\n")


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_a_file_shows_nothing(stream, monkeypatch):
    work = Work()
    monkeypatch.setattr(sys, "stderr", stream)
    progress(work)
    assert work.listeners == []
    assert not stream or stream.getvalue() == ""


@pytest.fixture
def shown(monkeypatch):
    """What a notebook was told: each output's data, ID, and whether it is an update."""
    found = []

    def publish(data, metadata, *, transient, update):
        assert metadata["krea_widgets"] == transient["display_id"]
        found.append((data, transient["display_id"], update))

    shell = SimpleNamespace(kernel=None, display_pub=SimpleNamespace(publish=publish))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    return found


def test_a_cell_shows_one_output_that_is_updated(shown):
    work = Work()
    progress(work)
    ((first, name, update),) = shown
    assert first["text/html"] == html(work)
    # Whoever reads a saved notebook sees when this was true.
    assert re.fullmatch(r"Working · \d{4}-\d\d-\d\d \d\d:\d\d", first["text/plain"])
    assert not update
    work.report("done", "Done.", 1.0, done=True)
    assert shown[1:] == [({"text/html": html(work), "text/plain": "Done."}, name, True)]


def test_a_reloaded_page_is_told_too(shown, monkeypatch):
    monkeypatch.setattr("krea_widgets.studio.saved_outputs._made", None)
    page = saved_outputs()
    told = []
    monkeypatch.setattr(page, "send", told.append)
    work = Work()
    progress(work)
    # The first page, and the same one after a reload.
    page._follow_page()
    page._follow_page()
    assert told == []
    work.report("done", "Done.", 1.0, done=True)
    assert told == [{"id": shown[0][1], "data": shown[1][0]}]


def test_a_call_that_raises_leaves_the_reason_to_its_error(shown):
    for show in (progress, progress_until_error):
        work = Work()
        show(work)
        work.report("failed", "The prompt was refused.", None, done=True)
    assert [data["text/plain"] for data, _, update in shown if update] == ["The prompt was refused.", "Failed."]


def test_jobs_and_lists_of_jobs_have_a_line_each(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    jobs = [Work(message=f"Job {number}") for number in range(4)]
    progress(jobs[0], jobs[1:3], (jobs[3],))
    assert [len(job.listeners) for job in jobs] == [1] * 4
    assert all(job.progress.message in stream.getvalue() for job in jobs)
    for job in jobs:
        job.report("done", "Done.", 1.0, done=True)


def test_a_notebook_is_a_shell_with_a_kernel(monkeypatch):
    for shell, expected in ((None, False), (SimpleNamespace(), False), (SimpleNamespace(kernel=None), True)):
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda shell=shell: shell))
        assert in_notebook() is expected
    monkeypatch.delitem(sys.modules, "IPython")
    assert not in_notebook()
    assert progress_display.NOT_WELL == ("failed", "cancelled", "uncertain")
