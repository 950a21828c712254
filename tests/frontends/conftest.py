"""A server for each front end, the browser, and a fresh notebook in any of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_hosts import APPS
from jupyter_hosts import HOSTS
from lab import PATIENCE, LabServer, Notebook, serve, write
from pages import FRONT_ENDS, FrontEnd
from playwright.sync_api import Browser, BrowserContext

TOP = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
Open = Callable[..., Notebook]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder that open a page; pytest calls this with the tests of all folders."""
    for item in items:
        if FOLDER in item.path.parents and "context" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def servers(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Callable[[FrontEnd], LabServer]]:
    """`servers(FRONT_ENDS["classic"])`: the running server of a front end, started when it is first asked for."""
    running: dict[FrontEnd, LabServer] = {}
    with contextlib.ExitStack() as stack:

        def start(front: FrontEnd) -> LabServer:
            if front not in running:
                python = front.python(pytestconfig.cache)
                base = tmp_path_factory.mktemp("server")
                for part in ("notebooks", "settings", "home"):
                    (base / part).mkdir()
                env = {"KREA_WIDGETS_HOME": str(base / "home")}
                env |= {"KREA_WIDGETS_CLIPS": "", "KREA_API_KEY": "", "KREA_API_TOKEN": ""}
                server = serve(
                    base / "notebooks",
                    base / "settings",
                    env=env,
                    command=lambda port, root: front.command(python, port, root),
                    door=front.door,
                    probe=front.probe,
                    scheme=front.scheme,
                )
                running[front] = stack.enter_context(server)
            return running[front]

        yield start


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Cookies and pages of one person."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, ignore_https_errors=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def front(request: pytest.FixtureRequest) -> FrontEnd:
    """The front end that the test is run on, by its name; JupyterLab where it names none."""
    return {**FRONT_ENDS, **HOSTS, **APPS}[getattr(request, "param", "lab")]


@pytest.fixture
def notebook(
    front: FrontEnd,
    servers: Callable[[FrontEnd], LabServer],
    context: BrowserContext,
    artefacts: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Open]:
    """`notebook(*cells)` writes a notebook into a folder of its own and opens it; `again=` opens it in a second tab."""
    server = servers(front)
    if front.enter:
        page = context.new_page()
        front.enter(page, server.url)
        page.close()
    books: list[Notebook] = []

    def create(*cells: str, again: Notebook | None = None) -> Notebook:
        path = again.path if again else server.root / f"{artefacts.name}-{len(books)}" / "notebook.ipynb"
        if not again:
            path.parent.mkdir()
            write(path, cells)
        books.append(front.book(context.new_page(), path, artefacts))
        return books[-1].open(server)

    yield create
    complaints = [line for book in books for line in front.complaints(book)]
    for place, book in enumerate(books):
        if getattr(request.node, "failed_call", False):
            book.picture(f"failed-{place}")
    for book in books[:1]:  # a second tab has the first one's kernel
        book.close()
    assert complaints == []
