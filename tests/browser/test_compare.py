"""The Compare widget in a real browser: in step, by key and by hand, readable, and gone without a trace."""

from __future__ import annotations

import io
import json
import random
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clips_for_tests import write_clip
from hosts import changed_by_hosts
from lab import Notebook
from looks import NOTHING, changed_by_others, faint, leave_nothing, too_wide
from playwright.sync_api import Locator, Page, expect

from krea_widgets.widgets import STATIC

BUNDLE, STYLE = ((STATIC / name).read_text("utf-8") for name in ("compare.js", "compare.css"))
HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / ".artefacts" / "compare"
CONTRAST = HERE.parent / "widgets" / "page" / "contrast.js"
RATES = (24, 25, 30, 60)
FRAME = 1 / 24  # s: of the slowest clip
Show = Callable[..., Page]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four clips of 10 s and different rates, a short one and a tall one."""
    folder = tmp_path_factory.mktemp("films")
    for index, rate in enumerate(RATES):
        write_clip(folder / f"{rate}.mp4", fps=rate, seconds=10, hue=60 * index)
    write_clip(folder / "short.mp4", fps=24, seconds=1.5, hue=200)
    write_clip(folder / "tall.mp4", fps=24, seconds=2, hue=30, size=(180, 320))
    return folder


def entry(name: str, index: int, **more: Any) -> dict[str, Any]:
    """What Python tells of a clip."""
    rate, seconds = (int(name), 10.0) if name.isdigit() else (24, 1.5 if name == "short" else 2.0)
    width, height = (180, 320) if name == "tall" else (320, 180)
    clip = {"path": f"krea_clips/{name}.mp4", "name": f"{name}.mp4", "url": "", "width": width, "height": height}
    clip |= {"duration": seconds, "fps": rate, "size": 1000}
    told = {"key": f"c{index}", "label": f"clip {index}", "prompt": f"slow dolly in, take {index}, soft light"}
    told |= {"badge": "sandbox" if index % 2 else "", "price": "" if index % 2 else "$0.37", "still": None}
    return told | {"settings": [["Duration", f"{seconds:g} s"]], "message": "", "fraction": None, "over": True} | {
        "clip": clip, **more
    }  # fmt: skip


@pytest.fixture
def show(bare_page: Callable[[str, str, Path], Page], films: Path) -> Show:
    """`show("24", "60", arrangement="wipe")` opens the widget on a bare page; no request leaves the machine."""

    def open_one(*names: str, wait: bool = True, focus: bool = True, answers: Any = None, **traits: Any) -> Page:
        page = bare_page(BUNDLE, STYLE, films)
        entries = traits.pop("entries", None) or [entry(name, index) for index, name in enumerate(names)]
        page.evaluate("answers => { window.answers = answers; }", answers)
        page.evaluate("state => show(state)", {**traits, "entries": entries})
        if wait:
            ready(page.locator(".kw-compare"))
        if focus:
            page.locator(".kw-compare").focus()
        return page

    return open_one


def ready(widget: Locator) -> None:
    """Waits until all clips that are there could play."""
    page, handle = widget.page, widget.element_handle()
    page.wait_for_function(
        "root => [...root.querySelectorAll('video:not([hidden])')].every(v => v.readyState >= 3 && !v.seeking)",
        arg=handle,
    )


def playing(widget: Locator, state: str = "playing") -> None:
    expect(widget).to_have_attribute("data-state", state)


def times(page: Page) -> list[float]:
    found: list[float] = page.evaluate("[...document.querySelectorAll('video')].map(video => video.currentTime)")
    return found


def trait(page: Page, name: str) -> Any:
    return page.evaluate("name => model.get(name)", name)


def rest(page: Page) -> None:
    """Waits until no clip is on its way."""
    page.wait_for_function("[...document.querySelectorAll('video')].every(video => !video.seeking)")
    page.wait_for_timeout(60)


# in step


@pytest.mark.slow
@pytest.mark.alone
def test_four_clips_of_different_rates_stay_in_step_in_a_notebook(
    notebook: Callable[..., Notebook], films: Path
) -> None:
    names = ", ".join(f"'{rate}': 'clips of mine/{rate}.mp4'" for rate in RATES)
    book = notebook(f"import krea_widgets as krea\nboard = krea.Compare({{{names}}})\nboard")
    (book.path.parent / "clips of mine").mkdir()
    for rate in RATES:
        (book.path.parent / "clips of mine" / f"{rate}.mp4").write_bytes((films / f"{rate}.mp4").read_bytes())
    book.run_cell(0)
    assert book.errors() == []
    widget = book.cell(0).get_by_role("region", name="Compare clips")
    expect(widget.locator("video")).to_have_count(4)
    ready(widget)
    assert all("/files/" in source for source in widget.locator("video").evaluate_all("all => all.map(v => v.src)"))
    figures = measure(widget)
    book.picture("in step")
    every = [value for values in figures.values() for value in values]
    for name, values in {**figures, "all": every}.items():
        print(f"{name:8s} {words_of(values)}")
    assert len(every) > 300
    assert statistics.median(every) <= FRAME, words_of(every)
    assert quantile(every, 0.95) <= 2 * FRAME, words_of(every)
    with (PICTURES.parent / "sync.json").open("w") as file:
        json.dump({name: words_of(values) for name, values in {**figures, "all": every}.items()}, file, indent=1)


def measure(widget: Locator) -> dict[str, list[float]]:
    """Plays, scrubs, changes speed and hides the page; the differences seen in each."""
    page = widget.page
    meter = widget.evaluate_handle(f"root => ({(HERE / 'drift.js').read_text()})([...root.querySelectorAll('video')])")
    figures: dict[str, list[float]] = {"play": [], "scrubs": [], "speeds": [], "tab": []}

    def look(name: str, milliseconds: int) -> None:
        playing(widget)
        meter.evaluate("meter => meter.start()")
        page.wait_for_timeout(milliseconds)
        figures[name] += meter.evaluate("meter => meter.stop()")

    widget.focus()
    page.keyboard.press("Space")
    look("play", 2500)
    chance = random.Random(5)
    line = widget.get_by_role("slider", name="Time")
    for _ in range(10):
        line.fill(f"{chance.uniform(0, 9):.3f}")
        look("scrubs", 500)
    for speed in ("0.5", "2", "0.25", "1.5", "1"):
        widget.get_by_role("combobox", name="Speed").select_option(speed)
        look("speeds", 600)
    hide(page, True)
    assert widget.locator("video").evaluate_all("all => all.map(video => video.paused)") == [True] * 4
    page.wait_for_timeout(1000)
    hide(page, False)
    look("tab", 1500)
    widget.focus()
    page.keyboard.press("Space")
    playing(widget, "paused")
    return figures


def hide(page: Page, yes: bool) -> None:
    """Lets the page believe that another tab is in front: a browser without a window has no tabs that hide."""
    page.evaluate(
        """yes => {
          Object.defineProperty(document, 'hidden', {value: yes, configurable: true});
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        yes,
    )


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[round(part * (len(values) - 1))]


