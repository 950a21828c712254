"""The settings that a dropped clip carries: told, applied where chosen, and never trusted further than they fit."""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krea_widgets import Studio
from krea_widgets.errors import BadInput, KreaError
from krea_widgets.media import Clip, Shot, Still, open_still, save_input
from krea_widgets.media.embedded_settings import MOST_BYTES, MOST_PACKET, embedded_settings, parse_untrusted
from krea_widgets.media.xmp import NAMESPACE, OWNER, write_packet
from krea_widgets.widgets.animate import Animate
from krea_widgets.widgets.base import Message
from krea_widgets.widgets.settings_import import ClipSettings

VEO = "google/veo-3.1"
FACE = {"name": "cat.png", "digest": "ab" * 32, "width": 640, "height": 480}
MADE = {
    "krea_widgets": 1,
    "backend": "krea",
    "model": VEO,
    "prompt": "bold push in",
    "values": {"prompt": "bold push in", "duration": 8, "start_image": "https://assets.krea.ai/1.png"},
    "still": FACE,
    "job_id": "550e",
    "completed_at": "2026-11-24T10:00:00Z",
    "price": {"amount": 1.2, "currency": "USD", "exact": True, "source": "x"},
}


@pytest.fixture
def studio(tmp_path, monkeypatch):
    """A real studio, of which only the disk is used."""
    monkeypatch.chdir(tmp_path)
    made = Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "krea_clips")
    yield made
    made.close()


@pytest.fixture
def form(make):
    return make(image=None, prompt="mine", duration=10)


@pytest.fixture
def offer(form, page_of):
    """What the page is told of a file."""
    page = page_of(form)

    def offer(read, name="renamed.mp4", size=0):
        text = read if isinstance(read, bytes) else json.dumps(read).encode()
        return page.answer("offer", page.say("offer", [text] if text else [], name=name, size=size))[0]

    def apply(read, names, *, kind="done"):
        return page.answer(
            kind, page.say("apply", [json.dumps(read).encode()], name="renamed.mp4", size=0, names=names)
        )[0]

    offer.apply = apply
    return offer


def test_what_is_carried_is_told_first_and_applied_where_chosen(form, offer):
    told = offer(MADE)
    assert (told["model"], told["backend"], told["price"], told["made"]) == (
        "Veo 3.1",
        "krea",
        "$1.20",
        MADE["completed_at"],
    )
    fields = {field["name"]: field for field in told["fields"]}
    assert (fields["prompt"]["now"], fields["prompt"]["then"]) == ("mine", "bold push in")
    assert fields["start_image"]["then"] == "cat.png"
    assert "isn't saved here" in fields["start_image"]["message"], "the sandbox has not what is at Krea"
    assert (form.prompt, form.values) == ("mine", {"duration": 10})
    offer.apply(MADE, ["prompt", "duration", "no such"])
    assert (form.prompt, form.values, form.image) == ("bold push in", {"duration": 8}, None)
    problem = offer.apply({}, ["prompt"], kind="problem")
    assert problem["message"] == "These settings are no longer available. Nothing was sent. Drop the clip again."


def test_with_the_model_only_what_it_takes_stays_in_the_form(form, offer):
    form.values = {"duration": 10, "negative_prompt": "blur"}
    offer.apply({**MADE, "model": "acme/new-9"}, ["model"])
    assert (form.model, form.values) == ("acme/new-9", {"duration": 10, "negative_prompt": "blur"})
    form.values = {"duration": 8, "made_up": 1}
    offer.apply(MADE, ["model"])
    assert (form.model, form.values) == (VEO, {"duration": 8})


def test_a_picture_at_krea_is_at_hand_and_one_at_any_other_place_is_not(tmp_path):
    with_token = Studio("krea", token="not-a-real-token", home=tmp_path / "home", clips=tmp_path / "clips")
    form = Animate(studio=with_token)
    try:
        for address, at_hand in (
            ("https://assets.krea.ai/1.png", True),
            ("https://krea.ai.evil.example/1.png", False),
            ("https://[krea.ai", False),
        ):
            made = {**MADE, "values": {**MADE["values"], "start_image": address}}
            found = ClipSettings.find(with_token, made, "a.mp4", 0)
            row = next(field for field in found.differences(form) if field["name"] == "start_image")
            assert (row["message"] == "") is at_hand
            found.apply(form, ["start_image"])
            assert (form.image is not None) is at_hand
            form.image = None
    finally:
        form.close()
        with_token.close()


