"""Videos and sounds as inputs: what is taken, what is refused and how, and what the clip shows of them."""

from __future__ import annotations

import io
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from krea_widgets.errors import BadFile
from krea_widgets.media import Asset, Recording, Shot, open_recording


def film(path: Path, *colours: str, codec: str = "libx264", seconds: float = 1.0, size=(320, 180)) -> Path:
    """A video that shows one colour after the other."""
    count = max(len(colours), round(10 * seconds))
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for index in range(count):
            image = Image.new("RGB", size, colours[index * len(colours) // count])
            file.mux(stream.encode(av.VideoFrame.from_image(image)))
        file.mux(stream.encode(None))
    return path


def sound(path: Path, seconds: float = 1.0) -> Path:
    samples = (12_000 * np.sin(np.arange(round(8000 * seconds)) * 0.35)).astype("<i2")
    if path.suffix == ".wav":
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(samples.tobytes())
        return path
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mp3" if path.suffix == ".mp3" else "aac", rate=44_100, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.repeat(samples, 5)[None, :], format="s16", layout="mono")
        frame.sample_rate = 44_100
        for piece in av.AudioResampler(format=stream.format, layout="mono", rate=44_100, frame_size=1152).resample(
            frame
        ):
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec", "mime_type"),
    [
        ("sea.mp4", "libx264", "video/mp4"),
        ("sea.mov", "libx264", "video/quicktime"),
        ("sea.webm", "libvpx", "video/webm"),
        ("sea.wav", "", "audio/wav"),
        ("sea.mp3", "", "audio/mpeg"),
    ],
)
def test_what_krea_accepts_is_sent_as_it_is(tmp_path, name, codec, mime_type):
    path = film(tmp_path / name, "blue", codec=codec) if codec else sound(tmp_path / name)
    medium = "video" if codec else "audio"
    found = open_recording(path, medium)
    assert (found.data, found.mime_type, found.name) == (path.read_bytes(), mime_type, name)
    assert found.seconds == pytest.approx(1.0, abs=0.2)
    assert (found.width, found.height) == ((320, 180) if codec else (0, 0))
    preview = Image.open(io.BytesIO(found.preview))
    assert max(preview.size) == 320
    assert found.length.endswith(" s")
    assert repr(found).startswith(f"<Recording {name} · ")
    # A name without a fitting ending gets one.
    assert open_recording(found.data, medium, name="sea.bin").name == name
    assert open_recording(found, medium) is found


def refusals(folder: Path):
    (folder / "text.mp4").write_text("hello")
    (folder / "empty.mp4").touch()
    whole = film(folder / "whole.mp4", "blue").read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 3])
    film(folder / "sea.mkv", "blue")
    sound(folder / "tone.wav")
    sound(folder / "tone.m4a")
    film(folder / "long.mp4", "blue", seconds=660, size=(16, 16))
    Image.new("RGB", (64, 64)).save(folder / "photo.mp4", "PNG")
    return [
        ("text.mp4", "video", "text.mp4 is not a video that Krea accepts (it holds text)."),
        ("empty.mp4", "video", "empty.mp4 is empty (0 bytes)."),
        ("cut.mp4", "video", "cut.mp4 is a video that cannot be decoded; it may be incomplete."),
        ("sea.mkv", "video", "sea.mkv is not a video that Krea accepts (it holds a Matroska video)."),
        ("tone.wav", "video", "tone.wav is not a video that Krea accepts (it holds a sound)."),
        ("whole.mp4", "audio", "whole.mp4 is not a sound that Krea accepts (it holds a video)."),
        ("tone.m4a", "audio", "tone.m4a is not a sound that Krea accepts (it holds AAC sound)."),
        ("photo.mp4", "video", "photo.mp4 is not a video that Krea accepts (it holds an image)."),
        ("long.mp4", "video", "long.mp4 lasts 11:00; models look at some seconds of it."),
        ("none.mp4", "video", "There is no file none.mp4"),
    ]


@pytest.mark.slow
def test_what_krea_does_not_accept_is_refused_by_name(tmp_path):
    for name, medium, message in refusals(tmp_path):
        with pytest.raises(BadFile) as caught:
            open_recording(tmp_path / name, medium)
        assert str(caught.value).startswith(message), caught.value
        assert "Nothing was sent." in str(caught.value)
    with pytest.raises(BadFile, match=r"has 80\.0 MB"):
        open_recording(bytes(80_000_000), "video")
    with pytest.raises(BadFile, match="is not a sound"):
        open_recording(open_recording(tmp_path / "whole.mp4", "video"), "audio")


def test_a_shot_keeps_its_recordings(tmp_path):
    video = open_recording(film(tmp_path / "sea.mp4", "blue"), "video")
    silence = Recording(b"", "audio/wav", "a.wav", "d1")
    values = {"prompt": "go on", "start_video": video, "reference_audios": [silence, silence]}
    shot = Shot("a/b", values)
    assert shot.files() == (video, silence)
    assert shot.call() == (
        'krea.animate(prompt="go on", model="a/b", start_video="sea.mp4", reference_audios=["a.wav", "a.wav"])'
    )
    kept = {video.digest: video.data}
    again = Shot.from_json(
        shot.to_json(), {}.__getitem__, lambda row: Recording.from_row(row, kept.get(row["recording"], b""))
    )
    assert again == shot
    assert again.values["start_video"] == video
    assert again.values["start_video"].data == video.data
    assert Shot.from_json(shot.to_json(), {}.__getitem__).values["start_video"].data == b""


def test_a_file_at_krea_is_not_opened():
    found = open_recording(Asset("https://gen.krea.ai/sea%201.mp4"), "video")
    assert (found.name, found.data, found.seconds) == ("sea 1.mp4", b"", None)
    assert Shot("a/b", {"start_video": found}).call() == (
        'krea.animate(model="a/b", start_video="https://gen.krea.ai/sea%201.mp4")'
    )
