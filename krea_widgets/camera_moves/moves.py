"""Camera motion as a value: which moves, how far, and when within the clip; also from the camera settings of models.

The settings are those of the Krea OpenAPI 2026-10-09: `camera_control` (Kling 1 to 1.6), `camera_motion` (LTX 2.5) and
`camera_trajectory` (h3-max). Krea documents no directions; here `pan` turns sideways, `tilt` up and down, and a
positive `zoom` goes in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "AXIS",
    "CAP",
    "TURNS_INTO",
    "Kind",
    "Motion",
    "Move",
    "from_control",
    "from_motion_name",
    "from_trajectory",
    "travel",
]

Kind = Literal["pan", "tilt", "truck", "pedestal", "zoom", "dolly", "vertigo", "roll", "orbit", "handheld", "shake"]

#: Distance of a plain, unqualified move in a five-second clip (units: see `Move.amount`).
_BASE: dict[Kind, float] = {
    "pan": 0.12, "tilt": 0.09, "truck": 0.12, "pedestal": 0.09, "zoom": 0.22, "dolly": 0.20, "vertigo": 0.28,
    "roll": 0.10, "orbit": 0.11, "handheld": 1.0, "shake": 1.0,
}  # fmt: skip
#: The longest distance of a move: beyond it the image has no more pixels, or a guessed depth looks wrong.
CAP: dict[Kind, float] = {
    "pan": 0.36, "tilt": 0.30, "truck": 0.36, "pedestal": 0.30, "zoom": 0.80, "dolly": 0.70, "vertigo": 0.50,
    "roll": 0.50, "orbit": 0.22, "handheld": 2.0, "shake": 2.0,
}  # fmt: skip
#: The axis of direction of each kind, and the kind that another axis turns it into.
AXIS: dict[Kind, str] = {
    "pan": "side", "truck": "side", "orbit": "side", "tilt": "rise", "pedestal": "rise", "zoom": "near",
    "dolly": "near", "vertigo": "near", "roll": "turn",
}  # fmt: skip
TURNS_INTO: dict[tuple[Kind, str], Kind] = {
    ("pan", "rise"): "tilt", ("tilt", "side"): "pan", ("truck", "rise"): "pedestal", ("truck", "near"): "dolly",
    ("dolly", "side"): "truck", ("pedestal", "side"): "truck",
}  # fmt: skip

_LABELS: dict[Kind, tuple[str, str]] = {
    "pan": ("pan left", "pan right"),
    "tilt": ("tilt up", "tilt down"),
    "truck": ("truck left", "truck right"),
    "pedestal": ("crane up", "crane down"),
    "zoom": ("zoom out", "zoom in"),
    "dolly": ("dolly out", "dolly in"),
    "vertigo": ("dolly zoom out", "dolly zoom in"),
    "roll": ("roll counter-clockwise", "roll clockwise"),
    "orbit": ("orbit left", "orbit right"),
    "handheld": ("handheld", "handheld"),
    "shake": ("camera shake", "camera shake"),
}
#: Field of Kling's simple config -> (kind, sign of a positive value).
_SIMPLE: dict[str, tuple[Kind, int]] = {
    "horizontal": ("truck", 1),
    "vertical": ("pedestal", -1),
    "pan": ("pan", 1),
    "tilt": ("tilt", -1),
    "zoom": ("zoom", 1),
    "roll": ("roll", 1),
}
#: The other settings: the types of `camera_control`, and the names of `camera_motion`.
_NAMED: dict[str, tuple[tuple[Kind, float], ...]] = {
    "down_back": (("pedestal", 1.0), ("dolly", -1.0)),
    "forward_up": (("dolly", 1.0), ("pedestal", -1.0)),
    "right_turn_forward": (("pan", 1.0), ("dolly", 1.0)),
    "left_turn_forward": (("pan", -1.0), ("dolly", 1.0)),
    "dolly_in": (("dolly", 1.0),),
    "dolly_out": (("dolly", -1.0),),
    "dolly_left": (("truck", -1.0),),
    "dolly_right": (("truck", 1.0),),
    "jib_up": (("pedestal", -1.0),),
    "jib_down": (("pedestal", 1.0),),
}
_DEPTH = 0.6


@dataclass(frozen=True)
class Move:
    """One move of the camera.

    Attributes:
        amount: Signed: + is right, down, in or clockwise. Unit: window widths (pan, tilt, truck, pedestal), natural
            log of the magnification (zoom, dolly, vertigo), radians (roll, orbit), strength (handheld, shake).
        t0, t1: Where in the clip it starts and ends, 0..1.
    """

    kind: Kind
    amount: float
    t0: float = 0.0
    t1: float = 1.0

    @property
    def name(self) -> str:
        """Its kind and direction, such as "dolly in"."""
        return _LABELS[self.kind][self.amount > 0]


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
        asked: False if the prompt names no move, and these are chosen without it.
    """

    moves: tuple[Move, ...] = ()
    depth: float = 0.0
    sway: str = ""
    flicker: float = 0.0
    grain: float = 0.0
    focus: bool = False
    duration: float = 5.0
    asked: bool = True

    def describe(self) -> str:
        """A few English words, for example "pan right, dolly in (slow), then tilt up, with depth"."""
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
        word = move.name
        if move.kind in ("handheld", "shake"):
            return word
        ratio = abs(move.amount) / travel(move.kind, 1.0, self.duration * (move.t1 - move.t0))
        speed = "very slow" if ratio < 0.5 else "slow" if ratio < 0.8 else "" if ratio < 1.4 else "fast"
        return f"{word} ({speed})" if speed else word


