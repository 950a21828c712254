"""The blind choice's Python side: what its page gets before and after the end, and what it refuses."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import krea_widgets as krea
from krea_widgets import Studio
from krea_widgets.errors import BadInput, NoClip
from krea_widgets.media import Clip, Shot
from krea_widgets.media.embedded_settings import embed_settings
from krea_widgets.widgets.compare import Compare
from krea_widgets.widgets.compare.blind import BlindComparison
from krea_widgets.widgets.sweep.sweep_board import SweepBoard

NAMES = ("anise", "basil", "cumin", "dill")
# Parts of names, prompts, models, prices and places of the clips below.
SECRETS = (*NAMES, "seedance", "$0.37", "0.37", "herbs", ".mp4", "krea_clips")


@pytest.fixture
def clips(tmp_path: Path, film: bytes, monkeypatch: pytest.MonkeyPatch) -> dict[str, Clip]:
    """Four clips with settings beside them and in them."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "krea_clips"
    folder.mkdir()
    made = {}
    for name in NAMES:
        path = folder / f"{name}.mp4"
        path.write_bytes(film)
        settings = {
            "krea_widgets": 1,
            "backend": "krea",
            "model": "bytedance/seedance-1-pro-fast",
            "prompt": f"herbs {name}",
        }
        settings |= {"price": {"amount": 0.37, "exact": True}, "job_id": f"job-{name}"}
        assert embed_settings(path, settings)
        path.with_suffix(".json").write_text(json.dumps(settings), "utf-8")
        made[f"the {name}"] = Clip.open(path)
    return made


@pytest.fixture
def studio(tmp_path: Path) -> Any:
    with Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "krea_clips") as studio:
        yield studio


@pytest.fixture
def choose(recorded: Any, studio: Studio) -> Any:
    """Makes a choice; `ask(kind, …)` sends a message of its page and returns the last answer and its buffers."""

    def make(clips: Any, **options: Any) -> Any:
        choice = recorded(Compare(clips, blind=True, studio=studio, **options))
        choice._run_later = choice._run_handler

        def ask(kind: str, **body: Any) -> tuple[dict[str, Any], list[bytes]]:
            choice._handle_custom_msg({"kind": kind, "view": "v1", "id": "v1-1", **body}, [])
            return choice.sent[-1]

        choice.ask = ask
        return choice

    return make


def complete(choice: Any) -> None:
    """Votes by the alphabet until the names are there."""
    while choice.stage["phase"] == "choose":
        left, right = (choice._entry(choice.stage[side]).label for side in ("left", "right"))
        choice.ask("vote", answer="left" if left < right else "right", number=choice.stage["number"])
    choice.ask("finish")


def told(choice: Any) -> str:
    """All that the page has or was sent, as text."""
    state = {name: value for name, value in choice.get_state().items() if name not in ("_esm", "_css", "layout")}
    return json.dumps([state, [content for content, _ in choice.sent]], default=str) + "".join(
        bytes(buffer).decode("latin-1") for _, buffers in choice.sent for buffer in buffers
    )


def test_compare_makes_it_and_takes_what_compare_takes(clips, studio):
    choice = krea.Compare(clips, blind=True, studio=studio)
    assert type(choice).__name__ == "BlindComparison"
    assert choice.clips == clips
    assert len(studio.Compare([clip.path for clip in clips.values()], blind=True).clips) == 4
    assert type(krea.Compare(clips, blind=False, studio=studio)).__name__ == "Compare"
    with pytest.raises(TypeError, match="arrangement"):
        krea.Compare(clips, blind=True, arrangement="row")


def test_before_the_end_nothing_names_a_clip(clips, choose, studio):
    studio.Compare(clips, winner="the basil", ratings={"the dill": 4}, notes={"the anise": "personal"})
    choice = choose(clips)
    for key in choice.films:
        choice.ask("download", key=key, offset=0)
    for number in (1, 2):
        choice.ask("vote", answer="left", number=number)
    choice.ask("undo")
    choice.ask("win", key=choice.films[0])
    choice.ask("measure")
    choice.ask("thumbnail", key=choice.films[0])
    choice.ask("heartbeat")
    seen = told(choice) + choice._fallback_html() + choice._plain_text() + repr(choice)
    assert [word for word in SECRETS if word in seen] == []
    assert "personal" not in seen
    assert choice.result == {}
    assert (list(choice.ranking), choice.preferences) == ([], [])
    # An embedded setting would have been found.
    assert b"herbs anise" in clips["the anise"].bytes()


