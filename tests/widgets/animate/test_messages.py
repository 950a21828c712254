"""The conversation with the page: every message, its answer, and its troubles as words."""

from __future__ import annotations

import io
import json
import threading
from types import SimpleNamespace

import pytest
from PIL import Image

from krea_widgets.errors import (
    BadInput,
    BadToken,
    BadValue,
    DownloadFailed,
    JobCancelled,
    ModelGone,
    SubmitUncertain,
    Unreachable,
)
from krea_widgets.job_status import Progress
from krea_widgets.media import Clip, Still, open_still
from krea_widgets.widgets.animate import Animate
from krea_widgets.widgets.base import CHUNK


def test_a_new_view_gets_all_it_needs(make, page_of, picture):
    page = page_of(make(picture(), "go"))
    page.say("ready")
    catalogue, _ = page.answer("catalogue")
    assert len(catalogue["forms"]) == len(page.widget.studio.catalogue)
    assert catalogue["view"] == "v1"
    assert catalogue["text"] == page.widget.price() != "", "the first price needs no further question"
    json.dumps(catalogue)
    stills, thumbs = page.answer("stills")
    assert stills["cards"][0]["name"].endswith(".png")
    assert thumbs[0].startswith(b"\xff\xd8")
    assert Image.open(io.BytesIO(thumbs[0])).size == (480, 270)
    state, _ = page.answer("state")
    assert state["backend"] == "sandbox"


def test_a_picture_in_pieces_becomes_the_still(page, picture):
    data = picture()
    key = page.upload(data, name="cat.png")
    still, _ = page.answer("still", key)
    acks = [body["received"] for body, _ in page.heard("ack", key)]
    assert acks == sorted(acks)
    assert (acks[0], acks[-1]) == (0, len(data))
    assert page.widget.image.data == data
    told, thumbs = page.heard("stills")[-1]
    assert told["fields"] == {"start_image": [still["key"]]}
    assert len(thumbs) == 1


def test_a_second_still_replaces_the_first_but_references_gather(page, picture):
    page.widget.model = "google/veo-3.1"
    for field in ("start_image", "reference_images"):
        for _ in range(2):
            page.answer("still", page.upload(picture(), field=field))
    assert len(page.widget.images("start_image")) == 1
    assert len(page.widget.images("reference_images")) == 2


def test_the_image_before_is_brought_back_and_told(page, picture, until):
    digests = []
    for _ in range(2):
        page.answer("still", page.upload(picture()))
        digests += [image.digest for image in page.widget.images("start_image")]
    assert digests[0] != digests[1]
    said = len(page.heard("stills"))
    page.say("bring_back", field="start_image")
    until(lambda: [image.digest for image in page.widget.images("start_image")] == digests[:1])
    until(lambda: len(page.heard("stills")) > said)


def test_references_gather_before_the_new_model_is_heard_of(page, picture):
    """The page gathers what is typed for a moment; pictures dropped in that moment came to lie on one place."""
    assert "reference_images" not in page.widget.studio.catalogue[page.widget.model]
    for _ in range(3):
        page.answer("still", page.upload(picture(), field="reference_images", model="google/veo-3.1"))
    assert len(page.widget.images("reference_images")) == 3


def test_the_last_word_on_where_pictures_stand_is_the_newest(make, page_of, picture, until):
    begun, go = threading.Event(), threading.Event()

    class Slow(Still):
        def thumbnail(self, *_: object) -> bytes:
            begun.set()
            go.wait(5)
            return b""

    page = page_of(make(Slow(b"x", "image/png", "slow.png", 8, 8, "sha256:0"), model="google/veo-3.1"))
    page.say("ready")
    assert begun.wait(5)
    page.widget._form.images.add("reference_images", open_still(picture()))
    page.widget._tell_images([])  # overtakes what the new view is about to be told
    go.set()
    page.answer("state")
    fields = [set(body["fields"]) for body, _ in page.heard("stills")]
    assert fields == [{"start_image", "reference_images"}] * 2


