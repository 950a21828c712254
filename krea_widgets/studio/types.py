"""The static types of all models' parameters.

Generated from models.json by `python -m krea_widgets.catalogue.build_types`; do not edit.

A type checker finds a misspelled model or parameter, and a value that no model accepts. Whether the chosen model
accepts it is checked at run time. `raw={...}` sends a parameter that this file does not have yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from ..media import Clip, ImageLike, RecordingLike

__all__ = [
    "AspectRatio",
    "AssetType",
    "CameraMotion",
    "CameraTrajectory",
    "Effect",
    "ElementReference",
    "Lists",
    "Mode",
    "ModelId",
    "MovementAmplitude",
    "MultiPrompt",
    "Parameters",
    "PromptExpansionMode",
    "Resolution",
    "Style",
    "StyleReference",
    "VideoReference",
]

AspectRatio = Literal[
    "16:9",
    "9:16",
    "1:1",
    "adaptive",
    "21:9",
    "4:3",
    "3:4",
    "9:21",
    "1280:720",
    "720:1280",
    "1104:832",
    "832:1104",
    "960:960",
    "1584:672",
    "672:1584",
    "3:2",
    "2:3",
    "2:1",
]
AssetType = Literal[
    "image",
    "video",
]
CameraMotion = Literal[
    "dolly_in",
    "dolly_out",
    "dolly_left",
    "dolly_right",
    "jib_up",
    "jib_down",
    "static",
    "focus_shift",
]
Mode = Literal[
    "std",
    "pro",
    "4k",
]
ModelId = Literal[
    "kling/kling-2.5",
    "kling/kling-2.6",
    "kling/kling-3.0",
    "kling/kling-o1",
    "minimax/hailuo",
    "minimax/hailuo-02",
    "minimax/hailuo-2.3",
    "minimax/hailuo-2.3-fast",
    "minimax/hailuo-3",
    "minimax/h3-max",
    "minimax/h3-max-turbo",
    "minimax/h3-max-camera-controls",
    "alibaba/wan-2.1",
    "alibaba/wan-2.2",
    "alibaba/wan-2.5",
    "alibaba/wan-3.0",
    "google/veo-2",
    "google/veo-3",
    "google/veo-3-fast",
    "google/veo-3.1",
    "google/veo-3.1-fast",
    "google/veo-3.1-lite",
    "google/gemini-omni-flash",
    "google/gemini-omni-flash-1.1",
    "bytedance/seedance-1.0-pro",
    "bytedance/seedance-1.0-pro-fast",
    "bytedance/seedance-2",
    "bytedance/seedance-2-fast",
    "bytedance/seedance-2-mini",
    "bytedance/seedance-2-5",
    "lightricks/ltx-video-2.3-22b",
    "lightricks/ltx-video-2.5-pro",
    "lightricks/ltx-video-2.5-fast",
    "vidu/q3",
    "luma/ray-2",
    "runway/gen-4-video",
    "runway/gen-4.5",
    "xai/grok-video",
    "xai/grok-video-1.5",
    "black-forest-labs/flux-3-video",
    "black-forest-labs/flux-video-edit",
    "kling 2.5",
    "kling 2.6",
    "kling 3.0",
    "kling o1",
    "hailuo",
    "hailuo 02",
    "hailuo 2.3",
    "hailuo 2.3 fast",
    "minimax h3",
    "minimax h3 max",
    "minimax h3 max turbo",
    "h3 max camera controls",
    "wan 2.1",
    "wan 2.2",
    "wan 2.5",
    "wan 3.0",
    "veo 2",
    "veo 3",
    "veo 3 fast",
    "veo 3.1",
    "veo 3.1 fast",
    "veo 3.1 lite",
    "gemini omni flash",
    "gemini omni flash 1.1",
    "seedance 1.0 pro",
    "seedance 1.0 pro fast",
    "seedance 2.0",
    "seedance 2.0 fast",
    "seedance 2.0 mini",
    "seedance 2.5",
    "ltx-2.3 22b",
    "ltx-2.5 pro",
    "ltx-2.5 fast",
    "vidu q3",
    "ray 2",
    "runway gen-4 video",
    "runway gen-4.5",
    "grok imagine",
    "grok imagine 1.5",
    "flux 3 video",
    "flux video edit",
]
MovementAmplitude = Literal[
    "auto",
    "small",
    "medium",
    "large",
]
PromptExpansionMode = Literal[
    "disabled",
    "fast",
    "balanced",
    "quality",
]
Resolution = Literal[
    "512p",
    "768p",
    "1080p",
    "480p",
    "720p",
    "4K",
    "4k",
    "1440p",
    "540p",
]


class CameraTrajectory(TypedDict):
    time: float
    distance: float
    azimuth: float
    elevation: float


class Effect(TypedDict):
    id: str
    name: str
    asset_url: str
    asset_type: AssetType


class ElementReference(TypedDict):
    images: Sequence[ImageLike]
    tag: str


class MultiPrompt(TypedDict):
    prompt: str
    duration: float


class Style(TypedDict):
    id: str
    strength: float


class StyleReference(TypedDict):
    url: ImageLike
    tag: str


class VideoReference(TypedDict):
    url: RecordingLike | Clip
    tag: str


class Parameters(TypedDict, total=False):
    mode: Mode
    multi_prompt: Sequence[MultiPrompt]
    style_references: Sequence[StyleReference]
    element_references: Sequence[ElementReference]
    video_reference: VideoReference
    expand_prompt: bool
    reference_images: Sequence[ImageLike]
    reference_videos: Sequence[RecordingLike | Clip]
    reference_audios: Sequence[RecordingLike | Clip]
    reference_video_seconds: float
    prompt_expansion_mode: PromptExpansionMode
    camera_trajectory: Sequence[CameraTrajectory]
    width: float
    height: float
    styles: Sequence[Style]
    audio_url: RecordingLike | Clip
    enable_prompt_expansion: bool
    start_video: RecordingLike | Clip
    effects: Sequence[Effect]
    upscale: bool
    enhance_prompt: bool
    draft: bool
    num_frames: float
    camera_motion: CameraMotion
    movement_amplitude: MovementAmplitude
    loop: bool
    edit_video: RecordingLike | Clip


class Lists(TypedDict, total=False):
    mode: Mode | Iterable[Mode]
    multi_prompt: Sequence[MultiPrompt] | Iterable[Sequence[MultiPrompt]]
    style_references: Sequence[StyleReference] | Iterable[Sequence[StyleReference]]
    element_references: Sequence[ElementReference] | Iterable[Sequence[ElementReference]]
    video_reference: VideoReference | Iterable[VideoReference]
    expand_prompt: bool | Iterable[bool]
    reference_images: Sequence[ImageLike] | Iterable[Sequence[ImageLike]]
    reference_videos: Sequence[RecordingLike | Clip] | Iterable[Sequence[RecordingLike | Clip]]
    reference_audios: Sequence[RecordingLike | Clip] | Iterable[Sequence[RecordingLike | Clip]]
    reference_video_seconds: float | Iterable[float]
    prompt_expansion_mode: PromptExpansionMode | Iterable[PromptExpansionMode]
    camera_trajectory: Sequence[CameraTrajectory] | Iterable[Sequence[CameraTrajectory]]
    width: float | Iterable[float]
    height: float | Iterable[float]
    styles: Sequence[Style] | Iterable[Sequence[Style]]
    audio_url: RecordingLike | Clip | Iterable[RecordingLike | Clip]
    enable_prompt_expansion: bool | Iterable[bool]
    start_video: RecordingLike | Clip | Iterable[RecordingLike | Clip]
    effects: Sequence[Effect] | Iterable[Sequence[Effect]]
    upscale: bool | Iterable[bool]
    enhance_prompt: bool | Iterable[bool]
    draft: bool | Iterable[bool]
    num_frames: float | Iterable[float]
    camera_motion: CameraMotion | Iterable[CameraMotion]
    movement_amplitude: MovementAmplitude | Iterable[MovementAmplitude]
    loop: bool | Iterable[bool]
    edit_video: RecordingLike | Clip | Iterable[RecordingLike | Clip]
