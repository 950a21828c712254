import threading

import pytest

from krea_widgets._util.files import claim, numbered, replacing, write_atomic


@pytest.mark.parametrize("options", [{}, {"sync": True}, {"shared": True}])
def test_a_file_is_replaced_whole_and_folders_are_made(tmp_path, options):
    path = tmp_path / "new" / "a.json"
    for data in (b"old", b"new"):
        write_atomic(path, data, **options)
        assert path.read_bytes() == data
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_failed_write_leaves_the_older_file_and_nothing_beside_it(tmp_path, error):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def write():
        with replacing(path) as part:
            part.write_bytes(b"half")
            raise error

    with pytest.raises(error):
        write()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_claimed_names_are_numbered_and_unique_among_threads(tmp_path):
    claimed = []
    threads = [
        threading.Thread(target=lambda: claimed.append(claim(numbered(tmp_path / "a.b.mp4")).name)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(["a.b.mp4", *(f"a.b-{number}.mp4" for number in range(2, 21))])
