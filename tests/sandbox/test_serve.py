"""The command `python -m krea_widgets.sandbox`."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from krea_widgets.sandbox import app, serving
from krea_widgets.sandbox.__main__ import main

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-W", "error", "-m", "krea_widgets.sandbox"]


@contextlib.contextmanager
def started(tmp_path, *arguments):
    """A server process and its URL; its temporary files are in `tmp_path`."""
    env = {"TMPDIR": str(tmp_path), "PATH": "", "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen([*COMMAND, "--port", "0", *arguments], env=env, **pipes)
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"Krea sandbox at (http://127\.0\.0\.1:\d+)\n", line)
        assert found, line + process.stderr.read()
        yield process, found[1]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_it_prints_its_url_and_removes_its_files(tmp_path, how):
    with started(tmp_path, "--token", "a:b") as (process, url):
        assert httpx.get(url + "/jobs").status_code == 401
        headers = {"Authorization": "Bearer a:b"}
        assert httpx.get(url + "/jobs", headers=headers).json() == {"items": [], "next_cursor": None}
        body = {"prompt": "x [sandbox: stay queued]"}
        assert httpx.post(url + "/generate/video/kling/kling-2.5", json=body, headers=headers).status_code == 200
        assert list(tmp_path.glob("krea-sandbox-*"))
        process.send_signal(how)
        out, err = process.communicate(timeout=10)
    assert (out, err) == ("", "")
    assert process.returncode == (0 if how == signal.SIGINT else -signal.SIGTERM)
    assert not list(tmp_path.glob("krea-sandbox-*"))


def test_a_port_in_use(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    assert capsys.readouterr().err.startswith("The sandbox cannot listen on 127.0.0.1:")


@pytest.mark.parametrize("token", [(), ("--token", ""), ("--token", "*")])
def test_other_machines_need_a_token(capsys, token):
    assert main(["--host", "0.0.0.0", "--port", "0", *token]) == 2
    assert "--token" in capsys.readouterr().err


def test_a_server_wants_a_token_unless_told_otherwise(tmp_path):
    with started(tmp_path) as (_, url):
        refused = httpx.get(url + "/jobs")
        assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized"})
        assert httpx.get(url + "/jobs", headers={"Authorization": "Bearer any"}).status_code == 200
    with started(tmp_path, "--token", "") as (_, url):
        assert httpx.get(url + "/jobs").status_code == 200
    with serving(app()) as url:
        assert httpx.get(url + "/jobs").status_code == 401


def test_serving_ends_with_its_block(simulator):
    with serving(simulator.app) as url:
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(url + "/jobs").status_code == 200
        assert "server" not in httpx.get(url + "/jobs").headers
        assert httpx.get(url + "/jobs", headers={"Host": "evil.example"}).status_code == 403
    with pytest.raises(httpx.ConnectError):
        httpx.get(url + "/jobs")
    assert not simulator.sandbox.folder.exists()


def test_the_loop_stays_free_while_jobs_run(simulators):
    release = threading.Event()
    simulator = simulators(renderer=lambda take: release.wait(10))
    with serving(simulator.app) as url:
        httpx.post(url + "/generate/video/kling/kling-2.5", json={"prompt": "x"})
        with httpx.Client(base_url=url, timeout=1) as client:
            for _ in range(20):
                assert client.get("/jobs").status_code == 200
        release.set()


def test_a_large_upload_over_the_wire_is_refused(simulator):
    with serving(simulator.app) as url:
        files = {"file": ("a.png", bytes(76_000_000), "image/png")}
        reply = httpx.post(url + "/assets", files=files, timeout=30)
    assert (reply.status_code, reply.json()) == (400, {"error": "File too large: the maximum is 75MB"})


def test_clients_without_a_host_or_gone_in_the_middle_of_an_upload(tmp_path):
    """HTTP/1.0 knows no Host header; a client that is killed is no error of the sandbox's."""
    head = b"POST /assets HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    with started(tmp_path) as (process, url):
        place = ("127.0.0.1", int(url.rpartition(":")[2]))

        def answer(request):
            with socket.create_connection(place) as connection:
                connection.sendall(request)
                return connection.makefile("rb").readline()

        with socket.create_connection(place) as gone:
            gone.sendall(head + b"Content-Length: 5000\r\n\r\n--b\r\n")
        assert answer(b"GET /jobs HTTP/1.0\r\nAuthorization: Bearer any\r\n\r\n") == b"HTTP/1.1 200 OK\r\n"
        assert answer(b"GET /jobs HTTP/1.0\r\nHost: evil.example\r\n\r\n") == b"HTTP/1.1 403 Forbidden\r\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (out, err) == ("", "")
