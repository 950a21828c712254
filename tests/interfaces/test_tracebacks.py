"""An error in a cell: the person's own lines and one sentence, instead of the frames of krea_widgets."""

from __future__ import annotations

import re

import pytest

COLOURS = re.compile(r"\x1b\[[\d;]*m")
HELPER = "def make(name):\n    return krea.animate(name, 'slow')\nmake('no.png')"


@pytest.fixture
def shown(tmp_path, monkeypatch, capsys):
    """Runs a cell and returns what IPython shows of its error."""
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.chdir(tmp_path)
    shell = InteractiveShell.instance()
    shell.run_cell("import krea_widgets as krea")

    def run(cell: str) -> list[str]:
        capsys.readouterr()
        assert not shell.run_cell(cell).success
        return COLOURS.sub("", capsys.readouterr().out).strip().splitlines()

    yield run
    shell.run_line_magic("xmode", "Context")
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("krea.animate('no.png', 'slow')", "BadFile: There is no file no.png"),
        ("krea.sweep('no*.png', 'slow')", "BadInput: No file matches 'no*.png'."),
        ("krea.models['no/model']", "UnknownModel: "),
        ("krea.Animate(model='kling 2.5', duraton=5)", "BadValue: "),
        ("await krea.asubmit('no.png', 'slow')", "BadFile: There is no file no.png"),
        ("krea.submit('no.png', 'slow').wait()", "BadFile: There is no file no.png"),
    ],
)
def test_a_call_that_fails_shows_its_line_and_a_sentence(shown, cell, sentence):
    where, code, message = shown(cell)
    # As each IPython names a cell.
    assert re.fullmatch(r"(Cell In\[\d+\]|File <ipython-input-\d+-\w+>), line 1", where)
    assert code.strip() == cell
    assert message.startswith(sentence)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("fit = 'stretch'", "BadTrait: The 'fit' trait of an Animate instance expected any of ['', 'crop', 'pad']"),
        ("prompt = 5", "BadTrait: The 'prompt' trait"),
        ("crop = 'left'", "BadTrait: The 'crop' trait"),
        (
            "crop = [5, 5, 5, 5]",
            "BadTrait: The image cannot be cropped by [5.0, 5.0, 5.0, 5.0]. Nothing was sent. Give",
        ),
        ("model = 'klingon'", "UnknownModel: There is no model 'klingon'."),
        ("values = 5", "BadTrait: The 'values' trait"),
        ("image = 5", "BadFile: A value of type int is not an image."),
    ],
)
def test_an_attribute_that_is_refused_does_too_and_keeps_its_value(shown, what, sentence):
    from IPython import get_ipython

    shell, name = get_ipython(), what.split()[0]
    shell.run_cell(f"form = krea.Animate(); before = form.{name}")
    _, code, message = shown(f"form.{what}")
    assert code.strip() == f"form.{what}"
    assert message.startswith(sentence)
    assert shell.run_cell(f"assert form.{name} == before").success
    assert len(shown(f"krea.Animate({what.replace(' = ', '=')})")) == 3


def test_the_users_own_functions_are_shown(shown):
    lines = shown(HELPER)
    assert [line.strip() for line in lines[1::2]] == ["make('no.png')", "return krea.animate(name, 'slow')"]
    assert lines[-1].startswith("BadFile: ")


def test_verbose_shows_everything(shown):
    from IPython import get_ipython

    get_ipython().run_line_magic("xmode", "Verbose")
    lines = shown("krea.animate('no.png', 'slow')")
    assert any("studio.py" in line for line in lines)
    assert any(line.startswith("BadFile: There is no file no.png") for line in lines)
