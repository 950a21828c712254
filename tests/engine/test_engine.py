"""From shot to clip, against a scripted Krea: submitted once, watched through trouble, honest at the end."""

import asyncio
import base64
import json
import sys
import threading

import httpx
import pytest
from PIL import Image

from krea_widgets import errors
from krea_widgets.api import Client
from krea_widgets.engine import JobControl
from krea_widgets.media import Clip, open_still

HTML_524 = httpx.Response(524, text="<html><title>krea.ai | 524: A timeout occurred</title></html>")


def wait(job):
    return job.wait(timeout=20)


def states(bench):
    return [entry.state for entry in bench.journal.entries()]


# the good way


def test_a_shot_becomes_a_clip(bench):
    job = bench.job()
    assert repr(job) == f"<Job {job.key} · {job.progress.message} · `await job` or `job.wait()` gives the clip>"
    clip = wait(bench.start(job))
    assert repr(job) == f"<Job job-1 · {job.progress.message}>"
    assert clip.path.read_bytes().startswith(bench.krea.mp4)
    assert job.clip is clip
    assert job.done()
    assert job.id == "job-1"
    assert states(bench) == ["done"]
    assert bench.krea.count("POST", "/generate/video/kling/kling-2.5") == 1
    assert not list(clip.path.parent.glob(".*"))


def test_the_engines_own_loop_waits_without_polling(bench, monkeypatch):
    monkeypatch.setattr("krea_widgets.engine.loop.INTERRUPT_CHECK", 3600)
    job = bench.start()
    assert bench.loop.run(JobControl(job).wait()) is job.clip
    failed = bench.start(bench.job(id="unknown"))
    with pytest.raises(errors.JobLost):
        bench.loop.run(JobControl(failed).wait())
    # Also a wait that begins after the end.
    assert bench.loop.run(JobControl(job).wait()) is job.clip


def test_what_is_sent_is_what_was_asked_and_nothing_else(bench):
    wait(bench.start(bench.job(duration=10)))
    body = bench.krea.jobs["job-1"]["body"]
    assert body == {
        "prompt": "slow dolly in",
        "start_image": bench.krea.jobs["job-1"]["body"]["start_image"],
        "duration": 10,
    }
    assert body["start_image"].startswith("https://assets.krea.ai/")


def test_the_sidecar_holds_the_settings_and_never_the_token(bench):
    clip = wait(bench.start())
    text = clip.path.with_suffix(".json").read_text(encoding="utf-8")
    settings = json.loads(text)
    assert settings["prompt"] == "slow dolly in"
    assert settings["job_id"] == "job-1"
    assert settings["still"]["digest"] == bench.still.digest
    assert settings["values"]["start_image"].startswith("https://assets.krea.ai/")
    assert "canary" not in text


def test_the_clip_itself_holds_them_too_without_poster_address_or_token(bench, tmp_path):
    clip = wait(bench.start())
    friends = clip.path.rename(tmp_path / "renamed.mp4")
    carried = Clip.open(friends).settings
    for name in ("model", "prompt", "values", "still", "job_id", "backend", "created_at", "seconds"):
        assert carried[name] == clip.settings[name]
    assert not {"poster", "url", "call"} & set(carried)
    behind = friends.read_bytes()[len(bench.krea.mp4) :]
    assert b"slow dolly in" in behind
    assert b"canary" not in behind
    assert clip.poster
    assert base64.b64encode(clip.poster) not in behind


def test_the_phases_are_told_in_order_and_the_bar_never_falls(bench):
    wait(bench.start())
    phases = [progress.phase for progress in bench.heard]
    order = ["submitting", "uploading", "submitting", "waiting", "working", "saving", "done"]
    assert [phase for i, phase in enumerate(phases) if i == 0 or phases[i - 1] != phase] == order
    fractions = [progress.fraction for progress in bench.heard if progress.fraction is not None]
    assert fractions == sorted(fractions)
    assert bench.heard[-1].message.startswith("Done in ")


def test_a_still_is_uploaded_once(bench):
    for _ in range(3):
        wait(bench.start())
    assert bench.krea.count("POST", "/assets") == 1
    assert bench.krea.count("POST", "/generate") == 3