def travel(kind: Kind, gain: float, duration: float) -> float:
    """Distance of a move: the kind's base times the signed `gain`, longer in longer clips, capped."""
    scale = 1.0 if kind in ("handheld", "shake") else math.sqrt(max(duration, 0.5) / 5.0)
    return math.copysign(min(abs(gain) * _BASE[kind] * scale, CAP[kind]), gain)


def from_control(control: Mapping[str, Any], *, duration: float) -> Motion | None:
    """Read Kling's `camera_control`: `{"type": "simple", "config": {"zoom": 5}}` or a named combination.

    Config values run from -10 to 10; 5 is a plain move, 10 twice as far. None for an object without any move.
    """
    name = str(control.get("type") or "")
    if name in _NAMED:
        return from_motion_name(name, duration=duration)
    config = control.get("config") or {}
    moves = [(kind, sign * float(config[field]) / 5.0) for field, (kind, sign) in _SIMPLE.items() if config.get(field)]
    return _moving(moves, duration) if moves else None


def from_motion_name(name: str, *, duration: float) -> Motion | None:
    """Read LTX's `camera_motion`, for example "dolly_in" or "focus_shift"; None for an unknown name."""
    if name in _NAMED:
        return _moving(_NAMED[name], duration)
    if name in ("static", "focus_shift"):
        return Motion(duration=duration, focus=name == "focus_shift")
    return None


def _moving(moves: Iterable[tuple[Kind, float]], duration: float) -> Motion:
    travelled = tuple(Move(kind, travel(kind, gain, duration)) for kind, gain in moves)
    return Motion(travelled, depth=_DEPTH, duration=duration)


def from_trajectory(points: Sequence[Mapping[str, Any]], *, duration: float) -> Motion | None:
    """Read h3-max's `camera_trajectory`: key positions of a camera that looks at the subject.

    A camera cannot walk around an image, so angles are scaled down until the widest fits the guessed depth;
    directions and timing are kept. Nearer is a dolly in, a growing azimuth an orbit to the right, a growing elevation a
    rise. Without moves when all points agree, None with fewer than two points.

    Args:
        points: `{"time": 0..1, "distance": > 0, "azimuth": degrees, "elevation": -90..90}`, 2 to 12 of them.
        duration: Seconds of the clip.
    """
    if len(points) < 2:
        return None
    keys = sorted(points, key=lambda point: float(point["time"]))
    near = [-math.log(max(float(key["distance"]), 1e-6)) for key in keys]
    side = [math.radians(float(key["azimuth"])) for key in keys]
    rise = [-math.radians(float(key["elevation"])) for key in keys]
    tracks: tuple[tuple[Kind, list[float], float], ...] = (
        ("dolly", near, 1.0),
        ("orbit", side, 0.35),
        ("pedestal", rise, 0.30),
    )
    moves: list[Move] = []
    for kind, values, factor in tracks:
        spread = max(values) - min(values)
        factor = min(factor, CAP[kind] / spread) if spread else 0.0
        for index in range(1, len(keys)):
            amount = (values[index] - values[index - 1]) * factor
            t0, t1 = float(keys[index - 1]["time"]), float(keys[index]["time"])
            if abs(amount) > 1e-4 and t1 > t0:
                moves.append(Move(kind, amount, t0, t1))
    return Motion(tuple(moves), depth=_DEPTH if moves else 0.0, duration=duration)
