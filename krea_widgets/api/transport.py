"""Sends requests to the API's own origin, the only one that gets the token, and turns each failure into a KreaError."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ..errors import BadInput, KreaError
from ..secret import Redactor, Token, without_frames
from ..settings import check_base_url, is_this_machine
from .error_responses import KREA, refusal, strange, unreachable
from .get_retry import http_date, retry_after
from .network import Network
from .read_body import UnreadableError, parse_body, read_all
from .responses import web_url

__all__ = ["Bearer", "Response", "Transport"]

_MAX_REDIRECTS = 5
# Bytes of a decompressed response. A page of 1000 jobs has less than 1 MB.
_LARGEST = 32_000_000
_NOTICES = ("deprecation", "sunset", "link")
# httpx logs each request at INFO. Those of the engine's thread are ours, and ours are logged as jobs.
logging.getLogger("httpx").addFilter(lambda record: record.threadName != "krea_widgets engine")


@dataclass
class Response:
    """A response with the echoed token redacted, and only the headers that are needed."""

    status: int
    # Parsed JSON, or else the text.
    body: Any
    # The headers that announce the end of a model.
    notices: Mapping[str, str]
    # Seconds.
    retry_after: float | None


class Transport:
    """The connections to the API.

    Args:
        base_url: The API's address. The token goes to https and to this machine only.
        transport: Replaces the network.
        agent: User-Agent.

    Attributes:
        base: The API's address with a final "/".
        skew: Seconds by which Krea's clock was ahead of ours at its last response; 0.0 before that.

    Raises:
        BadInput: It is no web address, or one that must not get a token.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: Token | None,
        transport: httpx.AsyncBaseTransport | None,
        agent: str,
        now: Callable[[], float],
        service: str = KREA,
    ) -> None:
        # Tracebacks call repr, also if the lines below raise. It needs only these two.
        self.origin, self._token = "", token
        check_base_url(base_url)
        if not web_url(base_url):
            raise BadInput("The API's address must begin with https://.")
        base = httpx.URL(base_url)
        if token and transport is None and base.scheme != "https" and not is_this_machine(base.host):
            raise BadInput("A token is sent over https only.", advice="Use an API address with https://.")
        self.host = base.netloc.decode("ascii")
        self.skew = 0.0
        self.origin = f"{base.scheme}://{base.netloc.decode('ascii')}"
        self._redactor = Redactor(token)
        self._now = now
        self._service = service
        self._home = _origin(base)
        # An idle connection is closed long before a server would close it. A submit on a connection that is being
        # closed breaks off, and nobody can tell whether it arrived.
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=5, keepalive_expiry=5.0)
        self._client = httpx.AsyncClient(
            base_url=base,
            auth=Bearer(token, base),
            transport=transport or Network(limits),
            trust_env=False,
            headers={"User-Agent": agent, "Accept": "application/json", "Accept-Encoding": "identity"},
            follow_redirects=False,
        )
        self.base = str(self._client.base_url)

    def __repr__(self) -> str:
        return f"{self.origin}, {'with a' if self._token else 'no'} token"

    async def aclose(self) -> None:
        await self._client.aclose()

    async def request(
        self, method: str, path: str, *, subject: str, read: float, submitting: bool = False, **options: Any
    ) -> Response:
        """Send one request; returns its successful response.

        A GET follows redirects inside the origin. Other methods follow none.

        Args:
            subject: What is requested, for the message of a 404: "job 123".
            read: Read timeout in seconds.
            submitting: Whether the request can start a job.
            **options: Further arguments of `httpx.AsyncClient.stream`.

        Raises:
            ApiError, Unreachable: There is no successful response.
        """
        response = await self._send(method, path, submitting, timeout=httpx.Timeout(read, connect=5.0), **options)
        if 200 <= response.status < 300:
            return response
        raise refusal(
            response.status,
            response.body,
            subject=subject,
            retry_after=response.retry_after,
            has_token=self._token is not None,
            submitting=submitting,
            reading=method == "GET",
            service=self._service,
        )

    async def _send(self, method: str, path: str, submitting: bool, **options: Any) -> Response:
        """The response, or an error without any frame that has a header or an unread body as a variable.

        Such frames are those of httpx, httpcore, h11 and `_exchange`. So each exception of theirs loses its traceback
        and its chain, an interrupt and a cancellation included.
        """
        failure: BaseException
        try:
            return await self._exchange(method, path, **options)
        except BaseException as error:
            failure = self._clean(without_frames(error), submitting)
        raise failure

    def _clean(self, error: BaseException, submitting: bool) -> BaseException:
        """What replaces `error`: each exception of a transport becomes a KreaError."""
        if isinstance(error, KreaError) or not isinstance(error, Exception):
            return error
        failure = unreachable(error, self.host, submitting=submitting, service=self._service)
        # The details quote the bytes of an invalid response.
        failure.details = self._redactor.redact(failure.details)
        return failure

    async def _exchange(self, method: str, path: str, **options: Any) -> Response:
        url: str | httpx.URL = path
        for _ in range(_MAX_REDIRECTS + 1):
            async with self._client.stream(method, url, **options) as response:
                body = await self._read(response)
            target = response.next_request
            if target is None or method != "GET" or _origin(target.url) != self._home:
                break
            url, options = target.url, {"timeout": options["timeout"]}
        headers = response.headers
        self._compare_clocks(headers)
        notices = {name: self._redactor.redact(headers[name]) for name in _NOTICES if name in headers}
        return Response(response.status_code, body, notices, retry_after(headers, now=self._now))

    async def _read(self, response: httpx.Response) -> Any:
        """The parsed body. For an unreadable error response, the status is enough."""
        try:
            return parse_body(await read_all(response, _LARGEST), self._redactor)
        except UnreadableError as error:
            if not response.is_success:
                return ""
            size = f"{_LARGEST / 1e6:.0f} MB"
            what = f"The response of {self._service} cannot be read: it is compressed, or larger than {size}."
            raise strange(
                what, status=response.status_code, details=self._redactor.redact(str(error)), service=self._service
            ) from None

    def _compare_clocks(self, headers: httpx.Headers) -> None:
        date = http_date(headers.get("date", ""))
        # A response with an age is a cache's, with the date of its creation.
        if date and "age" not in headers:
            self.skew = date.timestamp() - self._now()


class Bearer(httpx.Auth):
    """Adds the token to requests to the API's own origin. The token is revealed here, and no frame keeps it."""

    def __init__(self, token: Token | None, base: httpx.URL) -> None:
        self._token = token
        self._home = _origin(base)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._token and _origin(request.url) == self._home:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
