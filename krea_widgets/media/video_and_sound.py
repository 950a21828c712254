"""Videos and sounds that a model takes as inputs: opened from nearly any source, checked, and sent as they are."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import wave
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, Literal, Union

from .._util.text import clock_time
from ..errors import BadFile
from . import mp4
from .image_codec import open_image, thumbnail, unusable
from .sources import ENDINGS, Source, describe_content, name_of_asset, name_with_ending, read_source
from .still import PREVIEW_BYTES, PREVIEW_EDGE, Asset
from .video_frame import frame_image

__all__ = ["Medium", "Recording", "RecordingLike", "media_type", "open_recording"]

Medium = Literal["video", "audio"]
# What a parameter for a video or a sound takes. Texts are paths and URLs.
RecordingLike = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, IO[bytes], "Recording", Asset]
WORDS: dict[Medium, str] = {"video": "a video", "audio": "a sound"}
ACCEPTED: dict[Medium, str] = {"video": "an MP4, MOV or WebM", "audio": "a WAV or MP3"}
# Brands of files that begin as an MP4 does: images, and sound alone.
NO_VIDEO = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"M4A ", b"M4B ")
# Where cameras write a location into a film (QuickTime File Format Specification, "User data").
LOCATIONS = (b"\xa9xyz", b"location.ISO6709")
MP3 = (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")
# Seconds. Models look at some ten; an hour is a mistake.
LONGEST = 600
# Samples a second, and bars, of a waveform.
RATE, BARS = 4000, 80
PAPER, INK = (238, 238, 238), (96, 96, 96)


@dataclass(frozen=True, repr=False)
class Recording:
    """A video or a sound as krea_widgets uploads it: the file's own bytes, at most 75 MB.

    Two recordings with the same name and `digest` are equal.

    Attributes:
        data: The file's bytes; b"" for an `Asset`.
        mime_type: "video/mp4", "video/quicktime", "video/webm", "audio/wav" or "audio/mpeg"; "" for an `Asset`.
        name: A safe file name whose ending fits the data.
        digest: SHA-256 of `data`, in hex.
        seconds: Its length; None when unknown.
        width: In pixels, as players show it; 0 for a sound, and when unknown.
        height: In pixels; 0 for a sound, and when unknown.
        asset: The file at Krea that this is, if any.
        preview: A JPEG of the first frame, or of the waveform; b"" without the package av.
    """

    data: bytes = field(compare=False)
    mime_type: str
    name: str
    digest: str
    seconds: float | None = None
    width: int = 0
    height: int = 0
    asset: Asset | None = None
    preview: bytes = field(default=b"", compare=False)

    def __repr__(self) -> str:
        facts = [f"{self.width}×{self.height}" if self.width else "", self.length, self.mime_type]
        where = self.asset.image_url if self.asset else ""
        return f"<Recording {' · '.join(filter(None, [self.name, *facts, where]))}>"

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    @property
    def length(self) -> str:
        """Such as "3.2 s" or "1:12"; "" when unknown."""
        if self.seconds is None:
            return ""
        return clock_time(self.seconds) if self.seconds >= 60 else f"{self.seconds:.3g} s"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the form says of it. A film is sent as it is, so its location goes with it."""
        located = any(mark in self.data for mark in LOCATIONS)
        return tuple(filter(None, [self.length, "holds its location" if located else ""]))

    def thumbnail(self, edge: int = PREVIEW_EDGE, *, limit: int = PREVIEW_BYTES) -> bytes:
        """The `preview`, as `Still` has it."""
        return self.preview

    @classmethod
    def open(cls, source: Any, medium: Medium = "video", *, name: str = "") -> Recording:
        """Open a video or a sound, and check that Krea accepts it.

        Args:
            source: A path, a file: URL or data: URI, bytes, an open binary file, a `Recording` or an `Asset`.
            medium: "video" or "audio".
            name: The file name to show and send; by default the source's own.

        Raises:
            BadFile: It cannot be read, is too large or too long, or is none that Krea accepts.

        Example:
            ```python
            fast = {"model": "seedance 1.0 pro fast", "duration": 2, "resolution": "480p"}
            clip = krea.animate("cat.png", "slow dolly in", **fast)
            video = krea.Recording.open(clip.path)
            print(video.seconds, krea.quote(prompt="it goes on", model="veo 2", start_video=video))
            ```
        """
        return open_recording(source, medium, name=name)

    def to_row(self) -> dict[str, Any]:
        """Everything but the bytes, for the journal."""
        names = ("mime_type", "name", "seconds", "width", "height")
        return {"recording": self.digest, **{name: getattr(self, name) for name in names}}

    @classmethod
    def from_row(cls, row: Mapping[str, Any], data: bytes = b"", asset: Asset | None = None) -> Recording:
        """What `to_row` describes, with its bytes, if they are still there.

        Raises:
            ValueError: It is not such a row.
        """
        names = ("recording", "mime_type", "name")
        digest, mime_type, name = texts = [row.get(key) for key in names]
        numbers = [row.get(key) for key in ("seconds", "width", "height")]
        if not all(isinstance(text, str) for text in texts) or not all(_is_number(number) for number in numbers):
            raise ValueError("This is not the row of a recording.")
        seconds, width, height = numbers
        return cls(data, str(mime_type), str(name), str(digest), seconds, int(width or 0), int(height or 0), asset)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = {"text/plain": repr(self)}
        return shown | {"image/jpeg": base64.b64encode(self.preview).decode("ascii")} if self.preview else shown


