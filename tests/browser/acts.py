"""What a person does with the widget and looks for in it, whatever page it is on."""

from __future__ import annotations

import base64
import re
import time

import pytest
from playwright.sync_api import Locator, expect


def press(widget: Locator, prompt: str) -> Locator:
    """Types a prompt and presses the button; returns the line of the newest job."""
    widget.get_by_role("textbox", name="Prompt", exact=True).fill(prompt)
    widget.get_by_role("button", name=re.compile("^Animate · ")).click()
    line = widget.get_by_role("group", name=re.compile("^Clip: ")).first
    expect(line).to_contain_text(prompt[:20])  # the first one loads the sandbox
    return line


def bar_states(widget: Locator, until: Locator, timeout: float = 60.0) -> list[str]:
    """The different states of the first bar, one after the other, until something is visible."""
    states: list[str] = []
    end = time.monotonic() + timeout
    while not until.is_visible():
        assert time.monotonic() < end, f"no clip; the bar's states: {states}"
        script = "bars => bars.filter(bar => bar.checkVisibility()).map(bar => bar.getAttribute('aria-valuenow'))"
        for state in widget.get_by_role("progressbar").evaluate_all(script)[:1]:
            if state != (states[-1] if states else ""):
                states.append(state)
        time.sleep(0.03)
    return states


def check_that_it_plays_and_seeks(video: Locator) -> None:
    """Fails unless the video has frames, its time advances, and it goes where it is sent."""
    # A widget gives it its address when it has found one, which would interrupt what plays by then.
    expect(video).to_have_attribute("src", re.compile("."))
    video.evaluate("async video => { await video.play(); }")
    handle = video.element_handle()
    video.page.wait_for_function("video => video.readyState >= 2 && video.currentTime > 0.2", arg=handle)
    reached = video.evaluate(
        """video => new Promise(resolve => {
          video.pause();
          video.onseeked = () => resolve([video.currentTime / video.duration, video.videoWidth, video.error]);
          video.currentTime = 0.8 * video.duration;
        })"""
    )
    assert reached[0] == pytest.approx(0.8, abs=0.02)
    assert reached[1] > 0
    assert reached[2] is None


def holds(text: str, data: bytes) -> bool:
    """Whether a text holds these bytes in base64, however they are cut."""
    middle = len(data) // 2
    return any(base64.b64encode(data[middle + shift : middle + shift + 30]).decode() in text for shift in range(3))
