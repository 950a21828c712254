"""What a notebook saves of a clip: an image with text for every page, and HTML that plays and hides the image."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from krea_widgets._util import notebook
from krea_widgets.media import Clip, open_still
from krea_widgets.media.saved_output import GAP, HEIGHT, HIDE, clip_outputs, show_clips
from krea_widgets.settings import absolute_path
from krea_widgets.widgets.animate.animate import SAMPLE

PROMPT = "orbit left"
JPEG = b"\xff\xd8\xff"


@pytest.fixture
def outputs(monkeypatch):
    """What a notebook is given, as (data, display ID, update)."""
    seen = []

    def publish(data, metadata, transient, update):
        seen.append((data, transient.get("display_id"), update))

    shell = SimpleNamespace(kernel=True, display_pub=SimpleNamespace(publish=publish))
    monkeypatch.setattr(notebook, "ipython_shell", lambda: shell)
    monkeypatch.delenv("VSCODE_PID", raising=False)
    return seen


@pytest.fixture
def poster() -> bytes:
    return open_still(SAMPLE).preview


def sheet_of(data) -> Image.Image:
    image = Image.open(io.BytesIO(base64.b64decode(data["image/jpeg"])))
    image.load()
    return image


@pytest.mark.parametrize("where", ["below", "at home", "elsewhere"])
def test_a_clip_is_an_image_and_html_and_both_say_what_it_is(where, outputs, poster, tmp_path, monkeypatch):
    for name in ("notebook", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebook")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    folder = {"below": "notebook/krea_clips", "at home": "home/videos", "elsewhere": "disk"}[where]
    path = tmp_path / folder / "cat-orbit-left.mp4"
    settings = {"model": "kling/kling-2.5", "prompt": PROMPT, "poster": base64.b64encode(poster).decode()}
    Clip(path, "", settings)._ipython_display_()
    (image, _, _), (page, _, _) = outputs
    assert sorted(image) == ["image/jpeg", "text/plain"]
    assert sorted(page) == ["text/html", "text/plain"]
    for data in (image, page):
        assert all(word in data["text/plain"] for word in (PROMPT, "kling/kling-2.5", "cat-orbit-left.mp4"))
        assert not any(str(tmp_path) in content for content in data.values())
    assert 150 < sheet_of(image).width < 320
    assert len(image["image/jpeg"]) < 0.2 * len(page["text/html"])


def test_the_html_hides_the_image_and_no_other(outputs, poster):
    show_clips("<video></video>", "a clip", [poster])
    (image, _, _), (page, _, _) = outputs
    assert HIDE in page["text/html"]
    marked = HIDE.split('"')[1]
    assert marked in image["image/jpeg"]
    assert marked not in base64.b64encode(poster).decode()


@pytest.mark.parametrize("count", [0, 1, 3, 4, 9])
def test_all_posters_are_in_one_image(count, outputs, poster):
    show_clips("", "clips", [poster] * count)
    sheet = sheet_of(outputs[0][0])
    outputs.clear()
    show_clips("", "clip", [poster])
    single = sheet_of(outputs[0][0])
    across, down = min(count, 4), -(-count // 4)
    assert sheet.size == ((across * (single.width + GAP) - GAP, down * (HEIGHT + GAP) - GAP) if count else (1, 1))


def test_a_poster_that_is_none_is_left_out(outputs, poster):
    show_clips("", "", [b"", b"?", JPEG, poster[:400], b"\x89PNG\r\n\x1a\n", poster])
    assert sheet_of(outputs[0][0]).width < 2 * sheet_of(outputs[0][0]).height


def test_each_output_has_an_id(poster):
    outputs = clip_outputs("<p>", "a clip", [poster], "krea-1")
    assert {name: sorted(data) for name, data in outputs.items()} == {
        "krea-1-image": ["image/jpeg", "text/plain"],
        "krea-1": ["text/html", "text/plain"],
    }


def test_vs_code_gets_no_image_that_nothing_would_hide(outputs, poster, monkeypatch):
    monkeypatch.setenv("VSCODE_PID", "1")
    show_clips("<p>", "", [poster])
    ((page, _, _),) = outputs
    assert "text/html" in page


def test_outside_a_notebook_ipython_shows_the_text(tmp_path):
    clip = Clip(tmp_path / "cat.mp4", "", {})
    show_clips("", "", [])
    with pytest.raises(NotImplementedError):
        clip._ipython_display_()


def test_a_shown_path_opens_what_it_names(tmp_path, monkeypatch):
    from krea_widgets._util.files import shown_path

    for name in ("notebook", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebook")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    for folder, shown in (("notebook", "a.mp4"), ("home/b", "~/b/a.mp4"), ("disk", "../disk/a.mp4")):
        path = tmp_path / folder / "a.mp4"
        assert shown_path(path) == str(Path(shown))
        assert absolute_path(shown_path(path)).resolve() == path
