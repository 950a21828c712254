"""What a notebook saves of clips: a small image with text, which every page shows, and HTML, which plays them.

A page shows one kind of an output, and prefers HTML. nbconvert's sanitiser and code hosts take the video out of it.
So the image is an output of its own, which the HTML hides wherever its style is kept.
"""

from __future__ import annotations

import base64
import functools
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .._util.html import WITH_STYLES_ONLY
from .._util.notebook import publish
from .image_codec import open_image, thumbnail

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["clip_outputs", "show_clips"]

# A comment in the JPEG. At this offset, its Base64 is that of "krea_widgets" alone.
MARK = b"\xff\xfe\x00\x0ekrea_widgets"
MARKED = f'img[src*="{base64.b64encode(MARK[4:]).decode()}"]'
# The second rule is for Markdown, where the image is a file of its own in the paragraph before the HTML.
HIDE = f"<style>{MARKED}{{display:none}}p:has(+.jp-FileSize-hidden>style)>img{{display:none}}</style>"
# Pixels of a poster in the image, and its share of the bytes of the one in the HTML: the notebook file holds both.
HEIGHT, WIDEST, SHARE = 120, 214, 6
IN_A_ROW, GAP = 4, 6
# A JPEG of one white pixel: Pillow is imported when there is a poster.
DOT = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i"
    "Z2hnPk1xeXBkeFxlZ2P/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI"
    "AQEAAD8AQH//2Q=="
)


def show_clips(html: str, text: str, posters: Iterable[bytes]) -> None:
    """Publish the image and the HTML below the cell; arguments as for `clip_outputs`."""
    for data in clip_outputs(html, text, posters).values():
        publish(data)


def clip_outputs(html: str, text: str, posters: Iterable[bytes], name: str = "") -> dict[str, dict[str, str]]:
    """The outputs' data by their IDs, in the order of the page.

    Args:
        text: What each of both says in a front end that shows neither images nor HTML.
        posters: JPEGs.
        name: The ID of the HTML; the image has the same and "-image".
    """
    image = base64.b64encode(_contact_sheet(tuple(posters))).decode()
    # VS Code's notebooks keep the style, but show an image by another address, so that nothing would hide it.
    shown = {} if "VSCODE_PID" in os.environ else {f"{name}-image": {"image/jpeg": image, "text/plain": text}}
    return {**shown, name: {"text/html": f"<div {WITH_STYLES_ONLY}>{HIDE}</div>{html}", "text/plain": text}}


@functools.lru_cache(maxsize=8)
def _contact_sheet(posters: tuple[bytes, ...]) -> bytes:
    """A JPEG with all that can be decoded, in rows; a white dot without one."""
    if not any(posters):
        return DOT[:2] + MARK + DOT[2:]
    from PIL import Image

    cells = [cell for poster in posters if (cell := _cell(poster)) is not None]
    rows = [cells[place : place + IN_A_ROW] for place in range(0, len(cells), IN_A_ROW)]
    width = max((sum(cell.width + GAP for cell in row) for row in rows), default=1 + GAP) - GAP
    sheet = Image.new("RGB", (width, max(1, (HEIGHT + GAP) * len(rows) - GAP)), "white")
    for place, row in enumerate(rows):
        left = 0
        for cell in row:
            sheet.paste(cell, (left, place * (HEIGHT + GAP)))
            left += cell.width + GAP
    jpeg = thumbnail(sheet, max(sheet.size), sum(map(len, posters)) // SHARE)
    return jpeg[:2] + MARK + jpeg[2:]


def _cell(poster: bytes) -> Image.Image | None:
    try:
        image = open_image(poster)
        if image is not None:
            image.thumbnail((WIDEST, HEIGHT))
    # Somebody may have edited the sidecar, and hostile bytes raise nearly anything in a decoder.
    except Exception:
        return None
    return image
