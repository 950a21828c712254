"""An asynchronous client for Krea's API that never pays twice and never shows the token."""

from __future__ import annotations

from .._util.imports import no_collection

# An event loop may be running.
with no_collection():
    import httpx  # noqa: F401

from .client import Client
from .network import HttpTransport, Network
from .responses import AssetResponse, JobResponse, Page

__all__ = ["AssetResponse", "Client", "HttpTransport", "JobResponse", "Network", "Page"]
