"""A sweep being run against the sandbox: nothing made twice, nothing lost when some fail, waiting and cancelling."""

import asyncio
import re
import shutil
import threading
import time

import pytest
from PIL import Image
from sandbox_home import SandboxHome, write_tiny

from krea_widgets import errors
from krea_widgets.engine import JobControl
from krea_widgets.studio.sweep.sweep import Sweep

KLING, WAN = "kling/kling-2.5", "alibaba/wan-2.5"  # without and with a seed


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.mp4")


@pytest.fixture
def home(tmp_path, tiny):
    home = SandboxHome(tmp_path, tiny)
    yield home
    home.gate.set()
    home.double.close()


@pytest.fixture
def still():
    return Image.effect_noise((64, 36), 60).convert("RGB")


def plan(studio, *arguments, **keywords):
    sweep = Sweep(studio, **{name: keywords.pop(name) for name in ("limit", "at_once") if name in keywords})
    sweep.add(*arguments, **keywords)
    return sweep


def until(holds, seconds=10):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


def states(sweep):
    return [item.state for item in sweep]


def test_three_wordings_on_two_models_of_which_two_fail(home, still):
    """No item is lost; run again, only what is missing is made; and once more, nothing."""
    with home.studio() as studio:
        home.double.faults.add("on 2nd POST /generate/* fail nsfw\non 5th POST /generate/* answer 402")
        sweep = plan(studio, still, ["calm", "bold", "wild"], models=[KLING, WAN], seed=7)
        clips = sweep.run().wait(60)
        assert sorted(states(sweep)) == ["done"] * 4 + ["failed"] * 2
        assert len(clips) == len({clip.path for clip in clips.values()}) == 4
        assert home.posts == 6
        assert sweep.progress.phase == "failed"
        assert sweep.progress.message.startswith("4 of 6 made · 2 failed · 0:0")
        assert {type(item.error) for item in sweep if item.error} == {errors.JobFailed, errors.OutOfFunds}
    with home.studio() as studio:  # a new kernel
        again = plan(studio, still, ["calm", "bold", "wild"], models=[KLING, WAN], seed=7)
        assert sorted(states(again)) == ["ready"] * 2 + ["reused"] * 4
        assert re.fullmatch(r"6 clips · 4 already made · free here · about \$[\d.]+ at Krea", again.progress.message)
        assert len(again.run().wait(60)) == 6
        assert home.posts == 8
        assert sorted(states(again)) == ["done"] * 2 + ["reused"] * 4
    with home.studio() as studio:
        last = plan(studio, still, ["calm", "bold", "wild"], models=[KLING, WAN], seed=7)
        assert len(last.clips) == len(last.wait()) == 6
        assert home.posts == 8


def test_run_once_more_while_cells_are_in_line_each_is_paid_once(home, still):
    """As by "Run All" twice: what the first sweep has in line is in no journal yet."""
    with home.studio() as studio:
        home.gate.clear()
        first = plan(studio, still, ["calm", "bold", "wild", "odd"], models=KLING, at_once=1)
        first.run()
        until(lambda: home.posts == 1)
        second = plan(studio, still, ["calm", "bold", "wild", "odd"], models=KLING, at_once=1)
        assert states(second) == ["in_progress", "ready", "ready", "ready"]
        second.run()
        home.gate.set()
        first.wait(30)
        second.wait(30)
        assert home.posts == 4
        assert len(first.clips) == len(second.clips) == 4
        assert sorted(states(first) + states(second)) == ["done"] * 4 + ["reused"] * 4


def test_takes_of_one_sweep_never_share_a_clip(home, still):
    """Also when one ends at the very moment at which the next one's turn comes."""
    with home.studio() as studio:
        sweep = plan(studio, still, "calm", models=KLING, repeats=6, at_once=2)
        clips = sweep.run().wait(30)
        assert len({clip.path for clip in clips.values()}) == home.posts == 6


def test_a_job_stays_in_the_backend_that_it_was_begun_for(home, still):
    """`use` in another thread, between the look at the backend and the start: a free plan must not be paid."""
    with home.studio() as studio:
        studio.login("a-token-of-tests")
        shot = studio.shot(KLING, {"start_image": still, "prompt": "calm"})
        job = studio.shoot(shot, backend="sandbox")
        assert (job.backend, JobControl(job).base_url, job.price) == ("sandbox", "", None)
        assert [one.key for one in studio.journal.open_jobs("sandbox")] in ([job.key], [])
        assert job.wait(30).backend == "sandbox"
        assert studio.shoot(shot).backend == "krea"


