"""Both backends, their token and addresses; logging in; and the checks of arguments before there is a job."""

import getpass
import os
import threading
import warnings
from contextlib import nullcontext
from types import SimpleNamespace

import httpx
import pytest

from krea_widgets import public_api
from krea_widgets._util import shared_studio
from krea_widgets.catalogue import Model, Parameter, bundled
from krea_widgets.engine import KREA_POLLING, SANDBOX_POLLING, PollPolicy
from krea_widgets.errors import BadInput, BadValue
from krea_widgets.media import Still
from krea_widgets.secret import Token
from krea_widgets.settings import KREA_URL
from krea_widgets.studio import studio as studio_module
from krea_widgets.studio.backends import Backends
from krea_widgets.studio.call_checks import better_ratio, check_extras, check_numbers, check_timeout
from krea_widgets.studio.file_opening import with_files

TOKEN = "kr-a-token-of-tests"


@pytest.fixture
def open_backends(tmp_path, studio):
    opened = []

    def open_(backend=None, token=None, **rest):
        # Nothing answers.
        rest = {"transport": httpx.MockTransport(lambda _: httpx.Response(500)), **rest}
        rest = {"journal": lambda: studio.journal, "clips": lambda: tmp_path, **rest}
        opened.append(Backends(backend, token=token, **rest))
        return opened[-1]

    yield open_
    for backends in opened:
        backends.close()


def test_a_token_chooses_krea_unless_the_sandbox_is_asked_for(open_backends):
    assert [open_backends(*given).now for given in ((), (None, TOKEN), ("sandbox", TOKEN), ("krea",))] == [
        "sandbox", "krea", "sandbox", "krea",
    ]  # fmt: skip
    for call in (lambda: open_backends("mars"), lambda: open_backends().use("mars")):
        with pytest.raises(BadInput, match=r"There is no backend 'mars'\..* It is 'krea' or 'sandbox'\."):
            call()


def test_the_address_of_each_backend(open_backends):
    backends = open_backends(token=TOKEN, base_url="https://example.com")
    assert (backends.base_url, backends.base_url_of("sandbox")) == ("https://example.com", "")
    backends.use("sandbox")
    assert (backends.base_url, backends.base_url_of("krea")) == ("", "https://example.com")
    assert open_backends().base_url_of("krea") == KREA_URL


def test_an_image_is_sent_by_its_url_only_where_the_backend_has_it(open_backends):
    backends = open_backends(token=TOKEN, base_url="https://example.com")
    urls = (
        "http://SANDBOX/a.png",
        "https://gen.krea.ai/a.png",
        "https://Example.com/a.png",
        "https://other.org/a.png",
        "a.png",
    )
    assert [backends.owns(url) for url in urls] == [False, True, True, False, False]
    backends.use("sandbox")
    assert [backends.owns(url) for url in urls] == [True, False, False, False, False]


def test_using_krea_needs_a_token_which_may_have_been_set_since(open_backends, monkeypatch):
    backends = open_backends()
    assert not backends.has_token
    with pytest.raises(BadInput, match="There is no Krea token"):
        backends.use("krea")
    assert backends.now == "sandbox"
    monkeypatch.setenv("KREA_API_KEY", TOKEN)
    backends.use("krea")
    assert (backends.now, backends.has_token) == ("krea", True)
    backends.logout()
    assert (backends.now, backends.has_token) == ("sandbox", False)
    backends.login(TOKEN)
    assert (backends.now, backends.has_token) == ("krea", True)
    backends.logout()
    backends.use("sandbox", TOKEN)
    assert (backends.now, backends.has_token) == ("sandbox", True)


def test_each_backend_has_one_engine_until_the_token_changes(open_backends):
    backends = open_backends(token=TOKEN)
    krea, sandbox = backends.engine(), backends.engine("sandbox")
    assert backends.engine("krea") is krea is not sandbox
    backends.login(TOKEN)
    assert backends.engine("krea") is not krea
    assert backends.engine("sandbox") is sandbox
    backends.close()
    for backend in ("krea", "sandbox"):
        with pytest.raises(BadInput, match="This studio is closed"):
            backends.engine(backend)


