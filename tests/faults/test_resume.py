"""What one kernel leaves another takes up: sent jobs, unsent ones, lost ones, each once and with its settings."""

import json
import os
import resource
import threading
import time
from contextlib import closing

import pytest
import rig

from krea_widgets import Studio, errors
from krea_widgets.media import Asset, Clip, Shot
from krea_widgets.widgets import Gallery

pytestmark = pytest.mark.slow


def submit_and_die(pipe, url, folder, count, options, accepted):
    """A kernel that ends without a word, once it is told to: after submitting, or when Krea has accepted all jobs."""
    studio = rig.studio_at(url, folder)
    jobs = [studio.submit(rig.still(), f"take {n}", model=rig.MODEL, **options) for n in range(count)]
    while accepted and any(job.id is None for job in jobs):
        time.sleep(0.005)
    pipe.send([job.key for job in jobs])
    pipe.recv()
    os._exit(9)


def left_behind(url, folder, *, accepted=False, count=1, **options):
    """The keys of jobs that a kernel submitted before it died."""
    process, pipe = rig.start(submit_and_die, url, folder, count, options, accepted)
    with pipe:
        keys = pipe.recv()
        pipe.send("die")
        process.join(30)
    assert process.exitcode == 9
    return keys


def test_what_was_never_sent_is_sent_once(tmp_path):
    with rig.krea("on every POST /assets stall 5s") as (url, server):
        keys = left_behind(url, tmp_path, count=2, duration=10)
        assert server.jobs_created == 0
        server.faults.clear()
        with closing(rig.studio_at(url, tmp_path)) as studio:
            assert [(entry.key, entry.state) for entry in studio.left()] == [(key, "asked") for key in keys]
            kept = list((tmp_path / "home" / "stills").iterdir())
            assert len(kept) == 1, "one picture for both"
            jobs = studio.resume()
            assert studio.resume() == []
            clips = [job.wait(30) for job in jobs]
            assert server.jobs_created == 2
            assert [clip.settings["values"]["duration"] for clip in clips] == [10, 10]
            assert all(clip.poster.startswith(b"\xff\xd8") for clip in clips)
            assert studio.left() == []
        assert list((tmp_path / "home" / "stills").iterdir()) == []


def queue_and_die(pipe, url, folder):
    """A kernel that ends without a word while its jobs wait for a place at Krea."""
    studio = rig.studio_at(url, folder)
    jobs = [studio.submit(rig.still(), f"take {n}", model=rig.MODEL) for n in range(3)]
    while sum(job.progress.message.startswith("Queued here") for job in jobs) < 2:
        time.sleep(0.005)
    pipe.send([job.key for job in jobs])
    pipe.recv()
    os._exit(9)


def test_what_waited_for_a_place_is_sent_once(tmp_path):
    go = threading.Event()

    def render(take):
        go.wait(60)
        rig.render_at_once(take)

    with rig.krea("on 2nd POST /generate/* answer 429 retry-after 120", renderer=render) as (url, server):
        process, pipe = rig.start(queue_and_die, url, tmp_path)
        with pipe:
            keys = pipe.recv()
            pipe.send("die")
            process.join(30)
        assert server.jobs_created == 1
        with closing(rig.studio_at(url, tmp_path)) as studio:
            left = {entry.key: entry.state for entry in studio.left()}
            assert list(left) == keys
            assert sorted(left.values()) == ["asked", "asked", "sent"]
            jobs = studio.resume()
            go.set()
            assert sorted(job.wait(30).prompt for job in jobs) == ["take 0", "take 1", "take 2"]
            assert studio.left() == []
        assert server.jobs_created == 3


def test_everything_that_was_asked_for_survives(tmp_path):
    """Raw parameters, the webhook, an end image, and a picture that Krea has already."""
    with rig.krea("on every POST /assets stall 5s") as (url, server):
        asset = f"{url}/files/nothing.png"
        keys = rig.elsewhere(ask_for_more, url, tmp_path, asset)
        server.faults.clear()
        with closing(rig.studio_at(url, tmp_path)) as studio:
            (job,) = studio.resume()
            assert job.key == keys[0]
            assert job.webhook_url == "https://example.com/hook"
            assert job.raw == {"anything": [1, None]}
            assert job.shot.start_image.asset == Asset(asset)
            assert job.shot.values["end_image"].data
            with pytest.raises(errors.KreaError):  # the sandbox has no such field; what counts is what it was asked
                job.wait(30)


