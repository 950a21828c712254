"""What all widgets share: message handlers, and `close()` that ends threads and listeners."""

from __future__ import annotations

import contextvars
import gc
import sys
import threading
from types import SimpleNamespace

import pytest
from ipywidgets import DOMWidget, Widget

from krea_widgets.errors import BadValue
from krea_widgets.media import Shot
from krea_widgets.secret import Token
from krea_widgets.widgets import Animate, Compare, Gallery, SweepBoard
from krea_widgets.widgets.base import BaseWidget, Message


class Probe(BaseWidget):
    _esm = "export default {}"
    _immediate = ("here",)

    def _on_here(self, message: Message) -> None:
        self._reply(message, "thread", name=threading.current_thread().name, parts=list(message.buffers))

    def _on_there(self, message: Message) -> None:
        self._on_here(message)

    def _on_login(self, message: Message) -> None:
        raise RuntimeError(f"refused {message['token']!r}")


@pytest.fixture
def probe(recorded):
    widget = recorded(Probe())
    yield widget
    widget.close()


def test_immediate_kinds_are_handled_on_the_calling_thread_and_others_on_a_worker(probe, until):
    probe._receive(None, {"kind": "here", "view": "v", "id": "1"}, [b"x"])
    name = threading.current_thread().name
    assert probe.sent == [({"kind": "thread", "view": "v", "id": "1", "name": name, "parts": [b"x"]}, [])]
    probe._receive(None, {"kind": "there"}, None)
    until(lambda: len(probe.sent) == 2)
    assert probe.sent[1][0]["name"].startswith("krea-page")


def test_in_shiny_answers_are_sent_at_once_and_all_threads_send_to_the_session_of_the_widget(monkeypatch):
    session = contextvars.ContextVar("session", default="")
    monkeypatch.setitem(
        sys.modules, "shiny.session", SimpleNamespace(get_current_session=lambda: session.get() or None)
    )
    sent = []
    monkeypatch.setattr(Widget, "_send", lambda _, message, buffers=None: sent.append((session.get(), message)))
    contexts = {name: contextvars.copy_context() for name in ("ann", "bob")}
    for name, context in contexts.items():
        context.run(session.set, name)
    probes = {name: context.run(Probe) for name, context in contexts.items()}
    sent.clear()
    for name, probe in probes.items():
        probe._receive(None, {"kind": "there"}, None)
        assert sent[-1][0] == name
        assert sent[-1][1]["content"]["name"] == threading.current_thread().name
        thread = threading.Thread(target=probe._tell, args=(None, "news"))
        thread.start()
        thread.join()
        assert (sent[-1][0], sent[-1][1]["content"]["kind"]) == (name, "news")
    assert len(sent) == 4
    assert session.get() == ""
    for probe in probes.values():
        probe.close()


def test_a_token_is_wrapped_in_the_callers_own_message(probe, until, caplog):
    content = {"kind": "login", "token": "tok:secret"}
    probe._receive(None, content, None)
    problem, _ = until(lambda: probe.sent)[0]
    assert isinstance(content["token"], Token)
    assert "secret" not in str(problem) + caplog.text


def test_a_closed_widget_answers_the_messages_that_have_arrived_and_no_more(probe, until):
    go = threading.Event()
    for _ in range(4):  # two run, two wait
        probe._run_later(lambda message: (go.wait(5), probe._reply(message, "done")), Message({}))
    probe.close()
    probe._receive(None, {"kind": "there"}, None)
    go.set()
    until(lambda: len(probe.sent) == 4)
    assert {body["kind"] for body, _ in probe.sent} == {"done"}


@pytest.mark.parametrize(
    ("widget", "names"),
    [
        (Animate, "prompt model values fit crop webhook_url backend status fraction message jobs"),
        (Compare, "entries arrangement winner ratings notes offsets"),
        (Gallery, "_linked"),
        (SweepBoard, "entries arrangement winner ratings notes offsets _linked picked head rows live"),
    ],
)
def test_the_page_sees_these_traits(widget, names):
    inherited = set(DOMWidget.class_traits(sync=True))
    assert set(widget.class_traits(sync=True)) - inherited == {"_below", "_closable", "_fallback_id", *names.split()}


def test_no_trait_that_the_person_changes_is_sent_back_to_the_page():
    assert set(Animate.class_traits(echo_update=False)) == {"prompt", "model", "values", "fit", "crop", "webhook_url"}


def test_closing_gives_back_threads_and_listeners(make, page_of, studio, job_of):
    before = set(threading.enumerate())
    page = page_of(make(prompt="go"))
    page.widget.run()
    page.ask("price", "price", model="kling/kling-2.5", values={})
    job = job_of(Shot("kling/kling-2.5", {"prompt": "go"}))
    compare = Compare({"calm": job})
    own = [thread for thread in threading.enumerate() if thread not in before and thread.name.startswith("krea-page")]
    assert own
    assert (len(studio.made[0].listeners), len(job.listeners)) == (1, 1)
    for widget in (page.widget, compare, page.widget):
        widget.close()
    for thread in own:
        thread.join(5)
        assert not thread.is_alive()
    assert (studio.made[0].listeners, job.listeners) == ([], [])


def test_a_press_right_before_closing_still_starts_its_job(make, page_of, studio, until):
    page = page_of(make())
    page.say("run", prompt="go", model="kling/kling-2.5", values={})
    page.widget.close()
    until(lambda: studio.made)


class OtherProbe(Probe):
    pass


def test_below_a_widget_is_one_of_each_kind(probe, until):
    first, other, second = Probe(), OtherProbe(), Probe()
    closed = []
    for one in (first, other, second):
        one.on_close(lambda one=one: closed.append(one))
    assert not probe._show_below(Message({}), lambda: first)  # the page cannot
    assert probe._below == []
    for one, seen, replaced in (
        (first, [first], []), (other, [first, other], []), (second, [other, second], [first]),
    ):  # fmt: skip
        assert probe._show_below(Message({"below": True}), lambda one=one: one)
        assert (probe._below, closed) == (seen, replaced)
    for _ in range(2):  # pressed twice
        second._receive(None, {"kind": "leave"}, None)
    until(lambda: closed == [first, second])
    assert probe._below == [other]
    probe.close()
    assert closed == [first, second, other]


def test_a_widget_that_was_refused_is_freed_without_a_word(make):
    with pytest.raises(BadValue):
        make(no_such_setting=1)
    gc.collect()


def test_each_widget_names_its_outputs_by_letters_and_digits():
    first, second = Probe(), Probe()
    assert first._fallback_id != second._fallback_id
    assert all(widget._fallback_id.isalnum() for widget in (first, second))
    assert "Probe" in repr(first)
    first.close()
    second.close()


def test_only_what_was_shown_is_updated(monkeypatch):
    published = []
    monkeypatch.setattr(Probe, "_fallback_html", lambda self: "saved")
    monkeypatch.setattr("krea_widgets.widgets.base.publish", lambda *_, update=False: published.append(update))
    monkeypatch.setattr(Probe, "display_view", lambda self: None)
    probe = Probe()
    probe._update_fallback()
    assert published == []
    probe._ipython_display_()
    assert set(published) == {False}
    probe._update_fallback()
    assert published[-1] is True
    probe.close()
