"""A studio of its own for each test, in the sandbox."""

from contextlib import closing

import pytest

from krea_widgets import Studio


@pytest.fixture
def studio(tmp_path):
    with closing(Studio("sandbox", home=tmp_path / "home", clips=tmp_path / "clips")) as studio:
        yield studio
