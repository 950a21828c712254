"""A blind choice in a real browser, with the real widget behind the page: by key and by hand, and after a reload."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from clips_for_tests import write_clip
from lab import Notebook
from looks import console_of, leave_nothing
from playwright.sync_api import Locator, Page, Route, expect

from krea_widgets import Studio
from krea_widgets.media.embedded_settings import embed_settings
from krea_widgets.widgets import STATIC
from krea_widgets.widgets.base import PROBE
from krea_widgets.widgets.compare.blind import BlindComparison

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / ".artefacts" / "blind"
PROMPTS = ("secretcalm drift", "secretbold push in", "secretwild orbit", "secretslow pan")
# What must not be anywhere before the end.
SECRETS = ("secret", "seedance", "sandbox", "0.37", "take-", ".mp4")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four clips with settings beside them and in them; they differ in duration."""
    folder = tmp_path_factory.mktemp("films")
    for index, prompt in enumerate(PROMPTS):
        path = write_clip(folder / f"take-{index}.mp4", fps=24, seconds=1 + 0.4 * index, hue=60 * index)
        settings = {"krea_widgets": 1, "backend": "krea", "model": "bytedance/seedance-1-pro-fast", "prompt": prompt}
        settings |= {"price": {"amount": 0.37, "exact": True}, "job_id": f"job-{index}"}
        assert embed_settings(path, settings)
        path.with_suffix(".json").write_text(json.dumps(settings), "utf-8")
    return folder


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "clips") as studio:
        yield studio


@pytest.fixture
def choice(films: Path, studio: Studio) -> BlindComparison:
    return BlindComparison({f"secret {n}": films / f"take-{n}.mp4" for n in range(len(PROMPTS))}, studio=studio)


@pytest.fixture
def open_page(page: Page, studio: Studio) -> Iterator[Open]:
    """`open_page(widget)` shows a widget on a bare page; all that its Python sends is in `page.told`."""
    said = console_of(page)
    shown: dict[str, Any] = {}
    texts = {
        "page.js": (HERE / "blind_page.js").read_text("utf-8"),
        "widget.js": (STATIC / "blind.js").read_text("utf-8"),
    }
    style = (STATIC / "blind.css").read_text("utf-8")
    start = (
        "<!doctype html><html lang=en><title>Blind</title><meta name=viewport content='width=device-width'>"
        f"<style>{style}body{{margin:8px}}</style><script type=module src=page.js></script>"
    )

    def python(message: Any) -> dict[str, Any]:
        widget, sent = shown["widget"], []
        widget.send = lambda content, buffers=None: sent.append((content, buffers or []))
        # In this thread, so that the answer is complete.
        widget._run_later = widget._run_handler
        if message:
            widget._receive(widget, message, [])
        traits = {
            name: getattr(widget, name) for name in ("stage", "films", "result", "_fallback_id", "_closable", "_below")
        }
        shown["told"] += [json.dumps(traits), *(json.dumps(content) for content, _ in sent)]
        shown["bytes"] += [bytes(buffer) for _, buffers in sent for buffer in buffers]
        packed = [(content, [base64.b64encode(buffer).decode() for buffer in buffers]) for content, buffers in sent]
        return {"traits": traits, "messages": packed}

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        kind = "text/javascript" if name in texts else "text/html"
        route.fulfill(body=texts.get(name, start), content_type=f"{kind}; charset=utf-8", status=200)

    page.expose_function("python", python)
    page.add_init_script(path=HERE / "held.js")
    page.route("http://**/*", answer)

    def open_one(widget: BlindComparison) -> Page:
        shown.update(widget=widget, told=[], bytes=[])
        page.told, page.bytes = shown["told"], shown["bytes"]
        page.goto("http://widget.test/")
        page.wait_for_function("window.started")
        return page

    yield open_one
    assert said == []


def widget_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Blind choice")


def at_pair(page: Page, number: int) -> None:
    """Waits until the pair is shown and can be voted on."""
    expect(widget_of(page)).to_contain_text(re.compile(rf"Pair {number} of about \d+"))
    expect(answer(page, "left")).to_have_attribute("aria-disabled", "false")


def answer(page: Page, name: str) -> Locator:
    return page.locator(f".kw-blind [data-answer={name}]")


