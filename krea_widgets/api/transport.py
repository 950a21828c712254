"""One exchange with the API's own origin: the token goes nowhere else, and every failure is one of our errors."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ..errors import BadInput, KreaError
from ..secret import Token, without_frames
from ..settings import check_base_url, is_this_machine
from .errors import KREA, refusal, strange, unreachable
from .network import Network
from .read_body import Echo, UnreadableError, read_body, whole
from .responses import web_url
from .retry import http_date, retry_after

__all__ = ["Bearer", "Response", "Transport"]

_HOPS = 5
_LARGEST = 32_000_000  # bytes of an answer, unpacked; a page of 1000 jobs has less than 1 MB
_NOTICES = ("deprecation", "sunset", "link")


@dataclass
class Response:
    """An answer without the token that a server may echo; of its headers only what is needed.

    Attributes:
        status: HTTP status.
        body: Parsed JSON, or the text when it is none.
        notices: The headers that announce the end of a model.
        retry_after: Seconds that the server asks to wait, if it does.
    """

    status: int
    body: Any
    notices: Mapping[str, str]
    retry_after: float | None


class Transport:
    """The connections to the API.

    Args:
        base_url: The API's address. A token goes to https and to this machine only.
        token: None sends none.
        transport: What answers instead of the network.
        agent: User-Agent.
        now: Our clock, in seconds since 1970.
        service: Who answers, for the errors.

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
        service: str = KREA,
    ) -> None:
        # The first two are all that the repr needs, which a traceback asks for also when the lines below raise.
        self.origin, self._token = "", token
        check_base_url(base_url)
        if not web_url(base_url):
            raise BadInput("The API's address has to begin with https://.")
        base = httpx.URL(base_url)
        if token and transport is None and base.scheme != "https" and not is_this_machine(base.host):
            raise BadInput("A token is sent over https only.", advice="Give the API's address with https://.")
        self.host = base.host
        self.skew = 0.0
        self.origin = f"{base.scheme}://{base.netloc.decode('ascii')}"
        self._echo = Echo(token)
        self._now = now
        self._service = service
        self._home = _place(base)
        # An idle connection is dropped long before a server would drop it: a submit on one that is just being
        # closed breaks off, and nobody could tell whether it arrived.
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
        """Close the connections."""
        await self._client.aclose()

    async def exchange(
        self, method: str, path: str, *, subject: str, read: float, submitting: bool = False, **parts: Any
    ) -> Response:
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
        answer = await self._ask(method, path, submitting, timeout=httpx.Timeout(read, connect=5.0), **parts)
        if 200 <= answer.status < 300:
            return answer
        raise refusal(
            answer.status,
            answer.body,
            subject=subject,
            retry_after=answer.retry_after,
            has_token=self._token is not None,
            submitting=submitting,
            asking=method == "GET",
            service=self._service,
        )

    async def _ask(self, method: str, path: str, submitting: bool, **parts: Any) -> Response:
        """The answer, or an error without a single frame in which a header or an unread body is a variable.

        Such frames are httpx's, httpcore's, h11's, and those of `_talk`. So nothing that is raised in there leaves with
        its traceback or chain, an interrupt and a cancellation included.
        """
        failure: BaseException
        try:
            return await self._talk(method, path, **parts)
        except BaseException as error:
            failure = self._clean(without_frames(error), submitting)
        raise failure

    def _clean(self, error: BaseException, submitting: bool) -> BaseException:
        """What is raised instead of `error`: whatever a transport raises becomes one of our errors."""
        if isinstance(error, KreaError) or not isinstance(error, Exception):
            return error
        failure = unreachable(error, self.host, submitting=submitting, service=self._service)
        failure.details = self._echo.without(failure.details)  # it quotes what is no HTTP
        return failure

    async def _talk(self, method: str, path: str, **parts: Any) -> Response:
        url: str | httpx.URL = path
        for hop in range(_HOPS + 1):
            async with self._client.stream(method, url, **parts) as response:
                body = await self._read(response)
            target = response.next_request
            if hop == _HOPS or target is None or method != "GET" or _place(target.url) != self._home:
                break
            url, parts = target.url, {"timeout": parts["timeout"]}
        headers = response.headers
        self._compare_clocks(headers)
        notices = {name: self._echo.without(headers[name]) for name in _NOTICES if name in headers}
        return Response(response.status_code, body, notices, retry_after(headers, now=self._now))

    async def _read(self, response: httpx.Response) -> Any:
        """The parsed body; of a refusal that cannot be read, the status says enough."""
        try:
            return read_body(await whole(response, _LARGEST), self._echo)
        except UnreadableError as error:
            if not response.is_success:
                return ""
            size = f"{_LARGEST / 1e6:.0f} MB"
            what = f"The answer of {self._service} cannot be read: it is packed, or larger than {size}."
            raise strange(
                what, status=response.status_code, details=self._echo.without(str(error)), service=self._service
            ) from None

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
