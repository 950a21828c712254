"""%krea and %%krea in a real IPython shell, and the command line."""

import atexit
import contextlib
import io
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import krea_widgets
from krea_widgets import Studio, errors, magics
from krea_widgets.__main__ import main
from krea_widgets.media import Clip
from krea_widgets.public_api import shared_studio


@pytest.fixture
def shell():
    config = Config()
    config.HistoryManager.enabled = False  # else a file and a thread are left behind
    shell = InteractiveShell(config=config)
    shell.extension_manager.load_extension("krea_widgets")
    yield shell
    atexit.unregister(shell.atexit_operations)  # it would tidy up after each of them when all tests are over


def test_status(shell, capsys):
    shell.run_line_magic("krea", "")
    assert capsys.readouterr().out.startswith("sandbox · no API token · ")


def test_models(shell):
    assert len(shell.run_line_magic("krea", "models")) == len(krea_widgets.models)
    assert {one.provider for one in shell.run_line_magic("krea", "models veo fast").models()} == {"google"}


def test_an_unknown_command_is_a_sentence_not_a_traceback(shell, capsys):
    assert shell.run_line_magic("krea", "dance") is None
    assert "Use status, models" in capsys.readouterr().out


def test_the_budget_and_what_was_spent(shell, capsys):
    assert str(shell.run_line_magic("krea", "budget $5.50 month")) == "$5.50 per month · $0.00 spent · $5.50 left"
    assert str(shell.run_line_magic("krea", "budget")).startswith("$5.50 per month")
    assert len(shell.run_line_magic("krea", "spent")) == 0
    for wrong, message in (("much", "'much'"), ("5 week", "no period 'week'"), ("5 day more", "budget")):
        assert shell.run_line_magic("krea", f"budget {wrong}") is None
        assert message in capsys.readouterr().out
    assert main(["budget", "5", "--per", "total"]) == main(["budget"]) == main(["spent"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        *["$5.00 in total · $0.00 spent · $5.00 left"] * 2,
        "Nothing billed",
    ]
    assert main(["budget", "none"]) == 0
    assert capsys.readouterr().out == "no budget\n"


def test_krea_without_a_token(shell, capsys):
    shell.run_line_magic("krea", "use krea")
    assert "There is no Krea token" in capsys.readouterr().out


QUICK = "--model bytedance/seedance-1.0-pro-fast --resolution 480p --duration 2"


@pytest.mark.slow
def test_a_cell_is_a_prompt_and_several_are_a_sweep(shell, photo):
    clip = shell.run_cell_magic("krea", f"--image {photo} {QUICK}", "slow dolly in\n")
    assert isinstance(clip, Clip)
    assert clip.settings["prompt"] == "slow dolly in"
    sweep = shell.run_cell_magic("krea", f"--image {photo} {QUICK} --confirm", "slow dolly in\n---\npan up\n ----\n")
    assert [cell.prompt for cell in sweep.items] == ["slow dolly in", "pan up"]
    assert [cell.state for cell in sweep.items] == ["reused", "done"], "the first one was made, and paid, before"


def test_a_sweep_above_the_limit_is_a_plan_until_it_is_agreed_to(shell, photo, capsys, monkeypatch):
    monkeypatch.setenv("KREA_API_KEY", "kr-a-token-of-tests")
    shell.run_line_magic("krea", "use krea")
    try:
        sweep = shell.run_cell_magic("krea", f'--image {photo} --model "veo 3.1"', "slow dolly in\n---\npan right")
    finally:
        shell.run_line_magic("krea", "logout")
    assert "above the limit of $1.00. Nothing was sent. Add --confirm" in capsys.readouterr().out
    assert [cell.state for cell in sweep.items] == ["ready", "ready"]


@pytest.mark.parametrize("line", ["login kr-a-token-of-tests", "login --remember kr-a-token-of-tests"])
def test_a_token_in_the_line_is_refused_and_not_repeated(shell, capsys, line):
    shell.run_line_magic("krea", line)
    output = capsys.readouterr().out
    assert "takes no token" in output
    assert "kr-" not in output
    assert not shared_studio().has_token


def test_where_nobody_can_be_asked_login_says_what_to_do(tmp_path):
    code = "import krea_widgets as krea; krea.login()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        input="kr-token",
        check=False,
        start_new_session=True,
    )
    assert "nobody here to ask" in done.stderr
    assert "KREA_API_KEY" in done.stderr


