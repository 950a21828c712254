"""A clip index full of clips, and a page with a gallery that the real Python side answers, without a notebook."""

from __future__ import annotations

import base64
import json
import os
import random
import time
from pathlib import Path
from typing import Any

from looks import console_of
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from krea_widgets import Studio
from krea_widgets.media import Shot, Still
from krea_widgets.widgets import STATIC
from krea_widgets.widgets.gallery import Gallery

BUNDLE, STYLE = ((STATIC / name).read_text("utf-8") for name in ("gallery.js", "gallery.css"))
SIZES = [(320, 180), (180, 320), (240, 240), (320, 180), (320, 240)]
WORDS = [
    "slow dolly in, gentle parallax", "orbit to the left, golden hour, the leaves tremble", "pan across the harbour",
    "the cat turns its head and blinks", "crane up over the roofs until the sea appears", "handheld, breathing, close",
    "snow begins to fall, the lamp flickers", "zoom out slowly", "tilt up along the tower, clouds race by",
    "고양이가 천천히 고개를 돌린다", "a paper boat drifts down the gutter", "steam rises from the cup, no wind",
]  # fmt: skip
MODELS = ["kling/kling-2.5", "google/veo-3.1", "minimax/hailuo-2.3", "bytedance/seedance-1.0-pro-fast", "runway/gen-4"]
DAY = 86_400
REFUSED = "Krea could not make this clip: the image was refused by moderation. Not billed."


def drawing(number: int) -> bytes:
    """A small landscape as JPEG: sky, sun and hills, different for each number."""
    import io

    dice = random.Random(number)
    size = SIZES[number % len(SIZES)]
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    above, below = ([dice.randrange(40, 240) for _ in range(3)] for _ in range(2))
    for y in range(size[1]):
        part = y / size[1]
        draw.line([(0, y), (size[0], y)], tuple(int(a + (b - a) * part) for a, b in zip(above, below, strict=True)))
    x, y, r = dice.randrange(size[0]), dice.randrange(size[1] // 2), dice.randrange(14, 40)
    draw.ellipse([x - r, y - r, x + r, y + r], tuple(dice.randrange(180, 256) for _ in range(3)))
    for depth in range(3):
        base = size[1] * (0.55 + 0.15 * depth)
        points = [(px, base + dice.randrange(-18, 18)) for px in range(-20, size[0] + 41, 30)]
        shade = tuple(int(c * (0.7 - 0.2 * depth)) for c in below)
        draw.polygon([(-20, size[1]), *points, (size[0] + 40, size[1])], shade)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=82)
    return file.getvalue()


