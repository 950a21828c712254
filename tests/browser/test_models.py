"""Every model of the catalogue in the Animate widget: its own controls, its price on the button, and how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab import Notebook
from looks import faint, too_wide
from PIL import Image
from playwright.sync_api import Locator, expect

from krea_widgets.catalogue import Model, Parameter, bundled

OpenNotebook = Callable[..., Notebook]
SHOW = """
import httpx
import krea_widgets as krea
from krea_widgets import Studio
nobody = httpx.MockTransport(lambda request: httpx.Response(503))
studio = Studio(backend="krea", token="not-a-real-token", transport=nobody)
widget = krea.Animate({photo!r}, "slow dolly in", studio=studio)
widget
"""
PLACED = ("prompt", "start_image", "end_image")  # these have a place of their own beside the controls
SIZE = ("width", "height")  # one field for the two
DIFFERENT = {
    "kling/kling-3.0": ["Add: Shots", "Add: Shots"],
    "kling/kling-o1": ["Add: Style images", "Add: People and things", "Add: Reference video"],
    "minimax/h3-max-camera-controls": ["Add: Camera path", "Add: Camera path"],
    "runway/gen-4.5": [],
    "bytedance/seedance-2-5": [],
    "alibaba/wan-2.2": [],
}
# What stands in each field of the form, read from the page as a person would: its name, what is in it, its limits.
FIELDS = """form => [...form.querySelectorAll('.kw-field')]
  .filter(field => !field.closest('.kw-row') && !field.matches('.kw-model'))
  .map(field => {
    const texts = selector => [...field.querySelectorAll(selector)].map(part => part.textContent);
    const box = field.querySelector('input[type=number]');
    return {
      label: field.querySelector('.kw-label').firstChild.data,
      choices: [...texts('.kw-segment'), ...texts('option')],
      kinds: ['number', 'range', 'url', 'text', 'file'].filter(type => field.querySelector(`input[type=${type}]`)),
      lines: field.querySelectorAll('textarea').length,
      toggle: field.querySelector('[role=switch]') !== null,
      add: field.querySelector('[aria-label^="Add: "]') !== null,
      limits: box && [box.min, box.max],
      rare: field.closest('details') !== null,
    };
  })"""


def shown(notebook: OpenNotebook, photo: Path) -> tuple[Notebook, Locator]:
    """A notebook with the widget in Krea's backend, which is not asked anything."""
    book = notebook(SHOW.format(photo=str(photo)))
    book.run_cell(0)
    assert book.errors() == []
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    expect(widget.get_by_role("combobox", name="Model", exact=True)).not_to_have_value("")
    return book, widget


def wanted(one: Parameter, default: Any) -> dict[str, Any]:
    """What a parameter's field has to show, from the catalogue alone."""
    free = not one.required and default is None
    found: dict[str, Any] = {"label": one.label, "rare": one.rare and not one.required}
    if one.kind == "choice":
        found["choices"] = ["auto"] * free + list(one.labels)
    elif one.kind == "switch" and free:
        found["choices"] = ["auto", "on", "off"]
    elif one.kind == "switch":
        found["toggle"] = True
    elif one.kind in ("range", "number"):
        small = one.kind == "range" and one.maximum - one.minimum <= 200 * (one.step or 1)
        found["kinds"] = ["number", "range"] if small else ["number"]
        edges = (one.minimum, one.maximum)
        found["limits"] = ["" if edge is None else f"{edge:.15g}" for edge in edges]
    elif one.kind in ("url", "text", "image"):
        found["kinds"] = ["text" if one.kind == "text" else "url"]
    elif one.kind in ("images", "video", "videos", "audio", "audios"):
        found["kinds"] = ["file"]
    elif one.kind == "urls":
        found["lines"] = 1
    else:
        found["add"] = True
    return found


