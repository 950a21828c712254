"""The board of a sweep on a bare page: what is pressed and asked, many items, hostile words, and what it gives back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clips_for_tests import write_clip
from hosts import changed_by_hosts
from looks import NOTHING, changed_by_others, faint, leave_nothing, too_wide
from playwright.sync_api import Locator, Page, expect

from krea_widgets.widgets import STATIC

BUNDLE, STYLE = ((STATIC / name).read_text("utf-8") for name in ("sweep.js", "sweep.css"))
HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / ".artefacts" / "sweep"
Show = Callable[..., Page]


def head(**more: Any) -> dict[str, Any]:
    told = {
        "backend": "krea",
        "busy": False,
        "message": "6 clips · $2.22",
        "phase": "waiting",
        "fraction": 0,
        "elapsed": 0,
    }
    return told | {"make": "Make 6 clips · $2.22", "again": "", "notes": []} | more


def row(number: int, **more: Any) -> dict[str, Any]:
    told = {"key": f"c{number}", "label": f"item {number}", "prompt": f"slow pan {number}"}
    told |= {"about": "Kling 2.5", "price": "$0.37", "note": "", "still": "same", "ratio": 1.5, "cost": 0.37}
    told |= {"place": ""}
    return told | more


def live(state: str, message: str = "", **more: Any) -> dict[str, Any]:
    told = {"state": state, "message": message or state, "fraction": None, "elapsed": 0, "again": "", "clip": None}
    told |= {"comparable": state in ("done", "running", "queued", "reused"), "seconds": None}
    return told | {"choosable": state in ("ready", "cancelled", "left_out")} | more


def film_row(path: str = "krea_clips/film.mp4") -> dict[str, Any]:
    row = {"path": path, "name": "film.mp4", "url": "", "width": 320, "height": 180}
    return row | {"duration": 1.0, "fps": 24, "size": 1000}


def entry(number: int, *, made: bool) -> dict[str, Any]:
    told = {"key": f"c{number}", "label": f"item {number}", "prompt": f"slow pan {number}", "badge": "", "price": ""}
    told |= {"settings": [], "message": "" if made else "Krea is working · 0:42", "fraction": None, "over": made}
    return told | {"clip": film_row() if made else None, "still": None if made else {"width": 480, "height": 320}}


MIXED = {
    "head": head(busy=True, message="1 of 6 made · 2 running · 1 queued · 2 failed · 0:42", phase="working",
                 fraction=0.4, elapsed=42, make="", again="Try the failed one again · $0.37",
                 notes=["Kling 2.5 has no seed, so results vary from run to run."]),
    "rows": [*(row(number) for number in range(1, 7)), row(7, price="", prompt="x " * 300)],
    "live": {
        "c1": live("done", "Done in 0:31", clip=film_row()),
        "c2": live("running", "Krea is working · 0:42 · usually about 1:30", fraction=0.4, elapsed=42),
        "c3": live("running", "Queued (behind your other jobs) · 0:12", elapsed=12),
        "c4": live("queued", "Queued"),
        "c5": live("failed", "Krea could not make this clip: the image was refused by moderation. Not billed. "
                             "Try another picture or wording.", again="Try again · $0.37"),
        "c6": live("cancelled", "Cancelled. Not billed.", again="Try again · $0.37"),
        "c7": live("invalid", "duration=7 is not among 5, 10."),
    },
    "entries": [entry(1, made=True), entry(2, made=False), entry(3, made=False), entry(4, made=False)],
}  # fmt: skip


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("film") / "film.mp4", fps=24, seconds=1, hue=120)


@pytest.fixture(scope="session")
def thumbnail(photo: Path) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    with Image.open(photo) as picture:
        picture.resize((240, 160)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def show(bare_page: Callable[[str, str, Path], Page], film: Path, thumbnail: bytes) -> Show:
    """`show(**traits)` opens the board on a bare page; no request leaves the machine."""

    def open_one(**traits: Any) -> Page:
        page = bare_page(BUNDLE, STYLE, film.parent)
        page.evaluate("bytes => { window.thumbnail = new Uint8Array(bytes).buffer; }", list(thumbnail))
        page.evaluate("state => show({picked: [], _linked: false, ...state})", traits)
        return page

    return open_one


def answers(page: Page, **told: Any) -> None:
    """What Python will say to a message of that kind."""
    page.evaluate("told => { window.answers = told; }", told)


ASK = {"kind": "ask", "message": "Pay?", "offer": "x"}
DONE = {"kind": "done"}


def sent(page: Page, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("kind => model.sent.filter((one) => one.kind === kind)", kind)
    return found


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Items").locator("> li")


def plan(count: int, **more: Any) -> dict[str, Any]:
    items = [row(number) for number in range(1, count + 1)]
    return {"head": head(), "rows": items, "live": {one["key"]: live("ready") for one in items}, "entries": []} | more


def test_the_question_stands_where_it_was_asked_and_only_a_yes_sends_it_again(show: Show) -> None:
    page = show(**plan(6))
    question = {"kind": "ask", "message": "Pay $2.22 for 6 clips?", "offer": "Make 6 clips · $2.22"}
    answers(page, run=question)
    make = page.get_by_role("button", name="Make 6 clips · $2.22")
    make.click()
    expect(page.get_by_role("group", name="Question")).to_contain_text("Pay $2.22 for 6 clips?")
    expect(page.get_by_role("button", name="Not now")).to_be_focused()  # Enter twice does not pay
    expect(make).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Question")).to_be_hidden()
    expect(make).to_be_focused()
    assert [one.get("sure") for one in sent(page, "run")] == [None]
    make.click()
    answers(page, run={"kind": "problem", "message": "Another backend answers now."})
    page.get_by_role("button", name="Confirm").click()
    last = sent(page, "run")[-1]
    assert (last["offer"], last["sure"]) == ("Make 6 clips · $2.22", "Pay $2.22 for 6 clips?")
    expect(page.locator(".kw-s-ask .kw-error")).to_have_text("Another backend answers now.")
    expect(make).to_be_enabled()
    # It was about this plan.
    page.get_by_role("checkbox", name="Include").first.uncheck()
    expect(page.locator(".kw-s-ask")).to_be_hidden()


def test_each_cell_is_cancelled_and_tried_again_by_itself(show: Show) -> None:
    page = show(**MIXED)
    answers(page, cancel=DONE, retry=ASK)
    page.get_by_role("button", name="Cancel: item 2").click()
    page.get_by_role("button", name="Cancel all").click()
    assert [one.get("key") for one in sent(page, "cancel")] == ["c2", None]
    rows(page).nth(4).get_by_role("button", name="Try again · $0.37").click()
    expect(rows(page).nth(4).get_by_role("group", name="Question")).to_contain_text("Pay?")
    assert [(one["key"], one["offer"]) for one in sent(page, "retry")] == [("c5", "Try again · $0.37")]
    assert page.get_by_role("button", name="Cancel: ").count() == 3
    # For a page that receives no messages of threads.
    page.wait_for_function("model.sent.some(({kind}) => kind === 'heartbeat')")
    expect(rows(page).nth(1)).to_contain_text("0:4")  # the clock goes on


def test_two_to_four_are_chosen_and_compared(show: Show) -> None:
    state = {f"c{number}": live("done", "Done in 0:31", clip=film_row()) for number in range(1, 7)}
    page = show(**plan(6, live=state, entries=[entry(number, made=True) for number in (1, 2, 3, 4)]))
    chips = page.get_by_role("button", name="Compare: ")
    assert chips.evaluate_all("all => all.map((chip) => chip.ariaPressed)") == ["true"] * 4 + ["false"] * 2
    # A tick is for what is made next.
    expect(page.get_by_role("checkbox")).to_have_count(0)
    choice = page.locator(".kw-s-choice")
    expect(choice).to_be_hidden()
    chips.nth(5).click()
    expect(choice).to_contain_text("Four at most. Take one out.")
    for number in (1, 2, 3):
        chips.nth(number).click()
    expect(choice).to_contain_text("Choose two to four clips.")
    expect(page.get_by_role("button", name="Compare 1")).to_have_count(0)
    chips.nth(5).click()
    page.get_by_role("button", name="Compare 2").click()
    assert page.evaluate("[model.get('picked'), model.saves]") == [["c1", "c6"], 1]
    page.evaluate("entries => model.set('entries', entries)", [entry(1, made=True), entry(6, made=True)])
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator(".kw-s-choice")).to_be_hidden()
    assert page.get_by_role("button", name="Compare: ", pressed=True).count() == 2


def product(prompts: int, models: int, state: str, takes: int = 1) -> dict[str, Any]:
    """A grid of planned or finished clips."""
    told: dict[str, Any] = {"head": head(), "rows": [], "live": {}, "entries": []}
    for number in range(prompts * models * takes):
        column, line = number // takes % models, number // takes // models
        place = {"column": f"Model {column}", "row": "", "take": f"take {number % takes + 1}" if takes > 1 else ""}
        told["rows"].append(
            row(
                number,
                prompt=f"slow pan {line}",
                place=place,
                label=f"pan {line} on {column}{place['take'] and ' ' + place['take']}",
            )
        )
        film = film_row(f"krea_clips/{number}.mp4") if state == "done" else None
        told["live"][f"c{number}"] = live(state, clip=film)
    return told


def test_a_product_is_a_grid_whose_heads_leave_lines_out(show: Show) -> None:
    page = show(**product(3, 4, "ready"))
    expect(rows(page)).to_have_count(12)
    tiles = page.locator(".kw-s-tile")
    boxes = [tiles.nth(number).bounding_box() for number in (0, 1, 4)]
    assert boxes[0]["y"] == boxes[1]["y"], "beside each other"
    assert boxes[0]["x"] == boxes[2]["x"], "below each other"
    page.get_by_role("checkbox", name="Include all of Model 1").uncheck()
    page.get_by_role("checkbox", name="Include all of slow pan 2").uncheck()
    page.get_by_role("checkbox", name="Include: pan 0 on 0").uncheck()
    asked = [(sorted(one["keys"]), one["yes"]) for one in sent(page, "include")]
    assert asked == [(["c1", "c5", "c9"], False), (["c10", "c11", "c8", "c9"], False), (["c0"], False)]
    # A line of which a part is left out is put back whole by the first press.
    state = product(3, 4, "ready")["live"] | {"c0": live("left_out")}
    page.evaluate("live => model.set('live', live)", state)
    whole = page.get_by_role("checkbox", name="Include all of slow pan 0")
    assert whole.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    whole.click()
    assert sent(page, "include")[-1]["yes"] is True
    # Where a column is left out, a row without it is a whole one.
    column = {f"c{number}": live("left_out") for number in (1, 5, 9)}
    page.evaluate("live => model.set('live', live)", product(3, 4, "ready")["live"] | column)
    assert whole.evaluate("box => [box.checked, box.indeterminate]") == [True, False]
    whole.click()
    assert (sent(page, "include")[-1]["keys"], sent(page, "include")[-1]["yes"]) == (["c0", "c2", "c3"], False)
    # A line of which a part is being made is no longer chosen as a whole.
    made = product(3, 4, "running")["live"] | {"c0": live("left_out")}
    page.evaluate("live => model.set('live', live)", made)
    expect(whole).to_be_hidden()
    page.get_by_role("button", name="List").click()
    assert tiles.nth(0).bounding_box()["x"] == tiles.nth(1).bounding_box()["x"]
    page.get_by_role("combobox", name="Order").select_option("By price")


def test_takes_are_behind_each_other_and_details_span_the_grid(show: Show) -> None:
    page = show(**product(2, 2, "done", takes=3))
    seen = page.locator(".kw-s-tile:visible")
    expect(seen).to_have_count(4)
    first = page.get_by_role("button", name="take 1 · 1 of 3").first
    first.click()
    expect(page.get_by_role("button", name="take 2 · 2 of 3")).to_have_count(1)
    expect(seen).to_have_count(4)
    answers(page, details={"kind": "details", "clip": None, "path": "", "settings": [], "call": "", "details": ""})
    seen.nth(1).locator(".kw-s-pic").click()
    details = page.get_by_role("region", name="Item: ").bounding_box()
    assert details["width"] > 2 * seen.nth(1).bounding_box()["width"]
    assert details["y"] > seen.nth(1).bounding_box()["y"]
    page.evaluate("model.set('ratings', {'pan 0 on 0 take 2': 4, 'pan 0 on 1 take 1': 2, 'pan 1 on 1 take 1': 5})")
    expect(page.locator(".kw-s-rated:visible")).to_have_text(
        ["★ 4 · best of its row", "★ 2", "★ 5 · best of its column"]
    )


@pytest.mark.alone
def test_the_tiles_of_a_grid_play_in_step(show: Show) -> None:
    """24 at once; one frame is 1/24 s."""
    page = show(**product(4, 6, "done"))
    page.set_viewport_size({"width": 1366, "height": 1600})
    page.get_by_role("button", name="Play all").click()
    page.wait_for_function("[...document.querySelectorAll('.kw-s-film')].filter((film) => !film.paused).length === 24")
    spreads = page.evaluate(
        """async () => {
          const spreads = [];
          for (let look = 0; look < 20; look++) {
            await new Promise((resolve) => setTimeout(resolve, 50));
            const films = [...document.querySelectorAll('.kw-s-film')];
            if (films.some((film) => film.paused || film.seeking)) continue;
            const times = films.map((film) => film.currentTime);
            spreads.push(Math.max(...times) - Math.min(...times));
          }
          return spreads;
        }"""
    )
    assert len(spreads) > 3
    assert sorted(spreads)[len(spreads) // 2] < 2 / 24
    dropped, shown = page.evaluate(
        """() => [...document.querySelectorAll('.kw-s-film')].map((film) => film.getVideoPlaybackQuality()).reduce(
          ([dropped, shown], one) => [dropped + one.droppedVideoFrames, shown + one.totalVideoFrames], [0, 0])"""
    )
    print(f"largest spread {max(spreads) * 24:.2f} frames, {dropped} of {shown} frames dropped")
    assert dropped < 0.05 * shown
    page.get_by_role("button", name="Pause all").click()
    page.wait_for_function("[...document.querySelectorAll('.kw-s-film')].every((film) => film.paused)")
    # They play under the pointer too, until it leaves.
    page.locator(".kw-s-board").hover()
    expect(page.get_by_role("button", name="Pause all")).to_have_count(1)
    page.mouse.move(0, 0)
    expect(page.get_by_role("button", name="Play all")).to_have_count(1)
    leave_nothing(page)


def test_tiles_play_when_they_come_into_view_and_not_too_many_are_loaded(show: Show) -> None:
    page = show(**product(12, 4, "done"))
    page.set_viewport_size({"width": 1366, "height": 700})
    page.get_by_role("button", name="Play all").click()
    films = page.locator(".kw-s-film")
    expect(films.first).to_be_attached()
    for place in (15, 31, 47):
        rows(page).nth(place).scroll_into_view_if_needed()
        page.wait_for_function(
            "tile => tile.querySelector('.kw-s-film')?.currentTime > 0", arg=rows(page).nth(place).element_handle()
        )
    assert films.count() <= 24
    assert rows(page).first.locator(".kw-s-film").count() == 0
    leave_nothing(page)


def test_hostile_words_stay_words_and_a_new_label_is_shown(show: Show) -> None:
    evil = "<img src=x onerror='window.hacked=1'> " + "w" * 400
    state = plan(2, head=head(message=evil, notes=[evil], make=evil))
    state["rows"] = [row(1, prompt=evil, about=evil, label=evil, note=evil, price=evil), row(2)]
    state["live"] = {"c1": live("failed", evil, again=evil), "c2": live("ready")}
    page = show(**state)
    details = {
        "kind": "details",
        "clip": None,
        "path": evil,
        "settings": [["Duration", evil]],
        "call": evil,
        "details": evil,
    }
    answers(page, details=details, run={"kind": "ask", "message": evil, "offer": evil})
    rows(page).first.locator(".kw-s-open").click()
    expect(page.get_by_role("region", name="Item: ")).to_contain_text("w" * 400)
    page.locator(".kw-main-button").first.click()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".kw img[src=x]").count() == 0
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    beyond = too_wide(page.get_by_role("region", name="Sweep"))
    assert [one for one in beyond if not one.startswith("MARK")] == []  # the prompt's own box cuts these off


def test_two_hundred_cells_ask_only_for_the_pictures_that_are_seen(show: Show) -> None:
    state = {f"c{number}": live("done", clip=film_row(f"krea_clips/{number}.mp4")) for number in range(1, 201)}
    page = show(**plan(200, live=state))
    expect(rows(page)).to_have_count(200)
    page.wait_for_function("model.sent.some(({kind}) => kind === 'thumbnail')")
    page.wait_for_timeout(200)
    assert 3 < len(sent(page, "thumbnail")) < 40
    kept = page.evaluate_handle("document.querySelector('.kw-s-row')")
    page.evaluate("rows => model.set('rows', rows)", [row(number, label=f"new {number}") for number in range(1, 202)])
    expect(rows(page)).to_have_count(201)
    assert page.evaluate("one => one === document.querySelector('.kw-s-row')", kept)
    expect(page.get_by_role("button", name="Compare: new 1", exact=True)).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_and_can_be_read_while_it_runs(show: Show, theme: str) -> None:
    page = show(**MIXED)
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("theme => document.body.style.background = theme === 'dark' ? '#111' : '#fff'", theme)
    board = page.get_by_role("region", name="Sweep")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_function("[...document.querySelectorAll('.kw-s-thumbnail')].every((one) => one.naturalWidth)")
    for width in (1200, 700, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(80)
        page.screenshot(path=PICTURES / f"running-{theme}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert too_wide(board) == [], width
    shaded = ("Krea is working", "item ")  # white words on a dark veil over a picture
    assert [line for line in faint(board) if not line.startswith(shaded)] == []
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('.kw :is(button, input, select, [role=slider])')]
          .filter(part => part.checkVisibility() && !part.getAttribute('aria-label') && !part.textContent.trim()
            && !part.getAttribute('aria-hidden')).map(part => part.outerHTML)"""
    )
    assert nameless == []


