"""An order from votes between pairs, by judges whose taste and noise are known."""

from __future__ import annotations

import itertools
import math
import os
import random
import statistics
from collections.abc import Sequence

import pytest

from krea_widgets.studio.preferences import Described, preferences
from krea_widgets.studio.ranking import SPREAD, Ranked, Vote, can_rank, next_pair, planned_votes, rank

JUDGES = int(os.environ.get("KREA_TEST_JUDGES", "100"))
NAMES = [f"clip {number}" for number in range(8)]


class Judge:
    """Chooses by the model of Bradley and Terry; within `equal` of its taste, it says so."""

    def __init__(
        self, taste: Sequence[float], seed: object, *, equal: float = 0.0, names: Sequence[str] = NAMES
    ) -> None:
        self.chance = random.Random(f"{seed}")
        shuffled = self.chance.sample(list(taste), len(taste))
        self.names, self.taste, self.equal = list(names), dict(zip(names, shuffled, strict=True)), equal

    def vote(self, one: str, other: str) -> Vote:
        left, right = self.chance.sample([one, other], 2)
        ahead = self.taste[left] - self.taste[right]
        if abs(ahead) < self.equal:
            return Vote(left, right, "equal")
        return Vote(left, right, "left" if self.chance.random() < 1 / (1 + math.exp(-ahead)) else "right")

    def votes(self, count: int) -> list[Vote]:
        votes: list[Vote] = []
        while len(votes) < count:
            votes.append(self.vote(*next_pair(self.names, votes, seed=0)))
        return votes

    def rank_of(self, name: str) -> int:
        return 1 + sum(taste > self.taste[name] for taste in self.taste.values())

    def tau(self, ranked: Sequence[Ranked]) -> float:
        """Kendall's τ: 1 for the judge's own order, 0 for chance."""
        share = {one.name: one.share for one in ranked}
        pairs = list(itertools.combinations(self.names, 2))
        signs = [(self.taste[a] - self.taste[b]) * (share[a] - share[b]) for a, b in pairs]
        return sum((sign > 0) - (sign < 0) for sign in signs) / len(pairs)


def steps(gap: float, count: int = 8) -> list[float]:
    """Strengths at equal distances: of two neighbours, the better one is chosen in 1 / (1 + exp(-gap)) of the votes."""
    return [gap * number for number in range(count)]


