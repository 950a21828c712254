"""The line of jobs to submit: who is next, and that nobody jumps it after a refusal."""

from __future__ import annotations

import asyncio

import pytest

from krea_widgets.engine.submit_queue import SubmitQueue
from krea_widgets.errors import TooManyJobs


def place(queue, asked_at):
    return queue.place(asked_at, lambda seconds: None)


def test_all_turns_end_with_a_refusal_and_the_earliest_is_next():
    async def go() -> None:
        waits = asyncio.Event()
        queue = SubmitQueue(lambda seconds: waits.wait())
        # Jobs that were asked for earlier arrive while the first of these is being sent.
        with place(queue, 4.0) as late, place(queue, 3.0) as third, place(queue, 2.0) as second:
            assert [one.turn.done() for one in (late, third, second)] == [True, True, True]
            queue.refuse(TooManyJobs("Busy.", status=429))
            assert [one.turn.done() for one in (late, third, second)] == [False, False, False]
            waiting = asyncio.ensure_future(second.turn)
            with queue.job_running():
                pass
            # Room was made: only the earliest is called, also if it waits already.
            await asyncio.wait_for(waiting, 1)
            assert [one.turn.done() for one in (late, third)] == [False, False]

    asyncio.run(go())


def test_without_a_job_of_its_own_the_line_gives_up():
    async def go() -> None:
        queue = SubmitQueue(lambda seconds: asyncio.sleep(0))
        with place(queue, 1.0) as only:
            for _ in range(3):
                queue.refuse(TooManyJobs("Busy.", status=429))
                await asyncio.wait_for(only.turn, 5)
            with pytest.raises(TooManyJobs):
                queue.refuse(TooManyJobs("Busy.", status=429))

    asyncio.run(go())
