"""The life of jobs: their states, their queue, their end, and what the renderer is asked for."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Gate:
    """A renderer that waits until the test lets it go on."""

    def __init__(self, tiny):
        self.tiny, self.takes = tiny, []
        self.started, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, take):
        self.takes.append(take)
        take.on_progress(0.25)
        self.started.release()
        while not self.go.acquire(timeout=0.002):
            if take.cancel.is_set():
                raise RuntimeError("cancelled")
        take.on_progress(0.95)
        shutil.copy(self.tiny, take.out)


@pytest.fixture
def gate(tiny_mp4):
    return Gate(tiny_mp4)


def test_a_job_meets_every_state_in_order(simulators):
    simulator = simulators(pace=0.01)
    job = simulator.submit()
    simulator.until(job, "completed")
    assert simulator.sandbox.job(job).history == [
        "queued",
        "scheduled",
        "processing",
        "sampling",
        "intermediate-complete",
        "completed",
    ]


def test_pauses_are_multiplied_by_the_pace(simulators, monkeypatch):
    pauses, wait = [], threading.Event.wait
    monkeypatch.setattr(threading.Event, "wait", lambda event, *args: (pauses.extend(args), wait(event, *args))[1])
    simulators(pace=0.01).finished()
    assert pauses == pytest.approx([0.004, 0.003, 0, 0, 0.001])


def test_a_job_is_sampling_from_nine_tenths_of_its_render(simulators):
    states = []

    def render(take):
        for fraction in (0.89, 0.9):
            take.on_progress(fraction)
            states.extend(job.status for job in simulator.sandbox.newest())

    simulator = simulators(renderer=render)
    simulator.finished()
    assert states == ["processing", "sampling"]


def test_progress_is_shown_while_it_runs(simulators, gate):
    simulator = simulators(renderer=gate)
    job = simulator.submit()
    gate.started.acquire()
    assert simulator.get(f"/jobs/{job}").json()["progress"] == 25
    assert simulator.get(f"/jobs/{job}").json()["status"] == "processing"
    gate.go.release()
    assert "progress" not in simulator.until(job, "completed")
    assert simulator.sandbox.job(job).history.count("sampling") == 1


def test_the_queue_and_the_backlog(simulators, gate):
    simulator = simulators(renderer=gate, workers=1, concurrency=2, backlog=4)
    jobs = [simulator.submit() for _ in range(4)]
    gate.started.acquire()
    assert [simulator.sandbox.job(job).status for job in jobs] == ["processing", "queued", "backlogged", "backlogged"]
    full = simulator.generate()
    assert (full.status_code, full.json()["error"]) == (429, "CONCURRENCY_LIMIT_REACHED")
    gate.go.release()
    simulator.until(jobs[0], "completed")
    gate.started.acquire()
    assert [simulator.sandbox.job(job).status for job in jobs[1:]] == ["processing", "queued", "backlogged"]
    assert simulator.generate().status_code == 200
    gate.go.release(4)
    for job in jobs:
        assert simulator.until(job, "completed")["result"]["urls"]
    assert [take.out.stem for take in gate.takes][:4] == jobs


def test_cancel_while_processing(simulators, gate):
    simulator = simulators(renderer=gate)
    job = simulator.submit()
    gate.started.acquire()
    reply = simulator.request("DELETE", f"/jobs/{job}")
    assert (reply.status_code, reply.content) == (200, b"")
    assert simulator.get(f"/jobs/{job}").json()["status"] == "cancelled"
    other = simulator.submit()
    gate.started.acquire()
    gate.go.release()
    simulator.until(other, "completed")
    assert simulator.sandbox.job(job).history[-1] == "cancelled"
    assert simulator.get(f"/files/{job}.mp4").status_code == 404


def test_cancel_while_queued_frees_the_place(simulators, gate):
    simulator = simulators(renderer=gate, workers=1, concurrency=2)
    first, second, third = (simulator.submit() for _ in range(3))
    gate.started.acquire()
    assert simulator.request("DELETE", f"/jobs/{second}").status_code == 200
    assert simulator.sandbox.job(third).status == "queued"
    gate.go.release(2)
    simulator.until(first, "completed")
    simulator.until(third, "completed")
    assert [take.out.stem for take in gate.takes] == [first, third]


@pytest.mark.parametrize("state", ["backlogged", "scheduled", "sampling", "intermediate-complete"])
def test_other_states_cannot_be_cancelled(simulator, state):
    job = simulator.submit(prompt=f"x [sandbox: stay {state}]")
    simulator.until(job, state)
    reply = simulator.request("DELETE", f"/jobs/{job}")
    assert (reply.status_code, set(reply.json())) == (404, {"error"})
    assert simulator.sandbox.job(job).status == state


def test_delete_of_a_finished_job_forgets_it(simulator):
    job = simulator.finished()
    assert simulator.request("DELETE", f"/jobs/{job['job_id']}").status_code == 200
    assert simulator.get(f"/jobs/{job['job_id']}").json() == {"error": "Job not found"}
    assert simulator.get(job["result"]["urls"][0]).status_code == 404
    assert simulator.request("DELETE", f"/jobs/{job['job_id']}").status_code == 404
    assert simulator.sandbox.jobs_created == 1


@pytest.mark.parametrize(
    "state", ["backlogged", "queued", "scheduled", "processing", "intermediate-complete", "dreaming"]
)
def test_a_held_job_does_not_block_others(simulators, state):
    simulator = simulators(workers=1)
    job = simulator.submit(prompt=f"x [sandbox: stay {state}]")
    simulator.until(job, state)
    assert simulator.finished()["status"] == "completed"
    assert simulator.sandbox.job(job).status == state


def test_a_held_job_can_be_cancelled(simulator):
    job = simulator.submit(prompt="x [sandbox: stay queued]")
    assert simulator.request("DELETE", f"/jobs/{job}").status_code == 200
    assert simulator.get(f"/jobs/{job}").json()["status"] == "cancelled"


def test_a_job_held_for_a_time_goes_on(simulator):
    job = simulator.submit(prompt="x [sandbox: stay dreaming 0.2s]")
    simulator.until(job, "dreaming")
    assert simulator.until(job, "completed")["result"]["urls"]


def test_a_renderer_that_fails_fails_the_job(simulators):
    def broken(take):
        raise OSError("no room left")

    simulator = simulators(renderer=broken)
    job = simulator.finished()
    assert job["error"] == {"code": "internal", "message": "OSError: no room left"}
    assert simulator.finished()["status"] == "failed"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_reported_as_disk_full(simulators, number):
    def full(take):
        take.out.write_bytes(b"half of it")
        raise OSError(number, os.strerror(number), str(take.out))

    simulator = simulators(renderer=full)
    job = simulator.finished()
    folder = simulator.sandbox.folder.parent
    assert job["status"] == "failed"
    assert job["error"] == {"code": "disk_full", "message": f"The disk is full: there is no room in {folder}."}


def test_an_upload_to_a_full_disk_is_reported_as_disk_full(simulators, monkeypatch, make_png):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    simulator = simulators()
    monkeypatch.setattr(shutil, "copyfileobj", full)
    reply = simulator.upload(make_png(64, 48))
    assert reply.status_code == 507
    assert reply.json()["error"].startswith("The disk is full")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are Unix's")
def test_the_real_renderer_meets_a_full_disk():
    code = """