def ask_for_more(pipe, url, folder, asset):
    studio = rig.studio_at(url, folder)
    job = studio.submit(
        Asset(asset),
        "pan",
        model="kling/kling-2.6",
        end_image=rig.still(),
        webhook_url="https://example.com/hook",
        raw={"anything": [1, None]},
    )
    pipe.send([job.key])
    os._exit(9)


def test_a_live_kernels_jobs_are_left_alone_and_a_dead_ones_are_not(tmp_path):
    with rig.krea("stay processing 0.3s") as (url, server):
        process, pipe = rig.start(submit_and_die, url, tmp_path, 1, {}, True)
        with pipe, closing(rig.studio_at(url, tmp_path)) as studio:
            pipe.recv()
            assert studio.resume() == studio.left() == []
            assert repr(studio.resume()) == "Nothing is outstanding."
            process.kill()
            process.join(30)
            (job,) = studio.resume()
            assert job.wait(30).path.exists()
        assert server.jobs_created == 1


def test_jobs_that_wait_elsewhere_are_told(tmp_path):
    """A fresh kernel without a token uses the sandbox."""
    with rig.krea("stay processing 3s") as (url, _), rig.krea() as (other, _):
        left_behind(url, tmp_path, accepted=True)
        with closing(Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "clips")) as studio:
            told = 'Open jobs at Krea: 1. After krea.use("krea"), krea.resume() continues with them.'
            assert repr(studio.resume()) == told
        with closing(rig.studio_at(other, tmp_path)) as studio:
            assert repr(studio.resume()) == "Open jobs at another address: 1. A Studio with its base_url resumes them."
        with closing(rig.studio_at(url, tmp_path)) as studio:
            (job,) = studio.resume()
            job.wait(30)
            assert repr(studio.resume()) == "Nothing is outstanding."


def test_two_kernels_that_resume_at_once_share_the_jobs(tmp_path):
    with rig.krea("stay processing 3s") as (url, server):  # so that the first kernel ends before any job does
        left_behind(url, tmp_path, accepted=True, count=6)
        others = [rig.start(resume_all, url, tmp_path) for _ in range(2)]
        taken = []
        for process, pipe in others:
            with pipe:
                taken += pipe.recv()
                process.join(30)
        assert len(taken) == len(set(taken)) == 6
        assert len(list((tmp_path / "clips").glob("*.mp4"))) == 6
        assert server.jobs_created == 6


def resume_all(pipe, url, folder):
    with closing(rig.studio_at(url, folder)) as studio:
        jobs = studio.resume()
        for job in jobs:
            job.wait(30)
        pipe.send([job.id for job in jobs])


def test_without_its_picture_an_unsent_job_is_closed_and_told(tmp_path):
    with rig.krea("on every POST /assets stall 5s") as (url, server):
        left_behind(url, tmp_path)
        for kept in (tmp_path / "home" / "stills").iterdir():
            kept.write_bytes(b"something else")
        with closing(rig.studio_at(url, tmp_path)) as studio:
            assert studio.resume() == []
            assert "was not kept, so this job cannot be sent" in studio.notices[-1]
            assert [entry.state for entry in studio.journal.entries()] == ["failed"]
        assert server.jobs_created == 0


@pytest.mark.parametrize("backend", ["sandbox", "krea"])
def test_a_gallery_shows_no_job_in_progress_whose_sandbox_has_ended(tmp_path, backend):
    rig.elsewhere(in_the_sandbox, tmp_path)
    token = {"token": "of-tests"} if backend == "krea" else {}
    with closing(Studio(backend, home=tmp_path / "home", clips=tmp_path / "clips", **token)) as studio:
        Gallery(studio=studio).close()
        (record,) = studio.clip_index.records().values()
        assert record.state == "failed"


def test_a_job_of_the_sandbox_ends_with_its_kernel(tmp_path):
    rig.elsewhere(in_the_sandbox, tmp_path)
    with closing(Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "clips", sleep=rig.short)) as studio:
        gone = "Sandbox jobs that ended with their kernel: 1. krea.Gallery() has their settings."
        assert repr(studio.resume()) == f"Nothing is outstanding. {gone}"
        assert studio.left() == studio.resume() == []
        (entry,) = studio.journal.entries()
        assert (entry.state, "ended with the kernel" in str(entry.message)) == ("failed", True)
        with pytest.raises(errors.JobFailed, match="ended with the kernel"):
            studio.job(str(entry.job_id)).wait(30)
        # One that was never there is no different.
        with pytest.raises(errors.JobCancelled, match="no such job"):
            studio.job("never-there").wait(30)


