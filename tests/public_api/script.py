"""A script as a user writes it. The type checkers find nothing in it, and each mistake that test_types.py plants."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
from datetime import timedelta
from pathlib import Path

import krea_widgets as krea


def score(clip: krea.Clip) -> float:
    return clip.duration


def one(photo: Path) -> krea.Clip:
    clip = krea.animate(photo, "slow dolly in", model="veo 3.1", duration=8, resolution="1080p", generate_audio=True)
    print(os.fspath(clip), clip.prompt, clip.width, clip.poster[:4])
    return clip.extend("orbit left")


def several(folder: str) -> dict[str, krea.Clip]:
    sweep = krea.sweep(
        folder,
        ["calm drift", "bold push in"],
        models=["wan 2.5"],
        duration=5,
        resolution=["720p", "1080p"],
        limit=2.0,
    )
    print(sweep.price, [item.label for item in sweep[0:2]])
    return sweep.run(confirm=True).wait(timeout=600)


def later(photo: bytes) -> str:
    job = krea.submit(photo, "pan left", model="kling/kling-2.5", aspect_ratio="16:9", seed=None)
    job.on_progress(lambda job: print(job.progress.fraction, job.progress.message))
    concurrent.futures.wait([job], timeout=60)
    return job.accepted(timeout=60)


async def many(photos: list[Path]) -> list[krea.Clip]:
    jobs = [await krea.asubmit(photo, "pan left", camera_motion="dolly_in") for photo in photos]
    tasks = [asyncio.create_task(job) for job in jobs]
    async for progress in jobs[0].updates():
        print(progress.phase)
    return list(await asyncio.gather(*tasks))


def prices() -> None:
    quote = krea.quote("cat.png", "slow dolly in", model=krea.models["google/veo-3.1"], duration=8)
    if quote.shot is not None and quote.price is not None:
        print(quote.price.amount, quote.shot.replace(duration=4))
    price = krea.models.find("veo 3.1").price(duration=8)
    print(price.amount if price else "unknown")


def account(token: str) -> None:
    with krea.Studio(token=token, clips="b", model="wan 2.5", defaults={"resolution": "480p"}) as studio:
        best = max(studio.clips(since=timedelta(days=7), rated=4), key=score)
        krea.join([best, best.path], "film.mp4").save("copy.mp4")
    try:
        krea.animate("cat.png", "x", raw={"new_parameter": 1})
    except krea.errors.BadValue as error:
        print(error.field, error.billed)
