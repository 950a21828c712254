"""An upload is a form with a counted file, is sent again when lost, and costs nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from krea_widgets import errors


def test_upload_is_a_form_with_a_file(ask):
    seen: list[tuple[int, int]] = []
    data = bytes(range(256)) * 1024
    answer = httpx.Response(200, json={"id": "a", "image_url": "https://gen.krea.ai/a.jpg", "width": 8, "height": 6})
    asset, network = ask(
        lambda client: client.upload(
            data,
            name='../Käse "1"\r\nX: y.heic',
            mime_type="image/jpeg",
            on_progress=lambda done, total: seen.append((done, total)),
        ),
        answer,
    )
    assert (asset.image_url, asset.id, asset.width, asset.height) == ("https://gen.krea.ai/a.jpg", "a", 8, 6)
    (request,) = network.asked
    body = request.content
    assert request.url.path == "/assets"
    assert b'name="file"; filename="Kase_1_X_y.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + data + b"\r\n--" in body
    assert int(request.headers["content-length"]) == len(body)
    assert request.extensions["timeout"]["read"] == 120
    assert [done for done, _ in seen] == [65536, 131072, 196608, 262144]
    assert {total for _, total in seen} == {len(data)}


@pytest.mark.parametrize(
    ("name", "sent"),
    [("", "image.png"), ("猫.jpg", "image.png"), ("a.b.png", "a_b.png"), ("x" * 200, "x" * 60 + ".png")],
)
def test_upload_names_fit_any_header(ask, name: str, sent: str):
    answer = httpx.Response(200, json={"image_url": "https://gen.krea.ai/a.png"})
    _, network = ask(lambda client: client.upload(b"data", name=name, mime_type="image/png"), answer)
    assert f'filename="{sent}"'.encode() in network.asked[0].content


def test_a_lost_upload_is_sent_again_whole(ask):
    answer = httpx.Response(200, json={"image_url": "https://gen.krea.ai/a.png"})
    asset, network = ask(
        lambda client: client.upload(b"all of it", name="a", mime_type="image/png"),
        httpx.WriteError("x"),
        httpx.Response(524),
        answer,
    )
    assert asset.image_url == "https://gen.krea.ai/a.png"
    assert all(b"all of it" in request.content for request in network.asked)
    assert network.slept == [0.5, 1.0]
    error, network = ask(lambda client: client.upload(b"x", name="a", mime_type="image/png"), httpx.ReadTimeout("x"))
    assert isinstance(error, errors.Unreachable)
    assert len(network.asked) == 4
    _, network = ask(lambda client: client.upload(b"x", name="a", mime_type="image/png"), httpx.Response(413))
    assert len(network.asked) == 1


@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(200, json={"id": "a"}), httpx.ReadTimeout("x")])
def test_a_lost_upload_costs_nothing_and_says_so(ask, answer: Any):
    error, _ = ask(lambda client: client.upload(b"x", name="a", mime_type="image/png"), answer)
    assert isinstance(error, (errors.ServerError, errors.StrangeReply, errors.Unreachable))
    assert error.billed is False
    assert str(error).count("Nothing was billed.") == 1
    assert str(error).startswith(error.what)
    assert str(error).endswith(error.advice)
