"""What all widgets share: the message channel, the once guard, and `close()` that gives everything back."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest

from krea_widgets.errors import BadShot
from krea_widgets.media import Shot
from krea_widgets.secret import Token
from krea_widgets.widgets import Compare
from krea_widgets.widgets.base import Message, MessageChannel, Once


class Sender:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, content: dict[str, Any], _buffers: Any = None) -> None:
        self.sent.append(content)


class Channel(MessageChannel):
    immediate = ("here",)

    def _on_here(self, message: Message) -> None:
        self.reply(message, "thread", name=threading.current_thread().name, parts=list(message.buffers))

    def _on_there(self, message: Message) -> None:
        self._on_here(message)

    def _on_login(self, message: Message) -> None:
        raise RuntimeError(f"refused {message['token']!r}")


@pytest.fixture
def channel():
    channel = Channel(Sender())
    yield channel
    channel.close()


def test_immediate_kinds_are_handled_on_the_calling_thread_and_others_on_a_worker(channel, until):
    channel.hear(None, {"kind": "here", "view": "v", "id": "1"}, [b"x"])
    name = threading.current_thread().name
    assert channel._widget.sent == [{"kind": "thread", "view": "v", "id": "1", "name": name, "parts": [b"x"]}]
    channel.hear(None, {"kind": "there"}, None)
    until(lambda: len(channel._widget.sent) == 2)
    assert channel._widget.sent[1]["name"].startswith("krea-page")


def test_a_token_is_wrapped_in_the_callers_own_message(channel, until, caplog):
    content = {"kind": "login", "token": "tok:secret"}
    channel.hear(None, content, None)
    problem = until(lambda: channel._widget.sent)[0]
    assert isinstance(content["token"], Token)
    assert "secret" not in str(problem) + caplog.text


def test_a_closed_channel_finishes_what_was_asked_and_takes_nothing_more(channel, until):
    go = threading.Event()
    for _ in range(4):  # two run, two wait
        channel.later(lambda message: (go.wait(5), channel.reply(message, "done")), Message({}))
    channel.close()
    channel.hear(None, {"kind": "there"}, None)
    go.set()
    until(lambda: len(channel._widget.sent) == 4)
    assert {body["kind"] for body in channel._widget.sent} == {"done"}


def test_once_is_once_until_it_fails():
    once, done = Once(), []
    for _ in range(3):
        once("a", lambda: done.append("a"))
    with pytest.raises(ZeroDivisionError):
        once("b", lambda: 1 / 0)
    once("b", lambda: done.append("b"))
    assert done == ["a", "b"]


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


def test_a_widget_that_was_refused_is_freed_without_a_word(make):
    with pytest.raises(BadShot):
        make(no_such_setting=1)
    gc.collect()
