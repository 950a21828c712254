"""What a prompt asked of the camera against what the clip shows, move by move."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .clip_motion import LEAST_ROLL, LEAST_SHIFT, LEAST_ZOOM, ClipMotion, MotionSample
from .moves import AXIS, Motion, Move

__all__ = ["Followed", "MoveVerdict", "Outcome", "compare"]

Outcome = Literal["done", "too little", "too much", "the other way", "not seen", "not asked for", "cannot tell"]
# Of the distance that the prompt's words mean: outside of this it is too little, or too much. Models have measures of
# their own, so it is wide.
LITTLE, MUCH = 0.25, 4.0
# Moves whose distance is not measured: a camera walks around a subject, or against its own zoom.
NAMED = ("orbit", "vertigo")
UNMEASURED = ("orbit", "dolly zoom")
LEAST = {"side": LEAST_SHIFT, "rise": LEAST_SHIFT, "near": LEAST_ZOOM, "turn": LEAST_ROLL}
# The axis of each name in `ClipMotion.moves`, by its first word.
AXES = {
    "pan": "side", "truck": "side", "orbit": "side", "tilt": "rise", "crane": "rise", "zoom": "near",
    "dolly": "near", "roll": "turn", "handheld": "unrest", "camera": "unrest",
}  # fmt: skip


@dataclass(frozen=True)
class MoveVerdict:
    """One move: what became of it.

    Attributes:
        move: Its name, such as "dolly in".
        outcome: "done", "too little", "too much", "the other way", "not seen", "not asked for" or "cannot tell".
        measured: How far the camera went, such as "×1.21", or "".
    """

    move: str
    outcome: Outcome
    measured: str = ""

    def __str__(self) -> str:
        return f"{self.move}: {self.outcome}{f', {self.measured}' if self.measured else ''}"


@dataclass(frozen=True, repr=False)
class Followed:
    """Whether a clip's camera does what its prompt asked, move by move.

    Attributes:
        verdicts: Of the moves that the prompt names, in its order; then of those that it does not.
        doubt: Why nothing can be told, or "".
    """

    verdicts: tuple[MoveVerdict, ...]
    doubt: str = ""

    @property
    def share(self) -> float | None:
        """Of the moves asked for, those that are done, 0 to 1; None if none was asked for or nothing can be told."""
        asked = [one for one in self.verdicts if one.outcome != "not asked for"]
        if not asked or self.doubt:
            return None
        return sum(one.outcome == "done" for one in asked) / len(asked)

    def __repr__(self) -> str:
        return f"<Followed · {self}>"

    @property
    def brief(self) -> str:
        """In a few words: one verdict, or how many of several moves are done and the first that is not; "" for none."""
        asked = [one for one in self.verdicts if one.outcome != "not asked for"]
        if not asked or self.doubt:
            return "cannot tell" if self.doubt and asked else ""
        if len(asked) == 1:
            return str(asked[0])
        missed = [one for one in asked if one.outcome != "done"]
        first = f" · {missed[0].move}: {missed[0].outcome}" if missed else ""
        return f"{len(asked) - len(missed)} of {len(asked)} moves done{first}"

    def __str__(self) -> str:
        if self.doubt:
            return f"cannot tell: {self.doubt}"
        return " · ".join(map(str, self.verdicts)) or "no camera move asked for"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        verdicts = [{"move": one.move, "outcome": one.outcome, "measured": one.measured} for one in self.verdicts]
        return {"text": str(self), "share": self.share, "doubt": self.doubt, "verdicts": verdicts}


def compare(asked: Motion, made: ClipMotion) -> Followed:
    """Compare what a prompt asks (from `prompt.parse`) with what a clip shows."""
    moves = asked.moves if asked.asked else ()
    if made.doubt:
        return Followed(tuple(MoveVerdict(move.name, "cannot tell") for move in moves), made.doubt)
    verdicts = [_verdict(move, made) for move in moves]
    still = asked.asked and not moves and not asked.focus
    if still:
        verdicts.append(MoveVerdict("static camera", "done" if made.moves == ("static camera",) else "not seen"))
    return Followed((*verdicts, *(_surplus(moves, made) if moves or still else ())))


def _verdict(move: Move, made: ClipMotion) -> MoveVerdict:
    name = move.name
    if move.kind in NAMED:
        return _by_name(name, made)
    if move.kind in ("handheld", "shake"):
        return MoveVerdict(name, "done" if made.shaky else "not seen")
    axis = AXIS[move.kind]
    measured = _between(made, axis, move.t0, move.t1)
    text = _text(axis, measured)
    if abs(measured) < LEAST[axis]:
        return MoveVerdict(name, "not seen")
    ratio = measured / move.amount
    if ratio < 0:
        return MoveVerdict(name, "the other way", text)
    return MoveVerdict(name, "too little" if ratio < LITTLE else "too much" if ratio > MUCH else "done", text)


def _by_name(name: str, made: ClipMotion) -> MoveVerdict:
    kind, _, way = name.rpartition(" ")
    seen = next((one for one in made.moves if one.rpartition(" ")[0] == kind), None)
    if seen is None and kind == "orbit" and f"truck {way}" in made.moves:
        # It goes an orbit's way, and does not turn, or by no more than a picture with little texture tells.
        return MoveVerdict(name, "too little", _text("side", _between(made, "side", 0, 1)))
    return MoveVerdict(name, "not seen" if seen is None else "done" if seen == name else "the other way")


def _surplus(moves: tuple[Move, ...], made: ClipMotion) -> Iterator[MoveVerdict]:
    """The moves that were not asked for."""
    axes = {AXIS.get(move.kind, "unrest") for move in moves}
    for name in made.moves:
        axis = AXES.get(name.partition(" ")[0], "")
        if axis and axis not in axes:
            measured = "" if name.startswith(UNMEASURED) else _text(axis, _between(made, axis, 0, 1))
            yield MoveVerdict(name, "not asked for", measured)


def _between(made: ClipMotion, axis: str, begin: float, end: float) -> float:
    """How far the camera went on an axis in a part of the clip, in the units of `Move.amount`."""
    samples = made.samples
    last = len(samples) - 1
    return _value(samples[round(end * last)], axis) - _value(samples[round(begin * last)], axis)


def _value(sample: MotionSample, axis: str) -> float:
    values = {
        "side": sample.pan_widths,
        "rise": sample.tilt_heights,
        "near": sample.zoom_log,
        "turn": math.radians(sample.roll_degrees),
    }
    return values.get(axis, 0.0)


def _text(axis: str, value: float) -> str:
    texts = {
        "side": f"{abs(value):.0%} of the width",
        "rise": f"{abs(value):.0%} of the height",
        "near": f"×{math.exp(value):.2f}",
        "turn": f"{abs(math.degrees(value)):.0f}°",
    }
    return texts.get(axis, "")
