"""Draws the documents' pictures of clips: README's moving picture, and strips of frames for the five prompt tips.

All are real clips of the sandbox. Run it as `python notebooks/draw_tips.py [FOLDER]`; it writes `first-clip.webp`,
`tip-move.jpg` and the other tips into the folder (left out: its own), in about a minute. It needs the `sandbox` extra.
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
FIRST = "dolly in, then orbit right"
ENDS = {"static shot, night falls": "lighthouse-night.jpg"}  # alone, the sandbox moves hardly anything but the camera
FIRST_SIZE, FIRST_STEP = (480, 270), 3  # pixels; every third frame of the clip is shown


def clip_frames(prompt: str) -> tuple[list[Image.Image], float]:
    """All frames of the clip that the sandbox makes of a prompt, and how many are shown in a second."""
    with tempfile.TemporaryDirectory() as folder:
        out, end = Path(folder, "clip.mp4"), ENDS.get(prompt)
        move = camera.parse(prompt, duration=SECONDS)
        render(HERE / "lighthouse.jpg", move, out, size=SIZE, duration=SECONDS, end=HERE / end if end else None)
        with av.open(str(out)) as film:
            rate = float(film.streams.video[0].average_rate)
            return [frame.to_image() for frame in film.decode(video=0)], rate


def frames(prompt: str) -> list[Image.Image]:
    """The frames at `TIMES`, small and ruled."""
    found, _ = clip_frames(prompt)
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


def draw_first_clip(path: Path) -> None:
    """Save README's moving picture: a clip with its origin written on every frame."""
    found, rate = clip_frames(FIRST)
    shown = [frame.resize(FIRST_SIZE, Image.Resampling.LANCZOS) for frame in found[::FIRST_STEP]]
    font, high = ImageFont.load_default(13), FIRST_SIZE[1]
    for picture in shown:
        ImageDraw.Draw(picture).text(
            (8, high - 22), f"sandbox · {FIRST}", fill="white", font=font, stroke_width=2, stroke_fill="black"
        )
    times = [round(1000 * FIRST_STEP / rate)] * (len(shown) - 1) + [1500]
    shown[0].save(path, save_all=True, append_images=shown[1:], duration=times, loop=0, quality=30, method=6)


def main() -> None:
    """Draw all of them."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent
    draw_first_clip(folder / "first-clip.webp")
    for name, prompts in TIPS.items():
        strip(prompts).save(folder / f"tip-{name}.jpg", quality=72, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
