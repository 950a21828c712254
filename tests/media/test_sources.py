"""Where a picture may come from, and what is said when nothing comes."""

from __future__ import annotations

import base64
import io
import os
import sys
import tempfile
import unicodedata
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from krea_widgets.errors import BadFile
from krea_widgets.media import open_still, remote_url
from krea_widgets.media.sources import read_source, safe_name


@pytest.fixture
def cat(tmp_path, encoded) -> Path:
    path = tmp_path / "my cat #1 ü.png"
    path.write_bytes(encoded("PNG"))
    return path


def test_every_kind_of_source_gives_the_same_still(cat, monkeypatch):
    data = cat.read_bytes()
    monkeypatch.setenv("HOME", str(cat.parent))
    monkeypatch.setenv("USERPROFILE", str(cat.parent))
    with cat.open("rb") as file, tempfile.TemporaryFile() as nameless:
        nameless.write(b"something before" + data)
        nameless.seek(16)
        sources = [
            str(cat),
            cat,
            f"~/{cat.name}",
            cat.as_uri(),
            f"file://localhost{quote(str(cat))}",
            data,
            bytearray(data),
            memoryview(data),
            memoryview(np.frombuffer(data, np.uint8)),
            file,
            io.BytesIO(data),
            nameless,
            "data:image/png;base64," + base64.b64encode(data).decode(),
            "DATA:;BASE64,\n" + base64.encodebytes(data).decode().rstrip("=\n"),
            "data:image/png," + quote(data),
        ]
        stills = [open_still(source) for source in sources]
        assert not file.closed
    assert len({still.digest for still in stills}) == 1
    assert [still.name for still in stills[:5]] == [cat.name] * 5
    assert stills[9].name == cat.name
    assert {still.name for still in stills[5:9] + stills[10:]} == {"image.png"}


def test_pil_images_and_arrays_keep_their_pixels(cat):
    image = Image.open(cat)
    pixels = np.asarray(image)
    for source in (
        image,
        image.copy(),
        pixels,
        pixels[:, :, ::-1][:, :, ::-1],
        np.dstack([pixels, pixels[:, :, :1] | 255]),
    ):
        assert np.array_equal(np.asarray(open_still(source).pil()), pixels)
    assert open_still(Image.open(cat)).name == cat.name
    assert open_still(image.copy()).name == open_still(pixels).name == "image.png"
    assert open_still(pixels, name="frame 7").name == "frame 7.png"


@pytest.mark.parametrize(
    ("array", "value"),
    [
        (np.full((32, 32), 77, np.uint8), 77),
        (np.full((32, 32, 1), 77, np.uint8), 77),
        (np.full((32, 32, 3), 77 * 257, np.uint16), 77),
        (np.full((32, 32), 65535, np.uint16), 255),
        (np.full((32, 32, 3), 77 / 255), 77),
        (np.full((32, 32, 3), 77 / 255, np.float32), 77),
        (np.full((32, 32, 3), 0.5, np.float16), 128),
        (np.full((32, 32, 3), 1.02), 255),
        (np.full((32, 32, 3), -0.02), 0),
        (np.full((32, 32), fill_value=True), 255),
        (np.zeros((32, 32, 3), np.uint8).transpose(1, 0, 2), 0),
    ],
)
def test_arrays_of_every_good_type(array, value):
    assert open_still(array).pil().getpixel((3, 3)) == (value,) * 3


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.zeros((2, 32, 32, 3), np.uint8), r"holds a batch of 2 .*array\[0\]"),
        *((np.zeros((n, 32, 40), np.uint8), r"channels first .*array.transpose\(1, 2, 0\)") for n in (1, 3, 4)),
        (np.zeros((32, 32, 2), np.uint8), r"has the shape \(32, 32, 2\)"),
        (np.zeros((32, 32, 5), np.uint8), "has the shape"),
        (np.zeros(32, np.uint8), r"has the shape \(32,\)"),
        (np.zeros((), np.uint8), r"has the shape \(\)"),
        (np.zeros((0, 32, 3), np.uint8), "too small"),
        (np.zeros((32, 32), np.int64), "type int64.*astype"),
        (np.zeros((32, 32), complex), "type complex128"),
        (np.zeros((32, 32), object), "type object"),
        (np.full((32, 32), np.nan), "NaN or infinity"),
        (np.full((32, 32), np.inf), "NaN or infinity"),
        (np.full((32, 32), 200.0), "floats from 200 to 200.*astype"),
        (np.full((32, 32), 1.06), "floats from 1.06 to 1.06.*astype"),
        (np.full((32, 32), -1.0), "floats from -1 to -1"),
        (np.broadcast_to(np.uint8(0), (20_000, 20_000)), "up to 100 million"),
        (np.broadcast_to(np.uint8(0), (10**15, 32)), "up to 100 million"),
    ],
)
def test_arrays_that_are_no_pictures(array, says):
    with pytest.raises(BadFile, match=says) as caught:
        open_still(array)
    assert str(caught.value).startswith("The array ")


