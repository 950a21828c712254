"""The sandbox's answers that are no success: error bodies and pages in the shapes that Krea's have."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from ..faults import Action

__all__ = ["canned", "error", "page"]

# Shapes: Krea OpenAPI 2026-10-09 ("error"), the 402 body seen in the wild ("message"), Krea docs, "Deprecations" (410).
BODIES: dict[int, dict[str, Any]] = {
    400: {"error": "Invalid request"},
    401: {"error": "Unauthorized"},
    402: {"message": "The API balance is empty; it is apart from the workspace's. Top it up to go on."},
    403: {"error": "This needs a workspace service API key"},
    404: {"error": "Not found"},
    410: {"error": "model_unavailable", "reason": "deprecated", "message": "The model was withdrawn."},
    422: {"error": "Input file rejected"},
    429: {"error": "CONCURRENCY_LIMIT_REACHED", "message": "You have reached the maximum number of concurrent jobs."},
    500: {"error": "Internal server error"},
}
TITLES = {
    404: "Not Found",
    405: "Method Not Allowed",
    502: "Bad gateway",
    503: "Service unavailable",
    504: "Gateway time-out",
    524: "A timeout occurred",
}


def error(status: int, text: str) -> JSONResponse:
    """The plain error: `{"error": text}`."""
    return JSONResponse({"error": text}, status)


def page(status: int, headers: dict[str, str] | None = None) -> HTMLResponse:
    """An HTML page instead of JSON, as the proxy in front of the API sends it and as unknown paths get it."""
    title = f"krea.ai | {status}: {TITLES.get(status, 'Error')}"
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return HTMLResponse(html, status, headers)


def canned(action: Action) -> Response:
    """The answer that an "answer" fault asks for; above 500 Krea's proxy speaks, in HTML."""
    headers = {} if action.wait is None else {"Retry-After": f"{action.wait:g}"}
    if action.html or action.status > 500:
        return page(action.status, headers)
    return JSONResponse(BODIES.get(action.status, {"error": f"Error {action.status}"}), action.status, headers)
