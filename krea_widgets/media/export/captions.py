"""The captions of a comparison (label, prompt, model), painted once for all frames, in any characters.

Fonts of this machine write them: measured, wrapped, and never a failure on any character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ..._util.text import ellipsis
from .layout import LINE_HEIGHT, FrameLayout

__all__ = ["Caption", "clean", "face_for", "is_legible", "line_count", "measure", "paint_background", "wrap", "write"]

BACKGROUND, EMPTY = (18, 18, 22), (0, 0, 0)
LABEL, PROMPT, SOURCE = (244, 244, 246), (190, 190, 198), (142, 142, 152)
# Size of the prompt by that of the label.
SMALL = 0.86
# Lines of a label, and of a prompt.
MOST_LINES = 2
# Regular and bold. The first font that has a character writes it.
FONTS = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"), ("segoeui.ttf", "segoeuib.ttf"), ("Arial.ttf", "Arial Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"), ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"), ("NanumGothic.ttf", "NanumGothicBold.ttf"),
    ("malgun.ttf", "malgunbd.ttf"), ("AppleSDGothicNeo.ttc", "AppleSDGothicNeo.ttc"), ("msyh.ttc", "msyhbd.ttc"),
    ("PingFang.ttc", "PingFang.ttc"), ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc"),
    ("wqy-zenhei.ttc", "wqy-zenhei.ttc"), ("seguisym.ttf", "seguisym.ttf"), ("Apple Symbols.ttf", "Apple Symbols.ttf"),
)  # fmt: skip
# With the one size in pixels that each certainly has.
EMOJI = (("NotoColorEmoji.ttf", 109), ("Apple Color Emoji.ttc", 160), ("seguiemj.ttf", 109))
# No character has this number, so every font draws its sign for missing ones.
UNASSIGNED = "\u0378"
# Height of an emoji by the size of the text.
EMOJI_SCALE = 1.12
# Characters of a text that are read.
MOST_CHARACTERS = 2000
# A flag, or a character with its marks, skin tones, tags and joined characters.
CLUSTER = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|.(?:[\u0300-\u036f\u0483-\u0489\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
    "\U000e0020-\U000e007f]|\u200d.?)*",
    re.DOTALL,
)
# Parts of a cluster that a font need not have.
INVISIBLE = re.compile(r"[\s\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]")
# Words with their space, and Chinese and Japanese characters one by one: lines can be broken between those.
PIECE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]|[^\\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]+\\s?|\\s")


@dataclass(frozen=True)
class Caption:
    """The texts under one clip; each can be ""."""

    label: str
    prompt: str = ""
    source: str = ""

    def cleaned(self, number: int) -> Caption:
        """The caption in characters that fonts have; an illegible label becomes the clip's number."""
        label = clean(self.label) if is_legible(self.label) else f"Clip {number}"
        prompt = clean(self.prompt)
        # A label that begins with the prompt says it already.
        return Caption(label, "" if label.startswith(prompt) else prompt, clean(self.source))

    def lines(self, size: int, width: float) -> list[tuple[str, int, Any, bool]]:
        """Text, size, colour and boldness of each line."""
        small = max(11, round(size * SMALL))
        lines = [(line, size, LABEL, True) for line in wrap(self.label, size, width, MOST_LINES, bold=True)]
        lines += [(line, small, PROMPT, False) for line in wrap(self.prompt, small, width, MOST_LINES)]
        lines += [(line, small, SOURCE, False) for line in wrap(self.source, small, width, 1)]
        return lines


def line_count(captions: Sequence[Caption], layout: FrameLayout) -> float:
    """Height of the highest caption, in lines of full size."""
    pairs = zip(captions, layout.captions, strict=True)
    sizes = [[line[1] for line in caption.lines(layout.text, box.width - layout.text / 2)] for caption, box in pairs]
    return max(map(sum, sizes)) / layout.text


def paint_background(captions: Sequence[Caption], layout: FrameLayout, *, wipe: bool) -> Image.Image:
    """All that does not move: the background, the captions, and black where the clips go."""
    image = Image.new("RGB", (layout.width, layout.height), BACKGROUND)
    for box in layout.clips:
        image.paste(EMPTY, (box.x, box.y, box.x + box.width, box.y + box.height))
    for number, (caption, box) in enumerate(zip(captions, layout.captions, strict=True)):
        y = box.y + layout.text * 0.35
        for text, size, colour, bold in caption.lines(layout.text, box.width - layout.text / 2):
            y += size * 1.05
            # In a wipe, the caption of the right clip is aligned right.
            right = wipe and number == 1
            x = box.x + (box.width - measure(text, size, bold=bold) if right else 0)
            write(image, (x, y), text, size, colour, bold=bold)
            y += size * (LINE_HEIGHT - 1.05)
    return image