class Tensor:
    """What torch's and jax's tensors look like from outside."""

    def __array__(self) -> object:
        raise AssertionError("nobody asked for it")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (None, "No image was given.*numpy array"),
        (7, "A value of type int is not an image.*a path, a web address"),
        ([1, 2], "A value of type list is not"),
        (Tensor(), r"A value of type Tensor is not.*numpy.asarray\(tensor\).*a path"),
        (io.StringIO("text"), "The file object is open as text.*rb"),
        ("https://example.com/cat.png", "https://example.com/cat.png is a web address"),
        ("data:image/png;base64", "no comma"),
        ("data:image/png;base64,a*b=", "not valid base64"),
        ("data:image/png;base64,abcde", "not valid base64"),
        ("data:image/png;base64,é", "not valid base64"),
        ("data:,", "is empty"),
        ("data:text/html,<html>", "a web page"),
        ("file://fileserver/cat.png", "is on another computer"),
        ("file://[/cat.png", "not a valid URL"),
        ("", "No image was given"),
        ("nul\0byte.png", "There is no file nulbyte.png"),
        ("a slow dolly in " * 400, "There is no file a slow dolly in.*…"),
        ("~nobody_of_that_name/cat.png", "There is no file"),
    ],
)
def test_what_is_no_source(source, says):
    with pytest.raises(BadFile, match=f"(?s){says}") as caught:
        open_still(source)
    assert len(str(caught.value)) < 700
    assert str(caught.value).isprintable()


def test_a_missing_file_is_looked_for_nearby(cat):
    with pytest.raises(BadFile, match=r"There is no file My cat #1 u.PNG in .*Did you mean my cat #1 ü.png"):
        open_still(cat.parent / "My cat #1 u.PNG")
    with pytest.raises(BadFile, match=r"There is no file dog.jpg in [^.]*\. Nothing was sent\.$"):
        open_still(cat.parent / "dog.jpg")
    with pytest.raises(BadFile, match="Its folder does not exist"):
        open_still(cat.parent / "nowhere" / cat.name)
    with pytest.raises(BadFile, match="There is no file"):
        open_still(cat / "inside.png")


def test_folders_pipes_and_empty_files(tmp_path):
    (tmp_path / "empty.png").touch()
    with pytest.raises(BadFile, match=r"empty.png is empty"):
        open_still(tmp_path / "empty.png")
    with pytest.raises(BadFile, match=f"{tmp_path.name} is a folder"):
        open_still(str(tmp_path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(BadFile, match="device or a pipe"):
            open_still(tmp_path / "pipe.png")


def test_too_many_bytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "big.tiff"
    with path.open("wb") as file:
        file.truncate(75_000_001)  # a sparse file: it takes no room
    with pytest.raises(BadFile, match=r"big.tiff has 75.0 MB; Krea accepts files up to 75 MB"):
        open_still(path)
    with pytest.raises(BadFile, match="75 MB"):
        open_still(bytes(75_000_001))
    with path.open("rb") as file, pytest.raises(BadFile, match=r"big.tiff has"):
        open_still(file)


def test_files_that_cannot_be_read_from(cat):
    with cat.open("rb") as file:
        file.read()
        with pytest.raises(BadFile, match=r"already at its end.*file.seek\(0\)"):
            open_still(file)
    with pytest.raises(BadFile, match="cannot be read"):
        open_still(file)  # closed by now
    with cat.open(encoding="latin-1") as file, pytest.raises(BadFile, match="open as text"):
        open_still(file)


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://example.com/cat.png", "https://example.com/cat.png"),
        (" HTTP://example.com/cat.png\n", "HTTP://example.com/cat.png"),
        ("https://", None),
        ("http://[", None),
        ("cat.png", None),
        ("data:image/png,", None),
        ("file:///cat.png", None),
        ("ftp://example.com/cat.png", None),
        (b"https://example.com", None),
        (Path("https://example.com"), None),
        (None, None),
    ],
)
def test_web_addresses_are_known(source, address):
    assert remote_url(source) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cat.png", "cat.png"),
        ("/a/b/cat.png", "cat.png"),
        (r"C:\pictures\cat.png", "cat.png"),
        ("../..", ""),
        (".hidden.png", "hidden.png"),
        ("a\x00b\u202egnp.exe\n.png", "abgnp.exe.png"),
        ('a<b>:"|?*.png', "a_b______.png"),
        ("cafe\u0301.png", "café.png"),
        ("  two   words .png", "two words.png"),
        ("no ending", "no ending"),
        ("x" * 120 + ".abcdefghij", "x" * 89 + ".abcdefghij"),
        ("x" * 120 + ".abcdefghijk", "x" * 100),
    ],
)
def test_names_are_made_safe(text, name):
    assert safe_name(text) == name


@given(
    st.text() | st.text("./\\~ab\0\u202e:", max_size=20) | st.text(min_size=90, max_size=150).map(lambda s: s + ".jpeg")
)
def test_a_safe_name_is_safe(text):
    name = safe_name(text)
    assert len(name) <= 100
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".")
    assert not any(unicodedata.category(sign)[0] == "C" for sign in name)
    assert safe_name(name) == name


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_bring_a_still_or_a_refusal(data):
    for source in (data, "data:," + quote(data), io.BytesIO(data)):
        with pytest.raises(BadFile):
            open_still(source)


@given(st.text(max_size=80).filter(lambda text: not Path(text.replace("\0", "")).exists()))
def test_any_text_is_refused_in_one_line(text):
    with pytest.raises(BadFile) as caught:
        open_still(text)
    assert str(caught.value).isprintable()


def test_a_package_that_another_thread_is_importing_is_no_trouble(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", ModuleType("numpy"))
    monkeypatch.setitem(sys.modules, "PIL.Image", ModuleType("PIL.Image"))
    assert read_source(b"bytes of an image").data == b"bytes of an image"


def test_a_text_is_not_meant_by_the_name_of_an_image(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("notes.txt", "north.jpg", "nodes.json"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(BadFile) as caught:
        read_source("notes.jpg")
    assert caught.value.advice == "Did you mean north.jpg?"