def test_the_same_picture_in_the_form_is_the_same(form, offer, picture):
    form.image = picture()
    made = {**MADE, "still": {**FACE, "digest": form.image.digest}}
    row = next(field for field in offer(made)["fields"] if field["name"] == "start_image")
    assert row["same"] is True


def test_a_clip_without_settings_is_recognised_by_its_name_and_size(form, offer, studio, tmp_path):
    shot = Shot(VEO, {"prompt": "from the journal", "start_image": Still(b"", "image/jpeg", "cat.jpg", 32, 18, "d1")})
    studio.journal.asked("a", backend="sandbox", model=VEO, shot=shot.to_json(), digest=shot.digest)
    path = tmp_path / "krea_clips" / "old.mp4"
    path.parent.mkdir()
    path.write_bytes(b"an old film")
    studio.journal.done("a", path, 90)
    told = offer(b"", name="old.mp4", size=11)
    assert (told["backend"], told["price"]) == ("sandbox", "")
    assert next(field["then"] for field in told["fields"] if field["name"] == "prompt") == "from the journal"
    for name, size in (("old.mp4", 12), ("other.mp4", 11), ("old.mp4", 0)):
        assert "fields" not in offer(b"", name=name, size=size)
    assert form.use_settings(path, ["prompt"]) == ("prompt",)
    assert form.prompt == "from the journal"


def film_of(made: dict[str, Any]) -> bytes:
    """A box with settings, as at the end of an MP4."""
    packet = write_packet(made, json.dumps(made))
    return struct.pack(">I4s", 24 + len(packet), b"uuid") + OWNER + packet


def test_an_image_that_was_saved_comes_back(form, offer, studio, picture, tmp_path):
    still = open_still(picture((96, 54)), name="cat.png")
    save_input(studio.clip_folder, still)
    made = {**MADE, "still": {"name": "cat.png", "digest": still.digest, "width": 96, "height": 54}}
    row = next(field for field in offer(made)["fields"] if field["name"] == "start_image")
    assert (row["then"], row["message"]) == ("cat.png", "")
    path = tmp_path / "mine.mp4"
    path.write_bytes(film_of(made))
    assert form.use_settings(path, ["start_image"]) == ("start_image",)
    assert (form.image.digest, form.image.name) == (still.digest, "cat.png")
    # A file of that name with another image is not taken for it.
    (saved,) = (studio.clip_folder / "stills").iterdir()
    saved.write_bytes(open_still(picture((64, 64))).data)
    assert next(field for field in offer(made)["fields"] if field["name"] == "start_image")["message"]


def test_a_cropped_image_comes_back_whole_and_its_crop_with_it(form, studio, picture, tmp_path):
    whole = open_still(picture((96, 54)), name="cat.png")
    sent = whole.fitted(1.0, "crop", crop=(0.25, 0.5, 1.5))
    for still in (whole, sent):
        save_input(studio.clip_folder, still)
    origin = {"name": "cat.png", "digest": whole.digest, "fit": "crop", "crop": [0.25, 0.5, 1.5]}
    path = tmp_path / "mine.mp4"

    def use(**more: object) -> None:
        still = {"name": "cat.png", "digest": sent.digest, "width": 36, "height": 36, "origin": {**origin, **more}}
        path.write_bytes(film_of({**MADE, "still": still}))
        form.use_settings(path, ["start_image"])

    use()
    assert (form.image.digest, form.fit, form.crop) == (whole.digest, "crop", [0.25, 0.5, 1.5])
    assert form._form.fitted(form._form.shot("go", VEO, {"aspect_ratio": "16:9"}), form.fit, form.crop).start_image
    use(crop=None)
    assert (form.image.digest, form.fit, form.crop) == (whole.digest, "crop", [0.5, 0.5, 1.0])
    # What would change is said: not the image, but how it is cropped.
    found = ClipSettings.find(studio, embedded_settings(path), "", 0)
    assert found is not None
    row = lambda: next(one for one in found.differences(form) if one["name"] == "start_image")  # noqa: E731
    assert (row()["same"], row()["now"], row()["then"]) == (True, "cat.png, cropped", "cat.png, cropped")
    form.crop = [0.25, 0.5, 2]
    assert row()["same"] is False
    form.fit = "pad"
    assert (row()["same"], row()["now"], row()["then"]) == (False, "cat.png, with blurred edges", "cat.png, cropped")
    form.fit = ""
    assert (row()["same"], row()["now"]) == (False, "cat.png")
    # Without the whole image, what was sent comes back, and is not cropped again.
    for odd in ({"digest": "0" * 64}, {"digest": "../../etc/passwd"}):
        use(**odd)
        assert (form.image.digest, form.fit, form.crop) == (sent.digest, "", [])


