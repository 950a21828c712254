"""The widget, the calls and the magics on Colab's packages, with a page that hears nothing from threads."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from environments import COLAB
from kernels import Kernel, Widget, fine
from logins import check_login

Answer = tuple[dict[str, Any], list[bytes]]
_ids = itertools.count()


def ask(kernel: Kernel, widget_name: str, kind: str, /, *, buffers: tuple[bytes, ...] = (), **body: Any) -> Answer:
    """Sends a message as the page does, and waits for its answer."""
    widget = kernel.widgets[widget_name]
    key = str(body.pop("id", None) or f"page-{next(_ids)}")
    before = len(widget.messages)
    kernel.tell(widget_name, {"kind": kind, "view": "page", "id": key, **body}, buffers=buffers)

    def answer() -> Answer | None:
        heard = widget.messages[before:]
        return next(((content, data) for _, content, data in heard if content.get("id") == key), None)

    kernel.until(answer)
    found = answer()
    assert found
    return found


def state_after(kernel: Kernel, name: str, kind: str) -> dict[str, Any]:
    """Sends a message that is answered by how the jobs are."""
    widget = kernel.widgets[name]
    before = len(widget.messages)
    kernel.tell(name, {"kind": kind, "view": "page"})
    kernel.until(lambda: any(content["kind"] == "state" for _, content, _ in widget.messages[before:]))
    return next(content for _, content, _ in widget.messages[before:] if content["kind"] == "state")


def shown(kernel: Kernel, source: str = "widget = krea.Animate(**QUICK)\nwidget") -> tuple[str, Widget]:
    """The name and the state of a new widget."""
    fine(kernel.run(source))
    name = kernel.widget("fraction")
    return name, kernel.widgets[name]


def upload(kernel: Kernel, name: str, photo: Path) -> Answer:
    """A picture in pieces, each sent when the one before has arrived."""
    data = photo.read_bytes()
    body = {"id": f"upload-{next(_ids)}"}
    first, _ = ask(kernel, name, "file", **body, name=photo.name, field="start_image", size=len(data))
    piece = first["chunk_size"]
    assert piece <= 100 * 1024, "Colab's own upload sends no more than this at once"
    answer: Answer = (first, [])
    for offset in range(0, len(data), piece):
        answer = ask(kernel, name, "chunk", **body, offset=offset, buffers=(data[offset : offset + piece],))
    widget = kernel.widgets[name]
    kernel.until(lambda: any(content.get("kind") == "still" for _, content, _ in widget.messages))
    return answer


def test_the_kernel_has_colabs_packages(kernel: Kernel) -> None:
    names = [pin.partition("==")[0] for pin in COLAB if "==" in pin]
    cell = kernel.run(f"from importlib.metadata import version; print(*[version(name) for name in {names}])")
    fine(cell)
    assert [f"{name}=={found}" for name, found in zip(names, cell.text.split(), strict=True)] == [
        pin for pin in COLAB if "==" in pin
    ]


def test_a_widget_asks_for_the_manager_of_foreign_widgets_by_itself(kernel: Kernel) -> None:
    shown(kernel)
    cell = kernel.run("""
