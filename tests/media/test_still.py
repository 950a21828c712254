"""Opening stills: what is kept, what is remade, what is refused."""

from __future__ import annotations

import base64
import copy
import gc
import hashlib
import io
import os
import re
import struct
import time
import warnings
import weakref
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from krea_widgets.errors import BadFile, BadInput
from krea_widgets.media import Asset, Still, image_codec, open_still

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def near(found: object, wished: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(int(a) - b) <= by for a, b in zip(found, wished, strict=True))


def checked(still: Still) -> Image.Image:
    """The decoded still, after asking for all that Krea asks."""
    image = Image.open(io.BytesIO(still.data))
    assert (image.size, image.get_format_mimetype()) == ((still.width, still.height), still.mime_type)
    assert image.mode in ("RGB", "L")
    assert "transparency" not in image.info
    assert image.getexif().get(0x0112, 1) == 1
    assert getattr(image, "n_frames", 1) == 1
    assert still.digest == hashlib.sha256(still.data).hexdigest()
    assert (
        Path(still.name).suffix
        in {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/webp": (".webp",)}[still.mime_type]
    )
    return image.convert("RGB")


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {"quality": 90}),
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "L", {}),
        ("PNG", "RGB", {}),
        ("PNG", "L", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGB", {"lossless": True}),
    ],
)
def test_what_fits_keeps_its_bytes(encoded, kind, mode, options):
    data = encoded(kind, mode, (600, 400), **options)
    still = open_still(data, name="cat")
    assert still.data is data
    assert still.notes == ()
    checked(still)


@pytest.mark.parametrize(
    ("kind", "mode", "options", "mime_type"),
    [
        ("PNG", "RGBA", {}, "image/png"),
        ("PNG", "LA", {}, "image/png"),
        ("PNG", "P", {}, "image/png"),
        ("PNG", "1", {}, "image/png"),
        ("PNG", "I;16", {}, "image/png"),
        ("TIFF", "RGB", {}, "image/png"),
        ("TIFF", "CMYK", {}, "image/png"),
        ("TIFF", "LAB", {}, "image/png"),
        ("TIFF", "I;16", {}, "image/png"),
        ("TIFF", "F", {}, "image/png"),
        ("JPEG", "CMYK", {"quality": 95}, "image/jpeg"),
        ("GIF", "P", {}, "image/png"),
        ("BMP", "RGB", {}, "image/png"),
        ("PPM", "RGB", {}, "image/png"),
        ("JPEG2000", "RGB", {}, "image/jpeg"),
    ],
)
def test_what_does_not_fit_is_remade(kind, mode, options, mime_type):
    source = Image.new("RGB", (600, 400), (204, 51, 51))
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
        source = ImageCms.applyTransform(source, to_lab)
    elif mode == "I;16":
        source = Image.fromarray(np.full((400, 600), 200 * 257, np.uint16))
    else:
        source = source.convert(mode)
    buffer = io.BytesIO()
    source.save(buffer, kind, **options)
    still = open_still(buffer.getvalue(), name="cat.xyz")
    wished = {"I;16": (200,) * 3, "F": (97,) * 3, "LA": (97,) * 3}.get(mode, (204, 51, 51))
    image = checked(still)
    assert still.mime_type == mime_type
    assert still.notes == ()
    if mode != "1":
        assert near(image.getpixel((300, 200)), wished, by=30 if mode == "CMYK" else 12)


@pytest.mark.parametrize("scale", [1.0, 255.0, 65535.0])
def test_grey_of_32_bits_may_have_any_scale(scale):
    grey = (np.linspace(0, 1, 64 * 64, dtype=np.float32) * scale).reshape(64, 64)
    image = open_still(Image.fromarray(grey)).pil()
    assert near(image.getpixel((0, 0)), (0, 0, 0), by=1)
    assert near(image.getpixel((63, 63)), (255, 255, 255), by=1)
    assert near(image.getpixel((0, 32)), (127, 127, 127), by=2)


def test_dark_grey_of_16_bits_stays_dark():
    image = open_still(Image.fromarray(np.full((64, 64), 200, np.uint16))).pil()
    assert image.getpixel((5, 5)) == (1, 1, 1)


