"""`%krea` and `%%krea`: the same doors as a line and as a cell whose text is the prompt."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from .catalogue import Catalogue
from .errors import BadInput, KreaError
from .settings import forget_token
from .studio import studio

__all__ = ["read_options", "register", "switches"]

PYTHONS = ("self", "prompt", "prompts", "models", "rows", "timeout", "on_progress")  # what calls take besides
BETWEEN = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)  # what stands between the prompts of a cell


def register(shell: Any) -> None:
    """Give an IPython shell the magics; called by `%load_ext krea_widgets`."""
    shell.register_magic_function(line, "line", "krea")
    shell.register_magic_function(cell, "cell", "krea")
    try:
        from IPython.core.completer import context_matcher
    except ImportError:  # IPython before 8.6, as in Colab, where Python's own names come along
        for name in ("%krea", "%%krea"):
            shell.set_hook("complete_command", _hook, str_key=name)
        return
    others = [one for one in shell.Completer.custom_matchers if getattr(one, "matcher_identifier", "") != "krea"]
    shell.Completer.custom_matchers = [*others, context_matcher(identifier="krea")(_matcher)]


def line(text: str) -> Any:
    """Krea from one line.

    %krea status               which backend answers, and the jobs that run
    %krea models [words]       the models, or those whose name holds the words
    %krea resume               take up what an earlier kernel left running
    %krea use sandbox|krea     choose the backend: sandbox is free, krea needs a token
    %krea login [--remember]   ask for the token, without showing it; --remember keeps it in the system's keyring
    %krea logout               forget the token

    Clips are made by %%krea; %%krea? tells how.
    """
    word, *rest = _words(text) or ["status"]
    try:
        if word not in WORDS:
            known = "status, models [words], resume, use sandbox|krea, login, logout"
            raise BadInput(f"%krea does not know {word!r}.", advice=f"It knows: {known}.")
        return WORDS[word](rest)
    except KreaError as error:
        return _say(str(error))


def cell(options: str, text: str) -> Any:
    """Make a clip; the cell's text is the prompt.

    %load_ext krea_widgets

    %%krea --image cat.png --model "veo 3.1" --duration 8
    slow dolly in, gentle parallax

    --image FILE      the still: a file or an http(s) address; left out, the clip is made from the prompt alone
    --model NAME      an id or a name, as in "%krea models"; left out, the default
    --NAME VALUE      any parameter of the model: --duration 5 --aspect_ratio 16:9 --end_image night.jpg
    --NAME            one that is on or off: --generate_audio
    --confirm         agree to the price of a sweep that costs more than a dollar

    Tab completes options, models and values. A value with spaces stands in quotes; {name} is a variable of yours.

    The cell waits, shows how far the clip is, and returns it: `_.path` is its file. It lies in krea_clips/, beside the
    notebook. Stop only ends the waiting; the job goes on, and "%krea resume" finds it after a restart.

    Several prompts are a sweep, as krea.sweep makes it; a line of --- stands between them:

    %%krea --image cat.png --duration 5
    slow dolly in
    ---
    {orbit left|orbit right}, gentle parallax

    Three clips, made at the same time. What was made before is not paid again. The sweep is returned, and shows its
    clips side by side; `_.clips` are its clips by their labels, and `krea.Compare(_)` compares some of them in step.
    """
    try:
        values = read_options(_words(options), switches=switches(studio().catalogue))
        agreed, image = values.pop("confirm", False), values.pop("image", None)
        if not isinstance(agreed, bool):  # it stands for money: "no" must not be taken for a yes
            raise BadInput(f"--confirm stands alone; {agreed!r} is no answer.")
        prompts = [part.strip() for part in BETWEEN.split(text)]
        prompts = [part for part in prompts if part] or [""]
        if len(prompts) > 1:
            return _sweep(image, prompts, values, agreed=agreed)
        return studio().animate(image, prompts[0], **values)
    except KreaError as error:
        return _say(str(error))


def read_options(message: Sequence[str], *, switches: Collection[str] = ()) -> dict[str, Any]:
    """`--duration 5 --model=veo`, cut into words, as values; True, None, numbers and lists are read as Python.

    Args:
        words: The words.
        switches: Options that may stand without a value, which turns them on.

    Raises:
        BadInput: A word that is no option, or an option without its value.
    """
    values: dict[str, Any] = {}
    left = list(message)
    while left:
        word = left.pop(0)
        if not word.startswith("--"):
            advice = "A value with spaces stands in quotes."
            raise BadInput(f"An option such as --duration was expected, not {word!r}.", advice=advice)
        word, equals, given = word.partition("=")
        name = word[2:].replace("-", "_")
        if name in PYTHONS:
            raise BadInput(f"There is no option {word}.", advice="It can be said in Python only, or has its own place.")
        if equals:
            values[name] = _value(given)
        elif left and not left[0].startswith("--"):
            values[name] = _value(left.pop(0))
        elif name in switches:
            values[name] = True
        else:
            raise BadInput(f"The option {word} has no value.")
    return values


def switches(catalogue: Catalogue) -> set[str]:
    """The options that may stand without a value."""
    return {"confirm"} | {one.name for each in catalogue.models() for one in each.parameters if one.kind == "switch"}


def complete(before: str) -> tuple[str, list[str]]:
    """The word that is being typed, and what it may become: a command, a backend, an option, a model, a value.

    Args:
        before: The line up to the cursor.
    """
    word = before.rpartition(" ")[2]
    earlier = _words(before[: len(before) - len(word)])
    typed = word.lstrip("\"'")
    offers = _after_cell(earlier) if before.startswith("%%") else _after_line(earlier[1:])
    return typed, [offer for offer in offers if offer.lower().startswith(typed.lower())]


def _hook(_shell: Any, event: Any) -> list[str]:
    typed, offers = complete(event.text_until_cursor)
    known = len(typed) - len(event.symbol)  # IPython ends a word at a ":", and wants the rest of "16:9" only
    return [offer[known:] for offer in offers]


def _matcher(context: Any) -> Any:
    from IPython.core.completer import SimpleCompletion

    before = context.text_until_cursor
    typed, offers = complete(before) if re.match("%%?krea ", before) else ("", [])
    found = [SimpleCompletion(offer) for offer in offers]
    return {"completions": found, "matched_fragment": typed, "ordered": True, "suppress": bool(found)}


def _after_line(message: list[str]) -> Iterable[str]:
    if not message:
        return WORDS
    return {"use": ["sandbox", "krea"], "login": ["--remember"]}.get(message[0], [])


def _after_cell(message: list[str]) -> Iterable[str]:
    catalogue = studio().catalogue
    last = message[-1].removeprefix("--").replace("-", "_")
    if last == "model":
        return catalogue
    try:
        model = catalogue.find(message[message.index("--model") + 1])
    except (ValueError, IndexError, KreaError):  # none is named yet, or none that there is
        model = catalogue.default
    parameters = {one.name: one for one in model.parameters if one.name not in ("prompt", "start_image")}
    chosen = parameters.get(last) if message[-1].startswith("--") else None
    if chosen is not None and chosen.kind == "switch":
        return ["True", "False"]
    if chosen is not None:
        return map(str, chosen.choices)
    if last == "image":
        return []  # IPython offers files
    return [
        name for name in ("--image", "--model", *(f"--{one}" for one in parameters), "--confirm") if name not in message
    ]


def _status(_rest: Sequence[str] = ()) -> None:
    """Print which backend answers and what runs."""
    here = studio()
    token = "a token is known" if here.has_token else "no token"
    _say(f"{here.backend} · {token} · {len(here.catalogue)} models · clips go to {here.clip_folder}")
    for job in here.jobs():
        _say(f"  {job.id or job.key}  {job.progress.message}")


def _models(message: Sequence[str]) -> Catalogue:
    """The catalogue, or the part of it whose ids and titles hold all the words."""
    return studio().catalogue.filter(name=" ".join(message))


def _resume(_rest: Sequence[str]) -> Any:
    """Take up what was left; None, with a sentence, where nothing was."""
    jobs = studio().resume()
    if not jobs:
        _say("Nothing was left running.")
    return jobs or None


def _use(rest: Sequence[str]) -> None:
    studio().use(rest[0] if len(rest) == 1 else "")  # type: ignore[arg-type]  # any word is checked there
    _status()


def _login(rest: Sequence[str]) -> None:
    from .studio.login import sign_in

    remember = list(rest) == ["--remember"]
    if rest and not remember:
        _say("%krea login takes no token: what is typed in a cell stays in the notebook and in the history.")
        _say("Run it alone, and it asks. A token that was typed here is better replaced: krea.ai/app/api/tokens.")
        return
    sign_in(studio(), remember=remember)
    _status()


def _logout(_rest: Sequence[str]) -> None:
    studio().logout()
    forget_token(studio().home)
    _status()


WORDS: dict[str, Callable[[Sequence[str]], Any]] = {
    "status": _status,
    "models": _models,
    "resume": _resume,
    "use": _use,
    "login": _login,
    "logout": _logout,
}


def _sweep(image: Any, prompts: Sequence[str], values: dict[str, Any], *, agreed: bool) -> Any:
    """A sweep that was run, or one that was only planned, since its price is not agreed to."""
    from ._api import sweep as planned
    from .studio.progress_display import show_progress

    sweep = planned(image, prompts, **values)
    try:
        sweep.run(confirm=agreed)
    except BadInput as error:
        if not sweep.needs_confirmation:
            raise
        _say(f"{error.what} Nothing was sent. Add --confirm to the first line to agree.")
        return sweep
    show_progress(sweep)
    sweep.wait()
    return sweep


def _words(text: str) -> list[str]:
    from IPython.utils.process import arg_split  # leaves the backslashes of a Windows path alone

    return list(arg_split(text, posix=os.name != "nt", strict=False))


def _value(word: str) -> Any:
    try:
        return ast.literal_eval(word)
    except (ValueError, SyntaxError):
        return word


def _say(message: str) -> None:
    """A magic answers by printing; an expected refusal is a sentence, not a traceback."""
    print(message)  # noqa: T201
