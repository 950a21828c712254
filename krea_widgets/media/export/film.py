"""Joins clips to one film, one after the other, without encoding them again; needs the package av."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..._util.files import shown_path
from ...errors import BadInput, KreaError, MissingExtra, NoClip
from ...settings import absolute_path
from ..clip import Clip
from . import write_new

__all__ = ["join"]


def join(clips: Iterable[Clip | str | os.PathLike[str]], out: str | os.PathLike[str]) -> Clip:
    """Join clips to one MP4, one after the other. Nothing is encoded again, so nothing is lost.

    Args:
        clips: Clips or paths of MP4 files, in order; of the same size and codec, all with audio or all without.
        out: The MP4. An existing file is never overwritten: the new one is then called name-2.mp4 and so on.

    Raises:
        BadInput: There is no clip, or the clips differ in size, codec or audio; the message says how.
        KreaError: A clip cannot be read, or the MP4 cannot be written.
        MissingExtra: The package av is not installed.

    Example:
        ```python
        first = krea.animate("cat.png", "dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p")
        film = krea.join([first, first.extend("orbit left")], "film.mp4")
        ```
    """
    try:
        import av
    except ImportError as error:
        advice = 'Run: pip install "krea-widgets[sandbox]"'
        raise MissingExtra("Joining clips needs the package av.", advice=advice) from error
    if isinstance(clips, (str, os.PathLike)):
        raise BadInput("join takes a list of clips.", advice='Call krea.join([first, second], "film.mp4").')
    paths = [clip.path if isinstance(clip, Clip) else absolute_path(clip, "A clip") for clip in clips]
    if not paths:
        raise BadInput("There is no clip to join.")
    for path in paths:
        if not path.exists():
            raise NoClip(f"There is no clip at {shown_path(path)}.")
    with ExitStack() as files:
        try:
            opened = [files.enter_context(av.open(str(path))) for path in paths]
            _check_alike(opened, paths)
            return Clip.open(write_new(out, ".mp4", lambda part: _write(opened, av.open(str(part), "w", format="mp4"))))
        except (av.FFmpegError, OSError) as error:
            raise KreaError(f"The clips cannot be joined: {error}.", details=repr(error)) from error


def _check_alike(opened: Sequence[Any], paths: Sequence[Path]) -> None:
    first = _form(opened[0])
    for file, path in zip(opened, paths, strict=True):
        if _form(file) != first:
            what = f"{path.name} is {_form(file)}, and {paths[0].name} is {first}."
            raise BadInput(what, advice="Join clips of one model, resolution and aspect ratio.")


def _form(file: Any) -> str:
    videos, audios = file.streams.video, file.streams.audio
    if not videos:
        return "no video"
    context = videos[0].codec_context
    audio = f"with {audios[0].codec_context.name} audio of {audios[0].rate} Hz" if audios else "without audio"
    return f"{context.name} of {context.width}×{context.height} {audio}"


def _write(opened: Sequence[Any], film: Any) -> None:
    """Copy the packets of each file behind those of the files before."""
    with film:
        streams = {one.type: film.add_stream_from_template(one) for one in _streams(opened[0])}
        # Seconds.
        start = 0
        for file in opened:
            end = start
            for packet in file.demux(*_streams(file)):
                # The last packet of a stream is empty.
                if packet.dts is None:
                    continue
                shift = round(start / packet.time_base)
                end = max(end, start + (packet.pts + packet.duration) * packet.time_base)
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = streams[packet.stream.type]
                film.mux(packet)
            start = end


def _streams(file: Any) -> list[Any]:
    return [*file.streams.video[:1], *file.streams.audio[:1]]
