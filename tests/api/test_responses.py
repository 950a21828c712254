"""Bodies of every known form, and of every unknown one, become values or a StrangeReply."""

from __future__ import annotations

import contextlib
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krea_widgets.api.error_responses import refusal
from krea_widgets.api.read_body import parse_body
from krea_widgets.api.responses import JobResponse, read_asset, read_job, read_page, web_url
from krea_widgets.errors import StrangeReply
from krea_widgets.secret import Redactor, Token

CLIP, SHOT = "https://gen.krea.ai/videos/your-video.mp4", "https://gen.krea.ai/i/thumb.png"
LIVE = {
    "created_at": "2026-02-13T02:20:58.265Z",
    "completed_at": None,
    "job_id": "757a315b",
    "status": "processing",
    "type": "externalImage",
    "result": {},
}


def job(**rest: Any) -> JobResponse:
    return read_job({"job_id": "j", "status": "completed", **rest})


def test_a_live_reply():
    reply = read_job(LIVE)
    assert reply == JobResponse("757a315b", "processing", "2026-02-13T02:20:58.265Z", type="externalImage")
    assert reply.raw == LIVE
    assert "raw" not in repr(reply)


@pytest.mark.parametrize(
    "body",
    [
        {"result": {"urls": [CLIP]}},
        {"result": {"urls": [{"type": "video", "url": CLIP}]}},
        {"result": {"urls": {"video": CLIP}}},
        {"result": {"urls": {"video": {"url": CLIP}}}},
        {"result": {"urls": {"video": [CLIP]}}},
        {"result": {"urls": CLIP}},
        {"result": {"urls": {"video": [{"url": [CLIP]}]}}},
        {"result": [CLIP]},
        {"result": [{"type": "video", "url": CLIP}]},
        {"result": None, "urls": [CLIP]},
        {"result": {}, "urls": [CLIP]},
        {"result": {"video_url": CLIP, "thumbnail_url": SHOT, "duration": 5}},
        {"result": {"url": CLIP}},
        {"result": {"urls": [CLIP], "video_url": CLIP}, "urls": [CLIP]},
        {"result": {"urls": [CLIP, "file:///etc/passwd", "javascript:alert(1)", "", "gen.krea.ai/x", None, 7]}},
    ],
)
def test_every_form_of_urls(body: dict[str, Any]):
    assert job(**body).urls == (CLIP,)


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("//gen.krea.ai/x.mp4", "https://gen.krea.ai/x.mp4"),
        ("/videos/x.mp4", "https://api.krea.ai/videos/x.mp4"),
        ("/videos/17?sig=a/b", "https://api.krea.ai/videos/17?sig=a/b"),
        ("videos/x.mp4?sig=1", "https://api.krea.ai/videos/x.mp4?sig=1"),
        ("gen.krea.ai/x.mp4", "https://gen.krea.ai/x.mp4"),
        ("https://gen.krea.ai/my clip.mp4\n", "https://gen.krea.ai/my%20clip.mp4"),
        ("//gen.krea.ai/my clip.mp4", "https://gen.krea.ai/my%20clip.mp4"),
        ("HTTPS://gen.krea.ai/x.mp4", "HTTPS://gen.krea.ai/x.mp4"),
    ],
)
def test_a_paid_clip_is_not_lost_for_an_odd_address(sent: str, meant: str):
    for result in ({"urls": [sent]}, {"urls": {"video": sent}}, {"video_url": sent}, [{"url": sent}]):
        assert job(result=result).urls == (meant,)


def test_relative_addresses_belong_to_the_api_that_was_asked():
    body = {"job_id": "j", "status": "completed", "result": {"urls": ["/a.mp4", "b.mp4", "//c/d.mp4"]}}
    here = "http://127.0.0.1:8000/"
    meant = (here + "a.mp4", here + "b.mp4", "http://c/d.mp4")
    assert read_job(body, base=here).urls == meant
    assert read_page([body], base=here).items[0].urls == meant
    assert read_asset({"image_url": "/a.png"}, base=here).image_url == here + "a.png"


