"""The worker: looks for due jobs and runs one at a time. As many processes as you like share a database."""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections, connection
from django.utils import timezone

from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job, Worker
from shouyi.people.jobs.patience import AWAY
from shouyi.people.jobs.planning import plan
from shouyi.people.jobs.running import run
from shouyi.people.jobs.watching import Watch

log = logging.getLogger("shouyi.jobs")
LOOK_S = 0.5
"""How long an idle worker waits before it looks again: what a lost wake-up could cost, so that there is none."""
ROUND_S = 5.0
"""How often a worker says that it is there, sweeps, and plans what is scheduled."""


class Shift:
    """One worker's time at work. `stop` may be called from a signal handler."""

    def __init__(self, look_s: float = LOOK_S, round_s: float = ROUND_S) -> None:
        self.look_s, self.round_s = look_s, round_s
        self._stop = threading.Event()
        self._next_round = 0.0
        self._worker: Worker | None = None
        self.watch = Watch()

    def stop(self) -> None:
        """Takes no new job; the running one finishes, or goes back at its next step."""
        self._stop.set()

    def work(self, until_empty: bool = False) -> None:
        """Works until stopped, or until nothing is due. A database that is away is waited for."""
        while not self._stop.is_set():
            try:
                job = self._look()
            except AWAY:
                log.warning("the database is away; looking again")
                connection.close()
                job = None
            else:
                if job is None and until_empty:
                    break
            if job is None:
                self._stop.wait(self.look_s)
        self._leave()

    def _look(self) -> Job | None:
        close_old_connections()
        if time.monotonic() >= self._next_round:
            self._round()
        job = leases.claim(timezone.now())
        if job:
            job.stopping = self._stop.is_set
            with self.watch.over(job):
                run(job)
        return job

    def _round(self) -> None:
        now = timezone.now()
        if self._worker is None:
            self._worker = Worker.objects.create(started_at=now, seen_at=now)
        elif not Worker.objects.filter(pk=self._worker.pk).update(seen_at=now):
            self._worker = None
        leases.sweep(now)
        plan(now)
        self._next_round = time.monotonic() + self.round_s

    def _leave(self) -> None:
        try:
            if self._worker:
                Worker.objects.filter(pk=self._worker.pk).delete()
        except AWAY:
            log.warning("the database is away; leaving without a word")