def test_a_view_gives_everything_back(show: Show) -> None:
    page = show(**MIXED)
    clip = MIXED["entries"][0]["clip"]
    details = {
        "kind": "details",
        "clip": clip,
        "path": clip["path"],
        "settings": [["Model", "Kling"]],
        "call": "krea.animate()",
        "details": "",
    }
    answers(page, details=details, run=ASK, cancel=DONE)
    for number in (0, 1, 0):  # one after the other
        rows(page).nth(number).locator(".kw-s-open").click()
    expect(page.locator(".kw-s-item video")).to_have_count(1)
    page.wait_for_function("document.querySelector('.kw-s-item video').readyState >= 2")
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("button", name="Copy call").click()
    page.get_by_role("button", name="Cancel all").click()
    page.get_by_role("region", name="Compare clips").focus()
    page.keyboard.press("Space")
    page.wait_for_function("[...document.querySelectorAll('.kw-s-thumbnail')].every((one) => one.naturalWidth)")
    before = page.evaluate("({...heldCounts(), ears: model.ears()})")
    assert before["listeners"] > 100
    assert before["urls"] >= 4  # two small pictures, a film in the item, one in the comparison, and its stills
    assert before["observers"] == 3  # of small pictures, of tiles, of the comparison's size
    assert before["timers"] >= 1
    leave_nothing(page)


