"""What a clip takes from videos and sounds: one of their frames, and their samples."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...media.video_encoder import AUDIO_RATE
from ...media.video_frame import frame_image

__all__ = ["frame_of", "samples_of"]


def frame_of(video: Path, *, last: bool = False) -> Image.Image:
    """The first or the last frame of a video.

    Raises:
        OSError: It has none that can be decoded.
    """
    try:
        with av.open(str(video)) as container:
            image: Image.Image | None = frame_image(container, None if last else 0.0)
    except av.FFmpegError as error:
        raise OSError(f"{video.name} cannot be decoded.") from error
    if image is None:
        raise OSError(f"{video.name} has no frame.")
    return image


def samples_of(sound: Path, seconds: float) -> NDArray[np.float32]:
    """The first seconds of a sound, and silence after its end.

    Returns:
        Stereo samples at `AUDIO_RATE`, shape (2, samples), within -1..1.

    Raises:
        OSError: It cannot be decoded.
    """
    count = max(1, round(seconds * AUDIO_RATE))
    track, filled = np.zeros((2, count), np.float32), 0
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=AUDIO_RATE)
    try:
        with av.open(str(sound)) as container:
            for frame in container.decode(audio=0):
                for piece in resampler.resample(frame):
                    part = piece.to_ndarray()[:, : count - filled]
                    track[:, filled : filled + part.shape[1]] = part
                    filled += part.shape[1]
                if filled >= count:
                    break
    except (av.FFmpegError, IndexError) as error:
        if not filled:
            raise OSError(f"{sound.name} cannot be decoded.") from error
    return track
