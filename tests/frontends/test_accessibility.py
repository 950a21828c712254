"""The widgets for those who use the keyboard, a screen reader, high contrast or no motion; in each host's colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from acts import check_that_it_plays_and_seeks, press
from axe_playwright_python.sync_playwright import Axe
from lab import Notebook
from looks import faint
from playwright.sync_api import Locator, Page, expect

SHOW = """
import krea_widgets as krea
form = krea.Animate(model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
form
"""
OTHERS = ("krea.Animate()", "krea.Compare([form.clip, form.clip.path])", "krea.Gallery()")
# What a host that is not JupyterLab gives a page: classes of its body, an attribute of its root, and its colours.
# (VS Code's default themes; Colab's page. A colour that a theme does not set is not there.)
HOSTS = {
    "VS Code, dark": (
        "vscode-dark",
        "",
        "--vscode-editor-background:#1f1f1f;--vscode-editor-foreground:#cccccc;--vscode-input-background:#313131;"
        "--vscode-input-border:#3c3c3c;--vscode-descriptionForeground:#9d9d9d;--vscode-panel-border:#2b2b2b;"
        "--vscode-button-background:#0078d4;--vscode-button-foreground:#ffffff;--vscode-errorForeground:#f85149;"
        "--vscode-focusBorder:#0078d4",
    ),
    "VS Code, light": (
        "vscode-light",
        "",
        "--vscode-editor-background:#ffffff;--vscode-editor-foreground:#3b3b3b;--vscode-input-background:#ffffff;"
        "--vscode-input-border:#cecece;--vscode-descriptionForeground:#3b3b3b;--vscode-panel-border:#e5e5e5;"
        "--vscode-button-background:#005fb8;--vscode-button-foreground:#ffffff;--vscode-errorForeground:#f85149;"
        "--vscode-focusBorder:#005fb8",
    ),
    "VS Code, dark high contrast": (
        "vscode-high-contrast",
        "",
        "--vscode-editor-background:#000000;--vscode-editor-foreground:#ffffff;--vscode-input-background:#000000;"
        "--vscode-input-border:#6fc3df;--vscode-descriptionForeground:rgba(255,255,255,0.7);"
        "--vscode-panel-border:#6fc3df;--vscode-button-foreground:#ffffff;--vscode-errorForeground:#f48771;"
        "--vscode-focusBorder:#f38518",
    ),
    "VS Code, light high contrast": (
        "vscode-high-contrast vscode-high-contrast-light",
        "",
        "--vscode-editor-background:#ffffff;--vscode-editor-foreground:#292929;--vscode-input-background:#ffffff;"
        "--vscode-input-border:#0f4a85;--vscode-descriptionForeground:rgba(41,41,41,0.7);"
        "--vscode-panel-border:#0f4a85;--vscode-button-background:#0f4a85;--vscode-button-foreground:#ffffff;"
        "--vscode-errorForeground:#b5200d;--vscode-focusBorder:#006bbd",
    ),
    "Colab, light": (
        "",
        "light",
        "--colab-primary-surface-color:#ffffff;--colab-secondary-surface-color:#f7f7f7;"
        "--colab-primary-text-color:#212121;--colab-secondary-text-color:#616161;--colab-border-color:#dadada",
    ),
    "Colab, dark": (
        "",
        "dark",
        "--colab-primary-surface-color:#383838;--colab-secondary-surface-color:#454545;"
        "--colab-primary-text-color:#d5d5d5;--colab-secondary-text-color:#a5a5a5;--colab-border-color:#5f5f5f",
    ),
}
# JupyterLab's own colours go: a property that is "initial" is as good as none.
BECOME = """([classes, theme, colours]) => {
  const names = new Set();
  for (const sheet of document.styleSheets) {
    for (const text of [...sheet.cssRules].map(rule => rule.cssText)) {
      for (const [name] of text.matchAll(/--jp-[\\w-]+/g)) names.add(name);
    }
  }
  const none = [...names].map(name => `${name}:initial`).join(';');
  const style = document.head.querySelector('style.host') || document.createElement('style');
  style.className = 'host';
  style.textContent = `.kw-root { ${none};${colours} }`;
  document.head.append(style);
  delete document.body.dataset.jpThemeLight;
  document.body.classList.remove(...[...document.body.classList].filter(name => name.startsWith('vscode-')));
  document.body.classList.add(...classes.split(' ').filter(Boolean));
  document.documentElement.setAttribute('theme', theme);
}"""
MOVING = """() => document.getAnimations().filter(one =>
  one.effect.target?.closest('.kw') && one.playState === 'running' && one.effect.getComputedTiming().iterations > 1
).length"""

LOOKS = """root => [...root.querySelectorAll('*')].filter(part => part.checkVisibility()).map(part => {
  const {width, height} = part.getBoundingClientRect();
  const {borderColor, backgroundColor, fontSize} = getComputedStyle(part);
  return [part.className, Math.round(width), Math.round(height), borderColor, backgroundColor, fontSize].join(' ');
})"""


def serious(page: Page) -> list[str]:
    """The serious and critical findings in every widget on the page, each with its place."""
    found = Axe().run(page, context=".kw-root", options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def animate_by_keyboard(form: Locator, photo: Path) -> Locator:
    """From an empty form to a clip, with keys alone; returns its line."""
    page = form.page
    expect(form.get_by_role("combobox", name="Model", exact=True)).not_to_have_value("")
    form.get_by_role("button", name=re.compile("^Image")).focus()
    page.evaluate("() => addEventListener('click', event => { window.asked = event.target.type === 'file'; }, true)")
    page.keyboard.press("Enter")
    page.wait_for_function("window.asked")  # the browser's own dialog, which opens for a real key only
    form.locator("input[type=file]").first.set_input_files(photo)
    expect(form).to_contain_text("1600 × 1067 · JPEG")
    tab_to(form.get_by_role("radio", name="Leave as is"))
    page.keyboard.press("ArrowRight")
    zone = form.get_by_role("group", name="Image: arrow keys move the crop, plus and minus zoom")
    tab_to(zone, key="Shift+Tab")
    for key in ("+", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(form.get_by_role("slider", name="Zoom")).to_have_value("1.1")
    prompt = form.get_by_role("textbox", name="Prompt", exact=True)
    tab_to(prompt)
    page.keyboard.type("zoom in")
    tab_to(form.get_by_role("button", name=re.compile("^Animate")))
    page.keyboard.press("Enter")
    line = form.get_by_role("group", name="Clip: zoom in")
    expect(line).to_contain_text("Done in")
    tab_to(line.get_by_role("button", name="Settings"))
    page.keyboard.press("Enter")
    return line


def compared_by_keyboard(board: Locator) -> None:
    """Play, a winner, and the film of the comparison."""
    page = board.page
    tab_to(board.get_by_role("button", name="Play"))
    page.keyboard.press("Space")
    expect(board).to_have_attribute("data-state", "playing")
    page.keyboard.press("1")
    expect(board.locator(".kw-winner").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    tab_to(board.get_by_role("button", name="Save film"))
    page.keyboard.press("Enter")
    expect(board.locator(".kw-c-save code:visible")).to_have_text("krea_clips/comparison.mp4")


def tab_to(target: Locator, most: int = 60, key: str = "Tab") -> None:
    """Presses Tab until the focus is there."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        target.page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {most} Tabs")


