"""Makes models.json, the bundled list of models, from Krea's OpenAPI documents.

`python -m krea_widgets.catalogue.build NEW.json --may MAY.json` rewrites models.json. The newer document says which
models there are and what they take; the one of May adds prices in compute units for those that it still has.
What no document says (the default model, which fields exclude each other) stands in facts.json.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import BadInput
from . import cu_tables
from .model import MODEL_ID

__all__ = ["add_older", "build", "document_date", "dumps", "records"]

HERE = Path(__file__).parent
PREFIX = "/generate/video/"

Record = dict[str, Any]


def build(
    document: Mapping[str, Any], may: Mapping[str, Any] | None = None, facts: Mapping[str, Any] | None = None
) -> list[Record]:
    """The content of models.json: the head record, then one record per model.

    Args:
        document: An OpenAPI document of Krea; says which models there are.
        may: An older one with prices in compute units, used where `document` has no price.
        facts: What no document says; facts.json's content.

    Raises:
        BadInput: `document` holds no video model that can be read.
    """
    facts = facts or {}
    models = records(document)
    date = document_date(document)
    older = {record["id"]: record for record in records(may)} if may else {}
    for record in models:
        add_older(record, older.get(record["id"], {}), facts)
    ids = [record["id"] for record in models]
    head = {
        "source": f"Krea OpenAPI {date}".strip(),
        "date": date,
        "default": facts.get("default", ids[0]),
        "popular": [name for name in facts.get("popular", ()) if name in ids],
        "providers": facts.get("providers", {}),
        "compute_units": facts.get("compute_units", {}),
        "gone": {record["id"]: record["title"] for record in older.values() if record["id"] not in ids},
    }
    return [head, *models]


def records(document: Mapping[str, Any]) -> list[Record]:
    """One record per video model of an OpenAPI document, of either dialect; what cannot be read is left out.

    Raises:
        BadInput: The document is none, or holds no video model.
    """
    paths = document.get("paths") if isinstance(document, Mapping) else None
    if not isinstance(paths, Mapping):
        raise BadInput("This is not an OpenAPI document: it has no paths.")
    found = []
    for path, item in paths.items():
        operation = item.get("post") if isinstance(item, Mapping) else None
        if str(path).startswith(PREFIX) and isinstance(operation, Mapping):
            record = _record(str(path)[len(PREFIX) :], operation, document)
            if record:
                found.append(record)
    if not found:
        raise BadInput(f"The document holds no video model: nothing under {PREFIX} can be read.")
    return found


def document_date(document: Mapping[str, Any]) -> str:
    """The document's version when that is a date, else ""."""
    info = document.get("info")
    version = str(info.get("version", "")) if isinstance(info, Mapping) else ""
    return version if re.fullmatch(r"\d{4}-\d\d-\d\d", version) else ""


