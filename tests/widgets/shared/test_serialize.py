"""What the page is told, in small JSON; and the output that stays beside the widget."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from krea_widgets._util.files import served_url
from krea_widgets.catalogue import bundled
from krea_widgets.errors import BadValue
from krea_widgets.job_status import Progress
from krea_widgets.media import Asset, Shot, Still
from krea_widgets.widgets.animate.animate import jobs_html
from krea_widgets.widgets.base import BaseWidget, fallback_element
from krea_widgets.widgets.serialize import error_row, job_row, saved_clip, shortened, still_row, summary


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("krea_clips/cat.mp4", "krea_clips/cat.mp4"),
        ("krea_clips/cat #1 50%.mp4", "krea_clips/cat%20%231%2050%25.mp4"),
        ("krea_clips/고양이.mp4", "krea_clips/%EA%B3%A0%EC%96%91%EC%9D%B4.mp4"),
        ("../elsewhere/cat.mp4", ""),
        (".krea/cat.mp4", ""),
        ("krea_clips/.hidden/cat.mp4", ""),
        ("/elsewhere/cat.mp4", ""),
    ],
)
def test_only_what_a_notebook_server_gives_out_has_an_address(tmp_path, monkeypatch, path, url):
    monkeypatch.chdir(tmp_path)
    assert served_url(tmp_path / path) == url


def test_a_row_is_small_whatever_the_prompt(job_of, clip):
    job = job_of(Shot("minimax/h3-max-turbo", {"prompt": "<img src=x> 고양이 🐈\n" * 3000}))
    job.finish(clip)
    text = json.dumps(job_row(job))
    assert len(text) < 3000
    assert job_row(job)["clip"]["url"] == "krea_clips/cat%20%231.mp4"
    assert "\n" not in job_row(job)["title"]


def test_a_clip_that_was_moved_away_still_has_a_row(job_of, clip):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    job.finish(clip)
    Path(clip.path).unlink()
    assert job_row(job)["clip"]["size"] == 0


def test_an_image_that_is_at_krea_has_its_address():
    still = Still(b"x", "image/png", "a.png", 2, 1, "d")
    assert still_row("k", still)["url"] == ""
    at_krea = dataclasses.replace(still, asset=Asset("https://assets.krea.ai/1.png"))
    assert still_row("k", at_krea)["url"] == "https://assets.krea.ai/1.png"


def test_long_texts_are_cut_at_the_end_only():
    assert shortened("a  b\nc") == "a b c"
    assert len(shortened("word " * 1000)) <= 160
    assert shortened("word " * 1000).endswith("…")


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        ("kling/kling-2.5", {}, "Kling 2.5 · 5 s · 16:9"),
        ("kling/kling-2.5", {"duration": 10, "aspect_ratio": "1:1"}, "Kling 2.5 · 10 s · 1:1"),
        ("kling/kling-2.6", {"generate_audio": True}, "Kling 2.6 · 5 s · 16:9 · Audio"),
    ],
)
def test_the_summary_names_the_settings_that_matter(model, values, message):
    assert summary(bundled()[model], values) == message


def test_the_summary_names_the_end_image():
    still = Still(b"x", "image/png", "a.png", 2, 1, "d")
    assert summary(bundled()["kling/kling-2.5"], {"start_image": still, "end_image": still}).endswith(" · end image")
    assert "image" not in summary(bundled()["kling/kling-2.5"], {"start_image": still, "end_image": None})


def test_what_is_saved_of_a_job_that_is_not_over_has_a_date():
    shot = Shot("kling/kling-2.5", {"prompt": "pan left"})
    going, _ = saved_clip(None, shot, Progress("working", "Queued · 0:03"))
    assert re.fullmatch(r"<Job Not finished on \d{4}-\d\d-\d\d \d\d:\d\d · kling/kling-2.5 · pan left>", going)
    failed, _ = saved_clip(None, shot, Progress("failed", "Refused. Not billed."))
    assert failed == "<Job Refused. Not billed. · kling/kling-2.5 · pan left>"


def test_errors_point_to_their_field():
    row = error_row(BadValue("No.", field="multi_prompt[0].duration"))
    assert (row["field"], row["message"]) == ("multi_prompt", "No. Nothing was sent.")
    assert error_row(ValueError())["message"] == "Something went wrong here: ValueError"


def test_what_is_kept_needs_no_script_and_escapes_what_people_write(job_of, clip):
    running = job_of(Shot("kling/kling-2.5", {"prompt": "<script>alert(1)</script>"}), key="b")
    running.id = "550e8400"
    done = job_of(Shot("kling/kling-2.5", {"prompt": "go"}), key="a")
    done.finish(clip)
    html = fallback_element("abc123", jobs_html([done, running]))
    assert 'class="krea-fallback kw-fallback-abc123"' in html
    assert 'src="krea_clips/cat%20%231.mp4"' in html
    assert "sandbox" in html
    assert "If it was finished, its clip is in krea.Gallery(); a sandbox job ends with its kernel." in html
    running.backend = "krea"
    assert "krea.resume() fetches its clip (job 550e8400)." in jobs_html([running])
    running.id = None
    assert "Not yet accepted by Krea: krea.resume() sends it" in jobs_html([running])
    assert "<script" not in html
    assert "slow <b>" not in html


def test_what_is_kept_stays_small(job_of, clip):
    jobs = []
    for number in range(30):
        jobs.append(job_of(Shot("kling/kling-2.5", {"prompt": "go"}), key=str(number)))
        jobs[-1].finish(clip)
    assert jobs_html(jobs).count('role="figure"') == 8


class Shown(BaseWidget):
    _esm = "export default {}"

    def _fallback_html(self) -> str:
        return "<p>kept</p>"


def test_nothing_is_shown_where_there_is_no_notebook(monkeypatch, capsys):
    widget = Shown()
    monkeypatch.setattr(widget, "display_view", lambda: None)
    widget._ipython_display_()
    widget._update_fallback()
    assert capsys.readouterr().out == ""
    widget.close()
