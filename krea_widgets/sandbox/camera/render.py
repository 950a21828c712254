"""A still and a camera motion become an MP4: smooth, sharp, cancellable, and the same bytes for the same input."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..._util.files import replacing
from ...media.mp4_writer import AUDIO_CHUNK, Mp4Writer, planes
from .load import Picture, Pixels, backdrop, open_picture
from .morph import Morph, dissolve, match
from .motion import Motion
from .paint import SWAY, Painter
from .path import follow
from .sound import ambience
from .view import look

__all__ = ["Cancelled", "Scene", "render"]

#: Frames drawn ahead of the encoder, by one thread: drawing and encoding both let go of the interpreter's lock.
_AHEAD = 4
#: Blur of a focus pull at its start, in frame widths.
_SOFT = 0.004


class Cancelled(Exception):
    """The render was cancelled; no file was left behind."""


def render(
    start: Picture | None,
    motion: Motion,
    out: Path,
    *,
    size: tuple[int, int],
    fps: float = 24,
    duration: float = 5.0,
    end: Picture | None = None,
    audio: bool = False,
    seed: int = 0,
    on_progress: Callable[[float], None] | None = None,
    cancel: Event | None = None,
    threads: int | None = None,
) -> None:
    """Render a clip: H.264 High, yuv420p, BT.709, index in front, `round(duration * fps)` frames.

    The same input, seed and threads give the same bytes with the same versions of the libraries.

    Args:
        start: The first still: file contents, a path or a Pillow image. None paints a backdrop from seed and prompt.
        motion: What the camera does, from `camera.parse`.
        out: The file to write; it appears whole or not at all.
        size: Width and height in pixels, both even.
        fps: Frames per second.
        duration: Seconds.
        end: The last still; the last frame is its largest crop of the right shape.
        audio: Whether to add a quiet ambient AAC track; without it there is no audio track.
        seed: Course of handheld sway and grain, sound, and backdrop.
        on_progress: Called after each frame with the share that is done, 0..1.
        cancel: Set it to stop within a frame.
        threads: Encoder threads, by default one per processor.

    Raises:
        Cancelled: `cancel` was set.
        ValueError: A size that is odd or not positive, or a duration or fps that is not positive.
        OSError: A still cannot be read, or the file not written.

    Example:
        >>> render(Path("cat.png"), camera.parse("slow dolly in"), Path("cat.mp4"), size=(1280, 720))
    """
    if min(size) < 2 or size[0] % 2 or size[1] % 2:
        raise ValueError(f"The size must be two even numbers, not {size[0]}x{size[1]}.")
    if fps <= 0 or duration <= 0:
        raise ValueError("The duration and the frame rate must be above zero.")
    rate = Fraction(fps).limit_denominator(1001)
    count = max(1, round(duration * rate))
    with replacing(out) as part:
        _check(cancel)
        scene = Scene(start, motion, size=size, frames=count, fps=float(rate), end=end, seed=seed)
        sound = _chunks(ambience(count / float(rate), seed=seed)) if audio else None
        with Mp4Writer(part, size=size, fps=rate, threads=threads, audio=sound) as film:
            for index, frame in enumerate(_drawn(scene, film, count, cancel)):
                film.add(frame)
                if on_progress is not None:
                    on_progress((index + 1) / count)
            _check(cancel)
            film.finish()
        _check(cancel)


def _chunks(samples: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [samples[:, start : start + AUDIO_CHUNK] for start in range(0, samples.shape[1], AUDIO_CHUNK)]


def _check(cancel: Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("The render was cancelled.")


def _drawn(scene: Scene, film: Mp4Writer, count: int, cancel: Event | None) -> Iterator[Any]:
    """Yield drawn frames in order, some drawn ahead on another thread."""

    def draw(index: int) -> Any:
        frame = film.frame()
        scene.draw(index, planes(frame))
        return frame

    waiting: deque[Future[Any]] = deque()
    pool = ThreadPoolExecutor(1, thread_name_prefix="krea-sandbox-draw")
    try:
        for index in range(count):
            _check(cancel)
            waiting.append(pool.submit(draw, index))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            _check(cancel)
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Scene:
    """Everything that is drawn: one still or two, and the effects on top.

    Args:
        start: See `render`.
        motion: See `render`.
        size: See `render`.
        frames: How many frames the clip has.
        fps: Frames per second.
        end: See `render`.
        seed: See `render`.
    """

    def __init__(
        self,
        start: Picture | None,
        motion: Motion,
        *,
        size: tuple[int, int],
        frames: int,
        fps: float = 24,
        end: Picture | None = None,
        seed: int = 0,
    ) -> None:
        self.motion, self.size, self.frames, self._seconds = motion, size, frames, frames / fps
        edge = 2 * max(size)
        first = open_picture(start, long_edge=edge) if start is not None else self._backdrop(seed)
        path = follow(motion, frames, fps=fps, seed=seed)
        self.morph: Morph | None = None
        self._second: Painter | None = None
        self._grain = _tile(motion.grain, size, seed) if motion.grain else None
        view = look(first, path, size, slack=SWAY if motion.sway else 0.0)
        if end is not None:
            last = look(open_picture(end, long_edge=edge), path, size, arrive=True)
            whole = look(first, path, size, arrive=True)
            morph = match(whole, last)
            if morph.sound:
                self.morph, view = morph, whole
            self._second = Painter(last, sway=motion.sway, seconds=self._seconds)
        self._first = Painter(view, sway=motion.sway, seconds=self._seconds)

    @property
    def view(self) -> Any:
        """The view of the first still."""
        return self._first.view

    def _backdrop(self, seed: int) -> Image.Image:
        """Painted at most 1600 pixels wide: it is soft anyway."""
        scale = min(1.25, 1600 / max(self.size))
        width, height = (max(16, round(edge * scale)) for edge in self.size)
        return backdrop(width, height, seed=seed, prompt=self.motion.prompt)

    def draw(self, index: int, planes: tuple[Pixels, Pixels, Pixels]) -> None:
        """Draw frame `index` into its Y, Cb and Cr planes."""
        share = index / (self.frames - 1) if self.frames > 1 else 0.0 if self._second is None else 1.0
        if self._second is None:
            self._first.draw(index, planes)
        else:
            self._between(index, share, planes, self._second)
        self._finish(index, share, planes)

    def _between(self, index: int, share: float, planes: tuple[Pixels, ...], second: Painter) -> None:
        """Draw both stills, each weighted by how far the clip has come."""
        weight = share * share * (3 - 2 * share) if self.morph else dissolve(share)
        if weight < 1:
            self._first.draw(index, planes, self.morph.from_first(weight) if self.morph else None)
        if weight > 0:
            bend = self.morph.from_second(weight) if self.morph and weight < 1 else None
            over = planes if weight >= 1 else tuple(np.empty_like(plane) for plane in planes)
            second.draw(index, over, bend)
            if weight < 1:
                for plane, other in zip(planes, over, strict=True):
                    cv2.addWeighted(plane, 1 - weight, other, weight, 0, dst=plane)

    def _finish(self, index: int, share: float, planes: tuple[Pixels, ...]) -> None:
        """Focus pull, flicker and grain."""
        luma = planes[0]
        if self.motion.focus and share < 0.75:
            t = share / 0.75
            sigma = _SOFT * self.size[0] * (1 - t * t * (3 - 2 * t))
            for plane, spread in zip(planes, (sigma, sigma / 2, sigma / 2), strict=True):
                if spread > 0.15:
                    cv2.GaussianBlur(plane, (0, 0), spread, dst=plane)
        if self.motion.flicker:
            time = 2 * np.pi * share * self._seconds
            wave = 0.5 * np.sin(2.3 * time) + 0.3 * np.sin(5.1 * time + 1) + 0.2 * np.sin(8.7 * time + 2)
            gain = 1 + self.motion.flicker * float(wave)
            cv2.convertScaleAbs(luma, dst=luma, alpha=gain, beta=16 * (1 - gain))
        if self._grain is not None:
            height, width = luma.shape
            random = np.random.default_rng(index)
            top, left = int(random.integers(64)), int(random.integers(64))
            cv2.add(luma, self._grain[top : top + height, left : left + width], dst=luma, dtype=cv2.CV_8U)


def _tile(strength: float, size: tuple[int, int], seed: int) -> Any:
    """Film grain, 64 pixels larger than a frame on both sides, so that it can be shifted at random."""
    noise = np.random.default_rng([abs(seed), 5]).normal(0, 1, (size[1] + 64, size[0] + 64)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 0.7)
    return np.rint(soft * (strength / float(soft.std()))).astype(np.int16)
