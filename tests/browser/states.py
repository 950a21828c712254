"""Every widget in each of its states, on a bare page: what Python would say is said by the page's own model."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from krea_widgets.catalogue import bundled

FILM = {"path": "krea_clips/film.mp4", "name": "film.mp4", "url": "", "width": 320, "height": 180}
FILM |= {"duration": 1.0, "fps": 24, "size": 1000}
LOADED = "[...document.querySelectorAll('video:not([hidden])')].every(({readyState: at}) => at >= 2)"
Rows = dict[str, Any]


@dataclass(frozen=True)
class State:
    """A widget's traits, what its Python answers, and what is done then."""

    bundle: str
    traits: Rows = field(default_factory=dict)
    answers: Rows = field(default_factory=dict)
    then: Callable[[Page], None] = lambda page: None

    def show(self, page: Page) -> None:
        """Shows the state on a page of `bare_page` with this widget's bundle, in place of the one before."""
        page.evaluate("() => window.leave?.()")
        page.evaluate("answers => { window.answers = answers; }", self.answers)
        page.evaluate("bytes => { window.thumbnail = new Uint8Array(bytes).buffer; }", jpeg())
        page.evaluate("state => show({entries: [], ...state})", {"_linked": False, **self.traits})
        self.then(page)
        page.wait_for_function(LOADED)


