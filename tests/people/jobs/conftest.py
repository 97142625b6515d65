from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def queue() -> Iterator[None]:
    """An empty queue of the real database, committed as workers see it, and a table for effects."""
    from django.db import connection

    from shouyi.people.jobs.models import Job, Worker

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS chore_effect (job varchar(36), item integer)")
        cursor.execute("DELETE FROM chore_effect")
    Job.objects.all().delete()
    yield
    Job.objects.all().delete()
    Worker.objects.all().delete()
