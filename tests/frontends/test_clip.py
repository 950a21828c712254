"""The way of a clip on every front end: drop a picture, press the button, follow the bar, watch it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from acts import bar_states, check_that_it_plays_and_seeks, press
from lab import Notebook, drop
from pages import FRONT_ENDS, FrontEnd
from playwright.sync_api import Locator, expect

Open = Callable[..., Notebook]
QUICK = "model='bytedance/seedance-1.0-pro-fast', duration=5, resolution='480p'"  # some seconds of rendering
SHOW = f"import krea_widgets as krea\nwidget = krea.Animate({QUICK})\nwidget"
on_every_page = pytest.mark.parametrize("front", FRONT_ENDS, indirect=True)
where_the_kernel_stays = pytest.mark.parametrize(
    "front", [name for name, front in FRONT_ENDS.items() if front.keeps_kernel], indirect=True
)
in_two_tabs = pytest.mark.parametrize(
    "front", [name for name, front in FRONT_ENDS.items() if front.tabs], indirect=True
)


def shown(book: Notebook) -> Locator:
    """The widget of the first cell, once it knows the models."""
    widget = book.cell(0).get_by_role("region", name="Animate a still")
    expect(widget.get_by_role("combobox", name="Model", exact=True)).not_to_have_value("", timeout=60_000)
    return widget


def opened(notebook: Open, photo: Path) -> tuple[Notebook, Locator]:
    """A notebook whose widget holds a photo that was dropped on it."""
    book = notebook(SHOW)
    book.run_cell(0)
    assert book.errors() == []
    widget = shown(book)
    drop(widget.get_by_role("group", name="Still", exact=True), photo, "image/jpeg")
    expect(widget).to_contain_text("1600 × 1067 · JPEG", timeout=60_000)
    return book, widget


@on_every_page
def test_drop_run_watch(notebook: Open, front: FrontEnd, photo: Path) -> None:
    book, widget = opened(notebook, photo)
    line = press(widget, "slow dolly in")
    video = line.locator("video")
    numbers = [int(state) for state in bar_states(line, until=video) if state is not None]
    assert len(set(numbers)) >= 3, numbers
    assert numbers == sorted(numbers), "the bar went backwards"
    check_that_it_plays_and_seeks(video)
    assert video.evaluate("video => video.src").startswith("blob:" if front.film == "pieces" else "http:")
    expect(line).to_contain_text("sandbox")
    book.picture("done")


@where_the_kernel_stays
def test_a_page_that_is_loaded_anew_finds_its_running_job(notebook: Open, photo: Path) -> None:
    book, widget = opened(notebook, photo)
    press(widget, "tilt up [sandbox: stay queued 9s]")
    book.save()
    book.reload()
    line = shown(book).get_by_role("group", name="Clip: ")
    bar = line.get_by_role("progressbar")
    before = int(bar.get_attribute("aria-valuenow") or 0)
    numbers = [int(state) for state in bar_states(line, until=line.locator("video")) if state is not None]
    assert max(numbers) > before, "the bar stood still"
    check_that_it_plays_and_seeks(line.locator("video"))


@in_two_tabs
def test_two_tabs_show_the_same_run(notebook: Open, front: FrontEnd, photo: Path) -> None:
    book, widget = opened(notebook, photo)
    book.save()
    other = shown(notebook(again=book))
    expect(other).to_contain_text("1600 × 1067 · JPEG")
    line = press(widget, "pan left [sandbox: stay queued 2s]")
    twin = other.get_by_role("group", name="Clip: ")
    expect(twin.get_by_role("progressbar")).to_be_visible()
    for each in (line, twin):
        expect(each).to_contain_text("Done in", timeout=60_000)
        check_that_it_plays_and_seeks(each.locator("video"))
    # what is being typed stays in its own tab: an echo would undo what is typed meanwhile
