"""The end of a process with jobs: what was asked for is sent, or said on stderr; there is no traceback."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from loop_gaps import loop_gaps

from krea_widgets.errors import KreaError
from krea_widgets.sandbox import Sandbox
from krea_widgets.studio import at_exit

SUBMIT = """
import sys, time
import krea_widgets as krea
from krea_widgets._util import shared_studio as module
module._studio = krea.Studio("krea", token="token-of-tests", base_url=sys.argv[1])
module._pid = __import__("os").getpid()
job = krea.submit(sys.argv[2], sys.argv[4], model="seedance 1.0 pro fast", duration=2, resolution="480p")
time.sleep(float(sys.argv[3]))
"""
# Scripts as forks of one that has imported everything, each line on stdin one of them; each ends as any script does.
MANY = f"""
import json, os, sys
import krea_widgets, httpx, PIL.Image
for line in sys.stdin:
    arguments, errors = json.loads(line)
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    raise SystemExit
sys.argv[1:] = arguments
os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
os.dup2(os.open(errors + ".out", os.O_WRONLY | os.O_CREAT), 1)
{SUBMIT}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Sandbox]]:
    """A sandbox behind a socket, whose renders take no time: its URL, and itself."""
    from sandbox_home import SandboxHome, write_tiny

    from krea_widgets.sandbox import serving

    folder = tmp_path_factory.mktemp("server")
    home = SandboxHome(folder, write_tiny(folder / "tiny.mp4"))
    with serving(home.app) as url:
        yield url, home.double
    home.double.close()


def end(url: str, photo: Path, home: Path, seconds: float) -> str:
    """The stderr of a script that submits, waits so long and ends."""
    arguments = [sys.executable, "-c", SUBMIT, url, str(photo), str(seconds), "slow dolly in"]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=home, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "")
    return done.stderr


def end_many(url: str, photo: Path, home: Path, waits: dict[str, float]) -> dict[str, str]:
    """The stderr by prompt of scripts that submit it, wait so many seconds and end, one after the other."""
    home.mkdir()
    files = {prompt: home / f"{number}.txt" for number, prompt in enumerate(waits)}
    lines = [json.dumps([[url, str(photo), str(wait), prompt], str(files[prompt])]) for prompt, wait in waits.items()]
    command, text = [sys.executable, "-c", MANY], "\n".join(lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=home, check=False, timeout=300)
    assert (done.stdout, done.stderr) == ("0\n" * len(waits), "")
    assert {file.with_name(f"{file.name}.out").read_text("utf-8") for file in files.values()} == {""}
    return {prompt: file.read_text("utf-8") for prompt, file in files.items()}


@pytest.mark.slow
def test_a_script_that_submits_and_ends_has_sent_its_job_or_says_so(server, photo, tmp_path):
    """Fifty of fifty, at moments that differ each time; four at once, since they wait for much of their time."""
    url, sandbox = server
    chance = random.Random()
    waits = {
        f"slow dolly in, run {number}": chance.choice([0, chance.uniform(0, 0.3), chance.uniform(0, 3)])
        for number in range(50)
    }
    quarters = [dict(list(waits.items())[number::4]) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        said = pool.map(lambda number: end_many(url, photo, tmp_path / str(number), quarters[number]), range(4))
        errors = {prompt: error for part in said for prompt, error in part.items()}
    assert len(errors) == 50
    asked = Counter(job.values["prompt"] for job in sandbox.newest())
    for prompt, error in errors.items():
        assert "Traceback" not in error
        done = "continues at Krea" in error or error == ""
        assert (asked[prompt] == 1 and done) or "was not sent" in error, (prompt, asked[prompt], error)


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_said(photo, tmp_path):
    error = end("http://127.0.0.1:9", photo, tmp_path, 0)
    assert "krea_widgets: " in error
    assert "Traceback" not in error
    assert "Nothing was sent" in error or "not sent" in error or "could not be reached" in error


@pytest.mark.slow
@pytest.mark.alone
def test_no_loop_is_stalled_by_a_large_image(studio, tmp_path):
    """`asubmit` of 48 megapixels: the loop goes on; measured against what a plain thread is kept waiting.

    Another program can take the processor from one of the two, so the second of two tries counts too.
    """
    import asyncio
    import time

    import numpy as np
    from PIL import Image

    import krea_widgets as krea

    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), "uint8")
    Image.fromarray(noise).resize((8000, 6000)).save(tmp_path / "large.png", compress_level=1)

    def largest_gaps() -> tuple[float, float]:
        """Of the loop, and of a plain thread, in seconds."""
        gaps, plain, stop = [], [], threading.Event()

        def beat() -> None:
            last = time.perf_counter()
            while not stop.wait(0.002):
                now = time.perf_counter()
                plain.append(now - last)
                last = now

        async def main() -> None:
            async with loop_gaps() as found:
                await krea.asubmit(tmp_path / "large.png", "slow dolly in")
            gaps.extend(found)

        thread = threading.Thread(target=beat)
        thread.start()
        asyncio.run(main())
        stop.set()
        thread.join()
        return max(gaps), max(plain)

    for _ in range(2):
        loop, thread = largest_gaps()
        print(f"largest gaps of loop and thread: {1000 * loop:.0f} and {1000 * thread:.0f} ms")
        if loop < max(0.02, 2 * thread):
            return
    pytest.fail("the loop was stalled twice")


def ended(**facts: object) -> SimpleNamespace:
    """A job at the end of the process, which keeps how long it was waited for."""
    job = SimpleNamespace(id="j1", key="k1", backend="krea", error=None, waited=[])
    job.done, job.accepted = lambda: False, job.waited.append
    vars(job).update(facts)
    return job


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "job j1 continues at Krea. krea.resume() downloads its clip."),
        ({"id": None}, "a job was not sent, or Krea has not answered yet."),
        ({"backend": "sandbox"}, "the sandbox's job j1 ends with this process. krea.wait_all() waits for it."),
        ({"backend": "sandbox", "id": None}, "the sandbox's job k1 ends with this process."),
        ({"error": KreaError("Krea could not be reached.")}, "there is no clip. Krea could not be reached."),
        ({"done": lambda: True}, ""),
    ],
)
def test_each_job_that_is_left_is_said_with_how_to_go_on(facts, words, capsys):
    at_exit.say_what_continues([ended(**facts)])
    said = capsys.readouterr().err
    assert said.startswith(f"krea_widgets: {words}") if words else said == ""
    assert said.count("\n") == bool(words)


@pytest.mark.parametrize(("notebook", "seconds"), [(False, 30), (True, 2)])
def test_all_jobs_together_are_waited_for_so_long(notebook, seconds, capsys, monkeypatch):
    monkeypatch.setattr(at_exit, "in_notebook", lambda: notebook)
    now = 1000.0
    monkeypatch.setattr(at_exit.time, "monotonic", lambda: now)

    def slow(seconds: float) -> None:
        nonlocal now
        now += seconds + 1
        raise KreaError("Krea did not answer.")

    jobs = [ended(), ended(accepted=slow), ended()]
    at_exit.say_what_continues(jobs)
    assert [job.waited for job in jobs] == [[seconds], [], [0]]
    assert capsys.readouterr().err.count("continues at Krea") == 3