def test_the_same_still_for_jobs_at_once_is_uploaded_once(bench):
    jobs = [bench.start() for _ in range(8)]
    assert len({wait(job).path for job in jobs}) == 8
    assert bench.krea.count("POST", "/assets") == 1
    assert len(bench.krea.jobs) == 8


def test_uploads_are_remembered_but_not_without_end(bench, monkeypatch):
    monkeypatch.setattr("krea_widgets.engine.submit.MOST_UPLOADS", 3)
    stills = [open_still(Image.new("RGB", (320, 320), (shade, 0, 0))) for shade in range(8)]
    for still in [*stills, stills[-1], stills[0]]:
        wait(bench.start(bench.job(start_image=still)))
    assert bench.krea.count("POST", "/assets") == len(stills) + 1
    dependencies = bench.loop.run(bench.engine.dependencies())
    assert len(dependencies.uploads) <= 4


def test_a_job_can_be_awaited_on_any_loop_and_by_many(bench):
    job = bench.start()

    async def cell():
        return await asyncio.gather(job, job)

    one, two = asyncio.run(cell())
    assert one is two is job.wait()


def test_an_await_that_is_cancelled_does_not_stop_the_job(bench, capsys):
    bench.krea.states = ["queued"] * 50 + ["processing", "completed"]
    job = bench.start()

    async def cell():
        task = asyncio.create_task(job)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cell())
    assert "continues" in capsys.readouterr().err
    assert wait(job).path.exists()
    assert bench.krea.count("DELETE", "/") == 0


def test_a_wait_that_times_out_carries_the_live_job(bench):
    hold = threading.Event()
    bench.krea.polls = [lambda: (hold.wait(10), httpx.Response(503))[1]]
    job = bench.start()
    with pytest.raises(errors.WaitTimeout) as caught:
        job.wait(timeout=0.05)
    hold.set()
    assert caught.value.job is job
    assert isinstance(caught.value, TimeoutError)
    assert wait(job).path.exists()


def test_a_callback_may_wait_for_the_job_itself_and_may_fail(bench, caplog):
    got = []
    job = bench.job()
    job.on_progress(lambda job: got.append(job.wait(timeout=10)) if not got else None)
    stop = job.on_progress(lambda job: 1 / 0)
    wait(bench.start(job))
    deadline = threading.Event()
    job.on_progress(lambda job: deadline.set())
    assert deadline.wait(5)
    stop()
    assert got == [job.clip]
    assert "ZeroDivisionError" in caplog.text


# submitting


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("closed"),
        httpx.ReadError("reset"),
        HTML_524,
        httpx.Response(500, text="boom"),
        httpx.Response(200, text="not json"),
    ],
    ids=["read timeout", "closed", "reset", "524", "500", "200 without json"],
)
def test_a_submit_without_answer_is_found_and_never_sent_again(bench, lost):
    def accepted_but_lost():
        bench.krea.accept(None)
        if isinstance(lost, Exception):
            raise lost
        return lost

    bench.krea.posts = [accepted_but_lost]
    clip = wait(bench.start())
    assert clip.job_id == "job-1"
    assert bench.krea.count("POST", "/generate") == 1
    assert len(bench.krea.jobs) == 1


def test_without_a_trace_it_is_uncertain_and_never_sent_again(bench):
    bench.krea.posts = [httpx.ReadTimeout("slow")]
    job = bench.start()
    with pytest.raises(errors.SubmitUncertain, match="No new job is listed") as caught:
        wait(job)
    assert caught.value.candidates == ()
    assert "krea.send_again(error.job)" in str(caught.value)
    assert job.progress.phase == "uncertain"
    assert states(bench) == ["uncertain"]
    assert bench.krea.count("POST", "/generate") == 1


def test_two_candidates_are_listed_and_none_is_taken(bench):
    def accepted_but_lost():
        bench.krea.accept(None)
        bench.krea.accept(None)  # somebody else's, at the same moment
        raise httpx.ReadTimeout("slow")

    bench.krea.posts = [accepted_but_lost]
    with pytest.raises(errors.SubmitUncertain, match="2 jobs could be yours") as caught:
        wait(bench.start())
    assert caught.value.candidates == ("job-1", "job-2")
    assert "krea.adopt(id, error.job)" in str(caught.value)
    assert bench.krea.count("POST", "/generate") == 1


