"""A comparison exported as one film: its frames, its clock, its sound, its captions; nothing is written over."""

import json
import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from krea_widgets.errors import KreaError
from krea_widgets.media import Clip, mp4
from krea_widgets.media.export import BadComparison, video
from krea_widgets.media.export.captions import Caption
from krea_widgets.media.export.video import export_video

RED, GREEN, BLUE = (200, 40, 40), (40, 160, 60), (50, 70, 200)


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """Makes a tiny film: one colour, grey while counting its seconds; `tone` is the pitch of its sound in Hz."""
    folder = tmp_path_factory.mktemp("clips")

    def make(colour=RED, *, size=(96, 54), fps=12, seconds=1.0, tone=0, name="", steps=False, **sidecar):
        path = folder / f"{name or abs(hash((colour, size, fps, seconds, tone, steps)))}.mp4"
        if not path.exists():
            _write(path, colour, size, Fraction(fps), seconds, tone, steps)
        if sidecar:
            path.with_suffix(".json").write_text(json.dumps({"krea_widgets": 1, **sidecar}), encoding="utf-8")
        return Clip.open(path)

    return make


def _write(path, colour, size, fps, seconds, tone, steps):
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=fps, options={"crf": "8", "bf": "2"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        sound = file.add_stream("aac", rate=44100, layout="mono") if tone else None
        for number in range(round(seconds * fps)):
            shade = colour if not steps else (30 + 40 * int(number / fps / 0.25),) * 3
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), shade, "uint8"), format="rgb24")
            file.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU601")))
        file.mux(stream.encode(None))
        if sound is not None:
            time = np.arange(round(seconds * 44100)) / 44100
            samples = (0.4 * np.sin(2 * np.pi * tone * time)).astype("float32")[None]
            piece = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            piece.sample_rate, piece.pts = 44100, 0
            file.mux(sound.encode(piece))
            file.mux(sound.encode(None))


def frames(path):
    with av.open(str(path)) as file:
        return [
            (frame.time, frame.to_ndarray(format="rgb24", src_colorspace="ITU709")) for frame in file.decode(video=0)
        ]


def samples(path):
    with av.open(str(path)) as file:
        if not file.streams.audio:
            return None
        parts = [frame.to_ndarray() for frame in file.decode(audio=0)]
        return np.concatenate(parts, axis=1)


def pitch(sound):
    spectrum = np.abs(np.fft.rfft(sound[0][4800:43200]))
    return float(np.argmax(spectrum)) * 48000 / 38400


def near(pixel, colour, within=12):
    return np.abs(pixel.astype(int) - colour).max() <= within


def places(picture, colour):
    """The rectangle that a colour fills: left, top, right, bottom."""
    found = np.argwhere(np.abs(picture.astype(int) - colour).max(axis=2) <= 12)
    (top, left), (bottom, right) = found.min(axis=0), found.max(axis=0)
    return left, top, right + 1, bottom + 1


def test_a_grid_of_three_in_their_own_colours_and_places(clip, tmp_path):
    path = export_video({"a": clip(RED), "b": clip(GREEN), "c": clip(BLUE)}, tmp_path / "grid.mp4")
    facts = mp4.facts(path)
    assert facts.width % 2 == facts.height % 2 == 0
    picture = frames(path)[3][1]
    a, b, c = (places(picture, colour) for colour in (RED, GREEN, BLUE))
    for left, top, right, bottom in (a, b, c):
        assert (right - left) / (bottom - top) == pytest.approx(96 / 54, rel=0.03)
        assert right - left >= 300  # enlarged, so that captions can be read
    assert a[1] == b[1] < c[1]
    assert a[2] < b[0]
    assert abs((c[0] + c[2]) / 2 - facts.width / 2) <= 3


def test_the_winner_is_named_below_its_clip_and_below_no_other(clip, tmp_path):
    clips = {"a": clip(RED), "b": clip(GREEN)}
    picture = frames(export_video(clips, tmp_path / "row.mp4", layout="row", winner="b"))[0][1]
    below = picture[places(picture, GREEN)[3] :].max(axis=2) > 100
    half = below.shape[1] // 2
    # Its last line of text stands lower than that of the other.
    assert np.argwhere(below[:, half:])[:, 0].max() > np.argwhere(below[:, :half])[:, 0].max() + 8


def test_how_it_is_coded(clip, tmp_path):
    path = export_video({"a": clip()}, tmp_path / "one.mp4")
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "the index is in front"
    with av.open(str(path)) as file:
        assert file.streams.video[0].codec.name == "h264"
        context = file.streams.video[0].codec_context
        assert context.pix_fmt == "yuv420p"
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        assert file.metadata["title"] == "a"
        assert not file.streams.audio


