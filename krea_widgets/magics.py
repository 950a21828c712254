"""The magics `%krea` (status, models, resume, use, spent …) and `%%krea` (a clip or a sweep from a cell)."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from ._util.text import listed
from .catalogue import Catalogue
from .errors import BadInput, KreaError, OverBudget
from .public_api import shared_studio

if TYPE_CHECKING:
    from .journal import Budget
    from .public_api import Studio

__all__ = ["COMMANDS", "read_options", "register", "set_budget", "split", "switches"]

# Arguments of the Python calls that are no options.
PYTHON_ONLY = ("self", "prompt", "prompts", "models", "rows", "timeout", "on_progress")
# Separates the prompts of a cell.
SEPARATOR = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


def register(shell: Any) -> None:
    """Register the magics; `%load_ext krea_widgets` calls it."""
    shell.register_magic_function(line, "line", "krea")
    shell.register_magic_function(cell, "cell", "krea")


def line(text: str) -> Any:
    """Krea commands.

    %krea status               show the backend, the token, the clip folder and the running jobs
    %krea models [WORDS]       list the models, or those with these words in their name
    %krea jobs                 list the pending jobs, here and at Krea
    %krea job ID               follow any job of the token by Krea's ID
    %krea adopt ID             download the clip of a job that another program submitted
    %krea resume               resume the jobs of an earlier kernel
    %krea spent                show what clips cost at Krea, by day and by model
    %krea budget [USD] [PER]   set the most that clips may cost per day, month or total ("none" removes it), or show it
    %krea use sandbox|krea     choose the backend: sandbox is free, krea needs an API token
    %krea login [--remember]   ask for the API token; --remember keeps it in the system's keyring
    %krea logout               forget the API token

    %%krea makes clips; see %%krea?
    """
    word, *rest = split(text) or ["status"]
    try:
        if word not in COMMANDS:
            advice = f"Use {listed([*COMMANDS])}. %krea? explains them."
            raise BadInput(f"%krea has no command {word!r}.", advice=advice)
        return COMMANDS[word](rest)
    except KreaError as error:
        return _print(str(error))


def cell(options: str, text: str) -> Any:
    """Make a clip; the cell's text is the prompt.

    %load_ext krea_widgets

    %%krea --image cat.png --model "veo 3.1" --duration 8
    slow dolly in, gentle parallax

    --image FILE      the image: a file or an http(s) URL; without it, the clip is made from the prompt alone
    --model NAME      a model ID or name, as in "%krea models"; without it, the default model
    --NAME VALUE      any parameter of the model: --duration 5 --aspect_ratio 16:9 --end_image night.jpg
    --NAME            a parameter that is on or off: --generate_audio
    --confirm         agree to the price of a sweep that costs more than $1

    Tab completes options, models and values. Put a value with spaces in quotes. {name} is a Python variable.

    The cell waits, shows the progress, and returns the clip: `_.path` is its file in krea_clips/, next to the notebook.
    An interrupt only stops waiting; the job continues, and "%krea resume" finds it after a restart.

    Several prompts, separated by ---, make a sweep, as krea.sweep does:

    %%krea --image cat.png --duration 5
    slow dolly in
    ---
    {orbit left|orbit right}, gentle parallax

    This makes three clips in parallel. Clips that exist already are not paid again. The cell returns the sweep, which
    shows its clips; `_.clips` has them by label, and `krea.Compare(_)` plays them in sync.
    """
    try:
        values = read_options(split(options), switches=switches(shared_studio().catalogue))
        confirm, image = values.pop("confirm", False), values.pop("image", None)
        # It agrees to a price: "--confirm no" must not count as a yes.
        if not isinstance(confirm, bool):
            raise BadInput(
                f"--confirm takes no value, but has {confirm!r}.", advice="Write --confirm, or leave it out."
            )
        prompts = [part.strip() for part in SEPARATOR.split(text)]
        prompts = [part for part in prompts if part] or [""]
        if len(prompts) > 1:
            return _sweep(image, prompts, values, confirm=confirm)
        return shared_studio().animate(image, prompts[0], **values)
    except KreaError as error:
        return _print(str(error))


def read_options(arguments: Sequence[str], *, switches: Collection[str] = ()) -> dict[str, Any]:
    """Parse `--duration 5 --model=veo`; True, None, numbers and lists are Python literals.

    Args:
        arguments: The split text.
        switches: Options that are True without a value.

    Raises:
        BadInput: An argument is no option, or an option has no value.
    """
    values: dict[str, Any] = {}
    left = list(arguments)
    while left:
        word = left.pop(0)
        if not word.startswith("--"):
            raise BadInput(f"{word!r} is not an option.", advice="Put a value with spaces in quotes.")
        word, equals, text = word.partition("=")
        name = word[2:].replace("-", "_")
        if name in PYTHON_ONLY:
            advice = "Write the prompt without it." if name == "prompt" else "Call krea.submit or krea.sweep in Python."
            raise BadInput(f"There is no option {word}.", advice=advice)
        if equals:
            values[name] = _value(text)
        elif left and not left[0].startswith("--"):
            values[name] = _value(left.pop(0))
        elif name in switches:
            values[name] = True
        else:
            raise BadInput(f"The option {word} has no value.", advice=f"Write {word} VALUE.")
    return values


def switches(catalogue: Catalogue) -> set[str]:
    """The options that need no value."""
    return {"confirm"} | {one.name for each in catalogue.models() for one in each.parameters if one.kind == "switch"}


def _status(_rest: Sequence[str] = ()) -> None:
    """Print the backend, the token's presence, the clip folder and the running jobs."""
    here = shared_studio()
    _print(here.status())
    for job in here.pending():
        _print(f"  {job.id or job.key}  {job.progress.message}")


