"""The gallery on a page: only what is seen is there, all of it by keyboard, and in JupyterLab with real clips."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clips_for_tests import write_pan
from gallery_page import fill, recorded, serve
from hosts import changed_by_hosts
from lab import PATIENCE, Notebook
from looks import changed_by_others, faint, tab_to, too_wide
from playwright.sync_api import Browser, Page, expect

from krea_widgets import Clip, Studio

COUNTED = Path(__file__).parents[1] / "widgets" / "page" / "counted.js"
EVIL = "<img src=x onerror='window.hacked=1'> https://x.example/" + "a" * 300 + " 고양이 🐈"
NAMELESS = """[...document.querySelectorAll('.kw :is(button, input, select, video, [role=option])')]
  .filter(one => one.checkVisibility() && one.getAttribute('aria-hidden') !== 'true')
  .filter(one => !one.getAttribute('aria-label') && !one.labels?.length && !one.textContent.trim())
  .map(one => one.outerHTML)"""

PICTURES = Path(__file__).parents[2] / ".artefacts" / "gallery"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def studio(place: Path) -> Iterator[Studio]:
    made = Studio("sandbox", home=place / "home", clips=place / "krea_clips")
    yield made
    made.close()


@pytest.fixture
def show(browser: Browser, studio: Studio, place: Path) -> Iterator[Callable[..., Page]]:
    """`show(count)` opens a gallery of that many clips on a page of that width."""
    contexts: list[Any] = []

    def open_one(count: int = 40, width: int = 1200, *, target: Any = None, touch: bool = False) -> Page:
        if count:
            fill(studio, place / "krea_clips", count)
        contexts.append(browser.new_context(viewport={"width": width, "height": 1000}, has_touch=touch))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(path=COUNTED)
        return serve(page, recorded(studio=studio, target=target), place / "krea_clips")

    yield open_one
    for context in contexts:
        for page in context.pages:
            # A frame may be requested while its clip is deleted or moved.
            assert [one for one in page.faults if "410 (Gone)" not in one] == []
        context.close()


def sent(page: Page, kind: str) -> list[dict[str, Any]]:
    return page.evaluate("kind => model.sent.filter(message => message.kind === kind)", kind)


def cards(page: Any) -> Any:
    return page.get_by_role("listbox", name="Clips").get_by_role("option")


def test_other_widgets_on_the_page_change_nothing(show: Callable[..., Page]) -> None:
    page = show(12)
    cards(page).first.click()
    expect(page.get_by_role("button", name="Settings", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Measure motion"))).to_be_visible()
    page.wait_for_timeout(300)
    assert changed_by_hosts(page) == {"classic": [], "lab": [], "vscode": [], "colab": []}
    assert changed_by_others(page, "gallery") == []


def test_only_what_is_seen_is_there_and_asked_for(show: Callable[..., Page]) -> None:
    page = show(900)
    expect(page.get_by_text("800 clips")).to_be_visible()
    expect(cards(page).first.locator("img")).to_be_visible()
    assert cards(page).count() <= 40
    assert sum(asked["end"] - asked["start"] for asked in sent(page, "page")) <= 40
    page.evaluate("document.querySelector('.kw-g-scroll').scrollTop = 1e6")
    last = page.locator(".kw-g-card[aria-posinset='800']")
    expect(last.locator("img")).to_be_visible()
    assert cards(page).count() <= 40
    assert sum(asked["end"] - asked["start"] for asked in sent(page, "page")) <= 80
    assert page.evaluate("held.urls.size") <= 80
    # The posters are the start images; where a clip is served, a frame of it covers its poster.
    page.wait_for_function("document.querySelectorAll('.kw-g-frame.kw-g-plays').length > 10")
    assert len(set(page.films)) <= 80


def test_a_long_walk_lets_go_of_old_posters(show: Callable[..., Page]) -> None:
    page = show(900)
    expect(cards(page).first.locator("img")).to_be_visible()
    for top in range(0, 16_000, 500):
        page.evaluate("top => document.querySelector('.kw-g-scroll').scrollTop = top", top)
        page.wait_for_timeout(90)
    assert page.evaluate("held.urls.size") <= 330
    page.evaluate("document.querySelector('.kw-g-scroll').scrollTop = 0")
    expect(page.locator(".kw-g-card[aria-posinset='1'] img")).to_be_visible()


def test_search_as_one_types_and_chips(show: Callable[..., Page]) -> None:
    page = show()
    page.get_by_role("searchbox").type("harbour")
    expect(page.get_by_text("3 of 36 clips")).to_be_visible()
    # The cards of the last search stay until the new rows are there.
    expect(page.locator(".kw-g-prompt").filter(has_not_text="harbour")).to_have_count(0)
    expect(page.locator(".kw-g-prompt")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Krea")).click()
    expect(page.locator(".kw-g-count")).to_have_text(re.compile(r"^\d of 36 clips$"))
    page.get_by_role("searchbox").fill("there is no such thing")
    expect(page.get_by_text("No clip matches.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_text("36 clips", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Failed")).click()
    expect(page.locator(".kw-g-count")).to_have_text("4 failed or cancelled")
    cards(page).first.click()
    expect(page.get_by_role("complementary")).to_contain_text("refused by moderation. Not billed.")


def test_all_by_keyboard(show: Callable[..., Page], place: Path) -> None:
    page = show()
    expect(cards(page).first.locator("img")).to_be_visible()
    tab_to(page, ".kw-g-card")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("4")
    expect(page.locator(".kw-g-card:focus")).to_have_attribute("aria-label", re.compile("4 stars"))
    page.keyboard.press("w")
    expect(page.locator(".kw-g-card:focus")).to_have_attribute("aria-label", re.compile("winner"))
    page.keyboard.press(" ")
    expect(page.locator(".kw-g-card:focus")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary").locator("video")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".kw-g-card[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator(".kw-g-card:focus")).to_have_attribute("aria-posinset", "36")
    page.keyboard.press("Home")
    name = page.locator(".kw-g-card:focus .kw-g-prompt").inner_text()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Deleted 1 clip.")).to_be_visible()
    expect(page.get_by_text("35 clips", exact=True)).to_be_visible()
    assert len(list((place / "home" / "trash").rglob("*.mp4"))) == 1
    expect(page.locator(".kw-g-prompt", has_text=re.compile(f"^{name}$"))).to_have_count(0)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("36 clips", exact=True)).to_be_visible()
    assert list((place / "home" / "trash").rglob("*.mp4")) == []


def test_the_frame_stays_with_the_open_clip_when_another_comes_before_it(
    show: Callable[..., Page], studio: Studio
) -> None:
    page = show(6)
    second, last = cards(page).nth(1), cards(page).last
    expect(second.locator("img")).to_be_visible()
    prompt, other = (card.locator(".kw-g-prompt").inner_text() for card in (second, last))
    second.click()
    expect(page.get_by_role("complementary").locator("video")).to_be_visible()
    framed = page.locator(".kw-g-current .kw-g-prompt")
    expect(framed).to_have_text(prompt)
    with studio.journal.transaction() as db:
        db.execute("update jobs set ended_at = ended_at + 1e7 where ended_at = (select min(ended_at) from jobs)")
    # It is looked for again after a rating.
    page.get_by_role("complementary").get_by_role("button", name=re.compile("4 stars|4 of 5")).click()
    expect(cards(page).first.locator(".kw-g-prompt")).to_have_text(other)
    expect(framed).to_have_text(prompt)
    expect(cards(page).nth(2)).to_have_class(re.compile("kw-g-current"))


def test_a_clip_plays_muted_while_the_pointer_rests_on_it(show: Callable[..., Page]) -> None:
    page = show()
    expect(cards(page).first.locator("img")).to_be_visible()
    cards(page).nth(1).hover()
    page.wait_for_function("document.querySelector('.kw-g-hover-video')?.currentTime > 0")
    assert page.evaluate("document.querySelector('.kw-g-hover-video').muted")
    assert page.evaluate("document.querySelector('.kw-g-hover-video').src").endswith("/photo-1-1.mp4")
    page.get_by_role("searchbox").hover()
    expect(page.locator(".kw-g-hover-video")).to_have_count(0)


def test_where_no_server_has_the_file_it_is_fetched_in_pieces(show: Callable[..., Page]) -> None:
    page = show()
    page.evaluate("document.querySelector('[class^=kw-fallback]').remove()")
    cards(page).first.click()
    page.wait_for_function("document.querySelector('.kw-g-video')?.currentTime > 0")
    assert page.evaluate("document.querySelector('.kw-g-video').src").startswith("blob:")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("searchbox").hover()
    assert page.films == []


def test_a_clip_is_loaded_once_and_one_that_the_server_refuses_shows_no_error(show: Callable[..., Page]) -> None:
    page = show(1)
    page.wait_for_function("document.querySelector('.kw-g-frame.kw-g-plays')")
    page.films.clear()
    cards(page).first.press("Enter")
    expect(page.locator(".kw-g-video")).to_be_visible()
    assert page.films == ["photo-0-0.mp4"]
    page.keyboard.press("Escape")
    page.route("**/photo-*.mp4", lambda route: route.fulfill(status=404))
    page.evaluate("""() => {
      window.seen = [];
      const style = getComputedStyle;
      const note = ({ target }) => target.matches(".kw-g-video") && window.seen.push(style(target).visibility);
      document.addEventListener("error", note, true);
    }""")
    cards(page).first.press("Enter")
    expect(page.locator(".kw-g-video")).to_be_visible()
    assert page.evaluate("document.querySelector('.kw-g-video').src").startswith("blob:")
    assert page.evaluate("window.seen") == ["hidden", "hidden"]
    assert all("status of 404" in line for line in page.faults)
    page.faults.clear()


def test_selected_clips_are_compared(show: Callable[..., Page]) -> None:
    page = show()
    expect(cards(page).first.locator("img")).to_be_visible()
    cards(page).nth(0).locator(".kw-g-tick").click()
    compare = page.get_by_role("button", name="Compare selected")
    expect(compare).to_be_disabled()
    cards(page).nth(2).click(modifiers=["Control"])
    expect(compare).to_be_enabled()
    compare.click()
    expect(page.get_by_role("button", name="Copy call")).to_be_visible()  # there is no notebook here to show it in
    cards(page).nth(6).click(modifiers=["Shift"])
    expect(page.get_by_text("6 selected")).to_be_visible()
    expect(compare).to_be_disabled()
    assert sent(page, "select")[-1]["keys"][:2] == ["key0", "key2"]


def test_settings_are_shown_before_they_are_applied(show: Callable[..., Page], studio: Studio) -> None:
    from krea_widgets.widgets.animate import Animate

    form = Animate(prompt="mine", studio=studio)
    page = show(target=form)
    cards(page).nth(2).click()
    page.get_by_role("button", name="Use these settings").click()
    fields = page.get_by_role("group", name="Fields for the form")
    expect(fields).to_contain_text("mine pan across the harbour")
    expect(page.get_by_role("complementary")).to_contain_text('krea.animate("photo-2.jpg", "pan across the harbour"')
    assert form.prompt == "mine"
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Applied. Nothing has been sent.")).to_be_visible()
    assert form.prompt == "pan across the harbour"


def test_a_clip_is_downloaded_from_its_details(show: Callable[..., Page]) -> None:
    page = show()
    cards(page).first.click()
    with page.expect_download() as found:
        page.get_by_role("link", name="Download").click()
    assert found.value.suggested_filename.endswith(".mp4")


def test_a_moved_file_is_said_and_found_again(show: Callable[..., Page], place: Path) -> None:
    page = show()
    expect(cards(page).first.locator("img")).to_be_visible()
    path = next((place / "krea_clips").glob("photo-0-0.mp4"))
    (place / "other").mkdir()
    path.rename(place / "other" / path.name)
    page.get_by_role("combobox", name="Order").select_option("rating")
    expect(cards(page).first).to_contain_text("File was moved")
    cards(page).first.click()
    about = page.get_by_role("complementary")
    expect(about).to_contain_text("moved or renamed")
    about.get_by_role("button", name="Look again").click()
    expect(about).to_contain_text("other/photo-0-0.mp4")
    expect(cards(page).first).not_to_contain_text("File was moved")


def test_hostile_words_stay_words(show: Callable[..., Page], studio: Studio, place: Path) -> None:
    from krea_widgets.media import Shot

    shot = Shot("evil/<b>model</b>", {"prompt": EVIL})
    studio.journal.asked("e", backend="krea", model=shot.model, shot=shot.to_json(), digest=shot.digest)
    studio.journal.ended("e", "failed", EVIL)
    page = show(0, 360)
    page.get_by_role("button", name=re.compile("^Failed")).click()
    cards(page).first.click()
    expect(page.get_by_role("complementary")).to_contain_text("<img src=x")
    page.get_by_role("button", name="Settings", exact=True).click()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".kw img[src=x], .kw b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_and_can_be_read(show: Callable[..., Page], theme: str, width: int) -> None:
    page = show(width=width)
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("document.body.style.background = getComputedStyle(document.querySelector('.kw')).backgroundColor")
    cards(page).nth(1).click()
    page.get_by_role("button", name="Settings", exact=True).click()
    cards(page).nth(2).locator(".kw-g-tick").click()
    root = page.get_by_role("region", name="Gallery")
    assert too_wide(root) == []
    assert faint(root) == []
    assert page.evaluate(NAMELESS) == []
    assert page.locator(".kw [id]").count() == 0


def test_a_view_gives_everything_back(show: Callable[..., Page]) -> None:
    page = show()
    page.evaluate("show()")
    cards(page).first.click()
    page.get_by_role("searchbox").first.type("a")
    cards(page).nth(1).hover()
    page.wait_for_timeout(300)
    assert page.evaluate("held.urls.size") > 0
    page.evaluate("endAll()")
    page.wait_for_timeout(100)
    left = page.evaluate("[model.ears(), held.urls.size, held.timers.size, document.querySelectorAll('.kw').length]")
    assert left == [0, 0, 0, 0]


def test_the_first_look_of_somebody_who_has_made_nothing(show: Callable[..., Page]) -> None:
    page = show(0)
    expect(page.get_by_text("No clips yet.")).to_be_visible()
    assert cards(page).count() == 0


def test_in_jupyterlab_with_real_clips(notebook: Callable[..., Notebook], photo: Path) -> None:
    quick = "model='bytedance/seedance-1.0-pro-fast', duration=2, resolution='480p'"
    book = notebook(
        "import krea_widgets as krea",
        f"for words in ('slow dolly in', 'pan left'):\n    krea.animate({str(photo)!r}, words, {quick})",
        "gallery = krea.Gallery()\ngallery",
        "print(len(gallery.selected), gallery.selected[0].prompt)",
    )
    for cell in range(3):
        book.run_cell(cell)
    assert book.errors() == []
    widget = book.cell(2).get_by_role("region", name="Gallery")
    ours = cards(widget).filter(has_text=re.compile("slow dolly in|pan left"))
    expect(ours.first.locator("img")).to_be_visible()
    frame = ours.first.locator(".kw-g-frame.kw-g-plays")
    expect(frame).to_be_visible()
    assert frame.evaluate("one => Math.abs(one.currentTime / one.duration - 0.75) < 0.1")
    ours.first.hover()
    book.page.wait_for_function("document.querySelector('.kw-g-hover-video')?.currentTime > 0.1")
    assert "/files/" in book.page.evaluate("document.querySelector('.kw-g-hover-video').src")
    for number in range(2):
        ours.nth(number).locator(".kw-g-tick").click()
    widget.get_by_role("button", name="Compare selected").click()
    expect(widget.get_by_text("The comparison is shown below.")).to_be_visible()
    comparison = book.cell(2).get_by_role("region", name="Compare clips")
    expect(comparison.locator("video").first).to_be_in_viewport()
    book.page.wait_for_function("document.querySelector('.kw-compare video').src.includes('/files/')")
    assert (
        widget.get_by_role("searchbox").evaluate("one => one.offsetWidth") > 300
    )  # also after the other's style sheet
    book.run_cell(3)
    assert book.text(3).split(maxsplit=1)[0] == "2"
    book.page.set_viewport_size({"width": 1366, "height": 768})
    book.picture("gallery")
    # What can be done with the ticked clips is in sight.
    bar = widget.get_by_role("button", name="Compare selected").bounding_box()
    top = widget.bounding_box()
    assert bar is not None
    assert top is not None
    assert bar["y"] + bar["height"] - top["y"] < 640
    # A comparison below finds its clips again when they are brought back.
    comparison = book.cell(2).get_by_role("region", name="Compare clips")
    widget.get_by_role("button", name="Delete", exact=True).click()
    widget.get_by_role("button", name="Undo").click()
    expect(widget.get_by_text("Restored 2 clips.")).to_be_visible()
    expect(comparison.locator("video")).to_have_count(2)
    book.page.wait_for_function(
        "[...document.querySelectorAll('.kw-compare video')].every((one) => one.readyState >= 2)"
    )
    expect(comparison).not_to_contain_text("not where it was saved")
    assert len(book.save()) < 60_000


def test_ctrl_s_saves_the_notebook_wherever_the_focus_is(notebook: Callable[..., Notebook], photo: Path) -> None:
    quick = "model='bytedance/seedance-1.0-pro-fast', duration=2, resolution='480p'"
    make = f"import krea_widgets as krea\nkrea.animate({str(photo)!r}, 'pan left', {quick})"
    book = notebook(f"{make}\nkrea.submit({str(photo)!r}, 'x').cancel()", "gallery = krea.Gallery()\ngallery")
    for cell in range(2):
        book.run_cell(cell)
    widget = book.cell(1).get_by_role("region", name="Gallery")
    expect(cards(widget).first).to_be_visible()
    expect(widget.get_by_role("group", name="Filters")).to_contain_text("Failed or cancelled")
    chip = widget.get_by_role("group", name="Filters").get_by_role("button").first
    # The command counts, not its result: JupyterLab drops a second save while the first is being written.
    book.page.evaluate(
        """() => { window.saves = 0;
          const count = (_, { id }) => { if (id === "docmanager:save") window.saves++; };
          window.jupyterapp.commands.commandExecuted.connect(count); }"""
    )
    for place in (chip, cards(widget).first, widget.get_by_role("combobox").first, widget.get_by_role("searchbox")):
        place.focus()
        book.page.evaluate("() => { window.saves = 0 }")
        book.page.keyboard.press("Control+s")
        book.page.wait_for_function("() => window.saves === 1")
    # Other keys stay the gallery's: "d" twice would delete the cell.
    chip.focus()
    for _ in range(2):
        book.page.keyboard.press("d")
    expect(widget).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_clips_are_measured_by_a_button_and_found_by_what_moves(
    show: Callable[..., Page], place: Path, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, measure_motion = threading.Event(), Clip.measure_motion

    def measure(clip: Clip, stop: threading.Event) -> object:
        while not (gate.wait(0.01) or stop.is_set()):
            pass
        return measure_motion(clip, stop)

    monkeypatch.setattr(Clip, "measure_motion", measure)
    page = show(10)
    # All are links to it.
    (place / "krea_clips" / ".film.mp4").write_bytes(write_pan(place / "pan.mp4").read_bytes())
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("document.body.style.background = getComputedStyle(document.querySelector('.kw')).backgroundColor")
    root = page.get_by_role("region", name="Gallery")
    button = page.get_by_role("button", name="Measure motion of 9 clips")
    button.click()
    expect(page.get_by_text("Measuring motion: 0 of 9")).to_be_visible()
    assert faint(root) == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"measuring-{theme}.png")
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("Measuring motion: ")).to_have_count(0)
    button.click()
    gate.set()
    chip = page.get_by_role("button", name=re.compile("^Not as asked"))
    # Three ask nothing of the camera, and one for a pan.
    expect(chip).to_have_text("Not as asked5")
    expect(page.get_by_role("button", name=re.compile("Measure motion|^Cancel$"))).to_have_count(0)
    chip.click()
    expect(page.get_by_text("5 of 9 clips")).to_be_visible()
    page.screenshot(path=PICTURES / f"measured-{theme}.png")
    assert faint(root) == []
    page.set_viewport_size({"width": 360, "height": 768})
    assert too_wide(root) == []
