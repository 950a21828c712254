"""A folder in which no clip can be saved is found before a clip is ordered."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from krea_widgets.errors import BadInput
from krea_widgets.media import check_folder


def test_a_folder_is_made_and_nothing_is_left_in_it(tmp_path):
    folder = tmp_path / "a" / "b" / "clips"
    check_folder(folder)
    check_folder(folder)
    assert list(folder.iterdir()) == []


def test_a_relative_folder_and_a_link_will_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check_folder(Path("clips"))
    (tmp_path / "link").symlink_to("clips")
    check_folder(tmp_path / "link")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clips", "link"]


def make_file(top: Path) -> Path:
    (top / "file").write_text("mine")
    return top / "file"


def make_link(top: Path) -> Path:
    (top / "link").symlink_to(top / "nowhere")
    return top / "link"


def make_loop(top: Path) -> Path:
    (top / "loop").symlink_to("loop")
    return top / "loop"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (make_file, "it is not a folder"),
        (lambda top: make_file(top) / "clips", "file is not a folder"),
        (lambda top: make_file(top) / "a" / "b", "file is not a folder"),
        (make_link, "it is a link to a missing folder"),
        (lambda top: make_link(top) / "clips", "link is a link to a missing folder"),
        (make_loop, "it is a link to a missing folder"),
        (lambda top: top / ("x" * 300), "the name is too long"),
        (lambda top: top / "a" / "b" / ("é" * 200), "the name is too long"),
        (lambda top: top.joinpath(*["deep" * 25] * 60), "the name is too long"),
        (lambda top: top / "nul\0", "no folder can have this name"),
        (lambda top: Path("~nobody-of-this-name/clips"), "no folder can have this name"),
        (lambda top: Path("/proc/clips"), "it does not exist and cannot be created"),
        (lambda top: Path("/dev/null"), "it is not a folder"),
    ],
)
def test_why_not_is_said_before_anything_is_sent(tmp_path, make, why):
    folder = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadInput) as caught:
        check_folder(folder)
    said = str(caught.value)
    assert str(folder) in said
    assert why in said
    assert "Nothing was sent. Set KREA_WIDGETS_CLIPS to another folder, or pass clips=another_folder." in said
    assert sorted(tmp_path.rglob("*")) == before, "what was made on the way is taken away"


@pytest.mark.skipif(sys.platform != "linux", reason="/sys is Linux's")
def test_a_folder_that_takes_no_file(tmp_path):
    with pytest.raises(BadInput, match=r"there is no permission to write there|read-only"):
        check_folder(Path("/sys/kernel"))


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
def test_a_full_disk_is_found_and_nothing_is_left(tmp_path):
    code = (
        "import resource, sys, pathlib; from krea_widgets.media import check_folder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "try: check_folder(pathlib.Path(sys.argv[1]))\n"
        "except ValueError as error: print(error)"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "clips")]
    assert (
        "the disk is full. Nothing was sent." in subprocess.run(run, capture_output=True, text=True, check=True).stdout
    )
    assert list(tmp_path.iterdir()) == []


def test_many_kernels_at_once_are_no_trouble(tmp_path):
    folder, start = tmp_path / "a" / "b" / "clips", threading.Barrier(8)

    def check(_: int) -> None:
        start.wait()
        check_folder(folder)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(check, range(8)))
    assert list(folder.iterdir()) == []


def test_it_costs_the_same_with_many_clips(tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    for number in range(3000):
        (full / f"{number}.mp4").touch()
    spent: dict[Path, list[float]] = {tmp_path / "empty": [], full: []}
    for _ in range(9):
        for folder, times in spent.items():
            start = time.process_time()
            for _ in range(5):
                check_folder(folder)
            times.append(time.process_time() - start)
    empty, many = map(min, spent.values())
    assert many < 3 * empty
