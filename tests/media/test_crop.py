"""A still in another ratio: cropped or padded around its middle, never scaled, and left alone where it fits."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from krea_widgets.errors import BadFile
from krea_widgets.media import Asset, Still, open_still


def still(width: int, height: int, kind: str = "PNG") -> Still:
    """A grey picture with a red cross in its middle and blue edges."""
    image = Image.new("RGB", (width, height), (90, 90, 90))
    image.paste((0, 0, 255), (0, 0, 8, height))
    image.paste((255, 0, 0), (width // 2 - 8, height // 2 - 8, width // 2 + 8, height // 2 + 8))
    file = io.BytesIO()
    image.save(file, kind, quality=95)
    return open_still(file.getvalue(), name="cat.png")


@pytest.mark.parametrize(("size", "ratio"), [((600, 400), 16 / 9), ((600, 400), 9 / 16), ((401, 903), 1.0)])
def test_cropping_keeps_the_middle_and_every_pixel_in_it(size, ratio):
    old = still(*size)
    new = old.fitted(ratio, "crop", crop=(0.5, 0.5, 1))
    assert new.ratio == pytest.approx(ratio, rel=0.005)
    assert new.width == size[0] or new.height == size[1]
    assert new.width <= size[0]
    assert new.height <= size[1]
    assert new.pil().getpixel((new.width // 2, new.height // 2)) == (255, 0, 0)
    assert f"cropped to {new.width}×{new.height}" in new.notes
    assert (new.name, new.mime_type) == (old.name, "image/png")
    assert new.digest != old.digest


def dotted(width: int, height: int, x: int, y: int) -> Still:
    """A plain picture with a chequered square around a point."""
    image = Image.new("RGB", (width, height), (90, 120, 90))
    for row in range(-60, 60, 10):
        for column in range(-60, 60, 20):
            left = x + column + row % 20
            image.paste((250, 240, 230), (left, y + row, left + 10, y + row + 10))
    file = io.BytesIO()
    image.save(file, "PNG")
    return open_still(file.getvalue(), name="dots.png")


@pytest.mark.parametrize("place", [0.1, 0.35, 0.5, 0.8, 0.9])
@pytest.mark.parametrize(("size", "ratio"), [((900, 1600), 16 / 9), ((1600, 900), 9 / 16), ((1200, 900), 1.0)])
def test_a_crop_keeps_the_detail_wherever_it_is(size, ratio, place):
    wide = size[0] / size[1] > ratio
    x, y = (round(size[0] * place), size[1] // 2) if wide else (size[0] // 2, round(size[1] * place))
    old = dotted(*size, x, y)
    kept, whole = (
        sum(count for count, colour in one.pil().getcolors(10**6) if colour == (250, 240, 230))
        for one in (old.fitted(ratio, "crop"), old)
    )
    assert kept > 0.9 * whole


def test_a_plain_picture_is_cropped_in_its_middle():
    assert still(600, 400).detail(1.0).y == 0.5
    plain = open_still(Image.new("RGB", (600, 400), (9, 9, 9)))
    assert tuple(plain.detail(9 / 16)) == (0.5, 0.5, 1.0)


def test_a_tall_picture_keeps_its_upper_part_where_heads_are():
    tall = open_still(Image.effect_noise((300, 400), 60).convert("RGB"))
    found = tall.detail(16 / 9)
    assert found.y < 0.4
    # A head has room above it.
    assert found.y - (300 / (16 / 9)) / 400 / 2 < 0.12


def test_of_a_tall_picture_with_as_much_detail_below_the_upper_part_is_kept():
    tall = Image.new("RGB", (400, 600), (90, 120, 160))
    tall.paste(Image.effect_noise((400, 440), 90).convert("RGB"), (0, 60))
    found = open_still(tall).detail(16 / 9)
    assert found.y < 0.4


@pytest.mark.parametrize(("gap", "first"), [(0, 0), (30, 0), (70, 0), (180, 130)])
def test_a_crop_that_begins_near_the_top_begins_there(gap, first):
    tall = Image.new("RGB", (400, 600), (90, 120, 160))
    tall.paste(Image.effect_noise((400, 200), 90).convert("RGB"), (0, gap))
    found = open_still(tall).detail(16 / 9)
    top = 600 * found.y - 400 / (16 / 9) / 2
    # Detail is looked for in 64 lines.
    assert -0.01 <= top <= gap + 600 / 64, "nothing of the detail is cut off"
    assert top >= first - 15
    assert top < 1 or first, "and above it is what there is"


def standing(width: int, *, foot: bool, noise: int = 0) -> Still:
    """A mast of this width against the sky, its top a quarter from above, on ground with most of the detail."""
    tall = Image.new("RGB", (400, 600), (90, 120, 160))
    if noise:
        tall = Image.blend(tall, Image.effect_noise((400, 600), noise).convert("RGB"), 0.2)
    tall.paste((240, 235, 225), (200 - width // 2, 150, 200 + width // 2, 600 if foot else 150 + width))
    tall.paste(Image.effect_noise((400, 120), 90).convert("RGB"), (0, 480))
    return open_still(tall)


@pytest.mark.parametrize("noise", [0, 20])
@pytest.mark.parametrize("width", [40, 80, 160])
def test_what_stands_out_against_the_sky_is_not_beheaded(width, noise):
    found = standing(width, foot=True, noise=noise).detail(16 / 9)
    top = 600 * found.y - 400 / (16 / 9) / 2
    assert 70 < top < 140, "with room above"


@pytest.mark.parametrize("width", [12, 24])
def test_a_small_thing_in_the_sky_does_not_take_the_crop_from_the_ground(width):
    found = standing(width, foot=False).detail(16 / 9)
    assert 600 * found.y + 400 / (16 / 9) / 2 > 560


@pytest.mark.parametrize("size", [(301, 997), (997, 301), (640, 641)])
@pytest.mark.parametrize("ratio", [16 / 9, 1.0, 9 / 16])
def test_the_part_with_detail_is_within_the_image(size, ratio):
    width, height = size
    for seed in range(4):
        noise = Image.new("RGB", size)
        noise.paste(
            Image.effect_noise((width // 3, height // 3), 90).convert("RGB"), (seed * width // 5, seed * height // 5)
        )
        found = open_still(noise).detail(ratio)
        part = min(1, ratio / (width / height)) / 2, min(1, width / height / ratio) / 2
        assert part[0] - 1e-9 <= found.x <= 1 - part[0] + 1e-9
        assert part[1] - 1e-9 <= found.y <= 1 - part[1] + 1e-9


def test_a_crop_is_where_it_was_put_and_within_the_picture():
    old = still(600, 400)
    small = old.fitted(1.0, "crop", crop=(0.5, 0.5, 2))
    assert (small.width, small.height) == (200, 200)
    assert small.pil().getpixel((100, 100)) == (255, 0, 0)
    corner = old.fitted(1.0, "crop", crop=(0, 1, 4))
    assert (corner.width, corner.height) == (100, 100)
    assert corner.pil().getpixel((2, 50)) == (0, 0, 255), "the left edge"
    other = old.fitted(1.0, "crop", crop=(1, 0, 4)).pil()
    assert (other.size, other.getpixel((99, 0))) == ((100, 100), (90, 90, 90)), "nothing beyond the right one"
    assert (corner.origin.still, corner.origin.fit, tuple(corner.origin.crop)) == (old, "crop", (0, 1, 4))
    for bad in [(0.5, 0.5), (0.5, 0.5, 0.5), (2, 0.5, 1), (0.5, 0.5, 99), (float("nan"), 0, 1)]:
        with pytest.raises(BadFile, match="zoom from 1 to 8"):
            old.fitted(1.0, "crop", crop=bad)


@pytest.mark.parametrize(("size", "ratio"), [((600, 400), 16 / 9), ((600, 400), 9 / 16), ((401, 903), 1.0)])
def test_padding_keeps_the_whole_picture_as_it_is(size, ratio):
    old = still(*size)
    new = old.fitted(ratio, "pad")
    assert new.ratio == pytest.approx(ratio, rel=0.005)
    left, top = (new.width - size[0]) // 2, (new.height - size[1]) // 2
    inner = new.pil().crop((left, top, left + size[0], top + size[1]))
    assert inner.tobytes() == old.pil().tobytes()
    assert f"padded to {new.width}×{new.height}" in new.notes
    corner = new.pil().getpixel((new.width - 1, new.height - 1))
    assert corner not in [(0, 0, 0), (255, 255, 255)], "the margin is made of the picture"


def test_the_edges_of_a_plain_image_are_a_darker_shade_of_it():
    file = io.BytesIO()
    Image.new("RGB", (600, 400), (100, 150, 200)).save(file, "PNG")
    padded = open_still(file.getvalue()).fitted(1.0, "pad").pil()
    assert padded.size == (600, 600)
    assert [padded.getpixel((300, y)) for y in (0, 99, 500, 599)] == [(72, 108, 144)] * 4
    assert [padded.getpixel((300, y)) for y in (100, 499)] == [(100, 150, 200)] * 2


def test_a_photo_stays_a_photo():
    assert still(600, 400, "JPEG").fitted(1.0, "crop").mime_type == "image/jpeg"


def test_what_fits_already_is_left_alone():
    old = still(640, 360)
    assert old.fitted(16 / 9, "crop") is old
    assert old.fitted(16 / 9, "pad") is old


def test_an_image_at_krea_cannot_be_fitted_here():
    there = open_still(Asset("https://gen.krea.ai/a.png", width=600, height=400))
    with pytest.raises(BadFile, match="at Krea"):
        there.fitted(1.0, "crop")
