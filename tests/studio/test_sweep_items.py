"""A sweep item says what its attributes mean together, and the table, the CSV, the JSON and the HTML repeat it."""

import csv
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from krea_widgets._util.files import shown_path
from krea_widgets.catalogue import Price
from krea_widgets.errors import BadValue, JobCancelled, KreaError
from krea_widgets.job_status import Progress
from krea_widgets.journal import Journal
from krea_widgets.media import Shot, open_still
from krea_widgets.studio.sweep import Sweep
from krea_widgets.studio.sweep.sweep_item import Cost, ItemState, SweepItem, brief
from krea_widgets.studio.sweep.table import columns

KLING = "kling/kling-2.5"
SHOT = Shot(KLING, {"prompt": "calm", "duration": 5})
CLIP = SimpleNamespace(
    path=Path("/clips/a.mp4"),
    job_id="job-of-the-clip",
    settings={"seconds": 41.5, "call": "krea.animate()"},
    known_motion=None,
)
JOB = SimpleNamespace(id="job-1", progress=Progress("working", "Working, 40 %"))
BROKEN = KreaError("It broke.", advice="Try again.")
STOPPED = JobCancelled("Cancelled before anything was sent.")
QUEUED, RUNNING = ItemState.QUEUED, ItemState.RUNNING


def make(**facts):
    rest = {"key": "c1", "model": KLING, "title": "Kling 2.5", "prompt": "calm", "image": "cat.png", "values": {}}
    return SweepItem(**{**rest, "shot": SHOT, "label": "calm", **facts})


# Attributes; then the state, whether the next run pays for it, its fraction and its message.
MEANINGS = {
    "does not apply": ({"applies": False, "note": "No."}, "not_applicable", False, 0.0, "Does not apply: No."),
    "does not apply to a clip": ({"applies": False, "clip": CLIP}, "not_applicable", False, 0.0, "Does not apply: "),
    "invalid": ({"shot": None, "error": BROKEN}, "invalid", False, 0.0, "It broke. Try again."),
    "invalid without advice": ({"shot": None, "error": KreaError("It broke.")}, "invalid", False, 0.0, "It broke."),
    "made": ({"clip": CLIP, "owned": True}, "done", False, 1.0, "Ready"),
    "made by a job": ({"clip": CLIP, "owned": True, "job": JOB}, "done", False, 1.0, "Working, 40 %"),
    "made, and still scheduled": ({"clip": CLIP, "owned": True, "scheduled": RUNNING}, "done", False, 1.0, "Ready"),
    "reused": ({"clip": CLIP}, "reused", False, 1.0, f"Already made · no charge · {shown_path(CLIP.path)}"),
    "queued": ({"scheduled": QUEUED, "reached": 0.5}, "queued", False, 0.0, "Queued"),
    "queued after an error": ({"scheduled": QUEUED, "error": BROKEN}, "queued", False, 0.0, str(BROKEN)),
    "running": ({"scheduled": RUNNING, "job": JOB, "reached": 0.4}, "running", False, 0.4, "Working, 40 %"),
    "running without a job": ({"scheduled": RUNNING}, "running", False, 0.0, "Starting"),
    "failed": ({"error": BROKEN}, "failed", False, 1.0, str(BROKEN)),
    "failed with a job": ({"error": BROKEN, "job": JOB}, "failed", False, 1.0, str(BROKEN)),
    "cancelled": ({"error": STOPPED}, "cancelled", True, 1.0, str(STOPPED)),
    "promised": ({"promised": "key"}, "in_progress", False, 0.0, "Already in progress · no second charge"),
    "watched": ({"job": JOB}, "in_progress", False, 0.0, "Already in progress · no second charge"),
    "never sent": ({"promised": "key", "unsent": True}, "in_progress", True, 0.0, "Requested before, but never sent"),
    "ready": ({}, "ready", True, 0.0, "Ready"),
    "ready with a price": ({"price": Price(0.37)}, "ready", True, 0.0, "Ready · $0.37"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "state", "due", "fraction", "message"), MEANINGS.values(), ids=MEANINGS)
def test_the_state_of_an_item(facts, state, due, fraction, message):
    item = make(**facts)
    assert (item.state, item.due, item.fraction, item.message) == (state, due, fraction, message)


def test_a_state_is_text_in_tables_and_words_in_sentences():
    assert [str(state) for state in ItemState] == [state.value for state in ItemState]
    assert ItemState.NOT_APPLICABLE.label == "not applicable"
    assert ItemState.DONE.label == "done"


