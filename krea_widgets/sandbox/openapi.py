"""The OpenAPI document of the sandbox, rebuilt from the catalogue as Krea's `/openapi.json` is from its models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .validate import ModelFacts

__all__ = ["document"]

WEBHOOK = {"name": "X-Webhook-URL", "in": "header", "required": False, "schema": {"type": "string", "format": "uri"}}
JOB = {"description": "The job.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}}


def document(
    models: Iterable[ModelFacts], *, base: str, statuses: Iterable[str], version: str = "sandbox"
) -> dict[str, Any]:
    """One POST path per model with its original body schema, and the paths of jobs and assets."""
    paths: dict[str, Any] = {
        "/assets": {"post": {"summary": "Upload an asset"}, "get": {"summary": "List assets"}},
        "/assets/{id}": {"get": {"summary": "Get an asset"}, "delete": {"summary": "Delete an asset"}},
        "/jobs": {"get": {"summary": "List jobs"}},
        "/jobs/{id}": {"get": {"summary": "Get a job by ID"}, "delete": {"summary": "Delete a job by ID"}},
    }
    for part in paths.values():
        for operation in part.values():
            operation["responses"] = {"200": {"description": "Done."}}
    for model in models:
        paths[f"/generate/video/{model.id}"] = {"post": _operation(model)}
    time = {"type": "string", "format": "date-time"}
    job = {
        "type": "object",
        "required": ["job_id", "status", "created_at"],
        "properties": {
            "job_id": {"type": "string", "format": "uuid"},
            "status": {"type": "string", "enum": list(statuses)},
            "type": {"type": "string"},
            "created_at": time,
            "completed_at": {"anyOf": [time, {"type": "null"}]},
            "result": {"anyOf": [{"type": "object"}, {"type": "null"}]},
            "error": {"type": "object"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Krea API, as the sandbox speaks it", "version": version},
        "servers": [{"url": base}],
        "security": [{"bearerAuth": []}],
        "components": {
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Job": job},
        },
        "paths": paths,
    }


def _operation(model: ModelFacts) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": ["Video"],
        "summary": model.title,
        "parameters": [WEBHOOK],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _plain(model.schema)}}},
        "responses": {"200": JOB},
    }
    if getattr(model, "deprecated", False):
        operation["deprecated"] = True
    return operation


def _plain(value: Any) -> Any:
    """The same value made of dicts and lists, whatever read-only kinds it came in."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
