"""The queue's own housework."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shouyi.people.jobs.models import ENDED, Job, Worker
from shouyi.people.jobs.registry import schedule

KEPT_DAYS = 90
GONE_DAYS = 1


@schedule("jobs.tidy", daily_at="04:40")
def tidy(job: Job, day: str) -> None:
    """Deletes jobs that ended long ago, whose keys are free again then, and workers that never came back."""
    now = timezone.now()
    Job.objects.filter(state__in=ENDED, ended_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    Worker.objects.filter(seen_at__lt=now - timedelta(days=GONE_DAYS)).delete()
