"""HTML escaping for notebook output."""

from __future__ import annotations

import html

__all__ = ["escape", "escape_text"]


def escape(text: str) -> str:
    """Escape text for an attribute in double quotes, or an element that no notebook typesets.

    Lone surrogates, which no page can hold, become question marks.
    """
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))


def escape_text(text: str) -> str:
    """Escape text for an element in a notebook, where MathJax would typeset "$0.37 … $1" and "\\(x\\)" as formulas."""
    return escape(text).replace("$", "<span>$</span>").replace("\\", "<span>\\</span>")