def test_a_picture_in_a_row_is_pointed_to_by_a_value(page, picture, studio):
    widget = page.widget
    widget.model = "kling/kling-o1"
    still, _ = page.answer("still", page.upload(picture(), field="row-v1-1"))
    values = {"element_references": [{"images": [{"still": still["key"]}], "tag": "cat"}]}
    page.ask("run", "started", prompt="go", model=widget.model, values=values)
    sent = studio.shots[0].values["element_references"][0]["images"][0]
    assert sent.width == 640
    gone = page.ask("run", "problem", prompt="go", model=widget.model, values={"x": {"still": "gone"}})
    assert "no longer there" in gone["message"]


@pytest.mark.parametrize(
    ("size", "message"),
    [(0, "is empty"), (75_000_001, "is too large: 75 MB"), (900_000_000, "too large: 900 MB")],
)
def test_sizes_are_refused_before_a_byte_is_sent(page, size, message):
    refused = page.ask("file", "problem", field="start_image", name="big.png", size=size, type="image/png")
    assert message in refused["message"]
    assert "Nothing was sent." in refused["message"]


def test_what_is_no_picture_is_refused_by_name(page):
    refused, _ = page.answer("problem", page.upload(b"hello, this is text " * 10, name="notes.png"))
    assert refused["message"].startswith("notes.png is not an image that can be read")
    assert page.widget.image is None


def test_pieces_that_overtake_each_other_still_make_the_picture(page, picture):
    data = picture()
    key = page.say("file", field="start_image", name="a.png", size=len(data), type="image/png")
    for start in reversed(range(0, len(data), 1000)):
        page.say("chunk", [data[start : start + 1000]], id=key, offset=start)
    page.answer("still", key)
    assert page.widget.image.data == data


def test_pieces_that_overlap_or_are_too_many_are_refused(page):
    key = page.say("file", field="start_image", name="a.png", size=100, type="image/png")
    page.say("chunk", [b"x" * 50], id=key, offset=0)
    page.say("chunk", [b"x" * 50], id=key, offset=40)
    assert "did not arrive whole" in page.answer("problem", key)[0]["message"]
    page.say("chunk", [b"x" * 50], id=key, offset=50)  # late pieces of it are dropped without a word
    key = page.say("file", field="start_image", name="b.png", size=10, type="image/png")
    page.say("chunk", [b"x" * 11], id=key, offset=0)
    assert "did not arrive whole" in page.answer("problem", key)[0]["message"]


def test_an_abandoned_file_is_forgotten(page, picture):
    data = picture()
    key = page.say("file", field="start_image", name="a.png", size=len(data), type="image/png")
    page.say("chunk", [data[:100]], id=key, offset=0)
    page.say("abandon", id=key)
    page.say("chunk", [data[100:]], id=key, offset=100)
    assert page.heard("still") == []
    assert [body["received"] for body, _ in page.heard("ack", key)] == [0, 100]


def test_a_picture_can_be_removed(page, picture, until):
    still, _ = page.answer("still", page.upload(picture()))
    told = len(page.heard("stills"))
    page.say("remove", field="start_image", key=still["key"])
    until(lambda: len(page.heard("stills")) > told)
    assert page.widget.image is None


HOOK = "https://example.com/hook?id=7"


def test_the_webhook_of_the_page_is_checked_and_sent_and_copied(page, studio, picture, make):
    page.widget.image = picture()
    press = {"prompt": "go", "model": "kling/kling-2.5", "values": {}}
    for wrong in ("example.com/hook", "ftp://example.com", "https://", "https://ä.example"):
        problem = page.ask("run", "problem", webhook_url=wrong, **press)
        assert (problem["field"], wrong in problem["message"], studio.made) == ("webhook_url", True, [])
    key = page.ask("run", "started", webhook_url=HOOK, **press)["key"]
    page.ask("run", "started", webhook_url="", **press)
    assert [job.webhook_url for job in studio.made] == [HOOK, None]
    call = page.ask("settings", "settings", key=key)["call"]
    assert f'webhook_url="{HOOK}"' in call
    with pytest.raises(BadValue, match="is not an http"):
        make(webhook_url="example.com")
    assert make(picture(), "go", webhook_url=HOOK).run().webhook_url == HOOK


