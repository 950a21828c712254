"""The price on the button follows Krea's price list, and no press pays more than the button said."""

from __future__ import annotations

import json
import pickle
from contextlib import closing
from types import SimpleNamespace

import httpx
import pytest
import rig
from PIL import Image
from test_catalogue_cache import priced

from krea_widgets import Studio
from krea_widgets.catalogue import Price
from krea_widgets.errors import SubmitUncertain
from krea_widgets.media.embedded_settings import embedded_settings
from krea_widgets.widgets.animate import Animate
from krea_widgets.widgets.base import Message


def test_a_price_list_that_changes_is_on_the_button_and_no_press_pays_more_than_it_said(tmp_path, until, monkeypatch):
    def answer(request):
        assert request.url.path == "/openapi.json", "nothing else is asked"
        return httpx.Response(200, json=priced(3.7))

    studio = Studio(
        "krea", token="kr-a-token", home=tmp_path, clips=tmp_path / "clips", transport=httpx.MockTransport(answer)
    )
    with studio:
        form = Animate(Image.new("RGB", (64, 36)), "dolly in", studio=studio)
        heard = []
        monkeypatch.setattr(form, "send", lambda content, buffers=None: heard.append(content))
        assert form.price() in ("about $0.37", "$3.70")
        until(lambda: "prices" in [content["kind"] for content in heard])
        assert form.price() == "$3.70"
        press = {"kind": "run", "prompt": "dolly in", "model": "kling/kling-2.5", "values": {}, "backend": "krea"}
        form._run_handler(form._on_run, Message({**press, "price": 0.37}, ()))
        assert heard[-1]["message"].startswith("The price was $0.37 when it was shown, and is $3.70 now.")
        assert studio.pending() == []
        form.close()


@pytest.fixture(scope="module")
def krea_url():
    with rig.krea() as (url, _):
        yield url


@pytest.mark.parametrize(
    ("shown", "now", "listed"),
    [(0.366, 0.366, None), (0.366, 0.38, 0.38), (0.366, 0.2, 0.2), (None, 0.38, None), (float("nan"), 0.38, None)],
)
def test_the_price_on_the_pressed_button_is_saved_and_a_newer_one_beside_it(
    tmp_path, monkeypatch, until, krea_url, shown, now, listed
):
    with closing(rig.studio_at(krea_url, tmp_path)) as studio:
        monkeypatch.setattr(studio, "price_at_krea", lambda *_: Price(now, exact=False))
        form = Animate(rig.still(), "dolly in", studio=studio)
        press = {"kind": "run", "prompt": "dolly in", "model": rig.MODEL, "values": {}, "backend": "krea"}
        form._run_handler(form._on_run, Message({**press, "price": shown}, ()))
        until(lambda: form.job is not None)
        job, saved = form.job, now if listed is None else shown
        amounts = [price and price.amount for price in (job.price, job.listed_price)]
        assert amounts == [saved, listed]
        clip = job.wait(30)
        for settings in (clip.settings, embedded_settings(clip.path)):
            assert (settings["price"]["amount"], settings["price"]["exact"]) == (saved, False)
            assert (settings.get("listed_price") or {}).get("amount") == listed
        (charge,) = studio.spent()
        assert charge.price.amount == saved
        entry = studio.journal.entry(job.key)
        assert json.loads(entry.request).get("listed_price", {}).get("amount") == listed
        revived = pickle.loads(pickle.dumps(job))
        assert [revived.key, revived.price, revived.listed_price] == [job.key, job.price, job.listed_price]
        form.close()


def test_a_resumed_job_knows_both_prices(tmp_path, monkeypatch, krea_url):
    with closing(rig.studio_at(krea_url, tmp_path)) as studio:
        monkeypatch.setattr(studio, "price_at_krea", lambda *_: Price(0.38))
        shot = studio.shot(rig.MODEL, {"start_image": rig.still(), "prompt": "[sandbox: stay processing]"})
        studio.shoot(shot, shown=Price(0.366)).accepted(30)
    with closing(rig.studio_at(krea_url, tmp_path)) as again:
        (job,) = again.resume()
        assert (job.price.amount, job.listed_price.amount) == (0.366, 0.38)
        job.cancel()
        job.exception(30)


@pytest.mark.parametrize("kind", ["again", "send_again"])
def test_again_does_not_pay_more_than_its_button_said(tmp_path, monkeypatch, kind):
    studio = Studio("krea", token="kr-a-token", home=tmp_path, transport=httpx.MockTransport(lambda request: None))
    with studio:
        form = Animate(Image.new("RGB", (64, 36)), "dolly in", studio=studio)
        shot = form.shot()
        facts = {"backend": "krea", "price": Price(0.37), "shot": shot, "raw": None}
        ended = SimpleNamespace(**facts, done=lambda: True, again=None, error=SubmitUncertain("Krea did not answer."))
        monkeypatch.setattr(form, "_tracker", SimpleNamespace(job=lambda key: ended))
        heard = []
        monkeypatch.setattr(form, "send", lambda content, buffers=None: heard.append(content))
        for now, message in ((Price(3.7), "is $3.70 now"), (None, "is unknown now")):
            monkeypatch.setattr(studio, "price_at_krea", lambda *_, now=now: now)
            form._run_handler(getattr(form, f"_on_{kind}"), Message({"kind": kind, "key": "k"}, ()))
            assert message in heard[-1]["message"]
        monkeypatch.undo()
        form.close()
