"""Films that no camera trick of ours makes: each shows the right frame as a player does, or is refused by name.

Frame n is four plain quarters, turned by n places, so the picture says which frame it is and which way up it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from krea_widgets.errors import BadFile
from krea_widgets.media import Clip

pytestmark = pytest.mark.slow

# Top left, top right, bottom right, bottom left.
COLOURS = ((200, 40, 40), (40, 180, 60), (50, 60, 200), (210, 200, 60))
GREYS = (30, 90, 150, 220)
FRAMES = 14
RATE = 12
# Levels; lossy codecs at their best, with the colour of two by two pixels in one.
NEAR = 6


@dataclass(frozen=True)
class Film:
    """How a film is written; the defaults are those of an ordinary one."""

    codec: str = "libx264"
    suffix: str = ".mp4"
    pixels: str = "yuv420p"
    size: tuple[int, int] = (160, 96)
    options: dict[str, str] = field(default_factory=lambda: {"crf": "4"})
    container: dict[str, str] = field(default_factory=dict)
    frames: int = FRAMES
    # The presentation time of frame n, in frames.
    at: Callable[[int], int] = lambda n: n
    # Numbers of H.273: colour space, and 1 for TV range, 2 for full range.
    space: int = 0
    range: int = 1
    grey: bool = False
    sound: float = 0.0
    cover: bool = False
    near: int = NEAR


QP0 = {"qp": "0"}
FILMS = {
    "ordinary": Film(),
    "lossless": Film(options=QP0, pixels="yuv444p"),
    "rgb": Film("libx264rgb", options=QP0, pixels="rgb24"),
    "4:2:2": Film(pixels="yuv422p"),
    "10 bits": Film(pixels="yuv420p10le"),
    "grey": Film(pixels="gray", grey=True),
    "BT.709, SD": Film(space=1),
    "BT.601, HD": Film(space=6, size=(1280, 720), frames=4),
    "untagged HD": Film(size=(1280, 720), frames=4),
    "BT.2020, 10 bits": Film(space=9, pixels="yuv420p10le"),
    "full range": Film(pixels="yuvj420p", range=2),
    "full range, BT.709": Film(space=1, pixels="yuvj420p", range=2),
    "no multiple of 16": Film(size=(150, 86)),
    "odd": Film(pixels="yuv444p", size=(151, 87)),
    "narrow": Film(size=(48, 720), frames=4),
    "flat": Film(size=(720, 48)),
    "one frame": Film(frames=1),
    "two frames": Film(frames=2),
    "B-frames": Film(options={"crf": "4", "bf": "4", "b_strategy": "0"}),
    "one key frame": Film(options={"crf": "4", "g": "9999", "sc_threshold": "0"}, frames=80),
    "open groups": Film(options={"crf": "4", "g": "6", "x264-params": "open-gop=1:bframes=3"}, frames=40),
    "interlaced": Film(options={"crf": "4", "flags": "+ildct+ilme"}),
    "begins at 5 s": Film(at=lambda n: n + 5 * RATE),
    "uneven times": Film(at=lambda n: n + (n * n) // 5),
    "a long pause": Film(at=lambda n: n + (40 if n > 8 else 0)),
    "long last frame": Film(at=lambda n: n + (60 if n == FRAMES - 1 else 0)),
    "fragments": Film(container={"movflags": "frag_keyframe+empty_moov"}),
    "index first": Film(container={"movflags": "faststart"}),
    "sound, longer": Film(sound=4.0),
    "sound, shorter": Film(sound=0.3),
    "cover": Film(cover=True),
    "HEVC": Film("libx265", options={"crf": "4", "x265-params": "log-level=none"}),
    "HEVC, 10 bits": Film("libx265", pixels="yuv420p10le", options={"crf": "4", "x265-params": "log-level=none"}),
    "AV1": Film("libsvtav1", size=(256, 256), options={"crf": "8", "preset": "8"}),
    "MPEG-4": Film("mpeg4", options={"qmin": "1", "qmax": "1"}),
    "MPEG-2": Film("mpeg2video", ".mpg", options={"qmin": "1", "qmax": "1"}, size=(160, 96), near=8),
    "VP8": Film("libvpx", ".webm", options={"crf": "4", "b": "4M"}),
    "VP9": Film("libvpx-vp9", ".webm", options={"lossless": "1"}),
    "VP9 in MP4": Film("libvpx-vp9", options={"lossless": "1"}),
    "FFV1": Film("ffv1", ".mkv", options={}, pixels="yuv444p"),
    "PNG": Film("png", ".mov", options={}, pixels="rgb24"),
    "see-through PNG": Film("png", ".mov", options={}, pixels="rgba"),
    "ProRes": Film("prores_ks", ".mov", options={"profile": "3"}, pixels="yuv422p10le"),
    "ProRes with alpha": Film("prores_ks", ".mov", options={"profile": "4"}, pixels="yuva444p10le"),
    "motion JPEG": Film("mjpeg", ".avi", options={"qmin": "1", "qmax": "1"}, pixels="yuvj444p", range=2),
    "GIF": Film("gif", ".gif", options={}, pixels="rgb8", near=48),
    "transport stream": Film(suffix=".ts"),
}


def colours(number: int, film: Film) -> list[tuple[int, int, int]]:
    """Those of a frame's quarters, in the order of `COLOURS`."""
    base = [(grey, grey, grey) for grey in GREYS] if film.grey else list(COLOURS)
    turn = number % 4
    return base[turn:] + base[:turn]


