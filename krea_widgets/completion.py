"""Tab completion in IPython: `%krea`, the options of `%%krea`, and the models and values of a call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .catalogue import Catalogue, Model, Parameter
from .errors import KreaError
from .magics import COMMANDS, split
from .public_api import shared_studio

__all__ = ["matcher", "words"]

CALL = re.compile(r"\b(a?animate|a?submit|again|Animate|extend|quote|replace|Studio|sweep|use)\(")
MODEL = re.compile(r"""\bmodels?\s*=\s*\[?\s*["']([^"']+)["']""")
# A keyword with the beginning of its value: model="ve, duration=1, models=["veo 3.1", "kl
KEYWORD = re.compile(r"""\b(\w+)\s*=\s*(?:\[[^\]=]*?)?(["']?)([^"'\[\](),=]*)$""")


def matcher(context: Any) -> Any:
    """Completions for IPython's `CompletionContext`, besides its own."""
    from IPython.core.completer import SimpleCompletion

    earlier = context.full_text.split("\n")[: context.cursor_line]
    typed, offers = _complete(context.text_until_cursor, earlier)
    found = [SimpleCompletion(offer) for offer in offers]
    return {"completions": found, "matched_fragment": typed, "ordered": True, "suppress": bool(found)}


def words(word: str, line: str) -> list[str]:
    """What can take the place of the word before the cursor in IPython before 8.6, as in Colab.

    Args:
        word: As IPython sees it: it ends one at ":", so that it needs only the rest of "16:9".
        line: Up to the cursor. Other lines of a call are unknown.
    """
    typed, offers = _complete(line)
    return [offer[len(typed) - len(word) :] for offer in offers]


def _complete(line: str, earlier: Iterable[str] = ()) -> tuple[str, list[str]]:
    if re.match("%%?krea ", line):
        return complete_magic(line)
    return complete_call("\n".join([*earlier, line]))


def complete_call(before: str) -> tuple[str, list[str]]:
    """The start of an argument's value, and its completions: models, backends, the values of a parameter.

    Args:
        before: The cell up to the cursor.
    """
    call, keyword = CALL.search(before), KEYWORD.search(before)
    if call is None or keyword is None or keyword.start() < call.start():
        return "", []
    name, quote, typed = keyword.groups()
    catalogue = shared_studio().catalogue
    models = [find_model(catalogue, found) for found in MODEL.findall(before)]
    known = list(_values(name, [one for one in models if one is not None], catalogue))
    offers = known if not quote else [value for value in known if isinstance(value, str)]
    texts = (str(value) if isinstance(value, bool) or quote else json.dumps(value) for value in offers)
    return typed, [text for text in texts if text.lower().startswith(typed.lower())]


def _values(name: str, models: list[Model], catalogue: Catalogue) -> Iterator[Any]:
    """A keyword's values: those of the models that the call names, or of all models."""
    if name in ("model", "models"):
        yield from catalogue
        return
    if name == "backend":
        yield from ("krea", "sandbox")
        return
    same = [one for model in models or catalogue.models() for one in model.parameters if one.name == name]
    yield from dict.fromkeys(value for one in same for value in choices(one))


def choices(parameter: Parameter) -> Iterable[Any]:
    """The values that a parameter can have, if they are few."""
    return (True, False) if parameter.kind == "switch" else parameter.choices


def find_model(catalogue: Catalogue, name: str) -> Model | None:
    try:
        return catalogue.find(name)
    except KreaError:
        return None


def complete_magic(before: str) -> tuple[str, list[str]]:
    """The start of a word, and its completions: commands, backends, options, models, values.

    Args:
        before: The line up to the cursor.
    """
    word = before.rpartition(" ")[2]
    earlier = split(before[: len(before) - len(word)])
    typed = word.lstrip("\"'")
    offers = _after_cell(earlier) if before.startswith("%%") else _after_line(earlier[1:])
    return typed, [offer for offer in offers if offer.lower().startswith(typed.lower())]


def _after_line(arguments: list[str]) -> Iterable[str]:
    if not arguments:
        return COMMANDS
    return {"use": ["sandbox", "krea"], "login": ["--remember"]}.get(arguments[0], [])


def _after_cell(arguments: list[str]) -> Iterable[str]:
    catalogue = shared_studio().catalogue
    last = arguments[-1].removeprefix("--").replace("-", "_")
    if last == "model":
        return catalogue
    named = arguments[arguments.index("--model") + 1 :] if "--model" in arguments else []
    model = (find_model(catalogue, named[0]) if named else None) or catalogue.default
    parameters = {one.name: one for one in model.parameters if one.name not in ("prompt", "start_image")}
    if arguments[-1].startswith("--") and last in parameters:
        return map(str, choices(parameters[last]))
    if last == "image":
        # IPython itself completes files.
        return []
    options = ("--image", "--model", *(f"--{one}" for one in parameters), "--confirm")
    return [name for name in options if name not in arguments]