def jpeg(size: tuple[int, int] = (240, 160)) -> list[int]:
    """The bytes of a small image of two colours."""
    file = io.BytesIO()
    image = Image.new("RGB", size, (40, 90, 150))
    image.paste((230, 180, 90), (0, size[1] // 2, *size))
    image.save(file, "JPEG")
    return list(file.getvalue())


# Animate

TILES, ROWS = "bytedance/seedance-2", "minimax/h3-max-camera-controls"
# Few, as a page with all models takes several times as long to show.
FORMS = [bundled()[name].as_form() for name in ("kling/kling-2.5", TILES, ROWS)]
ANIMATE: Rows = {"prompt": "", "model": "kling/kling-2.5", "values": {}, "backend": "krea", "jobs": []}
ASKED: Rows = {"ready": {"kind": "catalogue", "forms": FORMS}, "price": {"kind": "price", "text": "$0.37"}}
JOB: Rows = {
    "key": "j1", "id": "550e", "backend": "krea", "phase": "working", "elapsed": 42, "fraction": 0.4, "price": "$0.37",
    "message": "Krea is working · 0:42 · usually about 1:30", "title": "slow dolly in", "summary": "Kling 2.5 · 5 s",
    "cancelling": False, "clip": None, "error": None,
}  # fmt: skip
DONE = JOB | {"phase": "done", "fraction": None, "clip": FILM}
DONE |= {"message": "Done in 1:34 · $0.37 · krea_clips/cat-slow-dolly-in.mp4"}
FAILED = JOB | {"key": "j2", "phase": "failed", "fraction": None, "error": {"details": "HTTP 422"}}
FAILED |= {"message": "Krea could not make this clip: the image was refused by moderation. Not billed."}
CARD: Rows = {"key": "s1", "name": "cat photo.jpg", "width": 1600, "height": 1067, "size": 2_100_000}
CARD |= {"mime": "image/jpeg", "notes": ["turned upright"], "url": ""}


def with_image(page: Page, *fields: str) -> None:
    """Python has opened an image, which is in these fields, too."""
    page.evaluate(
        """([card, bytes, names]) => {
          const parts = [new DataView(new Uint8Array(bytes).buffer)];
          const fields = Object.fromEntries(names.map(name => [name, [card.key]]));
          model.emit('msg:custom', {kind: 'stills', fields, cards: [card]}, parts);
        }""",
        [CARD, jpeg(), ["start_image", *fields]],
    )
    page.wait_for_function("document.querySelector('.kw-still').naturalWidth")


def with_rows(page: Page) -> None:
    """Everything that is folded is open, and lists have a row."""
    page.evaluate("document.querySelectorAll('.kw details').forEach(fold => { fold.open = true; })")
    for button in page.locator(".kw-rows-end > .kw-button:visible").all():
        button.click()


def with_tiles(page: Page) -> None:
    """Each field for several images has one, and the first switch is on."""
    with_rows(page)
    with_image(
        page,
        *(
            one["name"]
            for form in FORMS
            if form["id"] == TILES
            for one in form["parameters"]
            if one["kind"] == "images"
        ),
    )
    page.locator(".kw-switch").first.check()


def animate(*jobs: Rows, then: Callable[[Page], None] = with_image, **traits: Any) -> State:
    told = {"prompt": "slow dolly in, gentle parallax", "jobs": list(jobs)}
    return State("animate", ANIMATE | told | traits, ASKED, then)


# Compare

CURVE = [[second / 10, second / 60, -(second**2) / 900, 1 + second / 40, 0.1 * second] for second in range(11)]
MOTION: Rows = {"motion": {"kind": "motion", "text": "Pans right as asked, 0.17 widths.", "curve": CURVE}}


def entry(number: int, **more: Any) -> Rows:
    """A clip of a comparison."""
    told = {"key": f"c{number}", "label": f"item {number}", "prompt": f"slow dolly in, take {number}, soft light"}
    told |= {"badge": "sandbox" if number % 2 else "", "price": "" if number % 2 else "$0.37", "verdict": ""}
    told |= {"settings": [["Duration", f"{5 + number} s"]], "message": "", "fraction": None, "over": True}
    return told | {"clip": FILM, "still": None} | more


def compare(arrangement: str, count: int = 2, then: Callable[[Page], None] = lambda page: None) -> State:
    entries = [entry(number) for number in range(count)]
    traits = {"entries": entries, "arrangement": arrangement, "winner": "item 1", "ratings": {"item 1": 4}}
    return State("compare", traits | {"notes": {"item 0": "soft"}, "offsets": {"item 1": 0.25}}, MOTION, then)


def with_help(page: Page) -> None:
    page.get_by_role("button", name="Keys").click()


# The sweep board


def board(state: str, count: int = 4, places: int = 2, **head: Any) -> State:
    """A grid of items in a state; the comparison is there once they are done."""
    told: Rows = {"backend": "krea", "busy": False, "phase": "waiting", "message": f"{count} clips · $1.48"}
    told |= {"fraction": 0, "elapsed": 0, "make": f"Make {count} clips · $1.48", "again": "", "notes": []}
    told |= {"measuring": False}
    rows, live = [], {}
    for number in range(count):
        key = f"c{number}"
        place = {"column": ("Kling 2.5", "Veo 3.1")[number % 2], "row": "", "take": ""} if places else ""
        rows.append(
            {"key": key, "label": f"item {number}", "prompt": f"slow pan {number // 2}", "about": "Kling 2.5 · 5 s"}
            | {"price": "$0.37", "note": "", "still": "same", "ratio": 1.5, "cost": 0.37, "place": place, "facts": ""}
        )
        live[key] = item(state)
    entries = [entry(number) for number in range(min(4, count))] if state == "done" else []
    return State("sweep", {"head": told | head, "rows": rows, "live": live, "entries": entries, "picked": []}, MOTION)


def item(state: str, message: str = "", **more: Any) -> Rows:
    texts = {"done": "Done in 0:31", "running": "Krea is working · 0:42 · usually about 1:30"}
    told = {"state": state, "message": message or texts.get(state, state), "fraction": None, "elapsed": 0, "again": ""}
    told |= {"clip": FILM if state == "done" else None, "seconds": None, "motion": None}
    return told | {"comparable": state in ("done", "running"), "choosable": state == "ready"} | more


RUNNING = board(
    "running", busy=True, phase="working", message="1 of 4 made · 1 running · 1 failed · 0:42", make="", fraction=0.4,
    elapsed=42, again="Try the failed one again · $0.37", notes=["Kling 2.5 has no seed."],
)  # fmt: skip
RUNNING.traits["live"].update(
    c0=item("done"),
    c1=item("running", fraction=0.4, elapsed=42),
    c2=item("failed", FAILED["message"], again="Try again · $0.37"),
    c3=item("queued", "Queued"),
)

# A blind choice


def blind(phase: str, result: Rows | None = None, **stage: Any) -> State:
    told: Rows = {"phase": phase, "number": 3, "planned": 6, "votes": 2, "left": "c0", "right": "c1"}
    told |= {"can_finish": True, "uneven": True}
    films = ["c0", "c1"]
    return State("blind", {"stage": told | stage, "films": films, "result": result or {}})


def ranked(number: int) -> Rows:
    told: Rows = {"key": f"c{number}", "name": f"take-{number}.mp4", "prompt": f"slow pan {number}", "price": "$0.37"}
    told |= {"settings": [["Duration", "5 s"]], "badge": "", "motion": "Pans right", "winner": number == 0}
    told |= {"rank": number + 1, "rank_low": 1, "rank_high": 2, "share": 0.7 - 0.3 * number, "votes": 2}
    return told | {"share_low": 0.5 - 0.3 * number, "share_high": 0.8 - 0.3 * number, "won": 2 - number}


RESULT: Rows = {"rows": [ranked(0), ranked(1)], "votes": 2, "preferences": [], "measured": True}

STATES: dict[str, State] = {
    "animate-empty": animate(prompt="", then=lambda page: None),
    "animate-image": animate(),
    "animate-running": animate(JOB),
    "animate-queued": animate(JOB | {"fraction": None, "message": "Queued (behind your other jobs) · 0:12"}),
    "animate-failed": animate(FAILED),
    "animate-done": animate(DONE, DONE | {"key": "j3", "title": "pan left"}, backend="sandbox"),
    "animate-rows": animate(model=ROWS, then=with_rows),
    "animate-tiles": animate(model=TILES, then=with_tiles),
    "sweep-plan": board("ready"),
    "sweep-list": board("ready", places=0),
    "sweep-running": RUNNING,
    "sweep-done": board("done", phase="done", message="4 clips made · $1.48", make=""),
    "compare-grid": compare("grid"),
    "compare-wipe": compare("wipe", 3),
    "compare-difference": compare("difference"),
    "compare-help": compare("row", then=with_help),
    "blind-choice": blind("choose"),
    "blind-enough": blind("enough", votes=6),
    "blind-result": blind("done", RESULT),
}


def states_of(bundle: str) -> dict[str, State]:
    """The states of a widget, by their names."""
    return {name: state for name, state in STATES.items() if state.bundle == bundle}


def film_folder(folder: Path) -> Path:
    """A folder with the film of all states."""
    from clips_for_tests import write_clip

    write_clip(folder / "film.mp4", fps=24, seconds=1, hue=120)
    return folder
