"""Prompts in English and Korean, and the camera settings of models, as moves of the camera."""

from __future__ import annotations

import math
import statistics
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from krea_widgets.camera_moves.moves import CAP
from krea_widgets.camera_moves.prompt import Motion, parse

#: What the camera should do (a sign after each kind: + is right, down, in, clockwise), and the prompt.
MOVES = [
    ("pan+", "gentle camera pan from left to right, subtle depth"),
    ("dolly+", "slow dolly in"),
    ("dolly-", "dolly out"),
    ("pan-", "pan left"),
    ("pan+", "pan right slowly"),
    ("pan+,tilt-", "pan right and up"),
    ("tilt-", "tilt up"),
    ("tilt+", "the camera tilts down to reveal the street"),
    ("tilt-", "pan up"),
    ("zoom+", "zoom in"),
    ("zoom-", "slow zoom out"),
    ("zoom+", "Ken Burns effect"),
    ("zoom+", "crash zoom on her face"),
    ("dolly+", "push in slowly on the subject"),
    ("dolly-", "pull back to reveal the city"),
    ("truck+", "truck right"),
    ("truck-", "dolly left"),
    ("truck-", "tracking shot moving left"),
    ("dolly+", "tracking shot forward through the corridor"),
    ("truck+", "the camera slides to the right"),
    ("pedestal-", "crane up over the rooftops"),
    ("pedestal+", "boom down"),
    ("pedestal-", "drone shot rising above the mountains"),
    ("pedestal-", "The camera rises slowly"),
    ("dolly+,pedestal-", "camera moves forward, then rises over the rooftops"),
    ("orbit+", "orbit around the statue"),
    ("orbit-", "orbit left around the subject"),
    ("orbit+", "arc shot around the dancer"),
    ("orbit+", "camera circles the car"),
    ("orbit+", "360 degree shot around the product"),
    ("roll+", "camera roll clockwise"),
    ("roll-", "rotate counter-clockwise slowly"),
    ("roll-", "the camera rolls left"),
    ("vertigo+", "vertigo effect"),
    ("vertigo+", "dolly zoom on the hero"),
    ("handheld+", "handheld documentary style"),
    ("shake+", "camera shake, earthquake"),
    ("dolly+,pan+", "push in then pan right"),
    ("pan+,tilt-", "slow pan from left to right, then tilt up"),
    ("dolly+", "no panning, just a slow dolly in"),
    ("zoom+", "zoom in without camera shake"),
    ("pan+", "whip pan to the right"),
    ("dolly+", "the camera follows the dog"),
    ("dolly+", "camera slowly moves closer to her face"),
    ("dolly+", "fly through the clouds"),
    ("dolly+", "FPV drone flies through the canyon"),
    ("pedestal-", "camera lifts up"),
    ("tilt-", "look up at the sky"),
    ("orbit+", "the camera looks around the room"),
    ("handheld+,dolly+", "handheld camera slowly pushing in"),
    ("dolly+,orbit+", "slow push in while orbiting around the subject"),
    ("pan+", "왼쪽에서 오른쪽으로 천천히 팬"),
    ("zoom+", "천천히 줌인"),
    ("zoom-", "줌 아웃"),
    ("zoom-", "빠르게 줌아웃"),
    ("tilt-", "틸트 업"),
    ("tilt+", "카메라를 아래로 틸트"),
    ("dolly+", "돌리 인"),
    ("dolly+", "달리 인, 부드럽게"),
    ("dolly-", "돌리 아웃"),
    ("dolly+", "카메라가 피사체에 천천히 다가간다"),
    ("dolly-", "카메라가 뒤로 물러나면서 멀어진다"),
    ("pedestal-", "드론이 상승하면서 도시를 보여준다"),
    ("pedestal+", "카메라가 하강한다"),
    ("pan+,zoom+", "오른쪽으로 패닝하면서 줌인"),
    ("pan+,zoom+", "오른쪽으로 팬한 뒤 줌인"),
    ("orbit+", "피사체 주위를 도는 카메라"),
    ("orbit+", "인물 주위를 한 바퀴 돈다"),
    ("roll-", "반시계 방향으로 회전"),
    ("roll+", "시계 방향으로 카메라 회전"),
    ("roll-", "시계 반대 방향으로 회전하는 카메라"),
    ("handheld+", "핸드헬드 느낌"),
    ("shake+", "카메라 흔들림"),
    ("zoom+", "흔들림 없이 줌인"),
    ("vertigo+", "돌리줌 효과"),
    ("truck-", "카메라가 왼쪽으로 이동"),
    ("truck+", "트래킹 샷, 오른쪽으로"),
    ("zoom+", "얼굴을 확대"),
    ("pan-", "오른쪽에서 왼쪽으로 카메라 팬, 은은한 깊이감"),
    ("pan+", "좌에서 우로 패닝"),
    ("tilt-", "아래에서 위로 틸트"),
    ("dolly+,tilt-", "앞으로 전진하고 나서 위로 틸트"),
    ("pedestal-", "크레인 업"),
    ("dolly+", "푸시인"),
    ("orbit+", "camera slowly rotates around the subject"),
    ("orbit+", "rotate around the statue"),
    ("dolly+", "Cinematic push-in, the cat blinks, soft light"),
    ("dolly+", "Slow, cinematic push in on a woman by the window, rain outside"),
    ("zoom-,pan-", "zoom out while panning left"),
    ("dolly+", "The camera glides forward through a misty forest as birds fly away"),
    ("pedestal-", "Aerial drone shot ascending over a city at night"),
    ("truck+", "camera trucks right alongside the cyclist"),
    ("pan+", "slow cinematic pan across the valley"),
    ("orbit+", "slow orbiting shot, parallax"),
    ("dolly-", "dolly back slowly, revealing the room"),
    ("tilt+", "tilting down from the sky to the ground"),
    ("tilt-", "camera tilts from bottom to top"),
    ("roll+", "dutch angle"),
    ("shake+", "shaky cam"),
    ("handheld+,pan-", "handheld, pan left"),
    ("pan-", "카메라를 왼쪽으로 천천히 돌려주세요"),
    ("pan+", "카메라가 천천히 오른쪽으로 패닝합니다"),
    ("zoom+", "고양이 얼굴로 천천히 줌인해 주세요"),
    ("dolly+", "카메라가 앞으로 천천히 이동하며 꽃을 비춘다"),
    ("truck+", "카메라가 오른쪽으로 수평 이동"),
    ("pedestal-", "카메라가 위로 올라간다"),
    ("tilt-", "카메라가 위로 틸트하며 하늘을 보여준다"),
    ("dolly+,zoom-", "push in and then zoom out dramatically"),
    ("dolly+", "move closer"),
    ("dolly-", "move away from the subject"),
    ("pan-,tilt-", "pan left and tilt up"),
    ("zoom+", "don't pan, zoom in"),
    ("truck-", "camera drifts left"),
    ("pedestal+", "slowly descend toward the river"),
    ("dolly+", "walking forward POV"),
    ("zoom+,roll+", "zoom in while rotating clockwise"),
    ("pan+", "pan 오른쪽으로 slowly"),
    ("dolly+", "카메라가 전진하다가 멈춘다"),
    ("orbit+", "인물을 중심으로 카메라 회전"),
    # an order to the camera right after what is in the picture
    ("zoom-", "portrait of a woman zoom out"),
    ("zoom-", "portrait of a woman zooming out"),
    ("pan+", "sunset over the water pan right"),
    ("truck-", "a dog tracking shot to the left"),
    ("roll+", "a cat roll clockwise"),
    ("orbit-", "two dogs orbit left"),
    ("tilt-", "close-up of a face tilt up"),
    # a direction that stands alone belongs to the move before it
    ("pan-", "pan (left)"),
    ("pan-", "panning shot, left"),
    ("pan-", "panning shot, slowly to the left"),
    ("zoom-", "zoom, out"),
    ("tilt-", "pan, up"),
    ("truck-", "트래킹 샷, 왼쪽으로"),
    ("pan-,pan+", "pan left, then right"),
    ("pan+", "pan, right side of the frame is dark"),
    ("zoom+", "zoom, out of focus background"),
    # journeys and ways back
    ("tilt+", "tilt from up to down"),
    ("tilt-", "tilt from down to up"),
    ("zoom+", "zoom back in"),
    ("zoom-", "zoom back out"),
    ("dolly+", "dolly slowly back in"),
    # a denial is of one direction, and what comes later wins
    ("zoom-", "instead of zoom in, zoom out"),
    ("zoom+", "no zoom out, zoom in"),
    ("zoom+", "avoid zooming out; zoom in"),
    ("pan+", "do not pan left but right"),
    ("zoom+", "do not zoom out but in"),
    ("zoom+", "zoom in, no zoom out"),
    ("pan-", "pan left, not right"),
    ("pan-", "no zoom, just pan left"),
    ("zoom+", "instead of pan, zoom"),
    ("pan+", "no camera shake, slow pan"),
    ("pan+", "zoom in, no zoom, pan right"),
    ("zoom+", "줌아웃 말고 줌인"),
    ("zoom-", "줌인 대신 줌아웃"),
    ("pan-", "오른쪽으로 팬하지 말고 왼쪽으로"),
    ("pan-", "오른쪽 말고 왼쪽으로 팬"),
]
STATIC = [
    "static shot, the man walks away",
    "locked-off camera",
    "no camera movement, leaves rustle in the wind",
    "fixed camera",
    "카메라 고정, 나뭇잎이 흔들린다",
    "고정 샷",
    "카메라 움직임 없이 인물만 웃는다",
    "정지 화면",
    "a static tripod shot of a lake, water ripples gently",
    "아이가 달리고 있다, 카메라 고정",
    "움직이지 않는 카메라",
    "카메라 멈춤",
    "카메라를 움직이지 마세요",
    "움직임 없음",
    "움직임이 전혀 없는 화면",
]
#: Prompts that say nothing of the camera, many with words that only look like it.
UNSAID = [
    "",
    "a frying pan on the stove",
    "a panda eats bamboo",
    "she tilts her head and smiles",
    "waves roll onto the beach",
    "two men shake hands",
    "shallow depth of field, bokeh",
    "a cat sleeps in the sun",
    "a red truck turns right at the corner",
    "the planet orbits a star",
    "children running along the train tracks",
    "slow motion water drop",
    "woman turns around and walks away",
    "the car moves forward along the road",
    "a ballerina spinning gracefully",
    "sunrise over rolling hills",
    "프라이팬에서 계란을 굽는다",
    "아줌마가 웃는다",
    "고개를 돌리며 미소 짓는다",
    "차가 앞으로 이동한다",
    "비행기가 상승한다",
    "팬들이 환호한다",
    "고양이가 걷는다",
    "바람에 머리카락이 흩날린다",
    "she pulls back her hair and pans for gold",
    "The wind blows through her hair",
    "여자가 뒤로 물러난다",
    "3d render of a robot",
    "A man holding a camera smiles",
    "a woman pans across the crowd with her phone",
    "a car zooming out of the garage",
    "two cats circle the bowl, the dog shaking off water",
    "the waves push in",
    "아이가 달리고 있다",
    "카메라가 멈추지 않는다",
    "the hat is not left behind",
]


