"""Boxes of the clips and captions in a comparison's frames, in pixels, every number even."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["LINE_HEIGHT", "Box", "FrameLayout", "Layout", "even", "fit", "frame_layout"]

Layout = Literal["grid", "row", "wipe"]
Size = tuple[int, int]

# The weight of an empty place against an aspect ratio that is off by e.
EMPTY = 1.4
# A grid gets as near to this aspect ratio as it can.
WIDE = 16 / 9
# The largest frame without a given height.
USUAL = (1920, 1080)
# Pixels. H.264 decoders in browsers and phones end about there.
WIDEST = 3840
# Pixels of a clip's longer side. Below it no caption could be read.
LEAST = 320
# Height of a line of text, and space between boxes, by the size of the text.
LINE_HEIGHT, GAP = 1.34, 0.7


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
        width, height: Of the frame.
        clips: The box of each clip; in a wipe both have the same.
        captions: The box of each caption.
        text: Size of the text.
    """

    width: int
    height: int
    clips: tuple[Box, ...]
    captions: tuple[Box, ...]
    text: int


def frame_layout(sizes: Sequence[Size], layout: Layout, *, lines: float, height: int | None = None) -> FrameLayout:
    """The frame for clips of these sizes, as large as the clips or as fits.

    Args:
        sizes: Width and height of each clip.
        layout: "grid", "row", or "wipe" (both clips in one box).
        lines: Height of a caption in lines of full size.
        height: Of the frame; without it the frame is at most 1920 × 1080.
    """
    ratio = sorted(width / height for width, height in sizes)[len(sizes) // 2]
    count = 1 if layout == "wipe" else len(sizes)
    columns = count if layout == "row" else _columns(count, ratio)
    rows = math.ceil(count / columns)
    if height:
        limit, tall = (WIDEST, height), even(height)
    else:
        # The smallest tile that holds each clip as it is.
        natural = max(round(max(width, round(high * ratio)) / ratio) for width, high in sizes)
        limit, tall = USUAL, max(natural, LEAST if ratio < 1 else round(LEAST / ratio))
    tile = _Tile.of(tall, ratio, lines)
    while tall > 16 and any(size > most for size, most in zip(tile.total(columns, rows), limit, strict=True)):
        tall -= 2
        tile = _Tile.of(tall, ratio, lines)
    return _laid_out(tile, count, columns, rows, height, wipe=layout == "wipe")


def fit(size: Size, box: Box) -> Box:
    """The centred part of a box that a clip of this size fills; below one percent nobody sees a stretch."""
    ratio, own = box.width / box.height, size[0] / size[1]
    if abs(math.log(own / ratio)) < 0.01:
        return Box(0, 0, box.width, box.height)
    width = box.width if own > ratio else max(2, even(box.height * own))
    height = box.height if own <= ratio else max(2, even(box.width / own))
    return Box(even((box.width - width) / 2), even((box.height - height) / 2), width, height)


def even(number: float) -> int:
    """The even number at or below: in yuv420p, two by two pixels share one colour."""
    return int(number) // 2 * 2


@dataclass(frozen=True)
class _Tile:
    """One clip with its caption."""

    width: int
    tall: int
    text: int
    caption: int
    gap: int

    @classmethod
    def of(cls, tall: int, ratio: float, lines: float) -> _Tile:
        tall = max(16, even(tall))
        width = max(16, even(round(tall * ratio)))
        text = min(44, max(13, round(math.sqrt(width * tall) / 27)))
        gap = even(text * GAP)
        return cls(width, tall, text, even((lines * LINE_HEIGHT + GAP) * text), gap)

    def total(self, columns: int, rows: int) -> Size:
        return (
            columns * self.width + (columns + 1) * self.gap,
            rows * (self.tall + self.caption) + (rows + 1) * self.gap,
        )


def _laid_out(tile: _Tile, count: int, columns: int, rows: int, height: int | None, *, wipe: bool) -> FrameLayout:
    width, needed = tile.total(columns, rows)
    # Sixteen clips do not fit into 144 pixels.
    whole = max(even(height), needed) if height else needed
    top = even((whole - needed) / 2)
    clips = []
    for number in range(count):
        row, column = divmod(number, columns)
        # An incomplete last row is centred.
        here = min(columns, count - row * columns)
        left = even((width - here * tile.width - (here - 1) * tile.gap) / 2)
        x, y = left + column * (tile.width + tile.gap), top + tile.gap + row * (tile.tall + tile.caption + tile.gap)
        clips.append(Box(x, y, tile.width, tile.tall))
    under = [Box(box.x, box.y + tile.tall, box.width, tile.caption) for box in clips]
    if wipe:
        (one,), half = under, even(tile.width / 2) - tile.gap
        under = [Box(one.x, one.y, half, one.height), Box(one.x + tile.width - half, one.y, half, one.height)]
        clips *= 2
    return FrameLayout(width, whole, tuple(clips), tuple(under), tile.text)


def _columns(count: int, ratio: float) -> int:
    """The number of columns that makes the frame about as wide as a screen and leaves few empty places."""

    def odd(columns: int) -> tuple[float, int]:
        rows = math.ceil(count / columns)
        empty = (rows * columns - count) / (rows * columns)
        return round(abs(math.log(columns * ratio / rows / WIDE)) + EMPTY * empty, 6), -columns

    return min(range(1, count + 1), key=odd)
