"""The two backends, "krea" and "sandbox", with their token and engines."""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict
from urllib.parse import urlsplit

from ..engine import KREA_POLLING, SANDBOX_POLLING, Dependencies, Engine, EngineLoop, Job, Listeners, PollPolicy
from ..errors import BadInput, MissingExtra
from ..secret import TOKEN_PAGE, Token
from ..settings import KREA_URL, SANDBOX_URL, at_krea, check_base_url, find_token

if TYPE_CHECKING:
    from ..api import Client, HttpTransport
    from ..journal import Journal

Backend = Literal["krea", "sandbox"]
BACKENDS: tuple[Backend, ...] = ("krea", "sandbox")

__all__ = ["Backend", "Backends", "EngineOptions"]


class EngineOptions(TypedDict, total=False):
    """The API's address; an httpx transport; how often to poll; what waits between polls and retries."""

    base_url: str
    transport: HttpTransport
    pace: PollPolicy
    sleep: Callable[[float], Awaitable[None]]


class Backends:
    """Both backends, and which of them is current. Any thread can call its methods.

    Args:
        backend: "krea" or "sandbox"; None means "krea" if a token is found.
        token: A Krea API token; None calls `settings.find_token`.
        journal: Opens the journal.
        clips: Returns the clip folder. Each job calls it.
        base_url: The API's address.
        transport: An httpx transport, for tests.
        pace: How often to poll a job; None means the backend's own policy.
        sleep: Waits some seconds, between polls and between retries.
    """

    def __init__(
        self,
        backend: Backend | None,
        *,
        token: str | Token | None,
        journal: Callable[[], Journal],
        clips: Callable[[], Path],
        base_url: str = KREA_URL,
        transport: HttpTransport | None = None,
        pace: PollPolicy | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        token = Token.of(token)
        check_base_url(base_url)
        self.loop = EngineLoop()
        # Of jobs.
        self.ends: Listeners[Backends] = Listeners(self, self.loop)
        self.notices: list[str] = []
        self._token = find_token(token)
        self._journal = journal
        self._clips = clips
        self._base_url = base_url
        self._transport = transport
        self._pace = pace
        self._sleep = sleep
        self._lock = threading.RLock()
        self._engines: dict[Backend, Engine] = {}
        # Engines of an earlier token: they end their jobs and get no new ones.
        self._retired: list[Engine] = []
        # These end before the client that they use is closed.
        self._background: list[Future[Any]] = []
        self._sandbox: Any = None
        self._shut = False
        # The sandbox of this process has no job that is older.
        self.since = time.time() if transport is None else 0.0
        self._listeners: list[Callable[[], object]] = []
        self._now: Backend = _backend(backend) if backend else ("krea" if self._token else "sandbox")

    @property
    def now(self) -> Backend:
        """The current backend."""
        return self._now

    def on_change(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call this after each change of the current backend or its models; returns a function that ends it."""
        self._listeners.append(callback)
        return functools.partial(self._listeners.remove, callback)

    def _switch(self, backend: Backend) -> None:
        if backend != self._now:
            self._now = backend
            self.changed()

    def changed(self) -> None:
        """Tell the listeners of `on_change`."""
        for callback in tuple(self._listeners):
            callback()

    @property
    def base_url(self) -> str:
        """The API's address of the current backend; "" is the sandbox of this process."""
        return self.base_url_of(self.now)

    def base_url_of(self, backend: Backend) -> str:
        """The API's address of a backend; "" is the sandbox of this process."""
        return self._base_url if backend == "krea" else ""

    @property
    def has_token(self) -> bool:
        """Whether there is a token."""
        return self._token is not None

    def use(self, backend: Backend, token: str | Token | None = None) -> None:
        """Make a backend the current one. Running jobs stay in theirs.

        Raises:
            BadInput: The name is unknown, or there is no token for Krea.
        """
        token = Token.of(token)
        backend = _backend(backend)
        if token is not None:
            self.login(token)
        if backend == "krea" and self._token is None:
            # It may have been set since.
            self._token = find_token()
        if backend == "krea" and self._token is None:
            raise BadInput(
                "There is no Krea token.",
                advice=f"Set the environment variable KREA_API_KEY, or call krea.login(). Tokens: {TOKEN_PAGE}.",
            )
        self._switch(backend)

    def login(self, token: str | Token) -> None:
        """Use this token from now on, in this process only. It is not saved."""
        wrapped, token = Token.of(token), ""
        with self._lock:
            self._token = find_token(wrapped)
            self._retire()
        self._switch("krea")

    def logout(self) -> None:
        """Forget the token and use the sandbox."""
        with self._lock:
            self._token = None
            self._retire()
        self._switch("sandbox")

    def engine(self, backend: Backend | None = None) -> Engine:
        """The engine of a backend; None means the current one."""
        backend = backend or self.now
        # Before the lock: whoever closes the studio takes its lock first, too.
        journal = self._journal()
        with self._lock:
            if self._shut:
                raise BadInput("This studio is closed.")
            if backend not in self._engines:
                if backend == "sandbox" and self._transport is None:
                    self._open_sandbox()
                # A later token is for later engines.
                make = functools.partial(self._make_dependencies, backend, journal, self._token)
                self._engines[backend] = Engine(self.loop, journal, make, self.ends.notify)
            return self._engines[backend]

    def in_background(self, work: Callable[[Client], Awaitable[object]]) -> None:
        """Do something with Krea's client, which ends before the client is closed."""
        engine = self.engine("krea")
        with self._lock:
            running = [future for future in self._background if not future.done()]
            self._background = [*running, self.loop.spawn(engine.ask(work))]

    def jobs(self) -> list[Job]:
        """The pending jobs of this process, in both backends."""
        with self._lock:
            engines = [*self._engines.values(), *self._retired]
        return [job for engine in engines for job in list(engine.jobs.values()) if not job.done()]

    def owns(self, url: str) -> bool:
        """Whether the current backend has the image of this URL, so that the URL can be sent."""
        host = (urlsplit(url).hostname or "").lower()
        if self.now == "sandbox":
            return host == urlsplit(SANDBOX_URL).hostname
        return at_krea(url) or host == urlsplit(self._base_url).hostname

    def fetch(self, url: str) -> tuple[bytes, str]:
        """An image from the web and its file name, fetched without the token."""
        return self.loop.run(self.engine().ask(lambda client: client.fetch(url)))

    def shut(self) -> None:
        """Start no more jobs. Running jobs continue until `close`."""
        with self._lock:
            self._shut = True

    def close(self) -> None:
        """Stop watching, and free all threads, sockets and files. Jobs at Krea continue."""
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

    def _make_dependencies(self, backend: Backend, journal: Journal, token: Token | None) -> Dependencies:
        from ..api import Client, Network

        transport, sleep, tell = self._transport, self._sleep, self.notices.append
        if backend == "krea":
            pace = KREA_POLLING
            client = Client(base_url=self._base_url, token=token, transport=transport, sleep=sleep, on_notice=tell)
        else:
            from ..sandbox import InProcess

            pace = SANDBOX_POLLING
            client = Client(
                base_url=SANDBOX_URL,
                service="the sandbox",
                transport=transport or InProcess(self._sandbox),
                # In the sandbox too, an image can be anywhere on the web.
                result_transport=transport or Network(),
                sleep=sleep,
                on_notice=tell,
            )
        return Dependencies(
            client=client, journal=journal, backend=backend, clips=self._clips, polling=self._pace or pace, sleep=sleep
        )

    def _open_sandbox(self) -> None:
        try:
            from ..sandbox import app
        except ImportError as error:
            raise MissingExtra(
                "The sandbox, which renders clips here for free, is not installed.",
                advice='Run: pip install "krea-widgets[sandbox]", or set KREA_API_KEY to use Krea.',
                details=str(error),
            ) from error
        # Nobody else can reach it.
        self._sandbox = self._sandbox or app(token=None)

    def _retire(self) -> None:
        engine = self._engines.pop("krea", None)
        if engine is not None:
            self._retired.append(engine)


def _backend(name: Backend) -> Backend:
    if name not in BACKENDS:
        raise BadInput(f"There is no backend {name!r}.", advice="It is 'krea' or 'sandbox'.")
    return name
