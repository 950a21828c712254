"""Bad input gets a clear error before anything is sent, and nothing is lost."""

import http.server
import io
import threading

import numpy as np
import pytest
from PIL import Image

from krea_widgets import errors
from krea_widgets.studio.sweep.sweep import Sweep

GOOD = "slow dolly in"


@pytest.fixture
def still():
    return Image.effect_noise((640, 360), 60).convert("RGB")


def refused(studio, error, message, *arguments, **keywords):
    """The call raises this error with these words, and neither journal nor sandbox ever heard of it."""
    with pytest.raises(error) as caught:
        studio.submit(*arguments, **keywords)
    text = str(caught.value)
    for word in message:
        assert word in text, text
    assert "Nothing was sent." in text
    assert studio.pending() == []
    assert studio.journal.entries() == []
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("text.png", b"hello, this is not a picture", ["text.png"]),
        ("empty.png", b"", ["empty.png"]),
        ("cut.jpg", None, ["cut.jpg"]),
        ("film.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 64, ["film.mp4"]),
    ],
)
def test_files_that_are_no_pictures(studio, tmp_path, name, content, message):
    path = tmp_path / name
    if content is None:
        buffer = io.BytesIO()
        Image.effect_noise((800, 600), 80).save(buffer, "JPEG")
        content = buffer.getvalue()[: len(buffer.getvalue()) // 2]
    path.write_bytes(content)
    refused(studio, errors.BadFile, message, path, GOOD)


def test_a_file_that_is_not_there(studio):
    refused(studio, errors.BadFile, ["no-such-cat.png"], "no-such-cat.png", GOOD)


def test_a_single_pixel(studio):
    refused(studio, errors.BadFile, ["1"], Image.new("RGB", (1, 1)), GOOD)


def test_more_than_75_megabytes(studio, tmp_path):
    path = tmp_path / "big.png"
    with path.open("wb") as file:
        file.truncate(76_000_000)
    refused(studio, errors.BadFile, ["big.png", "75 MB"], path, GOOD)


@pytest.mark.slow
def test_a_decompression_bomb(studio, tmp_path):
    path = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(path)
    assert path.stat().st_size < 1_000_000
    refused(studio, errors.BadFile, ["bomb.png"], path, GOOD)


@pytest.mark.slow
def test_an_address_that_does_not_answer(studio):
    refused(studio, errors.BadFile, ["127.0.0.1"], "http://127.0.0.1:9/cat.png", GOOD)


def test_an_address_that_answers_with_a_page(studio):
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><html><body>Not found</body></html>")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        refused(studio, errors.BadFile, [], f"http://127.0.0.1:{server.server_port}/cat.png", GOOD)
    finally:
        server.shutdown()
        server.server_close()


def test_neither_picture_nor_prompt(studio):
    refused(studio, errors.BadValue, ["prompt"], None, "")


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t"])
def test_an_empty_prompt(studio, still, prompt):
    assert refused(studio, errors.BadValue, ["prompt"], still, prompt).field == "prompt"


def test_a_prompt_longer_than_the_model_takes(studio, still):
    error = refused(studio, errors.BadValue, ["2500", "prompt"], still, "x" * 50_000, model="kling/kling-3.0")
    assert error.field == "prompt"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"mode": "pro"}, "mode"),
        ({"duration": 7}, "duration"),
        ({"duration": "long"}, "duration"),
        ({"duration": True}, "duration"),
        ({"aspect_ratio": "4:3"}, "aspect_ratio"),
        ({"aspect_ratio": 1.5}, "aspect_ratio"),
        ({"seed": 3}, "seed"),
    ],
)
def test_parameters_that_the_model_does_not_take(studio, still, values, field):
    assert refused(studio, errors.BadValue, [field], still, GOOD, model="kling/kling-2.5", **values).field == field


def test_an_unknown_model_names_what_looks_like_it(studio, still):
    error = refused(studio, errors.UnknownModel, [], still, GOOD, model="kling/kling-25")
    assert "kling/kling-2.5" in error.suggestions


def test_a_webhook_that_is_no_address(studio, still):
    refused(studio, errors.BadValue, ["webhook"], still, GOOD, webhook_url="ftp://example.com")


def test_an_end_image_where_there_is_none(studio, still):
    refused(studio, errors.BadValue, ["end_image"], still, GOOD, model="google/veo-2", end_image=still)


def test_a_bad_end_image(studio, still, tmp_path):
    path = tmp_path / "end.png"
    path.write_text("no picture")
    refused(studio, errors.BadFile, ["end.png"], still, GOOD, end_image=path)


def test_arrays_that_are_no_pictures(studio):
    refused(studio, errors.BadFile, [], np.zeros((4, 64, 64, 3), "uint8"), GOOD)
    refused(studio, errors.BadFile, [], np.full((64, 64), np.nan), GOOD)


def test_a_thing_that_is_no_picture_at_all(studio):
    refused(studio, errors.BadFile, [], object(), GOOD)


def test_an_unknown_keyword_is_refused_by_name(studio, still):
    refused(studio, errors.BadValue, ["durration", "duration"], still, GOOD, durration=5)


def test_what_could_only_fail_once_the_job_is_paid_for(studio, still):
    refused(studio, errors.BadValue, ["on_progress"], still, GOOD, on_progress="print")
    refused(studio, errors.BadValue, ["raw"], still, GOOD, raw="strength=0.4")
    with pytest.raises(errors.BadInput, match="timeout must be a number, not '60'"):
        studio.animate(still, GOOD, timeout="60")
    with pytest.raises(errors.BadInput, match="limit must be a number, not nan"):
        Sweep(studio, limit=float("nan"))
    assert studio.journal.entries() == []
