"""The Animate widget on a real page, with a model that plays Python: kept, given back, reachable, readable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hosts import changed_by_hosts, difference, host_colours, state_of
from lab import PATIENCE
from looks import changed_by_others, console_of, tab_to

from krea_widgets.catalogue import bundled
from krea_widgets.media import Clip, clip_html
from krea_widgets.widgets import STATIC

pytestmark = pytest.mark.browser

BUNDLE, STYLE = ((STATIC / name).read_text("utf-8") for name in ("animate.js", "animate.css"))
PAGE = Path(__file__).parents[1] / "page"
JOB = {
    "key": "j1", "id": "550e", "backend": "krea", "phase": "working",
    "message": "Krea is working · 0:42 · usually about 1:30", "fraction": 0.4, "elapsed": 42,
    "price": "$0.37", "title": "slow dolly in", "summary": "Kling 2.5 · 5 s", "cancelling": False, "clip": None,
    "error": None,
}  # fmt: skip


@pytest.fixture
def open_page(browser):
    """Opens the widget on a page of that width; nothing leaves the machine, all requests are answered here."""
    contexts, said = [], []
    files = {
        "widget.js": ("text/javascript", BUNDLE),
        "forms.json": ("application/json", json.dumps([model.as_form() for model in bundled().values()])),
        **{name: ("text/javascript", (PAGE / name).read_text("utf-8")) for name in ("python.js", "view.js")},
        "": (
            "text/html",
            f"<!doctype html><style>{STYLE}</style><body><script type=module src=python.js></script>",
        ),
    }

    def serve(route):
        name = route.request.url.rpartition("/")[2]
        kind, body = files.get(name, ("text/plain", ""))
        route.fulfill(status=200 if name in files else 404, content_type=f"{kind}; charset=utf-8", body=body)

    def open_one(width=1000, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.route("**/*", serve)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.faults = console_of(page)
        said.append(page.faults)
        page.add_init_script(path=PAGE / "counted.js")
        page.goto("http://widget.test/")
        page.wait_for_function("window.started && document.querySelector('.kw-model option')")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not any(said), said


@pytest.fixture
def still(tmp_path, picture):
    path = tmp_path / "cat.png"
    path.write_bytes(picture((64, 64)))
    return path


def sent(page, kind):
    return page.evaluate("kind => model.sent.filter((message) => message.kind === kind)", kind)


def test_a_view_gives_everything_back(open_page, still):
    page = open_page()
    page.evaluate("show()")
    ears = page.evaluate("model.ears()")
    page.set_input_files(".kw-slot input[type=file] >> nth=0", still)
    page.wait_for_selector(".kw-name:text('cat.png') >> nth=0")
    page.evaluate("job => model.set('jobs', [job])", JOB)
    page.select_option(".kw-model select >> nth=0", "minimax/h3-max-camera-controls")
    page.locator(".kw-rows .kw-button:visible").first.click()
    clip = {"path": "x.mp4", "name": "x.mp4", "url": "", "width": 64, "height": 64, "duration": 1, "size": 9}
    page.evaluate("job => model.set('jobs', [job])", {**JOB, "key": "j2", "phase": "done", "clip": clip})
    assert ears > 0
    assert page.evaluate("held.urls.size") > 0
    page.evaluate("endAll()")
    left = page.evaluate("[model.ears(), held.urls.size, document.querySelectorAll('.kw').length]")
    assert left == [0, 0, 0]
    page.wait_for_timeout(30)  # what was already due on the page itself
    assert page.evaluate("held.timers.size") == 0
    assert page.faults == []


def test_until_a_busy_kernel_answers_an_empty_form_is_shown(open_page):
    page = open_page()
    page.evaluate("endAll(); model.send = () => {}; show();")
    seen = " ".join(page.locator(".kw-slot").all_inner_texts())
    assert "Drop an image" in seen
    assert not {"Cancel", "Replace", "Remove"} & set(seen.split())


def test_by_keyboard_from_empty_to_running(open_page, still):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Image")
    page.evaluate(
        "document.addEventListener('click', (event) => event.target.type === 'file' && (window.chooser = true))"
    )
    page.keyboard.press("Enter")
    page.wait_for_function("window.chooser")  # the browser's own dialog: from there on as if a file were chosen
    page.set_input_files(".kw-slot input[type=file] >> nth=0", still)
    page.wait_for_selector(".kw-name:text('cat.png')")
    tab_to(page, ".kw-prompt")
    page.keyboard.type("slow dolly in")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("model.sent.some((message) => message.kind === 'run')")
    run = sent(page, "run")[0]
    assert (run["prompt"], run["values"]) == ("slow dolly in", {"aspect_ratio": "1:1"})
    assert page.faults == []


def test_two_quick_presses_are_one_run(open_page, still):
    page = open_page()
    page.set_input_files(".kw-slot input[type=file] >> nth=0", still)
    page.wait_for_selector(".kw-name:text('cat.png') >> nth=0")
    page.fill(".kw-prompt", "go")
    page.evaluate("deaf = true")
    page.click(".kw-main-button")
    page.evaluate("document.querySelector('.kw-main-button').click()")
    page.press(".kw-prompt", "Control+Enter")
    assert len(sent(page, "run")) == 1
    page.wait_for_selector("text=The kernel is busy")


HOLD = """() => {
  const send = model.send;
  window.held_back = [];
  model.send = (message, _, buffers) => {
    const go = () => send.call(model, message, _, buffers);
    return message.kind === "chunk" ? held_back.push(go) : go();
  };
}"""
REFUSE = """() => {
  const { view, id } = model.sent.filter((message) => message.kind === "file").at(-1);
  model.emit("msg:custom", { kind: "problem", message: "It holds text.", view, id }, []);
}"""
ARRIVE = "held_back.forEach((go) => go())"
STOP = "document.querySelector('.kw-veil .kw-link').click()"
NOT_ARRIVED = "The new image did not arrive. Nothing was sent."


@pytest.mark.parametrize(
    ("prompt", "then", "message"),
    [
        ("go", ARRIVE, ""),
        ("go", REFUSE, NOT_ARRIVED),
        ("go", STOP, NOT_ARRIVED),
        ("go elsewhere", ARRIVE, "The form was changed. Nothing was sent. Press again."),
    ],
)
def test_a_press_while_an_image_arrives_sends_that_image_or_nothing(open_page, still, prompt, then, message):
    """Never the image before it: that clip would be paid for, and nobody asked for it."""
    page = open_page()
    choose = ".kw-slot input[type=file] >> nth=0"
    page.set_input_files(choose, still)
    page.wait_for_selector(".kw-name:text('cat.png') >> nth=0")
    page.fill(".kw-prompt", "go")
    page.evaluate(HOLD)
    page.set_input_files(choose, still.rename(still.with_name("dog.png")))
    page.wait_for_function("held_back.length")
    page.click(".kw-main-button")
    assert "The job starts then" in page.inner_text(".kw-run-message")
    page.fill(".kw-prompt", prompt)
    page.evaluate(then)
    if message:
        page.wait_for_function("text => document.querySelector('.kw-run-message').innerText === text", arg=message)
        assert sent(page, "run") == []
    else:
        page.wait_for_function("model.sent.some((message) => message.kind === 'run')")
        assert page.inner_text(".kw-name >> nth=0") == "dog.png"
    assert page.faults == []


def test_nothing_is_sent_without_a_prompt_and_the_eye_is_led_there(open_page):
    page = open_page()
    page.click(".kw-main-button")
    assert sent(page, "run") == []
    assert page.evaluate("document.activeElement.matches('.kw-prompt')")
    assert "The prompt is empty" in page.inner_text(".kw-run-message")
    assert page.evaluate(AT_ITS_FIELD) == "The prompt is empty: describe the motion. Nothing was sent."
    # An error goes with its cause, and not before.
    page.select_option(".kw-model select", "google/veo-3.1")
    assert "The prompt is empty" in page.inner_text(".kw-run-message")
    page.fill(".kw-prompt", "go")
    assert page.inner_text(".kw-run-message") == ""


# The message that stands directly below the focused control or its row of controls; else nothing.
AT_ITS_FIELD = """() => {
  const control = document.activeElement;
  const message = document.querySelector(".kw-run-message");
  const before = message.previousElementSibling;
  const row = before && [...before.parentElement.children].filter((other) => other.offsetTop === before.offsetTop);
  const below = row?.some((other) => other.contains(control)) || message.closest(".kw-slot")?.contains(control);
  const told = control.ariaInvalid === "true" && control.ariaDescription === message.innerText;
  return below && told ? message.innerText : "";
}"""
FORMS = {model.id: model.as_form() for model in bundled().values()}
# Models that together have a control of each kind.
SHOWN = {
    parameter["kind"]: (model, parameter["name"])
    for model, form in FORMS.items()
    for parameter in form["parameters"]
    if parameter["name"] not in ("prompt", "start_image")
}


@pytest.mark.parametrize("width", [1000, 360])
def test_each_error_stands_at_its_field_and_goes_with_its_cause(open_page, still, width):
    """Those of Python too, whatever the control; fields of a list's rows lead to the list."""
    page = open_page(width)
    page.set_input_files(".kw-slot input[type=file] >> nth=0", still)
    page.wait_for_selector(".kw-name:text('cat.png') >> nth=0")
    page.fill(".kw-prompt", "go")
    assert len(SHOWN) >= 8
    for model, field in [*SHOWN.values(), ("google/veo-3.1", "prompt"), ("google/veo-3.1", "start_image")]:
        page.evaluate("id => model.set('model', id)", model)
        for name in (field, f"{field}[0].duration", f"{field}.tag"):
            problem = {"field": name, "message": f"{name} cannot be 3. Nothing was sent."}
            page.evaluate("problem => model.emit('msg:custom', {...problem, kind: 'problem'}, [])", problem)
            assert page.evaluate(AT_ITS_FIELD) == problem["message"], (model, name)
            assert page.locator("[aria-invalid]").count() == 1
        page.fill(".kw-prompt", f"go {field}") if field == "prompt" else page.evaluate(
            "model.set('model', 'minimax/hailuo-02')"
        )
        page.wait_for_function("!document.querySelector('.kw-run-message').innerText")
        assert page.locator("[aria-invalid]").count() == 0
    # What belongs to no field stands at the button.
    page.evaluate("model.emit('msg:custom', {kind: 'problem', message: 'Krea is down.'}, [])")
    assert page.locator(".kw-run-line + .kw-run-message-place").inner_text() == "Krea is down."
    assert not page.faults