def words_of(values: list[float]) -> str:
    return (
        f"{len(values)} drawings, largest difference in ms: median {1000 * statistics.median(values):.1f}, "
        f"p95 {1000 * quantile(values, 0.95):.1f}, worst {1000 * max(values):.1f}"
    )


def test_other_widgets_on_the_page_change_nothing(show: Show) -> None:
    page = show("24", "short", winner="clip 0", ratings={"clip 1": 3})
    rest(page)
    assert changed_by_hosts(page) == {"classic": [], "lab": [], "vscode": [], "colab": []}
    assert changed_by_others(page, "compare") == []


def test_a_short_clip_waits_at_its_end_and_all_begin_again(show: Show) -> None:
    page = show("24", "short")
    widget = page.locator(".kw-compare")
    page.get_by_role("slider", name="Time").fill("8.9")
    rest(page)
    assert times(page)[1] == pytest.approx(1.5, abs=FRAME)
    page.keyboard.press("Space")
    playing(widget)
    page.wait_for_function(
        "document.querySelector('video').currentTime > 0.2 && document.querySelector('video').currentTime < 2"
    )
    page.wait_for_timeout(200)
    first, second = times(page)
    assert abs(first - second) < 2 * FRAME


def test_without_a_loop_it_stops_at_the_last_frame(show: Show) -> None:
    page = show("short", "short")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    playing(page.locator(".kw-compare"))
    playing(page.locator(".kw-compare"), "paused")
    rest(page)
    assert times(page) == pytest.approx([1.5 - FRAME / 2] * 2, abs=0.02)
    page.keyboard.press("Space")  # begins again
    playing(page.locator(".kw-compare"))
    assert times(page)[0] < 1


