"""`krea.spent()` and `krea.budget()` of a studio whose Krea is a sandbox behind a socket."""

import json
import re
import threading
from contextlib import closing
from pathlib import Path

import pytest
import rig

from krea_widgets import __main__ as command_line
from krea_widgets import errors
from krea_widgets.catalogue import Price
from krea_widgets.journal import Entry
from krea_widgets.media import Shot

ASK = {"model": rig.MODEL, "duration": 5}
# In USD, of one such clip.
ONE = 0.366


def make(studio, prompt="pan left", **more):
    return studio.submit(rig.still(), prompt, **{**ASK, **more})


def test_nothing_is_spent(paid):
    spent = paid.spent()
    assert repr(spent) == "<Spending · nothing billed>"
    assert spent.total.billed == 0
    assert spent._repr_html_() == "<div>Nothing billed</div>"


def test_what_is_probably_billed_is_a_dash_where_there_is_none(paid):
    shot = Shot("kling/kling-2.5", {"prompt": "a"})
    price = Price(0.37, exact=True)
    paid.journal.asked("a", backend="krea", model=shot.model, shot=shot.to_json(), digest=shot.digest, price=price)
    paid.journal.sent("a", "job-a")
    assert ">–</td>" not in paid.spent()._repr_html_()
    paid.journal.done("a", Path("a.mp4"), 90)
    html = paid.spent()._repr_html_()
    assert html.count(">–</td>") == html.count('<tr><th scope="row"') > 0


@pytest.mark.slow
def test_what_was_spent(paid, tmp_path):
    make(paid).wait(30)
    make(paid, "pan right", duration=10).wait(30)
    make(paid, "[sandbox: fail nsfw]").exception(30)
    make(paid, "[sandbox: finish without urls]").exception(30)
    spent = paid.spent()
    (day,), (model,) = spent.by_day, spent.by_model
    assert str(spent.total) == "about $1.10 billed for 2 clips · about $0.37 probably billed for 1 job more"
    assert spent.by_day[day] == spent.by_model[model] == spent.total
    assert [(charge.reason, charge.billed) for charge in spent] == [
        ("lost", False),
        ("completed", True),
        ("completed", True),
    ]
    assert f"{day} · about $1.10" in repr(spent)
    assert "Krea's API has no bill" in repr(spent)
    assert "<th" in spent._repr_html_()
    row = spent.table()[-1]
    assert (row["model"], row["prompt"], row["billed"], row["exact"]) == (rig.MODEL, "pan left", "yes", False)
    assert row["price"] == pytest.approx(ONE, abs=0.001)
    assert "probably" in spent.to_csv(tmp_path / "spent.csv").read_text("utf-8-sig")
    assert len(spent[1:]) == 2
    assert spent[1:].total.others == 0
    assert len(paid.spent(since="2100-01-01")) == 0
    with pytest.raises(errors.BadInput, match="is not a date"):
        paid.spent(since="soon")


def test_the_sandbox_is_free(studio):
    studio.submit(rig.still(), "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p").cancel()
    studio.budget(0)
    job = studio.submit(rig.still(), "pan up", model="seedance 1.0 pro fast", duration=2, resolution="480p")
    job.cancel()
    assert len(studio.spent()) == 0


@pytest.mark.slow
def test_a_clip_that_only_its_sidecar_knows_is_counted_once(paid, tmp_path, server):
    clip = make(paid).wait(30)
    clip.save(tmp_path / "clips" / "copy.mp4")
    with closing(rig.studio_at(server[0], tmp_path, home=tmp_path / "other")) as other:
        assert str(other.spent().total) == "about $0.37 billed for 1 clip"
        assert other.spent()[0].job_id == clip.job_id
    assert len(paid.spent()) == 1


@pytest.mark.slow
def test_the_price_is_the_one_that_was_shown(paid, monkeypatch):
    job = make(paid, "[sandbox: stay processing 30s]")
    job.accepted(30)
    assert job.price is not None
    shown = str(job.price)
    # Krea raises its prices.
    monkeypatch.setattr(type(paid), "price_at_krea", lambda *_: Price(99.0))
    paid.close()
    with closing(rig.studio_at(paid._backends._base_url, paid.home.parent)) as again:
        (resumed,) = again.resume()
        assert str(resumed.price) == shown
        assert str(again.spent()[0].price) == shown
        resumed.cancel()
        resumed.exception(30)