import resource, signal, time
from krea_widgets import sandbox
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
here = sandbox.app(pace=0).state.sandbox
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
job = here.submit(here.models["kling/kling-2.5"], {"prompt": "slow pan"}, base="http://sandbox")
while job.open:
    time.sleep(0.05)
print(job.error["code"], job.error["message"])
here.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.startswith("disk_full The disk is full"), done.stderr


def test_times_never_repeat_when_the_clock_stops(simulators):
    noon = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)
    simulator = simulators(now=lambda: noon)
    assert [simulator.sandbox.timestamp() for _ in range(3)] == [f"2026-01-02T12:00:00.00{n}Z" for n in range(3)]


def test_the_webhook_gets_the_final_state_once(simulator, monkeypatch):
    # A proxy that does not exist and must not be used.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    received, bodies = threading.Event(), []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(302)
            self.send_header("location", "/elsewhere")
            self.end_headers()
            received.set()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        headers = {"X-Webhook-URL": f"http://127.0.0.1:{server.server_port}/hook"}
        reply = simulator.request("POST", "/generate/video/kling/kling-2.5", json={"prompt": "x"}, headers=headers)
        job = simulator.until(reply.json()["job_id"], "completed")
        assert received.wait(5)
        time.sleep(0.05)
        server.shutdown()
    assert [json.loads(body) for body in bodies] == [job]


