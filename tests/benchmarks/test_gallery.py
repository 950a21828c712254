"""The gallery with many entries: the first rows, a search and a page, in Python; and how smoothly a page scrolls."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gallery_page import fill, recorded, serve
from playwright.sync_api import Browser
from tables import FULL, Table, seconds

from krea_widgets import Studio

ASKED = "model.sent.filter(one => one.kind === 'page').reduce((all, one) => all + one.end - one.start, 0)"
FIRST_PICTURE = """requestAnimationFrame(function look() {
  const there = [...document.querySelectorAll('.kw-g-card img')].some(one => one.complete && one.naturalWidth);
  if (there) window.openedAt = performance.now();
  else requestAnimationFrame(look);
});"""
pytestmark = [pytest.mark.slow, pytest.mark.alone]

FEW, MANY = 100, 100_000 if FULL else 5_000
# Seconds by which the first rows of many may come later than those of few.
LATER = 0.3


def ask(widget: Any, kind: str, **body: object) -> dict[str, object]:
    """What the gallery answers, without its threads."""
    widget.said.clear()
    widget._run_handler(getattr(widget, f"_on_{kind}"), {"view": "v", "id": "1", **body})
    answer = next(content for content, *_ in widget.said if content.get("id") == "1")
    assert answer["kind"] != "problem", answer
    return answer


def test_python_finds_and_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_table: Callable[..., Table]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = new_table("F. The gallery")
    columns = {f"{count:,} entries": tmp_path / str(count) for count in (FEW, MANY)}
    for count, folder in zip((FEW, MANY), columns.values(), strict=True):
        with Studio("sandbox", home=folder / "home", clips=folder / "clips") as studio:
            fill(studio, folder / "clips", count)
    few, many = columns
    for _ in range(5 if FULL else 2):
        for column, folder in columns.items():
            # As in a new kernel, which has read nothing yet.
            with Studio("sandbox", home=folder / "home", clips=folder / "clips") as studio:
                walk(table, column, recorded(studio=studio), studio)
    first = [table.median("first rows", column) for column in (few, many)]
    table.bar(f"first rows, {many}, seconds after {few}", first[1] - first[0], LATER, slack=None)
    for row in ("a search", "a page"):
        table.bar(
            f"{row} / all of them read, {many}", table.median(row, many) / table.median("all of them read", many), 0.5
        )
    table.bar(f"first rows / all of them read, {many}", first[1] / table.median("all of them read", many), 0.5, slack=2)


def walk(table: Table, column: str, widget: Any, studio: Studio) -> None:
    """What a person does with a gallery, each step once."""

    def open_it() -> None:
        found = ask(widget, "find", zone="UTC")
        assert len(ask(widget, "page", serial=found["serial"], start=0, end=36)["rows"]) == 36  # type: ignore[arg-type]

    # What the gallery would do on another thread is measured on its own.
    widget._run_later = lambda *_: None
    table.add("first rows", seconds(open_it)(), column)
    table.add("all of them read", seconds(studio.clip_index.records)(), column)
    table.add("a search", seconds(lambda: ask(widget, "find", text="harbour kling", zone="UTC"))(), column)
    everything = ask(widget, "find", zone="UTC")
    half = int(everything["total"]) // 2  # type: ignore[call-overload]
    page = seconds(lambda: ask(widget, "page", serial=everything["serial"], start=half, end=half + 36))
    table.add("a page", page(), column)
    table.add("one star", seconds(lambda: ask(widget, "annotate", key="key3", rating=4))(), column)


@pytest.mark.browser
def test_a_thousand_open_about_as_fast_as_fifty_and_scroll_smoothly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser, new_table: Callable[..., Table]
) -> None:
    """What is not seen costs nothing."""
    monkeypatch.chdir(tmp_path)
    table = new_table("F. The gallery on a page")
    studios = {
        name: Studio("sandbox", home=tmp_path / f"home-{name}", clips=tmp_path / name) for name in ("50", "1000")
    }
    # Every ninth failed.
    for name, studio in studios.items():
        fill(studio, tmp_path / name, int(name) * 9 // 8)

    def open_it(name: str) -> None:
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.add_init_script(FIRST_PICTURE)
        serve(page, recorded(studio=studios[name]), tmp_path / name)
        page.wait_for_function("window.openedAt")
        table.add("the first picture", page.evaluate("openedAt - shownAt") / 1000, f"{name} clips")
        frames = page.evaluate(
            """async () => {
              const scroll = document.querySelector('.kw-g-scroll'), taken = [];
              let before = performance.now();
              for (let step = 0; step < 120; step++) {
                scroll.scrollTop += 60;
                await new Promise(requestAnimationFrame);
                taken.push(performance.now() - before);
                before = performance.now();
              }
              return taken;
            }"""
        )
        table.add("a frame while scrolling, p95", statistics.quantiles(frames, n=20)[18] / 1000, f"{name} clips")
        assert page.evaluate("document.querySelectorAll('.kw-g-card').length") <= 60
        assert page.evaluate(ASKED) < 500
        # Of what is seen, once the page rests.
        assert len(set(page.films)) <= 60
        page.close()

    for _ in range(5 if FULL else 2):
        for name in studios:
            open_it(name)
    for studio in studios.values():
        studio.close()
    table.bar(
        "the first picture of 1,000 / of 50",
        table.median("the first picture", "1000 clips") / table.median("the first picture", "50 clips"),
        2.0,
        slack=2,
    )
