"""The model catalogue: models, their parameters and their prices, as data.

`python -m krea_widgets.catalogue.build` writes models.json. The code contains no model, model count or default model.
"""

from .._util.price import Price
from .catalogue import Catalogue, bundled, refresh
from .model import Model
from .parameters import Kind, Parameter

__all__ = ["Catalogue", "Kind", "Model", "Parameter", "Price", "bundled", "refresh"]
