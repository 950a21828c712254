"""The Animate widget: a still, a prompt, a model's controls, a price, a button, and the clips that come of it.

Between the page and Python go small traits (the form, and rows about jobs) and custom messages. A message has a `kind`,
the `view` that speaks or is spoken to, and an `id` by which a question and its answer find each other:

    page -> Python   ready; file, chunk, abandon; remove; price; run; cancel; dismiss; settings; pull; beat; login
    Python -> page   catalogue; state; stills; ack; still, refused; price; ran, problem; settings; piece

Pictures, clips and the token travel in messages only, so that no saved notebook holds them.
"""

from __future__ import annotations

import copy
import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from ..errors import BadShot, BadStill, KreaError
from ..media import Still, open_still, remote_url
from . import join_css, join_js
from .board import Board
from .results import Holder, bundle_of
from .rows import fault, price_text, still_row
from .uploads import Uploads, piece_size

if TYPE_CHECKING:
    from ..engine import Job
    from ..media import Clip, Shot
    from ..studio import Studio

__all__ = ["Animate"]

log = logging.getLogger("krea_widgets")
MODULES = (
    "dom", "clock", "phrases", "link", "chunks", "values", "drop", "slots", "controls", "rows", "form", "prompt",
    "player", "jobs", "world", "run", "lines", "animate",
)  # fmt: skip
PIECE_DOWN = 1024 * 1024  # bytes of a clip per message; 1 MiB measured fastest
THUMB = 480  # pixels: the still's column is about 240 wide on a screen of double density
_pool = ThreadPoolExecutor(4, thread_name_prefix="krea-widget")  # starts no thread before its first use
