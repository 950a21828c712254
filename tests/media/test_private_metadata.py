"""Places, names and serial numbers leave no file that is uploaded; its pixels, profile and all else stay."""

import hashlib
import io
import json
import random
import shutil
import struct
import subprocess
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from krea_widgets.media import open_still
from krea_widgets.media.private_metadata import without_private_metadata
from krea_widgets.media.still import Still

KINDS = ["JPEG", "PNG", "WEBP"]
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
GPS = {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)}
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>48,51.5N</exif:GPSLatitude></x:xmpmeta>"


def exif(tags=(), camera=(), gps=()):
    made = Image.Exif()
    made[0x010F] = "Camera & Co"
    made[0x0112] = 1
    for tag, value in dict(tags).items():
        made[tag] = value
    if camera:
        made.get_ifd(0x8769).update(camera)
    if gps:
        made.get_ifd(0x8825).update(gps)
    return made


def lossless(kind):
    return {"lossless": True} if kind == "WEBP" else {}


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("given", "note"),
    [
        ({"gps": GPS}, "location removed"),
        ({"tags": {0x013B: "Zelda"}}, "owner's name removed"),
        ({"camera": {0xA430: "Zelda"}}, "owner's name removed"),
        ({"camera": {0xA431: "12345"}}, "serial number removed"),
        ({"camera": {0x927C: b"Maker\0\1\2"}}, "camera maker's data removed"),
        ({"camera": {0xA435: "9"}, "gps": GPS}, "location and serial number removed"),
    ],
)
def test_what_is_private_is_removed(encoded, kind, given, note):
    data = encoded(kind, exif=exif(**given), icc_profile=PROFILE, **lossless(kind))
    still = open_still(data)
    assert note in still.notes
    image = Image.open(io.BytesIO(still.data))
    assert dict(image.getexif()) == {}
    assert image.info["icc_profile"] == PROFILE
    assert image.format == kind
    assert (pixels(still.data) == pixels(data)).all()
    assert b"Zelda" not in still.data
    assert b"12345" not in still.data
    assert still.digest == hashlib.sha256(still.data).hexdigest() != hashlib.sha256(data).hexdigest()
    kept = Still.open(data, keep_exif=True)
    assert (kept.data, kept.notes[:-1]) == (data, ())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"gps": {0: b"\2\3\0\0"}},
        {"tags": {0x013B: "   "}},
        {"camera": {0x829A: 0.01, 0x9003: "2026:11:29 12:00:00"}},
    ],
)
def test_a_file_that_tells_nothing_private_keeps_every_byte(encoded, kind, given):
    data = encoded(kind, exif=exif(**given), **lossless(kind))
    still = open_still(data)
    assert still.data is data
    assert not any("removed" in note for note in still.notes)


def test_the_coded_pixels_of_a_jpeg_stay(encoded):
    for options in ({}, {"progressive": True}):
        data = encoded("JPEG", exif=exif(gps=GPS), **options)
        kept = open_still(data).data
        scan = data[data.index(b"\xff\xdb") :]
        assert kept.endswith(scan)
        assert len(data) - len(kept) == 4 + len(exif(gps=GPS).tobytes())


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x5a\0\5Paris"
HEX = exif(gps=GPS).tobytes().hex().encode()
RAW = b"\nexif\n%8d\n%b\n" % (len(HEX) // 2, HEX)


@pytest.mark.parametrize(
    "more",
    [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + XMP),
        segment(0xED, IPTC),
        b"\xff" + segment(0xE1, exif(gps=GPS).tobytes()),
    ],
)
def test_a_location_outside_exif_in_a_jpeg(encoded, more):
    data = encoded("JPEG")
    still = open_still(data[:2] + more + data[2:])
    assert "location removed" in still.notes
    assert still.data.replace(b"\xff\xff", b"\xff") == data.replace(b"\xff\xff", b"\xff")


