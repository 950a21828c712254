"""A quarter of the matrix of the journal's troubles; `python tests/faults/journal_matrix.py` prints all of it."""

import journal_matrix
import pytest


def test_the_matrix_is_whole():
    cases = list(journal_matrix.cases())
    assert len(cases) >= 150
    assert sum(case.kernels == 2 for case in cases) * 3 >= len(cases)


@pytest.mark.slow
def test_nothing_is_paid_twice_and_nothing_is_lost_whatever_the_journal_suffers():
    # They mostly wait.
    rows = journal_matrix.run_all(list(journal_matrix.cases())[1::4], at_once=4)
    assert [row for row in rows if not row.right] == []
    assert {row.case.trouble for row in rows} == set(journal_matrix.TROUBLES)
    assert sum(row.made for row in rows) > len(rows) / 2
    # A busy machine holds a loop once; one that waits for the journal does so each time.
    held = [row.case for row in rows if row.gap >= journal_matrix.PATIENCE / 2]
    again = journal_matrix.run_all(held, at_once=1)
    assert [row for row in again if row.gap >= journal_matrix.PATIENCE / 2] == []


@pytest.mark.slow
def test_the_matrix_sees_a_job_that_is_paid_twice(tmp_path):
    case = journal_matrix.Case(1, "full disk", "answered", "kill")
    row = journal_matrix.run(case, tmp_path, journal_matrix.Forgetful)
    assert (row.made, row.doubled, row.right) == (2, 1, False)
