"""The sandbox's endpoints: each one reads a request, asks the sandbox and answers in Krea's words."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ...errors import is_disk_full
from ..faults import Action, cue
from .answers import canned, error, page
from .assets import RefusedFileError
from .gate import UPLOAD_LIMIT, own_host, perform
from .jobs import STATUSES, disk_full
from .openapi import document
from .state import BacklogFullError, Sandbox
from .validate import Issue, ModelFacts, gone, issues, media_issues, media_urls, read_json, refusal

__all__ = ["ROUTES", "refused"]

PAGE = 100  # items of a list when no limit is given; at most 1000 (Krea OpenAPI 2026-10-09)
DEPRECATION_PAGE = "https://www.krea.ai/docs/developers/deprecations"


async def refused(request: Request, problem: Exception) -> Response:
    """Errors of the frame: an unknown path or method gets Krea's HTML page, everything else JSON."""
    if not isinstance(problem, HTTPException) or problem.status_code in {404, 405}:
        return page(getattr(problem, "status_code", 500), dict(getattr(problem, "headers", None) or {}))
    return error(problem.status_code, problem.detail)


def _sandbox(request: Request) -> Sandbox:
    found: Sandbox = request.app.state.sandbox
    return found


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def generate(request: Request) -> Response:
    """POST /generate/video/{provider}/{model}"""
    sandbox, model_id = _sandbox(request), request.path_params["model"]
    withdrawn = gone(model_id)
    if model_id not in sandbox.models:
        return JSONResponse(withdrawn, 410) if withdrawn else page(404)
    model = sandbox.models[model_id]
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return error(400, "The body must be application/json")
    try:
        body = read_json(await request.body())
    except ValueError:
        return error(400, "The body is not valid JSON")
    wrong = issues(model, body)
    if not wrong:
        body, wrong = await run_in_threadpool(_uploaded, request, model, body)
        wrong = wrong or media_issues(model, body, lambda url: _media_type(request, url))
    webhook = request.headers.get("x-webhook-url")
    if webhook is not None and not _is_web(webhook):
        wrong.append(Issue("X-Webhook-URL", "Invalid url"))
    action = None
    try:
        action = None if wrong else cue(body["prompt"])
    except ValueError as problem:
        wrong.append(Issue("prompt", str(problem)))
    if wrong:
        return JSONResponse(refusal(wrong), 422)
    return await _accept(request, model, body, webhook, action)


async def _accept(
    request: Request, model: ModelFacts, body: Any, webhook: str | None, action: Action | None
) -> Response:
    """A job for a good body, as far as the action that its prompt asks for lets one be made."""
    sandbox = _sandbox(request)
    of_request = action if action and not action.of_job and action.kind != "cut" else None
    if of_request and not of_request.accept:
        instead = await perform(of_request)
        if instead:
            return instead
    fate = action if action and action.of_job else sandbox.faults.take("POST", request.url.path, of_job=True)
    try:
        job = sandbox.submit(model, body, base=_base(request), webhook=webhook, fate=fate)
    except BacklogFullError:
        return canned(Action("answer", status=429))
    if action and action.kind == "cut":
        sandbox.faults.add(f"on GET /files/{job.id}.mp4 cut at {action.percent:g}%")
    lost = await perform(of_request) if of_request and of_request.accept else None
    return lost or JSONResponse(job.reply(), headers=_deprecation(model))


def _deprecation(model: ModelFacts) -> dict[str, str]:
    """The headers on every success of a model that is going to be withdrawn (Krea docs, "Deprecations")."""
    if not getattr(model, "deprecated", False):
        return {}
    return {"Deprecation": "true", "Link": f'<{DEPRECATION_PAGE}>; rel="deprecation"; type="text/html"'}


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _uploaded(request: Request, model: ModelFacts, body: Any) -> tuple[Any, list[Issue]]:
    """The body with the URL of an asset for each data URI; of these only small ones pass a schema (1024 characters)."""
    sandbox, urls, wrong = _sandbox(request), {}, []
    for path, url in media_urls(model.schema, body):
        if url.startswith("data:"):
            try:
                asset = sandbox.assets.add_data(url, base=_base(request), now=sandbox.timestamp())
            except RefusedFileError:
                wrong.append(Issue(path, "Input file rejected"))
            else:
                urls[url] = asset.image_url
    return _exchanged(body, urls) if urls else body, wrong


def _exchanged(value: Any, urls: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _exchanged(inner, urls) for name, inner in value.items()}
    if isinstance(value, list):
        return [_exchanged(inner, urls) for inner in value]
    return urls.get(value, value) if isinstance(value, str) else value


def _media_type(request: Request, url: str) -> str | None:
    """The media type of our own asset or clip at a URL; None for every other URL."""
    if not _is_web(url) or not own_host(urlsplit(url).netloc, request.app.state.hosts):
        return None
    path = urlsplit(url).path
    found = _sandbox(request).file(path.removeprefix("/files/")) if path.startswith("/files/") else None
    return found[1] if found else None