class Face:
    """A font at any size; an emoji font (`strike` > 0) is drawn at one size and scaled."""

    def __init__(self, font: Any, strike: int = 0) -> None:
        self.strike = strike
        self.at = cache(lambda size: font.font_variant(size=strike or size))
        self._missing = self._mask(UNASSIGNED)

    def _mask(self, text: str) -> bytes:
        return bytes(self.at(24).getmask(text, mode="L"))

    def has(self, cluster: str) -> bool:
        masks = [self._mask(char) for char in INVISIBLE.sub("", cluster)]
        # One half of a flag can be empty.
        return all(mask != self._missing and (any(mask) or self.strike) for mask in masks)

    def width(self, text: str, size: int) -> float:
        return float(self.at(size).getlength(text)) * self.scale(size)

    def scale(self, size: int) -> float:
        return size * EMOJI_SCALE / self.strike if self.strike else 1.0


@cache
def _face(name: str, strike: int = 0) -> Face | None:
    try:
        # Pillow looks for the name in the system's font folders.
        return Face(ImageFont.truetype(name, strike or 24) if name else ImageFont.load_default(24), strike)
    except OSError:
        return None


@cache
def face_for(cluster: str, *, bold: bool = False) -> Face | None:
    """The first font that has every character of the cluster; the last candidate is the one inside Pillow."""
    letters = [(names[bold], 0) for names in FONTS] + [("", 0)]
    emoji = "\ufe0f" in cluster or any("\U0001f000" <= char <= "\U0001faff" for char in cluster)
    faces = (_face(*font) for font in ([*EMOJI, *letters] if emoji else [*letters, *EMOJI]))
    return next((face for face in faces if face is not None and face.has(cluster)), None)


def clean(text: str) -> str:
    """One line without control characters; a character without a font becomes its name in brackets or "?"."""
    text = unicodedata.normalize("NFC", text[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8"))
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    return "".join(map(_writable, CLUSTER.findall(" ".join(text.split()))))


def _writable(cluster: str) -> str:
    first, kind = cluster[0], unicodedata.category(cluster[0])
    if face_for(cluster):
        return cluster
    if face_for(first):
        return first
    if kind[0] == "S":
        return f"[{unicodedata.name(first, 'symbol').lower()}]"
    return "" if kind[0] in "CM" else "?"


def is_legible(text: str) -> bool:
    """Whether there are fonts for at least half of the characters."""
    chars = [char for char in text[:MOST_CHARACTERS] if char.strip()]
    return bool(chars) and sum(face_for(char) is not None for char in chars) * 2 >= len(chars)


def _runs(text: str, bold: bool) -> Iterator[tuple[str, Face]]:
    for face, clusters in groupby(CLUSTER.findall(text), lambda cluster: face_for(cluster, bold=bold)):
        if face is not None:
            yield "".join(clusters), face


def measure(text: str, size: int, *, bold: bool = False) -> float:
    """Width in pixels of a cleaned text."""
    return sum(face.width(run, size) for run, face in _runs(text, bold))


def wrap(text: str, size: int, width: float, most: int, *, bold: bool = False) -> list[str]:
    """A cleaned text in at most `most` lines; what does not fit ends in an ellipsis."""

    def fits(line: str) -> bool:
        return measure(line.rstrip(), size, bold=bold) <= width

    lines = [""]
    for piece in PIECE.findall(text):
        # A word that is wider than a line is broken anywhere.
        for part in [piece] if fits(piece) else CLUSTER.findall(piece):
            if lines[-1] and not fits(lines[-1] + part):
                lines.append("")
            lines[-1] += part
        if len(lines) > most:
            break
    if len(lines) > most:
        last = "".join(lines[most - 1 :])
        while not fits(ellipsis(last, len(last) - 1)) and len(last) > 2:
            last = last[:-1]
        lines[most - 1 :] = [ellipsis(last, len(last) - 1)]
    return [line.rstrip() for line in lines if line]


def write(image: Image.Image, place: tuple[float, float], text: str, size: int, colour: Any, *, bold: bool) -> None:
    """Write one line of a cleaned text; `place` is the left end of its baseline."""
    x, y = place
    for run, face in _runs(text, bold):
        if face.strike:
            _paste_emoji(image, x, y, run, face, size)
        else:
            ImageDraw.Draw(image).text((x, y), run, font=face.at(size), fill=colour, anchor="ls")
        x += face.width(run, size)


def _paste_emoji(image: Image.Image, x: float, y: float, run: str, face: Face, size: int) -> None:
    left, top, right, bottom = map(round, face.at(size).getbbox(run))
    if right <= left or bottom <= top:
        return
    large = Image.new("RGBA", (right - left, bottom - top))
    ImageDraw.Draw(large).text((-left, -top), run, font=face.at(size), embedded_color=True)
    scale = face.scale(size)
    small = large.resize((max(1, round(large.width * scale)), max(1, round(large.height * scale))))
    image.paste(small, (round(x), round(y + size * 0.2 - small.height)), small)
