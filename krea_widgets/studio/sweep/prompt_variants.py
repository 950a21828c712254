"""Prompt variants: `{a|b|c}` in a prompt, and labels that say how the items differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice, product, takewhile

from ..._util.text import one_line, unused

__all__ = ["alternatives", "labels", "other_speeds"]

PIECE = re.compile(r"\\[{|}]|\{((?:\\.|[^{}\\])*)\}", re.DOTALL)
BAR = re.compile(r"(?<!\\)\|")
# What a JSON object or a dict in a prompt begins with.
JSON = re.compile(r"""\s*("[^"]*"|'[^']*')\s*:""")
ESCAPED = re.compile(r"\\([{|}])")
# Words for the speed of a camera move; words for its amount are taken as such where there are no others.
SLOW = re.compile(r"\b(slow|slowly)\b", re.IGNORECASE)
FAST = re.compile(r"\b(fast|quick|quickly)\b", re.IGNORECASE)
LITTLE = re.compile(r"\b(gentle|gently|subtle|subtly)\b", re.IGNORECASE)
MUCH = re.compile(r"\b(dramatic|dramatically)\b", re.IGNORECASE)
# What a word for speed stands before.
MOVE = re.compile(r"\b(pan|tilt|zoom|dolly|orbit|truck|crane|pedestal|roll|arc|push|pull)\b", re.IGNORECASE)
# Characters of a prompt in a label. A longer one is cut down to where it differs.
LONGEST = 48


def alternatives(prompt: str, most: int = 1000) -> list[str]:
    r"""All variants of a prompt with `{a|b|c}`, at most `most` of them.

    Braces without a bar are text; so are JSON objects, `\{`, `\|` and `\}`.

    Example:
        >>> alternatives("{slow|fast} dolly in")
        ['slow dolly in', 'fast dolly in']
    """
    parts: list[list[str]] = []
    end = 0
    for piece in PIECE.finditer(prompt):
        parts.append([prompt[end : piece.start()]])
        inside = piece.group(1)
        options = BAR.split(inside) if inside is not None and not JSON.match(inside) else []
        parts.append([_plain(one) for one in options] if len(options) > 1 else [_plain(piece.group())])
        end = piece.end()
    parts.append([prompt[end:]])
    return ["".join(words) for words in islice(product(*parts), most)]


def other_speeds(prompt: str) -> list[str]:
    """The prompt, and the same at two other speeds.

    Example:
        >>> other_speeds("slow dolly in")
        ['slow dolly in', 'dolly in', 'fast dolly in']
        >>> other_speeds("orbit left")
        ['orbit left', 'slow orbit left', 'fast orbit left']
    """
    found = next(filter(None, (words.search(prompt) for words in (SLOW, FAST, LITTLE, MUCH))), None)
    if found is None:
        move = MOVE.search(prompt)
        if move is None and prompt.strip():
            return [prompt, *(f"{prompt.rstrip(' .')} {speed}" for speed in ("slowly", "fast"))]
        at = move.start() if move else 0
        return [prompt, *(f"{prompt[:at]}{speed} {prompt[at:]}".strip() for speed in ("slow", "fast"))]
    before, after = prompt[: found.start()], prompt[found.end() :]
    # "pan left fast" becomes "pan left slowly".
    late = re.search(r"\w\s*$", before) and not re.match(r"\s+\w", after)
    slow = found.re in (SLOW, LITTLE)
    other = "fast" if slow else "slowly" if late or found.group().lower().endswith("ly") else "slow"
    # Without the word, at the model's own speed.
    return [prompt, _joined(before, after), before + other + after]


def _joined(before: str, after: str) -> str:
    """What stood before and after a word, without it: "dolly in slowly, rain" becomes "dolly in, rain"."""
    before, after = before.rstrip(), after.lstrip()
    if before.endswith(",") or not before:
        after = re.sub(r"^(and\b|[, ])*", "", after)
    # "slowly and gently".
    after = re.sub(r"^and\s+(?=\w+ly\b)", "", after)
    if after[:1] in ("", ",", ".", ";", ":"):
        before = re.sub(r"[\s,]+and$", "", before)
    return f"{before}{'' if after[:1] in ',.;:' else ' '}{after}".strip(" ,")


def labels(facets: Sequence[Mapping[str, str]]) -> list[str]:
    """A unique label for each item, made of the facets that differ between the items.

    Args:
        facets: The facets of each item by name, in reading order, such as
            {"prompt": "slow dolly in", "model": "Veo 3.1", "duration": "duration 8"}; "" is not shown.
    """
    names = list(dict.fromkeys(name for one in facets for name in one))
    varied = [name for name in names if len({one.get(name, "") for one in facets}) > 1]
    shown = varied or names[:1]
    short = dict(zip((one.get("prompt", "") for one in facets), _shortened(facets), strict=True))
    found: list[str] = []
    for one in facets:
        texts = (short[one.get(name, "")] if name == "prompt" else one.get(name, "") for name in shown)
        found.append(unused(" · ".join(text for text in texts if text) or "clip", found))
    return found


def _shortened(facets: Sequence[Mapping[str, str]]) -> list[str]:
    """The prompts, the long ones cut down to the words that differ."""
    prompts = [one.get("prompt", "") for one in facets]
    texts = [text.split() for text in dict.fromkeys(prompts)]
    if len(texts) < 2 or max(map(len, prompts)) <= LONGEST:
        return [one_line(text, LONGEST) for text in prompts]
    before = _common(texts)
    after = _common([one[before:][::-1] for one in texts])
    return [one_line(_middle(text.split(), before, after), LONGEST) for text in prompts]


def _common(texts: Sequence[Sequence[str]]) -> int:
    """The number of common first words."""
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False)))


def _middle(words: list[str], before: int, after: int) -> str:
    # With one common word on each side, as context.
    kept = words[max(0, before - 1) : len(words) - max(0, after - 1)]
    return " ".join(["…"] * (before > 1) + kept + ["…"] * (after > 1))


def _plain(text: str) -> str:
    return ESCAPED.sub(r"\1", text)
