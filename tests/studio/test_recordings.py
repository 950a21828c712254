"""Every parameter of every model that takes a video or a sound takes a file, a clip and a URL at Krea."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct

import av
import numpy as np
import pytest
from PIL import Image
from test_video_and_sound import film, sound

from krea_widgets import Studio
from krea_widgets.__main__ import main
from krea_widgets.catalogue import bundled
from krea_widgets.catalogue.parameters import FILE_KINDS
from krea_widgets.errors import BadFile, BadValue
from krea_widgets.media import Clip

PLACES = [
    (model.id, one.name)
    for model in bundled().models()
    for one in model.parameters
    if FILE_KINDS.get(one.kind, "image") != "image" or one.name == "video_reference"
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    return film(folder / "sea.mp4", "blue", "red", seconds=0.4), sound(folder / "sea.wav", 0.4)


@pytest.fixture
def takes(monkeypatch, files):
    """What the sandbox's renderer was asked for; no job waits in its queue."""
    asked = []

    def render(request):
        asked.append(request)
        shutil.copy(files[0], request.out)

    monkeypatch.setattr("krea_widgets.sandbox.jobs.render_clip", render)
    monkeypatch.setattr("krea_widgets.sandbox.jobs.PAUSES", {})
    return asked


@pytest.fixture
def studio(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Studio("sandbox", home=tmp_path / "home") as made:
        yield made


STILL = Image.new("RGB", (640, 360), "green")


def values(name, video, audio):
    medium = audio if "audio" in name else video
    if name == "video_reference":
        return {name: {"url": medium, "tag": "sea"}}
    return {name: [medium] if name.endswith("s") else medium}


def colour(image):
    return max(zip(image.resize((1, 1)).getpixel((0, 0)), ("red", "green", "blue"), strict=True))[1]


def test_there_are_the_models_that_the_contract_has():
    assert len({model for model, _ in PLACES}) == 18
    assert len(PLACES) >= 22


@pytest.mark.slow
def test_each_model_takes_a_file_and_the_sandbox_gets_this_one(studio, takes, files):
    for model, name in PLACES:
        image = STILL if "start_image" in bundled()[model] and "start_video" not in name else None
        job = studio.submit(image, "static shot", model=model, **values(name, *files))
        clip = job.wait(30)
        take = takes[-1]
        if "audio" in name:
            assert take.sound.read_bytes() == files[1].read_bytes(), (model, name)
        elif name == "start_video":
            # It goes on where the video ends.
            assert colour(take.start) == "red", (model, name)
        elif name == "edit_video" and image is None:
            assert colour(take.start) == "blue", (model, name)
        elif "reference" in name:
            assert [colour(one) for one in take.insets] == ["blue"], (model, name)
        assert "stills/sea-" in clip.settings["call"]


def test_a_clip_is_continued_by_its_file(studio, takes, files):
    clip = Clip.open(files[0])
    assert (
        studio.submit(clip, "go on", model="flux video edit").shot.values["start_video"].data == files[0].read_bytes()
    )
    by_keyword = studio.submit(prompt="go on", model="veo 2", start_video=clip)
    assert by_keyword.shot.values["start_video"].name == "sea.mp4"


def test_one_file_is_uploaded_once_and_a_wrong_one_is_refused_before_anything_is_sent(studio, takes, files):
    sweep = studio.sweep(None, ["a", "b"], models="veo 2", start_video=[str(files[0])])
    assert [item.shot.values["start_video"].name for item in sweep.items] == ["sea.mp4"] * 2
    with pytest.raises(BadFile, match="is not a video that Krea accepts"):
        studio.submit(prompt="go on", model="veo 2", start_video=files[1])
    with pytest.raises(BadValue, match="start_video"):
        studio.submit(STILL, "go on", model="kling 2.5", start_video=files[0])


@pytest.mark.slow
def test_the_clip_shows_and_plays_what_arrived(studio, files):
    quick = {"model": "seedance 2 mini", "duration": 4, "resolution": "480p"}
    made = studio.animate(STILL, "static shot", reference_videos=[files[0]], reference_audios=[files[1]], **quick)
    frame = made.frame(0.5).pil()
    corner = frame.crop((frame.width - 30, frame.height - 30, frame.width - 10, frame.height - 10))
    assert colour(corner) == "blue"
    with av.open(str(made.path)) as container:
        heard = np.concatenate([piece.to_ndarray()[0] for piece in container.decode(audio=0)])
    # The sound, then silence.
    assert np.abs(heard[5000:15_000]).max() > 0.1
    assert np.abs(heard[30_000:]).max() < 0.01


@pytest.mark.slow
def test_the_command_takes_a_video_with_and_without_an_image(takes, files, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KREA_WIDGETS_HOME", str(tmp_path / "home"))
    for arguments in (
        ["go on", "-m", "veo 2", "--start-video", str(files[0])],
        [str(files[0]), "go on", "-m", "flux video edit"],
    ):
        assert main(["--backend", "sandbox", "animate", *arguments]) == 0
        assert colour(takes[-1].start) == "red"
    assert main(["--backend", "sandbox", "animate", "go on", "-m", "kling 2.5"]) != 0
    assert "No image was given." in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_takes_a_file_for_each_parameter_and_sends_this_one(takes, files, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KREA_WIDGETS_HOME", str(tmp_path / "home"))
    STILL.save(tmp_path / "still.png")
    sent, saved = {}, {}
    for number, (model, name) in enumerate(PLACES):
        whole = files[1] if "audio" in name else files[0]
        file = tmp_path / f"{number}{whole.suffix}"
        # Players ignore what is behind the end.
        file.write_bytes(whole.read_bytes() + struct.pack(">I4sQ", 16, b"free", number))
        sent[model, name] = hashlib.sha256(file.read_bytes()).hexdigest()
        image = ["still.png"] if "start_image" in bundled()[model] and name != "start_video" else []
        value = values(name, file.name, file.name)[name]
        given = value if isinstance(value, str) else json.dumps(value)
        option = f"--{name.replace('_', '-')}"
        assert main(["--backend", "sandbox", "animate", *image, "go on", "-m", model, option, given]) == 0
        settings = Clip.open(capsys.readouterr().out.strip()).settings
        (url,) = settings["recordings"]
        assert url in json.dumps(settings["values"][name])
        saved[model, name] = settings["recordings"][url]["digest"]
    assert saved == sent


@pytest.mark.slow
def test_a_clip_brings_its_video_back_into_a_form(studio, takes, files):
    from krea_widgets.widgets.animate import Animate

    clip = studio.submit(prompt="go on", model="veo 2", start_video=files[0]).wait(30)
    form = Animate(studio=studio)
    assert "start_video" in form.use_settings(clip)
    (video,) = form.images("start_video")
    assert (video.name, video.data) == ("sea.mp4", files[0].read_bytes())
    assert form.shot().values["start_video"] == video
    with pytest.raises(BadFile, match="start_video takes one file, not 2"):
        form.set_images("start_video", [files[0], files[0]])
    form.close()
    edits = Animate(files[0], "go on", model="flux video edit", studio=studio)
    assert edits.images("start_video") == (video,)
    edits.close()
