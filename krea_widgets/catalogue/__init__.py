"""What Krea offers: models, their parameters and their prices, as data.

models.json is made by `python -m krea_widgets.catalogue.build`; no model, count or default of one stands in code.
"""

from .catalogue import Catalogue, bundled, refresh
from .model import Model
from .parameters import Kind, Parameter
from .prices import Price

__all__ = ["Catalogue", "Kind", "Model", "Parameter", "Price", "bundled", "refresh"]
