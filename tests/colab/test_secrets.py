"""The token from Colab's secrets, and the folders on a mounted Google Drive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import json, threading, time
import google.colab.userdata as userdata
from krea_widgets.settings import find_token
begun = time.perf_counter()
found = [find_token() for _ in range(3)]
elsewhere = []
thread = threading.Thread(target=lambda: elsewhere.append(find_token()))
thread.start(); thread.join()
print(json.dumps({
    "tokens": [token and token.reveal() for token in found],
    "asked": userdata.asked,
    "seconds": time.perf_counter() - begun,
    "elsewhere": [token and token.reveal() for token in elsewhere],
}))
"""


def look_up(env: dict[str, str], secrets: dict[str, str | None] | None) -> dict[str, object]:
    """What three look-ups and one on another thread find; `secrets` of None: no page answers."""
    page = {} if secrets is None else {"FAKE_COLAB_SECRETS": json.dumps(secrets)}
    found: dict[str, object] = json.loads(run(CODE, env | page))
    return found


def run(code: str, env: dict[str, str]) -> str:
    """What a new interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("secrets", "token"),
    [
        ({"KREA_API_KEY": "kr-one", "KREA_API_TOKEN": "kr-two"}, "kr-one"),
        ({"KREA_API_TOKEN": "kr-two"}, "kr-two"),
        ({"KREA_API_KEY": None, "KREA_API_TOKEN": "kr-two"}, "kr-two"),
        ({"KREA_API_KEY": "  "}, None),
        ({"KREA_API_KEY": None}, None),
        ({}, None),
    ],
)
def test_a_secret_is_found_where_the_notebook_may_read_it(
    colab_env: dict[str, str], secrets: dict[str, str | None], token: str | None
) -> None:
    assert look_up(colab_env, secrets)["tokens"] == [token] * 3


def test_a_known_secret_is_asked_for_once_and_serves_other_threads_too(colab_env: dict[str, str]) -> None:
    found = look_up(colab_env, {"KREA_API_KEY": "kr-one"})
    assert found["asked"] == ["KREA_API_KEY"]
    assert found["elsewhere"] == [None], "only the main thread may ask; a studio keeps what it was told"


def test_where_no_page_answers_it_is_waited_for_once(colab_env: dict[str, str]) -> None:
    """Ten seconds for each name and each look-up would be a minute in a notebook that another program runs."""
    found = look_up(colab_env, None)
    assert found["tokens"] == [None] * 3
    assert found["asked"] == ["KREA_API_KEY"]


def test_a_secret_that_was_added_meanwhile_is_found(colab_env: dict[str, str]) -> None:
    code = """
import json, os
import google.colab.userdata
import krea_widgets as krea
try:
    krea.use("krea")
except krea.errors.BadInput:
    print("refused")
os.environ["FAKE_COLAB_SECRETS"] = json.dumps({"KREA_API_KEY": "kr-one"})
krea.use("krea")
from krea_widgets.public_api import shared_studio
print(shared_studio().backend, shared_studio().has_token)
"""
    assert run(code, colab_env | {"FAKE_COLAB_SECRETS": "{}"}).split() == ["refused", "krea", "True"]


def test_a_mounted_drive_keeps_journal_and_clips(colab_env: dict[str, str], tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from krea_widgets.settings import clip_folder, home_folder
drive = Path({str(tmp_path)!r})
folders = lambda place: [str(one({{}}.get, drive=place)) for one in (home_folder, clip_folder)]
print(*folders(drive), sep="\\n")
import google.colab
print(*folders(drive), *folders(drive / "not mounted"), sep="\\n")
print(home_folder({{"KREA_WIDGETS_HOME": "my"}}.get, drive=drive))
print(clip_folder({{"KREA_WIDGETS_CLIPS": "own"}}.get, drive=drive))
"""
    elsewhere, local, home, clips, away, beside, *chosen = run(code, colab_env).splitlines()
    assert (home, clips) == (str(tmp_path / "krea_widgets"), str(tmp_path / "krea_clips"))
    assert elsewhere == away
    assert not away.startswith(str(tmp_path))
    assert local == beside == "krea_clips"
    assert chosen == ["my", "own"]
