"""Without a kernel: the saved notebook is small, and its export shows the clips."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from acts import check_that_it_plays_and_seeks, holds
from lab import Notebook
from playwright.sync_api import BrowserContext, expect

PROMPTS = ("slow dolly in", "pan left", "orbit right, gentle parallax")
MAKE = """
import krea_widgets as krea
widget = krea.Animate({photo!r}, model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
widget
"""
RUN = f"""
for prompt in {PROMPTS!r}:
    widget.prompt = prompt
    await widget.run()
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

    command = [sys.executable, "-m", "nbconvert", "--to", "html", book.path.name]
    subprocess.run(command, cwd=book.path.parent, capture_output=True, check=True, timeout=120)
    page = context.new_page()
    # An exported page is read without a network, too.
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto(book.path.with_suffix(".html").as_uri())
    videos = page.locator("figure video")
    expect(videos).to_have_count(3)
    assert min(videos.evaluate_all(POSTERS)) > 100
    for place in range(3):
        expect(videos.nth(place)).to_be_visible()
        check_that_it_plays_and_seeks(videos.nth(place))
    for prompt in PROMPTS:
        expect(page.locator("figure", has_text=prompt).first).to_be_visible()
    page.screenshot(path=book.picture("lab").with_name("exported.png"), full_page=True)
