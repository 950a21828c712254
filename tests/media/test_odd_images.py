"""Images of every depth, with transparency, notes and odd numbers: the right pixels, or a refusal that says why."""

from __future__ import annotations

import io
import struct
import unicodedata
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from krea_widgets.errors import BadFile
from krea_widgets.media import open_still

SIZE = (48, 32)
# Colour types of a PNG: the bits they have, and the samples of a pixel.
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
KINDS = [
    *((GREY, bits) for bits in (1, 2, 4, 8, 16)),
    *((PALETTE, bits) for bits in (1, 2, 4, 8)),
    *((colour, bits) for colour in (RGB, GREY_ALPHA, RGB_ALPHA) for bits in (8, 16)),
]
SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples: np.ndarray, bits: int) -> bytes:
    """Rows of samples as a PNG has them."""
    rows = samples.reshape(samples.shape[0], -1)
    if bits == 16:
        data = rows.astype(">u2").view(np.uint8).reshape(len(rows), -1)
    elif bits == 8:
        data = rows.astype(np.uint8)
    else:
        places = 1 << np.arange(bits - 1, -1, -1)
        data = np.packbits(((rows[..., None] & places) > 0).reshape(len(rows), -1), axis=1)
    return b"".join(b"\0" + row.tobytes() for row in data)


def notes(random: np.random.Generator) -> bytes:
    """Texts and profiles that are large or damaged."""
    large = zlib.compress(bytes(3_000_000))
    return [
        b"",
        chunk(b"zTXt", b"Comment\0\0" + large),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + large),
        chunk(b"iTXt", b"broken"),
        chunk(b"zTXt", b"Comment\0\0not deflated"),
        chunk(b"iCCP", b"large\0\0" + large),
        chunk(b"iCCP", b"damaged\0\0" + zlib.compress(b"no profile at all")[:-6]),
        chunk(b"tEXt", b"Comment\0" + b"x" * 2_000_000),
        chunk(b"eXIf", b"no exif"),
    ][random.integers(9)]


def odd_png(seed: int) -> tuple[bytes, np.ndarray, str]:
    """A PNG, its pixels on white as another reader has to find them, and what it is."""
    random = np.random.default_rng(seed)
    colour, bits = KINDS[seed % len(KINDS)]
    width, height = SIZE
    most = (1 << bits) - 1
    samples = random.integers(0, most + 1, (height, width, SAMPLES[colour]))
    palette = random.integers(0, 256, (1 << min(bits, 8), 3))
    alphas, keyed, before = np.full(len(palette), 255), random.random() < 0.6, b""
    rgb = palette[samples[..., 0]] if colour == PALETTE else samples[..., : 1 if colour in (GREY, GREY_ALPHA) else 3]
    scale = 255 / (255 if colour == PALETTE else most)
    rgb = np.broadcast_to(rgb * scale, (height, width, 3)) if rgb.shape[-1] == 1 else rgb * scale
    alpha = np.ones((height, width, 1))
    if colour == PALETTE:
        before = chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if colour in (GREY_ALPHA, RGB_ALPHA):
        alpha = samples[..., -1:] / most
    elif keyed and colour == PALETTE:
        alphas = random.integers(0, 256, len(palette))
        before += chunk(b"tRNS", alphas.astype(np.uint8).tobytes())
        alpha = alphas[samples] / 255
    elif keyed:
        key = samples[3, 5]
        before += chunk(b"tRNS", key.astype(">u2").tobytes())
        alpha = 1 - (samples == key).all(axis=-1, keepdims=True)
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(packed(samples, bits)))
    start, end = chunk(b"IHDR", head), chunk(b"IEND", b"")
    first, last = (notes(random), b"") if random.random() < 0.7 else (b"", notes(random))
    data = b"\x89PNG\r\n\x1a\n" + start + first + before + body + last + end
    return data, rgb * alpha + 255 * (1 - alpha), f"colour type {colour}, {bits} bits, key {keyed}"