def test_krea_is_asked_something_in_the_background(open_backends):
    asked = []

    async def ask(client):
        asked.append(client)

    backends = open_backends(token=TOKEN)
    backends.in_background(ask)
    client = backends.loop.run(backends.engine("krea").dependencies()).client
    for future in backends._background:
        future.result(10)
    assert asked == [client]


@pytest.mark.parametrize("own", [None, PollPolicy(first=9)])
def test_each_backend_is_polled_at_its_own_pace_unless_another_is_given(open_backends, own):
    backends = open_backends(token=TOKEN, pace=own)
    for backend, usual in (("krea", KREA_POLLING), ("sandbox", SANDBOX_POLLING)):
        found = backends.loop.run(backends.engine(backend).dependencies())
        assert (found.polling, found.backend) == (own or usual, backend)


def test_a_token_that_is_asked_for_is_not_shown(studio, monkeypatch):
    prompts = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt: prompts.append(prompt) or TOKEN)
    studio.login()
    assert (studio.backend, prompts) == ("krea", ["Krea token (not shown, not saved): "])
    studio.logout()
    studio.login(TOKEN)
    assert (studio.backend, len(prompts)) == ("krea", 1)


@pytest.mark.parametrize("remember", [True, False])
def test_a_token_is_remembered_only_when_asked_for(studio, monkeypatch, remember):
    remembered = []
    monkeypatch.setattr(studio_module, "remember_token", lambda token, home: remembered.append((token.reveal(), home)))
    studio.login(Token(TOKEN), **({"remember": True} if remember else {}))
    assert remembered == ([(TOKEN, studio.home)] if remember else [])


def test_nobody_is_asked_where_the_token_would_be_shown_or_nobody_is(studio, monkeypatch):
    def shown(_):
        warnings.warn("Can not control echo.", getpass.GetPassWarning, stacklevel=2)
        return TOKEN

    def fail(error):
        raise error

    for ask in (shown, lambda _: fail(EOFError()), lambda _: fail(OSError()), lambda _: fail(NotImplementedError())):
        monkeypatch.setattr(getpass, "getpass", ask)
        with pytest.raises(BadInput, match="nobody here to ask"):
            studio.login()
    assert not studio.has_token


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ""),
        ({"webhook_url": "https://example.com"}, ""),
        ({"webhook_url": "http://example.com", "raw": {}, "on_progress": print}, ""),
        ({"webhook_url": "ftp://example.com"}, "webhook_url"),
        ({"webhook_url": ""}, "webhook_url"),
        ({"webhook_url": 5}, "webhook_url"),
        ({"raw": []}, "raw"),
        ({"raw": ""}, "raw"),
        ({"on_progress": 0}, "on_progress"),
    ],
)
def test_the_optional_arguments_of_a_job(given, field):
    with pytest.raises(BadValue) if field else nullcontext() as caught:
        check_extras(**given)
    if caught:
        assert (caught.value.field, caught.value.value) == (field, given[field])


@pytest.mark.parametrize(
    ("value", "valid"), [(0, True), (1.5, True), (-1, True), (True, False), ("1", False), ([], False)]
)
def test_numbers_are_checked(value, valid):
    if valid and value < 0:
        with pytest.raises(BadInput, match="timeout=-1 is in the past"):
            check_timeout(value)
    checks = (lambda: check_numbers(good=1, timeout=value), lambda: check_timeout(abs(value) if valid else value))
    for call in checks:
        if valid:
            call()
        else:
            with pytest.raises(BadInput) as caught:
                call()
            assert f"timeout must be a number, not {value!r}." in str(caught.value)