def test_run_sends_what_the_page_showed_not_what_the_traits_hold_yet(page, studio, picture):
    page.widget.image = picture()
    page.widget.prompt = "an older wording"
    answer = page.ask("run", "started", prompt="newest", model="google/veo-3.1", values={"duration": 8})
    assert answer["key"] == "job0"
    assert studio.shots[0].model == "google/veo-3.1"
    still = page.widget.image
    assert dict(studio.shots[0].values) == {"prompt": "newest", "duration": 8, "start_image": still}
    assert page.widget.prompt == "an older wording"


def test_a_shot_that_cannot_be_is_told_with_its_field(page, studio, picture):
    page.widget.image = picture()
    problem = page.ask("run", "problem", prompt="go", model="kling/kling-2.5", values={"duration": 7})
    assert problem["field"] == "duration"
    assert "Nothing was sent." in problem["message"]
    assert studio.shots == []


def test_a_model_that_is_gone_names_the_one_to_use(page, studio, picture):
    page.widget.image = picture()
    studio.refuse = ModelGone("Kling 2.5 was withdrawn.", status=410, replacement="kling/kling-2.6", details="410 Gone")
    problem = page.ask("run", "problem", prompt="go", model="kling/kling-2.5", values={})
    assert problem["replacement"] == "kling/kling-2.6"
    assert problem["message"] == "Kling 2.5 was withdrawn. Not billed."
    assert problem["details"] == "410 Gone"


def test_any_other_trouble_ends_as_words_too(page, studio, caplog, picture):
    page.widget.image = picture()
    studio.refuse = RuntimeError("disk on fire")
    problem = page.ask("run", "problem", prompt="go", model="kling/kling-2.5", values={})
    assert problem["message"] == "Something went wrong here: disk on fire"
    assert problem["details"] == "RuntimeError: disk on fire"
    assert "disk on fire" in caplog.text


def test_unknown_messages_do_nothing(page, unknown_message):
    before = len(page.widget.sent)
    page.widget._handle_custom_msg(unknown_message, [])
    assert len(page.widget.sent) == before


@pytest.mark.parametrize("message", [{"kind": "file"}, {"kind": "chunk", "id": "x"}, {"kind": "run", "prompt": "x"}])
def test_incomplete_messages_end_as_words(page, message):
    page.widget._handle_custom_msg({**message, "view": "v1"}, [])
    assert page.answer("problem")[0]["message"].startswith("Something went wrong here")


def test_the_price_counts_pictures_and_follows_the_controls(page, studio):
    studio.backend = "krea"
    five = page.ask("price", "price", model="kling/kling-2.5", values={"duration": 5})["text"]
    ten = page.ask("price", "price", model="kling/kling-2.5", values={"duration": 10})["text"]
    assert "$" in five
    assert five != ten


def test_the_heartbeat_brings_the_state(make, page_of, studio):
    page = page_of(make(prompt="go"))
    page.widget.run()
    studio.made[0].tell(Progress("working", "Krea is working · 0:42", 0.412_37, 42.0, 90.0, "processing"))
    page.say("heartbeat")
    row = page.answer("state")[0]["jobs"][0]
    assert (row["message"], row["fraction"], row["elapsed"]) == ("Krea is working · 0:42", 0.4124, 42.0)


def test_cancel_and_dismiss(make, page_of, studio, clip, until):
    page = page_of(make(prompt="go"))
    page.widget.run()
    page.say("dismiss", key="job0")
    page.say("cancel", key="job0")
    until(lambda: studio.made[0].cancel_asked and page.widget.jobs[0]["cancelling"])
    studio.made[0].finish(clip)
    page.say("dismiss", key="job0")
    until(lambda: page.widget.jobs == [])
    assert clip.path.exists()


def test_run_again_takes_the_place_of_what_was_cancelled_and_leaves_a_clip(make, page_of, studio, clip, until):
    page = page_of(make(prompt="go"))
    page.widget.run()
    studio.made[0].fail(JobCancelled("Cancelled."))
    page.say("again", key="job0")
    until(lambda: [row["key"] for row in page.widget.jobs] == ["job1"])
    studio.made[1].finish(clip)
    page.say("again", key="job1")
    until(lambda: [row["key"] for row in page.widget.jobs] == ["job1", "job2"])


def test_the_settings_are_the_call_for_a_cell(make, page_of, studio):
    page = page_of(make(prompt="go", duration=10))
    page.widget.run()
    call = page.ask("settings", "settings", key="job0")["call"]
    assert call == 'krea.animate("image.png", "go", model="kling/kling-2.5", duration=10)'


