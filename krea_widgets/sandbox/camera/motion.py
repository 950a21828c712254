"""Camera motion as a value: which moves, how far, and when within the clip."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

__all__ = ["AXIS", "BASE", "CAP", "TURNS_INTO", "Kind", "Motion", "Move", "fallback_motion", "travel"]

Kind = Literal["pan", "tilt", "truck", "pedestal", "zoom", "dolly", "vertigo", "roll", "orbit", "handheld", "shake"]

#: Distance of a plain, unqualified move in a five-second clip (units: see `Move.amount`).
BASE: dict[Kind, float] = {
    "pan": 0.12,
    "tilt": 0.09,
    "truck": 0.12,
    "pedestal": 0.09,
    "zoom": 0.22,
    "dolly": 0.20,
    "vertigo": 0.28,
    "roll": 0.10,
    "orbit": 0.11,
    "handheld": 1.0,
    "shake": 1.0,
}

#: The longest distance of a move: beyond it the image has no more pixels, or a guessed depth looks wrong.
CAP: dict[Kind, float] = {
    "pan": 0.36,
    "tilt": 0.30,
    "truck": 0.36,
    "pedestal": 0.30,
    "zoom": 0.80,
    "dolly": 0.70,
    "vertigo": 0.50,
    "roll": 0.50,
    "orbit": 0.22,
    "handheld": 2.0,
    "shake": 2.0,
}

#: The axis of direction of each kind, and the kind that another axis turns it into.
AXIS: dict[Kind, str] = {
    "pan": "side", "truck": "side", "orbit": "side", "tilt": "rise", "pedestal": "rise", "zoom": "near",
    "dolly": "near", "vertigo": "near", "roll": "turn",
}  # fmt: skip
TURNS_INTO: dict[tuple[Kind, str], Kind] = {
    ("pan", "rise"): "tilt",
    ("tilt", "side"): "pan",
    ("truck", "rise"): "pedestal",
    ("truck", "near"): "dolly",
    ("dolly", "side"): "truck",
    ("pedestal", "side"): "truck",
}

_LABELS: dict[Kind, tuple[str, str]] = {
    "pan": ("pan left", "pan right"),
    "tilt": ("tilt up", "tilt down"),
    "truck": ("truck left", "truck right"),
    "pedestal": ("rise", "descend"),
    "zoom": ("zoom out", "zoom in"),
    "dolly": ("dolly out", "dolly in"),
    "vertigo": ("dolly zoom out", "dolly zoom in"),
    "roll": ("roll counter-clockwise", "roll clockwise"),
    "orbit": ("orbit left", "orbit right"),
    "handheld": ("handheld", "handheld"),
    "shake": ("camera shake", "camera shake"),
}


@dataclass(frozen=True)
class Move:
    """One move of the camera.

    Attributes:
        kind: The camera move.
        amount: Signed: + is right, down, in or clockwise. Unit: window widths (pan, tilt, truck, pedestal), natural
            log of the magnification (zoom, dolly, vertigo), radians (roll, orbit), strength (handheld, shake).
        t0: Where in the clip it starts, 0..1.
        t1: Where in the clip it ends, 0..1.
        ease: Share of the move spent speeding up, and again slowing down, 0..0.5.
    """

    kind: Kind
    amount: float
    t0: float = 0.0
    t1: float = 1.0
    ease: float = 0.3


@dataclass(frozen=True)
class Motion:
    """What the camera does during one clip.

    Attributes:
        moves: The moves; overlapping ones add up.
        depth: Strength of the shift of near things against far ones, 0 (flat) to 1.
        sway: "leaves" or "water" if the prompt names moving ones, else "".
        flicker: Relative swing of the brightness (candles, fire), 0 for none.
        grain: Film grain in 8-bit steps, 0 for none.
        focus: Whether the focus is pulled from soft to sharp.
        duration: Seconds of the clip.
        matched: The understood parts of the prompt.
        fallback: Nothing was understood; the move is a gentle push-in.
        static: The prompt asks for a static camera.
        prompt: The prompt; it colours the backdrop of a clip without an image.
    """

    moves: tuple[Move, ...] = ()
    depth: float = 0.0
    sway: str = ""
    flicker: float = 0.0
    grain: float = 0.0
    focus: bool = False
    duration: float = 5.0
    matched: tuple[str, ...] = ()
    fallback: bool = False
    static: bool = False
    prompt: str = ""

    def describe(self) -> str:
        """Describe the motion in a few English words.

        Returns:
            For example "pan right, dolly in (slow), then tilt up, with depth".
        """
        parts: list[str] = []
        ordered = sorted(self.moves, key=lambda move: move.t0 + move.t1)
        for index, move in enumerate(ordered):
            before = ordered[max(0, index - 1)]
            later = move.t0 + move.t1 > before.t0 + before.t1 + 0.02
            parts.append(", then " if later else ", " if index else "")
            parts.append(self._label(move))
        text = "".join(parts) or "static camera"
        extras = [
            "with depth" if self.depth >= 0.3 and self.moves else "",
            "focus pull" if self.focus else "",
            f"{self.sway} sway" if self.sway else "",
            "flickering light" if self.flicker else "",
            "film grain" if self.grain else "",
        ]
        return ", ".join([text, *filter(None, extras)])

    def _label(self, move: Move) -> str:
        word = _LABELS[move.kind][move.amount > 0]
        if move.kind in ("handheld", "shake"):
            return word
        ratio = abs(move.amount) / travel(move.kind, 1.0, self.duration * (move.t1 - move.t0))
        speed = "very slow" if ratio < 0.5 else "slow" if ratio < 0.8 else "" if ratio < 1.4 else "fast"
        return f"{word} ({speed})" if speed else word


def travel(kind: Kind, gain: float, duration: float) -> float:
    """Distance of a move: the kind's base times the signed `gain`, longer in longer clips, capped."""
    scale = 1.0 if kind in ("handheld", "shake") else math.sqrt(max(duration, 0.5) / 5.0)
    return math.copysign(min(abs(gain) * BASE[kind] * scale, CAP[kind]), gain)


def fallback_motion(negated: Set[tuple[Kind, int]], depth: float, duration: float) -> Motion:
    """The motion for a prompt without a move: a gentle push-in, unless the prompt rules that out.

    Args:
        negated: Kinds and signs that the prompt rules out.
        depth: The depth from the prompt, 0 for none.
        duration: Length of the clip in seconds.
    """
    if negated.isdisjoint({("dolly", 1), ("zoom", 1)}):
        return Motion((Move("dolly", travel("dolly", 0.5, duration)),), depth or 0.5, duration=duration, fallback=True)
    if ("pan", 1) not in negated:
        return Motion((Move("pan", travel("pan", 0.5, duration)),), depth, duration=duration, fallback=True)
    return Motion(duration=duration, fallback=True, static=True)