def vote_all(page: Page, choice: BlindComparison) -> None:
    """Votes by key for the clip with the smaller number, until there are enough votes."""
    order = {key: number for number, key in enumerate(choice._choice.clips)}
    while choice.stage["phase"] == "choose":
        at_pair(page, choice.stage["number"])
        left, right = choice._choice.pair
        page.keyboard.press("ArrowLeft" if order[left] < order[right] else "ArrowRight")
        page.wait_for_function("number => model.get('stage').number > number", arg=choice.stage["number"] - 1)
    expect(page.get_by_role("button", name="Show the order")).to_be_focused()


def assert_nothing_names_a_clip(page: Page, choice: BlindComparison) -> None:
    """Neither the page nor what it was told."""
    seen = page.evaluate("document.documentElement.outerHTML") + page.locator("html").aria_snapshot()
    assert [word for word in SECRETS if word in re.sub(r"<style>.*?</style>", "", seen, flags=re.DOTALL)] == []
    assert [word for word in SECRETS if any(word in told for told in page.told)] == []
    assert [word for word in SECRETS if any(word.encode() in data for data in page.bytes)] == []
    assert [word for word in SECRETS if word in choice._fallback_html() + choice._plain_text()] == []
    state = json.dumps(
        {name: value for name, value in choice.get_state().items() if name not in ("_esm", "_css", "layout")}
    )
    assert [word for word in SECRETS if word in state] == []
    assert not choice.ranking


def test_a_choice_by_keys_from_the_first_pair_to_the_names(
    choice: BlindComparison, open_page: Open, studio: Studio
) -> None:
    page = open_page(choice)
    widget_of(page).focus()
    at_pair(page, 1)
    page.wait_for_function("document.querySelector('.kw-blind').dataset.state === 'playing'")
    sides = page.locator("video").evaluate_all(
        "all => all.map((one) => [one.src.split(':')[0], one.clientWidth, one.clientHeight])"
    )
    assert sides[0] == sides[1]
    assert sides[0][0] == "blob"
    expect(widget_of(page)).to_contain_text("Each pair plays to the end of its shorter clip.")
    page.keyboard.press("s")
    at_pair(page, 2)
    page.keyboard.press("u")
    at_pair(page, 1)
    vote_all(page, choice)
    assert_nothing_names_a_clip(page, choice)
    page.keyboard.press("Enter")
    rows = page.get_by_role("table", name="Clips by rank").locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("secret 0")
    expect(rows.first).to_contain_text("secretcalm drift")
    expect(rows.first).to_contain_text("$0.37")
    assert [one.name for one in choice.ranking] == [f"secret {number}" for number in range(4)]
    assert studio.clips(winner=True).table() == [], "the winner is offered, not set"
    rows.first.get_by_role("button", name="Winner: secret 0").click()
    expect(rows.first.get_by_role("button", name="Winner: secret 0")).to_have_attribute("aria-pressed", "true")
    assert choice._winner() == "secret 0"
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("button", name="Keep them")).to_be_focused()
    page.get_by_role("button", name="Forget them").click()
    at_pair(page, 1)
    assert choice._choice.votes == []


def test_finishing_early_is_asked_about_and_a_vote_can_be_taken_back(choice: BlindComparison, open_page: Open) -> None:
    page = open_page(choice)
    widget_of(page).focus()
    for number in (1, 2, 3):
        at_pair(page, number)
        page.keyboard.press("e" if number == 2 else "ArrowLeft")
    at_pair(page, 4)
    page.get_by_role("button", name="Finish now").click()
    expect(widget_of(page)).to_contain_text("Your 3 votes rank all clips. 3 more would make the order more certain.")
    page.get_by_role("button", name="More pairs").click()
    for number in (4, 3, 2):
        at_pair(page, number)
        page.keyboard.press("Backspace")
    at_pair(page, 1)
    assert choice.stage["votes"] == 0


def test_a_narrow_page_has_one_clip_above_the_other_and_keys_for_that(choice: BlindComparison, open_page: Open) -> None:
    page = open_page(choice)
    page.set_viewport_size({"width": 360, "height": 768})
    widget_of(page).focus()
    for number, key in ((1, "ArrowUp"), (2, "ArrowDown"), (3, "=")):
        at_pair(page, number)
        page.keyboard.press(key)
    at_pair(page, 4)
    assert [vote.answer for vote in choice._choice.votes] == ["left", "right", "equal"]