def test_png_of_16_bits_in_colour_is_remade():
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + struct.pack(">3H", 0xC8C8, 0x3C3C, 0x1E1E) * 32 for _ in range(32))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 16, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    still = open_still(data)
    assert still.data != data
    assert checked(still).getpixel((0, 0)) == (200, 60, 30)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "PIL"])
def test_every_exif_turn_is_undone(encoded, kind, orientation):
    upright = Image.open(io.BytesIO(encoded("PNG", size=(96, 64))))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition (Pillow's number) that hides each turn
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, "JPEG" if kind == "PIL" else kind, exif=exif, **({"quality": 95} if kind != "PNG" else {}))
    still = open_still(Image.open(buffer) if kind == "PIL" else buffer.getvalue())
    image = checked(still)
    assert image.size == (96, 64)
    assert near(image.getpixel((10, 40)), RED, 40)
    assert near(image.getpixel((86, 40)), BLUE, 40)
    assert near(image.getpixel((48, 1)), GREEN, 60)
    if kind != "TIFF":  # Pillow turns these by itself
        assert ("turned upright" in still.notes) == (orientation > 1)
    if orientation == 1 and kind in ("JPEG", "PNG", "WEBP"):
        assert still.data == buffer.getvalue()


def test_a_turned_jpeg_loses_little_and_stays_a_jpeg(photo):
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.open(photo).save(buffer, "JPEG", quality=95, subsampling=0, exif=exif)
    still = open_still(buffer.getvalue())
    before = np.asarray(Image.open(buffer).rotate(-90, expand=True), np.int16)
    after = np.asarray(checked(still), np.int16)
    assert still.mime_type == "image/jpeg"
    assert np.abs(before - after).mean() < 2.0  # of 255, at a grain of 6
    assert Image.open(io.BytesIO(still.data)).layer[0][1:3] == (1, 1)  # the colours keep their full size (4:4:4)


@pytest.mark.parametrize("exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b""])
def test_broken_exif_is_no_obstacle(encoded, exif):
    data = encoded("JPEG", exif=exif)
    assert open_still(data).data is data


def test_an_orientation_that_does_not_exist_is_upright(encoded):
    exif = Image.Exif()
    exif[0x0112] = 77
    assert "turned upright" not in open_still(encoded("JPEG", exif=exif)).notes


def test_clear_parts_are_laid_on_white():
    image = Image.new("RGBA", (64, 64), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 32, 64))
    image.paste((0, 0, 0, 128), (32, 32, 64, 64))
    still = open_still(image)
    assert "transparency replaced with white" in still.notes
    shown = checked(still)
    assert shown.getpixel((5, 5)) == (255, 255, 255)
    assert shown.getpixel((60, 5)) == RED
    assert near(shown.getpixel((60, 60)), (127, 127, 127), 2)


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_one_clear_colour_counts_too(mode):
    image = Image.new("RGB", (64, 64), "black").convert(mode)
    clear = image.getpixel((0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", transparency=clear)
    still = open_still(buffer.getvalue())
    assert "transparency replaced with white" in still.notes
    assert checked(still).getpixel((0, 0)) == (255, 255, 255)


def test_a_profile_is_turned_into_srgb():
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 255))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert open_still(with_profile(image, lab)).pil().getpixel((5, 5)) == RED
    assert open_still(with_profile(image, b"not a profile")).pil().getpixel((5, 5)) == RED
    gamma = swapped_primaries(lab)
    assert near(open_still(with_profile(image, gamma)).pil().getpixel((5, 5)), BLUE, 3)


def with_profile(image: Image.Image, profile: bytes) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", icc_profile=profile)
    return buffer.getvalue()


