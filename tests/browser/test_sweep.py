"""The board of a sweep in JupyterLab: planned, paid for, failing, tried again, compared and reused, by its buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from clips_for_tests import write_clip
from lab import Notebook
from looks import faint, too_wide
from playwright.sync_api import Locator, expect

# Krea's double answers as Krea, so that there are prices; its films wait for a gate, and two jobs fail on cue.
KREA = """
import itertools, os, shutil, sys, threading
import krea_widgets as krea
from krea_widgets import sandbox
from krea_widgets import Studio

gate, films = threading.Event(), itertools.cycle(range(6))

def render(take):
    while not gate.wait(0.01) and not take.cancel.is_set():
        pass
    shutil.copy(f"film {next(films)}.mp4", take.out)

app = sandbox.app(renderer=render, pace=0)
place = sys.modules["krea_widgets._util.shared_studio"]
place._studio = Studio("krea", token="a-token-of-tests", transport=sandbox.InProcess(app), base_url="https://sandbox")
place._pid = os.getpid()
double = app.state.sandbox

def posts():
    return sum(seen.method == "POST" and seen.path.startswith("/generate/") for seen in tuple(double.log))
"""
PROMPTS = ["slow dolly in, soft light", "fast orbit left, soft light", "slow tilt up, rain"]
PLAN = f"""
double.faults.add("on 2nd POST /generate/* fail nsfw\\non 5th POST /generate/* answer 402")
form = krea.Animate(prompt="something else")
models = ["kling 2.5", "wan 2.5", "hailuo 2.3", "veo 3.1"]
sweep = krea.sweep("photo.jpg", {PROMPTS!r}, models=models, at_once=6, limit=0.5)
board = sweep.board(target=form)
sweep
"""
LOOK = "print(posts(), len(sweep.clips), board.winner, board.ratings, form.prompt, sep='|')"
ADD = "sweep.add('photo.jpg', 'still, no move', models='kling 2.5')\nsweep"


def board_of(book: Notebook, item: int) -> Locator:
    return book.cell(item).get_by_role("region", name="Sweep")


def rows(board: Locator) -> Locator:
    return board.get_by_role("list", name="Items").locator("> li")


@pytest.fixture
def book(notebook: Callable[..., Notebook], photo: Path) -> Notebook:
    """A notebook with a sweep in it that was planned, and a photo and six films beside it."""
    from PIL import Image

    book = notebook(KREA, PLAN, LOOK, "gate.set()", ADD)
    with Image.open(photo) as picture:
        picture.resize((480, 320)).save(book.path.parent / "photo.jpg")
    for number in range(6):
        write_clip(book.path.parent / f"film {number}.mp4", fps=24, seconds=2, hue=40 * number)
    book.run_cell(0)
    book.run_cell(1)
    assert book.errors() == []
    return book


@pytest.mark.slow
def test_three_wordings_on_four_models_by_the_boards_buttons(book: Notebook) -> None:
    book.page.set_viewport_size({"width": 1280, "height": 2200})  # high enough for a picture of all of it
    board = board_of(book, 1)
    expect(rows(board)).to_have_count(12)
    lines_are_left_out_and_the_total_follows(board)
    plan_is_asked_for_and_runs(book, board)
    it_is_there_again_after_a_reload(book)
    two_fail_and_are_tried_again(book, board)
    clips_are_compared_and_one_wins(book, board)
    a_cell_is_looked_at_and_its_settings_are_used(book, board)
    a_row_is_added_and_seen_in_two_views(book, board)
    it_looks_well(book, board)
    it_outlives_the_kernel(book)


def lines_are_left_out_and_the_total_follows(board: Locator) -> None:
    """A row, which is put back, and two columns."""

    def offer() -> tuple[str, float]:
        text = board.locator(".kw-main-button").inner_text()
        return text.partition(" · ")[0], float(text.partition("$")[2])

    whole = offer()
    assert whole[0] == "Make 12 clips"
    board.get_by_role("checkbox", name="Include all of slow tilt up, rain").uncheck()
    expect(board.locator(".kw-main-button")).to_contain_text("Make 8 of 12 clips")
    assert offer()[1] < whole[1]
    board.get_by_role("checkbox", name="Include all of slow tilt up, rain").check()
    expect(board.locator(".kw-main-button")).to_contain_text("Make 12 clips")
    assert offer() == whole
    for model in ("Hailuo 2.3", "Veo 3.1"):
        board.get_by_role("checkbox", name=f"Include all of {model}").uncheck()
    expect(board.locator(".kw-main-button")).to_contain_text("Make 6 of 12 clips")


def plan_is_asked_for_and_runs(book: Notebook, board: Locator) -> None:
    make = board.get_by_role("button", name=re.compile(r"^Make 6 of 12 clips · (about )?\$\d\.\d\d$"))
    total = make.inner_text().split(" · ")[1]
    expect(board.locator(".kw-s-message")).to_have_text(f"12 clips · 6 left out · {total}")
    book.picture("plan", board)
    make.click()
    question = board.get_by_role("group", name="Question")
    expect(question).to_contain_text(f"Pay {total} for 6 clips?")
    book.picture("question", board)
    board.get_by_role("button", name="Not now").click()
    expect(question).to_be_hidden()
    assert told(book)[:2] == ["0", "0"]
    make.click()
    board.get_by_role("button", name="Confirm").click()
    expect(rows(board).get_by_role("progressbar")).to_have_count(5)  # one was refused at once
    expect(board.get_by_role("region", name="Compare clips").locator("article")).to_have_count(4)
    book.picture("running", board)


def told(book: Notebook) -> list[str]:
    """What the kernel says: requests that cost, clips, winner, ratings, and the prompt of the form."""
    book.run_cell(2)
    return book.text(2).strip().split("|")


def it_is_there_again_after_a_reload(book: Notebook) -> None:
    book.save()
    book.reload()
    board = board_of(book, 1)
    expect(rows(board).get_by_role("progressbar")).to_have_count(5)
    expect(board.get_by_role("button", name="Cancel all")).to_be_visible()


def two_fail_and_are_tried_again(book: Notebook, board: Locator) -> None:
    book.run_cell(3)
    expect(board.locator(".kw-s-message")).to_contain_text("4 of 6 made · 2 failed")
    failed = rows(board).filter(has=board.page.get_by_role("button", name=re.compile("^Try again · ")))
    expect(failed).to_have_count(2)
    expect(failed.first).to_contain_text("Not billed.")
    expect(board.locator("video:visible")).to_have_count(4)
    assert told(book)[:2] == ["6", "4"]
    loaded(board)
    book.picture("two failed", board)
    board.get_by_role("button", name=re.compile(r"^Try the 2 failed ones again · ")).click()
    board.get_by_role("button", name="Confirm").click()  # above the limit
    expect(board.locator(".kw-s-message")).to_contain_text("6 of 6 made")
    assert told(book)[:2] == ["8", "6"]  # these two and no other
    expect(board.get_by_role("button", name=re.compile("^Make|^Try|^Cancel"))).to_have_count(0)


def loaded(part: Locator) -> None:
    script = "root => [...root.querySelectorAll('video')].every(video => video.readyState >= 3)"
    part.page.wait_for_function(script, arg=part.element_handle())


def clips_are_compared_and_one_wins(book: Notebook, board: Locator) -> None:
    expect(board.get_by_role("button", name="Compare: ", pressed=True)).to_have_count(4)
    # The first two models of the first two prompts; then the first one of the third prompt.
    for number in (5, 6):
        rows(board).nth(number - 1).get_by_role("button", name="Compare: ").click()
    rows(board).nth(8).get_by_role("button", name="Compare: ").click()
    board.get_by_role("button", name="Compare 3").click()
    compare = board.get_by_role("region", name="Compare clips")
    expect(compare.locator("article")).to_have_count(3)
    loaded(compare)
    compare.focus()
    for key in ("3", "Space"):
        compare.page.keyboard.press(key)
    expect(compare).to_have_attribute("data-state", "playing")
    label = compare.locator(".kw-c-won .kw-c-label").get_attribute("title")
    compare.get_by_label(f"5 of 5 stars: {label}", exact=True).click()
    book.page.wait_for_timeout(500)
    assert told(book)[2:4] == [label, f"{{{label!r}: 5}}"]
    compare.page.keyboard.press("Space")
    compare.get_by_role("button", name="Save film").click()
    expect(compare.locator(".kw-c-save code:visible")).to_have_text("krea_clips/comparison.mp4")
    book.picture("compared", board)
    board.get_by_role("button", name="Choose blind").click()
    blind = book.page.get_by_role("region", name="Blind choice")
    # Its keys work at once.
    expect(blind).to_be_focused()
    expect(blind.locator("[data-answer=left]")).to_have_attribute("aria-disabled", "false")
    book.page.keyboard.press("ArrowLeft")
    expect(blind).to_contain_text("Pair 2 of")
    blind.get_by_role("button", name="Close").click()
    expect(board).to_be_visible()


def a_cell_is_looked_at_and_its_settings_are_used(book: Notebook, board: Locator) -> None:
    row = rows(board).nth(4)
    row.get_by_role("button", name=re.compile("^fast orbit left")).click()
    look = row.get_by_role("region")
    expect(look.locator("video")).to_have_js_property("paused", False)
    expect(look).to_contain_text("krea_clips/")
    look.get_by_role("button", name="Use these settings").click()
    fields = look.get_by_role("group", name="Fields for the form")
    expect(fields).to_contain_text("something else fast orbit left, soft light")
    expect(look.get_by_label("The call")).to_contain_text("krea.animate(")
    book.picture("an item", board)
    look.get_by_role("button", name="Apply").click()
    expect(look).to_contain_text("Applied. Nothing has been sent.")
    before = told(book)
    assert (before[0], before[4]) == ("8", "fast orbit left, soft light")
    row.get_by_role("button", name=re.compile("^fast orbit left")).click()
    expect(row.get_by_role("region")).to_have_count(0)


def a_row_is_added_and_seen_in_two_views(book: Notebook, board: Locator) -> None:
    book.run_cell(4)
    for view in (board, board_of(book, 4)):
        expect(rows(view)).to_have_count(13)
        expect(view.get_by_role("button", name=re.compile("^Make 1 of 13 clips · "))).to_be_visible()
        expect(view.locator(".kw-c-won .kw-c-label")).to_have_attribute("title", re.compile("slow tilt up"))
    assert told(book)[0] == "8"


def it_looks_well(book: Notebook, board: Locator) -> None:
    for theme in ("Light", "Dark"):
        book.theme(theme)
        for width in (1100, 700, 360):
            book.width(width)
            book.picture(f"{theme}-{width}", board)
            assert too_wide(board) == [], (theme, width)
        assert [line for line in faint(board) if "0:00" not in line] == []
    book.theme("Light")
    book.width(1100)


def it_outlives_the_kernel(book: Notebook) -> None:
    book.save()
    book.expected = "widget model not found"  # what JupyterLab says of it, and why all stands there as HTML too
    book.restart()
    book.reload()
    sheet = book.cell(4).locator(".krea-fallback")  # the one that was shown since the page was loaded
    expect(sheet).to_be_visible()
    expect(sheet.locator("table tr")).to_have_count(14)
    expect(sheet.locator(".kw-clip video")).to_have_count(6)
    book.picture("without kernel", sheet)
    for item in (0, 1):
        book.run_cell(item)
    board = board_of(book, 1)
    expect(board.locator(".kw-s-message")).to_contain_text("6 already made")
    expect(rows(board).filter(has_text="Already made")).to_have_count(6)
    assert told(book)[:2] == ["0", "6"]
    assert told(book)[2].startswith("slow tilt up")


# Whatever is asked, the camera pans to the right.
ALIKE = """
import dataclasses
import krea_widgets as krea
from krea_widgets.sandbox import jobs

