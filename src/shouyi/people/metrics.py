"""Gauges for Prometheus, read when asked. Labels are names from our own code.

Under `shouyi serve` each process writes its counts (`people.counts`) into one folder, PROMETHEUS_MULTIPROC_DIR; the
command `python -m shouyi.people metrics` adds them up and serves them beside these, on a loopback port of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError
from prometheus_client.core import GaugeMetricFamily

from shouyi.people.behind import behind
from shouyi.people.jobs.measures import jobs_by_state, oldest_due_age_s

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

DAY_S = 86_400


class Asked:
    """Gauges that are read when somebody asks. What cannot be read is left out and makes `shouyi_up` 0."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("shouyi_up", "Whether this could be read", labels=("part",))
        for part, read in (("jobs", _jobs), ("ledger", _ledger)):
            try:
                found = list(read())
            except (DatabaseError, OSError):
                found = []
            up.add_metric([part], float(bool(found)))
            yield from found
        yield up


def _jobs() -> Iterator[Metric]:
    states = GaugeMetricFamily("shouyi_jobs", "Jobs by state", labels=("state",))
    for state, number in jobs_by_state().items():
        states.add_metric([state], number)
    yield states
    yield GaugeMetricFamily("shouyi_oldest_due_job_seconds", "How long the oldest due job waits", oldest_due_age_s())


def _ledger() -> Iterator[Metric]:
    vitals = behind().vitals
    sizes = GaugeMetricFamily("shouyi_ledger_entries", "Entries by log", labels=("log",))
    for log, number in vitals.sizes().items():
        sizes.add_metric([log], number)
    yield sizes
    if (on := vitals.last_run_on()) is not None:
        yield GaugeMetricFamily("shouyi_last_run_as_of_seconds", "The last run's day, as Unix time", on * DAY_S)
