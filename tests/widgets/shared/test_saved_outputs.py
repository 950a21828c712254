"""What is saved of a widget after the page was reloaded."""

from __future__ import annotations

import pytest

from krea_widgets.studio import saved_outputs as module
from krea_widgets.studio.saved_outputs import saved_outputs
from krea_widgets.widgets.base import BaseWidget


class Shown(BaseWidget):
    _esm = "export default {}"
    text = "one"

    def _fallback_html(self) -> str:
        return f"<p>{self.text}</p>"


@pytest.fixture
def page(monkeypatch, recorded):
    monkeypatch.setattr(module, "_made", None)
    return recorded(saved_outputs())


@pytest.fixture
def widget(page, monkeypatch):
    widget = Shown()
    monkeypatch.setattr(widget, "display_view", lambda: None)
    widget._ipython_display_()
    yield widget
    widget.close()


def test_nothing_is_written_while_the_first_page_is_open(page, widget):
    page._follow_page()
    widget._update_fallback()
    assert page.sent == []


def test_a_reloaded_page_is_told_what_has_changed_before_and_what_changes(page, widget):
    page._follow_page()
    widget.text = "two"
    widget._update_fallback()
    page._follow_page()
    widget.text = "three"
    widget._update_fallback()
    told = [body for body, _ in page.sent]
    name = f"krea-widgets-{widget._fallback_id}"
    assert [body["id"] for body in told] == [f"{name}-image", name] * 2
    assert "<p>two</p>" in told[1]["data"]["text/html"]
    assert "<p>three</p>" in told[3]["data"]["text/html"]


def test_the_latest_displays_are_remembered_and_no_more(page):
    for number in range(module.MOST + 5):
        page.update(f"d{number}", {"text/plain": "x"})
    page.update("d10", {"text/plain": "y"})
    page._follow_page()
    page._follow_page()
    assert len(page.sent) == module.MOST
    assert [body["data"]["text/plain"] for body, _ in page.sent if body["id"] == "d10"] == ["y"]
    assert not any(body["id"] == "d4" for body, _ in page.sent)


def test_a_new_one_is_made_after_all_widgets_were_closed(page):
    assert saved_outputs() is page
    page.close()
    assert saved_outputs() is not page
