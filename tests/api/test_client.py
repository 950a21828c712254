"""What the client sends, how often, and what it makes of the answers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from krea_widgets import errors
from krea_widgets.api import Client, JobResponse
from krea_widgets.settings import Token

JOB = {"job_id": "j1", "status": "queued", "created_at": "2026-11-23T12:00:00Z", "result": None}
OK = httpx.Response(200, json=JOB)
NOW = 1_795_435_200.0  # 2026-11-23T12:00:00Z


def submit(client: Client) -> Any:
    return client.submit("kling/kling-2.5", {"prompt": "a cat – 猫", "duration": 5})


def test_submit_sends_krea_what_it_wants(ask):
    job, network = ask(submit, OK, token=Token("id:secret"))
    assert job == JobResponse("j1", "queued", "2026-11-23T12:00:00Z")
    (request,) = network.asked
    assert (request.method, str(request.url)) == ("POST", "https://api.krea.ai/generate/video/kling/kling-2.5")
    assert json.loads(request.content) == {"prompt": "a cat – 猫", "duration": 5}
    assert request.headers["authorization"] == "Bearer id:secret"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("krea_widgets/")
    assert "x-webhook-url" not in request.headers
    assert request.extensions["timeout"] == {"connect": 5.0, "read": 60, "write": 60, "pool": 60}


def test_without_a_token_no_header_is_sent(ask):
    _, network = ask(submit, OK)
    assert "authorization" not in network.asked[0].headers


def test_webhooks_pass_through(ask):
    _, network = ask(lambda client: client.submit("a/b", {}, webhook_url="https://me.example/hook"), OK)
    assert network.asked[0].headers["x-webhook-url"] == "https://me.example/hook"


@pytest.mark.parametrize("url", ["me.example", "https://me.example/\r\nX: y", "https://me.example/ü", ""])
def test_odd_webhooks_are_refused_here(ask, url: str):
    error, network = ask(lambda client: client.submit("a/b", {}, webhook_url=url), OK)
    assert isinstance(error, errors.BadValue)
    assert error.field == "webhook_url"
    assert network.asked == []


@pytest.mark.parametrize("model", ["", "kling", "../jobs", "a/../b", "/a/b", "a/b/", "a/b?x", "a b/c", "a//b", "ä/b"])
def test_odd_models_are_refused_here(ask, model: str):
    error, network = ask(lambda client: client.submit(model, {}), OK)
    assert isinstance(error, errors.UnknownModel)
    assert network.asked == []


@pytest.mark.parametrize("value", [float("nan"), object(), "\ud800"])
def test_values_that_are_no_json_are_refused_here(ask, value: object):
    error, network = ask(lambda client: client.submit("a/b", {"prompt": value}), OK)
    assert isinstance(error, errors.BadValue)
    assert network.asked == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(401, json={"error": "x"}), errors.BadToken),
        (httpx.Response(402, json={"message": "x"}), errors.OutOfFunds),
        (httpx.Response(404, html="<html>nope</html>"), errors.NotFound),
        (httpx.Response(422, json={"message": "x"}), errors.Refused),
        (httpx.Response(500, json={"error": "x"}), errors.ServerError),
        (httpx.Response(524, html="<html>slow</html>"), errors.ServerError),
        (httpx.Response(200, html="<html>hello</html>"), errors.StrangeReply),
        (httpx.Response(200, json={"status": "queued"}), errors.StrangeReply),
        (httpx.Response(200, json=[]), errors.StrangeReply),
        (httpx.Response(204), errors.StrangeReply),
        (httpx.Response(307, headers={"Location": "/elsewhere"}), errors.StrangeReply),
        (httpx.Response(303, headers={"Location": "https://evil.example/"}), errors.StrangeReply),
        (httpx.Response(304), errors.StrangeReply),
        (httpx.ReadTimeout("x"), errors.Unreachable),
        (httpx.ConnectError("x"), errors.Unreachable),
    ],
)
def test_submit_is_sent_once_whatever_happens(ask, answer: Any, kind: type):
    error, network = ask(submit, answer, OK)
    assert type(error) is kind
    assert len(network.asked) == 1
    assert network.slept == []


def test_too_many_jobs_carry_the_wait(ask):
    answer = httpx.Response(429, json={"error": "CONCURRENCY_LIMIT_REACHED"}, headers={"Retry-After": "600"})
    assert ask(submit, answer)[0].retry_after == 120.0
    dated = httpx.Response(429, headers={"Retry-After": "Mon, 23 Nov 2026 12:00:20 GMT"})
    assert ask(submit, dated, now=lambda: NOW)[0].retry_after == 20.0
    assert ask(submit, httpx.Response(429))[0].retry_after is None


def test_questions_are_asked_up_to_six_times(ask):
    passing = [httpx.Response(code) for code in (502, 524, 429, 408)]
    job, network = ask(lambda client: client.job("j1"), httpx.ReadError("x"), *passing, OK)
    assert job.job_id == "j1"
    assert network.slept == [0.5, 1.0, 2.0, 4.0, 8.0]
    error, network = ask(lambda client: client.job("j1"), httpx.Response(503))
    assert isinstance(error, errors.ServerError)
    assert len(network.asked) == 6
    assert network.asked[0].extensions["timeout"]["read"] == 30


@pytest.mark.parametrize("code", [400, 401, 404, 501])
def test_final_answers_are_not_asked_for_again(ask, code: int):
    _, network = ask(lambda client: client.job("j1"), httpx.Response(code))
    assert len(network.asked) == 1


def test_jobs_are_listed_from_a_cursor(ask):
    page, network = ask(
        lambda client: client.jobs(limit=5000, cursor="c&d"),
        httpx.Response(200, json={"items": [JOB], "next_cursor": "n"}),
    )
    assert page.items[0].job_id == "j1"
    assert page.next_cursor == "n"
    assert dict(network.asked[0].url.params) == {"limit": "1000", "cursor": "c&d"}


def test_cancel_is_sent_once_and_any_success_will_do(ask):
    done, network = ask(lambda client: client.cancel("j1"), httpx.Response(200, content=b"gone"))
    assert done is None
    assert [(request.method, request.url.path) for request in network.asked] == [("DELETE", "/jobs/j1")]
    error, network = ask(lambda client: client.cancel("j1"), httpx.Response(503), httpx.Response(200))
    assert isinstance(error, errors.ServerError)
    assert len(network.asked) == 1


@pytest.mark.parametrize("job_id", ["", ".", "..", " "])
def test_a_job_without_a_proper_id_reaches_nothing_else(ask, job_id: str):
    error, network = ask(lambda client: client.cancel(job_id), httpx.Response(200))
    assert isinstance(error, errors.BadInput)
    assert network.asked == []


def test_ids_cannot_leave_their_place_in_the_path(ask):
    _, network = ask(lambda client: client.job("../assets?x#y"), OK)
    assert network.asked[0].url.raw_path == b"/jobs/..%2Fassets%3Fx%23y"


def test_questions_follow_redirects_at_home_only(ask):
    home = httpx.Response(307, headers={"Location": "https://api.krea.ai/v2/jobs/j1"})
    job, network = ask(lambda client: client.job("j1"), home, OK, token=Token("id:secret"))
    assert job.job_id == "j1"
    assert network.asked[1].headers["authorization"] == "Bearer id:secret"
    for away in ("https://evil.example/", "http://api.krea.ai/jobs/j1", "https://api.krea.ai:8443/jobs/j1"):
        strange = httpx.Response(302, headers={"Location": away})
        error, network = ask(lambda client: client.job("j1"), strange, OK, token=Token("id:secret"))
        assert isinstance(error, errors.StrangeReply)
        assert len(network.asked) == 1
    error, network = ask(lambda client: client.job("j1"), home)
    assert isinstance(error, errors.StrangeReply)
    assert len(network.asked) == 6


def test_the_description_of_the_api(ask):
    assert ask(lambda client: client.openapi(), httpx.Response(200, json={"paths": {}}))[0] == {"paths": {}}
    assert isinstance(ask(lambda client: client.openapi(), httpx.Response(200, json=[]))[0], errors.StrangeReply)


def test_the_end_of_a_model_is_told_once(ask):
    told: list[str] = []
    answer = httpx.Response(
        200,
        json=JOB,
        headers={
            "Deprecation": "true",
            "Sunset": "Mon, 27 Apr 2026 00:00:00 GMT",
            "Link": '<https://www.krea.ai/docs/developers/deprecations>; rel="deprecation"; type="text/html"',
        },
    )

    async def use(client: Client) -> None:
        await client.submit("a/old", {})
        await client.submit("a/old", {})
        await client.submit("a/older", {})

    ask(
        use,
        answer,
        answer,
        httpx.Response(200, json=JOB, headers={"Deprecation": "@17", "Sunset": "?"}),
        on_notice=told.append,
    )
    assert told == [
        "Krea will withdraw a/old on 2026-04-27. More: https://www.krea.ai/docs/developers/deprecations",
        "Krea will withdraw a/older.",
    ]


def test_an_echoed_token_is_not_kept(ask):
    answer = httpx.Response(200, json={"job_id": "j1", "type": "id:secret", "deep": [{"a": "x id:secret y"}]})
    job, _ = ask(lambda client: client.job("j1"), answer, token=Token("id:secret"))
    assert job.type == "•••"
    assert job.raw["deep"] == [{"a": "x ••• y"}]


def test_the_clocks_are_compared(ask):
    async def skew(client: Client) -> tuple[float, float, float]:
        before = client.skew
        await client.job("j1")
        after = client.skew
        await client.job("j1")
        return before, after, client.skew

    date = {"Date": "Mon, 23 Nov 2026 12:00:07 GMT"}
    fresh = httpx.Response(200, json=JOB, headers=date)
    aged = httpx.Response(200, json=JOB, headers={"Date": "Mon, 23 Nov 2026 08:00:00 GMT", "Age": "14400"})
    assert ask(skew, fresh, aged, now=lambda: NOW)[0] == (0.0, 7.0, 7.0)


def test_a_web_page_that_forbids_a_question_can_be_asked_past(ask):
    page = httpx.Response(403, html="<html><title>Just a moment</title></html>")
    assert type(ask(lambda client: client.job("j1"), page)[0]) is errors.StrangeReply
    assert type(ask(lambda client: client.cancel("j1"), page)[0]) is errors.Forbidden
    assert type(ask(lambda client: client.job("j1"), httpx.Response(403, json={}))[0]) is errors.Forbidden


def test_relative_results_belong_to_the_api_that_was_asked(ask):
    done = {"job_id": "j1", "status": "completed", "result": {"urls": ["/x.mp4"]}}
    there = {"base_url": "https://krea.example"}
    clip = "https://krea.example/x.mp4"
    assert ask(lambda client: client.job("j1"), httpx.Response(200, json=done), **there)[0].urls == (clip,)
    assert ask(submit, httpx.Response(200, json=done), **there)[0].urls == (clip,)
    page, _ = ask(lambda client: client.jobs(), httpx.Response(200, json={"items": [done]}), **there)
    assert page.items[0].urls == (clip,)


def test_a_token_is_not_sent_in_the_clear():
    with pytest.raises(errors.BadInput, match="https only"):
        Client(base_url="http://krea.example", token=Token("id:secret"))
    with pytest.raises(errors.BadInput, match="https://"):
        Client(base_url="krea.ai")
    for url in ("http://127.0.0.1:8000", "http://localhost"):
        asyncio.run(Client(base_url=url, token=Token("id:secret")).aclose())
