from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from people.accounts.visitors import Visitor


@pytest.fixture(autouse=True)
def _nothing_tried_yet() -> Iterator[None]:
    """Attempts are counted in the database, which other tests share."""
    yield
    cache.clear()


@pytest.fixture
def visitor(database: None) -> Callable[..., Visitor]:
    """Somebody with a browser of their own, who reads English."""
    return lambda **headers: Visitor(
        Client(headers={"accept-language": "en"} | headers, SERVER_NAME="localhost", enforce_csrf_checks=False)
    )