def picture(number: int, film: Film) -> NDArray[np.uint8]:
    width, height = film.size
    made = np.zeros((height, width, 3), np.uint8)
    halves = (slice(None, height // 2), slice(height // 2, None)), (slice(None, width // 2), slice(width // 2, None))
    (top, bottom), (left, right) = halves
    for place, colour in zip(
        ((top, left), (top, right), (bottom, right), (bottom, left)), colours(number, film), strict=True
    ):
        made[place] = colour
    return made


def write(path: Path, film: Film) -> None:
    with av.open(str(path), "w", options=film.container) as out:
        cover = cover_of(out) if film.cover else None
        stream: Any = out.add_stream(film.codec, rate=RATE, options=film.options)
        stream.width, stream.height = film.size
        stream.pix_fmt = film.pixels
        context = stream.codec_context
        # Finer than the rate, as files from phones are.
        context.time_base = Fraction(1, RATE)
        space = film.space or (1 if film.size[1] >= 720 else 5)
        if film.space:
            context.colorspace = film.space
            context.color_range = film.range
        sound = out.add_stream("aac", rate=48_000) if film.sound else None
        if cover:
            out.mux(cover)
        for number in range(film.frames):
            frame = av.VideoFrame.from_ndarray(picture(number, film), format="rgb24")
            if film.grey:
                light = picture(number, film)[..., 0] * (219 / 255) + 16
                frame = av.VideoFrame.from_ndarray(light.round().astype(np.uint8), format="gray")
            elif film.pixels != "rgb24":
                frame = frame.reformat(
                    format=film.pixels, dst_colorspace=space, dst_color_range=film.range, interpolation="AREA"
                )
            frame.pts, frame.time_base = film.at(number), Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound:
            out.mux(list(noise(sound, film.sound)))


def cover_of(out: Any) -> Any:
    """A picture of an album, which is a video stream of one frame."""
    stream = out.add_stream("mjpeg", rate=1)
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
    stream.disposition = av.stream.Disposition.attached_pic
    return stream.encode(av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24"))


def noise(stream: Any, seconds: float) -> Iterator[Any]:
    for start in range(0, int(48_000 * seconds), 1024):
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, start
        yield from stream.encode(frame)
    yield from stream.encode(None)


def seen(still: Any) -> list[tuple[int, ...]]:
    """The colours in the middle of the quarters."""
    image = still.pil().convert("RGB")
    (left, top), (right, bottom) = (still.width // 4, still.height // 4), (3 * still.width // 4, 3 * still.height // 4)
    return [image.getpixel(place) for place in ((left, top), (right, top), (right, bottom), (left, bottom))]


def check(still: Any, number: int, film: Film) -> None:
    assert (still.width, still.height) == film.size
    for found, wanted in zip(seen(still), colours(number, film), strict=True):
        assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= film.near, (seen(still), number)


@pytest.mark.parametrize("name", FILMS)
def test_the_frame_of_an_odd_film(name: str, tmp_path: Path) -> None:
    film = FILMS[name]
    path = tmp_path / f"film{film.suffix}"
    write(path, film)
    clip = Clip.open(path)
    check(clip.last_frame(), film.frames - 1, film)
    first = film.at(0)
    for number in {0, film.frames // 2, film.frames - 1}:
        check(clip.frame((film.at(number) - first + 0.4) / RATE), number, film)


def sound_only(path: Path) -> None:
    with av.open(str(path), "w") as out:
        out.mux(list(noise(out.add_stream("aac", rate=48_000), 1.0)))


def cut(path: Path) -> None:
    write(path, FILMS["ordinary"])
    path.write_bytes(path.read_bytes()[:2000])


def damaged(path: Path) -> None:
    write(path, FILMS["ordinary"])
    data = bytearray(path.read_bytes())
    at = data.find(b"mdat") + 4
    data[at : data.find(b"moov") - 4] = bytes(data.find(b"moov") - 4 - at)
    path.write_bytes(data)


REFUSED = {
    "sound only": (sound_only, "has no frame"),
    "cut off": (cut, "cannot be decoded|has no frame"),
    "damaged": (damaged, "cannot be decoded|has no frame"),
    "empty": (lambda path: path.write_bytes(b""), "cannot be decoded"),
    "a text": (lambda path: path.write_text("no film\n" * 500), "cannot be decoded"),
    "a folder": (lambda path: path.mkdir(), "cannot be decoded"),
    "too narrow for Krea": (lambda path: write(path, Film(size=(32, 720), frames=4)), "too narrow"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_film_is_refused_by_name(name: str, tmp_path: Path) -> None:
    make, why = REFUSED[name]
    path = tmp_path / "film.mp4"
    make(path)
    for read in (lambda clip: clip.last_frame(), lambda clip: clip.frame(0.2)):
        with pytest.raises(BadFile, match=rf"film.*({why})"):
            read(Clip.open(path))


@pytest.mark.parametrize("name", ["ordinary", "begins at 5 s", "transport stream", "fragments"])
def test_there_is_no_frame_after_the_end(name: str, tmp_path: Path) -> None:
    film = FILMS[name]
    path = tmp_path / f"film{film.suffix}"
    write(path, film)
    with pytest.raises(BadFile, match="has no frame"):
        Clip.open(path).frame(FRAMES / RATE + 0.5)