def film(path: Path) -> Path:
    """A film of half a second that every browser plays."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 96, 54, "yuv420p"
        for number in range(6):
            frame = av.VideoFrame.from_image(Image.new("RGB", (96, 54), (40 * number, 90, 160)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def fill(studio: Studio, folder: Path, count: int, *, now: float | None = None) -> list[str]:
    """Put `count` clips into the journal, with films and settings on disk; every ninth failed. Returns the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    # As many as one file can have names, on most disks.
    films = [film(folder / f".film{number or ''}.mp4") for number in range(0, count, 50_000)]
    now = time.time() if now is None else now
    posters = [drawing(number) for number in range(min(count, 24))]
    for number, poster in enumerate(posters):
        size = SIZES[number % len(SIZES)]
        studio.journal.save_thumbnail(f"still{number}", f"photo-{number}.jpg", *size, poster)
    rows = []
    for number in range(count):
        shot, failed = _shot(studio, number, len(posters)), number % 9 == 8
        backend = "krea" if number % 4 == 1 else "sandbox"
        path = folder / f"photo-{number % 24}-{number}.mp4"
        at = now - (number * number * 31 % 997) - number * DAY / 9
        end = ("failed", None, REFUSED) if failed else ("done", str(path), None)
        rows.append(
            (f"key{number}", backend, shot.model, shot.to_json(), shot.digest, f"job-{number}", at - 90, at, 90.0, *end)
        )
        if not failed:
            os.link(films[number // 50_000], path)
            beside = _sidecar(shot, backend, f"job-{number}", posters[number % len(posters)])
            path.with_suffix(".json").write_text(json.dumps(beside), "utf-8")
    names = "key, backend, model, shot, digest, job_id, asked_at, ended_at, seconds, state, clip, message"
    sql = f"insert into jobs ({names}) values ({','.join('?' * 12)})"
    with studio.journal.transaction() as db:
        db.executemany(sql, rows)
    return [row[0] for row in rows]


def _shot(studio: Studio, number: int, thumbnails: int) -> Shot:
    model = next(name for name in (MODELS[number * 7 % 5], MODELS[0]) if name in studio.catalogue)
    still = Still(b"", "image/jpeg", f"photo-{number % thumbnails}.jpg", 320, 180, f"still{number % thumbnails}")
    prompt = f"{WORDS[number % len(WORDS)]}{f', take {number}' if number > 11 else ''}"
    known = studio.catalogue[model]
    lengths = known.parameter("duration").choices or (5,) if "duration" in known else ()
    values = {"duration": lengths[-1 if number % 3 else 0]} if lengths else {}
    return Shot(model, {"prompt": prompt, "start_image": still, **values})


def _sidecar(shot: Shot, backend: str, job: str, poster: bytes) -> dict[str, Any]:
    price = {"amount": 0.1 + len(shot.prompt) % 7 / 10, "currency": "USD", "exact": True}
    return {
        "krea_widgets": 1,
        "backend": backend,
        "model": shot.model,
        "prompt": shot.prompt,
        "values": shot.wire(lambda still: f"sha256:{still.digest}"),
        "job_id": job,
        "seconds": 90.0,
        "price": price if backend == "krea" else None,
        "poster": base64.b64encode(poster).decode(),
        "call": shot.call(),
    }


def recorded(**rest: Any) -> Any:
    """A gallery whose `said` has the messages and buffers that it has sent."""
    widget: Any = Gallery(**rest)
    widget.said = []
    widget.send = lambda content, buffers=None: widget.said.append((content, buffers or []))
    return widget


VIEW = Path(__file__).parents[1] / "widgets/page/view.js"
BRIDGE = """
import { start } from "./view.js";
import widget from "./widget.js";
const ears = new Map();
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);
const model = (window.model = {
  sent: [], deaf: false,
  get: (name) => window.traits[name],
  set() {}, save_changes() {},
  on: (name, ear) => ears.set(name, [...(ears.get(name) || []), ear]),
  off: (name, ear) => ears.set(name, (ears.get(name) || []).filter((other) => other !== ear)),
  ears: () => [...ears.values()].reduce((sum, list) => sum + list.length, 0),
  async send(message) {
    model.sent.push(message);
    if (model.deaf) return;
    for (const [body, parts] of await window.toPython(message)) {
      for (const ear of ears.get("msg:custom") || []) ear(body, parts.map(bytes));
    }
  },
});
start(widget, model);
"""


def serve(page: Page, widget: Any, folder: Path) -> Page:
    """Open the gallery on a page; nothing leaves the machine, all requests are answered here.

    `page.films` are the names of the files that were asked for, `page.faults` what went wrong.
    """
    token = widget._fallback_id
    traits = json.dumps({"_fallback_id": token, "_linked": widget._linked})
    text = (
        "<!doctype html><meta charset=utf-8><meta name=viewport content=width=device-width>"
        f"<style>{STYLE}</style><body style='margin:0'>"
        f"<div class='kw-fallback-{token}'><video preload=none src='krea-widgets-probe.mp4'></video></div>"
        f"<script>window.traits = {traits}</script><script type=module src=bridge.js></script>"
    )
    files = {
        "": ("text/html", text),
        "bridge.js": ("text/javascript", BRIDGE),
        "view.js": ("text/javascript", VIEW.read_text("utf-8")),
        "widget.js": ("text/javascript", BUNDLE),
    }
    page.films, page.faults = [], console_of(page)
    there = {path.name for path in folder.glob("*")}

    def answer(route: Any) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in files:
            return route.fulfill(content_type=f"{files[name][0]}; charset=utf-8", body=files[name][1])
        page.films.append(name)
        try:
            film = (folder / name).read_bytes()
        # Deleted or moved since, or the folder of a test that has ended; 404 is for what was never there.
        except OSError:
            return route.fulfill(status=410 if name in there else 404)
        return route.fulfill(body=film, content_type="video/mp4")

    def hear(message: dict[str, Any]) -> list[Any]:
        widget.said.clear()
        widget._run_handler(getattr(widget, f"_on_{message['kind']}"), message)
        return [[body, [base64.b64encode(part).decode() for part in parts]] for body, parts in widget.said]

    page.expose_function("toPython", hear)
    page.route("**/*", answer)
    page.goto("http://widget.test/")
    page.wait_for_function("window.started")
    return page
