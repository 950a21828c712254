"""Turns lists of images, prompts, models and values into checked and priced sweep items; sends nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from glob import glob
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...catalogue import Model, Parameter
from ...catalogue.parameters import FILE_KINDS
from ...errors import BadInput, KreaError, MissingExtra
from ...media import Asset, Clip, InputFile, Still
from ...settings import absolute_path
from ..call_checks import IMAGE_ENDINGS
from .prompt_variants import alternatives
from .sweep_item import SweepItem, brief

if TYPE_CHECKING:
    from ..studio import BaseStudio

__all__ = ["Planner"]

# A slip such as seed=range(10_000) must not make ten thousand shots.
MOST_ITEMS = 200
MEDIA = (*FILE_KINDS, "url", "urls")
# The kinds of parameters whose single value is a list.
SEVERAL = ("images", "videos", "audios", "urls", "list")


@dataclass(frozen=True)
class Ask:
    """An unchecked request."""

    image: Any
    prompt: str
    model: str | None
    values: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    applies: bool = True


class Planner:
    """Makes the items of one sweep, and opens each image once."""

    def __init__(self, studio: BaseStudio) -> None:
        self._studio = studio
        # By identity and medium. The source is kept too, so that its identity is not used again.
        self._opened: dict[tuple[int, str], tuple[Any, InputFile | KreaError]] = {}
        self._made = 0

    def product(
        self, images: Any, prompts: Any, models: Any, lists: Mapping[str, Any], repeats: int
    ) -> list[SweepItem]:
        """The items for every image with every prompt on every model with every choice of the listed values."""
        sources = _sources(images)
        texts = [text for prompt in _texts(prompts, "prompts") for text in alternatives(prompt, MOST_ITEMS + 1)]
        names = [None] if models is None else _texts(models, "models")
        asks = [ask for name in names for ask in self._choices(name, lists)]
        _few_enough(len(sources) * len(texts) * len(asks) * repeats)
        self._check_images(sources)
        rows = product(sources, texts, asks)
        return self._items((replace(ask, image=image, prompt=text) for image, text, ask in rows), repeats)

    def rows(self, image: Any, rows: Iterable[Mapping[str, Any]], repeats: int) -> list[SweepItem]:
        """The items for rows such as {"prompt": …, "model": …, "duration": 5}; `image` where a row has none."""
        asks: list[Ask] = []
        for row in rows:
            if not isinstance(row, Mapping):
                raise BadInput(f"A row must be a dict such as {{'prompt': '…', 'duration': 5}}, not {row!r}.")
            values = dict(row)
            source, model = values.pop("image", image), values.pop("model", None)
            prompts = alternatives(str(values.pop("prompt", "") or ""), MOST_ITEMS + 1)
            asks += [Ask(source, prompt, model, values) for prompt in prompts]
            _few_enough(len(asks) * repeats)
        self._check_images(ask.image for ask in asks)
        return self._items(asks, repeats)

    def _check_images(self, sources: Iterable[Any]) -> None:
        """Raise `BadFile` for the first image that cannot be used: a mistake in the list, not in one clip."""
        for source in sources:
            if source is not None:
                self._open_file(source, "image")

    def _choices(self, name: str | None, lists: Mapping[str, Any]) -> Iterator[Ask]:
        """One `Ask`, without image and prompt, for each combination of the model's values."""
        try:
            model = self._studio.catalogue.find(name) if name is not None else self._studio.catalogue.default
        except KreaError:
            # The shot's check says what is wrong with the name.
            yield Ask(None, "", name)
            return
        axes: dict[str, list[Any]] = {}
        notes: list[str] = []
        applies = True
        for wire, given in lists.items():
            other = next((one for one in self._studio.catalogue.models() if wire in one), None)
            # A name that no model has fails in the check, with a suggestion.
            if wire in model or other is None:
                axes[wire] = _axis(model.parameter(wire) if wire in model else None, wire, given)
                continue
            notes.append(f"{model.title} has no {wire}.")
            applies = applies and other.parameter(wire).kind not in MEDIA
        for choice in product(*axes.values()):
            yield Ask(None, "", model.id, dict(zip(axes, choice, strict=True)), " ".join(notes), applies)

    def _items(self, asks: Iterable[Ask], repeats: int) -> list[SweepItem]:
        if repeats < 1:
            raise BadInput(f"repeats={repeats} makes no clip.", advice="Use 1 or more.")
        items: dict[Any, SweepItem] = {}
        for ask in asks:
            for take in range(1, repeats + 1):
                item = self._item(ask, take, repeats)
                same = (item.shot.digest if item.shot else item.key, take)
                # A repeated row is made, and paid, once.
                items.setdefault(same, item)
        return list(items.values())

    def _item(self, ask: Ask, take: int, repeats: int) -> SweepItem:
        self._made += 1
        known = self._model(ask.model)
        values, notes = dict(ask.values), [ask.note] if ask.note else []
        seeded = False
        if repeats > 1 and known is not None:
            if "seed" not in known:
                notes.append(f"{known.title} has no seed, so results vary from run to run at Krea.")
            elif values.get("seed") is None:
                values["seed"], seeded = take, True
            else:
                notes.append("The seed is given, so the takes may come out alike.")
        item = SweepItem(
            key=f"c{self._made}",
            model=known.id if known else str(ask.model),
            title=known.title if known else str(ask.model),
            prompt=ask.prompt,
            image=brief(ask.image) if ask.image is not None else "",
            source=_source(ask.image),
            values=values,
            take=1 if seeded else take,
            takes=1 if seeded else repeats,
            note=" ".join(notes),
            applies=ask.applies,
        )
        if ask.applies:
            self._check(item, ask.image, known)
        return item

    def _check(self, item: SweepItem, image: Any, model: Model | None) -> None:
        """Set the item's shot and price, or its error."""
        if image is not None and model is not None and "start_image" not in model:
            item.applies, item.note = False, f"{model.title} takes no start image."
            return
        try:
            values = {"prompt": item.prompt, **item.values}
            if image is not None:
                values["start_image"] = still = self._open_file(image, "image")
                item.image = still.name or item.image
            shot = self._studio.shot(item.model, values, choose_ratio=True, open_file=self._open_file)
        except MissingExtra:
            raise
        except KreaError as error:
            item.error = error
            return
        item.shot = shot
        item.at_krea = self._studio.price_at_krea(shot)
        item.price = None if self._studio.backend == "sandbox" else item.at_krea

    def _open_file(self, source: Any, medium: str) -> InputFile:
        """Open a source once; its error is raised each time."""
        key = id(source), medium
        if key not in self._opened:
            try:
                file: InputFile | KreaError = self._studio.open_file(source, medium)
            except KreaError as error:
                file = error
            self._opened[key] = (source, file)
        file = self._opened[key][1]
        if isinstance(file, KreaError):
            raise file
        return file

    def _model(self, name: str | None) -> Model | None:
        try:
            return self._studio.catalogue.default if name is None else self._studio.catalogue.find(name)
        except KreaError:
            return None


