"""A comparison as one HTML file that opens without network or kernel: the films, the player, its style, all inside."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from ..._util.html import escape
from ...errors import KreaError
from ..clip import Clip
from .files import BadComparison, write_new

__all__ = ["write_page"]

MOST_BYTES = 300_000_000  # of all films: in base64 they grow by a third, and browsers refuse texts of half a gigabyte
PIECE = 3 * 256 * 1024  # bytes read at a time; a multiple of three, so that base64 can be joined

LOOK = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; background: Canvas; color: CanvasText; font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.2em; margin: 0 0 12px; overflow-wrap: anywhere; }
"""

# Nothing may come from, or go, anywhere: what the page shows is in the page.
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
    films: Mapping[str, Clip | str | os.PathLike[str]],
    title: str = "Clips side by side",
) -> Path:
    """Write a widget's page with its films into one file, which plays from a disk with the network off.

    Args:
        out: The HTML file. An existing one is never written over: it is then called name-2.html and so on.
        script: An ES module that imports and exports nothing. It finds the traits as JSON in `#krea-traits`, each film
            as base64 in a `[data-krea-clip]`, and an empty `#krea-page` to render into.
        style: Its style sheet.
        traits: Its traits, JSON data. Of each clip in `entries` the address is taken out, and the folder of its path.
        films: MP4 files by the key under which the widget asks for them ("pull").
        title: The page's heading.

    Returns:
        Where the page is.

    Raises:
        BadComparison: There is no film, or they are too large for a page.
        KreaError: A film cannot be read, or the page cannot be written.
    """
    paths = {key: film.path if isinstance(film, Clip) else Path(film).expanduser() for key, film in films.items()}
    _check(paths)
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{LOOK}{_inside(style, 'style')}</style>\n</head>\n"
        f'<body>\n<h1>{escape(title)}</h1>\n<div id="krea-page"></div>\n'
        "<noscript>This page plays its films with JavaScript, which is switched off here.</noscript>\n"
    )

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(head)
            file.write(f'<script type="application/json" id="krea-traits">{_json(_public(traits))}</script>\n')
            for key, path in paths.items():
                _embed(file, key, path)
            file.write(f'<script type="module">{_inside(script, "script")}</script>\n</body>\n</html>\n')

    return write_new(out, ".html", write)


def _check(paths: Mapping[str, Path]) -> None:
    if not paths:
        raise BadComparison("There is no clip to put into a page.")
    whole = 0
    for path in paths.values():
        try:
            whole += path.stat().st_size
        except OSError as error:
            raise KreaError(f"{path.name} is not there any more.", details=repr(error)) from error
    if whole > MOST_BYTES:
        what = f"These clips have {whole / 1e6:.0f} MB, and one page holds at most {MOST_BYTES / 1e6:.0f} MB."
        raise BadComparison(what, advice="Take fewer of them, or export a film.")


def _embed(file: TextIO, key: str, path: Path) -> None:
    """A film as text in a script element, which no browser runs, decodes or lays out."""
    file.write(f'<script type="text/plain" data-krea-clip="{escape(key)}">')
    file.writelines(base64.b64encode(piece).decode("ascii") for piece in _pieces(path))
    file.write("</script>\n")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as film:
        while piece := film.read(PIECE):
            yield piece


def _public(traits: Mapping[str, Any]) -> dict[str, Any]:
    """The traits without what is nobody else's business: where the files are on this machine and at Krea."""
    entries = [dict(entry) for entry in traits.get("entries", ())]
    for entry in entries:
        if isinstance(entry.get("clip"), Mapping):
            clip = dict(entry["clip"])
            entry["clip"] = clip | {"url": "", "path": Path(str(clip.get("path", ""))).name}
    return {**traits, "entries": entries}


def _json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("<", "\\u003c").replace(">", "\\u003e")


def _inside(text: str, element: str) -> str:
    """Code that cannot end its element: within strings, the only place it can stand, the backslash changes nothing."""
    return re.sub(rf"</(?={element})", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", "<\\!--")