def test_a_phrase_is_pressed_while_it_is_in_the_prompt(open_page):
    page = open_page()
    chip = page.get_by_role("button", name="“dolly in” in the prompt")
    for prompt, pressed in (("", "false"), ("dolly in", "true"), ("", "false")):
        assert (page.input_value(".kw-prompt"), chip.get_attribute("aria-pressed")) == (prompt, pressed)
        chip.click()
    page.fill(".kw-prompt", "a slow Dolly in")
    assert chip.get_attribute("aria-pressed") == "true"


def test_the_price_follows_the_controls_without_a_flicker(open_page):
    page = open_page()
    page.wait_for_selector(".kw-cost:text('$0.37')")
    page.evaluate(
        "window.seen = []; new MutationObserver(() => seen.push(document.querySelector('.kw-cost').textContent))"
        ".observe(document.querySelector('.kw-cost'), {childList: true, characterData: true, subtree: true})"
    )
    page.click(".kw-segment:has-text('10 s')")
    page.wait_for_selector(".kw-cost:text('$0.73')")
    assert page.evaluate("seen") == ["\xa0· $0.73"]


def test_a_change_of_model_keeps_what_both_have(open_page):
    page = open_page()
    page.click(".kw-segment:has-text('9:16')")
    page.evaluate("window.length = document.querySelector('.kw-segments')")
    page.select_option(".kw-model select", "kling/kling-2.6")
    assert page.evaluate("model.get('values')") == {"aspect_ratio": "9:16"}
    assert page.evaluate("document.querySelector('.kw-segments') === window.length")
    page.select_option(".kw-model select", "minimax/hailuo")
    assert page.evaluate("model.get('values')") == {}
    page.select_option(".kw-model select", "kling/kling-2.5")
    assert page.evaluate("model.get('values')") == {"aspect_ratio": "9:16"}


