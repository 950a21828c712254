"""Asks a gallery as its page does."""

import pytest


@pytest.fixture
def ask(until):
    count = iter(range(10_000))

    def ask(widget, kind, view="v1", **body):
        """The first answer to a message, and its buffers."""
        name = f"{view}-{next(count)}"
        widget._handle_custom_msg({"kind": kind, "view": view, "id": name, **body}, [])
        answer, parts = until(lambda: [said for said in list(widget.sent) if said[0].get("id") == name])[0]
        return {**answer, "parts": parts}

    return ask
