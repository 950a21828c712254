"""A sweep's plan: which items there are, what each costs, what is wrong with it; nothing is sent."""

import csv
import json
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from krea_widgets import Studio, errors
from krea_widgets.catalogue import Price
from krea_widgets.job_status import Progress
from krea_widgets.settings import Token
from krea_widgets.studio.sweep import planner
from krea_widgets.studio.sweep.prompt_variants import alternatives, labels, other_speeds
from krea_widgets.studio.sweep.scheduler import Scheduler
from krea_widgets.studio.sweep.sweep import Sweep
from krea_widgets.studio.sweep.sweep_item import Cost, ItemState

KLING, WAN = "kling/kling-2.5", "alibaba/wan-2.5"  # without and with a seed


@pytest.fixture
def still():
    return Image.effect_noise((64, 36), 60).convert("RGB")


@pytest.fixture
def paid(tmp_path):
    """A studio in Krea's backend; a plan never calls it, so that nothing answers."""
    token = Token("a-token-of-tests")
    with closing(Studio("krea", token=token, home=tmp_path / "home", clips=tmp_path / "clips")) as studio:
        yield studio


def plan(studio, *arguments, limit=1.0, **keywords):
    sweep = Sweep(studio, limit=limit)
    sweep.add(*arguments, **keywords)
    return sweep


@pytest.mark.parametrize(
    ("prompt", "wordings"),
    [
        ("slow dolly in", ["slow dolly in"]),
        ("{slow|fast} dolly {in|out}", ["slow dolly in", "slow dolly out", "fast dolly in", "fast dolly out"]),
        ("{|very }slow", ["slow", "very slow"]),
        (r"\{slow|fast\} dolly", ["{slow|fast} dolly"]),
        (r"{a \| b|c}", ["a | b", "c"]),
        ('{"camera": "dolly"}', ['{"camera": "dolly"}']),
        ('{"camera": "left|right"}', ['{"camera": "left|right"}']),
        (
            '{ "moves": ["a|b"], "more": {"c": 1} } {x|y}',
            ['{ "moves": ["a|b"], "more": {"c": 1} } x', '{ "moves": ["a|b"], "more": {"c": 1} } y'],
        ),
        ("{'camera': 'left|right'}", ["{'camera': 'left|right'}"]),
        ('{"slow"|"fast"} dolly', ['"slow" dolly', '"fast" dolly']),
        ("an open { brace | and a bar", ["an open { brace | and a bar"]),
        ("{천천히|빠르게} 🎬", ["천천히 🎬", "빠르게 🎬"]),
        ("C:\\stills and \\n", ["C:\\stills and \\n"]),
    ],
)
def test_alternatives_in_a_prompt(prompt, wordings):
    assert alternatives(prompt) == wordings


def test_no_more_alternatives_are_written_out_than_asked_for():
    assert len(alternatives("{a|b}" * 40, most=5)) == 5


@pytest.mark.parametrize(
    ("prompt", "others"),
    [
        ("slow dolly in", ["dolly in", "fast dolly in"]),
        ("a cat turns slowly to us", ["a cat turns to us", "a cat turns fast to us"]),
        ("zoom in, fast", ["zoom in", "zoom in, slow"]),
        ("quickly zoom in", ["zoom in", "slowly zoom in"]),
        ("orbit left", ["slow orbit left", "fast orbit left"]),
        ("dolly in slowly, gently", ["dolly in, gently", "dolly in fast, gently"]),
        ("dolly in subtly, slowly", ["dolly in subtly", "dolly in subtly, fast"]),
        ("dolly in subtly and slowly", ["dolly in subtly", "dolly in subtly and fast"]),
        (
            "dolly in slowly and gently, a dog runs",
            ["dolly in gently, a dog runs", "dolly in fast and gently, a dog runs"],
        ),
        ("gentle, slow pan left", ["gentle, pan left", "gentle, fast pan left"]),
        ("a cat and slow dolly in", ["a cat and dolly in", "a cat and fast dolly in"]),
        ("gentle orbit", ["orbit", "fast orbit"]),
        (
            "the cat blinks, dolly in, orbit",
            ["the cat blinks, slow dolly in, orbit", "the cat blinks, fast dolly in, orbit"],
        ),
        ("a cat blinks", ["a cat blinks slowly", "a cat blinks fast"]),
        ("pan left fast", ["pan left", "pan left slowly"]),
        ("pan left, slow, rain", ["pan left, rain", "pan left, fast, rain"]),
        ("", ["slow", "fast"]),
    ],
)
def test_a_prompt_at_other_speeds(prompt, others):
    assert other_speeds(prompt) == [prompt, *others]


