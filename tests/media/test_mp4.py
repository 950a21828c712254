"""MP4 facts: right for whole files of every build, a ValueError for anything else."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import re
import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from krea_widgets.media import mp4

BUILDS = [
    "",
    "faststart",
    "frag_keyframe+empty_moov",
    "frag_keyframe+empty_moov+default_base_moof",
    "dash+frag_keyframe",
]


def box(kind: bytes, *content: bytes) -> bytes:
    inner = b"".join(content)
    return struct.pack(">I4s", 8 + len(inner), kind) + inner


def boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """The boxes at the top, whole."""
    found, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at : at + size]))
        at += size
    return found


@pytest.mark.parametrize("movflags", BUILDS)
def test_facts_of_every_build(film, movflags):
    facts = mp4.facts(film(movflags))
    assert (facts.width, facts.height) == (160, 96)
    assert facts.duration == pytest.approx(1.0, abs=0.1)
    assert facts.fps == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize(("frames", "rate"), [(48, 24), (90, 30), (7, 5)])
def test_length_and_rate(film, frames, rate):
    facts = mp4.facts(film(frames=frames, rate=rate))
    assert facts.duration == pytest.approx(frames / rate, abs=0.02)
    assert facts.fps == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("movflags", BUILDS)
def test_cut_off_anywhere_is_seen(film, movflags):
    data = film(movflags).read_bytes()
    borders = set()
    at = 0
    for _, whole in boxes(data):
        at += len(whole)
        borders.add(at)
    for length in range(0, len(data), 97):
        if length not in borders:
            with pytest.raises(ValueError, match="It is"):
                mp4.read(io.BytesIO(data[:length]))
    for length in range(len(data) - 20, len(data)):
        with pytest.raises(ValueError, match="cut off"):
            mp4.read(io.BytesIO(data[:length]))


def test_missing_parts_are_named(film):
    parts = dict(boxes(film("faststart").read_bytes()))
    whole = [parts[kind] for kind in (b"ftyp", b"moov", b"mdat")]
    assert mp4.read(io.BytesIO(b"".join(whole))).width == 160
    for missing, says in (
        (0, "no file type box"),
        (1, "its index is missing"),
        (2, "its media data is missing"),
    ):
        with pytest.raises(ValueError, match=says):
            mp4.read(io.BytesIO(b"".join(part for number, part in enumerate(whole) if number != missing)))


def test_sizes_of_64_bits_and_to_the_end(film):
    parts = dict(boxes(film("faststart").read_bytes()))
    content = parts[b"mdat"][8:]
    start = parts[b"ftyp"] + parts[b"moov"]
    long = struct.pack(">I4sQ", 1, b"mdat", 16 + len(content)) + content
    endless = struct.pack(">I4s", 0, b"mdat") + content
    for last in (long, endless):
        assert mp4.read(io.BytesIO(start + last)).width == 160
    with pytest.raises(ValueError, match="1 bytes are missing"):
        mp4.read(io.BytesIO(start + long[:-1]))
    for size in (2, 7, 15, 2**63, 2**64 - 1):
        head = (
            struct.pack(">I4sQ", 1, b"mdat", size)
            if size not in (2, 7)
            else struct.pack(">I4s", size, b"mdat") + bytes(8)
        )
        with pytest.raises(ValueError, match=r"damaged|cut off"):
            mp4.read(io.BytesIO(start + head + content))


def test_numbers_of_64_bits_quarter_turns_and_missing_sizes(film):
    data = film("faststart").read_bytes()
    at = data.index(b"tkhd") + 4
    turned = bytearray(data)
    struct.pack_into(">9i", turned, at + 40, 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
    assert mp4.read(io.BytesIO(turned)).height == 160
    sizeless = bytearray(data)
    struct.pack_into(">II", sizeless, at + 76, 0, 0)
    assert mp4.read(io.BytesIO(sizeless)).width == 160
    parts = dict(boxes(data))
    body = parts[b"moov"]
    old = box(b"mvhd", body[16 : 16 + struct.unpack_from(">I", body, 8)[0] - 8])
    scale, length = struct.unpack_from(">II", old, 20)
    new = box(b"mvhd", b"\1\0\0\0", bytes(16), struct.pack(">IQ", scale, 3 * length), old[28:])
    longer = parts[b"ftyp"] + box(b"moov", new, body[8 + len(old) :]) + parts[b"mdat"]
    assert mp4.read(io.BytesIO(longer)).duration == pytest.approx(3.0, abs=0.1)
    # Of a last box, 0 is the length to the end of its parent.
    open_end = box(b"moov", body[8:], struct.pack(">I4s", 0, b"udta"), bytes(9))
    assert mp4.read(io.BytesIO(parts[b"ftyp"] + open_end + parts[b"mdat"])).width == 160


NO_HEADER = "It is cut off: its last box has no header."
NO_MP4 = "It is not an MP4."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "It is empty."),
        (b"\0", NO_HEADER),
        (b"\0\0\0\0", NO_HEADER),
        (b"<!DOCTYPE html><html>not found</html>", NO_MP4),
        (b'{"error": "expired"}', NO_MP4),
        (bytes(100), NO_MP4),
        (b"\xff" * 100, NO_MP4),
        (struct.pack(">I4s", 2, b"ftyp"), NO_MP4),
        (struct.pack(">I4s", 1, b"ftyp") + bytes(7), NO_HEADER),
        (box(b"ftyp") + struct.pack(">I4s", 7, b"moov"), "It is a damaged MP4: a box ends before it starts."),
        (box(b"ftyp") + struct.pack(">I4s", 9, b"moov"), "It is cut off: 1 bytes are missing."),
        (box(b"ftyp") + bytes(7), NO_HEADER),
        (box(b"moov") + box(b"mdat"), "It is not an MP4: it has no file type box."),
        (box(b"ftyp") + box(b"moov") + box(b"mdat"), "It is an MP4 without video."),
    ],
)
def test_what_is_no_mp4(data, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        mp4.read(io.BytesIO(data))


def test_sound_alone_is_no_clip(film):
    data = film().read_bytes().replace(b"vide", b"soun")
    with pytest.raises(ValueError, match="without video"):
        mp4.read(io.BytesIO(data))


def test_a_clip_without_frames_is_none(film):
    parts = dict(boxes(film("frag_keyframe+empty_moov").read_bytes()))
    with pytest.raises(ValueError, match="without frames"):
        mp4.read(io.BytesIO(parts[b"ftyp"] + parts[b"moov"] + parts[b"mdat"]))


def test_a_trap_of_tiny_boxes_ends():
    class Endless(io.RawIOBase):
        """A sparse file of many terabytes, all of them boxes of eight bytes."""

        at = 0

        def seek(self, offset, whence=0):
            self.at = 2**43 if whence == 2 else offset
            return self.at

        def read(self, size=-1):
            return (struct.pack(">I4s", 8, b"free") * 2)[:size]

    with pytest.raises(ValueError, match="too many boxes"):
        mp4.read(Endless())


def test_an_index_that_fills_the_memory_is_refused(tmp_path):
    path = tmp_path / "trap.mp4"
    with path.open("wb") as file:
        file.write(box(b"ftyp", b"isom") + struct.pack(">I4s", 0, b"moov"))
        file.truncate(2**33)  # sparse
    with pytest.raises(ValueError, match="far too large"):
        mp4.facts(path)


def test_a_missing_file_is_the_systems_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        mp4.facts(tmp_path / "none.mp4")


def test_facts_are_values(film):
    assert mp4.facts(film()) == mp4.facts(str(film()))
    with pytest.raises(dataclasses.FrozenInstanceError):
        mp4.facts(film()).width = 3


def survives(data: bytes) -> None:
    try:
        facts = mp4.read(io.BytesIO(data))
    except ValueError:
        return
    assert facts.width > 0
    assert facts.height > 0
    assert facts.duration > 0


@given(st.binary(max_size=400))
@example(struct.pack(">I4s", 8, b"ftyp") + struct.pack(">I4sQ", 1, b"moov", 16) + struct.pack(">I4s", 8, b"mdat"))
def test_any_bytes_bring_facts_or_a_value_error(data):
    survives(data)
    survives(box(b"ftyp", b"isom") + box(b"moov", data) + box(b"mdat"))
    survives(box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", data), box(b"trak", data)) + box(b"mdat"))


def damaged(data: st.DataObject, film, times: int) -> None:
    whole = bytearray(film(data.draw(st.sampled_from(BUILDS))).read_bytes())
    index = [at for at in range(len(whole) - 4) if whole[at : at + 4] in (b"moov", b"moof")]
    for _ in range(data.draw(st.integers(1, times))):
        at = data.draw(st.sampled_from(index)) + data.draw(st.integers(-8, 700))
        word = data.draw(
            st.sampled_from([b"\0" * 4, b"\xff" * 4, b"\0\0\0\1", b"\0\0\0\x08"]) | st.binary(min_size=1, max_size=8)
        )
        whole[max(0, at) : max(0, at) + len(word)] = word
    survives(bytes(whole))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_brings_facts_or_a_value_error(film, data):
    damaged(data, film, 3)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.data())
def test_much_damage_brings_facts_or_a_value_error(film, data):
    damaged(data, film, 12)


def full_header(kind: bytes, version: int, *fields: tuple[str, int]) -> bytes:
    """A box with version and flags, then big-endian fields: ("I", 5) or ("Q", 5)."""
    return box(kind, bytes([version, 0, 0, 0]), *(struct.pack(f">{code}", value) for code, value in fields))


def movie(
    *, version: int = 0, scale: int = 1000, length: int = 2500, track_scale: int = 600, track_length: int = 1800,
    track: int = 7, samples: tuple[tuple[int, int], ...] = ((30, 50),), more: bytes = b"", junk: bytes = b"",
) -> bytes:  # fmt: skip
    """A whole MP4 from ISO 14496-12's tables, in which every field has a number of its own."""
    wide = "Q" if version else "I"
    times = (wide, 111), (wide, 222)
    mvhd = full_header(b"mvhd", version, *times, ("I", scale), (wide, length), *[("I", 9)] * 20)
    matrix = [("I", value) for value in (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)]
    shape = *[("I", 33)] * 4, *matrix, ("I", 640 << 16), ("I", 360 << 16)
    tkhd = full_header(b"tkhd", version, *times, ("I", track), ("I", 44), (wide, 55), *shape)
    mdhd = full_header(b"mdhd", version, *times, ("I", track_scale), (wide, track_length), ("I", 66))
    hdlr = box(b"hdlr", bytes(8), b"vide", bytes(13))
    entry = box(b"avc1", bytes(24), struct.pack(">HH", 320, 180), bytes(50))
    stsd = box(b"stsd", bytes(4), struct.pack(">I", 1), entry)
    stts = box(b"stts", bytes(4), struct.pack(">I", len(samples)), *(struct.pack(">II", *run) for run in samples), junk)
    media = box(b"mdia", mdhd, hdlr, box(b"minf", box(b"stbl", stsd, stts)))
    return box(b"ftyp", b"isom") + box(b"moov", mvhd, box(b"trak", tkhd, media), more) + box(b"mdat", b"x")