def test_a_timeout_is_at_most_what_python_can_wait_for():
    check_timeout(threading.TIMEOUT_MAX)
    for value in (threading.TIMEOUT_MAX + 1, 10**400, float("inf")):
        with pytest.raises(BadInput, match="too l"):
            check_timeout(value)


@pytest.mark.parametrize(
    ("width", "height", "model", "values", "ratio"),
    [
        (2100, 900, "bytedance/seedance-2", {}, "21:9"),
        (900, 1600, "bytedance/seedance-2", {}, "9:16"),
        (1000, 1000, "bytedance/seedance-2", {}, "1:1"),
        (1500, 1000, "bytedance/seedance-2", {}, ""),  # near enough
        (2100, 900, "kling/kling-2.5", {}, ""),  # it has no wider one
        (900, 1600, "bytedance/seedance-2", {"aspect_ratio": "16:9"}, ""),  # as asked for
    ],
)
def test_a_ratio_much_nearer_to_the_image_is_found(width, height, model, values, ratio):
    still = Still(b"", "image/png", "cat.png", width, height, "d")
    assert better_ratio(bundled()[model], values, still) == ({"aspect_ratio": ratio} if ratio else {})


def test_a_timeout_may_be_missing_and_a_number_may_not():
    check_timeout(None)
    for value in (None, float("nan")):
        with pytest.raises(BadInput, match=f"limit must be a number, not {value}"):
            check_numbers(limit=value)


def test_files_are_opened_wherever_the_model_has_them():
    def opened(source, medium):
        return f"{medium} {source}"

    model = SimpleNamespace(
        parameters=(
            Parameter("start_image", "image"),
            Parameter("prompt", "text"),
            Parameter("start_video", "video"),
            Parameter("references", "images"),
            Parameter("reference_audios", "audios"),
            Parameter("frame", "object", fields=(Parameter("image", "image"), Parameter("at", "number"))),
            Parameter("video_reference", "object", fields=(Parameter("url", "video"), Parameter("tag", "text"))),
            Parameter("frames", "list", fields=(Parameter("image", "image"), Parameter("more", "images"))),
        )
    )
    values = {
        "prompt": "calm",
        "start_image": "a",
        "start_video": "v",
        "references": ("b", "c"),
        "reference_audios": ["s"],
        "frame": {"image": "d", "at": 1, "other": "x"},
        "video_reference": {"url": "w", "tag": "sea"},
        "frames": [{"image": "e", "more": ["f"]}, "odd"],
        "unknown": "x",
    }
    assert with_files(model, values, opened) == {
        "prompt": "calm",
        "start_image": "image a",
        "start_video": "video v",
        "references": ["image b", "image c"],
        "reference_audios": ["audio s"],
        "frame": {"image": "image d", "at": 1, "other": "x"},
        "video_reference": {"url": "video w", "tag": "sea"},
        "frames": [{"image": "image e", "more": ["image f"]}, "odd"],
        "unknown": "x",
    }
    odd = {"start_image": None, "frame": "c", "frames": "d"}
    assert with_files(model, odd, opened) == odd
    # One file is a list of one.
    assert with_files(model, {"references": "b"}, opened) == {"references": ["image b"]}
    unknown = Model.unknown("new/model")
    assert with_files(unknown, {"start_image": "a", "end_image": "b", "image": "c"}, opened) == {
        "start_image": "image a",
        "end_image": "image b",
        "image": "c",
    }


def test_a_forked_process_gets_a_studio_of_its_own(monkeypatch):
    monkeypatch.setattr(shared_studio, "_studio", None)
    monkeypatch.setattr(shared_studio, "_pid", 0)
    monkeypatch.setattr(public_api, "Studio", object)
    mine = shared_studio.shared_studio()
    assert shared_studio.shared_studio() is mine
    for other in (os.getpid() - 1, os.getpid() + 1):
        monkeypatch.setattr(shared_studio, "_studio", mine)
        monkeypatch.setattr(shared_studio, "_pid", other)
        assert shared_studio.shared_studio() is not mine
