"""Several kernels and one journal: who holds which job, at every instruction and after every kind of end."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from krea_widgets.errors import JournalUnavailable
from krea_widgets.journal import Journal
from krea_widgets.journal.process_alive import is_alive, this_process


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journal.db"


def ask(journal, key="k1", **more):
    journal.asked(key, backend="krea", model="a/b", shot="{}", digest="d", **more)


def python(code, *arguments):
    """Another kernel, in which `journal` is open and `ask` is at hand."""
    start = (
        "import os, signal, sys; from pathlib import Path; from krea_widgets.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "def ask(key, **more): journal.asked(key, backend='krea', model='a/b', shot='{}', digest='d', **more)\n"
    )
    command = [sys.executable, "-c", start + code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def finished(process):
    """What it printed, and the code it ended with."""
    text, _ = process.communicate(timeout=60)
    return text, process.returncode


# who is alive


def test_a_process_knows_itself_and_others_by_their_lives(path):
    assert is_alive(this_process())
    process = python(
        "from krea_widgets.journal.process_alive import this_process; print(this_process(), flush=True); input()", path
    )
    other = process.stdout.readline().strip()
    assert is_alive(other)
    host, pid, started, random = other.split("|")
    assert not is_alive("|".join((host, pid, f"{started}0", random))), "the number is another process's by now"
    assert not is_alive("|".join(("elsewhere", pid, started, random)))
    process.kill()
    process.wait()
    process.communicate()
    assert not is_alive(other)
    assert not any(map(is_alive, ("", "|||", f"{host}|0x1||", f"{host}|99999999|1|")))


def test_one_that_has_ended_and_is_not_yet_waited_for_is_not_alive(path):
    process = python(
        "from krea_widgets.journal.process_alive import this_process; print(this_process(), flush=True); input()", path
    )
    other = process.stdout.readline().strip()
    os.kill(process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie now
    assert not is_alive(other)
    process.communicate()


# who holds what


def test_a_job_is_held_by_whoever_asked_for_it_until_that_ends(path):
    with closing(Journal(path)) as one, closing(Journal(path)) as two:
        ask(one)
        (entry,) = two.open_jobs("krea")
        assert not two.is_free(entry)
        assert not two.claim(entry)
        assert one.claim(entry), "its own it may take up again"
        one.release("k1")
        (entry,) = two.open_jobs("krea")
        assert two.claim(entry)
        assert not one.claim(entry), "what was read before is out of date"
        two.release("k1")
        two.release("k1")


def test_closing_lets_go(path):
    with closing(Journal(path)) as two:
        one = Journal(path)
        ask(one)
        one.close()
        assert two.claim(two.open_jobs("krea")[0])


def test_of_many_that_claim_at_once_one_gets_it(path):
    journals = [Journal(path) for _ in range(8)]
    ask(journals[0])
    journals[0].release("k1")
    (entry,) = journals[0].open_jobs("krea")
    got, go = [], threading.Barrier(8)

    def claim(journal):
        go.wait()
        if journal.claim(entry):
            got.append(journal)

    threads = [threading.Thread(target=claim, args=(journal,)) for journal in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    for journal in journals:
        journal.close()


def test_only_its_holder_may_send_and_only_once(path):
    with closing(Journal(path)) as one, closing(Journal(path)) as two:
        ask(one)
        assert two.sending("k1", 5.0) == "taken"
        assert one.sending("k1", 5.0) == "go"
        assert one.sending("k1", 6.0) == "taken", "it is being sent already"
        assert one.entry("k1").sent_at == 5.0
        one.unsent("k1")
        assert one.sending("k1", 7.0) == "go"
        assert [entry.key for entry in one.unknown("krea")] == ["k1"]


def test_what_was_never_written_down_is_never_sent(path):
    with closing(Journal(path)) as journal, pytest.raises(JournalUnavailable, match="this job is missing"):
        journal.sending("never heard of", 1.0)


def test_an_id_belongs_to_one_entry(path):
    with closing(Journal(path)) as journal:
        ask(journal, "a")
        ask(journal, "b")
        assert journal.sent("a", "job-1")
        assert not journal.sent("b", "job-1")
        assert journal.entry("b").state == "asked"
        assert journal.sent("b", "job-2")


@pytest.mark.slow
def test_kernels_that_open_a_new_journal_at_once_all_get_it(path):
    others = [python("for n in range(20): ask(f'{sys.argv[2]}-{n}')\nprint(journal.notice)", path, n) for n in range(4)]
    assert [finished(process) for process in others] == [("\n", 0)] * 4
    with closing(Journal(path)) as journal:
        assert len(journal.open_jobs("krea")) == 80


# what a sudden end leaves


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX")
@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("ask('k')", "asked"),
        ("ask('k'); journal.sending('k', 1.0)", "sending"),
        ("ask('k'); journal.sending('k', 1.0); journal.unsent('k')", "asked"),
        ("ask('k'); journal.sending('k', 1.0); journal.sent('k', 'job-1')", "sent"),
        ("ask('k'); journal.sent('k', 'job-1'); journal.done('k', Path('a.mp4'), 1.0)", "done"),
        ("ask('k'); journal.ended('k', 'failed', 'no')", "failed"),
        ("db = journal.transaction('krea').__enter__(); db.execute(\"update jobs set state = 'x'\")", None),
    ],
)
def test_kill_9_after_any_step_leaves_that_step(path, steps, state):
    process = python(f"{steps}\nos.kill(os.getpid(), signal.SIGKILL)", path)
    assert finished(process)[1] == -signal.SIGKILL
    with closing(Journal(path)) as journal:
        assert [entry.state for entry in journal.entries()] == ([state] if state else [])
        assert journal.notice == ""
        for entry in journal.open_jobs("krea"):
            assert journal.claim(entry), "its holder is dead"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX")
def test_kill_9_in_the_middle_of_many_writes_leaves_a_whole_journal(path):
    code = (
        "print('go', flush=True)\n"
        "for n in range(10 ** 6):\n"
        "    ask(f'k{n}', files={'a1': b'x' * 100_000}); journal.sending(f'k{n}', 1.0)\n"
        "    journal.sent(f'k{n}', f'j{n}')\n"
        "    journal.ended(f'k{n}', 'failed', 'x')"
    )
    for turn in range(10):
        process = python(code, path)
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05 + 0.02 * turn)
        process.kill()
        process.communicate()
        with closing(Journal(path)) as journal:
            assert journal.notice == ""
            assert all(journal.claim(entry) for entry in journal.open_jobs("krea"))
            for entry in journal.open_jobs("krea"):
                journal.ended(entry.key, "failed", "")
        assert [*(path.parent / "open_jobs").iterdir(), *(path.parent / "stills").iterdir()] == []


# what disks do


def full(journal):
    """No page more fits into this journal's file."""
    journal._db.execute("vacuum")
    pages = journal._db.execute("pragma page_count").fetchone()[0]
    journal._db.execute(f"pragma max_page_count = {pages}")


