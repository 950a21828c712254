"""The network: this machine's proxies and certificates, read on first use, and no proxy on the way to this machine."""

from __future__ import annotations

import os
import ssl
import urllib.request
from pathlib import Path

import httpx

from ..errors import BadInput
from ..settings import is_this_machine

__all__ = ["Network"]

_FEW = httpx.Limits(max_connections=10, max_keepalive_connections=4)
CERTIFICATE_NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")  # what httpx and Python's ssl read


class Network(httpx.AsyncBaseTransport):
    """Sends each request directly or through the proxy that this machine's settings name for its address.

    httpx reads these settings when a client is made, dies of some that other programs take (`NO_PROXY=[::1]`), and
    sends requests for 127.0.0.1 to the proxy. Here nothing is read before the first request that needs it: plain http
    needs no certificates, and a loopback address has no proxy.

    Args:
        limits: How many connections are open and idle, for each proxy.

    Raises:
        BadInput: By a request: a variable cannot be used; the text names it.
    """

    def __init__(self, limits: httpx.Limits = _FEW) -> None:
        self._limits = limits
        self._proxies: dict[str, str] | None = None
        self._transports: dict[tuple[bool, str], httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport(request.url).handle_async_request(request)

    async def aclose(self) -> None:
        for transport in self._transports.values():
            await transport.aclose()

    def _transport(self, url: httpx.URL) -> httpx.AsyncHTTPTransport:
        name = "" if is_this_machine(url.host) else self._proxy_name(url)
        key = (url.scheme == "https", name)
        if key not in self._transports:
            self._transports[key] = self._opened(*key)
        return self._transports[key]

    def _proxy_name(self, url: httpx.URL) -> str:
        """The scheme under which the proxy for this address is set, or "" for none."""
        if self._proxies is None:
            self._proxies = urllib.request.getproxies()  # the environment's, else macOS's or Windows's
        name = next((name for name in (url.scheme, "all") if self._proxies.get(name)), "")
        return "" if not name or urllib.request.proxy_bypass(url.host) else name

    def _opened(self, secure: bool, name: str) -> httpx.AsyncHTTPTransport:
        """A transport; `name` is that of its proxy, or ""."""
        # A context without certificates trusts nobody. It is for plain http, which has no use for one.
        context = _trusting() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not name:
            return httpx.AsyncHTTPTransport(verify=context, limits=self._limits, trust_env=False)
        problem = "is not one that httpx can use"
        advice = "Give it as http://host:port, or unset it."
        try:
            return httpx.AsyncHTTPTransport(
                verify=context, limits=self._limits, trust_env=False, proxy=self._proxy_url(name)
            )
        except ImportError:
            problem, advice = "needs the package socksio", 'Run: pip install "httpx[socks]".'
        except (ValueError, httpx.InvalidURL):
            pass
        # Raised out here, since httpx's frames hold the proxy's password.
        names = [variable for variable in (f"{name}_proxy", f"{name}_proxy".upper()) if os.environ.get(variable)]
        raise BadInput(f"The proxy in {names[0] if names else 'the system settings'} {problem}.", advice=advice)

    def _proxy_url(self, name: str) -> str:
        url = (self._proxies or {})[name]
        return url if "://" in url else f"http://{url}"


def _trusting() -> ssl.SSLContext:
    """The certificates that this machine trusts.

    Raises:
        BadInput: A variable names a file that cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # ssl.SSLError is one
        problem = type(error).__name__
    names = [name for name in CERTIFICATE_NAMES if os.environ.get(name)]
    missing = [name for name in names if not Path(os.environ[name]).exists()]
    shown = " or ".join(missing or names) or "the system settings"
    raise BadInput(f"The file in {shown} cannot be used ({problem}).", advice="Correct the variable, or unset it.")
