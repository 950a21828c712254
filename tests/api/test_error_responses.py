"""Error bodies in all known forms become errors in plain words."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import pytest

from krea_widgets import errors
from krea_widgets.api.error_responses import field_errors, plain, refusal, server_message, unreachable

PAGE_524 = (
    "<!DOCTYPE html><html><head><title>krea.ai | 524: A timeout occurred</title></head><body>Ray ID</body></html>"
)
GONE = {
    "error": "model_unavailable",
    "reason": "deprecated",
    "message": "The model 'video/bytedance/seedance-1.0-lite' was deprecated on 2026-04-27.",
    "sunset_date": "2026-04-27",
    "replacement": "video/bytedance/seedance-1.0-pro-fast",
}
FUNDS = {"message": "Your API balance is separate from your workspace compute balance. Please top up."}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"error": {"message": "the message", "code": "c"}, "message": "other"}, "the message"),
        ({"error": "plain words", "message": "other"}, "plain words"),
        ({"error": "a_code", "message": "the words"}, "the words"),
        ({"error": "a_code"}, "a_code"),
        ({"message": "INSUFFICIENT_BALANCE"}, "INSUFFICIENT_BALANCE"),
        ({"detail": "not so"}, "not so"),
        ({"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}, "prompt: field required"),
        ({"errors": [{"path": ["style_images", 0, "url"], "message": "Bad"}]}, "style_images.0.url: Bad"),
        ({"issues": [{"field": "duration", "message": "too long"}]}, "duration: too long"),
        ({"details": {"fieldErrors": {"prompt": ["Required"]}}}, "prompt: Required"),
        ({"error": {"code": "internal"}}, "internal"),
        ({"error": {"message": PAGE_524}, "message": "behind the page"}, "behind the page"),
        ("just text", "just text"),
        (PAGE_524, ""),
        ([1, 2], ""),
        (None, ""),
        ({"error": None, "message": 5, "detail": {"a": {}}}, ""),
    ],
)
def test_server_message(body: object, text: str):
    assert server_message(body) == text


def test_faults_by_field():
    body = {
        "detail": [{"loc": ["body", "duration"], "msg": "not one of 5, 10"}, "general", 7, {"msg": "no field"}],
        "error": {"issues": [{"keys": ["mode"], "message": "Unrecognized key"}]},
        "validationErrors": {"prompt": "Required", "odd": {}},
    }
    assert field_errors(body) == {"duration": "not one of 5, 10", "mode": "Unrecognized key", "prompt": "Required"}


def test_plain_is_one_harmless_line():
    assert plain("a\x00b\x1b[31m red\x1b[0m\r\n\tnext \u202egnp.exe") == "ab red next gnp.exe"
    assert plain("x" * 1000) == "x" * 299 + "…"
    assert plain("Zoë 猫 👩‍🎨") == "Zoë 猫 👩‍🎨"
    assert plain(b"bytes") == plain(None) == plain("<h1>Error</h1>") == ""


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (401, {"error": "Unauthorized"}, errors.BadToken, ["does not know this token", "krea.ai/app/api/tokens"]),
        (402, FUNDS, errors.OutOfFunds, ["separate from", "https://krea.ai/app/api;", "web app does not pay"]),
        (
            402,
            {"error": "Plan required"},
            errors.PlanRequired,
            ["“Plan required”", "Not billed.", "Change the plan at"],
        ),
        (402, {"message": "PLAN_REQUIRED"}, errors.PlanRequired, ["does not include this"]),
        (402, {"error": "Insufficient credits. Upgrade your plan"}, errors.OutOfFunds, ["Top it up"]),
        (402, {"error": "Insufficient credits"}, errors.OutOfFunds, ["balance at Krea is too low"]),
        (402, "", errors.OutOfFunds, ["Top it up"]),
        (403, {"error": "needs a workspace service API key"}, errors.Forbidden, ["a workspace service API key"]),
        (404, {"error": "Job not found"}, errors.NotFound, ["no job 5", "Job not found"]),
        (410, GONE, errors.ModelGone, ["withdrawn", "Use bytedance/seedance-1.0-pro-fast instead."]),
        (400, {"error": "Bad query"}, errors.Refused, ["did not accept", "Bad query"]),
        (413, PAGE_524, errors.Refused, ["too large"]),
        (422, {"message": "Invalid asset URL"}, errors.Refused, ["Invalid asset URL", "uploaded again"]),
        (429, {"error": "CONCURRENCY_LIMIT_REACHED"}, errors.TooManyJobs, ["no more jobs", "Wait until"]),
        (500, {"error": {"code": "internal"}}, errors.ServerError, ["problem (500)", "Try again"]),
        (524, PAGE_524, errors.ServerError, ["took too long (524)"]),
        (408, "", errors.ServerError, ["took too long (408)"]),
        (302, "", errors.StrangeReply, ["another address"]),
        (418, None, errors.Refused, ["did not accept"]),
    ],
)
def test_every_status_has_its_error_and_words(status: int, body: Any, kind: type, message: list[str]):
    error = refusal(status, body, subject="job 5")
    assert type(error) is kind
    assert error.status == status
    for word in message:
        assert word in str(error)
    assert "<" not in str(error)
    assert "!" not in str(error)


def test_what_the_error_carries():
    assert refusal(410, GONE).replacement == "bytedance/seedance-1.0-pro-fast"  # type: ignore[attr-defined]
    assert refusal(410, {"error": "model_unavailable"}).replacement is None  # type: ignore[attr-defined]
    assert refusal(429, {}, retry_after=9.0).retry_after == 9.0  # type: ignore[attr-defined]
    refused = refusal(422, {"detail": [{"loc": ["body", "mode"], "msg": "Unrecognized key"}]})
    assert refused.fields == {"mode": "Unrecognized key"}  # type: ignore[attr-defined]
    assert str(refused).count("Unrecognized key") == 1
    hidden = refusal(422, {"message": "Invalid body", "issues": [{"path": ["mode"], "message": "Unrecognized key"}]})
    assert "(mode: Unrecognized key)" in str(hidden)
    page = refusal(524, PAGE_524)
    assert page.details == "HTTP 524, a web page: krea.ai | 524: A timeout occurred"
    assert len(refusal(500, "long " * 1000).body) <= 500


def test_billing_is_told_as_far_as_it_is_known():
    assert refusal(422, {}).billed is False
    assert "Not billed." in str(refusal(402, FUNDS))
    assert refusal(524, PAGE_524).billed is None
    assert "may have started" in str(refusal(524, PAGE_524, submitting=True))
    assert "billed" not in str(refusal(524, PAGE_524, submitting=True))


def test_a_page_that_forbids_a_question_is_not_kreas_word():
    page = "<!DOCTYPE html><html><head><title>Attention Required | Cloudflare</title></head></html>"
    error = refusal(403, page, reading=True)
    assert type(error) is errors.StrangeReply
    assert "web page (403)" in str(error)
    assert "Attention Required" in error.details
    assert type(refusal(403, {"error": "no"}, reading=True)) is errors.Forbidden
    assert type(refusal(403, page)) is errors.Forbidden  # a submit that was not let through has started nothing


def test_no_token_is_told_apart_from_a_wrong_one():
    assert "none is set" in str(refusal(401, {}, has_token=False))
    assert "none is set" not in str(refusal(401, {}))


SILENCES = [
    (
        "could not be reached.",
        False,
        (
            httpx.ConnectError("[Errno -2] Name or service not known"),
            httpx.ConnectTimeout("x"),
            httpx.ProxyError("x"),
            httpx.UnsupportedProtocol("x"),
        ),
    ),
    ("certificate", False, (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"),)),
    ("Too many requests", False, (httpx.PoolTimeout("x"),)),
    ("in time", True, (httpx.ReadTimeout("x"), httpx.WriteTimeout("x"))),
    (
        "broke off",
        True,
        [kind("x") for kind in (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.DecodingError)]
        + [ssl.SSLError("x")],
    ),
]


@pytest.mark.parametrize(
    ("cause", "maybe_sent", "word"), [(cause, sent, word) for word, sent, causes in SILENCES for cause in causes]
)
def test_silences(cause: Exception, maybe_sent: bool, word: str):
    error = unreachable(cause, "api.krea.ai", submitting=True)
    assert error.maybe_sent is maybe_sent
    assert "api.krea.ai" in str(error)
    assert word in str(error)
    assert ("may have started" in str(error)) is maybe_sent
    assert type(cause).__name__ in error.details
    assert type(cause).__name__ not in str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, errors.StrangeReply),
        (399, errors.StrangeReply),
        (400, errors.Refused),
        (413, errors.Refused),
        (418, errors.Refused),
        (499, errors.Refused),
        (408, errors.ServerError),
        (425, errors.ServerError),
        (500, errors.ServerError),
        (599, errors.ServerError),
    ],
)
def test_ranges_of_statuses(status: int, kind: type[errors.ApiError]):
    assert type(refusal(status, {})) is kind


def test_texts_of_a_server_have_a_limit():
    long = "word " * 200
    assert len(plain(long)) == 300
    assert len(plain(long, 80)) == 80
    assert plain(long, 80).endswith("…")
    assert refusal(400, {"error": "c" * 100}).details == f"HTTP 400, {'c' * 79}…"
    title = refusal(502, f"<html><title>{'t' * 200}</title></html>").details
    assert title == f"HTTP 502, a web page: {'t' * 119}…"
    assert len(refusal(502, "b" * 900).body) == 500
    assert list(field_errors({"errors": [{"path": "f" * 100, "message": long}]})) == ["f" * 79 + "…"]
    many = {"errors": [{"path": f"f{number}", "message": "bad"} for number in range(30)]}
    assert len(field_errors(many)) == 20
    assert str(refusal(422, {"fieldErrors": None, **many})).count("f1") >= 1
