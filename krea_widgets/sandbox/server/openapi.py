"""The OpenAPI document of the sandbox, made from the catalogue in the shape of Krea's `/openapi.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .validate import ModelFacts

__all__ = ["document"]

WEBHOOK = {"name": "X-Webhook-URL", "in": "header", "required": False, "schema": {"type": "string", "format": "uri"}}
JOB = {
    "description": "The job.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}},
}

UPLOAD = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}, "description": {"type": "string"}},
        }
    }
}


def _query(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": dict(schema)}


PAGINATION = [
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
    _query("cursor", {"type": "string", "format": "date-time"}),
]


def document(
    models: Iterable[ModelFacts], *, base: str, statuses: Iterable[str], version: str = "sandbox"
) -> dict[str, Any]:
    """One POST path per model with its original body schema, and the paths of jobs and assets."""
    upload = {"summary": "Upload an asset", "requestBody": {"required": True, "content": UPLOAD}}
    filters = [_query(name, {"type": "string"}) for name in ("types", "status")]
    paths: dict[str, Any] = {
        "/assets": {"post": upload, "get": {"summary": "List assets", "parameters": PAGINATION}},
        "/assets/{id}": _by_id("Get an asset", "Delete an asset"),
        "/jobs": {"get": {"summary": "List jobs", "parameters": [*PAGINATION, *filters]}},
        "/jobs/{id}": _by_id("Get a job by ID", "Delete a job by ID"),
    }
    for part in paths.values():
        for method in part.keys() & {"get", "post", "delete"}:
            part[method]["responses"] = {"200": {"description": "Done."}}
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
        "info": {"title": "Krea API (sandbox)", "version": version},
        "servers": [{"url": base}],
        "security": [{"bearerAuth": []}],
        "components": {
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Job": job},
        },
        "paths": paths,
    }


def _by_id(get: str, delete: str) -> dict[str, Any]:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {"parameters": [key], "get": {"summary": get}, "delete": {"summary": delete}}


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
    """Convert read-only mappings and sequences to dicts and lists, for JSON."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
