"""The Compare widget: clips side by side, played in sync. Its base is also that of the sweep board."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import traitlets

from ..._util.files import shown_path
from ..._util.html import escape_text
from ..._util.text import date_time
from ...errors import BadInput, KreaError
from ...media import clip_html, shot_html
from .. import STATIC
from ..base import BaseWidget, Message
from ..job_tracker import FINISHED, JobTracker
from ..motion_queue import MotionQueue
from ..serialize import saved_clip
from .annotations import ANNOTATIONS, ClipAnnotations
from .blind import BlindComparison
from .entries import CompareEntry, by_motion, compare_entries, entry_rows

if TYPE_CHECKING:
    from ...media import Clip
    from ...studio import BaseStudio

__all__ = ["Compare", "Comparison", "entries_html"]

ARRANGEMENTS = ("grid", "row", "wipe", "difference")
# Those that a film can have too, the last one only of two clips.
VIDEO_LAYOUTS = ("grid", "row", "wipe")
# The traits that a saved page needs.
SAVED = ("entries", "arrangement", *ANNOTATIONS, "_fallback_id")
# Clips in the fallback: a poster has up to 30 KB, and the notebook file holds it.
MOST_SAVED = 12
MOST_STARS = 5
# Of a clip's motion, points on the curve.
MOST_SAMPLES = 200
# Seconds.
MOST_OFFSET = 3600.0


class Comparison(BaseWidget):
    """Clips in sync on a page, with their annotations; see `Compare` for the traits.

    Args:
        annotations: Initial values by trait; None for a saved value.
        studio: The `BaseStudio` whose journal saves the values; default: that of `krea.animate`.
        more: Traits, and `layout`.
    """

    _esm = STATIC / "compare.js"
    _css = STATIC / "compare.css"
    _immediate = ("heartbeat", "download", "thumbnail", "motion", "motion_stop")

    entries: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    arrangement = traitlets.Enum(ARRANGEMENTS, "grid").tag(sync=True)
    winner = traitlets.Unicode().tag(sync=True)
    ratings: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    notes: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    offsets: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, annotations: Mapping[str, Any], *, studio: BaseStudio | None = None, **more: Any) -> None:
        self._annotations = ClipAnnotations(studio)
        saved = self._annotations.recall(self._all())
        given = {name: value for name, value in annotations.items() if value is not None}
        values = saved | {
            name: value if name == "winner" else saved[name] | dict(value) for name, value in given.items()
        }
        self._motions = MotionQueue()
        super().__init__(entries=entry_rows(self._shown()), **values, **more)
        self.on_close(self._motions.stop)
        for name in given:
            self._annotations.keep(self._all(), name, saved[name], getattr(self, name))
        self.observe(self._save_annotation, ANNOTATIONS)

    def _all(self) -> Sequence[CompareEntry]:
        """Everything that can be compared."""
        raise NotImplementedError

    def _shown(self) -> Sequence[CompareEntry]:
        """The entries that the page shows."""
        return self._all()

    @property
    def clips(self) -> dict[str, Clip]:
        """The clips by label, including those of finished jobs."""
        return {entry.label: entry.clip for entry in self._all() if entry.clip is not None}

    def save_video(self, out: str | os.PathLike[str], **options: Any) -> Path:
        """Write the comparison as one MP4 with captions and offsets.

        Args:
            out: The path of the new file; an existing one is not replaced.
            options: As for `media.export.video.export_video`, such as `layout="grid"` or `audio_of="bold"`.

        Returns:
            The path of the file, which can have a number added to its name.
        """
        return self._save_video(self._shown(), out, **options)

    def _save_video(self, entries: Iterable[CompareEntry], out: str | os.PathLike[str], **options: Any) -> Path:
        from ...media.export.video import export_video

        films = {entry.label: entry.clip for entry in entries if entry.clip is not None}
        return export_video(films, out, **{"offsets": self.offsets, "winner": self.winner, **options})

    def save_page(self, out: str | os.PathLike[str], *, title: str = "Clips side by side") -> Path:
        """Write the player and the clips as one HTML file that works offline."""
        from ...media.export.page import write_page

        clips = {entry.key: entry.clip for entry in self._shown() if entry.clip is not None}
        traits = {name: getattr(self, name) for name in SAVED}
        traits["_motions"] = {key: motion_row(clip) for key, clip in clips.items() if clip.known_motion}
        script, style = ((STATIC / name).read_text("utf-8") for name in ("compare-page.js", "compare.css"))
        return write_page(out, script=script, style=style, traits=traits, clips=clips, title=title)

    def _on_save(self, message: Message) -> None:
        """Save the clips that the page shows, as a film or a page, in the folder of the first one."""
        shown = [entry for entry in self._shown() if entry.clip is not None]
        first = next((entry.clip for entry in shown if entry.clip is not None), None)
        if first is None:
            raise BadInput("There is no finished clip to save.")
        folder = first.path.parent
        if message.get("what") == "page":
            path = self.save_page(folder / "comparison.html")
        else:
            layout = self.arrangement if self.arrangement in VIDEO_LAYOUTS else "grid"
            if layout == "wipe":
                # The page shows two of them.
                pair = [entry for key in message.get("keys", ())[:2] for entry in shown if entry.key == key]
                layout, shown = (layout, pair) if len(pair) == 2 else ("grid", shown)
            heard = next((entry.label for entry in shown if entry.key == message.get("heard")), None)
            out = folder / "comparison.mp4"
            try:
                path = self._save_video(shown, out, layout=layout, length="longest", audio_of=heard)
            except KreaError:
                # The clip that is heard may have no audio; any other reason is the same again.
                path = self._save_video(shown, out, layout=layout, length="longest")
        self._reply(message, "saved", path=shown_path(path))

    def _on_motion(self, message: Message) -> None:
        """Measure how the camera of a clip moves, for the page."""
        clip = next((entry.clip for entry in self._shown() if entry.key == message.get("key")), None)
        if clip is None:
            raise KreaError("This clip is no longer known here.")

        def answer(error: Exception | None) -> None:
            self._run_handler(lambda message: self._reply_motion(message, clip, error), message)

        if self._in_place():
            self._reply_motion(message, clip, None)
        else:
            self._motions.add(_motion_key(message), clip, answer)

    def _reply_motion(self, message: Message, clip: Clip, error: Exception | None) -> None:
        if error is not None:
            raise error
        self._reply(message, "motion", **motion_row(clip))

    def _on_motion_stop(self, message: Message) -> None:
        """The page no longer shows this clip."""
        self._motions.stop(_motion_key(message))

    # the person's annotations

    @traitlets.validate("winner")
    def _known_winner(self, proposal: Mapping[str, Any]) -> str:
        label = str(proposal["value"])
        self._check_labels([label] if label else [])
        return label

    @traitlets.validate("ratings")
    def _fair_ratings(self, proposal: Mapping[str, Any]) -> dict[str, int]:
        ratings = dict(proposal["value"])
        self._check_labels(ratings)
        for label, stars in ratings.items():
            if isinstance(stars, bool) or stars not in range(1, MOST_STARS + 1):
                raise traitlets.TraitError(f'The rating of "{label}" has to be 1 to {MOST_STARS} stars, not {stars!r}.')
        return {label: int(stars) for label, stars in ratings.items()}

    @traitlets.validate("notes")
    def _plain_notes(self, proposal: Mapping[str, Any]) -> dict[str, str]:
        self._check_labels(proposal["value"])
        return {label: str(text) for label, text in proposal["value"].items()}

    @traitlets.validate("offsets")
    def _possible_offsets(self, proposal: Mapping[str, Any]) -> dict[str, float]:
        offsets = dict(proposal["value"])
        self._check_labels(offsets)
        for label, seconds in offsets.items():
            number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
            if not number or not -MOST_OFFSET <= seconds <= MOST_OFFSET:
                raise traitlets.TraitError(f'The offset of "{label}" has to be a number of seconds, not {seconds!r}.')
        return {label: float(seconds) for label, seconds in offsets.items()}

    def _check_labels(self, labels: Any) -> None:
        known = [entry.label for entry in self._all()]
        for label in labels:
            if label not in known:
                raise traitlets.TraitError(f'There is no clip labelled "{label}". The labels are {", ".join(known)}.')

    def _save_annotation(self, change: Mapping[str, Any]) -> None:
        self._annotations.keep(self._all(), change["name"], change["old"], change["new"])

    # the page

    def _update_page(self) -> None:
        """Write the traits of the jobs' progress; called on any thread."""
        self.entries = entry_rows(self._shown())

    def _on_heartbeat(self, message: Message) -> None:
        """Repeat the entries for a page that may have missed them."""
        self._tell(message.get("view"), "entries", entries=entry_rows(self._shown()))

    def _on_thumbnail(self, message: Message) -> None:
        entry = self._entry(message.get("key"))
        thumbnail = self._thumbnail(entry) if entry is not None else b""
        self._reply(message, "thumbnail", [thumbnail] if thumbnail else [])

    def _thumbnail(self, entry: CompareEntry) -> bytes:
        """The clip's poster, or the thumbnail of the start image."""
        return entry.thumbnail

    def _clip_path(self, key: object) -> Path | None:
        entry = self._entry(key)
        return entry.clip.path if entry is not None and entry.clip is not None else None

    def _entry(self, key: object) -> CompareEntry | None:
        return next((entry for entry in self._all() if entry.key == key), None)

    def _plain_text(self) -> str:
        return "\n".join(["Clips side by side:", *(f"  {entry.label}" for entry in self._all())])

    def _fallback_html(self) -> str:
        return entries_html(self._all())

    def _fallback_clips(self) -> list[tuple[str, bytes]]:
        return saved_clips(self._all())


