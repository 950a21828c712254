"""From a still to a clip through the front doors, in the sandbox, with nothing swapped."""

import asyncio
import base64
import io
import json
import subprocess
import sys
import threading

import av
import numpy as np
import pytest
from PIL import Image

import krea_widgets as krea
from krea_widgets import errors
from krea_widgets.media import open_still

pytestmark = pytest.mark.slow

SMALL = {"model": "bytedance/seedance-2", "resolution": "480p", "duration": 4}  # the quickest render there is


def frames(path):
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]


def shift(one, two):
    """By how many pixels the picture has moved from one frame to another (across, down), by phase correlation."""
    import cv2

    window = cv2.createHanningWindow(one.shape[::-1], cv2.CV_32F)
    (across, down), _ = cv2.phaseCorrelate(one.astype("float32"), two.astype("float32"), window)
    return across, down


def test_the_one_call_door(photo, tmp_path):
    """The line of the README, in a script of its own, without a token."""
    code = (
        "import sys, krea_widgets as krea; "
        "c = krea.animate(sys.argv[1], 'slow pan left to right', duration=5); print(c.path)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(photo)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # quiet where nobody sees it
    path = tmp_path / done.stdout.strip().splitlines()[-1]
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (1280, 720)
        assert abs(float(file.duration / av.time_base) - 5.0) <= 0.1
    pictures = frames(path)
    across, down = shift(pictures[0], pictures[24])
    assert across < -2, "a pan to the right moves the picture to the left"
    assert abs(down) < 1.5


def test_submit_returns_at_once_and_the_job_can_be_awaited(studio, photo):
    heard = []
    job = studio.submit(photo, "slow zoom in", on_progress=lambda job: heard.append(job.progress.phase), **SMALL)
    assert not job.done()

    async def cell():
        return await job

    clip = asyncio.run(cell())
    assert clip.path.exists()
    assert clip.backend == "sandbox"
    assert (clip.width, clip.height) == (854, 480) or clip.height == 480
    assert clip.duration == pytest.approx(4, abs=0.1)
    settled = threading.Event()
    job.on_progress(lambda job: settled.set())
    assert settled.wait(5)
    assert {"uploading", "working", "saving", "done"} <= set(heard)


def sources(photo):
    data = photo.read_bytes()
    picture = Image.open(photo)
    yield "a path", str(photo)
    yield "a Path", photo
    yield "a file URL", photo.as_uri()
    yield "bytes", data
    yield "a file", io.BytesIO(data)
    yield "a PIL image", picture
    yield "an array", np.asarray(picture)
    yield "a data URI", "data:image/jpeg;base64," + base64.b64encode(data).decode()
    yield "a Still", open_still(photo)


def test_an_image_may_come_in_many_ways(studio, photo):
    """All of them make a shot; and those with the same content are uploaded once."""
    digests = {}
    for how, source in sources(photo):
        shot = studio.shot("kling/kling-2.5", {"prompt": "pan right", "start_image": source})
        digests[how] = shot.start_image.digest
    same = {digests[how] for how in ("a path", "a Path", "a file URL", "bytes", "a file", "a data URI", "a Still")}
    assert len(same) == 1


def test_an_image_behind_an_address_and_one_that_krea_has(studio, photo):
    from functools import partial
    from http.server import HTTPServer, SimpleHTTPRequestHandler

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=photo.parent))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/{photo.name}"
        first = studio.submit(url, "pan right", **SMALL).wait(60)
    finally:
        server.shutdown()
        server.server_close()
    own = first.settings["values"]["start_image"]
    assert own.startswith("http://sandbox/")
    again = studio.submit(own, "pan right", **SMALL).wait(60)  # sent as it is, not uploaded anew
    assert again.settings["values"]["start_image"] == own


def test_the_settings_beside_the_clip_make_it_again(studio, photo):
    clip = studio.submit(photo, "tilt up, 'quoted' and <b>bold</b>", **SMALL).wait(60)
    settings = json.loads(clip.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert settings == {**clip.settings, "poster": settings["poster"]}
    assert settings["backend"] == "sandbox"
    assert settings["price"] is None
    assert settings["call"].startswith("krea.animate(")
    compile(settings["call"], "cell", "eval")
    again = krea.Clip.open(clip.path)
    assert (again.settings, again.poster) == (clip.settings, clip.poster)


def test_the_end_image_is_the_last_frame(studio, photo, tmp_path):
    end = Image.open(photo).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    clip = studio.submit(photo, "static camera", end_image=end, **SMALL).wait(60)
    last = frames(clip.path)[-1].astype(float)
    first = frames(clip.path)[0].astype(float)
    mirrored = first[:, ::-1]
    assert np.abs(last - mirrored).mean() < 0.25 * np.abs(last - first).mean()


def test_a_failure_on_cue_is_told(studio, photo):
    job = studio.submit(photo, "pan right [sandbox: fail nsfw]", **SMALL)
    with pytest.raises(errors.JobFailed, match="moderation") as caught:
        job.wait(60)
    assert caught.value.billed is False
    assert caught.value.job is job


def test_a_running_job_can_be_cancelled(studio, photo):
    job = studio.submit(photo, "pan right", model="kling/kling-2.5", duration=10)
    job.on_progress(lambda job: job.progress.phase == "working" and job.cancel())
    with pytest.raises(errors.JobCancelled):
        job.wait(60)
    assert not list(studio.clip_folder.glob("**/*.mp4"))


def test_jobs_at_once(studio, photo):
    jobs = [studio.submit(photo, f"pan right, take {number}", **SMALL) for number in range(3)]
    assert set(studio.pending()) == set(jobs)
    assert len({job.wait(120).path for job in jobs}) == 3


def test_a_prompt_of_any_kind_is_text(studio, photo):
    prompt = '천천히 오른쪽으로 패닝 🎬 <script>alert(1)</script> "quotes" & ampersands'
    clip = studio.submit(photo, prompt, **SMALL).wait(60)
    assert clip.settings["prompt"] == prompt
    assert "<script>" not in clip._repr_html_()
    assert clip.path.parent == studio.clip_folder


def test_an_unknown_model_passes_through_on_request(studio, photo):
    job = studio.submit(photo, "pan right", model="new/model-9", raw={"anything": 1})
    with pytest.raises(errors.KreaError) as caught:
        job.wait(30)
    assert caught.value.billed is False  # the sandbox does not have it, and says so


def test_without_a_token_krea_says_what_is_missing(studio, photo):
    with pytest.raises(ValueError, match="'krea' or 'sandbox'"):
        studio.use("mars")
    with pytest.raises(errors.BadInput, match="no Krea token"):
        studio.use("krea")
    assert studio.backend == "sandbox"


def test_a_closed_studio_leaves_no_thread(tmp_path, photo):
    from krea_widgets import Studio

    before = set(threading.enumerate())
    studio = Studio("sandbox", home=tmp_path / "h", clips=tmp_path / "c")
    studio.submit(photo, "pan right", **SMALL).wait(60)
    studio.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert not [thread for thread in set(threading.enumerate()) - before if thread.is_alive()]
