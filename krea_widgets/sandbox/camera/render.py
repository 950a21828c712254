"""Renders an image and a camera motion as an MP4: cancellable, and the same bytes for the same input."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from itertools import chain, repeat
from threading import Event
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..._util.files import replacing
from ...camera_moves.moves import Motion
from ...media.export.clip_reader import audio_chunks
from ...media.video_encoder import AUDIO_CHUNK, AUDIO_RATE, VideoEncoder, planes
from .camera_path import follow
from .morph import Morph, dissolve, match
from .paint import SWAY, Painter
from .render_request import Cancelled, RenderRequest
from .start_image import Pixels, backdrop, inset_planes, open_image
from .view import fit_view

__all__ = ["Scene", "ambience", "render"]

#: Frames drawn ahead of the encoder, by one thread: drawing and encoding both release the interpreter's lock.
_AHEAD = 4
#: Blur of a focus pull at its start, in frame widths.
_SOFT = 0.004
#: Chords of the ambient track in semitones, and its peak (about -16 dB).
_CHORDS = ((0, 7, 12, 16), (0, 7, 10, 15), (0, 5, 12, 17), (0, 7, 14, 19))
_PEAK = 0.16


def render(request: RenderRequest, motion: Motion) -> None:
    """Render a clip: H.264 High, yuv420p, BT.709, AAC, index in front, `round(duration * fps)` frames.

    The same input and seed give the same bytes on as many processors, with the same versions of the libraries.

    Args:
        request: The prompt and the camera settings in it were read already, see `motion`.
        motion: The camera motion, from `prompt.parse`.

    Raises:
        Cancelled: `cancel` was set.
        OSError: An image cannot be read, or the file cannot be written.
    """
    with replacing(request.out) as part:
        _check(request.cancel)
        scene = Scene(request, motion)
        track: Iterator[NDArray[np.float32]] | None = None
        if request.sound is not None:
            # Silence after its end.
            track = chain(audio_chunks(request.sound, 0.0), repeat(np.zeros((2, AUDIO_CHUNK), np.float32)))
        elif request.audio:
            samples = ambience(scene.seconds, seed=request.seed)
            track = iter(np.split(samples, range(AUDIO_CHUNK, samples.shape[1], AUDIO_CHUNK), axis=1))
        with VideoEncoder(part, size=request.size, fps=scene.rate, audio=track) as film:
            for index, frame in enumerate(_drawn(scene, film, request.cancel)):
                film.add(frame)
                request.on_progress((index + 1) / scene.frames)
            _check(request.cancel)
            film.finish()
        _check(request.cancel)


def _check(cancel: Event) -> None:
    if cancel.is_set():
        raise Cancelled


def _drawn(scene: Scene, film: VideoEncoder, cancel: Event) -> Iterator[Any]:
    """Yield frames in order, each to be encoded before the next; another thread draws some ahead."""
    # New memory for each costs about a twentieth of the encoding.
    frames = [film.frame() for _ in range(_AHEAD + 1)]

    def draw(index: int) -> Any:
        frame = frames[index % len(frames)]
        scene.draw(index, planes(frame))
        return frame

    waiting: deque[Future[Any]] = deque()
    pool = ThreadPoolExecutor(1, thread_name_prefix="krea-sandbox-draw")
    try:
        for index in range(scene.frames + _AHEAD):
            _check(cancel)
            if index < scene.frames:
                waiting.append(pool.submit(draw, index))
            if index >= _AHEAD:
                yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Scene:
    """Draws frames: one image or two, and the effects on top."""

    def __init__(self, request: RenderRequest, motion: Motion) -> None:
        size, seed = request.size, request.seed
        self.rate = Fraction(request.fps).limit_denominator(1001)
        self.frames = frames = max(1, round(request.duration * self.rate))
        self.seconds = frames / float(self.rate)
        self._motion, self._size, self._insets = motion, size, inset_planes(request.insets, size)
        edge = 2 * max(size)
        start = request.start
        first = _backdrop(size, seed, request.prompt) if start is None else open_image(start, long_edge=edge)
        path = follow(motion, frames, fps=float(self.rate), seed=seed)
        self.morph: Morph | None = None
        self._second: Painter | None = None
        self._grain = _grain_tile(motion.grain, size, seed) if motion.grain else None
        view = fit_view(first, path, size, slack=SWAY if motion.sway else 0.0)
        if request.end is not None:
            last = fit_view(open_image(request.end, long_edge=edge), path, size, arrive=True)
            whole = fit_view(first, path, size, arrive=True)
            morph = match(whole, last)
            if morph.same_scene:
                self.morph, view = morph, whole
            self._second = Painter(last, sway=motion.sway, seconds=self.seconds)
        self._first = Painter(view, sway=motion.sway, seconds=self.seconds)

    @property
    def view(self) -> Any:
        """The view of the start image."""
        return self._first.view

    def draw(self, index: int, planes: tuple[Pixels, Pixels, Pixels]) -> None:
        """Draw frame `index` into its Y, Cb and Cr planes."""
        share = index / (self.frames - 1) if self.frames > 1 else 0.0 if self._second is None else 1.0
        if self._second is None:
            self._first.draw(index, planes)
        else:
            self._blend(index, share, planes, self._second)
        self._add_effects(index, share, planes)
        for plane, inset in zip(planes, self._insets, strict=False):
            plane[-inset.shape[0] :, -inset.shape[1] :] = inset

    def _blend(self, index: int, share: float, planes: tuple[Pixels, ...], second: Painter) -> None:
        """Draw both images, weighted by the share of the clip."""
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

    def _add_effects(self, index: int, share: float, planes: tuple[Pixels, ...]) -> None:
        """Focus pull, flicker and grain."""
        luma = planes[0]
        if self._motion.focus and share < 0.75:
            t = share / 0.75
            sigma = _SOFT * self._size[0] * (1 - t * t * (3 - 2 * t))
            for plane, spread in zip(planes, (sigma, sigma / 2, sigma / 2), strict=True):
                if spread > 0.15:
                    cv2.GaussianBlur(plane, (0, 0), spread, dst=plane)
        if self._motion.flicker:
            time = 2 * np.pi * share * self.seconds
            wave = 0.5 * np.sin(2.3 * time) + 0.3 * np.sin(5.1 * time + 1) + 0.2 * np.sin(8.7 * time + 2)
            gain = 1 + self._motion.flicker * float(wave)
            cv2.convertScaleAbs(luma, dst=luma, alpha=gain, beta=16 * (1 - gain))
        if self._grain is not None:
            height, width = luma.shape
            random = np.random.default_rng(index)
            top, left = int(random.integers(64)), int(random.integers(64))
            cv2.add(luma, self._grain[top : top + height, left : left + width], dst=luma, dtype=cv2.CV_8U)


def _backdrop(size: tuple[int, int], seed: int, prompt: str) -> Image.Image:
    """Paint at most 1600 pixels wide: the backdrop is soft anyway."""
    scale = min(1.25, 1600 / max(size))
    return backdrop(*(max(16, round(edge * scale)) for edge in size), seed=seed, prompt=prompt)


def _grain_tile(strength: float, size: tuple[int, int], seed: int) -> Any:
    """Film grain, 64 pixels larger than a frame on both sides, for random shifts."""
    noise = np.random.default_rng([abs(seed), 5]).normal(0, 1, (size[1] + 64, size[0] + 64)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 0.7)
    return np.rint(soft * (strength / float(soft.std()))).astype(np.int16)


def ambience(seconds: float, *, seed: int = 0) -> NDArray[np.float32]:
    """A soft pad over a breath of filtered noise, faded in and out; equal seeds give equal sound.

    Returns:
        Stereo samples at `AUDIO_RATE`, shape (2, samples), within -0.16..0.16 (about -16 dB).
    """
    random = np.random.default_rng([abs(seed), 77])
    count = max(1, round(seconds * AUDIO_RATE))
    time = np.arange(count) / AUDIO_RATE
    root = 110.0 * 2 ** (random.integers(0, 12) / 12)
    track = np.zeros((2, count))
    for step in _CHORDS[int(random.integers(len(_CHORDS)))]:
        for channel in range(2):
            pitch = root * 2 ** (step / 12) * random.uniform(0.998, 1.002)
            swell = 0.6 + 0.4 * np.sin(2 * np.pi * (random.uniform(0.05, 0.2) * time + random.uniform()))
            track[channel] += swell * np.sin(2 * np.pi * (pitch * time + random.uniform())) / (1 + step / 12)
    width = 96  # a moving average: takes the hiss out of the noise
    for channel in range(2):
        total = np.cumsum(random.normal(0, 1, count + width))
        track[channel] += (total[width:] - total[:-width]) / np.sqrt(width) * 0.18
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / min(0.6, max(seconds / 3, 1e-3)))
    track *= np.sin(fade * np.pi / 2) ** 2
    return (track * (_PEAK / max(float(np.abs(track).max()), 1e-9))).astype(np.float32)
