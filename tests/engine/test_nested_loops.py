"""allow_nested_loops(): which package is safe where, and a refusal that says what to do instead."""

import asyncio
import subprocess
import sys

import pytest

from krea_widgets.engine.nested_loops import allow_nested_loops, choose, installed


@pytest.mark.parametrize(
    ("kernel", "newer", "older", "python", "chosen"),
    [
        ((6, 17, 1), None, (1, 6, 0), (3, 12), "nest_asyncio"),  # Colab
        ((7, 0, 1), None, (1, 6, 0), (3, 12), "nest_asyncio"),
        ((7, 4, 0), (1, 7, 4), (1, 6, 0), (3, 12), "nest_asyncio2"),
        ((6, 31, 0), (1, 7, 3), None, (3, 14), "nest_asyncio2"),
        (None, None, (1, 6, 0), (3, 10), "nest_asyncio"),
    ],
)
def test_the_safe_one_is_chosen(kernel, newer, older, python, chosen):
    assert choose(kernel, newer, older, python) == chosen


@pytest.mark.parametrize(
    ("kernel", "newer", "older", "python", "reason"),
    [
        ((7, 1, 0), None, (1, 6, 0), (3, 12), "are lost"),
        ((7, 4, 0), (1, 7, 2), (1, 6, 0), (3, 12), "are lost"),
        ((6, 31, 0), None, (1, 6, 0), (3, 14), "Python 3.14"),
        ((6, 31, 0), None, None, (3, 12), "not installed"),
    ],
)
def test_elsewhere_it_refuses_and_says_what_to_do(kernel, newer, older, python, reason):
    with pytest.raises(RuntimeError, match=reason) as caught:
        choose(kernel, newer, older, python)
    assert "await" in str(caught.value)


def test_a_loop_that_is_not_asyncios_is_refused():
    class Foreign(asyncio.AbstractEventLoop):
        pass

    with pytest.raises(RuntimeError, match="cannot be nested"):
        allow_nested_loops(Foreign())


def test_versions_are_read():
    assert installed("httpx")[:1] == (0,)
    assert installed("no-such-package-anywhere") is None


def test_it_really_nests():
    code = """
import asyncio, krea_widgets as krea
async def cell():
    said = krea.allow_nested_loops()
    async def inner():
        await asyncio.sleep(0)
        return 42
    return said, asyncio.run(inner())
print(*asyncio.run(cell()))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.startswith("nest_asyncio")
    assert out.split()[-1] == "42"
