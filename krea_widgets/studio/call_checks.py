"""Checks of arguments before there is a job: an error after that would leave a paid one alone."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Mapping
from typing import Any

from .._util.aspect_ratio import parse_ratio, ratios_differ
from ..catalogue import Model, Price
from ..errors import BadFile, BadInput, BadValue
from ..media import Shot, Still

__all__ = [
    "better_ratio",
    "check_call",
    "check_extras",
    "check_image",
    "check_job_id",
    "check_numbers",
    "check_price",
    "check_timeout",
    "shows_something",
]

# What other calls of krea_widgets, or other libraries, call a parameter.
INSTEAD = {
    "models": "model= takes one model; krea.sweep(…, models=[…]) compares several",
    "prompts": 'prompt= takes one text; krea.sweep(image, ["…", "…"]) makes several',
    "timeout": "Use job.wait(timeout=…), or krea.animate(…, timeout=…)",
    "images": "krea.sweep([…], prompt) animates several images",
    "image_url": "Pass the URL as the first argument",
    "webhook": "Use webhook_url=",
    "seconds": "Use duration=",
    "length": "Use duration=",
    "ratio": "Use aspect_ratio=",
    "aspect": "Use aspect_ratio=",
    "audio": "Use generate_audio=",
    "callback": "Use on_progress=",
}
# How often the clip is as wide or as high as the image, in proportion, where a quarter of it is cut off. Less is usual:
# cameras make 3:2, and most models 16:9.
MUCH = 1.3
# How many times what was shown a price may be.
MOST_RISE = 1.1
# Kinds of parameters that can refer to a picture.
SHOWING_KINDS = ("image", "images", "video", "videos", "url", "urls", "list", "object")
# Beyond, a float cannot tell one number from the next.
LARGEST_INTEGER = 2**53
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif", ".tif", ".tiff", ".bmp")


def check_call(image: object, prompt: object, values: Mapping[str, Any]) -> None:
    """Recognise usual mistakes in a call that makes one clip.

    Raises:
        BadInput: With what was probably meant.
    """
    if isinstance(image, (list, tuple, set)):
        raise BadInput("animate and submit take one image.", advice="krea.sweep([…], prompt) animates several.")
    if not isinstance(prompt, str):
        what = f"The prompt must be a text, not {type(prompt).__name__}."
        raise BadValue(what, field="prompt", value=prompt, advice="Call krea.animate(image, prompt).")
    if prompt.lower().endswith(IMAGE_ENDINGS) and isinstance(image, str) and _is_prompt(image):
        advice = f"Call krea.animate({prompt!r}, {image!r})."
        raise BadInput("The image and the prompt look swapped.", advice=advice)
    if prompt.lower().endswith(IMAGE_ENDINGS) and os.path.isfile(prompt):  # noqa: PTH113 (never raises)
        what = f"The prompt is the name of a file, {prompt}."
        raise BadValue(what, field="prompt", value=prompt, advice="Describe the motion in words.")
    if image is not None and values.get("start_image") is not None:
        what = "start_image is given twice, because the first argument is the start image."
        raise BadValue(what, field="start_image", advice="Leave out one of the two.")
    for name, advice in INSTEAD.items():
        if name in values:
            raise BadValue(f"There is no argument {name}=.", field=name, value=values[name], advice=f"{advice}.")


def _is_prompt(text: str) -> bool:
    """Whether it is no file, no URL and no `data:` URI."""
    # Path.exists raises for texts that are too long for a file name.
    is_file = os.path.exists(text)  # noqa: PTH110
    return ":" not in text and not text.lower().endswith(IMAGE_ENDINGS) and not is_file


def shows_something(model: Model, values: Mapping[str, Any]) -> bool:
    """Whether values have an image, or anything else that can refer to one: without it, Krea bills a clip made from the
    prompt alone.
    """
    known = any(values.get(one.name) for one in model.parameters if one.kind in SHOWING_KINDS)
    # Also where Krea's list describes the parameter in a way that is not known here.
    return known or any(isinstance(value, Still) for value in values.values())


def better_ratio(model: Model, values: Mapping[str, Any], still: Still) -> dict[str, str]:
    """The model's `aspect_ratio` that is nearest to an image, as a value, where its default would cut off a quarter or
    more; else {}, also where the values decide the shape.
    """
    frame = model.frame_ratio(values)
    if not frame or not still.ratio or values.keys() & {"aspect_ratio", "width", "height"}:
        return {}
    if max(still.ratio / frame, frame / still.ratio) < MUCH:
        return {}
    nearest = model.nearest_ratio(still.ratio)
    return {"aspect_ratio": nearest} if ratios_differ(parse_ratio(nearest) or 0, frame) else {}


def check_image(shot: Shot, model: Model) -> None:
    """Raise `BadFile` if there is no image, as where a file could not be read: Krea would bill a clip of something
    else.
    """
    if "start_image" in model and not shows_something(model, shot.values):
        advice = "Pass one. raw={} makes a clip from the prompt alone."
        raise BadFile("No image was given.", name="start_image", advice=advice)


def check_price(shown: Price, now: Price | None) -> None:
    """Raise `BadInput` if a clip costs more than a tenth above the price that was shown, or an unknown one."""
    if now is None or now.amount > MOST_RISE * shown.amount:
        what = f"The price was {shown} when it was shown, and is {now or 'unknown'} now."
        raise BadInput(what, advice="Check the price, then press again.")


def check_extras(webhook_url: object = None, raw: object = None, on_progress: object = None) -> None:
    """Check a job's optional arguments.

    Raises:
        BadValue: With the field's name: no http(s) URL, no dict, or no callable.
    """
    if webhook_url is not None and not re.fullmatch(r"https?://[!-.0-~][!-~]*", str(webhook_url)):
        what = f"The webhook address {webhook_url!r} is not an http(s) URL."
        raise BadValue(what, field="webhook_url", value=webhook_url)
    if raw is not None and not isinstance(raw, Mapping):
        raise BadValue(f"raw must be a dict of parameters, not {raw!r}.", field="raw", value=raw)
    if on_progress is not None and not callable(on_progress):
        what = f"on_progress must be a callable, not {on_progress!r}."
        raise BadValue(what, field="on_progress", value=on_progress)


def check_job_id(job_id: object) -> None:
    """Raise `BadInput` unless it is a text without spaces."""
    if not isinstance(job_id, str) or not re.fullmatch(r"[!-~]+", job_id):
        raise BadInput(f"A job ID is a text, not {job_id!r}.", advice="krea.jobs() lists them.")


def check_timeout(timeout: object) -> None:
    """Raise `BadInput` unless it is None or a number of seconds."""
    if timeout is None:
        return
    check_numbers(timeout=timeout)
    if isinstance(timeout, (int, float)) and timeout > threading.TIMEOUT_MAX:
        raise BadInput(f"timeout={timeout!r} is too long.", advice="Use seconds, or None for no limit.")
    if isinstance(timeout, (int, float)) and timeout < 0:
        raise BadInput(f"timeout={timeout} is in the past.", advice="Use seconds, or None for no limit.")


def check_numbers(**numbers: object) -> None:
    """Raise `BadInput`, with the argument's name, for a value that is no number, is NaN, or is absurdly large."""
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            raise BadInput(f"{name} must be a number, not {value!r}.")
        if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            raise BadInput(f"{name} is too large.")
