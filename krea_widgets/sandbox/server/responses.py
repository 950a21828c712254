"""Error responses with Krea's bodies and its proxy's HTML pages."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from ..faults import Action

__all__ = ["error_response", "fault_body_response", "html_response"]

# Shapes: Krea OpenAPI 2026-10-09 ("error"), the 402 body seen in the wild ("message"), Krea docs, "Deprecations" (410).
ERROR_BODIES: dict[int, dict[str, Any]] = {
    400: {"error": "Invalid request"},
    401: {"error": "Unauthorized"},
    402: {"message": "The API balance is empty. It is separate from the workspace's balance. Top it up to continue."},
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


def error_response(status: int, text: str) -> JSONResponse:
    """The body is `{"error": text}`."""
    return JSONResponse({"error": text}, status)


def html_response(status: int, headers: dict[str, str] | None = None) -> HTMLResponse:
    """An HTML page instead of JSON, as Krea's proxy sends it, and as unknown paths get it."""
    title = f"krea.ai | {status}: {TITLES.get(status, 'Error')}"
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return HTMLResponse(html, status, headers)


def fault_body_response(action: Action) -> Response:
    """The response of an "answer" fault; above 500 it is HTML, since Krea's proxy sends those."""
    headers = {} if action.wait is None else {"Retry-After": f"{action.wait:g}"}
    if action.html or action.status > 500:
        return html_response(action.status, headers)
    return JSONResponse(ERROR_BODIES.get(action.status, {"error": f"Error {action.status}"}), action.status, headers)
