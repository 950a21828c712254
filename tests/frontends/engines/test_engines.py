"""The same scenario in JupyterLab in each browser engine: form, drop, run, watch, compare, gallery, sweep.

`KREA_TEST_ENGINES="chromium firefox webkit"` names the engines; `tests/matrix.py --only engines` runs all of them.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clips_for_tests import write_clip
from lab import LabServer, Notebook, write
from nbconvert import HTMLExporter
from pages import FRONT_ENDS, FrontEnd
from test_kept import MAKE, PROMPTS, RUN
from webdriver import ENGINES, Page

from krea_widgets.media.saved_output import GAP

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.alone]
HERE = Path(__file__).parent
FPS = 24
NAMES = ("one", "two", "three", "four")
CELLS = (
    "import krea_widgets as krea\n"
    "QUICK = dict(resolution='480p', duration=2)\n"
    "form = krea.Animate(model='bytedance/seedance-1.0-pro-fast', **QUICK)\nform",
    f"krea.Compare({{name: f'films/{{name}}.mp4' for name in {NAMES}}})",
    "krea.Gallery()",
    "krea.sweep(form.image, ['pan left', 'tilt up'], models=[form.model], resolution='480p', duration=[2, 3])",
)
# The difference between the frames of two clips in frames, and the part of the time in which the film went on.
MOST_APART = {"chromium": 2, "firefox": 2, "webkit": 3}
COVERED = 0.97
# Seconds in which the clips wait for each other before they begin again.
LONGEST_HOLD = 0.5


class EngineNotebook(Notebook):
    """A notebook in JupyterLab, on a page of this folder."""

    page: Page  # type: ignore[assignment]

    def open(self, server: LabServer) -> EngineNotebook:
        """Open it, wait until its kernel is idle, and listen to the console from then on."""
        self.page.goto(server.address(self.path))
        self.page.wait_for_function(
            "document.querySelector('.jp-NotebookPanel .jp-Cell') && !document.querySelector('#jupyterlab-splash')",
            timeout=120_000,
        )
        self.wait_idle()
        self.page.evaluate((HERE / "heard.js").read_text())
        self.artefacts.mkdir(parents=True, exist_ok=True)
        return self

    def heard(self) -> list[str]:
        """What the console was told."""
        found: list[str] = self.page.evaluate("window.heard")
        return found

    def show(self, name: str) -> None:
        """Keep a picture."""
        self.page.screenshot(self.artefacts / f"{name}.png")


@pytest.fixture(params=os.environ.get("KREA_TEST_ENGINES", "").split())
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that the test runs in."""
    name: str = request.param
    return name


@pytest.fixture
def page(engine: str, tmp_path: Path) -> Iterator[Page]:
    """A page in a browser of its own."""
    folder = tmp_path / engine
    folder.mkdir()
    with ENGINES[engine](folder) as page:
        yield page


@pytest.fixture
def open_book(page: Page, servers: Callable[[FrontEnd], LabServer], artefacts: Path) -> Callable[..., EngineNotebook]:
    """`open_book(*cells)` opens a notebook with these cells."""

    def open_one(*cells: str) -> EngineNotebook:
        server = servers(FRONT_ENDS["lab"])
        folder = server.root / artefacts.name
        (folder / "films").mkdir(parents=True)
        for place, name in enumerate(NAMES):
            write_clip(folder / "films" / f"{name}.mp4", fps=FPS, seconds=10, hue=60 * place, size=(1280, 720))
        write(folder / "notebook.ipynb", cells)
        return EngineNotebook(page, folder / "notebook.ipynb", artefacts).open(server)  # type: ignore[arg-type]

    return open_one


def drop(page: Page, zone: str, photo: Path) -> None:
    """Drag a file over an element and let it go there."""
    page.evaluate(
        """async ([zone, text]) => {
          const transfer = new DataTransfer();
          const bytes = await (await fetch(`data:image/jpeg;base64,${text}`)).blob();
          transfer.items.add(new File([bytes], "photo.jpg", {type: "image/jpeg"}));
          for (const name of ["dragenter", "dragover", "drop"]) {
            const event = new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: transfer});
            document.querySelector(zone).dispatchEvent(event);
          }
        }""",
        [zone, base64.b64encode(photo.read_bytes()).decode()],
    )


def wait_for_text(page: Page, selector: str, wanted: str) -> None:
    """Wait until an element has this text."""
    look = "([selector, wanted]) => document.querySelector(selector)?.textContent.includes(wanted)"
    page.wait_for_function(look, arg=[selector, wanted])


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[round(part * (len(values) - 1))]


def animate(book: EngineNotebook, photo: Path) -> None:
    """From an empty form to a clip that plays."""
    page = book.page
    book.run_cell(0)
    wait_for_text(page, ".kw-animate", "Model")
    drop(page, ".kw-animate [role=group][aria-label=Image]", photo)
    wait_for_text(page, ".kw-animate", "1600 × 1067 · JPEG")
    page.click(".kw-animate textarea")
    for letter in "pan left":
        page.press(letter)
    page.click(".kw-animate button", "Animate")
    wait_for_text(page, ".kw-animate", "Done in")
    page.evaluate("document.querySelector('.kw-animate video').scrollIntoView({block: 'center'})")
    page.wait_for_function("document.querySelector('.kw-animate video').currentTime > 0.3")
    book.show("form")


