"""Krea's double: the same API from this machine, with clips that are rendered here by moving a camera over the still.

```python
import httpx
from krea_widgets import sandbox

double = sandbox.app()
krea = httpx.AsyncClient(transport=sandbox.InProcess(double), base_url="http://sandbox")
double.state.sandbox.faults.add("on 2nd GET /jobs/* answer 502")    # it fails on cue: see `faults`
```

`python -m krea_widgets.sandbox --port N` serves it on a socket.
"""

from .camera.render_request import RenderRequest
from .faults import Faults
from .server.app import app
from .server.in_process import InProcess
from .server.serve import serving
from .server.state import Sandbox

__all__ = ["Faults", "InProcess", "RenderRequest", "Sandbox", "app", "serving"]