def test_labels_say_what_differs_and_are_never_alike():
    facets = [{"prompt": prompt, "model": model} for prompt in ("calm", "bold") for model in ("Kling", "Veo")]
    assert labels(facets) == ["calm · Kling", "calm · Veo", "bold · Kling", "bold · Veo"]
    assert labels(facets[:2]) == ["Kling", "Veo"]
    assert labels([{"prompt": "same"}, {"prompt": "same"}]) == ["same", "same (2)"]


def test_a_long_prompt_is_cut_down_to_what_differs():
    start = "a cat sits by the window while evening light falls through the curtains and the camera "
    found = labels([{"prompt": f"{start}{how} moves in, film grain"} for how in ("slowly", "boldly")])
    assert found == ["… camera slowly moves …", "… camera boldly moves …"]


def test_the_product_of_all_lists(paid, still):
    sweep = plan(paid, still, ["calm", "{bold|wild}"], models=["kling 2.5", WAN], duration=[5, 10])
    assert len(sweep) == 12
    assert {(item.prompt, item.model, item.values["duration"]) for item in sweep} == {
        (prompt, model, seconds) for prompt in ("calm", "bold", "wild") for model in (KLING, WAN) for seconds in (5, 10)
    }
    assert {item.state for item in sweep} == {"ready"}
    assert len({item.label for item in sweep}) == 12
    assert paid.journal.entries() == []


def test_several_pictures_and_one_opened_once(paid, still, tmp_path):
    still.save(tmp_path / "cat.png")
    sweep = plan(paid, [tmp_path / "cat.png", still.rotate(90)], ["calm", "bold"])
    assert [item.image == "cat.png" for item in sweep] == [True, True, False, False]
    pictures = {id(item.shot.start_image) for item in sweep}
    assert len(pictures) == 2
    assert len({item.shot.digest for item in sweep}) == 4


def test_a_parameter_that_a_model_lacks_is_left_out_there_with_a_note(paid, still):
    sweep = plan(paid, still, "calm", models=[KLING, WAN], seed=[1, 2, 3])
    kling, *wan = sweep.items
    assert kling.model == KLING
    assert "seed" not in kling.shot.values
    assert kling.note == "Kling 2.5 has no seed."
    assert [item.shot.values["seed"] for item in wan] == [1, 2, 3]
    assert [item.label for item in wan] == [f"{wan[0].title} · seed {number}" for number in (1, 2, 3)]


def test_a_picture_that_a_model_cannot_take_makes_the_cell_not_apply(paid, still):
    sweep = plan(paid, still, "calm", models=["google/veo-2", WAN, KLING], end_image=still)
    states = {item.model: item.state for item in sweep}
    without = [model for model in states if "end_image" not in paid.catalogue[model]]
    assert without
    assert all(states[model] == ("not_applicable" if model in without else "ready") for model in states)
    assert "has no end_image" in next(item.message for item in sweep if item.model in without)


