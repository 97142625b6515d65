"""Somebody else acts between the moment a change is decided and the moment it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from people.jobs import chores
from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.planning import plan
from shouyi.people.jobs.queue import enqueue

pytestmark = pytest.mark.usefixtures("queue")
assert chores


@contextmanager
def meanwhile(rival: Callable[[], object], nth: int = 1) -> Iterator[None]:
    """Lets `rival` act right before the n-th update."""
    seen: list[str] = []

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE"):
            seen.append(sql)
            if len(seen) == nth:
                rival()
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapper):
        yield
    assert len(seen) >= nth, "the rival never acted"


@contextmanager
def after_looking(rival: Callable[[], object]) -> Iterator[None]:
    """Lets `rival` act right after it was looked whether a key is known."""
    seen: list[str] = []

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith("SELECT") and not seen:
            seen.append(sql)
            rows = rest[-1]["cursor"].fetchall()
            assert rows == [], "nothing is known yet"
            rival()
            return execute(sql.replace("LIMIT 1", "LIMIT 0"), *rest)
        return answer

    with connection.execute_wrapper(wrapper):
        yield
    assert seen, "the rival never acted"


def running() -> Job:
    enqueue("chores.copy", 3)
    job = leases.claim(timezone.now())
    assert job is not None
    return job


def test_two_take_the_same_job() -> None:
    job, now = enqueue("chores.copy", 1), timezone.now()
    taken: list[Job | None] = []
    with meanwhile(lambda: taken.append(leases.claim(now))):
        taken.append(leases.claim(now))
    assert [bool(each) for each in taken] == [True, False]
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_who_came_late_takes_the_next_one() -> None:
    first, second = enqueue("chores.copy", 1), enqueue("chores.copy", 1)
    now, taken = timezone.now(), []
    with meanwhile(lambda: taken.append(leases.claim(now))):
        taken.append(leases.claim(now))
    assert [each.pk for each in taken] == [first.pk, second.pk]


def test_a_job_steps_just_before_it_is_swept() -> None:
    job = running()
    late = timezone.now() + timedelta(seconds=chores.LEASE_S + 1)
    with meanwhile(lambda: job.step(1, 3)):
        assert leases.sweep(late) == 0
    assert Job.objects.get(pk=job.pk).state == State.RUNNING


def test_two_sweep_the_same_job() -> None:
    job = running()
    late, swept = timezone.now() + timedelta(seconds=chores.LEASE_S + 1), []
    with meanwhile(lambda: swept.append(leases.sweep(late))):
        swept.append(leases.sweep(late))
    assert swept == [1, 0]
    assert Job.objects.get(pk=job.pk).state == State.WAITING


@pytest.mark.parametrize("rival", ["taken", "cancelled"])
def test_a_job_is_taken_or_cancelled_just_before_it_is_cancelled(rival: str) -> None:
    job, now = enqueue("chores.copy", 1), timezone.now()
    with meanwhile(lambda: leases.claim(now) if rival == "taken" else leases.cancel(job)):
        assert leases.cancel(job) is (rival == "taken")
    found = Job.objects.get(pk=job.pk)
    assert (found.state, found.cancel_asked) == (State.RUNNING if rival == "taken" else State.CANCELLED, True)


def test_a_job_goes_back_to_the_queue_while_it_is_cancelled() -> None:
    job = running()
    with meanwhile(lambda: leases.put_back(job, timezone.now()), nth=2):
        assert leases.cancel(job)
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED


def test_a_job_is_cancelled_just_before_it_goes_back() -> None:
    job = running()
    with meanwhile(lambda: leases.cancel(job)):
        assert leases.put_back(job, timezone.now())
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED


def test_the_same_key_is_written_in_between() -> None:
    keyed: list[Job] = []
    with after_looking(lambda: keyed.append(enqueue("chores.copy", 1, key="chores.copy/1"))):
        keyed.append(enqueue("chores.copy", 1, key="chores.copy/1"))
    assert keyed[0].pk == keyed[1].pk
    assert Job.objects.count() == 1


def test_another_worker_plans_in_between() -> None:
    now = timezone.now()
    with after_looking(lambda: plan(now)):
        plan(now)
    assert Job.objects.filter(name="chores.round").count() == 1