@pytest.mark.parametrize(
    "more",
    [
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)),
        chunk(b"tEXt", b"exif:GPSInfo\x00123"),
        chunk(b"tEXt", b"Raw profile type exif\0" + RAW),
        chunk(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(RAW)),
    ],
)
def test_a_location_in_a_text_of_a_png(encoded, more):
    data = encoded("PNG")
    end = data.index(b"IDAT") - 4
    still = open_still(data[:end] + more + chunk(b"tEXt", b"Software\0ours") + data[end:])
    assert "location removed" in still.notes
    assert still.data == data[:end] + chunk(b"tEXt", b"Software\0ours") + data[end:]


def test_the_flags_of_a_webp_fit_what_is_left(encoded):
    data = encoded("WEBP", exif=exif(gps=GPS), xmp=XMP, icc_profile=PROFILE, lossless=True)
    kept = open_still(data).data
    at = kept.index(b"VP8X")
    assert kept[at + 8] & 0b101100 == 0b100000
    assert int.from_bytes(kept[4:8], "little") == len(kept) - 8
    assert b"XMP " not in kept


def test_a_second_image_with_a_location_and_a_video_are_removed(encoded):
    data, second = encoded("JPEG"), encoded("JPEG", exif=exif(gps=GPS))
    listing = segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\0\0")
    still = open_still(data[:2] + listing + data[2:] + second)
    assert "location removed" in still.notes
    assert still.data == data
    still = open_still(data + b"\0\0\0\x18ftypmp42" + bytes(40))
    assert (still.data, "embedded video removed" in still.notes) == (data, True)
    assert open_still(data + bytes(40)).data == data + bytes(40)
    plain = data[:2] + listing + data[2:] + data
    assert open_still(plain).data == plain


def test_a_damaged_block_is_removed_if_it_may_have_a_location(encoded):
    broken = exif(gps=GPS).tobytes()[:30]
    data = encoded("JPEG")
    for block, removed in ((broken + b"\x88\x25", True), (b"Exif\0\0MM\0*\xff\xff\xff\xff", False)):
        still = open_still(data[:2] + segment(0xE1, block) + data[2:])
        assert ("location removed" in still.notes) is removed


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_conversion_keeps_no_metadata(encoded, mode):
    turned = exif(gps=GPS, tags={0x0112: 6})
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        if (kind, mode) == ("JPEG", "RGBA"):
            continue
        xmp = {"xmp": XMP} if kind in ("JPEG", "WEBP") else {}
        still = Still.open(encoded(kind, mode, exif=turned, **xmp), keep_exif=True)
        assert b"Camera & Co" not in still.data
        assert b"GPSLatitude" not in still.data
        assert dict(Image.open(io.BytesIO(still.data)).getexif()) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_makes_it_raise(encoded, kind):
    data = encoded(kind, exif=exif(gps=GPS, camera={0xA430: "Zelda"}), icc_profile=PROFILE, **lossless(kind))
    dice = random.Random(5)
    for _ in range(400):
        broken = bytearray(data[: dice.randrange(16, len(data))] if dice.random() < 0.3 else data)
        for _ in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        left, notes = without_private_metadata(bytes(broken), f"image/{kind.lower()}")
        assert (left == broken) == (not notes)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is missing")
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_exiftool_finds_nothing_private(encoded, tmp_path, kind):
    path = tmp_path / f"photo.{kind.lower()}"
    path.write_bytes(encoded(kind, **lossless(kind)))
    tags = [
        "-GPSLatitude=48.85",
        "-GPSLatitudeRef=N",
        "-XMP:GPSLatitude=48.85",
        "-XMP-dc:Creator=Zelda",
        "-Artist=Zelda",
    ]
    tags += ["-SerialNumber=12345", "-OwnerName=Zelda", *(["-IPTC:City=Paris"] if kind == "JPEG" else [])]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, path], check=True)
    path.write_bytes(open_still(path).data)
    (told,) = json.loads(subprocess.run(["exiftool", "-j", path], check=True, capture_output=True).stdout)
    assert not {name for name in told if "GPS" in name} | {"City", "Artist", "Creator", "OwnerName"} & set(told)
    assert "Zelda" not in str(told)
    assert "Warning" not in told
