"""A small language of rules that make the sandbox fail as Krea does: once, several times or always.

```
rule   = [ "on" [ which ] [ method ] [ path ] ] action         one per line; "#" starts a comment
       | "allow" N "jobs"                                      while N jobs are open, a submit gets 429
which  = "next" [ N ] | "2nd" (3rd, 4th …) | "every"           default: the next one
method = GET | POST | DELETE                                   default: any
path   = /jobs | /jobs/* | /generate/* | /assets | /files/* …  "*" matches anything; default: any

action = [ "accept then" ] "answer" STATUS [ "html" ] [ "retry-after" SECONDS ]
       | [ "accept then" ] "drop"      the connection closes without an answer
       | "html" STATUS                 the same as "answer STATUS html"
       | "cut at" PERCENT "%"          the connection closes inside the body of the answer
       | "stall" SECONDS "s"           the answer is late
       | "refuse urls"         a media URL of another host gets 422
       | "finish without urls"         the job completes without a clip
       | "fail" [ CODE ]               the job fails, with this error code or without one
       | "stay" STATUS [ SECONDS "s" ] the job is held in this state, known or not, for ever or for a time
```

"accept then" handles the request first: the job is made, and its answer is lost. Without an "on …" part, "cut" applies
to the next `GET /files/*` and every other action to the next `POST /generate/*`. Examples:
`on 2nd GET /jobs/* answer 502`, `answer 429 retry-after 2`, `accept then drop`, `on every GET /files/* cut at 40%`,
`fail nsfw`, `allow 3 jobs`. A later "allow" replaces an earlier one. A prompt with `[sandbox: fail nsfw]` applies that
action to its own job.
"""

from __future__ import annotations

import math
import re
import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

__all__ = ["Action", "Faults", "cue", "parse_action", "without_cue"]

Kind = Literal["answer", "drop", "cut", "stall", "refuse", "finish", "fail", "stay"]
# Actions on a job; all others are actions on a request, whatever its body.
JOB_KINDS = frozenset({"refuse", "finish", "fail", "stay"})

ACCEPT = r"(?P<accept>accept then )?"
STATUS = r"(?P<status>200|[45]\d\d)"
NUMBER = r"\d+(?:\.\d+)?"
ACTIONS: tuple[tuple[Kind, str], ...] = (
    ("answer", rf"{ACCEPT}answer {STATUS}(?P<html> html)?(?: retry-after (?P<wait>{NUMBER}))?"),
    ("answer", rf"(?P<html>html) {STATUS}"),
    ("drop", rf"{ACCEPT}drop"),
    ("cut", rf"cut at (?P<percent>{NUMBER}) ?%"),
    ("stall", rf"stall (?P<wait>{NUMBER}) ?s"),
    ("refuse", r"refuse urls"),
    ("finish", r"finish without urls"),
    ("fail", r"fail(?: (?P<word>[\w-]+))?"),
    ("stay", rf"stay (?P<word>(?!completed|failed|cancelled)[\w-]+)(?: (?P<wait>{NUMBER}) ?s)?"),
)
RULE = re.compile(
    r"(?P<on>on\s+(?:(?P<which>next(?:\s+\d+)?|every|\d+(?:st|nd|rd|th))\s+)?"
    r"(?:(?P<method>GET|POST|DELETE)\s+)?(?:(?P<path>/\S*)\s+)?)?(?P<action>\S.*)",
    re.IGNORECASE,
)
ALLOW = re.compile(r"allow (\d+) jobs?", re.IGNORECASE)
CUE = re.compile(r"\[\s*sandbox\s*:\s*([^][]*)\]", re.IGNORECASE)


@dataclass(frozen=True)
class Action:
    """One action of the language. `wait` is in seconds: a stall, a Retry-After or the time that a job is held."""

    kind: Kind
    accept: bool = False
    status: int = 0
    html: bool = False
    wait: float | None = None
    percent: float = 0.0
    word: str = ""

    @property
    def of_job(self) -> bool:
        """Whether the action applies to a job; otherwise it applies to a request."""
        return self.kind in JOB_KINDS