def is_understood(prompt: str) -> bool:
    motion, usual = parse(prompt), parse("")
    return (motion.moves, motion.depth) != (usual.moves, usual.depth)


def signs(motion: Motion) -> str:
    return ",".join(f"{move.kind}{'+' if move.amount > 0 else '-'}" for move in motion.moves)


@pytest.mark.parametrize(("want", "prompt"), MOVES)
def test_prompts_that_name_moves(want: str, prompt: str) -> None:
    assert signs(parse(prompt)) == want
    assert is_understood(prompt)


@pytest.mark.parametrize("prompt", STATIC)
def test_prompts_for_a_still_camera(prompt: str) -> None:
    motion = parse(prompt)
    assert not motion.moves
    assert not motion.focus
    assert motion.describe().startswith("static camera")


@pytest.mark.parametrize("prompt", UNSAID)
def test_prompts_without_camera_words_get_a_gentle_push_in(prompt: str) -> None:
    motion = parse(prompt)
    assert not is_understood(prompt)
    assert signs(motion) == "dolly+"
    assert motion.moves[0].amount < 0.12


@pytest.mark.parametrize("prompt", ["no zoom", "without zooming in", "줌 없이"])
def test_the_stand_in_respects_what_was_ruled_out(prompt: str) -> None:
    assert signs(parse(prompt)) == "pan+"