def test_an_offset_shows_a_clip_further_on(show: Show) -> None:
    page = show("24", "30", offsets={"clip 1": 0.5})
    rest(page)
    first, second = times(page)
    assert second - first == pytest.approx(0.5, abs=0.001)
    page.get_by_label("Offset in seconds: clip 0").fill("-2")
    page.keyboard.press("Enter")
    rest(page)
    assert trait(page, "offsets") == {"clip 1": 0.5, "clip 0": -2}
    assert times(page)[0] == 0  # it has not begun
    assert "0:12.00" in page.locator(".kw-c-run .kw-c-time").inner_text()


def test_frames_are_stepped_one_by_one(show: Show) -> None:
    page = show("24", "60")
    count = page.locator(".kw-c-count")
    for number in (1, 2, 3):
        page.keyboard.press(".")
        expect(count).to_have_text(f"frame {number}")
    page.keyboard.press(",")
    expect(count).to_have_text("frame 2")
    rest(page)
    assert times(page) == pytest.approx([2.5 / 60] * 2, abs=0.001)


# by key and by hand


def test_everything_by_keyboard(show: Show) -> None:
    page = show("24", "25", "30")
    keys, widget = page.keyboard, page.locator(".kw-compare")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("ArrowLeft")
    rest(page)
    assert times(page) == pytest.approx([1.0 + 0.5 / 30] * 3, abs=0.02)
    keys.press("2")
    assert trait(page, "winner") == "clip 1"
    keys.press("2")
    assert trait(page, "winner") == ""
    keys.press("l")
    expect(page.get_by_role("combobox", name="Speed")).to_have_value("1.25")
    keys.press("j")
    keys.press("j")
    expect(page.get_by_role("combobox", name="Speed")).to_have_value("0.75")
    keys.press("m")
    keys.press("m")
    assert page.evaluate("[...document.querySelectorAll('video')].map(v => v.muted)") == [True, False, True]
    keys.press("w")
    keys.press("w")
    assert trait(page, "arrangement") == "wipe"
    expect(page.locator(".kw-c-corner").first).to_have_text("1 · clip 0")
    keys.press("s")
    expect(page.locator(".kw-c-corner").first).to_have_text("2 · clip 1")
    keys.press("+")
    assert "scale(1.5)" in page.evaluate("document.querySelector('video').style.transform")
    keys.press("0")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    keys.press("k")
    playing(widget)
    keys.press("k")
    playing(widget, "paused")
    page.wait_for_function("model.saves > 0")


def test_labels_that_are_digits_are_not_taken_for_keys(show: Show) -> None:
    page = show("24", entries=[entry("24", 0, label="1"), entry("25", 1, label="3"), entry("30", 2, label="2")])
    page.get_by_role("button", name="Winner: 2").click()
    assert trait(page, "winner") == "2"
    page.keyboard.press("2")
    assert trait(page, "winner") == "3"


def test_with_nothing_to_play_yet_the_keys_do_no_harm(show: Show) -> None:
    coming = entry("25", 0, clip=None, over=False, message="In line", still=None)
    page = show(entries=[coming, {**coming, "key": "c1", "label": "b"}], wait=False)
    for key in ("Space", "ArrowRight", ".", "w", "w", "w", "s", "l", "m", "Home", "1"):
        page.keyboard.press(key)
    expect(page.locator(".kw-compare")).to_have_attribute("data-state", "paused")
    assert trait(page, "winner") == "clip 0"


