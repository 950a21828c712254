"""Files in chunks, whatever their number and size: either whole and byte for byte, or refused."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krea_widgets.errors import BadFile
from krea_widgets.media import open_still
from krea_widgets.widgets.animate.image_store import ImageStore
from krea_widgets.widgets.animate.uploads import MOST_AT_ONCE, Uploads, chunk_size


@given(st.binary(min_size=1, max_size=5000), st.integers(1, 700), st.randoms(use_true_random=False))
def test_any_pieces_in_any_order_give_the_file_back(data, chunk, chance):
    uploads = Uploads()
    uploads.begin("k", name="a.png", field="start_image", size=len(data))
    starts = list(range(0, len(data), chunk))
    chance.shuffle(starts)
    *earlier, last = [uploads.add("k", start, data[start : start + chunk]) for start in starts]
    assert not any(received.whole for received in earlier)
    assert [received.count for received in earlier] == sorted(received.count for received in earlier)
    assert bytes(last.whole.data) == data
    assert uploads.add("k", 0, data) is None


@given(st.lists(st.tuples(st.integers(-2, 9), st.binary(max_size=4)), max_size=12))
def test_no_pieces_make_a_wrong_file(chunks):
    uploads = Uploads()
    uploads.begin("k", name="a.png", field="start_image", size=8)
    given: dict[int, bytes] = {}
    for offset, chunk in chunks:
        try:
            received = uploads.add("k", offset, chunk)
        except BadFile:
            return
        given[offset] = chunk
        assert received.count <= sum(map(len, given.values())) <= 8
        if received.whole is not None:
            assert bytes(received.whole.data) == b"".join(chunk for _, chunk in sorted(given.items()))
            return


def test_a_file_of_75_mb_is_the_largest():
    assert Uploads().begin("k", name="a.png", field="start_image", size=75_000_000).size == 75_000_000


def test_uploads_whose_page_went_away_do_not_gather():
    uploads = Uploads()
    for number in range(MOST_AT_ONCE + 1):
        uploads.begin(str(number), name="a.png", field="start_image", size=10)
    assert uploads.add("0", 0, b"x") is None
    assert uploads.add("1", 0, b"x") is not None


def test_pictures_in_rows_do_not_gather_without_end(picture):
    still = open_still(picture((32, 32)))
    pictures = ImageStore()
    pictures.put("start_image", [still])
    keys = [pictures.add_loose(still) for _ in range(80)]
    cards, _ = pictures.cards()
    assert len(cards) == 65
    assert pictures.fields() == {"start_image": [still]}
    assert pictures.fill({"url": {"still": keys[-1]}}) == {"url": still}


def test_one_step_is_taken_back_and_the_same_picture_again_is_no_step(picture):
    one, other = (open_still(picture((32, 32))) for _ in range(2))
    for first, second in ((one, other), (other, one)):
        pictures = ImageStore()
        for still in (first, second, second):
            pictures.put("start_image", [still])
        pictures.bring_back("start_image")
        assert pictures.fields() == {"start_image": [first]}


@pytest.mark.parametrize(("module", "size"), [("google.colab", 100 * 1024), ("google.other", 512 * 1024)])
def test_colab_gets_smaller_chunks(monkeypatch, module, size):
    monkeypatch.delitem(sys.modules, "google.colab", raising=False)
    monkeypatch.setitem(sys.modules, module, ModuleType(module))
    assert chunk_size() == size
