"""Sends requests with this machine's proxies and certificates, and without a proxy to this machine itself."""

from __future__ import annotations

import os
import ssl
import urllib.request
from pathlib import Path

import httpx

from ..errors import BadInput
from ..settings import is_this_machine

__all__ = ["HttpTransport", "Network"]

_FEW = httpx.Limits(max_connections=10, max_keepalive_connections=4)
LARGEST_PORT = 65_535
# httpx and Python's ssl read these variables.
CERTIFICATE_NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


# What carries a request: `Network`, or the sandbox in this process.
HttpTransport = httpx.AsyncBaseTransport


class Network(httpx.AsyncBaseTransport):
    """Sends each request directly, or through this machine's proxy for its address.

    httpx reads these settings when a client is made, fails with some that other programs accept (`NO_PROXY=[::1]`), and
    sends requests for 127.0.0.1 to the proxy. This transport reads nothing before the first request that needs it:
    plain http needs no certificates, and a loopback address needs no proxy.

    Args:
        limits: Open and idle connections, for each proxy.

    Raises:
        BadInput: A request raises it if an environment variable is unusable; the text names the variable.
    """

    def __init__(self, limits: httpx.Limits = _FEW) -> None:
        self._limits = limits
        self._proxies: dict[str, str] | None = None
        self._transports: dict[tuple[bool, str], httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = "" if is_this_machine(request.url.host) else self._proxy_name(request.url)
        try:
            return await self._transport(request.url.scheme == "https", name).handle_async_request(request)
        except httpx.TransportError as error:
            # For the error's advice.
            error.proxy = name and _variable(name)  # type: ignore[attr-defined]
            raise

    async def aclose(self) -> None:
        for transport in self._transports.values():
            await transport.aclose()

    def _transport(self, secure: bool, name: str) -> httpx.AsyncHTTPTransport:
        if (secure, name) not in self._transports:
            self._transports[secure, name] = self._opened(secure, name)
        return self._transports[secure, name]

    def _proxy_name(self, url: httpx.URL) -> str:
        """The scheme whose setting names the proxy for this address, or "" for no proxy."""
        if self._proxies is None:
            # From the environment, or else from macOS or Windows.
            self._proxies = urllib.request.getproxies()
        name = next((name for name in (url.scheme, "all") if self._proxies.get(name)), "")
        return "" if not name or urllib.request.proxy_bypass(url.host) else name

    def _opened(self, secure: bool, name: str) -> httpx.AsyncHTTPTransport:
        # A context without certificates trusts nobody. It is for plain http, which does not use it.
        context = _trusting() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not name:
            return httpx.AsyncHTTPTransport(verify=context, limits=self._limits, trust_env=False)
        problem, advice = "is unusable", "Set it to http://host:port, or unset it."
        try:
            return httpx.AsyncHTTPTransport(
                verify=context, limits=self._limits, trust_env=False, proxy=self._proxy_url(name)
            )
        except ImportError:
            problem, advice = "needs the package socksio", 'Run: pip install "httpx[socks]".'
        except (ValueError, httpx.InvalidURL):
            pass
        # Raised outside the handlers, because httpx's frames hold the proxy's password.
        raise BadInput(f"The proxy in {_variable(name)} {problem}.", advice=advice)

    def _proxy_url(self, name: str) -> str:
        given = (self._proxies or {})[name]
        url = given if "://" in given else f"http://{given}"
        if not 0 <= (httpx.URL(url).port or 0) <= LARGEST_PORT:
            raise ValueError("There is no such port.")
        return url


def _variable(name: str) -> str:
    """Where the proxy of this name is set."""
    names = [variable for variable in (f"{name}_proxy", f"{name}_proxy".upper()) if os.environ.get(variable)]
    return names[0] if names else "the system settings"


def _trusting() -> ssl.SSLContext:
    """A context with this machine's trusted certificates.

    Raises:
        BadInput: A variable names an unreadable file.
    """
    try:
        return httpx.create_ssl_context()
    # Includes ssl.SSLError.
    except OSError as error:
        problem = type(error).__name__
    names = [name for name in CERTIFICATE_NAMES if os.environ.get(name)]
    missing = [name for name in names if not Path(os.environ[name]).exists()]
    shown = " or ".join(missing or names) or "the system settings"
    raise BadInput(f"The file in {shown} is unusable ({problem}).", advice="Correct the variable, or unset it.")
