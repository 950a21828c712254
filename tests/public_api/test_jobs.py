"""A job is a future and a coroutine, for asyncio and for concurrent.futures; ending a wait never cancels it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import copy
import logging
import pickle

import pytest
from loop_gaps import loop_gaps
from PIL import Image

import krea_widgets as krea
from krea_widgets import errors


def submit(number: int = 0) -> krea.Job:
    return krea.submit("cat.png", f"take {number}")


def test_concurrent_futures_takes_jobs(studio):
    jobs = [submit(number) for number in range(3)]
    done, pending = concurrent.futures.wait(jobs, timeout=30)
    assert (done, pending) == (set(jobs), set())
    assert set(concurrent.futures.as_completed(jobs)) == set(jobs)
    ended = []
    jobs[0].add_done_callback(ended.append)
    assert ended == [jobs[0]]
    assert jobs[0].result() == jobs[0].wait() == jobs[0].clip
    assert (jobs[0].exception(), jobs[0].done(), jobs[0].running(), jobs[0].cancelled()) == (None, True, False, False)


def test_asyncio_takes_jobs(studio):
    async def main() -> None:
        jobs = [submit(number) for number in range(4)]
        assert [clip.prompt for clip in await asyncio.gather(*jobs[:2])] == ["take 0", "take 1"]
        task = asyncio.create_task(jobs[2])
        done, _ = await asyncio.wait([task, asyncio.ensure_future(jobs[3])])
        assert len(done) == 2
        assert task.result() is jobs[2].clip
        for waited in asyncio.as_completed(jobs):
            assert (await waited).path.exists()
        # Two tasks wait for one job, each on its own.
        first, second = asyncio.create_task(jobs[0]), asyncio.create_task(jobs[0])
        assert await first is await second

    asyncio.run(main())
    assert asyncio.run(submit(9)).prompt == "take 9"


@pytest.mark.slow
def test_no_way_to_stop_waiting_cancels(studio, home, capsys):
    home.gate.clear()

    async def main() -> krea.Job:
        job = await krea.asubmit("cat.png", "slow")
        assert job.id
        for wait in (job, asyncio.wrap_future(job), asyncio.create_task(job)):
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(wait, 0.05)
        with pytest.raises(errors.WaitTimeout, match=r"No clip after 0\.05 s"):
            await job.wait_async(0.05)
        with pytest.raises(errors.WaitTimeout):
            await krea.aanimate("cat.png", "slower", timeout=0.05)
        return job

    job = asyncio.run(main())
    assert not job.cancel_asked
    assert not any(seen.method == "DELETE" for seen in tuple(home.double.log))
    home.gate.set()
    assert job.wait(30).path.exists()
    assert "continues" in capsys.readouterr().err


def test_accepted_gives_the_id_or_the_reason(studio, home):
    job = submit()
    assert job.accepted(timeout=30) == job.id
    home.double.faults.add("on 1st POST /generate/* answer 402")
    refused = submit(1)
    with pytest.raises(errors.OutOfFunds):
        refused.accepted(timeout=30)
    assert refused.id is None
    assert isinstance(refused.exception(30), errors.OutOfFunds)


def test_updates_end_with_the_job(studio):
    async def main() -> list[krea.Progress]:
        async with loop_gaps() as gaps:
            seen = [progress async for progress in submit().updates()]
        assert gaps, "others on the loop had their turn"
        return seen

    seen = asyncio.run(main())
    assert seen[-1].phase == "done"
    assert len({one.message for one in seen}) == len(seen)


def test_a_job_is_followed_by_its_id_and_made_again(studio, home):
    job = submit()
    clip = job.wait(30)
    assert krea.job(job.id).wait(30) == clip
    again = job.again()
    assert again.wait(30).path != clip.path
    assert home.posts == 2
    with pytest.raises(errors.KreaError):
        krea.job("00000000-0000-0000-0000-000000000000").wait(30)


def test_jobs_lists_what_is_pending(studio, home):
    home.gate.clear()
    job = submit()
    job.accepted(30)
    listed = krea.jobs()
    assert [(one.id, one.here, one.prompt) for one in listed] == [(job.id, True, "take 0")]
    assert listed.table()[0]["model"] == job.shot.model
    assert job.id in repr(listed)
    assert job.id in listed._repr_html_()
    home.gate.set()
    assert krea.wait_all(30) == [job]
    assert job._display_() is job.clip
    assert len(krea.jobs()) == 0


def test_a_failed_job_keeps_its_error_in_another_process(studio, home):
    home.double.faults.add("on 1st POST /generate/* fail nsfw")
    failed = submit()
    concurrent.futures.wait([failed], 30)
    made = submit(1)
    concurrent.futures.wait([made], 30)
    assert copy.copy(made) is copy.deepcopy(made) is made
    for job in (failed, made):
        other = pickle.loads(pickle.dumps(job))
        assert (other.id, other.key, other.done(), other.clip, other.shot) == (
            job.id,
            job.key,
            True,
            job.clip,
            job.shot,
        )
        assert repr(other.error) == repr(job.error)
    with pytest.raises(errors.JobFailed):
        pickle.loads(pickle.dumps(failed)).wait()


def test_a_pending_job_of_another_process_says_so(studio, home):
    home.gate.clear()
    job = submit()
    other = pickle.loads(pickle.dumps(job))
    with pytest.raises(errors.JobError, match="another process"):
        other.wait()
    home.gate.set()
    job.wait(30)


def test_jobs_are_logged_and_httpx_is_not(studio, home, caplog):
    caplog.set_level(logging.INFO)
    home.double.faults.add("on 2nd POST /generate/* fail nsfw")
    made = submit()
    concurrent.futures.wait([made], 30)
    failed = submit(1)
    concurrent.futures.wait([failed], 30)
    lines = [record.getMessage() for record in caplog.records if record.name == "krea_widgets"]
    assert any(f"Job {made.id} submitted" in line for line in lines)
    assert any(f"Job {made.id} done" in line for line in lines)
    assert any(f"Job {failed.id} failed" in line for line in lines)
    assert not [record for record in caplog.records if record.name.startswith("httpx")]


@pytest.mark.parametrize(
    ("size", "values", "ratio"),
    [
        ((48, 64), {}, "9:16"),
        ((52, 64), {}, "1:1"),
        # The model's default cuts off less than a quarter.
        ((61, 47), {}, None),
        ((64, 36), {}, None),
        ((48, 64), {"aspect_ratio": "16:9"}, "16:9"),
        # It follows the image.
        ((48, 64), {"model": "hailuo 2.3"}, None),
    ],
)
def test_the_aspect_ratio_is_the_one_nearest_to_the_image(size, values, ratio, studio):
    Image.new("RGB", size, "teal").save("tall.png")
    assert krea.submit("tall.png", "slow dolly in", **values).shot.values.get("aspect_ratio") == ratio
    assert krea.sweep("tall.png", "slow dolly in", **values).items[0].shot.values.get("aspect_ratio") == ratio
