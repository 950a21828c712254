"""Saving clips without losing or overwriting any, opening them again, going on from their last frame."""

from __future__ import annotations

import base64
import io
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from krea_widgets.errors import BadFile, DownloadFailed, MissingExtra
from krea_widgets.media import Clip, Shot, call_of, clip_name, open_still, save_clip, save_input
from krea_widgets.media.shot import slug

SIDECAR = {
    "backend": "krea",
    "model": "kling/kling-2.5",
    "prompt": "slow dolly in – ゆっくり",
    "values": {"prompt": "slow dolly in", "duration": 5},
    "job_id": "550e8400",
    "seconds": 94.2,
    "price": {"amount": 0.37, "exact": True, "source": "docs"},
    "poster": base64.b64encode(b"\xff\xd8\xff poster").decode(),
    "call": 'krea.animate("cat.png", "slow dolly in")',
}
URL = "https://gen.krea.ai/videos/1.mp4"


@pytest.fixture
def part(tmp_path, film) -> Path:
    path = tmp_path / "download.part"
    shutil.copy(film("faststart"), path)
    return path


def test_a_clip_is_saved_with_its_settings(tmp_path, part):
    data = part.read_bytes()
    folder = tmp_path / "new" / "krea_clips"
    clip = save_clip(part, folder, "cat-slow-dolly-in", sidecar=SIDECAR, url=URL)
    assert clip.path == folder / "cat-slow-dolly-in.mp4"
    assert not part.exists()
    assert sorted(path.name for path in folder.iterdir()) == ["cat-slow-dolly-in.json", "cat-slow-dolly-in.mp4"]
    assert clip.bytes().startswith(data)  # and behind it the settings
    assert clip.size == len(clip.bytes())
    assert (clip.width, clip.height, clip.backend, clip.job_id) == (160, 96, "krea", "550e8400")
    assert clip.duration == pytest.approx(1.0)
    assert (clip.model, clip.prompt, clip.poster) == ("kling/kling-2.5", SIDECAR["prompt"], b"\xff\xd8\xff poster")
    written = (folder / "cat-slow-dolly-in.json").read_text(encoding="utf-8")
    assert "ゆっくり" in written
    assert json.loads(written) == {"krea_widgets": 1, **SIDECAR, "url": URL}
    assert {**clip.settings, "poster": SIDECAR["poster"]} == json.loads(written)
    with pytest.raises(TypeError):
        clip.settings["prompt"] = "another"
    again = Clip.open(clip.path)
    assert again == clip
    assert again.settings == clip.settings
    assert hash(again) == hash(clip)
    assert "poster" not in repr(clip)


def test_clips_are_equal_by_path_and_url(tmp_path):
    one, other = (Clip(tmp_path / "a.mp4", URL, {**SIDECAR, **dict.fromkeys(SIDECAR, text)}) for text in "xy")
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one).startswith("<Clip ")
    assert one.path.name in repr(one)
    assert one.model in repr(one)
    assert (one.backend, one.model, one.prompt, one.job_id) == ("x",) * 4
    assert one != Clip(tmp_path / "b.mp4", URL, SIDECAR)
    assert one != Clip(tmp_path / "a.mp4", "", SIDECAR)


def test_nothing_is_overwritten(tmp_path, film):
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "cat-2.json").write_text("mine")
    names = []
    for number in range(4):
        part = tmp_path / f"{number}.part"
        shutil.copy(film(), part)
        names.append(save_clip(part, folder, "cat", sidecar={"number": number}, url="").path.name)
    assert names == ["cat.mp4", "cat-3.mp4", "cat-4.mp4", "cat-5.mp4"]
    assert (folder / "cat-2.json").read_text() == "mine"
    assert [Clip.open(folder / name).settings["number"] for name in names] == [0, 1, 2, 3]


def test_many_savers_at_once_get_a_name_each(tmp_path, film):
    folder = tmp_path / "clips"
    parts = [tmp_path / f"{number}.part" for number in range(24)]
    for part in parts:
        shutil.copy(film(), part)
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda part: save_clip(part, folder, "cat", sidecar={"from": part.name}, url=""), parts))
    assert len({clip.path for clip in saved}) == 24
    assert sorted(clip.path.name for clip in saved) == sorted(
        ["cat.mp4", *(f"cat-{number}.mp4" for number in range(2, 25))]
    )
    for clip, part in zip(saved, parts, strict=True):
        assert Clip.open(clip.path).settings["from"] == part.name
        assert clip.width == 160
    assert len(list(folder.iterdir())) == 48