@pytest.mark.parametrize("prompt", ["no zoom, pan or tilt", "don't zoom or pan", "no zoom in and no pan left or right"])
def test_a_denial_goes_on_over_a_list(prompt: str) -> None:
    motion = parse(prompt)
    assert not motion.moves
    assert not motion.focus


def test_a_denied_direction_leaves_the_stand_in_that_goes_the_other_way() -> None:
    assert parse("no zoom out").describe() == parse("").describe()


@pytest.mark.slow
@pytest.mark.parametrize("prompt", ["pan left " * 5500, "not " * 12000 + "zoom", "dolly " * 8000, "줌" * 49000])
def test_a_prompt_as_long_as_a_book_costs_no_more_than_its_beginning(prompt: str) -> None:
    spent: dict[str, list[float]] = {prompt: [], prompt[:2000]: []}
    for _ in range(9):
        for text, times in spent.items():
            began = time.process_time()
            parse(text)
            times.append(time.process_time() - began)
    whole, beginning = map(statistics.median, spent.values())
    assert whole < 3 * beginning  # it is some 25 times as long


def test_a_long_prompt_is_cut_between_words() -> None:
    assert is_understood("x" * 1990 + " zoom out")
    assert not is_understood("x" * 1996 + " panda")


@pytest.mark.parametrize(
    "prompts",
    [
        ("very slow pan right", "slow pan right", "pan right", "fast pan right"),
        ("아주 천천히 줌인", "천천히 줌인", "줌인", "빠르게 줌인", "급격하게 줌인"),
        ("barely tilt up", "gently tilt up", "tilt up", "dramatic tilt up"),
        ("subtle dolly in", "dolly in", "quick dolly in", "very fast dolly in"),
    ],
)
def test_words_for_speed_and_strength_set_how_far_it_goes(prompts: tuple[str, ...]) -> None:
    amounts = [abs(parse(prompt).moves[0].amount) for prompt in prompts]
    assert amounts == sorted(set(amounts))


