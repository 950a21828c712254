"""The Animate widget from a cell: what it takes, what it refuses, what it keeps out of its traits."""

from __future__ import annotations

import asyncio
import json

import pytest

from krea_widgets.catalogue import bundled
from krea_widgets.errors import BadFile, BadValue, JobFailed, UnknownModel
from krea_widgets.job_status import Progress


def test_it_starts_empty_with_the_default_model(widget):
    assert (widget.prompt, widget.values, widget.jobs, widget.status) == ("", {}, [], "empty")
    assert widget.model == bundled().default.id
    assert widget.image is None
    assert widget.job is None
    assert widget.clip is None


def test_the_constructor_takes_pictures_and_settings(make, picture):
    widget = make(picture(), "slow dolly in", model="veo 3.1", duration=8, reference_images=[picture(), picture()])
    assert widget.model == "google/veo-3.1"
    assert widget.values == {"duration": 8}
    assert (widget.image.width, widget.image.height) == (640, 360)
    assert len(widget.images("reference_images")) == 2


def test_unknown_keywords_are_refused_by_name(make):
    with pytest.raises(BadValue, match="has no wobble; it has prompt") as caught:
        make(wobble=3)
    assert caught.value.field == "wobble"
    assert "duration" in str(caught.value)


def test_what_cannot_be_used_is_refused_at_once(make, widget):
    with pytest.raises(UnknownModel):
        make(model="no such thing")
    with pytest.raises(BadFile):
        make(b"this is text")
    with pytest.raises(UnknownModel):
        widget.model = "no such thing"
    assert widget.model == bundled().default.id


def test_a_model_that_is_newer_than_the_catalogue_goes_through(make, studio):
    widget = make(model="acme/new-9", prompt="go", wobble=3)
    assert widget.model == "acme/new-9"
    assert widget.values == {"wobble": 3}


def test_pictures_can_be_set_and_taken_away(widget, picture):
    widget.image = picture()
    widget.end_image = picture((300, 300))
    assert widget.end_image.width == 300
    widget.image = None
    assert widget.image is None
    assert widget.sent[-1][0]["fields"].keys() == {"end_image"}


def test_run_sends_the_form_and_can_be_awaited(make, studio, picture, clip):
    widget = make(picture(), "slow dolly in", duration=10, aspect_ratio="9:16")
    job = widget.run()
    sent = studio.shots[0]
    assert dict(sent.values) == {
        "prompt": "slow dolly in", "duration": 10, "aspect_ratio": "9:16", "start_image": widget.image,
    }  # fmt: skip
    assert widget.job is job

    async def wait():
        studio.made[0].finish(clip)
        return await job

    assert asyncio.run(wait()) is clip
    assert widget.clip is clip
    assert (widget.status, widget.fraction) == ("done", 1.0)


def test_a_picture_that_the_model_does_not_take_waits(make, studio, picture):
    widget = make(picture(), "go", end_image=picture())
    widget.model = "minimax/hailuo"
    widget.run()
    assert set(studio.shots[0].values) == {"prompt", "start_image"}
    widget.model = "kling/kling-2.5"
    assert set(widget.shot().values) == {"prompt", "start_image", "end_image"}


def test_running_twice_gives_two_lines(make, studio):
    widget = make(prompt="go")
    widget.run()
    widget.run()
    assert [row["key"] for row in widget.jobs] == ["job0", "job1"]


def test_the_prompt_is_needed_before_anything_is_sent(widget, studio):
    with pytest.raises(BadValue):
        widget.run()
    assert studio.shots == []


def test_cancel_is_about_the_latest_job_and_only_that(make, studio):
    widget = make(prompt="go")
    assert widget.cancel() is False
    widget.run()
    widget.run()
    assert widget.cancel() is True
    assert [job.cancel_asked for job in studio.made] == [False, True]


def test_closing_never_cancels(make, studio):
    widget = make(prompt="go")
    widget.run()
    widget.close()
    assert studio.made[0].cancel_asked is False
    studio.made[0].tell(Progress("working", "Krea is working", 0.5))  # and news to a closed widget are no trouble


def test_the_library_never_writes_the_form(make, studio, clip):
    widget = make(prompt="go", duration=10)
    written = []
    widget.observe(lambda change: written.append(change["name"]), ["prompt", "model", "values"])
    widget.run()
    studio.made[0].finish(clip)
    assert written == []
    assert widget.status == "done"


def test_a_failure_ends_as_words_with_its_details_apart(make, studio):
    widget = make(prompt="go")
    widget.run()
    studio.made[0].fail(JobFailed("Krea could not make this clip.", code="moderation", details="code: moderation"))
    row = widget.jobs[0]
    assert row["phase"] == "failed"
    assert row["message"] == "Krea could not make this clip. Not billed."
    assert row["error"]["details"] == "code: moderation"


def test_no_trait_holds_bytes_secrets_or_a_long_prompt_twice(make, studio, picture, clip, page_of):
    data = picture()
    prompt = "a very long wording " * 2500
    widget = make(data, prompt, model="minimax/h3-max-turbo")
    page_of(widget).say("login", token="secret-token-123")
    widget.run()
    studio.made[0].finish(clip)
    state = {name: value for name, value in widget.get_state().items() if not name.startswith(("_esm", "_css"))}
    text = json.dumps(state, default=str)  # layout is a reference to another model
    assert "secret-token-123" not in text
    assert len(text) < len(prompt) + 4000
    assert not any(isinstance(value, (bytes, memoryview)) for value in state.values())


@pytest.mark.parametrize(
    ("backend", "model", "text"),
    [
        ("sandbox", "kling/kling-2.5", "free here · about $0.37 at Krea"),
        ("sandbox", "acme/new-9", "free here"),
        ("krea", "kling/kling-2.5", "$"),
        ("krea", "acme/new-9", "price unknown"),
    ],
)
def test_the_price_says_what_it_costs_here(make, studio, backend, model, text):
    studio.backend = backend
    if model not in studio.catalogue:
        studio.price = lambda model, values: None
    assert text in make(model=model).price()


def test_it_shows_without_ipython(widget, capsys):
    data, _ = widget._view_bundle()
    assert "application/vnd.jupyter.widget-view+json" in data
