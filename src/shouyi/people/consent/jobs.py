"""Jobs of consent: the ledger's entries follow the rows, and the view log takes over what was noted elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from shouyi.archive.errors import PersonErased
from shouyi.people.accounts.models import Account
from shouyi.people.behind import behind
from shouyi.people.consent.models import Consent
from shouyi.people.consent.standing import day_at
from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import LEDGER_LEASE_S, job, schedule
from shouyi.people.ports.recorder import Recorded

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job


@job("consent.record", retries=8, lease_s=LEDGER_LEASE_S)
def record(job: Job, uid: str) -> None:
    """Writes what the ledger lacks of one consent; again, it adds nothing."""
    found = Consent.objects.select_related("organisation").filter(uid=uid).first()
    recorded = _recorded(found) if found else None
    if found is None or recorded is None:
        return
    now = timezone.now()
    if found.withdrawn_at:
        behind().recorder.withdrawn(recorded, day_at(found.withdrawn_at))
        Consent.objects.filter(pk=found.pk).update(recorded_at=now, end_recorded_at=now)
    else:
        behind().recorder.given(recorded)
        Consent.objects.filter(pk=found.pk).update(recorded_at=now)


@schedule("consent.sweep", every_minutes=60)
def sweep(job: Job, occasion: str) -> None:
    """Asks again for what no job has written, be it that all its tries failed. Of a file that nobody owns any more
    there is nothing to write: asked for again, it would only be a row more each hour.
    """
    owned = Account.objects.exclude(ref=None).values("ref")
    lacking = Q(recorded_at=None) | (Q(withdrawn_at__isnull=False) & Q(end_recorded_at=None))
    for consent in Consent.objects.filter(lacking, ref__in=owned):
        enqueue("consent.record", consent.uid, key=f"consent/{consent.uid}/{occasion}")


def _recorded(consent: Consent) -> Recorded | None:
    """What the ledger says of it; None where nobody owns the file any more."""
    owner = Account.objects.filter(ref=consent.ref).first()
    try:
        person = owner.person if owner else ""
    except PersonErased:
        return None
    if not person:
        return None
    given = day_at(consent.given_at)
    return Recorded(
        consent.uid.hex, person, consent.organisation.org, consent.purpose, consent.fields, given, consent.until_on
    )
