"""Clips and shots as HTML for a reopened notebook without its kernel."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Protocol

from .._util.files import is_file, served_url, shown_path
from .._util.html import escape, escape_text
from .._util.price import Price
from .._util.text import clock_time
from .shot import Shot

__all__ = ["clip_html", "clip_price", "shot_html"]

# Bytes. The notebook saves the poster with every clip.
MOST_POSTER = 30_000
# Pixels on the page; the video's own controls make it fill the screen.
WIDEST, HIGHEST = 640, 480
QUIET = "color:var(--jp-ui-font-color2,inherit);font-size:0.92em"
EDGE = "border:1px solid var(--jp-border-color1,rgba(128,128,128,.5));border-radius:6px"
FRAME = f"display:block;max-width:100%;height:auto;{EDGE}"


class AnyClip(Protocol):
    """What this module reads of `clip.Clip`, which imports this module."""

    @property
    def path(self) -> Path: ...
    @property
    def url(self) -> str: ...
    @property
    def settings(self) -> dict[str, Any]: ...
    @property
    def backend(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def prompt(self) -> str: ...
    @property
    def poster(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def duration(self) -> float: ...
    def text(self, key: str) -> str: ...


def clip_html(clip: AnyClip, *, hide_class: str = "") -> str:
    """A figure with the clip and its caption; the MP4 is linked, never embedded.

    Args:
        clip: Without its MP4, the figure shows the poster and the caption.
        hide_class: A class by which a live widget's style sheet hides the figure.
    """
    lines = [f"<div>{escape_text(clip.prompt)}</div>"] if clip.prompt else []
    facts = [escape_text(clip.text("title") or clip.model), *_measures(clip), escape_text(clip_price(clip))]
    lines.append(f'<div style="{QUIET}">{" · ".join(fact for fact in facts if fact)}</div>')
    if clip.backend == "sandbox":
        lines.append(f'<span style="{QUIET};{EDGE};padding:0 6px">sandbox: rendered here, free</span>')
    there = is_file(clip.path)
    where = escape_text(shown_path(clip.path)) if there else f"no longer at {escape_text(shown_path(clip.path))}"
    lines.append(f'<div style="{QUIET}">{where}</div>')
    if clip.text("call"):
        call = f'<pre style="white-space:pre-wrap;margin:4px 0">{escape_text(clip.text("call"))}</pre>'
        lines.append(f'<details style="{QUIET}"><summary>settings</summary>{call}</details>')
    return _figure(_video(clip), lines, hide_class)


def shot_html(shot: Shot, message: str, *, hide_class: str = "") -> str:
    """A figure with an unfinished shot: its dimmed start image and a message."""
    still = shot.start_image
    image = _image(still.preview, dim=True) if still else ""
    lines = [f"<div>{escape_text(shot.prompt)}</div>"] if shot.prompt else []
    lines.append(f'<div style="{QUIET}">{escape_text(shot.model)}</div>')
    lines.append(f'<div role="status">{escape_text(message)}</div>')
    return _figure(image, lines, hide_class)


def _figure(media: str, lines: list[str], hide_class: str) -> str:
    names = escape(f"kw-clip {hide_class}".strip())
    style = "margin:0;max-width:100%;color:var(--jp-content-font-color1,inherit)"
    caption = f'<figcaption style="margin-top:4px;overflow-wrap:anywhere">{"".join(lines)}</figcaption>'
    return f'<figure class="{names}" style="{style}">{media}{caption}</figure>'


def _video(clip: AnyClip) -> str:
    """A video element, or the poster if a page cannot reach the clip."""
    source = _source(clip)
    if not source:
        return _image(clip.poster)
    poster = f' poster="{_data_uri(clip.poster)}"' if _fits(clip.poster) else ""
    label = f' aria-label="{escape(clip.prompt)}"' if clip.prompt else ""
    return (
        f"<video controls loop muted playsinline{label} "
        f'preload="metadata" src="{escape(source)}"{poster} style="{FRAME};object-fit:cover{_box(clip)}"></video>'
    )


def _source(clip: AnyClip) -> str:
    """The clip's URL for a page: relative to the notebook if the MP4 is below it, else Krea's, else "".

    Notebook servers, saved notebooks and exported pages all accept a relative, percent-quoted URL, and no other form.
    """
    address = served_url(clip.path)
    if address and is_file(clip.path):
        return address
    return clip.url if clip.backend == "krea" and clip.url.startswith("https://") else ""


def _box(clip: AnyClip) -> str:
    """Styles that reserve the video's space before it has loaded, so that the page does not jump."""
    try:
        width, height = clip.width, clip.height
    except (OSError, ValueError):
        return ""
    shown = min(width, WIDEST, max(1, HIGHEST * width // height))
    return f";width:{shown}px;aspect-ratio:{width}/{height}"


def _measures(clip: AnyClip) -> list[str]:
    """Duration, size, and how long the job took."""
    try:
        found = [f"{clip.duration:.3g} s", f"{clip.width}×{clip.height}"]
    except (OSError, ValueError):
        found = []
    taken = clip.settings.get("seconds")
    if isinstance(taken, (int, float)) and 0 < taken < 1e6:
        found.append(f"made in {clock_time(taken)}")
    return found


def clip_price(clip: AnyClip) -> str:
    """ "$0.37" or "about $0.37" for a clip of Krea, else "": the sandbox's badge says that a clip is free."""
    price = Price.from_json(clip.settings.get("price"))
    return "" if price is None or clip.backend == "sandbox" else str(price)


def _fits(jpeg: bytes) -> bool:
    return 0 < len(jpeg) <= MOST_POSTER


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _image(jpeg: bytes, *, dim: bool = False) -> str:
    if not _fits(jpeg):
        return ""
    return f'<img alt="" src="{_data_uri(jpeg)}" style="{FRAME}{";opacity:.6" if dim else ""}">'