def test_an_older_job_is_not_taken_for_the_lost_one(bench):
    bench.krea.accept(None, id="yesterday", age=3600)
    bench.krea.posts = [bench.krea.accept_then_drop]
    assert wait(bench.start()).job_id == "job-1"


def test_lost_submits_at_once_are_kept_apart(bench):
    bench.krea.posts = [bench.krea.accept_then_drop] * 5
    jobs = [bench.start() for _ in range(5)]
    assert sorted(wait(job).job_id for job in jobs) == sorted(bench.krea.jobs)
    assert len(bench.krea.jobs) == 5


def test_a_clock_that_is_wrong_does_not_matter(bench):
    """The server lives an hour behind us; its own Date tells."""

    def accepted_but_lost():
        bench.krea.accept(None, age=3600)
        raise httpx.ReadTimeout("slow")

    def dated(response):
        response.headers["date"] = httpx.Response(200).headers.get("date") or old
        return response

    from datetime import datetime, timedelta, timezone
    from email.utils import format_datetime

    old = format_datetime(datetime.now(timezone.utc) - timedelta(hours=1), usegmt=True)
    answer = {"id": "a1", "image_url": "https://assets.krea.ai/1.png"}
    bench.krea.uploads = [dated(httpx.Response(200, json=answer))]
    bench.krea.posts = [accepted_but_lost]
    assert wait(bench.start()).job_id == "job-1"


def test_what_surely_never_arrived_is_sent_again(bench):
    bench.krea.posts = [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")]
    assert wait(bench.start()).path.exists()
    assert bench.krea.count("POST", "/generate") == 3
    assert len(bench.krea.jobs) == 1


def test_it_is_not_tried_for_ever(bench):
    bench.krea.posts = [httpx.ConnectError("refused")] * 10
    with pytest.raises(errors.Unreachable):
        wait(bench.start())
    assert bench.krea.count("POST", "/generate") == 4
    assert states(bench) == ["failed"]


def test_too_many_jobs_are_waited_out_with_a_countdown(bench):
    bench.krea.posts = [
        httpx.Response(429, json={"error": "CONCURRENCY_LIMIT_REACHED"}, headers={"Retry-After": "3"}),
        httpx.Response(429, json={"error": "CONCURRENCY_LIMIT_REACHED"}),
    ]
    job = bench.start()
    wait(job)
    message = [progress.message for progress in bench.heard]
    assert "Krea is busy with your other jobs, trying again in 3 s" in message
    assert "Krea is busy with your other jobs, trying again in 15 s" in message


@pytest.mark.parametrize(
    ("response", "error", "message"),
    [
        (httpx.Response(401, json={"error": "Unauthorized"}), errors.BadToken, "token"),
        (httpx.Response(402, json={"message": "Your API balance is separate."}), errors.OutOfFunds, "balance"),
        (httpx.Response(422, json={"error": "Unrecognized keys: mode"}), errors.Refused, "mode"),
    ],
)
def test_a_refusal_says_so_and_nothing_was_billed(bench, response, error, message):
    bench.krea.posts = [response]
    with pytest.raises(error, match=message) as caught:
        wait(bench.start())
    assert caught.value.billed is False
    assert states(bench) == ["failed"]


def test_a_withdrawn_model_names_its_replacement(bench):
    body = {"error": "model_unavailable", "message": "gone", "replacement": "video/kling/kling-3.0"}
    bench.krea.posts = [httpx.Response(410, json=body)]
    with pytest.raises(errors.ModelGone) as caught:
        wait(bench.start())
    assert caught.value.replacement == "kling/kling-3.0"


def test_an_upload_that_krea_forgot_is_made_anew_once(bench):
    wait(bench.start())
    bench.krea.posts = [httpx.Response(422, json={"error": "Invalid asset URL"})]
    wait(bench.start())
    assert bench.krea.count("POST", "/assets") == 2
    assert len(bench.krea.jobs) == 2


# watching


def test_a_fresh_job_may_be_unknown_for_a_moment(bench):
    bench.krea.polls = [httpx.Response(404, json={"error": "Job not found"})] * 3
    assert wait(bench.start()).path.exists()


def test_a_job_that_stays_unknown_is_lost_and_that_is_not_called_free(bench):
    bench.krea.polls = [httpx.Response(404, json={"error": "Job not found"})] * 9
    with pytest.raises(errors.JobLost) as caught:
        wait(bench.start())
    assert caught.value.gone
    assert caught.value.billed is None


def test_a_lost_connection_is_not_a_failure(bench):
    bench.krea.polls = [httpx.ReadTimeout("slow")] * 14 + [httpx.Response(502, text="<html>bad gateway</html>")] * 7
    assert wait(bench.start()).path.exists()
    assert any(p.message.startswith("Connection lost, trying again in") for p in bench.heard)
    assert bench.krea.count("POST", "/generate") == 1


@pytest.mark.slow
def test_it_stops_watching_in_the_end_but_keeps_the_job(bench):
    bench.krea.states = ["queued"] * 2000 + ["processing"] * 3000
    with pytest.raises(errors.JobLost, match="longer than Krea itself allows"):
        wait(bench.start())
    assert bench.clock.time > 2000 * 7  # the time in line was not counted
    assert [entry.job_id for entry in bench.journal.open_jobs("krea")] == ["job-1"]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"error": {"code": "nsfw"}}, "refused by moderation. Not billed. Try another image"),
        ({"error": {"code": "internal"}}, "something went wrong on its side"),
        ({"result": {"error": "Thumbnail not found"}}, "Thumbnail not found"),
        ({}, "it gave no reason. Not billed."),
    ],
)
def test_a_failed_job_says_why(bench, reply, message):
    bench.krea.polls = [
        httpx.Response(200, json={"job_id": "job-1", "status": "failed", "created_at": "2026-01-01T00:00:00Z", **reply})
    ]
    with pytest.raises(errors.JobFailed, match=message) as caught:
        wait(bench.start())
    assert caught.value.billed is False
    assert states(bench) == ["failed"]


