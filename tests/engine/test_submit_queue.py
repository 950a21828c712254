"""The line of jobs to submit: who is next, and that nobody jumps it after a refusal."""

from __future__ import annotations

import asyncio

import pytest

from krea_widgets.engine.submit_queue import SubmitQueue
from krea_widgets.errors import TooManyJobs


def test_all_turns_end_with_a_refusal_and_the_earliest_is_next():
    async def go() -> None:
        waits = asyncio.Event()
        queue = SubmitQueue(lambda seconds: waits.wait())
        with queue.place(4.0, lambda seconds: None) as late:
            # Jobs that were asked for earlier arrive while this one is being sent.
            with queue.place(3.0, lambda seconds: None) as third, queue.place(2.0, lambda seconds: None) as second:
                assert [place.turn.done() for place in (late, third, second)] == [True, True, True]
                queue.refuse(late, TooManyJobs("Busy.", status=429))
                assert [place.turn.done() for place in (late, third, second)] == [False, False, False]
                waiting = asyncio.ensure_future(second.turn)
                with queue.job_running():
                    pass
                # Room was made: only the earliest is called, also if it waits already.
                await asyncio.wait_for(waiting, 1)
                assert [place.turn.done() for place in (late, third)] == [False, False]

    asyncio.run(go())


def test_without_a_job_of_its_own_the_line_gives_up():
    async def go() -> None:
        queue = SubmitQueue(lambda seconds: asyncio.sleep(0))
        with queue.place(1.0, lambda seconds: None) as place:
            for _ in range(3):
                queue.refuse(place, TooManyJobs("Busy.", status=429))
                await asyncio.wait_for(place.turn, 5)
            with pytest.raises(TooManyJobs):
                queue.refuse(place, TooManyJobs("Busy.", status=429))

    asyncio.run(go())