def test_what_another_model_does_not_take_is_said(open_page):
    page = open_page()
    page.click(".kw-segment:has-text('10 s')")
    assert page.locator(".kw-unused:visible").count() == 0
    page.select_option(".kw-model select", "google/veo-3.1")
    text = "Not used by Veo 3.1: Duration 10 s. Kept for the models that have it."
    assert page.inner_text(".kw-unused") == text
    page.select_option(".kw-model select", "kling/kling-2.5")
    assert page.locator(".kw-unused:visible").count() == 0


def test_every_model_has_a_form_that_works(open_page):
    page = open_page()
    for model in bundled():
        page.evaluate("id => model.set('model', id)", model)
        page.evaluate("document.querySelectorAll('.kw details').forEach((fold) => (fold.open = true))")
        for button in page.locator(".kw-rows > .kw-button:visible").all():
            button.click()
        assert page.evaluate("document.querySelector('.kw-model select').value") == model
    page.evaluate("model.set('model', 'newer/than-the-catalogue')")
    assert page.get_by_label("Settings as JSON").is_visible()
    assert page.faults == []


def test_the_words_tick_without_news_from_python(open_page):
    page = open_page()
    page.evaluate("job => model.set('jobs', [job])", JOB)
    page.wait_for_selector("text=Krea is working · 0:44 · usually about 1:30")
    assert page.get_attribute(".kw-job [role=progressbar]", "aria-valuenow") == "40"
    step = {"kind": "step", "key": JOB["key"], "message": JOB["message"], "fraction": 0.6, "elapsed": 50}
    page.evaluate("step => model.emit('msg:custom', step, [])", step)
    assert page.get_attribute(".kw-job [role=progressbar]", "aria-valuenow") == "60"
    page.evaluate("step => model.emit('msg:custom', step, [])", {**step, "key": "dismissed"})
    page.wait_for_function("model.sent.some((message) => message.kind === 'heartbeat')")


