"""One full town for all tests that only look at it, and the private file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouyi.town.build import build, write
from shouyi.town.records import Town

SEED = "demo"


@pytest.fixture(scope="session")
def town() -> Town:
    return build(SEED)


@pytest.fixture(scope="session")
def folder(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town")
    write(town, path)
    return path
