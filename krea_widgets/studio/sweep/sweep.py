"""A sweep: many clips from lists of pictures, wordings, models and values; planned and priced first, then made."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..._util.listeners import Listeners
from ...catalogue import Price
from ...engine import until_done
from ...errors import BadInput, WaitTimeout
from ...media import Clip
from ...status import Progress
from ..validation import check_numbers
from .items import Cost, SweepItem
from .planner import Planner
from .progress import chance_notes, whole
from .prompt_variants import labels
from .reuse import adopt, is_held_elsewhere, not_taken_up, reuse, take
from .scheduler import Scheduler, Start
from .table import SweepTable

if TYPE_CHECKING:
    from ..backends import Backend
    from ..studio import Studio

__all__ = ["Sweep"]

LIMIT = 1.0  # USD
AT_ONCE = 3  # Krea puts more in its backlog anyway


class Sweep(SweepTable):
    """Several planned clips. `krea.sweep(...)` makes it; its methods can be called from any thread.

    Nothing is sent before `run()`. A clip that exists already with exactly the same request is not paid again.

    Attributes:
        backend: The backend of the plan and its prices.
        limit: USD; a run that costs more, or has an unknown price, needs `confirm=True`.
        items: The planned clips, in order; see `SweepItem`.

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
        studio: Studio,
        *,
        limit: float = LIMIT,
        at_once: int = AT_ONCE,
        board: Callable[[Sweep], Any] | None = None,
    ) -> None:
        super().__init__(board)
        check_numbers(limit=limit, at_once=at_once)
        self.backend: Backend = studio.backend
        self.limit = limit
        self.items: tuple[SweepItem, ...] = ()
        self._studio = studio
        self._planner = Planner(studio)
        self._lock = threading.RLock()
        self._listeners: Listeners[Sweep] = Listeners(self, "sweep")
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
            reuse(self._studio, self.items)
        self._listeners.notify()
        return tuple(made)

    @property
    def price(self) -> Cost:
        """The price of the next `run()`, in USD; its text is "$0.37", "about $0.37" or "free (sandbox)"."""
        return self._cost(item for item in self.items if item.due)

    @property
    def spent(self) -> Cost:
        """The price of the clips that this sweep has made."""
        return self._cost(item for item in self.items if item.owned)

    @property
    def needs_confirmation(self) -> bool:
        """Whether the next `run()` needs `confirm=True`."""
        return self.price.above(self.limit)

    @property
    def notes(self) -> tuple[str, ...]:
        """Hints for comparing the clips, such as parameters that a model does not have."""
        return chance_notes(self.items, self._studio.catalogue)

    # the making

    def run(self, *, confirm: bool = False, limit: float | None = None) -> Sweep:
        """Submit the planned clips that do not exist yet, without waiting; `wait()` or `await` waits.

        Args:
            confirm: True agrees to a price above the limit.
            limit: USD for this run, instead of the sweep's limit.

        Raises:
            BadInput: The price is above the limit, or the backend is no longer that of the plan. Nothing was sent.
        """
        with self._lock:
            self._check_backend()
            reuse(self._studio, self.items)
            self._consent(confirm, limit)
            adopt(self._studio, self.items)
            self._consent(confirm, limit)  # what was hoped for and came to nothing is to be paid after all
            self._scheduler.put([item for item in self.items if item.state in ("ready", "on its way", "cancelled")])
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
            if state not in ("failed", "cancelled"):
                raise BadInput(f"{chosen.label!r} has not failed: it is {state}.")
            error, job = chosen.error, chosen.job
            chosen.error = chosen.job = None
            reuse(self._studio, self.items)
            adopt(self._studio, [chosen])
            chosen.anew = confirm
            if confirm:
                chosen.error = None
            elif chosen.state == "ready" and error is not None and error.billed is not False:
                chosen.error, chosen.job = error, job
                what = f"{chosen.label!r} may have been billed although there is no clip."
                raise BadInput(what, advice="retry(item, confirm=True) makes, and pays, it again.")
            self._scheduler.put([chosen] if chosen.state in ("ready", "on its way") else [])
        return chosen

    def retry_failed(self) -> Sweep:
        """Retry every failed item, except those that may have been billed; retry these with `retry`."""
        self._check_backend()
        for item in self.items:
            if item.state == "failed":
                with suppress(BadInput):  # it stands in the item what happened to it
                    self.retry(item)
        return self

    def cancel(self, item: SweepItem | str | int | None = None) -> None:
        """Cancel one item, or all: waiting items are not submitted, running jobs are cancelled."""
        for one in self.items if item is None else (self[item],):
            self._scheduler.cancel(one)

    def wait(self, timeout: float | None = None) -> dict[str, Clip]:
        """Wait until no item runs. A failed item raises nothing; see its `error`.

        Args:
            timeout: Longest wait in seconds.

        Returns:
            `clips`.

        Raises:
            WaitTimeout: The timeout is over; the sweep continues.
            BadInput: `run()` was not called.
        """
        try:
            self._end().result(timeout)
        except concurrent.futures.TimeoutError as error:
            what = f"The sweep is not over after {timeout:g} s."
            raise WaitTimeout(what, advice="It goes on: wait again, or leave it.") from error
        except KeyboardInterrupt:
            self._say_it_goes_on()
            raise
        return self.clips

    def __await__(self) -> Generator[Any, None, dict[str, Clip]]:
        return self._await().__await__()

    async def _await(self) -> dict[str, Clip]:
        try:
            await until_done(self._end())
        except asyncio.CancelledError:
            self._say_it_goes_on()
            raise
        return self.clips

    # what there is of it

    @property
    def clips(self) -> dict[str, Clip]:
        """The finished clips by label."""
        return {item.label: item.clip for item in self.items if item.clip is not None}

    @property
    def done(self) -> bool:
        """Whether no item runs or waits."""
        return not self._scheduler.busy

    @property
    def progress(self) -> Progress:
        """The progress of all items: a fraction from 0 to 1, and a sentence."""
        return whole(self.items, self._scheduler, self.price, self.spent)

    def on_progress(self, callback: Callable[[Sweep], object]) -> Callable[[], None]:
        """Call `callback(sweep)` now and after each change, on a worker thread; returns a function that ends it.

        Changes during a call cause one further call.
        """
        return self._listeners.add(callback)

    def __getitem__(self, which: SweepItem | str | int) -> SweepItem:
        if isinstance(which, int):
            return self.items[which]
        for item in self.items:
            if item is which or which in (item.label, item.key):
                return item
        raise BadInput(f"This sweep has no item {which!r}.", advice="`sweep.items` lists them.")

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[SweepItem]:
        return iter(self.items)

    # parts

    def _cost(self, items: Iterable[SweepItem]) -> Cost:
        return Cost.of([item.price for item in items], free=self.backend == "sandbox")

    def _consent(self, confirm: bool, limit: float | None) -> None:
        price, limit = self.price, self.limit if limit is None else limit
        if confirm or not price.above(limit):
            return
        many = price.known + price.unknown
        why = f"above the limit of {Price(limit)}" if price.amount > limit else "so the total is not known"
        raise BadInput(
            f"{'This clip costs' if many == 1 else f'These {many} clips cost'} {price}, {why}.",
            advice="Agree with run(confirm=True), or give another limit=.",
        )

    def _check_backend(self) -> None:
        if self._studio.backend != self.backend:
            raise BadInput(
                f"This sweep was planned for the backend {self.backend!r}, but {self._studio.backend!r} answers now.",
                advice=f"Go back with krea.use({self.backend!r}), or plan it again.",
            )

    def _start(self, item: SweepItem) -> Start:
        """Start an item, unless a clip or a job of the same shot exists, here or in another kernel."""
        tried: set[str] = set()
        # Between the look and the start, no other thread of this process can start the shot.
        with self._studio.starting:
            self._check_backend()
            while item.job is None and item.shot is not None:
                seen = take(self._studio, item, self.items)
                if item.clip is not None or item.job is not None:
                    break
                if not item.promised:
                    item.job = self._studio.shoot_unless(item.shot, backend=self.backend, seen=seen)
                    # Without a job, another kernel has started the shot since the look.
                    return Start.OWN if item.job is not None else Start.ELSEWHERE
                if is_held_elsewhere(self._studio, item):
                    return Start.ELSEWHERE
                # The kernel that made the job has ended.
                key, item.promised = item.promised, ""
                if key in tried:
                    raise not_taken_up()
                tried.add(key)
                self._studio.resume(only={key})
        return Start.SHARED

    def _end(self) -> concurrent.futures.Future[None]:
        ended = self._scheduler.ended
        if ended is not None:
            return ended
        if any(item.state in ("ready", "on its way") for item in self.items):
            raise BadInput("This sweep was not started.", advice="Start it with run().")
        self._scheduler.put([])  # all is there: a run of nothing, which has ended
        return self._end()

    def _say_it_goes_on(self) -> None:
        message = "The sweep goes on; stopped waiting only. `sweep.wait()` waits again, `sweep.cancel()` cancels."
        print(message)  # noqa: T201 (the person who pressed Stop must learn that clips go on being made, and paid)
