"""The Animate widget in JupyterLab, as a person uses it: pictures, a prompt, a model, a bar, a clip that plays."""

from __future__ import annotations

import collections
import hashlib
import json
import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from acts import bar_states, check_that_it_plays_and_seeks, holds, press
from lab import Notebook, drop
from looks import faint, too_wide
from PIL import Image
from playwright.sync_api import Locator, expect

from krea_widgets.catalogue import Parameter, bundled

OpenNotebook = Callable[..., Notebook]
SHOW = "import krea_widgets as krea\nwidget = krea.Animate()\nwidget"
QUICK = "model='bytedance/seedance-1.0-pro-fast', duration=2, resolution='480p'"


def shown(book: Notebook) -> Locator:
    """The widget, once it knows the models."""
    book.run_cell(0)
    assert book.errors() == []
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    expect(widget.get_by_role("combobox", name="Model", exact=True)).not_to_have_value("")
    return widget


def with_photo(notebook: OpenNotebook, photo: Path, *cells: str) -> tuple[Notebook, Locator]:
    """A notebook with a widget that holds a photo and makes small clips, and the widget."""
    show = f"import krea_widgets as krea\nwidget = krea.Animate({str(photo)!r}, {QUICK})\nwidget"
    book = notebook(show, *cells)
    widget = shown(book)
    expect(widget).to_contain_text(photo.name)  # it comes a moment after the models, and a press needs it
    return book, widget


def test_a_large_photo_becomes_a_clip_with_hailuo(notebook: OpenNotebook, big_jpeg: Path) -> None:
    book = notebook(SHOW)
    widget = shown(book)
    drop(widget.get_by_role("group", name="Image", exact=True), big_jpeg, "image/jpeg")
    expect(widget).to_contain_text("4000 × 3000 · JPEG 4.4 MB")
    ratio = widget.get_by_role("radiogroup", name="Aspect ratio")
    expect(ratio).to_be_visible()
    widget.get_by_role("combobox", name="Model", exact=True).select_option(label="Hailuo 2.3 · $0.29 for 6 s")
    expect(ratio).to_have_count(0)
    expect(widget.get_by_role("radiogroup", name="Duration")).to_be_visible()

    line = press(widget, "slow dolly in, gentle parallax")
    states = bar_states(line, until=line.locator("video"))
    assert len(states) >= 3, states
    numbers = [int(state) for state in states if state is not None]
    assert numbers == sorted(numbers), "the bar went backwards"
    expect(line).to_contain_text("Done in")
    expect(line).to_contain_text("sandbox")
    check_that_it_plays_and_seeks(line.locator("video"))
    book.picture("done")

    (clip,) = (book.path.parent / "krea_clips").glob("*.mp4")
    saved = book.save()
    assert not holds(saved, clip.read_bytes())
    assert not holds(saved, big_jpeg.read_bytes())
    assert len(saved) < 80_000


FORM = """
import krea_widgets as krea
widget = krea.Animate(model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
widget
"""
DIGEST = "print(widget.job.shot.digest, widget.job.shot.values['aspect_ratio'])"
REPEAT = """
import krea_widgets as krea
call = open("call.txt").read()
clip = eval(call)
print(eval(call.replace("krea.animate(", "krea.quote(")).shot.digest, clip.duration)
"""


