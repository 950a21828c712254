"""A blind choice between clips: which two to show, the votes so far, and what they add up to."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from ..errors import BadQuery, JournalUnavailable
from ..journal import BlindVotes
from .clip_record import key_in
from .ranking import ANSWERS, Ranked, Vote, can_rank, next_pair, planned_votes, rank
from .records import Records

if TYPE_CHECKING:
    from ..journal import Journal
    from ..media import Clip

__all__ = [
    "MOST_CLIPS",
    "BlindChoice",
    "BlindRank",
    "Ranking",
    "latest_ranks",
    "rank_columns",
    "shared_ranks",
]

# 103 pairs, which take half an hour.
MOST_CLIPS = 24
# Of the planned votes, those that are planned when the person wants to go on.
MORE = 0.25


@dataclass(frozen=True)
class BlindRank:
    """A clip's rank in a finished choice between `count` clips, with its interval."""

    rank: int
    low: int
    high: int
    count: int


class Ranking(Records[Ranked]):
    """Clips by their labels, the best first, with `table()` and `to_csv()`."""

    columns = ("rank", "name", "rank_low", "rank_high", "won", "votes")

    @classmethod
    def of(cls, ranked: Iterable[Ranked]) -> Ranking:
        """The ranking of these."""
        found = list(ranked)
        return cls(found, map(asdict, found))


class BlindChoice:
    """A choice between clips by votes between pairs of them; any thread can call its methods.

    The journal has the votes, so another kernel continues where this one has stopped. If it cannot be used, they last
    as long as this object.

    Args:
        clips: The journal's keys of 2 to 24 clips.
        journal: None for votes in memory.

    Raises:
        BadQuery: There are too few or too many clips, or one of them twice.
    """

    def __init__(self, clips: Sequence[str], journal: Journal | None = None) -> None:
        if len(clips) < 2:
            raise BadQuery("A blind choice needs at least two clips.", advice="Give two to 24 finished clips.")
        if len(clips) > MOST_CLIPS:
            raise BadQuery(f"A blind choice has at most {MOST_CLIPS} clips, not {len(clips)}.", advice="Give fewer.")
        if len(set(clips)) < len(clips):
            raise BadQuery("A blind choice needs clips that differ, but one is given twice.")
        self.clips = tuple(clips)
        self.key = hashlib.sha256("\n".join(sorted(clips)).encode("utf-8", "replace")).hexdigest()[:24]
        self._journal = journal
        self._lock = threading.RLock()
        self._wanted = planned_votes(len(clips))
        self._saved = BlindVotes(self.key)
        # Of which votes, and the pair that follows them.
        self._pair: tuple[object, tuple[str, str]] | None = None
        if journal is not None:
            with suppress(JournalUnavailable):
                self._saved = journal.blind_votes(self.key)

    @property
    def votes(self) -> list[Vote]:
        """All votes, including skipped pairs."""
        # Somebody may have edited the journal.
        return [
            Vote(left, right, answer)
            for left, right, answer in self._saved.votes
            if left != right and {left, right} <= set(self.clips) and answer in ANSWERS
        ]

    @property
    def finished(self) -> bool:
        return bool(self._saved.ranks)

    @property
    def counted(self) -> int:
        """The number of votes without skipped pairs."""
        return sum(vote.answer != "skip" for vote in self.votes)

    @property
    def planned(self) -> int:
        """The number of the last pair, if none is skipped from now on."""
        return self._wanted + len(self.votes) - self.counted

    @property
    def enough(self) -> bool:
        """Whether there are the planned votes."""
        return self.counted >= self._wanted and self.can_finish

    @property
    def can_finish(self) -> bool:
        """Whether the votes give an order."""
        return can_rank(self.clips, self.votes)

    @property
    def pair(self) -> tuple[str, str]:
        """The clips to show on the left and on the right; the same until the next vote."""
        with self._lock:
            if self._pair is None or self._pair[0] != self._saved.votes:
                self._pair = self._saved.votes, self._next_pair(self.votes)
            return self._pair[1]

    def _next_pair(self, votes: Sequence[Vote]) -> tuple[str, str]:
        pair = sorted(next_pair(sorted(self.clips), votes, seed=self.key))
        random.Random(f"{self.key} side {len(votes)}").shuffle(pair)  # noqa: S311 (no secret)
        earlier = [vote for vote in votes if {vote.left, vote.right} == set(pair)]
        # Whoever prefers a side prefers neither clip.
        return (earlier[-1].right, earlier[-1].left) if earlier else (pair[0], pair[1])

    def vote(self, answer: str, number: int) -> None:
        """Save an answer about the present pair. It is ignored unless `number`, from 1, is that of the next vote.

        Raises:
            BadQuery: There is no such answer.
        """
        if answer not in ANSWERS:
            raise BadQuery(f"answer={answer!r} is not one of {', '.join(ANSWERS)}.")
        with self._lock:
            (left, right), before = self.pair, self._saved.votes
            if number == len(self.votes) + 1:
                # Another kernel may have voted meanwhile, or finished the choice.
                self._change(
                    lambda saved: (
                        saved
                        if saved.ranks or saved.votes != before
                        else replace(saved, votes=(*before, (left, right, answer)))
                    )
                )

    def undo(self) -> None:
        """Take back the last vote."""
        self._change(lambda saved: saved if saved.ranks else replace(saved, votes=saved.votes[:-1]))

    def more(self) -> None:
        """Plan some more votes."""
        with self._lock:
            self._wanted = max(self._wanted, self.counted) + max(1, round(MORE * self._wanted))

    def finish(self) -> None:
        """End the choice; its ranks are saved for the tables.

        Raises:
            BadQuery: The votes give no order yet.
        """
        if not self.can_finish:
            raise BadQuery("These votes do not give an order of all clips yet.", advice="Vote on some more pairs.")
        ranks = {one.name: (one.rank, one.rank_low, one.rank_high) for one in self.ranking()}
        self._change(lambda saved: replace(saved, ranks=ranks))

    def start_over(self) -> None:
        """Forget all votes."""
        self._wanted = planned_votes(len(self.clips))
        self._change(lambda _: BlindVotes(self.key))

    def ranking(self) -> list[Ranked]:
        """The clips by their keys, the best first."""
        return rank(self.clips, self.votes)

    def _change(self, change: Callable[[BlindVotes], BlindVotes]) -> None:
        with self._lock:
            if self._journal is not None:
                with suppress(JournalUnavailable):
                    self._saved = self._journal.change_blind_votes(self.key, change)
                    return
            self._saved = change(self._saved)


