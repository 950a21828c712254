"""`python -m krea_widgets.sandbox --port N`: serve the sandbox for other programs."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence

from ..settings import is_this_machine
from .app import app as make_app
from .middleware import ANY_BEARER
from .serve import Server, listen, url

DEFAULT_PORT = 8745


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C. Returns the exit code: 0, 1 (cannot listen) or 2 (wrong arguments)."""
    parser = argparse.ArgumentParser(
        prog="python -m krea_widgets.sandbox", description="Serve the sandbox, a simulator of Krea's API, until Ctrl-C."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0: any free port (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--token", default=ANY_BEARER, help="the only accepted token (default: any; '': none is needed)"
    )
    options = parser.parse_args(arguments)
    local = is_this_machine(options.host)
    if not local and options.token in ("", ANY_BEARER):
        print(f"{options.host} is not only this machine: set a --token.", file=sys.stderr)
        return 2
    try:
        listener = listen(options.host, options.port)
    except OSError as problem:
        print(
            f"The sandbox cannot listen on {options.host}:{options.port}: {problem.strerror}. Choose another --port.",
            file=sys.stderr,
        )
        return 1
    app = make_app(token=options.token or None, hosts=() if local else None)
    with listener, contextlib.suppress(KeyboardInterrupt):
        Server(app, lambda: print(f"Krea sandbox at {url(options.host, listener)}", flush=True)).run([listener])
    app.state.sandbox.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
