"""What other programs read in a clip, and what they leave of its settings when they write into it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from krea_widgets.media.embedded_settings import embed_settings, embedded_settings
from krea_widgets.media.xmp import settings_text, write_packet

SETTINGS = {
    "krea_widgets": 1,
    "backend": "krea",
    "model": "kling/kling-2.5",
    "prompt": "slow dolly in",
    "seconds": 94.2,
}
PROMPTS = [
    "slow dolly in, gentle parallax",
    "ゆっくり 🎬 مرحبا",
    'a < b && "c" > d\'s ]]> &amp; <krea:settings>',
    "two\nlines\tand a tab \r end",
    "bell \x07 null \x00 not a character \uffff\ufffe end",
    "{a|b} $5 \\n \\u0041",
]


@pytest.fixture
def clip(film: Any, tmp_path: Path) -> Path:
    return Path(shutil.copy(film("faststart"), tmp_path / "clip.mp4"))


def exiftool(*arguments: str | Path) -> str:
    command = ["exiftool", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("backend", "source"), [("krea", "trainedAlgorithmicMedia"), ("sandbox", "algorithmicallyEnhanced")]
)
def test_exiftool_shows_the_prompt_and_the_source_type(clip, backend, source):
    for prompt in PROMPTS[:3]:
        assert embed_settings(clip, {**SETTINGS, "backend": backend, "prompt": prompt})
        (row,) = json.loads(exiftool("-j", "-all", "-validate", clip))
        assert row["Description"] == prompt
        assert row["DigitalSourceType"] == f"http://cv.iptc.org/newscodes/digitalsourcetype/{source}"
        assert row["CreatorTool"] == "krea_widgets (kling/kling-2.5)"
        assert row["Validate"] == "OK"


@pytest.mark.parametrize("prompt", PROMPTS)
def test_settings_survive_the_packet(clip, prompt):
    settings = {**SETTINGS, "prompt": prompt, "values": {"prompt": prompt}}
    assert embed_settings(clip, settings)
    assert embedded_settings(clip) == settings


def test_settings_survive_a_program_that_writes_its_own_notes(clip):
    assert embed_settings(clip, {**SETTINGS, "prompt": PROMPTS[2]})
    exiftool("-q", "-overwrite_original", "-XMP-dc:Title=My clip", "-XMP-xmp:Rating=4", clip)
    assert json.loads(exiftool("-j", clip))[0]["Title"] == "My clip"
    assert embedded_settings(clip) == {**SETTINGS, "prompt": PROMPTS[2]}
    # New settings take the place of the packet that has the old ones.
    assert embed_settings(clip, {**SETTINGS, "prompt": "new"})
    assert embedded_settings(clip)["prompt"] == "new"


def test_the_property_is_found_in_each_form_that_xmp_allows():
    text = json.dumps(SETTINGS)
    whole = write_packet({}, text).decode()
    attribute = whole.replace(f"<krea:settings>{text}</krea:settings>", "").replace(
        'rdf:about=""', f"rdf:about='' krea:settings='{text}'"
    )
    noted = whole.replace("<rdf:Description", "<!-- by another program --><rdf:Description", 1)
    for packet in (
        whole,
        noted,
        whole.replace("krea:", "ns1:").replace(":krea=", ":ns1="),
        attribute,
        f"\n{whole}\0\0",
    ):
        assert json.loads(settings_text(packet.encode())) == SETTINGS