@pytest.mark.parametrize(
    "odd",
    [{"crop": [9, 9, 9]}, {"crop": "abc"}, {"crop": [0.5, 0.5]}, {"fit": "evil"}, {"crop": [0.5, 0.5, float("nan")]}],
)
def test_an_odd_crop_is_no_setting(odd):
    from krea_widgets.media.embedded_settings import known

    origin = {"name": "cat.png", "digest": "0" * 64, "fit": "crop", "crop": [0.5, 0.5, 1], **odd}
    assert "still" not in known({**MADE, "still": {**FACE, "origin": origin}})


@pytest.mark.parametrize(("field", "what"), [("reference_audios", "a sound"), ("reference_videos", "a video")])
def test_a_recording_without_a_name_is_named_by_what_it_is(offer, field, what):
    values = {"prompt": "bold push in", field: ["https://assets.krea.ai/1"]}
    told = offer({**MADE, "model": "minimax/hailuo-3", "values": values})
    assert {row["name"]: row["then"] for row in told["fields"]}[field] == what


def test_variations_keep_all_settings_on_the_clips_model_and_the_common_ones_on_others(studio, picture):
    form = Animate(studio=studio)
    values = {"prompt": "slow dolly in", "start_image": open_still(picture()), "duration": 10, "resolution": "480p"}
    board = form._variations(Shot("bytedance/seedance-1.0-pro-fast", values))
    assert len(board.sweep) == 9
    for item in board.sweep:
        mine = item.model == "bytedance/seedance-1.0-pro-fast"
        assert item.values == {"duration": 10} | ({"resolution": "480p"} if mine else {})
        assert item.included == mine
    form.close()


def test_from_a_cell(form, tmp_path):
    path = tmp_path / "friend.mp4"
    path.write_bytes(film_of(MADE))
    assert form.use_settings(path, ["duration"]) == ("duration",)
    assert (form.prompt, form.values) == ("mine", {"duration": 8})
    assert form.use_settings(Clip.open(path)) == ("model", "prompt", "duration")
    assert (form.prompt, form.model) == ("bold push in", VEO)
    with pytest.raises(BadInput, match="made without seed"):
        form.use_settings(path, ["seed"])
    with pytest.raises(BadInput, match="isn't saved here"):
        form.use_settings(path, ["start_image"])
    path.write_bytes(b"nothing")
    with pytest.raises(BadInput, match=r"friend.mp4 has no settings from krea_widgets"):
        form.use_settings(path)
    with pytest.raises(FileNotFoundError):
        form.use_settings(tmp_path / "none.mp4")


