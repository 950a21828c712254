"""The Animate widget's side of the conversation with its page.

A message has a `kind`, the `view` that speaks or is spoken to, and an `id` by which a question and its answer find each
other; without a `view` it is for all views:

    page -> Python   ready, beat, resume, login; file, chunk, abandon, remove; price, run, cancel, dismiss;
                     adopt, again, fetch; settings, pull, frame; offer, apply; noted
    Python -> page   catalogue, state, notices, left; stills; ack, still, refused; price, ran, problem; settings,
                     piece; offer, applied; world

Pictures, clips and the token travel in messages only, so that no saved notebook holds them. Messages may come on any
thread, and they must not keep it: pieces of files are put away at once, all else is done by a few worker threads.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import BadInput, BadStill, KreaError, SubmitUncertain
from ...media import open_still
from ...media.fit import DONE
from ...secret import Token
from ..pieces import read_piece
from ..rows import fault
from ..workers import Workers
from .earlier import words_about
from .settling import Settling
from .uploads import Upload, Uploads, piece_size

if TYPE_CHECKING:
    from ...media import Shot
    from ..animate import Animate

__all__ = ["Desk"]

log = logging.getLogger("krea_widgets")
AT_ONCE = ("file", "chunk", "abandon", "run")  # handled where they arrive: in order, and quick
Message = Mapping[str, Any]
Answer = Callable[[Message, Sequence[Any]], None]

_pool = Workers(4, "krea-widget")


class Desk:
    """Answers the page of one widget."""

    def __init__(self, widget: Animate) -> None:
        self._widget = widget
        self._uploads = Uploads()
        self._lock = threading.Lock()
        self._in_order = (
            threading.Lock()
        )  # held while it is told which pictures stand where: the last word is the newest
        self._told: set[str] = set()
        self._noted: set[str] = set()
        self._settling = Settling()

    def hear(self, _widget: object, message: Any, buffers: Sequence[Any] | None) -> None:
        """Take a message; every trouble it makes ends as words on the page."""
        kind = message.get("kind") if isinstance(message, Mapping) else None
        answer = getattr(self, f"_on_{kind}", None) if isinstance(kind, str) else None
        if answer is None:
            return
        if kind == "login":
            # In place: the caller's frames hold the same message, and must not show the token in a traceback.
            message["token"] = Token(message.get("token"), "that was entered")
        if kind in AT_ONCE:
            self._guarded(answer, message, buffers or ())
        else:
            _pool.submit(self._guarded, answer, message, buffers or ())

    def tell_stills(self, keys: Sequence[str] | None = None) -> None:
        """Tell all views which pictures stand where; with cards of `keys`, or of all."""
        self._say_stills({}, keys)

    def _say_stills(self, message: Message, keys: Sequence[str] | None) -> None:
        pictures = self._widget._pictures
        cards, thumbs = pictures.cards(keys)
        with self._in_order:
            self._say({"view": message.get("view")}, "stills", thumbs, fields=pictures.keys(), cards=cards)

    def _guarded(self, answer: Answer, message: Message, buffers: Sequence[Any]) -> None:
        try:
            answer(message, buffers)
        except Exception as error:  # nothing raised in a callback is visible in a notebook: the page must say it
            if not isinstance(error, KreaError):
                log.exception("A message of the page (%s) failed", message.get("kind"))
            self._say(message, "problem", **fault(error))

    def _say(self, message: Message, kind: str, buffers: list[bytes] | None = None, **body: Any) -> None:
        self._widget.send({**body, "kind": kind, "view": message.get("view"), "id": message.get("id")}, buffers)

    # what a view needs when it appears

    def _on_ready(self, message: Message, _: Sequence[Any]) -> None:
        widget = self._widget
        catalogue = widget._studio.catalogue
        forms = [catalogue[name].as_form() for name in catalogue]
        self._say({"view": message.get("view")}, "catalogue", forms=forms)
        self._say_stills(message, None)
        self._on_beat(message, ())
        self._say({"view": message.get("view")}, "left", words=words_about(widget._studio.left()))

    def _on_resume(self, message: Message, _: Sequence[Any]) -> None:
        """Take up what an earlier kernel left open."""
        for job in self._widget._studio.resume():
            self._widget._board.add(job)
        self._widget.send({"kind": "left", "words": words_about(self._widget._studio.left())})

    def _on_beat(self, message: Message, _: Sequence[Any]) -> None:
        rows = self._widget._board.rows()
        world = self._widget._studio.world
        self._say({"view": message.get("view")}, "state", jobs=rows, world=world, notices=self._notices())

    def tell_notices(self) -> None:
        """Tell all views what should be known and is no error, when there is something new."""
        notices = self._notices()
        with self._lock:
            fresh = set(notices) - self._told
            self._told |= fresh
        if fresh:
            self._widget.send({"kind": "notices", "notices": notices})

    def _notices(self) -> list[str]:
        return [words for words in self._widget._studio.notices if words not in self._noted]

    def _on_noted(self, message: Message, _: Sequence[Any]) -> None:
        """The person has read a notice: it does not come again, in any view."""
        self._noted.add(str(message.get("words")))
        self._widget.send({"kind": "notices", "notices": self._notices()})

    # pictures

    def _on_file(self, message: Message, _: Sequence[Any]) -> None:
        """Expect a picture. The page says of which model its form is: the trait may not know yet."""
        name, field = str(message.get("name") or "image")[:200], str(message.get("field", ""))
        many = self._widget._holds_many(field, str(message.get("model") or ""))
        try:
            self._uploads.begin(str(message["id"]), name=name, field=field, size=int(message["size"]), many=many)
        except BadStill as error:
            self._refuse(message, error)
        else:
            self._say(message, "ack", received=0, piece=piece_size())

    def _on_chunk(self, message: Message, buffers: Sequence[Any]) -> None:
        try:
            received = self._uploads.add(str(message["id"]), int(message["offset"]), memoryview(buffers[0]).cast("B"))
        except BadStill as error:
            self._refuse(message, error)
            return
        if received is None:
            return
        self._say(message, "ack", received=received.count)
        whole = received.whole
        if whole is not None:
            _pool.submit(self._guarded, lambda *_: self._open(message, whole), message, ())

    def _on_abandon(self, message: Message, _: Sequence[Any]) -> None:
        self._uploads.abandon(str(message["id"]))

    def _open(self, message: Message, upload: Upload) -> None:
        """Look at a picture that has arrived whole."""
        widget = self._widget
        try:
            still = open_still(bytes(upload.data), name=upload.name)
        except BadStill as error:
            self._refuse(message, error)
            return
        if upload.field.startswith("row-"):
            keys = [widget._pictures.add_loose(still)]
        elif upload.many:
            keys = [widget._pictures.add(upload.field, still)]
        else:
            keys = widget._pictures.put(upload.field, [still])
        self.tell_stills(keys)
        self._say(message, "still", key=keys[0])

    def _refuse(self, message: Message, error: BadStill) -> None:
        self._say(message, "refused", words=str(error), details=error.details)

    def _on_remove(self, message: Message, _: Sequence[Any]) -> None:
        self._widget._pictures.remove(str(message.get("field")), str(message.get("key")))
        self.tell_stills([])

    # runs

    def _on_price(self, message: Message, _: Sequence[Any]) -> None:
        body = self._widget._quote(str(message.get("model")), dict(message.get("values") or {}))
        self._say(message, "price", **body)

    def _on_run(self, message: Message, _: Sequence[Any]) -> None:
        """Start what the page showed when the button was pressed, which a trait may not have reached yet."""
        prompt, model, values = str(message["prompt"]), str(message["model"]), dict(message["values"])
        shot = self._widget._shot(prompt, model, values)  # now: a picture may be changed the moment after

        def start(*_: object) -> None:
            job = self._widget._start(self._widget._fitted(shot, str(message.get("fit") or "")))
            self._say(message, "ran", key=job.key)

        _pool.submit(self._guarded, start, message, ())

    def _on_cancel(self, message: Message, _: Sequence[Any]) -> None:
        job = self._widget._board.job(message.get("key"))
        if job is not None and job.cancel():
            self._widget._board.note(job)

    def _on_adopt(self, message: Message, _: Sequence[Any]) -> None:
        """The person says which job at Krea it is, of one that is not known to have been started."""
        job, wanted = self._widget._board.job(message.get("key")), str(message.get("job_id"))
        if job is not None and wanted in getattr(job.error, "candidates", ()):
            with self._settling.first(job) as first:
                if first:
                    self._widget._board.add(self._widget._studio.adopt(wanted, job))

    def _on_again(self, message: Message, _: Sequence[Any]) -> None:
        """The person says that it was not started: the one way in which a shot is sent a second time."""
        job = self._widget._board.job(message.get("key"))
        if job is not None and isinstance(job.error, SubmitUncertain):
            with self._settling.first(job) as first:
                if first:
                    self._widget._board.add(self._widget._studio.send_again(job))
            self._widget._board.dismiss(job.key)

    def _on_fetch(self, message: Message, _: Sequence[Any]) -> None:
        """Fetch a clip that is made but could not be saved."""
        key = str(message.get("key"))
        taken = self._widget._studio.resume(only={key})
        for job in taken:
            self._widget._board.add(job)
        if not taken:
            self._say(message, "problem", words="This clip could not be fetched now. krea.resume() tries again.")

    def _on_dismiss(self, message: Message, _: Sequence[Any]) -> None:
        self._widget._board.dismiss(message.get("key"))

    # clips

    def _on_settings(self, message: Message, _: Sequence[Any]) -> None:
        job = self._widget._board.job(message.get("key"))
        self._say(message, "settings", call=_call(job.shot) if job else "")

    def _on_pull(self, message: Message, _: Sequence[Any]) -> None:
        """A piece of the clip of one of this widget's own jobs, for pages that no file server reaches."""
        job = self._widget._board.job(message.get("key"))
        if job is None or job.clip is None:
            self._say(message, "problem", words="This clip is no longer known here.")
            return
        try:
            piece, offset, total = read_piece(job.clip.path, message.get("offset"))
        except OSError as error:
            self._say(message, "problem", words="The clip is not where it was saved.", details=str(error))
            return
        self._say(message, "piece", [piece], offset=offset, total=total)

    def _on_frame(self, message: Message, _: Sequence[Any]) -> None:
        """Use the last frame of a clip as the next still, for pages that cannot read it from the video."""
        job = self._widget._board.job(message.get("key"))
        if job is not None and job.clip is not None:
            self._widget.image = job.clip.last_frame()
        self._say(message, "still")

    def _on_offer(self, message: Message, buffers: Sequence[Any]) -> None:
        """Say how a clip was made that somebody dropped; what it carries comes along, the film does not."""
        text = bytes(memoryview(buffers[0]).cast("B")) if buffers else b""
        name, size = str(message.get("name"))[:200], int(message.get("size") or 0)
        self._say(message, "offer", **self._widget._carried.offer(name, size, text))

    def _on_apply(self, message: Message, _: Sequence[Any]) -> None:
        self._widget._carried.apply(str(message.get("key")), [str(name) for name in message.get("names", ())])
        self._say(message, "applied")

    # who

    def _on_login(self, message: Message, _: Sequence[Any]) -> None:
        """Take a token: it goes to the studio and nowhere else, not even into the words of an error."""
        try:
            self._widget._studio.login(message["token"])
        except BadInput as error:
            self._say(message, "problem", words=str(error))
            return
        except Exception:  # whatever it is, its text may hold the token
            self._say(message, "problem", words="This token could not be used.")
            return
        self._widget._show_rows(self._widget._board.rows())
        self._say(message, "world", world=self._widget._studio.world)


def _call(shot: Shot) -> str:
    """The call for a cell, and above it what was done to the still, which the call does not say."""
    start = shot.start_image
    done = [note for note in start.notes if note.startswith(tuple(DONE.values()))] if start else []
    return "".join(f"# {start.name}: {note}\n" for note in done if start) + shot.call()