def test_what_is_wrong_with_one_cell_stands_in_it_and_stops_no_other(paid, still):
    sweep = plan(paid, still, ["calm", ""], models=[KLING, "no/such-model"], duration=[5, 7])
    good = [item for item in sweep if item.state == "ready"]
    assert [(item.prompt, item.model, item.values["duration"]) for item in good] == [("calm", KLING, 5)]
    by_words = {(item.prompt, item.model, item.values.get("duration")): item for item in sweep if item not in good}
    assert isinstance(by_words["calm", KLING, 7].error, errors.BadValue)
    assert "duration" in by_words["calm", KLING, 7].message
    assert isinstance(by_words["calm", "no/such-model", None].error, errors.UnknownModel)
    assert by_words["", KLING, 5].error.field == "prompt"
    assert sweep.progress.message == "1 clip · 5 invalid · about $0.37"


def test_a_slip_of_the_pen_is_told_with_what_was_meant(paid, still):
    (item,) = plan(paid, still, "calm", models=KLING, durration=5).items
    assert "durration" in item.message
    assert "duration?" in item.message


def test_a_bad_image_is_an_error_of_the_call(paid, still):
    with pytest.raises(errors.BadFile, match=r"no-such-cat\.png"):
        plan(paid, [still, "no-such-cat.png"], ["calm", "bold"])
    with pytest.raises(errors.BadFile, match=r"no-such-cat\.png"):
        plan(paid, rows=[{"prompt": "calm", "image": "no-such-cat.png"}])


def test_images_of_a_folder_of_a_pattern_and_of_an_iterator(paid, still, tmp_path):
    for shade, name in enumerate(("10.png", "9.png", "b.JPG")):
        Image.new("RGB", (64, 36), (shade, 0, 0)).save(tmp_path / name, "PNG")
    (tmp_path / "notes.txt").write_text("no image")
    ordered = [str(tmp_path / name) for name in ("9.png", "10.png", "b.JPG")]
    assert [item.source for item in plan(paid, tmp_path, "calm")] == ordered
    assert [item.source for item in plan(paid, f"{tmp_path}/*.png", "calm")] == ordered[:2]
    assert [item.source for item in plan(paid, iter(tmp_path.glob("b*")), "calm")] == ordered[2:]
    assert [row["source"] for row in plan(paid, still, "calm").table()] == [""]
    (tmp_path / "none").mkdir()
    for nothing in (tmp_path / "none", f"{tmp_path}/*.gif", []):
        with pytest.raises(errors.BadInput):
            plan(paid, nothing, "calm")


def test_explicit_rows(paid, still):
    rows = [
        {"prompt": "{calm|bold}", "model": KLING},
        {"prompt": "wild", "model": WAN, "seed": 4},
        {"model": KLING, "seed": 4},
    ]
    sweep = plan(paid, still, rows=rows)
    assert [(item.prompt, item.state) for item in sweep] == [
        ("calm", "ready"),
        ("bold", "ready"),
        ("wild", "ready"),
        ("", "invalid"),
    ]
    with pytest.raises(errors.BadInput, match="not both"):
        plan(paid, still, "calm", rows=rows)


def test_repeats_have_seeds_of_their_own_where_there_are_seeds(paid, still):
    sweep = plan(paid, still, "calm", models=[KLING, WAN], repeats=3)
    kling, wan = sweep.items[:3], sweep.items[3:]
    assert [item.shot.values["seed"] for item in wan] == [1, 2, 3]
    assert len({item.shot.digest for item in kling}) == 1
    assert [item.label for item in kling] == [f"Kling 2.5 · take {number}" for number in (1, 2, 3)]
    assert all("results vary from run to run" in item.note for item in kling)
    assert not any(item.note for item in wan)
    assert any("Kling 2.5 has no seed" in note for note in sweep.notes)


def test_comparing_wordings_without_a_seed_is_said_to_be_partly_chance(paid, still):
    assert "seed=1" in plan(paid, still, ["calm", "bold"], models=WAN).notes[0]
    assert plan(paid, still, ["calm", "bold"], models=WAN, seed=1).notes == ()
    assert plan(paid, still, "calm", models=WAN).notes == ()


def test_a_row_that_stands_there_twice_is_planned_once(paid, still):
    assert len(plan(paid, still, ["calm", "calm", "{calm|bold}"])) == 2


