"""The ways in which tools print an exception, most of them with the values of variables; each gives its text."""

from __future__ import annotations

import faulthandler
import importlib
import io
import logging
import re
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from types import FrameType, TracebackType
from typing import Any, ClassVar

import pytest

__all__ = ["FORMATTERS", "chain", "without_frames_of"]

Formatter = Callable[[BaseException], str]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all that hang on it: causes, contexts, members of groups."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [other for other in (one.__cause__, one.__context__) if other is not None]
            waiting += getattr(one, "exceptions", ())


def without_frames_of(error: BaseException, file: str) -> BaseException:
    """The error and its chain without the frames of one source file."""
    for one in chain(error):
        kept: TracebackType | None = None
        for step in reversed(list(steps(one.__traceback__))):
            if step.tb_frame.f_code.co_filename != file:
                kept = TracebackType(kept, step.tb_frame, step.tb_lasti, step.tb_lineno)
        one.__traceback__ = kept
    return error


def steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


@cache
def ipython(mode: str) -> Any:
    """IPython's traceback printer; `%xmode` chooses its mode."""
    from IPython.core.ultratb import AutoFormattedTB

    try:
        return AutoFormattedTB(mode=mode, theme_name="nocolor")
    except TypeError:  # IPython before 9
        return AutoFormattedTB(mode=mode, color_scheme="NoColor")


def by_ipython(mode: str) -> Formatter:
    def text(error: BaseException) -> str:
        printer = ipython(mode)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lines = printer.structured_traceback(type(error), error, error.__traceback__)
        return ANSI.sub("", printer.stb2text(lines))

    return text


def by_cgitb(error: BaseException) -> str:
    """Python 3.13 has no cgitb, and older ones fail at an OSError; then a stand-in prints each frame's variables."""
    with warnings.catch_warnings(), suppress(ModuleNotFoundError, AttributeError):
        warnings.simplefilter("ignore", DeprecationWarning)
        cgitb = importlib.import_module("cgitb")
        if error.__traceback__ is not None:  # it expects a frame
            return str(cgitb.text((type(error), error, error.__traceback__)))
    return "\n".join([repr(error), *(f"{step.tb_frame.f_locals!r}" for step in steps(error.__traceback__))])


def by_traceback(error: BaseException) -> str:
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def by_rich(error: BaseException) -> str:
    from rich.console import Console
    from rich.traceback import Traceback

    class WithoutColours(Traceback):
        # Colouring would parse a whole file for each frame.
        LEXERS: ClassVar = {**Traceback.LEXERS, ".py": "text"}

    shown = WithoutColours.from_exception(
        type(error),
        error,
        error.__traceback__,
        show_locals=True,
        locals_max_length=None,
        locals_max_string=None,
        locals_hide_dunder=False,
        width=600,
        extra_lines=0,
        max_frames=0,
    )
    page = io.StringIO()
    Console(file=page, width=600, color_system=None).print(shown)
    return page.getvalue()


def by_faulthandler(_: BaseException) -> str:
    """It prints the names of the functions that run now, and no values."""
    with tempfile.TemporaryFile("w+") as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        return file.read()


def by_logging(error: BaseException) -> str:
    page = io.StringIO()
    logger = logging.Logger("hunt")
    logger.addHandler(logging.StreamHandler(page))
    logger.error("It failed: %r", error, exc_info=error, stack_info=True)
    return page.getvalue()


def by_pytest(error: BaseException) -> str:
    if error.__traceback__ is None:
        return repr(error)
    found = pytest.ExceptionInfo.from_exception(error)
    return str(found.getrepr(showlocals=True, style="long", chain=True, truncate_locals=False))


def by_debugger(error: BaseException) -> str:
    """What a post-mortem debugger can reach: each variable's repr and attributes, all over the chain."""
    found = []
    for one in chain(error):
        found += [repr(one), repr(one.args), repr(vars(one)), *map(str, getattr(one, "__notes__", ()))]
        for step in steps(one.__traceback__):
            found += variables(step.tb_frame)
    return "\n".join(found)


def variables(frame: FrameType) -> Iterator[str]:
    for name, value in frame.f_locals.items():
        with suppress(AttributeError):  # by the repr of an object whose __init__ has not ended
            yield f"{name} = {value!r}"
        if hasattr(value, "__dict__"):
            yield f"vars({name}) = {vars(value)!r}"


FORMATTERS: dict[str, Formatter] = {
    **{f"IPython {mode}": by_ipython(mode) for mode in ("Plain", "Context", "Verbose", "Minimal")},
    "cgitb": by_cgitb,
    "capture_locals": by_traceback,
    "rich": by_rich,
    "faulthandler": by_faulthandler,
    "logging": by_logging,
    "pytest -l": by_pytest,
    "debugger": by_debugger,
}
