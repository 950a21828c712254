"""Fetch a finished clip, check it, name it, and put its settings beside it: from then on it is safe on disk."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._util.text import megabytes
from ..errors import DownloadFailed, Forbidden, JournalUnavailable, KreaError, NoResult, NotFound
from ..media import Clip, clip_name, mp4, not_saved, save_clip
from ..media.sidecar import sidecar_bytes
from .lost_job import moment
from .progress import WORKED

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..media import Still
    from .job import Job
    from .job_context import JobContext

__all__ = ["download"]

FRESH_LOOKS = 2  # how often a job is read again for a fresh URL
POSTER_EDGE = 320  # pixels


async def download(context: JobContext, reply: JobResponse) -> Clip:
    """Download the clip of a completed job.

    Raises:
        NoResult: Completed, but there is no clip.
        DownloadFailed: It could not be saved yet; the journal keeps the job, so that it can be fetched again.
    """
    folder = context.dependencies.clips()
    saved = await asyncio.to_thread(_saved_before, folder, context.job) if context.job.resumed else None
    if saved is not None:
        return saved
    reply = await _with_url(context, reply)
    part = folder / f".{context.job.key}.part"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        url = await _download(context, reply, part)
        sidecar = await context.dependencies.on_disk(_sidecar, context, reply, url)
        return await asyncio.to_thread(_save, part, folder, clip_name(context.job.shot), sidecar)
    except DownloadFailed as error:
        error.job = context.job
        raise
    except OSError as error:
        url = reply.urls[0] if reply.urls and context.dependencies.backend != "sandbox" else ""
        failed = not_saved(error, folder, url=url)
        failed.job = context.job
        raise failed from error
    except (KreaError, ValueError) as error:
        raise DownloadFailed(
            f"The clip could not be saved: {error}", job=context.job, advice="`krea.resume()` fetches it again."
        ) from error


def _save(part: Path, folder: Path, name: str, sidecar: dict[str, Any]) -> Clip:
    try:
        return save_clip(part, folder, name, sidecar=sidecar, url=sidecar["url"])
    except DownloadFailed as error:
        error.details = f"{error.details} {sidecar['url']}".strip()
        try:
            mp4.facts(part)
        except (OSError, ValueError):  # what arrived is no clip, so the next try must not go on from it
            part.unlink(missing_ok=True)
        raise


def _saved_before(folder: Path, job: Job) -> Clip | None:
    """The clip, when an earlier kernel saved it and ended before the journal heard of it."""
    for sidecar in folder.glob("*.json"):
        with suppress(OSError, ValueError):  # not ours, or no sidecar at all
            if f'"{job.id}"'.encode() not in sidecar_bytes(sidecar):
                continue
            clip = Clip.open(sidecar.with_suffix(".mp4"))
            if clip.job_id != job.id:
                continue
            if clip.size == 0:  # it ended after the name was taken and before the clip was there
                clip.path.unlink()
                sidecar.unlink()
            elif clip.facts.whole:
                return clip
    return None


async def _with_url(context: JobContext, reply: JobResponse) -> JobResponse:
    if not reply.urls:  # the URL may come a moment after the word "completed"
        await context.dependencies.sleep(2.0)
        try:
            reply = await context.dependencies.client.job(reply.job_id)
        except KreaError as error:
            raise DownloadFailed(
                f"The clip could not be asked for: {error}", job=context.job, advice="`krea.resume()` asks again."
            ) from error
    if not reply.urls:
        raise NoResult(
            f"{context.service} calls the job completed but gives no clip; "
            "some models do so when they refuse the content.",
            job=context.job,
            details=str(reply.raw.get("result"))[:500],
            advice="Try another picture or wording.",
        )
    return reply


async def _download(context: JobContext, reply: JobResponse, part: Any) -> str:
    def show(done: int, total: int | None) -> None:
        share = done / total if total else 0.5
        size = f"{megabytes(done)} of {megabytes(total)} MB" if total else f"{megabytes(done)} MB"
        context.say("saving", f"Saving · {size}", WORKED + (1 - WORKED) * share * 0.99)

    for look in range(FRESH_LOOKS + 1):
        for url in reply.urls:
            try:
                await context.dependencies.client.download(url, part, on_progress=show)
                return url
            except (NotFound, Forbidden) as error:  # the URL has run out: another one, or a fresh one, may do
                gone = error
        if look < FRESH_LOOKS:
            reply = await _with_url(context, await context.dependencies.client.job(reply.job_id))
    raise gone


def _sidecar(context: JobContext, reply: JobResponse, url: str) -> dict[str, Any]:
    """The settings that made the clip, as they stand beside it; never the token."""
    job = context.job
    end = job.shot.values.get("end_image")
    start = job.shot.start_image
    return {
        "krea_widgets": 1,
        "backend": context.dependencies.backend,
        "model": job.shot.model,
        "prompt": job.shot.prompt,
        "values": job.shot.wire(lambda still: _url(context, still)),
        "still": _thumbnail(start),
        "end_still": _thumbnail(end),
        "job_id": job.id,
        "url": url,
        "created_at": reply.created_at,
        "completed_at": reply.completed_at,
        "seconds": seconds(context, reply),
        "price": vars_of_price(job.price),
        "poster": _poster(context, start),
        "call": job.shot.call(),
    }


def _url(context: JobContext, still: Still) -> str:
    """Where a still is at Krea; one of an earlier kernel is known by its digest only."""
    if still.asset is not None:
        return still.asset.image_url
    task = context.dependencies.uploads.get(still.digest)
    sent = task is not None and task.done() and not task.cancelled() and task.exception() is None
    return task.result() if task is not None and sent else f"sha256:{still.digest}"


def _thumbnail(still: Still | None) -> dict[str, Any] | None:
    if still is None:
        return None
    return {"name": still.name, "digest": still.digest, "width": still.width, "height": still.height}


def _poster(context: JobContext, still: Still | None) -> str:
    if still is None:
        return ""
    if still.data:
        return base64.b64encode(still.thumbnail(POSTER_EDGE)).decode()
    with suppress(JournalUnavailable):  # then the clip has no poster
        thumbnail = context.dependencies.journal.thumbnail(still.digest)
        return base64.b64encode(thumbnail.thumbnail).decode() if thumbnail else ""
    return ""


def vars_of_price(price: Any) -> dict[str, Any] | None:
    """A price as the sidecar holds it."""
    if price is None:
        return None
    return {"amount": price.amount, "currency": price.currency, "exact": price.exact, "source": price.source}


def seconds(context: JobContext, reply: JobResponse) -> float:
    """How long Krea took, by its own clock where it says so."""
    made, done = moment(reply.created_at), moment(reply.completed_at)
    return round(context.elapsed if made is None or done is None else max(0.0, done - made), 3)