def test_a_token_is_remembered_only_where_that_was_asked(monkeypatch):
    kept = []
    monkeypatch.setattr("krea_widgets.studio.studio.remember_token", lambda token, _home: kept.append(token.reveal()))
    studio = krea_widgets.Studio("sandbox")
    studio.login("kr-one")
    studio.login("kr-two", remember=True)
    assert kept == ["kr-two"]
    studio.close()


@pytest.mark.parametrize("token", ["", "two words", "tökén"])
def test_an_invalid_token_is_refused(token):
    with pytest.raises(errors.BadInput, match="not a Krea token"):
        krea_widgets.login(token)


def test_help_of_the_magics(shell):
    output = shell.object_inspect_text("%%krea")
    for word in ("--image", "--model", "--confirm", "---", "krea.Compare(_)"):
        assert word in output
    assert "%krea login" in shell.object_inspect_text("%krea")


def test_a_refused_cell_says_so(shell, photo, capsys):
    assert shell.run_cell_magic("krea", f"--image {photo} --duration 7", "pan right") is None
    assert "duration" in capsys.readouterr().out


def test_options_are_read_as_python_writes_them():
    message = ["--duration", "5", "--generate-audio", "--aspect_ratio", "16:9", "--model", "veo 3.1"]
    assert magics.read_options(message, switches={"generate_audio"}) == {
        "duration": 5,
        "generate_audio": True,
        "aspect_ratio": "16:9",
        "model": "veo 3.1",
    }
    assert "generate_audio" in magics.switches(krea_widgets.models)
    for message in (["--duration"], ["--duration", "--seed", "5"]):
        with pytest.raises(errors.BadInput, match="--duration has no value"):
            magics.read_options(message)
    with pytest.raises(errors.BadInput, match="in quotes"):
        magics.read_options(["--image", "my", "cat.png"])


@pytest.mark.parametrize(
    ("typed", "offered", "not_offered"),
    [
        ("%krea ", "login", "--image"),
        ("%krea u", "use", "status"),
        ("%krea use ", "sandbox", "status"),
        ("%%krea --model ", "kling/kling-2.5", "--image"),
        ("%%krea --model kling/kling-2.5 --", "--end_image", "--model"),
        ("%%krea --model minimax/hailuo --", "--confirm", "--end_image"),
        ('%%krea --model "veo 3.1" --aspect_ratio ', "16:9", "--image"),
        ("%%krea --model google/veo-3.1 --aspect_ratio 16:", "16:9", "9:16"),
        ("%%krea --model google/veo-3.1 --resolution 1", "1080p", "720p"),
        ("%%krea --model google/veo-3.1 --generate_audio ", "True", "--image"),
        ('krea.animate("cat.png", "slow", model="google/ve', "google/veo-3.1", "kling/kling-2.5"),
        ("krea.animate('cat.png', 'slow', model='kl", "kling/kling-2.5", "google/veo-3.1"),
        ('krea.sweep("cat.png", ["a", "b"], models=["veo 3.1", "kl', "kling/kling-2.5", "google/veo-3.1"),
        ('await krea.asubmit("cat.png", "slow", model="veo 3.1", resolution="', "1080p", "480p"),
        ('krea.animate(\n    "cat.png",\n    model="veo 3.1",\n    aspect_ratio="16', "16:9", "9:16"),
        ('krea.animate("cat.png", model="veo 3.1", duration=', "8", "5"),
        ('krea.quote("cat.png", model="veo 3.1", generate_audio=F', "False", "True"),
        ('krea.animate("cat.png", model="no such model", camera_motion="dolly_', "dolly_in", "static"),
        ('studio = krea.Studio(model="goo', "google/veo-3.1", "kling/kling-2.5"),
        ('krea.use("sandbox"); krea.Studio(backend="', "krea", "google/veo-3.1"),
    ],
)
def test_tab_completes_options_models_and_values(shell, typed, offered, not_offered):
    from IPython.core import completer
    from IPython.core.completer import provisionalcompleter

    if "\n" in typed and not hasattr(completer, "context_matcher"):
        pytest.skip("IPython before 8.6 shows one line of a call only")
    with provisionalcompleter():
        whole = [typed[: one.start] + one.text for one in shell.Completer.completions(typed, len(typed))]
    assert any(text.endswith(offered) for text in whole)
    assert not any(text.endswith(not_offered) for text in whole)


