"""The HTML of clips: plays where it can, says whose it is, and lets no text through as markup."""

from __future__ import annotations

import base64
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krea_widgets.media import Clip, Shot, clip_html, open_still, shot_html

URL = "https://gen.krea.ai/videos/1.mp4"
EVIL = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;"


class Page(HTMLParser):
    """Elements with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def first(self, tag: str) -> dict[str, str | None] | None:
        return next((attributes for kind, attributes in self.elements if kind == tag), None)


@pytest.fixture
def poster(photo) -> bytes:
    return open_still(photo).thumbnail(320, limit=20_000)


@pytest.fixture
def make(tmp_path, film, monkeypatch, poster):
    """A clip at a path below the current folder (or anywhere), with settings."""
    (tmp_path / "notebook").mkdir()
    monkeypatch.chdir(tmp_path / "notebook")

    def build(where: str = "krea_clips/cat.mp4", url: str = URL, **settings: object) -> Clip:
        path = Path.cwd() / where
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(film(), path)
        given = {"backend": "krea", "prompt": "slow dolly in", "poster": base64.b64encode(poster).decode()}
        return Clip(path, url, {**given, **settings})

    return build


def test_below_the_notebook_the_address_is_relative_and_quoted(make):
    clip = make("krea clips/50% #1 ü?&'\".mp4")
    video = Page(clip._repr_html_()).first("video")
    assert video is not None
    assert re.fullmatch(r"[A-Za-z0-9%/._~-]+", video["src"] or "")
    assert Path.cwd() / unquote(video["src"] or "") == clip.path
    for word in ("controls", "loop", "muted", "playsinline"):
        assert word in video
    assert "autoplay" not in video
    assert video["preload"] == "metadata"
    assert "max-width:100%" in (video["style"] or "")
    assert "aspect-ratio:160/96" in (video["style"] or "")


def test_in_marimo_its_player_has_the_clip_above_the_same_caption(make, monkeypatch):
    """A double of marimo; `tests/matrix.py --only hosts` has the real one."""

    def video(path, **_options):
        return SimpleNamespace(text=f'<video src="@file/{path.name}"></video>')

    monkeypatch.setitem(sys.modules, "marimo", SimpleNamespace(Html=str, video=video))
    clip = make()
    page = Page(clip._display_())
    assert page.first("video") == {"src": "@file/cat.mp4"}
    assert page.text == Page(clip._repr_html_()).text
    clip.path.unlink()
    assert clip._display_() == clip._repr_html_()


@pytest.mark.parametrize("where", [".krea/cat.mp4", "krea_clips/.hidden/cat.mp4", "../outside/cat.mp4", "a/.cat.mp4"])
def test_where_no_server_looks_krea_is_asked(make, where):
    video = Page(make(where)._repr_html_()).first("video")
    assert video is not None
    assert video["src"] == URL


@pytest.mark.parametrize(
    "settings", [{"backend": "sandbox"}, {"backend": ""}, {"url": "javascript:alert(1)"}, {"url": ""}]
)
def test_where_nothing_plays_the_poster_and_the_path_are_shown(make, poster, settings):
    clip = make("../outside/cat.mp4", **settings)
    page = Page(clip._repr_html_())
    assert page.first("video") is None
    image = page.first("img")
    assert image is not None
    assert base64.b64decode((image["src"] or "").partition(",")[2]) == poster
    assert "outside/cat.mp4" in page.text


def test_the_poster_is_small_or_absent(make, poster):
    video = Page(make()._repr_html_()).first("video")
    assert video is not None
    assert video["poster"] == "data:image/jpeg;base64," + base64.b64encode(poster).decode()
    large = base64.b64encode(b"\xff\xd8\xff" + bytes(30_000)).decode()
    for wrong in (large, "?", "", EVIL, 7, base64.b64encode(b"<svg>").decode()):
        video = Page(make(poster=wrong)._repr_html_()).first("video")
        assert video is not None
        assert "poster" not in video


def test_the_caption_tells_what_it_is(make):
    price = {"amount": 0.367, "exact": False, "source": "docs"}
    clip = make(model="kling/kling-2.5", seconds=94.2, price=price, call='krea.animate("cat.png")')
    text = Page(clip._repr_html_()).text
    for message in (
        "slow dolly in",
        "kling/kling-2.5 · 1 s · 160×96 · rendered in 1:34 · about $0.37",
        "krea_clips/cat.mp4",
    ):
        assert message in text
    assert 'krea.animate("cat.png")' in text
    assert "sandbox" not in text
    assert "· $0.37" in Page(make(price={"amount": 0.37, "exact": True})._repr_html_()).text
    assert "rendered in 0:0" in Page(make(seconds=0.6)._repr_html_()).text
    assert "rendered" not in Page(make(seconds=0)._repr_html_()).text
    assert "Kling 2.5" in Page(make(model="kling/kling-2.5", title="Kling 2.5")._repr_html_()).text


def test_the_sandbox_wears_its_badge(make):
    text = Page(make(backend="sandbox", price={"amount": 0.37, "exact": True})._repr_html_()).text
    assert "sandbox: a camera move, no AI model" in text
    assert "$" not in text


def test_a_clip_whose_file_is_gone(make):
    clip = make()
    clip.path.unlink()
    page = Page(clip._repr_html_())
    video = page.first("video")
    assert video is not None
    assert video["src"] == URL
    assert "no longer at krea_clips/cat.mp4" in page.text


def test_dollars_never_become_a_formula(make):
    html = make(prompt=r"from $1 to $2, \(x\) \[y\]", price={"amount": 0.37, "exact": True})._repr_html_()
    between = re.findall(r">([^<>]+)<", html)
    assert [text for text in between if "$" in text or "\\" in text] == ["$"] * 2 + ["\\"] * 4 + ["$"]


def test_no_colour_is_set_without_the_hosts(make):
    html = make(backend="sandbox", call="x")._repr_html_()
    styles = " ".join(attributes.get("style") or "" for _, attributes in Page(html).elements)
    for value in re.findall(r"(?:^|[; ])(?:color|background|border):([^;\"]+)", styles):
        assert "var(--jp-" in value
    assert "<style" not in html


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_text_becomes_markup(make, data):
    texts = st.text(max_size=40) | st.sampled_from([EVIL, "\ud800", "</figure>", "'\"", "$&\\"])
    odd = texts | st.none() | st.integers() | st.floats() | st.lists(texts, max_size=2)
    keys = ("prompt", "model", "title", "call", "job_id", "seconds", "price", "poster")
    settings_ = {key: data.draw(odd, label=key) for key in keys}
    clip = make(url=data.draw(texts), backend=data.draw(st.sampled_from(["krea", "sandbox", EVIL])), **settings_)
    html = clip_html(clip)
    html.encode()
    page = Page(html)
    allowed = {"video", "div", "span", "details", "summary", "pre", "img"}
    assert {tag for tag, _ in page.elements} <= allowed
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_a_shot_on_its_way(encoded):
    still = open_still(encoded("PNG"), name="cat.png")
    html = shot_html(Shot("kling/kling-2.5", {"prompt": EVIL, "start_image": still}), "Uploading · 1 of 2 MB")
    page = Page(html)
    image = page.first("img")
    assert image is not None
    assert "opacity" in (image["style"] or "")
    assert EVIL in page.text
    assert "Uploading · 1 of 2 MB" in page.text
    tag, attributes = page.elements[0]
    assert (tag, attributes["class"], attributes["role"]) == ("div", "kw-clip", "figure")
    assert Page(shot_html(Shot("m", {}), "In line")).first("img") is None
