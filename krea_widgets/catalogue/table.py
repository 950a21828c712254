"""Draws the models as an HTML table that a person can choose from; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .._util.html import escape
from . import spelling

if TYPE_CHECKING:
    from .model import Model
    from .parameters import Parameter

__all__ = ["catalogue_html"]

HEADS = ("Model", "Length", "Ratio", "Resolution", "End image", "Sound", "Seed", "From")
STYLE = """
.kw-models{border-collapse:collapse;font:13px/1.4 var(--jp-ui-font-family,system-ui,sans-serif);
color:var(--jp-ui-font-color1,inherit)}
.kw-models th,.kw-models td{padding:4px 8px;text-align:left;vertical-align:top;background:none;
border-bottom:1px solid var(--jp-border-color2,rgba(128,128,128,.35))}
.kw-models th{font-weight:600;white-space:nowrap}
.kw-models code{font:11px var(--jp-code-font-family,monospace);padding:0;background:none;
color:var(--jp-ui-font-color2,inherit)}
.kw-models td:last-child{white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums}
.kw-models caption{caption-side:bottom;text-align:left;padding:4px 8px;color:var(--jp-ui-font-color2,inherit)}
"""


def catalogue_html(models: Iterable[Model], source: str) -> str:
    """A table of the models: name and id, lengths, ratios, resolutions, end image, sound, seed, lowest price."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in HEADS)
    rows = "".join(_row(model) for model in models)
    return (
        f'<div style="overflow-x:auto"><style>{STYLE}</style>'
        f'<table class="kw-models"><caption>{escape(source)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(model: Model) -> str:
    parameters = {one.name: one for one in model.parameters}
    cheapest = model.cheapest()
    sound = parameters.get("generate_audio")
    name = f"<b>{escape(model.title)}</b>" if model.popular else escape(model.title)
    cells = [
        f"{name}<br><code>{escape(model.id)}</code>",
        *(escape(_span(parameters.get(one))) for one in ("duration", "aspect_ratio", "resolution")),
        _mark("end_image" in parameters),
        "always" if sound and sound.deprecated else _mark(sound is not None),
        _mark("seed" in parameters),
        "unknown" if cheapest is None else escape(str(cheapest)),
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _span(parameter: Parameter | None) -> str:
    """The choices, or the range, or "" when there is no such parameter."""
    if parameter is None:
        return ""
    if parameter.choices:
        return _joined(parameter.labels, parameter.unit)
    if parameter.minimum is not None and parameter.maximum is not None:
        low, high = spelling.number(parameter.minimum), spelling.number(parameter.maximum)
        return f"{low} to {high} {parameter.unit}".strip()
    return "any"


def _joined(labels: Sequence[str], unit: str) -> str:
    """ "4, 6, 8 s" rather than "4 s, 6 s, 8 s"."""
    return ", ".join(label.removesuffix(f" {unit}") for label in labels) + f" {unit}" if unit else ", ".join(labels)


def _mark(there: bool) -> str:
    return "yes" if there else ""