class Compare(Comparison):
    """A widget that plays clips in sync: seek, step and zoom them together, wipe between two, or show the difference.

    It shows up to four clips at a time. A running job has its image and a progress bar in the comparison until its clip
    is finished. The traits are set by the person, on the page or in a cell, and are saved in the journal.

    Args:
        clips: `{label: clip}`, a list, or an object with such a mapping in its attribute `clips`, such as a sweep. Each
            is a `Clip`, the path of an MP4 file, or a `Job`.
        by: "motion" puts the clips first that do what their prompts ask of the camera, and among those alike the ones
            that move most; captions begin with the verdict. Clips are measured first, which takes about a second for
            each 100 frames. Default: the order given.
        arrangement: "grid", "row" (side by side), "wipe" or "difference".
        winner, ratings, notes, offsets: Initial values of these attributes; default: those of the last comparison or of
            the gallery.
        studio: The `BaseStudio` whose journal saves the values; default: that of `krea.animate`.
        layout: An ipywidgets `Layout`, or a dict for one.
        blind: True makes another widget: pairs of clips without labels, until the person's votes give an order. It
            takes 2 to 24 finished clips, and of the other arguments only `studio` and `layout`. Its `ranking` has the
            clips from the best to the worst, with 90 % intervals and `to_csv()`; its `preferences` are sentences such
            as "You seem to prefer clips of Kling 2.5", if the votes support them; both are empty before the end.

    Attributes:
        entries: The page's data of each clip; only krea_widgets writes it.
        winner: The label of the chosen clip, or "".
        ratings: Stars by label, 1 to 5.
        notes: Texts by label.
        offsets: Seconds by label: a clip with 0.5 is half a second ahead.

    Raises:
        FileNotFoundError: A clip's file does not exist.
        TypeError: Something is neither a clip, a path nor a job.
        ValueError: There is nothing to compare, a file is not a complete MP4, or `by` is something else.
        MissingExtra: PyAV or OpenCV is not installed, for `by="motion"`.

    Example:
        ```python
        fast = {"model": "seedance 1.0 pro fast", "duration": 2, "resolution": "480p"}
        calm = krea.submit("cat.png", "calm drift", **fast)
        bold = krea.submit("cat.png", "bold push in", **fast)
        board = krea.Compare({"calm": calm, "bold": bold})
        # In a notebook, `board` shows the clips.
        calm.wait(), bold.wait()
        board.winner = "bold"
        board.clips[board.winner]
        # Which one do you prefer without knowing which it is?
        choice = krea.Compare(board, blind=True)
        ```
    """

    def __new__(cls, *arguments: Any, blind: bool = False, **options: Any) -> Any:
        if blind:
            return BlindComparison(*arguments, **options)
        return super().__new__(cls, *arguments, **options)

    def __init__(
        self,
        clips: Any,
        *,
        by: Literal["motion"] | None = None,
        arrangement: str = "grid",
        winner: str | None = None,
        ratings: Mapping[str, int] | None = None,
        notes: Mapping[str, str] | None = None,
        offsets: Mapping[str, float] | None = None,
        studio: BaseStudio | None = None,
        layout: Any = None,
        blind: bool = False,
    ) -> None:
        if by not in (None, "motion"):
            raise BadInput(f'by must be "motion" or None, not {by!r}.')
        self._entries = by_motion(compare_entries(clips)) if by else compare_entries(clips)
        annotations = {"winner": winner, "ratings": ratings, "notes": notes, "offsets": offsets}
        super().__init__(annotations, studio=studio, arrangement=arrangement, layout=layout)
        self._tracker = JobTracker(lambda _: self._update_page(), changed=lambda _: self._update_fallback())
        self.on_close(self._tracker.close)
        for entry in self._entries:
            if entry.job is not None and entry.clip is None:
                self._tracker.add(entry.job)

    # What `help` and Jupyter show, instead of the arguments of `__new__`.
    __signature__ = inspect.Signature([*inspect.signature(__init__).parameters.values()][1:])

    def _all(self) -> Sequence[CompareEntry]:
        return self._entries