def swapped_primaries(profile: bytes) -> bytes:
    """The profile with its red and blue primaries exchanged (ICC.1, 7.3: the tag table)."""
    table = {profile[at : at + 4]: at for at in range(132, 132 + 12 * struct.unpack_from(">I", profile, 128)[0], 12)}
    red, blue = table[b"rXYZ"], table[b"bXYZ"]
    out = bytearray(profile)
    out[red : red + 4], out[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(out)


def test_a_profile_in_a_fitting_file_stays(encoded):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded("JPEG", icc_profile=profile)
    assert open_still(data).data is data


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_many_frames_the_first_is_taken(kind):
    first, *rest = [Image.new("RGB", (64, 64), colour) for colour in (RED, GREEN, BLUE)]
    buffer = io.BytesIO()
    first.save(buffer, kind, save_all=True, append_images=rest)
    still = open_still(buffer.getvalue())
    assert still.notes[0] == f"first {'page' if kind == 'TIFF' else 'frame'} of 3"
    assert near(checked(still).getpixel((5, 5)), RED, 12)


def test_an_open_image_gives_the_frame_it_stands_at():
    first, *rest = [Image.new("RGB", (64, 64), colour) for colour in (RED, GREEN, BLUE)]
    buffer = io.BytesIO()
    first.save(buffer, "GIF", save_all=True, append_images=rest)
    image = Image.open(buffer)
    image.seek(2)
    still = open_still(image)
    assert near(checked(still).getpixel((5, 5)), BLUE, 12)
    assert not [note for note in still.notes if "first" in note]


def test_a_photo_with_a_second_picture_behind_it_is_kept(encoded):
    first, second = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), BLUE)
    buffer = io.BytesIO()
    first.save(buffer, "MPO", save_all=True, append_images=[second])
    assert open_still(buffer.getvalue()).data == buffer.getvalue()


def test_avif_or_its_absence(encoded):
    if "AVIF" not in Image.registered_extensions().values():
        pytest.skip("this Pillow has no AVIF")
    still = open_still(encoded("AVIF", size=(96, 64)), name="cat.avif")
    assert (still.name, still.mime_type) == ("cat.jpg", "image/jpeg")
    assert near(checked(still).getpixel((10, 40)), RED, 40)


def test_heic_names_the_package_that_is_missing():
    try:
        import pillow_heif
    except ImportError:
        data = struct.pack(">I", 24) + b"ftypheic" + bytes(12) + bytes(500)
        with pytest.raises(BadFile, match=r"cat.heic .* HEIC photo.*Nothing was sent.*pip install pillow-heif"):
            open_still(data, name="cat.heic")
    else:
        buffer = io.BytesIO()
        pillow_heif.from_pillow(Image.new("RGB", (96, 64), RED)).save(buffer)
        still = open_still(buffer.getvalue(), name="cat.heic")
        assert (still.name, still.mime_type) == ("cat.jpg", "image/jpeg")
        assert near(checked(still).getpixel((5, 5)), RED)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cat.png is empty"),
        (b"dear diary, \xc3\xa4 nice day\r\n" * 300, "it holds text"),
        ("\ufeffdear diary".encode("utf-16"), "it holds text"),
        (b'{"error": "no such image"}', "it holds text"),
        (b"\n <!DOCTYPE html><html><body>404</body></html>", "it holds a web page"),
        (b"<html>", "it holds a web page"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "it holds an SVG drawing"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "it holds a PDF"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + bytes(40), "it holds a video"),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(40), "it holds a video"),
        (b"\x1aE\xdf\xa3" + bytes(40), "it holds a video"),
        (b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(40), "it holds a video"),
        (b"PK\x03\x04" + bytes(40), "it holds a ZIP archive"),
        (bytes(range(256)), "is not an image that can be read. Nothing was sent."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n", "it holds text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "is not an image that can be read"),
    ],
)
def test_what_is_no_picture_is_refused_by_name(data, says):
    with pytest.raises(BadFile, match=says) as caught:
        open_still(data, name="cat.png")
    assert caught.value.name == "cat.png"
    assert "Nothing was sent." in str(caught.value)
    assert isinstance(caught.value, BadInput)
    assert isinstance(caught.value, ValueError)
    assert caught.value.billed is False


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_what_is_cut_off_is_refused(photo, kind, share):
    buffer = io.BytesIO()
    Image.open(photo).resize((160, 100)).save(buffer, kind)
    data = buffer.getvalue()
    with pytest.raises(BadFile, match="is not an image that can be read"):
        open_still(data[: int(len(data) * share)])


