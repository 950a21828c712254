"""Draws README's pictures of what words do to a clip: frames of real clips of the sandbox, in strips.

Run it as `python notebooks/draw_tips.py [FOLDER]`; it writes `tip-move.jpg` and its like there, or beside itself, in
about a minute. It needs the `sandbox` extra.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFont

from krea_widgets.sandbox import camera
from krea_widgets.sandbox.render import render

HERE = Path(__file__).parent
SIZE, SECONDS = (960, 540), 4.0
FRAME, GAP, LINE = (240, 135), 4, 24  # of a strip: a frame, what lies between two, a row's words
TIMES = (0.0, 0.33, 0.67, 1.0)
TIPS = {
    "move": ("dolly in", "crane up"),
    "speed": ("very slow dolly in", "fast dolly in"),
    "depth": ("fast pan left to right", "fast truck left to right, foreground slides past"),
    "amount": ("subtle crane up", "dramatic crane up"),
    "surroundings": ("static shot, night falls",),
}
ENDS = {"static shot, night falls": "lighthouse-night.jpg"}  # alone, the sandbox moves hardly anything but the camera


def frames(prompt: str) -> list[Image.Image]:
    """The clip that the sandbox makes of a prompt, at `TIMES`."""
    with tempfile.TemporaryDirectory() as folder:
        out, end = Path(folder, "clip.mp4"), ENDS.get(prompt)
        move = camera.parse(prompt, duration=SECONDS)
        render(HERE / "lighthouse.jpg", move, out, size=SIZE, duration=SECONDS, end=HERE / end if end else None)
        with av.open(str(out)) as film:
            found = [frame.to_image() for frame in film.decode(video=0)]
    return [ruled(found[round(time * (len(found) - 1))].resize(FRAME, Image.Resampling.LANCZOS)) for time in TIMES]


def ruled(picture: Image.Image) -> Image.Image:
    """With a photographer's lines, by which small moves are seen."""
    veil = Image.new("RGBA", FRAME)
    draw = ImageDraw.Draw(veil)
    for third in (1, 2):
        x, y = third * FRAME[0] // 3, third * FRAME[1] // 3
        draw.line([(x, 0), (x, FRAME[1])], (255, 255, 255, 110))
        draw.line([(0, y), (FRAME[0], y)], (255, 255, 255, 110))
    return Image.alpha_composite(picture.convert("RGBA"), veil).convert("RGB")


def strip(prompts: tuple[str, ...]) -> Image.Image:
    """A row of frames for each prompt, below its words."""
    wide, high = len(TIMES) * (FRAME[0] + GAP) - GAP, LINE + FRAME[1] + 2 * GAP
    sheet = Image.new("RGB", (wide, len(prompts) * high - 2 * GAP), "white")
    draw = ImageDraw.Draw(sheet)
    for row, prompt in enumerate(prompts):
        words = f"{prompt} · end_image={ENDS[prompt]}" if prompt in ENDS else prompt
        draw.text((1, row * high + 3), words, fill="#333", font=ImageFont.load_default(15))
        for place, picture in enumerate(frames(prompt)):
            sheet.paste(picture, (place * (FRAME[0] + GAP), row * high + LINE))
    return sheet


def main() -> None:
    """Draw all of them."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent
    for name, prompts in TIPS.items():
        strip(prompts).save(folder / f"tip-{name}.jpg", quality=72, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
