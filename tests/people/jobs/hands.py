"""Real worker processes on the tests' own database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from people.house import ENVIRONMENT, set_up
from people.jobs import chores
from shouyi.people.jobs.models import ENDED, Job
from shouyi.people.jobs.working import Shift

TESTS = Path(__file__).resolve().parents[2]
assert chores


def environment(**more: str) -> dict[str, str]:
    """What a worker's process is given: the same home, seed and database as the tests'."""
    from django.db import connection

    url = ""
    if connection.vendor == "postgresql":
        from world.postgres import server

        url = server().url(connection.settings_dict["NAME"])
    paths = (str(TESTS), os.environ.get("PYTHONPATH", ""))
    own = {
        "SHOUYI_HOME": str(set_up()),
        "SHOUYI_DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONWARNINGS": "ignore",
    }
    return {**os.environ, **ENVIRONMENT, **own, **more}


class Hand:
    """One worker process; ready when it says so."""

    def __init__(self, *options: str, **more: str) -> None:
        command = [sys.executable, "-m", "people.jobs.at_work", "--look-s", "0.02", "--round-s", "0.1", *options]
        self.process = subprocess.Popen(
            command, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "worker ready\n", self.process.communicate()[1]

    def wait(self, seconds: float = 20) -> int:
        return self.process.wait(seconds)

    def said(self) -> str:
        """Everything on its standard error, once it has ended."""
        return self.process.communicate(timeout=20)[1]


@contextmanager
def hand(*options: str, **more: str) -> Iterator[Hand]:
    """A worker that is gone at the end of the block."""
    worker = Hand(*options, **more)
    try:
        yield worker
    finally:
        worker.process.kill()
        worker.process.communicate()


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for it; fails when it does not come true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.03)


def ended(*jobs: Job) -> bool:
    return Job.objects.filter(pk__in=[each.pk for each in jobs], state__in=ENDED).count() == len(jobs)


def work_off(*jobs: Job, seconds: float = 20) -> None:
    """A worker of this process works until these jobs ended."""

    def worked() -> bool:
        Shift(0.02, 0.05).work(until_empty=True)
        return ended(*jobs)

    until(worked, seconds)
