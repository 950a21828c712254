"""The sandbox: a simulator of Krea's API on this machine, free; it renders clips by moving a camera over the image.

```python
import httpx
from krea_widgets import sandbox

app = sandbox.app()
krea = httpx.AsyncClient(transport=sandbox.InProcess(app), base_url="http://sandbox")
# Make the second status request fail; `sandbox.faults` documents the language.
app.state.sandbox.faults.add("on 2nd GET /jobs/* answer 502")
```

`python -m krea_widgets.sandbox --port N` serves it for other programs.
"""

from .._util.imports import no_collection

# An event loop may be running.
with no_collection():
    from .app import app
from .camera.render_request import RenderRequest
from .faults import Faults
from .in_process import InProcess
from .jobs import Sandbox
from .serve import serving

__all__ = ["Faults", "InProcess", "RenderRequest", "Sandbox", "app", "serving"]
