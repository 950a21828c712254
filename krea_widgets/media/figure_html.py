"""Figures for a notebook that is reopened without its kernel, and that of an unfinished shot."""

from __future__ import annotations

import base64

from .._util.html import escape, escape_text
from .shot import Shot

__all__ = ["EDGE", "FRAME", "QUIET", "figure", "image_html", "poster_uri", "prompt_html", "shot_html"]

# Bytes. The notebook saves the poster with every clip.
MOST_POSTER = 30_000
QUIET = "color:var(--jp-ui-font-color2,inherit);font-size:0.92em"
CLAMP = "display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden"
EDGE = "border:1px solid var(--jp-border-color1,rgba(128,128,128,.5));border-radius:6px"
FRAME = f"display:block;max-width:100%;height:auto;{EDGE}"


def shot_html(shot: Shot, message: str, *, hide_class: str = "") -> str:
    """A figure with an unfinished shot: its dimmed start image and a message."""
    still = shot.start_image
    lines = [prompt_html(shot.prompt)] if shot.prompt else []
    lines.append(f'<div style="{QUIET}">{escape_text(shot.model)}</div>')
    lines.append(f'<div role="status">{escape_text(message)}</div>')
    return figure(image_html(still.preview, style=";opacity:.6") if still else "", lines, hide_class)


def prompt_html(prompt: str) -> str:
    """The prompt, of which a page shows three lines."""
    return f'<div style="{CLAMP}">{escape_text(prompt)}</div>'


def figure(media: str, lines: list[str], hide_class: str) -> str:
    """An image or a video over its caption; a live widget's style sheet hides it by `hide_class`."""
    names = escape(f"kw-clip {hide_class}".strip())
    style = "margin:0;max-width:100%;color:var(--jp-content-font-color1,inherit)"
    caption = f'<figcaption style="margin-top:4px;overflow-wrap:anywhere">{"".join(lines)}</figcaption>'
    return f'<figure class="{names}" style="{style}">{media}{caption}</figure>'


def image_html(jpeg: bytes, *, style: str = "") -> str:
    """An image without a meaning of its own, or "" without a JPEG that is small enough."""
    uri = poster_uri(jpeg)
    return f'<img alt="" src="{uri}" style="{FRAME}{style}">' if uri else ""


def poster_uri(jpeg: bytes) -> str:
    """A data: URI, or "" without a JPEG that is small enough to be saved in a notebook."""
    small = 0 < len(jpeg) <= MOST_POSTER
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii") if small else ""
