"""A page with one view and nothing else; no request leaves the machine."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Route

HERE = Path(__file__).parent


def show_view(page: Page, script: str, style: str, clips: Path) -> Page:
    """Opens a page that shows a view with a model that plays Python; `clips` is the folder of its films."""
    texts = {"widget.js": script, "page.js": (HERE / "compare_page.js").read_text("utf-8")}
    start = (
        "<!doctype html><html lang=en><title>Widget</title><meta name=viewport content=width=device-width>"
        f"<style>{style}body{{margin:8px}}</style><script type=module src=page.js></script>"
    )

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".mp4") and (clips / name).exists():
            route.fulfill(path=clips / name, content_type="video/mp4")
        elif name in texts:
            route.fulfill(body=texts[name], content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(status=200 if not name else 404, body=start, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.add_init_script(path=HERE / "held.js")
    page.goto("http://widget.test/")
    page.wait_for_function("window.started")
    return page
