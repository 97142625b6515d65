"""What waits for the operator: work that failed, organisations that the ledger does not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.jobs.models import Job, State
from shouyi.people.permission.decide import decide
from shouyi.people.start.waiting import Item, Urgency, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking


@waiting("console")
def console_waiting(asking: Asking) -> Iterator[Item]:
    """One query, for operators alone."""
    if not decide(asking.actor, "jobs.read").allowed:
        return
    n = Job.objects.filter(state=State.FAILED).count()
    if n:
        said = ngettext("%(n)s job of the house failed", "%(n)s jobs of the house failed", n) % {"n": n}
        more = _("Each can be looked at and tried again.")
        yield Item(Urgency.SOON, said, more, _("See the jobs of the house"), reverse("console_jobs"))
