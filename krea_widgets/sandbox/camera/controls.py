"""Camera settings of the models (Kling, LTX, Hailuo) as moves; they override what the prompt says.

The fields are those of the Krea OpenAPI 2026-10-09: `camera_control` (Kling 1 to 1.6), `camera_motion` (LTX 2.5) and
`camera_trajectory` (h3-max). Krea documents no directions; here `pan` turns sideways, `tilt` up and down, and a
positive `zoom` goes in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .motion import CAP, Kind, Motion, Move, travel

__all__ = ["from_control", "from_motion_name", "from_trajectory"]

#: Field of Kling's simple config -> (kind, sign of a positive value).
_SIMPLE: dict[str, tuple[Kind, int]] = {
    "horizontal": ("truck", 1),
    "vertical": ("pedestal", -1),
    "pan": ("pan", 1),
    "tilt": ("tilt", -1),
    "zoom": ("zoom", 1),
    "roll": ("roll", 1),
}
_COMBINED: dict[str, tuple[tuple[Kind, float], ...]] = {
    "down_back": (("pedestal", 1.0), ("dolly", -1.0)),
    "forward_up": (("dolly", 1.0), ("pedestal", -1.0)),
    "right_turn_forward": (("pan", 1.0), ("dolly", 1.0)),
    "left_turn_forward": (("pan", -1.0), ("dolly", 1.0)),
}
_NAMED: dict[str, tuple[Kind, float]] = {
    "dolly_in": ("dolly", 1.0),
    "dolly_out": ("dolly", -1.0),
    "dolly_left": ("truck", -1.0),
    "dolly_right": ("truck", 1.0),
    "jib_up": ("pedestal", -1.0),
    "jib_down": ("pedestal", 1.0),
}
_DEPTH = 0.6


def from_control(control: Mapping[str, Any], *, duration: float, prompt: str = "") -> Motion | None:
    """Read Kling's `camera_control`: `{"type": "simple", "config": {"zoom": 5}}` or a named combination.

    Args:
        control: The object as sent. Config values run from -10 to 10; 5 is a plain move, 10 twice as far.
        duration: Seconds of the clip.
        prompt: Becomes `Motion.prompt`.

    Returns:
        The motion, or None for an object without any move.
    """
    name = str(control.get("type") or "")
    if name in _COMBINED:
        wanted = list(_COMBINED[name])
    else:
        config = control.get("config") or {}
        values = {field: float(config.get(field) or 0.0) for field in _SIMPLE}
        wanted = [(_SIMPLE[field][0], _SIMPLE[field][1] * value / 5.0) for field, value in values.items() if value]
        name = ", ".join(f"{field} {value:g}" for field, value in values.items() if value)
    if not wanted:
        return None
    moves = tuple(Move(kind, travel(kind, gain, duration)) for kind, gain in wanted)
    return Motion(moves, depth=_DEPTH, duration=duration, matched=(name,), prompt=prompt)


def from_motion_name(name: str, *, duration: float, prompt: str = "") -> Motion | None:
    """Read LTX's `camera_motion`, for example "dolly_in" or "focus_shift"; None for an unknown name."""
    if name in _NAMED:
        kind, gain = _NAMED[name]
        moves = (Move(kind, travel(kind, gain, duration)),)
        return Motion(moves, depth=_DEPTH, duration=duration, matched=(name,), prompt=prompt)
    if name == "static":
        return Motion(duration=duration, matched=(name,), static=True, prompt=prompt)
    if name == "focus_shift":
        return Motion(duration=duration, matched=(name,), focus=True, prompt=prompt)
    return None


def from_trajectory(points: Sequence[Mapping[str, Any]], *, duration: float, prompt: str = "") -> Motion | None:
    """Read h3-max's `camera_trajectory`: key positions of a camera that looks at the subject.

    A camera cannot walk around an image, so angles are scaled down until the widest fits the guessed depth;
    directions and timing are kept. Nearer is a dolly in, a growing azimuth an orbit to the right, a growing elevation a
    rise.

    Args:
        points: `{"time": 0..1, "distance": > 0, "azimuth": degrees, "elevation": -90..90}`, 2 to 12 of them.
        duration: Seconds of the clip.
        prompt: Becomes `Motion.prompt`.

    Returns:
        The motion (static when all points agree), or None with fewer than two points.
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
    matched = (f"trajectory of {len(keys)} points",)
    depth = _DEPTH if moves else 0.0
    return Motion(tuple(moves), depth=depth, duration=duration, matched=matched, static=not moves, prompt=prompt)