def test_n_repeats_want_n_clips(home, still):
    with home.studio() as studio:
        studio.submit(still, "calm", model=KLING).wait(30)
        sweep = plan(studio, still, "calm", models=KLING, repeats=3)
        assert states(sweep) == ["reused", "ready", "ready"]
        sweep.run().wait(30)
        assert len({clip.path for clip in sweep.clips.values()}) == 3
        assert home.posts == 3


def test_a_clip_that_was_deleted_or_damaged_is_made_anew(home, still):
    with home.studio() as studio:
        clips = list(plan(studio, still, ["calm", "bold", "wild"], models=KLING).run().wait(30).values())
        clips[0].path.unlink()
        clips[1].path.write_bytes(b"not a film")
        again = plan(studio, still, ["calm", "bold", "wild"], models=KLING)
        assert states(again) == ["ready", "ready", "reused"]
        again.clips["wild"].path.unlink()  # after the plan was made
        assert len(again.run().wait(30)) == 3
        assert states(again) == ["done"] * 3


def test_what_the_sandbox_made_is_no_clip_of_kreas(home, still):
    with home.studio() as studio:
        plan(studio, still, "calm", models=KLING).run().wait(30)
    with home.studio("krea") as studio:
        assert states(plan(studio, still, "calm", models=KLING)) == ["ready"]


@pytest.mark.slow
@pytest.mark.parametrize(("given", "most"), [({"at_once": 2}, 2), ({"at_once": 0}, 1), ({}, 3)])
def test_no_more_run_at_once_than_allowed(home, still, given, most):
    home.gate.clear()
    with home.studio() as studio:
        sweep = plan(studio, still, [f"take {number}" for number in range(5)], models=KLING, **given).run()
        until(lambda: home.at_once == most)
        time.sleep(0.1)
        assert sorted(states(sweep)) == ["queued"] * (5 - most) + ["running"] * most
        assert f"{most} submitted · {5 - most} queued" in sweep.progress.message
        home.gate.set()
        assert len(sweep.wait(30)) == 5
    assert home.most == most


def test_running_twice_makes_nothing_twice(home, still):
    home.gate.clear()
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold"], models=KLING)
        starts = [threading.Thread(target=sweep.run) for _ in range(6)]
        for start in starts:
            start.start()
        for start in starts:
            start.join()
        twin = plan(studio, still, ["calm", "bold"], models=KLING)  # planned while the first is still running
        until(lambda: home.at_once == 2)
        twin.run()
        home.gate.set()
        sweep.wait(30)
        twin.wait(30)
        assert home.posts == 2
        assert {clip.path for clip in twin.clips.values()} == {clip.path for clip in sweep.clips.values()}
        assert states(twin) == ["reused", "reused"]


def test_a_sweep_planned_while_another_starts_takes_the_jobs_of_both_its_items(home, still):
    home.gate.clear()
    with home.studio() as studio:
        first = plan(studio, still, ["calm", "bold"], models=KLING, at_once=1).run()
        until(lambda: home.posts == 1)
        twin = plan(studio, still, ["calm", "bold"], models=KLING)
        assert states(twin) == ["in_progress", "ready"]
        studio.submit(still, "bold", model=KLING)
        twin.run()
        assert states(twin) == ["running", "running"]
        home.gate.set()
        first.wait(30)
        assert twin.wait(30).keys() == first.clips.keys() == {"calm", "bold"}
        assert home.posts == 2


def test_after_a_restart_jobs_that_still_run_are_taken_up_not_sent_again(home, still):
    home.gate.clear()
    with home.studio() as studio:
        plan(studio, still, ["calm", "bold"], models=KLING).run()
        until(lambda: len([entry for entry in studio.journal.entries() if entry.job_id]) == 2)
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold", "wild"], models=KLING)
        assert sorted(states(sweep)) == ["in_progress", "in_progress", "ready"]
        sweep.run()
        home.gate.set()
        assert len(sweep.wait(30)) == 3
        assert home.posts == 3


def test_a_failed_cell_can_be_retried_and_only_that_is_sent(home, still):
    with home.studio() as studio:
        home.double.faults.add("fail nsfw")
        sweep = plan(studio, still, ["calm", "bold"], models=KLING, at_once=1)
        sweep.run().wait(30)
        assert states(sweep) == ["failed", "done"]
        assert "refused by moderation" in sweep["calm"].message
        assert "billed" not in sweep["calm"].message, "the sandbox bills nothing"
        sweep.retry("calm")
        sweep.wait(30)
        assert states(sweep) == ["done", "done"]
        assert home.posts == 3
        with pytest.raises(errors.BadInput, match="has not failed"):
            sweep.retry("bold")


