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

from krea_widgets.journal import Journal
from krea_widgets.journal.migrations import MIGRATIONS, migrate
from krea_widgets.journal.owner import is_alive, this_process


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journal.db"


def ask(journal, key="k1", **more):
    journal.asked(key, world="krea", model="a/b", shot="{}", digest="d", **more)


def python(code, *arguments):
    """Another kernel, in which `journal` is open and `ask` is at hand."""
    start = (
        "import os, signal, sys; from pathlib import Path; from krea_widgets.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "def ask(key, **more): journal.asked(key, world='krea', model='a/b', shot='{}', digest='d', **more)\n"
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
        "from krea_widgets.journal.owner import this_process; print(this_process(), flush=True); input()", path
    )
    other = process.stdout.readline().strip()
    assert is_alive(other)
    host, pid, started, mark = other.split("|")
    assert not is_alive("|".join((host, pid, f"{started}0", mark))), "the number is another process's by now"
    assert not is_alive("|".join(("elsewhere", pid, started, mark)))
    process.kill()
    process.wait()
    process.communicate()
    assert not is_alive(other)
    assert not any(map(is_alive, ("", "|||", f"{host}|0x1||", f"{host}|99999999|1|")))


def test_one_that_has_ended_and_is_not_yet_waited_for_is_not_alive(path):
    process = python(
        "from krea_widgets.journal.owner import this_process; print(this_process(), flush=True); input()", path
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


def test_what_was_never_written_down_may_be_sent(path):
    with closing(Journal(path)) as journal:
        assert journal.sending("never heard of", 1.0) == "go"


def test_an_id_belongs_to_one_entry(path):
    with closing(Journal(path)) as journal:
        ask(journal, "a")
        ask(journal, "b")
        assert journal.sent("a", "job-1")
        assert not journal.sent("b", "job-1")
        assert journal.entry("b").state == "asked"
        assert journal.sent("b", "job-2")


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
        ("journal._db.execute('begin immediate'); ask('other')", None),
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
        "    ask(f'k{n}', stills={'a1': b'x' * 100_000}); journal.sending(f'k{n}', 1.0)\n"
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
        assert [file.name for file in (path.parent / "stills").iterdir()] == []


# what disks do


def full(journal):
    """No page more fits into this journal's file."""
    journal._db.execute("vacuum")
    pages = journal._db.execute("pragma page_count").fetchone()[0]
    journal._db.execute(f"pragma max_page_count = {pages}")


def test_a_full_disk_is_said_and_nothing_that_it_holds_as_unsent_is_sent(path):
    journal = Journal(path)
    ask(journal, "before")
    journal._db.execute("pragma query_only = on")  # every write fails from here on
    ask(journal, "after")
    assert "could not be written" in journal.notice
    assert journal.sending("before", 1.0) == "unwritten"
    assert journal.sending("after", 1.0) == "go", "no kernel will ever find it, so none will send it again"
    journal.sent("before", "j1")
    journal.done("before", Path("a.mp4"), 1.0)
    assert [entry.state for entry in journal.entries()] == ["asked"]
    journal.close()


def test_a_job_too_large_for_the_disk_leaves_nothing_half(path):
    with closing(Journal(path)) as journal:
        ask(journal, "small")
        full(journal)
        journal.asked("big", world="krea", model="a/b", shot="x" * 10**6, digest="d", stills={"a1": b"data"})
        assert "could not be written" in journal.notice
        assert [entry.key for entry in journal.entries()] == ["small"]
        journal.ended("small", "failed", "")
        assert journal.original("a1") == b""


def test_a_journal_damaged_in_the_middle_is_set_aside(path):
    with closing(Journal(path, now=lambda: 77)) as journal:
        for number in range(200):
            ask(journal, f"k{number}", request="x" * 500)
        journal._db.execute("pragma wal_checkpoint(truncate)")
    data = bytearray(path.read_bytes())
    data[8192:60_000] = os.urandom(60_000 - 8192)
    path.write_bytes(data)
    with closing(Journal(path, now=lambda: 77)) as journal:
        assert "set aside as" in journal.notice
        ask(journal)
        assert len(journal.open_jobs("krea")) == 1
    assert path.with_name("journal.db.unreadable-77").exists()


def test_a_journal_that_cannot_be_opened_is_said(tmp_path):
    (tmp_path / "journal.db").mkdir()
    with closing(Journal(tmp_path / "journal.db")) as journal:
        assert "cannot be written" in journal.notice
        assert "earlier ones cannot be taken up" in journal.notice
        ask(journal, stills={"a1": b"data"})
        assert journal.sending("k1", 1.0) == "go"
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"], "nothing is kept beside it"


# stills


def test_stills_are_kept_while_a_job_needs_them(path):
    with closing(Journal(path)) as journal:
        data = b"a picture"
        digest = hashlib.sha256(data).hexdigest()
        ask(journal, "a", stills={digest: data})
        ask(journal, "b", stills={digest: data})
        assert journal.original(digest) == data
        journal.ended("a", "failed", "")
        assert journal.original(digest) == data
        journal.done("b", Path("a.mp4"), 1.0)
        assert journal.original(digest) == b""


def test_names_that_are_no_digests_touch_no_file(path):
    with closing(Journal(path)) as journal:
        ask(journal, "a", stills={"../evil": b"x", "": b"x"})
        assert sorted(file.name for file in path.parent.iterdir() if "journal" not in file.name) == []
        assert journal.original("../journal.db") == b""


# the older journal


def test_a_journal_of_the_first_kind_is_taken_over(path):
    """There "asked" was written right before sending, so such a job may have been sent."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        MIGRATIONS[0](db)
        db.execute("pragma user_version = 1")
        for key, state, job_id in (("a", "asked", None), ("s", "sent", "j1"), ("u", "uncertain", None)):
            values = (key, "krea", "m/m", "{}", "d", state, job_id, 5.0)
            db.execute(
                "insert into jobs (key, world, model, shot, digest, state, job_id, asked_at) values (?,?,?,?,?,?,?,?)",
                values,
            )
        migrate(db)
    with closing(Journal(path)) as journal:
        found = {entry.key: (entry.state, entry.sent_at) for entry in journal.open_jobs("krea", "https://api.krea.ai")}
        assert found == {"a": ("sending", 5.0), "s": ("sent", None), "u": ("uncertain", 5.0)}