def wanted_fields(model: Model) -> list[dict[str, Any]]:
    """The fields that a model's form has to show, in any order."""
    own = [one for one in model.parameters if one.name not in PLACED and not one.deprecated]
    defaults = {one["name"]: one["default"] for one in model.as_form()["parameters"]}
    fields = [
        wanted(one, defaults[one.name]) for one in own if not (one.name in SIZE and all(side in model for side in SIZE))
    ]
    if len(fields) < len(own):
        width = model.parameter("width")
        fields.append({"label": "Size", "kinds": ["number"], "rare": width.rare and not width.required})
    return [*fields, {"label": "Webhook", "kinds": ["url"], "rare": True}]


def check(model: Model, fields: list[dict[str, Any]]) -> None:
    """Fails unless the page shows exactly the model's fields."""
    expected = wanted_fields(model)
    assert sorted(one["label"] for one in fields) == sorted(one["label"] for one in expected), model.id
    by_label = {one["label"]: one for one in fields}
    for one in expected:
        there = by_label[one["label"]]
        assert {name: there[name] for name in one} == one, f"{model.id}: {one['label']}"


def test_every_model_has_its_own_controls_and_its_price(notebook: OpenNotebook, photo: Path) -> None:
    _, widget = shown(notebook, photo)
    picker = widget.get_by_role("combobox", name="Model", exact=True)
    values = picker.locator("option").evaluate_all("options => options.map(option => option.value)")
    assert sorted(values) == sorted(bundled())
    button = widget.get_by_role("button", name=re.compile("^Animate"))
    for model_id in values:
        model = bundled()[model_id]
        picker.select_option(value=model_id)
        check(model, widget.locator(".kw-form").evaluate(FIELDS))
        stills = {"start_image": "https://a.invalid/x"} if "start_image" in model else {}
        price = model.price(**stills)
        expect(button).to_have_text(f"Animate · {price or 'price unknown'}")
        zones = widget.locator(".kw-pictures .kw-slot:not([hidden])").filter(visible=True)
        assert zones.count() == 1 + ("end_image" in model), model_id
    assert widget.get_by_text("Only completed clips are billed.").count() == 1


