"""The sandbox as an ASGI app: Krea's endpoints, without network, token or money."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..catalogue import Model
from ..errors import is_disk_full
from .assets import SUFFIXES, FileRejectedError
from .camera.render_request import Renderer, clip_duration
from .faults import Action, cue
from .jobs import STATUSES, BacklogFullError, Sandbox, disk_full, estimated_time
from .middleware import (
    ANY_BEARER,
    UPLOAD_LIMIT,
    SandboxApp,
    error_response,
    fault_body_response,
    fault_response,
    html_response,
    is_own_host,
)
from .validate import DEPRECATIONS, Issue, gone_body, issues, media_issues, media_urls, read_json, refusal_body

__all__ = ["app"]

# Items of a list without a `limit`; Krea OpenAPI 2026-10-09.
DEFAULT_LIMIT = 100
# Bytes of a file that is sent in one piece, and of a piece of a larger one.
SMALL_FILE, FILE_CHUNK = 1_000_000, 1 << 20
OPENAPI = Path(__file__).with_name("openapi.json")


async def exception_response(request: Request, problem: Any) -> Response:
    """Starlette's own errors: Krea's HTML page for an unknown path or method, JSON for everything else."""
    if problem.status_code in {404, 405}:
        return html_response(problem.status_code, dict(problem.headers or {}))
    return error_response(problem.status_code, problem.detail)


async def disk_full_response(request: Request, problem: Any) -> Response:
    if not is_disk_full(problem):
        raise problem
    return error_response(507, disk_full(_sandbox(request).folder))


def _sandbox(request: Request) -> Sandbox:
    found: Sandbox = request.app.state.sandbox
    return found


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def generate(request: Request) -> Response:
    """POST /generate/video/{provider}/{model}"""
    sandbox, model_id = _sandbox(request), request.path_params["model"]
    withdrawn = gone_body(model_id)
    if model_id not in sandbox.models:
        return JSONResponse(withdrawn, 410) if withdrawn else html_response(404)
    model = sandbox.models[model_id]
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return error_response(400, "The body must be application/json")
    try:
        body = read_json(await request.body())
    except ValueError:
        return error_response(400, "The body is not valid JSON")
    wrong = issues(model, body)
    if not wrong:
        if any(url.startswith("data:") for _, url in media_urls(model.schema, body)):
            body, wrong = await run_in_threadpool(_upload_data_uris, request, model, body)
        wrong = wrong or media_issues(model, body, lambda url: _media_type(request, url))
    webhook = request.headers.get("x-webhook-url")
    if webhook is not None and not _is_web_url(webhook):
        wrong.append(Issue("X-Webhook-URL", "Invalid url"))
    action = None
    try:
        action = None if wrong else cue(body["prompt"])
    except ValueError as problem:
        wrong.append(Issue("prompt", str(problem)))
    if wrong:
        return JSONResponse(refusal_body(wrong), 422)
    return await _accept(request, model, body, webhook, action)


async def _accept(request: Request, model: Model, body: Any, webhook: str | None, action: Action | None) -> Response:
    """Submit a job for a valid body, with the fault that its prompt asks for, or a fault of the rules."""
    sandbox = _sandbox(request)
    of_request = action if action and not action.of_job and action.kind != "cut" else None
    if of_request and not of_request.accept:
        instead = await fault_response(of_request)
        if instead:
            return instead
    fault = action if action and action.of_job else sandbox.faults.take("POST", request.url.path, of_job=True)
    if fault and fault.kind == "refuse":
        urls = media_urls(model.schema, body)
        refused = [Issue(path, "Invalid asset URL") for path, url in urls if _media_type(request, url) == ""]
        if refused:
            return JSONResponse(refusal_body(refused), 422)
    try:
        job = sandbox.submit(model, body, base=_base(request), webhook=webhook, fault=fault)
    except BacklogFullError:
        return fault_body_response(Action("answer", status=429))
    if action and action.kind == "cut":
        sandbox.faults.add(f"on GET /files/{job.id}.mp4 cut at {action.percent:g}%")
    lost = await fault_response(of_request) if of_request and of_request.accept else None
    # Only replies to a submit have an estimate. It is in the examples of Krea's docs, and in no schema.
    reply = {**job.reply(), "estimated_time": estimated_time(clip_duration(model.schema, body))}
    return lost or JSONResponse(reply, headers=_deprecation_headers(model))


def _deprecation_headers(model: Model) -> dict[str, str]:
    """The headers of every success of a deprecated model (Krea docs, "Deprecations")."""
    link = f'<{DEPRECATIONS}>; rel="deprecation"; type="text/html"'
    return {"Deprecation": "true", "Link": link} if model.deprecated else {}


def _is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _upload_data_uris(request: Request, model: Model, body: Any) -> tuple[Any, list[Issue]]:
    """Replace data URIs by the URLs of new assets; only those of up to 1024 characters pass a schema."""
    sandbox, urls, wrong = _sandbox(request), {}, []
    for path, url in media_urls(model.schema, body):
        if url.startswith("data:"):
            try:
                asset = sandbox.assets.add_data(url, base=_base(request), now=sandbox.timestamp())
            except FileRejectedError:
                wrong.append(Issue(path, "Input file rejected"))
            else:
                urls[url] = asset.image_url
    return _replace_urls(body, urls) if urls else body, wrong


def _replace_urls(value: Any, urls: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replace_urls(inner, urls) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replace_urls(inner, urls) for inner in value]
    return urls.get(value, value) if isinstance(value, str) else value


def _media_type(request: Request, url: str) -> str | None:
    """The media type of the sandbox's asset or clip at a URL; "" at another host, None where there is no file."""
    if not _is_web_url(url):
        return None
    if not is_own_host(urlsplit(url).netloc, request.app.hosts):
        return ""
    path = urlsplit(url).path
    found = _sandbox(request).file(path.removeprefix("/files/")) if path.startswith("/files/") else None
    return found[1] if found else None


