"""Without a kernel: the saved notebook is small, and its exports show the clips."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mistune
from acts import check_that_it_plays_and_seeks, holds
from lab import Notebook
from nbconvert import HTMLExporter, MarkdownExporter
from playwright.sync_api import BrowserContext, Page, expect

from krea_widgets.media.saved_output import GAP

PROMPTS = ("slow dolly in", "pan left", "orbit right, gentle parallax")
MAKE = """
import krea_widgets as krea
widget = krea.Animate({photo!r}, model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
widget
"""
RUN = f"""
for prompt in {PROMPTS!r}:
    widget.prompt = prompt
    clip = await widget.run()
clip
"""
POSTERS = """videos => Promise.all(videos.map(async video => {
  const image = new Image();
  image.src = video.poster;
  await image.decode();
  return image.naturalWidth;
}))"""
MOST = 100_000  # characters for each clip


def test_three_clips_stay_in_a_small_notebook_and_in_its_export(
    notebook: Callable[..., Notebook], context: BrowserContext, photo: Path
) -> None:
    book = notebook(MAKE.format(photo=str(photo)), RUN)
    empty = len(book.save())
    book.run_cell(0)
    book.run_cell(1, timeout=90)
    assert book.errors() == []
    expect(book.cell(0).get_by_role("group", name=re.compile("^Clip: ")).locator("video")).not_to_have_count(0)
    saved = book.save()
    clips = sorted((book.path.parent / "krea_clips").glob("*.mp4"))
    assert len(clips) == 3
    print(f"{len(saved) - empty} characters for three clips")
    assert len(saved) - empty < 3 * MOST
    assert not any(holds(saved, data) for data in (*(clip.read_bytes() for clip in clips), photo.read_bytes()))
    assert "data:video" not in saved
    assert "ftyp" not in saved
    assert str(book.path.parent) not in saved
    # JupyterLab shows the HTML and hides the image.
    expect(book.cell(1).locator(".kw-clip video")).to_be_visible()
    expect(book.cell(1).locator("img")).to_be_hidden()

    command = [sys.executable, "-m", "nbconvert", "--to", "html", book.path.name]
    subprocess.run(command, cwd=book.path.parent, capture_output=True, check=True, timeout=120)
    page = context.new_page()
    # An exported page is read without a network, too.
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto(book.path.with_suffix(".html").as_uri())
    expect(page.locator("img").filter(visible=True)).to_have_count(0)
    videos = page.locator(".kw-clip video")
    expect(videos).to_have_count(4)
    assert min(videos.evaluate_all(POSTERS)) > 100
    for place in range(3):
        expect(videos.nth(place)).to_be_visible()
        check_that_it_plays_and_seeks(videos.nth(place))
    for prompt in PROMPTS:
        expect(page.locator(".kw-clip", has_text=prompt).first).to_be_visible()
    page.screenshot(path=book.picture("lab").with_name("exported.png"), full_page=True)
    check_sanitised(book, page)
    check_markdown(book, page)


def check_sanitised(book: Notebook, page: Page) -> None:
    """Fails unless nbconvert's sanitiser, which lets neither video nor image through, leaves posters and captions."""
    html, _ = HTMLExporter(sanitize_html=True).from_filename(str(book.path))
    path = book.path.with_name("sanitised.html")
    path.write_text(html, encoding="utf-8")
    page.goto(path.as_uri())
    images = page.locator("img").filter(visible=True)
    expect(images).to_have_count(2)
    three, one = images.evaluate_all("images => images.map(image => image.naturalWidth)")
    assert three == 3 * (one + GAP) - GAP
    shown = page.locator("body").inner_text()
    assert all(shown.count(prompt) >= 2 for prompt in PROMPTS), "in the code and below the posters"
    assert not re.search(r"</?[a-z]", shown)
    page.screenshot(path=book.picture("lab").with_name("sanitised.png"), full_page=True)


def check_markdown(book: Notebook, page: Page) -> None:
    """Fails unless Markdown shows each clip once: the image is a file there, which its mark does not tell."""
    text, resources = MarkdownExporter().from_filename(str(book.path))
    for name, data in resources["outputs"].items():
        (book.path.parent / name).write_bytes(data)
    path = book.path.with_name("markdown.html")
    path.write_text(f"<!doctype html>{mistune.create_markdown(escape=False)(text)}", encoding="utf-8")
    page.goto(path.as_uri())
    expect(page.locator("img")).to_have_count(2)
    expect(page.locator("img").filter(visible=True)).to_have_count(0)
    expect(page.locator(".kw-clip video").filter(visible=True)).to_have_count(4)
    page.screenshot(path=book.picture("lab").with_name("markdown.png"), full_page=True)
