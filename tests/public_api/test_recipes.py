"""Everyday tasks in as many lines as given, and usual mistakes with the sentence that helps."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

import krea_widgets as krea
from krea_widgets import errors

# Each is a task, the number of lines it may have, the code, and a check.
RECIPES = {
    "20 images of a folder with one prompt, by path": (
        1,
        'clips = krea.sweep("photos", "slow dolly in").run().wait(by="source")',
        lambda found: len(found["clips"]) == 20 and all(path.endswith(".png") for path in found["clips"]),
    ),
    "the failed ones again": (
        1,
        "clips = failed.retry_failed().wait()",
        lambda found: len(found["clips"]) == 2,
    ),
    "a clip extended three times and joined": (
        2,
        'clips = list(itertools.accumulate(["orbit", "pan", "tilt"], krea.Clip.extend, initial=clip))\n'
        'film = krea.join(clips, "film.mp4")',
        lambda found: len(found["clips"]) == 4 and found["film"].duration > 3 * found["clip"].duration,
    ),
    "the best of five by an own function": (
        1,
        'best = max(krea.sweep("cat.png", "drift", models="wan 2.5", repeats=5).run().wait().values(), key=score)',
        lambda found: found["best"].path.exists(),
    ),
    "everything of this week as a table": (
        1,
        "table = DataFrame(krea.clips(since=timedelta(days=7)).table())",
        lambda found: found["table"] and {"path", "model", "prompt", "price"} <= set(found["table"][0]),
    ),
    "two accounts": (
        2,
        'one, two = krea.Studio(token="token-one", home="a"), krea.Studio(token="token-two", home="b")\n'
        "backends = [one.backend, two.backend]",
        lambda found: found["backends"] == ["krea", "krea"],
    ),
    "a web handler that returns the job's ID": (
        3,
        'async def handler(upload):\n    job = await krea.asubmit(upload, "slow dolly in")\n    return {"job": job.id}',
        lambda found: asyncio.run(found["handler"](Path("cat.png").read_bytes()))["job"],
    ),
    "a model and a folder by default": (
        1,
        'mine = krea.Studio("sandbox", model="wan 2.5", clips="mine", defaults={"resolution": "480p"})',
        lambda found: found["mine"].quote("cat.png", "x").shot.values["resolution"] == "480p",
    ),
    "a price without sending": (
        1,
        'price = krea.quote("cat.png", "slow dolly in", model="veo 3.1", duration=8).price',
        lambda found: str(found["price"]) == "about $1.68",
    ),
}


@pytest.mark.parametrize("task", RECIPES)
def test_a_recipe_has_few_lines_and_works(task, studio, home):
    lines, code, check = RECIPES[task]
    assert len(code.splitlines()) <= lines
    found = {"krea": krea, "itertools": itertools, "timedelta": timedelta, "DataFrame": list, "score": lambda clip: 1}
    found["clip"] = krea.animate("cat.png", "first")
    home.double.faults.add("on 2nd POST /generate/* fail nsfw")
    found["failed"] = krea.sweep("cat.png", ["calm", "bold"])
    found["failed"].run().wait()
    posts = home.posts
    exec(code, found)
    assert check(found)
    if "price" in task or "table" in task:
        assert home.posts == posts
    for made in ("one", "two", "mine"):
        if made in found:
            found[made].close()


def test_two_studios_have_their_own_token_folder_and_journal(home, tmp_path):
    with home.studio() as one, krea.Studio("sandbox", home=str(tmp_path / "b"), clips=str(tmp_path / "c")) as two:
        assert (two.home, two.clip_folder) == (tmp_path / "b", tmp_path / "c")
        assert one.journal is not two.journal
        assert two.Animate()._form.studio is two
        assert two.sweep(None, "x", models="veo 3.1").studio is two
    with pytest.raises(errors.BadInput, match="closed"):
        two.submit(None, "x", raw={})


MISTAKES = {
    # The call, the error, and what its text must have.
    'krea.animate("no.png", "x")': (errors.BadFile, "There is no file no.png"),
    'krea.animate("cat.pgn", "x")': (errors.BadFile, "no file cat.pgn"),
    "krea.animate()": (errors.BadInput, "prompt"),
    'krea.animate(["cat.png"], "x")': (errors.BadInput, "krea.sweep"),
    'krea.animate(("cat.png", "dog.png"), "x")': (errors.BadInput, "krea.sweep"),
    'krea.animate("slow dolly in", "cat.png")': (errors.BadInput, "swapped"),
    'krea.animate("orbit", "cat.JPG")': (errors.BadInput, "swapped"),
    'krea.animate("cat.png", "cat.png")': (errors.BadValue, "The prompt is the name of a file"),
    'krea.animate("no.png", "the sign says cat.png")': (errors.BadFile, "There is no file no.png"),
    'krea.animate("cat.png", ["a", "b"])': (errors.BadValue, "prompt must be a text"),
    'krea.animate("cat.png", "x", models=["veo 3.1"])': (errors.BadValue, "model= takes one model"),
    'krea.animate("cat.png", "x", model="veoo 3.1")': (errors.UnknownModel, "veo"),
    'krea.animate("cat.png", "x", model="3.1")': (errors.UnknownModel, "3.1"),
    'krea.animate("cat.png", "x", model="kling 2.5", duration=7)': (errors.BadValue, "5 or 10 s"),
    'krea.animate("cat.png", "x", model="kling 2.5", duration="5")': (errors.BadValue, "5 or 10 s"),
    'krea.animate("cat.png", "x", model="kling 2.5", duraton=5)': (errors.BadValue, "duration?"),
    'krea.animate("cat.png", "x", model="kling 2.5", seed=1)': (errors.BadValue, "has no seed"),
    'krea.animate("cat.png", "x", aspect_ratio="16x10", model="kling 2.5")': (errors.BadValue, "16:9"),
    'krea.animate("cat.png", "x", start_image="cat.png")': (errors.BadValue, "given twice"),
    'krea.animate("cat.png", "x", timeout=-1)': (errors.BadInput, "timeout=-1"),
    'krea.animate("cat.png", "x", timeout="60")': (errors.BadInput, "timeout must be a number"),
    'krea.submit("cat.png", "x", timeout=60)': (errors.BadValue, "job.wait(timeout=…)"),
    'krea.submit("cat.png", "x", webhook="https://a.b")': (errors.BadValue, "webhook_url="),
    'krea.submit("cat.png", "x", webhook_url="a.b")': (errors.BadValue, "http(s)"),
    'krea.submit("cat.png", "x", on_progress=3)': (errors.BadValue, "callable"),
    'krea.submit("cat.png", "x", raw=[1])': (errors.BadValue, "dict"),
    'krea.submit("cat.png", "x", ratio="16:9")': (errors.BadValue, "aspect_ratio="),
    'krea.submit("cat.png", "x", seconds=5)': (errors.BadValue, "duration="),
    'krea.submit(3, "x")': (errors.BadFile, "int"),
    'krea.animate(None, "x")': (errors.BadFile, "No image was given"),
    'krea.submit("cat.png", "x", aspect="16:9")': (errors.BadValue, "aspect_ratio="),
    'krea.Animate("cat.png", "x", model="kling 2.5", duration=99)': (errors.BadValue, "5 or 10 s"),
    'krea.Animate("cat.png", "x", model="kling 2.5", duraton=5)': (errors.BadValue, "duration?"),
    'krea.Animate("cat.png", 5)': (errors.BadValue, "prompt must be a text"),
    'krea.join("a.mp4", "film.mp4")': (errors.BadInput, "a list of clips"),
    "krea.clips(rated=9)": (errors.BadInput, "0 to 5 stars"),
    'krea.models.filter(max_price="cheap")': (errors.BadValue, "max_price must be a number"),
    'krea.Clip.open("gone.mp4")': (errors.NoClip, "no clip at gone.mp4"),
    'krea.Animate("cat.png", modle="veo 3.1")': (errors.BadValue, "Did you mean model?"),
    'krea.models.filter(has="endimage")': (errors.BadValue, "Did you mean end_image?"),
    "krea.models.filter(max_prise=1)": (errors.BadValue, "Did you mean max_price?"),
    'krea.join(["gone.mp4"], "film.mp4")': (errors.NoClip, "no clip at gone.mp4"),
    "krea.Animat()": (AttributeError, "Did you mean Animate?"),
    'krea.sweep("photos/*.gif", "x")': (errors.BadInput, "No file matches"),
    'krea.sweep([], "x")': (errors.BadInput, "empty"),
    'krea.sweep("cat.png", "x", repeats=0)': (errors.BadInput, "repeats=0"),
    'krea.sweep("cat.png", "x")["no such label"]': (errors.UnknownItem, "no such label"),
    'krea.sweep("cat.png", "x").wait()': (errors.BadInput, "run()"),
    'krea.use("kria")': (errors.BadInput, "'krea' or 'sandbox'"),
    'krea.use("krea", token="two words")': (errors.BadInput, "token"),
    'krea.clips(since="yesterday")': (errors.BadInput, "not a date"),
    'krea.models["kling 2.5"]': (errors.UnknownModel, "kling/kling-2.5"),
}


@pytest.mark.parametrize("call", MISTAKES)
def test_a_mistake_is_a_sentence_and_sends_nothing(call, studio, home):
    kind, text = MISTAKES[call]
    with pytest.raises(kind) as caught:
        eval(call, {"krea": krea})
    assert text in str(caught.value)
    assert getattr(caught.value, "billed", False) is False
    assert home.posts == 0


def test_a_quote_tells_the_problem_instead_of_raising(studio, home):
    quote = krea.quote("cat.png", "x", model="kling 2.5", duration=7)
    assert (quote.ok, quote.shot, quote.price) == (False, None, None)
    assert "5 or 10 s" in str(quote)
    assert "5 or 10 s" in quote._repr_html_()
    several = krea.quote("cat.png", "x", model="veo 3.1", duration=7, aspect_ratio="1:7", sed=3, resolution="720p")
    assert {problem.field for problem in several.problems} == {"duration", "aspect_ratio", "sed"}
    assert unescape(several._repr_html_()).count("\n") == 2
    assert all(str(problem) in unescape(several._repr_html_()) for problem in several.problems)
    missing = krea.quote("no such file.png", "x", model="veo 3.1", duration=7)
    assert "no such file.png" in str(missing.problems[0])
    free = krea.quote("cat.png", "x", model="kling 2.5", duration=10)
    assert str(free) == "about $0.73 at Krea · free in the sandbox"
    assert home.posts == 0


def test_clips_are_found_by_model_time_and_stars(studio):
    kling, wan = (krea.animate("cat.png", "x", model=model) for model in ("kling 2.5", "wan 2.5"))
    assert {clip.path for clip in krea.clips()} == {kling.path, wan.path}
    assert [clip.path for clip in krea.clips(model="wan 2.5")] == [wan.path]
    assert len(krea.clips(since=timedelta(hours=1))) == 2
    assert len(krea.clips(since="2999-01-01")) == 0
    assert len(krea.clips(rated=1)) == 0
    assert len(krea.clips()[:1]) == 1
    assert krea.clips().to_csv("clips.csv").read_text("utf-8-sig").startswith("file,path,model")
