"""A camera motion sampled at every frame, and the part of the image that each frame shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...camera_moves.moves import Kind, Motion, Move

__all__ = ["CameraPath", "Floats", "follow"]

Floats = NDArray[np.float64]

#: The share of a move that also shifts near things against far ones, in a motion with depth; else 1.
_PARALLAX: dict[Kind, float] = {"pan": 0.6, "tilt": 0.6, "zoom": 0.4, "vertigo": 1.3, "orbit": 1.6}
_PARALLAX_GAIN = 0.6
#: Share of a move spent speeding up, and again slowing down.
_EASE = 0.3
#: An orbit also shifts the view a little; otherwise it looks like a wobble of the foreground.
_ORBIT_SHIFT = 0.35


@dataclass(frozen=True)
class CameraPath:
    """The camera at each frame; every field has shape (frames,).

    A point of the frame (x, y), measured from its middle in frame widths with y down, shows the point
    `exp(-zoom) * R(roll) * (x, y) / (1 - yaw * x) + (x, y of the camera)` of the scene, plus parallax. Scene points are
    measured in widths of the base window.
    """

    x: Floats
    y: Floats
    zoom: Floats
    roll: Floats
    yaw: Floats
    near_x: Floats
    near_y: Floats
    near_zoom: Floats

    def __len__(self) -> int:
        return len(self.x)

    @property
    def deep(self) -> bool:
        """Whether any frame needs more than an affine map."""
        return any(bool(np.abs(values).max() > 1e-9) for values in (self.yaw, self.near_x, self.near_y, self.near_zoom))

    def _each(self, change: Callable[[Any], Any]) -> CameraPath:
        return CameraPath(*(change(getattr(self, item.name)) for item in fields(self)))

    def scaled(self, factor: float) -> CameraPath:
        """The path with every move `factor` times as far."""
        return self._each(lambda values: values * factor)

    def arriving(self) -> CameraPath:
        """The path shifted so that it ends, not starts, at the base window."""
        return self._each(lambda values: values - values[-1])

    def single(self) -> CameraPath:
        """The path in single precision, which is faster on many points."""
        return self._each(lambda values: values.astype(np.float32))

    def at(self, frame: int) -> CameraPath:
        """One frame of the path; its fields are scalars, so that `scene` accepts arrays of points."""
        return self._each(lambda values: values[frame])

    def extent(self, ratio: float, depth: NDArray[np.float32] | None) -> tuple[float, float, float, float]:
        """The part of the scene that the whole path shows: left, top, right, bottom in widths of the base window.

        `ratio` is the frame's height over its width, `depth` the image's map, None for a flat path.
        """
        ends = (0.0,) if depth is None else (float(depth.min()), float(depth.max()))
        corners = [(-0.5, -0.5 * ratio), (0.5, -0.5 * ratio), (0.5, 0.5 * ratio), (-0.5, 0.5 * ratio)]
        seen = [self.scene(x, y, near) for x, y in corners for near in ends]
        xs, ys = (np.concatenate([np.atleast_1d(point[axis]) for point in seen]) for axis in (0, 1))
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())

    def scene(self, x: Any, y: Any, depth: Any) -> tuple[Any, Any]:
        """The scene points that the frame points x, y show of things at this depth (numpy broadcasting applies)."""
        scale = np.exp(-self.zoom - self.near_zoom * depth) / (1.0 - self.yaw * x)
        cos, sin = np.cos(self.roll), np.sin(self.roll)
        scene_x = scale * (cos * x - sin * y) + self.x + self.near_x * depth
        scene_y = scale * (sin * x + cos * y) + self.y + self.near_y * depth
        return scene_x, scene_y


def follow(motion: Motion, frames: int, *, fps: float, seed: int = 0) -> CameraPath:
    """Sample a motion at `frames` times, the first at its start and the last at its end.

    `fps` sets the frequency of handheld sway and shake, `seed` their course.
    """
    time = np.linspace(0.0, 1.0, frames) if frames > 1 else np.zeros(1)
    values = {item.name: np.zeros(frames) for item in fields(CameraPath)}
    for index, move in enumerate(motion.moves):
        if move.kind in ("handheld", "shake"):
            _add_shake(values, move, time, frames / fps, np.random.default_rng([abs(seed), index]))
        else:
            _travel(values, move, time, motion.depth)
    return CameraPath(**values)


def _travel(values: dict[str, Floats], move: Move, time: Floats, depth: float) -> None:
    way = move.amount * _ramp(time, move)
    near = way * _PARALLAX.get(move.kind, 1.0) * depth * _PARALLAX_GAIN
    if move.kind in ("pan", "truck"):
        values["x"] += way
        values["near_x"] += near
    elif move.kind in ("tilt", "pedestal"):
        values["y"] += way
        values["near_y"] += near
    elif move.kind == "roll":
        values["roll"] += way
    elif move.kind == "orbit":
        values["x"] += way * _ORBIT_SHIFT
        values["yaw"] += way * 0.5
        values["near_x"] += near
    else:
        values["zoom"] += 0.0 if move.kind == "vertigo" else way
        values["near_zoom"] += near


def _ramp(time: Floats, move: Move) -> Floats:
    """0 to 1 over the move's time, with a trapezoid of speed, so that neither position nor speed ever jumps."""
    span = max(move.t1 - move.t0, 1e-6)
    t = np.clip((time - move.t0) / span, 0.0, 1.0)
    speeding = t * t / (2 * _EASE)
    cruising = t - _EASE / 2
    slowing = 1 - _EASE - (1 - t) ** 2 / (2 * _EASE)
    return np.where(t < _EASE, speeding, np.where(t <= 1 - _EASE, cruising, slowing)) / (1 - _EASE)


def _add_shake(
    values: dict[str, Floats], move: Move, time: Floats, seconds: float, random: np.random.Generator
) -> None:
    """Add handheld sway (slow sines) or shake (fast ones), which fades in and out with the move."""
    if move.kind == "shake":
        (low, high), size = (3.5, 7.0), {"x": 0.0045, "y": 0.0045, "roll": 0.005}
    else:
        (low, high), size = (0.25, 1.3), {"x": 0.008, "y": 0.007, "roll": 0.006, "zoom": 0.006}
    always = 1.0 if move.t1 - move.t0 > 0.99 else 0.0
    inside = np.clip(np.minimum(time - move.t0, move.t1 - time) / 0.08 + always, 0, 1)
    for name, reach in size.items():
        wave = np.zeros_like(time)
        for frequency in random.uniform(low, high, 4):
            wave += np.sin(2 * np.pi * (frequency * seconds * time + random.uniform()))
        values[name] += move.amount * reach * inside * wave / 2
