"""A quiet ambient track made from a seed, so that a sound switch can be heard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...media.mp4_writer import AUDIO_RATE

__all__ = ["ambience"]

_CHORDS = ((0, 7, 12, 16), (0, 7, 10, 15), (0, 5, 12, 17), (0, 7, 14, 19))
_PEAK = 0.16


def ambience(seconds: float, *, seed: int = 0) -> NDArray[np.float32]:
    """A soft pad over a breath of filtered noise, faded in and out.

    Args:
        seconds: Length.
        seed: Equal seeds give equal sound.

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
