"""The language of faults, and every fault as the client sees it: in the process, streamed, and over a socket."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from krea_widgets.sandbox import InProcess, serving
from krea_widgets.sandbox.faults import Action, Faults, cue, parse_action, without_cue


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("answer 524", Action("answer", status=524)),
        ("ANSWER 429   Retry-After 2", Action("answer", status=429, wait=2.0)),
        ("answer 200 html", Action("answer", status=200, html=True)),
        ("accept then answer 524", Action("answer", accept=True, status=524)),
        ("html 404", Action("answer", status=404, html=True)),
        ("drop", Action("drop")),
        ("accept then drop", Action("drop", accept=True)),
        ("cut at 40%", Action("cut", percent=40.0)),
        ("cut at 99.5 %", Action("cut", percent=99.5)),
        ("stall 5s", Action("stall", wait=5.0)),
        ("refuse urls", Action("refuse")),
        ("finish without urls", Action("finish")),
        ("fail nsfw", Action("fail", word="nsfw")),
        ("fail", Action("fail")),
        ("stay queued", Action("stay", word="queued")),
        ("stay dreaming 0.5 s", Action("stay", word="dreaming", wait=0.5)),
    ],
)
def test_actions(text, action):
    assert parse_action(text) == action


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bananas",
        "answer",
        "answer 99",
        "answer 600",
        "answer 204",
        "cut at 40",
        "stall",
        "stay",
        "stay completed",
        "drop now",
    ],
)
def test_an_unknown_action_is_refused_with_the_list_of_actions(text):
    with pytest.raises(ValueError, match="Use one of: answer STATUS"):
        parse_action(text)


def statuses(faults, requests):
    taken = [faults.take(*request) for request in requests]
    return [action and action.status for action in taken]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("on GET /a answer 500", [500, None, None, None]),
        ("on next GET /a answer 500", [500, None, None, None]),
        ("on 2nd GET /a answer 500", [None, 500, None, None]),
        ("on next 3 GET /a answer 500", [500, 500, 500, None]),
        ("on every GET /a answer 500", [500, 500, 500, 500]),
        ("on POST /a answer 500", [None] * 4),
        ("on GET /b answer 500", [None] * 4),
        ("on GET /* answer 500", [500, None, None, None]),
        ("on 4th answer 500", [None, None, None, 500]),
        ("answer 500", [None] * 4),
    ],
)
def test_which_requests_a_rule_hits(rule, expected):
    faults = Faults()
    faults.add(rule)
    assert statuses(faults, [("GET", "/a")] * 4) == expected


def test_default_method_and_path():
    faults = Faults()
    faults.add("answer 402\ncut at 10%")
    assert statuses(faults, [("GET", "/jobs"), ("POST", "/assets"), ("POST", "/generate/video/a/b")]) == [
        None,
        None,
        402,
    ]
    assert faults.take("GET", "/files/a.mp4").kind == "cut"


def test_rules_queue_up_and_each_counts_every_request():
    faults = Faults()
    faults.add("answer 500\nanswer 502\non 4th POST /generate/* answer 503")
    assert statuses(faults, [("POST", "/generate/x")] * 5) == [500, 502, None, 503, None]
    assert faults.pending() == ()


def test_a_text_is_added_whole_or_not_at_all():
    faults = Faults()
    faults.add("# only a comment\n\n  drop   # a comment\n")
    assert faults.pending() == ("drop",)
    with pytest.raises(ValueError, match="bananas"):
        faults.add("drop\nbananas")
    assert faults.pending() == ("drop",)
    faults.clear()
    assert faults.pending() == ()


def test_prompts_can_ask():
    assert cue("slow pan [sandbox: fail nsfw]") == Action("fail", word="nsfw")
    assert cue("slow pan [Sandbox:DROP]") == Action("drop")
    assert cue("slow pan in a sandbox") is None
    assert without_cue("slow [sandbox: fail nsfw] pan") == "slow   pan"
    with pytest.raises(ValueError, match="bananas"):
        cue("[sandbox: bananas]")


@pytest.mark.parametrize(
    ("fault", "status", "key"),
    [
        ("answer 401", 401, "message"),
        ("answer 402", 402, "message"),
        ("answer 410", 410, "error"),
        ("answer 422", 422, "error"),
        ("answer 429 retry-after 2", 429, "error"),
        ("answer 500", 500, "error"),
    ],
)
def test_errors_on_cue(simulator, fault, status, key):
    simulator.sandbox.faults.add(fault)
    reply = simulator.generate()
    assert reply.status_code == status
    assert isinstance(reply.json()[key], str)
    assert reply.headers.get("retry-after") == ("2" if status == 429 else None)
    assert simulator.sandbox.jobs_created == 0
    assert simulator.generate().status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"), [("answer 524", 524), ("answer 502", 502), ("html 404", 404), ("answer 200 html", 200)]
)
def test_pages_on_cue(simulator, fault, status):
    simulator.sandbox.faults.add(f"on GET /jobs {fault}")
    reply = simulator.get("/jobs")
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "<title>krea.ai" in reply.text
    assert simulator.get("/jobs").status_code == 200


def test_the_job_of_an_ambiguous_answer_exists(simulator):
    simulator.sandbox.faults.add("accept then answer 524")
    assert simulator.generate().status_code == 524
    assert simulator.sandbox.jobs_created == 1
    assert len(simulator.get("/jobs").json()["items"]) == 1


@pytest.mark.parametrize(("fault", "jobs"), [("drop", 0), ("accept then drop", 1)])
def test_dropped_in_the_process(simulator, fault, jobs):
    simulator.sandbox.faults.add(fault)
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected"):
        simulator.generate()
    assert simulator.sandbox.jobs_created == jobs
    assert simulator.get("/sandbox/log").json()["requests"][-1]["status"] == 0
    assert simulator.generate().status_code == 200


@pytest.mark.parametrize(("fault", "jobs"), [("drop", 0), ("accept then drop", 1)])
def test_dropped_on_the_wire(simulator, fault, jobs):
    with serving(simulator.app) as url, httpx.Client(base_url=url) as client:
        simulator.sandbox.faults.add(fault)
        with pytest.raises(httpx.TransportError):
            client.post("/generate/video/kling/kling-2.5", json={"prompt": "x"})
        assert simulator.sandbox.jobs_created == jobs
        assert client.get("/jobs").status_code == 200


@pytest.mark.parametrize("percent", [0, 40, 100])
def test_cut_in_the_process_raises(simulator, percent):
    url = simulator.finished()["result"]["urls"][0]
    simulator.sandbox.faults.add(f"cut at {percent}%")
    with pytest.raises(httpx.RemoteProtocolError):
        simulator.get(url)
    assert simulator.get(url).content == simulator.tiny.read_bytes()


async def cut_then_rest(client, path):
    """What arrives before the cut, then the rest by Range."""
    got, cut = b"", False
    async with client.stream("GET", path) as reply:
        size = int(reply.headers["content-length"])
        try:
            async for chunk in reply.aiter_raw():
                got += chunk
        except httpx.RemoteProtocolError:
            cut = True
    rest = await client.get(path, headers={"Range": f"bytes={len(got)}-", "If-Range": reply.headers["etag"]})
    assert cut
    return size, len(got), rest.status_code, got + rest.content


def check_cut(simulator, outcome):
    size, arrived, status, whole = outcome
    assert (arrived, status, whole) == (size * 40 // 100, 206, simulator.tiny.read_bytes())


def test_cut_streamed_in_the_process_can_be_resumed(simulator):
    path = f"/files/{simulator.finished()['job_id']}.mp4"

    async def go():
        async with httpx.AsyncClient(transport=InProcess(simulator.app), base_url="http://sandbox") as client:
            return await cut_then_rest(client, path)

    simulator.sandbox.faults.add("cut at 40%")
    check_cut(simulator, asyncio.run(go()))


def test_cut_on_the_wire_can_be_resumed(simulator):
    path = f"/files/{simulator.finished()['job_id']}.mp4"

    async def go(url):
        async with httpx.AsyncClient(base_url=url) as client:
            return await cut_then_rest(client, path)

    simulator.sandbox.faults.add("cut at 40%")
    with serving(simulator.app) as url:
        check_cut(simulator, asyncio.run(go(url)))


def test_stall_is_late_and_right(simulator):
    simulator.sandbox.faults.add("stall 0.15s")
    start = time.monotonic()
    assert simulator.generate().status_code == 200
    assert time.monotonic() - start >= 0.15


@pytest.mark.parametrize("place", ["rule", "prompt"])
@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [("fail nsfw", "failed", {"code": "nsfw"}), ("fail", "failed", None), ("finish without urls", "completed", None)],
)
def test_jobs_end_badly_on_cue(simulator, place, fault, status, error):
    if place == "rule":
        simulator.sandbox.faults.add(fault)
    job = simulator.finished(prompt=f"slow pan [sandbox: {fault}]" if place == "prompt" else "slow pan")
    assert (job["status"], job.get("error")) == (status, error)
    assert not (job["result"] or {}).get("urls")
    assert job["completed_at"]
    assert simulator.takes == []
    assert simulator.finished()["result"]["urls"]


def test_prompts_can_fail_the_request(simulator):
    assert simulator.generate(prompt="x [sandbox: answer 402]").status_code == 402
    assert simulator.generate(prompt="x [sandbox: answer 429 retry-after 3]").headers["retry-after"] == "3"
    with pytest.raises(httpx.RemoteProtocolError):
        simulator.generate(prompt="x [sandbox: drop]")
    assert simulator.sandbox.jobs_created == 0
    with pytest.raises(httpx.RemoteProtocolError):
        simulator.generate(prompt="x [sandbox: accept then drop]")
    assert simulator.generate(prompt="x [sandbox: accept then answer 524]").status_code == 524
    assert simulator.sandbox.jobs_created == 2
    assert simulator.generate(prompt="x [sandbox: stall 0.01s]").status_code == 200
    unknown = simulator.generate(prompt="x [sandbox: bananas]")
    assert (unknown.status_code, unknown.json()["issues"][0]["path"]) == (422, "prompt")


def test_more_jobs_than_allowed_are_refused(simulator):
    simulator.sandbox.faults.add("allow  2 Jobs # at a time\nfail nsfw")
    assert simulator.finished()["error"] == {"code": "nsfw"}
    # A job that is held in its state keeps its place.
    jobs = [simulator.submit(prompt=f"x [sandbox: stay {state}]") for state in ("processing", "queued")]
    full = simulator.generate()
    assert (full.status_code, full.json()["error"]) == (429, "CONCURRENCY_LIMIT_REACHED")
    assert simulator.sandbox.jobs_created == 3
    simulator.until(jobs[0], "processing")
    simulator.request("DELETE", f"/jobs/{jobs[0]}")
    assert simulator.finished()["status"] == "completed"
    simulator.sandbox.faults.add("allow 1 job")
    assert simulator.sandbox.faults.pending() == ("allow 1 jobs",)
    assert simulator.generate().status_code == 429
    simulator.sandbox.faults.clear()
    assert simulator.generate().status_code == 200


def test_a_prompt_cannot_allow_jobs(simulator):
    assert simulator.generate(prompt="x [sandbox: allow 3 jobs]").status_code == 422


def test_a_prompt_can_cut_its_own_download(simulator):
    other = simulator.finished()["result"]["urls"][0]
    url = simulator.finished(prompt="x [sandbox: cut at 50%]")["result"]["urls"][0]
    assert simulator.get(other).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        simulator.get(url)
    assert simulator.get(url).status_code == 200


def test_the_camera_does_not_read_the_fault(simulator):
    simulator.finished(prompt="slow pan [sandbox: stay queued 0.01s]")
    assert simulator.takes[0].prompt == "slow pan"


def test_faults_over_http(simulator):
    assert simulator.request("POST", "/sandbox/faults", content="drop\nfail nsfw").text == "drop\nfail nsfw"
    assert simulator.get("/sandbox/faults").text == "drop\nfail nsfw"
    wrong = simulator.request("POST", "/sandbox/faults", content="bananas")
    assert (wrong.status_code, "Use one of: answer" in wrong.json()["error"]) == (400, True)
    assert simulator.request("POST", "/sandbox/faults", content="allow 0 jobs").text.startswith("allow 0 jobs\ndrop")
    assert simulator.sandbox.faults.take("POST", "/generate/video/a/b").kind == "drop"
    assert simulator.generate().status_code == 429
    assert simulator.request("DELETE", "/sandbox/faults").text == ""
    assert simulator.generate().status_code == 200


def test_faults_leave_the_sandbox_urls_alone(simulator):
    simulator.sandbox.faults.add("on every answer 500")
    assert simulator.get("/jobs").status_code == 500
    assert simulator.request("DELETE", "/sandbox/faults").status_code == 200
    assert simulator.get("/jobs").status_code == 200


@pytest.mark.parametrize("prompt", ["[sandbox:" * 50_000, "[ " * 50_000, "[sandbox: fail " * 20_000 + "]"])
def test_a_prompt_of_cues_takes_no_longer_than_its_length(prompt):
    """Twice the text in about twice the time; the pattern took the square once."""

    def taken(text: str) -> float:
        start = time.perf_counter()
        without_cue(text)
        return time.perf_counter() - start

    half, whole = (min(taken(text) for _ in range(5)) for text in (prompt[: len(prompt) // 2], prompt))
    assert whole < 20 * half + 0.05