async def job_list(request: Request) -> Response:
    """GET /jobs"""
    query = request.query_params
    status = query.get("status")
    if status is not None and status not in STATUSES:
        return error(400, f"Invalid status: {status}")
    types = set(query["types"].split(",")) if query.get("types") else None
    replies = [job.reply() for job in _sandbox(request).newest()]
    wanted = [job for job in replies if status in (None, job["status"]) and (types is None or job["type"] in types)]
    items = [{key: value for key, value in job.items() if value is not None} for job in wanted]
    return _page_of(request, items, "created_at")


async def job_one(request: Request) -> Response:
    """GET and DELETE /jobs/{id}"""
    sandbox, key = _sandbox(request), request.path_params["id"]
    if request.method == "DELETE":
        return Response() if sandbox.delete(key) else error(404, "Job not found, or it cannot be canceled now")
    job = sandbox.job(key)
    return JSONResponse(job.reply()) if job else error(404, "Job not found")


async def asset_add(request: Request) -> Response:
    """POST /assets"""
    try:
        return await _asset_added(request)
    except OSError as problem:
        if not is_disk_full(problem):
            raise
        return error(507, disk_full(_sandbox(request).folder))


async def _asset_added(request: Request) -> Response:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return error(400, "The body must be multipart/form-data")
    sandbox = _sandbox(request)
    async with request.form(max_files=1, max_fields=8) as form:
        file, description = form.get("file"), form.get("description")
        if not isinstance(file, UploadFile):
            return error(400, "A file is required")
        if (file.size or 0) > UPLOAD_LIMIT:
            return error(400, "File too large: the maximum is 75MB")
        try:
            asset = await run_in_threadpool(
                sandbox.assets.add,
                file.file,
                (file.content_type or "").split(";")[0].strip().lower(),
                description if isinstance(description, str) else "",
                base=_base(request),
                now=sandbox.timestamp(),
            )
        except RefusedFileError as problem:
            return error(400, str(problem))
    return JSONResponse(asset.reply())


async def asset_list(request: Request) -> Response:
    """GET /assets"""
    return _page_of(request, [asset.reply() for asset in _sandbox(request).assets.newest()], "uploaded_at")


async def asset_one(request: Request) -> Response:
    """GET and DELETE /assets/{id}"""
    assets, key = _sandbox(request).assets, request.path_params["id"]
    missing = error(404, "Asset not found")
    if request.method == "DELETE":
        return JSONResponse({"success": True, "message": "Deleted"}) if assets.drop(key) else missing
    asset = assets.get(key)
    return JSONResponse(asset.reply()) if asset else missing


def _page_of(request: Request, items: list[dict[str, Any]], time: str) -> Response:
    """A page of a list that is newest first; its cursor is the time of its last item ("created before")."""
    limit, cursor = request.query_params.get("limit", str(PAGE)), request.query_params.get("cursor")
    if not re.fullmatch(r"[1-9]\d{0,2}|1000", limit):
        return error(400, "limit must be from 1 to 1000")
    if cursor is not None:
        before = _time(cursor)
        if before is None:
            return error(400, "cursor must be an ISO 8601 time")
        items = [item for item in items if (_time(item[time]) or before) < before]
    some = items[: int(limit)]
    return JSONResponse({"items": some, "next_cursor": some[-1][time] if len(some) < len(items) else None})


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+").replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


async def file_one(request: Request) -> Response:
    """GET /files/{name}: with Range, ETag and no CORS headers, like Krea's own results."""
    found = _sandbox(request).file(request.path_params["name"])
    return FileResponse(found[0], media_type=found[1]) if found else page(404)


async def openapi(request: Request) -> Response:
    """GET /openapi.json"""
    return JSONResponse(document(_sandbox(request).models.values(), base=_base(request), statuses=STATUSES))


async def usage(request: Request) -> Response:
    """GET /usage: refused to ordinary keys."""
    return canned(Action("answer", status=403))


async def sandbox_faults(request: Request) -> Response:
    """POST and DELETE /sandbox/faults: the rules of `faults`, as text/plain."""
    faults = _sandbox(request).faults
    if request.method == "DELETE":
        faults.clear()
    elif request.method == "POST":
        try:
            faults.add((await request.body()).decode())
        except ValueError as problem:
            return error(400, str(problem))
    return PlainTextResponse("\n".join(faults.pending()))


async def sandbox_log(request: Request) -> Response:
    """GET /sandbox/log: the requests seen, and how many jobs they made."""
    sandbox = _sandbox(request)
    return JSONResponse({"requests": sandbox.log.as_json(), "jobs_created": sandbox.jobs_created})


ROUTES = [
    Route("/generate/video/{model:path}", generate, methods=["POST"]),
    Route("/jobs", job_list),
    Route("/jobs/{id}", job_one, methods=["GET", "DELETE"]),
    Route("/assets", asset_add, methods=["POST"]),
    Route("/assets", asset_list),
    Route("/assets/{id}", asset_one, methods=["GET", "DELETE"]),
    Route("/files/{name}", file_one),
    Route("/openapi.json", openapi),
    Route("/usage", usage),
    Route("/sandbox/faults", sandbox_faults, methods=["GET", "POST", "DELETE"]),
    Route("/sandbox/log", sandbox_log),
]
