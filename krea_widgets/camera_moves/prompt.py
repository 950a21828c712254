"""Turns a prompt in English or Korean, or a model's camera settings, into a camera motion (standard library only).

The words are in vocabulary.ini.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from configparser import ConfigParser, ExtendedInterpolation
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, cast

from .moves import (
    AXIS,
    TURNS_INTO,
    Kind,
    Motion,
    Move,
    from_control,
    from_motion_name,
    from_trajectory,
    travel,
)

__all__ = ["Motion", "Move", "asked", "parse", "prompt_of"]

_MOST_MOVES = 6
_OVERLAP = 0.12
#: Characters read of a prompt, and before a camera word for a "no"; the patterns are slow on long texts.
_LONGEST = 2000
_REACH = 80
#: Kinds whose pattern already holds the direction, so that "zoom out to the left bank" stays a zoom.
_DIRECTED_KINDS = ("zoom", "dolly", "vertigo", "handheld", "shake")
_DEEP: frozenset[Kind] = frozenset(("dolly", "truck", "pedestal", "orbit", "vertigo"))

_VOCABULARY = ConfigParser(delimiters="=", interpolation=ExtendedInterpolation())
_VOCABULARY.read_string(Path(__file__).with_name("vocabulary.ini").read_text("utf-8"))


class _Term(NamedTuple):
    """A pattern that names a move: its kind, the sign when no direction is given, and its own gain, 0 for none."""

    kind: Kind
    sign: int
    gain: float
    pattern: re.Pattern[str]


def _section(name: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(key, re.compile(pattern, re.VERBOSE)) for key, pattern in _VOCABULARY[name].items()]


def _terms(name: str) -> list[_Term]:
    terms = []
    for key, pattern in _section(name):
        kind, sign, gain = [*key.split(), "0"][:3]
        terms.append(_Term(cast("Kind", kind), int(sign), float(gain), pattern))
    return terms


_PATTERNS = dict(_section("patterns"))
_FALSE_FRIENDS, _REWRITES, _AMBIENT = (_section(name) for name in ("false friends", "rewrites", "ambient"))
_STRONG, _WEAK, _WEAK_KOREAN = (_terms(name) for name in ("strong", "weak", "weak korean"))
_DIRECTIONS = [(key[:-3], int(key[-2:]), pattern) for key, pattern in _section("directions")]
_GAINS = [(float(key), pattern) for key, pattern in _section("gains")]


def parse(
    prompt: str,
    *,
    duration: float = 5.0,
    camera_control: Mapping[str, Any] | None = None,
    camera_motion: str | None = None,
    trajectory: Sequence[Mapping[str, Any]] | None = None,
) -> Motion:
    """Turn a prompt into a camera motion; a model's own camera settings override what the prompt says.

    Moves joined by "and", "while" or a comma happen together; "then" separates moves in sequence. "No zoom" removes an
    earlier zoom, "no zoom in" only one that goes in. When nothing is understood, the camera pushes in gently.

    Args:
        prompt: Free text in English, Korean or both; the first 2000 characters count.
        duration: Seconds of the clip; moves of longer clips are longer.
        camera_control: Kling's object (Krea OpenAPI 2026-10-09, kling-1 to kling-1.6).
        camera_motion: LTX 2.5's name, such as "dolly_in".
        trajectory: The list of key positions of h3-max camera controls.

    Returns:
        The motion. Never raises for any text.

    Example:
        >>> parse("slow pan from left to right, then tilt up").describe()
        'pan right (slow), then tilt up'
    """
    prompt = prompt or ""
    motion = (
        from_trajectory(trajectory or (), duration=duration)
        or from_control(camera_control or {}, duration=duration)
        or from_motion_name(camera_motion or "", duration=duration)
    )
    text = _normal(prompt if len(prompt) <= _LONGEST else prompt[:_LONGEST].rpartition(" ")[0] or prompt[:_LONGEST])
    named = {name for name, pattern in _AMBIENT if pattern.search(text)}
    return replace(
        motion or _from_text(text, duration),
        sway="water" if "water" in named else "leaves" if "leaves" in named else "",
        flicker=0.02 if "flicker" in named else 0.0,
        grain=2.5 if "grain" in named else 0.0,
    )


def prompt_of(values: Mapping[str, Any]) -> str:
    """The prompt in a request body; the shots of a `multi_prompt` are joined by "then"."""
    prompts = [str(values.get("prompt") or ""), *(str(shot["prompt"]) for shot in values.get("multi_prompt") or ())]
    return " then ".join(prompt for prompt in prompts if prompt)


def asked(values: Mapping[str, Any], duration: float) -> Motion:
    """What a request body asks of the camera, by its prompt and the model's own settings.

    The values may be those of a sidecar, which anybody can have edited: what has not its form is left out.
    """
    try:
        return parse(
            prompt_of(values),
            duration=duration,
            camera_control=values.get("camera_control"),
            camera_motion=values.get("camera_motion"),
            trajectory=values.get("camera_trajectory"),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return parse(str(values.get("prompt") or ""), duration=duration)


def _normal(prompt: str) -> str:
    """Lower case, plain quotes, single spaces; false friends blanked; "from left to right" becomes "right"."""
    text = " ".join(prompt.lower().replace("’", "'").replace("–", "-").replace("—", ", ").split())
    for _, pattern in _FALSE_FRIENDS:
        text = pattern.sub(" _ ", text)
    text = " ".join(text.split())
    for into, pattern in _REWRITES:
        text = pattern.sub(into, text)
    return text


@dataclass
class _Found:
    """One camera word in the text."""

    kind: Kind
    sign: int
    # 0 as long as the text gives no speed.
    gain: float
    # Whether the text gives the direction.
    directed: bool
    negated: bool = False


@dataclass
class _Section:
    """The moves between two "then"s."""

    found: list[_Found] = field(default_factory=list)
    negated: set[tuple[Kind, int]] = field(default_factory=set)
    static: bool = False

    def add(self, item: _Found) -> None:
        """Add a move, or a negation, which removes earlier moves and not later ones."""
        if item.negated:
            self.negated |= {(item.kind, sign) for sign in ([item.sign] if item.directed else [1, -1])}
            self.found = [found for found in self.found if (found.kind, found.sign) not in self.negated]
        elif all(item.kind != earlier.kind for earlier in self.found):
            self.negated.discard((item.kind, item.sign))
            self.found.append(item)


def _from_text(text: str, duration: float) -> Motion:
    every = list(_sections(text))
    negated: set[tuple[Kind, int]] = set().union(*(section.negated for section in every))
    sections = [section for section in every if section.found or section.static]
    moves: list[Move] = []
    for index, section in enumerate(sections):
        t0, t1 = _window(index, len(sections))
        moves += [_move(found, t0, t1, duration) for found in section.found]
    moves = moves[:_MOST_MOVES]
    asked = _PATTERNS["depth"].search(text)
    depth = 0.6 if any(move.kind in _DEEP for move in moves) else 0.0
    if asked:
        strength = _gain(text[max(0, asked.start() - 20) : asked.start()])
        depth = {0.4: 0.35, 0.6: 0.4, 1.8: 0.9, 2.6: 0.9}.get(strength, 0.6)
    focus = bool(_PATTERNS["focus"].search(text))
    if not focus and not sections:
        return _fallback(negated, depth, duration)
    return Motion(tuple(moves), depth, focus=focus, duration=duration)


def _fallback(negated: Set[tuple[Kind, int]], depth: float, duration: float) -> Motion:
    """The motion for a prompt without a move: a gentle push-in, unless the prompt rules that out."""
    if negated.isdisjoint({("dolly", 1), ("zoom", 1)}):
        return Motion((Move("dolly", travel("dolly", 0.5, duration)),), depth or 0.5, duration=duration, asked=False)
    if ("pan", 1) not in negated:
        return Motion((Move("pan", travel("pan", 0.5, duration)),), depth, duration=duration, asked=False)
    return Motion(duration=duration, asked=False)


def _window(index: int, count: int) -> tuple[float, float]:
    """Start and end of a section of a sequence, 0..1, with a small overlap."""
    lap = _OVERLAP / 2 / count
    return max(0.0, index / count - lap), min(1.0, (index + 1) / count + lap)


def _move(found: _Found, t0: float, t1: float, duration: float) -> Move:
    gain = found.gain or 1.0
    amount = travel(found.kind, gain * found.sign, duration * (t1 - t0))
    # A whip is over quickly.
    if gain > 2:
        t0, t1 = t0 + 0.2 * (t1 - t0), t1 - 0.2 * (t1 - t0)
    return Move(found.kind, amount, t0, t1)


def _sections(text: str) -> Iterator[_Section]:
    """The sections between two "then"s."""
    last: _Found | None = None
    carried = False
    for part in _PATTERNS["sequence"].split(text):
        section = _Section()
        waiting = 0.0
        listing = False
        for clause in filter(None, (piece.strip() for piece in _PATTERNS["joints"].split(part))):
            fixed = _PATTERNS["static"].search(clause)
            if fixed:
                section.static = True
                clause = clause[: fixed.start()] + " _ " + clause[fixed.end() :]
            named = _clause(clause, carried)
            if not named:
                waiting = _apply_fragment(clause, section, last) or waiting
                continue
            if listing and _continues_list(clause):
                for item in named:
                    item.negated = True
            for item in named:
                item.gain = item.gain or waiting
                section.add(item)
            last = named[-1]
            denies = any(item.negated for item in named)
            listing = denies and (listing or bool(_PATTERNS["negated_list"].search(clause)))
            if not all(item.negated for item in named):
                carried, waiting = True, 0.0
        yield section


def _continues_list(clause: str) -> bool:
    """Whether a clause after "no pan" continues the list, as in "no pan, zoom or roll"."""
    # "No shake, slow pan" wants the pan.
    wanted = _directions(clause) or _gain(clause) or _PATTERNS["only"].search(clause)
    return len(clause.split()) <= 3 and not wanted


def _apply_fragment(clause: str, section: _Section, last: _Found | None) -> float:
    """Apply a clause without a camera word ("pan left, slowly", "tilt down and right"); return an unused gain."""
    # "Slowly", not "a calm lake".
    gain = _gain(clause) if len(clause.split()) <= 2 else 0.0
    if last and _PATTERNS["bare_direction"].fullmatch(clause):
        kind, sign, directed = _direct(last.kind, last.sign, "", "", clause)
        # "Pan (left)".
        if directed and not last.directed and any(last is found for found in section.found):
            last.kind, last.sign, last.directed = kind, sign, True
        elif directed and (last.directed or not last.negated) and (kind, sign) not in section.negated:
            section.add(_Found(kind, sign, last.gain, True))
    if section.found and gain and not section.found[-1].gain:
        section.found[-1].gain = gain
        return 0.0
    return gain


def _clause(clause: str, carried: bool) -> list[_Found]:
    """The camera words of one clause, with direction, speed and negation."""
    spots = _spots(clause, carried)
    named: list[_Found] = []
    for index, (start, end, term) in enumerate(spots):
        before = clause[spots[index - 1][1] if index else 0 : start]
        after = clause[end : spots[index + 1][0] if index + 1 < len(spots) else len(clause)]
        word = clause[start:end].strip()
        kind, sign, directed = _direct(term.kind, term.sign, word, before, after)
        negated = _PATTERNS["negation_before"].search(clause[max(0, start - _REACH) : start])
        if negated or _PATTERNS["negation_after"].search(clause[end : end + _REACH]):
            # "Don't zoom in or out".
            either = " or " in clause
            named.append(_Found(kind, sign, 0.0, directed and not either, negated=True))
            continue
        gain = term.gain or _gain(word) or _gain(before) or _gain(after)
        named.append(_Found(kind, sign, gain, directed))
    return named


def _spots(clause: str, carried: bool) -> list[tuple[int, int, _Term]]:
    """Start, end and term of camera words in reading order; longer and surer patterns match first."""
    rest = clause
    spots: list[tuple[int, int, _Term]] = []

    def claim(terms: Sequence[_Term]) -> None:
        nonlocal rest
        for term in terms:
            for match in term.pattern.finditer(rest):
                spots.append((match.start(), match.end(), term))
                rest = rest[: match.start()] + "\0" * (match.end() - match.start()) + rest[match.end() :]

    claim(_STRONG)
    if not spots:
        claim(_WEAK)
        about_camera = bool(_PATTERNS["camera"].search(clause))
        if not spots and (about_camera or carried or not _PATTERNS["korean_subject"].search(clause)):
            claim(_WEAK_KOREAN)
    return sorted(spots, key=lambda spot: spot[0])


def _direct(kind: Kind, sign: int, word: str, before: str, after: str) -> tuple[Kind, int, bool]:
    """Kind and sign of a camera word by the directions in, after and before it, and whether there was one."""
    own = AXIS.get(kind)
    if own is None or (kind in _DIRECTED_KINDS and kind != "dolly" and _directed(word)):
        return kind, sign, own is not None
    for text in (word, after, before):
        hints = _directions(text)
        for axis, way, _ in hints:
            if axis == own:
                return kind, way, True
        for axis, way, _ in hints:
            if kind == "roll" and axis == "side":
                return "roll", way, True
            other = TURNS_INTO.get((kind, axis))
            if other and (kind != "dolly" or not _directed(word)):
                return other, way, True
    return kind, sign, False


def _directed(word: str) -> bool:
    return any(axis == "near" for axis, _, _ in _directions(word))


def _directions(text: str) -> list[tuple[str, int, str]]:
    """Directions in reading order as (axis, sign, word)."""
    hits = [
        (match.start(), axis, sign, match.group())
        for axis, sign, pattern in _DIRECTIONS
        if (match := pattern.search(text))
    ]
    first: dict[str, tuple[str, int, str]] = {}
    for _, axis, sign, word in sorted(hits, key=lambda hit: (hit[0], -len(hit[3]))):
        first.setdefault(axis, (axis, sign, word))
    return list(first.values())


def _gain(text: str) -> float:
    """The gain of the first kind of speed or strength word in the text, 0 without one."""
    return next((gain for gain, pattern in _GAINS if pattern.search(text)), 0.0)