@pytest.mark.parametrize(
    "lists", [{"prompts": []}, {"models": []}, {"seed": []}, {"repeats": 0}, {"seed": range(10_000)}]
)
def test_lists_that_make_no_plan(paid, still, lists):
    with pytest.raises(errors.BadInput, match=r"empty|no clip|10,000 clips"):
        plan(paid, still, **{"prompts": "calm", "models": WAN, **lists})


def test_prices_per_cell_and_in_all(paid, still):
    sweep = plan(paid, still, "calm", models=[KLING], duration=[5, 10])
    assert [str(item.price) for item in sweep] == ["about $0.37", "about $0.73"]
    assert sweep.price.amount == pytest.approx(sum(item.price.amount for item in sweep))
    assert str(sweep.price) == "about $1.10"
    assert sweep.needs_confirmation
    with pytest.raises(errors.BadInput, match=r"These 2 clips cost about \$1.10, above the limit of \$1.00") as caught:
        sweep.run()
    assert "confirm=True" in str(caught.value)
    assert paid.pending() == []


def test_prices_that_are_not_known_are_counted_and_want_a_confirmation(paid, still):
    unpriced = next(model for model in paid.catalogue.models() if model.pricing is None and "start_image" in model)
    sweep = plan(paid, still, "calm", models=[KLING, unpriced.id])
    assert str(sweep.price) == "about $0.37 + 1 unknown"
    with pytest.raises(errors.BadInput, match="the total is unknown"):
        sweep.run()


def test_the_sandbox_is_free_and_wants_no_confirmation(studio, still):
    sweep = plan(studio, still, "calm", models=[KLING, WAN], duration=[5, 10])
    assert str(sweep.price) == "free here · about $3.46 at Krea"
    assert not sweep.needs_confirmation


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        ([], "nothing to pay"),
        ([None], "price unknown"),
        ([Price(0.5), Price(0.6)], "$1.10"),
        ([Price(0.5), Price(0.6, exact=False), None, None], "about $1.10 + 2 unknown"),
    ],
)
def test_a_cost_in_words(prices, message):
    assert str(Cost.of(prices)) == message


def test_a_plan_for_one_backend_is_not_run_in_another(paid, still):
    sweep = plan(paid, still, "calm")
    paid.use("sandbox")
    with pytest.raises(errors.BadInput, match=r"planned for the backend 'krea'"):
        sweep.run(confirm=True)


def test_what_was_asked_for_but_never_sent_is_not_planned_twice_and_yet_to_be_paid(paid, still):
    shot = plan(paid, still, "calm", models=KLING)[0].shot
    paid.journal.asked("earlier", backend="krea", model=shot.model, shot=shot.to_json(), digest=shot.digest)
    (item,) = plan(paid, still, "calm", models=KLING).items
    assert item.state == "in_progress"
    assert "never sent" in item.message
    sweep = plan(paid, still, ["calm", "bold"], models=KLING)
    assert str(sweep.price) == "about $0.73"
    paid.journal.sent("earlier", "job-1")
    sweep = plan(paid, still, ["calm", "bold"], models=KLING)
    assert sweep[0].message == "Already in progress · no second charge"
    assert str(sweep.price) == "about $0.37"


def test_waiting_for_what_was_never_started(paid, still):
    with pytest.raises(errors.BadInput, match="not started"):
        plan(paid, still, "calm").wait()


def test_the_table_in_all_its_forms(paid, still, tmp_path):
    prompts = ['<script>alert("1")</script> & "quotes"', "돌리 인 🎬, $0.37\nnext line"]
    sweep = plan(paid, still, prompts, models=[KLING, WAN], seed=[7])
    page = sweep._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "$0" not in page  # a notebook would take what is between two of them for a formula
    with sweep.to_csv(tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["prompt"] for row in rows] == [prompts[0], prompts[0], prompts[1], prompts[1]]
    assert [row["seed"] for row in rows] == ["", "7", "", "7"]
    content = json.loads(sweep.to_json(tmp_path / "table.json").read_text(encoding="utf-8"))
    assert [item["prompt"] for item in content["items"]] == [row["prompt"] for row in rows]
    assert content["backend"] == "krea"
    assert sweep.table()[0]["price"] == sweep[0].price.amount
    assert sweep.table()[0]["call"].startswith("krea.animate(")
    assert list(tmp_path.glob(".*.part")) == []
    assert sweep[0].label in repr(sweep)