def test_a_cut_off_jpeg_is_called_so(photo):
    data = photo.read_bytes()
    with pytest.raises(BadFile, match=r"photo.jpg .* \(it is cut off before its end\)"):
        open_still(data[: len(data) * 3 // 4], name="photo.jpg")


@pytest.mark.parametrize(
    ("size", "says"),
    [((1, 1), "too small"), ((15, 400), "too small"), ((16, 321), "too narrow"), ((321, 16), "too narrow")],
)
def test_sizes_of_no_use_are_refused(encoded, size, says):
    with pytest.raises(BadFile, match=rf"dot.png is {says} \({size[0]}×{size[1]} pixels\)"):
        open_still(encoded("PNG", size=size), name="dot.png")


def test_sizes_at_the_border_are_taken(encoded):
    assert open_still(encoded("PNG", size=(16, 320))).ratio == 0.05
    assert open_still(encoded("PNG", size=(512, 100))).notes == ()
    assert "small: models do better" in open_still(encoded("PNG", size=(511, 100))).notes[0]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "JPEG"])
def test_a_bomb_is_refused_by_its_header(encoded, kind):
    data = bytearray(encoded(kind, "P" if kind == "GIF" else "RGB"))
    place, form = {"PNG": (16, ">II"), "GIF": (6, "<HH"), "BMP": (18, "<ii"), "JPEG": (0, ">HH")}[kind]
    if kind == "JPEG":
        place = data.index(b"\xff\xc0") + 5
    struct.pack_into(form, data, place, 60_000, 50_000)
    if kind == "PNG":
        struct.pack_into(">I", data, 29, zlib.crc32(bytes(data[12:29])))
    with pytest.raises(
        BadFile, match=r"60000×50000 pixels|50000×60000 pixels"
    ):  # and no warning, which would be an error
        open_still(bytes(data))


def test_a_webp_bomb_is_refused_by_its_header(encoded):
    inner = encoded("WEBP")[12:]
    canvas = b"VP8X" + struct.pack("<IB3x", 10, 0) + (16_383).to_bytes(3, "little") * 2
    body = b"WEBP" + canvas + inner
    with pytest.raises(BadFile, match=r"bomb.webp (has|is not an image)") as caught:
        open_still(b"RIFF" + struct.pack("<I", len(body)) + body, name="bomb.webp")
    if "has" in str(caught.value):
        assert "100 million" in str(caught.value)


def flat_png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", pytest.param("TIFF", marks=pytest.mark.slow)])
def test_pillow_does_not_warn_of_what_is_taken(kind):
    buffer = io.BytesIO()
    options = {"compress_level": 1} if kind == "PNG" else {"compression": "tiff_lzw", "tile": (10_000, 9_504)}
    Image.new("L", (10_000, 9_500)).save(buffer, kind, **options)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        still = open_still(buffer.getvalue())
        assert still.thumbnail(64)
    assert (still.width, said) == (10_000, [])


def test_a_file_that_grows_says_so():
    image = Image.effect_noise((1200, 900), 80).convert("RGB")
    file = io.BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(file, "JPEG", quality=60, exif=exif)
    notes = open_still(file.getvalue()).notes
    assert notes[0] == "turned upright"
    assert re.fullmatch(r"re-encoded \(was \d{3} KB\)", notes[1])


def test_one_pixel_too_many():
    with pytest.raises(BadFile, match="up to 100 million"):
        open_still(flat_png(10_001, 10_000))


def test_a_png_that_would_be_too_large_becomes_a_jpeg():
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    data, mime_type, notes = image_codec.encode(noise, lossy=False, label="noise", limit=10_000)
    assert (mime_type, len(notes)) == ("image/jpeg", 1)
    assert len(data) <= 10_000
    with pytest.raises(BadFile, match="even as a JPEG"):
        image_codec.encode(noise, lossy=False, label="noise", limit=1000)