def test_values_are_short_in_labels(tmp_path):
    still = open_still(Image.new("RGB", (64, 36)))
    values = (True, False, 5, 5.5, 0.1 + 0.2, "16:9", "a/b\\c.png", tmp_path / "cat.png", [1], "x" * 70, still)
    assert [brief(value) for value in values] == [
        "on", "off", "5", "5.5", "0.3", "16:9", "c.png", "cat.png", "(1)", "x" * 60, still.name,
    ]  # fmt: skip


def test_facets_name_each_value_and_the_take():
    one = make(values={"duration": 5, "seed": None, "audio": True})
    assert one.facets() == {
        "prompt": "calm",
        "image": "cat.png",
        "model": "Kling 2.5",
        "duration": "duration 5",
        "audio": "audio on",
    }
    assert make(take=2, takes=3).facets()["take"] == "take 2"
    assert make(take=1, takes=2).facets()["take"] == "take 1"


@pytest.mark.parametrize(
    ("cost", "limit", "above"),
    [
        (Cost(1.0, known=1), 1.0, False),
        (Cost(1.01, known=1), 1.0, True),
        (Cost(0.0), 0.0, False),
        (Cost(0.1, known=1, unknown=1), 1.0, True),
        (Cost(float("nan"), known=1), 1.0, True),
        (Cost(5.0, known=1, unknown=1, free=True), 1.0, False),
    ],
)
def test_a_cost_is_above_a_limit_when_it_is_more_or_unknown(cost, limit, above):
    assert cost.above(limit) is above


def test_a_cost_is_the_sum_of_what_is_known():
    assert Cost.of([Price(0.1), Price(0.2), None]) == Cost(0.3, exact=True, known=2, unknown=1)
    assert Cost.of([Price(0.1), Price(0.2, exact=False)]) == Cost(0.3, exact=False, known=2)
    assert str(Cost.free_of([None, None])) == "free here · price unknown at Krea"
    assert str(Cost.free_of([Price(0.1), Price(0.2, exact=False)])) == "free here · about $0.30 at Krea"
    assert str(Cost.free_of([Price(0.1), None])) == "free here · $0.10 + 1 unknown at Krea"
    assert not Cost.free_of([Price(5.0)]).above(1.0)
    assert Cost.of(iter([])) == Cost()


class Table(Sweep):
    """A sweep that has nothing but its items."""

    price, progress, notes = Cost(), Progress("waiting", "2 clips · $0.37"), ("Mind <this>.",)
    backend = "krea"
    studio = SimpleNamespace(journal=Journal(None))

    def __init__(self, *items, board=None):
        self.items, self._make_board, self._board = items, board, None


def test_rows_are_plain_values_and_all_have_the_same_keys(tmp_path):
    still = open_still(Image.new("RGB", (64, 36)))
    bare = make(shot=None, error=BadValue("No."), values={"duration": 5})
    full = make(
        values={"end_image": still, "seed": None},
        clip=CLIP,
        owned=True,
        job=JOB,
        price=Price(0.37, exact=False),
        take=2,
        note="Mind.",
    )
    table = Table(bare, full)
    assert table.table() == [
        {"label": "calm", "source": "", "image": "cat.png", "prompt": "calm", "model": KLING, "duration": 5,
         "end_image": None, "seed": None, "take": 1, "state": "invalid", "price": None, "price_exact": None,
         "price_at_krea": None,
         "message": bare.message, "note": "", "job_id": "", "clip": "", "seconds": None, "call": ""},
        {"label": "calm", "source": "", "image": "cat.png", "prompt": "calm", "model": KLING, "duration": None,
         "end_image": still.name, "seed": None, "take": 2, "state": "done", "price": 0.37, "price_exact": False,
         "price_at_krea": None,
         "message": "Working, 40 %", "note": "Mind.", "job_id": "job-of-the-clip", "clip": "/clips/a.mp4",
         "seconds": 41.5, "call": "krea.animate()"},
    ]  # fmt: skip
    content = json.loads(table.to_json(tmp_path / "new" / "a.json").read_text(encoding="utf-8"))
    assert content == {
        "krea_widgets": 1,
        "backend": "krea",
        "message": "2 clips · $0.37",
        "notes": ["Mind <this>."],
        "items": table.table(),
    }
    path = table.to_csv(tmp_path / "a.csv")
    assert path.read_bytes().startswith(
        b"\xef\xbb\xbflabel,source,image,prompt,model,duration,end_image,seed,take,state,"
    )
    assert [row["clip"] for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())] == ["", "/clips/a.mp4"]
    assert Table().to_csv(tmp_path / "b.csv").read_text("utf-8-sig").split() == ["label"]