def test_a_cell_is_found_by_label_number_and_name(paid, still):
    sweep = plan(paid, still, ["calm", "bold"])
    assert sweep["bold"] is sweep[1] is sweep[sweep.items[1]] is sweep["c2"]
    with pytest.raises(errors.BadInput, match="no item 'wild'"):
        sweep["wild"]


def test_labels_of_short_and_of_long_prompts():
    fits, longer = "x" * 47, "x" * 48
    assert labels([{"prompt": f"{fits}a"}, {"prompt": f"{fits}b"}]) == [f"{fits}a", f"{fits}b"]
    assert labels([{"prompt": f"a {longer}"}, {"prompt": f"b {longer}"}]) == [f"a {'x' * 45}…", f"b {'x' * 45}…"]
    whole = [f"a cat sits by the window in the evening light {end}" for end in "ab"]
    assert [len(text) for text in whole] == [47, 47]
    assert labels([{"prompt": f"{text}!"} for text in whole]) == [f"{text}!" for text in whole]
    assert labels([{"prompt": f"{text}!?"} for text in whole]) == ["… light a!?", "… light b!?"]
    one = "a cat sits by the window while evening light falls through the curtains"
    assert labels([{"prompt": one}]) == [f"{one[:47].rstrip()}…"]
    assert labels([{"prompt": ""}]) == ["clip"]
    assert labels([{"prompt": "a", "image": ""}, {"prompt": "b", "image": "cat.png"}]) == ["a", "b · cat.png"]
    assert labels([{"prompt": "same"}] * 3) == ["same", "same (2)", "same (3)"]


def test_a_long_prompt_keeps_one_common_word_on_each_side():
    tail = "drifts across the bright and quiet harbour at dawn"
    assert labels([{"prompt": f"boat {how} {tail}"} for how in ("slowly", "boldly")]) == [
        "boat slowly drifts …",
        "boat boldly drifts …",
    ]
    assert labels([{"prompt": f"{how} {tail}"} for how in ("slowly", "boldly")]) == [
        "slowly drifts …",
        "boldly drifts …",
    ]
    assert labels([{"prompt": f"{tail} {how}"} for how in ("slowly", "boldly")]) == ["… dawn slowly", "… dawn boldly"]


def test_a_plan_has_at_most_two_hundred_items(paid, still, monkeypatch):
    for lists in ({"seed": range(201)}, {"seed": [1, 2, 3], "repeats": 67}):
        with pytest.raises(errors.BadInput, match="That would be 201 clips; a sweep holds at most 200"):
            plan(paid, still, "calm", models=WAN, **lists)
    monkeypatch.setattr(planner, "MOST_ITEMS", 4)
    assert len(plan(paid, still, ["a", "b"], models=WAN, seed=[1, 2])) == 4
    with pytest.raises(errors.BadInput, match="5 clips"):
        plan(paid, still, "{a|b|c|d|e|f|g}", models=WAN)
    rows = [{"prompt": "{a|b}", "model": WAN, "seed": number} for number in (1, 2, 3)]
    assert len(plan(paid, still, rows=rows[:2])) == 4
    for given, repeats, count in ((rows, 1, 6), (rows[:2], 2, 8)):
        with pytest.raises(errors.BadInput, match=f"{count} clips"):
            plan(paid, still, rows=given, repeats=repeats)


