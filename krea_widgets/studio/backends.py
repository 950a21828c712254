"""The two backends, "krea" and "sandbox": who one is there, and the engine that runs the jobs of each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ..engine import KREA_POLLING, SANDBOX_POLLING, Dependencies, Engine, EngineLoop, Job, PollPolicy
from ..errors import BadInput, MissingExtra
from ..secret import TOKEN_PAGE, Token
from ..settings import KREA_URL, SANDBOX_URL, at_krea, check_base_url, find_token

if TYPE_CHECKING:
    import httpx

    from ..api import Client
    from ..journal import Journal

Backend = Literal["krea", "sandbox"]
BACKENDS: tuple[Backend, ...] = ("krea", "sandbox")

__all__ = ["Backend", "Backends"]


class Backends:
    """Which backend answers, and how to reach it. All methods may be called from any thread.

    Args:
        backend: "krea" or "sandbox"; None means "krea" where a token is found.
        token: A Krea API token; else it is looked up (`settings.find_token`).
        journal: Where the jobs are written down.
        clips: Tells where clips go; asked at every run.
        base_url: The API's address.
        transport: How requests travel (httpx); tests swap it.
        pace: How often to look at a job; None means what suits the backend.
        sleep: Waits, between looks and between tries.
        on_krea: Run in the background, with the client, when Krea is first used.
    """

    def __init__(
        self,
        backend: Backend | None,
        *,
        token: str | Token | None,
        journal: Callable[[], Journal],
        clips: Callable[[], Path],
        base_url: str = KREA_URL,
        transport: httpx.AsyncBaseTransport | None = None,
        pace: PollPolicy | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_krea: Callable[[Client], Coroutine[Any, Any, object]] | None = None,
    ) -> None:
        token = Token.of(token)
        check_base_url(base_url)
        self.loop = EngineLoop()
        self.notices: list[str] = []
        self._token = find_token(token)
        self._journal = journal
        self._clips = clips
        self._base_url = base_url
        self._transport = transport
        self._pace = pace
        self._sleep = sleep
        self._on_krea = on_krea
        self._lock = threading.RLock()
        self._engines: dict[Backend, Engine] = {}
        self._retired: list[Engine] = []  # of an earlier token; they end their jobs and get no new ones
        self._background: list[Future[Any]] = []  # ended before the client that it uses is closed
        self._sandbox: Any = None
        self._shut = False
        self.now: Backend = _backend(backend) if backend else ("krea" if self._token else "sandbox")

    @property
    def base_url(self) -> str:
        """Where the jobs of this backend are: the API's address, or "" for the sandbox of this process."""
        return self.base_url_of(self.now)

    def base_url_of(self, backend: Backend) -> str:
        """Where the jobs of that backend are."""
        return self._base_url if backend == "krea" else ""

    @property
    def has_token(self) -> bool:
        """Whether a token is known."""
        return self._token is not None

    def use(self, backend: Backend, token: str | Token | None = None) -> None:
        """Let that backend answer from now on; jobs that are running stay where they are.

        Raises:
            BadInput: There is no such backend, or no token for Krea.
        """
        token = Token.of(token)
        backend = _backend(backend)
        if token is not None:
            self.login(token)
        if backend == "krea" and self._token is None:
            self._token = find_token()  # it may have been set since
        if backend == "krea" and self._token is None:
            raise BadInput(
                "There is no Krea token.",
                advice=f"Set KREA_API_KEY before the kernel starts, or call krea.login(). Tokens: {TOKEN_PAGE}.",
            )
        self.now = backend

    def login(self, token: str | Token) -> None:
        """Use this token from now on, in this process only; nothing is written down."""
        wrapped, token = Token.of(token), ""
        with self._lock:
            self._token = find_token(wrapped)
            self._retire()
            self.now = "krea"

    def logout(self) -> None:
        """Forget the token and go back to the sandbox."""
        with self._lock:
            self._token = None
            self._retire()
            self.now = "sandbox"

    def engine(self, backend: Backend | None = None) -> Engine:
        """The engine of that backend; when left out, of the one that answers now."""
        with self._lock:
            if self._shut:
                raise BadInput("This studio is closed.")
            backend = backend or self.now
            if backend not in self._engines:
                if backend == "sandbox" and self._transport is None:
                    self._open_sandbox()
                client, journal = self._client(backend), self._journal()
                self._engines[backend] = Engine(self.loop, journal, lambda: self._parts(backend, client(), journal))
                if backend == "krea" and self._on_krea is not None:
                    self._background.append(self.loop.spawn(_first_use(self._engines[backend], self._on_krea)))
            return self._engines[backend]

    def jobs(self) -> list[Job]:
        """The jobs of this process that are not over, in every backend."""
        with self._lock:
            engines = [*self._engines.values(), *self._retired]
        return [job for engine in engines for job in list(engine.jobs.values()) if not job.done]

    def owns(self, url: str) -> bool:
        """Whether the backend that answers now has this image already, so that its URL is sent as it is."""
        host = (urlsplit(url).hostname or "").lower()
        if self.now == "sandbox":
            return host == urlsplit(SANDBOX_URL).hostname
        return at_krea(url) or host == urlsplit(self._base_url).hostname

    def fetch(self, url: str) -> tuple[bytes, str]:
        """An image from the web and its file name, fetched without the token."""
        engine = self.engine()

        async def fetch() -> tuple[bytes, str]:
            return await (await engine.dependencies()).client.fetch(url)

        return self.loop.run(fetch())

    def shut(self) -> None:
        """Begin nothing any more; what runs goes on until `close`."""
        with self._lock:
            self._shut = True

    def close(self) -> None:
        """Stop watching and free every thread, socket and file; jobs at Krea go on."""
        self.shut()
        with self._lock:
            engines = [*self._engines.values(), *self._retired]
            self._engines, self._retired = {}, []
        for future in self._background:
            future.cancel()
        for engine in engines:
            self.loop.run(engine.close())
        self.loop.close()
        if self._sandbox is not None:
            self._sandbox.state.sandbox.close()

    def _parts(self, backend: Backend, client: Client, journal: Journal) -> Dependencies:
        pace = self._pace or (SANDBOX_POLLING if backend == "sandbox" else KREA_POLLING)
        return Dependencies(
            client=client, journal=journal, backend=backend, clips=self._clips, polling=pace, sleep=self._sleep
        )

    def _client(self, backend: Backend) -> Callable[[], Client]:
        """What makes the client, later and on the engine's loop, of the token and transport of this moment."""
        from ..api import Client, Network

        token, transport, sandbox, tell = self._token, self._transport, self._sandbox, self.notices.append
        base, sleep = self._base_url, self._sleep
        if backend == "krea":
            return lambda: Client(base_url=base, token=token, transport=transport, sleep=sleep, on_notice=tell)

        def in_process() -> Client:
            from ..sandbox import InProcess

            own = transport or InProcess(sandbox)
            return Client(
                base_url=SANDBOX_URL,
                service="the sandbox",
                transport=own,
                result_transport=transport or Network(),  # an image may come from anywhere, in the sandbox too
                sleep=sleep,
                on_notice=tell,
            )

        return in_process

    def _open_sandbox(self) -> None:
        try:
            from ..sandbox import app
        except ImportError as error:
            raise MissingExtra(
                "The sandbox, which renders clips here for free, is not installed.",
                advice='Run: pip install "krea-widgets[sandbox]", or set KREA_API_KEY to use Krea.',
                details=str(error),
            ) from error
        self._sandbox = self._sandbox or app()

    def _retire(self) -> None:
        engine = self._engines.pop("krea", None)
        if engine is not None:
            self._retired.append(engine)


async def _first_use(engine: Engine, then: Callable[[Client], Coroutine[Any, Any, object]]) -> None:
    await then((await engine.dependencies()).client)


def _backend(name: Backend) -> Backend:
    if name not in BACKENDS:
        raise BadInput(f"There is no backend {name!r}.", advice="It is 'krea' or 'sandbox'.")
    return name