def test_a_portrait_photo_from_an_empty_form_to_a_clip_on_a_laptop(notebook: OpenNotebook, big_jpeg: Path) -> None:
    """12 megapixels, turned by its EXIF as a telephone does; nothing is scrolled, and the copied call repeats it."""
    from PIL import Image

    book = notebook(FORM, DIGEST, REPEAT)
    portrait = book.path.parent / "portrait.jpg"
    with Image.open(big_jpeg) as photo:
        exif = photo.getexif()
        exif[0x0112] = 6
        photo.save(portrait, quality=92, exif=exif)
    book.page.set_viewport_size({"width": 1366, "height": 768})
    book.run_cell(0)
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    scrolled = "() => [...document.querySelectorAll('.jp-WindowedPanel-outer')].map(one => one.scrollTop)"
    before = book.page.evaluate(scrolled)
    widget.locator("input[type=file]").first.set_input_files(portrait)
    expect(widget).to_contain_text("3000 × 4000")
    expect(widget.get_by_role("combobox", name="Aspect ratio")).to_have_value(re.compile("3:4|9:16"))
    line = press(widget, "slow dolly in")
    expect(line).to_contain_text("Done in")
    box = line.locator("video").bounding_box()
    assert box is not None
    assert box["y"] > 0
    assert box["y"] + box["height"] < 768
    assert book.page.evaluate(scrolled) == before
    book.picture("a laptop")
    line.get_by_role("button", name="Settings").click()
    expect(line.locator("pre").first).to_contain_text("krea.animate(")
    (book.path.parent / "call.txt").write_text(line.locator("pre").first.inner_text(), "utf-8")
    book.run_cell(1)
    digest, ratio = book.text(1).split()
    assert ratio == "3:4"
    book.restart()
    book.run_cell(2)
    assert book.errors() == []
    assert digest in book.text(2).split()


def test_a_png_of_30_mb_arrives_whole(notebook: OpenNotebook, big_png: Path) -> None:
    book = notebook(SHOW, "print(widget.image.width, widget.image.height, widget.image.name)")
    widget = shown(book)
    with book.page.expect_file_chooser() as chooser:
        widget.get_by_role("button", name=re.compile("^Image")).click()
    chooser.value.set_files(big_png)
    expect(widget.get_by_role("progressbar", name="Upload")).to_be_visible()
    book.picture("reading")
    expect(widget).to_contain_text("3450 × 2900")
    book.run_cell(1)
    assert book.text(1).split()[:2] == ["3450", "2900"]
    assert not holds(book.save(), big_png.read_bytes())


def test_what_is_no_picture_is_refused_in_words(notebook: OpenNotebook, tmp_path: Path) -> None:
    widget = shown(notebook(SHOW))
    zone = widget.get_by_role("group", name="Image", exact=True)
    for name, mime_type in (("notes.txt", "text/plain"), ("notes.png", "image/png")):
        file = tmp_path / name
        file.write_text("no picture at all")
        drop(zone, file, mime_type)
        expect(widget.get_by_role("alert").filter(has_text=name)).to_contain_text("is not an image")
    # Also where an image is, which has chosen its ratio.
    tall = tmp_path / "tall.jpg"
    Image.new("RGB", (900, 1600), "teal").save(tall)
    drop(zone, tall, "image/jpeg")
    expect(widget).to_contain_text("900 × 1600")
    expect(widget.get_by_role("alert").filter(has_text="notes")).to_have_count(0)
    drop(zone, tmp_path / "notes.txt", "text/plain")
    expect(widget.get_by_role("alert").filter(has_text="notes.txt")).to_contain_text("is not an image")


