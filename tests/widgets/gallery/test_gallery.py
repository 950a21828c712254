"""The gallery's Python side: what it finds, in which order, what it tells the page; annotations, trash, settings."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from clips_for_tests import STILL, write_pan
from PIL import Image

from krea_widgets import Studio
from krea_widgets.errors import MissingExtra
from krea_widgets.journal import Annotation, Journal
from krea_widgets.media import Shot, Still
from krea_widgets.studio import clip_index
from krea_widgets.studio.clip_index import ClipIndex, Query
from krea_widgets.widgets.gallery import Gallery
from krea_widgets.widgets.gallery.clip_rows import facets, groups_of

NOON = 1_763_899_200.0  # 23 November 2025, 12:00 UTC
JPEG = b"\xff\xd8\xff" + bytes(40)
KLING, VEO = "kling/kling-2.5", "google/veo-3.1"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shared(place):
    """A real studio, of which only the disk is used."""
    made = Studio("sandbox", home=place / "home", clips=place / "krea_clips")
    yield made
    made.close()


@pytest.fixture
def make(shared, place):
    """Writes one clip into the journal, at a time in hours before noon, and its files onto the disk."""

    def write(
        key, prompt="slow dolly in", *, model=KLING, backend="sandbox", hours=0.0, price=None, state="done", **values
    ):
        still = Still(JPEG, "image/jpeg", "cat.jpg", 32, 18, f"d-{key}")
        shot = Shot(model, {"prompt": prompt, "start_image": still, **values})
        journal, path = shared.journal, place / "krea_clips" / f"{key}.mp4"
        journal.save_thumbnail(still.digest, still.name, 32, 18, JPEG)
        journal._now = lambda: NOON - hours * 3600
        journal.asked(key, backend=backend, model=model, shot=shot.to_json(), digest=shot.digest)
        journal.sent(key, f"job-{key}")
        if state == "done":
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"film of " + key.encode())
            beside = {"krea_widgets": 1, "backend": backend, "model": model, "prompt": prompt, "job_id": f"job-{key}",
                      "values": shot.wire(lambda still: f"sha256:{still.digest}"), "call": shot.call(), "seconds": 90,
                      "price": price and {"amount": price, "currency": "USD", "exact": True}}  # fmt: skip
            path.with_suffix(".json").write_text(json.dumps(beside))
            journal.done(key, path, 90)
        elif state != "open":
            journal.ended(key, state, "The image was refused by moderation. Not billed.")
        return path

    return write


@pytest.fixture
def gallery(shared, recorded):
    widget = recorded(Gallery(studio=shared))
    yield widget
    widget.close()


def keys(studio, **query):
    return [record.key for record in ClipIndex(studio).find(Query(**query))]


def test_what_was_made_is_found_by_prompt_model_and_file_name(shared, make):
    make("a", "the Café at dusk", hours=1)
    make("b", "고양이가 고개를 돌린다", hours=2, model=VEO)
    make("c", "a café\u0301 of 50 % <b>milk</b>_", hours=3)
    assert keys(shared) == ["a", "b", "c"]
    assert keys(shared, text="CAFÉ dusk") == ["a"]
    assert keys(shared, text="고양이") == ["b"]
    assert keys(shared, text="veo 3.1") == ["b"]
    assert keys(shared, text="google/") == ["b"]
    assert keys(shared, text="c.mp4") == ["c"]
    assert keys(shared, text="% <b>") == ["c"]
    assert keys(shared, text="'; drop table jobs; --") == []


def test_filters_and_orders(shared, make):
    make("a", duration=5, hours=3, backend="krea", price=0.5)
    make("b", duration=10, hours=2, backend="krea", price=0.9)
    make("c", model=VEO, duration=8, hours=1, price=7.0)  # of the sandbox: free, whatever its file says
    make("f", hours=0, state="failed")
    make("o", hours=4, state="open")
    shared.journal.annotate("a", rating=3, winner=True)
    shared.journal.annotate("c", rating=5)
    assert keys(shared) == ["c", "b", "a", "o"]
    assert keys(shared, sort="longest")[:3] == ["b", "c", "a"]
    assert keys(shared, sort="price")[:2] == ["b", "a"]
    assert keys(shared, sort="rating") == ["c", "a", "b", "o"]
    assert keys(shared, rated=True) == ["c", "a"]
    assert keys(shared, winner=True) == ["a"]
    assert keys(shared, failed=True) == ["f"]
    assert keys(shared, backend="krea", model=KLING) == ["b", "a"]


def test_clips_that_the_journal_does_not_know_are_found_by_what_lies_beside_them(shared, make, place):
    make("a", "lost journal")
    shared.journal._db.execute("delete from jobs")
    (place / "krea_clips" / "package.json").write_text("{}")
    (place / "krea_clips" / "broken.json").write_text("{")
    (record,) = ClipIndex(shared).find(Query())
    assert (record.prompt, record.title, record.state) == ("lost journal", "Kling 2.5", "done")
    clip_index = ClipIndex(shared)
    clip_index.trash.put(record.key, record.path)
    assert [found.prompt for found in clip_index.find(Query(deleted=True))] == ["lost journal"]
    assert clip_index.find(Query()) == []
    clip_index.trash.take_back(record.key)
    assert [found.key for found in clip_index.find(Query())] == [record.key]


def test_a_clip_that_was_renamed_in_its_folder_is_still_known(shared, make):
    path = make("a")
    path.rename(path.with_name("new.mp4"))
    path.with_suffix(".json").rename(path.with_name("new.json"))
    (record,) = ClipIndex(shared).find(Query())
    assert record.path == path.with_name("new.mp4")


def test_a_moved_clip_is_said_and_found_when_looked_for(shared, make, gallery, ask, place):
    path = make("a")
    goal = place / "elsewhere" / "deep"
    goal.mkdir(parents=True)
    path.rename(goal / path.name)
    ask(gallery, "find")
    assert ask(gallery, "details", key="a")["row"]["there"] is False
    answer = ask(gallery, "look", key="a")
    assert (answer["message"], answer["rows"][0]["there"]) == ("", True)
    assert answer["rows"][0]["path"] == str(Path("elsewhere") / "deep" / "a.mp4")
    (goal / path.name).unlink()
    assert "was not found" in ask(gallery, "look", key="a")["message"]
    assert ask(gallery, "download", key="a", offset=0)["message"] == "The clip is not where it was saved."


def test_pages_hold_what_is_asked_for_and_no_more(make, gallery, ask):
    for number in range(7):
        make(f"k{number}", hours=number)
    found = ask(gallery, "find", zone="UTC")
    assert (found["total"], found["groups"]) == (7, [["2025-11-23", 7]])
    page = ask(gallery, "page", serial=found["serial"], start=2, end=4)
    assert [row["key"] for row in page["rows"]] == ["k2", "k3"]
    assert page["parts"] == [JPEG, JPEG]
    assert page["rows"][0]["url"] == "krea_clips/k2.mp4"
    assert ask(gallery, "page", serial="of-yesterday", start=0, end=9)["kind"] == "changed"
    before = ask(gallery, "page", serial=found["serial"], start=-5, end=2)
    assert (before["start"], len(before["rows"])) == (0, 2)
    assert all(len(json.dumps(body)) < 4000 for body, _ in gallery.sent)
    assert len(json.dumps(gallery.get_state(["_fallback_id", "_linked"]))) < 100


def test_two_views_page_through_their_own_answers(make, gallery, ask):
    make("a", "one")
    make("b", "two", hours=1)
    first = ask(gallery, "find", "v1", text="one")
    second = ask(gallery, "find", "v2", text="two")
    for view, found, key in (("v1", first, "a"), ("v2", second, "b")):
        assert [row["key"] for row in ask(gallery, "page", view, serial=found["serial"], start=0, end=9)["rows"]] == [
            key
        ]


def test_of_many_the_newest_are_shown_before_all_are_read(shared, make, gallery, ask, until, monkeypatch):
    monkeypatch.setattr(clip_index, "MANY", 4)
    monkeypatch.setattr(clip_index, "FIRST", 3)
    for number in range(6):
        make(f"key{number}", hours=number)
    newest = ask(gallery, "find")
    assert (newest["partial"], newest["total"]) == (True, 3)
    gallery.sent.clear()
    rows = ask(gallery, "page", serial=newest["serial"], start=0, end=9)["rows"]
    assert len(rows) == 3
    until(lambda: shared.clip_index.version and any(content["kind"] == "changed" for content, _ in gallery.sent))
    everything = ask(gallery, "find")
    assert (everything["partial"], everything["total"]) == (False, 6)
    again = ask(gallery, "page", serial=everything["serial"], start=0, end=9)["rows"]
    assert again[:3] == rows


def test_days_are_those_of_the_page(shared, make):
    make("a", hours=0)
    make("b", hours=13)  # 23:00 UTC of the day before, which is the same day in Tokyo
    records = ClipIndex(shared).find(Query())
    assert groups_of(records, "UTC") == [["2025-11-23", 1], ["2025-11-22", 1]]
    assert groups_of(records, "Asia/Tokyo") == [["2025-11-23", 2]]
    assert sum(count for _, count in groups_of(records, "No/../Such Zone")) == 2


def test_a_view_hears_whether_anything_is_new(make, gallery, ask):
    make("a")
    version = ask(gallery, "find")["version"]
    assert ask(gallery, "fresh", version=version)["kind"] == "same"
    make("b")
    assert ask(gallery, "fresh", version=version)["kind"] == "changed"


def test_a_view_hears_of_a_new_clip_at_once(shared, gallery, until, monkeypatch):
    heard = []
    monkeypatch.setattr(gallery, "send", lambda content, buffers=None: heard.append(content["kind"]))
    job = shared.submit(Image.new("RGB", (64, 36)), "dolly in")
    heard.clear()
    job.cancel()
    until(lambda: "changed" in heard)


def test_stars_and_winners_are_kept_in_the_journal(shared, make, gallery, ask, place):
    make("a")
    assert ask(gallery, "annotate", key="a", rating=4)["rows"][0]["rating"] == 4
    assert ask(gallery, "annotate", key="a", winner=True)["rows"][0]["winner"] is True
    ask(gallery, "annotate", key="a", rating=99)
    assert shared.journal.annotations() == {"a": Annotation(rating=5, winner=True)}
    other = Journal(place / "home" / "journal.db")
    assert other.annotations()["a"].rating == 5
    other.close()
    with pytest.raises(TypeError):
        shared.journal.annotate("a", **{"rating = 0; drop table annotations; --": 1})


def test_a_star_costs_no_reading_and_what_another_kernel_wrote_is_not_missed(shared, make, place):
    make("a")
    clip_index = ClipIndex(shared)
    clip_index.records()
    version = clip_index.version
    clip_index.annotation("a", rating=2)
    assert (clip_index.records()["a"].annotation.rating, clip_index.version) == (2, version)
    other = Journal(place / "home" / "journal.db")
    other.annotate("a", note="from elsewhere")
    other.close()
    clip_index.annotation("a", rating=3)
    assert clip_index.records()["a"].annotation == Annotation(rating=3, note="from elsewhere")
    assert clip_index.version > version


def test_deleting_moves_and_undo_brings_back(shared, make, gallery, ask, place):
    path = make("a")
    film, beside = path.read_bytes(), path.with_suffix(".json").read_bytes()
    assert ask(gallery, "delete", keys=["a", "nonsense"])["keys"] == ["a"]
    assert not path.exists()
    assert not path.with_suffix(".json").exists()
    kept = sorted(one.name for one in (place / "home" / "trash").rglob("*.*"))
    assert kept == ["a.json", "a.mp4"]
    assert ask(gallery, "find")["total"] == 0
    assert ask(gallery, "find", deleted=True)["facets"]["deleted"] == 1
    assert ask(gallery, "details", key="a")["trash"]
    answer = ask(gallery, "restore", keys=["a"])
    assert (answer["kind"], [row["key"] for row in answer["rows"]]) == ("done", ["a"])
    assert (path.read_bytes(), path.with_suffix(".json").read_bytes()) == (film, beside)
    assert ask(gallery, "find")["total"] == 1
    assert list((place / "home" / "trash").iterdir()) == []


def test_what_stands_at_the_old_place_is_not_overwritten(shared, make, gallery, ask):
    path = make("a")
    ask(gallery, "delete", keys=["a"])
    path.write_bytes(b"another")
    ask(gallery, "restore", keys=["a"])
    assert path.read_bytes() == b"another"
    assert path.with_name("a-2.mp4").read_bytes() == b"film of a"
    assert ask(gallery, "details", key="a")["row"]["name"] == "a-2.mp4"


def test_a_clip_that_cannot_be_restored_stays_deleted_and_that_is_said(make, gallery, ask):
    path = make("a")
    ask(gallery, "delete", keys=["a"])
    path.parent.rmdir()
    path.parent.write_text("a file where the folder should be")
    answer = ask(gallery, "restore", keys=["a"])
    assert answer["kind"] == "problem"
    assert "could not be" in answer["message"]
    path.parent.unlink()
    assert ask(gallery, "restore", keys=["a"])["kind"] == "done"
    assert path.read_bytes() == b"film of a"


def test_a_delete_that_fails_leaves_the_clip(shared, make, gallery, ask, place, until):
    path = make("a")
    (place / "home" / "trash").write_text("a file where the folder should be")
    assert ask(gallery, "delete", keys=["a"])["keys"] == []
    problem = until(lambda: [body for body, _ in gallery.sent if body["kind"] == "problem"])[0]
    assert "could not be deleted" in problem["message"]
    assert path.read_bytes() == b"film of a"
    assert keys(shared) == ["a"]
    make("b")
    gallery.sent.clear()
    assert ask(gallery, "delete", keys=["a", "b"])["keys"] == []
    problem = until(lambda: [body for body, _ in gallery.sent if body["kind"] == "problem"])[0]
    assert "And the same for 1 more." in problem["message"]


def test_what_is_being_made_is_not_deleted_and_a_failed_one_is(shared, make, gallery, ask, until):
    make("o", state="open")
    make("f", state="failed")
    ask(gallery, "delete", keys=["o"])
    assert until(lambda: [body for body, _ in gallery.sent if body["kind"] == "problem"])
    ask(gallery, "delete", keys=["f"])
    assert keys(shared, failed=True) == []
    assert keys(shared) == ["o"]
    make("p", state="open")
    make("q", state="open")
    assert ask(gallery, "delete", keys=["o", "p", "q"])["keys"] == []
    problem = until(
        lambda: [body for body, _ in gallery.sent if "And the same for 2 more." in body.get("message", "")]
    )[0]
    assert problem["message"].startswith("It is still being made, so it cannot be deleted yet.")


def test_filters_say_how_many_clips_they_have(shared, make):
    make("a")
    make("b", model=VEO, backend="krea")
    make("c", model=VEO)
    make("f", state="failed")
    make("d")
    shared.journal.annotate("a", rating=3)
    shared.journal.annotate("b", winner=True)
    shared.journal.annotate("d", deleted_at=1.0)
    assert facets(ClipIndex(shared).records().values()) == {
        "all": 3,
        "backends": {"sandbox": 2, "krea": 1},
        "models": [[VEO, "Veo 3.1", 2], [KLING, "Kling 2.5", 1]],
        "rated": 1,
        "winner": 1,
        "failed": 1,
        "deleted": 1,
    }


def test_settings_go_into_a_form_only_where_chosen(shared, make, ask, recorded):
    from krea_widgets.widgets.animate import Animate

    make("a", "bold push in", model=VEO, duration=8)
    form = Animate(prompt="mine", studio=shared, duration=10)
    widget = recorded(Gallery(studio=shared, target=form))
    fields = {field["name"]: field for field in ask(widget, "preview", key="a")["fields"]}
    assert (fields["model"]["now"], fields["model"]["then"]) == ("Kling 2.5", "Veo 3.1")
    assert (fields["prompt"]["now"], fields["prompt"]["then"], fields["prompt"]["same"]) == (
        "mine",
        "bold push in",
        False,
    )
    assert "isn't saved here" in fields["start_image"]["message"]
    assert form.prompt == "mine"
    ask(widget, "apply", key="a", names=["prompt", "start_image"])
    assert (form.prompt, form.model, form.values, form.image) == ("bold push in", KLING, {"duration": 10}, None)
    ask(widget, "apply", key="a", names=["model", "duration"])
    assert (form.model, form.values) == (VEO, {"duration": 8})
    widget.target = None
    assert "No form is linked" in ask(widget, "preview", key="a")["message"]
    widget.close()


def test_the_call_can_be_copied_also_when_nothing_lies_beside_the_clip(make, gallery, ask):
    path = make("a", 'say "hi"', duration=5)
    path.with_suffix(".json").unlink()
    call = ask(gallery, "details", key="a")["call"]
    assert call == """krea.animate("cat.jpg", 'say "hi"', model="kling/kling-2.5", duration=5)"""


def test_selected_clips_are_at_hand_in_python_and_compared_by_a_call(make, gallery, ask, until):
    first, second = make("a"), make("b")
    gallery._handle_custom_msg({"kind": "select", "view": "v1", "keys": ["b", "a", "gone"]}, [])
    until(lambda: gallery.selected)
    assert [clip.path for clip in gallery.selected] == [second, first]
    answer = ask(gallery, "compare", keys=["a", "b"])
    assert answer["shown"] is False  # there is no notebook here
    assert answer["call"] == f"krea.Compare([{str(first)!r}, {str(second)!r}])"
    assert "two to four" in ask(gallery, "compare", keys=["a"])["message"]


def test_a_clip_opens_a_form_with_its_settings(make, gallery, ask):
    """The form below the gallery is linked until it is closed; outside a notebook there is the call."""
    make("a", "bold push in", duration=10)
    answer = ask(gallery, "form", key="a")
    assert (answer["shown"], answer["call"][:13], gallery.target) == (False, "krea.animate(", None)
    assert ask(gallery, "form", key="a", below=True)["shown"]
    (form,) = gallery._below
    assert (form.prompt, form.values, gallery.target, gallery._linked) == ("bold push in", {"duration": 10}, form, True)
    form.close()
    assert (gallery.target, gallery._linked) == (None, False)


def test_hostile_messages_end_as_words(gallery, ask):
    for body in ({"key": "../../etc"}, {"key": {"a": 1}}, {}):
        assert ask(gallery, "details", **body)["kind"] == "problem"
    assert ask(gallery, "find", text=5)["kind"] == "problem"
    for message in (None, [], {"kind": "_clip_index"}, {"kind": 7}, {"kind": "receive"}):
        gallery._handle_custom_msg(message, [])
    assert ask(gallery, "find")["kind"] == "found"


def test_closing_leaves_no_thread_and_hears_nothing(shared, make, ask, recorded):
    make("a")
    before = set(threading.enumerate())
    widget = recorded(Gallery(studio=shared))
    ask(widget, "find")
    own = [one for one in threading.enumerate() if one.name.startswith("krea-page") and one not in before]
    widget.close()
    assert own
    for thread in own:
        thread.join(5)
        assert not thread.is_alive()
    widget._receive(widget, {"kind": "find"}, [])
    widget.close()


def test_the_page_and_python_agree_on_the_probe(source_of):
    from krea_widgets.widgets.base import PROBE

    assert f'"{PROBE}"' in source_of("shared/player.js")


# what moves in the clips


@pytest.fixture
def pans(make, tmp_path):
    """Clips that pan to the right, whatever was asked, and one that is no film."""
    film = write_pan(tmp_path / "pan.mp4").read_bytes()

    def write(key, prompt):
        path = make(key, prompt)
        path.write_bytes(film)
        return path

    make("bad", "pan right")
    return {key: write(key, prompt) for key, prompt in (("right", "pan right"), ("left", "pan left"), ("cat", "a cat"))}


@pytest.mark.slow
def test_clips_are_measured_when_asked_and_found_by_what_moves(shared, pans, gallery, ask, until):
    nothing = {"shaky": 0, "hardly_moves": 0, "not_as_asked": 0}
    first = ask(gallery, "measured")
    assert (first["facets"], first["rest"], first["total"]) == (nothing, 4, 0)
    assert keys(shared, not_as_asked=True) == []
    begun = ask(gallery, "measured", measure=True)
    assert begun["total"] == 4
    trouble = begun["message"]

    def over():
        nonlocal trouble
        answer = ask(gallery, "measured")
        trouble += answer["message"]
        return not answer["total"] and answer

    last = until(over, 20)
    # The one that is no film is not offered again.
    assert (last["facets"], last["rest"]) == (nothing | {"not_as_asked": 1}, 0)
    assert trouble == "bad.mp4 cannot be decoded as a video."
    assert keys(shared, not_as_asked=True) == ["left"]
    assert keys(shared, shaky=True) == keys(shared, hardly_moves=True) == []
    # In another kernel, which measures nothing.
    assert ClipIndex(shared).measured(ClipIndex(shared).record("left")) == {"not_as_asked"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"shake_widths": 0.01, "moves": ["camera shake"]}, {"shaky", "not_as_asked"}),
        ({"moves": ["static camera"], "samples": [[0, 0, 0, 1, 0]] * 9}, {"hardly_moves", "not_as_asked"}),
        ({"doubt": "the clip is cut", "moves": []}, set()),
        ({"version": -1}, None),
        ({"samples": "many"}, None),
        ({"bytes": 3}, None),
    ],
)
def test_what_a_sidecar_says_is_counted(shared, make, changes, found):
    path = make("a", "pan right")
    sidecar = path.with_suffix(".json")
    told = STILL.to_dict() | {"samples": [[0, 0, 0, 1, 0]] * 9, "bytes": path.stat().st_size, "moves": ["zoom in"]}
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | {"motion": told | changes}))
    clip_index = ClipIndex(shared)
    assert clip_index.measured(clip_index.record("a")) == found


def test_measuring_is_cancelled_and_ends_with_the_gallery(pans, gallery, ask, until, monkeypatch):
    begun = []

    def measure(clip, stop):
        begun.append(clip.path.stem)
        assert stop.wait(10)

    monkeypatch.setattr("krea_widgets.media.Clip.measure_motion", measure)
    assert ask(gallery, "measured", measure=True)["total"] == 4
    until(lambda: len(begun) == 1)
    stopped = ask(gallery, "measured", measure=False)
    assert (stopped["total"], stopped["rest"], stopped["message"]) == (0, 4, "")
    assert ask(gallery, "measured", measure=True)["total"] == 4
    until(lambda: len(begun) == 2)
    gallery.close()
    until(lambda: not any(thread.name == "krea-motion" for thread in threading.enumerate()))
    assert len(begun) == 2


def test_without_the_packages_it_says_so_once(pans, gallery, ask, until, monkeypatch):
    def measure(_clip, _stop):
        raise MissingExtra("Measuring needs PyAV and OpenCV.", advice="pip install x")

    monkeypatch.setattr("krea_widgets.media.Clip.measure_motion", measure)
    said = [ask(gallery, "measured", measure=True)["message"]]
    until(lambda: not len(gallery._motions))
    answers = [ask(gallery, "measured") for _ in range(2)]
    said += [answer["message"] for answer in answers]
    assert [text for text in said if text] == ["Measuring needs PyAV and OpenCV. pip install x"]
    assert answers[-1]["rest"] == 4


def test_a_clip_that_cannot_be_measured_says_why_and_is_left_alone(pans, gallery, ask, until, monkeypatch):
    def measure(_clip, _stop):
        raise OSError("The disk is full.")

    monkeypatch.setattr("krea_widgets.media.Clip.measure_motion", measure)
    assert ask(gallery, "measured", measure=True)["message"] == ""
    until(lambda: not len(gallery._motions))
    assert [ask(gallery, "measured")["message"] for _ in range(2)] == ["The disk is full.", ""]
    assert ask(gallery, "measured", measure=True)["total"] == 0
