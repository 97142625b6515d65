"""Housework of the API: what has run out is deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from shouyi.people.api.limits import WINDOW_S
from shouyi.people.api.models import Count, Kept, Seen, Token
from shouyi.people.api.once import KEPT
from shouyi.people.jobs.registry import schedule

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job


@schedule("api.tidy", every_minutes=60)
def tidy(job: Job, occasion: str) -> None:
    """Kept answers after a day, tokens and shown assertions after their end, counts after an hour."""
    now = timezone.now()
    Kept.objects.filter(begun_at__lt=now - KEPT).delete()
    Token.objects.filter(until__lt=now - timedelta(hours=1)).delete()
    Seen.objects.filter(until__lt=now).delete()
    Count.objects.filter(minute__lt=int(now.timestamp()) // WINDOW_S - 60).delete()
