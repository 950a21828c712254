"""The budget in the journal: what counts, when a period begins, and that a check and its job are one step."""

import sqlite3
import threading
from contextlib import closing
from datetime import datetime

import pytest

from krea_widgets._util.price import Price
from krea_widgets.errors import OverBudget
from krea_widgets.journal import Journal

NOON = datetime(2026, 11, 29, 12).astimezone().timestamp()
DAY = 86400.0


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def journal(tmp_path, clock):
    with closing(Journal(tmp_path / "home" / "journal.db", now=clock)) as journal:
        yield journal


def ask(journal, key="k1", price=1.0, backend="krea", **more):
    price = None if price is None else Price(price)
    return journal.asked(key, backend=backend, model="a/b", shot="{}", digest=f"d{key}", price=price, **more)


def test_without_a_budget_nothing_is_refused(journal):
    assert journal.budget().amount is None
    ask(journal, "a", 100.0)
    ask(journal, "b", None)


def test_a_job_that_does_not_fit_is_not_written(journal):
    journal.set_budget(2.0, "day")
    ask(journal, "a")
    ask(journal, "b")
    with pytest.raises(OverBudget, match=r"This clip would cost \$0\.050, but \$0\.00 is left") as caught:
        ask(journal, "c", 0.05, files={"d": b"x"})
    assert journal.entry("c") is None
    assert journal.original("d") == b""
    assert (caught.value.price, caught.value.left) == (0.05, 0.0)
    assert "Nothing was sent." in str(caught.value)
    assert 'krea.budget(2.05, per="day") allows it' in str(caught.value)


def test_prices_that_add_up_to_the_budget_fit(journal):
    journal.set_budget(0.3, "total")
    for key in "abc":
        ask(journal, key, 0.1)
    with pytest.raises(OverBudget):
        ask(journal, "d", 0.001)


def test_an_unknown_price_is_refused_with_that_reason(journal):
    journal.set_budget(2.0, "day")
    with pytest.raises(OverBudget, match=r"The price of this clip is unknown") as caught:
        ask(journal, price=None)
    assert caught.value.price is None
    with pytest.raises(OverBudget, match="unknown"):
        journal.asked("e", backend="krea", model="a/b", shot="{}", digest="d", price=Price(1.0, "EUR"))


def test_the_sandbox_and_what_is_paid_already_are_never_refused(journal):
    journal.set_budget(0.0, "total")
    ask(journal, "a", None, backend="sandbox")
    ask(journal, "b", None, is_paid=True)
    with pytest.raises(OverBudget):
        ask(journal, "c")


@pytest.mark.parametrize(
    ("state", "billed", "committed"),
    [
        ("asked", 0, 1),
        ("sending", 0, 1),
        ("sent", 0, 1),
        ("uncertain", 0, 1),
        ("done", 1, 0),
        ("failed", 0, 0),
        ("cancelled", 0, 0),
    ],
)
def test_what_counts(journal, state, billed, committed):
    journal.set_budget(2.0, "day")
    ask(journal)
    with journal.transaction() as db:
        db.execute("update jobs set state = ?", (state,))
    budget = journal.budget()
    assert (budget.billed, budget.committed, budget.left) == (billed, committed, 2 - billed - committed)


def test_a_failed_job_counts_if_it_may_have_been_billed(journal):
    journal.set_budget(2.0, "day")
    ask(journal)
    journal.ended("k1", "failed", "no clip", maybe_billed=True)
    assert journal.budget().committed == 1.0


def test_an_unsent_job_of_an_ended_kernel_counts_when_it_is_resumed(journal, clock):
    journal.set_budget(1.0, "day")
    ask(journal)
    journal.release("k1")
    assert journal.budget().committed == 0.0
    ask(journal, "k2")
    journal.sending("k2", clock.now)
    with pytest.raises(OverBudget):
        journal.claim(journal.entry("k1"))
    assert journal.entry("k1").owner is None
    clock.now += DAY
    taken = journal.claim(journal.entry("k1"))
    # It is paid today.
    assert taken.asked_at == clock.now
    assert journal.budget().committed == 1.0
    # Its own price does not count against it.
    assert journal.claim(journal.entry("k1"))


