"""An asynchronous client for Krea's API that never pays twice and never shows the token."""

from __future__ import annotations

from .client import Client
from .network import HttpTransport, Network
from .responses import JobPage, JobResponse

__all__ = ["Client", "HttpTransport", "JobPage", "JobResponse", "Network"]
