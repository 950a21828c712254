"""A studio of its own for each test, in the sandbox."""

from contextlib import closing

import pytest
import rig

from krea_widgets import Studio


@pytest.fixture
def studio(tmp_path):
    with closing(Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "clips")) as studio:
        yield studio


@pytest.fixture(scope="module")
def server():
    """A Krea on a socket: its URL, and itself."""
    with rig.krea(workers=4) as found:
        yield found


@pytest.fixture
def paid(server, tmp_path):
    """A studio of its own, whose clips are paid."""
    with closing(rig.studio_at(server[0], tmp_path)) as studio:
        yield studio