def entries_html(entries: Sequence[CompareEntry]) -> str:
    """Clips side by side under their labels, as plain HTML; the first `MOST_SAVED` of them."""
    items = "".join(
        f'<div style="flex:1 1 260px;max-width:420px;min-width:0;break-inside:avoid">{_entry_html(one)}</div>'
        for one in entries[:MOST_SAVED]
    )
    rest = len(entries) - MOST_SAVED
    more = f'<div style="opacity:.75">and {rest} more: run the cell to see them</div>' if rest > 0 else ""
    return f'<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">{items}</div>{more}'


def motion_row(clip: Clip) -> dict[str, Any]:
    """How the camera of a clip moves: a sentence, and points on its curve."""
    motion, followed = clip.motion, clip.followed
    step = -(-len(motion.samples) // MOST_SAMPLES) or 1
    text = str(followed) if followed.verdicts else f"camera: {motion}"
    return {"text": text, "curve": [astuple(sample) for sample in motion.samples[::step]]}


def _motion_key(message: Message) -> tuple[object, object]:
    """Of a measurement: two views can ask for the same clip."""
    return message.get("view"), message.get("key")


def saved_clips(entries: Sequence[CompareEntry]) -> list[tuple[str, bytes]]:
    """Those of `entries_html`, each as a line and a poster."""
    return [saved_clip(one.clip, one.shot, one.progress) for one in entries[:MOST_SAVED]]


def _entry_html(entry: CompareEntry) -> str:
    heading = f'<div style="font-weight:600;margin-bottom:4px;overflow-wrap:anywhere">{escape_text(entry.label)}</div>'
    if entry.clip is not None:
        verdict = f"<div>{escape_text(entry.verdict)}</div>" if entry.verdict else ""
        return heading + verdict + clip_html(entry.clip)
    if entry.shot is None:
        return heading
    # A page that is reopened later keeps this text.
    then = "" if entry.progress.phase in FINISHED else f"On {date_time()}: "
    return heading + shot_html(entry.shot, f"{then}{entry.progress.message}")