def _is_number(number: object) -> bool:
    """Whether it is a number, or None, which is an unknown one."""
    return number is None or (isinstance(number, (int, float)) and not isinstance(number, bool))


def media_type(head: bytes) -> str:
    """The media type of a video or a sound that Krea accepts, by its first 64 bytes; else ""."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "video/quicktime" if brand == b"qt  " else "" if brand in NO_VIDEO else "video/mp4"
    if head.startswith(b"\x1aE\xdf\xa3"):
        # Else it is Matroska.
        return "video/webm" if b"webm" in head[:64] else ""
    if head[:4] == b"RIFF":
        return "audio/wav" if head[8:12] == b"WAVE" else ""
    return "audio/mpeg" if head.startswith(MP3) else ""


def open_recording(source: Any, medium: Medium, *, name: str = "") -> Recording:
    """See `Recording.open`."""
    if isinstance(source, Asset):
        own = name_of_asset(source.image_url, name, medium)
        known = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
        kind = known.get(f".{own.rpartition('.')[2].lower()}", medium)
        if not kind.startswith(medium):
            raise unusable(own, f"is not {WORDS[medium]}.", f"Pass {ACCEPTED[medium]}.")
        return Recording(b"", "", own, hashlib.sha256(source.image_url.encode()).hexdigest(), asset=source)
    if isinstance(source, Recording):
        if not source.mime_type.startswith(medium if source.mime_type else ""):
            raise unusable(source.name, f"is not {WORDS[medium]}.")
        return source
    found = read_source(source, name)
    mime_type = media_type(found.data[:64])
    if not mime_type.startswith(medium):
        holds = WORDS["video" if mime_type.startswith("video") else "audio"] if mime_type else _holds(found)
        why = f" (it holds {holds})" if holds else ""
        problem = f"is not {WORDS[medium]} that Krea accepts{why}."
        raise unusable(found.label, problem, f"Pass {ACCEPTED[medium]}.")
    seconds, width, height, preview = _probe(found, medium)
    name, digest = name_with_ending(found.name, mime_type), hashlib.sha256(found.data).hexdigest()
    return Recording(found.data, mime_type, name, digest, seconds, width, height, preview=preview)


def _check_length(seconds: float | None, label: str) -> None:
    if seconds is not None and seconds > LONGEST:
        problem = f"lasts {clock_time(seconds)}; models look at some seconds of it."
        raise unusable(label, problem, f"Cut it to {clock_time(LONGEST)} or less.")


def _holds(found: Source) -> str:
    if found.image is not None:
        return "an image"
    if found.data.startswith(b"\x1aE\xdf\xa3"):
        return "a Matroska video"
    if found.data[4:8] == b"ftyp" and found.data[8:12] in (b"M4A ", b"M4B "):
        return "AAC sound"
    with suppress(BadFile):
        if open_image(found.data) is not None:
            return "an image"
    return describe_content(found.data)[0]


def _probe(found: Source, medium: Medium) -> tuple[float | None, int, int, bytes]:
    """Seconds, width, height, and a preview."""
    try:
        import av
    except ImportError:
        facts = _without_av(found.data)
        _check_length(facts[0], found.label)
        return facts
    damaged = f"is {WORDS[medium]} that cannot be decoded; it may be incomplete."
    try:
        with av.open(io.BytesIO(found.data)) as container:
            stream = container.streams.best(medium)
            if stream is None:
                raise unusable(found.label, f"has no {'picture' if medium == 'video' else 'sound'}.")
            seconds = container.duration / 1_000_000 if container.duration else None
            _check_length(seconds, found.label)
            image = frame_image(container, 0.0) if medium == "video" else _waveform(container)
    except (av.FFmpegError, OSError) as error:
        raise unusable(found.label, damaged, "", error) from error
    if image is None:
        raise unusable(found.label, damaged)
    width, height = image.size if medium == "video" else (0, 0)
    return seconds, width, height, thumbnail(image.convert("RGB"), PREVIEW_EDGE, PREVIEW_BYTES)


def _without_av(data: bytes) -> tuple[float | None, int, int, bytes]:
    """What the file says of itself, where nothing decodes it."""
    with suppress(ValueError):
        facts = mp4.read(io.BytesIO(data))
        return facts.duration, facts.width, facts.height, b""
    with suppress(wave.Error, EOFError), wave.open(io.BytesIO(data)) as sound:
        return sound.getnframes() / sound.getframerate(), 0, 0, b""
    return None, 0, 0, b""


def _waveform(container: Any) -> Any:
    """The sound of an open av container as a PIL image: the loudest sample of each of `BARS` parts."""
    import av
    import numpy as np
    from PIL import Image, ImageDraw

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts: list[Any] = []
    try:
        for frame in container.decode(audio=0):
            parts += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    except av.FFmpegError:
        # Players go on after a part that they cannot read, such as lyrics at the end.
        if not parts:
            raise
    samples = np.abs(np.concatenate(parts).astype(np.float32)) if parts else np.zeros(0, np.float32)
    if not samples.size:
        return None
    peaks = [float(part.max()) if part.size else 0.0 for part in np.array_split(samples, BARS)]
    loudest = max(*peaks, 1.0)
    image = Image.new("RGB", (4 * BARS, BARS), PAPER)
    draw = ImageDraw.Draw(image)
    for at, peak in enumerate(peaks):
        half = max(1.0, 0.45 * BARS * peak / loudest)
        draw.rectangle((4 * at, BARS / 2 - half, 4 * at + 2, BARS / 2 + half), INK)
    return image
