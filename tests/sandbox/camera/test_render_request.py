"""What a clip's size, length and sound follow from."""

from __future__ import annotations

import pytest

from krea_widgets.catalogue import bundled
from krea_widgets.sandbox.camera.render_request import camera_prompt, clip_duration, frame_size, has_audio

MODELS = {model.id: model.schema for model in bundled().models()}


@pytest.mark.parametrize(
    ("model", "values", "still", "size"),
    [
        ("kling/kling-2.5", {}, (100, 100), (1280, 720)),
        ("kling/kling-2.5", {"aspect_ratio": "9:16"}, None, (720, 1280)),
        ("kling/kling-2.5", {"aspect_ratio": "1:1"}, None, (720, 720)),
        ("kling/kling-3.0", {"mode": "pro"}, None, (1920, 1080)),
        ("kling/kling-3.0", {"mode": "4k"}, None, (3840, 2160)),
        ("minimax/hailuo", {}, (300, 200), (1080, 720)),
        ("minimax/hailuo-02", {"resolution": "512p"}, (200, 300), (512, 768)),
        ("minimax/hailuo-02", {}, None, (1366, 768)),
        ("minimax/hailuo", {}, (16, 4000), (720, 1680)),
        ("alibaba/wan-3.0", {"resolution": "480p"}, (400, 300), (640, 480)),
        ("alibaba/wan-3.0", {"aspect_ratio": "1:1"}, (400, 300), (720, 720)),
        ("alibaba/wan-2.1", {"width": 833, "height": 480}, None, (832, 480)),
        ("alibaba/wan-2.1", {"width": 1e9, "height": -3}, None, (4096, 64)),
        ("google/veo-3.1", {"resolution": "4K"}, None, (3840, 2160)),
        ("bytedance/seedance-2", {"resolution": "4k", "aspect_ratio": "21:9"}, None, (3840, 1646)),
        ("lightricks/ltx-video-2.5-fast", {"resolution": "1440p"}, None, (2560, 1440)),
        ("luma/ray-2", {}, None, (960, 540)),
        ("luma/ray-2", {"width": 800, "height": 600}, None, (800, 600)),
        ("luma/ray-2", {"aspect_ratio": "1:1"}, None, (540, 540)),
        ("runway/gen-4.5", {}, (10, 20), (1280, 720)),
        ("runway/gen-4.5", {"aspect_ratio": "1584:672"}, None, (1584, 672)),
        ("xai/grok-video", {}, (100, 200), (720, 1440)),
    ],
)
def test_frame_size(model, values, still, size):
    assert frame_size(MODELS[model], values, still) == size


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("still", [None, (1, 1), (1601, 1067), (9, 4000)])
def test_frames_are_even_and_bounded_for_every_model_and_choice(model, still):
    properties = MODELS[model]["properties"]
    for ratio in properties.get("aspect_ratio", {}).get("enum", [None]):
        for resolution in properties.get("resolution", {}).get("enum", [None]):
            width, height = frame_size(MODELS[model], {"aspect_ratio": ratio, "resolution": resolution}, still)
            assert (width % 2, height % 2) == (0, 0)
            assert 480 <= min(width, height) <= max(width, height) <= 3840


@pytest.mark.parametrize(
    ("model", "values", "seconds"),
    [
        ("kling/kling-2.5", {}, 5),
        ("kling/kling-2.5", {"duration": 10}, 10),
        ("google/veo-3.1", {}, 8),
        ("minimax/hailuo", {}, 5),
        ("lightricks/ltx-video-2.3-22b", {"num_frames": 48}, 2),
        ("bytedance/seedance-1.0-pro", {"duration": 1e6}, 30),
        ("bytedance/seedance-1.0-pro", {"duration": -1}, 1),
    ],
)
def test_length(model, values, seconds):
    assert clip_duration(MODELS[model], values) == seconds


@pytest.mark.parametrize(
    ("model", "values", "heard"),
    [
        ("kling/kling-2.5", {}, False),
        ("kling/kling-2.6", {}, False),
        ("kling/kling-2.6", {"generate_audio": True}, True),
        ("alibaba/wan-3.0", {}, True),
        ("alibaba/wan-3.0", {"generate_audio": False}, False),
        ("bytedance/seedance-2", {}, True),
    ],
)
def test_sound(model, values, heard):
    assert has_audio(MODELS[model], values) is heard


def test_words():
    assert camera_prompt({"prompt": "pan left [sandbox: fail]"}) == "pan left"
    assert (
        camera_prompt({"prompt": "pan left", "multi_prompt": [{"prompt": "zoom in", "duration": 2}]})
        == "pan left then zoom in"
    )
