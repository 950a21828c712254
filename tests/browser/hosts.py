"""What hosts' style sheets and colours do to a widget: elements stay, and each state can be told from the others."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from playwright.sync_api import Locator, Page

# What hosts' style sheets say of elements inside an output, where no file of the test's packages has it: the defaults
# of VS Code's web views, and those of Colab's output frames.
VS_CODE = """
img, video { max-width: 100%; max-height: 100%; }
a, a code { color: #4daafc; text-decoration: none; }
a:hover { text-decoration: underline; }
code { font-family: monospace; color: #d0d0d0; background-color: #3c3c3c; padding: 1px 3px; border-radius: 4px; }
kbd { border: 1px solid #555; border-radius: 3px; padding: 1px 3px; vertical-align: middle; }
kbd { box-shadow: inset 0 -1px #555; }
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


# The colours of hosts: JupyterLab's are read from its themes, those of the others are their defaults.
VS_CODE_DARK = """:root { --vscode-editor-background: #1e1e1e; --vscode-editor-foreground: #d4d4d4;
  --vscode-input-background: #3c3c3c;
  --vscode-descriptionForeground: #ccccccb3; --vscode-panel-border: #80808059; --vscode-button-background: #0e639c;
  --vscode-button-foreground: #ffffff; --vscode-errorForeground: #f48771; --vscode-focusBorder: #007fd4; }
  body { background: #1e1e1e; }"""
VS_CODE_LIGHT = """:root { --vscode-editor-background: #ffffff; --vscode-editor-foreground: #000000;
  --vscode-input-background: #ffffff;
  --vscode-descriptionForeground: #717171; --vscode-panel-border: #80808059; --vscode-button-background: #007acc;
  --vscode-button-foreground: #ffffff; --vscode-errorForeground: #a1260d; --vscode-focusBorder: #0090f1; }"""
COLAB_LIGHT = """:root { --colab-primary-surface-color: #ffffff; --colab-secondary-surface-color: #f7f7f7;
  --colab-primary-text-color: #212121; --colab-secondary-text-color: #616161; --colab-border-color: #dadce0; }"""
COLAB_DARK = """:root { --colab-primary-surface-color: #383838; --colab-secondary-surface-color: #424242;
  --colab-primary-text-color: #d5d5d5; --colab-secondary-text-color: #b0b0b0; --colab-border-color: #5c5c5c; }
  body { background: #383838; }"""
# Two states differ by the best contrast of a colour that changed, or of one that appeared on what is behind.
DIFFERENCE = """([one, other]) => {
  const brush = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const paint = (...colours) => {
    for (const colour of colours) { brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
    const channels = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => c / 255);
    const [r, g, b] = channels.map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const shown = state => ({
    ground: paint(...state.behind, state.background),
    edge: paint(...state.behind, state.border || state.background),
    outline: paint(...state.behind, inside ? state.background : 'transparent', state.outline || 'transparent'),
    shadow: paint(...state.behind, state.background, state.shadow || 'transparent'),
    knob: paint(...state.behind, state.background, state.knob || 'transparent'),
  });
  const inside = one.inside || other.inside;  // where an outline is on the part's own ground
  const [before, after] = [shown(one), shown(other)];
  return Math.max(...Object.keys(before).map(name => contrast(before[name], after[name])));
}"""
STATE = """one => {
  const style = getComputedStyle(one);
  const behind = [];
  for (let each = one.parentElement; each; each = each.parentElement) {
    behind.unshift(getComputedStyle(each).backgroundColor);
  }
  return {
    behind: ['#fff', ...behind],
    background: style.backgroundColor,
    border: parseFloat(style.borderTopWidth) ? style.borderTopColor : '',
    outline: style.outlineStyle === 'none' || !parseFloat(style.outlineWidth) ? '' : style.outlineColor,
    inside: parseFloat(style.outlineOffset) < 0,
    shadow: style.boxShadow === 'none' ? '' : style.boxShadow.match(/^(?:rgba?|color)\\([^)]*\\)/)?.[0] || '',
    knob: getComputedStyle(one, '::before').backgroundColor,
  };
}"""


def host_colours() -> dict[str, tuple[str, str]]:
    """The style sheet with a host's colours, and the class of its body."""
    themes = Path(sysconfig.get_path("data")) / "share" / "jupyter" / "nbconvert" / "templates" / "lab" / "static"
    light, dark = ((themes / f"theme-{name}.css").read_text("utf-8") for name in ("light", "dark"))
    return {
        "JupyterLab and Notebook 7, light": (light, ""),
        "JupyterLab and Notebook 7, dark": (f"{dark} body {{ background: #111; }}", "jp-dark"),
        "Notebook 6.5": ("", ""),
        "VS Code, dark": (VS_CODE_DARK, "vscode-dark"),
        "VS Code, light": (VS_CODE_LIGHT, "vscode-light"),
        "Colab, light": (COLAB_LIGHT, ""),
        "Colab, dark": (COLAB_DARK, "colab-dark"),
    }


def difference(one: dict[str, object], other: dict[str, object], page: Page) -> float:
    """The contrast between two states of a control, each as `state_of` returns it."""
    found: float = page.evaluate(DIFFERENCE, [one, other])
    return found


def state_of(control: Locator) -> dict[str, object]:
    """The computed colours of a control."""
    found: dict[str, object] = control.evaluate(STATE)
    return found
