"""A comparison as one HTML file: nothing in it ends it early or points elsewhere, and it plays from a disk, offline."""

import base64
import json
import re
import shutil
from pathlib import Path

import pytest

from krea_widgets.errors import KreaError
from krea_widgets.media import Clip
from krea_widgets.media.export import BadComparison
from krea_widgets.media.export.page import write_page

SCRIPT = 'const end = "</script><!-- ";'


def page_of(film, tmp_path, traits=None, **how):
    how = {"script": SCRIPT, "style": "p{}", "clips": {"k1": film()}, **how}
    return write_page(tmp_path / "page.html", traits=traits or {}, **how)


def elements(text, name):
    return re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", text, re.DOTALL | re.IGNORECASE)


def test_the_films_are_inside_unchanged(film, tmp_path):
    path = page_of(film, tmp_path, clips={"a": film(), 'b"<': film(size=(64, 36))})
    text = path.read_text(encoding="utf-8")
    held = [base64.b64decode(body) for body in elements(text, "script")[1:3]]
    assert held == [film().read_bytes(), film(size=(64, 36)).read_bytes()]
    assert 'data-krea-clip="b&quot;&lt;"' in text


def test_no_text_ends_the_page_early(film, tmp_path):
    nasty = "</script><script>alert(1)</script><!-- 천천히 🎬 \u2028 \ud800"
    traits = {"entries": [{"label": nasty, "clip": None}], "notes": {nasty: nasty}}
    path = page_of(film, tmp_path, traits, title=nasty, style="a::after{content:'</style>'}")
    text = path.read_text(encoding="utf-8")
    assert "alert(1)</script>" not in text
    traits_back = json.loads(elements(text, "script")[0])
    assert traits_back["entries"][0]["label"] == nasty.replace("\ud800", "?")
    assert len(elements(text, "script")) == 3  # traits, one film, the code
    assert len(elements(text, "style")) == 1
    assert r'"<\/script><\!-- "' in text


def test_it_tells_nobody_where_the_files_are(film, tmp_path):
    clip = {"path": "/home/me/secret place/cat.mp4", "url": "krea_clips/cat.mp4", "width": 64}
    text = page_of(film, tmp_path, {"entries": [{"label": "a", "clip": clip}]}).read_text(encoding="utf-8")
    assert "secret place" not in text
    assert "krea_clips" not in text
    assert str(film().parent) not in text
    assert json.loads(elements(text, "script")[0])["entries"][0]["clip"] == {"path": "cat.mp4", "url": "", "width": 64}


def test_nothing_may_be_loaded_from_anywhere(film, tmp_path):
    text = page_of(film, tmp_path).read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_what_cannot_become_a_page(film, tmp_path):
    with pytest.raises(BadComparison, match="no clip"):
        page_of(film, tmp_path, clips={})
    with pytest.raises(KreaError, match=r"gone\.mp4 no longer exists"):
        page_of(film, tmp_path, clips={"a": tmp_path / "gone.mp4"})
    big = tmp_path / "big.mp4"
    with big.open("wb") as file:
        file.truncate(301_000_000)
    with pytest.raises(BadComparison, match=r"These clips have 301 MB, and one page holds at most 300 MB\."):
        page_of(film, tmp_path, clips={"a": big})
    assert not list(tmp_path.glob("*.html"))


def test_an_older_page_is_not_written_over(film, tmp_path):
    assert [page_of(film, tmp_path).name for _ in range(2)] == ["page.html", "page-2.html"]


def until(page, holds):
    """Wait until it holds for both videos; the page's own policy forbids Playwright's way of waiting."""
    for _ in range(200):
        videos = "[...document.querySelectorAll('video')]"
        if page.evaluate(f"{videos}.length === 2 && {videos}.{holds}"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {holds}")


@pytest.mark.browser
def test_the_comparison_plays_from_a_disk_with_the_network_off(film, tmp_path, browser_path):
    from playwright.sync_api import sync_playwright

    from krea_widgets.widgets.compare import Compare

    measured = Path(shutil.copy(film(frames=24), tmp_path / "calm.mp4"))
    measured.with_suffix(".json").write_text('{"krea_widgets": 1}')
    assert Clip.open(measured).motion.doubt == "too little texture"
    board = Compare({'calm "천천히" 🎬': measured, "<b>bold</b>": film(size=(96, 160), frames=24, rate=24)})
    path = board.save_page(tmp_path / "page.html")
    problems = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text))
        page.goto(path.as_uri())
        until(page, "every((video) => video.readyState >= 2)")
        page.locator(".kw-compare").focus()
        page.keyboard.press("Space")
        until(page, "every((video) => video.currentTime > 0.3)")
        page.keyboard.press("1")
        page.screenshot(path=str(tmp_path / "page.png"))
        text = page.locator("body").inner_text()
        browser.close()
    assert problems == []
    assert 'calm "천천히" 🎬' in text
    assert "<b>bold</b>" in text
    assert text.count("too little texture") == 1, "what was measured is there"
    assert (tmp_path / "page.png").stat().st_size > 5000