def test_a_sent_job_is_resumed_whatever_the_budget(journal):
    ask(journal)
    journal.sent("k1", "job-1")
    journal.set_budget(0.0, "total")
    assert journal.claim(journal.entry("k1")).asked_at == NOON


@pytest.mark.parametrize(
    ("per", "days", "left"),
    [("day", 1, 2.0), ("day", 0.4, 1.0), ("month", 1, 1.0), ("month", 2, 2.0), ("total", 99, 1)],
)
def test_a_period_begins_by_the_clock_of_this_computer(journal, clock, per, days, left):
    journal.set_budget(2.0, per)
    ask(journal)
    journal.sending("k1", clock.now)
    clock.now += days * DAY
    assert journal.budget().left == left


def test_a_job_that_waits_over_midnight_is_paid_on_the_day_on_which_it_is_sent(journal, clock):
    journal.set_budget(2.0, "day")
    ask(journal)
    clock.now += DAY
    assert journal.budget().committed == 1.0
    journal.sending("k1", clock.now)
    assert journal.budget().committed == 1.0
    clock.now += DAY
    assert journal.budget().committed == 0.0


def test_the_budget_holds_for_other_kernels_and_after_a_restart(journal, tmp_path, clock):
    journal.set_budget(1.0, "month")
    with closing(Journal(tmp_path / "home" / "journal.db", now=clock)) as other:
        ask(other)
        with pytest.raises(OverBudget, match=r"\$1\.00 per month"):
            ask(journal, "k2")
        other.set_budget(None, "day")
    ask(journal, "k2")
    assert str(journal.budget()) == "no budget"


def test_of_many_that_ask_at_once_only_those_that_fit_get_a_job(journal, tmp_path, clock):
    journal.set_budget(3.0, "total")
    journals = [Journal(tmp_path / "home" / "journal.db", now=clock) for _ in range(8)]
    refused, go = [], threading.Barrier(8)

    def work(number):
        go.wait()
        try:
            ask(journals[number], f"k{number}")
        except OverBudget as error:
            refused.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in journals:
        other.close()
    assert (len(refused), len(journal.entries())) == (5, 3)


def test_several_jobs_are_checked_together(journal):
    journal.set_budget(2.0, "day")
    journal.check_budget([Price(1.0), Price(1.0)])
    journal.check_budget([])
    with pytest.raises(OverBudget, match=r"These 3 clips would cost about \$3\.00"):
        journal.check_budget([Price(1.0), Price(1.0), Price(1.0, exact=False)])
    with pytest.raises(OverBudget, match="The price of these 2 clips is unknown"):
        journal.check_budget([Price(1.0), None])


def test_an_edited_budget_allows_nothing(journal):
    journal.set_budget(2.0, "day")
    with journal.transaction() as db:
        db.execute("update budget set per = 'century'")
    with pytest.raises(OverBudget):
        ask(journal)


def test_a_damaged_journal_keeps_its_budget_if_it_is_readable(journal, tmp_path, clock):
    journal.set_budget(2.0, "day")
    path = tmp_path / "home" / "journal.db"
    journal.close()
    # Another program's table: the file is intact, but no journal.
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 1")
    with closing(Journal(path, now=clock)) as again:
        assert (again.budget().amount, again.budget().per) == (2.0, "day")
        assert "and the budget of $2.00." in again.notice


def test_the_price_is_kept_as_it_was_shown(journal):
    from krea_widgets.journal import price_of

    journal.asked("k", backend="krea", model="a/b", shot="{}", digest="d", price=Price(0.366, exact=False))
    assert str(price_of(journal.entry("k"))) == "about $0.37"
    for wrong in ("{", '{"amount": -1}', "5", '{"amount": 1e999}'):
        with journal.transaction() as db:
            db.execute("update jobs set price = ?", (wrong,))
        assert price_of(journal.entry("k")) is None
