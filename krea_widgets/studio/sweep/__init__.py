"""Sweeps: many clips from lists of images, prompts, models and values, priced before they are made."""

from .sweep import Sweep

__all__ = ["Sweep"]