def test_takes_of_a_given_seed_and_of_one_that_is_left_open(paid, still):
    first, second = plan(paid, still, "calm", models=WAN, seed=9, repeats=2).items
    assert first.note == second.note == "The seed is given, so the takes may come out alike."
    assert [(item.shot.values["seed"], item.take, item.takes) for item in (first, second)] == [(9, 1, 2), (9, 2, 2)]
    items = plan(paid, still, "calm", models=WAN, seed=[None], repeats=2).items
    assert [(item.shot.values["seed"], item.take, item.takes, item.note) for item in items] == [
        (1, 1, 1, ""),
        (2, 1, 1, ""),
    ]
    (item,) = plan(paid, still, "calm", models=WAN)
    assert "seed" not in item.values
    (item,) = plan(paid, still, "calm", models="no/such-model", repeats=1)
    assert (item.model, item.title, item.key) == ("no/such-model", "no/such-model", "c1")
    assert len(plan(paid, still, "calm", models="no/such-model", repeats=2)) == 2


@pytest.mark.slow
def test_a_list_is_one_value_of_a_parameter_that_takes_lists(paid, still):
    hailuo = "minimax/hailuo-3"
    urls = ["https://a.b/1.mp4", "https://a.b/2.mp4"]
    for given, values in ((urls, [urls]), ([urls, urls[:1]], [urls, urls[:1]]), ([], [[]])):
        items = plan(paid, None, "calm", models=hailuo, reference_videos=given).items
        assert [item.values["reference_videos"] for item in items] == values
    items = plan(paid, still, "calm", models=KLING, end_image=(still, still.rotate(90))).items
    assert len({item.shot.digest for item in items}) == 2
    assert [item.values["duration"] for item in plan(paid, still, "calm", models=KLING, duration={5: 0, 10: 1})] == [
        {5: 0, 10: 1}
    ]
    assert [item.values["duration"] for item in plan(paid, still, "calm", models=KLING, duration=iter([5, 10]))] == [
        5,
        10,
    ]


def test_an_image_on_a_model_that_takes_none(paid, still):
    model = next(model for model in paid.catalogue.models() if "start_image" not in model)
    (item,) = plan(paid, still, "calm", models=model.id)
    assert (item.state, item.note) == ("not_applicable", f"{model.title} takes no start image.")
    (item,) = plan(paid, None, "calm", models=model.id)
    assert item.applies


def test_an_image_is_opened_once_and_its_error_is_kept(paid, still, monkeypatch):
    opened = []
    real = paid.open_file
    monkeypatch.setattr(paid, "open_file", lambda source, medium: opened.append(source) or real(source, medium))
    plan(paid, still, ["calm", "bold"], models=KLING, end_image=still)
    assert sum(source is still for source in opened) == 1
    opened.clear()
    items = plan(paid, still, ["calm", "bold"], models=KLING, end_image="no-such-cat.png").items
    assert opened == [still, "no-such-cat.png"]
    assert items[0].error is items[1].error


def test_a_missing_extra_is_no_fault_of_an_item(paid, still, monkeypatch):
    def missing(*_, **__):
        raise errors.MissingExtra("Not installed.")

    monkeypatch.setattr(paid, "shot", missing)
    with pytest.raises(errors.MissingExtra):
        plan(paid, still, "calm")


def test_rows_are_not_mixed_with_lists(paid, still):
    rows = [{"prompt": "calm"}]
    for more in ({"prompts": "calm"}, {"models": KLING}, {"model": KLING}, {"prompt": "bold"}, {"duration": 5}):
        with pytest.raises(errors.BadInput, match="not both"):
            plan(paid, still, rows=rows, **more)
    assert len(plan(paid, still, rows=rows)) == 1
    (item,) = plan(paid, still, rows=[{"prompt": "calm", "image": None}])
    assert "start_image" not in item.shot.values


def test_a_price_at_the_limit_needs_no_confirmation(paid, still):
    sweep = plan(paid, still, "calm", models=KLING)
    assert sweep.limit == 1.0
    for limit, needed in ((sweep.price.amount, False), (sweep.price.amount - 1e-6, True), (0, True)):
        sweep.limit = limit
        assert sweep.needs_confirmation is needed
    with pytest.raises(errors.BadInput, match=r"This clip costs about \$0.37, above the limit of \$0.10"):
        sweep.run(limit=0.1)
    assert paid.pending() == []