def test_hostile_and_long_words_stay_words(open_page):
    page = open_page(width=360)
    evil = "<img src=x onerror='window.hacked=1'>" + "https://x.example/" + "a" * 300 + " 고양이 🐈"
    page.evaluate("text => model.set('prompt', text)", evil + "가" * 50_000)
    page.evaluate(
        "job => model.set('jobs', [job])",
        {**JOB, "phase": "failed", "message": evil, "title": evil, "error": {"details": evil, "replacement": evil}},
    )
    page.wait_for_selector(".kw-job-message")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".kw img[src=x]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(open_page, theme):
    page = open_page()
    page.evaluate("theme => document.documentElement.setAttribute('theme', theme)", theme)
    page.evaluate("document.body.style.background = getComputedStyle(document.querySelector('.kw')).backgroundColor")
    jobs = [
        JOB,
        {**JOB, "key": "f", "phase": "failed", "message": "Failed."},
        {**JOB, "key": "u", "phase": "uncertain"},
    ]
    page.evaluate("jobs => model.set('jobs', jobs)", jobs)
    page.click("text=More phrases")
    page.click("text=Use your API token")
    assert page.evaluate((PAGE / "contrast.js").read_text("utf-8").partition("\n")[2]) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.kw')).colorScheme") == theme


@pytest.mark.parametrize("width", [420, 1000])
def test_other_widgets_on_the_page_change_nothing(open_page, width):
    page = open_page(width)
    page.evaluate("job => model.set('jobs', [job])", JOB)
    page.select_option(".kw-model select", "kling/kling-2.6")
    page.check(".kw-switch")
    assert changed_by_hosts(page) == {"classic": [], "lab": [], "vscode": [], "colab": []}
    assert changed_by_others(page, "animate") == []
    colour = "one => getComputedStyle(one).backgroundColor"
    assert page.eval_on_selector(".kw-switch", colour) == page.eval_on_selector(".kw-main-button", colour)  # it is on
    assert page.eval_on_selector(".kw-zone-small .kw-pick", "one => getComputedStyle(one).flexDirection") == "row"