def _resume(_rest: Sequence[str]) -> Any:
    """Resume the jobs of earlier kernels; without any, print that and return None."""
    jobs = shared_studio().resume()
    if not jobs:
        _print("There is no job to resume.")
    return jobs or None


def _job_id(rest: Sequence[str]) -> str:
    if len(rest) != 1:
        raise BadInput("The command needs one job ID.", advice="%krea jobs lists them.")
    return rest[0]


def _budget(rest: Sequence[str]) -> Any:
    if len(rest) > 2:
        raise BadInput("The command needs an amount and a period.", advice="Such as %krea budget 5.00 day.")
    return set_budget(shared_studio(), *rest)


def set_budget(studio: Studio, amount: str | None = None, per: str = "day") -> Budget:
    """Set the budget to an amount in USD, given as text, or to "none"; show it without an amount."""
    if amount is None:
        return studio.budget()
    # `budget` checks both.
    return studio.budget(None if amount == "none" else _value(amount.removeprefix("$")), per)  # type: ignore[arg-type]


def _use(rest: Sequence[str]) -> None:
    # `use` checks the text.
    shared_studio().use(rest[0] if len(rest) == 1 else "")  # type: ignore[arg-type]
    _status()


def _login(rest: Sequence[str]) -> None:
    remember = list(rest) == ["--remember"]
    if rest and not remember:
        _print("%krea login takes no token: a cell's text is saved in the notebook and in the history.")
        _print("Run %krea login, which asks for it. Replace a token that you typed here: krea.ai/app/api/tokens.")
        return
    shared_studio().login(remember=remember)
    _status()


def _logout(_rest: Sequence[str]) -> None:
    shared_studio().logout()
    _status()


COMMANDS: dict[str, Callable[[Sequence[str]], Any]] = {
    "status": _status,
    "models": lambda rest: shared_studio().catalogue.filter(name=" ".join(rest)),
    "jobs": lambda _: shared_studio().jobs(),
    "job": lambda rest: shared_studio().job(_job_id(rest)),
    "adopt": lambda rest: shared_studio().adopt(_job_id(rest)),
    "resume": _resume,
    "spent": lambda _: shared_studio().spent(),
    "budget": _budget,
    "use": _use,
    "login": _login,
    "logout": _logout,
}


def _sweep(image: Any, prompts: Sequence[str], values: dict[str, Any], *, confirm: bool) -> Any:
    """Run a sweep, or only plan it if its price needs --confirm."""
    from .studio.progress_display import progress

    sweep = shared_studio().sweep(image, prompts, **values)
    try:
        sweep.run(confirm=confirm)
    except BadInput as error:
        if isinstance(error, OverBudget) or not sweep.needs_confirmation:
            raise
        _print(f"{error.what} Nothing was sent. Add --confirm to the first line to agree.")
        return sweep
    progress(sweep)
    sweep.wait()
    return sweep


def split(text: str) -> list[str]:
    """The words of a line, with quotes around those that have spaces."""
    # arg_split keeps the backslashes of Windows paths.
    from IPython.utils.process import arg_split

    return list(arg_split(text, posix=os.name != "nt", strict=False))


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _print(message: str) -> None:
    """Print a message; an expected error of a magic is a sentence, not a traceback."""
    print(message)  # noqa: T201