@settings(max_examples=30, deadline=None)
@given(
    name=st.text(max_size=100)
    | st.sampled_from(["../x", "/etc/x", "..", "a/../../b", "C:\\x", "x\0y", ".hidden", "con"])
)
def test_no_name_leaves_the_folder(tmp_path_factory, film, name):
    top = tmp_path_factory.mktemp("top")
    part, folder = top / "part", top / "clips"
    shutil.copy(film(), part)
    clip = save_clip(part, folder, name, sidecar={}, url="")
    assert clip.path == folder / f"{slug(name)}.mp4"
    assert clip.path.resolve().parent == folder.resolve()
    assert [path.name for path in top.iterdir()] == ["clips"]


@pytest.mark.parametrize("what", ["cut", "text", "empty", "gone"])
def test_what_is_not_whole_is_not_saved(tmp_path, part, what):
    data = {"cut": part.read_bytes()[:-1], "text": b"<html>expired</html>", "empty": b"", "gone": b""}[what]
    part.write_bytes(data)
    if what == "gone":
        part.unlink()
    with pytest.raises(DownloadFailed, match=r"krea.resume\(\)") as caught:
        save_clip(part, tmp_path / "clips", "cat", sidecar={}, url="")
    says = {"cut": "It is cut off: 1 bytes", "text": "not an MP4", "empty": "It is empty", "gone": "no such file"}[what]
    assert says in str(caught.value)
    assert caught.value.billed is True
    assert not (tmp_path / "clips").exists()
    assert what == "gone" or part.read_bytes() == data


def test_a_folder_that_cannot_be_leaves_the_download_where_it_is(tmp_path, part):
    (tmp_path / "file").touch()
    with pytest.raises(DownloadFailed, match=r"could not be saved in .*file is not a folder.*KREA_WIDGETS_CLIPS"):
        save_clip(part, tmp_path / "file" / "clips", "cat", sidecar={}, url="")
    assert part.exists()


def test_a_failure_half_way_leaves_nothing_behind(tmp_path, part):
    folder = tmp_path / "clips"
    (folder / "download.json.part").mkdir(parents=True)  # in the way of the sidecar
    with pytest.raises(DownloadFailed):
        save_clip(part, folder, "cat", sidecar={}, url="")
    assert part.exists()
    assert [path.name for path in folder.iterdir()] == ["download.json.part"]


@pytest.fixture
def foreign_part(tmp_path, film):
    """A download on another disk than `tmp_path`."""
    folders = [folder for folder in (Path("/dev/shm"), Path(tempfile.gettempdir()), Path.home()) if folder.is_dir()]
    folder = next((folder for folder in folders if folder.stat().st_dev != tmp_path.stat().st_dev), None)
    if folder is None:
        pytest.skip("there is no second file system here")
    part = folder / f"{tmp_path.name}.part"
    shutil.copy(film(), part)
    yield part
    part.unlink(missing_ok=True)


def test_a_download_on_another_disk_is_brought_over(tmp_path, foreign_part):
    clip = save_clip(foreign_part, tmp_path / "clips", "cat", sidecar={}, url="")
    assert clip.width == 160
    assert not foreign_part.exists()
    assert sorted(path.name for path in clip.path.parent.iterdir()) == ["cat.json", "cat.mp4"]


def test_a_download_that_cannot_be_put_away_stays_as_it_came(tmp_path, film, foreign_part):
    folder = tmp_path / "clips"
    (folder / ".cat.mp4.part").mkdir(parents=True)  # in the way of the copy
    with pytest.raises(DownloadFailed):
        save_clip(foreign_part, folder, "cat", sidecar=SIDECAR, url=URL)
    assert foreign_part.read_bytes() == film().read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_a_disk_that_fills_while_the_sidecar_is_written(tmp_path, part):
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "download.json.part").symlink_to("/dev/full")
    with pytest.raises(DownloadFailed, match=r"The disk is full.*billed once.*Make room there \(1 MB\)") as caught:
        save_clip(part, folder, "cat", sidecar=SIDECAR, url=URL)
    assert part.exists()
    assert list(folder.iterdir()) == []
    assert str(caught.value).endswith(
        f"or set KREA_WIDGETS_CLIPS to another folder, then krea.resume() fetches it again. Meanwhile it is at {URL}"
    )