def test_leaving_while_everything_is_still_coming_in_leaves_nothing(show: Show) -> None:
    page = show(**MIXED)
    rows(page).first.locator(".kw-s-open").click()
    page.get_by_role("button", name="Cancel all").click()
    page.evaluate("leave()")
    page.wait_for_timeout(500)
    assert page.evaluate("heldCounts()") == NOTHING


def test_other_widgets_on_the_page_change_nothing(show: Show) -> None:
    told = {**MIXED, "live": MIXED["live"] | {"c6": live("not_applicable", "Veo 3.1 takes no seed.")}}
    page = show(**told | {"head": head(notes=["Kling 2.5 takes no seed."])})
    assert changed_by_hosts(page) == {"classic": [], "lab": [], "vscode": [], "colab": []}
    assert changed_by_others(page, "sweep") == []
    dull = rows(page).nth(5)
    assert "price" not in dull.evaluate(
        "one => getComputedStyle(one).gridTemplateAreas"
    )  # its words get that place too


def moved(text: str, *, asked: float | None, amount: float, steady: float, like: float | None) -> dict[str, Any]:
    """What was measured of a clip."""
    return {"text": text, "title": f"{text} · all of it", "asked": asked, "amount": amount, "steady": steady,
            "like": like}  # fmt: skip


