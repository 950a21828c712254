"""Every model through the widget: its price on the button, what it fills in, how a still is fitted, what it is told."""

from __future__ import annotations

import re

import httpx
import pytest

from krea_widgets import Studio
from krea_widgets.catalogue import bundled
from krea_widgets.errors import BadInput
from krea_widgets.media import open_still, save_input


def nobody(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was asked for a price")


@pytest.fixture
def krea(make):
    """Makes a widget in Krea's backend, whose network fails the test."""
    studio = Studio(backend="krea", token="not-a-real-token", transport=httpx.MockTransport(nobody))

    def make_one(*args, **kwargs):
        widget = make(*args, **kwargs)
        widget._form.studio = studio
        widget.backend = "krea"
        return widget

    yield make_one
    studio.close()


def some_values(model):
    """The defaults, and each choice and each end of each setting by itself."""
    yield {}
    for one in model.parameters:
        if one.kind in ("choice", "range", "switch"):
            ends = one.choices or {"switch": (True, False)}.get(one.kind) or (one.minimum, one.maximum)
            yield from ({one.name: value} for value in ends)


def test_the_price_of_every_model_and_value_is_the_catalogues(krea):
    widget = krea()
    seen = set()
    for model in bundled().models():
        for values in some_values(model):
            price = model.price(**values)
            said = widget._form.quote(model.id, values)
            assert said["text"] == (str(price) if price else "price unknown"), (model.id, values)
            assert said["source"].startswith("Krea's list of 20" if price else "")
            assert said["source"].endswith(", an estimate") == bool(price and not price.exact)
            seen.add(said["text"].split("$")[0])
    assert seen == {"", "about ", "price unknown"}


def test_reference_pictures_are_counted_in_the_price(krea, picture):
    widget = krea(model="minimax/h3-max")
    alone = widget.price()
    widget.set_images("reference_images", [picture()])
    model = bundled()["minimax/h3-max"]
    with_one = model.price(reference_images=["https://a.invalid/x"])
    assert widget.price() == (str(with_one) if with_one else "price unknown")
    assert widget.price() != alone


@pytest.mark.parametrize(
    ("size", "values", "wanted"),
    [
        ((832, 480), {}, {"width": 832, "height": 480, "from": "your picture"}),
        ((480, 832), {}, {"width": 480, "height": 832, "from": "your picture"}),
        (None, {"aspect_ratio": "9:16"}, {"width": 480, "height": 848, "from": "the ratio"}),
        ((832, 480), {"width": 640, "height": 640}, None),
    ],
)
def test_the_size_that_is_filled_in_is_told_and_is_what_is_sent(make, studio, picture, size, values, wanted):
    widget = make(picture(size) if size else None, "go", model="alibaba/wan-2.2", **values)
    said = widget._form.quote(widget.model, widget.values)["size"]
    assert said == wanted
    if wanted:
        complete = bundled()[widget.model].complete(values, still_ratio=size[0] / size[1] if size else None)
        assert (complete["width"], complete["height"]) == (wanted["width"], wanted["height"])


def test_a_still_of_another_shape_is_noticed_and_sent_as_it_is_until_it_is_said(make, studio, picture):
    widget = make(picture((600, 400)), "go")
    assert widget._form.quote(widget.model, {})["fit"] == {
        "still": "3:2",
        "clip": "16:9",
        "ratio": 16 / 9,
        "wider": False,
        "crop": [0.5, widget.image.detail(16 / 9).y, 1.0],
        "end_crop": None,
    }
    assert widget._form.quote(widget.model, {"aspect_ratio": "1:1"})["fit"]["wider"] is True
    assert widget.shot().start_image.width == 600
    assert widget._form.quote("minimax/hailuo-2.3", {})["fit"] is None  # the clip follows the still
    assert widget._form.quote("minimax/hailuo-3", {"aspect_ratio": "adaptive"})["fit"] is None


@pytest.mark.parametrize("how", ["crop", "pad"])
def test_a_still_is_fitted_when_the_person_says_so(make, studio, picture, how):
    widget = make(picture((600, 400)), "go", fit=how, end_image=picture((400, 600)))
    shot = widget.shot()
    assert shot.start_image.ratio == pytest.approx(16 / 9, rel=0.01)
    assert shot.values["end_image"].ratio == pytest.approx(16 / 9, rel=0.01)
    assert widget.image.width == 600, "the widget's own still stays whole"
    widget.image = picture((1280, 720))
    assert widget.shot().start_image.width == 1280


def test_a_crop_of_the_wrong_form_is_refused(make, picture):
    with pytest.raises(BadInput, match="zoom from 1 to 8"):
        make(picture((600, 400)), "go", fit="crop", crop=[0.5, 0.5])
    widget = make(picture((600, 400)), "go", fit="crop")
    with pytest.raises(BadInput, match="zoom from 1 to 8"):
        widget.crop = [0.5, 0.5, 9]
    widget.crop = [0.5, 0.2, 2]
    assert tuple(widget.shot().start_image.origin.crop) == (0.5, 0.2, 2)
    widget.end_image = picture((400, 600))
    assert widget.shot().values["end_image"].origin.crop.zoom == 1, "it is the start image's"


def test_the_page_says_how_and_the_call_says_what_was_done(make, page_of, studio, picture):
    page = page_of(make(picture((600, 400))))
    page.ask("run", "started", prompt="go", model="kling/kling-2.5", values={}, fit="crop")
    assert studio.shots[0].start_image.height < 400
    still = studio.shots[0].start_image
    save_input(studio.clip_folder, still)
    call = page.ask("settings", "settings", key="job0")["call"]
    # The file is the image as it was sent, so the call sends the same.
    (name,) = re.findall(r"krea\.animate\('([^']+)'|krea\.animate\(\"([^\"]+)\"", call)
    assert open_still("".join(name)).digest == still.digest


def test_notices_are_told_once_and_stay_away_when_put_away(make, page_of, studio, until):
    page = page_of(make())
    message = "Kling 2.5 will be withdrawn on 2027-01-31."
    studio.notices.append(message)
    page.widget._show_rows([])
    page.widget._show_rows([])
    assert [body["notices"] for body, _ in page.heard("notices")] == [[message]]
    page.say("heartbeat")
    assert page.answer("state")[0]["notices"] == [message]
    page.say("dismiss_notice", message=message)
    until(lambda: len(page.heard("notices")) == 2)
    page.say("heartbeat")
    assert until(lambda: page.heard("state")[1:])[0][0]["notices"] == []