@pytest.mark.parametrize(
    ("backend", "url"), [("sandbox", "http://sandbox/files/1.mp4"), ("krea", "file:///etc/x"), ("", URL)]
)
def test_only_an_address_at_krea_is_told(tmp_path, part, backend, url):
    (tmp_path / "file").touch()
    with pytest.raises(DownloadFailed) as caught:
        save_clip(part, tmp_path / "file", "cat", sidecar={"backend": backend}, url=url)
    said = f"{caught.value.what} {caught.value.advice}"
    assert "://" not in said
    assert "Krea" not in said
    assert "billed" not in said


def test_strange_settings_never_cost_a_clip(tmp_path, part):
    clip = save_clip(part, tmp_path, "cat", sidecar={"prompt": "\ud800", "odd": Path("x"), "nan": float("nan")}, url="")
    again = Clip.open(clip.path)
    assert (again.prompt, again.settings["odd"]) == ("\ud800", "x")


def test_a_poster_in_pieces_is_none(part, tmp_path):
    whole = base64.b64encode(b"\xff\xd8\xff poster").decode()
    clips = [Clip(part, "", {"poster": text}) for text in (whole, f"{whole[:4]}\n{whole[4:]}", f"<{whole}")]
    assert [clip.poster for clip in clips] == [b"\xff\xd8\xff poster", b"", b""]


@pytest.mark.parametrize(
    "sidecar", [None, b"", b"[1]", b"{", b"\xff\xfe\xff", b'{"backend": 3, "poster": "?", "url": 5}']
)
def test_a_film_with_a_broken_sidecar_is_still_a_film(tmp_path, part, sidecar):
    path = part.rename(tmp_path / "film.mp4")
    if sidecar is not None:
        path.with_suffix(".json").write_bytes(sidecar)
    clip = Clip.open(str(path))
    assert (clip.backend, clip.prompt, clip.url, clip.poster) == ("", "", "", b"")
    assert clip.width == 160


def test_a_film_that_was_moved(tmp_path, part):
    clip = save_clip(part, tmp_path, "cat", sidecar=SIDECAR, url=URL)
    clip.path.rename(tmp_path / "other.mp4")
    moved = Clip.open(clip.path)
    assert moved.prompt == SIDECAR["prompt"]
    with pytest.raises(FileNotFoundError):
        _ = moved.width
    with pytest.raises(BadFile, match=r"cat.mp4 no longer exists"):
        moved.last_frame()
    with pytest.raises(FileNotFoundError):
        Clip.open(tmp_path / "never.mp4")


@pytest.mark.parametrize(
    "message", [{}, {"movflags": "frag_keyframe+empty_moov"}, {"frames": 60}, {"size": (1280, 720)}]
)
def test_the_last_frame_is_the_last_one(film, message):
    still = Clip.open(film(**message)).last_frame()
    assert (still.width, still.height) == message.get("size", (160, 96))
    assert still.name.endswith("-last.png")
    red, green, blue = still.pil().getpixel((80, 48))
    assert red > 170
    assert max(green, blue) < 70


def test_a_preview_is_a_late_frame_or_else_the_poster(film, tmp_path):
    path = shutil.copy(film(size=(1280, 720), frames=20), tmp_path)
    poster = b"\xff\xd8\xff\xd9"
    clip = Clip(Path(path), "", {"poster": base64.b64encode(poster).decode()})
    image = Image.open(io.BytesIO(clip.preview()))
    assert image.size == (320, 180)
    # The frames become lighter, by 10 each.
    assert image.convert("L").getpixel((9, 9)) == pytest.approx(0.7 * 20 * 10, abs=14)
    clip.path.unlink()
    assert clip.preview() == clip.poster == poster


# Matrices of a track header (ISO 14496-12, 8.3.2) by degrees clockwise.
TURNS = {
    90: (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30),
    180: (-65536, 0, 0, 0, -65536, 0, 0, 0, 1 << 30),
    270: (0, -65536, 0, 65536, 0, 0, 0, 0, 1 << 30),
}