def test_a_full_disk_is_said_and_nothing_is_sent_that_is_not_written(path):
    journal = Journal(path)
    ask(journal, "before")
    journal._db.execute("pragma query_only = on")  # every write fails from here on
    with pytest.raises(JournalUnavailable, match="cannot be written"):
        ask(journal, "after")
    with pytest.raises(JournalUnavailable):
        journal.sending("before", 1.0)
    assert "cannot be written" in journal.notice
    with pytest.raises(JournalUnavailable):
        journal.sent("before", "j1")
    assert [(entry.key, entry.state) for entry in journal.entries()] == [("before", "asked")]
    assert journal.known_ids("krea") == {"j1"}, "the id is kept beside the file"
    journal.close()


def test_a_request_that_may_not_leave_is_no_unknown_one_later(path):
    with closing(Journal(path)) as journal:
        ask(journal)
        journal._db.execute("pragma query_only = on")
        with pytest.raises(JournalUnavailable):
            journal.sending("k1", 1.0)
    with closing(Journal(path)) as journal:
        (entry,) = journal.open_jobs("krea")
        assert journal.claim(entry).state == "asked"


def test_a_job_too_large_for_the_disk_leaves_nothing_half(path):
    with closing(Journal(path)) as journal:
        ask(journal, "small")
        full(journal)
        with pytest.raises(JournalUnavailable):
            journal.asked("big", backend="krea", model="a/b", shot="x" * 10**6, digest="d", files={"a1": b"data"})
        assert [entry.key for entry in journal.entries()] == ["small"]
        journal.ended("small", "failed", "")
        assert journal.original("a1") == b""
        assert not [*(path.parent / "open_jobs").iterdir(), *(path.parent / "stills").iterdir()]


# a damaged file, and the copies of open jobs


