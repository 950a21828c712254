"""The base of the four widgets: message handlers with threads, the static fallback, a throttle and `close()`."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from ipywidgets import widget_serialization

from .._util.files import open_file
from .._util.html import WITH_STYLES_ONLY
from .._util.notebook import publish
from ..errors import BadInput, KreaError
from ..media.saved_output import clip_outputs
from ..secret import Token
from ..settings import in_colab, in_shiny
from ..studio.saved_outputs import saved_outputs
from .serialize import error_row

__all__ = ["BadTrait", "BaseWidget", "Message", "download_chunk_size", "fallback_element"]

# Bytes of a clip per message, each of which the page asks for: a third to two thirds of the time of 1 MiB. Colab's own
# download sends 1 MiB.
CHUNK, COLAB_CHUNK = 4 * 1024 * 1024, 1024 * 1024
# The page never loads this video. Its resolved address shows where the notebook is, and so where each clip is served.
PROBE = "krea-widgets-probe.mp4"
# JupyterLab takes styles out of a notebook that is not trusted.
PROBE_HTML = f'<video preload="none" width="0" height="0" src="{PROBE}"></video>'

log = logging.getLogger("krea_widgets")


class Message(dict[str, Any]):
    """A page's message: its `kind`, its `view`, the `id` that the answer repeats, and what else the kind needs."""

    def __init__(self, content: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        super().__init__(content)
        self.buffers = buffers


class BadTrait(BadInput, traitlets.TraitError):
    """A value that a trait of a widget does not accept; in a cell it is one sentence, as all other errors."""


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except KreaError:
        raise
    except traitlets.TraitError as error:
        raise BadTrait(str(error)) from error


class BaseWidget(anywidget.AnyWidget):
    """A widget that answers its page's messages and has a static fallback. `close()` ends its threads and listeners.

    A subclass handles each kind of message in `_on_<kind>(message)`. A handler runs on one of a few threads, so that a
    slow answer does not delay the next message. In Colab it runs on the kernel's own thread, since the page does not
    receive what another thread sends (colabtools 3373). In Shiny it runs on the server's, since what another thread
    sends waits there for the page's next message.

    Args:
        layout: ipywidgets' own: a `Layout`, or a dict for one.
        traits: Other traits.
    """

    # Kinds that are handled on the calling thread, in order; their handlers are quick.
    _immediate: ClassVar[tuple[str, ...]] = ()
    _threads: ClassVar[int] = 2
    # Traits that the widget itself sends, in one message; ipywidgets would send each in its own.
    _together: ClassVar[tuple[str, ...]] = ()
    # Names this widget's outputs on the page: letters and digits.
    _fallback_id = traitlets.Unicode().tag(sync=True)
    _releases: tuple[Callable[[], object], ...] = ()
    # The widgets that the page shows below this one, one of each kind.
    _below: traitlets.List[Any] = traitlets.List().tag(sync=True, **widget_serialization)
    # Below another widget, it can be closed.
    _closable = traitlets.Bool(False).tag(sync=True)
    _leave: Callable[[], None] | None = None
    _fallback_shown = False

    def __init__(self, *, layout: Any = None, **traits: Any) -> None:
        # With it, what a thread sends reaches the page of the Shiny session in which the widget was made.
        self._context = copy_context() if in_shiny() else None
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="krea-page")
        # The messages that have arrived are still answered.
        self.on_close(lambda: self._pool.shutdown(wait=False))
        self.on_close(self._close_below)
        with _one_sentence():
            super().__init__(**traits, **({} if layout is None else {"layout": layout}))
        self.on_msg(self._receive)

    def __setattr__(self, name: str, value: Any) -> None:
        with _one_sentence():
            super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} widget · shown in a notebook that runs>"

    @traitlets.default("_fallback_id")
    def _unique_name(self) -> str:
        return uuid.uuid4().hex[:12]

    @traitlets.observe("comm")
    def _keep_to_the_subshell_of_the_page(self, change: Any) -> None:
        """Let messages arrive where the page asks for it: on a subshell, which is a thread of the kernel.

        ipykernel 7.4 reroutes them to the subshell of the kernel's last message about the widget, and JupyterLab ends
        some of those: from then on no message of any page arrives. Until then a click waits for the cell that runs.
        """
        if hasattr(change["new"], "_reply_subshell_for"):
            # None: do not reroute. ipykernel has no public name for it.
            change["new"]._reply_subshell_for = None

    # messages

    def _receive(self, _widget: object, content: Any, buffers: Sequence[Any] | None) -> None:
        """Handle a message of the page. Unknown kinds are ignored."""
        kind = content.get("kind") if isinstance(content, dict) else None
        handler = getattr(self, f"_on_{kind}", None) if isinstance(kind, str) else None
        if handler is None:
            return
        if kind == "login":
            # In place: the caller's frames hold the same message, and must not show the token in a traceback.
            content["token"] = Token(content.get("token"), "that was entered")
        (self._run_handler if kind in self._immediate else self._run_later)(handler, Message(content, buffers or ()))

    def _run_handler(self, handler: Callable[[Message], object], message: Message) -> None:
        """Call a handler on this thread. The page shows its errors: a notebook shows none of a callback's."""
        try:
            handler(message)
        except Exception as error:
            if not isinstance(error, KreaError):
                log.exception("A message of the page (%s) failed", message.get("kind"))
            self._reply(message, "problem", **error_row(error))

    def _in_place(self) -> bool:
        """Whether the page receives an answer only from the thread that has received the message."""
        return in_colab() or self._context is not None

    def _run_later(self, handler: Callable[[Message], object], message: Message) -> None:
        """Call a handler on a worker thread; in Colab and Shiny on this one. Does nothing once the widget is closed."""
        if self._in_place():
            self._run_handler(handler, message)
        else:
            # A closed pool raises RuntimeError.
            with suppress(RuntimeError):
                self._pool.submit(self._run_handler, handler, message)

    def _reply(self, message: Message, /, kind: str, buffers: list[bytes] | None = None, **body: Any) -> None:
        self.send({**body, "kind": kind, "view": message.get("view"), "id": message.get("id")}, buffers)

    def _tell(self, view: object, kind: str, buffers: list[bytes] | None = None, **body: Any) -> None:
        """Send a message that no view has asked for, to one view or to all (None)."""
        self.send({**body, "kind": kind, "view": view}, buffers)

    def _send(self, msg: Any, buffers: Any = None) -> None:
        # ipywidgets calls it for each message. A context can be entered once at a time, but copied at any.
        send = super()._send
        if self._context is None:
            send(msg, buffers)
        else:
            self._context.copy().run(send, msg, buffers)

    def send_state(self, key: Any = None) -> None:
        # ipywidgets calls it for each trait that changes.
        if key not in self._together:
            super().send_state(key)

    def _on_download(self, message: Message) -> None:
        """Send some MiB of a clip from `offset` on, for pages that no file server reaches."""
        clip = self._clip_path(message.get("key"))
        if clip is None:
            raise KreaError("This clip is no longer known here.")
        offset = message.get("offset")
        wanted = max(0, int(offset)) if isinstance(offset, (int, float)) else 0
        try:
            with open_file(clip) as file:
                total = file.seek(0, 2)
                start = file.seek(min(wanted, total))
                chunk = file.read(download_chunk_size())
        except (OSError, ValueError) as error:
            raise KreaError("The clip is not where it was saved.", details=str(error)) from error
        self._reply(message, "chunk", [chunk], offset=start, total=total)

    def _clip_path(self, key: object) -> Path | None:
        """The clip with the page's key, which is untrusted; None if there is none."""
        raise NotImplementedError

    # the output

    # A reopened notebook shows "model not found" in place of a widget; nbconvert and GitHub show nothing. Both show the
    # fallback, an output below the widget. A live widget hides it, so that nobody sees a clip twice.

    def _fallback_html(self) -> str:
        """The HTML that a page without a kernel shows; called on any thread."""
        raise NotImplementedError

    def _fallback_clips(self) -> Sequence[tuple[str, bytes]]:
        """What each clip in it is, in a line, and its poster as a JPEG or b"", for pages that show no video."""
        return ()

    def _update_fallback(self) -> None:
        """Display the widget's present state wherever the fallback was displayed; any thread can call it."""
        if self._fallback_shown:
            self._display_fallback(update=True)

    def _display_fallback(self, *, update: bool = False) -> None:
        html = fallback_element(self._fallback_id, self._fallback_html())
        clips = self._fallback_clips()
        text = "\n".join(line for line, _ in clips) or self._plain_text()
        outputs = clip_outputs(html, text, [poster for _, poster in clips], f"krea-widgets-{self._fallback_id}")
        for display_id, data in outputs.items():
            publish(data, display_id, update=update)
            if update:
                saved_outputs().update(display_id, data)

    def _plain_text(self) -> str:
        """What a front end without HTML shows of the widget's state while it has no clips."""
        return repr(self)

    def _view_bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The output (data, metadata) of the widget, for both majors of ipywidgets; anywidget adds what Colab needs."""
        made = self._repr_mimebundle_() if self._repr_mimebundle_ else None
        data, metadata = made if isinstance(made, tuple) else (made or {}, {})
        # A saved notebook has it as long as the cell, and no state stays true so long.
        return {**data, "text/plain": repr(self)}, metadata

    def display_view(self, **options: Any) -> None:
        """Display the widget without its fallback.

        Args:
            options: More arguments of IPython's `display`.
        """
        from IPython.display import display

        data, metadata = self._view_bundle()
        display(data, metadata=metadata, raw=True, **options)

    def _ipython_display_(self, **_kwargs: Any) -> None:
        """Show the widget, and below it the fallback for a page without a kernel."""
        self.display_view()
        self._display_fallback()
        self._fallback_shown = True
        # On this thread, as Colab wants it.
        saved_outputs()

    # another widget below this one

    def _show_below(self, message: Message, make: Callable[[], BaseWidget]) -> bool:
        """Show another widget below this one; False if the page that sent this message cannot.

        It takes the place of an earlier one of its kind.
        """
        if not message.get("below"):
            return False
        shown = make()
        # It has no fallback of its own, and finds its clips by this one's.
        shown._fallback_id = self._fallback_id
        shown._leave = lambda: self._take_away(shown)
        shown._closable = True
        # By name, since anywidget gives each instance a class of its own.
        replaced = [one for one in self._below if type(one).__name__ == type(shown).__name__]
        self._below = [*(one for one in self._below if one not in replaced), shown]
        for one in replaced:
            one.close()
        return True

    def _draw_below_anew(self) -> None:
        """Let the page draw what is below this widget once more, so that it reads its clips again."""
        shown, self._below = self._below, []
        self._below = shown

    def _take_away(self, shown: BaseWidget) -> None:
        # Two quick presses are one.
        if shown in self._below:
            self._below = [one for one in self._below if one is not shown]
            shown.close()

    def _on_leave(self, _message: Message) -> None:
        """The person closes this widget, which is shown below another one."""
        if self._leave is not None:
            self._leave()

    def _close_below(self) -> None:
        for shown in self._below:
            shown.close()

    def on_close(self, release: Callable[[], object]) -> None:
        """Call this when the widget is closed."""
        self._releases = (*self._releases, release)

    def close(self) -> None:
        """Remove the widget from the page and end its listeners and threads. No job is cancelled."""
        # What is closed can register more.
        while self._releases:
            releases, self._releases = self._releases, ()
            for release in releases:
                release()
        super().close()


def download_chunk_size() -> int:
    """Bytes of a clip per message."""
    return COLAB_CHUNK if in_colab() else CHUNK


def fallback_element(fallback_id: str, html: str) -> str:
    """The fallback, in an element that the live widget finds by its class."""
    probe = f"<div {WITH_STYLES_ONLY}>{PROBE_HTML}</div>"
    return f'<div class="krea-fallback kw-fallback-{fallback_id}">{html}{probe}</div>'