@pytest.mark.parametrize("pixels", ["1/1", "2/1", "3/4"])
@pytest.mark.parametrize("turn", [0, *TURNS])
def test_a_frame_stands_as_a_player_shows_it(turn, pixels, tmp_path):
    """A white band is on top as coded: at the right after a quarter turn, at the bottom after two."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(pixels)
        picture = np.zeros((180, 320, 3), np.uint8)
        picture[:45] = 255
        for _ in range(6):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    if turn:
        data = bytearray(path.read_bytes())
        at = data.find(b"tkhd") + 4
        at += 52 if data[at] else 40
        data[at : at + 36] = struct.pack(">9i", *TURNS[turn])
        path.write_bytes(data)
    clip = Clip.open(path)
    size = (round(320 * Fraction(pixels)), 180)
    for still in (clip.last_frame(), clip.frame(0.2)):
        assert (still.width, still.height) == (size if turn % 180 == 0 else size[::-1])
        image, (right, bottom) = still.pil(), (still.width - 4, still.height - 4)
        band = {0: (still.width // 2, 4), 90: (right, still.height // 2), 180: (still.width // 2, bottom)}
        band[270] = (4, still.height // 2)
        light = {place: image.getpixel(spot)[0] > 200 for place, spot in band.items()}
        assert [place for place, seen in light.items() if seen] == [turn]


def test_a_film_that_cannot_be_decoded(tmp_path):
    path = tmp_path / "x.mp4"
    path.write_bytes(b"no film at all")
    with pytest.raises(BadFile, match=r"x.mp4 cannot be decoded"):
        Clip.open(path).last_frame()


@pytest.mark.parametrize("what", ["Clip.open(sys.argv[1]).last_frame()", "import krea_widgets.media.export.video"])
def test_the_error_without_av_says_how_to_install_it(film, what):
    code = (
        "import sys; sys.modules['av'] = None\n"
        "from krea_widgets.media import Clip; from krea_widgets.errors import MissingExtra\n"
        f"try: {what}\n"
        "except MissingExtra as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(film())], capture_output=True, text=True, check=True).stdout
    assert 'pip install "krea-widgets[sandbox]"' in said
    assert issubclass(MissingExtra, ImportError)


def test_colours_do_not_drift_from_shot_to_shot(tmp_path):
    import av

    path = tmp_path / "hd.mp4"
    colour = (40, 200, 60)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=12, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        plain = av.VideoFrame.from_ndarray(np.full((720, 1280, 3), colour, np.uint8), format="rgb24")
        frame = plain.reformat(format="yuv420p", dst_colorspace="ITU709")
        frame.colorspace = 2  # not said in the file, as is common; a player takes BT.709 for HD
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    found = Clip.open(path).last_frame().pil().getpixel((50, 50))
    assert max(abs(a - b) for a, b in zip(found, colour, strict=True)) <= 4


def test_the_call_names_images_that_were_saved_and_makes_the_same_shot(photo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start, end = open_still(photo, name="Cat & dog.JPG"), open_still(Image.new("RGB", (64, 36)), name="../end.png")
    shot = Shot("kling/kling-2.5", {"prompt": "slow", "start_image": start, "end_image": end})
    assert call_of(shot, tmp_path / "krea_clips") == shot.call()
    for still in (start, end, start):
        save_input(tmp_path / "krea_clips", still)
    call = call_of(shot, tmp_path / "krea_clips")
    assert call.startswith(f'krea.animate("krea_clips/stills/cat-dog-{start.digest[:8]}.JPG", "slow"')
    assert len(list((tmp_path / "krea_clips" / "stills").iterdir())) == 2
    found = eval(call.replace("krea.animate", "dict").replace("dict(", "dict(start_image=", 1).replace(', "slow"', ""))
    again = {name: open_still(found[name]) for name in ("start_image", "end_image")}
    assert Shot("kling/kling-2.5", {"prompt": "slow", **again}).digest == shot.digest


def test_the_name_of_a_clip_ends_with_its_model(tmp_path, part):
    """However long the prompt is."""
    shot = Shot("kling/kling-2.5", {"prompt": "slow dolly in, the mountains glow softly " * 9})
    clip = save_clip(part, tmp_path / "clips", clip_name(shot), sidecar=SIDECAR, url=URL)
    assert clip.path.stem == "slow-dolly-in-the-mountains-glow-softly-slow-dolly-in-kling-2-5"