@pytest.mark.parametrize(
    "read",
    [b"", b"{", b"[]", b"\xff", b"x" * 70_000, b"[" * 60_000, {}, {"krea_widgets": 1}, {**MADE, "model": 5},
     {**MADE, "krea_widgets": 0}, {**MADE, "model": "../../assets?x=<b>"}, {**MADE, "model": "a/../b"}],
)  # fmt: skip
def test_what_cannot_be_settings_is_nothing(offer, read):
    assert "fields" not in offer(read)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["start_image", "end_image", "reference_images", "duration", "aspect_ratio", "generate_audio", "seed", "x"]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.dictionaries(st.sampled_from(FIELDS), anything),
    st.dictionaries(st.sampled_from(["still", "end_still", "price", "prompt", "seconds", "completed_at"]), anything),
)
def test_whatever_a_friend_wrote_ends_as_rows_of_words_or_as_nothing(form, values, more):
    text = json.dumps({**MADE, **more, "values": values}).encode()
    told = ClipSettings.find(form.studio, parse_untrusted(text), "a.mp4", 5).offer(form)
    json.dumps(told, allow_nan=False, ensure_ascii=False).encode()
    for row in told["fields"]:
        assert all(isinstance(row[name], str) and len(row[name]) <= 400 for name in ("now", "then", "message"))


def test_the_page_looks_for_what_python_writes(source_of):
    text = source_of("animate/mp4-settings.js")
    assert f'"{OWNER.hex()}"' in text
    assert f'"{NAMESPACE}"' in text
    assert f"MOST_SETTINGS = {MOST_BYTES // 1024} * 1024" in text
    assert f"MOST_PACKET = {MOST_PACKET // MOST_BYTES} * MOST_SETTINGS" in text


@pytest.mark.parametrize("values", [None, [1], "x", {"duration": 10**400}])
def test_settings_edited_by_hand_never_break_the_form(form, tmp_path, values):
    (tmp_path / "odd.mp4").write_bytes(b"no film")
    (tmp_path / "odd.json").write_text(json.dumps({**MADE, "values": values}))
    assert form.use_settings(tmp_path / "odd.mp4", ["prompt"]) == ("prompt",)
    assert form.prompt == "bold push in"


@pytest.mark.slow
@pytest.mark.parametrize("end", ["[sandbox: fail]", ""])
def test_a_fresh_form_offers_the_settings_of_the_last_job(studio, tmp_path, picture, end):
    """Also of one that has no clip: the kernel may have ended with it."""
    photo = tmp_path / "cat.png"
    photo.write_bytes(picture())
    quick = {"model": "seedance 1.0 pro fast", "duration": 2, "resolution": "480p"}
    first = Animate(photo, f"pan left {end}", studio=studio, **quick)
    job = first.run()
    with suppress(KreaError):
        job.wait()
    assert (job.clip is None) == bool(end)
    later = Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "krea_clips")
    fresh = Animate(studio=later)
    fresh._on_last(Message({}))
    assert (fresh.prompt, fresh.values) == (first.prompt, first.values)
    assert fresh.image == first.image
    fresh.prompt = "mine"
    fresh._on_last(Message({}))
    assert fresh.prompt == "mine", "only an empty form is filled"
    later.close()


@pytest.mark.parametrize(("made_with", "in_form", "wanted"), [
    ({}, {}, "16:9"),  # the model's default, as the clip had it
    ({"aspect_ratio": "16:9"}, {}, "16:9"),
    ({"aspect_ratio": "9:16"}, {"aspect_ratio": "9:16"}, "9:16"),
    ({"aspect_ratio": "16:9"}, {"aspect_ratio": "1:1"}, "1:1"),  # not chosen by the person
])  # fmt: skip
def test_an_image_comes_with_the_ratio_that_its_clip_had(make, studio, picture, made_with, in_form, wanted):
    form = make(image=None, model="kling/kling-2.5", **in_form)
    still = open_still(picture((360, 640)), name="portrait.png")
    save_input(studio.clip_folder, still)
    values = {"prompt": "go", "start_image": "https://elsewhere.example/1.png", **made_with}
    told = {
        **MADE,
        "model": "kling/kling-2.5",
        "values": values,
        "still": {"name": "portrait.png", "digest": still.digest},
    }
    found = ClipSettings.find(studio, told, "a.mp4", 0)
    found.apply(form, ["start_image"])
    assert form.image.digest == still.digest
    assert form.values["aspect_ratio"] == wanted
