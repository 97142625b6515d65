"""Exports and erasures that were asked for, and what goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import LEDGER_LEASE_S, Shown, job, schedule
from shouyi.people.rights import erasing, retaining
from shouyi.people.rights.models import Erasure, Export
from shouyi.people.rights.rows import ERASING, EXPORTING
from shouyi.people.rights.table import TABLE

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job

STEPS = 6 + len(TABLE)
_ERASURE = Shown(
    _("Erasing your file"),
    {
        "counting": _("Counting what is here."), "reports": _("Reports about works go."),
        "key": _("The key is destroyed."), "rows": _("Whatever it closed is deleted."),
        "receipt": _("The receipt is written."), "account": _("The account is settled."),
        "cutting": _("Old pages of the database are cut away."),
    },
    lambda _job: reverse("my_rights"),
)  # fmt: skip
_EXPORT = Shown(
    _("Putting your export together"),
    {
        "gathering": _("Reading everything about you."), "archive": _("Collecting the proofs."),
        "report": _("Setting the report."), "keeping": _("Locking it away for you."),
    },
    lambda _job: reverse("my_rights"),
)  # fmt: skip


@job(ERASING, retries=12, lease_s=LEDGER_LEASE_S, shown=_ERASURE, stoppable=False)
def erase(job: Job, uid: str) -> None:
    """Carries out one erasure; again, it goes on where it was cut. It is revoked by its row, not by its job's."""
    erasure = erasing.begin(uid, timezone.now())
    if erasure is None:
        return
    done = iter(range(STEPS + 1))
    erasing.carry_out(erasure, lambda phase: job.step(next(done), STEPS, phase))


@job(EXPORTING, retries=4, lease_s=300, shown=_EXPORT)
def export(job: Job, uid: str) -> None:
    """Puts one export together; again, it makes it anew unless it is ready."""
    from shouyi.people.rights.exporting import put_together

    found = Export.objects.select_related("account").filter(uid=uid, ready_at=None).first()
    if found is not None:
        phases = iter(range(1, 9))
        put_together(found, lambda phase: job.step(next(phases), 4, phase), patient=job.attempts <= 2)


@schedule("rights.sweep", every_minutes=60)
def sweep(job: Job, occasion: str) -> None:
    """Asks again for erasures that have begun or fallen due and whose job has failed."""
    due = Erasure.objects.filter(done_at=None, revoked_at=None, due_at__lte=timezone.now())
    for erasure in due:
        enqueue(ERASING, erasure.uid, key=f"{ERASING}/{erasure.uid}/{occasion}", for_account=erasure.account)


@schedule("rights.retain", daily_at="03:20", lease_s=600)
def retain(job: Job, day: str) -> None:
    """Deletes what is past its term. Again, it changes nothing."""
    for done, _name in enumerate(retaining.retain(timezone.now())):
        job.step(done, len(TABLE))