def in_the_sandbox(pipe, folder):
    studio = Studio("sandbox", home=folder / "home", clips=folder / "clips")
    job = studio.submit(rig.still(), "pan [sandbox: stay queued]", model=rig.MODEL)
    while job.id is None:
        time.sleep(0.01)
    pipe.send(None)
    os._exit(9)


def test_jobs_of_another_address_are_not_sent_here(tmp_path):
    """What was asked of a sandbox on a socket must never be paid for at Krea."""
    with rig.krea("on every POST /assets stall 5s") as (url, _):
        left_behind(url, tmp_path)
        with rig.krea() as (other, there), closing(rig.studio_at(other, tmp_path)) as studio:
            assert studio.resume() == []
            assert there.jobs_created == 0
        with closing(rig.studio_at(url, tmp_path)) as studio:
            assert len(studio.left()) == 1


def lost(url, server, folder, *, others):
    """An uncertain job, with so many other jobs at Krea that could be it."""
    studio = rig.studio_at(url, folder)
    server.faults.add("on next POST /generate/* accept then drop\non next 30 GET /jobs answer 502")
    job = studio.submit(rig.still(), "the lost one", model=rig.MODEL, duration=10)
    while server.jobs_created < 1:
        time.sleep(0.005)
    for number in range(others):
        server.submit(server.models[rig.MODEL], {"prompt": f"somebody's, {number}"}, base=url)
    with pytest.raises(errors.SubmitUncertain) as caught:
        job.wait(30)
    server.faults.clear()
    return studio, job, caught.value


def test_of_several_candidates_the_person_chooses(tmp_path):
    with rig.krea() as (url, server):
        studio, _, error = lost(url, server, tmp_path, others=1)
        assert error.candidates == (), "the list could not be had"
        with closing(studio):
            (again,) = studio.resume()
            with pytest.raises(errors.SubmitUncertain, match="2 jobs could be yours") as caught:
                again.wait(30)
            ours = server.newest()[-1].id
            assert set(caught.value.candidates) == {reply.job_id for reply in studio.unknown_jobs()}
            assert ours in caught.value.candidates
            clip = studio.adopt(ours, again).wait(30)
            other = next(one for one in caught.value.candidates if one != ours)
            with pytest.raises(errors.BadInput, match="already settled"):
                studio.adopt(other, again)
            with pytest.raises(errors.BadInput, match="already settled"):
                studio.send_again(again)
            assert server.jobs_created == 2
            assert clip.prompt == "the lost one"
            assert clip.settings["values"]["duration"] == 10
            with pytest.raises(errors.BadInput, match="already known"):
                studio.adopt(ours)
            (unknown_job,) = studio.unknown_jobs()
            assert studio.adopt(unknown_job.job_id).wait(30).job_id == unknown_job.job_id
            assert studio.unknown_jobs() == studio.left() == []
        assert server.jobs_created == 2


def test_the_only_candidate_is_adopted_by_the_next_kernel(tmp_path):
    with rig.krea() as (url, server):
        studio, *_ = lost(url, server, tmp_path, others=0)
        studio.close()
        with closing(rig.studio_at(url, tmp_path)) as studio:
            (job,) = studio.resume()
            assert job.wait(30).prompt == "the lost one"
        assert server.jobs_created == 1


def test_an_uncertain_job_is_sent_again_once(tmp_path):
    with rig.krea() as (url, server):
        studio, job, _ = lost(url, server, tmp_path, others=0)
        with closing(studio):
            assert studio.send_again(job).wait(30).prompt == "the lost one"
            with pytest.raises(errors.BadInput, match="already settled"):
                studio.send_again(job)
            assert server.jobs_created == 2
            assert studio.left() == []


def test_only_an_uncertain_job_can_be_sent_again(tmp_path):
    with rig.krea("fail nsfw") as (url, server), closing(rig.studio_at(url, tmp_path)) as studio:
        job = studio.submit(rig.still(), "pan", model=rig.MODEL)
        with pytest.raises(errors.JobFailed):
            job.wait(30)
        with pytest.raises(errors.BadInput, match="not known whether it was started"):
            studio.send_again(job)
        assert server.jobs_created == 1


