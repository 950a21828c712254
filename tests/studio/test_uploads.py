"""`krea.uploads()`: what lies at Krea, and deleting it."""

import pytest
import rig
from PIL import Image

from krea_widgets import errors

ASK = {"model": rig.MODEL, "duration": 5}


@pytest.fixture
def paid(paid):
    yield paid
    for upload in paid.uploads():
        upload.delete()


def make(studio, path):
    return studio.submit(path, "pan left", **ASK).wait(30)


@pytest.fixture
def photo(tmp_path):
    Image.effect_noise((64, 48), 30).convert("RGB").save(tmp_path / "cat.png")
    return tmp_path / "cat.png"


def test_none(paid, tmp_path):
    assert repr(paid.uploads()) == "<UploadList · 0>"
    assert paid.uploads().table() == []


@pytest.mark.slow
def test_what_was_uploaded_can_be_used_again_and_deleted(paid, photo, server):
    make(paid, photo)
    (upload,) = uploads = paid.uploads()
    assert upload.description == "krea_widgets: cat.png"
    assert (upload.size, upload.mime_type) == (photo.stat().st_size, "image/png")
    assert (upload.asset.width, upload.asset.height) == (64, 48)
    (row,) = uploads.table()
    assert (row["id"], row["url"]) == (upload.asset.id, upload.asset.image_url)
    assert "cat.png" in uploads._repr_html_()
    make(paid, upload.asset)
    assert len(paid.uploads()) == 1
    upload.delete()
    assert len(paid.uploads()) == 0
    with pytest.raises(errors.NotFound):
        upload.delete()
    # The image of a later job is uploaded anew.
    before = len(server[1].log)
    make(paid, photo)
    assert [seen.method for seen in list(server[1].log)[before:] if seen.path == "/assets"] == ["POST"]
    assert len(paid.uploads()) == 1


@pytest.mark.slow
def test_all_pages_are_read(paid, tmp_path, monkeypatch):
    for number in range(5):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (64, 48), (number * 9, 0, 0)).save(path)
        make(paid, path)
    client = paid._backends.loop.run(paid._backends.engine().dependencies()).client
    assets = client.assets
    monkeypatch.setattr(client, "assets", lambda *, limit, cursor: assets(limit=2, cursor=cursor))
    assert [upload.description[-5:] for upload in paid.uploads()] == [f"{number}.png" for number in (4, 3, 2, 1, 0)]


def test_the_sandbox_of_this_process_has_uploads_too(studio):
    assert len(studio.uploads()) == 0
