"""HTML escaping for notebook output."""

from __future__ import annotations

import html

__all__ = ["WITH_STYLES_ONLY", "escape", "escape_text"]

# Attributes of an element that is shown where its style is kept. nbconvert's sanitiser shows the tags inside as text,
# and drops the style but not the class, by which nbconvert's own style sheet hides the element.
WITH_STYLES_ONLY = 'class="jp-FileSize-hidden" style="display:block"'


def escape(text: str) -> str:
    """Escape text for an attribute in double quotes, or an element that no notebook typesets.

    Lone surrogates, which no page can hold, become question marks.
    """
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))


def escape_text(text: str) -> str:
    """Escape text for an element in a notebook, where MathJax would typeset "$0.37 … $1" and "\\(x\\)" as formulas."""
    return escape(text).replace("$", "<span>$</span>").replace("\\", "<span>\\</span>")