def test_pictures_of_other_shapes_keep_theirs_between_black(clip, tmp_path):
    clips = {"wide": clip(RED), "tall": clip(GREEN, size=(54, 96)), "wide too": clip(BLUE)}
    picture = frames(export_video(clips, tmp_path / "row.mp4", layout="row"))[0][1]
    left, top, right, bottom = places(picture, GREEN)
    assert (right - left) / (bottom - top) == pytest.approx(54 / 96, rel=0.05)
    assert near(picture[(top + bottom) // 2, left - 8], (0, 0, 0), 6)
    assert places(picture, RED)[3] - places(picture, RED)[1] == pytest.approx(bottom - top, abs=4)


@pytest.mark.parametrize(
    ("matrix", "corner"),
    [((0, 1, -1, 0), (1, 1)), ((0, -1, 1, 0), (0, 0)), ((-1, 0, 0, -1), (0, 1)), ((1, 0, 0, 1), (1, 0))],
)
def test_a_turned_clip_is_upright(tmp_path, matrix, corner):
    """The file is red on its left half and green in its upper right corner; its header turns it by quarters."""
    path, image = tmp_path / "turned.mp4", np.zeros((54, 96, 3), "uint8")
    image[:, :48], image[:27, 48:] = RED, GREEN
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=12, options={"crf": "8"})
        stream.width, stream.height, stream.pix_fmt = 96, 54, "yuv420p"
        frame = av.VideoFrame.from_ndarray(image, format="rgb24")
        file.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU601")))
        file.mux(stream.encode(None))
    data = bytearray(path.read_bytes())
    a, b, c, d = (value << 16 for value in matrix)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    picture = frames(export_video({"a": path}, tmp_path / "upright.mp4"))[0][1]
    left, top, right, bottom = places(picture, GREEN)
    red = places(picture, RED)
    whole = min(left, red[0]), min(top, red[1]), max(right, red[2]), max(bottom, red[3])
    assert (whole[2] - whole[0] > whole[3] - whole[1]) == (matrix[0] != 0)
    assert ((left + right) / 2 > (whole[0] + whole[2]) / 2, (top + bottom) / 2 > (whole[1] + whole[3]) / 2) == corner
    assert (right - left, bottom - top) == pytest.approx(((whole[2] - whole[0]) / 2, (whole[3] - whole[1]) / 2), abs=4)


def test_clips_of_other_rates_run_by_one_clock(clip, tmp_path):
    """Every clip becomes lighter four times a second; in the film all do so at the same moments."""
    clips = {str(fps): clip(fps=fps, steps=True) for fps in (8, 12, 24)}
    path = export_video(clips, tmp_path / "clock.mp4", layout="row")
    found = frames(path)
    assert len(found) == 24
    width = found[0][1].shape[1]
    for moment, picture in found:
        shades = [int(picture[60, width * place // 6, 0]) for place in (1, 3, 5)]
        expected = [30 + 40 * int(int(moment * fps + 0.01) / fps / 0.25) for fps in (8, 12, 24)]
        assert shades == pytest.approx(expected, abs=8)


@pytest.mark.parametrize(("length", "seconds"), [("shortest", 0.5), ("longest", 1.5)])
def test_clips_of_other_lengths(clip, tmp_path, length, seconds):
    clips = {"short": clip(RED, seconds=0.5), "long": clip(GREEN, seconds=1.5)}
    path = export_video(clips, tmp_path / "length.mp4", length=length)
    assert mp4.facts(path).duration == pytest.approx(seconds, abs=0.05)
    last = frames(path)[-1][1]
    assert places(last, RED)[2] < places(last, GREEN)[0]  # the shorter one keeps its last frame


@pytest.mark.parametrize(("options", "count"), [({}, 12), ({"live": "1"}, 1)])
def test_a_clip_whose_stream_states_no_length_is_as_long_as_its_file(clip, tmp_path, options, count):
    """As in Matroska; the recording of a live stream states none at all, and gives one frame."""
    path = tmp_path / "recorded.mkv"
    with av.open(str(clip().path)) as source, av.open(str(path), "w", options=options) as file:
        stream = file.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                file.mux(packet)
    assert len(frames(export_video({"a": path}, tmp_path / "film.mp4"))) == count


def test_offsets_show_one_further_on_and_let_another_wait(clip, tmp_path):
    clips = {label: clip(fps=12, steps=True, tone=440) for label in ("as it is", "ahead", "waits")}
    offsets = {"ahead": 0.25, "waits": -0.25}
    path = export_video(clips, tmp_path / "offsets.mp4", layout="row", offsets=offsets, audio_of="waits")
    found = frames(path)
    assert len(found) == 9  # the one that is ahead ends first
    width = found[0][1].shape[1]
    for moment, picture in found:
        shades = [int(picture[60, width * place // 6, 0]) for place in (1, 3, 5)]
        expected = [30 + 40 * int(max(0.0, moment + shift) / 0.25 + 0.01) for shift in (0, 0.25, -0.25)]
        assert shades == pytest.approx(expected, abs=8)
    loud = np.abs(samples(path)[0]) > 0.05
    assert np.argmax(loud) / 48000 == pytest.approx(0.25, abs=0.03)


def test_the_rate_is_the_fastest_up_to_sixty_or_as_asked(clip, tmp_path):
    clips = {"a": clip(fps=12, seconds=0.5), "b": clip(GREEN, fps=Fraction(30000, 1001), seconds=0.5)}
    assert mp4.facts(export_video(clips, tmp_path / "f.mp4")).fps == pytest.approx(29.97, abs=0.05)
    assert mp4.facts(export_video(clips, tmp_path / "f.mp4", fps=10)).fps == pytest.approx(10, abs=0.05)
    fast = {"a": clip(fps=90, seconds=0.3)}
    assert mp4.facts(export_video(fast, tmp_path / "f.mp4")).fps == pytest.approx(60, abs=0.1)


@pytest.mark.slow
def test_a_wipe_moves_to_and_fro(clip, tmp_path):
    clips = {"left": clip(RED, seconds=2.0), "right": clip(GREEN, seconds=2.0)}
    found = frames(export_video(clips, tmp_path / "wipe.mp4", layout="wipe"))
    edges = [places(picture, RED)[2] for _, picture in found]
    assert places(found[0][1], RED)[2] < places(found[0][1], GREEN)[0]
    width = found[0][1].shape[1]
    assert min(edges) < 0.15 * width
    assert max(edges) > 0.85 * width
    assert abs(edges[0] - width / 2) < 0.05 * width
    row = found[0][1].shape[0] // 3
    line = found[0][1][row, edges[0] - 2 : places(found[0][1], GREEN)[0] + 2].astype(int)
    assert near(line[line.sum(axis=1).argmax()], (255, 255, 255), 20)
    assert 2 <= len(line) <= 12


def test_a_longer_wipe_goes_there_and_back_every_four_seconds(clip, tmp_path):
    clips = {"left": clip(RED, fps=2, seconds=8), "right": clip(GREEN, fps=2, seconds=8)}
    found = [picture for _, picture in frames(export_video(clips, tmp_path / "w.mp4", layout="wipe"))]
    edges = [places(picture, RED)[2] for picture in found]
    assert len(edges) == 16
    assert edges[2] < edges[0] < edges[6]
    assert edges[8:] == pytest.approx(edges[:8], abs=2)
    _, top, end, bottom = places(found[0], RED)
    divider = found[0][top + 2 : bottom - 2, end : places(found[0], GREEN)[0]]
    assert all(near(row[row.sum(axis=1).argmax()], (255, 255, 255), 20) for row in divider.astype(int))


@pytest.mark.slow
def test_only_the_chosen_clip_is_heard(clip, tmp_path):
    clips = {"low": clip(RED, seconds=1.0, tone=440), "high": clip(GREEN, seconds=1.2, tone=880), "mute": clip(BLUE)}
    path = export_video(clips, tmp_path / "sound.mp4", audio_of="high")
    sound = samples(path)
    assert pitch(sound) == pytest.approx(880, abs=5)
    assert sound.shape[1] / 48000 == pytest.approx(1.0, abs=0.06)  # no longer than the film
    assert samples(export_video(clips, tmp_path / "silent.mp4")) is None
    with pytest.raises(KreaError, match="has no audio"):
        export_video(clips, tmp_path / "none.mp4", audio_of="mute")
    assert not (tmp_path / "none.mp4").exists()


def test_hard_labels_and_prompts_are_written_under_their_clips(clip, tmp_path):
    label = 'say "hi": it\'s 50% <b>천천히</b> 🎬'
    made = clip(RED, name="said", prompt="천천히 오른쪽으로, slow pan " * 9, model="kling/kling-2.5", backend="sandbox")
    picture = frames(export_video({label: made, "": clip(GREEN), "\ud800\x00": clip(BLUE)}, tmp_path / "l.mp4"))[0][1]
    left, _, right, bottom = places(picture, RED)
    under = picture[bottom + 2 : bottom + 90, left:right].max(axis=2)
    lines = np.flatnonzero(np.diff((under.max(axis=1) > 110).astype(int)) == 1)
    assert len(lines) >= 4  # the label, two lines of the prompt, and who made it
    assert under.max() > 200


def test_the_sandbox_is_named_under_its_clips(clip, tmp_path):
    """Nobody may take them for a model's: the film differs from one whose clip does not say so."""
    known = clip(RED, name="known", backend="krea", prompt="x", model="m/n")
    sandbox = clip(RED, name="sandbox", backend="sandbox", prompt="x", model="m/n")
    one, other = (frames(export_video({"a": c}, tmp_path / "s.mp4"))[0][1] for c in (known, sandbox))
    assert one.shape == other.shape
    assert (np.abs(one.astype(int) - other) > 60).sum() > 100


def test_the_texts_under_each_clip(clip, tmp_path, monkeypatch):
    seen, paint = [], video.paint_background

    def paint_and_tell(captions, *args, **options):
        seen.extend(captions)
        return paint(captions, *args, **options)

    monkeypatch.setattr(video, "paint_background", paint_and_tell)
    bare = tmp_path / "bare.mp4"
    bare.write_bytes(clip(seconds=0.3).path.read_bytes())
    clips = {
        "a": clip(seconds=0.3, name="a", backend="sandbox", prompt="x", model="m/n"),
        "b": clip(seconds=0.3, name="b", backend="krea", prompt="y", model="m/n", title="Model N"),
        "c": clip(seconds=0.3, name="c", backend="krea", prompt="c", model="m/n").path,
        "d": str(bare),
    }
    export_video(clips, tmp_path / "texts.mp4")
    assert seen == [
        Caption("a", "x", "sandbox: a camera move, no AI model · m/n"),
        Caption("b", "y", "Model N"),
        Caption("c", "", "m/n"),
        Caption("d"),
    ]
    with av.open(str(tmp_path / "texts.mp4")) as file:
        assert file.metadata["title"] == "a | b | c | d"


def test_nothing_is_written_over_and_nothing_half_is_left(clip, tmp_path):
    clips = {"a": clip(seconds=0.3)}
    first = export_video(clips, tmp_path / "film.mp4")
    before = first.read_bytes()
    assert export_video(clips, tmp_path / "film").name == "film-2.mp4"
    assert first.read_bytes() == before

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_video(clips, tmp_path / "film.mp4", on_progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film-2.mp4", "film.mp4"]


def test_progress_runs_from_nothing_to_one(clip, tmp_path):
    told = []
    export_video({"a": clip(seconds=0.5)}, tmp_path / "p.mp4", on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 6


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"layout": "wipe"}, "layout='wipe' compares two clips, not 3"),
        ({"layout": "pile"}, "no layout='pile'"),
        ({"length": "long"}, "no length='long'"),
        ({"fps": 0}, "fps=0"),
        ({"height": 100}, "height=100"),
        ({"height": 2161}, "height=2161"),
        ({"audio_of": "z"}, "audio_of='z' is not"),
    ],
)
def test_wishes_that_do_not_go_together(clip, tmp_path, how, message):
    with pytest.raises(BadComparison, match=message):
        export_video({name: clip() for name in "abc"}, tmp_path / "no.mp4", **how)
    assert not list(tmp_path.iterdir())


def test_clips_that_cannot_be_read(clip, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film at all")
    with pytest.raises(KreaError, match=r"broken\.mp4 cannot be read"):
        export_video({"a": clip(), "b": broken}, tmp_path / "no.mp4")
    with pytest.raises(KreaError, match=r"gone\.mp4 no longer exists"):
        export_video({"a": clip(), "b": tmp_path / "gone.mp4"}, tmp_path / "no.mp4")
    with pytest.raises(BadComparison, match="1 to 16"):
        export_video({}, tmp_path / "no.mp4")
    with pytest.raises(BadComparison, match=r"does not end in \.mp4"):
        export_video({"a": clip()}, tmp_path / "no.gif")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.mp4"]


def test_the_height_that_was_asked_for(clip, tmp_path):
    path = export_video({"a": clip(), "b": clip(GREEN)}, tmp_path / "h.mp4", height=240)
    assert mp4.facts(path).height == 240


@pytest.mark.browser
def test_the_film_plays_in_a_browser(clip, tmp_path, browser_path):
    from playwright.sync_api import sync_playwright

    film = export_video({"a": clip(tone=440), "b": clip(GREEN)}, tmp_path / "film.mp4", audio_of="a")
    (tmp_path / "page.html").write_text('<video src="film.mp4" muted></video>')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        page.evaluate("document.querySelector('video').play()")
        page.wait_for_function("document.querySelector('video').ended")
        width, height, seconds = page.evaluate(
            "(({ videoWidth: w, videoHeight: h, duration: d }) => [w, h, d])(document.querySelector('video'))"
        )
        browser.close()
    facts = mp4.facts(film)
    assert (width, height) == (facts.width, facts.height)
    assert seconds == pytest.approx(1.0, abs=0.06)
