"""The client: upload, submit, watch, list and cancel at Krea's API, for one event loop."""

from __future__ import annotations

import asyncio
import io
import json
import random as _random
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from ..errors import BadInput, BadShot, ServerError, StrangeReply, UnknownModel, Unreachable
from ..media import Asset
from ..secret import Token
from ..settings import KREA_URL
from . import download, fetch_image
from .errors import KREA, free, opening, strange
from .responses import JobPage, JobResponse, read_asset, read_job, read_page, web_url
from .retry import http_date, pauses, retried
from .server_messages import plain
from .transport import Transport

__all__ = ["Client"]

_MODEL = re.compile(r"\w[\w.\-]*(/\w[\w.\-]*)+", re.ASCII)


class Client:
    """Krea's API over HTTP (Krea OpenAPI 2026-10-09). It belongs to the event loop on which it is first used.

    Questions are retried by themselves, a submit never is: Krea knows no idempotency key, so a lost answer could
    mean a second clip to pay. Redirects are followed for questions, and inside the API's own origin only.

    Args:
        base_url: The API's address. A token goes to https and to this machine, nowhere else.
        token: None sends none.
        service: Who answers, for the errors and notices: "Krea", or "the sandbox", which bills nothing.
        transport: What answers instead of the network; it answers the API's own origin in any case.
        result_transport: What answers for every other address (clips, images); None means `transport`, if given.
        sleep: Waits between tries.
        random: 0 to 1; shakes the waits.
        now: Our clock, in seconds since 1970.
        on_notice: Told once per model, in words, when Krea announces its end.

    Example:
        >>> client = Client(token=find_token())
        >>> job = await client.submit("kling/kling-2.5", {"prompt": "a cat", "duration": 5})
    """

    def __init__(
        self,
        *,
        base_url: str = KREA_URL,
        service: str = KREA,
        token: Token | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        result_transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = _random.random,
        now: Callable[[], float] = time.time,
        on_notice: Callable[[str], None] | None = None,
    ) -> None:
        self._service = service
        self._sleep = sleep
        self._random = random
        self._on_notice = on_notice
        self._noticed: set[str] = set()
        agent = f"krea_widgets/{_version()}"
        self._wire = Transport(base_url, token=token, transport=transport, agent=agent, now=now, service=service)
        mounts = {} if transport is None else {self._wire.origin: transport}
        self._open = download.open_client(result_transport or transport, mounts, agent)

    def __repr__(self) -> str:
        return f"Client({getattr(self, '_wire', 'not open')})"  # tracebacks ask also while `__init__` runs

    @property
    def skew(self) -> float:
        """Seconds by which Krea's clock was ahead of ours when it last answered (its Date header); 0.0 before that."""
        return self._wire.skew

    async def aclose(self) -> None:
        """Close every connection; what is under way breaks off."""
        await self._wire.aclose()
        await self._open.aclose()

    async def upload(
        self,
        data: bytes,
        *,
        name: str,
        mime_type: str,
        description: str = "",
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Asset:
        """Give Krea a file (at most 75 MB) and get its address; costs nothing, so it is retried up to 3 times.

        Args:
            data: JPEG, PNG or WebP.
            name: File name; made ASCII and given the type's suffix.
            mime_type: "image/jpeg" and so on; "image/jpg", which Krea refuses, is put right.
            description: Kept by Krea with the file.
            on_progress: Called with (bytes sent, bytes in all); starts anew with each try.

        Raises:
            ApiError, Unreachable: As Krea answers, or does not; nothing is billed in any case.
        """
        mime_type = "image/jpeg" if mime_type == "image/jpg" else mime_type

        async def attempt() -> Asset:
            file = (fetch_image.ascii_name(name, mime_type), _Counted(data, on_progress), mime_type)
            form = {"description": plain(description, 1000)} if description else {}
            answer = await self._wire.exchange(
                "POST", "/assets", subject="place for files", read=120, files={"file": file}, data=form
            )
            return read_asset(answer.body, status=answer.status, base=self._wire.base, service=self._service)

        waits = pauses(self._random, retries=3)
        try:
            return await retried(attempt, waits, sleep=self._sleep)
        except (ServerError, StrangeReply, Unreachable) as error:  # after these it is open whether Krea has the file
            free(error, self._service)
            raise

    async def submit(self, model: str, payload: Mapping[str, Any], *, webhook_url: str | None = None) -> JobResponse:
        """Start a job. The request is sent once, whatever happens.

        Args:
            model: "provider/name".
            payload: The body, only keys that the model has.
            webhook_url: http(s) address to which Krea posts the finished job.

        Raises:
            Unreachable: `maybe_sent` tells whether the job may have started.
            ServerError, StrangeReply: It may have started.
            ApiError: Krea refused; it did not start.
            UnknownModel, BadShot: Refused here.
        """
        if not _MODEL.fullmatch(model):
            raise UnknownModel(
                f"{plain(model, 80) or 'That'} is not the id of a model.", advice="Ids look like kling/kling-2.5."
            )
        headers = {"Content-Type": "application/json"}
        if webhook_url is not None:
            if not web_url(webhook_url) or not webhook_url.isascii():
                raise BadShot("The webhook's address is not one on the web.", field="webhook_url", value=webhook_url)
            headers["X-Webhook-URL"] = webhook_url
        try:
            content = json.dumps(dict(payload), ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise BadShot(f"A value cannot be written as JSON: {plain(str(error), 200)}.", value=payload) from error
        answer = await self._wire.exchange(
            "POST",
            f"/generate/video/{model}",
            subject=f"model {model}",
            read=60,
            submitting=True,
            headers=headers,
            content=content,
        )
        job = read_job(answer.body, status=answer.status, base=self._wire.base, service=self._service)
        self._notice(model, answer.notices)
        return job

    async def job(self, job_id: str) -> JobResponse:
        """How a job stands. A job just started may be unknown (`NotFound`) for some seconds."""
        body = await self._get(_job_path(job_id), subject=f"job {plain(job_id, 80)}")
        return read_job(body, job_id=job_id, base=self._wire.base, service=self._service)

    async def jobs(
        self,
        *,
        limit: int = 100,
        cursor: str | None = None,
        status: str | None = None,
        types: str | Sequence[str] | None = None,
    ) -> JobPage:
        """Jobs of this token, newest first.

        Args:
            limit: 1 to 1000.
            cursor: `next_cursor` of the page before.
            status: Only jobs in this one state.
            types: Only jobs of these kinds.
        """
        kinds = types if types is None or isinstance(types, str) else ",".join(types)
        wanted = {"limit": str(min(max(limit, 1), 1000)), "cursor": cursor, "status": status, "types": kinds}
        params = {name: value for name, value in wanted.items() if value}
        body = await self._get("/jobs", subject="list of jobs", params=params)
        return read_page(body, base=self._wire.base, service=self._service)

    async def cancel(self, job_id: str) -> None:
        """Ask once for the end of a job; Krea grants it while the job is queued or processing. Watch on afterwards.

        Raises:
            NotFound: The job is gone, or not yours; this says nothing about whether it was billed.
        """
        await self._wire.exchange("DELETE", _job_path(job_id), subject=f"job {plain(job_id, 80)}", read=10)

    async def openapi(self) -> dict[str, Any]:
        """The API's own description, which is public (Krea serves it at /openapi.json)."""
        body = await self._get("/openapi.json", subject="description of the API")
        if not isinstance(body, dict):
            what = f"{opening(self._service)} sent something that is no description of the API."
            raise strange(what, status=200, body=body, service=self._service)
        return body

    async def fetch(
        self,
        url: str,
        *,
        limit: int = 75_000_000,
        patience: float = 120.0,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> tuple[bytes, str]:
        """(bytes, file name) of an image at any http(s) address, fetched without the token; `BadStill` says why not.

        At most `limit` bytes are taken and `patience` seconds waited, retries included.
        """
        pace: dict[str, Any] = {"sleep": self._sleep, "random": self._random}
        work = fetch_image.fetch(self._open, url, limit=limit, patience=patience, on_progress=on_progress, **pace)
        return await download.alone(work)

    async def download(
        self,
        url: str,
        part: Path,
        *,
        on_progress: Callable[[int, int | None], None] | None = None,
        limit: int = 4 << 30,
    ) -> int:
        """Stream a clip to `part` without the token, going on from what is there; returns its size in bytes.

        Raises:
            NotFound: The address is no longer valid (401, 403, 404, 410); ask the job for a fresh one.
            DownloadFailed: Not fetched or not written; may be called again.
        """
        transfer = download.Download(self._open, url, part, limit, on_progress, self._service)
        return await download.alone(transfer.run(sleep=self._sleep, random=self._random))

    async def _get(self, path: str, *, subject: str, params: Mapping[str, str] | None = None) -> Any:
        """A question, asked up to 6 times."""
        answer = await retried(
            lambda: self._wire.exchange("GET", path, subject=subject, read=30, params=params),
            pauses(self._random),
            sleep=self._sleep,
        )
        return answer.body

    def _notice(self, model: str, headers: Mapping[str, str]) -> None:
        """Tell once that a model is about to go (Krea docs, "Deprecations": three headers of a successful answer)."""
        if self._on_notice is None or model in self._noticed or not ({"deprecation", "sunset"} & set(headers)):
            return
        self._noticed.add(model)
        end = http_date(headers.get("sunset", ""))
        day = f" on {end.date().isoformat()}" if end else ""
        link = re.search(r'<([^<>]+)>\s*;[^,]*rel="?deprecation', headers.get("link", ""))
        more = f" More: {link[1]}" if link and web_url(link[1]) else ""
        self._on_notice(f"{opening(self._service)} will withdraw {model}{day}.{more}")


class _Counted(io.BytesIO):
    """An upload's bytes that report how many were taken."""

    def __init__(self, data: bytes, on_progress: Callable[[int, int], None] | None) -> None:
        super().__init__(data)
        self._total = len(data)
        self._on_progress = on_progress

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        if chunk and self._on_progress:
            self._on_progress(self.tell(), self._total)
        return chunk


def _job_path(job_id: str) -> str:
    if job_id.strip(". ") == "":
        raise BadInput("That is not the id of a job.")
    return f"/jobs/{quote(job_id, safe='')}"


def _version() -> str:
    try:
        return metadata.version("krea-widgets")
    except metadata.PackageNotFoundError:  # run from a bare checkout
        return "0"
