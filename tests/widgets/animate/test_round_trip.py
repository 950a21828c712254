"""Schema to parameter to control and back: whatever the page's controls give, Krea's own schema accepts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from krea_widgets.catalogue import bundled
from krea_widgets.errors import BadValue

HERE = Path(__file__).parents[1]


def drawn(node: str, folder: Path, rounds: int, seed: int) -> list[dict[str, Any]]:
    """What the page would send, `rounds` times for each model."""
    (folder / "forms.json").write_text(json.dumps(bundled().as_form()), "utf-8")
    command = [node, str(HERE / "page" / "draw.mjs"), "forms.json", str(rounds), str(seed)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def addressed(value: Any) -> Any:
    """The value with each picture of the page replaced by an address, as before it is sent."""
    if isinstance(value, dict):
        return value["still"] if set(value) == {"still"} else {name: addressed(one) for name, one in value.items()}
    return [addressed(one) for one in value] if isinstance(value, list) else value


def whole(value: Any, parameter: Any) -> bool:
    """Whether every row has what it needs; an unfinished one is refused by name before anything is sent."""
    rows = value if isinstance(value, list) else [value]
    needed = [one.name for one in parameter.fields if one.required]
    return all(row.get(name) not in (None, "") for row in rows for name in needed) if parameter.fields else True


def check(line: dict[str, Any], validators: dict[str, Any]) -> bool:
    """Sends a line as far as the schema; False for one with an unfinished row, which has to be refused."""
    model = bundled()[line["id"]]
    kept = line["kept"]
    lost = [name for name in line["drawn"] if name not in kept]
    assert all(model.parameter(name).kind == "text" for name in lost), f"{model.id} lost {lost}"
    pictures = line["pictures"]
    for names in model.exclusive:
        for name in [name for name in names if name in pictures][1:]:
            del pictures[name]
    values = model.complete({"prompt": "go", **addressed({**kept, **pictures})}, still_ratio=1.5)
    if not all(whole(value, model.parameter(name)) for name, value in kept.items()):
        with pytest.raises(BadValue):
            model.check(values)
        return False
    assert not list(validators[model.id].iter_errors(model.check(values)))
    return True


def run(node: str, folder: Path, rounds: int, seed: int) -> None:
    validators = {model.id: jsonschema.Draft202012Validator(model.schema) for model in bundled().models()}
    lines = drawn(node, folder, rounds, seed)
    sent = [line for line in lines if check(line, validators)]
    used: dict[str, set[str]] = {}
    for line in sent:
        used.setdefault(line["id"], set()).update(line["kept"], line["pictures"])
    for model in bundled().models():
        offered = {one.name for one in model.parameters if one.name != "prompt" and not one.deprecated}
        assert used[model.id] == offered, model.id
    assert len(sent) > 0.5 * len(lines)


def test_what_the_controls_give_is_accepted(node: str, tmp_path: Path) -> None:
    run(node, tmp_path, 60, 7)


@pytest.mark.slow
def test_much_that_the_controls_give_is_accepted(node: str, tmp_path: Path) -> None:
    run(node, tmp_path, 600, 11)
