"""Every listed price is given back by the model, and nothing that is not listed has a price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from krea_widgets.catalogue import Catalogue, Model, Price, bundled
from krea_widgets.catalogue.build import PREFIX
from krea_widgets.catalogue.prices import Table, dimension
from krea_widgets.errors import BadValue

LINK = "https://a.example/b"
# How a person asks for what a pricing dimension says, by the dimension's name.
ASK = {
    "duration": lambda value: {"duration": value},
    "mode": lambda value: {"mode": value},
    "resolution": lambda value: {"resolution": value},
    "generateAudio": lambda value: {"generate_audio": value},
    "hasVideoReference": lambda value: {"video_reference": {"url": LINK, "tag": "abc"}} if value else {},
    "hasLora": lambda value: {"styles": [{"id": "a", "strength": 1}]} if value else {"styles": []},
    "hasReferenceImages": lambda value: {"reference_images": [LINK] * value},
    "hasReferenceVideos": lambda value: {"reference_videos": [LINK] * value},
    "hasReferenceAudios": lambda value: {"reference_audios": [LINK] * value},
    "referenceImageCount": lambda value: {"reference_images": [LINK] * value},
}


def asked(dimensions: list[str], cells: list[Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, cell in zip(dimensions, cells, strict=True):
        values.update(ASK[name](cell) if cell is not None else {})
    return values


def test_every_usd_price_point(october: dict[str, Any], models: Catalogue) -> None:
    count = 0
    for path, item in october["paths"].items():
        pricing = item["post"].get("x-krea-pricing")
        for point in pricing["price_points"] if pricing else ():
            values = asked(list(point["dimensions"]), list(point["dimensions"].values()))
            price = models[path.removeprefix(PREFIX)].price(**values)
            assert price is not None
            assert (price.amount, price.currency, price.exact) == (point["amount"], "USD", True)
            assert price.source
            assert price.date
            count += 1
    assert count > 100


COLUMNS = {"Audio": "generateAudio", "LoRA": "hasLora", "Video Reference": "hasVideoReference"}
CELLS = {"Yes": True, "No": False, "-": None}


def may_rows(description: str) -> Iterator[tuple[dict[str, Any], float, float | None]]:
    """Of each row of the table in a model's description: the request, compute units, and seconds."""
    heads, *rows = [line.strip("| ").split(" | ") for line in description.splitlines() if line.startswith("| ")]
    for cells in rows:
        row = dict(zip(heads, cells, strict=True))
        seconds = re.findall(r"~(\d+) seconds", row.pop("Average Completion Time", ""))
        units = float(row.pop("Compute Units").strip("~"))
        texts = {COLUMNS.get(head, head.lower()): text for head, text in row.items()}
        values = [
            CELLS[text] if text in CELLS else int(text[:-1]) if text[-1] == "s" else text for text in texts.values()
        ]
        yield asked(list(texts), values), units, float(seconds[0]) if seconds else None


def test_every_compute_unit_row_and_time(may: dict[str, Any], models: Catalogue) -> None:
    rate, count, timed = bundled()._head["compute_units"]["usd"], 0, 0
    for path, item in may["paths"].items():
        model = models.get(path.removeprefix(PREFIX))
        if model is None or model.pricing is None or model.pricing.rate != rate:
            continue  # gone, or its price is known in USD
        for values, units, seconds in may_rows(item["post"]["description"]):
            price = model.listed_price(values)
            assert price is not None, (model, values)
            assert price.amount == pytest.approx(units * rate, abs=1e-6)
            assert not price.exact
            assert price.date == "2026-05-25"
            assert str(price).startswith("about $")
            assert model.usual_seconds(**values) == seconds
            count, timed = count + 1, timed + (seconds is not None)
    assert count > 100
    assert timed > 20


def test_usd_wins_over_compute_units(october: dict[str, Any], models: Catalogue) -> None:
    priced = [path for path, item in october["paths"].items() if "x-krea-pricing" in item["post"]]
    assert priced
    for path in priced:
        table = models[path.removeprefix(PREFIX)].pricing
        assert table is not None
        assert table.exact
        assert table.rate == 1


def test_per_second_prices_only_where_the_row_says_so(models: Catalogue) -> None:
    per_second = [model for model in models.models() if model.pricing and model.pricing.unit == "second"]
    assert per_second
    for model in per_second:
        table = model.pricing
        assert table is not None
        for *cells, figure in table.rows:
            for seconds in (5, 11):
                price = model.listed_price({**asked(list(table.dimensions), cells), "duration": seconds})
                assert price is not None
                assert price.amount == pytest.approx(figure * seconds)
    for model in models.models():
        if model.pricing and model.pricing.unit == "request" and "duration" in model.pricing.dimensions:
            lengths = {row[model.pricing.dimensions.index("duration")] for row in model.pricing.rows}
            if "duration" in model:
                assert model.listed_price({"duration": max(lengths) + 7}) is None
                assert model.listed_price({"duration": min(lengths) + 0.25}) is None


