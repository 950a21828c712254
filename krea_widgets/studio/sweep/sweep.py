"""A sweep: clips from lists of images, prompts, models and values, priced before they are made."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ..._util.files import write_atomic
from ..._util.notebook import in_notebook, say
from ..._util.text import clock_time, listed
from ...catalogue import Price
from ...engine import Listeners, until_done
from ...errors import BadInput, UnknownItem, WaitTimeout
from ...job_status import Phase, Progress
from ...media import Clip
from ...settings import absolute_path
from ..blind_choice import shared_ranks
from ..call_checks import check_numbers
from ..records import write_csv
from .planner import Planner
from .prompt_variants import labels
from .reuse import adopt, is_held_elsewhere, not_resumed, reuse, take
from .scheduler import Scheduler, Start
from .sweep_item import Cost, ItemState, SweepItem
from .table import rows_of, table_html

if TYPE_CHECKING:
    from ..backends import Backend
    from ..studio import BaseStudio

__all__ = ["Sweep"]

# In USD.
LIMIT = 1.0
# Krea queues more than these anyway.
AT_ONCE = 3
STARTABLE = (ItemState.READY, ItemState.IN_PROGRESS)
# The states that the sweep's message counts, in its order.
COUNTED = (ItemState.RUNNING, ItemState.QUEUED, ItemState.IN_PROGRESS, ItemState.FAILED, ItemState.CANCELLED)
EXCLUDED = (ItemState.INVALID, ItemState.NOT_APPLICABLE, ItemState.LEFT_OUT)


class Sweep:
    """Several planned clips. `krea.sweep(...)` makes it; its methods can be called from any thread.

    Nothing is sent before `run()`. A clip that exists already with exactly the same request is not paid again.

    Attributes:
        backend: The backend of the plan and its prices.
        studio: Makes the clips.
        limit: USD; a run that costs more, or has an unknown price, needs `confirm=True`.
        items: The planned clips, in order; see `SweepItem`.
        key: Names it in `krea.spent().by_sweep`: when it was planned, and four digits of its own.

    Example:
        ```python
        fast = {"models": "seedance 1.0 pro fast", "duration": 2, "resolution": "480p"}
        sweep = krea.sweep("cat.png", "{slow|fast} dolly in", **fast)
        print(sweep.price, [item.prompt for item in sweep.items])
        clips = await sweep.run()
        ```
    """

    def __init__(
        self,
        studio: BaseStudio,
        *,
        limit: float = LIMIT,
        at_once: int = AT_ONCE,
        board: Callable[[Sweep], Any] | None = None,
    ) -> None:
        check_numbers(limit=limit, at_once=at_once)
        self.backend: Backend = studio.backend
        self.limit = limit
        self.items: tuple[SweepItem, ...] = ()
        self.key = f"{time.strftime('%Y-%m-%d %H:%M')} {secrets.token_hex(2)}"
        self.studio = studio
        # Makes the widget that a notebook shows. The widgets are a layer above, so the caller passes it.
        self._make_board = board
        self._board: Any = None
        self._planner = Planner(studio)
        self._lock = threading.RLock()
        self._listeners: Listeners[Sweep] = Listeners(self, studio.loop)
        self._scheduler = Scheduler(studio.loop, self._start, at_once, self._listeners.notify)

    # the plan

    def add(
        self,
        image: Any = None,
        prompts: Any = "",
        *,
        models: Any = None,
        rows: Iterable[Mapping[str, Any]] | None = None,
        repeats: int = 1,
        **lists: Any,
    ) -> tuple[SweepItem, ...]:
        """Plan more clips; arguments as for `krea.sweep`, also `prompt=` and `model=` for a single one.

        The next `run()` submits only new items.

        Returns:
            The new items.
        """
        check_numbers(repeats=repeats)
        prompts, models = lists.pop("prompt", prompts), lists.pop("model", models)
        with self._lock:
            if rows is not None:
                if prompts or models is not None or lists:
                    raise BadInput("Give either rows, or prompts, models and lists; not both.")
                made = self._planner.rows(image, rows, repeats)
            else:
                made = self._planner.product(image, prompts, models, lists, repeats)
            self.items = (*self.items, *made)
            facets = [item.facets() for item in self.items]
            for item, label in zip(self.items, labels(facets), strict=True):
                item.label = label
            reuse(self.studio, self.items)
        self._listeners.notify()
        return tuple(made)

    @property
    def price(self) -> Cost:
        """The price of the next `run()`, in USD; its text is "$0.37", or "free here · $0.37 at Krea"."""
        return self.cost(item for item in self.items if item.due)

    @property
    def spent(self) -> Cost:
        """The price of the clips that this sweep has made."""
        owned = [item.price for item in self.items if item.owned]
        return Cost(free=True) if self.backend == "sandbox" else Cost.of(owned)

    @property
    def needs_confirmation(self) -> bool:
        """Whether the next `run()` needs `confirm=True`."""
        return self.price.above(self.limit)

    @property
    def notes(self) -> tuple[str, ...]:
        """Hints for comparing the clips: several of a model without a fixed seed also differ by chance."""
        return tuple(f"{note} {advice}" for note, advice in self.remarks)

    @property
    def remarks(self) -> tuple[tuple[str, str], ...]:
        """The notes in two: what a person should know, and what to write in the call."""
        catalogue = self.studio.catalogue
        valid = [item for item in self.items if item.shot is not None and item.state is not ItemState.LEFT_OUT]
        several = Counter(item.model for item in valid)
        without: dict[str, None] = {}
        unset: dict[str, None] = {}
        for item in valid:
            if several[item.model] < 2 or item.values.get("seed") is not None:
                continue
            (unset if "seed" in catalogue.find(item.model) else without)[item.title] = None
        have = "have" if len(without) > 1 else "has"
        were = "were" if len(unset) > 1 else "was"
        vary = "so results vary from run to run at Krea."
        found = (
            without and (f"{listed([*without], 'and')} {have} no seed, {vary}", "repeats=2 shows how much."),
            unset and (f"{listed([*unset], 'and')} {were} given no seed, {vary}", "seed=1 prevents that."),
        )
        return tuple(one for one in found if one)

    def exclude(self, *items: SweepItem | str | int | slice) -> None:
        """Leave planned clips out of the next `run()`; finished, running and failed ones stay as they are.

        Args:
            items: Items, labels, or indexes from 0.

        Example:
            ```python
            sweep = krea.sweep("cat.png", ["dolly in", "orbit left"], models=["kling 2.5", "wan 2.5"])
            sweep.exclude(*(item for item in sweep if item.title == "Wan 2.5"))
            print(sweep.price)
            ```
        """
        self._include(items, yes=False)

    def include(self, *items: SweepItem | str | int | slice) -> None:
        """Put clips that were excluded back into the next `run()`."""
        self._include(items, yes=True)

    def _include(self, items: Iterable[SweepItem | str | int | slice], *, yes: bool) -> None:
        with self._lock:
            for found in [self[one] for one in items]:
                # A slice finds several.
                for item in found if isinstance(found, tuple) else (found,):
                    item.included = yes
        self._listeners.notify()

    # running

    def run(self, *, confirm: bool = False, limit: float | None = None) -> Sweep:
        """Submit the planned clips that do not exist yet, without waiting; `wait()` or `await` waits.

        Args:
            confirm: True agrees to a price above the limit.
            limit: USD for this run, instead of the sweep's limit.

        Raises:
            BadInput: `limit` is no number, no clip of the plan is valid, the price is above the limit, or the backend
                is not that of the plan any more. Nothing was sent.
            OverBudget: The price is above what is left of the budget. Nothing was sent.
        """
        if limit is not None:
            check_numbers(limit=limit)
        with self._lock:
            self._check_backend()
            invalid = [item for item in self.items if item.state is ItemState.INVALID]
            if invalid and len(invalid) == len(self.items):
                raise invalid[0].error or BadInput("No clip of this plan is valid.")
            reuse(self.studio, self.items)
            self._renew_prices()
            self._consent(confirm, limit)
            adopt(self.studio, self.items, self.items)
            # An item whose promised job ended without a clip is to be paid after all.
            self._consent(confirm, limit)
            self._scheduler.put([item for item in self.items if item.state in (*STARTABLE, ItemState.CANCELLED)])
        return self

    def retry(self, item: SweepItem | str | int, *, confirm: bool = False) -> SweepItem:
        """Retry a failed or cancelled item; if its job can still give the clip, resume the job.

        Args:
            item: The item, its label, or its index from 0.
            confirm: True agrees to pay although the failed attempt may have been billed.

        Raises:
            BadInput: The item has not failed, or may have been billed and `confirm` is False.
        """
        with self._lock:
            self._check_backend()
            chosen = self[item]
            state = chosen.state
            if state not in (ItemState.FAILED, ItemState.CANCELLED):
                raise BadInput(f"{chosen.label!r} has not failed: it is {state.label}.")
            error, job = chosen.error, chosen.job
            chosen.error = chosen.job = None
            reuse(self.studio, self.items)
            adopt(self.studio, [chosen], self.items)
            chosen.anew = confirm
            if confirm:
                chosen.error = None
            elif chosen.state is ItemState.READY and error is not None and error.billed is not False:
                chosen.error, chosen.job = error, job
                what = f"{chosen.label!r} may have been billed although there is no clip."
                raise BadInput(what, advice="retry(item, confirm=True) makes, and pays, it again.")
            self._scheduler.put([chosen] if chosen.state in STARTABLE else [])
        return chosen

    def retry_failed(self) -> Sweep:
        """Retry every failed item, except those that may have been billed; retry these with `retry`."""
        self._check_backend()
        for item in self.items:
            if item.state is ItemState.FAILED:
                # The item keeps its error.
                with suppress(BadInput):
                    self.retry(item)
        return self

    def cancel(self, item: SweepItem | str | int | None = None) -> None:
        """Cancel one item, or all: waiting items are not submitted, running jobs are cancelled."""
        for one in self.items if item is None else (self[item],):
            self._scheduler.cancel(one)

    def wait(self, timeout: float | None = None, *, by: str = "label") -> dict[str, Clip]:
        """Wait until no item runs. A failed item raises nothing; see its `error`.

        Args:
            timeout: Longest wait in seconds.
            by: The key of the result: "label", or "source", "prompt", "model" or "take" where it differs for each item.

        Returns:
            The finished clips.

        Raises:
            WaitTimeout: The timeout is over; the sweep continues.
            BadInput: `run()` was not called, or items share a key.

        Example:
            ```python
            sweep = krea.sweep("*.png", "dolly in", model="seedance 1.0 pro fast", duration=2)
            clips = sweep.run().wait(by="source")
            ```
        """
        keys = [str(getattr(item, by, item.values.get(by, ""))) for item in self.items]
        if len(set(keys)) < len(keys):
            raise BadInput(f"Several items have the same {by}.", advice='Use by="label", which differs for each.')
        try:
            self._end().result(timeout)
        except concurrent.futures.TimeoutError as error:
            what = f"The sweep has not ended after {timeout:g} s."
            raise WaitTimeout(what, advice="The sweep continues: wait again, or leave it.") from error
        except KeyboardInterrupt:
            self._print_that_it_continues()
            raise
        return {key: item.clip for key, item in zip(keys, self.items, strict=True) if item.clip is not None}

    def __await__(self) -> Generator[Any, None, dict[str, Clip]]:
        return self._await().__await__()

    async def _await(self) -> dict[str, Clip]:
        try:
            await until_done(self._end())
        except asyncio.CancelledError:
            self._print_that_it_continues()
            raise
        return self.clips

    # state

    @property
    def clips(self) -> dict[str, Clip]:
        """The finished clips by label."""
        return {item.label: item.clip for item in self.items if item.clip is not None}

    def done(self) -> bool:
        """Whether no item runs or waits."""
        return not self._scheduler.busy

    @property
    def progress(self) -> Progress:
        """The progress of all items: a fraction from 0 to 1, and a sentence."""
        scheduler = self._scheduler
        count = Counter(item.state for item in self.items)
        valid = [item for item in self.items if item.state not in EXCLUDED]
        made = count[ItemState.DONE] + count[ItemState.REUSED]
        if scheduler.began:
            message = [f"{made} of {len(valid)} made", *_counts(count, COUNTED), clock_time(scheduler.elapsed)]
            message += [str(self.spent)] if count[ItemState.DONE] else []
        else:
            planned = len(valid) + count[ItemState.LEFT_OUT]
            message = [f"{planned} clip{'' if planned == 1 else 's'}"]
            message += [f"{made} already made"] if made else []
            message += _counts(count, [ItemState.IN_PROGRESS])
        message += _counts(count, EXCLUDED)
        # Last, since it is that of what is left to make.
        message += [] if scheduler.began else [str(self.price)]
        phase: Phase = "working" if scheduler.busy else "waiting"
        if scheduler.began and not scheduler.busy:
            phase = "failed" if count[ItemState.FAILED] else "done"
        fraction = sum(item.fraction for item in valid) / len(valid) if valid else None
        return Progress(phase, " · ".join(message), fraction, scheduler.elapsed)

    def on_progress(self, callback: Callable[[Sweep], object], *, lane: str = "callbacks") -> Callable[[], None]:
        """Call `callback(sweep)` now and after each change, on a worker thread; returns a function that ends it.

        Changes before a call has begun cause no further one. `lane` is as for `Job.on_progress`.
        """
        return self._listeners.add(callback, lane)

    @overload
    def __getitem__(self, which: SweepItem | str | int) -> SweepItem: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[SweepItem, ...]: ...
    def __getitem__(self, which: SweepItem | str | int | slice) -> SweepItem | tuple[SweepItem, ...]:
        if isinstance(which, slice) or (isinstance(which, int) and -len(self) <= which < len(self)):
            return self.items[which]
        for item in self.items:
            if item is which or which in (item.label, item.key):
                return item
        raise UnknownItem(f"This sweep has no item {which!r}.", advice="`sweep.items` lists them.")

    def __contains__(self, which: object) -> bool:
        return any(item is which or which in (item.label, item.key) for item in self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[SweepItem]:
        return iter(self.items)

    # the output

    def table(self) -> list[dict[str, Any]]:
        """The items as rows of plain values: `pandas.DataFrame(sweep.table())`. Prices are in USD.

        Clips that were measured have the columns of `ClipMotion`, such as `zoom_factor`, and `followed` and
        `followed_share`; looking at their `motion` measures the others.

        After a blind choice, `krea.Compare(sweep, blind=True)`, "blind_rank" is each clip's rank among "blind_rank_of",
        and "blind_rank_low" to "blind_rank_high" its 90 % interval.

        Example:
            ```python
            sweep = krea.sweep("cat.png", "{slow|fast} dolly in", models="seedance 1.0 pro fast", duration=2)
            for clip in sweep.run().wait().values():
                print(clip.motion)
            [row["followed_share"] for row in sweep.table()]
            ```
        """
        clips = {item.key: item.clip for item in self.items if item.clip is not None}
        return rows_of(self.items, shared_ranks(self.studio.journal, clips))

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as CSV, in UTF-8 with the byte order mark that Excel needs; replace an older file."""
        return write_csv(self.table(), path)

    def to_json(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as JSON, with the sweep's message and notes; replace an older file."""
        content = {
            "krea_widgets": 1,
            "backend": self.backend,
            "message": self.progress.message,
            "notes": list(self.notes),
            "items": self.table(),
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
        where = absolute_path(path)
        write_atomic(where, text.encode("utf-8", "backslashreplace"))
        return where

    def board(self, *, target: Any = None) -> Any:
        """The one widget of this sweep: the plan with its price and a button, the progress, and the clips side by side.

        Args:
            target: An `Animate` widget into which the page can copy a clip's settings, after showing them.
        """
        if self._board is None:
            if self._make_board is None:
                raise NotImplementedError("This sweep has no board; one of krea.sweep(...) has.")
            self._board = self._make_board(self)
        if target is not None:
            self._board.target = target
        return self._board

    def forget_board(self, board: Any) -> None:
        """Make a new board when the sweep is next shown; a board that is closed calls it."""
        if self._board is board:
            self._board = None

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the board; outside a notebook, IPython shows the table or the text instead."""
        if not in_notebook():
            raise NotImplementedError
        self.board()._ipython_display_(**kwargs)

    def _display_(self) -> Any:
        """What marimo shows; it would prefer `_repr_html_`."""
        return self.board()

    def __repr__(self) -> str:
        due = sum(item.due for item in self.items)
        next_step = f" · `run()` submits {'it' if due == 1 else 'them'}" if due else ""
        lines = (f"\n  {item.label}: {item.message}" for item in self.items)
        return f"<Sweep · {self.progress.message}{next_step}>{''.join(lines)}"

    def _repr_html_(self) -> str:
        return table_html(self.items, self.progress.message, self.notes, free=self.price.free)

    # steps

    def cost(self, items: Iterable[SweepItem]) -> Cost:
        """The cost of making these items."""
        if self.backend == "sandbox":
            return Cost.free_of(item.at_krea for item in items)
        return Cost.of(item.price for item in items)

    def _renew_prices(self) -> None:
        """The list of prices may have changed since the plan was made."""
        for item in self.items:
            if item.due and item.shot is not None:
                item.at_krea = self.studio.price_at_krea(item.shot)
                item.price = None if self.backend == "sandbox" else item.at_krea

    def _consent(self, confirm: bool, limit: float | None) -> None:
        self.studio.check_budget([item.price for item in self.items if item.due])
        price, limit = self.price, self.limit if limit is None else limit
        if confirm or not price.above(limit):
            return
        many = price.known + price.unknown
        why = f"above the limit of {Price(limit)}" if price.amount > limit else "so the total is unknown"
        raise BadInput(
            f"{'This clip costs' if many == 1 else f'These {many} clips cost'} {price}, {why}.",
            advice="Agree with run(confirm=True), or set another limit=.",
        )

    def _check_backend(self) -> None:
        if self.studio.backend != self.backend:
            raise BadInput(
                f"This sweep was planned for the backend {self.backend!r}, but {self.studio.backend!r} is in use.",
                advice=f"Call krea.use({self.backend!r}), or plan it again.",
            )

    def _start(self, item: SweepItem) -> Start:
        """Start an item, unless a clip or a job of the same shot exists, here or in another kernel."""
        tried: set[str] = set()
        # Between the look and the start, no other thread of this process can start the shot.
        with self.studio.starting:
            self._check_backend()
            while item.job is None and item.shot is not None:
                seen = take(self.studio, item, self.items)
                if item.clip is not None or item.job is not None:
                    break
                if not item.promised:
                    item.job = self.studio.shoot_unless(
                        item.shot, backend=self.backend, price=item.price, seen=seen, sweep=self.key
                    )
                    # Without a job, another kernel has started the shot since the look.
                    return Start.OWN if item.job is not None else Start.ELSEWHERE
                if is_held_elsewhere(self.studio, item):
                    return Start.ELSEWHERE
                # The kernel that made the job has ended.
                key, item.promised = item.promised, ""
                if key in tried:
                    raise not_resumed()
                tried.add(key)
                self.studio.resume(only={key})
        return Start.SHARED

    def _end(self) -> concurrent.futures.Future[None]:
        ended = self._scheduler.ended
        if ended is not None:
            return ended
        if any(item.state in STARTABLE for item in self.items):
            raise BadInput("This sweep was not started.", advice="Start it with run().")
        # All clips exist, so a run of nothing has ended.
        self._scheduler.put([])
        return self._end()

    def _print_that_it_continues(self) -> None:
        # Whoever interrupts must learn that clips are still being made, and paid.
        say("The sweep continues. `sweep.wait()` waits again, `sweep.cancel()` cancels.")


def _counts(count: Counter[ItemState], states: Iterable[ItemState]) -> list[str]:
    return [f"{count[state]} {state.label}" for state in states if count[state]]