def test_a_sweep_saves_the_price_of_its_plan(paid):
    sweep = paid.sweep(rig.still(), "pan left", **ASK)
    # A plan can be older than the list of prices.
    paid.price_at_krea = lambda *_: Price(0.5)
    sweep.run().wait(30)
    assert paid.spent().total.billed == 0.5


@pytest.mark.slow
def test_what_each_sweep_has_cost(paid, server, tmp_path):
    make(paid, "pan up").wait(30)
    first = paid.sweep(rig.still(), ["a", "b"], **ASK)
    first.run().wait(30)
    # What exists already is paid by the sweep that made it.
    second = paid.sweep(rig.still(), ["b", "[sandbox: stay processing 30s]"], **ASK)
    started = threading.Event()
    second.run().on_progress(lambda sweep: sweep[1].job and started.set())
    assert started.wait(30)
    second[1].job.accepted(30)
    spent = paid.spent()
    assert {key: str(part) for key, part in spent.by_sweep.items()} == {
        second.key: "$0.00 billed for 0 clips · about $0.37 probably billed for 1 job more",
        first.key: "about $0.73 billed for 2 clips",
    }
    assert [row["sweep"] for row in spent.table()] == [second.key, first.key, first.key, ""]
    assert f"\n  Sweep {first.key} · about $0.73 billed for 2 clips\n" in repr(spent)
    assert re.findall(r'scope="col"[^>]*>(\w[\w ]*)<', spent._repr_html_())[::4] == ["Day", "Model", "Sweep"]
    assert f">{second.key}</th>" in spent._repr_html_()
    paid.close()
    with closing(rig.studio_at(server[0], tmp_path)) as again:
        (resumed,) = again.resume()
        assert resumed.sweep == second.key
        resumed.cancel()
        resumed.exception(30)
        assert list(again.spent().by_sweep) == [first.key]


@pytest.mark.parametrize("request_text", ["", "[]", '{"sweep": 5}', "{", "[" * 100_000])
def test_a_request_that_somebody_has_edited_is_part_of_no_sweep(request_text):
    entry = Entry("k", "krea", rig.MODEL, "{}", "d", "done", request=request_text)
    assert entry.sweep == ""


def test_what_the_budget_says(paid):
    assert repr(paid.budget()) == "<Budget · no budget>"
    assert repr(paid.budget(5)) == "<Budget · $5.00 per day · $0.00 spent · $5.00 left>"
    make(paid).wait(30)
    assert str(paid.budget()) == "$5.00 per day · $0.37 spent · $4.63 left"
    assert str(paid.budget(0.1, per="total")) == "$0.10 in total · $0.37 spent · $0.00 left"
    assert paid.budget(None).left is None


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), True, "5"])
def test_amounts_that_are_none(paid, amount):
    with pytest.raises(errors.BadInput):
        paid.budget(amount)
    assert paid.budget().amount is None


def test_a_period_that_is_none(paid):
    with pytest.raises(errors.BadInput, match='It is "day", "month" or "total"'):
        paid.budget(5, per="week")


def sent(server):
    return server.jobs_created, len(server.log)


def doors(studio):
    image = rig.still()
    yield lambda: studio.animate(image, "tilt up", **ASK)
    yield lambda: studio.submit(image, "tilt up", **ASK)
    yield lambda: studio.sweep(image, "tilt up", **ASK).run()
    yield lambda: studio.sweep(image, "tilt up", **ASK).run(confirm=True)
    yield lambda: studio.Animate(image, "tilt up", **ASK).run()


@pytest.mark.slow
def test_every_door_refuses_before_anything_is_sent(paid, server):
    make(paid).wait(30)
    paid.budget(0.5)
    before = sent(server[1])
    for door in doors(paid):
        with pytest.raises(errors.OverBudget, match=r"about \$0\.37, but \$0\.13 is left of the budget of \$0\.50 per"):
            door()
    assert sent(server[1]) == before
    paid.budget(None)
    make(paid, "pan up").wait(30)


