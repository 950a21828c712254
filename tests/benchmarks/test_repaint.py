"""How long a change of model takes until the form stands repainted, in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tables import Table

from krea_widgets.catalogue import bundled
from krea_widgets.widgets import STATIC

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.alone]

BUNDLE, STYLE = ((STATIC / name).read_text("utf-8") for name in ("animate.js", "animate.css"))
PAGE = Path(__file__).parents[1] / "widgets" / "page"
MOST = 100.0  # milliseconds, median
# From the person's choice to the layout that the browser is ready to paint; reading a size makes it lay out at once.
CHANGE = """async ids => {
  const select = document.querySelector('.kw-model select');
  document.querySelectorAll('.kw details').forEach(fold => (fold.open = true));
  const taken = [];
  for (const id of ids) {
    const start = performance.now();
    select.value = id;
    select.dispatchEvent(new Event('change'));
    document.querySelector('.kw').getBoundingClientRect();
    taken.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return taken;
}"""


@pytest.fixture
def page(browser_path: str) -> Iterator[object]:
    """The widget on a bare page, with a model that plays Python."""
    api = pytest.importorskip("playwright.sync_api")
    forms = json.dumps([model.as_form() for model in bundled().values()])
    style = f"<!doctype html><style>{STYLE}</style><body>"
    files = {
        "widget.js": ("text/javascript", BUNDLE),
        "forms.json": ("application/json", forms),
        **{name: ("text/javascript", (PAGE / name).read_text("utf-8")) for name in ("python.js", "view.js")},
        "": ("text/html", style + "<script type=module src=python.js></script>"),
    }

    def serve(route) -> None:
        kind, body = files.get(route.request.url.rpartition("/")[2], ("text/plain", ""))
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)

    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.route("**/*", serve)
        page.goto("http://widget.test/")
        page.wait_for_function("window.started && document.querySelector('.kw-model option')")
        yield page
        browser.close()


def test_a_change_of_model_repaints_soon(page, new_table: Callable[..., Table]) -> None:
    ids = list(bundled())
    taken = page.evaluate(CHANGE, [*ids, *reversed(ids)])
    assert page.evaluate("model.get('model')") == ids[0]
    table = new_table("A change of model until the form is repainted", "ms")
    for one in taken:
        table.add("a change", one)
    table.bar("median, ms", table.median("a change"), MOST, slack=None)
    # No model repaints far more than others.
    table.bar("longest / median", max(taken) / table.median("a change"), 6, slack=3)
