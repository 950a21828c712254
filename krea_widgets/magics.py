"""`%krea` and `%%krea`: the same doors as a line and as a cell whose text is the prompt."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .errors import BadInput, KreaError
from .studio import studio

if TYPE_CHECKING:
    from .engine import Job

__all__ = ["register"]

LINES = "status, models [words], resume, use sandbox|krea, logout"


def register(shell: Any) -> None:
    """Give an IPython shell the magics; called by `%load_ext krea_widgets`."""
    shell.register_magic_function(line, "line", "krea")
    shell.register_magic_function(cell, "cell", "krea")
    shell.set_hook("complete_command", complete, str_key="%krea")
    shell.set_hook("complete_command", complete, str_key="%%krea")


def line(text: str) -> Any:
    """Krea from one line.

    %krea status               which world answers, and the jobs that run
    %krea models [words]       the models, or those whose name holds the words
    %krea resume               take up what an earlier kernel left running
    %krea use sandbox|krea     choose the world
    %krea logout               forget the token
    """
    word, *rest = shlex.split(text) or ["status"]
    try:
        if word == "status":
            return status()
        if word == "models":
            return models(rest)
        if word == "resume":
            return studio().resume()
        if word == "use" and len(rest) == 1:
            studio().use(rest[0])  # type: ignore[arg-type]  # any word is checked there
            return status()
        if word == "logout":
            studio().logout()
            return status()
        raise BadInput(f"%krea does not know {text.strip()!r}.", advice=f"It knows: {LINES}.")
    except KreaError as error:
        return _say(error)


def cell(options: str, text: str) -> Any:
    """Make a clip; the cell's text is the prompt.

    %%krea --image cat.png --model "veo 3.1" --duration 8
    slow dolly in, gentle parallax

    --image FILE      the still; left out, the clip is made from the prompt alone
    --model NAME      an id or a name; left out, the default
    --NAME VALUE      any parameter of the model: --duration 5 --aspect_ratio 16:9 --generate_audio True
    Several prompts, with a line of --- between them, start together; the result is the list of their clips.
    """
    try:
        values = read_options(shlex.split(options))
        image = values.pop("image", None)
        prompts = [part.strip() for part in f"\n{text}\n".split("\n---\n")]
        jobs = [_start(image, prompt, values) for prompt in prompts]
        clips = [job.wait() for job in jobs]
    except KreaError as error:
        return _say(error)
    return clips[0] if len(clips) == 1 else clips


def read_options(words: Sequence[str]) -> dict[str, Any]:
    """`--duration 5 --model veo`, cut into words, as values; True, None, numbers and lists are read as Python.

    Raises:
        BadInput: A word that is no option, or an option without its value.
    """
    values: dict[str, Any] = {}
    for name, value in zip(words[::2], [*words[1::2], None], strict=False):
        if not name.startswith("--"):
            raise BadInput(f"%%krea expected an option such as --duration, not {name!r}.")
        if value is None:
            raise BadInput(f"The option {name} has no value.")
        values[name[2:].replace("-", "_")] = _value(value)
    return values


def complete(shell: Any, event: Any) -> list[str]:
    """What may follow: the words of `%krea`, then worlds, models, or the parameters of the model that is named."""
    words = event.line.split()
    catalogue = studio().catalogue
    if event.line.startswith("%%"):
        if words and words[-1 if event.symbol == "" else -2] == "--model":
            return list(catalogue)
        named = words[words.index("--model") + 1] if "--model" in words[:-1] else ""
        model = catalogue.get(named) or catalogue.default
        return ["--image", "--model", *(f"--{one.name}" for one in model.parameters if one.name != "prompt")]
    if words[1:2] == ["use"]:
        return ["sandbox", "krea"]
    return ["status", "models", "resume", "use", "logout"]


def models(words: list[str]) -> Any:
    """The catalogue, or the part of it whose ids and titles hold all the words."""
    return studio().catalogue.filter(name=" ".join(words))


def status() -> None:
    """Print which world answers and what runs."""
    here = studio()
    token = "a token is known" if here.has_token else "no token"
    print(f"{here.world} · {token} · {len(here.catalogue)} models · clips go to {here.clip_folder}")  # noqa: T201
    for job in here.jobs():
        print(f"  {job.id or job.key}  {job.progress.words}")  # noqa: T201 (a magic answers by printing)


def _start(image: Any, prompt: str, values: dict[str, Any]) -> Job:
    from .studio.ticker import show_progress

    job = studio().submit(image, prompt, **values)
    show_progress(job)
    return job


def _value(word: str) -> Any:
    try:
        return ast.literal_eval(word)
    except (ValueError, SyntaxError):
        return word


def _say(error: KreaError) -> None:
    """An expected refusal is a sentence, not a traceback."""
    print(error)  # noqa: T201 (a magic answers by printing)
