"""The Gallery widget: all clips, newest first, to find, rate, compare, delete and use again."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ..._util.files import is_file
from ..._util.shared_studio import shared_studio
from ...errors import JournalUnavailable, KreaError, MissingExtra
from ...media import Clip
from ...studio.clip_index import ClipRecord, Query
from .. import STATIC
from ..animate import Animate
from ..base import Message
from ..compare import Compare, labelled
from ..motion_queue import MotionQueue
from ..serialize import summary
from ..settings_import import ClipSettings, FormLink, SettingsForm, call_row
from .clip_rows import facets, groups_of, measured_facets, record_row

if TYPE_CHECKING:
    from pathlib import Path

    from ...studio import BaseStudio
    from ...studio.clip_index import ClipIndex

__all__ = ["Gallery"]

MOST_COMPARED = 4
# Rows in one answer.
MOST_AT_ONCE = 120
# Views whose last query is remembered.
MOST_VIEWS = 8


class Gallery(FormLink):
    """A widget with all clips, newest first: search them, rate them, compare some, use their settings again.

    It reads the journal and the sidecars. The page requests only the clips that it shows, and no trait has any, so a
    saved notebook has none. A deleted clip is moved to the trash, from where it can be restored.

    Args:
        target: An `Animate` widget that receives the settings of a clip; the page shows them first.
        studio: The `BaseStudio` with the clips; default: that of `krea.animate`.

    Example:
        ```python
        form = krea.Animate()
        gallery = krea.Gallery(target=form)
        # In a notebook, `gallery` shows the clips.
        gallery.selected
        ```
    """

    _esm = STATIC / "gallery.js"
    _css = STATIC / "gallery.css"
    _link_advice = "krea.Gallery(target=animate) links one."

    def __init__(
        self, *, target: SettingsForm | None = None, studio: BaseStudio | None = None, layout: Any = None
    ) -> None:
        self._studio = studio or shared_studio()
        self._lock = threading.Lock()
        self._asked: dict[str, tuple[str, list[ClipRecord]]] = {}
        self._selected: tuple[str, ...] = ()
        self._motions = MotionQueue()
        # Of the clips to measure: how many, those that are over, and why one could not be measured.
        self._to_measure = 0
        self._tried: set[str] = set()
        # While clips are measured, their folder changes with each: it is not read again for that.
        self._counted: tuple[ClipRecord, ...] = ()
        self._trouble = ""
        # Else they would be in progress for ever.
        with suppress(JournalUnavailable):
            self._studio.close_ended()
        super().__init__(layout=layout)
        self.on_close(self._motions.stop)
        self.target = target
        self.on_close(self._studio.on_job_end(lambda _: self._tell(None, "changed")))

    @property
    def selected(self) -> tuple[Clip, ...]:
        """The selected clips, in the order of selection."""
        return self._clips(self._selected)

    @property
    def _clip_index(self) -> ClipIndex:
        return self._studio.clip_index

    def _clips(self, keys: Iterable[str]) -> tuple[Clip, ...]:
        records = [self._clip_index.record(key) for key in keys]
        return tuple(Clip.open(record.path) for record in records if record and record.path and is_file(record.path))

    def _record(self, key: object) -> ClipRecord:
        record = self._clip_index.record(key)
        if record is None:
            raise KreaError("This clip is no longer known here.")
        return record

    def _clip_path(self, key: object) -> Path | None:
        return self._record(key).path

    def _clip_settings(self, key: object) -> ClipSettings:
        record = self._record(key)
        found = ClipSettings.of(self._studio, record.key, self._clip_index.settings(record))
        if found is None:
            raise KreaError("The settings of this clip are unknown.")
        return found

    def _reply(self, message: Message, /, kind: str, buffers: list[bytes] | None = None, **body: Any) -> None:
        """Answer a message; "?" replaces what UTF-8 cannot hold, such as a broken name or half an emoji."""
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        super()._reply(message, kind, buffers, **json.loads(text))

    # the output

    def _fallback_html(self) -> str:
        return '<div style="opacity:.75">This gallery needs its kernel. Run the cell to get it back.</div>'

    # messages: finding

    def _on_find(self, message: Message) -> None:
        """Answer a query. The page asks for the rows of this answer page by page, until its next query."""
        asked = {name: message[name] for name in Query.__dataclass_fields__ if name in message}
        clip_index, query = self._clip_index, Query(**asked)
        newest = clip_index.newest() if query == Query() else None
        found = clip_index.find(query) if newest is None else newest
        serial = uuid.uuid4().hex[:8]
        with self._lock:
            self._asked.pop(str(message.get("view")), None)
            self._asked[str(message.get("view"))] = (serial, found)
            while len(self._asked) > MOST_VIEWS:
                del self._asked[next(iter(self._asked))]
        groups = groups_of(found, str(message.get("zone", ""))) if query.sort == "newest" else [["", len(found)]]
        counts = facets(clip_index.records().values() if newest is None else newest)
        notice = " ".join(filter(None, (self._studio.journal.notice, clip_index.notice)))
        self._reply(
            message, "found", serial=serial, version=clip_index.version, total=len(found), groups=groups, facets=counts,
            notice=notice, partial=newest is not None,
        )  # fmt: skip

    def _read_all(self, _message: Message) -> None:
        """Let the page ask again once all clips are read."""
        self._clip_index.records()
        self._tell(None, "changed")

    def _on_page(self, message: Message) -> None:
        """Send some rows of the last query, with their posters."""
        with self._lock:
            serial, found = self._asked.get(str(message.get("view")), ("", []))
        if serial != message.get("serial"):
            self._reply(message, "changed")
            return
        start = max(0, int(message["start"]))
        clip_index, rows, posters = self._clip_index, [], []
        for record in found[start : min(int(message["end"]), start + MOST_AT_ONCE)]:
            # It may have been rated since the query.
            record = (clip_index.record(record.key) if clip_index.version else None) or record
            poster = clip_index.poster(record)
            rows.append({**record_row(clip_index, record), "poster": bool(poster)})
            posters += [poster] if poster else []
        self._reply(message, "rows", posters, start=start, rows=rows)
        if not clip_index.version:
            # Now that the first rows are on their way; a second reading waits for the first, and finds no change.
            self._run_later(self._read_all, message)

    def _on_fresh(self, message: Message) -> None:
        """Answer whether the index has changed since the query. The page asks when it becomes visible again."""
        clip_index = self._clip_index
        clip_index.records()
        self._reply(message, "same" if message.get("version") == clip_index.version else "changed")

    def _on_measured(self, message: Message) -> None:
        """Count the clips by their measured motion; `measure` starts to measure the others (true), or stops (false)."""
        if not len(self._motions):
            self._counted = tuple(self._clip_index.records().values())
        counts, rest = measured_facets(self._clip_index, self._counted)
        rest = [record for record in rest if record.key not in self._tried]
        if message.get("measure") and not len(self._motions):
            self._to_measure, self._trouble = len(rest), ""
            # The first one can show that none can be measured: it waits until all are there to be stopped.
            with self._lock:
                for record in rest:
                    if record.path is not None:
                        self._motions.add(record.key, record.path, partial(self._was_measured, record.key))
        elif message.get("measure") is False:
            self._motions.stop()
        left = len(self._motions)
        done = self._to_measure - left if left else 0
        trouble, self._trouble = self._trouble, ""
        self._reply(
            message, "measured", facets=counts, rest=len(rest), done=done, total=self._to_measure if left else 0,
            message=trouble,
        )  # fmt: skip

    def _was_measured(self, key: str, error: Exception | None) -> None:
        with self._lock:
            if isinstance(error, MissingExtra):
                self._motions.stop()
            else:
                # A sidecar that cannot be written does not have it, either.
                self._tried.add(key)
            if error is not None and not self._trouble:
                self._trouble = f"{error.what} {error.advice}".strip() if isinstance(error, KreaError) else str(error)

    def _on_details(self, message: Message) -> None:
        record = self._record(message.get("key"))
        settings = self._clip_index.settings(record)
        found = ClipSettings.of(self._studio, record.key, settings)
        shot = found.shot if found is not None else None
        model = self._studio.catalogue.get(record.model)
        facts = record.title
        if model is not None and shot is not None:
            # A value can have another type than the model has now.
            with suppress(TypeError, ValueError):
                facts = summary(model, shot.values)
        # The MP4 may be gone, or damaged.
        with suppress(OSError, ValueError):
            if record.path and Clip.open(record.path).signed:
                facts = " · ".join(filter(None, [facts, "signed (Content Credentials)"]))
        self._reply(
            message,
            "details",
            row=record_row(self._clip_index, record),
            prompt=record.prompt,
            facts=facts,
            message=record.message,
            note=record.annotation.note,
            trash=str(self._clip_index.trash.folder) if record.deleted else "",
            **call_row(shot, settings),
        )

    def _on_form(self, message: Message) -> None:
        """Show a form with the settings of a clip below the gallery, and link it; outside a notebook, send the call."""
        found = self._clip_settings(message.get("key"))

        def make() -> Animate:
            form = Animate(studio=self._studio)
            found.apply(form, found.available(form))
            form.on_close(lambda: self._unlink(form))
            self.target = form
            return form

        shown = self._show_below(message, make)
        self._reply(message, "done", shown=shown, **call_row(found.shot, found.settings))

    def _unlink(self, form: Animate) -> None:
        if self.target is form:
            self.target = None

    # messages: annotations and the trash

    def _on_select(self, message: Message) -> None:
        self._selected = tuple(str(key) for key in message.get("keys", ()))

    def _on_annotate(self, message: Message) -> None:
        """Save a rating or a winner."""
        record = self._record(message.get("key"))
        changes: dict[str, Any] = {}
        if "rating" in message:
            changes["rating"] = min(5, max(0, int(message["rating"])))
        if "winner" in message:
            changes["winner"] = bool(message["winner"])
        if changes:
            self._clip_index.annotation(record.key, **changes)
        self._reply_rows(message, [record.key])

    def _on_delete(self, message: Message) -> None:
        """Move clips into the trash; clips in progress stay."""

        def delete(record: ClipRecord) -> None:
            if record.state == "open":
                raise KreaError("It is still being made, so it cannot be deleted yet.")
            self._clip_index.trash.put(record.key, record.path)

        done, failed = _each(self._records(message["keys"], deleted=False), delete)
        self._reply_rows(message, done, kind="deleted")
        if failed is not None:
            raise failed

    def _on_restore(self, message: Message) -> None:
        trash = self._clip_index.trash
        _, failed = _each(self._records(message["keys"], deleted=True), lambda record: trash.take_back(record.key))
        # A comparison has found its clips missing.
        self._draw_below_anew()
        if failed is not None:
            raise failed
        self._reply_rows(message, list(map(str, message["keys"])))

    def _on_look(self, message: Message) -> None:
        """Find the file of a clip that was moved."""
        record = self._record(message.get("key"))
        found = self._clip_index.look(record)
        name = record.path.name if record.path else "It"
        text = "" if found else f"{name} was not found in the clip folder or below this one."
        self._reply_rows(message, [record.key], text=text)

    def _records(self, keys: Iterable[str], *, deleted: bool) -> list[ClipRecord]:
        found = map(self._clip_index.record, keys)
        return [record for record in found if record is not None and record.deleted == deleted]

    def _reply_rows(self, message: Message, keys: Sequence[str], kind: str = "done", text: str = "") -> None:
        records = [record for record in map(self._clip_index.record, keys) if record is not None]
        rows = [record_row(self._clip_index, record) for record in records]
        self._reply(message, kind, rows=rows, keys=list(keys), message=text)

    # messages: comparing

    def _on_compare(self, message: Message) -> None:
        """Compare some clips below the gallery; outside a notebook, the page offers the call instead."""
        clips = self._clips(message["keys"])
        if not 2 <= len(clips) <= MOST_COMPARED:
            raise KreaError(f"A comparison takes two to four clips that are on disk; these are {len(clips)}.")
        call = f"krea.Compare([{', '.join(repr(str(clip.path)) for clip in clips)}])"
        shown = self._show_below(message, lambda: Compare(labelled(clips), studio=self._studio))
        self._reply(message, "done", call=call, shown=shown)


def _each(records: Iterable[ClipRecord], work: Callable[[ClipRecord], object]) -> tuple[list[str], KreaError | None]:
    """Call `work` with each record, also after an error; returns the keys that succeeded, and the error to raise."""
    done, failed = [], []
    for record in records:
        try:
            work(record)
            done.append(record.key)
        except KreaError as error:
            failed.append(error)
    if len(failed) < 2:
        return done, failed[0] if failed else None
    return done, KreaError(f"{failed[0].what} And the same for {len(failed) - 1} more.", advice=failed[0].advice)
