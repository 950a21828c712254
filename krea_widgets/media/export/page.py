"""A comparison as one HTML file with its clips and player, which opens without network or kernel."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from ..._util.html import escape
from ...errors import KreaError
from ..clip import Clip
from . import BadComparison, write_new

__all__ = ["write_page"]

# Bytes of all clips. Base64 adds a third, and browsers refuse texts of half a gigabyte.
MOST_BYTES = 300_000_000
# Bytes read at a time; a multiple of three, so that base64 can be joined.
CHUNK = 3 * 256 * 1024

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; background: Canvas; color: CanvasText; font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.2em; margin: 0 0 12px; overflow-wrap: anywhere; }
"""

# The page loads nothing and sends nothing.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "media-src blob: data:; img-src blob: data:"
)


def write_page(
    out: str | os.PathLike[str],
    *,
    script: str,
    style: str,
    traits: Mapping[str, Any],
    clips: Mapping[str, Clip | str | os.PathLike[str]],
    title: str = "Clips side by side",
) -> Path:
    """Write a widget's page with its clips into one file, which plays offline.

    Args:
        out: The HTML file. An existing file is never overwritten: the new one is then called name-2.html and so on.
        script: An ES module without imports and exports. It finds the traits as JSON in `#krea-traits`, each clip as
            base64 in a `[data-krea-clip]`, and an empty `#krea-page` to render into.
        style: Its style sheet.
        traits: Its traits, JSON data. The URL and the folder of each clip in `entries` are removed.
        clips: MP4 files by the key that the widget requests ("pull").
        title: The page's heading.

    Raises:
        BadComparison: There is no clip, or they are too large for a page.
        KreaError: A clip cannot be read, or the page cannot be written.
    """
    paths = {key: clip.path if isinstance(clip, Clip) else Path(clip).expanduser() for key, clip in clips.items()}
    _check(paths)
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{_escape_end(style, 'style')}</style>\n</head>\n"
        f'<body>\n<h1>{escape(title)}</h1>\n<div id="krea-page"></div>\n'
        "<noscript>This page needs JavaScript to play its clips.</noscript>\n"
    )

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(head)
            file.write(f'<script type="application/json" id="krea-traits">{_json(_public(traits))}</script>\n')
            for key, path in paths.items():
                _embed(file, key, path)
            file.write(f'<script type="module">{_escape_end(script, "script")}</script>\n</body>\n</html>\n')

    return write_new(out, ".html", write)


def _check(paths: Mapping[str, Path]) -> None:
    if not paths:
        raise BadComparison("There is no clip to export.")
    total = 0
    for path in paths.values():
        try:
            total += path.stat().st_size
        except OSError as error:
            raise KreaError(f"{path.name} no longer exists.", details=repr(error)) from error
    if total > MOST_BYTES:
        what = f"These clips have {total / 1e6:.0f} MB, and one page holds at most {MOST_BYTES / 1e6:.0f} MB."
        raise BadComparison(what, advice="Select fewer clips, or export a video.")


def _embed(file: TextIO, key: str, path: Path) -> None:
    """Write a clip as text in a script element, which no browser runs, decodes or lays out."""
    file.write(f'<script type="text/plain" data-krea-clip="{escape(key)}">')
    with path.open("rb") as clip:
        while chunk := clip.read(CHUNK):
            file.write(base64.b64encode(chunk).decode("ascii"))
    file.write("</script>\n")


def _public(traits: Mapping[str, Any]) -> dict[str, Any]:
    """The traits without private data: folders on this machine, and URLs at Krea."""
    entries = [dict(entry) for entry in traits.get("entries", ())]
    for entry in entries:
        if isinstance(entry.get("clip"), Mapping):
            clip = dict(entry["clip"])
            entry["clip"] = clip | {"url": "", "path": Path(str(clip.get("path", ""))).name}
    return {**traits, "entries": entries}


def _json(value: Any) -> str:
    """JSON that cannot end its script element."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("<", "\\u003c").replace(">", "\\u003e")


def _escape_end(text: str, element: str) -> str:
    """Code that cannot end its element: an end tag can only be inside a string, where the backslash changes nothing."""
    return re.sub(rf"</(?={element})", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", "<\\!--")
