"""How long the gallery takes: 1,000 and 10,000 entries opened, searched, sorted, and scrolled through on a page."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from gallery_page import fill, recorded, serve
from install import find, flags
from playwright.sync_api import sync_playwright

from krea_widgets import Studio

ASKED = "model.sent.filter(one => one.kind === 'page').reduce((all, one) => all + one.end - one.start, 0)"
FIRST_PICTURE = """requestAnimationFrame(function look() {
  const there = [...document.querySelectorAll('.kw-g-card img')].some(one => one.complete && one.naturalWidth);
  if (there) window.openedAt = performance.now();
  else requestAnimationFrame(look);
});"""
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.alone]


def median(work: Callable[[], object], times: int = 5) -> float:
    """Seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def ask(widget: Any, kind: str, **body: object) -> dict[str, object]:
    """What the gallery answers, without its thread."""
    widget.said.clear()
    widget._run_handler(getattr(widget, f"_on_{kind}"), {"view": "v", "id": "1", **body})
    answer = next(content for content, *_ in widget.said if content.get("id") == "1")
    assert answer["kind"] != "problem", answer
    return answer


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_python_finds_and_pages(tmp_path, monkeypatch, count):
    monkeypatch.chdir(tmp_path)
    studio = Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "krea_clips")
    fill(studio, tmp_path / "krea_clips", count)

    def open_it() -> None:
        # A new kernel, which has read nothing yet.
        fresh = Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "krea_clips")
        widget = recorded(studio=fresh)
        found = ask(widget, "find", zone="UTC")
        page = ask(widget, "page", serial=found["serial"], start=0, end=36)
        assert len(page["rows"]) == 36
        fresh.close()

    widget = recorded(studio=studio)
    ask(widget, "find", zone="UTC")
    figures = {
        "open": median(open_it),
        "search": median(lambda: ask(widget, "find", text="harbour kling", zone="UTC")),
        "by price, first": median(lambda: ask(recorded(studio=studio), "find", sort="price"), 3),
        "by price, again": median(lambda: ask(widget, "find", sort="price")),
        "one star": median(lambda: ask(widget, "annotate", key="key3", rating=4)),
    }
    print(f"\n{count} entries: " + ", ".join(f"{name} {1000 * taken:.0f} ms" for name, taken in figures.items()))
    studio.close()
    assert figures["search"] <= figures["open"] / 2  # the journal is not read again for each key that is pressed
    assert figures["one star"] <= figures["open"] / 2


def test_a_thousand_open_about_as_fast_as_fifty_and_scroll_smoothly(tmp_path, monkeypatch):
    """What is not seen costs nothing: side by side in one run, as a ratio; the times are printed."""
    monkeypatch.chdir(tmp_path)
    studio, few = (Studio("sandbox", home=tmp_path / home, clips=tmp_path / "krea_clips") for home in ("home", "few"))
    fill(studio, tmp_path / "krea_clips", 1_125)  # every ninth failed: 1,000 clips
    fill(few, tmp_path / "few_clips", 56)
    chromium = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags())

        def open_it(studio: Studio, folder: str) -> tuple[float, float, int]:
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.add_init_script(FIRST_PICTURE)
            serve(page, recorded(studio=studio), tmp_path / folder)
            page.wait_for_function("window.openedAt")
            opened = page.evaluate("openedAt - shownAt")
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
            cards = page.evaluate("document.querySelectorAll('.kw-g-card').length")
            asked = page.evaluate(ASKED)
            assert page.films == []
            assert asked < 500  # of 1,000
            page.close()
            return opened / 1000, statistics.quantiles(frames, n=20)[18], cards

        pairs = [(open_it(few, "few_clips"), open_it(studio, "krea_clips")) for _ in range(3)]
        browser.close()
    studio.close()
    few.close()
    (small, _), (opened, late) = ([statistics.median(pair[i][n] for pair in pairs) for n in (0, 1)] for i in (0, 1))
    cards = max(many[2] for _, many in pairs)
    print(
        f"\n1,000 clips: open {1000 * opened:.0f} ms, 50: {1000 * small:.0f} ms; p95 frame {late:.0f} ms; {cards} cards"
    )
    assert opened <= 4 * small
    assert cards <= 60
