"""The catalogue as an HTML table; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .._util.html import escape
from . import spelling

if TYPE_CHECKING:
    from .model import Model
    from .parameters import Parameter

__all__ = ["catalogue_html"]

HEADINGS = ("Model", "Duration", "Aspect ratio", "Resolution", "End image", "Audio", "Seed", "Price from")
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
    """A table with a row per model; `source` is its caption."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in HEADINGS)
    rows = "".join(_row(model) for model in models)
    return (
        f'<div style="overflow-x:auto"><style>{STYLE}</style>'
        f'<table class="kw-models"><caption>{escape(source)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(model: Model) -> str:
    parameters = {one.name: one for one in model.parameters}
    cheapest = model.cheapest()
    audio = parameters.get("generate_audio")
    name = f"<b>{escape(model.title)}</b>" if model.popular else escape(model.title)
    cells = [
        f"{name}<br><code>{escape(model.id)}</code>",
        *(escape(_values(parameters.get(one))) for one in ("duration", "aspect_ratio", "resolution")),
        _yes("end_image" in parameters),
        "always" if audio and audio.deprecated else _yes(audio is not None),
        _yes("seed" in parameters),
        "unknown" if cheapest is None else escape(str(cheapest)),
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _values(parameter: Parameter | None) -> str:
    """The choices or the range of a parameter, "" without one."""
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


def _yes(value: bool) -> str:
    return "yes" if value else ""
