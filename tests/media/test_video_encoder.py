"""The H.264 writer: key frames, time stamps, audio and tags as browsers need them."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from krea_widgets.media import mp4
from krea_widgets.media.video_encoder import AUDIO_CHUNK, AUDIO_RATE, VideoEncoder, planes


@pytest.fixture
def write(tmp_path):
    def make(frames, *, size=(64, 36), fps=10, **options):
        path = tmp_path / "film.mp4"
        with VideoEncoder(path, size=size, fps=Fraction(fps), **options) as writer:
            for number in range(frames):
                frame = writer.frame()
                for plane, value in zip(planes(frame), (16 + 10 * number, 90, 240), strict=True):
                    plane[:] = value
                writer.add(frame)
            writer.finish()
        return path

    return make


def loud(path):
    """Seconds until the audio falls silent."""
    with av.open(str(path)) as file:
        samples = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)
        assert (file.streams.audio[0].rate, samples.shape[0]) == (AUDIO_RATE, 2)
        return np.flatnonzero(np.abs(samples).max(axis=0) > 0.1)[-1] / AUDIO_RATE


def tone(chunks, last=AUDIO_CHUNK):
    wave = 0.5 * np.sin(np.arange(AUDIO_CHUNK) / 8, dtype=np.float32)
    whole = np.stack([wave, wave])
    return [whole] * (chunks - 1) + [whole[:, :last]]


def test_frames_key_frames_and_planes(write):
    path = write(20, keyframe_seconds=0.5, title="a title")
    facts = mp4.facts(path)
    assert (facts.width, facts.height, facts.duration, facts.fps) == (64, 36, 2.0, 10)
    with av.open(str(path)) as file:
        assert file.metadata["title"] == "a title"
        assert not file.streams.audio
        assert file.streams.video[0].codec_context.profile == "High"
        frames = list(file.decode(video=0))
    assert [float(frame.time) for frame in frames] == [number / 10 for number in range(20)]
    assert [number for number, frame in enumerate(frames) if frame.key_frame] == [0, 5, 10, 15]
    for number, frame in enumerate(frames):
        y, u, v = planes(frame)
        assert (y.shape, u.shape, v.shape) == ((36, 64), (18, 32), (18, 32))
        assert (y.mean(), u.mean(), v.mean()) == pytest.approx((16 + 10 * number, 90, 240), abs=3)


def test_a_file_without_a_title_names_none(write):
    with av.open(str(write(1))) as file:
        assert "title" not in file.metadata


def test_audio_beyond_the_last_frame_is_left_out(write):
    given = iter(tone(400))
    path = write(7, audio=given)
    assert loud(path) == pytest.approx(0.7, abs=0.05)
    assert len(list(given)) == 400 - int(0.7 * AUDIO_RATE / AUDIO_CHUNK) - 1, "no more is taken than is needed"


def test_audio_may_end_before_the_last_frame(write):
    assert loud(write(10, audio=tone(20, last=100))) == pytest.approx((19 * AUDIO_CHUNK + 100) / AUDIO_RATE, abs=0.05)


def test_the_same_frames_give_the_same_bytes(write):
    assert write(5).read_bytes() == write(5).read_bytes()
    assert len(write(5, crf=40).read_bytes()) <= len(write(5, crf=5).read_bytes())