@pytest.mark.parametrize("typed", ['open("kl', 'requests.get(url, model="kl', 'krea.models; f(model="kl', "x = kl"])
def test_other_calls_are_left_to_others(shell, typed):
    from krea_widgets.completion import complete_call

    assert complete_call(typed) == ("", [])


def test_the_import_alone_offers_them():
    script = """
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.completer import provisionalcompleter
shell = InteractiveShell.instance()
shell.run_cell("import krea_widgets as krea")
import sys
assert "krea_widgets.public_api" not in sys.modules
text = 'krea.animate("cat.png", "slow", model="kl'
with provisionalcompleter():
    print(*(one.text for one in shell.Completer.completions(text, len(text))))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "kling/kling-2.5" in done.stdout, done.stderr


def test_tab_offers_files_for_an_image(shell, tmp_path, monkeypatch):
    from IPython.core.completer import provisionalcompleter

    monkeypatch.chdir(tmp_path)
    (tmp_path / "lighthouse.jpg").touch()
    with provisionalcompleter():
        assert [one.text for one in shell.Completer.completions("%%krea --image lig", 18)] == ["lighthouse.jpg"]


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "krea_widgets", *arguments], capture_output=True, text=True, cwd=cwd, check=False
    )


def test_the_notebooks_are_copied_and_none_is_replaced(tmp_path, capsys):
    source = Path(__file__).parents[2] / "notebooks"
    mine = tmp_path / "new" / "01_first_clip.ipynb"
    mine.parent.mkdir()
    mine.write_text("mine")
    assert main(["notebooks", str(tmp_path / "new")]) == 0
    names = {one.name for kind in ("*.ipynb", "lighthouse*.jpg") for one in source.glob(kind)}
    assert {one.name for one in mine.parent.iterdir()} == names
    assert {Path(line).name for line in capsys.readouterr().out.splitlines()} == names - {mine.name}
    assert mine.read_text() == "mine"
    assert main(["notebooks", str(mine)]) == 2
    assert "could not be copied" in capsys.readouterr().err


def test_the_wheel_brings_every_notebook_and_the_images_that_they_use():
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    source = Path(__file__).parents[2] / "notebooks"
    for one in (*source.glob("*.ipynb"), *source.glob("lighthouse*.jpg")):
        assert f'"notebooks/{one.name}" = "krea_widgets/notebooks/{one.name}"' in text


SANDBOX = "Made in the sandbox, a free simulator. Set KREA_API_KEY to use Krea.\n"


@pytest.mark.slow
def test_the_command_line(photo, tmp_path):
    done = run("animate", str(photo), "pan right", "-o", "out.mp4", *QUICK.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "out.mp4", SANDBOX)
    assert (tmp_path / "out.mp4").stat().st_size > 1000
    failed = run("animate", str(photo), "pan right [sandbox: fail nsfw]", *QUICK.split(), cwd=tmp_path)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "refused by moderation" in failed.stderr


@pytest.mark.slow
def test_a_reader_that_has_enough_is_no_error(tmp_path):
    errors = (tmp_path / "errors.txt").open("w+", encoding="utf-8")
    command = [sys.executable, "-m", "krea_widgets", "models"]
    with errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 0
        errors.seek(0)
        assert errors.read() == ""


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_a_pipe_of_any_encoding_gets_the_path(encoding, photo, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    command = [sys.executable, "-m", "krea_widgets", "animate", str(photo), "猫 pan right", *QUICK.split()]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    path = done.stdout.decode(encoding).strip()
    assert "猫" in path if encoding == "utf-8" else r"\u732b" in path


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["animate", "missing.png", "pan right"], "missing.png"),
        (["animate", "{photo}", "pan right", "-o", "there.mp4"], "exists already"),
        (["animate", "{photo}", "pan right", "-o", "no/out.mp4"], "no folder"),
        (["animate", "{photo}", "pan right", "--duration"], "has no value"),
        (["--backend", "krea", "animate", "{photo}", "pan right"], "no Krea token"),
        (["models", "no such model"], "no model"),
    ],
)
def test_the_command_line_refuses_before_anything_is_sent(photo, tmp_path, monkeypatch, capsys, arguments, expected):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.mp4").touch()
    assert main([word.format(photo=photo) for word in arguments]) == 2
    output, error = capsys.readouterr()
    assert output == ""
    assert expected in error
    assert "Nothing was sent." in error


@pytest.mark.slow
def test_ctrl_c_stops_the_command_and_says_how_to_go_on(photo, tmp_path):
    command = [sys.executable, "-m", "krea_widgets", "animate", str(photo), "pan right [sandbox: stay queued 60s]"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        # Its imports take a while.
        for pause in (4, 10, 10):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(pause)
                break
            process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "krea_widgets resume" in said


def test_the_command_line_lists_the_parameters_of_a_model(capsys):
    assert main(["models", "veo 3.1 fast"]) == 0
    output = capsys.readouterr().out
    assert "google/veo-3.1-fast" in output
    assert re.search(r"--duration +4, 6 or 8 s", output)
    assert main(["models", "kling", "2"]) == 0
    assert "kling/kling-2.5" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["animate", "--help"]])
def test_help_shows_an_example_or_the_exit_codes(arguments, capsys):
    with pytest.raises(SystemExit, match="0"):
        main(arguments)
    assert re.search("130|veo 3.1", capsys.readouterr().out)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.slow
def test_a_terminal_sees_a_bar_and_a_file_sees_nothing(photo, tmp_path, monkeypatch):
    here = Studio("sandbox", home=tmp_path / "home", clips=tmp_path)
    seen, unseen = Terminal(), io.StringIO()
    try:
        job = here.submit(photo, "pan right", model="bytedance/seedance-1.0-pro-fast", resolution="480p", duration=2)
        for stream in (seen, unseen):
            monkeypatch.setattr(sys, "stderr", stream)
            krea_widgets.progress(job)
        job.wait()
    finally:
        here.close()
    assert unseen.getvalue() == ""
    drawn = re.split("[\r\n]+", seen.getvalue())
    assert len({line for line in drawn if line.startswith("[")}) >= 3
    assert [line for line in drawn if line.strip()][-1].startswith("Done in")
    assert seen.getvalue().endswith("\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--confirm no", "--confirm takes no value, but has 'no'"),
        ("--prompt other", "There is no option --prompt"),
        ("--timeout soon", "There is no option --timeout"),
        ("--on_progress print", "There is no option --on_progress"),
        ("--self 1", "There is no option --self"),
        ("--raw {", "raw must be a dict of parameters, not '{'"),
        ("--limit much", "limit must be a number, not 'much'"),
        ("--repeats two", "repeats must be a number, not 'two'"),
        ("--at_once all", "at_once must be a number, not 'all'"),
    ],
)
def test_an_invalid_option_is_refused_before_anything_is_sent(shell, capsys, options, message):
    before = shared_studio().journal.entries()
    several = options.split()[0] in ("--confirm", "--limit", "--repeats", "--at_once")
    assert shell.run_cell_magic("krea", options, "pan left\n---\npan right\n" if several else "pan left") is None
    output = capsys.readouterr().out
    assert message in output
    assert "Nothing was sent." in output
    assert shared_studio().journal.entries() == before


def test_an_option_with_an_equals_sign():
    assert magics.read_options(["--duration=5", "--image=a=b.png"]) == {"duration": 5, "image": "a=b.png"}


def test_the_command_line_warns_of_a_journal_that_cannot_be_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("KREA_WIDGETS_HOME", str(tmp_path / "file"))
    assert main(["resume"]) == 0
    assert "New jobs are not saved" in capsys.readouterr().err
