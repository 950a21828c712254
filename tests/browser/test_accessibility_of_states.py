"""Every state of every widget for those who choose their colours, read from right to left, zoom, touch, or listen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bare_page import show_view
from gallery_page import fill, recorded, serve
from hosts import difference, state_of
from lab import PATIENCE
from looks import console_of, faint, misread, small_targets, small_words, too_wide
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from states import DONE, FAILED, FILM, JOB, STATES, film_folder, states_of

from krea_widgets import Studio
from krea_widgets.widgets import STATIC

TREES = Path(__file__).parent / "trees"
BUNDLES = ("animate", "sweep", "compare", "blind", "gallery")
# After the observers and timers of a view that follow a change of its size.
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))"
NOON = 1_795_000_000 // 86_400 * 86_400 + 43_200
Open = Callable[..., Page]
# Which together have every part of the widgets.
RICH = ("animate-tiles", "animate-done", "animate-failed", "sweep-running", "sweep-done", "compare-wipe",
        "compare-help", "blind-choice", "blind-result", "gallery-open")  # fmt: skip


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film_folder(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Studio, Path]]:
    """A studio with a dozen clips, and their folder."""
    place = tmp_path_factory.mktemp("gallery")
    with Studio("sandbox", home=place / "home", clips=place / "krea_clips") as studio:
        fill(studio, place / "krea_clips", 12, now=NOON)
        yield studio, place / "krea_clips"


@pytest.fixture
def open_widget(browser: Browser, films: Path, clips: tuple[Studio, Path]) -> Iterator[Open]:
    """`open_widget("compare", has_touch=True)`: a page with that bundle; nothing may be said in its console."""
    contexts, heard = [], []

    def open_one(bundle: str, **options: Any) -> Page:
        options = {"viewport": {"width": 900, "height": 900}, "reduced_motion": "reduce"} | options
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        heard.append(console_of(page))
        if bundle == "gallery":
            studio, folder = clips
            return serve(page, recorded(studio=studio), folder)
        script, style = ((STATIC / f"{bundle}.{kind}").read_text("utf-8") for kind in ("js", "css"))
        return show_view(page, script, style, films)

    yield open_one
    for context in contexts:
        context.close()
    assert not any(heard), heard


def each_state(page: Page, bundle: str, names: Collection[str]) -> Iterator[tuple[str, Locator]]:
    """Shows one of these states after the other; yields its name and the view."""
    root = page.locator(".kw-root").first
    if bundle == "gallery":
        cards = page.get_by_role("listbox", name="Clips").get_by_role("option")
        expect(cards.first).not_to_have_attribute("aria-label", "Loading")
        cards.nth(1).click(modifiers=["Control"])
        cards.nth(2).click()
        # They are there once the clip is loaded, and the motion of all is counted.
        for part in (page.get_by_role("link", name="Download"), page.get_by_role("button", name="Measure motion")):
            expect(part).to_be_visible()
        yield "gallery-open", root
        return
    for name, state in states_of(bundle).items():
        if name in names:
            state.show(page)
            page.evaluate(SETTLED)
            yield name, root


def serious(page: Page) -> list[str]:
    """axe's serious and critical findings."""
    found = Axe().run(page, context=".kw-root", options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_in_the_colours_of_the_person(open_widget: Open, bundle: str) -> None:
    page = open_widget(bundle, forced_colors="active", color_scheme="dark")
    for name, root in each_state(page, bundle, RICH):
        assert serious(page) == [], name
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert faint(root) == [], (name, scheme)


# A control's part that is on, and one that is not.
TOLD_APART = {
    "animate-image": [(".kw-chip[aria-pressed=true]", ".kw-chip[aria-pressed=false]"),
                      (".kw-segment :checked + span", ".kw-segment :not(:checked) + span")],
    "animate-tiles": [(".kw-switch:checked", ".kw-switch:not(:checked)")],
    "animate-running": [(".kw-job .kw-fill", ".kw-job .kw-bar")],
    "sweep-done": [(".kw-chip[aria-pressed=true]", ".kw-chip[aria-pressed=false]"), ("mark", ".kw-s-prompt")],
    "compare-wipe": [(".kw-c-way[aria-pressed=true]", ".kw-c-way[aria-pressed=false]"), ("mark", ".kw-c-prompt"),
                     (".kw-tool[aria-label=Loop]", ".kw-tool[aria-label=Play]"),
                     (".kw-winner[aria-pressed=true]", ".kw-winner[aria-pressed=false]"),
                     (".kw-c-caption.kw-c-won", ".kw-c-caption:not(.kw-c-won)")],
    "blind-result": [(".kw-b-band", ".kw-b-bar")],
}  # fmt: skip
FOCUSED = {
    "animate-tiles": [".kw-chip[aria-pressed=true]", ".kw-chip[aria-pressed=false]", ".kw-switch", ".kw-prompt",
                      ".kw-link", ".kw-main-button", "summary", "select", ".kw-tile-close"],
    "compare-wipe": [".kw-c-way[aria-pressed=true]", ".kw-tool[aria-label=Loop]", ".kw-tool[aria-label=Play]",
                     ".kw-star", ".kw-winner[aria-pressed=true]", ".kw-c-timeline"],
}  # fmt: skip
LINES = """() => [...document.querySelector('.kw-c-curve').querySelectorAll('polyline')].map(line => {
  const {stroke, strokeDasharray} = getComputedStyle(line);
  return [stroke, strokeDasharray];
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("bundle", BUNDLES[:-1])
def test_what_is_chosen_and_where_the_focus_is_can_be_seen_in_them(open_widget: Open, bundle: str, scheme: str) -> None:
    page = open_widget(bundle, forced_colors="active", color_scheme=scheme)
    for name in states_of(bundle).keys() & (TOLD_APART.keys() | FOCUSED.keys()):
        STATES[name].show(page)
        for one, other in TOLD_APART.get(name, []):
            found = difference(state_of(page.locator(one).first), state_of(page.locator(other).first), page)
            assert found >= 3, (name, one, found)
        for place in FOCUSED.get(name, []):
            control = page.locator(f"{place}:visible").first
            before = state_of(control)
            page.locator(".kw-prompt, .kw-c-note").first.focus()
            page.keyboard.press("Tab")  # what follows has the focus of the keyboard
            control.focus()
            assert control.evaluate("one => one.matches(':focus-visible')"), place
            assert difference(before, state_of(control), page) >= 3, (name, place)
            control.blur()
    if bundle == "compare":
        lines = page.evaluate(LINES)
        assert len({dashes for _, dashes in lines}) == 3, lines
        for stroke, _ in lines:
            ground = state_of(page.locator(".kw"))
            assert difference(ground, ground | {"background": stroke}, page) >= 3, stroke


BEYOND = """root => {
  const start = root.getBoundingClientRect().left - 1;
  return [...root.querySelectorAll('*')].filter(part => {
    for (let each = part.parentElement; each && each !== root; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== 'visible') return false;
    }
    return part.checkVisibility() && !part.closest('.kw-hidden') && part.getBoundingClientRect().left < start;
  }).map(part => `${part.localName}.${part.className}`);
}"""
STUCK = """root => [...root.querySelectorAll('*')]
  .filter(part => getComputedStyle(part).position === 'sticky' && part.checkVisibility())
  .filter(part => part.getBoundingClientRect().height > innerHeight / 3 && !part.closest('.kw-s-board'))
  .map(part => part.className)"""


@pytest.mark.parametrize("bundle", BUNDLES)
def test_it_fits_from_right_to_left_and_at_400_percent_with_targets_of_24_pixels(
    open_widget: Open, bundle: str
) -> None:
    page = open_widget(bundle)
    for name, root in each_state(page, bundle, [*RICH, "animate-rows", "sweep-plan", "sweep-list", "compare-grid"]):
        if name != "compare-help":  # it covers the others
            assert small_targets(root, 24) == [], name
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width, height in ((900, 900), (320, 256)):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(SETTLED)
            assert too_wide(root) + root.evaluate(BEYOND) == [], (name, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert misread(root) == [], (name, width)
        assert root.evaluate(STUCK) == [], name
        page.evaluate("document.documentElement.dir = 'ltr'")
        page.evaluate(SETTLED)
        assert too_wide(root) == [], name
        page.set_viewport_size({"width": 900, "height": 900})


@pytest.mark.parametrize("bundle", BUNDLES)
def test_for_fingers_targets_are_large_and_ios_does_not_zoom(open_widget: Open, bundle: str) -> None:
    page = open_widget(bundle, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 900})
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    for name, root in each_state(page, bundle, RICH):
        if name != "compare-help":
            assert small_targets(root, 32) == [], name
        assert small_words(root) == [], name
        assert too_wide(root) == [], name


def mirrored(open_widget: Open, bundle: str, state: str) -> Page:
    """A state on a page that is read from right to left."""
    page = open_widget(bundle)
    page.evaluate("document.documentElement.dir = 'rtl'")
    STATES[state].show(page)
    return page


def box_of(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def middle(part: Locator) -> float:
    box = box_of(part)
    return box["x"] + box["width"] / 2


def press_at(slider: Locator, share: float) -> None:
    """Presses a part of the way from its left end to its right one."""
    box = box_of(slider)
    slider.page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def test_from_right_to_left_the_form_is_mirrored_and_sliders_go_to_the_pointer(open_widget: Open) -> None:
    page = mirrored(open_widget, "animate", "animate-rows")
    assert middle(page.locator(".kw-pictures")) > middle(page.locator(".kw-prompt"))
    slider = page.get_by_role("slider", name="Duration").first
    for share in (0.1, 0.9):
        press_at(slider, share)
        low, high, value = slider.evaluate("one => [one.min, one.max, one.value].map(Number)")
        assert (value - low) / (high - low) == pytest.approx(1 - share, abs=0.15)
    assert page.locator(".kw-prompt").evaluate("box => getComputedStyle(box).unicodeBidi") == "plaintext"


def test_from_right_to_left_time_and_sides_of_a_comparison_stay(open_widget: Open) -> None:
    page = mirrored(open_widget, "compare", "compare-wipe")
    divider, line = page.get_by_role("slider", name="Divider"), page.get_by_role("slider", name="Time")
    picture = box_of(page.locator(".kw-c-box"))
    for share in (0.25, 0.8):
        goal = picture["x"] + share * picture["width"]
        page.mouse.move(middle(divider), picture["y"] + 60)
        page.mouse.down()
        page.mouse.move(goal, picture["y"] + 60, steps=3)
        page.mouse.up()
        assert middle(divider) == pytest.approx(goal, abs=1.5)
    for pair in (page.locator(".kw-c-side"), page.locator(".kw-c-caption:visible")):
        assert middle(pair.nth(0)) < middle(pair.nth(1))
    assert middle(page.get_by_role("button", name="Play")) < middle(line)
    press_at(line, 0.75)
    assert float(line.input_value()) == pytest.approx(0.75, abs=0.08)


def test_from_right_to_left_the_left_answer_is_that_of_the_left_clip(open_widget: Open) -> None:
    page = mirrored(open_widget, "blind", "blind-choice")
    answers, films = page.locator("[data-answer]"), page.locator(".kw-b-frame")
    assert middle(answers.nth(0)) < middle(answers.nth(2))
    assert middle(films.nth(0)) < middle(films.nth(1))


def test_from_right_to_left_the_next_clip_of_the_gallery_is_on_the_left(open_widget: Open) -> None:
    page = open_widget("gallery")
    cards = page.get_by_role("listbox", name="Clips").get_by_role("option")
    for direction, key in (("ltr", "ArrowRight"), ("rtl", "ArrowLeft")):
        page.evaluate("way => { document.documentElement.dir = way; }", direction)
        page.evaluate(SETTLED)
        cards.nth(2).focus()
        page.keyboard.press(key)
        expect(cards.nth(3)).to_be_focused()
        assert (middle(cards.nth(3)) > middle(cards.nth(2))) == (direction == "ltr")


MOVING = """() => [
  ...document.getAnimations().filter(one => one.playState === 'running').map(one => one.effect.target.className),
  ...[...document.querySelectorAll('.kw *')].filter(one => {
    const {transitionProperty, transitionDuration, scrollBehavior} = getComputedStyle(one);
    const slow = transitionProperty !== 'none' && transitionDuration.split(', ').some(parseFloat);
    return slow || scrollBehavior === 'smooth';
  }).map(one => one.className),
  ...[...document.querySelectorAll('video')].filter(one => !one.paused).map(one => one.className),
  ...smooth,
]"""
SCROLLS = """() => {
  window.smooth = [];
  const original = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (options) {
    if (options?.behavior === 'smooth') smooth.push(this.className);
    original.call(this, options);
  };
}"""


@pytest.mark.parametrize("bundle", BUNDLES)
def test_nothing_moves_by_itself_where_the_person_wants_less_motion(open_widget: Open, bundle: str) -> None:
    for motion in ("reduce", *(["no-preference"] if bundle == "animate" else [])):
        page = open_widget(bundle, reduced_motion=motion)
        page.evaluate(SCROLLS)
        moved = []
        for name, _ in each_state(page, bundle, RICH):
            if name == "animate-done":
                # A second job is done, which comes to the stage.
                page.evaluate("model.set('jobs', [{...model.get('jobs')[0], key: 'new'}, ...model.get('jobs')])")
            if name == "blind-result":
                page.locator(".kw-b-thumb").first.hover()
            page.wait_for_timeout(60)
            moved += [f"{name}: {one}" for one in page.evaluate(MOVING)]
        assert bool(moved) == (motion == "no-preference"), moved


def test_a_comma_of_the_browser_s_language_is_a_decimal_point(open_widget: Open) -> None:
    for locale, told in (("de-DE", 1.25), ("en-US", 125)):  # there, it groups thousands
        page = open_widget("compare", locale=locale)
        STATES["compare-grid"].show(page)
        page.get_by_label("Offset in seconds: item 0").fill("")
        page.keyboard.type("1,25")
        page.keyboard.press("Tab")
        assert page.evaluate("model.get('offsets')['item 0']") == told
    page = open_widget("animate", locale="fr-FR")
    STATES["animate-rows"].show(page)
    time = page.locator(".kw-row .kw-number").first
    time.fill("")
    page.keyboard.insert_text("0,4")  # all at once, as a paste
    page.keyboard.press("Tab")
    assert page.evaluate("model.get('values').camera_trajectory[0].time") == 0.4


# The part of a view that a state is about; the rest is that of another state.
PARTS = {
    "animate-empty": ".kw-root", "animate-image": ".kw-pictures", "animate-running": ".kw-results",
    "animate-failed": ".kw-results", "animate-done": ".kw-results", "sweep-plan": ".kw-root",
    "sweep-running": ".kw-root", "sweep-done": ".kw-s-board", "compare-grid": ".kw-root",
    "compare-wipe": ".kw-c-box, .kw-c-captions", "blind-choice": ".kw-root", "blind-result": ".kw-root",
    "gallery-open": ".kw-root",
}  # fmt: skip
# Addresses of downloads, and the way to the folder of a test.
CHANGING = re.compile(r": *\n +- /url: blob:.*|(?<=code: ).*(?=krea_clips/)")


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_clip_that_arrives_scrolls_the_page_for_who_waits_for_it(open_widget: Open, goes_on: bool) -> None:
    page = open_widget("animate", viewport={"width": 900, "height": 300})
    STATES["animate-image"].show(page)
    page.get_by_role("button", name=re.compile("^Animate")).click()
    page.evaluate("job => model.set('jobs', [job])", JOB)
    expect(page.get_by_role("progressbar")).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    if goes_on:
        page.get_by_role("textbox", name="Prompt").click()
    page.evaluate("job => model.set('jobs', [job])", DONE)
    if goes_on:
        page.wait_for_timeout(300)
        assert page.evaluate("scrollY") == 0
    else:
        expect(page.locator(".kw-staged video")).to_be_in_viewport()


@pytest.mark.parametrize("way", ["Run again", "Download it again"])
def test_a_job_that_is_begun_below_a_large_clip_is_scrolled_to(open_widget: Open, way: str) -> None:
    page = open_widget("animate", viewport={"width": 900, "height": 500})
    tall = {"clip": FILM | {"width": 180, "height": 320}}
    lost = FAILED | {"key": "j0", "error": {"fetch": True, "details": ""}}
    STATES["animate-done"].show(page)
    page.evaluate("jobs => model.set('jobs', jobs)", [lost, DONE | tall])
    page.get_by_role("button", name="Enlarge").click()
    # Its links are in view with it.
    expect(page.get_by_role("button", name="Smaller")).to_be_in_viewport(ratio=1)
    expect(page.locator(".kw-staged video")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name=way).click()
    # The page is long, and the form is above the window.
    page.evaluate("document.body.style.paddingBottom = '3000px'; scrollTo(0, 2000)")
    page.evaluate("jobs => model.set('jobs', jobs)", [lost, DONE | tall, JOB | {"key": "new"}])
    expect(page.get_by_role("progressbar")).to_be_in_viewport(ratio=1)
    page.evaluate("jobs => model.set('jobs', jobs)", [lost, DONE | tall, DONE | tall | {"key": "new"}])
    expect(page.locator(".kw-staged video")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_what_a_screen_reader_is_told(open_widget: Open, bundle: str) -> None:
    """KREA_WIDGETS_TREES=write writes the trees again, to be read before they are committed."""
    page = open_widget(bundle, timezone_id="UTC")
    for name, _ in each_state(page, bundle, PARTS):
        trees = [part.aria_snapshot() for part in page.locator(PARTS[name]).all()]
        tree, file = CHANGING.sub("", "\n".join(trees)) + "\n", TREES / f"{name}.yml"
        if os.environ.get("KREA_WIDGETS_TREES") == "write":
            file.parent.mkdir(exist_ok=True)
            file.write_text(tree, "utf-8")
        assert tree == file.read_text("utf-8"), name