def compare(book: EngineNotebook) -> dict[str, Any]:
    """Plays four clips for two rounds and more, then as a wipe and as a difference; what meter.js saw."""
    page = book.page
    book.run_cell(1)
    page.wait_for_function(
        "[...document.querySelectorAll('.kw-compare video')].filter(video => video.readyState >= 2).length === 4"
    )
    board = "document.querySelector('.kw-compare')"
    page.evaluate(f"{board}.focus()")
    page.press("Space")
    page.wait_for_function(f"{board}.dataset.state === 'playing'")
    meter = (HERE / "meter.js").read_text()
    figures: dict[str, Any] = page.evaluate(
        f"seconds => ({meter})([...{board}.querySelectorAll('video')], seconds, {board})", 24
    )
    book.show("compare")
    for arrangement in ("Wipe", "Difference"):
        page.click(".kw-compare .kw-c-way", arrangement)
        page.wait_for_function(f"{board}.dataset.state === 'playing'")
        book.show(arrangement.lower())
    # The red parts of the two clips are 0 and 60, their blue parts are equal.
    page.wait_for_function(
        """() => {
          const drawing = document.querySelector(".kw-compare canvas").getContext("2d");
          const [red, , blue] = drawing.getImageData(60, 10, 1, 1).data;
          return Math.abs(red - 60) < 10 && blue < 10;
        }"""
    )
    page.evaluate(f"{board}.focus()")
    page.press("Space")
    page.wait_for_function(f"{board}.dataset.state === 'paused'")
    return figures


def sweep(book: EngineNotebook) -> None:
    """A board of four clips, made and played together."""
    page = book.page
    book.run_cell(3)
    page.click(".kw-sweep button", "Make ")
    wait_for_text(page, ".kw-s-message", "4 of 4 made")
    page.click(".kw-sweep button", "Play all")
    # Clips are loaded when they come into view.
    for place in range(4):
        page.wait_for_function(
            """place => {
              const picture = document.querySelectorAll(".kw-s-pic")[place];
              picture.scrollIntoView({block: "nearest"});
              return picture.querySelector("video")?.currentTime > 0.3;
            }""",
            arg=place,
        )
    book.show("sweep")


def test_the_scenario(open_book: Callable[..., EngineNotebook], photo: Path, engine: str) -> None:
    book = open_book(*CELLS)
    animate(book, photo)
    figures = compare(book)
    book.run_cell(2)
    book.page.wait_for_function("document.querySelector('.kw-gallery img')?.naturalWidth > 50")
    book.show("gallery")
    sweep(book)
    assert book.errors() == []
    assert book.heard() == []
    apart, hold = quantile(figures["spreads"], 0.95) * FPS, max(figures["holds"])
    told = f"p95 {apart:.1f} frames apart, {figures['covered']:.1%} of the time covered, {hold:.2f} s before each round"
    print(told)
    (book.artefacts / "figures.txt").write_text(told)
    assert apart <= MOST_APART[engine] + 0.01, told
    assert figures["covered"] >= COVERED, told
    assert hold <= LONGEST_HOLD, told


def test_the_console_is_heard(open_book: Callable[..., EngineNotebook]) -> None:
    page = open_book("").page
    # By the page itself, as a widget does.
    page.evaluate(
        """void document.body.append(Object.assign(document.createElement("script"), {textContent: `
          console.error("one");
          setTimeout(() => { throw new Error("two"); });
          Promise.reject(new Error("three"));
          document.body.append(Object.assign(new Image(), {src: "data:image/png,four"}));
        `}))"""
    )
    for word in ("one", "two", "three", "four"):
        page.wait_for_function("word => heard.some(line => line.includes(word))", arg=word)


def test_a_sanitised_export_shows_three_posters(open_book: Callable[..., EngineNotebook], photo: Path) -> None:
    book = open_book(MAKE.format(photo=str(photo)), RUN)
    book.run_cell(0)
    book.run_cell(1, timeout=90)
    assert book.errors() == []
    book.save()
    html, _ = HTMLExporter(sanitize_html=True).from_filename(str(book.path))
    path = book.path.with_name("sanitised.html")
    path.write_text(html, encoding="utf-8")
    book.page.goto(path.as_uri())
    three, one = book.page.evaluate(
        "[...document.images].filter(image => image.checkVisibility()).map(image => image.naturalWidth)"
    )
    assert three == 3 * (one + GAP) - GAP
    shown = book.page.evaluate("document.body.innerText")
    assert all(shown.count(prompt) >= 2 for prompt in PROMPTS), "in the code and below the posters"
    assert not re.search(r"</?[a-z]", shown)
    book.show("sanitised")
