"""A prompt in English or Korean, or a model's camera settings, becomes a camera motion (standard library only)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from . import vocabulary as words
from .controls import from_control, from_motion_name, from_trajectory
from .motion import Kind, Motion, Move, travel

__all__ = ["Motion", "Move", "parse"]

_MOST_MOVES = 6
_OVERLAP = 0.12
#: Which axis of direction each kind listens to, and what another axis turns it into.
_AXIS: dict[Kind, str] = {
    "pan": "side", "truck": "side", "orbit": "side", "tilt": "rise", "pedestal": "rise", "zoom": "near",
    "dolly": "near", "vertigo": "near", "roll": "turn",
}  # fmt: skip
_TURNS_INTO: dict[tuple[Kind, str], Kind] = {
    ("pan", "rise"): "tilt",
    ("tilt", "side"): "pan",
    ("truck", "rise"): "pedestal",
    ("truck", "near"): "dolly",
    ("dolly", "side"): "truck",
    ("pedestal", "side"): "truck",
}
#: Kinds whose pattern already holds the direction, so that "zoom out to the left bank" stays a zoom.
_SETTLED = ("zoom", "dolly", "vertigo", "handheld", "shake")
_DEEP: frozenset[Kind] = frozenset(("dolly", "truck", "pedestal", "orbit", "vertigo"))


def parse(
    prompt: str,
    *,
    duration: float = 5.0,
    camera_control: Mapping[str, Any] | None = None,
    camera_motion: str | None = None,
    trajectory: Sequence[Mapping[str, Any]] | None = None,
) -> Motion:
    """Turn a prompt into a camera motion; a model's own camera settings override what the prompt says.

    Moves joined by "and", "while" or a comma happen together; "then" puts them one after the other. "No zoom" takes a
    move away. When nothing is understood the camera pushes in gently and `Motion.fallback` is True.

    Args:
        prompt: Free text, English or Korean or both.
        duration: Length of the clip in seconds; longer clips travel further.
        camera_control: Kling's object (Krea OpenAPI 2026-10-09, kling-1 to kling-1.6).
        camera_motion: LTX 2.5's word, such as "dolly_in".
        trajectory: The list of key positions of h3-max camera controls.

    Returns:
        The motion. Never raises for any text.

    Example:
        >>> parse("slow pan from left to right, then tilt up").describe()
        'pan right (slow), then tilt up'
    """
    prompt = prompt or ""
    told: Motion | None = None
    if trajectory:
        told = from_trajectory(trajectory, duration=duration, prompt=prompt)
    if told is None and camera_control:
        told = from_control(camera_control, duration=duration, prompt=prompt)
    if told is None and camera_motion:
        told = from_motion_name(camera_motion, duration=duration, prompt=prompt)
    text = _normal(prompt)
    return _with_ambience(told or _from_text(text, prompt, duration), text)


def _normal(prompt: str) -> str:
    """Lower case, plain quotes, single spaces; false friends blanked; journeys replaced by their destination."""
    text = " ".join(prompt.lower().replace("’", "'").replace("–", "-").replace("—", ", ").split())
    for pattern in words.FALSE_FRIENDS:
        text = pattern.sub(" _ ", text)
    text = " ".join(text.split())
    for pattern, into in words.REWRITES:
        text = pattern.sub(into, text)
    return text


@dataclass
class _Found:
    """One camera word in the text."""

    kind: Kind
    sign: int
    gain: float  # 0 while nothing has said how fast
    word: str


@dataclass
class _Section:
    """The moves between two "then"s."""

    found: list[_Found] = field(default_factory=list)
    denied: set[Kind] = field(default_factory=set)
    static: str = ""


def _from_text(text: str, prompt: str, duration: float) -> Motion:
    sections = [section for section in _sections(text) if section.found or section.static or section.denied]
    denied: set[Kind] = set().union(*(section.denied for section in sections))
    sections = [section for section in sections if section.found or section.static]
    moves: list[Move] = []
    matched: list[str] = []
    for index, section in enumerate(sections):
        t0, t1 = _window(index, len(sections))
        kept = [found for found in section.found if found.kind not in denied]
        moves += [_move(found, t0, t1, duration) for found in kept]
        matched += [found.word for found in kept] or [section.static]
    moves = moves[:_MOST_MOVES]
    asked = words.DEPTH.search(text)
    depth = 0.6 if any(move.kind in _DEEP for move in moves) else 0.0
    if asked:
        strength = _gain(text[max(0, asked.start() - 20) : asked.start()])
        depth = {0.4: 0.35, 0.6: 0.4, 1.8: 0.9, 2.6: 0.9}.get(strength, 0.6)
        matched.append(asked.group().strip())
    if words.FOCUS.search(text):
        return Motion(tuple(moves), depth, focus=True, duration=duration, matched=(*matched, "focus"), prompt=prompt)
    if moves or sections:
        return Motion(tuple(moves), depth, duration=duration, matched=tuple(filter(None, matched)), static=not moves,
                      prompt=prompt)  # fmt: skip
    return replace(_fallback(denied, depth, duration), matched=tuple(matched), prompt=prompt)


def _fallback(denied: set[Kind], depth: float, duration: float) -> Motion:
    """Stand in for a prompt that names no move: a gentle push-in, unless just that was ruled out."""
    if not denied & {"dolly", "zoom"}:
        return Motion((Move("dolly", travel("dolly", 0.5, duration)),), depth or 0.5, duration=duration, fallback=True)
    if "pan" not in denied:
        return Motion((Move("pan", travel("pan", 0.5, duration)),), depth, duration=duration, fallback=True)
    return Motion(duration=duration, fallback=True, static=True)


def _window(index: int, count: int) -> tuple[float, float]:
    """Give each section of a sequence its share of the clip, with soft joints."""
    lap = _OVERLAP / 2 / count
    return max(0.0, index / count - lap), min(1.0, (index + 1) / count + lap)


def _move(found: _Found, t0: float, t1: float, duration: float) -> Move:
    gain = found.gain or 1.0
    amount = travel(found.kind, gain * found.sign, duration * (t1 - t0))
    if gain > 2:  # a whip is over quickly
        t0, t1 = t0 + 0.2 * (t1 - t0), t1 - 0.2 * (t1 - t0)
    return Move(found.kind, amount, t0, t1)


def _sections(text: str) -> Iterator[_Section]:
    """Read the text part by part."""
    carried = False
    for part in words.SEQUENCE.split(text):
        section = _Section()
        waiting = 0.0
        negative = False
        for clause in filter(None, (piece.strip() for piece in words.JOINTS.split(part))):
            fixed = words.STATIC.search(clause)
            if fixed:
                section.static = section.static or fixed.group().strip()
                clause = clause[: fixed.start()] + " _ " + clause[fixed.end() :]
            found, denied = _clause(clause, carried)
            if negative and found and len(clause.split()) <= 3 and not _directions(clause):  # "no pan, zoom or roll"
                found, denied = [], denied | {item.kind for item in found}
            negative = bool(denied)
            section.denied |= denied
            if found:
                carried = True
                for item in found:
                    item.gain = item.gain or waiting
                    if all(item.kind != earlier.kind for earlier in section.found):
                        section.found.append(item)
                waiting = 0.0
            elif len(clause.split()) <= 3:
                waiting = _loose_end(clause, section) or waiting
        yield section


def _loose_end(clause: str, section: _Section) -> float:
    """Use a clause without a camera word: "pan left, slowly", "tilt down and right"; return a gain left for later."""
    gain = _gain(clause) if len(clause.split()) <= 2 else 0.0  # "slowly", not "a calm lake"
    if section.found and gain and not section.found[-1].gain:
        section.found[-1].gain = gain
        return 0.0
    last = section.found[-1] if section.found else None
    if last and last.kind in ("pan", "tilt", "truck", "pedestal"):
        for axis, sign, word in _directions(clause):
            kind = _TURNS_INTO.get((last.kind, axis))
            if kind in ("pan", "tilt", "truck", "pedestal") and clause.startswith(word):
                section.found.append(_Found(kind, sign, last.gain, word))
                return 0.0
    return gain


def _clause(clause: str, carried: bool) -> tuple[list[_Found], set[Kind]]:
    """Find the camera words of one clause, with direction and speed, and those that are denied."""
    spots = _spots(clause, carried)
    found: list[_Found] = []
    denied: set[Kind] = set()
    for index, (start, end, term) in enumerate(spots):
        before = clause[spots[index - 1][1] if index else 0 : start]
        after = clause[end : spots[index + 1][0] if index + 1 < len(spots) else len(clause)]
        word = clause[start:end].strip()
        kind, sign = _direct(term, word, before, after)
        if words.NEGATION_BEFORE.search(clause[:start]) or words.NEGATION_AFTER.search(clause[end:]):
            denied.add(kind)
            continue
        gain = term.gain or _gain(word) or _gain(before) or _gain(after)
        found.append(_Found(kind, sign, gain, word))
    return found, denied


def _spots(clause: str, carried: bool) -> list[tuple[int, int, words.Term]]:
    """Where camera words stand in the clause, in reading order; longer and surer patterns claim their letters first."""
    rest = clause
    spots: list[tuple[int, int, words.Term]] = []

    def claim(terms: Sequence[words.Term]) -> None:
        nonlocal rest
        for term in terms:
            for match in term.pattern.finditer(rest):
                spots.append((match.start(), match.end(), term))
                rest = rest[: match.start()] + "\0" * (match.end() - match.start()) + rest[match.end() :]

    claim(words.STRONG)
    if not spots:
        claim(words.WEAK)
        about_camera = bool(words.CAMERA.search(clause))
        if not spots and (about_camera or carried or not _KOREAN_SUBJECT.search(clause)):
            claim(words.WEAK_KOREAN)
    return sorted(spots, key=lambda spot: spot[0])


#: A noun with a subject particle; "카메라가" is dealt with before this is asked.
_KOREAN_SUBJECT = re.compile(r"[가-힣]+(?:이|가|은|는|께서)(?=\s)")


def _direct(term: words.Term, word: str, before: str, after: str) -> tuple[Kind, int]:
    """Settle kind and sign of a camera word by the directions in it, after it, and before it."""
    own = _AXIS.get(term.kind)
    if own is None or (term.kind in _SETTLED and term.kind != "dolly" and _directed(word)):
        return term.kind, term.sign
    for text in (word, after, before):
        hints = _directions(text)
        for axis, sign, _ in hints:
            if axis == own:
                return term.kind, sign
        for axis, sign, _ in hints:
            if term.kind == "roll" and axis == "side":
                return "roll", sign
            kind = _TURNS_INTO.get((term.kind, axis))
            if kind and (term.kind != "dolly" or not _directed(word)):
                return kind, sign
    return term.kind, term.sign


def _directed(word: str) -> bool:
    return any(axis == "near" for axis, _, _ in _directions(word))


def _directions(text: str) -> list[tuple[str, int, str]]:
    """Directions in reading order as (axis, sign, word)."""
    hits = [
        (match.start(), axis, sign, match.group())
        for axis, sign, pattern in words.DIRECTIONS
        if (match := pattern.search(text))
    ]
    seen: set[str] = set()
    ordered: list[tuple[str, int, str]] = []
    for _, axis, sign, word in sorted(hits, key=lambda hit: (hit[0], -len(hit[3]))):
        if axis not in seen:
            seen.add(axis)
            ordered.append((axis, sign, word))
    return ordered


def _gain(text: str) -> float:
    """The gain that the first kind of speed or strength word in the text stands for, 0 without one."""
    for gain, pattern in words.GAINS:
        if pattern.search(text):
            return gain
    return 0.0


def _with_ambience(motion: Motion, text: str) -> Motion:
    """Add what the prompt says of wind, water, fire and film, all of it small."""
    named = {name for name, pattern in words.AMBIENT if pattern.search(text)}
    sway = "water" if "water" in named else "leaves" if "leaves" in named else ""
    flicker, grain = 0.02 if "flicker" in named else 0.0, 2.5 if "grain" in named else 0.0
    return replace(motion, sway=sway, flicker=flicker, grain=grain)
