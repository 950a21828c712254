"""What axe-core finds in the widget: in light and dark, empty, refusing, and with a clip."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from acts import press
from axe_playwright_python.sync_playwright import Axe
from lab import Notebook
from playwright.sync_api import Page, expect

SHOW = """
import krea_widgets as krea
empty = krea.Animate()
empty
"""
FULL = """
full = krea.Animate({photo!r}, model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
full
"""


def serious(page: Page) -> list[str]:
    """The serious and critical findings in every widget on the page, each with its place."""
    found = Axe().run(page, context=".kw-root", options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_axe_finds_nothing_serious(notebook: Callable[..., Notebook], photo: Path) -> None:
    book = notebook(SHOW, FULL.format(photo=str(photo)))
    book.run_cell(0)
    book.run_cell(1)
    assert book.errors() == []
    empty = book.cell(0).get_by_role("region", name="Animate a still")
    empty.get_by_role("button", name=re.compile("^Animate")).click()  # refused: there is nothing to animate
    full = book.cell(1).get_by_role("region", name="Animate a still")
    expect(press(full, "zoom in")).to_contain_text("Done in", timeout=60_000)
    full.get_by_role("button", name="Settings").click()
    expect(press(full, "pan left [sandbox: stay queued 60s]")).to_contain_text("In line")
    for theme in ("Light", "Dark"):
        book.theme(theme)
        book.page.wait_for_timeout(300)  # a change of colour may take a moment
        book.picture(theme)
        assert serious(book.page) == [], theme