def test_letters_typed_into_a_note_are_only_words(show: Show) -> None:
    page = show("24", "25")
    note = page.get_by_label("Note: clip 1")
    note.click()
    page.keyboard.type("skil 12 ?")
    page.keyboard.press("Enter")
    assert trait(page, "notes") == {"clip 1": "skil 12 ?"}
    note.fill("left in the middle of it")
    assert (trait(page, "winner"), trait(page, "arrangement")) == ("", "grid")
    expect(page.locator(".kw-compare")).to_have_attribute("data-state", "paused")
    page.evaluate("leave()")
    assert trait(page, "notes") == {"clip 1": "left in the middle of it"}


def test_stars_are_given_and_taken_back(show: Show) -> None:
    page = show("24", "25")
    page.get_by_label("4 of 5 stars: clip 0").click()
    assert trait(page, "ratings") == {"clip 0": 4}
    assert page.locator(".kw-on").count() == 4
    page.get_by_label("4 of 5 stars: clip 0").click()
    assert trait(page, "ratings") == {}
    page.evaluate("model.set('ratings', {'clip 1': 2})")  # as from a cell
    assert page.locator(".kw-on").count() == 2


def test_the_divider_follows_pointer_and_keys(show: Show) -> None:
    page = show("24", "25", arrangement="wipe")
    divider = page.get_by_role("slider", name="Divider")
    box = page.locator(".kw-c-frames").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 90, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 90)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "20")
    page.mouse.move(box["x"] + 5, box["y"] + 90)  # no longer held
    expect(divider).to_have_attribute("aria-valuenow", "20")
    # Nothing was selected, which the next drag would drag instead.
    assert page.evaluate("getSelection().toString()") == ""
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 200, steps=6)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "70")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 90, steps=6)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "20")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "31")
    assert "31%" in page.evaluate("document.querySelectorAll('.kw-c-frame')[1].style.clipPath")


def test_zoom_and_moving_are_the_same_for_all(show: Show) -> None:
    page = show("24", "25")
    box = page.locator(".kw-c-frame").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('video').style.transform.includes('scale')")
    before = page.evaluate("document.querySelector('video').style.transform")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    after = page.evaluate("[...document.querySelectorAll('video')].map(video => video.style.transform)")
    assert after[0] == after[1] != before


def test_the_difference_of_a_clip_from_itself_is_black_and_gain_shows_little_ones(show: Show) -> None:
    page = show("24", "24", arrangement="difference")
    assert brightness(page) < 1
    page.evaluate("entries => model.set('entries', entries)", [entry("24", 0), {**entry("25", 1), "key": "other"}])
    ready(page.locator(".kw-compare"))
    page.get_by_role("combobox", name="Gain").select_option("1")
    page.wait_for_timeout(200)
    little = brightness(page)
    page.get_by_role("combobox", name="Gain").select_option("4")
    page.wait_for_timeout(200)
    assert 5 < little < brightness(page) - 5


def test_a_difference_has_the_ratio_of_the_first_clip_and_waits_for_the_second(show: Show) -> None:
    made = entry("tall", 1)
    page = show(entries=[entry("24", 0), {**made, "clip": None, "over": False, "message": "Queued"}],
                arrangement="difference", wait=False)  # fmt: skip
    picture = page.locator("canvas")
    expect(page.get_by_text("Queued")).to_be_visible()
    expect(picture).to_be_hidden()
    page.evaluate("entries => model.set('entries', entries)", [entry("24", 0), made])
    expect(picture).to_be_visible()
    red = "place => document.querySelector('canvas').getContext('2d').getImageData(place, 10, 1, 1).data[0]"
    page.wait_for_function(f"Math.abs(({red})(160) - 30) < 8")
    assert page.evaluate(red, 10) < 8, "the first clip alone, beside the tall one"
    page.keyboard.press("s")
    page.wait_for_function("document.querySelector('canvas').width === 180")