async def list_jobs(request: Request) -> Response:
    """GET /jobs"""
    query = request.query_params
    status = query.get("status")
    if status is not None and status not in STATUSES:
        return error_response(400, f"Invalid status: {status}")
    types = set(query["types"].split(",")) if query.get("types") else None
    replies = [job.reply() for job in _sandbox(request).newest()]
    wanted = [job for job in replies if status in (None, job["status"]) and (types is None or job["type"] in types)]
    items = [{key: value for key, value in job.items() if value is not None} for job in wanted]
    return _paginated(request, items, "created_at")


async def one_job(request: Request) -> Response:
    """GET and DELETE /jobs/{id}"""
    sandbox, key = _sandbox(request), request.path_params["id"]
    if request.method == "DELETE":
        return Response() if sandbox.delete(key) else error_response(404, "Job not found, or it cannot be canceled now")
    job = sandbox.job(key)
    return JSONResponse(job.reply()) if job else error_response(404, "Job not found")


async def all_assets(request: Request) -> Response:
    """GET and POST /assets"""
    if request.method == "POST":
        return await _add_asset(request)
    return _paginated(request, [asset.reply() for asset in _sandbox(request).assets.newest()], "uploaded_at")


async def _add_asset(request: Request) -> Response:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return error_response(400, "The body must be multipart/form-data")
    sandbox = _sandbox(request)
    async with request.form(max_files=1, max_fields=8) as form:
        file, description = form.get("file"), form.get("description")
        if not isinstance(file, UploadFile):
            return error_response(400, "A file is required")
        if (file.size or 0) > UPLOAD_LIMIT:
            return error_response(400, "File too large: the maximum is 75MB")
        try:
            asset = await run_in_threadpool(
                sandbox.assets.add,
                file.file,
                (file.content_type or "").split(";")[0].strip().lower(),
                description if isinstance(description, str) else "",
                base=_base(request),
                now=sandbox.timestamp(),
            )
        except FileRejectedError as problem:
            return error_response(400, str(problem))
    return JSONResponse(asset.reply())


async def one_asset(request: Request) -> Response:
    """GET and DELETE /assets/{id}"""
    assets, key = _sandbox(request).assets, request.path_params["id"]
    missing = error_response(404, "Asset not found")
    if request.method == "DELETE":
        return JSONResponse({"success": True, "message": "Deleted"}) if assets.delete(key) else missing
    asset = assets.get(key)
    return JSONResponse(asset.reply()) if asset else missing


def _paginated(request: Request, items: list[dict[str, Any]], time: str) -> Response:
    """A page of a list, newest first; the cursor is the time of its last item ("created before")."""
    limit, cursor = request.query_params.get("limit", str(DEFAULT_LIMIT)), request.query_params.get("cursor")
    if not re.fullmatch(r"[1-9]\d{0,2}|1000", limit):
        return error_response(400, "limit must be from 1 to 1000")
    if cursor is not None:
        before = _time(cursor)
        if before is None:
            return error_response(400, "cursor must be an ISO 8601 time")
        items = [item for item in items if (_time(item[time]) or before) < before]
    page = items[: int(limit)]
    return JSONResponse({"items": page, "next_cursor": page[-1][time] if len(page) < len(items) else None})


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+").replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


async def get_file(request: Request) -> Response:
    """GET /files/{name}: with Range and ETag, without CORS headers, like Krea's results."""
    found = _sandbox(request).file(request.path_params["name"])
    if not found:
        return html_response(404)
    path, media_type = found
    stat = path.stat()
    response = FileResponse(path, media_type=media_type, stat_result=stat)
    # A thread reads each piece: in Starlette's of 64 KiB, 50 MB take twice as long.
    response.chunk_size = FILE_CHUNK
    if stat.st_size > SMALL_FILE or request.method != "GET" or "range" in request.headers:
        return response
    # FileResponse has a new thread for each request in the process, and looks through all its tasks for it.
    return Response(await asyncio.to_thread(path.read_bytes), headers=dict(response.headers))


