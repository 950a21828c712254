"""The base of most of Colab's errors."""


class Error(Exception):
    """Colab's own base; `userdata.NotebookAccessError` does not have it."""
