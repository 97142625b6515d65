from __future__ import annotations

from collections.abc import Iterator

import pytest

from people.routes.standing import Standing, build, taken_back


@pytest.fixture(scope="module")
def house() -> Iterator[Standing]:
    """The small house, once a module, in a transaction that is rolled back."""
    with taken_back():
        yield build()


@pytest.fixture
def standing(house: Standing) -> Iterator[Standing]:
    """The same as it was built: whatever a test changes is taken back."""
    with taken_back():
        yield house
