"""A scripted Krea behind a swapped transport, and an engine whose clock does not wait."""

import asyncio
import itertools
import json
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone

import httpx
import pytest
from PIL import Image
from rig import tiny_mp4

from krea_widgets.api import Client
from krea_widgets.catalogue import bundled
from krea_widgets.engine import Dependencies, Engine, EngineLoop, Job, JobOrigin, PollPolicy
from krea_widgets.journal import Journal
from krea_widgets.media import Shot, open_still
from krea_widgets.settings import Token

URL = "https://gen.krea.ai/videos/clip.mp4"


class ScriptedKrea:
    """Answers as Krea does; tests put replies into the queues, an exception in a queue is raised instead.

    `posts`, `polls`, `deletes` and `files` take callables, responses or exceptions; when a queue is empty the
    usual answer is given: a job is made, runs through its states and is completed.
    """

    def __init__(self):
        self.posts, self.polls, self.deletes, self.files, self.uploads, self.lists = [], [], [], [], [], []
        self.date = None
        # Open jobs above which a submit gets 429.
        self.most_jobs = None
        self.jobs = {}
        self.seen = []
        self.urls = []
        self.states = ["queued", "processing", "completed"]
        self.mp4 = tiny_mp4()
        self._ids = (f"job-{number}" for number in itertools.count(1))

    def __call__(self, request):
        self.seen.append((request.method, request.url.path))
        self.urls.append(request.url)
        if request.url.host != "api.krea.ai":
            assert "authorization" not in request.headers
            return self._next(self.files, lambda: httpx.Response(200, content=self.mp4))
        if request.url.path == "/assets":
            answer = {"id": "a1", "image_url": f"https://assets.krea.ai/{len(self.seen)}.png", "width": 8, "height": 8}
            return self._next(self.uploads, lambda: httpx.Response(200, json=answer))
        if request.method == "POST":
            return self._next(self.posts, lambda: self.refuse() or self.accept(request))
        if request.method == "DELETE":
            return self._next(self.deletes, lambda: self.cancel(request))
        if request.url.path == "/jobs":
            return self._next(self.lists, lambda: self.listed(request))
        return self._next(self.polls, lambda: self.look(request))

    def _next(self, queue, usual):
        answer = queue.pop(0) if queue else usual
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    def listed(self, request):
        items = [self.view(job) for job in self.jobs.values()]
        date = {"date": self.date} if self.date else {}
        return httpx.Response(200, json={"items": items, "next_cursor": None}, headers=date)

    def accept(self, request=None, *, id=None, age=0.0, kind="externalVideo"):  # noqa: A002 (Krea's own word)
        job_id = id or next(self._ids)
        made = datetime.now(timezone.utc) - timedelta(seconds=age)
        body = json.loads(request.content) if request is not None else {}
        states = iter(self.states)
        self.jobs[job_id] = {
            "id": job_id,
            "made": made.isoformat(),
            "states": states,
            "status": next(states),
            "body": body,
            "type": kind,
        }
        return httpx.Response(200, json=self.view(self.jobs[job_id]))

    def refuse(self):
        """The answer to a submit for which there is no place."""
        busy = [job for job in self.jobs.values() if job["status"] not in ("completed", "cancelled")]
        if self.most_jobs is not None and len(busy) >= self.most_jobs:
            return httpx.Response(429, json={"error": "CONCURRENCY_LIMIT_REACHED"})
        return None

    def accept_then_drop(self, request=None):
        self.accept(None)
        raise httpx.ReadTimeout("no answer")

    def look(self, request):
        job = self.jobs.get(request.url.path.rsplit("/", 1)[-1])
        if job is None:
            return httpx.Response(404, json={"error": "Job not found"})
        job["status"] = next(job["states"], job["status"])
        return httpx.Response(200, json=self.view(job))

    def cancel(self, request):
        job = self.jobs[request.url.path.rsplit("/", 1)[-1]]
        job["states"] = iter(["cancelled"])
        return httpx.Response(200, json={})

    def view(self, job):
        done = job["status"] == "completed"
        return {
            "job_id": job["id"],
            "status": job["status"],
            "type": job["type"],
            "created_at": job["made"],
            "completed_at": job["made"] if done else None,
            "result": {"urls": [URL]} if done else None,
        }

    def count(self, method, path):
        return sum(1 for seen in self.seen if seen[0] == method and seen[1].startswith(path))


class Clock:
    """A clock that sleeping moves and nothing waits for."""

    def __init__(self):
        self.time = 0.0
        self.naps = []

    def __call__(self):
        return self.time

    async def sleep(self, seconds):
        self.naps.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class RecordedJob(Job):
    """A job that keeps every progress it was told; a listener, on its own thread, may miss some."""

    def __init__(self, heard, *arguments, **keywords):
        self._heard = heard
        super().__init__(*arguments, **keywords)

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if name == "progress":
            self._heard.append(value)
            self.at_once(self)

    @staticmethod
    def at_once(job):
        """What a test does at a progress, before the clock moves on."""


class Bench:
    """An engine on a scripted Krea."""

    def __init__(self, tmp_path):
        self.krea = ScriptedKrea()
        self.clock = Clock()
        self.loop = EngineLoop()
        self.journal = Journal(tmp_path / "journal.db")
        self.clips = tmp_path / "clips"
        self.polling = PollPolicy(lost=3)
        self.random = lambda: 0.5
        self.engine = Engine(self.loop, self.journal, self._parts)
        self.heard = []
        self.still = open_still(Image.new("RGB", (96, 64), "teal"))

    def _parts(self):
        client = Client(
            token=Token("canary:secret"),
            transport=httpx.MockTransport(self.krea),
            sleep=self.clock.sleep,
            random=lambda: 0.5,
        )
        return Dependencies(
            client=client,
            journal=self.journal,
            backend="krea",
            clips=lambda: self.clips,
            polling=self.polling,
            sleep=lambda seconds: self.sleep(seconds),
            clock=self.clock,
            now=time.time,
            random=lambda: self.random(),
        )

    async def sleep(self, seconds):
        await self.clock.sleep(seconds)

    def job(self, *, id=None, key="", sent_at=None, asked_at=None, backend="krea", **values):  # noqa: A002
        model = bundled()["kling/kling-2.5"]
        shot = Shot(model.id, {"prompt": "slow dolly in", "start_image": self.still, **values})
        origin = JobOrigin(key, id, sent_at, asked_at)
        return RecordedJob(self.heard, shot, model, backend=backend, loop=self.loop, origin=origin)

    def start(self, job=None):
        return self.engine.start(job or self.job())

    def close(self):
        self.loop.run(self.engine.close())
        self.loop.close()
        self.journal.close()


@pytest.fixture
def bench(tmp_path):
    with closing(Bench(tmp_path)) as bench:
        yield bench