@pytest.mark.parametrize("seed", range(45))
def test_a_png_of_any_depth_has_its_pixels(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within 2 levels, and half of one more where 16 bits of colour and of alpha are rounded one after the other."""
    data, wished, what = odd_png(seed)
    limit = 2.5 if "4, 16" in what or "6, 16" in what else 2
    still = open_still(data)
    shown = np.asarray(still.pil()).astype(float)
    assert np.abs(shown - wished).max() <= limit, what
    # What is sent, a reader shows the same way that has no limit for texts.
    monkeypatch.setattr(PngImagePlugin, "MAX_TEXT_CHUNK", 1 << 30)
    sent = np.asarray(Image.open(io.BytesIO(still.data)).convert("RGB")).astype(float)
    assert np.abs(sent - wished).max() <= limit, what


def tiff(array: np.ndarray, order: str = "<") -> bytes:
    """A TIFF of one strip with the samples as they are."""
    kinds = {"u": 1, "i": 2, "f": 3}
    data = array.astype(array.dtype.newbyteorder(order)).tobytes()
    entries = {
        256: array.shape[1], 257: array.shape[0], 258: 8 * array.itemsize, 259: 1, 262: 1, 273: 8 + 2 + 10 * 12 + 4,
        277: 1, 278: array.shape[0], 279: len(data), 339: kinds[array.dtype.kind],
    }  # fmt: skip
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", 42, 8, len(entries))
    rows = b"".join(struct.pack(order + "HHII", tag, 4, 1, value) for tag, value in entries.items())
    return head + rows + bytes(4) + data


@pytest.mark.parametrize("seed", range(45))
def test_a_tiff_and_an_array_of_any_numbers(seed: int) -> None:
    """Right pixels within 2 levels, or refused; NaN, infinity and outliers never make a black image."""
    random = np.random.default_rng(seed)
    picture = random.random((SIZE[1], SIZE[0])) * 0.98 + 0.01
    kind = ("u1", "u2", "f4", "f8")[seed % 4]
    order = "<>"[seed // 4 % 2]
    scale = {"u1": 255, "u2": 65535}.get(kind, 1)
    array = np.round(picture * scale).astype(kind) if scale > 1 else picture.astype(kind)
    odd = [None, np.nan, np.inf, -np.inf, 1.03, -0.02, 40.0][random.integers(7)] if kind[0] == "f" else None
    if odd is not None:
        array[tuple(random.integers(0, 30, 2))] = odd
    wished = np.clip(picture, 0, 1) * 255
    refused = odd is not None and not -0.05 < odd < 1.05
    for source in (array.astype(array.dtype.newbyteorder(order)), *([] if kind == "f8" else [tiff(array, order)])):
        if refused:
            with pytest.raises(BadFile, match=r"NaN or infinity|holds (floats|numbers) from"):
                open_still(source)
            continue
        shown = np.asarray(open_still(source).pil().convert("L")).astype(float)
        away = np.abs(shown - wished) > 2
        assert away.sum() <= (odd is not None), (kind, order, odd)


def test_what_16_bits_do_not_use_is_said():
    twelve = (np.random.default_rng(1).random((64, 64)) * 4095).astype(np.uint16)
    for source in (twelve, tiff(twelve), tiff(twelve, ">")):
        still = open_still(source)
        assert "dark: its 16 bits go up to 4,09" in repr(still)
    with pytest.raises(BadFile, match=r'has 16 bits, but holds 255 at most\..*pass array\.astype\("uint8"\)'):
        open_still(np.arange(256, dtype=np.uint16).repeat(16).reshape(64, 64))
    assert open_still(np.zeros((64, 64), np.uint16)).pil().getextrema() == ((0, 0),) * 3


def raw_photo(tags: dict[int, int], start: bytes = b"") -> bytes:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        info[tag] = value
    Image.new("RGB", (160, 120), "grey").save(file := io.BytesIO(), "TIFF", tiffinfo=info)
    data = file.getvalue()
    return data[:8] + start + data[8 + len(start) :] if start else data


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        (raw_photo({50706: 0x01040000}), "a camera's raw photo"),
        (raw_photo({254: 1, 330: 8}), "a camera's raw photo"),
        (b"FUJIFILMCCD-RAW 0201FF383501" + bytes(200), "a camera's raw photo"),
        (b"IIU\0\x18\0\0\0" + bytes(200), "a camera's raw photo"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(200), "a camera's raw photo"),
        (b"\xff\x0a" + bytes(200), "a JPEG XL image"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(200), "a JPEG XL image"),
        (b"8BPS\0\1" + bytes(200), "a Photoshop document"),
        (b"\0\0\1\0\1\0" + bytes(200), "an icon"),
    ],
)
def test_a_format_that_is_no_photo_is_named(data: bytes, holds: str) -> None:
    with pytest.raises(
        BadFile, match=rf"photo\.x is not an image that can be read \(it holds {holds}\)\..*Export it as"
    ):
        open_still(data, name="photo.x")


def test_a_tiff_with_several_pages_is_no_raw_photo():
    data = raw_photo({254: 2})
    assert open_still(data).width == 160


# pasted paths


@pytest.mark.parametrize(
    ("name", "before", "written", "after"),
    [
        ("cat.png", "", "cat.png", "\r\n"),
        ("cat.png", "\t ", "cat.png", " "),
        ("cat.png", "'", "cat.png", "'"),
        ("cat.png", "“", "cat.png", "”"),
        ("cat.png", ' "', "cat.png", '"\n'),
        ("cat.png", "\u202a", "cat.png", ""),
        ("cat.png", "", "cat\u200b.png", ""),
        ("Screenshot 9.41\u202fAM.png", "", "Screenshot 9.41 AM.png", "\n"),
        ("a\u00a0b.png", "", "a b.png", ""),
        ("a b.png", "", "a\u3000b.png", ""),
        (unicodedata.normalize("NFD", "Zoë.png"), "", unicodedata.normalize("NFC", "Zoë.png"), ""),
        (unicodedata.normalize("NFC", "Zoë.png"), '"', unicodedata.normalize("NFD", "Zoë.png"), '"'),
        (" odd .png", "", " odd .png", ""),
        ('"quoted".png', "", '"quoted".png', ""),
    ],
)
@pytest.mark.parametrize("folder", ["", "whole"])
def test_a_pasted_path_finds_the_file_that_it_looks_like(name, before, written, after, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", SIZE, "teal").save(tmp_path / name)
    path = f"{tmp_path}/{written}" if folder else written
    assert open_still(before + path + after).width == SIZE[0]


def test_names_that_look_the_same_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a\u00a0b.png", "a\u202fb.png"):
        Image.new("RGB", SIZE, "teal").save(name)
    with pytest.raises(BadFile, match=r"There is no file a b\.png .*Did you mean") as caught:
        open_still("a b.png")
    assert r"'a\xa0b.png'" in str(caught.value)
    assert r"'a\u202fb.png'" in str(caught.value)
    Image.new("RGB", (64, 64), "red").save("a b.png")
    assert open_still("a b.png").width == 64
