"""The way of a clip on every front end: drop a picture, press the button, follow the bar, watch it, compare it.

Where the front end can, a second tab watches, and the page is loaded anew while another clip is being made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from acts import bar_states, check_that_it_plays_and_seeks, press
from lab import Notebook, drop
from pages import FRONT_ENDS, FrontEnd
from playwright.sync_api import Locator, expect

Open = Callable[..., Notebook]
SHOW = """
import ipywidgets
import krea_widgets as krea
QUICK = dict(model="bytedance/seedance-1.0-pro-fast", resolution="480p")
widget = krea.Animate(**QUICK, duration=5)
widget
"""
# Long enough for a page to be loaded anew meanwhile, also on a machine that is busy, since it is busy with this, too.
LONGER = "widget.values = {**widget.values, 'duration': 10}"
# The other clip is still being made when the board appears.
BOARD = "krea.Compare({'in': widget.clip, 'around': krea.submit(widget.image, 'orbit left', **QUICK, duration=2)})"
# A page that has no cells to run brings the board when the clip is there.
BOARD_LATER = f"""
below = ipywidgets.VBox()
widget.observe(lambda change: change.new == "done" and setattr(below, "children", [{BOARD}]), "status")
below
"""


def shown(book: Notebook) -> Locator:
    """The widget of the first cell, once it knows the models."""
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    expect(widget.get_by_role("combobox", name="Model", exact=True)).not_to_have_value("", timeout=60_000)
    return widget


def follow(line: Locator) -> None:
    """Fails unless its bar moves, never backwards, and the clip that arrives plays and seeks."""
    video = line.locator("video")
    numbers = [int(state) for state in bar_states(line, until=video) if state is not None]
    assert len(set(numbers)) >= 3, numbers
    assert numbers == sorted(numbers), "the bar went backwards"
    expect(line).to_contain_text("Done in", timeout=60_000)
    expect(line).to_contain_text("sandbox")
    check_that_it_plays_and_seeks(video)


def comes_as(video: Locator) -> str:
    """How a film reached the page, in the words of `FrontEnd.film`."""
    return "pieces" if str(video.evaluate("video => video.src")).startswith("blob:") else "address"


@pytest.mark.parametrize("front", FRONT_ENDS, indirect=True)
def test_drop_run_watch_compare(notebook: Open, front: FrontEnd, photo: Path) -> None:
    book = notebook(SHOW, *((BOARD, LONGER) if front.cells else (BOARD_LATER,)))
    book.run_cell(0)
    assert book.errors() == []
    widget = shown(book)
    drop(widget.get_by_role("group", name="Image", exact=True), photo, "image/jpeg")
    expect(widget).to_contain_text("1600 × 1067 · JPEG", timeout=60_000)
    line = press(widget, "slow dolly in")
    follow(line)
    assert comes_as(line.locator("video")) == front.film
    if front.keeps_kernel:
        check_other_pages(notebook, front, book)
    check_comparison(book, front)


def check_other_pages(notebook: Open, front: FrontEnd, book: Notebook) -> None:
    """Fails unless a second tab, and the page when it is loaded anew, show the widget with its running job."""
    book.save()
    other = shown(notebook(again=book)) if front.tabs else None
    if other:
        expect(other).to_contain_text("1600 × 1067 · JPEG")
    book.run_cell(2)
    press(shown(book), "tilt up [sandbox: stay queued 4s]")
    book.save()
    book.reload()
    lines = [widget.get_by_role("group", name="Clip: tilt up") for widget in (shown(book), other) if widget]
    for line in lines:
        expect(line.get_by_role("progressbar")).to_be_visible()
    follow(lines[0])
    for line in lines[1:]:
        expect(line).to_contain_text("Done in")
        check_that_it_plays_and_seeks(line.locator("video"))


def check_comparison(book: Notebook, front: FrontEnd) -> None:
    """Fails unless two clips, of which one is yet to come, are shown, play, and stop at the same place."""
    book.run_cell(1)
    assert book.errors() == []
    board = book.cell(1).get_by_role("region", name="Compare clips")
    films = board.locator("video")
    book.page.wait_for_function(
        "root => [...root.querySelectorAll('video')].filter(film => film.readyState >= 3).length === 2",
        arg=board.element_handle(),
        timeout=60_000,
    )
    board.focus()
    book.page.keyboard.press("Space")
    expect(board).to_have_attribute("data-state", "playing")
    both = [films.nth(place) for place in range(2)]
    for film in both:
        book.page.wait_for_function("film => film.currentTime > 0.4", arg=film.element_handle())
    book.page.keyboard.press("Space")
    expect(board).to_have_attribute("data-state", "paused")
    book.page.wait_for_function(
        """root => {
          const [one, other] = [...root.querySelectorAll('video')].map(film => film.currentTime);
          return Math.abs(one - other) < 1 / 24;
        }""",
        arg=board.element_handle(),
    )
    expect(board).to_contain_text("around")
    assert [comes_as(film) for film in both] == [front.board] * 2
    board.scroll_into_view_if_needed()
    book.picture("compared")