render = jobs.render_clip
jobs.render_clip = lambda request: render(dataclasses.replace(request, prompt="pan right"))
words = ["dolly in", "tilt up", "pan left", "zoom out", "pan right", "roll clockwise"]
sweep = krea.sweep("photo.jpg", words, models="seedance 1.0 pro fast", duration=2, resolution="480p")
sweep
"""


@pytest.mark.slow
def test_of_six_wordings_the_one_that_the_clips_follow_is_first(notebook: Callable[..., Notebook]) -> None:
    from PIL import Image

    book = notebook(ALIKE, "print(sorted(row['prompt'] for row in sweep.table() if row['followed_share']))")
    noise = Image.effect_noise((48, 32), 90).resize((480, 320), Image.Resampling.BICUBIC)
    noise.save(book.path.parent / "photo.jpg")
    book.run_cell(0)
    board = board_of(book, 0)
    board.locator(".kw-main-button").click()
    marks = board.locator(".kw-s-followed:visible")
    expect(marks).to_have_count(6)
    board.get_by_role("combobox", name="Order").select_option("As asked")
    expect(rows(board).first).to_contain_text(re.compile("pan right.*pan right: done, \\d+% of the width"))
    assert board.locator(".kw-s-followed", has_text=": done").count() == 1
    book.picture("as asked", board)
    book.run_cell(1)
    assert book.text(1).strip() == "['pan right']"
    assert book.errors() == []
