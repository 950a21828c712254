"""The model catalogue: models, their parameters and their prices, as data.

`python -m krea_widgets.catalogue.build` writes models.json. The code contains no model, model count or default model.
"""

from .catalogue import Catalogue, bundled, refresh
from .model import Model
from .parameters import Kind, Parameter
from .prices import Price

__all__ = ["Catalogue", "Kind", "Model", "Parameter", "Price", "bundled", "refresh"]