@pytest.mark.parametrize(
    "text",
    [
        "no clip: refused and/or blocked",
        "video/mp4",
        "file:///x.mp4",
        "javascript:x.mp4",
        "data:video/mp4",
        "//[/x.mp4",
    ],
)
def test_what_is_no_address_is_kept_for_the_curious_only(text: str):
    reply = job(result={"urls": {"video": text}})
    assert reply.urls == ()
    assert reply.raw["result"] == {"urls": {"video": text}}


@pytest.mark.parametrize("body", [{}, {"result": None}, {"result": {}}, {"result": {"urls": []}}, {"result": "x"}])
def test_completed_may_mean_no_url(body: dict[str, Any]):
    assert job(**body).urls == ()


def test_clips_come_first():
    odd = "https://gen.krea.ai/odd"
    assert job(result={"urls": [SHOT, odd, CLIP]}).urls == (CLIP, odd, SHOT)
    assert job(result={"urls": [{"type": "preview", "url": SHOT}, {"type": "model", "url": odd}]}).urls == (odd, SHOT)
    assert job(result={"urls": {"preview": odd, "video": CLIP + "?sig=a.png"}}).urls == (CLIP + "?sig=a.png", odd)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": "internal"}}, "internal", ""),
        ({"error": {"code": "nsfw", "message": "Refused\x07 it"}}, "nsfw", "Refused it"),
        ({"result": {"error": {"code": "c", "message": "m"}}}, "c", "m"),
        ({"result": {"error": "with words"}}, "", "with words"),
        ({"error": "ip_detected"}, "ip_detected", ""),
        ({"error": {}, "message": "at last"}, "", "at last"),
        ({"error": None, "result": {}}, "", ""),
        ({"error": 5, "message": ["x"]}, "", ""),
    ],
)
def test_failures(body: dict[str, Any], code: str, message: str):
    reply = read_job({"id": "j", "status": "failed", **body})
    assert (reply.error_code, reply.error_message) == (code, message)


def test_a_message_is_no_error_while_the_job_runs():
    assert read_job({"id": "j", "status": "processing", "message": "Working on it"}).error_message == ""


@pytest.mark.parametrize(
    ("value", "fraction"),
    [
        (0, 0.0),
        (0.4, 0.4),
        (1, 1.0),
        (45, 0.45),
        (250, 1.0),
        (-3, 0.0),
        ("45%", 0.45),
        ("1%", 0.01),
        ("0.5", 0.5),
        (True, None),
        ("half", None),
        (None, None),
        ([1], None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
    ],
)
def test_progress(value: object, fraction: float | None):
    assert job(progress=value).progress == fraction


@pytest.mark.parametrize(("value", "fraction"), [(1, 0.01), ("1", 0.01), (1.0, 1.0), (0.5, 0.5), (2, 0.02), (0, 0.0)])
def test_one_is_one_percent_until_the_job_is_completed(value: object, fraction: float):
    for status in ("processing", "queued", ""):
        assert read_job({"id": "j", "status": status, "progress": value}).progress == fraction
    assert job(progress=1).progress == 1.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("60-120 seconds", 90),
        ("1-2 minutes", 90),
        ("2 to 3 min", 150),
        ("~45s", 45),
        ("90", 90),
        (90, 90),
        (90.5, 90.5),
        ("soon", None),
        ("60-120 parsecs", None),
        ("0", None),
        (-5, None),
        ("99999 minutes", None),
        (True, None),
        (float("nan"), None),
        ({}, None),
        (None, None),
    ],
)
def test_estimated_time(value: object, seconds: float | None):
    assert job(estimated_time=value).estimated_seconds == seconds


def test_ids_and_states():
    assert read_job({"id": 17, "status": "Canceled"}) == JobResponse("17", "cancelled")
    assert read_job({"id": 10**18 - 1}).job_id == "9" * 18
    assert read_job({"id": 10**18}, job_id="asked").job_id == "asked"
    assert read_job({"status": [5]}, job_id="asked") == JobResponse("asked", "")
    with pytest.raises(StrangeReply, match=r"without an ID\. Krea says: “no such model”"):
        read_job({"error": "no such model"})
    for body in (None, [], "text", 5, {}, {"job_id": ""}, {"job_id": None, "id": True}):
        with pytest.raises(StrangeReply):
            read_job(body)