def test_the_film_that_arrives_is_the_film(clips, choose):
    choice = choose(clips)
    for key in choice.films:
        answer, [data] = choice.ask("download", key=key, offset=0)
        assert answer["total"] == len(data) == choice._entry(key).clip.size
        rest, [end] = choice.ask("download", key=key, offset=len(data) - 10)
        assert (rest["offset"], end) == (len(data) - 10, data[-10:])
    for offset in (-5, "x", None, 10**9, True):
        answer, [part] = choice.ask("download", key=choice.films[0], offset=offset)
        assert len(part) + answer["offset"] == answer["total"]
    for key in ("c0", None, ["a"], "the anise"):
        assert choice.ask("download", key=key, offset=0)[0]["kind"] == "problem"


def test_a_clip_that_is_missing_later_is_not_named(clips, choose):
    choice = choose(clips)
    for clip in clips.values():
        clip.path.unlink()
    answer, _ = choice.ask("download", key=choice.films[0], offset=0)
    assert answer["message"].startswith("This clip is missing from disk. Skip the pair")
    assert [word for word in SECRETS if word in told(choice)] == []


def test_keys_and_sides_do_not_follow_the_order_given(clips, choose):
    orders = {tuple(choice._entry(key).label for key in choice.films) for choice in (choose(clips) for _ in range(8))}
    assert len(orders) > 1


def test_at_the_end_there_is_everything(clips, choose, studio):
    choice = choose(clips)
    complete(choice)
    assert choice.stage["phase"] == "done"
    assert [one.name for one in choice.ranking] == [f"the {name}" for name in NAMES]
    rows = choice.result["rows"]
    assert [(row["name"], row["rank"], row["price"]) for row in rows] == [
        (f"the {name}", place, "$0.37") for place, name in enumerate(NAMES, 1)
    ]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in rows)
    assert all(row["share_low"] < row["share"] < row["share_high"] for row in rows)
    assert not choice.result["measured"]
    choice.ask("measure")
    assert choice.result["measured"]
    assert "the anise" in choice._fallback_html()
    table = {row["file"]: row for row in studio.clips().table()}
    assert [table[f"{name}.mp4"]["blind_rank"] for name in NAMES] == [1, 2, 3, 4]
    assert {row["blind_rank_of"] for row in table.values()} == {4}


def test_the_winner_is_offered_and_not_set(clips, choose, studio):
    picked: list[str] = []
    choice = choose(clips, on_winner=picked.append)
    complete(choice)
    assert studio.Compare(clips).winner == ""
    first = choice.result["rows"][0]["key"]
    choice.ask("win", key=first)
    assert [row["winner"] for row in choice.result["rows"]] == [True, False, False, False]
    assert studio.Compare(clips).winner == "the anise"
    choice.ask("win", key=first)
    assert studio.Compare(clips).winner == ""
    assert picked == ["the anise", ""]


def test_another_widget_continues_and_starting_over_forgets(clips, choose):
    first = choose(clips)
    first.ask("vote", answer="equal", number=1)
    second = choose(dict(reversed(clips.items())))
    assert second.stage["number"] == 2
    assert [second._entry(second.stage[side]).clip for side in ("left", "right")] == [
        first._entry(first.stage[side]).clip for side in ("left", "right")
    ]
    complete(second)
    third = choose(clips)
    assert third.stage["phase"] == "done"
    assert [one.name for one in third.ranking] == [one.name for one in second.ranking]
    third.ask("start_over")
    assert (third.stage["phase"], third.stage["number"], third.result, list(third.ranking)) == ("choose", 1, {}, [])