MOTIONS = [
    moved("tilt up: not seen", asked=0, amount=-0.02, steady=0, like=-0.99),
    moved("dolly in: done, ×1.21", asked=-1, amount=-0.01, steady=0.002, like=-0.7),
    moved(
        "1 of 2 moves done · orbit right around the lighthouse: not seen",
        asked=-0.5,
        amount=-0.2,
        steady=0.0001,
        like=-1,
    ),
    moved("", asked=None, amount=-0.001, steady=0.01, like=None),
]


def measured_plan(**more: Any) -> dict[str, Any]:
    """A grid of six clips, of which five are made and four were measured."""
    told = product(3, 2, "done") | more
    for number, motion in enumerate(MOTIONS):
        told["live"][f"c{number}"]["motion"] = motion
    told["live"]["c5"] = live("failed", "Not billed.")
    return told


def test_what_became_of_the_camera_is_on_each_tile_and_sorts_the_list(show: Show) -> None:
    page = show(**measured_plan())
    marks = page.locator(".kw-s-followed:visible")
    expect(marks).to_have_text([motion["text"] for motion in MOTIONS[:3]])
    assert marks.nth(2).get_attribute("title") == MOTIONS[2]["title"]
    picture, mark = page.locator(".kw-s-pic").nth(2).bounding_box(), marks.nth(2).bounding_box()
    assert mark["x"] >= picture["x"]
    assert mark["x"] + mark["width"] <= picture["x"] + picture["width"]
    assert mark["height"] < 30, "shortened"
    page.get_by_role("button", name="List").click()
    order = page.get_by_role("combobox", name="Order")
    for name, first in {
        "As asked": [1, 2, 0], "Most motion": [2, 0, 1, 3], "Steadiest": [0, 2, 1, 3], "Like the image": [2, 0, 1],
    }.items():  # fmt: skip
        order.select_option(name)
        shown = rows(page).locator(".kw-s-open").evaluate_all("all => all.map(({textContent}) => textContent)")
        known = [f"slow pan {number // 2}Kling 2.5" for number in first]
        assert shown[: len(first)] == known, name
    # What is measured meanwhile takes its place.
    page.evaluate(
        """motion => model.set('live', {...model.get('live'), c4: {...model.get('live').c4, motion}})""",
        moved("pan left: done", asked=-1, amount=0, steady=0, like=-2),
    )
    expect(rows(page).first.locator(".kw-s-followed")).to_have_text("pan left: done")


