"""%krea and %%krea in a real IPython shell, and the same from the command line."""

import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import krea_widgets
from krea_widgets import errors, magics
from krea_widgets.media import Clip


@pytest.fixture
def shell():
    config = Config()
    config.HistoryManager.enabled = False  # else a file and a thread are left behind
    shell = InteractiveShell(config=config)
    shell.extension_manager.load_extension("krea_widgets")
    return shell


def test_status(shell, capsys):
    shell.run_line_magic("krea", "")
    assert capsys.readouterr().out.startswith("sandbox · no token · ")


def test_models(shell):
    assert len(shell.run_line_magic("krea", "models")) == len(krea_widgets.models)
    assert {one.provider for one in shell.run_line_magic("krea", "models veo fast").models()} == {"google"}


def test_a_word_it_does_not_know_is_a_sentence_not_a_traceback(shell, capsys):
    assert shell.run_line_magic("krea", "dance") is None
    assert "It knows: status" in capsys.readouterr().out


def test_krea_without_a_token(shell, capsys):
    shell.run_line_magic("krea", "use krea")
    assert "There is no Krea token" in capsys.readouterr().out


@pytest.mark.slow
def test_a_cell_is_a_prompt_and_several_are_a_list(shell, photo):
    options = f"--image {photo} --model bytedance/seedance-2 --resolution 480p --duration 4"
    clips = shell.run_cell_magic("krea", options, "slow dolly in\n---\npan right\n")
    assert [type(clip) for clip in clips] == [Clip, Clip]
    assert [clip.settings["prompt"] for clip in clips] == ["slow dolly in", "pan right"]


def test_a_refused_cell_says_so(shell, photo, capsys):
    assert shell.run_cell_magic("krea", f"--image {photo} --duration 7", "pan right") is None
    assert "duration" in capsys.readouterr().out


def test_options_are_read_as_python_writes_them():
    words = ["--duration", "5", "--generate-audio", "True", "--aspect_ratio", "16:9", "--model", "veo 3.1"]
    assert magics.read_options(words) == {
        "duration": 5,
        "generate_audio": True,
        "aspect_ratio": "16:9",
        "model": "veo 3.1",
    }
    with pytest.raises(errors.BadInput, match="no value"):
        magics.read_options(["--duration"])
    with pytest.raises(errors.BadInput, match="expected an option"):
        magics.read_options(["duration", "5"])


def test_completion_knows_models_and_their_parameters(shell):
    from types import SimpleNamespace

    def after(line):
        return magics.complete(shell, SimpleNamespace(line=line, symbol=""))

    assert "kling/kling-2.5" in after("%%krea --model ")
    assert "--end_image" in after("%%krea --model kling/kling-2.5 --")
    assert "--end_image" not in after("%%krea --model minimax/hailuo --")
    assert after("%krea use ") == ["sandbox", "krea"]
    assert "status" in after("%krea ")


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "krea_widgets", *arguments], capture_output=True, text=True, cwd=cwd, check=False
    )


@pytest.mark.slow
def test_the_command_line(photo, tmp_path):
    done = run(
        "animate", str(photo), "pan right", "-o", "out.mp4",
        "-m", "bytedance/seedance-2", "--resolution", "480p", "--duration", "4", cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "out.mp4", "")
    assert (tmp_path / "out.mp4").stat().st_size > 1000
    again = run("animate", str(photo), "pan right", "-o", "out.mp4", cwd=tmp_path)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    refused = run("animate", "missing.png", "pan right", cwd=tmp_path)
    assert refused.returncode == 1
    assert "missing.png" in refused.stderr
    assert "Traceback" not in refused.stderr
