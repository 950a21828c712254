"""Names that people give, of models and settings: which one is meant, and what there is instead."""

from __future__ import annotations

from typing import Any

from ...errors import UnknownModel

__all__ = ["has", "model_id"]


def model_id(catalogue: Any, name: str) -> str:
    """The id of a model by a forgiving name, or the name itself where it may be one that is not known yet.

    Raises:
        UnknownModel: No model has such a name, and it has not the form provider/model.
    """
    if name in catalogue:
        return name
    try:
        return str(catalogue.find(name).id)
    except UnknownModel:
        provider, slash, rest = name.partition("/")
        if slash and provider and rest and name.isascii() and not any(sign.isspace() for sign in name):
            return name
        raise


def has(form: Any) -> str:
    """The settings of a model in a sentence."""
    names = [parameter.name for parameter in form.parameters if parameter.name != "prompt"]
    return f"It has {', '.join(names)}."
