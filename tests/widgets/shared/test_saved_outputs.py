"""What is saved of a widget after the page was reloaded."""

from __future__ import annotations

import pytest

from krea_widgets.widgets.base import BaseWidget
from krea_widgets.widgets.saved_outputs import saved_outputs


class Shown(BaseWidget):
    _esm = "export default {}"
    text = "one"

    def _fallback_html(self) -> str:
        return f"<p>{self.text}</p>"

    def _update_saved_output(self) -> None:
        self._update_fallback()


@pytest.fixture
def widget(monkeypatch):
    monkeypatch.setattr("krea_widgets.widgets.saved_outputs._made", None)
    widget = Shown()
    monkeypatch.setattr(widget, "display_view", lambda: None)
    widget._ipython_display_()
    yield widget
    widget.close()


def test_nothing_is_written_while_the_first_page_is_open(widget, recorded):
    page = recorded(saved_outputs())
    page._follow_page()
    widget._update_fallback()
    assert page.sent == []


def test_a_reloaded_page_is_told_at_once_and_after_each_change(widget, recorded):
    page = recorded(saved_outputs())
    page._follow_page()
    widget.text = "two"
    page._follow_page()
    widget.text = "three"
    widget._update_fallback()
    widget.close()
    page._follow_page()
    told = [body for body, _ in page.sent]
    assert [body["name"] for body in told] == [f"kw-fallback-{widget._fallback_id}"] * 2
    assert [[next(iter(one)) for one in body["outputs"]] for body in told] == [["image/jpeg", "text/html"]] * 2
    for body, text in zip(told, ("two", "three"), strict=True):
        html = body["outputs"][-1]["text/html"]
        assert f"<p>{text}</p>" in html
        # The name by which the page finds it again.
        assert body["name"] in html


def test_a_new_one_is_made_after_all_widgets_were_closed(widget):
    old = saved_outputs()
    assert saved_outputs() is old
    old.close()
    assert saved_outputs() is not old