@pytest.mark.parametrize("version", [0, 1])
def test_every_field_is_read_from_its_place(version):
    facts = mp4.read(io.BytesIO(movie(version=version, samples=((10, 20), (5, 40)))))
    assert facts == mp4.Mp4Facts(width=640, height=360, duration=2.5, fps=15 * 600 / 400)
    unknown = 2**64 - 1 if version else 2**32 - 1
    for length in (0, unknown):
        assert mp4.read(io.BytesIO(movie(version=version, length=length))).duration == 3.0
        ticks = movie(version=version, length=length, track_length=length, samples=((10, 30), (2, 60)))
        assert mp4.read(io.BytesIO(ticks)).duration == 420 / 600


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("tfhd_flags", [0, 0x1, 0x2, 0x3])
@pytest.mark.parametrize("own", [True, False])
def test_fragments_of_the_track_are_counted_whatever_their_headers_hold(version, tfhd_flags, own):
    """Optional fields move those behind them (ISO 14496-12, 8.8.7)."""
    trex = box(b"mvex", full_header(b"trex", 0, ("I", 7), ("I", 1), ("I", 60), ("I", 3), ("I", 4)))
    optional = [("Q", 77)] * bool(tfhd_flags & 1) + [("I", 88)] * bool(tfhd_flags & 2) + [("I", 30)] * own

    def fragment(track: int) -> bytes:
        flags = (tfhd_flags | (8 if own else 0)).to_bytes(4, "big")
        tfhd = box(b"tfhd", flags, struct.pack(">I", track), *(struct.pack(f">{c}", v) for c, v in optional))
        trun = box(b"trun", struct.pack(">III", 0x1, 4, 99))
        timed = box(b"trun", struct.pack(">III", 0x4 | 0x100 | 0x200, 2, 99), struct.pack(">IIII", 10, 5, 20, 6))
        return box(b"moof", box(b"traf", tfhd, trun, timed))

    data = movie(version=version, length=0, track_length=0, samples=(), more=trex) + fragment(7) + fragment(8)
    facts = mp4.read(io.BytesIO(data))
    ticks = 4 * (30 if own else 60) + 30
    assert facts.duration == ticks / 600
    assert facts.fps == pytest.approx(6 * 600 / ticks)


