"""A folder to build from."""

from pathlib import Path

import pytest

from tests.manifest.packages import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """What we ship, to be changed."""
    return Folder(tmp_path)
