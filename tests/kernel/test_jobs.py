"""One-call clips in real kernels: queued cells, awaiting, Stop, and a bar that moves while the kernel is busy."""

from __future__ import annotations

import pytest
from kernels import Kernel, fine
from logins import check_login


def test_run_all_with_cells_queued_behind_a_blocking_call(kernel: Kernel) -> None:
    kernel.redrawn.clear()
    cells = kernel.run_all("clip = krea.animate(PHOTO, 'slow dolly in', **QUICK)", "print('next')", "print(clip.path)")
    assert cells[1].text == "next\n"
    assert cells[2].text.strip().endswith(".mp4")
    assert len(set(kernel.redrawn)) >= 3, kernel.redrawn


def test_await_with_cells_queued_behind_it(kernel: Kernel) -> None:
    cells = kernel.run_all(
        "job = krea.submit(PHOTO, 'slow dolly in', **QUICK)",
        "clip = await job",
        "print(clip is job.clip, clip.path.is_file())",
    )
    assert cells[2].text == "True True\n"


def test_gather_waits_for_two_jobs_at_once(kernel: Kernel) -> None:
    cell = kernel.run(
        """
        first, second = (krea.submit(PHOTO, words, **QUICK) for words in ("pan left", "pan right"))
        async def both():
            return await asyncio.gather(first, second)
        print(len({clip.path for clip in await both()}))
        """
    )
    fine(cell)
    assert cell.text == "2\n"


@pytest.mark.parametrize(("wait", "error"), [("job.wait()", "KeyboardInterrupt"), ("await job", "CancelledError")])
def test_stop_ends_the_wait_at_once(kernel: Kernel, wait: str, error: str) -> None:
    fine(kernel.run("job = krea.submit(PHOTO, 'pan left [sandbox: stay queued 60s]', **QUICK)"))
    accepted = kernel.run("while job.id is None: time.sleep(0.05)\nprint(job.id)")
    (cell,) = kernel.send(wait)
    kernel.under_way(cell)
    assert not cell.done, f"{wait} did not wait: {cell}"
    kernel.interrupt()
    kernel.until(lambda: cell.done, 30)
    assert cell.error_name == error
    assert accepted.text.strip() in cell.text
    assert kernel.run("print(job.done(), job.cancel())").text == "False True\n"


def test_a_job_whose_wait_was_stopped_goes_on(kernel: Kernel) -> None:
    fine(kernel.run("job = krea.submit(PHOTO, 'pan left [sandbox: stay queued 1s]', **QUICK)"))
    (cell,) = kernel.send("job.wait()")
    kernel.under_way(cell)
    kernel.interrupt()
    kernel.until(lambda: cell.done, 30)
    assert cell.error_name == "KeyboardInterrupt"
    after = kernel.run("print(job.wait(60).path.is_file())")
    fine(after)
    assert after.text == "True\n"


def test_stop_of_the_one_call_door_names_the_job(kernel: Kernel) -> None:
    kernel.redrawn.clear()
    (cell,) = kernel.send("krea.animate(PHOTO, 'pan left [sandbox: stay queued 60s]', **QUICK)")
    kernel.until(lambda: any("Queued" in message for message in kernel.redrawn))
    kernel.interrupt()
    kernel.until(lambda: cell.done, 30)
    assert cell.error_name == "KeyboardInterrupt"
    found = kernel.run("job = krea.public_api.shared_studio().pending()[-1]; print(job.id); job.cancel()")
    fine(found)
    assert found.text.splitlines()[0] in cell.text


def test_the_bar_moves_while_another_cell_sleeps(kernel: Kernel) -> None:
    kernel.redrawn.clear()
    shown, sleeping = kernel.send(
        "krea.progress(krea.submit(PHOTO, 'orbit right', **QUICK))",
        "time.sleep(60)",
    )
    kernel.until(lambda: len(set(kernel.redrawn)) >= 3 and "Done" in kernel.redrawn[-1], 50)
    assert not sleeping.done
    kernel.interrupt()
    kernel.until(lambda: sleeping.done)
    fine(shown)


def test_the_users_own_nested_calls_work_or_are_refused(kernel: Kernel) -> None:
    """Refused where a nest_asyncio that was applied before would lose the cells that wait (ipykernel 7.1 and newer)."""
    asked = kernel.run("print(krea.allow_nested_loops())")
    if kernel.patched and not kernel.version.startswith("6."):
        assert asked.error_name == "RuntimeError"
        assert "await" in asked.error
        return
    fine(asked)
    cells = kernel.run_all(
        "async def make(): return await krea.submit(PHOTO, 'tilt up', **QUICK)\nclip = asyncio.run(make())",
        "print('queued, not lost')",
    )
    assert cells[-1].text == "queued, not lost\n"


def test_a_token_is_asked_for_and_leaves_no_trace(kernel: Kernel) -> None:
    check_login(kernel)
