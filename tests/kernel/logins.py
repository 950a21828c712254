"""`%krea login` as a person meets it, in a kernel of whatever version."""

from __future__ import annotations

from pathlib import Path

from kernels import Kernel, fine

TOKEN = "kr-a-token-of-these-tests"


def check_login(kernel: Kernel) -> None:
    """Fails unless a token is asked for as a password is, used, and found neither in the history nor in any file."""
    fine(kernel.run("%load_ext krea_widgets"))
    (cell,) = kernel.send("%krea login")
    asked = kernel.answer(TOKEN)
    assert asked["password"] is True
    assert "not shown" in asked["prompt"]
    kernel.until(lambda: cell.done)
    fine(cell)
    assert cell.text.startswith("krea · API token set")
    history = kernel.run("print(*get_ipython().history_manager.get_range(output=True)); print(In, Out)")
    assert "krea login" in history.text or "'login'" in history.text
    found = kernel.run("%krea logout\nget_ipython().history_manager.writeout_cache(); print(get_ipython().ipython_dir)")
    fine(found)
    assert TOKEN not in cell.text + history.text + found.text
    folder = Path(found.text.splitlines()[-1]).parent
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "history.sqlite" for path in kept)
    assert not [path for path in kept if TOKEN.encode() in path.read_bytes()]
