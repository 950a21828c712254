"""A blind choice without a page: which pair is next, what the journal keeps, and the ranks in the tables."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from krea_widgets.errors import BadInput
from krea_widgets.journal import Journal
from krea_widgets.studio.blind_choice import BlindChoice, Ranking, latest_ranks

CLIPS = [f"k{number}" for number in range(5)]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.db")) as journal:
        yield journal


def answer_of(pair: tuple[str, str]) -> str:
    """Of a person for whom k4 is the best."""
    return "left" if pair[0] > pair[1] else "right"


def complete(choice: BlindChoice) -> BlindChoice:
    while not choice.enough:
        choice.vote(answer_of(choice.pair), len(choice.votes) + 1)
    return choice


def test_a_choice_from_the_first_pair_to_the_order(journal):
    choice = BlindChoice(CLIPS, journal)
    assert (choice.planned, choice.can_finish, choice.enough, choice.finished) == (9, False, False, False)
    with pytest.raises(BadInput, match="do not give an order of all clips yet"):
        choice.finish()
    complete(choice)
    assert len(choice.votes) == 9
    choice.finish()
    assert choice.finished
    assert [one.name for one in choice.ranking()] == CLIPS[::-1]


def test_the_pair_stays_until_it_is_voted_on_and_another_kernel_shows_the_same(journal, tmp_path):
    choice = BlindChoice(CLIPS, journal)
    for _ in range(4):
        assert choice.pair == choice.pair
        choice.vote(answer_of(choice.pair), len(choice.votes) + 1)
    with closing(Journal(tmp_path / "journal.db")) as other:
        # In any order of the same clips.
        same = BlindChoice(CLIPS[::-1], other)
        assert (same.votes, same.pair, same.planned) == (choice.votes, choice.pair, choice.planned)
        same.vote("equal", 5)
        # The first kernel has not seen that vote, so its own is of an outdated pair.
        choice.vote("left", 5)
        assert [vote.answer for vote in choice.votes][4:] == ["equal"]
        assert choice.votes == same.votes


def test_a_vote_twice_in_a_hurry_counts_once(journal):
    choice = BlindChoice(CLIPS, journal)
    choice.vote("left", 1)
    choice.vote("left", 1)
    choice.vote("right", 7)
    assert len(choice.votes) == 1
    with pytest.raises(BadInput, match="'both' is not one of left, right, equal, skip"):
        choice.vote("both", 2)


def test_undo_brings_back_the_same_pair_on_the_same_sides(journal):
    choice = BlindChoice(CLIPS, journal)
    choice.vote("left", 1)
    second = choice.pair
    choice.vote("skip", 2)
    assert choice.planned == 10
    choice.undo()
    assert (choice.pair, choice.planned, len(choice.votes)) == (second, 9, 1)
    choice.undo()
    choice.undo()
    assert choice.votes == []


def test_a_pair_that_is_shown_again_has_its_sides_swapped():
    choice = BlindChoice(["a", "b"])
    first = choice.pair
    choice.vote("left", 1)
    assert choice.pair == first[::-1]


def test_sides_are_by_chance():
    firsts = [BlindChoice([f"{number} a", f"{number} b"]).pair[0][-1] for number in range(60)]
    assert 15 < firsts.count("a") < 45


def test_more_pairs_after_the_planned_ones():
    choice = complete(BlindChoice(CLIPS))
    choice.more()
    assert not choice.enough
    assert choice.planned == 11


def test_starting_over_forgets_votes_and_ranks(journal):
    choice = complete(BlindChoice(CLIPS, journal))
    choice.finish()
    choice.vote("left", 10)
    choice.undo()
    assert len(choice.votes) == 9, "a finished choice does not change"
    choice.start_over()
    assert (choice.votes, choice.finished, latest_ranks(journal)) == ([], False, {})
    assert BlindChoice(CLIPS, journal).votes == []


def test_what_is_no_choice_is_refused():
    for clips, why in ((["a"], "at least two"), ([], "at least two"), (["a", "b", "a"], "given twice")):
        with pytest.raises(BadInput, match=why):
            BlindChoice(clips)
    with pytest.raises(BadInput, match="at most 24 clips, not 25"):
        BlindChoice([str(number) for number in range(25)])


def test_an_edited_journal_costs_its_bad_votes_only(journal, tmp_path):
    choice = BlindChoice(CLIPS, journal)
    choice.vote("left", 1)
    for votes, ranks, left in (
        ('[["k0", "k1", "left"], ["k0", "k9", "left"], ["k0", "k0", "left"], ["k1", "k2", "both"]]', "{}", 1),
        ("nonsense", "{}", 0),
        ("[1, 2]", '{"k0": 3}', 0),
        ("{}", "[]", 0),
    ):
        with closing(sqlite3.connect(tmp_path / "journal.db")) as db, db:
            db.execute("update blind_choices set votes = ?, ranks = ?", (votes, ranks))
        read = BlindChoice(CLIPS, journal)
        assert (len(read.votes), read.finished) == (left, False)
        assert read.pair[0] != read.pair[1]


def test_a_journal_that_cannot_be_used_leaves_the_votes_in_memory(tmp_path):
    journal = Journal(tmp_path / "journal.db", timeout=0.05)
    with closing(journal), closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as other:
        choice = BlindChoice(CLIPS, journal)
        other.execute("begin immediate")
        complete(choice).finish()
        assert choice.finished
        assert "blind" not in journal.notice
        other.execute("rollback")


def test_ranks_are_those_of_the_latest_choice_of_each_clip(tmp_path):
    now = iter(range(1000))
    with closing(Journal(tmp_path / "journal.db", now=lambda: float(next(now)))) as journal:
        complete(BlindChoice(CLIPS, journal)).finish()
        complete(BlindChoice(["k0", "k9"], journal)).finish()
        complete(BlindChoice(["k1", "k2", "k3"], journal))
        ranks = latest_ranks(journal)
    assert {key: (one.rank, one.count) for key, one in ranks.items()} == {
        "k9": (1, 2), "k0": (2, 2), "k1": (4, 5), "k2": (3, 5), "k3": (2, 5), "k4": (1, 5),
    }  # fmt: skip
    assert all(1 <= one.low <= one.rank <= one.high <= one.count for one in ranks.values())


def test_a_ranking_is_a_table(tmp_path):
    ranking = Ranking.of(complete(BlindChoice(CLIPS)).ranking())
    assert [row["name"] for row in ranking.table()] == CLIPS[::-1]
    with ranking.to_csv(tmp_path / "ranking.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {"rank_low", "rank_high", "share", "won", "votes"} < set(rows[0])


@pytest.mark.parametrize("damage", ["rank", "votes"])
def test_a_choice_survives_a_kernel_that_ends(damage: str, tmp_path: Path) -> None:
    def continued(work: Callable[[BlindChoice], object]) -> BlindChoice:
        with closing(Journal(tmp_path / "journal.db")) as journal:
            choice = BlindChoice(CLIPS, journal)
            work(choice)
            return choice

    first = continued(complete)
    second = continued(lambda choice: choice.finish() if damage == "rank" else None)
    third = continued(lambda _: None)
    assert first.votes == second.votes == third.votes
    assert third.finished == (damage == "rank")