def test_cancel_ends_a_job(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    line = press(widget, "pan left [sandbox: stay queued 60s]")
    expect(line).to_contain_text("Queued")
    line.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(line).to_contain_text("Cancelled.")
    expect(line).not_to_contain_text("billed")  # the sandbox bills nothing
    expect(line.get_by_role("progressbar")).to_have_count(0)
    expect(line.get_by_role("button", name="Run again")).to_be_visible()
    # After a clip, the cancelled job gives the stage back to it.
    done = press(widget, "slow dolly in")
    expect(done).to_contain_text("Done in")
    line = press(widget, "tilt up [sandbox: stay queued 60s]")
    line.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(line).to_contain_text("Cancelled.")
    staged = widget.get_by_role("group", name="Clip: slow dolly in")
    expect(staged.get_by_role("button", name="Vary")).to_be_visible()
    book.picture("cancelled")


def test_a_job_that_fails_says_why(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    line = press(widget, "pan left [sandbox: fail nsfw]")
    expect(line).to_contain_text("moderation")
    expect(line).not_to_contain_text("billed")
    book.picture("refused")


def test_the_keyboard_runs_and_a_second_run_stands_beside_the_first(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    press(widget, "pan left [sandbox: stay queued 2s]")
    prompt = widget.get_by_role("textbox", name="Prompt", exact=True)
    prompt.fill("pan right")
    expect(widget.get_by_role("button", name=re.compile("^Animate"))).to_be_enabled()  # a hasty press is no second run
    prompt.press("Control+Enter")
    lines = widget.get_by_role("group", name=re.compile("^Clip: "))
    expect(lines).to_have_count(2)  # one more run in the same widget: the cell was not run anew
    expect(lines.filter(has_text="Done in")).to_have_count(2)
    book.picture("two")


def test_the_bar_moves_while_a_cell_keeps_the_kernel_busy(notebook: OpenNotebook, photo: Path) -> None:
    busy = "job = widget.run()\nimport time\ntime.sleep(120)"
    book, widget = with_photo(notebook, photo, busy, "print(job.done())")
    widget.get_by_role("textbox", name="Prompt", exact=True).fill("orbit right")
    book.page.wait_for_timeout(500)  # the prompt reaches Python a moment after the last key
    book.run_cell(1, wait=False)
    video = widget.get_by_role("group", name=re.compile("^Clip: ")).locator("video")
    assert len(bar_states(widget, until=video)) >= 2
    check_that_it_plays_and_seeks(video)
    assert "*" in book.page.locator(".jp-CodeCell").nth(1).locator(".jp-InputPrompt").inner_text()
    book.interrupt()
    book.run_cell(2)
    assert book.text(2).strip() == "True"


def test_a_saved_notebook_shows_its_clip_without_a_kernel(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    line = press(widget, "zoom in")
    expect(line).to_contain_text("Done in")
    book.save()
    book.restart()
    book.expected = "widget model not found"  # what JupyterLab says of it, and why the clip stands there as HTML too
    book.reload()
    check_that_it_plays_and_seeks(book.cell(0).locator(".kw-clip video"))
    book.picture("without kernel")


def test_an_image_is_dragged_out_of_the_file_browser(notebook: OpenNotebook, photo: Path) -> None:
    book = notebook("import krea_widgets as krea\nkrea.Animate()")
    shutil.copy(photo, book.path.parent / "my photo.jpg")
    widget, page = shown(book), book.page
    page.evaluate("window.jupyterapp.commands.execute('filebrowser:activate')")
    item = page.locator(".jp-DirListing-item", has_text="my photo.jpg")
    at = item.bounding_box()
    zone = widget.get_by_role("group", name="Image", exact=True)
    to = zone.bounding_box()
    assert at
    assert to
    page.mouse.move(at["x"] + 40, at["y"] + 8)
    page.mouse.down()
    # JupyterLab begins to drag after some pixels.
    page.mouse.move(at["x"] + 80, at["y"] + 30, steps=5)
    page.mouse.move(to["x"] + 100, to["y"] + 60, steps=10)
    page.mouse.up()
    expect(widget.get_by_role("img", name="Image: my photo.jpg")).to_be_visible()


def test_a_widget_whose_kernel_was_restarted_says_so(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    widget.locator(".kw-prompt").fill("pan left")
    book.restart()
    # At once, before anything is pressed that could not be sent.
    expect(widget.get_by_role("alert").first).to_have_text(re.compile("The kernel was restarted.* Run its cell again"))
    expect(widget.locator(".kw-main-button")).to_be_disabled()
    book.picture("restarted")
    book.run_cell(0)
    expect(shown(book)).not_to_contain_text("Run its cell again")


def test_a_notebook_that_was_reloaded_and_saved_during_a_run_says_nothing_false(
    notebook: OpenNotebook, photo: Path
) -> None:
    """The page is reloaded while a clip is made; what is saved then and later is true whenever it is read."""
    book, widget = with_photo(notebook, photo)
    press(widget, "pan left [sandbox: stay queued 3s]")
    book.save()
    book.reload()
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    expect(widget).to_contain_text("Done in")
    for html in (book.save_with("rendered in"), converted(book.path)):
        told = re.sub(r"data:[^\"']*", "", html)
        assert re.search(r"rendered in \d", told)
        assert not re.search(r"[Bb]eing made|is rendering|Queued ·|Starting|was not done", told)
    book.restart()
    book.expected = "widget model not found"
    book.reload()
    book.picture("after the kernel")
    expect(book.cell(0)).to_contain_text("rendered in")


def test_a_call_that_was_reloaded_meanwhile_saves_its_end(notebook: OpenNotebook, photo: Path) -> None:
    """The output of a cell that still runs; its page is reloaded, and shows and saves the end."""
    call = f"krea.animate({str(photo)!r}, 'pan left [sandbox: stay queued 3s]', {QUICK})"
    book = notebook("import krea_widgets as krea", call)
    book.run_cell(0)
    book.run_cell(1, wait=False)
    expect(book.cell(1)).to_contain_text("Queued")
    book.save()
    book.reload()
    expect(book.cell(1)).to_contain_text("Done in")
    assert "Queued" not in book.save_with("Done in")


def converted(path: Path) -> str:
    """The notebook as nbconvert exports it."""
    import nbconvert

    html, _ = nbconvert.HTMLExporter().from_filename(str(path))
    body = html.partition("<body")[2]
    return str(body)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_it_fits_at_360_pixels_and_wide(notebook: OpenNotebook, photo: Path, theme: str) -> None:
    book, widget = with_photo(notebook, photo)
    book.theme(theme)
    line = press(widget, "slow dolly in, then a gentle orbit to the right around the tallest thing in the picture")
    expect(line).to_contain_text("Done in")
    for width in (1400, 680, 360):
        book.width(width)
        assert too_wide(widget) == []
        book.picture(f"{width}")
    button = widget.get_by_role("button", name=re.compile("^Animate"))
    for act in (button.hover, button.focus):
        act()
        book.page.wait_for_timeout(300)  # a change of colour may take a moment
        assert faint(widget) == []


def test_a_renamed_clip_brings_its_settings_to_a_fresh_form(notebook: OpenNotebook, photo: Path) -> None:
    fresh = f"widget = krea.Animate({str(photo)!r}, 'mine', {QUICK.replace('2', '3').replace('480p', '720p')})\nwidget"
    told = "print(widget.prompt, '|', widget.values, '|', widget.job and dict(widget.job.shot.values))"
    book, first = with_photo(notebook, photo, fresh, told, told)
    line = press(first, "slow dolly in")
    expect(line).to_contain_text("Done in")
    (clip,) = (book.path.parent / "krea_clips").glob("*.mp4")
    book.expected = clip.name  # the first widget's player is left without its file
    clip.with_suffix(".json").unlink()
    clip = clip.rename(book.path.parent / "from a friend.mp4")

    book.run_cell(1)
    widget = book.cell(1).get_by_role("region", name="Animate an image")
    drop(widget.get_by_role("group", name="Image", exact=True), clip, "video/mp4")
    panel = widget.get_by_role("region", name="A clip's settings")
    expect(panel).to_contain_text("from a friend.mp4 was made with Seedance 1.0 Pro Fast sandbox")
    for label, change in (("Prompt", "mine slow dolly in"), ("Duration", "3 s 2 s"), ("Resolution", "720p 480p")):
        expect(panel.get_by_role("checkbox", name=re.compile(f"^{label} {change}"))).to_be_checked()
    expect(panel.get_by_role("checkbox", name=re.compile("^(Model|Start image|Image).*unchanged"))).to_have_count(2)
    for theme in ("Dark", "Light"):
        book.theme(theme)
        for width in (360, 1100):
            book.width(width)
            assert too_wide(widget) == []
            assert faint(widget) == []
            book.picture(f"offered-{theme}-{width}", widget)
    panel.get_by_role("checkbox", name=re.compile("^Duration")).uncheck()
    book.run_cell(2)
    assert book.text(2).strip() == "mine | {'duration': 3, 'resolution': '720p'} | None", (
        "nothing before it is asked for"
    )
    panel.get_by_role("button", name="Apply").click()
    expect(panel).to_contain_text("Applied. Nothing has been sent.")
    expect(widget.get_by_role("textbox", name="Prompt", exact=True)).to_have_value("slow dolly in")
    widget.get_by_role("button", name=re.compile("^Animate · ")).click()
    expect(widget.get_by_role("group", name=re.compile("^Clip: "))).to_contain_text("Done in")
    book.run_cell(3)
    assert "'prompt': 'slow dolly in'" in book.text(3)
    assert "'duration': 3, 'resolution': '480p'" in book.text(3).partition("|")[2]
    # It compares the clip with a form that was sent.
    expect(panel).to_be_hidden()
    drop(widget.get_by_role("group", name="Image", exact=True), clip, "video/mp4")
    panel.get_by_role("button", name="Use last frame as next image").click()
    expect(widget).to_contain_text("from a friend-last.png")
    book.picture("last frame", widget)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_earlier_clips_are_a_strip_to_show_again_and_to_compare(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    book.page.set_viewport_size({"width": 1366, "height": 768})
    line = press(widget, "pan left")
    expect(line).to_contain_text("Done in")
    # The clip is under the button, on a laptop's screen, without scrolling.
    box = line.locator("video").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 768
    line.get_by_role("button", name=re.compile("^Run again")).click()
    jobs = widget.get_by_role("group", name=re.compile("^Clip: "))
    expect(jobs).to_have_count(2)
    expect(jobs.first).to_contain_text("Done in")
    small = widget.get_by_role("button", name="Show: pan left")
    expect(small).to_have_count(1)
    pick = widget.get_by_role("button", name="Compare: pan left")
    expect(pick).to_have_count(1)
    # The one on the stage with the one before, unless that is left out.
    compare = widget.get_by_role("button", name=re.compile("^Compare( 2)?$")).filter(visible=True)
    expect(compare).to_have_text("Compare 2")
    expect(pick).to_have_attribute("aria-pressed", "true")
    pick.click()
    expect(pick).to_have_attribute("aria-pressed", "false")
    expect(compare).to_be_disabled()
    pick.click()
    compare.click()
    expect(book.cell(0).get_by_role("region", name=re.compile("^Compar"))).to_be_visible()
    expect(book.cell(0).locator(".kw-compare video")).to_have_count(2)
    # The earlier one on the stage: the newer is in the strip now, and nothing was sent.
    small.click()
    expect(jobs.last.get_by_role("button", name="Settings")).to_be_visible()
    expect(small).to_have_count(1)
    expect(jobs).to_have_count(2)
    book.picture("strip")


def test_the_button_follows_a_backend_that_another_cell_chooses(notebook: OpenNotebook, photo: Path) -> None:
    # Nobody listens there, and no retry waits.
    cell = f"""import asyncio
import krea_widgets as krea
studio = krea.Studio(
    "sandbox", token="of-tests", base_url="http://127.0.0.1:9", sleep=lambda seconds: asyncio.sleep(seconds / 100)
)
studio.Animate({str(photo)!r}, "slow dolly in", model="kling 2.5")"""
    book = notebook(cell, "studio.use('krea')", "studio.use('sandbox')")
    widget = shown(book)
    button = widget.get_by_role("button", name=re.compile("^Animate · "))
    expect(button).to_have_text("Animate · free here · about $0.37 at Krea")
    # In JupyterLab, the Enter key does not submit a form by itself.
    widget.get_by_role("button", name="Use your API token").click()
    widget.get_by_label("API token").fill("of-tests")
    widget.get_by_label("API token").press("Enter")
    expect(widget.get_by_text("Not checked: ")).to_be_visible()
    book.run_cell(2)
    expect(button).to_have_text("Animate · free here · about $0.37 at Krea")
    book.run_cell(1)
    expect(button).to_have_text("Animate · about $0.37")
    expect(widget.get_by_text("Only completed clips are billed.")).to_be_visible()
    expect(widget.locator(".kw-badge-krea")).to_be_visible()


def enlarge(widget: Locator, job: Locator) -> None:
    """Shows the clip larger, within the cell, and smaller again."""
    small = job.locator("video").bounding_box()
    job.get_by_role("button", name="Enlarge").click()
    large = job.locator("video").bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 1.2 * small["width"]
    assert too_wide(widget) == []
    job.get_by_role("button", name="Smaller").click()


def test_what_is_shown_below(notebook: OpenNotebook, photo: Path) -> None:
    # The page goes on below, where a reader would be left.
    book, widget = with_photo(notebook, photo, *["#\n" * 60] * 2)
    book.page.set_viewport_size({"width": 1366, "height": 768})
    expect(press(widget, "pan left")).to_contain_text("Done in")
    jobs = widget.get_by_role("group", name=re.compile("^Clip: "))
    enlarge(widget, jobs.first)
    jobs.first.get_by_role("button", name=re.compile("^Run again")).click()
    expect(jobs).to_have_count(2)
    expect(jobs.first).to_contain_text("Done in")
    compare = widget.get_by_role("button", name="Compare 2").filter(visible=True)
    compare.click()
    comparison = book.cell(0).get_by_role("region", name="Compare clips")
    board = book.cell(0).get_by_role("region", name="Sweep")
    make = board.get_by_role("button", name=re.compile("^Make 2 of 9 clips"))
    expect(comparison.locator("video")).to_have_count(2)
    # One of each kind is shown below, and none takes the other away.
    for _ in range(2):
        jobs.first.get_by_role("button", name="Vary").click()
        expect(make).to_be_visible()
        expect(comparison.locator("video")).to_have_count(2)
        compare.click()
        expect(comparison.locator("video")).to_have_count(2)
        expect(make).to_be_visible()
    # It is scrolled to, and its clips come from the server, as those of the form.
    expect(comparison.locator("video").first).to_be_in_viewport()
    for film in comparison.locator("video").all():
        expect(film).to_have_attribute("src", re.compile("/files/"))
    book.picture("comparison below")
    # They are there when the page is loaded anew, and another one can be shown then.
    book.save()
    book.reload()
    expect(comparison.locator("video")).to_have_count(2)
    expect(make).to_be_visible()
    jobs.first.get_by_role("button", name="Vary").click()
    expect(make).to_be_in_viewport()
    # Each is closed alone; the plan stands last, as the newest.
    closes = book.cell(0).locator(".kw-close")
    expect(closes).to_have_count(2)
    # Above it is the clip from which it was opened.
    tools = jobs.first.get_by_role("button", name="Vary")
    closes.last.click()
    expect(board).to_have_count(0)
    expect(tools).to_be_in_viewport()
    expect(comparison.locator("video")).to_have_count(2)
    closes.click()
    expect(book.cell(0).locator(".kw-compare")).to_have_count(0)
    expect(tools).to_be_in_viewport()


def test_a_page_that_was_too_busy_to_load_the_widget_in_time_still_hears_the_kernel(
    notebook: OpenNotebook, photo: Path
) -> None:
    book = notebook(f"import krea_widgets as krea\nkrea.Animate({str(photo)!r}, {QUICK})")
    # anywidget waits 2 s for a module, as long as nothing else keeps the page.
    book.page.evaluate("() => (AbortSignal.timeout = (wait => () => wait(0))(AbortSignal.timeout.bind(AbortSignal)))")
    book.expected = "[anywidget] Failed to initialize model"
    with book.page.expect_event("pageerror", lambda error: book.expected in error.message):
        widget = shown(book)
    expect(widget).to_contain_text(photo.name)
    expect(press(widget, "pan left")).to_contain_text("Done in")


def test_an_image_that_was_replaced_can_be_brought_back(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = with_photo(notebook, photo)
    job = press(widget, "pan left")
    expect(job).to_contain_text("Done in")
    job.get_by_role("button", name="Continue").click()
    back = widget.get_by_role("button", name=f"Back to {photo.name}")
    expect(back).to_be_visible()
    book.picture("continued", widget)
    back.click()
    expect(widget.locator(".kw-name").first).to_have_text(photo.name)
    expect(widget.get_by_role("button", name=re.compile("^Back to .*-last"))).to_be_visible()


def test_a_video_and_a_sound_are_inputs(notebook: OpenNotebook, photo: Path, tmp_path: Path) -> None:
    from test_video_and_sound import film, sound

    video, tone = film(tmp_path / "sea.mp4", "blue"), sound(tmp_path / "sea.wav")
    call = (
        f"widget = krea.Animate({str(photo)!r}, 'static shot', model='seedance 2 mini', duration=4, resolution='480p')"
    )
    book = notebook(f"import krea_widgets as krea\n{call}\nwidget", "print(widget.clip.settings['call'])")
    widget = shown(book)
    expect(widget).to_contain_text(photo.name)
    widget.get_by_text("More", exact=True).click()
    for name, path, kind in (("Reference videos", video, "video/mp4"), ("Reference audio", tone, "audio/wav")):
        tiles = widget.get_by_role("group", name=name)
        drop(tiles.locator(".kw-tiles"), photo, "image/jpeg")
        expect(tiles).to_contain_text(f"{photo.name} is not a {'video' if 'video' in kind else 'sound'}")
        drop(tiles.locator(".kw-tiles"), path, kind)
        expect(tiles.locator("img")).to_have_attribute("alt", path.name)
        expect(tiles).to_contain_text("1 s")
        expect(tiles).not_to_contain_text("is not a")
    assert faint(widget) == []
    assert too_wide(widget) == []
    book.picture("inputs", widget)
    widget.get_by_role("button", name=re.compile("^Animate · ")).click()
    expect(widget.get_by_role("group", name=re.compile("^Clip: "))).to_contain_text("Done in")
    book.run_cell(1)
    assert re.search(
        r'reference_videos=\["[^"]*sea-\w{8}\.mp4"\], reference_audios=\["[^"]*sea-\w{8}\.wav"\]', book.text(1)
    )


# Notes the files of each parameter whenever the page is told of them, and the video in a row as soon as it is there.
NOTED = """
import collections, contextlib, json
import krea_widgets as krea
noted = collections.defaultdict(list)
class Noting(krea.Animate):
    def send(self, content, buffers=None):
        if content.get("kind") == "stills":
            for field in FIELDS:
                noted[field] += [one.digest for one in self.images(field)]
        super().send(content, buffers)
def note_row(change):
    if "video_reference" in change.new:
        with contextlib.suppress(krea.KreaError):
            noted["video_reference"].append(widget.shot().values["video_reference"]["url"].digest)
widget = Noting(PHOTO, "go on")
widget.observe(note_row, "values")
widget
"""


def test_the_inputs_of_all_models_arrive_as_they_are(notebook: OpenNotebook, photo: Path, tmp_path: Path) -> None:
    """Each parameter of each model that takes a video or a sound gets a file of its own."""
    from test_recordings import PLACES
    from test_video_and_sound import film, sound

    whole = {"video": film(tmp_path / "sea.mp4", "blue", seconds=0.4), "audio": sound(tmp_path / "sea.wav", 0.4)}
    show = NOTED.replace("FIELDS", repr(sorted({field for _, field in PLACES}))).replace("PHOTO", repr(str(photo)))
    book = notebook(show, "print(json.dumps(noted))")
    widget = shown(book)
    picker = widget.get_by_role("combobox", name="Model", exact=True)
    sent: dict[tuple[str, str], str] = {}
    for number, (model, field) in enumerate(PLACES):
        medium = "audio" if "audio" in field else "video"
        file = tmp_path / f"{number}{whole[medium].suffix}"
        # Players ignore what is behind the end.
        file.write_bytes(whole[medium].read_bytes() + struct.pack(">I4sQ", 16, b"free", number))
        sent[model, field] = hashlib.sha256(file.read_bytes()).hexdigest()
        picker.select_option(value=model)
        give(widget, bundled()[model].parameter(field), file)
        if field == "video_reference":
            # A change in a row arrives a moment after its file.
            assert any(sent[model, field] in noted(book)[field] for _ in range(20))
    found = noted(book)
    assert [place for place, digest in sent.items() if digest not in found[place[1]]] == []


def noted(book: Notebook) -> dict[str, list[str]]:
    book.run_cell(1)
    return collections.defaultdict(list, json.loads(book.text(1)))


def give(widget: Locator, parameter: Parameter, file: Path) -> None:
    """Choose a file for a parameter instead of what it holds, and wait until the kernel has it."""
    if parameter.rare and widget.locator(".kw-form details").get_attribute("open") is None:
        widget.locator(".kw-form summary").click()
    tiles = widget.get_by_role("group", name=parameter.label, exact=True)
    for one in reversed(tiles.get_by_role("button", name=re.compile("^Remove")).all()):
        one.click()
    if parameter.kind == "object":
        tiles.get_by_role("button", name=re.compile("^Add")).click()
        tiles.get_by_role("textbox").fill("sea")
    tiles.locator("input[type=file]").set_input_files(file)
    expect(tiles.get_by_alt_text(file.name).first).to_be_visible()
