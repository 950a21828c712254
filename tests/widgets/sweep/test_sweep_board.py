"""The board of a sweep, its Python side: what it tells, what a press may cost, what is decided and where that goes."""

from __future__ import annotations

import re
import threading
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import traitlets
from clips_for_tests import write_pan
from PIL import Image
from sandbox_home import SandboxHome, write_tiny

from krea_widgets._util.text import date_time
from krea_widgets.catalogue import Price
from krea_widgets.engine import Listeners
from krea_widgets.errors import BadInput
from krea_widgets.studio.sweep.sweep import Sweep
from krea_widgets.studio.sweep.sweep_item import Cost, ItemState
from krea_widgets.widgets import Animate, SweepBoard
from krea_widgets.widgets.sweep.board_rows import head_of, live_of, offer_all
from krea_widgets.widgets.sweep.sweep_board import UNFINISHED

KLING, WAN = "kling/kling-2.5", "alibaba/wan-2.5"


class Recorded(SweepBoard):
    """A board with a page that asks as the real one does, and waits for the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.answers: dict[str, tuple[dict[str, Any], list[bytes]]] = {}
        self.heard = threading.Condition()
        super().__init__(*args, **kwargs)

    def send(self, content: Any, buffers: Any = None) -> None:
        with self.heard:
            self.answers[str(content.get("id"))] = (content, buffers or [])
            self.heard.notify_all()

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        return self.ask_for_parts(kind, **body)[0]

    def ask_for_parts(self, kind: str, **body: Any) -> tuple[dict[str, Any], list[bytes]]:
        name = uuid.uuid4().hex
        self._handle_custom_msg({"kind": kind, "view": "v1", "id": name, **body}, [])
        with self.heard:
            assert self.heard.wait_for(lambda: name in self.answers, 20), f"no answer to {kind}"
            return self.answers[name]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.mp4")


@pytest.fixture
def home(tmp_path: Path, tiny: Path) -> Any:
    home = SandboxHome(tmp_path, tiny)
    yield home
    home.gate.set()
    home.double.close()


@pytest.fixture
def still() -> Image.Image:
    return Image.effect_noise((64, 36), 60).convert("RGB")


@pytest.fixture
def plan(still: Image.Image) -> Any:
    def plan(studio: Any, *arguments: Any, **keywords: Any) -> tuple[Sweep, Recorded]:
        limit = keywords.pop("limit", 1.0)
        sweep = Sweep(studio, limit=limit, at_once=6, board=Recorded)
        sweep.add(still, *arguments, **keywords)
        return sweep, sweep.board()

    return plan


def settled(board: Recorded, until: Any) -> None:
    """Waits for the sweep, and until the page was told."""
    board.sweep.wait(30)
    until(lambda: (board.live, board.head) == (live_of(board.sweep), head_of(board.sweep)))  # the head is told last


# what a press costs


def test_a_run_is_asked_for_with_the_words_of_the_button_and_a_price_above_the_limit_is_asked_about(home, plan, until):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, ["calm", "bold", "wild"], models=[KLING, WAN])
        offer = f"Make 6 clips · {sweep.price}"
        assert (board.head["make"], board.head["again"], board.head["busy"]) == (offer, "", False)
        assert [row["about"] for row in board.rows[:2]] == ["Kling 2.5", "Wan 2.5"]
        assert {row["ratio"] for row in board.rows} == {1.778}
        assert {live["message"] for live in board.live.values()} == {"Ready"}
        question = {"kind": "ask", "message": f"Pay {sweep.price} for 6 clips?", "offer": offer, "view": "v1"}
        assert board.ask("run", offer=offer).items() >= question.items()
        assert board.ask("run", offer=offer, sure="yes").items() >= question.items()  # not what was asked
        assert board.ask("run", offer="Make 1 clip · $0.01", sure=question["message"])["kind"] == "ask"
        assert home.posts == 0
        assert board.ask("run", offer=offer, sure=question["message"])["kind"] == "done"
        assert (
            "nothing left to make" in board.ask("run", offer=offer, sure=question["message"])["message"]
        )  # pressed twice
        settled(board, until)
        assert (home.posts, len(sweep.clips)) == (6, 6)
        assert board.head["make"] == board.head["again"] == ""


def test_what_is_added_between_the_question_and_the_yes_is_not_paid(home, plan, still):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, ["calm", "bold", "wild"], models=WAN)
        asked = board.ask("run", offer=board.head["make"])
        sweep.add(still, "one more", models=WAN)
        again = board.ask("run", offer=asked["offer"], sure=asked["message"])
        assert (again["kind"], home.posts) == ("ask", 0)
        assert again["message"] == f"Pay {sweep.price} for 4 clips?"
        assert board.ask("run", offer=again["offer"], sure=again["message"])["kind"] == "done"
        sweep.wait(30)
        assert home.posts == 4


def test_an_item_that_is_added_at_the_last_moment_is_not_paid(home, plan, still, monkeypatch):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, "calm", models=WAN, limit=5)
        run = sweep.run

        def add_and_run(**options: Any) -> Sweep:
            sweep.add(still, "one more", models=WAN)
            return run(**options)

        monkeypatch.setattr(sweep, "run", add_and_run)
        answer = board.ask("run", offer=board.head["make"])
        assert (answer["kind"], home.posts) == ("ask", 0)
        assert answer["message"].startswith("The plan has changed. Make 2 clips")


def test_a_run_that_is_refused_although_the_offer_stays_says_why(home, plan, monkeypatch):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, "calm", models=WAN, limit=5)

        def refuse(**_options: Any) -> Sweep:
            raise BadInput("The backend is another one now.")

        monkeypatch.setattr(sweep, "run", refuse)
        answer = board.ask("run", offer=board.head["make"])
        assert (answer["kind"], home.posts) == ("problem", 0)
        assert answer["message"].startswith("The backend is another one now.")


@pytest.mark.parametrize(
    ("prices", "text", "question"),
    [
        ([0.37], "Make 1 clip · $0.37", ""),
        ([0.6, 0.6], "Make 2 clips · $1.20", "Pay $1.20 for 2 clips?"),
        ([None], "Make 1 clip · price unknown", "What 1 clip costs is not known. Pay whatever it is?"),
        ([None, None], "Make 2 clips · price unknown", "What 2 clips cost is not known. Pay whatever it is?"),
        ([0.37, None], "Make 2 clips · $0.37 + 1 unknown", "Pay $0.37 for 1 clip, and whatever 1 more costs?"),
        ([0.37, None, None], "Make 3 clips · $0.37 + 2 unknown", "Pay $0.37 for 1 clip, and whatever 2 more cost?"),
    ],
)
def test_an_offer_names_its_price_and_asks_above_the_limit(prices, text, question):
    items = [SimpleNamespace(due=True, state=ItemState.READY, price=Price(one) if one else None) for one in prices]
    offer = offer_all(SimpleNamespace(items=items, cost=lambda items: Cost.of([one.price for one in items]), limit=1.0))
    assert (offer.text, offer.question) == (text, question)


def test_one_unknown_price_is_paid_after_a_yes(home, plan):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, "calm", models=WAN)
        sweep[0].price = None
        asked = board.ask("run", offer="Make 1 clip · price unknown")
        assert (asked["kind"], asked["message"]) == ("ask", "What 1 clip costs is not known. Pay whatever it is?")
        assert board.ask("run", offer=asked["offer"], sure=asked["message"])["kind"] == "done"
        sweep.wait(30)
        assert home.posts == 1


def test_clips_of_an_earlier_kernel_are_fetched_for_nothing():
    items = [SimpleNamespace(due=False, state=ItemState.IN_PROGRESS), SimpleNamespace(due=False, state=ItemState.DONE)]
    sweep = SimpleNamespace(items=items, backend="krea", limit=1.0)
    assert offer_all(sweep).text == "Fetch 1 clip · nothing to pay"
    assert offer_all(SimpleNamespace(items=items[1:], backend="krea", limit=1.0)) is None


def test_in_the_sandbox_nothing_is_asked(home, plan, until):
    with home.studio() as studio:
        sweep, board = plan(studio, ["calm", "bold"])
        assert board.head["make"] == "Make 2 clips · free here · about $0.73 at Krea"
        assert board.ask("run", offer=board.head["make"])["kind"] == "done"
        settled(board, until)
        assert [board.live[item.key]["state"] for item in sweep] == ["done", "done"]
        assert re.fullmatch(r"Done in \d:\d\d", board.live["c1"]["message"])
        assert board.live["c1"]["clip"]["path"].endswith(".mp4")


def test_a_page_that_gets_no_news_of_other_threads_knows_of_the_run_with_the_answer(home, plan, monkeypatch):
    monkeypatch.setattr(Listeners, "notify", lambda _: None)
    home.gate.clear()
    with home.studio() as studio:
        _, board = plan(studio, "calm")
        assert board.ask("run", offer=board.head["make"])["kind"] == "done"
        assert board.head["busy"]
        home.gate.set()


def test_items_and_whole_lines_are_left_out_and_the_offer_follows(home, plan, until):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, ["a", "b", "c"], models=[KLING, WAN], limit=10)
        out = [item.key for item in sweep.items if item.model == WAN or item.prompt == "c"]
        assert board.ask("include", keys=out, yes=False)["kind"] == "done"
        assert [board.live[item.key]["state"] for item in sweep.items] == [
            "ready", "left_out", "ready", "left_out", "left_out", "left_out",
        ]  # fmt: skip
        assert board.head["make"] == f"Make 2 of 6 clips · {sweep.price}"
        assert board.head["message"] == f"6 clips · 4 left out · {sweep.price}"
        assert sweep.price == sweep.cost(item for item in sweep.items if item.key not in out)
        # The offer of before is no longer true.
        assert board.ask("run", offer=f"Make 6 clips · {sweep.price}")["kind"] == "ask"
        assert home.posts == 0
        assert board.ask("run", offer=board.head["make"])["kind"] == "done"
        until(lambda: not board.head["busy"] and len(sweep.clips) == 2)
        assert home.posts == 2
        assert [item.state for item in sweep.items if item.key in out] == [ItemState.LEFT_OUT] * 4
        board.ask("include", keys=out[:1], yes=True)
        assert board.head["make"].startswith("Make 1 of 6 clips · ")


def test_what_was_left_out_stays_so_when_the_cell_is_run_again(home, plan):
    def left_out(board: Recorded) -> list[str]:
        return [key for key, live in board.live.items() if live["state"] == "left_out"]

    with home.studio() as studio:
        _, board = plan(studio, ["a", "b"], models=[KLING, WAN])
        board.ask("include", keys=["c2", "c4"], yes=False)
    # Another kernel.
    with home.studio() as studio:
        assert left_out(plan(studio, ["a", "b"], models=[KLING, WAN])[1]) == ["c2", "c4"]
        # Another plan.
        assert left_out(plan(studio, ["a", "b", "c"], models=[KLING, WAN])[1]) == []
        _, board = plan(studio, ["a", "b"], models=[KLING, WAN])
        board.ask("include", keys=["c2", "c4"], yes=True)
        assert left_out(plan(studio, ["a", "b"], models=[KLING, WAN])[1]) == []


@pytest.mark.parametrize(
    ("given", "columns", "rows"),
    [
        ({"prompts": ["a", "b"], "models": [KLING, WAN]}, ["Kling 2.5", "Wan 2.5"], 2),
        ({"prompts": ["a", "b"], "models": KLING, "duration": [5, 10]}, ["Duration 5", "Duration 10"], 2),
        ({"prompts": ["a", "b"], "models": [KLING, WAN], "duration": [5, 10]}, ["Kling 2.5", "Wan 2.5"], 4),
        ({"prompts": "a", "models": [KLING, WAN], "repeats": 2}, ["Kling 2.5", "Wan 2.5"], 1),
        # Lists: nothing varies beside the prompt, or beside the take.
        ({"prompts": ["a", "b", "c"], "models": KLING}, None, 0),
        ({"prompts": "a", "models": KLING, "repeats": 3}, None, 0),
    ],
)
def test_a_product_is_a_grid(home, plan, given, columns, rows):
    with home.studio("krea") as studio:
        sweep, board = plan(studio, **given, limit=100)
    places = [row["place"] for row in board.rows]
    if columns is None:
        assert places == [""] * len(sweep)
        return
    assert list(dict.fromkeys(place["column"] for place in places)) == columns
    assert len({(row["prompt"], row["place"]["row"]) for row in board.rows}) == rows
    assert len({str((row["prompt"], row["place"])) for row in board.rows}) == len(sweep)


def test_failed_ones_say_why_and_are_tried_again_for_a_price_that_is_named(home, plan, until):
    with home.studio("krea") as studio:
        home.double.faults.add("on 1st POST /generate/* answer 402\non 2nd POST /generate/* answer 402")
        sweep, board = plan(studio, ["calm", "bold", "wild"], models=WAN, limit=5)
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        price = sweep[0].price
        lost = [live for live in board.live.values() if live["state"] == "failed"]
        assert [live["again"] for live in lost] == [f"Try again · {price}"] * 2
        assert "Not billed." in lost[0]["message"]
        sweep.limit = 1.0
        assert board.head["again"].startswith("Try the 2 failed ones again · about $1.5")
        asked = board.ask("retry_failed", offer=board.head["again"])
        assert asked["message"].endswith("for 2 clips?")
        assert board.ask("retry_failed", offer=asked["offer"], sure=asked["message"])["kind"] == "done"
        settled(board, until)
        assert (home.posts, len(sweep.clips)) == (5, 3)


@pytest.mark.slow
def test_what_may_have_been_billed_is_asked_about_in_so_many_words(home, plan, until):
    with home.studio("krea") as studio:
        home.double.faults.add("finish without urls")
        sweep, board = plan(studio, "calm", models=KLING)
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        assert board.head["again"] == ""  # not with the others
        assert "surely not billed" in board.ask("retry_failed", offer="")["message"]
        offer = board.live["c1"]["again"]
        asked = board.ask("retry", key="c1", offer=offer)
        assert asked["message"] == (
            f"It may have been billed although there is no clip. Make it again, and pay {sweep[0].price}?"
        )
        assert board.ask("retry", key="c1", offer=offer, sure=f"Pay {sweep[0].price} for 1 clip?")["kind"] == "ask"
        assert home.posts == 1
        assert board.ask("retry", key="c1", offer=offer, sure=asked["message"])["kind"] == "done"
        settled(board, until)
        assert (home.posts, len(sweep.clips)) == (2, 1)
        assert "has not failed" in board.ask("retry", key="c1", offer=offer)["message"]


def test_a_second_try_that_is_refused_says_why_or_asks(home, plan, until, monkeypatch):
    with home.studio("krea") as studio:
        home.double.faults.add("on 1st POST /generate/* answer 402\non 2nd POST /generate/* answer 402")
        sweep, board = plan(studio, ["calm", "bold"], models=WAN, limit=5)
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        sweep["c2"].error.billed = None  # as of a job that was accepted
        refused = []

        def refuse(item: Any, **options: Any) -> Any:
            refused.append(options)
            raise BadInput("The backend is another one now.")

        monkeypatch.setattr(sweep, "retry", refuse)
        offer = board.live["c1"]["again"]
        assert board.ask("retry", key="c1", offer=offer)["kind"] == "problem"
        asked = board.ask("retry", key="c2", offer=offer)
        assert asked["kind"] == "ask"
        answer = board.ask("retry", key="c2", offer=offer, sure=asked["message"])
        assert (answer["kind"], home.posts) == ("problem", 2)
        assert answer["message"].startswith("The backend is another one now.")
        assert refused == [{"confirm": False}, {"confirm": False}, {"confirm": True}]


def test_only_what_is_pressed_is_cancelled(home, plan, until):
    home.gate.clear()
    with home.studio() as studio:
        sweep, board = plan(studio, ["calm", "bold", "wild"])
        board.ask("run", offer=board.head["make"])
        until(lambda: all(item.job is not None and item.job.id for item in sweep))
        assert board.ask("cancel", key="c2")["kind"] == "done"
        until(lambda: board.live["c2"]["state"] == "cancelled")
        assert [board.live[key]["state"] for key in ("c1", "c3")] == ["running", "running"]
        board.close()  # cancels nothing
        home.gate.set()
        assert len(sweep.wait(30)) == 2
        again = sweep.board()
        assert again is not board
        assert again.live["c2"]["again"] == "Try again · free here · about $0.37 at Krea"
        assert again.head["make"] == "Make 1 clip · free here · about $0.37 at Krea"


# what is compared, and what is decided


@pytest.mark.slow
def test_the_first_four_are_compared_until_others_are_picked(home, plan, until):
    home.gate.clear()
    with home.studio() as studio:
        _, board = plan(studio, ["1", "2", "3", "4", "5"])
        assert board.entries == []
        board.ask("run", offer=board.head["make"])
        until(lambda: [entry["key"] for entry in board.entries] == ["c1", "c2", "c3", "c4"])
        assert not any(entry["over"] or entry["clip"] for entry in board.entries)
        still, message = board.ask_for_parts("thumbnail", key="c5"), board.entries[0]["message"]
        assert still[1][0].startswith(b"\xff\xd8")
        assert message
        home.gate.set()
        settled(board, until)
        board.picked = ["c5", "c2"]
        assert [entry["key"] for entry in board.entries] == ["c5", "c2"]
        assert [entry["label"] for entry in board.entries] == ["5", "2"]
        for wrong in (["c9"], ["c1", "c2", "c3", "c4", "c5"]):
            with pytest.raises(traitlets.TraitError, match=r"c9|At most 4"):
                board.picked = wrong
        assert board.ask("thumbnail", key="c1")["kind"] == "thumbnail"
        assert board.ask("download", key="c1", offset=0)["kind"] == "chunk"
        assert board.ask("download", key="../x", offset=0)["kind"] == "problem"


def test_four_items_at_most_are_picked(home, plan):
    with home.studio() as studio:
        _, board = plan(studio, ["1", "2", "3", "4", "5"])
        four = ["c5", "c4", "c3", "c2"]
        board.picked = four
        with pytest.raises(traitlets.TraitError, match="At most 4"):
            board.picked = [*four, "c1"]
        assert board.picked == four


def test_a_winner_of_another_board_comes_with_its_job(home, plan, until):
    with home.studio() as studio:
        (_, one), (_, other) = (plan(studio, ["calm", "bold"]) for _ in range(2))
        one.ask("run", offer=one.head["make"])
        settled(one, until)
        one.winner = "bold"
        other.ask("run", offer=other.head["make"])
        settled(other, until)
        until(lambda: other.winner == "bold")
        assert all(row["comparable"] for row in other.live.values())


def test_what_is_decided_goes_with_a_cell_whose_label_changes_and_is_there_in_another_kernel(home, plan, still, until):
    with home.studio() as studio:
        sweep, board = plan(studio, ["calm", "bold"])
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        board.winner, board.ratings, board.notes = "bold", {"bold": 4, "calm": 1}, {"calm": "stiff"}
        sweep.add(still, ["calm", "bold"], models=WAN)
        until(lambda: len(board.rows) == 4)
        names = [item.label for item in sweep]
        assert names[0] != "calm"
        until(
            lambda: re.fullmatch(r"Make 2 clips · free here · about \$\d\.\d\d at Krea", board.head["make"])
        )  # the last that is told
        assert board.winner == names[1]
        assert (board.ratings, board.notes) == ({names[1]: 4, names[0]: 1}, {names[0]: "stiff"})
        annotations = studio.journal.annotations()
        assert sorted((one.rating, one.winner, one.note) for one in annotations.values()) == [
            (1, False, "stiff"), (4, True, ""),
        ]  # fmt: skip
    with home.studio() as studio:
        _, board = plan(studio, ["calm", "bold"])
        assert (board.winner, board.ratings, board.notes) == ("bold", {"bold": 4, "calm": 1}, {"calm": "stiff"})
        assert board.live["c1"]["message"] == "Already made · no charge"


def test_what_is_said_of_a_cell_outlives_its_failed_job(home, plan, until):
    with home.studio() as studio:
        home.double.faults.add("on 1st POST /generate/* fail nsfw")
        sweep, board = plan(studio, "calm")
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        board.notes = {sweep[0].label: "a pity"}
        assert board.ask("retry", key="c1", offer=board.live["c1"]["again"])["kind"] == "done"
        settled(board, until)
        assert studio.journal.annotations([sweep[0].job.key])[sweep[0].job.key].note == "a pity"


# one item looked at


def test_a_cells_settings_go_into_the_form_as_far_as_they_are_chosen(home, plan, until):
    with home.studio() as studio:
        sweep, board = plan(studio, "calm", duration=10)
        assert "sweep.board(target=animate)" in board.ask("preview", key="c1")["message"]
        form = Animate(prompt="something else", studio=studio)
        assert sweep.board(target=form) is board
        assert board._linked
        details = board.ask("details", key="c1")
        assert details["call"].startswith("krea.animate(")
        assert (details["clip"], details["path"], details["seconds"]) == (None, "", None)
        assert dict(details["settings"])["Duration"] == "10 s"
        fields = {row["name"]: row for row in board.ask("preview", key="c1")["fields"]}
        assert (fields["prompt"]["now"], fields["prompt"]["then"]) == ("something else", "calm")
        assert fields["start_image"]["message"] == ""  # the sweep still has the picture
        assert board.ask("apply", key="c1", names=["start_image", "duration"])["kind"] == "done"
        assert (form.image.digest, form.values["duration"]) == (sweep[0].shot.start_image.digest, 10)
        assert (form.prompt, home.posts) == ("something else", 0)


# where it is shown


def test_without_a_notebook_ipython_takes_the_table_or_the_text(home, plan):
    from IPython.core.formatters import DisplayFormatter

    with home.studio() as studio:
        sweep, _ = plan(studio, ["calm", "bold"])
        show = DisplayFormatter()
        assert not show.ipython_display_formatter(sweep)
        data, _ = show.format(sweep)
        assert "<table" in data["text/html"]
        assert data["text/plain"] == repr(sweep)


def test_what_is_kept_is_the_table_and_the_clips(home, plan, until):
    with home.studio() as studio:
        sweep, board = plan(studio, ["calm <b>", "bold"])
        html = board._fallback_html()
        assert (html.count("<tr>"), html.count('role="figure"')) == (3, 0)
        # The view's text is never replaced, so that it has no state.
        assert (board._plain_text(), board._view_bundle()[0]["text/plain"]) == (repr(sweep), repr(board))
        updates: list[int] = []
        board._update_fallback = lambda: updates.append(1)
        home.gate.clear()
        board.ask("run", offer=board.head["make"])
        assert UNFINISHED.format(date_time()) in board._fallback_html()
        home.gate.set()
        settled(board, until)
        html = board._fallback_html()
        assert (html.count("<tr>"), html.count('role="figure"')) == (3, 2)
        assert "<b>" not in html
        assert "Not finished" not in html
        assert 1 <= len(updates) <= 4, "at the beginning and the end, and for each clip"


def test_the_end_is_saved_without_a_wait(home, plan, until, monkeypatch):
    """A notebook that is executed without a page ends with its last cell."""
    monkeypatch.setattr("krea_widgets._util.throttle.MIN_INTERVAL", 3600)
    with home.studio() as studio:
        _, board = plan(studio, ["calm", "bold"])
        board.ask("run", offer=board.head["make"])
        until(lambda: board.head["message"].startswith("2 of 2 made"))


def test_a_heartbeat_and_messages_with_unknown_keys_are_answered(home, plan):
    with home.studio() as studio:
        _, board = plan(studio, ["calm", "bold"])
        board._handle_custom_msg({"kind": "heartbeat", "view": "v1"}, [])
        body, _ = board.answers["None"]
        assert (body["kind"], body["head"], len(body["rows"])) == ("board", board.head, 2)
        for kind in ("retry", "cancel"):
            assert "has no item" in board.ask(kind, key={})["message"]


def test_a_refused_cell_and_one_that_does_not_apply_stand_there_with_their_reason(home, plan):
    with home.studio("krea") as studio:
        _, board = plan(studio, rows=[{"prompt": "calm", "model": "no such"}, {"prompt": "bold", "model": KLING}])
        refused = board.live["c1"]
        assert (refused["state"], refused["comparable"], refused["again"]) == ("invalid", False, "")
        assert "no such" in refused["message"]
        assert board.rows[0]["price"] == ""
        assert board.head["make"].startswith("Make 1 clip · ")


def test_the_clips_of_a_closed_plan_join_those_of_the_form(home, still, until):
    with home.studio("sandbox") as studio:
        form = Animate(still, "slowly dolly in", model=KLING, studio=studio)
        board = form._variations(form.shot())
        board.sweep.exclude(board.sweep[2])
        board.sweep.run().wait(60)
        assert form._tracker.jobs() == []
        board.close()
        until(lambda: len(form._tracker.jobs()) == 2)
        assert [job.shot.prompt for job in form._tracker.jobs()] == ["slowly dolly in", "dolly in"]
        assert {job.clip for job in form._tracker.jobs()} == {item.clip for item in board.sweep if item.clip}


def test_a_clip_is_varied_in_a_plan_that_sends_nothing(home, still, monkeypatch):
    """The prompt at three speeds, on its own model; two other models are there to be included."""
    with home.studio("krea") as studio:
        form = Animate(still, "slowly dolly in", model=KLING, duration=10, studio=studio)
        plan = form._variations(form.shot()).sweep
        assert [item.prompt for item in plan.items[:3]] == ["slowly dolly in", "dolly in", "fast dolly in"]
        assert len(plan) == 9
        assert {item.model for item in plan if item.due} == {KLING}
        assert [item.values.get("duration") for item in plan.items[:3]] == [10, 10, 10]
        assert all(item.shot for item in plan), "each can be sent as it is"
        assert all(row["place"] for row in plan.board().rows), "a grid"
        assert home.posts == 0
        # Where nothing can be shown below, a call does the same.
        form._tracker.job = lambda key: SimpleNamespace(shot=form.shot())
        told = []
        monkeypatch.setattr(form, "_reply", lambda *_, **body: told.append(body["message"]))
        form._on_vary({"key": "x"})
        call = told[0].removeprefix("Run in a cell: ")
        made: list[Any] = []

        class krea:  # noqa: N801 (as in a user's cell)
            def sweep(image: Any, prompts: Any, **more: Any) -> None:  # noqa: N805
                made.append(Sweep(studio))
                made[0].add(still, prompts, **more)

        eval(call, {"krea": krea})
        assert [item.shot for item in made[0]] == [item.shot for item in plan if item.model == KLING]


# what moves in the clips


@pytest.fixture
def pans_home(tmp_path: Path) -> Any:
    """Every clip pans to the right, whatever was asked."""
    home = SandboxHome(tmp_path, write_pan(tmp_path / "pan.mp4"))
    yield home
    home.double.close()


@pytest.mark.slow
def test_clips_are_measured_once_they_are_seen_and_the_table_has_the_figures(pans_home, plan, until):
    with pans_home.studio() as studio:
        sweep, board = plan(studio, ["pan right", "fast tilt up", "a cat"], models=KLING)
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        assert [live["motion"] for live in board.live.values()] == [None] * 3
        assert "followed" not in sweep.table()[0]
        for key in ("c2", "c1"):
            assert board.ask("thumbnail", key=key)["kind"] == "thumbnail"
        until(lambda: not board.head["measuring"] and board.live["c1"]["motion"])
        right, tilt, cat = (board.live[key]["motion"] for key in ("c1", "c2", "c3"))
        assert (right["text"], right["asked"]) == ("pan right: done, 8% of the width", -1)
        assert (tilt["text"], tilt["asked"]) == ("tilt up: not seen", 0)
        assert "pan right: not asked for" in tilt["title"]
        assert right["amount"] == pytest.approx(-0.08, abs=0.01)
        assert cat is None
        rows = sweep.table()
        assert [row["followed_share"] for row in rows] == [1, 0, None]
        assert [row["pan_widths"] for row in rows[:2]] == pytest.approx([0.08, 0.08], abs=0.005)
        assert (rows[0]["moves"], rows[2]["moves"]) == ("pan right", None)
        assert rows[0].keys() == rows[2].keys()
        listed = {row["prompt"]: row for row in studio.clips().table()}
        assert listed["pan right"]["followed"] == rows[0]["followed"] == right["title"]
        assert listed["a cat"]["followed"] is None
        path = sweep.to_csv(pans_home.folder / "table.csv")
        assert "followed_share" in path.read_text("utf-8-sig").partition("\n")[0]
        board.close()


def test_a_board_that_is_closed_measures_no_more(pans_home, plan, until, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def measure(clip: Any, stop: threading.Event) -> None:
        begun.set()
        assert stop.wait(10)
        ended.set()

    with pans_home.studio() as studio:
        _, board = plan(studio, ["pan right", "pan left"], models=KLING)
        board.ask("run", offer=board.head["make"])
        settled(board, until)
        monkeypatch.setattr("krea_widgets.media.Clip.measure_motion", measure)
        for key in ("c1", "c2"):
            board.ask("thumbnail", key=key)
        assert begun.wait(10)
        assert board.head["measuring"]
        board.close()
        assert ended.wait(10)