def test_the_message_of_a_plan(paid, still):
    sweep = plan(paid, still, ["calm", "bold", "wild", ""], models=KLING)
    calm, bold, wild, _ = sweep.items
    assert sweep.progress == Progress("waiting", "3 clips · 1 invalid · about $1.10", 0.0)
    calm.clip, bold.promised = SimpleNamespace(path=Path("a.mp4"), settings={}), "key"
    assert sweep.progress == Progress(
        "waiting", "3 clips · 1 already made · 1 in progress · 1 invalid · about $0.37", 1 / 3
    )
    assert plan(paid, still, "calm", models=KLING).progress.message == "1 clip · about $0.37"
    assert Sweep(paid).progress == Progress("waiting", "0 clips · nothing to pay")
    assert wild.state == "ready"


def test_the_message_of_a_run(paid, still, monkeypatch):
    sweep = plan(paid, still, ["calm", "bold", "wild", "odd"], models=KLING, limit=9)
    calm, bold, wild, odd = sweep.items
    monkeypatch.setattr(time, "monotonic", lambda: 165.0)
    sweep._scheduler.began, sweep._scheduler._stopped = 100.0, 142.0
    calm.clip, calm.owned = SimpleNamespace(path=Path("a.mp4"), settings={}), True
    bold.error, wild.error, odd.scheduled = errors.KreaError("No."), errors.JobCancelled("No."), ItemState.QUEUED
    message = "1 of 4 made · 1 queued · 1 failed · 1 cancelled · 0:42 · about $0.37"
    assert sweep.progress == Progress("failed", message, 0.75, 42.0)
    odd.scheduled, odd.reached = ItemState.RUNNING, 0.5
    sweep._scheduler._running.add(odd)
    message = "1 of 4 made · 1 submitted · 1 failed · 1 cancelled · 1:05 · about $0.37"
    assert sweep.progress == Progress("working", message, 0.875, 65.0)
    sweep._scheduler._running.clear()
    bold.error = None
    assert sweep.progress.phase == "done"
    calm.owned, calm.clip, sweep._scheduler.began = False, None, 0.0
    assert sweep.progress.elapsed == 0.0


def test_notes_on_chance_are_given_once_for_each_model_with_several_clips(paid, still):
    sweep = plan(paid, still, ["calm", "bold", "wild"], models=[KLING, WAN])
    assert sweep.notes == (
        "Kling 2.5 has no seed, so results vary from run to run at Krea. repeats=2 shows how much.",
        "Wan 2.5 was given no seed, so results vary from run to run at Krea. seed=1 prevents that.",
    )
    assert plan(paid, still, ["calm", ""], models=WAN).notes == ()
    rows = [{"prompt": prompt, "model": model} for prompt, model in (("calm", WAN), ("calm", KLING), ("bold", KLING))]
    assert [note[:18] for note in plan(paid, still, rows=rows).notes] == ["Kling 2.5 has no s"]
    both = plan(paid, still, ["calm", "bold"], models=[KLING, "minimax/hailuo-2.3"])
    assert any(" and " in note and " have no seed" in note for note in both.notes), both.notes


@pytest.fixture
def queued(monkeypatch):
    """The items that a sweep gives to its scheduler, which runs none of them."""
    found = []
    monkeypatch.setattr(Scheduler, "put", lambda self, items: found.append([item.prompt for item in items]))
    return found


def failed(billed):
    error = errors.KreaError("It broke.")
    error.billed = billed
    return error


def test_a_run_starts_what_is_ready_or_was_cancelled_and_what_is_in_progress(paid, still, queued):
    sweep = plan(paid, still, ["a", "b", "c", "d", "e", ""], models=KLING, limit=9)
    _, b, c, d, e, _ = sweep.items
    b.error, c.error = failed(False), errors.JobCancelled("No.")
    d.clip, d.owned, e.scheduled = SimpleNamespace(path=Path("a.mp4"), settings={}), True, ItemState.RUNNING
    assert sweep.run() is sweep
    assert queued == [["a", "c"]]