def _sources(images: Any) -> list[Any]:
    """The images of a list, another iterable, a folder, or a pattern such as "photos/*.jpg"; or the one image."""
    if isinstance(images, (str, os.PathLike)):
        text = os.fsdecode(images)
        folder = absolute_path(text, "images")
        if os.path.isdir(folder):  # noqa: PTH112 (never raises)
            found = [path for path in folder.iterdir() if path.suffix.lower() in IMAGE_ENDINGS]
            return _found(found, f"The folder {folder} has no image.")
        if "*" in text and not text.startswith(("http:", "https:", "data:")):
            return _found(map(Path, glob(str(folder))), f"No file matches {text!r}.")  # noqa: PTH207 (of any folder)
        return [images]
    one = images is None or isinstance(images, (bytes, bytearray, memoryview, Still, Asset, Clip))
    if one or hasattr(images, "__array_interface__") or hasattr(images, "read"):
        return [images]
    try:
        return list(images) or _found([], "The list of images is empty.")
    except TypeError:
        # A PIL image, or what `still` refuses.
        return [images]


def _found(paths: Iterable[Path], missing: str) -> list[Any]:
    """The paths in the order of people: 2 before 10."""

    def key(path: Path) -> list[Any]:
        # Texts and numbers alternate.
        return [int(part) if part.isdigit() else part for part in re.split(r"([0-9]+)", str(path).casefold())]

    found = sorted(paths, key=key)
    if not found:
        raise BadInput(missing)
    return found


def _source(image: Any) -> str:
    """The path or URL that was given, "" for an image that has none."""
    path = image.path if isinstance(image, Clip) else image
    text = os.fsdecode(path) if isinstance(path, (str, os.PathLike)) else ""
    return "" if text.startswith("data:") else text


def _texts(given: Any, what: str) -> Sequence[str]:
    if not isinstance(given, Iterable):
        raise BadInput(f"The {what} must be texts, not {given!r}.")
    found = [given] if isinstance(given, str) else list(given)
    if not found:
        raise BadInput(f"The list of {what} is empty.")
    return [str(getattr(one, "id", one)) for one in found]


def _axis(parameter: Parameter | None, name: str, given: Any) -> list[Any]:
    """The values of a list; a single value that is itself a list is one value."""
    if parameter is not None and parameter.kind in SEVERAL:
        nested = isinstance(given, (list, tuple)) and given and all(isinstance(one, (list, tuple)) for one in given)
        return list(given) if nested else [given]
    plain = isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable)
    if parameter is not None and parameter.kind in ("image", "video", "audio"):
        # An image can be iterable, as an array is.
        plain = not isinstance(given, (list, tuple))
    found = [given] if plain else list(given)
    if not found:
        raise BadInput(f"The list of values for {name} is empty.")
    return found


def _few_enough(count: int) -> None:
    if count > MOST_ITEMS:
        raise BadInput(f"That would be {count:,} clips; a sweep holds at most {MOST_ITEMS}.")
