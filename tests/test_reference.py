"""The reference, krea_widgets/REFERENCE.md, is that of the docstrings, and its examples run.

`python tests/test_reference.py` writes the file.
"""

from __future__ import annotations

import ast
import asyncio
import doctest
import functools
import inspect
import os
import re
import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

import krea_widgets as krea

PATH = Path(krea.__file__).with_name("REFERENCE.md")
HEAD = """\
# Reference

`python tests/test_reference.py` writes this file from the docstrings; a test compares them, and runs the examples.
The examples begin with `import krea_widgets as krea`.
"""
# Written by hand, from the sources and signatures of the versions that it names.
OTHER_CLIENTS = Path(__file__).with_name("other_clients.md")
SECTION = re.compile(r"(Args|Attributes|Returns|Yields|Raises|Example):(?: (.*))?")
ITEM = re.compile(r"( {4}[\w*][^:]*): (.*)")
# Types for annotations, which studio/types.py lists.
TYPES = ("AspectRatio", "ImageLike", "ModelId", "Parameters", "Resolution")
# Members of a class below this comment are for other modules of the package.
INTERNAL = re.compile(r"^    # For the ", re.MULTILINE)


def public_objects() -> dict[str, Any]:
    """The documented objects by their names for users, in the order of the document."""
    names = [name for name in krea.__all__ if name not in ("errors", "models", "Model", "KreaError", *TYPES)]
    found = {f"krea.{name}": getattr(krea, name) for name in sorted(names, key=lambda name: (name[0].isupper(), name))}
    found["krea.models"] = type(krea.models)
    found["krea.models[…]"] = type(krea.models.default)
    found |= {f"krea.errors.{name}": getattr(krea.errors, name) for name in error_names()}
    return found


def error_names() -> list[str]:
    """The error classes in the order of their module, which is that of the tree."""
    classes = [name for name, one in vars(krea.errors).items() if isinstance(one, type) and one.__doc__]
    return [name for name in classes if issubclass(getattr(krea.errors, name), krea.errors.KreaError)]


def members(owner: type) -> Iterator[tuple[str, Any]]:
    """The documented methods and properties, base classes last. Those of `Studio` are listed as functions."""
    seen = set()
    for base in owner.__mro__:
        if not base.__module__.startswith("krea_widgets") or issubclass(base, krea.errors.KreaError):
            continue
        source = inspect.getsource(base)
        internal = INTERNAL.search(source)
        public = source[: internal.start()] if internal else source
        for name, member in vars(base).items():
            is_here = re.search(rf"^    (async )?def {name}\(", public, re.MULTILINE)
            is_function = owner is krea.Studio and name in krea.__all__
            if not name.startswith("_") and name not in seen and not is_function and is_here and document_of(member):
                seen.add(name)
                yield name, member


def function_of(member: Any) -> Any:
    """The function under a property, a cached property, a class method or a static method."""
    if isinstance(member, property):
        return member.fget
    if isinstance(member, functools.cached_property):
        return member.func
    return getattr(member, "__func__", member)


def document_of(member: Any) -> str:
    """The docstring, unindented, or ""."""
    return inspect.cleandoc(function_of(member).__doc__ or "")


def signature(member: Any) -> str:
    """The arguments and the result, such as "(timeout=None) -> Clip"; only the result for a property."""
    found = inspect.signature(function_of(member) if not isinstance(member, type) else member)
    is_property = isinstance(member, (property, functools.cached_property))
    listed = [one for name, one in found.parameters.items() if name not in ("self", "cls")]
    arguments = str(found.replace(parameters=[one.replace(annotation=one.empty) for one in listed],
                                  return_annotation=found.empty))  # fmt: skip
    result = found.return_annotation
    has_result = not isinstance(member, type) and result not in (found.empty, None, "None")
    text = result if isinstance(result, str) else getattr(result, "__name__", "")
    # The names of modules, as in "mp4.Mp4Facts", are left out.
    shown = " -> " + re.sub(r"\w+[.](?=[A-Za-z])", "", text) if has_result else ""
    return shown if is_property else arguments + shown


