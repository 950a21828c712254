"""Whatever is passed to a public function or method ends in an error of krea_widgets, in TypeError, or well."""

from __future__ import annotations

import datetime
import inspect
import os
import random
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sandbox_home import SandboxHome

import krea_widgets as krea
from krea_widgets import errors

# More of them: KREA_TEST_CALLS=40000.
CALLS = int(os.environ.get("KREA_TEST_CALLS", "1500"))
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 3, 10**30, -(10**400), 1.5, -0.5, float("nan"), float("inf"), complex(1, 2),
    "", " ", "cat.png", "slow dolly in", "\0", "a\0b", "\ud800", "x" * 5000, "16:9", "1080p", "veo 3.1", "true",
    "kling/kling-2.5", "http://", "http://[", "https://x.invalid/a.png", "data:,", "file:///", "~nobody/x", "²", "1e5",
    b"", b"x", b"\xff" * 50, bytearray(b"q"), [], [1], ["a"], ["cat.png", "cat.png"], (), ("a",), {}, {"a": 1},
    {"start_image": "cat.png"}, set(), {1}, object(), len, int, krea, Path("cat.png"), Path("nope"),
    datetime.date(2026, 11, 29), datetime.datetime(2026, 11, 29, tzinfo=datetime.timezone.utc),
    datetime.timedelta(days=1), range(3), iter([1]), Ellipsis, NotImplemented, slice(1),
]  # fmt: skip
NAMES = (
    "duration", "aspect_ratio", "resolution", "seed", "model", "raw", "webhook_url", "on_progress", "timeout",
    "end_image", "generate_audio", "mode", "nope",
)  # fmt: skip
# Calls that take an image and a prompt first.
SHOTS = ("animate", "submit", "quote", "Animate")
# And those that take parameters of a model.
SETTINGS = (*SHOTS, "sweep", "extend", "again", "price", "replace", "add")


@pytest.fixture
def functions(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Callable[..., Any]]]:
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (64, 36), "teal").save("cat.png")
    home = SandboxHome(tmp_path, tiny)
    with home.studio() as studio:
        job = studio.submit("cat.png", "bold")
        clip, still = job.wait(30), krea.Still.open("cat.png")
        model, sweep = krea.models["kling/kling-2.5"], studio.sweep("cat.png", ["a", "b"])
        bound = [
            studio.animate, studio.submit, studio.quote, studio.sweep, studio.jobs, studio.job, studio.clips,
            studio.adopt, studio.send_again, studio.use, studio.resume, studio.wait_all, model.price, model.check,
            model.parameter, model.fit_size, still.fitted, clip.frame, clip.save, clip.extend, job.wait, job.result,
            job.accepted, job.on_progress, job.again, sweep.include, sweep.exclude, sweep.run, sweep.add, sweep.to_csv,
            studio.clips().to_csv, krea.join, krea.progress, studio.quote("cat.png", "x").shot.replace,
        ]  # fmt: skip
        yield {
            **{f"{number} {function.__name__}": function for number, function in enumerate(bound)},
            **{make.__name__: closed(make) for make in (studio.Animate, studio.Gallery, krea.Compare)},
            "Still.open": krea.Still.open,
            "Clip.open": krea.Clip.open,
            "sweep[]": sweep.__getitem__,
            "models[]": lambda name: krea.models[name],
            "Studio": lambda **given: krea.Studio(
                **{"backend": "sandbox", "home": tmp_path / "other", **given}
            ).close(),
        }
    home.double.close()


def closed(make: Callable[..., Any]) -> Callable[..., None]:
    """Makes something and closes it."""
    return lambda *given, **more: make(*given, **more).close()


def arguments(chance: random.Random, name: str, function: Callable[..., Any]) -> tuple[list[Any], dict[str, Any]]:
    """Random ones for a function; of those that make a clip, mostly the first two are right."""
    own = inspect.signature(function).parameters.values()
    most = sum(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in own)
    many = any(one.kind is one.VAR_POSITIONAL for one in own)
    values: list[Any] = [chance.choice(VALUES) for _ in range(chance.randint(0, most or 2 * many))]
    if name.endswith(SHOTS):
        values = [chance.choice(VALUES) if chance.random() < 0.25 else usual for usual in ("cat.png", "calm")]
    names = [one.name for one in own if one.kind is one.KEYWORD_ONLY]
    names = chance.sample(names, min(len(names), chance.randint(0, 2)))
    names += chance.sample(NAMES, chance.randint(0, 2)) if name.endswith(SETTINGS) else []
    return values, {each: chance.choice(VALUES) for each in names}


@pytest.mark.slow
def test_no_value_breaks_a_function(functions):
    seed = random.randrange(10**6)
    chance, faults = random.Random(seed), []
    for _ in range(CALLS):
        name = chance.choice(list(functions))
        given, more = arguments(chance, name, functions[name])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                functions[name](*given, **more)
        except (errors.KreaError, TypeError) as error:
            faults += [] if str(error) else [f"{name}: no word"]
        except Exception as error:
            faults.append(f"{name}({str(given)[:200]}, {str(more)[:200]}): {error!r:.200}")
    assert faults == [], seed


def test_what_would_have_no_effect_is_refused(functions, tmp_path, tiny):
    (run,) = (function for name, function in functions.items() if name.endswith(" run"))
    with pytest.raises(errors.BadInput, match="limit must be a number, not 'x'"):
        run(limit="x")
    with pytest.raises(errors.BadInput, match="The target must be a form, not 'form'"):
        krea.Gallery(target="form")
    (resume,) = (function for name, function in functions.items() if name.endswith(" resume"))
    assert resume(only="of nobody") == []