def test_an_unreachable_webhook_changes_nothing(simulator):
    headers = {"X-Webhook-URL": "http://127.0.0.1:1/hook"}
    reply = simulator.request("POST", "/generate/video/kling/kling-2.5", json={"prompt": "x"}, headers=headers)
    assert simulator.until(reply.json()["job_id"], "completed")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "/hook", "", "http://"])
def test_a_webhook_must_be_a_web_address(simulator, url):
    headers = {"X-Webhook-URL": url}
    assert (
        simulator.request("POST", "/generate/video/kling/kling-2.5", json={"prompt": "x"}, headers=headers).status_code
        == 422
    )


def test_what_the_renderer_is_asked_for(simulator):
    start, end = simulator.still(96, 64), simulator.still(64, 96)
    model = "bytedance/seedance-2"
    simulator.finished(
        model, start_image=start, end_image=end, duration=7, resolution="480p", aspect_ratio="1:1", seed=11
    )
    take = simulator.takes[0]
    assert (take.size, take.duration, take.fps, take.seed, take.audio) == ((480, 480), 7.0, 24, 11, True)
    assert (take.start.name, take.end.name) == (start.rsplit("/")[-1], end.rsplit("/")[-1])
    simulator.finished("minimax/hailuo-2.3", start_image=end)
    assert simulator.takes[1].size == (768, 1152)
    simulator.finished("google/veo-3.1", reference_images=[start], resolution="4K")
    assert (simulator.takes[2].size, simulator.takes[2].duration, simulator.takes[2].start.name) == (
        (3840, 2160),
        8.0,
        take.start.name,
    )
    simulator.finished("lightricks/ltx-video-2.5-pro", camera_motion="jib_up")
    assert (simulator.takes[3].camera_motion, simulator.takes[3].start) == ("jib_up", None)


def test_seeds_outside_the_range_are_mapped_into_it(simulator):
    simulator.finished("bytedance/seedance-2", seed=-5)
    simulator.finished("bytedance/seedance-2", seed=2**53 - 1)
    assert [take.seed for take in simulator.takes] == [5, (2**53 - 1) % 2**31]


def test_seeds_are_fixed(simulators):
    seeds = []
    for _ in range(2):
        simulator = simulators()
        simulator.finished()
        simulator.finished()
        seeds.append([take.seed for take in simulator.takes])
    assert seeds == [[1, 2], [1, 2]]


def test_close_cancels_joins_and_removes(simulators, gate):
    before = set(threading.enumerate())
    simulator = simulators(renderer=gate)
    simulator.still()
    job, folder = simulator.submit(), simulator.sandbox.folder
    gate.started.acquire()
    assert folder.is_dir()
    simulator.sandbox.close()
    assert not folder.exists()
    assert gate.takes[0].cancel.is_set()
    assert simulator.sandbox.job(job).status != "completed"
    # Starlette's threads can still be ending.
    assert not [one for one in set(threading.enumerate()) - before if one.name.startswith("krea-sandbox-")]
    simulator.sandbox.close()
    assert simulator.generate().status_code == 429


def test_nothing_starts_before_the_first_job(simulators):
    before = set(threading.enumerate())
    simulator = simulators()
    simulator.sandbox.timestamp()
    # Threads of the test before may end meanwhile.
    assert set(threading.enumerate()) <= before


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_that_ends_leaves_the_files_of_its_parent():
    code = (
        "import os, sys\n"
        "from krea_widgets.sandbox import app\n"
        "made = app().state.sandbox\n"
        "child = os.fork()\n"
        "child or sys.exit()\n"
        "os.waitpid(child, 0)\n"
        "print(made.folder.is_dir())\n"
        "made.close()\n"
        "print(made.folder.exists())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"], done.stderr