def test_a_reload_and_another_kernel_continue_at_the_same_pair(
    choice: BlindComparison, films: Path, studio: Studio, open_page: Open
) -> None:
    page = open_page(choice)
    for number, name in ((1, "left"), (2, "equal")):
        at_pair(page, number)
        answer(page, name).click()
    at_pair(page, 3)
    pair = choice._choice.pair
    page.reload()
    at_pair(page, 3)
    again = BlindComparison({f"secret {n}": films / f"take-{n}.mp4" for n in range(len(PROMPTS))}, studio=studio)
    page = open_page(again)
    at_pair(page, 3)
    assert again._choice.pair == pair
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "false")


def test_a_clip_that_is_gone_can_only_be_skipped(studio: Studio, films: Path, tmp_path: Path, open_page: Open) -> None:
    for number in range(3):
        (tmp_path / f"take-{number}.mp4").write_bytes((films / f"take-{number}.mp4").read_bytes())
    choice = BlindComparison([tmp_path / f"take-{number}.mp4" for number in range(3)], studio=studio)
    gone = choice._entries[choice._choice.pair[0]].clip.path
    gone.unlink()
    page = open_page(choice)
    expect(widget_of(page)).to_contain_text("This clip is missing from disk. Skip the pair")
    assert gone.name not in page.content()
    expect(answer(page, "left")).to_have_attribute("aria-disabled", "true")
    expect(answer(page, "skip")).to_have_attribute("aria-disabled", "false")
    answer(page, "left").click(force=True)
    answer(page, "skip").click()
    expect(widget_of(page)).to_contain_text("Pair 2 of about 5")
    assert [vote.answer for vote in choice._choice.votes] == ["skip"]


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (360, "dark")])
def test_it_is_readable_and_fits(width: int, theme: str, choice: BlindComparison, open_page: Open) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = open_page(choice)
    page.set_viewport_size({"width": width, "height": 768})
    page.evaluate(
        "([theme, ground]) => { document.body.dataset.theme = theme; document.body.style.background = ground; }",
        [theme, "#111" if theme == "dark" else "#fff"],
    )

    def looked_at(name: str) -> None:
        page.screenshot(path=PICTURES / f"{name} {width} {theme}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], found
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    widget_of(page).focus()
    at_pair(page, 1)
    boxes = [page.locator(".kw-b-frame").nth(index).bounding_box() for index in (0, 1)]
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    assert (boxes[0]["x"] == boxes[1]["x"]) == (width == 360)
    names = ["Top", "Equal", "Bottom", "Skip"] if width == 360 else ["Left", "Equal", "Right", "Skip"]
    for name in names:
        expect(page.get_by_role("button", name=name)).to_be_visible()
    looked_at("pair")
    vote_all(page, choice)
    looked_at("enough")
    page.get_by_role("button", name="Show the order").click()
    expect(page.get_by_role("table", name="Clips by rank")).to_be_visible()
    expect(widget_of(page)).not_to_contain_text("Measuring")
    looked_at("order")
    leave_nothing(page)


def test_a_view_that_leaves_takes_everything_with_it(choice: BlindComparison, open_page: Open) -> None:
    page = open_page(choice)
    at_pair(page, 1)
    before = page.evaluate("heldCounts()")
    assert before["urls"] >= 2
    assert before["listeners"] > 10
    leave_nothing(page)
    assert page.evaluate("model.ears()") == 0


@pytest.mark.slow
def test_in_a_notebook_nothing_saved_names_a_clip_and_a_reload_continues(
    notebook: Callable[..., Notebook], films: Path
) -> None:
    book = notebook(
        "import krea_widgets as krea\nfrom pathlib import Path\n"
        f"clips = sorted(Path({str(films)!r}).glob('*4'))\nkrea.Compare(clips, blind=True)"
    )
    page = book.page
    book.run_cell(0)
    assert book.errors() == []
    at_pair(page, 1)
    widget_of(page).focus()
    page.keyboard.press("ArrowLeft")
    at_pair(page, 2)
    saved = json.loads(book.save())
    # Except for the call, which is the person's own.
    kept = json.dumps([saved["metadata"], *(cell.get("outputs") for cell in saved["cells"])])
    assert "A blind choice between 4 clips" in kept
    assert [word for word in SECRETS if word in kept.replace(PROBE, "")] == []
    book.reload()
    at_pair(page, 2)
    book.picture("pair")
