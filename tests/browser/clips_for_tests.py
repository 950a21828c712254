"""Small clips for the browser tests: as long and with as many frames a second as asked for, drawn quickly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from krea_widgets.camera_moves.clip_motion import ClipMotion

# What is measured of a clip in which nothing moves.
STILL = ClipMotion(
    seconds=5, frames=120, pan_widths=0, tilt_heights=0, zoom_factor=1, roll_degrees=0, parallax_share=0,
    moves=("static camera",), camera_widths_per_second=0, objects_share=0, objects_widths_per_second=0, shake_widths=0,
    sway_widths=0, flicker_share=0, cuts_seconds=(), frozen_seconds=0, repeated_frames=0, start_likeness=None,
    end_likeness=None, seam_levels=0, doubt="", samples=(),
)  # fmt: skip


def write_clip(path: Path, *, fps: int, seconds: float, hue: int = 0, size: tuple[int, int] = (320, 180)) -> Path:
    """An MP4 in which a bar moves across a coloured ground; `hue` (0 to 255) tells clips apart."""
    import av
    import numpy as np

    width, height = size
    with av.open(str(path), "w", options={"movflags": "faststart"}) as film:
        stream = film.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "30", "g": str(fps)}
        ground = np.zeros((height, width, 3), "uint8")
        ground[..., 0], ground[..., 1], ground[..., 2] = hue, np.linspace(30, 200, width), 90
        count = round(fps * seconds)
        for number in range(count):
            picture = ground.copy()
            left = int((width - 16) * number / max(1, count - 1))
            picture[height // 3 : 2 * height // 3, left : left + 16] = 240
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return path


def write_pan(path: Path, *, widths: float = 0.08, seconds: float = 1.0, fps: int = 24) -> Path:
    """An MP4 in which the camera pans evenly to the right (+) or left (-), over noise."""
    import av
    import numpy as np
    from PIL import Image

    width, height = 160, 90
    count, way = round(fps * seconds), abs(widths) * width
    ground = Image.effect_noise((40, 12), 200).resize((width + int(way) + 2, height), Image.Resampling.BICUBIC)
    with av.open(str(path), "w", options={"movflags": "faststart"}) as film:
        stream = film.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(count):
            share = number / (count - 1)
            left = way * (share if widths > 0 else 1 - share)
            picture = ground.transform(
                (width, height), Image.Transform.AFFINE, (1, 0, left, 0, 1, 0), Image.Resampling.BICUBIC
            )
            frame = av.VideoFrame.from_ndarray(np.asarray(picture.convert("RGB")), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return path