def test_a_coded_size_replaces_a_missing_one_only():
    data = movie()
    place = data.index(struct.pack(">II", 640 << 16, 360 << 16))
    for width, height in ((0, 360 << 16), (640 << 16, 0), (0, 0)):
        changed = bytearray(data)
        struct.pack_into(">II", changed, place, width, height)
        facts = mp4.read(io.BytesIO(changed))
        assert (facts.width, facts.height) == (320, 180)


@pytest.mark.parametrize(("size", "header"), [(8, 8), (16, 16)])
def test_an_empty_box_ends_where_its_header_ends(size, header):
    head = struct.pack(">I4s", 8, b"free") if header == 8 else struct.pack(">I4sQ", 1, b"free", 16)
    data = box(b"ftyp", b"isom") + head + box(b"mdat")
    found = list(mp4.top_boxes(io.BytesIO(data), len(data)))
    assert found == [(b"ftyp", 8, 12), (b"free", 12 + header, 12 + size), (b"mdat", 20 + size, 20 + size)]
    inside = movie(more=head)
    assert mp4.read(io.BytesIO(inside)).duration == 2.5


@pytest.mark.parametrize("length", [1, 7, 9, 100, 2**32 - 1])
def test_a_last_box_that_does_not_fit_into_its_parent_is_damage(length):
    with pytest.raises(ValueError, match="damaged MP4"):
        mp4.read(io.BytesIO(movie(more=struct.pack(">I4s", length, b"free"))))
    assert mp4.read(io.BytesIO(movie(more=struct.pack(">I", length) + b"abc"))).duration == 2.5, "QuickTime's padding"


