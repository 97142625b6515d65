"""Looking at everybody takes a while, so a job does it: once a month by itself, and whenever the operator asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouyi.people.behind import behind
from shouyi.people.jobs.registry import LEDGER_LEASE_S, Shown, job, schedule
from shouyi.people.watching.models import Watched

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job

EVERY = timedelta(days=30)
SHOWN = Shown(_("Looking at everybody's scores"), {}, lambda _job: reverse("console_scores"))


@job("watching.look", lease_s=LEDGER_LEASE_S, shown=SHOWN)
def look(job: Job, asked: str) -> None:
    """Once for each time that it was asked for; where nobody has evidence yet, nothing is kept."""
    keep()


@schedule("watching.monthly", daily_at="05:50", lease_s=LEDGER_LEASE_S, shown=SHOWN)
def monthly(job: Job, day: str) -> None:
    """Nothing, while the last look is younger than a month."""
    if not Watched.objects.filter(made_at__gt=timezone.now() - EVERY).exists():
        keep()


def keep() -> None:
    if found := behind().watcher.look():
        Watched.objects.create(found=found)
