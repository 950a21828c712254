"""Settings beside a clip that were edited by hand, or are a stranger's: they never hide the others."""

import json

import pytest

from krea_widgets.studio.clip_index import SORTS, ClipIndex, Query

MADE = {"krea_widgets": 1, "backend": "krea", "model": "kling/kling-2.5", "prompt": "calm", "job_id": "550e"}
ODD = ([], {}, 10**400, float("nan"), -1, "x" * 100_000, [[[]]], {"amount": "x"}, {"duration": 10**400}, True, None)


@pytest.mark.parametrize("name", ["backend", "model", "prompt", "job_id", "values", "still", "price", "completed_at"])
def test_one_odd_sidecar_does_not_hide_the_rest(studio, name):
    studio.clip_folder.mkdir()
    (studio.clip_folder / "good.json").write_text(json.dumps(MADE))
    for number, odd in enumerate(ODD):
        text = json.dumps({**MADE, "job_id": f"odd{number}", name: odd})
        (studio.clip_folder / f"odd{number}.json").write_text(text)
    (studio.clip_folder / "list.json").write_text("[1]")
    clip_index = ClipIndex(studio)
    for sort in SORTS:
        found = clip_index.find(Query(sort=sort))
        assert "good.mp4" in [record.path.name for record in found]
        assert len(found) == 1 + len(ODD)
        assert all(price is None or price.amount >= 0 for price in map(clip_index.price, found))