def test_nothing_is_invented(models: Catalogue) -> None:
    for model in models.models():
        if model.pricing is None:
            assert model.price() is None
            assert model.cheapest() is None
            continue
        assert (
            model.listed_price({"resolution": "17k", "mode": "none", "duration": 123.5}) is None
            or not model.pricing.exact
        )
        listed = {round(row[-1] * model.pricing.rate, 6) for row in model.pricing.rows}
        price = model.price()
        if price is not None and model.pricing.unit == "request":
            assert price.amount in listed
    assert models.price("nobody/nothing", duration=5) is None
    assert Model.unknown("nobody/nothing").price(duration=5) is None


def test_references_beyond_the_listed_ones_have_no_price(models: Catalogue) -> None:
    counted = [
        model for model in models.models() if model.pricing and "referenceImageCount" in model.pricing.dimensions
    ]
    assert counted
    for model in counted:
        assert model.pricing is not None
        most = max(row[model.pricing.dimensions.index("referenceImageCount")] for row in model.pricing.rows)
        assert model.price(reference_images=[LINK] * most) is not None
        assert model.listed_price({"reference_images": [LINK] * (most + 1)}) is None


def test_a_misspelled_parameter_or_value_is_no_unlisted_price(models: Catalogue) -> None:
    kling = models["kling/kling-2.5"]
    for values, text in (({"duraton": 5}, "duration?"), ({"duration": 7}, "5 or 10 s")):
        with pytest.raises(BadValue, match=re.escape(text)):
            kling.price(**values)
        assert kling.listed_price(values) is None or "duraton" in values
    assert kling.price(duration=10) == models.price(kling.id, duration=10)


def test_the_cheapest_is_one_that_can_be_asked_for(models: Catalogue) -> None:
    for model in models.models():
        cheapest, usual = model.cheapest(), model.price()
        if cheapest and usual:
            assert cheapest.amount <= usual.amount


def test_defaults_and_spelling_count_for_the_price(models: Catalogue) -> None:
    for model in models.models():
        defaults = {one.name: one.default for one in model.parameters if one.default is not None}
        assert model.price() == model.price(**defaults) == model.listed_price({"prompt": "x", "start_image": LINK})
        if "resolution" in model:
            word = str(model.parameter("resolution").choices[-1])
            assert model.price(resolution=word.swapcase()) == model.price(resolution=word)


def test_prices_of_a_live_document_are_derived_from_its_dimensions() -> None:
    names = ["duration", "reference_images", "reference_videos", "reference_video_seconds", "video_reference"]
    assert dimension("billableSeconds", {"duration": 5}, names) == 5
    assert (
        dimension("billableSeconds", {"duration": 5, "reference_videos": [LINK], "reference_video_seconds": 3}, names)
        == 8
    )
    billed = Table(("billableSeconds", "referenceImageCount"), ((5, 0, 1.0), (5, 2, 2.0), (8, 0, 3.0)))
    assert billed.amount({"duration": 5}, names) == 1.0
    assert billed.amount({"duration": 5, "reference_images": [LINK, LINK]}, names) == 2.0
    assert billed.amount({"duration": 5, "reference_videos": [LINK]}, names) is None
    longer = {"duration": 5, "reference_videos": [LINK], "reference_video_seconds": 3}
    assert billed.amount(longer, names) == 3.0
    strong = {"reference_image_strengths": [1, 1], "reference_images": [LINK]}
    assert dimension("referenceImageCount", strong, list(strong)) == 1
    assert Table(("unheardOf",), (("a", 1.0), ("b", 1.0))).amount({}, names) is None
    assert Table(("unheardOf",), (("a", 1.0),)).amount({}, names) == 1.0
    assert Table(("duration",), ((5, 1.0), (5, 2.0))).amount({"duration": 5}, names) is None
    audio = Table(("generateAudio",), ((True, 1.0), (False, 2.0)))
    assert audio.amount({"generate_audio": 1}, ["generate_audio"]) is None


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Price(0.366, exact=False), "about $0.37"),
        (Price(0.882), "$0.88"),
        (Price(0.105), "$0.11"),
        (Price(0.0525), "$0.053"),
        (Price(2.5), "$2.50"),
        (Price(12), "$12.00"),
        (Price(3, currency="EUR"), "3.00 EUR"),
    ],
)
def test_text_of_prices(price: Price, text: str) -> None:
    assert str(price) == text


def test_a_model_without_a_table_has_no_usual_time(models: Catalogue) -> None:
    assert next(model for model in models.models() if not model.times).usual_seconds() is None