@pytest.mark.parametrize(("reply", "advised"), [({}, True), ({"result": {"error": "Thumbnail not found"}}, False)])
def test_an_end_image_is_suspected_only_where_krea_says_nothing(bench, reply, advised):
    failed = {"job_id": "job-1", "status": "failed", "created_at": "2026-01-01T00:00:00Z", **reply}
    bench.krea.polls = [httpx.Response(200, json=failed)]
    with pytest.raises(errors.JobFailed) as caught:
        wait(bench.start(bench.job(end_image=open_still(Image.new("RGB", (320, 240), "navy")))))
    assert ("another end image" in str(caught.value)) is advised


# cancelling


def test_cancel_before_anything_is_sent(bench):
    job = bench.job()
    assert job.cancel()
    with pytest.raises(errors.JobCancelled, match="before anything was sent"):
        wait(bench.start(job))
    assert bench.krea.seen == []


def test_cancel_while_it_can_be(bench):
    bench.krea.states = ["processing"] * 10_000
    job = bench.job()
    job.at_once = lambda job: job.progress.phase == "working" and job.cancel()
    with pytest.raises(errors.JobCancelled) as caught:
        wait(bench.start(job))
    assert caught.value.billed is False
    assert bench.krea.count("DELETE", "/jobs/job-1") == 1
    assert not job.cancel()


def test_a_cancel_waits_for_the_state_in_which_it_works(bench):
    bench.krea.states = ["backlogged", "backlogged", "scheduled", *["queued"] * 10_000]
    job = bench.job()
    job.at_once = lambda job: job.progress.status == "backlogged" and job.cancel()
    with pytest.raises(errors.JobCancelled):
        wait(bench.start(job))
    assert any(p.message == "Cancelling as soon as Krea allows it" for p in bench.heard)
    assert bench.krea.count("DELETE", "/jobs/job-1") == 1