def damage(path, start=0, end=None):
    """Overwrite a part of the journal's file, whose log is written back."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    data = bytearray(path.read_bytes())
    end = len(data) if end is None else end
    data[start:end] = os.urandom(end - start)
    path.write_bytes(data)


@pytest.mark.parametrize("start", [0, 100, 4096, 8192])
def test_a_damaged_journal_loses_no_open_job(path, start):
    with closing(Journal(path, now=lambda: 77)) as journal:
        for key in ("asked", "sending", "sent", "uncertain", "done"):
            ask(journal, key, request="x" * 500, files={"a1": b"picture"})
        for key in ("sending", "sent", "uncertain", "done"):
            journal.sending(key, 5.0)
        journal.sent("sent", "j1")
        journal.sent("done", "j2")
        journal.ended("uncertain", "uncertain", "")
        journal.done("done", Path("a.mp4"), 1.0)
    damage(path, start)
    with closing(Journal(path, now=lambda: 78)) as journal:
        assert "renamed to" in journal.notice
        states = {entry.key: (entry.state, entry.job_id) for entry in journal.open_jobs("krea")}
        assert states == {
            "asked": ("asked", None),
            "sending": ("sending", None),
            "sent": ("sent", "j1"),
            "uncertain": ("uncertain", None),
        }
        assert (path.parent / "stills" / "a1").read_bytes() == b"picture"
        ask(journal, "new")
        assert len(journal.open_jobs("krea")) == 5


def test_what_the_copy_does_not_call_unsent_is_not_sent(path):
    with closing(Journal(path)) as journal:
        ask(journal, "nocopy")
        ask(journal, "ahead")
        (path.parent / "open_jobs" / "nocopy.json").unlink()
        copy = path.parent / "open_jobs" / "ahead.json"
        copy.write_text(copy.read_text().replace('"asked"', '"sending"', 1))
        taken = {entry.key: journal.claim(entry).state for entry in journal.open_jobs("krea")}
    assert taken == {"nocopy": "sending", "ahead": "sending"}


def test_a_kernel_whose_file_another_one_set_aside_goes_on_in_the_new_one(path):
    with closing(Journal(path, now=lambda: 77)) as one:
        ask(one, "a")
        ask(one, "b")
        assert one.sending("a", 1.0) == "go"
        damage(path)
        with closing(Journal(path, now=lambda: 78)) as two:
            assert {entry.key for entry in two.open_jobs("krea")} == {"a", "b"}
            assert not any(two.claim(entry) for entry in two.open_jobs("krea")), "the first kernel lives"
            assert one.sending("b", 2.0) == "go"
            assert one.sent("a", "j1")
            assert {entry.key: entry.state for entry in two.open_jobs("krea")} == {"a": "sent", "b": "sending"}


@pytest.mark.slow
def test_a_journal_damaged_in_the_middle_is_set_aside(path):
    with closing(Journal(path, now=lambda: 77)) as journal:
        for number in range(200):
            ask(journal, f"k{number}", request="x" * 500)
        journal._db.execute("pragma wal_checkpoint(truncate)")
    data = bytearray(path.read_bytes())
    data[8192:60_000] = os.urandom(60_000 - 8192)
    path.write_bytes(data)
    with closing(Journal(path, now=lambda: 77)) as journal:
        assert "renamed to" in journal.notice
        ask(journal, "new")
        assert len(journal.open_jobs("krea")) == 201
    assert path.with_name("journal.db.unreadable-77").exists()


def test_a_journal_that_cannot_be_opened_is_said(tmp_path):
    (tmp_path / "journal.db").mkdir()
    with closing(Journal(tmp_path / "journal.db")) as journal:
        assert "cannot be opened" in journal.notice
        assert "earlier jobs are not shown" in journal.notice
        with pytest.raises(JournalUnavailable):
            ask(journal, files={"a1": b"data"})
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"], "nothing is kept beside it"


# stills


def test_stills_are_kept_while_a_job_needs_them(path):
    with closing(Journal(path)) as journal:
        data = b"a picture"
        digest = hashlib.sha256(data).hexdigest()
        ask(journal, "a", files={digest: data})
        ask(journal, "b", files={digest: data})
        assert journal.original(digest) == data
        journal.ended("a", "failed", "")
        assert journal.original(digest) == data
        journal.done("b", Path("a.mp4"), 1.0)
        assert journal.original(digest) == b""


def test_names_that_are_no_digests_touch_no_file(path):
    with closing(Journal(path)) as journal:
        ask(journal, "a", files={"../evil": b"x", "": b"x"})
        assert [file.name for file in (path.parent / "open_jobs").iterdir()] == ["a.json"]
        assert sorted(file.name for file in path.parent.iterdir() if "journal" not in file.name) == ["open_jobs"]
        assert journal.original("../journal.db") == b""
