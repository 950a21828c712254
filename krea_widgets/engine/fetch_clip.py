"""Downloads a finished clip, checks it, and saves it together with its settings."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._util.text import size_text, timestamp
from ..errors import DownloadFailed, Forbidden, JournalUnavailable, KreaError, NoResult, NotFound
from ..media import Clip, Recording, call_of, clip_name, mp4, not_saved, save_clip
from ..media.embedded_settings import sidecar_bytes
from .progress import PROCESSED

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..media import InputFile, Still
    from .job import Job
    from .job_context import JobContext

__all__ = ["fetch_clip", "processing_seconds"]

# How often a job is read again for a fresh URL.
FRESH_URLS = 2


async def fetch_clip(context: JobContext, response: JobResponse) -> Clip:
    """Download the clip of a completed job.

    Raises:
        NoResult: The job is completed but has no clip.
        DownloadFailed: The clip is not saved yet. The journal keeps the job open.
    """
    job = context.job
    folder = context.dependencies.clips()
    saved = await asyncio.to_thread(_saved_before, folder, job) if context.control.resumed else None
    if saved is not None:
        return saved
    response = await _with_url(context, response)
    part = folder / f".{job.key}.part"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        url = await _download(context, response, part)
        sidecar = await context.dependencies.on_disk(_sidecar, context, response, url)
        return await asyncio.to_thread(_save, part, folder, clip_name(job.shot), sidecar)
    except DownloadFailed as error:
        error.job = job
        raise
    except OSError as error:
        url = response.urls[0] if response.urls and context.dependencies.backend != "sandbox" else ""
        failed = not_saved(error, folder, url=url)
        failed.job = job
        raise failed from error
    except (KreaError, ValueError) as error:
        what = f"The clip could not be saved: {error}"
        raise DownloadFailed(what, job=job, advice="Call `krea.resume()` to download it again.") from error


def _save(part: Path, folder: Path, name: str, sidecar: dict[str, Any]) -> Clip:
    try:
        return save_clip(part, folder, name, sidecar=sidecar, url=sidecar["url"])
    except DownloadFailed as error:
        error.details = f"{error.details} {sidecar['url']}".strip()
        try:
            mp4.facts(part)
        except (OSError, ValueError):
            # What arrived is no clip, so the next try must not continue from it.
            part.unlink(missing_ok=True)
        raise


def _saved_before(folder: Path, job: Job) -> Clip | None:
    """The clip that an earlier kernel saved, if it ended before it updated the journal."""
    for sidecar in folder.glob("*.json"):
        # Other programs' files, and files that are no sidecar.
        with suppress(OSError, ValueError):
            if f'"{job.id}"'.encode() not in sidecar_bytes(sidecar):
                continue
            clip = Clip.open(sidecar.with_suffix(".mp4"))
            if clip.job_id != job.id:
                continue
            # The kernel ended after it took the name and before it saved the clip.
            if not clip.path.exists() or clip.size == 0:
                clip.path.unlink(missing_ok=True)
                sidecar.unlink()
            elif clip.duration > 0:
                return clip
    return None


async def _with_url(context: JobContext, response: JobResponse) -> JobResponse:
    # The URL may appear a moment after the status "completed".
    if not response.urls:
        await context.dependencies.sleep(2.0)
        try:
            response = await context.dependencies.client.job(response.job_id)
        except KreaError as error:
            what = f"The clip's address is unknown: {error}"
            raise DownloadFailed(what, job=context.job, advice="Call `krea.resume()` to try again.") from error
    if not response.urls:
        raise NoResult(
            f"{context.service_first} completed the job without a clip. Some models do so if they refuse the content.",
            job=context.job,
            details=str(response.raw.get("result"))[:500],
            advice="Try another image or prompt.",
        )
    return response


async def _download(context: JobContext, response: JobResponse, part: Path) -> str:
    """The first URL that works."""

    def show(done: int, total: int | None) -> None:
        share = done / total if total else 0.5
        size = size_text(total, done=done) if total else size_text(done)
        context.report("saving", f"Saving · {size}", PROCESSED + (1 - PROCESSED) * share * 0.99)

    client = context.dependencies.client
    for look in range(FRESH_URLS + 1):
        for url in response.urls:
            try:
                await client.download(url, part, on_progress=show)
                return url
            # The URL has expired. Another one, or a fresh one, may work.
            except (NotFound, Forbidden) as error:
                expired = error
        if look < FRESH_URLS:
            response = await _with_url(context, await client.job(response.job_id))
    raise expired


def _sidecar(context: JobContext, response: JobResponse, url: str) -> dict[str, Any]:
    """The settings that are saved with the clip; never the token."""
    job = context.job
    start = job.shot.start_image
    price, listed = job.price, job.listed_price
    return {
        "krea_widgets": 1,
        "backend": context.dependencies.backend,
        "model": job.shot.model,
        "title": job.model.title,
        "prompt": job.shot.prompt,
        "values": job.shot.wire(lambda file: _url(context, file)),
        "still": _describe(start),
        "end_still": _describe(job.shot.values.get("end_image")),
        "recordings": {
            _url(context, file): {"name": file.name, "digest": file.digest}
            for file in job.shot.files()
            if isinstance(file, Recording)
        },
        "job_id": job.id,
        "url": url,
        "created_at": response.created_at,
        "completed_at": response.completed_at,
        "seconds": processing_seconds(context, response),
        "price": None if price is None else price.to_json(),
        "listed_price": None if listed is None else listed.to_json(),
        "poster": _poster(context, start),
        "webhook_url": job.webhook_url,
        "call": call_of(job.shot, context.dependencies.clips(), job.webhook_url),
    }


def _url(context: JobContext, file: InputFile) -> str:
    """A file's URL at Krea; "sha256:" and its digest if an earlier kernel uploaded it."""
    if file.asset is not None:
        return file.asset.image_url
    task = context.dependencies.uploads.get(file.digest)
    uploaded = task is not None and task.done() and not task.cancelled() and task.exception() is None
    return task.result() if task is not None and uploaded else f"sha256:{file.digest}"


def _describe(still: Still | None) -> dict[str, Any] | None:
    if still is None:
        return None
    row = {name: getattr(still, name) for name in ("name", "digest", "width", "height")}
    if (origin := still.origin) is not None:
        row["origin"] = {"name": origin.still.name, "digest": origin.still.digest, "fit": origin.fit}
        row["origin"]["crop"] = list(origin.crop)
    return row


def _poster(context: JobContext, still: Still | None) -> str:
    if still is None:
        return ""
    if still.preview:
        return base64.b64encode(still.preview).decode()
    # Without the journal the clip has no poster.
    with suppress(JournalUnavailable):
        thumbnail = context.dependencies.journal.thumbnail(still.digest)
        return base64.b64encode(thumbnail.thumbnail).decode() if thumbnail else ""
    return ""


def processing_seconds(context: JobContext, response: JobResponse) -> float:
    """How long Krea worked, by its own clock, or else by ours."""
    created, completed = timestamp(response.created_at), timestamp(response.completed_at)
    return round(context.elapsed if created is None or completed is None else max(0.0, completed - created), 3)
