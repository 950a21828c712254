"""What krea_widgets says was spent is what the server bills, and no kernel spends more than the budget."""

import random
import time
from contextlib import closing

import pytest
import rig

from krea_widgets import sandbox
from krea_widgets.catalogue import bundled
from krea_widgets.errors import KreaError, OverBudget, SubmitUncertain

JOBS = 500
SHARE = 0.03  # of the submits lose their response
LOST = ("accept then drop", "accept then answer 524 html", "drop", "cut at 20%", "answer 502")
REQUESTS = (
    {"model": "kling/kling-2.5", "duration": 5},
    {"model": "kling/kling-2.5", "duration": 10},
    {"model": "bytedance/seedance-1.0-pro-fast", "duration": 2, "resolution": "480p"},
    {"model": "minimax/hailuo-02", "duration": 6, "resolution": "768p"},
)
# Parts of the prompts: most jobs become clips.
FATES = (*[""] * 6, "[sandbox: fail nsfw]", "[sandbox: finish without urls]", "cancel [sandbox: stay processing 4s]")


def price(job):
    """What the server takes for a job, by its own record of the request."""
    return bundled().price(job.model.id, **job.values).amount


def bill(jobs, *, clip):
    """Of the completed jobs with a clip, or of those without one, in USD."""
    return round(sum(price(job) for job in jobs if "completed" in job.history and bool(job.urls) is clip), 6)


def settle(studio, job, made):
    """Wait for a job. A person looks what became of an uncertain one, takes it over, or sends it again."""
    for _ in range(5):
        try:
            job.wait(60)
        except SubmitUncertain:
            known = studio.journal.known_ids("krea")
            lost = [one for one in made if one.values["prompt"] == job.shot.prompt and one.id not in known]
            job = follow(studio.adopt(lost[0].id, job) if lost else studio.send_again(job))
            continue
        except KreaError:
            pass
        return
    raise AssertionError("uncertain for ever")


def follow(job):
    """Cancel the job as soon as Krea works on it, if that is its fate."""
    if "cancel" in job.shot.prompt:
        job.on_progress(lambda job: job.progress.status == "processing" and job.cancel())
    return job


@pytest.mark.slow
def test_the_ledger_is_the_servers_bill(tmp_path, monkeypatch):
    dice = random.Random(7)
    hits = [number for number in range(1, 2 * JOBS) if dice.random() < SHARE]
    rules = "\n".join(f"on {number}th POST /generate/* {dice.choice(LOST)}" for number in hits)
    began = time.process_time()
    # Without a socket, which would take most of the time.
    app = rig.app(rules, backlog=1000, concurrency=300, workers=24)

    def kernel(**options):
        return rig.studio_at("https://sandbox", tmp_path, transport=sandbox.InProcess(app), **options)

    with closing(app.state.sandbox) as server:
        made, submit = [], server.submit
        monkeypatch.setattr(server, "submit", lambda *one, **more: made.append(submit(*one, **more)) or made[-1])
        studios = [kernel() for _ in range(2)]
        jobs = []
        for number in range(JOBS):
            prompt, studio = f"take {number} {dice.choice(FATES)}", studios[number % 2]
            jobs.append(follow(studio.submit(rig.still(), prompt, **dice.choice(REQUESTS))))
        # One kernel ends before its last jobs, and a third one resumes them.
        jobs[4 * JOBS // 5].exception(60)
        studios[0].close()
        billed = bill(made, clip=True)
        early = studios[1].spent().total
        assert early.billed <= bill(made, clip=True)
        assert early.billed + early.probably >= billed
        for job in jobs[1::2]:
            job.exception(60)
        third = kernel()
        resumed = third.resume()
        for job in list(map(follow, resumed)):
            settle(third, job, made)
        spent = third.spent()
        total = spent.total
        states = {state: sum(job.status == state for job in made) for state in ("completed", "failed", "cancelled")}
        print(
            {"made": len(made), **states, "resumed": len(resumed), "USD": total, "seconds": time.process_time() - began}
        )
        assert third.left() == studios[1].left() == []
        assert all(not job.open for job in made)
        assert total.billed == bill(made, clip=True)
        # Krea completed them without a clip.
        assert total.probably == bill(made, clip=False) > 0
        assert total.unknown == total.unknown_probably == 0
        assert min(states.values()) > 10
        for sums in (spent.by_day, spent.by_model):
            assert round(sum(one.billed for one in sums.values()), 6) == total.billed
        third.close()
        studios[1].close()
        # What the clips alone tell.
        with closing(kernel(home=tmp_path / "another")) as other:
            assert other.spent().total.billed == total.billed


def spend(pipe, url, folder):
    """A kernel that makes clips until it is refused."""
    studio = rig.studio_at(url, folder)
    pipe.send("ready")
    pipe.recv()
    jobs = []
    try:
        while len(jobs) < 50:
            jobs.append(studio.submit(rig.still(), "pan left", model=rig.MODEL, duration=5))
    except OverBudget as error:
        message = str(error)
    for job in jobs:
        job.wait(60)
    studio.close()
    pipe.send((len(jobs), message))


@pytest.mark.slow
def test_four_kernels_together_stay_within_the_budget(tmp_path):
    one = bundled().price(rig.MODEL, duration=5).amount
    with rig.krea() as (url, server):
        studio = rig.studio_at(url, tmp_path)
        studio.budget(20 * one + 0.01)
        kernels = [rig.start(spend, url, tmp_path) for _ in range(4)]
        for _, pipe in kernels:
            assert pipe.recv() == "ready"
        for _, pipe in kernels:
            pipe.send("go")
        told = [pipe.recv() for _, pipe in kernels]
        for process, pipe in kernels:
            process.join(30)
            pipe.close()
        print(told, studio.budget())
        assert server.jobs_created == sum(count for count, _ in told) == 20
        assert all("is left of the budget of" in message and "Nothing was sent." in message for _, message in told)
        assert studio.spent().total.billed == pytest.approx(20 * one)
        studio.close()
