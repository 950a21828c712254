"""Secrets as Colab gives them out: the call blocks, and its three errors share no base but `Exception`.

What the page would answer stands in the environment variable FAKE_COLAB_SECRETS: a JSON object of names and values,
where null is a secret that this notebook may not read. Without the variable no page answers.
"""

from __future__ import annotations

import json
import os
import threading
import time

from . import errors

TIMEOUT = 0.3  # ten seconds in Colab
asked: list[str] = []  # by name, in order


class NotebookAccessError(Exception):
    """The secret exists, and this notebook may not read it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Notebook does not have access to secret {key}")


class SecretNotFoundError(errors.Error):
    """There is no such secret."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Secret {key} does not exist.")


class TimeoutException(errors.Error):
    """No page of Colab has answered, as when another program runs the notebook."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Requesting secret {key} timed out. Secrets can only be fetched when running from the page.")


def get(key: str) -> str:
    """The secret of that name; raises one of the three errors, or ValueError for a blank name."""
    if not key.strip():
        raise ValueError("A secret needs a name.")
    assert threading.current_thread() is threading.main_thread(), "elsewhere the answer never comes"
    asked.append(key)
    page = os.environ.get("FAKE_COLAB_SECRETS")
    if page is None:
        time.sleep(TIMEOUT)
        raise TimeoutException(key)
    secrets = json.loads(page)
    if key not in secrets:
        raise SecretNotFoundError(key)
    if secrets[key] is None:
        raise NotebookAccessError(key)
    return str(secrets[key])
