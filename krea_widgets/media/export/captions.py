"""What stands under each clip of a comparison: its label, its prompt and who made it, painted once for all frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .drawn_text import clean, is_legible, measure, wrap, write
from .layout import LEADING, FrameLayout

__all__ = ["Caption", "backdrop", "line_count"]

PAPER, VOID = (18, 18, 22), (0, 0, 0)  # around the pictures; where a picture does not fill its place
INK, SOFT, FAINT = (244, 244, 246), (190, 190, 198), (142, 142, 152)
SMALL = 0.86  # size of the prompt by that of the label
MOST = 2  # lines of a label, and of a prompt


@dataclass(frozen=True)
class Caption:
    """The words under one clip; each may be ""."""

    label: str
    prompt: str = ""
    source: str = ""

    def cleaned(self, number: int) -> Caption:
        """The same in signs that can be written; a label that nobody could read becomes the clip's number."""
        label = clean(self.label) if is_legible(self.label) else f"Clip {number}"
        prompt = clean(self.prompt)
        return Caption(label, "" if prompt in (label, "") else prompt, clean(self.source))

    def lines(self, size: int, width: float) -> list[tuple[str, int, Any, bool]]:
        """Text, size, colour and boldness of each line."""
        small = max(11, round(size * SMALL))
        found = [(line, size, INK, True) for line in wrap(self.label, size, width, MOST, bold=True)]
        found += [(line, small, SOFT, False) for line in wrap(self.prompt, small, width, MOST)]
        found += [(line, small, FAINT, False) for line in wrap(self.source, small, width, 1)]
        return found


def line_count(captions: Sequence[Caption], sheet: FrameLayout) -> float:
    """How many lines of full size the highest caption is worth."""
    places = zip(captions, sheet.captions, strict=True)
    sizes = [[line[1] for line in caption.lines(sheet.text, box.width - sheet.text / 2)] for caption, box in places]
    return max(map(sum, sizes)) / sheet.text


def backdrop(captions: Sequence[Caption], sheet: FrameLayout, *, wipe: bool) -> Any:
    """All that does not move, as a Pillow image: paper, captions, and black where the pictures come."""
    from PIL import Image

    image = Image.new("RGB", (sheet.width, sheet.height), PAPER)
    for box in sheet.pictures:
        image.paste(VOID, (box.x, box.y, box.x + box.width, box.y + box.height))
    for number, (caption, box) in enumerate(zip(captions, sheet.captions, strict=True)):
        y = box.y + sheet.text * 0.35
        for text, size, colour, bold in caption.lines(sheet.text, box.width - sheet.text / 2):
            y += size * 1.05
            right = wipe and number == 1  # the clip on the right of the divider has its words on the right
            x = box.x + (box.width - measure(text, size, bold=bold) if right else 0)
            write(image, (x, y), text, size, colour, bold=bold)
            y += size * (LEADING - 1.05)
    return image