def test_the_strengths_of_two_are_one_number_with_its_error() -> None:
    votes = [
        *[Vote("a", "b", "left")] * 5,
        *[Vote("b", "a", "left")] * 2,
        Vote("b", "a", "equal"),
        Vote("a", "b", "skip"),
    ]
    count, won, prior = 8, 5.5, 1 / (2 * SPREAD**2)

    def chosen(ahead: float) -> float:
        return 1 / (1 + math.exp(-ahead))

    low, high = 0.0, 10.0
    for _ in range(60):
        ahead = (low + high) / 2
        low, high = (ahead, high) if won - count * chosen(ahead) > prior * ahead else (low, ahead)
    error = 1.645 / math.sqrt(prior + count * chosen(ahead) * (1 - chosen(ahead)))
    first, second = rank(["b", "a"], votes)
    # Of two, each is half of it from their mean.
    assert (first.name, first.votes, first.won, second.won) == ("a", 8, 5.5, 2.5)
    for one, sign in ((first, 1), (second, -1)):
        shares = [chosen((sign * ahead + side * error) / 2) for side in (-1, 0, 1)]
        assert [one.share_low, one.share, one.share_high] == pytest.approx(shares, abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gap", "least"),
    [
        # 95, 82, 73 and 62 of 100 votes for the better one of two neighbours.
        (3.0, 1.0),
        (1.5, 0.9),
        (1.0, 0.78),
        (0.5, 0.5),
    ],
)
def test_twenty_votes_order_eight_clips_of_a_simulated_judge(gap: float, least: float) -> None:
    assert planned_votes(8) == 20
    judges = [Judge(steps(gap), seed) for seed in range(JUDGES if gap == 1.5 else JUDGES // 4)]
    found = [judge.tau(rank(NAMES, judge.votes(20))) for judge in judges]
    print(f"gap {gap}: median τ {statistics.median(found):.3f}, mean {statistics.mean(found):.3f}, {len(found)} judges")
    assert statistics.median(found) >= least


@pytest.mark.slow
def test_nine_of_ten_intervals_hold_the_true_rank_and_share() -> None:
    ranks, shares = [], []
    for seed in range(JUDGES // 3):
        chance = random.Random(seed)
        judge = Judge([chance.gauss(0, 2) for _ in NAMES], seed)
        mean = statistics.mean(judge.taste.values())
        for one in rank(NAMES, judge.votes(20)):
            ranks.append(one.rank_low <= judge.rank_of(one.name) <= one.rank_high)
            shares.append(one.share_low <= 1 / (1 + math.exp(mean - judge.taste[one.name])) <= one.share_high)
    print(f"intervals of the rank hold {statistics.mean(ranks):.3f}, of the share {statistics.mean(shares):.3f}")
    assert statistics.mean(ranks) >= 0.88
    assert 0.84 <= statistics.mean(shares) <= 0.96


@pytest.mark.slow
def test_equal_votes_do_not_ask_for_the_same_pair_again_and_again() -> None:
    found = []
    for seed in range(12):
        judge = Judge(steps(1.0), seed, equal=1.1)
        votes = judge.votes(20)
        asked = [frozenset(vote[:2]) for vote in votes]
        assert max(map(asked.count, asked)) <= 2
        found.append(judge.tau(rank(NAMES, votes)))
    assert statistics.median(found) >= 0.75


@pytest.mark.parametrize("count", [2, 3, 5, 24])
def test_a_judge_who_never_errs_is_followed(count: int) -> None:
    judge = Judge(steps(50, count), count, names=[f"n{number}" for number in range(count)])
    votes = judge.votes(planned_votes(count))
    assert can_rank(judge.names, votes)
    found = rank(judge.names, votes)
    assert judge.tau(found) > 0.97
    assert found[0].name == max(judge.taste, key=lambda name: judge.taste[name])
    assert sum(one.votes for one in found) == 2 * len(votes) == 2 * sum(one.won for one in found)


def test_so_many_votes_are_planned():
    assert [planned_votes(count) for count in (2, 3, 4, 6, 8, 12, 24)] == [2, 4, 6, 13, 20, 38, 103]


def test_without_votes_all_are_first_and_any_rank_is_possible():
    found = rank(NAMES, [])
    assert {(one.rank, one.rank_low, one.rank_high, one.votes, one.won) for one in found} == {(1, 1, 8, 0, 0)}
    assert {round(one.share, 6) for one in found} == {0.5}


def test_equal_is_half_a_vote_and_a_skipped_pair_is_none():
    votes = [Vote("a", "b", "equal"), Vote("b", "c", "equal"), Vote("a", "c", "skip")]
    found = rank(["a", "b", "c"], votes)
    assert [(one.rank, one.votes, one.won) for one in found] == [(1, 1, 0.5), (1, 2, 1.0), (1, 1, 0.5)]
    both = rank(["a", "b"], [Vote("a", "b", "left"), Vote("a", "b", "right")])
    assert [(one.rank, one.won) for one in both] == [(1, 1.0), (1, 1.0)]


def test_the_side_does_not_matter():
    votes = Judge(steps(1.0), 3).votes(15)
    turned = {"left": "right", "right": "left", "equal": "equal"}
    other = [Vote(right, left, turned[answer]) for left, right, answer in votes]
    for one, same in zip(rank(NAMES, votes), rank(NAMES, other), strict=True):
        assert (one.name, one.rank, one.won) == (same.name, same.rank, same.won)
        assert one.share == pytest.approx(same.share)


def test_more_votes_of_the_same_kind_make_the_intervals_smaller():
    votes = [Vote("a", "b", "left"), Vote("b", "c", "left"), Vote("a", "c", "left")]
    widths = [rank(["a", "b", "c"], votes * times)[0] for times in (1, 4, 50)]
    spans = [one.share_high - one.share_low for one in widths]
    assert spans == sorted(spans, reverse=True)
    assert (widths[0].rank_low, widths[0].rank_high) == (1, 3)
    assert (widths[2].rank_low, widths[2].rank_high) == (1, 1)


def test_a_thousand_votes_for_one_side_stay_finite():
    first, second = rank(["a", "b"], [Vote("a", "b", "left")] * 1000)
    assert 0.5 < first.share_low < first.share < first.share_high <= 1
    assert 0 <= second.share_low < second.share_high < 0.5


def test_an_order_needs_a_vote_that_reaches_each_clip():
    votes = [Vote("a", "b", "left"), Vote("c", "d", "equal")]
    assert not can_rank(["a", "b", "c", "d"], votes)
    assert not can_rank(["a", "b", "c", "d"], [*votes, Vote("b", "c", "skip")])
    assert can_rank(["a", "b", "c", "d"], [*votes, Vote("b", "c", "right")])


def test_the_next_pair_is_the_one_in_doubt():
    certain = [Vote("a", "b", "left")] * 6 + [Vote("b", "d", "left"), Vote("b", "c", "left")]
    assert set(next_pair(["a", "b", "c", "d"], certain)) == {"c", "d"}


def test_what_was_skipped_or_just_voted_on_is_not_next():
    names = ["a", "b", "c"]
    assert set(next_pair(names, [Vote("a", "b", "skip")])) != {"a", "b"}
    skipped = [Vote("a", "b", "skip"), Vote("c", "b", "skip")]
    assert set(next_pair(names, skipped)) == {"a", "c"}
    # With nothing else left, it is.
    assert next_pair(names, [*skipped, Vote("a", "c", "skip")])
    assert set(next_pair(["a", "b"], [Vote("a", "b", "left")])) == {"a", "b"}


# what the votes say about the clips


def described(votes_for: str, count: int = 8) -> dict[str, Described]:
    """Clips of two models and two speeds; the better ones have `votes_for`."""
    motions = random.Random(2).sample(range(count), count)
    return {
        NAMES[number]: Described(
            model="Kling 2.5" if number % 2 else "Wan 2.5",
            prompt=f"{'slow' if number % 4 < 2 else 'fast'} dolly in",
            motion=(float(number) if votes_for == "motion" else float(motions[number])),
        )
        for number in range(count)
    }


def findings(votes_for: str, taste: dict[str, float], seed: int = 1) -> list[str]:
    judge = Judge([0.0] * 8, seed)
    judge.taste = taste
    votes = judge.votes(20)
    return preferences(rank(NAMES, votes), votes, described(votes_for))


def test_a_preferred_model_is_named_with_its_votes():
    clips = described("model")
    (said,) = findings("model", {name: 9.0 * (one.model == "Kling 2.5") for name, one in clips.items()})
    assert said.startswith("You seem to prefer clips of Kling 2.5: they won ")
    won, counted = (float(word) for word in said.split() if word.replace(".", "").isdigit() and word != "2.5")
    assert 0 < won <= counted <= 20


def test_a_preferred_word_is_named_and_not_those_that_all_prompts_have():
    clips = described("word")
    (said,) = findings("word", {name: 9.0 * ("slow" in one.prompt) for name, one in clips.items()})
    assert said.startswith("You seem to prefer clips with “slow” in the prompt: they won ")


def test_a_preferred_amount_of_motion_is_named():
    more = findings("motion", {name: 3.0 * number for number, name in enumerate(NAMES)})
    less = findings("motion", {name: -3.0 * number for number, name in enumerate(NAMES)})
    assert more == ["You seem to prefer more camera motion."]
    assert less == ["You seem to prefer less camera motion."]


def test_what_the_same_clips_have_is_named_together():
    votes = Judge(steps(9), 1).votes(20)
    ranked = rank(NAMES, votes)
    best = {one.name for one in ranked[:4]}
    both = {
        name: Described("Veo 3" if name in best else "Wan 2.5", "calm drift" if name in best else "drift")
        for name in NAMES
    }
    (said,) = preferences(ranked, votes, both)
    assert said.startswith("You seem to prefer clips of Veo 3, with “calm” in the prompt: they won")
    without = {name: Described("Veo 3", "drift" if name in best else "wild drift") for name in NAMES}
    (said,) = preferences(ranked, votes, without)
    assert said.startswith("You seem to prefer clips without “wild” in the prompt: they won")


@pytest.mark.slow
def test_a_judge_without_a_preference_is_seldom_told_one() -> None:
    said = 0
    for seed in range(JUDGES // 3):
        chance = random.Random(seed)
        votes = Judge([chance.gauss(0, 2) for _ in NAMES], seed).votes(20)
        said += bool(preferences(rank(NAMES, votes), votes, described("nothing")))
    print(f"a preference that is not there is named in {said} of {JUDGES // 3} choices")
    # At the level of 10 %, 33 judges exceed this once in 50 runs; they are the same in each.
    assert said <= 0.2 * (JUDGES // 3)


def test_a_motion_that_is_unknown_and_clips_without_anything_in_common_say_nothing():
    votes = Judge(steps(9), 1).votes(20)
    ranked = rank(NAMES, votes)
    assert preferences(ranked, votes, {name: Described() for name in NAMES}) == []
    some = {name: Described("Veo 3", "drift", None if name == NAMES[0] else 1.0) for name in NAMES}
    assert preferences(ranked, votes, some) == []
    order = {one.name: 9.0 - one.rank for one in ranked}
    moving = {name: Described("Veo 3", "drift", None if name == ranked[-1].name else order[name]) for name in NAMES}
    assert preferences(ranked, votes, moving) == [], "one of them is unknown"
    assert preferences(ranked, votes, {name: Described("Veo 3", "drift", order[name]) for name in NAMES})
