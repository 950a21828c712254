"""The walk of Krea's page on image-to-video, with plain httpx over a real socket: upload, generate, poll, download."""

from __future__ import annotations

import time

import httpx
import pytest

from krea_widgets import sandbox


def walk(url, photo, tmp_path, *, body):
    """The clip's path and the replies on the way, as a script that follows the page would get them."""
    headers = {"Authorization": "Bearer any-token"}
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        with photo.open("rb") as file:
            asset = client.post(
                "/assets", files={"file": (photo.name, file, "image/jpeg")}, data={"description": "Input image"}
            )
        asset.raise_for_status()
        body = {"start_image": asset.json()["image_url"], **body}
        job = client.post("/generate/video/kling/kling-2.5", json=body).raise_for_status().json()
        end = time.monotonic() + 60
        while job["status"] not in {"completed", "failed", "cancelled"} and time.monotonic() < end:
            time.sleep(0.05)
            job = client.get(f"/jobs/{job['job_id']}").raise_for_status().json()
    assert job["status"] == "completed", job
    clip = tmp_path / "clip.mp4"
    with httpx.stream("GET", job["result"]["urls"][0]) as reply:
        clip.write_bytes(reply.read())
    part = httpx.get(job["result"]["urls"][0], headers={"Range": "bytes=100-199"})
    return asset.json(), job, clip, part


PAGE = {"prompt": "gentle camera pan from left to right, subtle depth", "duration": 5, "aspect_ratio": "16:9"}


def test_the_page_over_a_socket(simulator, photo, tmp_path):
    with sandbox.serving(simulator.app) as url:
        asset, job, clip, part = walk(url, photo, tmp_path, body=PAGE)
        assert (asset["width"], asset["height"]) == (1600, 1067)
        assert asset["image_url"].startswith(url)
        assert job["result"]["urls"] == [f"{url}/files/{job['job_id']}.mp4"]
        assert (part.status_code, part.content) == (206, clip.read_bytes()[100:200])
        assert part.headers["etag"]
    assert clip.read_bytes() == simulator.tiny.read_bytes()
    assert simulator.takes[0].prompt == PAGE["prompt"]


@pytest.mark.slow
def test_the_page_with_the_real_renderer(photo, tmp_path):
    import av

    with sandbox.serving(sandbox.app()) as url:
        _, _, clip, part = walk(url, photo, tmp_path, body=PAGE)
    assert part.content == clip.read_bytes()[100:200]
    with av.open(str(clip)) as container:
        picture = container.streams.video[0]
        assert (picture.width, picture.height, picture.average_rate) == (1280, 720, 24)
        assert sum(1 for _ in container.decode(picture)) == 120
