"""A form, a comparison, a gallery, a sweep and a clip in marimo's app, in its editor, and in a Shiny app."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from acts import check_that_it_plays_and_seeks, press
from app_hosts import APPS
from lab import LabServer
from pages import FrontEnd
from playwright.sync_api import BrowserContext, expect
from test_clip import check_comparison, drop_and_run, follow, shown

ASKED = [name for name in os.environ.get("KREA_TEST_HOSTS", "").split() if name in APPS]
PACKAGES = ("marimo", "shiny", "shinywidgets", "anywidget")
WriteFigures = Callable[[Sequence[str], str], None]


@pytest.mark.parametrize("front", ASKED, indirect=True)
def test_the_scenario(
    servers: Callable[[FrontEnd], LabServer],
    front: FrontEnd,
    context: BrowserContext,
    photo: Path,
    artefacts: Path,
    write_figures: WriteFigures,
) -> None:
    server = servers(front)
    page = context.new_page()
    book = front.book(page, server.root / "app.py", artefacts).open(server)
    drop_and_run(book, front, photo)
    check_comparison(book, front)
    if front.environment == "marimo":
        check_that_it_plays_and_seeks(page.locator(".kw-clip video"))
    expect(page.locator(".kw-gallery img").first).to_be_visible()
    board = page.locator(".kw-sweep")
    board.get_by_role("button", name=re.compile("^Make ")).click()
    videos = board.locator("video")
    expect(videos).to_have_count(2)
    board.scroll_into_view_if_needed()
    for place in range(2):
        check_that_it_plays_and_seeks(videos.nth(place))
    book.picture("sweep")
    if front.keeps_kernel:
        press(shown(book), "tilt up [sandbox: stay queued 8s]")
        book.reload()
        line = shown(book).get_by_role("group", name="Clip: tilt up")
        follow(line)
    assert book.errors() == []
    assert front.complaints(book) == []
    reload = "a reload during a run, " * front.keeps_kernel
    write_figures(PACKAGES, f"{reload}a comparison, a sweep · clips in chunks from the kernel")
