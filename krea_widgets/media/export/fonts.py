"""Finds fonts on this machine and tells which of them can write a sign: letters of any script, symbols, emoji."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["PLAIN", "Face", "face_for", "face_of"]

PLAIN = ""  # stands for the font inside Pillow, which is always there
STRIKES = (109, 136, 160, 128, 96, 64, 48, 40, 32, 20)  # sizes that fonts of pictures come in; Noto's is 109
NOBODY = "\u0378"  # no letter has this number, so that every font shows what it shows for signs it lacks
MOST_FILES = 600  # looked through for a rare sign

LETTERS = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("Roboto-Regular.ttf", "Roboto-Bold.ttf"),
    ("segoeui.ttf", "segoeuib.ttf"),
    ("HelveticaNeue.ttc", "HelveticaNeue.ttc"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansKR-Regular.ttf", "NotoSansKR-Bold.ttf"),
    ("NanumGothic.ttf", "NanumGothicBold.ttf"),
    ("malgun.ttf", "malgunbd.ttf"),
    ("AppleSDGothicNeo.ttc", "AppleSDGothicNeo.ttc"),
    ("msyh.ttc", "msyhbd.ttc"),
    ("PingFang.ttc", "PingFang.ttc"),
    ("seguisym.ttf", "seguisym.ttf"),
    ("Apple Symbols.ttf", "Apple Symbols.ttf"),
)
EMOJI = ("NotoColorEmoji.ttf", "seguiemj.ttf", "Apple Color Emoji.ttc")


class Face:
    """A font file at any size.

    Attributes:
        path: The file, or `PLAIN`.
        strike: The one size it has, when it is made of pictures; else 0.
    """

    def __init__(self, path: str) -> None:
        from PIL import ImageFont

        self.path = path
        self.strike = 0
        self._at: dict[int, Any] = {}
        if path == PLAIN:
            return
        try:
            ImageFont.truetype(path, 24)
        except OSError:
            self.strike = next((size for size in STRIKES if _opens(path, size)), 0)
            if not self.strike:
                raise

    def at(self, size: int) -> Any:
        """Pillow's font, at a size in pixels; at its one size, if it has but one."""
        from PIL import ImageFont

        size = self.strike or size
        if size not in self._at:
            self._at[size] = _plain(size) if self.path == PLAIN else ImageFont.truetype(self.path, size)
        return self._at[size]

    def has(self, sign: str) -> bool:
        """Whether it can write a sign (one or more code points that belong together)."""
        seen = [char for char in sign if not _is_silent(char)]
        missing = _shape(self, NOBODY)
        if self.strike:  # the parts of an emoji may be empty by themselves
            return any(_shape(self, sign)) and all(_shape(self, char) != missing for char in seen)
        return all(_shape(self, char) not in (missing, b"") for char in seen)


@cache
def face_of(path: str) -> Face | None:
    """A font file, or None when it cannot be read."""
    try:
        return Face(path)
    except (OSError, ValueError):
        return None


@cache
def face_for(sign: str, *, bold: bool = False) -> Face | None:
    """The font for a sign: the favourite that has it, else any on this machine, else None."""
    for path in _candidates(_is_emoji(sign), bold):
        face = face_of(path)
        if face is not None and face.has(sign):
            return face
    return None


def _candidates(emoji: bool, bold: bool) -> Iterator[str]:
    files = _files()
    pictures = [files[name.lower()] for name in EMOJI if name.lower() in files]
    letters = [files[pair[bold].lower()] for pair in LETTERS if pair[bold].lower() in files]
    yield from pictures if emoji else letters
    yield from letters if emoji else pictures
    yield PLAIN
    yield from list(files.values())[:MOST_FILES]


@cache
def _files() -> dict[str, str]:
    """Every font file by its name in lower case."""
    found: dict[str, str] = {}
    for folder in _folders():
        for here, _, names in os.walk(folder):
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")):
                    found.setdefault(name.lower(), str(Path(here) / name))
    return found


def _folders() -> list[Path]:
    home = Path("~").expanduser()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home))
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", Path(local) / "Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "fonts"
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), own, home / ".fonts"]


@cache
def _shape(face: Face, sign: str) -> bytes:
    """What a sign looks like, to be compared with what a missing one looks like; b"" for nothing."""
    from PIL import Image, ImageDraw

    size = face.strike or 24
    image = Image.new("RGBA", (2 * size, 2 * size))
    ImageDraw.Draw(image).text((size // 4, size // 4), sign, font=face.at(size), embedded_color=bool(face.strike))
    return image.tobytes() if image.getbbox() else b""


def _plain(size: int) -> Any:
    from PIL import ImageFont

    try:
        return ImageFont.load_default(size)
    except TypeError:  # Pillow 10.0 has it in one size only
        return ImageFont.load_default()


def _opens(path: str, size: int) -> bool:
    from PIL import ImageFont

    try:
        ImageFont.truetype(path, size)
    except OSError:
        return False
    return True


def _is_silent(char: str) -> bool:
    """Spaces, joiners, variation selectors, tags: nothing that is to be seen by itself."""
    return char.isspace() or "\ufe00" <= char <= "\ufe0f" or unicodedata.category(char) in ("Cf", "Cc")


def _is_emoji(sign: str) -> bool:
    return "\ufe0f" in sign or any(0x1F000 <= ord(char) <= 0x1FAFF for char in sign)
