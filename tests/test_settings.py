"""Where the token is looked for, in which order, and that it never shows itself."""

import copy
import pickle
import sys
import types

import pytest

from krea_widgets.settings import Token, clip_folder, find_token, forget_token, home_folder, remember_token

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
    with pytest.raises(ValueError, match="not a Krea token") as caught:
        Token(text)
    assert not text.strip() or text not in str(caught.value)


def test_the_order():
    both = {"KREA_API_KEY": "first", "KREA_API_TOKEN": "second"}
    assert find_token("argument", env=both).reveal() == "argument"
    assert find_token(env=both).reveal() == "first"
    assert find_token(env={**both, "KREA_API_KEY": " "}).reveal() == "second"
    assert find_token(env={}, colab={"KREA_API_TOKEN": "colab"}.get).reveal() == "colab"
    assert find_token(env={}) is None


def test_a_kaggle_secret(monkeypatch):
    class Client:
        def get_secret(self, name):
            if name != "KREA_API_TOKEN":
                raise RuntimeError("no such secret")
            return "kaggle"

    module = types.ModuleType("kaggle_secrets")
    module.UserSecretsClient = Client
    monkeypatch.setitem(sys.modules, "kaggle_secrets", module)
    assert find_token(env={"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}).reveal() == "kaggle"
    assert find_token(env={}) is None


def test_a_remembered_token(ring, tmp_path):
    env = {"KREA_WIDGETS_HOME": str(tmp_path)}
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
    assert find_token(env={"KREA_WIDGETS_HOME": str(tmp_path)}) is None


def test_folders(tmp_path):
    assert home_folder({"KREA_WIDGETS_HOME": str(tmp_path)}) == tmp_path
    assert home_folder({}).name == "krea_widgets"
    assert clip_folder({}).as_posix() == "krea_clips"
    assert clip_folder({"KREA_WIDGETS_CLIPS": str(tmp_path)}) == tmp_path
