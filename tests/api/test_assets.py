"""The list of uploads, and deleting one; what was uploaded has a description."""

from __future__ import annotations

import httpx
import pytest

from krea_widgets import errors

ONE = {
    "id": "a1",
    "image_url": "https://gen.krea.ai/a1.jpg",
    "uploaded_at": "2026-11-29T10:00:00.000Z",
    "width": 8,
    "height": 6,
    "size_bytes": 1234,
    "mime_type": "image/jpeg",
    "description": "krea_widgets: a1.jpg\n",
    "metadata": None,
}


def test_a_page_of_uploads(ask):
    items = [ONE, {"id": "no-address"}, "no upload", {**ONE, "id": "", "size_bytes": -1}, {**ONE, "size_bytes": None}]
    page, network = ask(
        lambda client: client.assets(limit=5000, cursor="2026-11-29T11:00:00.000Z"),
        httpx.Response(200, json={"items": items, "next_cursor": "2026-11-29T10:00:00.000Z"}),
    )
    assert network.asked[0].url.params["limit"] == "1000"
    assert network.asked[0].url.params["cursor"] == "2026-11-29T11:00:00.000Z"
    assert page.next_cursor == "2026-11-29T10:00:00.000Z"
    first, second = page.items
    assert (first.asset.id, first.asset.image_url, first.asset.width) == ("a1", ONE["image_url"], 8)
    assert (first.size, first.mime_type, first.description) == (1234, "image/jpeg", "krea_widgets: a1.jpg")
    assert second.size is None


def test_a_list_that_is_none(ask):
    error, network = ask(lambda client: client.assets(), httpx.Response(200, json={"items": None}))
    assert network.asked[0].url.params["limit"] == "100"
    assert isinstance(error, errors.StrangeReply)
    assert "no list of uploads" in str(error)


def test_deleting(ask):
    reply = httpx.Response(200, json={"success": True, "message": "Deleted"})
    result, network = ask(lambda client: client.delete_asset("a/1"), reply)
    assert result is None
    assert (network.asked[0].method, network.asked[0].url.raw_path) == ("DELETE", b"/assets/a%2F1")
    error, _ = ask(lambda client: client.delete_asset("a1"), httpx.Response(404, json={"error": "Asset not found"}))
    assert isinstance(error, errors.NotFound)
    error, network = ask(lambda client: client.delete_asset(".."))
    assert isinstance(error, errors.BadInput)
    assert network.asked == []


@pytest.mark.parametrize("answer", [httpx.Response(502), httpx.ReadTimeout("x")])
def test_deleting_costs_nothing(ask, answer):
    error, _ = ask(lambda client: client.delete_asset("a1"), answer)
    assert error.billed is False


def test_an_upload_has_a_description(ask):
    answer = httpx.Response(200, json=ONE)
    _, network = ask(lambda client: client.upload(b"x", name="Käse.jpg", mime_type="image/jpeg"), answer)
    assert b'name="description"\r\n\r\nkrea_widgets: Kase.jpg\r\n' in network.asked[0].content
