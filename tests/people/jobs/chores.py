"""Jobs for tests: each writes its effects into a table, and can be made to die at a named place.

CHORE_DIES, as `inside:3`, kills the process for real, at that place of that item.
"""

from __future__ import annotations

import os
import signal
import time

from django.db import connection, transaction

from shouyi.people.jobs.errors import Permanent
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.registry import job, schedule

SECRET = "13912345678 杨秀梅"
LEASE_S = 1.0


def die_at(place: str, item: int) -> None:
    if os.environ.get("CHORE_DIES") == f"{place}:{item}":
        os.kill(os.getpid(), signal.SIGKILL)


def effect(job: Job, item: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chore_effect (job, item) VALUES (%s, %s)", [str(job.uid), item])


def effects() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT job, item FROM chore_effect ORDER BY job, item")
        return list(cursor.fetchall())


@job("chores.copy", lease_s=LEASE_S, backoff_s=0.1)
def copy(job: Job, count: str, pause_ms: str = "0") -> None:
    """Items one by one, each together with the note that it is done; goes on where the note says."""
    for item in range(int(job.noted("at") or 0), int(count)):
        die_at("before", item)
        time.sleep(int(pause_ms) / 1000)
        with transaction.atomic():
            effect(job, item)
            die_at("inside", item)
            job.note(at=item + 1)
        die_at("after", item)
        job.step(item + 1, int(count), "copying")
        die_at("stepped", item)


@job("chores.fail", retries=2, lease_s=LEASE_S, backoff_s=0.05)
def fail(job: Job) -> None:
    raise ValueError(f"cannot reach {SECRET}")


@job("chores.refuse", retries=5)
def refuse(job: Job) -> None:
    raise Permanent(SECRET)


@job("chores.endless", lease_s=LEASE_S, backoff_s=0.1)
def endless(job: Job) -> None:
    while True:
        job.step(1, 2, "copying")
        time.sleep(0.02)


@job("chores.hang", retries=0, lease_s=0.5)
def hang(job: Job) -> None:
    time.sleep(60)


@schedule("chores.round", every_minutes=1440)
def daily(job: Job, minute: str) -> None:
    with transaction.atomic():
        effect(job, 0)
        job.step(1, 1)