def test_every_control_has_a_name(open_page):
    page = open_page()
    page.evaluate("model.set('model', 'minimax/h3-max-camera-controls')")
    page.evaluate("document.querySelectorAll('.kw details').forEach((fold) => (fold.open = true))")
    nameless = page.evaluate(
        "[...document.querySelectorAll('.kw :is(button, input, select, textarea, video)')]"
        ".filter((element) => !element.hidden && element.getAttribute('aria-hidden') !== 'true')"
        ".filter((element) => !element.getAttribute('aria-label') && !element.title && !element.labels?.length)"
        ".filter((element) => !element.textContent.trim())"
        ".map((element) => element.outerHTML)"
    )
    assert nameless == []
    assert page.locator(".kw [id]").count() == 0


DROP = """([name, text, type]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, { type }));
  const drop = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.querySelector('.kw').dispatchEvent(drop);
}"""


def offer(message="slow dolly in"):
    names = ("model", "prompt", "duration", "start_image")
    fields = [
        {"name": name, "label": message, "now": message, "then": message, "same": False, "message": ""}
        for name in names
    ]
    return {"model": message, "backend": message, "made": message, "price": message, "fields": fields}


def test_a_clip_that_carries_nothing_says_so_and_a_film_of_another_kind_is_refused(open_page):
    page = open_page()
    page.evaluate(DROP, ["holiday.mp4", "no film at all", "video/mp4"])
    panel = page.locator(".kw-import")
    page.wait_for_selector("text=holiday.mp4 has no settings from krea_widgets.")
    assert page.evaluate("document.activeElement.matches('.kw-import')")
    page.evaluate(DROP, ["holiday.mov", "x", "video/quicktime"])
    page.wait_for_selector("text=holiday.mov is not an image")
    notes = {"name": "notes.json", "mimeType": "application/json", "buffer": b'{"a": 1}'}
    page.set_input_files(".kw-slot input[type=file] >> nth=0", notes)
    page.wait_for_selector("text=notes.json has no settings from krea_widgets.")
    assert page.get_by_text("Use last frame").is_hidden()
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.textContent").startswith("Image")
    assert [message["name"] for message in sent(page, "offer")] == ["holiday.mp4", "notes.json"]
    assert sent(page, "file") == []
    assert page.faults == []


def test_nothing_is_put_into_the_form_before_it_is_asked_for(open_page):
    page = open_page(width=360)
    page.evaluate("told => { window.offered = told; show(); }", offer())
    page.evaluate(DROP, ["a.json", '{"krea_widgets": 1, "poster": "xx"}', "application/json"])
    page.wait_for_selector(".kw-import :text('was made with')")
    assert page.locator(".kw-import:visible").count() == 1, "in the view where it was dropped"
    assert sent(page, "apply") == []
    page.locator(".kw-preview-field input").nth(1).uncheck()
    page.click("text=Apply")
    page.wait_for_selector("text=Applied. Nothing has been sent.")
    (told,) = sent(page, "apply")
    assert (told["name"], told["names"]) == ("a.json", ["model", "duration", "start_image"])
    assert sent(page, "run") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


