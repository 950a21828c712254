"""Delete and undo from two kernels, killed anywhere: the clip is at its place or in the trash, and the journal agrees.

A step is a call of the operating system or a transaction of the journal. At each of them the other kernel gets its
turn, or this one ends.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import rig

from krea_widgets import Studio
from krea_widgets.errors import KreaError
from krea_widgets.media import Shot
from krea_widgets.studio.clip_index import ClipIndex, Query
from krea_widgets.studio.trash import Trash

FILM = b"film of a"
Act = Callable[[ClipIndex, str, Path], None]


def open_studio(top: Path) -> Studio:
    return Studio("sandbox", home=top / "home", clips=top / "clips")


def make(studio: Studio, key: str = "a", *, known: bool = True, sidecar: bool = True) -> Path:
    """A clip on disk, known to the journal or only by its sidecar."""
    path = studio.clip_folder / f"{key}.mp4"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"film of " + key.encode())
    if sidecar:
        made = {"krea_widgets": 1, "backend": "sandbox", "model": "kling/kling-2.5", "job_id": f"job-{key}"}
        path.with_suffix(".json").write_text(json.dumps(made))
    if known:
        shot = Shot("kling/kling-2.5", {"prompt": key})
        studio.journal.asked(key, backend="sandbox", model=shot.model, shot=shot.to_json(), digest=shot.digest)
        studio.journal.sent(key, f"job-{key}")
        studio.journal.done(key, path, 90)
    return path


@pytest.fixture
def kernels(tmp_path) -> Iterator[tuple[ClipIndex, ClipIndex]]:
    studios = open_studio(tmp_path), open_studio(tmp_path)
    yield ClipIndex(studios[0]), ClipIndex(studios[1])
    for studio in studios:
        studio.close()


@contextmanager
def steps(monkeypatch: pytest.MonkeyPatch, clip_index: ClipIndex, at: Callable[[], None]) -> Iterator[None]:
    """Calls `at` before each step of this thread, and after it."""
    own, journal = threading.current_thread(), clip_index.trash._journal
    before = journal.transaction

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any, **rest: Any) -> Any:
            if threading.current_thread() is own:
                at()
            found = call(*args, **rest)
            if threading.current_thread() is own:
                at()
            return found

        return stepped

    @contextmanager
    def transaction(*args: Any, **options: Any) -> Iterator[Any]:
        if threading.current_thread() is own:
            at()
        with before(*args, **options) as db:
            yield db
        if threading.current_thread() is own:
            at()

    with monkeypatch.context() as patch:
        patch.setattr(journal, "transaction", transaction)
        for name in ("link", "fsync"):
            patch.setattr(os, name, around(getattr(os, name)))
        for name in ("unlink", "mkdir", "rename", "rmdir"):
            patch.setattr(Path, name, around(getattr(Path, name)))
        yield


def check(top: Path, key: str, *, film: bytes = FILM) -> None:
    """A new kernel finds the clip in one of the two places, as the journal says, and can restore and delete it."""
    studio = open_studio(top)
    try:
        clip_index = ClipIndex(studio)
        clip_index.records()
        record = ClipIndex(studio).record(key)
        assert record is not None
        assert record.path is not None
        assert record.path.read_bytes() == film
        annotation = studio.journal.annotations([key]).get(key)
        in_trash = clip_index.trash.folder in record.path.parents
        assert record.deleted is in_trash is (annotation is not None and annotation.deleted_at is not None)
        films = [path for path in top.rglob("*.mp4") if path.read_bytes() == film]
        assert len({path.stat().st_ino for path in films}) == 1, films
        for _ in range(2):
            if record.deleted:
                clip_index.trash.take_back(key)
            else:
                clip_index.trash.put(key, record.path)
            now = clip_index.records()[key]
            assert now.deleted is not record.deleted
            assert now.path is not None
            assert now.path.read_bytes() == film
            assert now.path.with_suffix(".json").exists() == bool(now.job_id)
            assert [path for path in top.rglob("*.mp4") if path.read_bytes() == film] == [now.path]
            record = now
        assert not list(top.rglob(".*.half"))
    finally:
        studio.close()


def delete(clip_index: ClipIndex, key: str, path: Path) -> None:
    clip_index.trash.put(key, path)


def restore(clip_index: ClipIndex, key: str, path: Path) -> None:
    clip_index.trash.take_back(key)


def look(clip_index: ClipIndex, key: str, path: Path) -> None:
    clip_index._stamp = None
    clip_index.records()


def twice(clip_index: ClipIndex, key: str, path: Path) -> None:
    delete(clip_index, key, path)
    restore(clip_index, key, path)


@pytest.mark.slow
@pytest.mark.parametrize("known", [True, False], ids=["in the journal", "a file"])
@pytest.mark.parametrize("other", [delete, restore, look, twice])
@pytest.mark.parametrize("own", [delete, restore])
def test_every_interleaving_of_two_kernels(tmp_path, monkeypatch, own, other, known):
    for step in range(60):
        if not interleave(tmp_path / str(step), monkeypatch, own, other, step, known=known):
            break
    assert step > 8


def interleave(top: Path, monkeypatch: pytest.MonkeyPatch, own: Act, other: Act, step: int, *, known: bool) -> bool:
    """One kernel acts, and at one of its steps another one; False where it has no such step."""
    top.mkdir()
    studios = open_studio(top), open_studio(top)
    one, two = map(ClipIndex, studios)
    path = make(studios[0], known=known)
    key = next(iter(one.records()))
    if own is restore:
        delete(one, key, path)
    two.records()
    passed, failed = count(), []

    def run() -> None:
        try:
            other(two, key, path)
        except Exception as error:
            failed.append(error)

    turn = threading.Thread(target=run)

    def at() -> None:
        if next(passed) == step:
            turn.start()
            # Where the other one has to wait for this one, it goes on afterwards.
            turn.join(0.05)

    with steps(monkeypatch, one, at):
        own(one, key, path)
    if turn.ident is not None:
        turn.join(20)
        assert not turn.is_alive()
        assert failed == []
    for studio in studios:
        studio.close()
    check(top, key)
    return turn.ident is not None


def killed(_: Connection, top: Path, act: Act, step: int, disks: str) -> None:
    """Acts in another process, which ends at one of its steps with code 7, or after the last one with code 0."""
    clip_index = ClipIndex(open_studio(top))
    (key,) = clip_index.records()
    if disks == "exdev":
        other_disk(pytest.MonkeyPatch())
    passed = count()

    def at() -> None:
        if next(passed) == step:
            os._exit(7)

    with steps(pytest.MonkeyPatch(), clip_index, at):
        act(clip_index, key, top / "clips" / "a.mp4")
    os._exit(0)


def other_disk(patch: pytest.MonkeyPatch) -> None:
    """Clips and trash are on two file systems."""
    link = os.link

    def linked(old: Any, new: Any, **rest: Any) -> None:
        if ("trash" in Path(old).parts) != ("trash" in Path(new).parts):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        link(old, new, **rest)

    patch.setattr(os, "link", linked)


def test_without_hard_links_no_file_is_replaced(tmp_path, monkeypatch):
    rivals = [b"", b"another"]

    def refuse(_old: Any, new: Any) -> None:
        # Another program was quicker with this name.
        if rival := rivals.pop(0):
            Path(new).write_bytes(rival)
        raise OSError(errno.EPERM, "Operation not permitted")

    studio = open_studio(tmp_path)
    path = make(studio, sidecar=False)
    (key,) = ClipIndex(studio).records()
    monkeypatch.setattr(os, "link", refuse)
    ClipIndex(studio).trash.put(key, path)
    assert not path.exists()
    with pytest.raises(KreaError, match="could not be brought back"):
        ClipIndex(studio).trash.take_back(key)
    assert path.read_bytes() == b"another"
    studio.close()


@pytest.mark.slow
@pytest.mark.parametrize("disks", ["one disk", "exdev"])
@pytest.mark.parametrize("act", [delete, restore])
def test_a_kernel_killed_at_any_step(tmp_path, act, disks):
    for step in range(60):
        top = tmp_path / str(step)
        top.mkdir()
        studio = open_studio(top)
        path = make(studio, known=step % 2 == 0)
        (key,) = ClipIndex(studio).records()
        if act is restore:
            ClipIndex(studio).trash.put(key, path)
        if step % 3 == 0 and act is restore:
            path.write_bytes(b"another")
        studio.close()
        process, pipe = rig.start(killed, top, act, step, disks)
        with pipe:
            process.join(60)
        assert process.exitcode in (0, 7)
        check_after_kill(top, key)
        if process.exitcode == 0:
            break
    assert step > 8


def check_after_kill(top: Path, key: str) -> None:
    """As `check`; a copy may be left where the two places are on two disks, but never a clip lost."""
    studio = open_studio(top)
    clip_index = ClipIndex(studio)
    record = clip_index.record(key)
    assert record is not None
    assert record.path is not None
    assert record.path.read_bytes() == FILM
    if record.deleted:
        clip_index.trash.take_back(key)
        restored = ClipIndex(studio).records()[key]
        assert restored.path is not None
        assert restored.path.read_bytes() == FILM
    studio.close()
    check(top, key)
    others = [path for path in (top / "clips").glob("a.mp4") if path.read_bytes() == b"another"]
    assert len(others) == 1 or not (top / "clips" / "a-2.mp4").exists()


def test_a_stale_list_deletes_no_other_clip(kernels):
    one, two = kernels
    path = make(one._studio)
    record = two.records()["a"]
    delete(one, "a", path)
    path.write_bytes(b"another")
    assert one.trash.take_back("a") == path.with_name("a-2.mp4")
    two.trash.put("a", record.path)
    assert path.read_bytes() == b"another"
    assert two.trash.take_back("a") == path.with_name("a-2.mp4")
    assert two.trash.take_back("a") is None


def test_a_stale_list_of_files_deletes_no_other_clip(kernels):
    one, two = kernels
    path = make(one._studio, known=False)
    (key,) = two.records()
    delete(one, key, path)
    path.write_bytes(b"another")
    restored = one.trash.take_back(key)
    two.trash.put(key, path)
    assert path.read_bytes() == b"another"
    assert two.trash.take_back(key) == restored


def test_a_clip_that_was_moved_away_is_deleted_and_restored_as_an_entry(kernels, tmp_path):
    one, _ = kernels
    path = make(one._studio)
    path.rename(tmp_path / "moved.mp4")
    path.with_suffix(".json").rename(tmp_path / "moved.json")
    delete(one, "a", path)
    assert [record.key for record in one.find(Query(deleted=True))] == ["a"]
    path.write_bytes(b"another")
    assert [record.key for record in one.find(Query(deleted=True))] == ["a"]
    assert one.trash.take_back("a") is None
    assert path.read_bytes() == b"another"
    assert (tmp_path / "moved.mp4").read_bytes() == FILM


def test_what_another_program_left_in_the_trash_is_kept(kernels):
    one, _ = kernels
    path = make(one._studio)
    goal = one.trash.where("a", str(path))
    goal.parent.mkdir(parents=True)
    goal.write_bytes(b"somebody's")
    goal.with_suffix(".json").write_text("theirs")
    delete(one, "a", path)
    assert one.trash.take_back("a") == path
    assert path.read_bytes() == FILM
    kept = sorted(one.trash.folder.rglob("*.*"))
    assert [file.read_text() for file in kept] == ["theirs", "somebody's"]


@pytest.mark.parametrize("sidecar", [True, False])
def test_the_trash_may_be_on_another_disk(tmp_path, kernels, monkeypatch, sidecar):
    one, _ = kernels
    path = make(one._studio, sidecar=sidecar)
    os.utime(path, (1e9, 1e9))
    other_disk(monkeypatch)
    delete(one, "a", path)
    assert not path.exists()
    assert one.trash.take_back("a") == path
    assert (path.read_bytes(), path.stat().st_mtime) == (FILM, 1e9)
    assert not [left for left in tmp_path.rglob("*") if left.name.endswith(".half")]


def test_a_disk_without_hard_links_will_do(kernels, monkeypatch):
    one, _ = kernels
    path = make(one._studio)

    def refused(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    delete(one, "a", path)
    path.write_bytes(b"another")
    assert one.trash.take_back("a") == path.with_name("a-2.mp4")
    assert path.read_bytes() == b"another"
    assert path.with_name("a-2.mp4").read_bytes() == FILM


@pytest.mark.parametrize("act", [delete, restore])
@pytest.mark.parametrize("number", range(2))
def test_a_file_that_is_locked_stays_where_it_is(tmp_path, kernels, monkeypatch, act, number):
    """As on Windows while a player has it open: it can be linked, and not be removed."""
    one, _ = kernels
    path = make(one._studio)
    if act is restore:
        delete(one, "a", path)
    start = path if act is delete else one.trash.where("a", str(path))
    locked, unlink = (start, start.with_suffix(".json"))[number], Path.unlink

    def refused(self: Path, **rest: Any) -> None:
        if self == locked:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(self, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(KreaError, match=r"could not be (deleted|brought back) \(permission denied\)"):
            act(one, "a", path)
    assert one.records()["a"].deleted is (act is restore)
    check(tmp_path, "a")


def test_a_journal_that_cannot_be_written_deletes_nothing(kernels):
    one, _ = kernels
    path = make(one._studio)
    one.records()
    one._studio.journal._db.execute("pragma query_only = on")
    with pytest.raises(KreaError, match="It is where it was"):
        delete(one, "a", path)
    assert path.read_bytes() == FILM
    assert not one.records()["a"].deleted


def test_a_folder_with_the_name_of_a_clip_is_left_alone(kernels):
    one, _ = kernels
    path = make(one._studio)
    path.unlink()
    path.mkdir()
    (path / "mine").write_text("x")
    delete(one, "a", path)
    assert (path / "mine").read_text() == "x"
    one.trash.take_back("a")
    assert (path / "mine").read_text() == "x"
    assert len(list(path.parent.glob("a*.json"))) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there any bytes are a name")
def test_a_name_that_is_not_utf8(kernels):
    one, _ = kernels
    path = make(one._studio, known=False)
    odd = path.with_name(os.fsdecode(b"a\xff.mp4"))
    path.rename(odd)
    path.with_suffix(".json").rename(odd.with_suffix(".json"))
    (key,) = one.records()
    delete(one, key, odd)
    assert not odd.exists()
    assert one.records()[key].deleted
    assert one.trash.take_back(key) == odd
    assert odd.read_bytes() == FILM


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize("known", [True, False])
def test_a_deletion_that_was_begun_and_not_done_counts_as_none(kernels, known, writable):
    """As after a kernel that was killed between the note and the move."""
    one, two = kernels
    path = make(one._studio, known=known)
    (key,) = one.records()
    one._studio.journal.annotate(key, deleted_at=5.0, path=str(path), rating=3)
    if not writable:
        two._studio.journal._db.execute("pragma query_only = on")
    record = two.records()[key]
    assert (record.deleted, record.path, record.annotation.rating) == (False, path, 3)
    assert (one._studio.journal.annotations([key])[key].deleted_at is None) is writable


def test_a_clip_that_is_no_longer_in_the_trash_is_an_entry_without_a_clip(kernels):
    one, _ = kernels
    path = make(one._studio)
    delete(one, "a", path)
    for file in one.trash.where("a", str(path)).parent.iterdir():
        file.unlink()
    assert one.trash.take_back("a") is None
    assert not one.records()["a"].deleted
    assert one.trash.take_back("a") is None


def test_an_entry_without_a_clip_is_deleted_and_restored(kernels):
    one, _ = kernels
    make(one._studio)
    one.trash.put("nobody", None)
    annotation = one._studio.journal.annotations(["nobody"])["nobody"]
    assert (annotation.deleted_at is None, annotation.path) == (False, "")
    assert one.trash.take_back("nobody") is None
    assert one._studio.journal.annotations(["nobody"])["nobody"].deleted_at is None


def test_a_clip_is_deleted_from_where_the_journal_has_it(kernels):
    one, _ = kernels
    path = make(one._studio)
    moved = path.with_name("moved.mp4")
    for suffix in (".mp4", ".json"):
        path.with_suffix(suffix).rename(moved.with_suffix(suffix))
    one._studio.journal.moved("a", moved)
    delete(one, "a", path)
    assert not moved.exists()
    assert one.trash.take_back("a") == moved
    assert moved.read_bytes() == FILM


def test_a_deletion_has_the_time_of_the_clock(kernels):
    one, _ = kernels
    path = make(one._studio)
    Trash(lambda: one._studio.home, one._studio.journal, now=lambda: 7.0).put("a", path)
    assert one._studio.journal.annotations(["a"])["a"].deleted_at == 7.0
    assert one.trash.folder == one._studio.home / "trash"
    assert [file.name for file in sorted(one.trash.folder.rglob("*.*"))] == ["a.json", "a.mp4"]
    assert one.records()["a"].path == one.trash.where("a", str(path))
    one._studio.journal._db.execute("pragma query_only = on")
    with pytest.raises(KreaError, match=r"The clip could not be brought back.* It is in ") as caught:
        one.trash.take_back("a")
    assert str(one.trash.where("a", str(path)).parent) in str(caught.value)