@pytest.mark.parametrize("prompt", ["slow pan left", "pan left slowly", "pan left, slowly", "Slow, cinematic pan left"])
def test_speed_may_stand_before_or_after(prompt: str) -> None:
    assert parse(prompt).moves[0].amount == parse("slow pan left").moves[0].amount


def test_longer_clips_travel_further_but_only_so_far() -> None:
    short, long = (parse("pan right", duration=seconds).moves[0].amount for seconds in (5, 10))
    assert long == pytest.approx(short * math.sqrt(2))
    assert parse("whip pan right", duration=60).moves[0].amount == CAP["pan"]


@pytest.mark.parametrize(
    "prompt",
    [
        "dolly in, then pan right",
        "push in and then pan right",
        "돌리 인 한 뒤 오른쪽으로 팬",
        "돌리 인 그리고 나서 오른쪽으로 팬",
    ],
)
def test_then_puts_moves_one_after_the_other(prompt: str) -> None:
    first, second = parse(prompt).moves
    assert (first.kind, second.kind) == ("dolly", "pan")
    assert first.t0 == 0
    assert second.t1 == 1
    assert 0.4 < second.t0 < first.t1 < 0.6


@pytest.mark.parametrize(
    "prompt", ["zoom in and pan right", "zoom in while panning right", "줌인하면서 오른쪽으로 팬", "zoom in, pan right"]
)
def test_and_puts_moves_together(prompt: str) -> None:
    first, second = parse(prompt).moves
    assert (first.kind, second.kind) == ("zoom", "pan")
    assert (first.t0, first.t1) == (second.t0, second.t1) == (0, 1)


@pytest.mark.parametrize(
    ("prompt", "depth"),
    [("subtle depth", 0.4), ("dramatic parallax", 0.9), ("3D", 0.6), ("입체감 있게", 0.6), ("pan left", 0.0)],
)
def test_depth_is_there_when_asked_for(prompt: str, depth: float) -> None:
    assert parse("pan left, " + prompt).depth == depth


def test_deep_moves_bring_depth_and_flat_ones_do_not() -> None:
    for prompt in ("dolly in", "truck left", "crane up", "orbit around", "dolly zoom"):
        assert parse(prompt).depth > 0
    for prompt in ("zoom in", "roll clockwise", "handheld", "pan left", "tilt up"):
        assert parse(prompt).depth == 0


def test_ambience_only_when_named() -> None:
    motion = parse("static shot, leaves rustle in the wind by candlelight, film grain")
    assert motion.sway == "leaves"
    assert 0 < motion.flicker <= 0.03
    assert motion.grain > 0
    assert parse("static shot, ripples on the lake").sway == "water"
    assert parse("정지 화면, 나뭇잎이 흔들린다").sway == "leaves"
    plain = parse("static shot of a chair")
    assert (plain.sway, plain.flicker, plain.grain) == ("", 0.0, 0.0)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("gentle pan from left to right", "pan right (slow)"),
        ("fast zoom out, then tilt up", "zoom out (fast), then tilt up"),
        ("slow dolly in", "dolly in (slow), with depth"),
        ("whip pan left and roll clockwise", "pan left (fast), roll clockwise"),
        ("static shot", "static camera"),
        ("고정 샷, 촛불", "static camera, flickering light"),
    ],
)
def test_a_motion_says_what_it_does(prompt: str, words: str) -> None:
    assert parse(prompt).describe() == words


@given(
    some.text(max_size=300)
    | some.lists(some.sampled_from(["pan", "left", "no", "zoom", "then", "줌", "인", "_", ",", "없이", "dolly"])).map(
        " ".join
    )
)
def test_any_text_gives_a_motion_within_bounds(prompt: str) -> None:
    motion = parse(prompt)
    assert len(motion.moves) <= 6
    for move in motion.moves:
        assert 0 < abs(move.amount) <= CAP[move.kind]
        assert 0 <= move.t0 < move.t1 <= 1
    assert motion.describe()
    assert parse(prompt) == motion