@pytest.mark.parametrize(("billed", "retried"), [(False, True), (None, False), (True, False)])
def test_a_failed_item_that_may_have_been_billed_is_retried_only_when_that_is_agreed_to(
    paid, still, queued, billed, retried
):
    sweep = plan(paid, still, ["calm", "bold"], models=KLING)
    item = sweep["calm"]
    item.error = error = failed(billed)
    item.job = job = SimpleNamespace(key="k")
    if retried:
        assert sweep.retry("calm") is item
        assert (queued, item.error, item.job, item.anew) == ([["calm"]], None, None, False)
    else:
        with pytest.raises(errors.BadInput, match="'calm' may have been billed although there is no clip"):
            sweep.retry(0)
        assert (queued, item.error, item.job) == ([], error, job)
        assert sweep.retry_failed() is sweep
        assert queued == []
    item.error = failed(billed)
    assert sweep.retry(item, confirm=True) is item
    assert (queued[-1], item.error, item.anew) == (["calm"], None, True)


def test_only_failed_items_are_retried(paid, still, queued):
    sweep = plan(paid, still, ["calm", "bold", "wild"], models=KLING)
    calm, bold, _ = sweep.items
    calm.error, bold.error = failed(False), errors.JobCancelled("No.")
    with pytest.raises(errors.BadInput, match="'wild' has not failed: it is ready"):
        sweep.retry("wild")
    sweep.retry_failed()
    sweep.retry("bold")
    assert queued == [["calm"], ["bold"]]
    with pytest.raises(errors.BadInput, match="has not failed"):
        sweep.retry("calm")


def test_a_failed_item_takes_the_job_that_may_still_make_its_clip(paid, still, queued):
    sweep = plan(paid, still, "calm", models=KLING)
    (item,) = sweep.items
    shot, item.error = item.shot, failed(None)
    paid.journal.asked("k", backend="krea", model=KLING, shot=shot.to_json(), digest=shot.digest)
    job = SimpleNamespace(key="k", backend="krea", shot=shot, cancel_asked=False)
    paid.pending = lambda: [job]
    sweep.retry(item)
    assert (item.job, item.error, queued) == (job, None, [["calm"]])


def test_a_promised_job_that_cannot_be_resumed_is_not_paid_again(paid, still, queued, monkeypatch):
    sweep = plan(paid, still, ["calm", "bold"], models=KLING)
    calm, bold = sweep.items
    for key, item in (("k", calm), ("l", bold)):
        paid.journal.asked(key, backend="krea", model=KLING, shot=item.shot.to_json(), digest=item.shot.digest)
        paid.journal.sent(key, f"job-{key}")
    resumed = []
    monkeypatch.setattr(paid, "resume", lambda only: resumed.append(only) or [])
    monkeypatch.setattr(paid.journal, "is_free", lambda entry: entry.key == "k")  # another kernel holds the other
    sweep.run()
    assert resumed == [{"k", "l"}]
    assert "could not be resumed here" in str(calm.error)
    assert (bold.error, bold.promised) == (None, "l")
    assert queued == [["bold"]]


@pytest.mark.parametrize("prompts", [5, None, 2.5, object()])
def test_prompts_that_are_no_texts_are_refused(studio, photo, prompts):
    with pytest.raises(errors.BadInput, match="The prompts must be texts, not "):
        studio.sweep(photo, prompts)


@pytest.mark.parametrize("number", [9, -9])
def test_an_item_that_is_not_there_is_named(studio, photo, number):
    sweep = studio.sweep(photo, ["pan left", "pan right"])
    assert sweep[-2] is sweep[0]
    for call in (sweep.exclude, sweep.include, sweep.__getitem__):
        with pytest.raises(errors.UnknownItem, match=f"no item {number}"):
            call(number)
