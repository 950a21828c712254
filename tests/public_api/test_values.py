"""Values go back in: shots, clips, models; and every value and error survives pickling and copying."""

from __future__ import annotations

import copy
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError
from multiprocessing import get_context

import numpy as np
import pytest

import krea_widgets as krea
from krea_widgets import errors


def test_a_shot_is_changed_and_submitted(studio):
    quote = krea.quote("cat.png", "slow dolly in", model=krea.models["kling/kling-2.5"], duration=5)
    clip = krea.animate(quote.shot.replace(duration=10))
    assert (clip.prompt, clip.settings["values"]["duration"]) == ("slow dolly in", 10)
    assert krea.submit(quote.shot, "pan left", duration=10).wait(30).prompt == "pan left"
    assert "duration" not in quote.shot.replace(duration=None).values


def test_a_clip_is_extended_and_joined(studio):
    first = krea.animate("cat.png", "dolly in", model="kling 2.5", duration=10)
    second = first.extend("orbit left")
    assert (second.model, second.settings["values"]["duration"]) == (first.model, 10)
    assert second.settings["still"]["digest"] == first.last_frame().digest
    film = krea.join([first, second, second.path], "film")
    assert film.path.name == "film.mp4"
    assert film.duration == pytest.approx(3 * first.duration, abs=0.05)
    assert krea.join([first], "film.mp4").path.name == "film-2.mp4"
    with pytest.raises(errors.BadInput, match="no clip"):
        krea.join([], "film.mp4")


def test_clips_that_differ_are_not_joined(studio, tmp_path, tiny):
    import av

    wide = tmp_path / "wide.mp4"
    with av.open(str(wide), "w") as file:
        stream = file.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 128, 36, "yuv420p"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((36, 128, 3), "uint8"), format="rgb24")))
        file.mux(stream.encode())
    with pytest.raises(
        errors.BadInput, match=r"wide\.mp4 is h264 of 128×36 without audio, and tiny\.mp4 is h264 of 64×36"
    ):
        krea.join([tiny, wide], tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()
    with pytest.raises(errors.KreaError):
        krea.join([tmp_path / "missing.mp4"], tmp_path / "film.mp4")


def test_a_clip_is_a_path_and_gives_frames(studio, tmp_path):
    clip = krea.animate("cat.png", "dolly in")
    assert os.stat(clip).st_size == clip.size  # noqa: PTH116 (takes a path)
    assert clip.save("copy.mp4").read_bytes() == clip.bytes()
    (tmp_path / "folder").mkdir()
    assert clip.save(tmp_path / "folder") == tmp_path / "folder" / clip.path.name
    with pytest.raises(errors.BadPath, match=r"exists already\. Choose another name"):
        clip.save("copy.mp4")
    shades = [np.asarray(clip.frame(seconds)).mean() for seconds in (0.0, 0.1, 0.2)]
    assert shades == sorted(shades)
    assert shades[0] < shades[2] - 30
    assert clip.frame(10 / 48).digest == clip.last_frame().digest
    with pytest.raises(errors.BadFile):
        clip.frame(99)


def test_a_still_is_an_array(studio):
    still = krea.Still.open("cat.png")
    array = np.asarray(still)
    assert (array.shape, array.dtype, array[0, 0].tolist()) == ((36, 64, 3), "uint8", [0, 128, 128])
    assert krea.Still.open(array).digest == krea.Still.open(array).digest


VALUES = ("still", "shot", "clip", "model", "price", "progress", "quote", "error", "models")


@pytest.fixture
def values(studio):
    clip = krea.animate("cat.png", "dolly in")
    quote = krea.quote("cat.png", "x", model="veo 3.1", duration=8)
    found = {
        "still": krea.Still.open("cat.png"),
        "shot": quote.shot,
        "clip": clip,
        "model": krea.models["google/veo-3.1"],
        "price": quote.price,
        "progress": krea.Progress("done", "Done", 1.0),
        "quote": quote,
        "error": krea.quote("cat.png", "x", model="veo 3.1", duration=7).problems[0],
        "models": krea.clips(),
    }
    assert tuple(found) == VALUES
    return found


def test_every_value_survives(values):
    for name, value in values.items():
        for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert type(other) is type(value)
            assert repr(other) == repr(value), name
    assert pickle.loads(pickle.dumps(values["clip"])).poster == values["clip"].poster
    with pytest.raises((FrozenInstanceError, AttributeError)):
        values["clip"].path = "x"


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name[0].isupper()])
def test_every_error_survives(name):
    error = getattr(errors, name)(
        "What happened.", **({"status": 402} if name in API_ERRORS else {}), **MORE.get(name, {})
    )
    error.details = "more"
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is type(error)
        assert (str(other), vars(other)) == (str(error), vars(error))


API_ERRORS = [
    name for name in errors.__all__ if name[0].isupper() and issubclass(getattr(errors, name), errors.ApiError)
]
MORE = {"Unreachable": {"maybe_sent": True}, "BadValue": {"field": "duration", "value": 7}}


def refuse(number: int) -> None:
    raise errors.BadValue(f"Number {number}.", field="duration", value=number, advice="Use 5.")


@pytest.mark.slow
def test_a_process_pool_brings_errors_home():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(errors.BadValue, "x", field="seed").result()
        assert (str(error), error.field) == ("x Nothing was sent.", "seed")
