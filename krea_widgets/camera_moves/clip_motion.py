"""What moves in a clip, as values with their units in their names; JSON and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from .._util.html import escape, escape_text

__all__ = [
    "FROZEN",
    "LEAST_FLICKER",
    "LEAST_MOVING",
    "LEAST_ROLL",
    "LEAST_SHAKE",
    "LEAST_SHIFT",
    "LEAST_SWAY",
    "LEAST_ZOOM",
    "ClipMotion",
    "MotionSample",
]

#: What is called a move: pan and tilt in widths and heights, zoom as a logarithm, roll in radians.
LEAST_SHIFT, LEAST_ZOOM, LEAST_ROLL = 0.02, 0.03, math.radians(1.5)
#: What is called unrest of the camera, as a root mean square in widths, fast and slow. A pixel of 1280 is seen as
#: shake; what H.264 leaves of an even move is a tenth of that.
LEAST_SHAKE, LEAST_SWAY = 0.0008, 0.0009
#: Widths a second, of camera and objects together: less is called standing still.
LEAST_AMOUNT = 0.004
#: What is called flicker, as a standard deviation of the light's logarithm. Encoders level out half of a weak one: it
#: is found for sure from three times as much on. In an even light, bright parts that leave the frame give a third.
LEAST_FLICKER = 0.006
#: The shortest time, in seconds, for which a picture is called frozen. A viewer takes shorter stops for a stutter:
#: repeated frames.
FROZEN = 0.4
#: Grey levels between two frames, in the faster quarter of a clip, with which a stop can be told. In a slower move,
#: also beside a faster one, encoders repeat frames on their own, and blur those that are repeated.
LEAST_MOVING = 1.0
#: Raised when the same film gives other figures.
VERSION = 7
# The plot, in pixels.
WIDE, HIGH = 420, 64
LEFT_OUT = ("seconds", "samples")
# Name, field, sign (up is up), colour and dashes of each line, told apart by either. The colours have a contrast of 3
# on white and on the grounds of dark notebooks.
LINES = (
    ("pan", "pan_widths", 1, "#2b84e0", ""),
    ("tilt", "tilt_heights", -1, "#cf6410", "7 3"),
    ("zoom", "zoom_log", 1, "#2f9452", "2 3"),
)
# Half of the plot's height, at least: a camera that hardly moves gives flat lines.
LEAST_SHOWN = 0.05


@dataclass(frozen=True)
class MotionSample:
    """The camera at one frame, measured from the first one; units as in `ClipMotion`."""

    seconds: float
    pan_widths: float
    tilt_heights: float
    zoom_factor: float
    roll_degrees: float

    @property
    def zoom_log(self) -> float:
        """The logarithm of the zoom factor, which grows evenly in an even zoom."""
        return math.log(self.zoom_factor)


@dataclass(frozen=True, repr=False)
class ClipMotion:
    """What moves in a clip, measured from its frames.

    The camera's figures are those of a flat scene that moves as most of the picture does, from the first frame to the
    last. Where a scene has depth, that plane is the one that explains best how its textured parts move.

    Attributes:
        seconds: The duration.
        frames: Their number.
        pan_widths: Camera to the right (+) or left (-), in widths of the frame; a truck counts, too.
        tilt_heights: Camera down (+) or up (-), in heights of the frame.
        zoom_factor: 1.2: things are 1.2 times as large at the end. A dolly counts, too.
        roll_degrees: Camera clockwise (+) or counter-clockwise (-).
        parallax_share: How much of the motion is explained by depth and not by one plane, 0 to 1: near things move
            otherwise than far ones. 0 where no depth is seen, as in a zoom, a pan and a roll; 0.005 and more for a
            dolly, a truck and an orbit.
        moves: The names of the moves, such as ("dolly in", "pan left"); ("static camera",) for none, () in `doubt`.
        camera_widths_per_second: The length of the camera's path, as a point between middle and edge sees it.
        objects_share: The share of the frame that moves otherwise than the scene, on average.
        objects_widths_per_second: How fast.
        shake_widths: Fast unrest of the camera (above 2 Hz), root mean square.
        sway_widths: Slow unrest, as of a camera held by hand.
        flicker_share: Fast change of the light; 0.02: by 2 %. Below `LEAST_FLICKER` it is no flicker.
        cuts_seconds: When another scene begins.
        frozen_seconds: How long the picture stands still in a clip that moves otherwise.
        repeated_frames: Frames that are shown twice while the picture moves.
        start_likeness: How like its start image the first frame is, 0 to 1; None without the image.
        end_likeness: How like its end image the last frame is.
        seam_levels: Mean difference of the last frame from the first, in grey levels of 255: the jump of a loop.
        doubt: Why the camera's motion cannot be told, or "".
        samples: The camera at each frame.
    """

    seconds: float
    frames: int
    pan_widths: float
    tilt_heights: float
    zoom_factor: float
    roll_degrees: float
    parallax_share: float
    moves: tuple[str, ...]
    camera_widths_per_second: float
    objects_share: float
    objects_widths_per_second: float
    shake_widths: float
    sway_widths: float
    flicker_share: float
    cuts_seconds: tuple[float, ...]
    frozen_seconds: float
    repeated_frames: int
    start_likeness: float | None
    end_likeness: float | None
    seam_levels: float
    doubt: str
    samples: tuple[MotionSample, ...]

    @property
    def amount(self) -> float:
        """How much moves, in widths a second: the camera, and objects by their share of the frame."""
        return self.camera_widths_per_second + self.objects_share * self.objects_widths_per_second

    @property
    def unrest_widths(self) -> float:
        """Shake and sway together."""
        return self.shake_widths + self.sway_widths

    @property
    def shaky(self) -> bool:
        """Whether the camera shakes or sways visibly."""
        return self.shake_widths > LEAST_SHAKE or self.sway_widths > LEAST_SWAY

    @property
    def hardly_moves(self) -> bool:
        """Whether neither the camera nor an object does anything that is seen."""
        return self.moves == ("static camera",) and self.amount < LEAST_AMOUNT

    def figures(self) -> dict[str, Any]:
        """The measured values as a row of a table: without `seconds`, which a clip has, and the samples."""
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in LEFT_OUT}
        return {
            name: ", ".join(map(str, value)) if isinstance(value, tuple) else value for name, value in values.items()
        }

    def __str__(self) -> str:
        return ", ".join(self.moves) or f"cannot tell: {self.doubt}"

    def __repr__(self) -> str:
        facts = [
            _way(self.pan_widths, "left", "right", "of the width"),
            _way(self.tilt_heights, "up", "down", "of the height"),
            f"zoom ×{self.zoom_factor:.2f}" if abs(self.zoom_factor - 1) >= 0.005 else "",
            f"roll {self.roll_degrees:+.1f}°" if abs(self.roll_degrees) >= 0.3 else "",
            _counted(len(self.cuts_seconds), "cut"),
            _counted(self.repeated_frames, "repeated frame"),
            f"frozen for {self.frozen_seconds:.1f} s" if self.frozen_seconds else "",
            f"flicker {self.flicker_share:.0%}" if self.flicker_share > LEAST_FLICKER else "",
        ]
        return f"<ClipMotion {' · '.join([str(self), *filter(None, facts)])}>"

    def _repr_html_(self) -> str:
        """The camera's path over time."""
        parts = [f"<div>{escape_text(repr(self)[len('<ClipMotion ') : -1])}</div>"]
        if len(self.samples) > 1:
            parts.append(self._plot())
        return f'<div style="color:var(--jp-content-font-color1,inherit)">{"".join(parts)}</div>'

    def _plot(self) -> str:
        most = max(abs(getattr(one, name)) for one in self.samples for _, name, *_ in LINES)
        scale = (HIGH / 2 - 1) / max(most, LEAST_SHOWN)
        end = self.samples[-1].seconds or 1.0
        lines = [f'<path d="M0 {HIGH / 2}H{WIDE}" stroke="currentColor" opacity=".3"/>']
        for label, name, sign, *style in LINES:
            points = " ".join(
                f"{one.seconds / end * WIDE:.1f},{HIGH / 2 - sign * getattr(one, name) * scale:.1f}"
                for one in self.samples
            )
            lines.append(f"<g><title>{label}</title>{_line(points, *style)}</g>")
        names = "".join(
            f'<span><svg width="20" height="8" aria-hidden="true">{_line("0,4 20,4", *style)}</svg> {label}</span>'
            for label, _, _, *style in LINES
        )
        label = escape(str(self))
        return (
            f'<svg viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" role="img" aria-label="{label}"'
            f' style="display:block;max-width:100%;margin:4px 0">{"".join(lines)}</svg>'
            f'<div style="display:flex;gap:16px;font-size:12px">{names}</div>'
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `from_dict` reads them."""
        values = {**asdict(self), "version": VERSION}
        values["samples"] = [[getattr(one, item.name) for item in fields(MotionSample)] for one in self.samples]
        return values

    @classmethod
    def from_dict(cls, values: object) -> ClipMotion | None:
        """The motion in values of `to_dict`; None for those of another version, and for anything else."""
        if not isinstance(values, Mapping) or values.get("version") != VERSION:
            return None
        try:
            given = {item.name: values[item.name] for item in fields(cls)}
            given["samples"] = tuple(MotionSample(*map(float, row)) for row in given["samples"])
            for name in ("moves", "cuts_seconds"):
                given[name] = tuple(given[name])
            made = cls(**given)
            # Whatever was edited must be readable.
            repr(made)
        except (KeyError, TypeError, ValueError):
            return None
        return made


def _way(share: float, negative: str, positive: str, of: str) -> str:
    return f"{abs(share):.0%} {of} {negative if share < 0 else positive}" if abs(share) >= 0.005 else ""


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' * (count != 1)}" if count else ""


def _line(points: str, colour: str, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
