"""Faults on cue: a small language of rules that make the sandbox fail as Krea does, once, sometimes or always.

```
rule   = [ "on" [ which ] [ method ] [ path ] ] action         one per line; "#" starts a comment
which  = "next" [ N ] | "2nd" (3rd, 4th …) | "every"           default: the next one
method = GET | POST | DELETE                                   default: any
path   = /jobs | /jobs/* | /generate/* | /assets | /files/* …  "*" stands for anything; default: any

action = [ "accept then" ] "answer" STATUS [ "html" ] [ "retry-after" SECONDS ]
       | [ "accept then" ] "drop"      the connection closes without an answer
       | "html" STATUS                 the same as "answer STATUS html"
       | "cut at" PERCENT "%"          the connection closes inside the body of the answer
       | "stall" SECONDS "s"           the answer comes late
       | "finish without urls"         the job completes, and there is no clip
       | "fail" [ CODE ]               the job fails, with this error code or with none
       | "stay" STATUS [ SECONDS "s" ] the job is held in this state (also an unheard-of one), for ever or for a time
```

"accept then" carries the request out first: the job is made, and its answer is lost. Without an "on …" part "cut" means
the next `GET /files/*` and everything else the next `POST /generate/*`. Examples: `on 2nd GET /jobs/* answer 502`,
`answer 429 retry-after 2`, `accept then drop`, `on every GET /files/* cut at 40%`, `fail nsfw`.
A prompt that holds `[sandbox: fail nsfw]` has that action for its own job.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

__all__ = ["Action", "Faults", "cue", "parse_action", "without_cue"]

Kind = Literal["answer", "drop", "cut", "stall", "finish", "fail", "stay"]
OF_JOBS = frozenset({"finish", "fail", "stay"})  # what becomes of a job, rather than of a request

ACCEPT = r"(?P<accept>accept then )?"
STATUS = r"(?P<status>200|[45]\d\d)"
NUMBER = r"\d+(?:\.\d+)?"
ACTIONS: tuple[tuple[Kind, str], ...] = (
    ("answer", rf"{ACCEPT}answer {STATUS}(?P<html> html)?(?: retry-after (?P<wait>{NUMBER}))?"),
    ("answer", rf"(?P<html>html) {STATUS}"),
    ("drop", rf"{ACCEPT}drop"),
    ("cut", rf"cut at (?P<percent>{NUMBER}) ?%"),
    ("stall", rf"stall (?P<wait>{NUMBER}) ?s"),
    ("finish", r"finish without urls"),
    ("fail", r"fail(?: (?P<word>[\w-]+))?"),
    ("stay", rf"stay (?P<word>(?!completed|failed|cancelled)[\w-]+)(?: (?P<wait>{NUMBER}) ?s)?"),
)
RULE = re.compile(
    r"(?P<on>on\s+(?:(?P<which>next(?:\s+\d+)?|every|\d+(?:st|nd|rd|th))\s+)?"
    r"(?:(?P<method>GET|POST|DELETE)\s+)?(?:(?P<path>/\S*)\s+)?)?(?P<action>\S.*)",
    re.IGNORECASE,
)
CUE = re.compile(r"\[\s*sandbox\s*:\s*([^\]]*)\]", re.IGNORECASE)


@dataclass(frozen=True)
class Action:
    """What goes wrong. `wait` is in seconds: a stall, a Retry-After or the time a job is held; None: not said."""

    kind: Kind
    accept: bool = False
    status: int = 0
    html: bool = False
    wait: float | None = None
    percent: float = 0.0
    word: str = ""

    @property
    def of_job(self) -> bool:
        """Whether this is about what becomes of a job, not about the request that makes it."""
        return self.kind in OF_JOBS


def parse_action(text: str) -> Action:
    """One action of the language.

    Raises:
        ValueError: It is not one; the message holds the actions that there are.
    """
    words = " ".join(text.split())
    for kind, pattern in ACTIONS:
        found = re.fullmatch(pattern, words, re.IGNORECASE)
        if found:
            part = found.groupdict()
            return Action(
                kind,
                accept=bool(part.get("accept")),
                status=int(part.get("status") or 0),
                html=bool(part.get("html")),
                wait=float(part["wait"]) if part.get("wait") else None,
                percent=min(float(part.get("percent") or 0), 100.0),
                word=(part.get("word") or "").lower(),
            )
    raise ValueError(
        f"The sandbox knows no fault {words!r}. It knows: answer STATUS, html STATUS, drop, accept then drop, "
        "cut at N%, stall Ns, finish without urls, fail CODE, stay STATUS."
    )


def cue(prompt: str) -> Action | None:
    """The action that a prompt asks for, as in "slow pan [sandbox: fail nsfw]"; None when it asks for none.

    Raises:
        ValueError: It asks for something that is no action.
    """
    found = CUE.search(prompt)
    return parse_action(found[1]) if found else None


def without_cue(prompt: str) -> str:
    """The prompt as the camera should read it."""
    return CUE.sub(" ", prompt).strip()


@dataclass
class Rule:
    """An action and the requests that it is for; `skip` of them pass first, `left` are then hit (None: all)."""

    text: str
    action: Action
    method: str = "*"
    path: str = "*"
    skip: int = 0
    left: int | None = 1
    seen: int = field(default=0)

    def fits(self, method: str, path: str) -> bool:
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)

    def due(self) -> bool:
        return self.seen > self.skip and self.left != 0


def parse_rule(text: str) -> Rule:
    """One line of the language; `ValueError` in words when it is not one."""
    found = RULE.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(f"That is no rule for the sandbox: {text!r}.")
    rule = Rule(text.strip(), parse_action(found["action"]))
    if found["on"]:
        rule.method, rule.path = (found["method"] or "*").upper(), found["path"] or "*"
    else:
        rule.method, rule.path = ("GET", "/files/*") if rule.action.kind == "cut" else ("POST", "/generate/*")
    which = (found["which"] or "next").lower()
    if which == "every":
        rule.left = None
    elif which.startswith("next"):
        rule.left = int(which[4:] or 1)
    else:
        rule.skip = max(int(which[:-2]), 1) - 1
    return rule


class Faults:
    """The rules in force. Safe to use from any thread.

    Example:
        >>> faults = Faults()
        >>> faults.add("on 2nd GET /jobs/* answer 502")
        >>> faults.take("GET", "/jobs/1"), faults.take("GET", "/jobs/1").status
        (None, 502)
    """

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, text: str) -> None:
        """Add the rules of a text, one per line.

        Raises:
            ValueError: A line is not a rule; none of them is then added.
        """
        lines = [line.split("#")[0].strip() for line in text.splitlines()]
        rules = [parse_rule(line) for line in lines if line]
        with self._lock:
            self._rules += rules

    def clear(self) -> None:
        """Forget all rules."""
        with self._lock:
            self._rules.clear()

    def pending(self) -> tuple[str, ...]:
        """The rules that can still strike, as they were written."""
        with self._lock:
            return tuple(rule.text for rule in self._rules if rule.left != 0)

    def take(self, method: str, path: str, *, of_job: bool = False) -> Action | None:
        """What goes wrong with this request now (or, `of_job`, with the job that it makes); None: nothing."""
        with self._lock:
            fitting = [r for r in self._rules if r.action.of_job is of_job and r.fits(method, path)]
            for rule in fitting:
                rule.seen += 1  # every rule counts every request, also those that another rule strikes
            struck = next((rule for rule in fitting if rule.due()), None)
            if struck is None:
                return None
            if struck.left is not None:
                struck.left -= 1
            return struck.action