def latest_ranks(journal: Journal) -> dict[str, BlindRank]:
    """The rank of each clip in the latest choice that had it."""
    found: dict[str, BlindRank] = {}
    with suppress(JournalUnavailable):
        for choice in journal.finished_choices():
            found = _ranks(choice) | found
    return found


def shared_ranks(journal: Journal, clips: Mapping[str, Clip]) -> dict[str, BlindRank]:
    """The ranks of these clips, by the names given, in the latest choice that had the most of them."""
    with suppress(JournalUnavailable):
        choices = journal.finished_choices() if clips else []
        if not choices:
            return {}
        keys = {name: key_in(journal, clip.path, clip.settings) for name, clip in clips.items()}
        best = max(choices, key=lambda choice: len(choice.ranks.keys() & set(keys.values())))
        ranks = _ranks(best)
        return {name: ranks[key] for name, key in keys.items() if key in ranks}
    return {}


def rank_columns(rank: BlindRank | None) -> dict[str, int | None]:
    """The columns of a table that a clip's rank fills."""
    return {
        "blind_rank": rank.rank if rank else None,
        "blind_rank_low": rank.low if rank else None,
        "blind_rank_high": rank.high if rank else None,
        "blind_rank_of": rank.count if rank else None,
    }


def _ranks(choice: BlindVotes) -> dict[str, BlindRank]:
    return {clip: BlindRank(*places, len(choice.ranks)) for clip, places in choice.ranks.items()}