def brightness(page: Page) -> float:
    """Mean brightness (0 to 255) of the middle of the picture."""
    from PIL import Image, ImageStat

    shot = Image.open(io.BytesIO(page.locator(".kw-c-frames").screenshot())).convert("L")
    width, height = shot.size
    return float(ImageStat.Stat(shot.crop((width // 4, height // 4, width, height * 3 // 4))).mean[0])


# what is seen


def test_a_clip_that_is_being_made_takes_its_place_when_it_is_there(show: Show) -> None:
    coming = entry("25", 1, clip=None, over=False, fraction=0.4, message="Krea is working · 0:42", still=None)
    page = show("24", entries=[entry("24", 0), coming])
    bar = page.get_by_role("progressbar", name="clip 1")
    expect(bar).to_have_attribute("aria-valuenow", "40")
    page.wait_for_function("model.sent.some(({kind}) => kind === 'heartbeat')")
    kept = page.evaluate_handle("document.querySelector('video')")
    page.evaluate("entries => model.set('entries', entries)", [entry("24", 0), entry("25", 1)])
    expect(bar).to_be_hidden()
    ready(page.locator(".kw-compare"))
    assert page.locator("video:visible").count() == 2
    assert page.evaluate("video => video === document.querySelector('video')", kept)  # the other one was left alone


def test_more_than_four_are_turned_like_pages(show: Show) -> None:
    page = show("24", "25", "30", "60", "short", "tall")
    assert page.locator("video").count() == 3
    page.get_by_role("button", name="Next clips").click()
    ready(page.locator(".kw-compare"))
    expect(page.locator(".kw-c-pages")).to_contain_text("4–6 of 6")
    assert page.locator(".kw-c-label").all_inner_texts() == ["clip 3", "clip 4", "clip 5"]
    assert page.evaluate("heldCounts().urls") == 3  # the first three were given back


def test_words_that_differ_are_marked_and_hostile_ones_stay_words(show: Show) -> None:
    evil = "<img src=x onerror='window.hacked=1'> " + "w" * 400
    page = show("24", "25", entries=[entry("24", 0, label=evil), entry("25", 1, prompt=f"slow pan, {evil}")])
    assert page.locator("mark").count() >= 2
    assert page.evaluate("window.hacked") is None
    assert page.locator(".kw img[src=x]").count() == 0
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_prompt_that_is_the_name_is_said_once(show: Show) -> None:
    labels = ("slow dolly in", "slow dolly in (2)", "pan left · Wan 2.5")
    prompts = ("slow dolly in", "slow dolly in", "pan left")
    clips = [entry("24", at, label=labels[at], prompt=prompts[at], badge="", price="") for at in range(3)]
    page = show(entries=clips)
    expect(page.locator(".kw-c-label")).to_have_text(["slow dolly in", "slow dolly in (2)", "Wan 2.5"])
    expect(page.locator(".kw-c-prompt:visible")).to_have_text(["pan left"])


def test_play_pressed_before_a_clip_has_come_in_waits_for_it(show: Show) -> None:
    coming = entry("24", 0, clip=None, over=False, message="Rendering", fraction=0.5)
    page = show("24", entries=[coming], wait=False)
    page.keyboard.press("Space")
    playing(page.locator(".kw-compare"), "holding")
    page.evaluate("entries => model.set('entries', entries)", [entry("24", 0)])
    playing(page.locator(".kw-compare"))
    page.keyboard.press("Space")
    playing(page.locator(".kw-compare"), "paused")


def test_a_clip_that_is_gone_says_so(show: Show) -> None:
    gone = entry("24", 0)
    gone["clip"]["name"] = "gone.mp4"
    page = show("24", entries=[gone, entry("25", 1)], wait=False)
    page.expected = "status of 404"
    expect(page.locator(".kw-c-message").first).to_contain_text("The clip is not where it was saved.")
    page.keyboard.press("Space")
    playing(page.locator(".kw-compare"))  # the other one plays


def test_play_gives_up_in_words_when_every_clip_has_failed(show: Show) -> None:
    failed = [entry("24", number, clip=None, message="Krea could not make this clip.") for number in (0, 1)]
    page = show("24", "25", entries=failed, wait=False)
    page.keyboard.press("Space")
    expect(page.locator(".kw-c-transport")).to_contain_text("There is no clip to play.")
    expect(page.locator(".kw-compare")).to_have_attribute("data-state", "paused")


def test_film_and_page_are_saved_by_buttons_that_say_where(show: Show) -> None:
    page = show("24", "25")
    page.evaluate("window.answers = {save: {kind: 'saved', path: 'krea_clips/comparison.mp4'}}")
    page.get_by_role("button", name="Save film").click()
    expect(page.locator(".kw-c-save")).to_contain_text("Saved")
    shown = page.locator(".kw-c-save code:visible")
    expect(shown).to_have_text("krea_clips/comparison.mp4")
    page.evaluate("window.answers = {save: {kind: 'problem', message: 'The disk is full.'}}")
    page.get_by_role("button", name="Save page").click()
    expect(page.locator(".kw-c-save .kw-error")).to_have_text("The disk is full.")
    expect(page.locator(".kw-c-save .kw-error")).to_be_in_viewport(ratio=1)
    # Where the film went is still there.
    expect(shown).to_have_text("krea_clips/comparison.mp4")
    asked = page.evaluate("model.sent.filter(({kind}) => kind === 'save').map(({what}) => what)")
    assert asked == ["film", "page"]


def test_the_bar_and_the_answer_of_save_film_are_right_below_a_wipe(show: Show) -> None:
    page = show("24", "25")
    page.set_viewport_size({"width": 1366, "height": 560})
    page.evaluate("model.set('arrangement', 'wipe')")
    page.evaluate("window.answers = {save: {kind: 'saved', path: 'krea_clips/comparison.mp4'}}")
    page.get_by_role("button", name="Save film").click()
    expect(page.locator(".kw-c-save code:visible")).to_be_in_viewport(ratio=1)
    tops = [
        page.locator(name).bounding_box()["y"]
        for name in (".kw-c-box", ".kw-c-transport", ".kw-c-save", ".kw-c-captions")
    ]
    assert tops == sorted(tops)


@pytest.mark.parametrize("names", [("tall",) * 4, ("24", "25"), ("24",)])
def test_the_bar_of_one_row_of_clips_is_in_view_with_them(show: Show, names: tuple[str, ...]) -> None:
    page = show(*names)
    page.set_viewport_size({"width": 1040, "height": 640})
    expect(page.get_by_role("button", name="Save film")).to_be_in_viewport(ratio=1)
    # A caption is below its clip, whose name is on the picture, where there are several.
    for caption, frame, tag in zip(
        *(page.locator(name).all() for name in (".kw-c-caption", ".kw-c-frame", ".kw-c-tag")), strict=True
    ):
        assert caption.bounding_box()["x"] == frame.bounding_box()["x"]
        assert tag.is_visible() == (len(names) > 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_and_can_be_read(show: Show, theme: str) -> None:
    page = show("24", "25", "30", "60", winner="clip 1", ratings={"clip 0": 3}, notes={"clip 2": "better leaves"})
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("theme => document.body.style.background = theme === 'dark' ? '#111' : '#fff'", theme)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for arrangement in ("grid", "row", "wipe", "difference"):
        page.evaluate("name => model.set('arrangement', name)", arrangement)
        for width in (1200, 700, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(80)
            page.screenshot(path=PICTURES / f"{arrangement}-{theme}-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (arrangement, width)
            assert page.evaluate(OUTSIDE) == [], (arrangement, width)
    bad = page.evaluate(CONTRAST.read_text("utf-8"))
    assert [line for line in bad if "kw-c-corner" not in line] == []


OUTSIDE = """() => {
  const root = document.querySelector('.kw-compare').getBoundingClientRect();
  return [...document.querySelectorAll('.kw-compare *')].filter((part) => part.checkVisibility()
    && !part.closest('.kw-c-frame, .kw-c-overlay, .kw-hidden') && part.getBoundingClientRect().right > root.right + 1)
    .map((part) => part.className);
}"""


def test_every_control_has_a_name(show: Show) -> None:
    page = show("24", "25", arrangement="wipe")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('.kw :is(button, input, select, [role=slider])')]
          .filter(part => part.checkVisibility() && !part.getAttribute('aria-label') && !part.textContent.trim())
          .map(part => part.outerHTML)"""
    )
    assert nameless == []


# the end


def test_a_view_gives_everything_back(show: Show) -> None:
    page = show("24", "25", "30", "60", "short", "tall", wait=True)
    page.keyboard.press("Space")
    playing(page.locator(".kw-compare"))
    page.get_by_role("button", name="Next clips").click()
    playing(page.locator(".kw-compare"), "paused")
    ready(page.locator(".kw-compare"))
    for key in ("?", "Escape", "w", "w", "+", "2", "m", "Space"):
        page.keyboard.press(key)
    playing(page.locator(".kw-compare"))
    before = page.evaluate("({...heldCounts(), ears: model.ears()})")
    assert before["listeners"] > 50
    assert before["urls"] == 3
    assert before["frames"] == 1
    assert before["observers"] == 1
    leave_nothing(page)
    assert trait(page, "winner") == "clip 4"


def test_leaving_while_clips_are_still_coming_in_leaves_nothing(show: Show) -> None:
    page = show("24", "60", wait=False)
    page.keyboard.press("Space")
    page.evaluate("leave()")
    page.wait_for_timeout(500)
    assert page.evaluate("heldCounts()") == NOTHING


def test_leaving_as_a_video_is_given_its_clip_leaves_nothing(page: Page, show: Show) -> None:
    page.add_init_script(
        """const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'src');
        Object.defineProperty(HTMLMediaElement.prototype, 'src', {...source, set(address) {
          source.set.call(this, address);
          queueMicrotask(() => { if (!window.left) leave(); window.left = true; });
        }});"""
    )
    show("24", "60", wait=False, focus=False)
    page.wait_for_function("window.left")
    page.wait_for_timeout(500)
    assert page.evaluate("heldCounts()") == NOTHING


# in a notebook


def test_choices_reach_python_and_the_sheet_outlives_the_kernel(notebook: Callable[..., Notebook], films: Path) -> None:
    code = "import krea_widgets as krea\nboard = krea.Compare(['short.mp4', 'tall.mp4'])\nboard"
    book = notebook(code, "print(board.winner, board.ratings, board.arrangement)", "'never run'")
    for name in ("short.mp4", "tall.mp4"):
        (book.path.parent / name).write_bytes((films / name).read_bytes())
    book.run_cell(0)
    widget = book.cell(0).get_by_role("region", name="Compare clips")
    ready(widget)
    cells = book.page.locator(".jp-CodeCell").count()
    widget.locator(".kw-c-frame").first.click(position={"x": 20, "y": 20})
    for key in ("2", "w", "w", "s", "d", "d", "j", "l", "Space"):  # "d d" would delete the cell
        book.page.keyboard.press(key)
    playing(widget)
    widget.get_by_label(re.compile("5 of 5 stars: tall")).click()
    assert book.page.locator(".jp-CodeCell").count() == cells
    expect(book.cell(0).locator(".krea-fallback")).to_be_hidden()  # the live widget stands in its place
    book.page.wait_for_timeout(600)
    book.run_cell(1)
    assert book.text(1).strip() == "tall {'tall': 5} wipe"
    book.picture("wipe", widget)
    book.save()
    book.restart()
    book.expected = "widget model not found"
    book.reload()
    sheet = book.cell(0).locator(".krea-fallback")
    expect(sheet).to_be_visible()
    expect(sheet.locator(".kw-clip video")).to_have_count(2)
    expect(sheet).to_contain_text("tall")
    book.picture("without kernel")


# what moves


def told(text: str) -> dict[str, Any]:
    """Python's answer: a camera that pans, tilts and zooms evenly."""
    curve = [[10 * at, 0.1 * at, -0.1 * at * at, 1 + 0.15 * at, 0.0] for at in (step / 100 for step in range(101))]
    return {"motion": {"kind": "motion", "text": text, "curve": curve}}


def lines(page: Page) -> list[tuple[float, list[float]]]:
    """Where the line of each clip is in its plot, and the plot's first and last second."""
    found: list[tuple[float, list[float]]] = page.evaluate(
        """[...document.querySelectorAll('.kw-c-curve')].map((plot) => [
          Number(plot.querySelector('line').getAttribute('x1')),
          plot.getAttribute('viewBox').split(' ').map(Number)])"""
    )
    return found


def test_the_line_under_each_clip_follows_the_transport(show: Show) -> None:
    page = show(*map(str, RATES), offsets={"clip 1": 0.5}, answers=told("dolly in: done"))
    expect(page.locator(".kw-c-curve:visible")).to_have_count(4)
    assert page.evaluate("model.sent.filter(({kind}) => kind === 'motion').map(({key}) => key)") == [
        "c0", "c1", "c2", "c3",
    ]  # fmt: skip
    for seconds in (0, 6.25, 2.5):
        page.get_by_role("slider", name="Time").fill(str(seconds))
        rest(page)
        for (at, (start, _, length, _)), own in zip(lines(page), times(page), strict=True):
            assert at == pytest.approx(own, abs=FRAME)
            assert start <= at <= start + length
    # While it plays, too; all four are looked at in one moment.
    page.keyboard.press("Space")
    playing(page.locator(".kw-compare"))
    page.wait_for_timeout(500)
    seen = page.evaluate(
        """[...document.querySelectorAll('article')].map((card) => Math.abs(card.querySelector('video').currentTime
          - Number(card.querySelector('.kw-c-curve line').getAttribute('x1'))))"""
    )
    assert len(seen) == 4
    assert max(seen) <= 3 * FRAME


def test_what_is_shown_no_more_is_not_measured_on(show: Show) -> None:
    page = show("24", "25", "30")
    page.wait_for_function("model.sent.some(({kind}) => kind === 'motion')")
    page.evaluate("leave()")
    stopped = "model.sent.filter(({kind}) => kind === 'motion_stop').map(({key}) => key)"
    assert page.evaluate(stopped) == ["c0"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_moves_can_be_read_and_told_apart(show: Show, theme: str) -> None:
    entries = [entry("24", 0, verdict="dolly in: done, ×1.15"), entry("25", 1)]
    page = show(entries=entries, answers=told("pan: too little"))
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("document.body.style.background = getComputedStyle(document.querySelector('.kw')).backgroundColor")
    expect(page.locator(".kw-c-curve:visible")).to_have_count(2)
    # The verdict is said once: as the beginning of the caption, or over the plot.
    expect(page.locator(".kw-c-verdict:visible")).to_have_text(["dolly in: done, ×1.15"])
    expect(page.locator(".kw-c-followed:visible")).to_have_text(["pan: too little"])
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(100)
        page.locator(".kw-c-curve").first.hover()
        expect(page.locator(".kw-c-motion").first).to_contain_text(re.compile(r"right \d %.* · up \d %.* · zoom ×1"))
        page.screenshot(path=PICTURES / f"motion-{theme}-{width}.png", full_page=True)
        assert too_wide(page.locator(".kw-compare")) == []
        assert faint(page.locator(".kw-c-motion").first) == faint(page.locator(".kw-c-motion").last) == []
    dashes = page.evaluate(
        """[...document.querySelector('.kw-c-curve').querySelectorAll('polyline')]
          .map((line) => [getComputedStyle(line).strokeDasharray, getComputedStyle(line).stroke])"""
    )
    # What goes up is drawn up.
    ends = page.evaluate(
        """[...document.querySelector('.kw-c-curve').querySelectorAll('polyline')]
          .map((line) => [...line.points].map(({y}) => y)).map((all) => all.at(-1) < all[0])"""
    )
    assert ends == [True, True, True]
    assert len({each for each, _ in dashes}) == len({each for _, each in dashes}) == 3
