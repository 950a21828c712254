"""Krea's documents of October and May 2026, trimmed to the bodies, prices and tables of the video models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from krea_widgets.catalogue import Catalogue, bundled
from krea_widgets.catalogue.build import build

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def october() -> dict[str, Any]:
    return json.loads((DATA / "openapi-2026-10.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def may() -> dict[str, Any]:
    return json.loads((DATA / "openapi-2026-05.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def may_catalogue(may: dict[str, Any]) -> Catalogue:
    """The models as they were in May: the other dialect."""
    return Catalogue(build(may))


@pytest.fixture
def models() -> Catalogue:
    return bundled()
