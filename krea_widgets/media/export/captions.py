"""The caption under each clip of a comparison (label, prompt, model), painted once for all frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from .layout import LINE_HEIGHT, FrameLayout
from .text import clean, is_legible, measure, wrap, write

__all__ = ["Caption", "line_count", "paint_background"]

BACKGROUND, EMPTY = (18, 18, 22), (0, 0, 0)
LABEL, PROMPT, SOURCE = (244, 244, 246), (190, 190, 198), (142, 142, 152)
# Size of the prompt by that of the label.
SMALL = 0.86
# Lines of a label, and of a prompt.
MOST = 2


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
        return Caption(label, "" if prompt in (label, "") else prompt, clean(self.source))

    def lines(self, size: int, width: float) -> list[tuple[str, int, Any, bool]]:
        """Text, size, colour and boldness of each line."""
        small = max(11, round(size * SMALL))
        lines = [(line, size, LABEL, True) for line in wrap(self.label, size, width, MOST, bold=True)]
        lines += [(line, small, PROMPT, False) for line in wrap(self.prompt, small, width, MOST)]
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
