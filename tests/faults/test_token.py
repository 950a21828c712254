"""A canary token goes through every path; nothing that is written, shown, logged or raised holds it."""

import asyncio
import base64
import copy
import http.server
import io
import json
import logging
import pickle
import threading
import traceback
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from urllib.parse import quote

import httpx
import pytest
import rig

from krea_widgets import Studio
from krea_widgets.api import Client
from krea_widgets.errors import BadInput, KreaError
from krea_widgets.settings import Token

pytestmark = pytest.mark.slow

SECRET = rig.TOKEN.partition(":")[2]
FORMS = {
    "as it is": SECRET,
    "quoted": quote(rig.TOKEN),
    "base64": base64.b64encode(rig.TOKEN.encode()).decode().rstrip("="),
    "base64 of the secret": base64.b64encode(SECRET.encode()).decode().rstrip("="),
    "turned round": SECRET[::-1],
}
PATHS = {
    "success": "",
    "wrong token": "on every POST /generate/* answer 401",
    "no money": "on every POST /generate/* answer 402",
    "forbidden": "on every POST /assets answer 403",
    "refused": "on every POST /generate/* answer 422",
    "too many": "on every POST /generate/* answer 429",
    "server's fault": "on every POST /generate/* answer 524 html",
    "lost and found": "on next POST /generate/* accept then drop",
    "lost and not found": "on every POST /generate/* drop",
    "no uploads": "on every POST /assets drop",
    "polls fail": "on next GET /jobs/* answer 401",
    "failed": "fail nsfw",
    "without urls": "finish without urls",
    "download fails": "on every GET /files/* answer 503",
}


ECHO = {
    "error": f"Unknown token {rig.TOKEN}",
    "message": rig.TOKEN,
    "detail": [{"path": [rig.TOKEN], "msg": rig.TOKEN}],
}  # not a local: tracebacks here show those


def found_in(data: bytes) -> list[str]:
    return [form for form, text in FORMS.items() if text.encode() in data]


@contextmanager
def everything_heard():
    """What is printed and logged, at DEBUG and by every library."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(text), redirect_stderr(text):
            yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def shown(thing: object) -> str:
    """All that can be had of an object without asking for the secret."""
    inside = json.dumps(vars(thing), default=repr) if hasattr(thing, "__dict__") else ""
    return "\n".join((repr(thing), str(thing), inside))


def told_of(error: BaseException) -> str:
    """An error as it may be shown, with the values of all variables as some tracebacks have them."""
    parts = []
    one: BaseException | None = error
    while one is not None:
        whole = traceback.TracebackException.from_exception(one, capture_locals=True)
        parts += [*whole.format(), shown(one), repr(getattr(one, "body", "")), getattr(one, "details", "")]
        one = one.__cause__ or one.__context__
    return "\n".join(parts)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_holds_the_token(path, tmp_path):
    with (
        rig.krea(PATHS[path]) as (url, _),
        everything_heard() as heard,
        closing(rig.studio_at(url, tmp_path)) as studio,
    ):
        job = studio.submit(rig.still(), "slow pan", model=rig.MODEL)
        job.on_progress(print)
        try:
            clip = job.wait(30)
            print(shown(clip), clip._repr_html_(), clip.settings)
        except KreaError as error:
            print(told_of(error))
        print(shown(job), shown(studio), shown(studio._backends), studio.notices, studio.journal.entries())
        for engine in engines(studio):
            print(shown(engine), shown(engine._dependencies), shown(engine._dependencies.client))
    assert f"127.0.0.1:{url.rpartition(':')[2]}" in heard.getvalue() or "host='127.0.0.1'" in heard.getvalue()
    assert found_in(heard.getvalue().encode()) == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name == "journal.db" for file in files)
    films = [file.read_bytes() for file in files if file.suffix == ".mp4"]
    assert all(b"slow pan" in film for film in films), "the hunt goes through what a film says of itself"
    assert films or path != "success"
    assert [(file, found_in(file.read_bytes())) for file in files if found_in(file.read_bytes())] == []


def engines(studio):
    return [engine for engine in studio._backends._engines.values() if engine._dependencies is not None]


def test_the_hunt_finds_what_is_there(tmp_path):
    """A search that cannot find is no search."""
    assert found_in(f"Bearer {rig.TOKEN}".encode()) == ["as it is"]
    with everything_heard() as heard:
        logging.getLogger("httpcore").debug("header %s", rig.TOKEN)
    assert found_in(heard.getvalue().encode()) == ["as it is"]


def test_a_server_that_echoes_the_token_is_not_quoted(tmp_path):
    """In every reply, in words, in the status page of a proxy, in a result's address."""

    def answer(request: httpx.Request) -> httpx.Response:
        status = statuses[0]
        if request.url.path == "/assets":
            return httpx.Response(200, json={"id": rig.TOKEN, "image_url": "https://assets.krea.ai/1.png"})
        if status == 524:
            return httpx.Response(524, text=f"<html><title>{rig.TOKEN}</title></html>")
        return httpx.Response(status, json=ECHO)

    for status in (400, 401, 402, 403, 404, 410, 422, 500, 524):
        statuses = [status]
        folder = tmp_path / str(status)
        transport = httpx.MockTransport(answer)
        studio = rig.studio_at("https://api.krea.ai", folder, transport=transport)
        with everything_heard() as heard, closing(studio):
            job = studio.submit(rig.still(), "slow pan", model=rig.MODEL)
            with pytest.raises(KreaError) as caught:
                job.wait(30)
            print(told_of(caught.value), shown(job), studio.journal.entries())
        assert found_in(heard.getvalue().encode()) == []
        assert not [file for file in folder.rglob("*") if file.is_file() and found_in(file.read_bytes())]


