"""What earlier kernels left: open jobs of the journal, made into jobs again, and jobs at Krea that nobody knows."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..engine import Job
from ..errors import BadInput, BadStill, SubmitUncertain
from ..media import Asset, Shot, Still, open_still

if TYPE_CHECKING:
    from ..api import JobReply
    from ..catalogue import Model, Price
    from ..engine import EngineLoop
    from ..journal import Entry, Journal
    from .worlds import Worlds

__all__ = ["SENT_AGAIN", "Leftovers"]

SENT_AGAIN = "Not started, as far as could be seen; sent again."


class Leftovers:
    """Takes up, in the world that answers now, what is left. The caller lets one thread in at a time.

    Args:
        worlds: Where jobs run.
        journal: What is open.
        model: Finds a model by its id.
        price: What a shot costs.
    """

    def __init__(
        self,
        worlds: Worlds,
        journal: Journal,
        *,
        model: Callable[[str], Model],
        price: Callable[[Shot], Price | None],
    ) -> None:
        self._worlds = worlds
        self._journal = journal
        self._model = model
        self._price = price

    def entries(self) -> list[Entry]:
        """What is open and watched by no live kernel."""
        watched = {job.key for job in self._worlds.jobs()}
        entries = self._journal.open_jobs(self._worlds.now, self._worlds.place)
        watched |= {job.key for job in self._worlds.jobs()}  # one may have begun, or ended, while the journal was read
        return [entry for entry in entries if entry.key not in watched and self._journal.is_free(entry)]

    def take_up(self, entry: Entry) -> Job | None:
        """Set an entry going again; None when another kernel was quicker, or it cannot be read (then noted)."""
        engine = self._worlds.engine()
        if not self._journal.claim(entry):
            return None
        try:
            job = _revived(entry, self._journal, self._worlds.loop, self._model, self._price)
        except ValueError as error:
            self._journal.ended(entry.key, "failed", str(error))
            self._worlds.notices.append(f"A job of an earlier kernel could not be taken up. {error}")
            return None
        return engine.start(job)

    def strays(self) -> list[JobReply]:
        """The latest 100 jobs at Krea, without those that the journal knows."""
        engine = self._worlds.engine()

        async def look() -> list[JobReply]:
            return list((await (await engine.parts()).client.jobs(limit=100)).items)

        found = self._worlds.loop.run(look())
        known = self._journal.known_ids(self._worlds.now)
        return [reply for reply in found if reply.job_id not in known]

    def adopt(self, job_id: str, job: Job | None) -> Job:
        """Make a job at Krea one's own; see `Studio.adopt`."""
        if job_id in self._journal.known_ids(self._worlds.now):
            raise BadInput(f"The job {job_id} is known already.", advice="`krea.resume()` fetches what is left.")
        key = self.uncertain(job).key if job is not None else self._unheard_of()
        self._journal.sent(key, job_id)
        entry = self._journal.entry(key)
        adopted = self.take_up(entry) if entry is not None else None
        if adopted is None:
            raise BadInput(f"The job {job_id} could not be taken up.", advice=self._journal.notice)
        return adopted

    def uncertain(self, job: Job) -> Job:
        """The job itself, when it is not known whether it was started, and nothing was done about it yet."""
        if not isinstance(job.error, SubmitUncertain):
            raise BadInput("This is for a job of which it is not known whether it was started.")
        entry = self._journal.entry(job.key)
        if entry is not None and (entry.job_id is not None or entry.words == SENT_AGAIN):
            raise BadInput("This was settled already: the job was found, or sent again.")
        if job.key in {one.key for one in self._worlds.jobs()}:
            raise BadInput("This job is being looked for at this moment.", advice="Wait until that has ended.")
        return job

    def _unheard_of(self) -> str:
        """The key of a new entry for a job of which nothing is known."""
        key, shot = uuid.uuid4().hex, Shot("unknown/model", {})
        world, place = self._worlds.now, self._worlds.place
        self._journal.asked(key, world=world, place=place, model=shot.model, shot=shot.to_json(), digest=shot.digest)
        return key


def _revived(
    entry: Entry,
    journal: Journal,
    loop: EngineLoop,
    model: Callable[[str], Model],
    price: Callable[[Shot], Price | None],
) -> Job:
    """The job of an entry, not yet set going.

    Raises:
        ValueError: The entry cannot be read; or it was never sent, and its picture is gone.
    """
    request = _request(entry)
    assets = request.get("assets") or {}
    try:
        shot = Shot.from_json(entry.shot, lambda digest: _still(journal, digest, assets))
    except ValueError:
        if entry.job_id is None:
            raise
        shot = Shot(entry.model, {})  # it is paid for: better a clip without its settings than none
    if entry.state == "asked" and any(not still.data and not still.asset for still in shot.stills()):
        raise BadStill("The picture of this job was not kept, so it cannot be sent.", name="image")
    unanswered = entry.state in ("sending", "uncertain")
    job = Job(
        shot,
        model(entry.model),
        world=entry.world,
        loop=loop,
        price=price(shot),
        raw=request.get("raw"),
        webhook_url=request.get("webhook_url"),
        place=entry.place,
        key=entry.key,
        id=entry.job_id,
        sent_at=(entry.sent_at or entry.asked_at) if unanswered else None,
        asked_at=entry.asked_at,
    )
    if entry.cancel_asked:  # before that kernel ended; the wish stands
        job.cancel()
    return job


def _request(entry: Entry) -> Mapping[str, Any]:
    read = json.loads(entry.request)
    if not isinstance(read, dict):
        raise ValueError("This is not what goes along with a shot.")
    return read


def _still(journal: Journal, digest: str, assets: Mapping[str, str]) -> Still:
    """A still of an earlier kernel: whole while its job is open, else without its pixels."""
    if digest in assets:
        return open_still(Asset(assets[digest]))
    face = journal.face(digest)
    data = journal.original(digest)
    if data:
        still = open_still(data, name=face.name if face else "")
        if still.digest == digest:
            return still
    name, width, height = (face.name, face.width or 0, face.height or 0) if face else ("image", 0, 0)
    return Still(data=b"", mime_type="", name=name, width=width, height=height, digest=digest)
