"""The same scenario in every front end: drop an image, press the button, follow the progress, play the clip, compare.

Where the front end allows it, a second tab is open, and the page is reloaded while another clip is being made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from acts import bar_states, check_that_it_plays_and_seeks, press
from lab import Notebook, drop
from pages import FRONT_ENDS, FrontEnd
from playwright.sync_api import Locator, expect

from krea_widgets.media.saved_output import MARKED

Open = Callable[..., Notebook]
SHOW = """
import ipywidgets
import krea_widgets as krea
QUICK = dict(model="bytedance/seedance-1.0-pro-fast", resolution="480p")
# Long enough to see its progress.
widget = krea.Animate(**QUICK, duration=10)
widget
"""
# The second clip is still being made when the comparison appears.
BOARD = "krea.Compare({'in': widget.clip, 'around': krea.submit(widget.image, 'orbit left', **QUICK, duration=2)})"
# A page without cells shows the comparison when the clip is done.
BOARD_LATER = f"""
below = ipywidgets.VBox()
widget.observe(lambda change: change.new == "done" and setattr(below, "children", [{BOARD}]), "status")
below
"""


def shown(book: Notebook) -> Locator:
    """The widget of the first cell, when it has the models."""
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    expect(widget.get_by_role("combobox", name="Model", exact=True)).not_to_have_value("")
    return widget


def follow(line: Locator) -> None:
    """Fails unless the progress bar moves, never backwards, and the clip plays and seeks."""
    video = line.locator("video")
    numbers = [int(state) for state in bar_states(line, until=video) if state is not None]
    assert len(set(numbers)) >= 3, numbers
    assert numbers == sorted(numbers), "the bar went backwards"
    expect(line).to_contain_text("Done in")
    expect(line).to_contain_text("sandbox")
    check_that_it_plays_and_seeks(video)


def transfer(video: Locator) -> str:
    """How a clip reached the page, as in `FrontEnd.clip`."""
    return "chunks" if str(video.evaluate("video => video.src")).startswith("blob:") else "url"


def drop_and_run(book: Notebook, front: FrontEnd, photo: Path) -> Locator:
    """Makes a clip of the photo, and fails unless it arrives as it should; gives its line."""
    widget = shown(book)
    drop(widget.get_by_role("group", name="Image", exact=True), photo, "image/jpeg")
    expect(widget).to_contain_text("1600 × 1067 · JPEG")
    line = press(widget, "slow dolly in")
    follow(line)
    assert transfer(line.locator("video")) == front.clip
    return line


@pytest.mark.parametrize("front", FRONT_ENDS, indirect=True)
def test_drop_run_watch_compare(notebook: Open, front: FrontEnd, photo: Path) -> None:
    book = notebook(SHOW, *((BOARD,) if front.cells else (BOARD_LATER,)))
    book.run_cell(0)
    assert book.errors() == []
    line = drop_and_run(book, front, photo)
    # What is saved for pages without styles.
    expect(book.page.locator(MARKED)).not_to_have_count(0)
    expect(book.page.locator(MARKED).filter(visible=True)).to_have_count(0)
    line.get_by_role("button", name="Vary").click()
    board = book.page.get_by_role("region", name="Sweep", exact=True)
    expect(board.get_by_role("button", name=re.compile("^Make ")).first).to_be_visible()
    board.get_by_role("button", name="Close").click()
    expect(board).to_have_count(0)
    if front.keeps_kernel:
        check_other_pages(notebook, front, book)
    check_comparison(book, front)


def check_other_pages(notebook: Open, front: FrontEnd, book: Notebook) -> None:
    """Fails unless a second tab and the reloaded page show the widget with its running job."""
    book.save()
    other = shown(notebook(again=book)) if front.tabs else None
    if other:
        expect(other).to_contain_text("1600 × 1067 · JPEG")
    # Long enough to reload the page meanwhile, also on a busy machine.
    press(shown(book), "tilt up [sandbox: stay queued 20s]")
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
    """Fails unless two clips, one of them unfinished at first, appear, play, and pause at the same frame."""
    book.run_cell(1)
    assert book.errors() == []
    board = book.cell(1).get_by_role("region", name="Compare clips")
    videos = board.locator("video")
    book.page.wait_for_function(
        "root => [...root.querySelectorAll('video')].filter(video => video.readyState >= 3).length === 2",
        arg=board.element_handle(),
    )
    board.focus()
    book.page.keyboard.press("Space")
    expect(board).to_have_attribute("data-state", "playing")
    both = [videos.nth(place) for place in range(2)]
    for video in both:
        book.page.wait_for_function("video => video.currentTime > 0.4", arg=video.element_handle())
    book.page.keyboard.press("Space")
    expect(board).to_have_attribute("data-state", "paused")
    book.page.wait_for_function(
        """root => {
          const videos = [...root.querySelectorAll('video')];
          // On a slow machine, the shorter one may have come to its end.
          const end = Math.min(...videos.map(video => video.duration));
          const [one, other] = videos.map(video => Math.min(video.currentTime, end));
          return Math.abs(one - other) < 1 / 24;
        }""",
        arg=board.element_handle(),
    )
    expect(board).to_contain_text("around")
    assert [transfer(video) for video in both] == [front.comparison] * 2
    board.scroll_into_view_if_needed()
    book.picture("compared")