def markdown(text: str) -> str:
    """A docstring as Markdown: its sections become lists, its examples code blocks."""
    lines: list[str] = []
    section = ""
    for line in text.splitlines():
        heading = SECTION.fullmatch(line)
        item = ITEM.fullmatch(line) if section not in ("", "Example", "Returns") else None
        if heading:
            section = heading[1]
            lines += [f"**{section}**" + (f" {heading[2]}" if heading[2] else ""), ""]
        elif item:
            lines.append(f"- `{item[1].strip()}`: {item[2]}")
        elif section and line.startswith("    "):
            lines.append(line[4:] if section in ("Example", "Returns") else "  " + line.strip())
        else:
            section = section if not line else ""
            lines.append(line)
    text = re.sub(r" *# doctest: \+SKIP", "", "\n".join(lines)) + "\n"
    return re.sub(r"(?:^>>> .*\n(?:.+\n?)*)+", fenced, text, flags=re.MULTILINE).strip()


def fenced(doctest: re.Match[str]) -> str:
    return f"```python\n{doctest[0].rstrip()}\n```\n"


def entry(name: str, one: Any) -> Iterator[str]:
    is_error = isinstance(one, type) and issubclass(one, krea.errors.KreaError)
    call = "" if is_error or name.startswith("krea.models") else signature(one)
    level = "###" if is_error else "##"
    bases = f"({', '.join(base.__name__ for base in one.__bases__)})" if is_error else ""
    yield f"{level} `{name}{call}{bases}`"
    yield markdown(document_of(one) if not isinstance(one, type) else inspect.cleandoc(one.__doc__ or ""))
    if isinstance(one, type):
        for member_name, member in members(one):
            yield f"#### `{one.__name__}.{member_name}{signature(member)}`"
            yield markdown(document_of(member))


def blocks() -> Iterator[tuple[str, str]]:
    """The fenced Python examples, each with the name of what it is an example of."""
    name = ""
    # The file is the reference, or another test fails.
    text = PATH.read_text("utf-8")
    for heading, code in re.findall(r"^#{2,4} `([\w.]+)|^ *```python\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        name = heading or name
        if code and not code.startswith(">>>"):
            yield name, textwrap.dedent(code)


@functools.cache
def reference() -> str:
    """The whole document."""
    parts = [HEAD.strip()]
    for name, one in public_objects().items():
        if name == f"krea.errors.{error_names()[0]}":
            parts += ["## `krea.errors`", markdown(inspect.cleandoc(krea.errors.__doc__ or ""))]
        parts += entry(name, one)
    return "\n\n".join([*parts, OTHER_CLIENTS.read_text("utf-8")])


def run(pipe: Connection, code: str, folder: Path) -> None:
    """Run a block as a cell: `krea` is imported, and `await` works on the top level. Sends the traceback, or ""."""
    import small_clips

    os.chdir(folder)
    os.environ |= {"KREA_WIDGETS_HOME": str(folder / "home"), "KREA_WIDGETS_CLIPS": ""}
    exec(small_clips.CODE)

    async def main() -> None:
        result = eval(compile(code, "REFERENCE.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), {"krea": krea})
        if inspect.isawaitable(result):
            await result

    try:
        asyncio.run(main())
        pipe.send("")
    except BaseException:
        pipe.send(traceback.format_exc())


def test_the_reference_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "run: python tests/test_reference.py"


def test_every_public_name_and_member_has_a_docstring() -> None:
    for name, one in public_objects().items():
        assert one.__doc__, name
    assert {"krea.animate", "krea.Clip", "krea.models", "krea.errors.BadValue"} <= set(public_objects())
    assert {"wait", "cancel", "done", "on_progress"} <= {name for name, _ in members(krea.Job)}
    assert not {"report", "finish", "fail"} & {name for name, _ in members(krea.Job)}


@pytest.mark.parametrize("name", public_objects())
def test_doctests(name: str) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    one = public_objects()[name]
    module = vars(sys.modules[one.__module__])
    for found in doctest.DocTestFinder(recurse=True).find(one, name, globs={**module, "krea": krea}):
        runner.run(found)
    assert runner.summarize(verbose=False).failed == 0


EXAMPLES = list(blocks())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_examples(name: str, code: str, photo: Path, tmp_path: Path) -> None:
    # Not found by the script that writes the file.
    import rig

    shutil.copyfile(photo, tmp_path / "cat.png")
    problem = rig.elsewhere(run, code, tmp_path)
    assert not problem, f"{name}\n{inspect.cleandoc(code)}\n{problem}"


if __name__ == "__main__":
    PATH.write_text(reference(), encoding="utf-8")
