"""The price on the button follows Krea's price list, and no press pays more than the button said."""

from __future__ import annotations

from types import SimpleNamespace

import httpx
from PIL import Image
from test_catalogue_cache import priced

from krea_widgets import Studio
from krea_widgets.catalogue import Price
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


def test_again_does_not_pay_more_than_its_button_said(tmp_path, monkeypatch):
    studio = Studio("krea", token="kr-a-token", home=tmp_path, transport=httpx.MockTransport(lambda request: None))
    with studio:
        form = Animate(Image.new("RGB", (64, 36)), "dolly in", studio=studio)
        shot = form.shot()
        ended = SimpleNamespace(backend="krea", price=Price(0.37), shot=shot, raw=None, done=lambda: True, again=None)
        monkeypatch.setattr(form, "_tracker", SimpleNamespace(job=lambda key: ended))
        heard = []
        monkeypatch.setattr(form, "send", lambda content, buffers=None: heard.append(content))
        for now, message in ((Price(3.7), "is $3.70 now"), (None, "is unknown now")):
            monkeypatch.setattr(studio, "price_at_krea", lambda *_, now=now: now)
            form._run_handler(form._on_again, Message({"kind": "again", "key": "k"}, ()))
            assert message in heard[-1]["message"]
        monkeypatch.undo()
        form.close()
