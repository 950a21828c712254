"""The browser, the JupyterLab server and a fresh notebook for each browser test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bare_page import show_view
from lab import PATIENCE, VIEWPORT, LabServer, Notebook, serve, write
from looks import console_of
from playwright.sync_api import Browser, Page

TOP = Path(__file__).parents[2]
FOLDER = Path(__file__).parent


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """One JupyterLab for all browser tests; its kernels have no token and their own home."""
    base = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "settings", "home"):
        (base / name).mkdir()
    env = {"KREA_WIDGETS_HOME": str(base / "home"), "KREA_WIDGETS_CLIPS": "", "KREA_API_KEY": "", "KREA_API_TOKEN": ""}
    with serve(base / "notebooks", base / "settings", env=env) as server:
        yield server


def new_page(browser: Browser) -> Page:
    """A page of a fresh context."""
    context = browser.new_context(viewport=VIEWPORT, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh context."""
    page = new_page(browser)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def lab_pages(browser: Browser) -> Iterator[list[Page]]:
    """The page with JupyterLab that the tests of a file share: it takes five times as long to load as a notebook."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


@pytest.fixture
def opened(lab_pages: list[Page], request: pytest.FixtureRequest) -> Iterator[list[Notebook]]:
    """The notebooks that a test opened; at its end nothing may stand in the browser's console."""
    books: list[Notebook] = []
    yield books
    complaints = [line for book in books for line in book.complaints]
    failed = getattr(request.node, "failed_call", False)
    for book in books:
        if failed:
            book.picture("failed")
        book.close()
    if failed or complaints or any(book.expected for book in books):
        # It may be in any state.
        lab_pages.pop().context.close()
    assert complaints == []


@pytest.fixture
def open_notebook(
    browser: Browser, lab: LabServer, lab_pages: list[Page], artefacts: Path, opened: list[Notebook]
) -> Callable[[Path], Notebook]:
    """`open_notebook(path)` copies the notebook's whole folder to the server and opens it there."""

    def copy(source: Path) -> Notebook:
        if not lab_pages:
            lab_pages.append(new_page(browser))
        folder = lab.root / f"{artefacts.name}-{len(opened)}"
        shutil.copytree(source.parent, folder, ignore=shutil.ignore_patterns("krea_clips", ".*"))
        opened.append(Notebook(lab_pages[0], folder / source.name, artefacts))
        return opened[-1].open(lab)

    return copy


@pytest.fixture
def notebook(open_notebook: Callable[[Path], Notebook], tmp_path: Path) -> Callable[..., Notebook]:
    """`notebook(*cells)` opens a notebook in a folder of its own."""

    def create(*cells: str) -> Notebook:
        path = tmp_path / "fresh" / "notebook.ipynb"
        path.parent.mkdir(exist_ok=True)
        write(path, cells)
        return open_notebook(path)

    return create


@pytest.fixture(scope="session")
def big_jpeg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of 12 megapixels, as a telephone makes it."""
    import numpy as np
    from PIL import Image

    width, height = 4000, 3000
    across, down = np.meshgrid(np.linspace(0, 1, width, dtype="float32"), np.linspace(0, 1, height, dtype="float32"))
    waves = [np.sin(9 * across + 4 * down), np.cos(7 * down - 3 * across), np.sin(40 * across * down)]
    grain = np.random.default_rng(11).normal(0, 8, (height, width, 1)).astype("float32")
    pixels = np.clip(128 + 80 * np.stack(waves, axis=-1) + grain, 0, 255).astype("uint8")
    path = tmp_path_factory.mktemp("pictures") / "big photo.jpg"
    Image.fromarray(pixels).save(path, quality=92)
    return path


@pytest.fixture(scope="session")
def big_png(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PNG of 30 MB: noise, which no PNG makes smaller."""
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(5).integers(0, 256, (2900, 3450, 3), dtype="uint8")
    path = tmp_path_factory.mktemp("pictures") / "noise.png"
    Image.fromarray(noise).save(path, compress_level=0)
    assert 29e6 < path.stat().st_size < 31e6
    return path


@pytest.fixture
def bare_page(page: Page) -> Iterator[Callable[[str, str, Path], Page]]:
    """`bare_page(script, style, clips)` opens a page with one view; at the end, its console has nothing but
    `page.expected`.
    """
    said, page.expected = console_of(page), None
    yield lambda script, style, clips: show_view(page, script, style, clips)
    assert [line for line in said if not page.expected or page.expected not in line] == []