def test_too_late_to_cancel_is_said_and_the_clip_is_kept(bench):
    bench.krea.states = ["queued", *["sampling"] * 200, "completed"]
    job = bench.job()
    job.at_once = lambda job: job.progress.status == "sampling" and job.cancel()
    assert wait(bench.start(job)).path.exists()
    assert bench.krea.count("DELETE", "/") == 0
    assert any(p.message == "Too late to cancel: Krea is finishing it." for p in bench.heard)


def test_after_a_cancel_that_krea_did_not_answer_it_is_not_sent_twice(bench):
    bench.krea.states = ["queued", *["processing"] * 30, "completed"]
    bench.krea.deletes = [httpx.ReadTimeout("slow")]
    job = bench.job()
    job.at_once = lambda job: job.progress.status == "processing" and job.cancel()
    assert wait(bench.start(job)).path.exists()
    assert bench.krea.count("DELETE", "/") == 1


# collecting


def test_completed_without_a_clip_is_said_as_such(bench):
    empty = {"job_id": "job-1", "status": "completed", "created_at": "2026-01-01T00:00:00Z", "result": {}}
    bench.krea.polls = [httpx.Response(200, json=empty)] * 2
    with pytest.raises(errors.NoResult) as caught:
        wait(bench.start())
    assert caught.value.billed is None


def test_a_url_that_has_run_out_is_asked_for_anew(bench):
    bench.krea.files = [httpx.Response(403)]
    assert wait(bench.start()).path.exists()


def test_a_clip_that_cannot_be_fetched_stays_in_the_journal_and_is_fetched_later(bench):
    bench.krea.files = [httpx.Response(500)] * 50
    with pytest.raises(errors.DownloadFailed) as caught:
        wait(bench.start())
    assert caught.value.billed is True
    assert [entry.job_id for entry in bench.journal.open_jobs("krea")] == ["job-1"]
    bench.krea.files.clear()
    assert wait(bench.start(bench.job(id="job-1"))).path.exists()
    assert bench.krea.count("POST", "/generate") == 1


def test_half_a_file_is_never_called_a_clip(bench):
    bench.krea.files = [httpx.Response(200, content=bench.krea.mp4[:-200])] * 50
    with pytest.raises(errors.DownloadFailed):
        wait(bench.start())
    assert not list(bench.clips.glob("*.mp4"))


def test_no_clip_is_overwritten(bench):
    one, two = wait(bench.start()), wait(bench.start())
    assert one.path != two.path
    assert one.path.exists()


# values of all kinds


def test_images_in_lists_and_objects_are_uploaded_too(bench):
    from PIL import Image

    from krea_widgets.catalogue import bundled
    from krea_widgets.engine import Job
    from krea_widgets.media import Shot

    other = open_still(Image.new("RGB", (96, 64), "red"))
    model = bundled()["kling/kling-o1"]
    values = {"prompt": "p", "start_image": bench.still, "element_references": [{"images": [other], "tag": "cat"}]}
    job = Job(Shot(model.id, values), model, backend="krea", loop=bench.loop)
    wait(bench.start(job))
    body = bench.krea.jobs["job-1"]["body"]
    assert body["element_references"][0]["images"][0].startswith("https://assets.krea.ai/")
    assert bench.krea.count("POST", "/assets") == 2


def test_a_webhook_is_passed_on(bench):
    seen = {}
    bench.krea.posts = [lambda: bench.krea.accept(None)]
    original = bench.krea.__class__.__call__

    class Spy(bench.krea.__class__):
        def __call__(self, request):
            seen[request.url.path] = dict(request.headers)
            return original(self, request)

    bench.krea.__class__ = Spy
    job = bench.job()
    job.webhook_url = "https://example.com/hook"
    wait(bench.start(job))
    assert seen["/generate/video/kling/kling-2.5"]["x-webhook-url"] == "https://example.com/hook"
    assert "x-webhook-url" not in seen["/jobs/job-1"]


# what hostile testing found


def not_found():
    return httpx.Response(404, json={"error": "Job not found"})


