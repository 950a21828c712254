"""The widget in IPython: itself first, then the output that stays; and news reach that output from any thread."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, sys, threading
sys.path.insert(0, sys.argv[1])
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
import conftest
from krea_widgets.media import Clip
from krea_widgets.widgets import Animate
from pathlib import Path

shell = InteractiveShell.instance()
shell.kernel = True  # as in a notebook
studio = conftest.FakeStudio()
widget = Animate(conftest.picture(), prompt="slow <b>dolly</b> in", studio=studio)
with capture_output() as seen:
    shell.run_cell("1")
    shell.user_ns["widget"] = widget
    shell.run_cell("widget")
    widget.run()
    path = Path("krea_clips/a.mp4")
    path.parent.mkdir()
    path.write_bytes(b"film")
    clip = Clip(path.absolute(), "", {"backend": "sandbox", "prompt": "go"})
    thread = threading.Thread(target=studio.made[0].finish, args=(clip,))
    thread.start()
    thread.join()
found = [[output.data, output.metadata, output.update, output.transient] for output in seen.outputs]
sys.stdout.write(json.dumps(found))
"""


@pytest.fixture
def outputs(tmp_path):
    """What a notebook would get, in order, from a fresh interpreter."""
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, str(Path(__file__).parents[1])]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_widget_then_the_output_that_stays_then_its_news(outputs):
    views = [index for index, one in enumerate(outputs) if "application/vnd.jupyter.widget-view+json" in one[0]]
    kept = [one for one in outputs if "kw-fallback-" in one[0].get("text/html", "")]
    images = [one for one in outputs if "image/jpeg" in one[0]]
    assert len(views) == 1
    assert [outputs.index(images[0]), outputs.index(kept[0])] == [views[0] + 1, views[0] + 2]
    assert [one[0]["text/plain"] for one in images] == [one[0]["text/plain"] for one in kept]
    assert kept[-1][0]["text/plain"] == "<Clip krea_clips/a.mp4 · go>"
    assert [one[2] for one in kept] == [False, *[True] * (len(kept) - 1)]
    assert len({one[3]["display_id"] for one in kept}) == 1
    assert "needs its kernel" in kept[0][0]["text/html"]
    assert "ends with its kernel" in kept[1][0]["text/html"]
    assert 'src="krea_clips/a.mp4"' in kept[-1][0]["text/html"]
    assert "<b>" not in kept[1][0]["text/html"]
