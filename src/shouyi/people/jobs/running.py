"""Runs one job that this worker has taken, and settles how it ends."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.utils import timezone

from shouyi.people.jobs import leases
from shouyi.people.jobs.errors import Cancelled, LostLease, Stopping
from shouyi.people.jobs.patience import patiently
from shouyi.people.jobs.registry import kind_of
from shouyi.people.jobs.scrubbing import scrubbed

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job

log = logging.getLogger("shouyi.jobs")


def run(job: Job) -> str:
    """Does the work and writes how it ended, if the lease still holds. Returns a word for the log."""
    word = _run(job)
    log.info("job %s %s %s", job.name, job.uid, word)
    return word


def _run(job: Job) -> str:
    """A job never ends the worker: what it raises is its own failure, an interruption is settled as such."""
    try:
        kind_of(job.name).work(job, *job.args)
    except LostLease:
        return "lost"
    except Cancelled:
        return _settled(patiently(lambda: leases.call_off(job)), "cancelled")
    except Stopping:
        return _settled(patiently(lambda: leases.give_back(job)), "given back")
    except Exception as error:
        return _failed(job, error)
    return _settled(patiently(lambda: leases.finish(job)), "done")


def _failed(job: Job, error: Exception) -> str:
    kind, code = kind_of(job.name), scrubbed(error)
    if getattr(error, "permanent", False) or job.attempts > kind.retries:
        return _settled(patiently(lambda: leases.give_up(job, code)), f"failed: {code}")
    again_at = timezone.now() + kind.backoff(job.attempts)
    return _settled(patiently(lambda: leases.put_back(job, again_at, code)), f"to be tried again: {code}")


def _settled(counted: bool, word: str) -> str:
    return word if counted else "lost"