def test_by_keyboard_alone_and_nothing_serious_in_any_host(notebook: Callable[..., Notebook], photo: Path) -> None:
    book = notebook(SHOW, *OTHERS)
    page = book.page
    book.run_cell(0)
    form = book.cell(0).get_by_role("region", name="Animate an image")
    check_that_it_plays_and_seeks(animate_by_keyboard(form, photo).locator("video"))
    book.run_cell(1)
    book.run_cell(2)
    board = book.cell(2).get_by_role("region", name="Compare clips")
    expect(board.locator("video")).to_have_count(2)
    compared_by_keyboard(board)
    page.wait_for_timeout(300)
    before = looks(form), looks(board)
    book.run_cell(3)
    assert book.errors() == []
    expect(book.cell(3).locator(".kw-gallery img").first).to_be_visible()
    assert (looks(form), looks(board)) == before, "the style of one widget has changed another"
    refused = book.cell(1).get_by_role("region", name="Animate an image")
    refused.get_by_role("button", name=re.compile("^Animate")).click()  # there is nothing to animate
    expect(press(form, "pan left [sandbox: stay queued 90s]")).to_contain_text("Queued")

    assert page.evaluate(MOVING) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == 0
    for theme in ("Light", "Dark"):
        book.theme(theme)
        settled(book, theme)
    for message, host in HOSTS.items():
        page.evaluate(BECOME, list(host))
        settled(book, message)
    for media in ({"contrast": "more"}, {"forced_colors": "active"}):
        page.emulate_media(**media)
        settled(book, next(iter(media)))


def looks(root: Locator) -> list[str]:
    """The size and the edges of every part."""
    found: list[str] = root.evaluate(LOOKS)
    return found


def settled(book: Notebook, message: str) -> None:
    """Fails on a serious finding, or on words that are faint, once the colours have changed."""
    book.page.wait_for_timeout(200)  # a change of colour may take a moment
    book.picture(message)
    assert serious(book.page) == [], message
    assert [line for root in book.page.locator(".kw-root > .kw").all() for line in faint(root)] == [], message
