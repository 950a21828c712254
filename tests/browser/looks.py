"""What can be measured of how a widget looks: whether it fits, and whether its words stand out from what is behind."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from playwright.sync_api import Locator, Page

from krea_widgets.widgets import STATIC

# What `heldCounts` of held.js counts.
NOTHING = {"listeners": 0, "timers": 0, "frames": 0, "observers": 0, "urls": 0}
TOO_WIDE = """root => {
  const edge = root.parentElement.getBoundingClientRect().right + 1;
  return [root, ...root.querySelectorAll('*')]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().right > edge)
    .map(part => `${part.tagName}.${part.className}`);
}"""
FAINT = """(root, least) => {
  const brush = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const paint = colour => {
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const channels = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => c / 255);
    const [r, g, b] = channels.map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = part => {
    const layers = [];
    for (let each = part; each; each = each.parentElement) layers.unshift(getComputedStyle(each).backgroundColor);
    const back = layers.map(paint).pop();  // painted one over the other, from the page to the part
    const text = paint(getComputedStyle(part).color);
    return (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05);
  };
  const speaks = part => [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [root, ...root.querySelectorAll('*')]
    .filter(part => part.checkVisibility({checkOpacity: true}) && speaks(part) && contrast(part) < least)
    .map(part => `${part.textContent.trim().slice(0, 40)}: ${contrast(part).toFixed(2)}`);
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this element has the focus, at most twenty times."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return


def too_wide(root: Locator) -> list[str]:
    """The visible parts that reach beyond the place that the widget has."""
    found: list[str] = root.evaluate(TOO_WIDE)
    return found


def faint(root: Locator, least: float = 4.5) -> list[str]:
    """The visible words whose contrast (WCAG 2.1) is below `least`, each with its contrast."""
    found: list[str] = root.evaluate(FAINT, least)
    return found


STYLES = """() => [...document.querySelectorAll('.kw, .kw :not(option, style)')].map((one) => {
  const style = getComputedStyle(one);
  const rules = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`);
  return [one.getAttribute('class'), ...rules].join('; ');
})"""


def changed_by_others(page: Page, own: str) -> list[str]:
    """The elements that look different once other widgets have brought their sheets to the page."""
    page.emulate_media(reduced_motion="reduce")  # nothing moves by itself
    page.wait_for_timeout(300)  # what follows the width of the page is laid out
    before = page.evaluate(STYLES)
    for sheet in sorted(STATIC.glob("*.css")):
        if sheet.stem != own:
            page.add_style_tag(content=sheet.read_text("utf-8"))
    return [new for old, new in zip(before, page.evaluate(STYLES), strict=True) if old != new]


# What hosts' style sheets say of elements inside an output, where no file of the test's packages has it: the defaults
# of VS Code's web views, and those of Colab's output frames.
VS_CODE = """
img, video { max-width: 100%; max-height: 100%; }
a, a code { color: #4daafc; text-decoration: none; }
a:hover { text-decoration: underline; }
code { font-family: monospace; color: #d0d0d0; background-color: #3c3c3c; padding: 1px 3px; border-radius: 4px; }
kbd { border: 1px solid #555; border-radius: 3px; padding: 1px 3px; vertical-align: middle; box-shadow: inset 0 -1px #555; }
table { border-collapse: collapse; border-spacing: 0; }
th, td { padding: 5px 10px; text-align: left; border: 1px solid #555; }
blockquote { margin: 0 7px 0 5px; padding: 0 16px 0 10px; }
"""
COLAB = """
pre { white-space: pre-wrap; margin: 0; }
table { border-collapse: collapse; font-size: 12px; table-layout: fixed; }
td, th { text-align: right; padding: 0.5em; max-width: none; }
a { color: #1a73e8; }
button { font-family: Roboto, sans-serif; cursor: pointer; }
"""


def changed_by_hosts(page: Page) -> dict[str, list[str]]:
    """The elements that look different inside an output of each host, with the properties that changed."""
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_timeout(300)
    # As nbconvert has them, with the style sheets of the notebooks that they come from.
    templates = Path(sysconfig.get_path("data")) / "share" / "jupyter" / "nbconvert" / "templates"
    sheets = {
        "classic": (templates / "classic" / "static" / "style.css").read_text("utf-8"),
        "lab": (templates / "lab" / "static" / "index.css").read_text("utf-8"),
        "vscode": VS_CODE,
        "colab": COLAB,
    }
    # Only the page around the widget may change: its own width and font are not the host's.
    page.evaluate("document.querySelector('.kw').parentElement.style.width = '900px'")
    page.wait_for_timeout(200)
    before = page.evaluate(PROPERTIES)
    found: dict[str, list[str]] = {}
    for host, sheet in sheets.items():
        # Before the widget's own, which comes when the widget is shown.
        page.evaluate(PREPEND, sheet)
        page.evaluate("document.body.className = 'jp-RenderedHTMLCommon rendered_html'")
        page.wait_for_timeout(200)
        after = page.evaluate(PROPERTIES)
        changed = {
            f"{old[''][:60]} {name}: {old[name]} -> {new.get(name)}"
            for old, new in zip(before, after, strict=True)
            for name in old
            if old[name] != new.get(name)
        }
        found[host] = sorted(changed)
        page.evaluate("document.head.firstElementChild.remove()")
    return found


PREPEND = """sheet => {
  const style = document.createElement('style');
  style.textContent = sheet;
  document.head.prepend(style);
}"""
PROPERTIES = """() => [...document.querySelectorAll('.kw, .kw :not(option, style, svg, svg *)')].map((one) => {
  const style = getComputedStyle(one);
  const names = ['color', 'background-color', 'display', 'float', 'margin-top', 'margin-bottom', 'margin-left',
    'padding-top', 'padding-left', 'border-top-width', 'border-left-style', 'border-top-left-radius', 'box-shadow',
    'font-weight', 'font-size', 'font-style', 'font-family', 'line-height', 'letter-spacing',
    'text-transform', 'text-decoration-line', 'text-indent', 'text-shadow', 'vertical-align', 'white-space',
    'list-style-type', 'max-height', 'min-height', 'box-sizing', 'width', 'height', 'cursor', 'overflow-wrap'];
  const rules = names.map((name) => [name, style.getPropertyValue(name)]);
  return {'': `${one.localName}.${one.getAttribute('class') || ''}`, ...Object.fromEntries(rules)};
})"""


def leave_nothing(page: Page) -> None:
    """Closes the view of a bare page, after which it holds nothing and its films have stopped loading."""
    videos = page.evaluate_handle("[...document.querySelectorAll('video')]")
    left = page.evaluate("() => { leave(); return {...heldCounts(), ears: model.ears()}; }")
    assert left == {**NOTHING, "ears": 0}
    page.wait_for_timeout(300)
    assert page.evaluate("heldCounts()") == NOTHING
    assert videos.evaluate("all => all.every(video => video.paused && !video.getAttribute('src'))")