def test_without_measurements_there_is_no_order_by_them(show: Show) -> None:
    page = show(**plan(4))
    options = page.get_by_role("combobox", name="Order").locator("option")
    seen = options.evaluate_all("all => all.filter(({hidden}) => !hidden).map(({textContent}) => textContent)")
    assert seen == ["As planned", "By price", "By time", "By stars"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_marks_fit_and_can_be_read(show: Show, theme: str) -> None:
    page = show(**measured_plan())
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("document.body.style.background = getComputedStyle(document.querySelector('.kw')).backgroundColor")
    board = page.get_by_role("region", name="Sweep")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_function("[...document.querySelectorAll('.kw-s-thumbnail')].every((one) => one.naturalWidth)")
    for mode in ("Grid", "List"):
        page.get_by_role("button", name=mode).click()
        for width in (1366, 360):
            page.set_viewport_size({"width": width, "height": 768})
            page.wait_for_timeout(80)
            page.screenshot(path=PICTURES / f"measured-{mode}-{theme}-{width}.png", full_page=True)
            assert too_wide(board) == [], (mode, width)
            assert faint(board) == [], (mode, width)


def test_a_blind_choice_takes_the_place_of_the_board_until_it_is_closed(show: Show) -> None:
    two = {"c1": live("done", clip=film_row()), "c2": live("done", clip=film_row()), "c3": live("ready")}
    told = {"head": head(), "rows": [row(1), row(2), row(3)], "live": two, "entries": []}
    page = show(**told)
    board, button = page.get_by_role("region", name="Sweep"), page.get_by_role("button", name="Choose blind")
    answers(page, blind={"kind": "problem", "message": "This page cannot show it here."})
    button.click()
    expect(page.get_by_role("group", name="Question")).to_contain_text("This page cannot show it here.")
    assert [one["below"] for one in sent(page, "blind")] == [False]
    page.evaluate("model.set('_below', ['IPY_MODEL_1'])")
    expect(board).to_be_hidden()
    page.evaluate("model.set('_below', [])")
    expect(board).to_be_visible()
    one = {**two, "c2": live("running")}
    page.evaluate("live => model.set('live', live)", one)
    expect(button).to_be_hidden()