def test_a_sweep_that_does_not_fit_sends_none_of_its_clips(paid, server):
    paid.budget(1)
    before = sent(server[1])
    with pytest.raises(errors.OverBudget, match=r"These 3 clips would cost about \$1\.10, but \$1\.00 is left"):
        paid.sweep(rig.still(), ["a", "b", "c"], **ASK).run(confirm=True)
    assert sent(server[1]) == before


def test_an_item_that_another_kernel_leaves_no_money_for_says_so(paid):
    sweep = paid.sweep(rig.still(), ["a", "b"], at_once=1, **ASK)
    # What another kernel spends between the check of the whole sweep and this item.
    paid.check_budget = lambda _prices: None
    paid.budget(0.4)
    sweep.run().wait(30)
    assert [item.clip is not None for item in sweep] == [True, False]
    assert isinstance(sweep[1].error, errors.OverBudget)


@pytest.mark.slow
def test_a_running_job_counts_with_its_price(paid):
    paid.budget(0.5)
    job = make(paid, "[sandbox: stay processing 30s]")
    job.accepted(30)
    with pytest.raises(errors.OverBudget, match=r"\$0\.00 is spent, and \$0\.37 is committed to jobs that run"):
        make(paid)
    job.cancel()
    job.exception(30)
    make(paid).wait(30)


def test_parameters_that_are_sent_unchecked_count(paid):
    paid.budget(0.5)
    with pytest.raises(errors.OverBudget, match=r"would cost about \$0\.73"):
        paid.submit(rig.still(), "pan left", model=rig.MODEL, raw={"duration": 10})
    with pytest.raises(errors.OverBudget, match="price of this clip is unknown"):
        paid.submit(rig.still(), "pan left", model="new/model", raw={})


def test_the_command_line_refuses_all_images_together(paid, server, tmp_path, monkeypatch, capsys):
    images = []
    for name in ("a.png", "b.png"):
        rig.still().save(tmp_path / name)
        images.append(str(tmp_path / name))
    monkeypatch.setattr(command_line, "Studio", lambda: rig.studio_at(server[0], tmp_path))
    paid.budget(0.5)
    before = server[1].jobs_created
    assert command_line.main(["animate", *images, "pan left", "-m", rig.MODEL, "--duration", "5"]) == 2
    assert "These 2 clips would cost about $0.73" in capsys.readouterr().err
    assert server[1].jobs_created == before


def test_an_unsent_job_is_not_resumed_above_the_budget(paid, server, tmp_path):
    job = make(paid, "[sandbox: stay processing 30s]")
    job.accepted(30)
    of_shot = {"backend": "krea", "base_url": server[0], "model": rig.MODEL, "digest": "another", "price": Price(0.4)}
    paid.journal.asked("unsent", shot=job.shot.to_json(), **of_shot)
    paid.journal.release("unsent")
    paid.budget(0.5)
    with pytest.raises(errors.OverBudget):
        paid.resume()
    assert paid.journal.entry("unsent").state == "asked"
    paid.close()
    with closing(rig.studio_at(server[0], tmp_path)) as again:
        (resumed,) = again.resume()
        assert resumed.key == job.key
        assert any("was not resumed" in notice for notice in again.notices)
        resumed.cancel()
        resumed.exception(30)


def test_the_webhook_is_in_the_sidecar_and_not_in_the_film(paid):
    """Its address can hold a secret, and a film is given away."""
    hook = "http://127.0.0.1:9/hook"
    clip = make(paid, webhook_url=hook).wait(30)
    assert clip.settings["webhook_url"] == hook
    assert f'webhook_url="{hook}"' in clip.settings["call"]
    assert hook.encode() not in clip.path.read_bytes()


def test_the_sidecar_has_the_same_price(paid):
    clip = make(paid).wait(30)
    sidecar = json.loads(clip.path.with_suffix(".json").read_text())
    assert sidecar["price"]["amount"] == paid.spent()[0].price.amount
