"""Writes models.json, the bundled model catalogue, from Krea's OpenAPI documents.

`python -m krea_widgets.catalogue.build NEW.json --may MAY.json` rewrites models.json. The newer document has the
models and their parameters; the one of May adds prices in compute units. facts.json has what no document says: the
default model, popular models, and which fields exclude each other.
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
from .model import MODEL_ID

__all__ = ["SECONDS", "add_older", "build", "document_date", "dumps", "read_table", "records"]

HERE = Path(__file__).parent
PREFIX = "/generate/video/"
# Columns of the price tables in the descriptions of the document of May 2026.
AMOUNT = "compute units"
SECONDS = "average completion time"
# Columns whose heading is not the name of the dimension that newer documents use.
DIMENSIONS = {"audio": "generateAudio", "lora": "hasLora", "video reference": "hasVideoReference"}

Record = dict[str, Any]


def build(
    document: Mapping[str, Any], may: Mapping[str, Any] | None = None, facts: Mapping[str, Any] | None = None
) -> list[Record]:
    """The content of models.json: a head record, then one record per model.

    Args:
        document: An OpenAPI document of Krea, with all models.
        may: An older one with prices in compute units, used where `document` has no price.
        facts: The content of facts.json.

    Raises:
        BadInput: `document` has no readable video model.
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
    """One record per video model of an OpenAPI document, of either dialect; unreadable models are left out.

    Raises:
        BadInput: It is not an OpenAPI document, or has no video model.
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
        raise BadInput(f"The document has no readable video model under {PREFIX}.")
    return found


def document_date(document: Mapping[str, Any]) -> str:
    """The document's version if it is a date, else ""."""
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
    pricing = _price_points(operation.get("x-krea-pricing"), document_date(document)) or _compute_units(description)
    if pricing:
        record["pricing"] = pricing
    usual = read_table(description, SECONDS)
    if usual:
        record["usual_seconds"] = {"dimensions": usual[0], "rows": usual[1]}
    return record


def add_older(record: Record, older: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Add values that only the older document or the facts have; never replace the record's own."""
    name = record["id"]
    priced = facts.get("pricing", {}).get(name) or older.get("pricing")
    extras = {"pricing": priced, "usual_seconds": older.get("usual_seconds"), "aliases": older.get("aliases")}
    extras["exclusive"] = facts.get("exclusive", {}).get(name) or older.get("exclusive")
    for key, value in extras.items():
        if value:
            record.setdefault(key, value)


def _inline(value: Any, document: Mapping[str, Any], inside: frozenset[str] = frozenset()) -> Any:
    """`value` with local $refs replaced by what they point at; {} (any value) for circular or broken ones."""
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
    """The summary, or the capitalised id if there is none or it is an internal name ("minimax_h3max_camera")."""
    title = str(summary or "").strip().rstrip("*").strip()
    if title and "_" not in title:
        return title
    return " ".join(part[:1].upper() + part[1:] for part in model_id.rpartition("/")[2].split("-"))


def _aliases(listed: object) -> dict[str, str]:
    """Old field names to new ones, without old names that are the new one in camelCase."""
    pairs = (
        [(str(item.get("from")), str(item.get("to"))) for item in listed if isinstance(item, Mapping)]
        if isinstance(listed, list)
        else []
    )
    return {old: new for old, new in pairs if re.sub(r"(?=[A-Z])", "_", old).lower() != new}


def _price_points(pricing: object, date: str) -> Record | None:
    """`x-krea-pricing` as a table, or None if it has no readable point."""
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
    """Whether it is {"amount": number, "dimensions": {name: str, number, bool or None}}."""
    if not isinstance(point, Mapping) or not isinstance(point.get("dimensions"), Mapping):
        return False
    amount, plain = point.get("amount"), (str, int, float, bool, type(None))
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 <= amount < float("inf"):
        return False
    return all(isinstance(value, plain) for value in point["dimensions"].values())


def _compute_units(description: str) -> Record | None:
    table = read_table(description)
    return {"currency": "CU", "unit": "request", "dimensions": table[0], "rows": table[1]} if table else None


def read_table(description: str, column: str = AMOUNT) -> tuple[list[str], list[list[Any]]] | None:
    """A Markdown table in a model's description, from the OpenAPI document of May 2026.

    Its columns are dimensions (Mode, Resolution, Audio, Duration …), "Compute Units" and sometimes "Average Completion
    Time".

    Args:
        description: Markdown.
        column: The column that a row ends with: compute units, or `SECONDS`.

    Returns:
        The names of the dimensions, and rows of one value per dimension followed by the number of `column`; None as a
        value fits every value. None if there is no such table.

    Example:
        >>> read_table("| Duration | Compute Units |\\n|---|---|\\n| 5s | ~200 |")
        (['duration'], [[5, 200]])
    """
    lines = [_cells(line) for line in description.splitlines() if line.strip().startswith("|")]
    if not lines or column not in (heads := [head.lower() for head in lines[0]]):
        return None
    amount_at = heads.index(column)
    dimensions_at = [i for i, head in enumerate(heads) if head not in (AMOUNT, SECONDS)]
    rows = []
    for cells in lines[1:]:
        amount = _number(cells[amount_at]) if len(cells) == len(heads) else None
        if amount is not None:
            rows.append([*(_value(cells[i]) for i in dimensions_at), amount])
    return ([_dimension(lines[0][i]) for i in dimensions_at], rows) if rows else None


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _dimension(head: str) -> str:
    first, *rest = head.lower().split()
    return DIMENSIONS.get(" ".join([first, *rest])) or first + "".join(part.capitalize() for part in rest)


def _number(text: str) -> float | int | None:
    """The number in "~270", "57.3", "~97 seconds", "5s"; None for anything else."""
    found = re.fullmatch(r"~?\s*([\d,]*\.?\d+)\s*(?:s|seconds?)?", text)
    if not found:
        return None
    number = float(found[1].replace(",", ""))
    return int(number) if number.is_integer() else number


def _value(text: str) -> Any:
    values: dict[str, Any] = {"yes": True, "no": False, "-": None, "": None}
    if text.lower() in values:
        return values[text.lower()]
    number = _number(text)
    return text if number is None else number


def main(arguments: Sequence[str] | None = None) -> None:
    """Write models.json."""
    parser = argparse.ArgumentParser(prog="python -m krea_widgets.catalogue.build", description=__doc__)
    parser.add_argument(
        "document", type=Path, help="path of the newest OpenAPI document (GET https://api.krea.ai/openapi.json)"
    )
    parser.add_argument("--may", type=Path, help="path of the document of May 2026, with prices in compute units")
    parser.add_argument("--out", default=str(HERE / "models.json"), help='output path; "-" prints')
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
