"""Large images are opened in another process; the result is the same."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import sys
import threading

import numpy as np
import pytest
from loop_gaps import loop_gaps
from PIL import Image

from krea_widgets.errors import BadFile
from krea_widgets.media import image_codec, in_child, open_still
from krea_widgets.media.in_child import in_child as call


def elsewhere(work):
    """What `work()` returns or raises, on a thread that is not the main one."""
    results = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return results[0]


@pytest.fixture(autouse=True)
def _all_are_large(monkeypatch):
    monkeypatch.setattr(image_codec, "LARGE", 0)


def encoded(kind: str, mode: str = "RGB", **options) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (30, 40, 4), "uint8")
    image = Image.fromarray(pixels).resize((400, 300), Image.Resampling.BOX).convert(mode)
    image.save(file := io.BytesIO(), kind, **options)
    return file.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded("JPEG", exif=exif)


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [encoded("PNG", compress_level=1), encoded("PNG", "RGBA", compress_level=1), encoded("WEBP", method=0), turned()],
    ids=["png", "alpha", "webp", "turned"],
)
def test_a_still_of_another_process_is_the_same(data, monkeypatch):
    processes = []
    run = in_child.subprocess.run
    monkeypatch.setattr(in_child.subprocess, "run", lambda *a, **k: processes.append(a) or run(*a, **k))
    # One after the other, since an image in use is opened once.
    there = pickle.dumps(elsewhere(lambda: open_still(data)))
    assert len(processes) == 1
    here = open_still(data)
    assert pickle.dumps(here) == there
    cut = elsewhere(lambda: here.fitted(1.0, "crop"))
    assert len(processes) == 2
    there_cut = (cut.digest, cut.origin)
    del cut
    cut = here.fitted(1.0, "crop")
    assert (cut.digest, cut.origin) == there_cut
    assert len(processes) == 2


def test_an_error_comes_back_with_its_words():
    whole = encoded("PNG", compress_level=1)
    data = whole[: len(whole) // 2]
    error = elsewhere(lambda: open_still(data, name="cat.png"))
    assert isinstance(error, BadFile)
    assert "cat.png is not an image that can be read (it is cut off before its end)." in str(error)


def test_the_child_knows_no_token(monkeypatch):
    monkeypatch.setenv("KREA_API_KEY", "secret")
    assert elsewhere(lambda: call(os.getenv, "PATH")) == os.getenv("PATH")
    assert elsewhere(lambda: call(os.getpid)) != os.getpid()
    assert elsewhere(lambda: call(os.getenv, "KREA_API_KEY")) is None


@pytest.mark.parametrize("python", ["/nowhere/python3", "", "/opt/studio/blender", None])
def test_without_a_child_the_call_is_made_here(python, monkeypatch):
    monkeypatch.setattr(sys, "executable", python)
    assert elsewhere(lambda: call(os.getpid)) == os.getpid()


@pytest.mark.parametrize("fails", ["a full disk", "killed"])
def test_a_child_that_cannot_answer_is_no_loss(fails, monkeypatch, tmp_path):
    if fails == "killed":
        monkeypatch.setattr(in_child, "CODE", "import os; os.abort()")
    else:
        monkeypatch.setattr(in_child, "TemporaryDirectory", lambda **_: (_ for _ in ()).throw(OSError(28, "No space")))
    assert elsewhere(lambda: call(os.getpid)) == os.getpid()


def test_nothing_is_left_in_the_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert elsewhere(lambda: call(os.getpid)) != os.getpid()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_decoder_that_holds_the_interpreter_does_not_hold_a_loop():
    pixels = np.random.default_rng(1).integers(0, 255, (60, 80, 3), "uint8")
    Image.fromarray(pixels).resize((8000, 6000)).save(file := io.BytesIO(), "WEBP", method=0)

    def gap(work) -> float:
        """The loop's largest gap, in seconds, while a thread works."""

        async def main() -> float:
            async with loop_gaps() as gaps:
                await asyncio.to_thread(work)
            return max(gaps)

        return asyncio.run(main())

    def here() -> None:
        Image.open(io.BytesIO(file.getvalue())).load()

    elsewhere, held = gap(lambda: open_still(file.getvalue())), gap(here)
    print(f"largest gap: child {elsewhere * 1000:.0f} ms, thread {held * 1000:.0f} ms")
    assert elsewhere < held / 2
