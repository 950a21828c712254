"""`python -m krea_widgets.sandbox --port N`: the sandbox as a server of its own, on this machine only."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence

from .server.app import app as make_app
from .server.serve import Server, is_loopback, listen, url

DEFAULT_PORT = 8745


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m krea_widgets.sandbox`: serve until Ctrl-C. Returns the exit code."""
    asked = _parser().parse_args(arguments)
    own = is_loopback(asked.host)
    if not own and not asked.token:
        print(f"{asked.host} can be reached by others: give a --token.", file=sys.stderr)
        return 2
    try:
        listener = listen(asked.host, asked.port)
    except OSError as problem:
        print(f"The sandbox cannot listen on {asked.host}:{asked.port}: {problem.strerror}.", file=sys.stderr)
        return 1
    app = make_app(token=asked.token, hosts=() if own else None)
    with listener, contextlib.suppress(KeyboardInterrupt):
        Server(app, lambda: print(f"Krea sandbox at {url(asked.host, listener)}", flush=True)).run([listener])
    app.state.sandbox.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m krea_widgets.sandbox", description="Serve Krea's double on this machine."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 picks a free one (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--token", help="the one token that is good; without it any token is, and none")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
