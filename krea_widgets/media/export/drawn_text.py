"""Writes any text into a picture: measured, wrapped, each sign in a font that has it; never fails on a sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from .fonts import Face, face_for

__all__ = ["clean", "is_legible", "measure", "wrap", "write"]

DOTS = "…"
WIDE = ("W", "F")  # East Asian signs, between which a line may be broken anywhere
TALL = 1.12  # height of an emoji by the size of the text
MOST = 2000  # characters of a text that are looked at


def clean(text: str, *, find: Callable[[str], Face | None] = face_for) -> str:
    """One line of signs that can be written: composed, without control characters, missing ones put into words."""
    text = text[: MOST + 1].encode("utf-8", "replace").decode("utf-8")  # lone surrogates
    text = unicodedata.normalize("NFC", "".join(" " if _is_gap(char) else char for char in text))
    text = " ".join(text.split())
    return "".join(_writable(sign, find) for sign in signs(text))


def is_legible(text: str, *, find: Callable[[str], Face | None] = face_for) -> bool:
    """Whether fonts are found for at least half of its signs, so that it can be read."""
    found = [find(sign[0]) is not None for sign in signs(unicodedata.normalize("NFC", text[:MOST])) if sign.strip()]
    return bool(found) and sum(found) * 2 >= len(found)


def signs(text: str) -> Iterator[str]:
    """The text in pieces that belong together: a letter with its marks, an emoji with its colour and joiners."""
    sign = ""
    for char in text:
        if sign and (
            _continues(char) or sign.endswith("\u200d") or (_is_flag(char) and len(sign) == 1 and _is_flag(sign))
        ):
            sign += char
            continue
        if sign:
            yield sign
        sign = char
    if sign:
        yield sign


def measure(text: str, size: int, *, bold: bool = False) -> float:
    """Width in pixels of a cleaned text."""
    return sum(_width(run, face, size) for run, face in _runs(text, bold))


def wrap(text: str, size: int, width: float, lines: int, *, bold: bool = False) -> list[str]:
    """A cleaned text in at most so many lines; what does not fit ends in an ellipsis."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines:
        line, rest = _line(rest, size, width, bold)
        found.append(line)
    if rest:
        found[-1] = _ended(f"{found[-1]} {rest}", size, width, bold)
    return found


def write(image: Any, place: tuple[float, float], text: str, size: int, colour: Any, *, bold: bool = False) -> None:
    """Write one line of a cleaned text; `place` is the left end of its baseline."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    x, y = place
    for run, face in _runs(text, bold):
        if face.strike:
            _stamp(image, (x, y), run, face, size)
        else:
            draw.text((x, y), run, font=face.at(size), fill=colour, anchor="ls")
        x += _width(run, face, size)


def _stamp(image: Any, place: tuple[float, float], sign: str, face: Face, size: int) -> None:
    """Put down an emoji, which comes in one size and in its own colours."""
    from PIL import Image, ImageDraw

    font = face.at(size)
    box = font.getbbox(sign)
    if box[2] <= box[0] or box[3] <= box[1]:
        return
    whole = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]))
    ImageDraw.Draw(whole).text((-box[0], -box[1]), sign, font=font, embedded_color=True)
    scale = size * TALL / face.strike
    small = whole.resize(
        (max(1, round(whole.width * scale)), max(1, round(whole.height * scale))), Image.Resampling.LANCZOS
    )
    image.paste(small, (round(place[0]), round(place[1] + size * 0.2 - small.height)), small)


def _runs(text: str, bold: bool) -> Iterator[tuple[str, Face]]:
    """The text in runs of one font each; emoji one by one."""
    run, used = "", None
    for sign in signs(text):
        face = used if sign == " " and used and not used.strike else face_for(sign, bold=bold)
        if face is None:
            continue
        if run and (face is not used or face.strike):
            if used is not None:
                yield run, used
            run = ""
        run, used = run + sign, face
    if run and used is not None:
        yield run, used


def _width(run: str, face: Face, size: int) -> float:
    width = float(face.at(size).getlength(run))
    return width * size * TALL / face.strike if face.strike else width


def _line(text: str, size: int, width: float, bold: bool) -> tuple[str, str]:
    """As much of the text as fits in a line, broken where it may be, and the rest."""
    line = ""
    pieces = list(_pieces(text))
    for number, piece in enumerate(pieces):
        if measure((line + piece).rstrip(), size, bold=bold) > width:
            if line.strip():
                return line.rstrip(), "".join(pieces[number:]).lstrip()
            return _forced(piece, "".join(pieces[number + 1 :]), size, width, bold)
        line += piece
    return line.rstrip(), ""


def _forced(piece: str, after: str, size: int, width: float, bold: bool) -> tuple[str, str]:
    """A word that is wider than the line is broken between signs; at least one of them is taken."""
    parts = list(signs(piece))
    count = 1
    while count < len(parts) and measure("".join(parts[: count + 1]), size, bold=bold) <= width:
        count += 1
    return "".join(parts[:count]).rstrip(), ("".join(parts[count:]) + after).lstrip()


def _pieces(text: str) -> Iterator[str]:
    """Words with the space after them, and East Asian signs one by one."""
    word = ""
    for sign in signs(text):
        alone = (
            unicodedata.east_asian_width(sign[0]) in WIDE and not "\uac00" <= sign[0] <= "\ud7a3"
        )  # Korean has spaces
        if word and (alone or (word.endswith(" ") and sign != " ")):
            yield word
            word = ""
        word += sign
        if alone:
            yield word
            word = ""
    if word:
        yield word


def _ended(text: str, size: int, width: float, bold: bool) -> str:
    """The text cut so that it fits with an ellipsis."""
    parts = list(signs(text[:MOST]))
    low, high = 0, len(parts)
    while low < high:  # the most signs that fit
        middle = (low + high + 1) // 2
        if measure("".join(parts[:middle]).rstrip() + DOTS, size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(parts[:low]).rstrip(" ,;:-") + DOTS


def _continues(char: str) -> bool:
    number = ord(char)
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char == "\u200d"
        or 0x1F3FB <= number <= 0x1F3FF  # the colours of skin
        or 0xE0020 <= number <= 0xE007F  # tags: the flags of regions
    )


def _is_flag(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _is_gap(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Zl", "Zp")


def _writable(sign: str, find: Callable[[str], Face | None]) -> str:
    """The sign itself, else the sign without its marks, else words for an emoji and a mark for a letter."""
    char = sign[0]
    if find(sign):
        return sign
    if find(char):
        return char
    if unicodedata.category(char) in ("Cf", "Cn", "Co", "Mn", "Me", "Mc"):
        return ""
    if unicodedata.category(char) in ("So", "Sk", "Sm", "Sc"):
        name = unicodedata.name(char, "").lower()
        return f"[{name}]" if name else "?"
    return "?"
