"""The Gallery widget's side of the conversation with its page.

A message has a `kind`, the `view` that speaks or is spoken to, and an `id` by which a question and its answer find each
other:

    page -> Python   find, page, fresh, details, download; select, annotate, delete, restore, look; preview, apply,
                     compare
    Python -> page   found, rows, details, preview, done, deleted, chunk, problem, changed, same

Messages may come on any thread and must not keep it: two threads of the gallery's own answer them (in Colab, none).
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..._util.files import is_file
from ...errors import KreaError
from ...media import Clip
from ...studio.clip_index import ClipIndex, ClipRecord, Query
from ..base import Message, MessageChannel
from ..serialize import summary
from ..settings_import import ClipSettings, call_of
from .rows import facets, groups_of, record_row

if TYPE_CHECKING:
    from ...studio import Studio

__all__ = ["GalleryMessages"]

MOST_COMPARED = 4
# Rows in one answer.
MOST_AT_ONCE = 120
# Views whose last query is remembered.
MOST_VIEWS = 8


class GalleryMessages(MessageChannel):
    """Handles the messages of one gallery's page.

    Args:
        widget: Sends the answers, and has the linked form.
        studio: Whose clips.
        show_comparison: Shows clips below the gallery; returns False if it cannot.
    """

    def __init__(self, widget: Any, studio: Studio, show_comparison: Callable[[Sequence[Clip]], bool]) -> None:
        super().__init__(widget)
        self._studio = studio
        self._show_comparison = show_comparison
        self._lock = threading.Lock()
        self._opened: ClipIndex | None = None
        self._asked: dict[str, tuple[str, list[ClipRecord]]] = {}
        self._selected: tuple[str, ...] = ()

    def reply(self, message: Message, /, kind: str, buffers: list[bytes] | None = None, **body: Any) -> None:
        """Answer a message; "?" replaces what UTF-8 cannot hold, such as a broken name or half an emoji."""
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        super().reply(message, kind, buffers, **json.loads(text))

    @property
    def clip_index(self) -> ClipIndex:
        """The clip index, opened at the first use."""
        with self._lock:
            if self._opened is None:
                self._opened = ClipIndex(self._studio)
            return self._opened

    @property
    def selected(self) -> tuple[Clip, ...]:
        """`Gallery.selected`."""
        return self._clips(self._selected)

    def _clips(self, keys: Iterable[str]) -> tuple[Clip, ...]:
        records = [self.clip_index.record(key) for key in keys]
        return tuple(Clip.open(record.path) for record in records if record and record.path and is_file(record.path))

    def _item(self, message: Message) -> ClipRecord:
        record = self.clip_index.record(message.get("key"))
        if record is None:
            raise KreaError("This clip is no longer known here.")
        return record

    # finding

    def _on_find(self, message: Message) -> None:
        """Answer a query. The page asks for the rows of this answer page by page, until its next query."""
        asked = {name: message[name] for name in Query.__dataclass_fields__ if name in message}
        clip_index, query = self.clip_index, Query(**asked)
        found = clip_index.find(query)
        serial = uuid.uuid4().hex[:8]
        with self._lock:
            self._asked.pop(str(message.get("view")), None)
            self._asked[str(message.get("view"))] = (serial, found)
            while len(self._asked) > MOST_VIEWS:
                del self._asked[next(iter(self._asked))]
        groups = groups_of(found, str(message.get("zone", ""))) if query.sort == "newest" else [["", len(found)]]
        counts = facets(clip_index.records().values())
        notice = " ".join(filter(None, (self._studio.journal.notice, clip_index.notice)))
        self.reply(
            message, "found", serial=serial, version=clip_index.version, total=len(found), groups=groups, facets=counts,
            notice=notice,
        )  # fmt: skip

    def _on_page(self, message: Message) -> None:
        """Send some rows of the last query, with their posters."""
        with self._lock:
            serial, found = self._asked.get(str(message.get("view")), ("", []))
        if serial != message.get("serial"):
            self.reply(message, "changed")
            return
        start = max(0, int(message["start"]))
        clip_index, rows, posters = self.clip_index, [], []
        for record in found[start : min(int(message["end"]), start + MOST_AT_ONCE)]:
            # It may have been rated since the query.
            record = clip_index.record(record.key) or record
            poster = clip_index.poster(record)
            rows.append({**record_row(clip_index, record), "poster": bool(poster)})
            posters += [poster] if poster else []
        self.reply(message, "rows", posters, start=start, rows=rows)

    def _on_fresh(self, message: Message) -> None:
        """Answer whether the index has changed since the query. The page asks when it becomes visible again."""
        clip_index = self.clip_index
        clip_index.records()
        self.reply(message, "same" if message.get("version") == clip_index.version else "changed")

    def _on_details(self, message: Message) -> None:
        clip_index, record = self.clip_index, self._item(message)
        settings = clip_index.settings(record)
        found = ClipSettings.of(self._studio, record.key, settings)
        shot = found.shot if found is not None else None
        model = self._studio.catalogue.get(record.model)
        facts = record.title
        if model is not None and shot is not None:
            # A value can have another type than the model has now.
            with suppress(TypeError, ValueError):
                facts = summary(model, shot.values)
        seconds = settings.get("seconds")
        body: dict[str, Any] = {
            "row": record_row(clip_index, record),
            "prompt": record.prompt,
            "call": call_of(shot, settings),
            "facts": facts,
            "seconds": seconds if isinstance(seconds, (int, float)) else None,
            "message": record.message,
            "note": record.annotation.note,
            "trash": str(clip_index.trash.folder) if record.deleted else "",
        }
        self.reply(message, "details", **body)

    def _on_download(self, message: Message) -> None:
        self.reply_chunk(message, self._item(message).path)

    # annotations and the trash

    def _on_select(self, message: Message) -> None:
        self._selected = tuple(str(key) for key in message.get("keys", ()))

    def _on_annotate(self, message: Message) -> None:
        """Save a rating or a winner."""
        record = self._item(message)
        changes: dict[str, Any] = {}
        if "rating" in message:
            changes["rating"] = min(5, max(0, int(message["rating"])))
        if "winner" in message:
            changes["winner"] = bool(message["winner"])
        if changes:
            self.clip_index.annotation(record.key, **changes)
        self._reply_rows(message, [record.key])

    def _on_delete(self, message: Message) -> None:
        """Move clips into the trash; clips in progress stay."""
        clip_index = self.clip_index

        def delete(record: ClipRecord) -> None:
            if record.state == "open":
                raise KreaError("It is still being made, so it cannot be deleted yet.")
            clip_index.trash.put(record.key, record.path)

        records = [
            record for record in map(clip_index.record, message["keys"]) if record is not None and not record.deleted
        ]
        done, failed = _each(records, delete)
        self._reply_rows(message, done, kind="deleted")
        if failed is not None:
            raise failed

    def _on_restore(self, message: Message) -> None:
        clip_index = self.clip_index
        records = [
            record for record in map(clip_index.record, message["keys"]) if record is not None and record.deleted
        ]
        _, failed = _each(records, lambda record: clip_index.trash.take_back(record.key))
        if failed is not None:
            raise failed
        self._reply_rows(message, list(map(str, message["keys"])))

    def _on_look(self, message: Message) -> None:
        """Find the file of a clip that was moved."""
        record = self._item(message)
        found = self.clip_index.look(record)
        name = record.path.name if record.path else "It"
        text = "" if found else f"{name} was not found in the clip folder or below this one."
        self._reply_rows(message, [record.key], text=text)

    def _reply_rows(self, message: Message, keys: Sequence[str], kind: str = "done", text: str = "") -> None:
        clip_index = self.clip_index
        records = [record for record in map(clip_index.record, keys) if record is not None]
        self.reply(
            message, kind, rows=[record_row(clip_index, record) for record in records], keys=list(keys), message=text
        )

    # using

    def _on_preview(self, message: Message) -> None:
        """Compare a clip's settings with the linked form."""
        target, made = self._widget.target, self._made(message)
        if target is None:
            raise KreaError("No form is linked.", advice="krea.Gallery(target=animate) links one.")
        self.reply(message, "preview", fields=made.differences(target))

    def _on_apply(self, message: Message) -> None:
        target, made = self._widget.target, self._made(message)
        if target is not None:
            made.apply(target, [str(name) for name in message["names"]])
        self.reply(message, "done", rows=[], keys=[], message="")

    def _made(self, message: Message) -> ClipSettings:
        record = self._item(message)
        found = ClipSettings.of(self._studio, record.key, self.clip_index.settings(record))
        if found is None:
            raise KreaError("The settings of this clip are unknown.")
        return found

    def _on_compare(self, message: Message) -> None:
        """Compare some clips below the gallery; outside a notebook, the page offers the call instead."""
        clips = self._clips(message["keys"])
        if not 2 <= len(clips) <= MOST_COMPARED:
            raise KreaError(f"A comparison takes two to four clips that are on disk; these are {len(clips)}.")
        call = f"krea.Compare([{', '.join(repr(str(clip.path)) for clip in clips)}])"
        shown = self._show_comparison(clips)
        self.reply(message, "done", rows=[], keys=[], message="", call=call, shown=shown)


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
    return done, KreaError(f"{failed[0].what} So it was with {len(failed) - 1} more.", advice=failed[0].advice)