def dumps(content: Sequence[Record]) -> str:
    """JSON with one record per line, so that a diff names the models that changed."""
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in content)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _record(model_id: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> Record | None:
    schema = operation
    for key in ("requestBody", "content", "application/json", "schema"):
        inner = schema.get(key)
        if isinstance(inner, Mapping) and isinstance(inner.get("$ref"), str):
            inner = _lookup(inner["$ref"], document)
        if not isinstance(inner, Mapping):
            return None
        schema = inner
    schema = _inline(schema, document)
    if not MODEL_ID.fullmatch(model_id) or not isinstance(schema.get("properties"), Mapping):
        return None
    record: Record = {"id": model_id, "title": _title(model_id, operation.get("summary")), "schema": schema}
    if operation.get("deprecated") is True:
        record["deprecated"] = True
    aliases = _aliases(operation.get("x-krea-deprecated-field-aliases"))
    if aliases:
        record["aliases"] = aliases
    description = str(operation.get("description") or "")
    pricing = _points(operation.get("x-krea-pricing"), document_date(document)) or _units(description)
    if pricing:
        record["pricing"] = pricing
    usual = cu_tables.read(description, cu_tables.SECONDS)
    if usual:
        record["usual_seconds"] = {"dimensions": usual[0], "rows": usual[1]}
    return record


def add_older(record: Record, older: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Adds what only the older document or the facts know; never replaces what the record has."""
    name = record["id"]
    priced = facts.get("pricing", {}).get(name) or older.get("pricing")
    extras = {"pricing": priced, "usual_seconds": older.get("usual_seconds"), "aliases": older.get("aliases")}
    extras["exclusive"] = facts.get("exclusive", {}).get(name) or older.get("exclusive")
    for key, value in extras.items():
        if value:
            record.setdefault(key, value)


def _inline(value: Any, document: Mapping[str, Any], inside: frozenset[str] = frozenset()) -> Any:
    """`value` with local $refs replaced by what they point at; {} (anything goes) where that leads back or nowhere."""
    if isinstance(value, list):
        return [_inline(inner, document, inside) for inner in value]
    if not isinstance(value, Mapping):
        return value
    target = value.get("$ref")
    if not isinstance(target, str):
        return {key: _inline(inner, document, inside) for key, inner in value.items()}
    return {} if target in inside else _inline(_lookup(target, document), document, inside | {target})


def _lookup(target: str, document: Mapping[str, Any]) -> Any:
    found: Any = document
    for step in target.removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
    return {} if found is None else found


def _title(model_id: str, summary: object) -> str:
    """The summary; or the id's words when the summary is missing or an internal name ("minimax_h3max_camera")."""
    title = str(summary or "").strip().rstrip("*").strip()
    if title and "_" not in title:
        return title
    return " ".join(word[:1].upper() + word[1:] for word in model_id.rpartition("/")[2].split("-"))


def _aliases(listed: object) -> dict[str, str]:
    """Old field name to new one, without those that are the same name in camelCase."""
    pairs = (
        [(str(item.get("from")), str(item.get("to"))) for item in listed if isinstance(item, Mapping)]
        if isinstance(listed, list)
        else []
    )
    return {old: new for old, new in pairs if re.sub(r"(?=[A-Z])", "_", old).lower() != new}


def _points(pricing: object, date: str) -> Record | None:
    """`x-krea-pricing` as a table; None when it has no point that can be read."""
    points = pricing.get("price_points") if isinstance(pricing, Mapping) else None
    if not isinstance(pricing, Mapping) or not isinstance(points, list):
        return None
    usable = [point for point in points if _is_point(point)]
    dimensions = list(dict.fromkeys(name for point in usable for name in point["dimensions"]))
    rows = [[*(point["dimensions"].get(name) for name in dimensions), point["amount"]] for point in usable]
    head = {"currency": pricing.get("currency", "USD"), "unit": pricing.get("unit", "request"), "exact": True}
    head |= {"source": str(pricing.get("source", "")), "date": date}
    return {**head, "dimensions": dimensions, "rows": rows} if rows else None


def _is_point(point: object) -> bool:
    """Whether it is {"amount": a number, "dimensions": {name: a plain value}}."""
    if not isinstance(point, Mapping) or not isinstance(point.get("dimensions"), Mapping):
        return False
    amount, plain = point.get("amount"), (str, int, float, bool, type(None))
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 <= amount < float("inf"):
        return False
    return all(isinstance(value, plain) for value in point["dimensions"].values())


def _units(description: str) -> Record | None:
    table = cu_tables.read(description)
    return {"currency": "CU", "unit": "request", "dimensions": table[0], "rows": table[1]} if table else None


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m krea_widgets.catalogue.build", description=__doc__)
    parser.add_argument(
        "document", type=Path, help="the newest OpenAPI document (GET https://api.krea.ai/openapi.json)"
    )
    parser.add_argument("--may", type=Path, help="the one of May 2026, which has prices in compute units")
    parser.add_argument("--out", default=str(HERE / "models.json"), help='where to write; "-" prints it')
    options = parser.parse_args(arguments)
    facts = json.loads((HERE / "facts.json").read_text("utf-8"))
    may = json.loads(options.may.read_text("utf-8")) if options.may else None
    text = dumps(build(json.loads(options.document.read_text("utf-8")), may, facts))
    if options.out == "-":
        sys.stdout.write(text)
    else:
        Path(options.out).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
