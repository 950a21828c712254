"""The client: uploads images, and submits, reads, lists and cancels jobs."""

from __future__ import annotations

import asyncio
import io
import json
import random as _random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from .._util.text import capitalised
from ..errors import BadInput, BadValue, ServerError, StrangeReply, UnknownModel, Unreachable
from ..media import Asset
from ..secret import Token
from ..settings import KREA_URL
from . import download
from .error_responses import KREA, mark_free, plain, strange
from .get_retry import Retry, http_date
from .responses import AssetResponse, JobResponse, Page, read_asset, read_asset_page, read_job, read_page, web_url
from .transport import Transport

__all__ = ["Client"]

_MODEL = re.compile(r"\w[\w.\-]*(/\w[\w.\-]*)+", re.ASCII)


class Client:
    """Krea's API over HTTP (Krea OpenAPI 2026-10-09). It belongs to the event loop of its first use.

    The client retries GET requests and uploads, and never a submit: Krea knows no idempotency key, so after a lost
    response a retry could cost a second clip. It follows the redirects of GET requests, inside the API's own origin.

    Args:
        base_url: The API's address. The token goes to https and to this machine only.
        token: None sends none.
        service: Who responds, for the errors and notices: "Krea", or "the sandbox", which bills nothing.
        transport: Replaces the network for the API's own origin.
        result_transport: Replaces the network for all other addresses (clips, images); None means `transport`.
        sleep: Waits between retries.
        random: 0 to 1, for the jitter.
        now: Our clock, in seconds since 1970.
        on_notice: Called with a sentence when Krea announces the end of a model, once per model.

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
        self._retry = Retry(sleep, random)
        self._on_notice = on_notice
        self._noticed: set[str] = set()
        agent = f"krea_widgets/{_version()}"
        self._transport = Transport(base_url, token=token, transport=transport, agent=agent, now=now, service=service)
        mounts = {} if transport is None else {self._transport.origin: transport}
        self._web = download.open_client(result_transport or transport, mounts, agent)

    def __repr__(self) -> str:
        return f"Client({getattr(self, '_transport', 'not open')})"  # tracebacks call it also during `__init__`

    @property
    def skew(self) -> float:
        """Seconds by which Krea's clock was ahead of ours at its last response (Date header); 0.0 before that."""
        return self._transport.skew

    async def aclose(self) -> None:
        """Close all connections; requests on them break off."""
        await self._transport.aclose()
        await self._web.aclose()

    async def upload(
        self,
        data: bytes,
        *,
        name: str,
        mime_type: str,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Asset:
        """Upload a file of at most 75 MB. An upload is free, so up to 3 retries are safe.

        Args:
            name: File name; Krea gets it in ASCII, with the type's suffix.
            mime_type: One of those in `media.sources.ENDINGS`.
            on_progress: Called with (bytes sent, bytes in total); starts again with each try.

        Raises:
            ApiError, Unreachable: It failed; nothing was billed.
        """

        async def attempt() -> Asset:
            sent = download.ascii_name(name, mime_type)
            response = await self._transport.request(
                "POST",
                "/assets",
                subject="place for files",
                read=120,
                files={"file": (sent, _ProgressReader(data, on_progress), mime_type)},
                # So that a person knows what it is in a list of uploads.
                data={"description": f"krea_widgets: {sent}"},
            )
            return read_asset(response.body, status=response.status, base=self._transport.base, service=self._service)

        try:
            return await self._retry(attempt, retries=3)
        # After these errors Krea may have the file, but an upload costs nothing.
        except (ServerError, StrangeReply, Unreachable) as error:
            mark_free(error, self._service)
            raise

    async def submit(self, model: str, payload: Mapping[str, Any], *, webhook_url: str | None = None) -> JobResponse:
        """Start a job. The client sends the request exactly once, whatever happens.

        Args:
            model: "provider/name".
            payload: The body; only the model's parameters.
            webhook_url: The http(s) address to which Krea posts the finished job.

        Raises:
            Unreachable: `maybe_sent` is True if the job may have started.
            ServerError, StrangeReply: The job may have started.
            ApiError: Krea refused; the job did not start.
            UnknownModel, BadValue: Nothing was sent.
        """
        if not _MODEL.fullmatch(model):
            raise UnknownModel(
                f"{plain(model, 80) or 'That'} is no model ID.", advice="Use an ID such as kling/kling-2.5."
            )
        headers = {"Content-Type": "application/json"}
        if webhook_url is not None:
            if not web_url(webhook_url) or not webhook_url.isascii():
                raise BadValue("The webhook's address is no web address.", field="webhook_url", value=webhook_url)
            headers["X-Webhook-URL"] = webhook_url
        try:
            content = json.dumps(dict(payload), ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise BadValue(f"A value cannot be written as JSON: {plain(str(error), 200)}.", value=payload) from error
        response = await self._transport.request(
            "POST",
            f"/generate/video/{model}",
            subject=f"model {model}",
            read=60,
            submitting=True,
            headers=headers,
            content=content,
        )
        job = read_job(response.body, status=response.status, base=self._transport.base, service=self._service)
        self._notice(model, response.notices)
        return job

    async def job(self, job_id: str) -> JobResponse:
        """The state of a job. A new job may be unknown (`NotFound`) for some seconds."""
        body = await self._get(_path("jobs", job_id), subject=f"job {plain(job_id, 80)}")
        return read_job(body, job_id=job_id, base=self._transport.base, service=self._service)

    async def jobs(self, *, limit: int = 100, cursor: str | None = None) -> Page[JobResponse]:
        """A page of at most `limit` (1 to 1000) of this token's jobs, newest first.

        Args:
            cursor: `next_cursor` of the previous page.
        """
        body = await self._get("/jobs", subject="list of jobs", params=_page_params(limit, cursor))
        return read_page(body, base=self._transport.base, service=self._service)

    async def cancel(self, job_id: str) -> None:
        """Request the cancel of a job, once. Krea cancels a queued or processing job, so watch it afterwards.

        Raises:
            NotFound: The job is gone, or belongs to another token. It may have been billed.
        """
        await self._transport.request("DELETE", _path("jobs", job_id), subject=f"job {plain(job_id, 80)}", read=10)

    async def assets(self, *, limit: int = 100, cursor: str | None = None) -> Page[AssetResponse]:
        """A page of this account's uploads, newest first; the arguments are those of `jobs`."""
        body = await self._get("/assets", subject="list of uploads", params=_page_params(limit, cursor))
        return read_asset_page(body, base=self._transport.base, service=self._service)

    async def delete_asset(self, asset_id: str) -> None:
        """Delete an upload.

        Raises:
            NotFound: There is no such upload, or it belongs to another account.
            ApiError, Unreachable: It failed; nothing was billed.
        """
        path = _path("assets", asset_id)
        try:
            await self._transport.request("DELETE", path, subject=f"upload {plain(asset_id, 80)}", read=30)
        except (ServerError, StrangeReply, Unreachable) as error:
            mark_free(error, self._service)
            raise

    async def openapi(self) -> dict[str, Any]:
        """The API's OpenAPI document."""
        body = await self._get("/openapi.json", subject="description of the API")
        if not isinstance(body, dict):
            what = f"{capitalised(self._service)} sent something that is no description of the API."
            raise strange(what, status=200, body=body, service=self._service)
        return body

    async def fetch(self, url: str) -> tuple[bytes, str]:
        """Download an image from any http(s) address, without the token; returns (bytes, file name).

        Raises:
            BadFile: There is no image.
        """
        return await download.without_httpx_frames(download.fetch_image(self._web, url, self._retry))

    async def download(
        self, url: str, part: Path, *, on_progress: Callable[[int, int | None], None] | None = None
    ) -> int:
        """Download a clip to `part`, without the token, and continue a partial file; returns its size in bytes.

        Raises:
            NotFound: The address is no longer valid (401, 403, 404, 410). Read the job again for a fresh one.
            DownloadFailed: It was not downloaded, or not written. Another call continues.
        """
        transfer = download.Download(self._web, url, part, on_progress, self._service)
        return await download.without_httpx_frames(transfer.run(self._retry))

    async def _get(self, path: str, *, subject: str, params: Mapping[str, str] | None = None) -> Any:
        response = await self._retry(
            lambda: self._transport.request("GET", path, subject=subject, read=30, params=params)
        )
        return response.body

    def _notice(self, model: str, headers: Mapping[str, str]) -> None:
        """Report the announced end of a model, once (Krea docs, "Deprecations": three headers of a response)."""
        if self._on_notice is None or model in self._noticed or not ({"deprecation", "sunset"} & set(headers)):
            return
        self._noticed.add(model)
        end = http_date(headers.get("sunset", ""))
        day = f" on {end.date().isoformat()}" if end else ""
        link = re.search(r'<([^<>]+)>\s*;[^,]*rel="?deprecation', headers.get("link", ""))
        more = f" More: {link[1]}" if link and web_url(link[1]) else ""
        self._on_notice(f"{capitalised(self._service)} will withdraw {model}{day}.{more}")


class _ProgressReader(io.BytesIO):
    def __init__(self, data: bytes, on_progress: Callable[[int, int], None] | None) -> None:
        super().__init__(data)
        self._total = len(data)
        self._on_progress = on_progress

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        if chunk and self._on_progress:
            self._on_progress(self.tell(), self._total)
        return chunk


def _path(of: str, its_id: str) -> str:
    # "/jobs/.." would be another address.
    if its_id.strip(". ") == "":
        raise BadInput(f"{its_id!r} is no ID.")
    return f"/{of}/{quote(its_id, safe='')}"


def _page_params(limit: int, cursor: str | None) -> dict[str, str]:
    return {"limit": str(min(max(limit, 1), 1000)), **({"cursor": cursor} if cursor else {})}


def _version() -> str:
    try:
        return metadata.version("krea-widgets")
    # In a checkout that is not installed.
    except metadata.PackageNotFoundError:
        return "0"