def test_the_job_and_the_seconds_of_a_row():
    odd = SimpleNamespace(path=Path("/clips/b.mp4"), job_id="", settings={"seconds": "41"}, known_motion=None)
    assert [(row["job_id"], row["seconds"]) for row in Table(make(clip=odd, job=JOB), make(job=JOB)).table()] == [
        ("job-1", None),
        ("job-1", None),
    ]


def test_columns_are_what_differs_with_the_prompt_and_the_model():
    same = make(values={"duration": 5})
    assert columns([same, make(values={"duration": 5})]) == ["prompt", "model"]
    assert columns([same, make(values={"duration": 8}, image="dog.png")]) == ["prompt", "image", "model", "duration"]
    assert columns([same, make()]) == ["prompt", "model", "duration"]


def lines(table):
    """The cells of each row of the HTML table, as text."""
    page = table._repr_html_()
    return [
        [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall("<tr>(.*?)</tr>", page)
    ]


def test_the_html_has_a_line_for_each_item():
    table = Table(
        make(key="c1", values={"duration": 5}, price=Price(0.37), note="Mind."),
        make(key="c2", values={"duration": 8}, clip=CLIP, price=Price(0.37)),
        make(key="c3", values={"duration": 9}, error=BROKEN),
        make(key="c4", values={"duration": 9}, shot=None, error=KreaError("It broke.")),
        make(key="c5", values={}, applies=False, note="No image."),
        make(key="c6", values={}, scheduled=RUNNING, price=Price(1)),
        make(key="c7", values={}, job=JOB),
        make(key="c8", values={}, clip=CLIP, owned=True, job=JOB),
    )
    unknown = "price\u00a0unknown"
    assert lines(table) == [
        ["no.", "prompt", "model", "duration", "price", "state"],
        ["1", "calm", "Kling 2.5", "5", "$0.37", "ReadyMind."],
        ["2", "calm", "Kling 2.5", "8", "", f"✓ Already made · no charge · {shown_path(CLIP.path)}"],
        ["3", "calm", "Kling 2.5", "9", unknown, f"✗ {BROKEN}"],
        ["4", "calm", "Kling 2.5", "9", "", "✗ It broke."],
        ["5", "calm", "Kling 2.5", "", unknown, "Does not apply: No image."],
        ["6", "calm", "Kling 2.5", "", "$1.00", "▸ Starting"],
        ["7", "calm", "Kling 2.5", "", unknown, "▸ Already in progress · no second charge"],
        ["8", "calm", "Kling 2.5", "", unknown, "✓ Working, 40 %"],
    ]
    page = table._repr_html_()
    assert page.count("--jp-error-color1") == 2
    assert page.count("<ul>") == 1
    assert "Mind &lt;this&gt;." in page
    assert ">2 clips · <span>$</span>0.37</div>" in page
    table.price, table.notes = Cost(free=True), ()
    assert lines(table)[3][4].replace("\u00a0", " ") == "free here · price unknown at Krea"
    assert "<ul>" not in table._repr_html_()
    assert repr(table).splitlines()[:2] == ["<Sweep · 2 clips · $0.37 · `run()` submits it>", "  calm: Ready · $0.37"]


def test_a_sweep_has_one_board_until_that_is_closed(monkeypatch):
    made = []
    table = Table(board=lambda sweep: made.append(SimpleNamespace(target=None, sweep=sweep)) or made[-1])
    board = table.board()
    assert table.board(target="form") is board
    assert table._display_() is board
    assert (board.target, board.sweep, len(made)) == ("form", table, 1)
    assert table.board().target == "form"
    table.forget_board("another")
    assert table.board() is board
    table.forget_board(board)
    assert table.board() is made[1]
    with pytest.raises(NotImplementedError, match="no board"):
        Table().board()
    with pytest.raises(NotImplementedError):
        table._ipython_display_()  # outside a notebook
    monkeypatch.setattr("krea_widgets.studio.sweep.sweep.in_notebook", lambda: True)
    shown = []
    made[1]._ipython_display_ = lambda **options: shown.append(options)
    table._ipython_display_(include=None)
    assert shown == [{"include": None}]