def test_the_picker_works_by_keyboard(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = shown(notebook, photo)
    picker = widget.get_by_role("combobox", name="Model", exact=True)
    groups = picker.locator("optgroup").evaluate_all("groups => groups.map(group => group.label)")
    assert groups[0] == "Popular"
    assert len(set(groups)) == len(groups)
    expect(picker.locator("option:checked")).to_have_text("Kling 2.5")
    others = picker.locator("option:not(:checked)").all_inner_texts()
    assert all(" · " in text for text in others), "what it costs is beside the name; on the button, of the chosen one"
    picker.focus()
    seen = [picker.input_value()]
    book.page.keyboard.press("Home")
    for _ in range(len(bundled()) - 1):
        seen.append(picker.input_value())
        book.page.keyboard.press("ArrowDown")
    assert set(seen) | {picker.input_value()} == set(bundled())
    book.page.keyboard.type("Ray")
    assert picker.input_value() == "luma/ray-2"


def test_a_still_of_another_shape_is_seen_cropped_and_padded(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = shown(notebook, photo)
    expect(widget.get_by_text("The image (3:2) is narrower than the clip (16:9).")).to_be_visible()
    zone = widget.locator(".kw-zone").first
    for way in ("Crop", "Blurred edges"):
        widget.get_by_role("radio", name=way).check(force=True)
        box = zone.bounding_box()
        assert box is not None
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
        # A crop hides what is cut off; the blurred edges are beside the whole image.
        cut = zone.evaluate("zone => zone.querySelector('.kw-still').clientHeight / zone.clientHeight")
        assert cut == pytest.approx(32 / 27 if way == "Crop" else 1, rel=0.03)
        book.picture(way, widget)
    widget.get_by_role("radio", name="9:16").check(force=True)
    expect(widget.get_by_text("The image (3:2) is wider than the clip (9:16).")).to_be_visible()
    box = zone.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(9 / 16, rel=0.02)
    widget.get_by_role("radio", name="1:1").check(force=True)
    expect(widget.get_by_text("The image (3:2) is wider than the clip (1:1).")).to_be_visible()
    widget.get_by_role("combobox", name="Model", exact=True).select_option(label="Hailuo 2.3 · $0.29 for 6 s")
    expect(widget.get_by_text("The image (3:2)")).to_have_count(0)


def test_an_aspect_ratio_belongs_to_the_image_for_which_it_was_chosen(notebook: OpenNotebook, photo: Path) -> None:
    """A ratio that was chosen for a landscape would make a close-up of the portrait that takes its place."""
    book = notebook("import krea_widgets as krea\nwidget = krea.Animate(model='kling 2.5')\nwidget")
    tall = book.path.parent / "tall.png"
    Image.new("RGB", (600, 900), (90, 120, 160)).save(tall)
    book.run_cell(0)
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    drop = lambda file: widget.locator("input[type=file]").first.set_input_files(file)  # noqa: E731
    chosen = lambda name: widget.get_by_role("radio", name=name)  # noqa: E731
    # Chosen for the image that is to come.
    chosen("1:1").check(force=True)
    drop(photo)
    expect(widget).to_contain_text(photo.name)
    expect(chosen("1:1")).to_be_checked()
    chosen("16:9").check(force=True)
    widget.get_by_role("radio", name="Crop").check(force=True)
    drop(tall)
    expect(widget).to_contain_text("tall.png")
    expect(chosen("9:16")).to_be_checked()
    expect(chosen("Leave as is")).to_be_checked()
    chosen("16:9").check(force=True)
    # And so for one that follows a removed one.
    widget.get_by_role("button", name=re.compile("^Remove")).first.click()
    drop(tall)
    expect(chosen("9:16")).to_be_checked()


def test_a_crop_is_dragged_zoomed_and_moved_by_keys(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = shown(notebook, photo)
    widget.get_by_role("radio", name="Crop").check(force=True)
    zone = widget.get_by_role("group", name="Image: arrow keys move the crop, plus and minus zoom")
    crop = lambda: widget.locator(".kw-still").first.evaluate(  # noqa: E731
        "image => [image.style.left, image.style.top, image.style.width].map(parseFloat)"
    )
    left, top, wide = crop()
    assert (left, wide) == (0, 100)
    box = zone.bounding_box()
    assert box is not None
    mouse = book.page.mouse
    mouse.move(box["x"] + 50, box["y"] + 50)
    mouse.down()
    mouse.move(box["x"] + 50, box["y"] + 300, steps=4)
    mouse.up()
    assert crop()[1] == pytest.approx(0, abs=0.5), "dragged to its upper edge, and no further"
    zone.press("ArrowDown")
    assert -10 < crop()[1] < 0
    zone.press("+")
    assert crop()[2] == pytest.approx(110, rel=0.01)
    widget.get_by_role("slider", name="Zoom").fill("2")
    assert crop()[2] == pytest.approx(200, rel=0.01)
    book.picture("zoomed", widget)
    assert top <= 0
    # The image that comes back has its crop again.
    kept = crop()
    widget.get_by_role("button", name=re.compile("^Remove")).first.click()
    widget.get_by_role("button", name=f"Back to {photo.name}").click()
    expect(widget.get_by_role("slider", name="Zoom")).to_have_value("2")
    assert crop() == kept
    widget.get_by_role("radio", name="9:16").check(force=True)
    widget.get_by_role("button", name="Use 16:9").click()
    expect(widget.get_by_role("radio", name="16:9")).to_be_checked()
    expect(widget.get_by_role("button", name="Use 16:9")).to_be_hidden()


GONE = """
import httpx
import krea_widgets as krea
from krea_widgets import Studio
def answer(request):
    if request.url.path == "/assets":
        return httpx.Response(200, json={"id": "a1", "image_url": "https://gen.krea.ai/a.jpg"})
    return httpx.Response(410, json={"error": "model_unavailable", "replacement": "video/kling/kling-2.6"})
studio = Studio(backend="krea", token="not-a-real-token", transport=httpx.MockTransport(answer))
widget = krea.Animate({photo!r}, "slow dolly in", studio=studio)
widget
"""


def test_a_model_that_is_gone_offers_the_one_to_use(notebook: OpenNotebook, photo: Path) -> None:
    book = notebook(GONE.replace("{photo!r}", repr(str(photo))))
    book.run_cell(0)
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    expect(widget).to_contain_text(photo.name)
    widget.get_by_role("button", name=re.compile("^Animate · ")).click()
    expect(widget).to_contain_text("Not billed.")
    widget.get_by_role("button", name="Use kling/kling-2.6").click()
    expect(widget.get_by_role("combobox", name="Model", exact=True)).to_have_value("kling/kling-2.6")


def test_a_ratio_that_an_image_chose_goes_with_the_image(notebook: OpenNotebook, photo: Path, tmp_path: Path) -> None:
    from PIL import Image

    _, widget = shown(notebook, photo)
    panorama = tmp_path / "panorama.jpg"
    Image.new("RGB", (2100, 900), "teal").save(panorama)
    picker = widget.get_by_role("combobox", name="Model", exact=True)
    picker.select_option(value="bytedance/seedance-1.0-pro")
    chooser = widget.locator("input[type=file]").first
    chooser.set_input_files(panorama)
    ratio = widget.get_by_role("combobox", name="Aspect ratio")
    expect(ratio.locator("option:checked")).to_have_text("21:9")
    # This one has no 21:9.
    picker.select_option(value="kling/kling-2.5")
    expect(widget).to_contain_text("Not used by Kling 2.5: Aspect ratio 21:9")
    chooser.set_input_files(photo)
    expect(widget).to_contain_text("photo.jpg")
    expect(widget).not_to_contain_text("Not used by")
    picker.select_option(value="bytedance/seedance-1.0-pro")
    expect(ratio.locator("option:checked")).to_have_text("16:9")


def test_the_most_different_models_look_right(notebook: OpenNotebook, photo: Path) -> None:
    book, widget = shown(notebook, photo)
    book.page.set_viewport_size({"width": 1280, "height": 1500})
    picker = widget.get_by_role("combobox", name="Model", exact=True)
    more = widget.locator(".kw-grid > .kw-more")
    for model_id, adds in DIFFERENT.items():
        picker.select_option(value=model_id)
        if more.is_visible() and more.get_attribute("open") is None:
            more.locator("summary").click()
        for name in adds:
            widget.get_by_role("button", name=name, exact=True).click()
    for theme in ("Light", "Dark"):
        book.theme(theme)
        for width in (1100, 360):
            book.width(width)
            for model_id in DIFFERENT:
                picker.select_option(value=model_id)
                assert too_wide(widget) == [], model_id
                assert faint(widget) == [], model_id
                book.picture(f"{model_id.rpartition('/')[2]}-{theme}-{width}", widget)


def test_thirty_reference_pictures_arrive_in_their_order(notebook: OpenNotebook, photo: Path, tmp_path: Path) -> None:
    from PIL import Image

    files = []
    for number in range(32):
        files.append(tmp_path / f"r{number:02}.png")
        Image.new("RGB", (64 + number, 64), "teal").save(files[-1])
    cells = ["print([still.width - 64 for still in widget.images('reference_images')] == list(range(30)))"]
    book = notebook(SHOW.format(photo=str(photo)), *cells)
    book.run_cell(0)
    widget = book.cell(0).get_by_role("region", name="Animate an image")
    widget.get_by_role("combobox", name="Model", exact=True).select_option(value="bytedance/seedance-2-5")
    widget.locator(".kw-form summary").click()
    field = widget.get_by_role("group", name="Reference images", exact=True)
    field.locator("input[type=file]").set_input_files(files)
    expect(field.get_by_role("button", name=re.compile("^Remove"))).to_have_count(30)
    expect(field).to_contain_text("2 of the files were left out: the model takes at most 30.")
    book.run_cell(1)
    assert book.text(1).strip() == "True"
    book.picture("thirty", widget)
