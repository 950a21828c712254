"""A blind choice on a page: two clips side by side without their names, until the votes give an order of all."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from ..._util.html import escape_text
from ...catalogue import bundled
from ...errors import BadQuery, KreaError
from ...media.mp4 import without_metadata
from ...studio.blind_choice import BlindChoice, Ranking
from ...studio.preferences import Described, preferences
from ...studio.ranking import Ranked
from .. import STATIC
from ..base import BaseWidget, Message, download_chunk_size
from .annotations import ClipAnnotations
from .entries import CompareEntry, compare_entries, entry_rows

if TYPE_CHECKING:
    from ...media import Clip
    from ...studio import BaseStudio

__all__ = ["BlindComparison"]

# Clips in memory while the page reads them in chunks.
MOST_READ = 3
# Seconds by which the durations of clips differ that a person notices.
UNEVEN = 0.2
GONE = "This clip is missing from disk. Skip the pair, or put the file back and reload the page."


class BlindComparison(BaseWidget):
    """Pairs of clips without labels; a ranking at the end. `krea.Compare(clips, blind=True)` makes it.

    Before the end, nothing that the page has names a clip: neither its traits and messages nor the static fallback.
    Clips play without sound. They arrive in chunks, under names by chance and without the settings that are embedded in
    them. The journal has the votes, so that the choice continues after a reload, and in another kernel.

    Args:
        clips: As for `Compare`; 2 to 24 finished clips.
        studio: The `BaseStudio` whose journal has the votes; default: that of `krea.animate`.
        layout: An ipywidgets `Layout`, or a dict for one.
        on_winner: Called with the label of the winner that the person picks on the page, or "".

    Raises:
        BadQuery: There are too few or too many clips, the same clip twice, or one that is not finished.
        NoClip: A clip's file does not exist.
    """

    _esm = STATIC / "blind.js"
    _css = STATIC / "blind.css"

    # The state of the choice, and what the page knows of the present pair.
    stage: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    # Of all clips, in an order by chance; the page loads them ahead of their pairs.
    films: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    # {} until the end.
    result: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        clips: Any,
        *,
        studio: BaseStudio | None = None,
        layout: Any = None,
        on_winner: Callable[[str], object] | None = None,
    ) -> None:
        entries = compare_entries(clips)
        unfinished = [entry.label for entry in entries if entry.clip is None]
        if unfinished:
            what = f"{len(unfinished)} of {len(entries)} clips are not finished, such as {unfinished[0]!r}."
            raise BadQuery(what, advice="Wait for them, or leave them out.")
        self._annotations = ClipAnnotations(studio)
        # Without a journal, the place in the list names a clip as long as this widget lives.
        named = [(self._annotations.key(entry) or entry.key, entry) for entry in entries]
        twice = [
            (one, other) for i, (key, one) in enumerate(named) for other_key, other in named[:i] if key == other_key
        ]
        if twice:
            raise BadQuery(
                f"{twice[0][1].label!r} and {twice[0][0].label!r} are the same clip.", advice="Leave one out."
            )
        self._entries: dict[str, CompareEntry] = dict(named)
        self._choice = BlindChoice([*self._entries], self._annotations.journal)
        self._page_keys = {secrets.token_hex(8): key for key in self._entries}
        self._on_winner = on_winner or (lambda _: None)
        self._motions: dict[str, tuple[str, float | None]] = {}
        durations = [entry.clip.duration for entry in entries if entry.clip is not None]
        self._uneven = max(durations) - min(durations) > UNEVEN
        self._film = lru_cache(MOST_READ)(_film)
        super().__init__(films=sorted(self._page_keys), stage=self._stage(), result=self._result(), layout=layout)

    @property
    def clips(self) -> dict[str, Clip]:
        """The clips by label."""
        return {entry.label: entry.clip for entry in self._entries.values() if entry.clip is not None}

    @property
    def ranking(self) -> Ranking:
        """The clips by label, the best first, with 90 % intervals; see `Ranked`. Empty until the choice is finished."""
        return Ranking.of(self._ranked().values())

    @property
    def preferences(self) -> list[str]:
        """What the person seems to prefer, as sentences; empty unless the votes support it."""
        ranked = self._choice.ranking() if self._choice.finished else []
        described = {key: self._described(key) for key in self._entries}
        return preferences(ranked, self._choice.votes, described) if ranked else []

    def _ranked(self) -> dict[str, Ranked]:
        """By the journal's keys, under the labels."""
        found = self._choice.ranking() if self._choice.finished else []
        return {one.name: replace(one, name=self._entries[one.name].label) for one in found}

    def _described(self, key: str) -> Described:
        clip = self._entries[key].clip
        model = bundled().get(clip.model) if clip is not None else None
        return Described(
            model.title if model else clip.model if clip else "",
            clip.prompt if clip else "",
            self._motions.get(key, ("", None))[1],
        )

    # the page

    def _stage(self) -> dict[str, Any]:
        choice = self._choice
        names = {key: name for name, key in self._page_keys.items()}
        left, right = choice.pair
        return {
            "phase": "done" if choice.finished else "enough" if choice.enough else "choose",
            "number": len(choice.votes) + 1,
            "planned": choice.planned,
            "votes": choice.counted,
            "left": names[left],
            "right": names[right],
            "can_finish": choice.can_finish,
            "uneven": self._uneven,
        }

    def _result(self) -> dict[str, Any]:
        ranked = self._ranked()
        if not ranked:
            return {}
        names = {key: name for name, key in self._page_keys.items()}
        shown = dict(zip(self._entries, entry_rows([*self._entries.values()]), strict=True))
        winner = self._winner()
        rows = [
            {
                **asdict(one),
                **{name: shown[key][name] for name in ("prompt", "settings", "price", "badge")},
                "key": names[key],
                "winner": one.name == winner,
                "motion": self._motions.get(key, ("", None))[0],
            }
            for key, one in ranked.items()
        ]
        return {
            "rows": rows,
            "votes": self._choice.counted,
            "preferences": self.preferences,
            "measured": len(self._motions) == len(self._entries),
        }

    def _winner(self) -> str:
        saved: str = self._annotations.recall([*self._entries.values()])["winner"]
        return saved

    def _update(self, message: Message) -> None:
        self.stage, self.result = self._stage(), self._result()
        self._reply(message, "done")

    def _on_vote(self, message: Message) -> None:
        self._choice.vote(message["answer"], message["number"])
        self._update(message)

    def _on_undo(self, message: Message) -> None:
        self._choice.undo()
        self._update(message)

    def _on_more(self, message: Message) -> None:
        self._choice.more()
        self._update(message)

    def _on_finish(self, message: Message) -> None:
        self._choice.finish()
        self._update(message)
        self._update_fallback()

    def _on_start_over(self, message: Message) -> None:
        self._choice.start_over()
        self._update(message)
        self._update_fallback()

    def _on_measure(self, message: Message) -> None:
        """Measure how the cameras of the ranked clips move, for the page and for what is preferred."""
        for key, entry in self._entries.items():
            if entry.clip is not None and key not in self._motions and self._choice.finished:
                self._motions[key] = _motion(entry.clip)
        self._update(message)

    def _on_win(self, message: Message) -> None:
        """Mark a clip as the winner, or no longer."""
        entry = self._entry(message.get("key"))
        if entry is None or not self._choice.finished:
            return
        entries, before = [*self._entries.values()], self._winner()
        winner = "" if before == entry.label else entry.label
        self._annotations.keep(entries, "winner", before, winner)
        self._on_winner(winner)
        self._update(message)

    def _on_download(self, message: Message) -> None:
        """Send a part of a clip, as the base does, but nothing that names it."""
        entry = self._entry(message.get("key"))
        if entry is None or entry.clip is None:
            raise KreaError("This clip is no longer known here. Run the cell again.")
        try:
            film = self._film(entry.clip.path)
        except (OSError, ValueError):
            # The reason has the file's name.
            raise KreaError(GONE) from None
        offset = message.get("offset")
        start = min(max(0, int(offset)), len(film)) if isinstance(offset, (int, float)) else 0
        self._reply(message, "chunk", [film[start : start + download_chunk_size()]], offset=start, total=len(film))

    def _entry(self, page_key: object) -> CompareEntry | None:
        key = self._page_keys.get(page_key) if isinstance(page_key, str) else None
        return self._entries[key] if key is not None else None

    def _plain_text(self) -> str:
        return f"A blind choice between {len(self._entries)} clips"

    def _fallback_html(self) -> str:
        if not self._choice.finished:
            return f"<p>{self._plain_text()}: run the cell to continue.</p>"
        said = "".join(f"<p>{escape_text(sentence)}</p>" for sentence in self.preferences)
        return f"{self.ranking._repr_html_()}{said}"


def _film(path: Path) -> bytes:
    return without_metadata(path.read_bytes())


def _motion(clip: Clip) -> tuple[str, float | None]:
    """What the camera does as a sentence, and its speed in widths a second; ("", None) if it cannot be measured."""
    with suppress(KreaError):
        motion, followed = clip.motion, clip.followed
        if not motion.doubt:
            text = str(followed) if followed.verdicts else f"camera: {motion}"
            return text, motion.camera_widths_per_second
    return "", None