SCRIPT = "window.hacked=1"
HOSTILE = [
    f"<script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT}>",
    f"<svg onload={SCRIPT}>",
    f"<svg><script>{SCRIPT}</script></svg>",
    f"</textarea><script>{SCRIPT}</script>",
    f"</title><script>{SCRIPT}</script>",
    f"</style><script>{SCRIPT}</script>",
    f"--><script>{SCRIPT}</script>",
    f"]]><script>{SCRIPT}</script>",
    f'" onmouseover="{SCRIPT}',
    f'" autofocus onfocus="{SCRIPT}" x="',
    f"' onmouseover='{SCRIPT}",
    f"` onmouseover=`{SCRIPT}",
    f'"><script>{SCRIPT}</script>',
    f"'><img src=x onerror={SCRIPT}>",
    f"javascript:{SCRIPT}",
    f"JaVaScRiPt:{SCRIPT}",
    f"java\nscript:{SCRIPT}",
    f"data:text/html,<script>{SCRIPT}</script>",
    f"data:image/svg+xml,<svg onload={SCRIPT}>",
    f"vbscript:{SCRIPT}",
    f"//evil.example/<script>{SCRIPT}</script>",
    f"<iframe srcdoc='<script>parent.{SCRIPT}</script>'>",
    f"<object data=javascript:{SCRIPT}>",
    f"<a href=javascript:{SCRIPT}>press</a>",
    f"<form action=javascript:{SCRIPT}><button>press</button></form>",
    f"<math><mi//xlink:href=javascript:{SCRIPT}>",
    f"<details open ontoggle={SCRIPT}>",
    f"<video><source onerror={SCRIPT}></video>",
    f"{{{{constructor.constructor('{SCRIPT}')()}}}}",
    f"${{{SCRIPT}}}",
    f"\\u003cscript\\u003e{SCRIPT}\\u003c/script\\u003e",
    f"&lt;script&gt;{SCRIPT}&lt;/script&gt;<b>",
    f"%3Cscript%3E{SCRIPT}%3C/script%3E",
]
BROKEN_OUT = """() => [...document.querySelectorAll('.kw, .kw *, .krea-fallback, .krea-fallback *')]
  .flatMap((element) => [
  ...[...element.attributes].filter((one) => one.name.startsWith('on')
    || (/^(href|src|action|poster)$/.test(one.name) && /^\\s*(javascript|vbscript|data:text)/i.test(one.value))),
  ...(['SCRIPT', 'IFRAME', 'OBJECT', 'MATH'].includes(element.tagName) ? [element] : []),
].map((one) => one.name || one.tagName))"""


def test_there_are_enough_hostile_words():
    assert len(set(HOSTILE)) >= 30


def test_no_words_from_outside_become_code(open_page, tmp_path):
    """Through the prompt, a file's name, an error's text, an address and a model's name, and in the kept output."""
    page = open_page()
    page.evaluate("show()")
    form = bundled().default.as_form()
    for evil in HOSTILE:
        clip = {"path": evil, "name": evil, "url": evil, "width": 64, "height": 64, "duration": 1, "size": 9}
        error = {"details": evil, "replacement": evil, "message": evil, "fetch": True}
        told = {**JOB, "message": evil, "title": evil, "summary": evil, "price": evil, "id": evil}
        jobs = [
            {**told, "key": "f", "phase": "failed", "error": error},
            {**told, "key": "d", "phase": "done", "clip": clip},
            {**told, "key": "u", "phase": "uncertain", "error": {**error, "candidates": [evil]}},
        ]
        card = {
            "key": "k",
            "name": evil,
            "width": 1,
            "height": 1,
            "size": 1,
            "mime": evil,
            "notes": [evil],
            "url": evil,
        }
        page.evaluate(
            """([evil, jobs, card, form, offered]) => {
              const say = (message, parts = []) => model.emit("msg:custom", message, parts);
              say({ kind: "catalogue", forms: [{ ...form, title: evil, provider: evil, from: evil }] });
              const thumb = new DataView(new ArrayBuffer(4));
              say({ kind: "stills", fields: { start_image: ["k"] }, cards: [card] }, [thumb]);
              say({ kind: "notices", notices: [evil] });
              say({ kind: "resumable", message: evil });
              model.set("prompt", evil);
              model.set("jobs", jobs);
              document.querySelectorAll(".kw details").forEach((fold) => (fold.open = true));
              window.offered = offered;
            }""",
            [evil, jobs, card, form, offer(evil)],
        )
        page.evaluate(DROP, [f"{evil}.mp4", "no film", ""])
        settings = {"backend": "krea", "model": evil, "title": evil, "prompt": evil, "call": evil, "poster": evil}
        kept = clip_html(Clip(tmp_path / "x.mp4", evil, {**settings, "still": {"name": evil}}))
        page.evaluate(
            "html => { const kept = document.createElement('div'); kept.className = 'krea-fallback';"
            " kept.innerHTML = html; document.body.append(kept); }",
            kept,
        )
        page.wait_for_timeout(30)
        assert page.evaluate(BROKEN_OUT) == [], evil
    for element in page.locator(".kw :is(button, textarea, summary), .krea-fallback *").all():
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None


