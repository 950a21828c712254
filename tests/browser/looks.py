"""What can be measured of how a widget looks: whether it fits, and whether its words stand out from what is behind."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from krea_widgets.widgets import STATIC

# What `heldCounts` of held.js counts.
NOTHING = {"listeners": 0, "timers": 0, "frames": 0, "observers": 0, "urls": 0}
TOO_WIDE = """root => {
  // What a part within the widget scrolls sideways, as a wide grid, is no part that does not fit.
  const scrolls = part => {
    for (let each = part.parentElement; each && each !== root; each = each.parentElement) {
      if (getComputedStyle(each).overflowX === 'auto') return true;
    }
    return false;
  };
  const edge = root.parentElement.getBoundingClientRect().right + 1;
  return [root, ...root.querySelectorAll('*')]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().right > edge && !scrolls(part))
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
    """The visible parts that reach beyond the place that the widget has; a change of width takes some frames."""
    found: list[str] = []
    for _ in range(20):
        found = root.evaluate(TOO_WIDE)
        if not found:
            break
        root.page.wait_for_timeout(50)
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


def leave_nothing(page: Page) -> None:
    """Closes the view of a bare page, after which it holds nothing and its films have stopped loading."""
    videos = page.evaluate_handle("[...document.querySelectorAll('video')]")
    left = page.evaluate("() => { leave(); return {...heldCounts(), ears: model.ears()}; }")
    assert left == {**NOTHING, "ears": 0}
    page.wait_for_timeout(300)
    assert page.evaluate("heldCounts()") == NOTHING
    assert videos.evaluate("all => all.every(video => video.paused && !video.getAttribute('src'))")


SMALL = """(root, least) => {
  const half = least / 2 - 1;
  const fails = control => {
    const label = ['checkbox', 'radio'].includes(control.type) && control.labels[0];
    const target = label || control;
    target.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = target.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hits = ([across, down]) => {
      const hit = document.elementFromPoint(x + across, y + down);
      return target.contains(hit) || control.contains(hit);
    };
    return ![[0, 0], [half, 0], [-half, 0], [0, half], [0, -half]].every(hits);
  };
  const name = control => control.ariaLabel || control.textContent.trim() || control.outerHTML;
  const size = control => ['width', 'height'].map(side => Math.round(control.getBoundingClientRect()[side])).join('×');
  const controls = 'a, button, input, select, summary, textarea, video[controls], [role=slider], [role=option]';
  return [...root.querySelectorAll(controls)]
    .filter(control => control.checkVisibility({visibilityProperty: true}) && control.ariaHidden !== 'true')
    .filter(fails)
    .map(control => `${control.localName}.${control.className} ${name(control).slice(0, 50)}: ${size(control)}`);
}"""
MISREAD = r"""root => {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    if (node.parentElement.closest('option')) continue;
    let before = null;
    for (let at = 0; at < node.length; at++) {
      if (/\s/.test(node.data[at])) continue;
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const {left, top, width} = range.getBoundingClientRect();
      if (before && width && before.top === top && left < before.left) {
        found.push(node.data.trim());
        break;
      }
      before = {left, top};
    }
  }
  return found;
}"""
SMALL_WORDS = """root => [...root.querySelectorAll('.kw-input')]
  .filter(field => field.checkVisibility() && parseFloat(getComputedStyle(field).fontSize) < 16)
  .map(field => `${field.localName}.${field.className}: ${getComputedStyle(field).fontSize}`)"""


def small_targets(root: Locator, least: float) -> list[str]:
    """The controls that are missed by a press `least` / 2 px beside their middle, with their sizes."""
    found: list[str] = root.evaluate(SMALL, least)
    return found


def misread(root: Locator) -> list[str]:
    """The visible texts whose letters are not in order from left to right, as where a time is turned round."""
    found: list[str] = root.evaluate(MISREAD)
    return found


def small_words(root: Locator) -> list[str]:
    """The visible fields with words below 16 px, on which iOS zooms in."""
    found: list[str] = root.evaluate(SMALL_WORDS)
    return found


def console_of(page: Page) -> list[str]:
    """What will be said in the page's console, with its uncaught errors."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
    return said