def parse_action(text: str) -> Action:
    """Parse one action.

    Raises:
        ValueError: Unknown action; the message names all actions.
    """
    line = " ".join(text.split())
    for kind, pattern in ACTIONS:
        found = re.fullmatch(pattern, line, re.IGNORECASE)
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
        f"Unknown fault: {line!r}. Use one of: answer STATUS, html STATUS, drop, accept then drop, "
        "cut at N%, stall Ns, refuse urls, finish without urls, fail CODE, stay STATUS."
    )


def cue(prompt: str) -> Action | None:
    """The action in a prompt such as "slow pan [sandbox: fail nsfw]", or None.

    Raises:
        ValueError: Unknown action.
    """
    found = CUE.search(prompt)
    return parse_action(found[1]) if found else None


def without_cue(prompt: str) -> str:
    """The prompt without its action, for the camera."""
    return CUE.sub(" ", prompt).strip()


@dataclass
class Rule:
    """An action and the requests that it applies to: it skips the first `skip` and hits the next `left`."""

    text: str
    action: Action
    method: str = "*"
    path: str = "*"
    skip: int = 0
    left: float = 1
    seen: int = 0

    def matches(self, method: str, path: str) -> bool:
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)


def parse_rule(text: str) -> Rule:
    """Parse one line; raises `ValueError`."""
    found = RULE.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(
            f"Not a fault rule: {text!r}. Write [on WHICH METHOD PATH] ACTION, such as: on 2nd GET /jobs/* answer 502."
        )
    rule = Rule(text.strip(), parse_action(found["action"]))
    if found["on"]:
        rule.method, rule.path = (found["method"] or "*").upper(), found["path"] or "*"
    else:
        rule.method, rule.path = ("GET", "/files/*") if rule.action.kind == "cut" else ("POST", "/generate/*")
    which = (found["which"] or "next").lower()
    if which == "every":
        rule.left = math.inf
    elif which.startswith("next"):
        rule.left = int(which[4:] or 1)
    else:
        rule.skip = max(int(which[:-2]), 1) - 1
    return rule


class Faults:
    """The current rules. Every method can be called from any thread.

    Example:
        >>> faults = Faults()
        >>> faults.add("on 2nd GET /jobs/* answer 502")
        >>> faults.take("GET", "/jobs/1"), faults.take("GET", "/jobs/1").status
        (None, 502)
    """

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._allowed: int | None = None
        self._lock = threading.Lock()

    def add(self, text: str) -> None:
        """Add the rules of a text, one per line.

        Raises:
            ValueError: A line is not a rule; no rule is added.
        """
        lines = [" ".join(line.split("#")[0].split()) for line in text.splitlines()]
        allowed = [int(found[1]) for line in lines if (found := ALLOW.fullmatch(line))]
        rules = [parse_rule(line) for line in lines if line and not ALLOW.fullmatch(line)]
        with self._lock:
            self._rules += rules
            self._allowed = allowed[-1] if allowed else self._allowed

    def clear(self) -> None:
        """Remove all rules."""
        with self._lock:
            self._rules.clear()
            self._allowed = None

    def pending(self) -> tuple[str, ...]:
        """The text of the rules that can still apply."""
        with self._lock:
            allow = () if self._allowed is None else (f"allow {self._allowed} jobs",)
            return *allow, *(rule.text for rule in self._rules if rule.left > 0)

    def allows(self, jobs: int) -> bool:
        """Whether a new job is allowed while so many are open."""
        with self._lock:
            return self._allowed is None or jobs < self._allowed

    def take(self, method: str, path: str, *, of_job: bool = False) -> Action | None:
        """The action for this request (with `of_job`: for the job that it makes), or None; counts the request."""
        with self._lock:
            matching = [r for r in self._rules if r.action.of_job is of_job and r.matches(method, path)]
            for rule in matching:
                # Every rule counts every request, also those that another rule hits.
                rule.seen += 1
            hit = next((rule for rule in matching if rule.seen > rule.skip and rule.left > 0), None)
            if hit is None:
                return None
            hit.left -= 1
            return hit.action