@pytest.mark.slow
def test_what_may_have_been_billed_is_retried_only_with_a_yes(home, still):
    with home.studio("krea") as studio:
        home.double.faults.add("finish without urls")
        sweep = plan(studio, still, "calm", models=KLING)
        sweep.run().wait(30)
        assert isinstance(sweep[0].error, errors.NoResult)
        with pytest.raises(errors.BadInput, match="may have been billed"):
            sweep.retry(0)
        assert sweep.retry_failed().wait() == {}
        assert states(sweep) == ["failed"]
        assert home.posts == 1
        sweep.retry(0, confirm=True)
        assert len(sweep.wait(30)) == 1


def test_a_clip_that_could_not_be_saved_is_fetched_not_made_again(home, still):
    with home.studio() as studio:
        home.gate.clear()
        sweep = plan(studio, still, "calm", models=KLING)
        sweep.run()
        while not home.posts:
            time.sleep(0.01)
        shutil.rmtree(home.folder / "clips")
        (home.folder / "clips").write_text("a file where the folder should be")
        home.gate.set()
        sweep.wait(30)
        assert isinstance(sweep[0].error, errors.DownloadFailed)
        (home.folder / "clips").unlink()
        assert len(sweep.retry_failed().wait(30)) == 1
        assert home.posts == 1


def test_a_clip_folder_that_cannot_be_written_is_found_before_anything_is_sent(home, still):
    with home.studio("krea") as studio:
        (home.folder / "clips").write_text("a file where the folder should be")
        sweep = plan(studio, still, ["calm", "bold"], models=KLING)
        sweep.run(confirm=True).wait(30)
        assert states(sweep) == ["failed", "failed"]
        assert all("Nothing was sent" in str(item.error) for item in sweep)
        with pytest.raises(errors.BadInput, match="KREA_WIDGETS_CLIPS"):
            studio.submit(still, "calm", model=KLING)
        assert home.posts == 0
        assert studio.journal.entries() == []


@pytest.mark.slow
def test_two_kernels_that_run_one_sweep_pay_for_each_clip_once(home, still):
    """Also for what only the other one has in line, and for repeats, of which nothing but chance tells the clips."""
    with home.studio("krea") as one, home.studio("krea") as two:
        home.gate.clear()
        sweeps = [plan(studio, still, ["calm", "bold"], models=KLING, repeats=2, at_once=1) for studio in (one, two)]
        for sweep in sweeps:
            sweep.run(confirm=True)
        time.sleep(0.3)
        home.gate.set()
        found = [sweep.wait(60) for sweep in sweeps]
        assert [len(clips) for clips in found] == [4, 4]
        assert len({clip.job_id for clip in found[0].values()}) == 4
        assert {clip.job_id for clip in found[0].values()} == {clip.job_id for clip in found[1].values()}
        assert home.posts == 4
        assert sum(item.owned for sweep in sweeps for item in sweep) == 4


@pytest.mark.slow
def test_what_another_kernel_was_making_as_it_ended_is_taken_up_and_not_paid_again(home, still):
    with home.studio("krea") as two:
        home.gate.clear()
        with home.studio("krea") as one:
            plan(one, still, "calm", models=KLING).run(confirm=True)
            while not home.posts:
                time.sleep(0.01)
            sweep = plan(two, still, "calm", models=KLING).run(confirm=True)
            time.sleep(0.2)
            assert home.posts == 1
        home.gate.set()
        assert len(sweep.wait(60)) == 1
        assert home.posts == 1


def test_a_clip_that_waits_for_another_kernel_can_be_cancelled(home, still):
    with home.studio("krea") as one, home.studio("krea") as two:
        home.gate.clear()
        plan(one, still, "calm", models=KLING).run(confirm=True)
        while not home.posts:
            time.sleep(0.01)
        sweep = plan(two, still, "calm", models=KLING).run(confirm=True)
        sweep.cancel()
        sweep.wait(30)
        assert states(sweep) == ["cancelled"]
        home.gate.set()
        assert home.posts == 1


def test_a_clip_that_waits_for_another_kernel_ends_with_its_studio(home, still):
    with home.studio("krea") as one:
        home.gate.clear()
        plan(one, still, "calm", models=KLING).run(confirm=True)
        until(lambda: home.posts)
        with home.studio("krea") as two:
            sweep = plan(two, still, "calm", models=KLING).run(confirm=True)
            until(lambda: states(sweep) == ["running"])
        assert sweep.wait(10) == {}
        assert (states(sweep), sweep[0].message[:22]) == (["failed"], "This studio is closed.")
        home.gate.set()