def test_a_cancel_while_krea_does_not_know_the_job_yet_is_not_called_cancelled(bench):
    bench.krea.states = ["processing", "processing", "completed"]
    bench.krea.polls = [not_found(), not_found()]
    bench.krea.deletes = [not_found(), not_found(), not_found()]
    job = bench.job()
    job.at_once = lambda job: job.id and job.cancel()
    assert wait(bench.start(job)).path.exists()
    assert states(bench) == ["done"]


def test_a_cancel_that_failed_and_then_a_404_are_not_called_cancelled(bench):
    bench.krea.states = ["processing"] * 5 + ["completed"]
    bench.krea.deletes = [httpx.Response(500, text="boom")]
    job = bench.job()

    def cancel(job):
        if job.progress.status == "processing" and not job.cancel_asked:
            job.cancel()
            bench.krea.polls = [bench.krea_look, not_found()]

    bench.krea_look = lambda: httpx.Response(200, json=bench.krea.view(bench.krea.jobs["job-1"]))
    job.at_once = cancel
    assert wait(bench.start(job)).path.exists()
    assert bench.krea.count("DELETE", "/") == 1


def test_a_cancel_does_not_wait_for_a_slow_upload(bench):
    hold = threading.Event()
    bench.krea.uploads = [lambda: (hold.wait(20), httpx.Response(500))[1]]
    job = bench.start()
    while job.progress.phase != "uploading":
        threading.Event().wait(0.01)
    assert job.cancel()
    while not bench.journal.entries()[0].cancel_asked:  # written down off the loop, which the upload still holds up
        threading.Event().wait(0.01)
    hold.set()  # the swapped transport holds up the whole loop, a real one does not
    with pytest.raises(errors.JobCancelled, match="before anything was sent"):
        wait(job)
    assert states(bench) == ["cancelled"]
    assert bench.krea.count("POST", "/generate") == 0


def test_times_without_a_zone_do_not_cost_the_clip(bench):
    done = {"job_id": "job-1", "status": "completed", "result": {"urls": ["https://gen.krea.ai/a.mp4"]}}
    times = {"created_at": "2026-01-01T00:00:00Z", "completed_at": "2026-01-01T00:00:42"}
    bench.krea.polls = [httpx.Response(200, json={**done, **times})]
    assert wait(bench.start()).settings["seconds"] == 42


def test_another_address_is_tried_when_the_first_is_dead(bench):
    urls = ["https://gen.krea.ai/dead.mp4", "https://gen.krea.ai/good.mp4"]
    reply = {"job_id": "job-1", "status": "completed", "created_at": "2026-01-01T00:00:00Z", "result": {"urls": urls}}
    bench.krea.polls = [httpx.Response(200, json=reply)]
    bench.krea.files = [httpx.Response(404)]
    assert wait(bench.start()).url == urls[1]


def test_what_arrived_broken_is_fetched_from_the_start(bench):
    bench.krea.files = [httpx.Response(200, content=b"no film at all" * 100)]
    with pytest.raises(errors.DownloadFailed):
        wait(bench.start())
    assert not list(bench.clips.glob(".*.part"))
    assert wait(bench.start(bench.job(id="job-1"))).path.exists()


def test_a_job_may_be_unknown_now_and_then(bench):
    bench.krea.states = ["processing"] * 30 + ["completed"]
    looks = iter(range(1000))

    def every_third(request, usual=bench.krea.look):
        return not_found() if next(looks) % 3 == 0 else usual(request)

    bench.krea.look = every_third
    assert wait(bench.start()).path.exists()


def test_an_image_job_is_not_taken_for_a_lost_video(bench):
    usual = bench.krea.view

    def with_type(job):
        return {**usual(job), "type": "externalImage"}

    bench.krea.view = with_type
    bench.krea.posts = [bench.krea.accept_then_drop]
    with pytest.raises(errors.SubmitUncertain):
        wait(bench.start())


def test_a_callback_that_exits_or_blocks_holds_up_nobody_else(bench, caplog):
    blocked = threading.Event()
    seen = threading.Event()
    job = bench.job()
    job.on_progress(lambda job: sys.exit())
    job.on_progress(lambda job: blocked.wait(10))
    job.on_progress(lambda job: job.done() and seen.set(), lane="display")
    wait(bench.start(job))
    assert seen.wait(5)
    blocked.set()
    after = threading.Event()
    job.on_progress(lambda job: after.set())
    assert after.wait(5)
    assert "SystemExit" in caplog.text