def test_pages():
    page = read_page({"items": [LIVE, {}, None, {"id": "b"}], "next_cursor": "2026-01-01T00:00:00Z"})
    assert [item.job_id for item in page.items] == ["757a315b", "b"]
    assert page.next_cursor == "2026-01-01T00:00:00Z"
    assert read_page({"items": [], "nextCursor": "c"}).next_cursor == "c"
    assert read_page({"items": [], "next_cursor": None}).next_cursor is None
    assert read_page([LIVE]).next_cursor is None
    for body in ({}, None, {"items": {}}, "x"):
        with pytest.raises(StrangeReply):
            read_page(body)


def test_assets():
    asset = read_asset({"id": "a", "image_url": SHOT, "width": 640.0, "height": None})
    assert (asset.image_url, asset.id, asset.width, asset.height) == (SHOT, "a", 640, None)
    for side in (-1, 0, 1e9, True, "wide"):
        assert read_asset({"image_url": SHOT, "width": side, "height": side}).height is None
    for body in ({}, {"image_url": "data:image/png;base64,xx"}, {"image_url": None}, [], None):
        with pytest.raises(StrangeReply):
            read_asset(body)


def test_bodies_are_parsed_and_secrets_blotted_out():
    assert parse_body(b'{"a": 1}', Redactor(None)) == {"a": 1}
    assert parse_body(b"<html>", Redactor(None)) == "<html>"
    assert parse_body(b"\xff{", Redactor(None)) == "\ufffd{"
    assert parse_body(b"[" * 100_000, Redactor(None)) == "[" * 100_000
    echo = b'{"e": "bad token id:s/ec", "f": "id:s\\/ec"}'
    assert parse_body(echo, Redactor(Token("id:s/ec"))) == {"e": "bad token •••", "f": "•••"}
    assert parse_body(echo, Redactor(None)) == {"e": "bad token id:s/ec", "f": "id:s/ec"}


@pytest.mark.parametrize("url", ["http://a/x y", "https://", "https://[::1", "ftp://a/b", "http://a/\x07", "x" * 9000])
def test_what_is_no_web_url(url: str):
    assert web_url(url) == ""


WORDS = st.sampled_from(
    ["", "j", "completed", "failed", "processing", CLIP, SHOT, "45%", "<html>", "video", "\ud800\x00", "9" * 5000]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
TOP = [
    "id",
    "job_id",
    "status",
    "completed_at",
    "result",
    "error",
    "message",
    "progress",
    "items",
    "next_cursor",
    "type",
    "estimated_time",
]
INNER = ["urls", "url", "video_url", "image_url", "width", "height", "code", "detail", "errors", "path", "msg", "type"]
NAMES = st.sampled_from(TOP) | st.sampled_from(INNER)
BODIES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=8
)


def check(body: object) -> None:
    """Wherever an answer holds this, only our own errors come out, and values are of the promised types."""
    answers = [
        body,
        {"id": "j", "status": "failed", "error": body, "message": body, "created_at": body},
        {"id": "j", "status": "completed", "result": body, "progress": body, "type": body},
        {"items": [body, {"id": body, "status": body, "urls": body}], "next_cursor": body},
        {"error": {"message": body, "code": body, "issues": body}, "detail": body, "image_url": body, "width": body},
    ]
    for answer in answers:
        for read in (read_job, read_page, read_asset):
            with contextlib.suppress(StrangeReply):
                read(answer)  # type: ignore[operator]
        assert not {unicodedata.category(char) for char in str(refusal(422, answer))} & {"Cc", "Cs", "Zl", "Zp"}
        if isinstance(answer, dict):
            reply = read_job(answer, job_id="asked")
            assert reply.job_id
            assert isinstance(reply.status, str)
            assert all(web_url(url) for url in reply.urls)
            assert reply.progress is None or 0 <= reply.progress <= 1
            assert "<html>" not in reply.error_code + reply.error_message


FUZZ = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@settings(FUZZ, max_examples=400)
@given(BODIES)
def test_no_body_breaks_the_reading(body: object):
    """400 bodies in five places each: 2,000 answers."""
    check(body)


@pytest.mark.slow
@settings(FUZZ, max_examples=4000)
@given(BODIES | st.text(max_size=60) | st.binary(max_size=60).map(lambda body: parse_body(body, Redactor(None))))
def test_no_body_breaks_the_reading_at_length(body: object):
    """4,000 bodies in five places each: 20,000 answers."""
    check(body)