@pytest.mark.parametrize(
    ("count", "fps"), [(0, 0.0), (1, 600 / 20), (2, 15 * 600 / 400), (3, 15 * 600 / 400), (2**32 - 1, 15 * 600 / 400)]
)
def test_a_table_of_frames_is_read_as_far_as_it_goes(count, fps):
    for junk in (b"", b"junk", b"further"):
        data = bytearray(movie(samples=((10, 20), (5, 40)), junk=junk))
        struct.pack_into(">I", data, data.index(b"stts") + 8, count)
        assert mp4.read(io.BytesIO(data)).fps == fps


def test_fragments_without_any_duration_say_nothing_of_the_rate():
    traf = box(b"traf", box(b"tfhd", bytes(4), struct.pack(">I", 7)), box(b"trun", struct.pack(">II", 0, 4)))
    facts = mp4.read(io.BytesIO(movie(samples=()) + box(b"moof", traf)))
    assert (facts.duration, facts.fps) == (2.5, 0.0)


# without what describes the film


@pytest.mark.parametrize("movflags", BUILDS)
def test_a_film_without_its_texts_is_the_same_film(film, movflags, tmp_path):
    import av

    path = tmp_path / "told.mp4"
    options = {"movflags": f"{movflags}+use_metadata_tags".lstrip("+")}
    with av.open(str(film())) as source, av.open(str(path), "w", options=options) as copy:
        copy.metadata.update(title="a secret title", model="secret-model 3", comment="secret words")
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    told = path.read_bytes()
    told += box(b"uuid", b"0" * 16, b"secret packet") + box(b"free", b"secret rest") + box(b"meta", b"secret meta")
    plain = mp4.without_metadata(told)
    assert told.count(b"secret") >= 6
    assert b"secret" not in plain
    assert b"Lavf" not in plain
    assert len(plain) == len(told)
    assert mp4.read(io.BytesIO(plain)) == mp4.read(io.BytesIO(told))
    assert frames_of(plain) == frames_of(told) == 12
    assert mp4.without_metadata(plain) == plain


def frames_of(data: bytes) -> int:
    import av

    with av.open(io.BytesIO(data)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_texts_in_a_box_with_a_long_header_and_one_to_the_end(film):
    data = film().read_bytes()
    large = struct.pack(">I4sQ", 1, b"uuid", 16 + 22) + b"0" * 16 + b"secret"
    last = struct.pack(">I4s", 0, b"skip") + b"secret to the end"
    plain = mp4.without_metadata(data + large + last)
    assert b"secret" not in plain
    assert len(plain) == len(data + large + last)
    assert mp4.read(io.BytesIO(plain)) == mp4.read(io.BytesIO(data))


@pytest.mark.parametrize("wrong", [b"\0\0\0\x04trak", b"\0\0\xff\xfftrak", b"\0\0\0\x01trak\xff\xff\xff\xff\0\0\0\0"])
def test_an_index_that_does_not_fit_is_refused(wrong):
    with pytest.raises(ValueError, match=r"damaged MP4|cut off"):
        mp4.without_metadata(box(b"ftyp", b"isom") + box(b"moov", wrong) + box(b"mdat", b"x"))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_film_or_a_value_error(data):
    for start in (b"", box(b"ftyp", b"isom") + struct.pack(">I4s", 8 + len(data), b"moov")):
        with contextlib.suppress(ValueError):
            assert len(mp4.without_metadata(start + data)) == len(start + data)
