"""The motion of real clips: measured once, kept with the clip, and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

import krea_widgets as krea
from krea_widgets import Clip, Studio
from krea_widgets.__main__ import main
from krea_widgets.errors import BadInput, NoClip
from krea_widgets.media import measured


@pytest.mark.slow
def test_a_clip_is_measured_once_and_says_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.png"
    noise = Image.effect_noise((64, 48), 90).resize((960, 720), Image.Resampling.BICUBIC)
    noise.save(photo)
    with Studio(backend="sandbox") as studio:
        fast = {"model": "seedance 1.0 pro fast", "duration": 2, "resolution": "480p"}
        clip = studio.animate(photo, "fast pan left", **fast)
        motion = studio.motion(clip)
        assert motion == clip.motion
    assert motion.moves == ("pan left",)
    assert motion.start_likeness is not None
    assert motion.start_likeness > 0.9
    assert str(clip.followed).startswith("pan left: done, ")
    before = json.loads(clip.path.with_suffix(".json").read_text("utf-8"))
    assert before["prompt"] == "fast pan left"
    # A second time, nothing is decoded, and the settings are those of before.
    monkeypatch.setattr(measured, "_measure", None)
    again = Clip.open(clip.path)
    assert (again.motion, again.settings["values"]) == (motion, clip.settings["values"])
    monkeypatch.undo()
    # Another film has taken its place.
    clip.path.write_bytes(clip.path.read_bytes() + b"\0\0\0\x08free")
    assert Clip.open(clip.path).motion.moves == ("pan left",)

    film = tmp_path / "elsewhere.mp4"
    film.write_bytes(clip.path.read_bytes())
    capsys.readouterr()
    assert main(["motion", str(film), "--prompt", "pan right"]) == 0
    assert "pan right: the other way" in capsys.readouterr().out
    assert main(["motion", str(film), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["moves"], len(found["samples"])) == (["pan left"], found["frames"])
    assert not film.with_suffix(".json").exists()


def test_what_is_no_film(tmp_path: Path) -> None:
    text = tmp_path / "a.mp4"
    text.write_text("no film")
    with pytest.raises(BadInput, match=r"a\.mp4 cannot be decoded"):
        krea.motion(text)
    with pytest.raises(NoClip):
        krea.motion(tmp_path / "b.mp4")
