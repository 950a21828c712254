"""Where each picture and each caption of a comparison stands: plain geometry, in pixels, every figure even."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["LEADING", "Box", "FrameLayout", "Layout", "even", "fit", "sheet"]

Layout = Literal["grid", "row", "wipe"]
Size = tuple[int, int]

EMPTY = 1.4  # how much an empty place weighs against a ratio that is off by e
WIDE = 16 / 9  # a grid comes as near to this ratio as it can
USUAL = (1920, 1080)  # the film's size at most, when no height is asked for
WIDEST = 3840  # pixels; H.264 decoders in browsers and phones end about there
LEAST = 320  # pixels of a picture's longer side: below it no caption could be read
LEADING = 1.34  # height of a line of text by its size
EDGE = 0.7  # space between things by the size of the text


@dataclass(frozen=True)
class Box:
    """A rectangle; `x` and `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class FrameLayout:
    """The whole frame.

    Attributes:
        width, height: Of the film.
        pictures: Where the clips go; for a wipe one and the same place for both.
        captions: Where their captions go.
        text: Size of the text.
    """

    width: int
    height: int
    pictures: tuple[Box, ...]
    captions: tuple[Box, ...]
    text: int


def sheet(sizes: Sequence[Size], layout: Layout, *, lines: float, height: int | None = None) -> FrameLayout:
    """The frame for clips of these sizes, as large as they are or as fits.

    Args:
        sizes: Width and height of each clip.
        layout: "grid", "row", or "wipe" (both clips in one place).
        lines: How many lines of text of full size fill a caption.
        height: Of the film; otherwise it is at most 1920 × 1080.
    """
    ratio = sorted(width / height for width, height in sizes)[len(sizes) // 2]
    count = 1 if layout == "wipe" else len(sizes)
    columns = count if layout == "row" else _columns(count, ratio)
    rows = math.ceil(count / columns)
    natural = max(_box(size, ratio)[1] for size in sizes)
    natural = max(natural, LEAST if ratio < 1 else round(LEAST / ratio))
    most = (WIDEST, height) if height else USUAL
    tall = even(most[1]) if height else natural
    while tall > 16:  # the largest cell with which all of it fits
        cell = _Cell.of(tall, ratio, lines)
        if all(size <= limit for size, limit in zip(cell.total(columns, rows), most, strict=True)):
            break
        tall -= 2
    return _laid_out(_Cell.of(tall, ratio, lines), count, columns, rows, height, wipe=layout == "wipe")


def fit(size: Size, box: Box) -> Box:
    """The place inside a box for a picture that keeps its ratio, centred; less than one percent is not seen."""
    ratio, own = box.width / box.height, size[0] / size[1]
    if abs(math.log(own / ratio)) < 0.01:
        return Box(0, 0, box.width, box.height)
    width = box.width if own > ratio else max(2, even(box.height * own))
    height = box.height if own <= ratio else max(2, even(box.width / own))
    return Box(even((box.width - width) / 2), even((box.height - height) / 2), width, height)


def even(number: float) -> int:
    """The even number at or below: pictures in yuv420p have two by two pixels of one colour."""
    return int(number) // 2 * 2


@dataclass(frozen=True)
class _Cell:
    """One picture with its caption."""

    width: int
    tall: int
    text: int
    caption: int
    gap: int

    @classmethod
    def of(cls, tall: int, ratio: float, lines: float) -> _Cell:
        tall = max(16, even(tall))
        width = max(16, even(round(tall * ratio)))
        text = min(44, max(13, round(math.sqrt(width * tall) / 27)))
        gap = even(text * EDGE)
        return cls(width, tall, text, even((lines * LEADING + EDGE) * text), gap)

    def total(self, columns: int, rows: int) -> Size:
        return (
            columns * self.width + (columns + 1) * self.gap,
            rows * (self.tall + self.caption) + (rows + 1) * self.gap,
        )


def _laid_out(cell: _Cell, count: int, columns: int, rows: int, height: int | None, *, wipe: bool) -> FrameLayout:
    width, needed = cell.total(columns, rows)
    whole = max(even(height), needed) if height else needed  # sixteen clips do not go into 144 pixels
    top = even((whole - needed) / 2)
    pictures = tuple(_places(cell, count, columns, width, top))
    under = tuple(Box(box.x, box.y + cell.tall, box.width, cell.caption) for box in pictures)
    if wipe:
        (one,), half = under, even(cell.width / 2) - cell.gap
        under = (Box(one.x, one.y, half, one.height), Box(one.x + cell.width - half, one.y, half, one.height))
        pictures = pictures * 2
    return FrameLayout(width, whole, pictures, under, cell.text)


def _places(cell: _Cell, count: int, columns: int, width: int, top: int) -> Iterator[Box]:
    for number in range(count):
        row, column = divmod(number, columns)
        here = min(columns, count - row * columns)  # a last row that is not full stands in the middle
        left = even((width - here * cell.width - (here - 1) * cell.gap) / 2)
        x = left + column * (cell.width + cell.gap)
        yield Box(x, top + cell.gap + row * (cell.tall + cell.caption + cell.gap), cell.width, cell.tall)


def _columns(count: int, ratio: float) -> int:
    """How many side by side, so that the whole is about as wide as a screen and few places stay empty."""

    def odd(columns: int) -> tuple[float, int]:
        rows = math.ceil(count / columns)
        empty = (rows * columns - count) / (rows * columns)
        return round(abs(math.log(columns * ratio / rows / WIDE)) + EMPTY * empty, 6), -columns

    return min(range(1, count + 1), key=odd)


def _box(size: Size, ratio: float) -> Size:
    """The box of that ratio that holds a picture of this size."""
    width = max(size[0], round(size[1] * ratio))
    return width, round(width / ratio)