def test_names_get_the_ending_that_fits(encoded):
    png, jpeg = encoded("PNG"), encoded("JPEG")
    assert open_still(png, name="cat.PNG").name == "cat.PNG"
    assert open_still(jpeg, name="cat.jpeg").name == "cat.jpeg"
    assert open_still(jpeg, name="cat.png").name == "cat.jpg"
    assert open_still(png, name="cat v1.25").name == "cat v1.25.png"
    assert open_still(png, name="../../etc/passwd").name == "passwd.png"
    assert open_still(png).name == "image.png"
    assert len(open_still(png, name="x" * 300 + ".jpg").name) <= 100


def test_a_still_is_a_value(encoded):
    data = encoded("PNG")
    still, same = open_still(data), open_still(io.BytesIO(data))
    assert open_still(still) is still
    assert still == same
    assert len({still, same, copy.deepcopy(still)}) == 1
    assert still != open_still(encoded("PNG", size=(65, 48)))
    assert still.size == len(data)
    assert still.ratio == 64 / 48
    assert "data=" not in repr(still)
    with pytest.raises(AttributeError):
        still.name = "other"


def test_previews_are_small(photo):
    still = open_still(photo)
    for edge, limit in ((320, 30_000), (160, 20_000), (2000, 10**7)):
        small = Image.open(io.BytesIO(still.thumbnail(edge, limit=limit)))
        assert small.format == "JPEG"
        assert max(small.size) == min(edge, 1600)
        assert len(still.thumbnail(edge, limit=limit)) <= limit
    assert still.pil().size == (1600, 1067)
    assert still.preview == open_still(photo).preview
    assert Image.open(io.BytesIO(still.preview)).size == (320, 213)
    shown = still._repr_mimebundle_()
    assert set(shown) == {"text/plain", "image/jpeg"}
    assert len(shown["image/jpeg"]) < 41_000


def test_a_preview_has_the_best_quality_within_its_limit():
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    still, sizes = open_still(noise), []
    for quality in (85, 70, 50, 30):
        buffer = io.BytesIO()
        noise.save(buffer, "JPEG", quality=quality)
        sizes.append(len(buffer.getvalue()))
        assert still.thumbnail(64, limit=sizes[-1]) == buffer.getvalue()
    assert len(still.thumbnail(64, limit=sizes[0] - 1)) == sizes[1]
    assert len(still.thumbnail(64, limit=1)) == sizes[-1]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "HEIF"])