QUIET = ".kw-button:not(.kw-main-button):visible"


@pytest.mark.parametrize("host", host_colours())
def test_each_state_of_a_control_can_be_told_from_the_others(open_page, host):
    """On or off, to be used or not, with the focus or without: a contrast of 3 at least (WCAG 2.1, 1.4.11)."""
    page = open_page(reduced_motion="reduce")
    sheet, kind = host_colours()[host]
    page.add_style_tag(content=sheet or "body {}")
    page.evaluate("kind => (document.body.className = kind)", kind)
    if kind == "jp-dark":
        page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    if kind == "colab-dark":
        page.evaluate("document.documentElement.setAttribute('theme', 'dark')")
    page.select_option(".kw-model select >> nth=0", "google/veo-3.1")
    page.evaluate("job => model.set('jobs', [job])", JOB)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    told = {}

    def compare(name, control, change, undo=lambda: None):
        before = state_of(control)
        change()
        page.wait_for_timeout(60)
        told[name] = difference(before, state_of(control), page)
        undo()

    focus = lambda control: lambda: control.evaluate("one => one.focus({focusVisible: true})")  # noqa: E731
    blur = lambda: page.evaluate("document.activeElement.blur()")  # noqa: E731
    segments = page.locator(".kw-segments:visible").first.locator(".kw-segment")
    last = segments.last if segments.first.locator("input").is_checked() else segments.first
    compare("segment checked", last.locator("span"), lambda: last.locator("input").check(force=True), blur)
    compare("segment focused", last, focus(last.locator("input")), blur)
    switch = page.get_by_role("switch").first
    compare("switch on", switch, switch.click, blur)
    compare("switch focused", switch, focus(switch), blur)
    chip = page.locator(".kw-chip:visible").first
    compare("phrase in the prompt", chip, chip.click, blur)
    compare("phrase focused", chip, focus(chip), blur)
    for name, button in (("main button", page.locator(".kw-main-button").first), ("button", page.locator(QUIET).first)):
        compare(f"{name} focused", button, focus(button), blur)
        compare(f"{name} disabled", button, lambda button=button: button.evaluate("one => (one.disabled = true)"))
    prompt = page.locator(".kw-prompt")
    compare("text field focused", prompt, focus(prompt), blur)
    print(host, {name: round(value, 1) for name, value in told.items()})
    assert {name: value for name, value in told.items() if value < 3} == {}


def test_a_token_is_sent_by_the_enter_key(open_page):
    page = open_page()
    page.click("text=Use your API token")
    page.get_by_label("API token").fill("of-tests")
    page.get_by_label("API token").press("Enter")
    page.wait_for_timeout(200)
    (asked,) = sent(page, "login")
    assert asked["token"] == "of-tests"
    assert page.get_by_label("API token").input_value() == ""
