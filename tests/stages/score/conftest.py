from __future__ import annotations

import ibis
import pytest

from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes


@pytest.fixture(scope="session")
def document() -> bytes:
    return guide_bytes("1")


@pytest.fixture(scope="session")
def guide(document: bytes) -> Guide:
    return parse_guide(document)


@pytest.fixture(scope="session")
def guide_2() -> Guide:
    return parse_guide(guide_bytes("2"))


@pytest.fixture(scope="session")
def engine():
    return ibis.duckdb.connect()
