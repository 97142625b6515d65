"""Long work of the own that did not work out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.jobs.models import Job, State
from shouyi.people.start.waiting import Item, Urgency, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking

SHOWN_DAYS = 14


@waiting("jobs")
def jobs_waiting(asking: Asking) -> Iterator[Item]:
    """One query, of the last fortnight."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    n = Job.objects.filter(account=asking.account, state=State.FAILED, ended_at__gt=since).count()
    if n:
        said = ngettext("%(n)s job of yours did not work", "%(n)s jobs of yours did not work", n) % {"n": n}
        yield Item(
            Urgency.SOON,
            said,
            _("Nothing is lost. You can have it tried again."),
            _("See the jobs"),
            reverse("my_jobs"),
        )
