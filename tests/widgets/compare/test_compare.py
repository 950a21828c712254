"""The Compare widget's Python side: what it takes, what it tells the page, and whose the traits are."""

from __future__ import annotations

import json
import re
import struct
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import traitlets
from clips_for_tests import write_pan

from krea_widgets import Studio
from krea_widgets.catalogue import Price, bundled
from krea_widgets.job_status import Progress
from krea_widgets.journal import Annotation
from krea_widgets.media import Clip, Shot
from krea_widgets.widgets.base import fallback_element
from krea_widgets.widgets.compare import Compare
from krea_widgets.widgets.compare.compare import ARRANGEMENTS, entries_html
from krea_widgets.widgets.compare.entries import compare_entries, labelled, settings_of


@pytest.fixture
def shown(recorded: Any) -> Any:
    """Makes a comparison; `ask(kind, …)` sends a message of its page and returns the answer and its buffers."""

    def show(clips: Any) -> Any:
        board = recorded(Compare(clips))

        def ask(kind: str, **body: Any) -> tuple[dict[str, Any], list[bytes]]:
            board._handle_custom_msg({"kind": kind, "view": "v1", "id": "v1-1", **body}, [])
            return board.sent[-1]

        board.ask = ask
        return board

    return show


@pytest.fixture
def make(tmp_path: Path, film: bytes, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`make("calm", prompt="…")` puts a clip beside the notebook; without settings there is no sidecar."""
    monkeypatch.chdir(tmp_path)

    def one(name: str, folder: str = "krea_clips", **settings: Any) -> Clip:
        path = tmp_path / folder / f"{name}.mp4"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(film)
        if settings:
            path.with_suffix(".json").write_text(json.dumps({"krea_widgets": 1, **settings}), "utf-8")
        return Clip.open(path)

    return one


# what it takes


def test_it_takes_whatever_is_at_hand(make, job_of):
    calm, bold = make("calm"), make("bold")

    class Sweep:
        clips = {"a": calm, "b": None, "c": bold}  # noqa: RUF012 (a double)

    def labels(source: Any) -> list[str]:
        return [entry.label for entry in compare_entries(source)]

    assert labels({"calm": calm, 2: bold.path}) == ["calm", "2"]
    assert labels([calm, str(bold.path), "krea_clips/calm.mp4"]) == ["calm", "bold", "calm (2)"]
    assert labels((calm, bold)) == labels(iter([calm, bold])) == ["calm", "bold"]
    assert labels(Sweep()) == ["a", "c"]
    assert labels(calm) == labels(calm.path) == labels("krea_clips/calm.mp4") == ["calm"]
    assert labels([job_of(Shot("kling/kling-2.5", {"prompt": "slow\ndolly in"}))]) == ["slow dolly in"]
    assert compare_entries([calm, calm.path])[1].clip == calm


def test_what_cannot_be_compared_is_refused_by_name(make, tmp_path):
    calm = make("calm", prompt="x")
    with pytest.raises(FileNotFoundError, match=r'no clip at krea_clips/gone\.mp4 \(for "bold"\)'):
        Compare({"calm": calm, "bold": "krea_clips/gone.mp4"})
    with pytest.raises(TypeError, match='"bold" is of type int, not a clip'):
        Compare({"calm": calm, "bold": 3})
    with pytest.raises(TypeError, match="not a clip"):
        Compare(None)
    with pytest.raises(ValueError, match="nothing to compare"):
        Compare({})
    with pytest.raises(TypeError, match="loop"):
        Compare([calm], loop=True)
    (tmp_path / "text.mp4").write_text("not a film")
    with pytest.raises(ValueError, match=r'"text", text\.mp4, cannot be compared'):
        Compare(["text.mp4"])
    calm.path.unlink()
    with pytest.raises(FileNotFoundError, match=r'"x" is not at krea_clips/calm\.mp4 any more'):
        Compare([Clip.open(calm.path)])


# what it tells


def test_an_item_is_small_and_says_what_is_needed(make):
    clip = make("a #1 ü", prompt="slow dolly in", backend="krea", model="kling/kling-2.5",
                price={"amount": 0.37, "exact": True}, poster="x" * 40_000)  # fmt: skip
    (entry,) = Compare([clip]).entries
    assert entry["clip"]["url"] == "krea_clips/a%20%231%20%C3%BC.mp4"
    assert (entry["clip"]["width"], entry["clip"]["height"], entry["clip"]["fps"]) == (64, 36, 12)
    assert entry["clip"]["duration"] == pytest.approx(0.5, abs=0.01)
    assert (entry["label"], entry["prompt"], entry["price"], entry["badge"]) == (
        "slow dolly in",
        "slow dolly in",
        "$0.37",
        "",
    )
    assert entry["settings"] == []  # one alone differs from nothing
    assert len(json.dumps(entry)) < 700


def test_only_settings_that_differ_are_told(make):
    kling = {"backend": "sandbox", "model": "kling/kling-2.5", "still": {"name": "cat.png"}}
    one = make("one", **kling, values={"prompt": "a", "duration": 5, "start_image": "https://x/1.png"})
    default = make("default", **kling, values={"prompt": "b", "start_image": "https://x/2.png"})
    other = make("other", **{**kling, "still": {"name": "dog.png"}}, values={"prompt": "c", "duration": 10})
    assert bundled()["kling/kling-2.5"].parameter("duration").default == 5
    alike, told = Compare([one, default]).entries, Compare([one, default, other]).entries
    assert [entry["settings"] for entry in alike] == [[], []]  # 5 s said, and 5 s by default, are the same
    assert told[0]["settings"] == [["Duration", "5 s"], ["Image", "cat.png"]]
    assert told[2]["settings"] == [["Duration", "10 s"], ["Image", "dog.png"]]
    fits = [make(f"fit {fit}", **{**kling, "still": {"name": "cat.png", **({"origin": {"fit": fit}} if fit else {})}})
            for fit in ("", "crop", "pad")]  # fmt: skip
    assert [entry["settings"] for entry in Compare(fits).entries] == [
        [["Image", "cat.png"]],
        [["Image", "cat.png, cropped"]],
        [["Image", "cat.png, with blurred edges"]],
    ]
    assert {entry["badge"] for entry in told} == {"sandbox"}
    assert {entry["price"] for entry in told} == {""}


def test_without_settings_the_facts_of_the_file_are_told(make):
    (entry,) = compare_entries([make("plain")])
    assert settings_of(entry) == {"Size": "64×36", "Frames": "12 a second", "Duration": "0.5 s"}
    (entry,) = compare_entries([make("set", model="kling/kling-2.5", values={"duration": 10})])
    assert settings_of(entry)["Duration"] == "10 s"


def test_models_differ_by_their_titles_and_unknown_ones_by_their_names(make):
    first = make("first", model="kling/kling-2.5", values={"prompt": "a"})
    second = make("second", model="acme/new-1", values={"prompt": "a", "zeal": True, "odd": ["x" * 300]})
    first, second = (dict(entry["settings"]) for entry in Compare([first, second]).entries)
    assert (first["Model"], second["Model"]) == ("Kling 2.5", "acme/new-1")
    assert second["zeal"] == "on"
    assert len(second["odd"]) == 80


def test_odd_sidecars_do_no_harm(make):
    clips = [make("odd", prompt=7, values=[1], model=None, still="x", price="free", backend=3), make("none")]
    board = Compare(clips)
    assert [entry["prompt"] for entry in board.entries] == ["", ""]
    assert board.clips == {"odd": clips[0], "none": clips[1]}


def test_a_clip_travels_in_pieces_that_are_the_file(make, shown):
    clip = make("calm")
    clip.path.write_bytes(clip.bytes() + struct.pack(">I4s", 8 + 1_600_000, b"free") + bytes(1_600_000))
    board = shown([clip])
    data, asked = b"", 0
    while True:
        body, (piece,) = board.ask("download", key="c0", offset=asked)
        assert (body["kind"], body["view"], body["id"], body["offset"]) == ("chunk", "v1", "v1-1", asked)
        data, asked = data + piece, asked + len(piece)
        if asked >= body["total"]:
            break
    assert data == clip.bytes()
    assert board.ask("download", key="c0", offset=1e9)[1] == [b""]
    assert board.ask("download", key="../../etc/passwd", offset=0)[0]["kind"] == "problem"
    clip.path.unlink()
    assert board.ask("download", key="c0", offset="x")[0]["message"] == "The clip is not where it was saved."


def test_a_film_and_a_page_are_saved_beside_the_clips(make, shown, until):
    board = shown([make("calm", prompt="a"), make("bold", prompt="b")])

    def save(what: str, **body: Any) -> dict[str, Any]:
        board.sent.clear()
        board._handle_custom_msg({"kind": "save", "view": "v1", "id": "v1-1", "what": what, **body}, [])
        until(lambda: board.sent)
        return board.sent[0][0]

    board.arrangement = "wipe"
    assert save("film", heard="c1", keys=["c1", "c0"])["path"] == "krea_clips/comparison.mp4"
    board.arrangement = "difference"
    assert save("film")["path"] == "krea_clips/comparison-2.mp4"
    wipe, grid = (av_size(Path(f"krea_clips/comparison{number}.mp4")) for number in ("", "-2"))
    assert wipe[0] < grid[0], "side by side instead of in one place"
    page = save("page")["path"]
    assert page == "krea_clips/comparison.html"
    assert Path(page).read_text("utf-8").count("data-krea-clip=") >= 2
    Path("krea_clips/bold.mp4").unlink()
    assert "bold" in save("film")["message"]


@pytest.mark.parametrize(
    ("keys", "saved"),
    [
        (["c2", "c0", "c1"], ["wipe", "shy", "calm"]),
        (["c0", "c2", "c1"], ["wipe", "calm", "shy"]),
        (["c1", "gone"], ["grid", "calm", "bold", "shy"]),
        ([], ["grid", "calm", "bold", "shy"]),
    ],
)
def test_the_film_of_a_wipe_has_the_two_clips_that_the_page_shows(make, shown, monkeypatch, until, keys, saved):
    board = shown([make("calm"), make("bold"), make("shy")])
    board.arrangement = "wipe"
    films = []
    monkeypatch.setattr(
        "krea_widgets.media.export.video.export_video",
        lambda clips, out, *, layout, **options: films.append([layout, *clips]) or out,
    )
    message = {"kind": "save", "view": "v1", "id": "v1-1", "what": "film", "keys": keys}
    board._handle_custom_msg(message, [])
    until(lambda: films)
    assert films == [saved]


def av_size(path: Path) -> tuple[int, int]:
    import av

    with av.open(str(path)) as film:
        return film.streams.video[0].width, film.streams.video[0].height


def test_incomplete_messages_are_answered(make, shown):
    board = shown([make("calm")])
    assert board.ask("download")[0]["message"].startswith("This clip is no longer known here.")
    assert board.ask("thumbnail", key={}) == ({"kind": "thumbnail", "view": "v1", "id": "v1-1"}, [])


# the choices


def test_choices_are_the_persons_and_are_checked(make):
    board = Compare({"calm": make("calm"), "bold": make("bold")}, winner="calm", arrangement="wipe")
    board.ratings, board.notes, board.offsets = {"bold": 4}, {"calm": "leaves"}, {"bold": -1}
    assert (board.ratings, board.notes, board.offsets) == ({"bold": 4}, {"calm": "leaves"}, {"bold": -1.0})
    board.offsets = {"bold": -3600, "calm": 3600}
    board.winner = ""
    for name, value in [
        ("winner", "loud"), ("ratings", {"loud": 3}), ("ratings", {"calm": 6}), ("ratings", {"calm": 0}),
        ("ratings", {"calm": True}), ("notes", {"loud": "x"}), ("offsets", {"calm": "x"}),
        ("offsets", {"calm": float("nan")}), ("offsets", {"calm": 1e9}), ("arrangement", "pile"),
    ]:  # fmt: skip
        with pytest.raises(traitlets.TraitError, match=r"calm|pile|loud"):
            setattr(board, name, value)
    assert board.clips["calm"].path.name == "calm.mp4"


def test_choices_outlive_the_widget_and_are_those_of_the_gallery(make):
    """Of a clip whose job the journal knows under the job's key, of any other file under its own."""
    with closing(Studio("sandbox")) as studio:
        asked = {"backend": "sandbox", "model": "kling/kling-2.5", "shot": "{}", "digest": "d"}
        studio.journal.asked("made", **asked)
        studio.journal.sent("made", "j-1")
        calm, bold, plain = make("calm", backend="sandbox", job_id="j-1"), make("bold", job_id="j-2"), make("plain")
        board = Compare({"a": calm, "b": bold, "c": plain}, studio=studio)
        board.winner, board.ratings, board.offsets = "a", {"a": 4, "c": 2}, {"b": -0.5}
        board.notes = {"c": "leaves"}
        board.winner, board.ratings = "b", {"c": 2}
        assert studio.journal.annotations(["made"]) == {
            "made": Annotation()
        }  # the stars were taken back, another one won
        board.ratings = {"a": 5, "c": 2}
    with closing(Studio("sandbox")) as studio:  # another kernel
        assert studio.journal.annotations(["made"])["made"].rating == 5
        again = Compare([plain.path, bold.path, calm.path], studio=studio)
        assert (again.winner, again.ratings) == ("bold", {"plain": 2, "calm": 5})
        assert (again.notes, again.offsets) == ({"plain": "leaves"}, {"bold": -0.5})
        given = Compare([calm, plain], studio=studio, winner="plain", ratings={"calm": 1})  # what is said counts
        assert (given.winner, given.ratings, given.notes) == ("plain", {"calm": 1, "plain": 2}, {"plain": "leaves"})
        assert studio.journal.annotations(["made"])["made"].rating == 1
        assert Compare([bold, plain], studio=studio).winner == ""  # both have won, in different comparisons
        assert Compare([bold, plain], studio=studio, winner="bold").winner == "bold"
        assert Compare([bold, plain], studio=studio).winner == "bold"


def test_clips_are_compared_all_the_same_while_the_journal_cannot_be_read(make):
    calm, bold = make("calm"), make("bold")
    with closing(Studio("sandbox")) as studio:
        board = Compare({"a": calm, "b": bold}, studio=studio)
        studio.journal._db.set_progress_handler(lambda: 1, 1)  # each statement fails
        board.winner = "a"
        assert Compare({"a": calm, "b": bold}, studio=studio).winner == ""
        assert board.winner == "a"
        assert "cannot be" in studio.journal.notice


def test_a_job_keeps_what_was_said_of_it_before_its_clip_was_there(make, job_of):
    with closing(Studio("sandbox")) as studio:
        job = job_of(Shot("kling/kling-2.5", {"prompt": "x"}))
        board = Compare({"made": make("made"), "coming": job}, studio=studio)
        board.notes, board.winner = {"coming": "promising"}, "coming"
        assert studio.journal.annotations([job.key])[job.key] == Annotation(winner=True, note="promising")


def test_without_a_journal_that_can_be_written_it_works_all_the_same(make, own_home):
    own_home.write_text("a file where the home should be")
    board = Compare([make("calm"), make("bold")])
    board.winner, board.ratings = "bold", {"calm": 3}
    assert (board.winner, board.ratings) == ("bold", {"calm": 3})


def test_the_page_and_python_know_the_same_arrangements(source_of):
    text = source_of("compare/layout.js")
    block = re.search(r"ARRANGEMENTS = Object\.entries\(\{(.*?)\}\)", text)[1]
    assert tuple(re.findall(r'(\w+): "', block)) == ARRANGEMENTS


def test_no_trait_holds_bytes_and_the_layout_is_ipywidgets_own(make):
    board = Compare([make("calm", poster="A" * 20_000)], layout={"width": "50%"})
    assert board.layout.width == "50%"
    state = {name: value for name, value in board.get_state().items() if name not in ("_esm", "_css")}
    assert "AAAA" not in repr(state)
    json.dumps(state)  # refuses bytes


# jobs


def test_a_job_stands_in_the_comparison_until_its_clip_takes_its_place(make, job_of, until, shown):
    job = job_of(
        Shot("kling/kling-2.5", {"prompt": "slow dolly in", "duration": 10}), backend="krea", price=Price(0.37)
    )
    board = shown({"made": make("made"), "coming": job})
    assert board.entries[1]["clip"] is None
    assert (board.entries[1]["price"], board.entries[1]["prompt"]) == ("$0.37", "slow dolly in")
    assert not board.entries[1]["over"]
    seen: list[Any] = []
    board.observe(lambda change: seen.append((threading.current_thread(), change["new"][1])), "entries")
    worker = threading.Thread(
        target=lambda: (job.tell(Progress("working", "Krea is working", 0.412_37, 9.0)), job.finish(make("coming")))
    )
    worker.start()
    worker.join()
    until(lambda: board.entries[1]["clip"])
    assert any(entry["fraction"] == 0.4124 and entry["message"] == "Krea is working" for _, entry in seen)
    assert list(board.clips) == ["made", "coming"]
    body, _ = board.ask("heartbeat")
    assert (body["kind"], body["entries"]) == ("entries", board.entries)


def test_a_job_that_fails_says_so_and_is_over(make, job_of, shown):
    job = job_of(Shot("kling/kling-2.5", {"prompt": "x"}))
    board = shown([make("made"), job])
    job.fail(RuntimeError("Krea could not make this clip. Not billed."))
    assert board.entries[1]["over"]
    assert board.entries[1]["message"] == "Krea could not make this clip. Not billed."
    assert list(board.clips) == ["made"]


def test_the_still_of_a_job_travels_as_a_small_picture(make, job_of, picture, shown):
    from krea_widgets.media import open_still

    job = job_of(Shot("kling/kling-2.5", {"prompt": "x", "start_image": open_still(picture((640, 360)))}))
    board = shown([make("made"), job])
    assert board.entries[1]["still"] == {"width": 640, "height": 360}
    (jpeg,) = board.ask("thumbnail", key="c1")[1]
    assert jpeg.startswith(b"\xff\xd8")
    assert len(jpeg) < 40_000
    assert board.ask("thumbnail", key="c0")[1] == []


def test_clips_of_a_form_are_named_by_what_tells_them_apart(make):
    def named(*settings):
        return [*labelled(make(f"clip-{number}", **one) for number, one in enumerate(settings))]

    pan, tilt = {"prompt": "pan left", "title": "Kling"}, {"prompt": "tilt up", "title": "Kling"}
    assert named(pan, tilt) == ["pan left", "tilt up"]
    assert named(pan, {**pan, "title": "Veo"}) == ["Kling", "Veo"]
    assert named(pan, tilt, {**pan, "title": "Veo"}) == ["pan left · Kling", "tilt up · Kling", "pan left · Veo"]
    assert named(pan, pan) == ["pan left", "pan left (2)"]


def test_so_are_clips_of_a_list_but_paths_have_the_names_that_were_given(make):
    pan, tilt = make("one", prompt="pan left"), make("two", prompt="tilt up")
    assert [entry.label for entry in compare_entries(iter([pan, tilt]))] == ["pan left", "tilt up"]
    assert [entry.label for entry in compare_entries([str(pan.path), tilt.path])] == ["one", "two"]
    assert [entry.label for entry in compare_entries([pan, tilt.path])] == ["one", "two"]
    assert [entry.label for entry in compare_entries([make("made elsewhere"), pan])] == ["made elsewhere", "pan left"]


# what stays


def test_the_sheet_needs_no_kernel_and_escapes_every_word(make):
    evil = "<script>x</script>"
    entries = compare_entries({evil: make("calm #1", prompt=evil), "costs $1 or $2": make("bold")})
    html = fallback_element("abc", entries_html(entries))
    assert "kw-fallback-abc" in html
    assert "<script" not in html
    assert 'src="krea_clips/calm%20%231.mp4"' in html
    assert html.count("<video controls") == 2
    assert "costs <span>$</span>1" in html


def test_a_long_sheet_is_cut_and_says_so(make):
    clip = make("calm")
    html = entries_html(compare_entries([clip] * 15))
    assert html.count("<video") == 12
    assert "and 3 more" in html
    assert " more:" not in entries_html(compare_entries([clip] * 12))


# what moves in the clips


@pytest.fixture(scope="module")
def pans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("pans")
    ways = {"right": 0.08, "left": -0.08, "far right": 0.12}
    return {name: write_pan(folder / f"{name}.mp4", widths=widths).read_bytes() for name, widths in ways.items()}


@pytest.fixture
def panned(make: Any, pans: dict[str, bytes]) -> Any:
    """`panned("a", "pan left", "right")`: a clip that pans to the right, although its prompt says otherwise."""

    def one(name: str, prompt: str, way: str) -> Clip:
        clip = make(name, prompt=prompt, model="kling/kling-2.5")
        clip.path.write_bytes(pans[way])
        return clip

    return one


def test_by_motion_the_clips_that_do_what_was_asked_are_first_then_those_that_move_most(panned, job_of):
    clips = {
        "cat": panned("cat", "a cat", "far right"),
        "wrong": panned("wrong", "pan left", "right"),
        "far": panned("far", "pan right", "far right"),
        "near": panned("near", "pan right", "right"),
        "soon": job_of(Shot("kling/kling-2.5", {"prompt": "pan right"})),
    }
    board = Compare(clips, by="motion")
    labels = [entry["label"] for entry in board.entries]
    # The near one has less motion; nothing was asked of the cat's.
    assert labels == ["far", "near", "wrong", "cat", "soon"]
    assert [entry["verdict"].partition(",")[0] for entry in board.entries] == [
        "pan right: done", "pan right: done", "pan left: the other way", "no camera move asked for", "",
    ]  # fmt: skip
    assert "pan left: the other way" in board._fallback_html()
    assert [entry["verdict"] for entry in Compare(clips).entries] == [""] * 5
    with pytest.raises(ValueError, match="by must be \"motion\" or None, not 'price'"):
        Compare(clips, by="price")


def test_the_page_is_told_what_moves(panned, shown, until):
    board = shown([panned("a", "pan left", "right"), panned("b", "a cat", "left")])
    for key in ("c0", "c1"):
        board._handle_custom_msg({"kind": "motion", "view": "v1", "id": key, "key": key}, [])
    first, second = until(lambda: len(board.sent) == 2 and [content for content, _ in board.sent])
    assert (first["kind"], first["text"]) == ("motion", "pan left: the other way, 8% of the width")
    assert (second["text"], len(second["curve"])) == ("camera: pan left", 24)
    assert board.ask("motion", key="c9")[0]["kind"] == "problem"


def test_a_view_that_shows_a_clip_no_more_stops_its_measurement(panned, shown, until, monkeypatch):
    begun, stopped = [], []

    def measure(clip: Clip, stop: threading.Event) -> None:
        begun.append(clip.path.stem)
        assert stop.wait(10)
        stopped.append(clip.path.stem)

    monkeypatch.setattr(Clip, "measure_motion", measure)
    board = shown([panned(name, "pan left", "right") for name in ("a", "b", "c")])
    for key in ("c0", "c1", "c2"):
        board._handle_custom_msg({"kind": "motion", "view": "v1", "id": key, "key": key}, [])
    until(lambda: begun == ["a"])
    # Another view's clips are its own.
    board._handle_custom_msg({"kind": "motion_stop", "view": "v2", "key": "c0"}, [])
    for key in ("c0", "c1"):
        board._handle_custom_msg({"kind": "motion_stop", "view": "v1", "key": key}, [])
    until(lambda: begun == ["a", "c"])
    assert stopped == ["a"]
    board.close()
    until(lambda: stopped == ["a", "c"])
    assert board.sent == []
