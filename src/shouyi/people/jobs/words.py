"""A job in words: its title, how far it is, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.jobs.errors import UnknownJob
from shouyi.people.jobs.models import State
from shouyi.people.jobs.registry import Shown, kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from shouyi.people.jobs.models import Job


def shown(job: Job) -> Shown:
    """How its app speaks of it; nothing for a job that this program does not know any more."""
    try:
        return kind_of(job.name).shown
    except UnknownJob:
        return Shown()


def title(job: Job) -> str:
    """What it is, as a heading."""
    return str(shown(job).title) or _("Work in the background")


def said(job: Job) -> str:
    """How far it is, as one sentence or two."""
    if job.state == State.RUNNING:
        return _running(job)
    if job.state == State.WAITING:
        return _waiting(job)
    return _ended(job)


def _running(job: Job) -> str:
    if job.cancel_asked:
        return _("It was asked to stop, and ends after the piece at hand.")
    if phase := str(shown(job).phases.get(job.phase, "")):
        return _("%(phase)s %(amount)s") % {"phase": phase, "amount": _amount(job)}
    return _amount(job)


def _amount(job: Job) -> str:
    if not job.total:
        return _("Under way. How much there is to do is not known yet.")
    values = {"done": job.done, "total": job.total, "percent": min(100, 100 * job.done // job.total)}
    return _("%(done)s of %(total)s done (%(percent)s%%).") % values


def _waiting(job: Job) -> str:
    if job.error:
        return _("It did not work at first. It is tried again on %(when)s.") % {"when": when(job.not_before)}
    return _("Waiting for its turn. You can leave this page and come back.")


def _ended(job: Job) -> str:
    values = {"when": when(job.ended_at)} if job.ended_at else {"when": ""}
    if job.state == State.DONE:
        return _("Finished on %(when)s.") % values
    if job.state == State.CANCELLED:
        return _("Cancelled on %(when)s. What was finished before stays finished.") % values
    return ngettext(
        "It was tried %(n)s time and did not work. Let it be tried again, or call us: the number stands below.",
        "It was tried %(n)s times and did not work. Let it be tried again, or call us: the number stands below.",
        job.attempts,
    ) % {"n": job.attempts}


def when(at: datetime) -> str:
    """An instant in the time of Shanghai, which the sentence names."""
    return _("%(instant)s (UTC+8)") % {"instant": date_format(localtime(at), "Y-m-d H:i")}
