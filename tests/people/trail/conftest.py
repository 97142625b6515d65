"""The view log begins empty: workers of other tests take lines over for good, outside any test's transaction."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _empty_view_log(database: None) -> None:
    from shouyi.people.trail.models import Look

    Look.objects.all().delete()