def test_a_clip_is_pulled_in_pieces(make, page_of, studio, clip):
    page = page_of(make(prompt="go"))
    page.widget.run()
    studio.made[0].finish(clip)
    got, offset = b"", 0
    while True:
        body, parts = page.answer("chunk", page.say("download", key="job0", offset=offset))
        assert len(parts[0]) == min(CHUNK, body["total"] - offset)
        got += bytes(parts[0])
        offset = len(got)
        if offset >= body["total"]:
            break
    assert got == clip.path.read_bytes()
    clip.path.unlink()
    assert "not where it was saved" in page.ask("download", "problem", key="job0", offset=0)["message"]
    assert "no longer known" in page.ask("download", "problem", key="../../etc/passwd", offset=0)["message"]


def test_the_last_frame_of_a_finished_clip_becomes_the_start_image(make, page_of, studio, clip, monkeypatch):
    last = open_still(Image.new("RGB", (640, 360), "red"), name="cat-last.png")
    monkeypatch.setattr(Clip, "last_frame", lambda self: last)
    page = page_of(make(prompt="go"))
    page.widget.run()
    for key in ("job0", "unknown"):
        page.ask("frame", "still", key=key)
        assert page.widget.shot().start_image.name == "image.png", "this job has no clip"
    studio.made[0].finish(clip)
    page.ask("frame", "still", key="job0")
    assert page.widget.shot().start_image == last


def test_a_token_goes_to_the_studio_and_nowhere_else(page, studio, caplog):
    assert page.ask("login", "backend", token="tok:secret")["backend"] == "krea"
    assert studio.tokens == ["tok:secret"]
    assert page.widget.backend == "krea"
    problem = page.ask("login", "problem", token="tok secret")
    assert problem["message"].startswith("The token that was entered is not a Krea token")
    assert "secret" not in str(page.widget.sent) + caplog.text + str(page.widget.get_state()["jobs"])


def test_a_token_that_krea_does_not_know_is_refused_at_once(page, studio):
    studio.fault = BadToken("Krea does not accept this API token.", status=401)
    assert "does not accept" in page.ask("login", "problem", token="tok:old")["message"]
    assert studio.backend == "sandbox"
    # When Krea cannot be asked, the first job tells.
    studio.fault = Unreachable("Krea could not be reached.", maybe_sent=False)
    assert page.ask("login", "backend", token="tok:secret")["backend"] == "krea"


def test_an_empty_form_is_filled_with_a_sample(make, page_of, until):
    page = page_of(make(image=None))
    page.say("sample")
    until(lambda: page.widget.image and page.widget.prompt)
    assert page.widget.image.name == "sample.jpg"
    assert page.widget.prompt == "slow dolly in, gentle parallax"
    page.widget.prompt = "mine"
    first = page.widget.image
    page.say("sample")
    page.ask("price", "price", model=page.widget.model, values={})
    assert (page.widget.image, page.widget.prompt) == (first, "mine")


def test_messages_from_many_threads_at_once(page, picture):
    data = picture((200, 200))

    def one(number):
        key = f"t{number}"
        page.say("file", id=key, field="reference_images", name=f"{number}.png", size=len(data), type="image/png")
        for start in range(0, len(data), 40_000):
            page.say("chunk", [data[start : start + 40_000]], id=key, offset=start)

    page.widget.model = "google/veo-3.1"
    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(8):
        page.answer("still", f"t{number}")
    assert len(page.widget.images("reference_images")) == 8


