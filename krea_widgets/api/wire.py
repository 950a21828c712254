"""One exchange with the API's own origin: the token goes nowhere else, and every failure is one of our errors."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import httpx

from ..errors import BadInput, KreaError
from ..settings import Token
from .bodies import UnreadableError, read_body, whole, without
from .refusals import refusal, strange, unreachable
from .replies import web_url
from .retries import http_date, retry_after

__all__ = ["Answer", "Bearer", "Wire"]

_HOPS = 5
_LARGEST = 32_000_000  # bytes of an answer, unpacked; a page of 1000 jobs has less than 1 MB
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Answer:
    """A successful answer: status, headers and the parsed body (or its text, when it is no JSON)."""

    def __init__(self, status: int, headers: httpx.Headers, body: Any) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Wire:
    """The connections to the API.

    Args:
        base_url: The API's address. A token goes to https and to this machine only.
        token: None sends none.
        transport: What answers instead of the network.
        agent: User-Agent.
        now: Our clock, in seconds since 1970.

    Attributes:
        base: The API's address with a "/" at its end.
        skew: Seconds by which Krea's clock was ahead of ours when it last answered; 0.0 before that.

    Raises:
        BadInput: No web address, or one to which a token is not sent.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: Token | None,
        transport: httpx.AsyncBaseTransport | None,
        agent: str,
        now: Callable[[], float],
    ) -> None:
        if not web_url(base_url):
            raise BadInput("The API's address has to begin with https://.")
        base = httpx.URL(base_url)
        if token and transport is None and base.scheme != "https" and base.host not in _LOOPBACK:
            raise BadInput("A token is sent over https only.", advice="Give the API's address with https://.")
        self.host = base.host
        self.skew = 0.0
        self.origin = f"{base.scheme}://{base.netloc.decode('ascii')}"
        self._token = token
        self._now = now
        self._home = _place(base)
        self._client = httpx.AsyncClient(
            base_url=base,
            auth=Bearer(token, base),
            transport=transport,
            headers={"User-Agent": agent, "Accept": "application/json", "Accept-Encoding": "identity"},
            # An idle connection is dropped long before a server would drop it: a submit on one that is just being
            # closed breaks off, and nobody could tell whether it arrived.
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=5, keepalive_expiry=5.0),
            follow_redirects=False,
        )
        self.base = str(self._client.base_url)

    def __repr__(self) -> str:
        return f"{self.origin}, {'with a' if self._token else 'no'} token"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def exchange(
        self, method: str, path: str, *, subject: str, read: float, submitting: bool = False, **parts: Any
    ) -> Answer:
        """Send one request and get its successful answer.

        A question (GET) follows redirects inside the origin; nothing else follows any.

        Args:
            method: GET, POST or DELETE.
            path: Below the API's address.
            subject: What is asked for, in words, for a 404.
            read: Seconds of silence that are borne.
            submitting: Whether the request can start a job.
            **parts: Further parts of the request, as httpx names them.

        Raises:
            ApiError, Unreachable: As Krea answers, or does not.
        """
        timeout = httpx.Timeout(read, connect=5.0)
        response, body = await self._send(method, path, submitting, timeout=timeout, **parts)
        for _ in range(_HOPS):
            target = response.next_request
            if target is None or method != "GET" or _place(target.url) != self._home:
                break
            response, body = await self._send("GET", target.url, submitting, timeout=timeout)
        self._compare_clocks(response.headers)
        if response.is_success:
            return Answer(response.status_code, response.headers, body)
        raise refusal(
            response.status_code,
            body,
            subject=subject,
            retry_after=retry_after(response.headers, now=self._now),
            has_token=self._token is not None,
            submitting=submitting,
            asking=method == "GET",
        )

    async def _send(
        self, method: str, url: str | httpx.URL, submitting: bool, **parts: Any
    ) -> tuple[httpx.Response, Any]:
        """(response, parsed body without the token); the body as it came is in no frame that an error carries."""
        failure: KreaError
        try:
            async with self._client.stream(method, url, **parts) as response:
                return response, read_body(await whole(response, _LARGEST), self._secret())
        except UnreadableError as error:
            if not response.is_success:  # the status says enough
                return response, ""
            what = f"Krea's answer cannot be read: it is packed, or larger than {_LARGEST / 1e6:.0f} MB."
            failure = strange(what, status=response.status_code, details=str(error))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            failure = unreachable(error, self.host, submitting=submitting)
            failure.details = without(failure.details, self._secret())  # it quotes what is no HTTP
        # Raised out here, so that neither the chain nor the frames of httpx, in which the headers lie, come along.
        raise failure

    def _secret(self) -> str:
        return self._token.reveal() if self._token else ""

    def _compare_clocks(self, headers: httpx.Headers) -> None:
        date = http_date(headers.get("date", ""))
        if date and "age" not in headers:  # an aged answer comes from a cache, with the date of its making
            self.skew = date.timestamp() - self._now()


class Bearer(httpx.Auth):
    """Adds the token to requests for the API's own origin; it is revealed here, and no frame keeps it."""

    def __init__(self, token: Token | None, base: httpx.URL) -> None:
        self._token = token
        self._home = _place(base)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._token and _place(request.url) == self._home:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


def _place(url: httpx.URL) -> tuple[str, str, int]:
    """An origin in one spelling, with its port."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
