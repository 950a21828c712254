"""The fault matrix as a test; `python tests/faults/matrix.py` prints it."""

import httpx
import matrix
import pytest
import rig


def test_the_matrix_is_whole():
    cases = list(matrix.cases())
    assert len(cases) >= 60
    assert len({(case.phase, case.fault) for case in cases}) == len(cases)
    phases = {case.phase for case in cases}
    assert phases == {"upload", "submit, before", "submit, after", "poll", "work", "cancel", "download"}


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_is_made_twice():
    wrong = [row for row in matrix.run_all(list(matrix.cases())) if not row.right]
    assert wrong == []


class Eager(httpx.AsyncHTTPTransport):
    """A client that sends a lost submit once more, as some do."""

    async def handle_async_request(self, request):
        body = await request.aread()
        try:
            return await super().handle_async_request(request)
        except httpx.TransportError:
            again = httpx.Request(request.method, request.url, headers=request.headers, content=body)
            return await super().handle_async_request(again)


@pytest.mark.slow
def test_the_matrix_sees_a_doubled_job(tmp_path):
    """What it measures it can also find wrong."""
    case = matrix.Case("submit, after", "drop", "on next POST /generate/* accept then drop")
    assert matrix.run(case, tmp_path / "ours").right
    row = matrix.run(case, tmp_path / "eager", transport=Eager())
    assert row.doubled == 1
    assert not row.right


@pytest.mark.slow
def test_the_matrix_sees_a_lost_clip(tmp_path):
    case = matrix.Case("download", "none", "")
    row = matrix.run(case, tmp_path / "ours")
    assert row.right
    (clip, *_) = (tmp_path / "ours" / "clips").glob("*.mp4")
    assert rig.is_the_film(clip.read_bytes())
    row.clips -= 1
    assert (row.lost, row.right) == (1, False)