def test_finish_before_an_order_and_wrong_votes_are_refused(clips, choose):
    choice = choose(clips)
    assert "do not give an order" in choice.ask("finish")[0]["message"]
    assert choice.ask("vote", answer="both", number=1)[0]["kind"] == "problem"
    choice.ask("vote", answer="left", number=3)
    assert choice.stage["number"] == 1
    choice.ask("more")
    assert choice.stage["planned"] == 8


def test_what_cannot_be_chosen_between_is_refused_in_plain_words(clips, studio, job_of, tmp_path):
    some = [*clips.values()]
    with pytest.raises(BadInput, match="at least two clips"):
        Compare(some[:1], blind=True, studio=studio)
    with pytest.raises(BadInput, match="nothing to compare"):
        Compare([], blind=True, studio=studio)
    with pytest.raises(BadInput, match="'a' and 'b' are the same clip"):
        Compare({"a": some[0], "b": some[0].path}, blind=True, studio=studio)
    job = job_of(Shot("kling/kling-2.5", {"prompt": "slow"}))
    with pytest.raises(BadInput, match=r"^1 of 2 clips are not finished, such as 'later'\. Wait for them"):
        Compare({"now": some[0], "later": job}, blind=True, studio=studio)
    (tmp_path / "half.mp4").write_bytes(some[0].bytes()[:900])
    with pytest.raises(BadInput, match="cannot be compared"):
        Compare([some[0], "half.mp4"], blind=True, studio=studio)
    some[1].path.unlink()
    with pytest.raises(NoClip, match=r'"b" is not at krea_clips/basil\.mp4 any more'):
        Compare({"a": some[0], "b": some[1]}, blind=True, studio=studio)


def test_clips_of_different_durations_are_said_to_be(clips, choose, film):
    assert not choose(clips).stage["uneven"]
    import av

    longer = Path("longer.mp4")
    with av.open(str(longer), "w") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(30):
            container.mux(stream.encode(av.VideoFrame(64, 36, "yuv420p")))
        container.mux(stream.encode())
    assert choose([*clips.values(), longer]).stage["uneven"]


def test_without_a_journal_it_lasts_as_long_as_the_widget(clips, monkeypatch, recorded):
    monkeypatch.setattr(
        "krea_widgets.widgets.compare.annotations.shared_studio", lambda: (_ for _ in ()).throw(OSError)
    )
    choice = BlindComparison(clips)
    choice._choice.vote("left", 1)
    assert len(choice._choice.votes) == 1
    assert BlindComparison(clips).stage["number"] == 1


@pytest.mark.slow
def test_a_sweep_has_a_button_for_it_and_the_ranks_in_its_table(studio, tmp_path, picture, recorded):
    (tmp_path / "cat.png").write_bytes(picture((64, 36)))
    prompts = ["pan left", "dolly in", "static"]
    sweep = studio.sweep(tmp_path / "cat.png", prompts, model="seedance 1.0 pro fast", duration=2, resolution="480p")
    sweep.run().wait()
    assert "blind_rank" not in sweep.table()[0]
    board = recorded(SweepBoard(sweep))
    with closing(board):
        board._run_later = board._run_handler
        board._handle_custom_msg({"kind": "blind", "view": "v", "id": "1"}, [])
        assert "krea.Compare(sweep, blind=True)" in board.sent[-1][0]["message"]
        board._handle_custom_msg({"kind": "blind", "view": "v", "id": "2", "below": True}, [])
        (choice,) = board._below
        choice._run_later, choice.sent = choice._run_handler, []
        choice.ask = lambda kind, **body: choice._handle_custom_msg({"kind": kind, "view": "w", **body}, [])
        choice.send = lambda *_: None
        complete(choice)
        choice.ask("win", key=choice.result["rows"][0]["key"])
        assert board.winner == choice.ranking[0].name
    rows = sorted(sweep.table(), key=lambda row: row["blind_rank"])
    assert [row["label"] for row in rows] == [one.name for one in choice.ranking]
    assert "blind_rank_low" in sweep.to_csv(tmp_path / "sweep.csv").read_text("utf-8-sig").splitlines()[0]