def test_an_uncertain_job_is_sent_again_only_on_the_persons_word(make, page_of, studio, until):
    page = page_of(make(prompt="go"))
    page.widget.run()
    studio.made[0].fail(SubmitUncertain("Krea did not answer.", candidates=("550e", "77aa")))
    error = page.widget.jobs[0]["error"]
    assert (error["uncertain"], error["candidates"]) == (True, ["550e", "77aa"])
    page.say("adopt", key="job0", job_id="some other job")
    page.ask("price", "price", model="kling/kling-2.5", values={})
    assert len(studio.made) == 1
    page.say("adopt", key="job0", job_id="77aa")
    until(lambda: [row["id"] for row in page.widget.jobs] == ["77aa"])
    page.say("send_again", key="job0")  # it is no longer uncertain
    page.ask("price", "price", model="kling/kling-2.5", values={})
    assert len(studio.shots) == 1
    studio.made[1].fail(SubmitUncertain("Krea did not answer."))
    studio.refuse = RuntimeError("disk on fire")
    assert "disk on fire" in page.ask("send_again", "problem", key="job0")["message"]
    studio.refuse = None
    for _ in range(20):
        page.say("send_again", key="job0")
    until(lambda: [row["key"] for row in page.widget.jobs] == ["job2"])
    page.ask("price", "price", model="kling/kling-2.5", values={})
    assert len(studio.shots) == 2


def test_a_clip_that_could_not_be_saved_is_fetched_again(make, page_of, studio, until):
    page = page_of(make(prompt="go"))
    page.widget.run()
    studio.made[0].fail(DownloadFailed("The disk is full."))
    assert page.widget.jobs[0]["error"]["fetch"] is True
    page.say("fetch", key="job0")
    until(lambda: page.widget.jobs[0]["phase"] == "submitting")
    assert page.ask("fetch", "problem", key="other")["message"].startswith("This clip could not be fetched now")


def test_without_a_picture_nothing_is_sent(page, studio):
    problem = page.ask("run", "problem", prompt="go", model="kling/kling-2.5", values={})
    assert problem["message"].startswith("There is no image yet. Nothing was sent.")
    assert studio.shots == []


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ([], ""),
        (["sent"], "1 job from an earlier kernel is still open."),
        (["sent", "uncertain"], "2 jobs from an earlier kernel are still open."),
        (["asked", "sent"], "2 jobs from an earlier kernel are still open, 1 of them not sent yet."),
        (["asked"], "1 job from an earlier kernel is still open, not sent yet."),
    ],
)
def test_what_an_earlier_kernel_left_is_told(page, studio, states, message):
    studio.earlier = [SimpleNamespace(state=state, backend="krea") for state in states]
    page.say("ready")
    assert page.answer("resumable")[0]["message"] == message


def test_what_was_left_is_taken_up_on_a_press_only(make, page_of, until):
    make(prompt="go").run()  # what the fake studio has to resume
    page = page_of(make(prompt="other"))
    page.say("ready")
    page.answer("resumable")
    assert page.widget.jobs == []
    page.say("resume")
    until(lambda: page.widget.jobs)
    assert [row["key"] for row in page.widget.jobs] == ["job0"]


def test_a_press_is_refused_when_the_backend_has_changed(page, studio, picture):
    """Such as after `krea.login()` in another cell: the button said "free here"."""
    page.widget.image = picture()
    shown = page.widget.backend
    studio.use("krea")
    problem = page.ask("run", "problem", prompt="go", model="kling/kling-2.5", values={}, backend=shown)
    assert "The backend is krea now" in problem["message"]
    assert "Nothing was sent." in problem["message"]
    assert studio.made == []


def test_the_form_follows_the_backend_of_its_studio(page, studio):
    studio.use("krea")
    assert page.widget.backend == "krea"
    studio.use("sandbox")
    assert page.widget.backend == "sandbox"
    page.widget.close()
    with pytest.raises(BadInput):
        Animate("no such file.png", studio=studio)
    assert studio.heard == []


def test_a_step_of_progress_is_one_small_message(make, studio, page_of, monkeypatch):
    page = page_of(make(prompt="go"))
    widget, states = page.widget, []
    monkeypatch.setattr(widget, "_send", lambda message, buffers=None: states.append(message["state"]))
    widget.run()
    job = studio.made[0]
    for second in (1, 2):
        job.tell(Progress("working", f"Krea is working · 0:0{second}", second / 10, float(second)))
    step, _ = page.answer("step")
    told = {"key": job.key, "message": "Krea is working · 0:02", "fraction": 0.2, "elapsed": 2.0}
    assert step == {"kind": "step", "view": None, **told}
    assert [state["status"] for state in states] == ["submitting", "working"]
    assert states[-1]["fraction"] == 0.1
    assert (widget.fraction, widget.message, widget.jobs[0]["fraction"]) == (0.2, step["message"], 0.2)
