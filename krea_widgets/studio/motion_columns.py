"""The measured motion of clips, as columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..media import Clip

__all__ = ["with_motion"]


def with_motion(rows: Iterable[Mapping[str, Any]], clips: Iterable[Clip | None]) -> list[dict[str, Any]]:
    """The rows, with the figures of those clips that were measured; without any, the rows as they are.

    The columns have the names of `ClipMotion`; `followed` has the verdicts, `followed_share` its share. None where a
    clip was not measured.
    """
    found = [_figures(clip) for clip in clips]
    names = next((list(figures) for figures in found if figures), [])
    return [{**row, **{name: figures.get(name) for name in names}} for row, figures in zip(rows, found, strict=True)]


def _figures(clip: Clip | None) -> dict[str, Any]:
    motion = clip.known_motion if clip is not None else None
    if clip is None or motion is None:
        return {}
    followed = clip.followed
    return {**motion.figures(), "followed": str(followed), "followed_share": followed.share}