def test_a_row_added_later_is_all_that_is_paid(home, still):
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold"], models=KLING)
        sweep.run().wait(30)
        (added,) = sweep.add(still, prompt="wild", model=WAN)
        assert states(sweep) == ["done", "done", "ready"]
        assert len({item.label for item in sweep}) == 3
        sweep.run().wait(30)
        assert added.state == "done"
        assert home.posts == 3


def test_the_price_is_agreed_to_once_and_paid_once(home, still):
    with home.studio("krea") as studio:
        sweep = plan(studio, still, "calm", models=KLING, duration=[5, 10])
        with pytest.raises(errors.BadInput, match=r"\$1\.10"):
            sweep.run()
        assert home.posts == 0
        sweep.run(confirm=True).wait(30)
        assert str(sweep.spent) == "about $1.10"
        assert sweep.progress.message.endswith("· about $1.10")
        assert str(sweep.price) == "nothing to pay"
        assert str(plan(studio, still, "calm", models=KLING, duration=[5, 10]).price) == "nothing to pay"
        small = plan(studio, still, "bold", models=KLING)
        assert not small.needs_confirmation
        assert len(small.run().wait(30)) == 1


def test_cancelling_one_and_all(home, still):
    home.gate.clear()
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold", "wild", "odd"], models=KLING, at_once=2).run()
        until(lambda: home.at_once == 2)
        sweep.cancel("odd")
        assert sweep["odd"].state == "ready"
        sweep.cancel()
        assert sweep.wait(30) == {}
        assert states(sweep) == ["cancelled", "cancelled", "ready", "ready"]
        assert home.posts == 2
        home.gate.set()
        assert len(sweep.run().wait(30)) == 4  # and it can be taken up again


def test_progress_is_told_until_the_end(home, still):
    told, ended = [], threading.Event()

    def hear(sweep):
        told.append((sweep.progress.message, sweep.progress.fraction))
        if sweep.progress.phase == "done":
            ended.set()

    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold"], models=KLING)
        stop = sweep.on_progress(hear)
        sweep.run().wait(30)
        assert ended.wait(5)
        stop()
        assert told[-1][0].startswith("2 of 2 made · 0:0")
        assert told[-1][1] == 1.0
        fractions = [fraction for _, fraction in told]
        assert fractions == sorted(fractions)


def test_a_listener_that_breaks_or_waits_stops_nothing(home, still, caplog):
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold"], models=KLING)
        sweep.on_progress(lambda _: 1 / 0)
        sweep.run()
        sweep.on_progress(lambda sweep: sweep.wait(30))
        assert len(sweep.wait(30)) == 2
    assert "progress callback" in caplog.text


def test_it_can_be_awaited_and_a_wait_that_ends_early_stops_nothing(home, still, capsys):
    home.gate.clear()
    with home.studio() as studio:
        sweep = plan(studio, still, "calm", models=KLING).run()
        with pytest.raises(errors.WaitTimeout, match="continues"):
            sweep.wait(0.05)

        async def item():
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(sweep._await(), 0.05)
            home.gate.set()
            return await sweep

        assert len(asyncio.run(item())) == 1
        assert "continues" in capsys.readouterr().err
        assert home.posts == 1


def test_a_backend_that_changes_on_the_way_stops_what_was_not_begun(home, still):
    home.gate.clear()
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold"], models=KLING, at_once=1).run()
        until(lambda: home.at_once == 1)
        studio.login("a-token-of-tests")
        home.gate.set()
        sweep.wait(30)
        assert states(sweep) == ["done", "failed"]
        assert "planned for the backend 'sandbox'" in sweep["bold"].message
        assert home.posts == 1


def test_closing_the_studio_ends_a_sweep_and_its_threads(home, still):
    home.gate.clear()
    before = set(threading.enumerate())
    with home.studio() as studio:
        sweep = plan(studio, still, ["calm", "bold", "wild"], models=KLING, at_once=1).run()
        until(lambda: home.at_once == 1)
    assert sweep.wait(10) == {}
    assert states(sweep) == ["failed"] * 3
    for thread in [one for one in threading.enumerate() if one not in before and "sweep" in one.name]:
        thread.join(5)
        assert not thread.is_alive()


def test_the_door(own_home, still):
    """`krea.sweep` plans; nothing is started by it."""
    import krea_widgets as krea

    sweep = krea.sweep(still, ["calm", "{bold|wild}"], models=["kling 2.5"], duration=5)
    assert isinstance(sweep, krea.Sweep)
    assert [item.prompt for item in sweep] == ["calm", "bold", "wild"]
    assert str(sweep.price).startswith("free here · about $")