@contextmanager
def two_servers():
    """One that sends every request on to the other, which remembers the headers that it gets."""
    heard = []

    class There(http.server.BaseHTTPRequestHandler):
        def answer(self):
            heard.append(dict(self.headers))
            body = json.dumps({"items": [], "job_id": "j", "status": "completed", "openapi": "3"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = answer  # noqa: N815 (the names that http.server calls)

        def log_message(self, *_):
            pass

    there = http.server.ThreadingHTTPServer(("127.0.0.1", 0), There)

    class Here(There):
        def answer(self):
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            self.send_header("Location", f"http://127.0.0.1:{there.server_port}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_DELETE = answer  # noqa: N815

    status = 307
    here = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Here)
    threads = [threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True) for server in (here, there)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{here.server_port}", heard
    finally:
        for server in (here, there):
            server.shutdown()
            server.server_close()


def test_a_redirect_to_another_origin_gets_no_token(tmp_path):
    with two_servers() as (url, heard):

        async def ask_all():
            client = Client(base_url=url, token=Token(rig.TOKEN), sleep=rig.short)
            for call in (
                client.jobs(),
                client.job("j"),
                client.openapi(),
                client.submit("kling/kling-2.5", {"prompt": "x"}),
                client.upload(b"x", name="x.png", mime_type="image/png"),
                client.cancel("j"),
                client.download(f"{url}/files/x.mp4", tmp_path / "x.part"),
                client.fetch(f"{url}/x.png"),
            ):
                with suppress(KreaError):
                    await call
            await client.aclose()

        asyncio.run(ask_all())
    assert heard, "the downloads, which know no token, do follow"
    assert all("authorization" not in {name.lower() for name in headers} for headers in heard)
    assert found_in(json.dumps(heard).encode()) == []


def test_a_token_cannot_be_copied_out():
    token = Token(rig.TOKEN)
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            take(token)
    assert found_in(f"{token} {token!r} {[token]} {vars(Studio)!r}".encode()) == []
    wrong = Token(f"{rig.TOKEN} and more")
    with pytest.raises(BadInput, match="not a Krea token") as caught:
        wrong.check()
    assert found_in("".join(traceback.format_exception(caught.value)).encode()) == []


def test_a_saved_notebook_and_its_export_hold_no_token(tmp_path):
    """With the widget's state, after a login through the page, a job and a clip."""
    import nbformat
    from ipywidgets import Widget
    from nbconvert import HTMLExporter

    from krea_widgets.widgets import Animate

    with rig.krea() as (url, _), everything_heard() as heard, closing(rig.studio_at(url, tmp_path)) as studio:
        widget = Animate(rig.still(), "slow pan", model=rig.MODEL, studio=studio)
        widget._receive(widget, {"kind": "login", "view": "v1", "id": 1, "token": rig.TOKEN}, ())
        clip = widget.run().wait(30)
        state = {"state": Widget.get_manager_state(), "version_major": 2, "version_minor": 0}
        outputs = [
            nbformat.v4.new_output("display_data", {"text/html": clip._repr_html_(), "text/plain": repr(clip)}),
            nbformat.v4.new_output("display_data", {"text/plain": repr(widget)}),
        ]
        cell = nbformat.v4.new_code_cell(clip.settings["call"], outputs=outputs)
        metadata = {"widgets": {"application/vnd.jupyter.widget-state+json": state}}
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata=metadata)
        page, _ = HTMLExporter().from_notebook_node(notebook)
        widget.close()
    saved = nbformat.writes(notebook)
    assert "slow pan" in saved
    assert "slow pan" in page
    assert [found_in(text.encode()) for text in (saved, page, heard.getvalue())] == [[], [], []]