def test_a_large_photo_is_decoded_as_a_small_one_is(kind, monkeypatch):
    """A large one gets its memory as one block."""
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (96, 64, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    noise.save(buffer, kind)
    small = open_still(buffer.getvalue())
    monkeypatch.setattr(image_codec, "LARGE", 1)
    assert open_still(buffer.getvalue()).data == small.data
    assert open_still(buffer.getvalue()).preview == small.preview


def test_noise_gets_a_small_preview_too():
    noise = np.random.default_rng(3).integers(0, 256, (640, 640, 3), dtype=np.uint8)
    assert 0 < len(open_still(noise).thumbnail()) <= 40_000


def test_an_asset_is_a_still_without_pixels():
    still = open_still(Asset("https://gen.krea.ai/images/my%20cat.png?x=1", id="7", width=800, height=600))
    assert (still.data, still.name, still.width, still.ratio) == (b"", "my cat.png", 800, 800 / 600)
    assert still.asset is not None
    assert still.thumbnail() == b""
    assert set(still._repr_mimebundle_()) == {"text/plain"}
    assert still.digest != open_still(Asset("https://gen.krea.ai/images/b.png")).digest
    assert open_still(Asset("https://gen.krea.ai/images/b.png")).ratio == 0.0
    with pytest.raises(BadFile, match="at Krea"):
        still.pil()
    with pytest.raises(BadFile, match="web address"):
        open_still(Asset("javascript:alert(1)"))


FUZZED = settings(max_examples=60, deadline=None)


@FUZZED
@given(st.data())
def test_damage_never_brings_more_than_a_refusal(data):
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "PPM"]))
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), RED).save(buffer, kind)
    bytes_ = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        bytes_[data.draw(st.integers(0, len(bytes_) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(bytes_[: data.draw(st.integers(1, len(bytes_)))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow says of damaged tags is not the point here
        try:
            still = open_still(cut)
        except BadFile:
            return
        checked(still)


def test_an_image_whose_file_was_closed_is_not_called_damaged(tmp_path):
    path = tmp_path / "cat.png"
    Image.new("RGB", (64, 64)).save(path)
    with Image.open(path) as left:
        pass
    closed = Image.open(path)
    closed.close()
    with path.open("rb") as file:
        behind = Image.open(file)
    for image in (left, closed, behind):
        with pytest.raises(BadFile, match="its file was closed"):
            open_still(image)
    with Image.open(path) as loaded:
        loaded.load()
    assert open_still(loaded).width == 64


MODES = "1 L P RGB RGBA CMYK YCbCr LAB HSV I F LA PA La RGBa RGBX I;16 I;16B"


@pytest.mark.parametrize("mode", MODES.split())
def test_every_mode_of_pillow_becomes_a_still(mode):
    assert open_still(Image.new(mode, (600, 600))).pil().mode == "RGB"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_path_is_no_folder(text):
    with pytest.raises(BadFile, match="No image was given"):
        open_still(text)


def test_an_address_that_was_pasted_with_a_line_end(tmp_path):
    path = tmp_path / "cat.png"
    Image.new("RGB", (600, 600)).save(path)
    assert open_still(f" {path.as_uri()}\n").width == 600
    packed = base64.b64encode(path.read_bytes()).decode()
    assert open_still(f"\n data:image/png;base64,{packed}\n").width == 600


# One image for all that use a file at the same time.


@pytest.fixture
def settled(tmp_path):
    """A file that was written an hour ago."""
    path = tmp_path / "cat.png"
    Image.new("RGB", (640, 360), "teal").save(path)
    an_hour_ago = time.time() - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    return path


def test_a_file_that_is_in_use_is_not_decoded_again(settled, monkeypatch):
    still = open_still(settled)
    monkeypatch.setattr(image_codec, "load", None)
    monkeypatch.setattr("krea_widgets.media.still.read_source", None)
    assert open_still(str(settled)) is still
    assert open_still(settled) is still


def test_the_same_bytes_are_not_decoded_again(settled, monkeypatch):
    data = settled.read_bytes()
    still = open_still(data)
    monkeypatch.setattr(image_codec, "load", None)
    assert open_still(data) is still


def test_another_name_or_wish_is_another_image(settled):
    stills = [open_still(settled), open_still(settled, name="dog.png"), open_still(settled, keep_exif=True)]
    assert [still.name for still in stills] == ["cat.png", "dog.png", "cat.png"]
    assert len(set(map(id, stills))) == 3


def test_a_file_that_has_changed_is_read_again(settled):
    before = open_still(settled)
    Image.new("RGB", (320, 360), "red").save(settled)
    assert open_still(settled).width == 320
    assert before.width == 640


def test_a_change_of_the_same_size_within_a_tick_of_the_clock_is_seen(tmp_path):
    path, stills = tmp_path / "frame.bmp", []
    for colour in ("red", "lime", "blue"):
        Image.new("RGB", (64, 36), colour).save(path)
        now = int(time.time())
        os.utime(path, (now, now))
        stills.append(open_still(path))
    assert len({still.digest for still in stills}) == 3


def test_a_fitted_image_in_use_is_not_made_again(settled, monkeypatch):
    still = open_still(settled)
    square = still.fitted(1.0, "crop")
    padded = still.fitted(1.0, "pad")
    monkeypatch.setattr("krea_widgets.media.still._fitted", None)
    assert open_still(settled).fitted(1.0, "crop") is square
    assert padded is not square
    assert square.origin.still is still


def test_no_image_is_kept_that_nobody_uses(settled):
    kept = weakref.ref(open_still(settled))
    wide = weakref.ref(open_still(settled).fitted(16 / 9, "crop"))
    gc.collect()
    assert kept() is None
    assert wide() is None
