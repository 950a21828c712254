"""The sources of the token, their order, and its secrecy; folders and hosts."""

import copy
import pickle
import sys
import types

import pytest

from krea_widgets.errors import BadInput, KreaError, MissingExtra
from krea_widgets.settings import (
    Token,
    check_base_url,
    clip_folder,
    find_token,
    forget_token,
    home_folder,
    is_this_machine,
    remember_token,
)

SECRET = "0000-1111:canary"


class Ring(types.ModuleType):
    """A keyring that lives in memory."""

    def __init__(self):
        super().__init__("keyring")
        self.kept = {}

    def set_password(self, service, name, text):
        self.kept[service, name] = text

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def delete_password(self, service, name):
        del self.kept[service, name]


@pytest.fixture
def ring(monkeypatch):
    ring = Ring()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    return ring


def test_a_token_does_not_show_itself():
    token = Token(f"  {SECRET}\n")
    assert token.reveal() == SECRET
    assert SECRET not in f"{token!r} {token} {[token]}"
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            take(token)


@pytest.mark.parametrize("text", ["", "  ", "two words", "tab\there", "schlüssel"])
def test_what_is_no_token_is_refused_without_being_repeated(text):
    token = Token(text, "in KREA_API_KEY")
    with pytest.raises(BadInput, match="The token in KREA_API_KEY is not a Krea token") as caught:
        token.check()
    assert not text.strip() or text not in str(caught.value)
    assert "Nothing was sent." in str(caught.value)
    assert token.reveal() == ""


@pytest.mark.parametrize("odd", [None, 5, b"bytes", ["list"], object()])
def test_making_a_token_never_raises(odd):
    assert Token.of(Token(odd)) == Token(odd)
    with pytest.raises(BadInput, match="not a Krea token"):
        Token(odd).check()
    assert Token.of(None) is None


WRONG = "id:se\u200bcret"  # pasted with a zero-width space


@pytest.mark.parametrize("name", ["KREA_API_KEY", "KREA_API_TOKEN"])
def test_a_wrong_token_is_refused_with_its_source(name, monkeypatch, ring, tmp_path):
    def refused(source, **look_up):
        with pytest.raises(BadInput, match=f"The token {source} is not a Krea token") as caught:
            find_token(**look_up)
        assert "cret" not in str(caught.value).replace("secret", "")
        assert caught.value.__cause__ is caught.value.__context__ is None

    refused(f"in {name}", env={name: WRONG}.get)
    refused("that was given", explicit=WRONG)
    refused(f"in Colab's secret {name}", env={}.get, colab={name: WRONG}.get)

    module = types.ModuleType("kaggle_secrets")
    module.UserSecretsClient = type("Client", (), {"get_secret": lambda _, asked: WRONG if asked == name else None})
    monkeypatch.setitem(sys.modules, "kaggle_secrets", module)
    refused(f"in Kaggle's secret {name}", env={"KAGGLE_KERNEL_RUN_TYPE": "Batch"}.get)

    remember_token(Token("good"), tmp_path)
    ring.get_password = lambda *_: WRONG
    refused("in the system's keyring", env={"KREA_WIDGETS_HOME": str(tmp_path)}.get)


def test_a_keyring_that_does_not_take_the_token(ring, tmp_path):
    def broken(service, name, text):
        raise OSError(f"cannot keep {text}")

    ring.set_password = broken
    with pytest.raises(KreaError, match=r"not remembered: this system's keyring failed \(OSError\)") as caught:
        remember_token(Token(SECRET), tmp_path)
    assert caught.value.__cause__ is caught.value.__context__ is None
    sys.modules["keyring"] = None
    with pytest.raises(MissingExtra, match="pip install keyring"):
        remember_token(Token(SECRET), tmp_path)


@pytest.mark.parametrize(("name", "folder"), [("KREA_WIDGETS_HOME", home_folder), ("KREA_WIDGETS_CLIPS", clip_folder)])
def test_a_home_folder_that_does_not_exist(name, folder):
    with pytest.raises(BadInput) as caught:
        folder({name: "~nosuchuser/krea"}.get)
    assert name in str(caught.value)
    assert "~nosuchuser/krea" in str(caught.value)
    assert "Nothing was sent." in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "::1"])
def test_this_machine(host):
    assert is_this_machine(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "128.0.0.1", "127.0.0.1.example.com", "localhost.example.com", "::2"])
def test_other_machines(host):
    assert not is_this_machine(host)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hidden@api.krea.ai",
        "https://hidden@api.krea.ai/v1",
        "https://:hidden@api.krea.ai",
        "https://api.krea.ai?key=hidden",
        "https://api.krea.ai/#hidden",
        "api.krea.ai/hidden",
        "ftp://hidden.krea.ai",
        "https://[hidden",
        "",
    ],
)
def test_addresses_that_are_not_taken(url):
    with pytest.raises(BadInput, match="address") as caught:
        check_base_url(url)
    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_the_order():
    both = {"KREA_API_KEY": "first", "KREA_API_TOKEN": "second"}
    assert find_token("argument", env=both.get).reveal() == "argument"
    assert find_token(env=both.get).reveal() == "first"
    assert find_token(env={**both, "KREA_API_KEY": " "}.get).reveal() == "second"
    assert find_token(env={}.get, colab={"KREA_API_TOKEN": "colab"}.get).reveal() == "colab"
    assert find_token(env={}.get) is None


def test_a_kaggle_secret(monkeypatch):
    class Client:
        def get_secret(self, name):
            if name != "KREA_API_TOKEN":
                raise RuntimeError("no such secret")
            return "kaggle"

    module = types.ModuleType("kaggle_secrets")
    module.UserSecretsClient = Client
    monkeypatch.setitem(sys.modules, "kaggle_secrets", module)
    assert find_token(env={"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}.get).reveal() == "kaggle"
    assert find_token(env={}.get) is None


def test_a_remembered_token(ring, tmp_path):
    env = {"KREA_WIDGETS_HOME": str(tmp_path)}.get
    assert find_token(env=env) is None
    remember_token(Token(SECRET), tmp_path)
    assert find_token(env=env).reveal() == SECRET
    assert SECRET not in "".join(path.read_text() for path in tmp_path.iterdir())
    forget_token(tmp_path)
    forget_token(tmp_path)
    assert find_token(env=env) is None
    assert ring.kept == {}


def test_a_keyring_that_fails_is_as_none(ring, tmp_path):
    remember_token(Token(SECRET), tmp_path)
    ring.get_password = lambda *_: 1 / 0
    assert find_token(env={"KREA_WIDGETS_HOME": str(tmp_path)}.get) is None


def test_folders(tmp_path):
    assert home_folder({"KREA_WIDGETS_HOME": str(tmp_path)}.get) == tmp_path
    assert home_folder({}.get).name == "krea_widgets"
    assert clip_folder({}.get).as_posix() == "krea_clips"
    assert clip_folder({"KREA_WIDGETS_CLIPS": str(tmp_path)}.get) == tmp_path