@pytest.mark.parametrize("limit", [0, 1000], ids=["before sending", "before saving"])
def test_a_full_disk_costs_nothing(limit, tmp_path):
    """Before it is sent: then it is not. Before the clip is saved: then that is fetched later."""
    slow = "on every POST /assets stall 0.3s" if limit == 0 else "stay processing 0.4s"
    with rig.krea(slow) as (url, server):
        message, billed = rig.elsewhere(with_a_full_disk, url, tmp_path, limit)
        if limit == 0:
            assert "cannot be written" in message
            assert "so the job was not started. Nothing was sent." in message
            assert server.jobs_created == 0
        else:
            assert "The disk is full: the clip could not be saved in" in message
            assert "KREA_WIDGETS_CLIPS to another folder" in message
            assert f"Meanwhile it is at {url}" in message
            assert billed is True
            assert server.jobs_created == 1
        with closing(rig.studio_at(url, tmp_path)) as studio:
            (job,) = studio.resume()
            assert rig.is_the_film(job.wait(30).bytes())
        assert server.jobs_created == 1


def with_a_full_disk(pipe, url, folder, limit):
    """No file grows beyond the limit any more, from the moment that the job is written down, or sent."""
    studio = rig.studio_at(url, folder)
    job = studio.submit(rig.still(), "pan", model=rig.MODEL)
    while limit and job.id is None:
        time.sleep(0.005)
    time.sleep(0.05)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        job.wait(30)
        pipe.send(("a clip", None))
    except errors.KreaError as error:
        pipe.send((str(error), error.billed))
    os._exit(0)


def test_a_clip_that_was_saved_before_the_end_is_not_saved_again(tmp_path):
    """The kernel ends between the clip's renaming and the journal's hearing of it."""
    with rig.krea() as (url, server):
        with closing(rig.studio_at(url, tmp_path)) as studio:
            clip = studio.submit(rig.still(), "pan", model=rig.MODEL).wait(30)
            (entry,) = studio.journal.entries()
            studio.journal.asked(
                entry.key, backend="krea", base_url=url, model=entry.model, shot=entry.shot, digest=entry.digest
            )
            studio.journal.sent(entry.key, entry.job_id)
            (job,) = studio.resume()
            assert job.wait(30) == clip
            # The same, but it ended before the clip was in its place, which was taken by an empty one or was free.
            for interrupted in (lambda: clip.path.write_bytes(b""), clip.path.unlink):
                interrupted()
                # What it wrote last when it ended.
                (clip.path.parent / f".{entry.key}.json.part").write_text("{", "utf-8")
                studio.journal.asked(
                    entry.key, backend="krea", base_url=url, model=entry.model, shot=entry.shot, digest=entry.digest
                )
                studio.journal.sent(entry.key, entry.job_id)
                (job,) = studio.resume()
                assert rig.is_the_film(job.wait(30).bytes())
                assert not list(clip.path.parent.glob(".*"))
        assert len(list((tmp_path / "clips").glob("*.mp4"))) == 1
        assert len(list((tmp_path / "clips").glob("*.json"))) == 1
        assert server.jobs_created == 1


def test_an_entry_that_cannot_be_read_still_gives_its_clip(tmp_path):
    with rig.krea() as (url, _), closing(rig.studio_at(url, tmp_path)) as studio:
        job = studio.submit(rig.still(), "pan", model=rig.MODEL)
        job.wait(30)
        for shot in ("no json", json.dumps({"model": 1})):
            studio.journal.asked(f"k{shot}", backend="krea", base_url=url, model=rig.MODEL, shot=shot, digest="d")
        assert studio.resume() == []
        assert [entry.state for entry in studio.journal.entries()[:2]] == ["failed", "failed"]
        with closing(rig.studio_at(url, tmp_path / "other")) as other:
            shot = Shot(rig.MODEL, {"prompt": "x"})
            other.journal.asked("k", backend="krea", base_url=url, model=shot.model, shot="no json", digest="d")
            other.journal.sent("k", job.id)
            (found,) = other.resume()
            assert Clip.open(found.wait(30).path).job_id == job.id
