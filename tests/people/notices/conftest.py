from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from people.notices.post_office import PostOffice, post_office

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account


@pytest.fixture
def account(database: None) -> Callable[..., Account]:
    """A new account that is reached this way."""

    def make(reach: str = "+8613800138000", language: str = "zh-hans", verified: bool = True) -> Account:
        from shouyi.people.accounts.models import Account

        made = Account(username=uuid4().hex, reach_verified=verified, language=language)
        made.save()
        made.reach = reach
        made.save()
        return made

    return make


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as running:
        yield running