import google.colab.output, json
data, metadata = widget._view_bundle()
print(json.dumps([google.colab.output._widgets.enabled, sorted(data), metadata]))
""")
    fine(cell)
    enabled, kinds, metadata = json.loads(cell.text)
    assert enabled == 1
    assert "application/vnd.jupyter.widget-view+json" in kinds
    assert metadata["application/vnd.jupyter.widget-view+json"]["colab"]["custom_widget_manager"]["url"]


def test_the_state_is_small_and_plain(kernel: Kernel, photo: Path) -> None:
    """Colab saves it in the notebook, whatever the person has chosen."""
    name, widget = shown(kernel)
    upload(kernel, name, photo)
    state = {key: value for key, value in widget.state.items() if key not in ("_esm", "_css")}
    assert len(json.dumps(state)) < 4000
    assert {type(state[key]) for key in ("prompt", "model", "backend", "status", "message")} == {str}
    assert isinstance(state["values"], dict)
    assert isinstance(state["jobs"], list)
    assert isinstance(state["fraction"], (int, float))


def test_a_clip_is_made_and_fetched_though_no_thread_is_heard(kernel: Kernel, photo: Path) -> None:
    name, widget = shown(kernel)
    assert state_after(kernel, name, "ready")["jobs"] == []
    assert any(content["kind"] == "catalogue" for _, content, _ in widget.messages)
    upload(kernel, name, photo)
    price, _ = ask(kernel, name, "price", model=widget.state["model"], values=widget.state["values"])
    assert price["text"].startswith("free here")
    shot = {"prompt": "slow dolly in", **{trait: widget.state[trait] for trait in ("model", "values", "backend")}}
    ran, _ = ask(kernel, name, "run", **shot)
    assert ran["kind"] == "started", ran

    fractions = []
    row: dict[str, Any] = {}
    while row.get("phase") not in ("done", "failed"):
        kernel.listen(0.3)  # a second in the page
        state = state_after(kernel, name, "heartbeat")
        row = next(row for row in state["jobs"] if row["key"] == ran["key"])
        fractions += [row["fraction"]] if row["fraction"] is not None else []
    assert row["phase"] == "done", row["message"]
    assert fractions == sorted(fractions)

    data = b""
    total = 1
    while len(data) < total:
        piece, parts = ask(kernel, name, "download", key=ran["key"], offset=len(data))
        assert piece["kind"] == "chunk", piece
        total = piece["total"]
        data += parts[0]
    cell = kernel.run("print(widget.clip.path.stat().st_size); print(len(set(colab_page.dropped)))")
    fine(cell)
    size, threads = map(int, cell.text.split())
    assert len(data) == size
    assert data[4:8] == b"ftyp"
    assert threads, "no message was lost on the way: this page is not the one that was meant"


def test_the_gallery_answers_though_no_thread_is_heard(kernel: Kernel) -> None:
    """It finds the clips, hands out their pieces and shows two of them in step."""
    kernel.run_all(
        "clips = [krea.animate(PHOTO, words, **QUICK) for words in ('pan left', 'tilt up')]",
        "gallery = krea.Gallery()\ngallery",
    )
    name = kernel.widget("_linked")
    found, _ = ask(kernel, name, "find", text="")
    assert (found["kind"], found["total"] >= 2) == ("found", True), found
    page, posters = ask(kernel, name, "page", serial=found["serial"], start=0, end=2)
    assert len(page["rows"]) == len(posters) == 2
    keys = [row["key"] for row in page["rows"]]
    piece, parts = ask(kernel, name, "download", key=keys[0], offset=0)
    assert piece["kind"] == "chunk", piece
    assert parts[0][4:8] == b"ftyp"
    shown, _ = ask(kernel, name, "compare", keys=keys, below=True)
    assert shown["shown"] is True, shown
    kernel.until(lambda: kernel.widget("entries") in kernel.widgets)


def test_a_comparison_fills_up_though_no_thread_is_heard(kernel: Kernel) -> None:
    """The page asks every two seconds while something is being made; the still stands there until then."""
    fine(kernel.run("board = krea.Compare([krea.submit(PHOTO, 'orbit left', **QUICK), clips[0]])\nboard"))
    name = kernel.widget("entries")
    widget = kernel.widgets[name]
    still, pictures = ask(kernel, name, "thumbnail", key=widget.state["entries"][0]["key"])
    assert (still["kind"], pictures[0][:2]) == ("thumbnail", b"\xff\xd8")

    def items() -> list[dict[str, Any]]:
        before = len(widget.messages)
        kernel.tell(name, {"kind": "heartbeat", "view": "page"})
        kernel.until(lambda: any(content["kind"] == "entries" for _, content, _ in widget.messages[before:]))
        return next(content["entries"] for _, content, _ in widget.messages[before:] if content["kind"] == "entries")

    now = items()
    while not now[0].get("clip"):
        assert not now[0].get("over"), now[0]
        kernel.listen(0.3)
        now = items()
    piece, parts = ask(kernel, name, "download", key=now[0]["key"], offset=0)
    assert piece["kind"] == "chunk", piece
    assert parts[0][4:8] == b"ftyp"


def test_a_sweep_runs_from_its_board_though_no_thread_is_heard(kernel: Kernel) -> None:
    kernel.run_all("sweep = krea.sweep(PHOTO, ['pan right', 'zoom in'], **QUICK)", "sweep")
    name = kernel.widget("rows")
    widget = kernel.widgets[name]
    answer, _ = ask(kernel, name, "run", offer=widget.state["head"]["make"])
    assert answer["kind"] == "done", answer

    def head() -> dict[str, Any]:
        before = len(widget.messages)
        kernel.tell(name, {"kind": "heartbeat", "view": "page"})
        kernel.until(lambda: any(content["kind"] == "board" for _, content, _ in widget.messages[before:]))
        return next(content["head"] for _, content, _ in widget.messages[before:] if content["kind"] == "board")

    while head()["busy"]:
        kernel.listen(0.3)
    assert head()["message"].startswith("2 of 2 made")
    cell = kernel.run("print(len(await sweep), sweep.done())")
    fine(cell)
    assert cell.text == "2 True\n"


def test_calls_and_awaits_work_next_to_the_loop_of_ipython_7(kernel: Kernel) -> None:
    cells = kernel.run_all(
        "widget = krea.Animate(PHOTO, 'pan left', **QUICK); widget",
        "clip = await widget.run()",
        "first = krea.animate(PHOTO, 'pan left', **QUICK)",
        "second = await krea.submit(PHOTO, 'pan right', **QUICK)",
        "third = krea.submit(PHOTO, 'tilt up', **QUICK).wait(60)",
        "print(widget.status, len({each.path for each in (clip, first, second, third)}))",
    )
    assert cells[-1].text == "done 4\n"


def test_the_magics_work(kernel: Kernel) -> None:
    fine(kernel.run("%load_ext krea_widgets"))
    assert kernel.run("%krea status").text.startswith("sandbox · no API token")
    options = "--image {PHOTO} --model bytedance/seedance-1.0-pro-fast --duration 2 --resolution 480p"
    fine(kernel.run(f"%%krea {options}\nslow dolly in"))
    assert kernel.run("print(_.path.is_file())").text == "True\n"


def test_a_token_is_asked_for_and_leaves_no_trace(kernel: Kernel) -> None:
    check_login(kernel)


def test_tab_and_question_marks_teach_in_ipython_7(kernel: Kernel) -> None:
    fine(kernel.run("%load_ext krea_widgets"))
    for typed, offered in (
        ("%krea ", {"status", "models", "resume", "use", "login", "logout"}),
        ("%krea use ", {"sandbox", "krea"}),
        ("%%krea --model google/veo-3.1 --aspect_ratio ", {"16:9", "9:16"}),
        ("%%krea --model google/veo-3.1 --aspect_ratio 16:", {"16:9"}),
        ("%%krea --model google/veo-3.1 --dur", {"--duration"}),
    ):
        start = typed.rpartition(" ")[0] + " "
        found = set(kernel.completions(typed))  # there, Python's own names are among them
        assert {start + word for word in offered} <= found, typed
    assert "--confirm" in kernel.teaching("%%krea")
    assert "%krea login" in kernel.teaching("%krea")


def test_a_clip_stands_in_the_notebook_as_a_poster_and_words(kernel: Kernel) -> None:
    """No server gives out Colab's files: what is kept must not depend on one, nor hold the film."""
    fine(kernel.run("clip = krea.animate(PHOTO, 'orbit left', **QUICK); html = clip._repr_html_()"))
    cell = kernel.run("print(len(html), *[word in html for word in ('data:image/jpeg', 'data:video', '127.0.0.1')])")
    size, *found = cell.text.split()
    assert found == ["True", "False", "False"]
    assert int(size) < 60_000