async def openapi(request: Request) -> Response:
    """GET /openapi.json: the document beside this module, with a path and the original body schema for each model."""
    document = json.loads(OPENAPI.read_text("utf-8"))
    document["servers"] = [{"url": _base(request)}]
    document["components"]["schemas"]["Job"]["properties"]["status"]["enum"] = STATUSES
    upload = document["paths"]["/assets"]["post"]["requestBody"]["content"]["multipart/form-data"]
    upload["encoding"] = {"file": {"contentType": ", ".join(SUFFIXES)}}
    operation = document["paths"].pop("/generate/video/{model}")["post"]
    for model in _sandbox(request).models.values():
        content = {"application/json": {"schema": model.schema}}
        of_model = {**operation, "summary": model.title, "requestBody": {"required": True, "content": content}}
        if model.deprecated:
            of_model["deprecated"] = True
        if model.pricing is not None and model.pricing.exact:
            of_model["x-krea-pricing"] = model.pricing.stated()
        document["paths"][f"/generate/video/{model.id}"] = {"post": of_model}
    return JSONResponse(document)


async def usage(request: Request) -> Response:
    """GET /usage: 403 for ordinary tokens."""
    return fault_body_response(Action("answer", status=403))


async def sandbox_faults(request: Request) -> Response:
    """GET, POST and DELETE /sandbox/faults: rules of the faults language, as text/plain."""
    faults = _sandbox(request).faults
    if request.method == "DELETE":
        faults.clear()
    elif request.method == "POST":
        try:
            faults.add((await request.body()).decode())
        except ValueError as problem:
            return error_response(400, str(problem))
    return PlainTextResponse("\n".join(faults.pending()))


async def sandbox_log(request: Request) -> Response:
    """GET /sandbox/log: the requests so far, and the number of jobs."""
    sandbox = _sandbox(request)
    return JSONResponse({"requests": [asdict(one) for one in tuple(sandbox.log)], "jobs_created": sandbox.jobs_created})


ROUTES = [
    Route("/generate/video/{model:path}", generate, methods=["POST"]),
    Route("/jobs", list_jobs),
    Route("/jobs/{id}", one_job, methods=["GET", "DELETE"]),
    Route("/assets", all_assets, methods=["GET", "POST"]),
    Route("/assets/{id}", one_asset, methods=["GET", "DELETE"]),
    Route("/files/{name}", get_file),
    Route("/openapi.json", openapi),
    Route("/usage", usage),
    Route("/sandbox/faults", sandbox_faults, methods=["GET", "POST", "DELETE"]),
    Route("/sandbox/log", sandbox_log),
]


def app(
    *,
    pace: float = 1.0,
    token: str | None = ANY_BEARER,
    hosts: Collection[str] | None = (),
    models: Iterable[Model] | None = None,
    renderer: Renderer | None = None,
    workers: int | None = None,
    concurrency: int = 4,
    backlog: int = 100,
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Starlette:
    """The sandbox as an ASGI app; its state is the `Sandbox` in `app().state.sandbox`, which has a `close()`.

    A URL of another host is accepted, as it mostly is at Krea, but never opened: the clip is made without its file.

    It runs under uvicorn and, without a socket, under `InProcess` and `httpx.ASGITransport`, on one or several event
    loops. No thread starts before the first job.

    Args:
        pace: Factor for the pauses between the states of a job; 0 leaves them out.
        token: The only accepted token; "*" accepts any; None accepts requests without one, too.
        hosts: Accepted Host headers besides this machine's, "sandbox" and "testserver"; None accepts every name.
        models: The models; None: the bundled catalogue.
        renderer: Writes the MP4 of a `RenderRequest` and blocks until it is written; None: the camera.
        workers: Number of render threads; None: 1, or 2 on four cores and more.
        concurrency: Number of jobs that are not "backlogged".
        backlog: Number of open jobs above which a submit gets 429.
        now: The clock; its times are in UTC.

    Example:
        ```python
        import httpx
        from krea_widgets import sandbox

        transport = httpx.ASGITransport(sandbox.app())
        headers = {"Authorization": "Bearer any"}
        krea = httpx.AsyncClient(transport=transport, base_url="http://sandbox", headers=headers)
        ```
    """
    sandbox = Sandbox(
        models=models,
        renderer=renderer,
        pace=pace,
        workers=workers,
        concurrency=concurrency,
        backlog=backlog,
        now=now,
    )
    starlette = SandboxApp(
        routes=ROUTES,
        faults=sandbox.faults,
        log=sandbox.log,
        token=token,
        hosts=hosts,
        exception_handlers={HTTPException: exception_response, OSError: disk_full_response},
    )
    starlette.state.sandbox = sandbox
    return starlette