# what nobody expected


@pytest.mark.parametrize("backend", ["krea", "sandbox"])
@pytest.mark.parametrize("where", ["parts", "thumbnail", "upload", "check", "journal"])
def test_an_unexpected_error_before_the_request_leaves_says_that_nothing_was_sent(bench, monkeypatch, where, backend):
    def broken(*_, **__):
        raise RuntimeError("nobody expected this")

    async def broken_call(*_, **__):
        raise RuntimeError("nobody expected this")

    job = bench.job(backend=backend)
    if where == "parts":
        bench.engine._make_dependencies = broken
    elif where == "thumbnail":
        monkeypatch.setattr(type(bench.journal), "save_thumbnail", broken)
    elif where == "upload":
        monkeypatch.setattr(Client, "upload", broken_call)
    elif where == "check":
        monkeypatch.setattr(type(job.model), "check", broken)
    else:
        monkeypatch.setattr(type(bench.journal), "sending", broken)
    with pytest.raises(errors.NotSent, match=r"in krea_widgets itself \(RuntimeError.*Nothing was sent\.") as caught:
        wait(bench.engine.start(job))
    assert caught.value.billed is False
    assert not any(word in str(caught.value) for word in ("billed", "finish", "Krea "))
    assert ("POST", "/generate/video/kling/kling-2.5") not in bench.krea.seen
    assert bench.journal.entry(job.key).state == "failed"


def test_an_unexpected_error_after_the_request_has_left_says_that_it_may_be_billed(bench, monkeypatch):
    async def broken(*_, **__):
        raise RuntimeError("nobody expected this")

    monkeypatch.setattr(Client, "job", broken)
    job = bench.job()
    with pytest.raises(errors.JobLost, match=r"It may still finish and be billed\. Call `krea\.resume\(\)`"):
        wait(bench.engine.start(job))
    assert bench.journal.entry(job.key).state == "sent"


def test_a_job_ends_for_whoever_waits_also_when_its_end_cannot_be_written_down(bench, monkeypatch):
    def broken(*_):
        raise RuntimeError("nobody expected this")

    monkeypatch.setattr(type(bench.journal), "ended", broken)
    bench.krea.posts = [httpx.Response(402, json={"error": "Insufficient balance"})]
    with pytest.raises(errors.OutOfFunds):
        wait(bench.start())


def test_closing_ends_a_job_whose_cancel_is_lost(bench, monkeypatch):
    """`asyncio.wait_for` of Python 3.11 loses a cancel that comes with the answer."""
    look, looking, lost = Client.job, threading.Event(), []

    async def loses_one_cancel(*arguments):
        looking.set()
        try:
            await asyncio.sleep(60 if not lost else 0)
        except asyncio.CancelledError:
            if lost:
                raise
            lost.append(True)
        return await look(*arguments)

    bench.krea.states = ["processing"] * 100_000
    monkeypatch.setattr(Client, "job", loses_one_cancel)
    job = bench.start()
    assert looking.wait(20)
    bench.loop.spawn(bench.engine.close()).result(20)
    assert lost == [True]
    with pytest.raises(errors.JobLost, match="stopped watching"):
        wait(job)


def test_a_closed_engine_ends_its_uploads(bench):
    uploading, ended = threading.Event(), threading.Event()

    async def hang():
        uploading.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    bench.krea.uploads = [hang]
    bench.start()
    assert uploading.wait(20)
    bench.loop.spawn(bench.engine.close()).result(20)
    assert ended.is_set()


def test_a_job_that_is_not_started_ends_for_whoever_has_found_it(bench):
    bench.journal.set_budget(0.0, "total")
    found = []

    def look(*arguments, **options):
        found.extend(bench.engine.jobs.values())
        return asked(*arguments, **options)

    asked, bench.journal.asked = bench.journal.asked, look
    with pytest.raises(errors.OverBudget):
        bench.start()
    with pytest.raises(errors.OverBudget):
        found[0].wait(5)
    assert bench.engine.jobs == {}
