"""The Animate widget's side of the conversation with its page.

A message has a `kind`, the `view` that speaks or is spoken to, and an `id` by which a question and its answer find each
other; without a `view` it is for all views:

    page -> Python   ready, beat, resume, login; file, chunk, abandon, remove; price, run, cancel, dismiss;
                     adopt, again, fetch; settings, download, frame; offer, apply; dismiss_notice
    Python -> page   catalogue, state, notices, resumable; stills; ack, still, refused; price, started, problem;
                     settings, chunk; offer, applied; backend

ImageStore, clips and the token travel in messages only, so that no saved notebook holds them. Messages may come on any
thread, and they must not keep it: pieces of files are put away at once, all else is done by a few worker threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import BadInput, BadStill, KreaError, SubmitUncertain
from ...media import open_still
from ...media.crop import FITTED
from ..base import Message, MessageChannel, Once
from .uploads import Upload, Uploads, chunk_size

if TYPE_CHECKING:
    from ...engine import Job
    from ...journal import Entry
    from ...media import Shot
    from ..job_tracker import JobTracker
    from ..settings_import import SettingsImport
    from .form import Form

__all__ = ["AnimateMessages"]


class AnimateMessages(MessageChannel):
    """Handles the messages of one widget's page.

    Args:
        widget: Sends the answers.
        form: The widget's images, and what they cost.
        tracker: Its jobs.
        settings_import: The settings of clips that were dropped on it.
        start: Starts a job.
    """

    immediate = ("file", "chunk", "abandon", "run")
    threads = 4

    def __init__(
        self,
        widget: Any,
        form: Form,
        tracker: JobTracker,
        settings_import: SettingsImport,
        start: Callable[[Shot], Job],
    ) -> None:
        super().__init__(widget)
        self._form = form
        self._tracker = tracker
        self._settings_import = settings_import
        self._start = start
        self._uploads = Uploads()
        self._lock = threading.Lock()
        self._in_order = threading.Lock()  # held while a view is told the images of each field: the newest comes last
        self._told: set[str] = set()
        self._dismissed: set[str] = set()
        self._once = Once()

    def tell_stills(self, keys: Sequence[str] | None = None) -> None:
        """Tell all views which pictures stand where; with cards of `keys`, or of all."""
        self._tell_stills(None, keys)

    def _tell_stills(self, view: object, keys: Sequence[str] | None) -> None:
        cards, thumbs = self._form.pictures.cards(keys)
        with self._in_order:
            self.tell(view, "stills", thumbs, fields=self._form.pictures.keys(), cards=cards)

    # what a view needs when it appears

    def _on_ready(self, message: Message) -> None:
        view, catalogue = message.get("view"), self._form.studio.catalogue
        self.tell(view, "catalogue", forms=[catalogue[name].as_form() for name in catalogue])
        self._tell_stills(view, None)
        self._on_beat(message)
        self._tell_resumable(view)

    def _tell_resumable(self, view: object) -> None:
        self.tell(view, "resumable", message=resumable_text(self._form.studio.left()))

    def _on_resume(self, message: Message) -> None:
        """Take up what an earlier kernel left open."""
        for job in self._form.studio.resume():
            self._tracker.add(job)
        self._tell_resumable(None)

    def _on_beat(self, message: Message) -> None:
        rows, backend = self._tracker.rows(), self._form.studio.backend
        self.tell(message.get("view"), "state", jobs=rows, backend=backend, notices=self._notices())

    def tell_notices(self) -> None:
        """Tell all views what should be known and is no error, when there is something new."""
        notices = self._notices()
        with self._lock:
            fresh = set(notices) - self._told
            self._told |= fresh
        if fresh:
            self.tell(None, "notices", notices=notices)

    def _notices(self) -> list[str]:
        return [message for message in self._form.studio.notices if message not in self._dismissed]

    def _on_dismiss_notice(self, message: Message) -> None:
        """The person has read a notice: it does not come again, in any view."""
        self._dismissed.add(str(message.get("message")))
        self.tell(None, "notices", notices=self._notices())

    # pictures

    def _on_file(self, message: Message) -> None:
        """Expect a picture. The page says of which model its form is: the trait may not know yet."""
        name, field = str(message.get("name") or "image")[:200], str(message.get("field", ""))
        many = self._form.holds_many(field, str(message.get("model") or self._widget.model))
        try:
            self._uploads.begin(str(message["id"]), name=name, field=field, size=int(message["size"]), many=many)
        except BadStill as error:
            self._refuse(message, error)
        else:
            self.reply(message, "ack", received=0, chunk_size=chunk_size())

    def _on_chunk(self, message: Message) -> None:
        try:
            received = self._uploads.add(
                str(message["id"]), int(message["offset"]), memoryview(message.buffers[0]).cast("B")
            )
        except BadStill as error:
            self._refuse(message, error)
            return
        if received is None:
            return
        self.reply(message, "ack", received=received.count)
        whole = received.whole
        if whole is not None:
            self.later(lambda message: self._open(message, whole), message)

    def _on_abandon(self, message: Message) -> None:
        self._uploads.abandon(str(message["id"]))

    def _open(self, message: Message, upload: Upload) -> None:
        """Look at a picture that has arrived whole."""
        pictures = self._form.pictures
        try:
            still = open_still(bytes(upload.data), name=upload.name)
        except BadStill as error:
            self._refuse(message, error)
            return
        if upload.field.startswith("row-"):
            keys = [pictures.add_loose(still)]
        elif upload.many:
            keys = [pictures.add(upload.field, still)]
        else:
            keys = pictures.put(upload.field, [still])
        self.tell_stills(keys)
        self.reply(message, "still", key=keys[0])

    def _refuse(self, message: Message, error: BadStill) -> None:
        self.reply(message, "refused", message=str(error), details=error.details)

    def _on_remove(self, message: Message) -> None:
        self._form.pictures.remove(str(message.get("field")), str(message.get("key")))
        self.tell_stills([])

    # runs

    def _on_price(self, message: Message) -> None:
        body = self._form.quote(str(message.get("model")), dict(message.get("values") or {}))
        self.reply(message, "price", **body)

    def _on_run(self, message: Message) -> None:
        """Start what the page showed when the button was pressed, which a trait may not have reached yet."""
        prompt, model, values = str(message["prompt"]), str(message["model"]), dict(message["values"])
        shot = self._form.shot(prompt, model, values)  # now: a picture may be changed the moment after

        def start(message: Message) -> None:
            job = self._start(self._form.fitted(shot, str(message.get("fit") or "")))
            self.reply(message, "started", key=job.key)

        self.later(start, message)

    def _on_cancel(self, message: Message) -> None:
        job = self._tracker.job(message.get("key"))
        if job is not None and job.cancel():
            self._tracker.note(job)

    def _on_adopt(self, message: Message) -> None:
        """The person says which job at Krea it is, of one that is not known to have been started."""
        job, wanted = self._tracker.job(message.get("key")), str(message.get("job_id"))
        if job is not None and wanted in getattr(job.error, "candidates", ()):
            self._once(job, lambda: self._tracker.add(self._form.studio.adopt(wanted, job)))

    def _on_again(self, message: Message) -> None:
        """The person says that it was not started: the one way in which a shot is sent a second time."""
        job = self._tracker.job(message.get("key"))
        if job is not None and isinstance(job.error, SubmitUncertain):
            self._once(job, lambda: self._tracker.add(self._form.studio.send_again(job)))
            self._tracker.dismiss(job.key)

    def _on_fetch(self, message: Message) -> None:
        """Fetch a clip that is made but could not be saved."""
        key = str(message.get("key"))
        taken = self._form.studio.resume(only={key})
        for job in taken:
            self._tracker.add(job)
        if not taken:
            self.reply(message, "problem", message="This clip could not be fetched now. krea.resume() tries again.")

    def _on_dismiss(self, message: Message) -> None:
        self._tracker.dismiss(message.get("key"))

    # clips

    def _on_settings(self, message: Message) -> None:
        job = self._tracker.job(message.get("key"))
        self.reply(message, "settings", call=_call(job.shot) if job else "")

    def _on_download(self, message: Message) -> None:
        """A chunk of the clip of one of this widget's own jobs."""
        job = self._tracker.job(message.get("key"))
        if job is None or job.clip is None:
            raise KreaError("This clip is no longer known here.")
        self.reply_chunk(message, job.clip.path)

    def _on_frame(self, message: Message) -> None:
        """Use the last frame of a clip as the next still, for pages that cannot read it from the video."""
        job = self._tracker.job(message.get("key"))
        if job is not None and job.clip is not None:
            self._form.put("start_image", job.clip.last_frame())
            self.tell_stills()
        self.reply(message, "still")

    def _on_offer(self, message: Message) -> None:
        """Say how a clip was made that somebody dropped; what it carries comes along, the film does not."""
        text = bytes(memoryview(message.buffers[0]).cast("B")) if message.buffers else b""
        name, size = str(message.get("name"))[:200], int(message.get("size") or 0)
        self.reply(message, "offer", **self._settings_import.offer(name, size, text))

    def _on_apply(self, message: Message) -> None:
        self._settings_import.apply(str(message.get("key")), [str(name) for name in message.get("names", ())])
        self.reply(message, "applied")

    # who

    def _on_login(self, message: Message) -> None:
        """Take a token: it goes to the studio and nowhere else, not even into the words of an error."""
        try:
            self._form.studio.login(message["token"])
        except BadInput as error:
            self.reply(message, "problem", message=str(error))
            return
        except Exception:  # whatever it is, its text may hold the token
            self.reply(message, "problem", message="This token could not be used.")
            return
        self._tracker.refresh()
        self.reply(message, "backend", backend=self._form.studio.backend)


def resumable_text(entries: Sequence[Entry]) -> str:
    """What an earlier kernel left open, in a sentence; "" if there is nothing."""
    if not entries:
        return ""
    unsent = sum(entry.state == "asked" for entry in entries)
    jobs = "1 job" if len(entries) == 1 else f"{len(entries)} jobs"
    message = f"{jobs} of an earlier kernel {'is' if len(entries) == 1 else 'are'} still open"
    if unsent == len(entries):
        return f"{message}, not sent yet."
    return f"{message}, {unsent} of them not sent yet." if unsent else f"{message}."


def _call(shot: Shot) -> str:
    """The call for a cell, and above it what was done to the still, which the call does not say."""
    start = shot.start_image
    done = [note for note in start.notes if note.startswith(tuple(FITTED.values()))] if start else []
    return "".join(f"# {start.name}: {note}\n" for note in done if start) + shot.call()
