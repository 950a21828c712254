"""The catalogue is renewed from Krea's document; nothing broken ever replaces what is there."""

import asyncio
import copy
import os

import pytest

from krea_widgets import errors
from krea_widgets.catalogue import bundled
from krea_widgets.studio.catalogue_cache import CatalogueCache

NEW = "acme/motion-9"


def document(*, drop=()):
    """Krea's document, as far as a catalogue needs it, with one more model and some left out."""
    schemas = {one.id: copy.deepcopy(dict(one.schema)) for one in bundled().models() if one.id not in drop}
    schemas[NEW] = {
        "type": "object",
        "properties": {
            "prompt": {"type": "string"},
            "start_image": {"type": "string", "format": "uri"},
            "wobble": {"type": "strange-new-type"},
        },
        "required": ["prompt"],
        "additionalProperties": False,
    }
    paths = {
        f"/generate/video/{name}": {
            "post": {"summary": name, "requestBody": {"content": {"application/json": {"schema": schema}}}}
        }
        for name, schema in schemas.items()
    }
    return {"openapi": "3.1.0", "info": {"title": "Krea", "version": "2026-11-20"}, "paths": paths}


def renew(live, answer):
    async def ask():
        if isinstance(answer, Exception):
            raise answer
        return answer

    return asyncio.run(live.renew(ask))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "openapi.json"


def test_a_new_model_is_usable_at_once_and_a_removed_one_is_gone(file):
    live = CatalogueCache(file)
    assert renew(live, document(drop={"kling/kling-2.5"}))
    assert live.current[NEW].check({"prompt": "x", "wobble": 3}) == {"prompt": "x", "wobble": 3}
    assert "kling/kling-2.5" not in live.current
    assert live.current.default.id in live.current
    # What only the bundled one knows is kept, but is no longer sure.
    assert (
        str(live.current["kling/kling-3.0"].price(duration=5))
        == f"about {bundled()['kling/kling-3.0'].price(duration=5)}"
    )
    assert "kling/kling-2.5" in bundled()


DAMAGE = [None, 7, "text", [], {}, {"post": None}, {"post": {"requestBody": []}}, {"get": {}}]


@pytest.mark.parametrize("damage", DAMAGE, ids=map(repr, DAMAGE))
def test_a_model_that_cannot_be_read_stays_as_it_was_known(file, damage):
    live, answer = CatalogueCache(file), document()
    answer["paths"]["/generate/video/kling/kling-2.5"] = damage
    assert renew(live, answer)
    assert live.current["kling/kling-2.5"].schema == bundled()["kling/kling-2.5"].schema
    assert "kling/kling-2.5" not in live.current.gone
    assert live.current.default.id == bundled().default.id


def test_references_that_double_are_not_followed_for_ever(file):
    live, answer = CatalogueCache(file), document()
    levels = {f"l{n}": {"properties": {"a": {"$ref": f"#/l{n + 1}"}, "b": {"$ref": f"#/l{n + 1}"}}} for n in range(40)}
    body = {"content": {"application/json": {"schema": {"$ref": "#/l0"}}}}
    answer["paths"]["/generate/video/kling/kling-2.5"] = {"post": {"requestBody": body}}
    assert renew(live, {**answer, **levels})
    assert live.current["kling/kling-2.5"].schema == bundled()["kling/kling-2.5"].schema


def priced(amount):
    answer = document()
    points = [{"amount": amount, "dimensions": {"duration": seconds}} for seconds in (5, 10)]
    pricing = {"type": "fixed", "currency": "USD", "unit": "request", "price_points": points}
    answer["paths"]["/generate/video/kling/kling-2.5"]["post"]["x-krea-pricing"] = pricing
    return answer


@pytest.mark.parametrize(
    ("amount", "price"),
    [(3.7, "$3.70"), ("3.70", "$3.70"), ("3.7.0", "about $0.37"), ("1e9", "about $0.37"), (-1, "about $0.37")],
)
def test_amounts_can_be_texts(file, amount, price):
    live = CatalogueCache(file)
    assert renew(live, priced(amount))
    assert str(live.current["kling/kling-2.5"].price(duration=5)) == price


def test_it_is_asked_for_once_an_hour_and_kept_for_the_next_kernel(file):
    live = CatalogueCache(file)
    assert renew(live, document())
    assert not renew(live, AssertionError("not asked again"))
    assert NEW in CatalogueCache(file).current
    an_hour_ago = file.stat().st_mtime - 3601
    os.utime(file, (an_hour_ago, an_hour_ago))
    assert renew(CatalogueCache(file), document())


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"paths": {}},
        {"paths": {"/generate/video/a/b": {"post": None}}},
        {"paths": [1, 2, 3]},
        {"paths": {"/generate/video/a/b": {"post": {"requestBody": {"content": "?"}}}}},
        {"nonsense": "x" * 10_000_000},
        errors.Unreachable("No answer.", maybe_sent=False),
        errors.StrangeReply("HTML.", status=200),
    ],
    ids=lambda broken: str(broken)[:40],
)
def test_what_is_broken_does_no_harm(file, broken):
    live = CatalogueCache(file)
    assert not renew(live, broken)
    assert list(live.current) == list(bundled())
    assert not file.exists()


def test_a_broken_file_does_no_harm(file):
    file.parent.mkdir()
    file.write_text('{"paths": ')
    assert list(CatalogueCache(file).current) == list(bundled())


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path):
    (tmp_path / "blocked").write_text("a file")
    live = CatalogueCache(tmp_path / "blocked" / "openapi.json")
    assert renew(live, document())
    assert NEW in live.current
    assert not live.is_due()


def test_what_another_kernel_was_told_is_read(file):
    mine, other = CatalogueCache(file), CatalogueCache(file)
    assert NEW not in mine.current
    assert renew(other, document())
    assert NEW in mine.current
    assert not mine.is_due()
    # A clock that was wrong does not stop the list for ever.
    later = file.stat().st_mtime + 9e6
    os.utime(file, (later, later))
    assert CatalogueCache(file).is_due()
