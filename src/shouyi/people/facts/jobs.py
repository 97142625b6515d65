"""What takes long about deliveries: the dry run, the admission, and forgetting contents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouyi.people.behind import behind
from shouyi.people.facts.delivering import content, drop, hold_back
from shouyi.people.facts.models import OPEN, Delivery, RefusedRow, State
from shouyi.people.jobs.errors import Permanent
from shouyi.people.jobs.registry import LEDGER_LEASE_S, Shown, job, schedule
from shouyi.people.ports.uploading import Outcome, Table, TableRefused

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job

KEPT_DAYS = 30
"""How long the content of what was admitted stays: reviews need the orders that they are about."""
PHASES = {
    "rows": _("Reading rows."), "files": _("Opening files."), "sources": _("Noting sources."),
    "entries": _("Writing entries."),
}  # fmt: skip


class OrdersFirst(Exception):
    """The orders that these reviews are about are not admitted yet: tried again later."""


def leads_to(job: Job) -> str:
    """The delivery's page."""
    row = Delivery.objects.select_related("organisation").filter(uid=job.args[0]).first()
    return reverse("delivery", args=[row.organisation.org, row.uid]) if row else ""


@job("facts.check", lease_s=LEDGER_LEASE_S, shown=Shown(_("Looking at a file, row by row"), PHASES, leads_to))
def check(job: Job, uid: str) -> None:
    """The dry run. Again, it gives the same; what was undone meanwhile stays undone."""
    row = _row(uid)
    if row.state != State.RECEIVED:
        return
    try:
        found = behind().uploading.rehearse(_table(row), _progress(job))
    except TableRefused as refused:
        _refuse(row, refused)
        return
    _settle(row, State.RECEIVED, State.CHECKED, found)


@job("facts.admit", retries=20, lease_s=LEDGER_LEASE_S, shown=Shown(_("Admitting a file for good"), PHASES, leads_to))
def admit(job: Job, uid: str) -> None:
    """Admits it once its window has passed. Killed, it is repeated, and adds what is missing alone.

    A suspended organisation's goes back to where it can be undone, or admitted once the suspension has ended; what was
    begun before waits for that, and whoever acts for the organisation has the job tried again.
    """
    row = _row(uid)
    if row.organisation.suspended_at:
        hold_back(row)
        raise Permanent("the organisation is suspended")
    if row.orders and row.orders.state != State.ADMITTED:
        _require_orders(row.orders)
    if row.state == State.WAITING:
        due = Delivery.objects.filter(pk=row.pk, state=State.WAITING, final_at__lte=timezone.now())
        due.update(state=State.ADMITTING)  # from here on it cannot be undone
        row.refresh_from_db()
    if row.state != State.ADMITTING:
        return
    _settle(row, State.ADMITTING, State.ADMITTED, behind().uploading.admit(_table(row), _progress(job)))


def _require_orders(orders: Delivery) -> None:
    if orders.state in (State.UNDONE, State.REFUSED):
        raise Permanent("the orders were undone")
    raise OrdersFirst


@schedule("facts.tidy", daily_at="04:55")
def tidy(job: Job, day: str) -> None:
    """Destroys the content of what is over: at once for undone and refused ones, after a month for admitted ones."""
    over = Delivery.objects.filter(dropped_at=None)
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
    for row in over.filter(state__in=(State.UNDONE, State.REFUSED)):
        drop(row)
    waiting = Delivery.objects.filter(state__in=(*OPEN, State.ADMITTING)).exclude(orders=None).values("orders")
    for row in over.filter(state=State.ADMITTED, ended_at__lt=long_ago).exclude(pk__in=waiting):
        drop(row)


def _row(uid: str) -> Delivery:
    return Delivery.objects.select_related("organisation", "orders").get(uid=uid)


def _table(row: Delivery) -> Table:
    orders = (row.orders.name, content(row.orders)) if row.orders else None
    return Table(row.organisation.org, row.kind, row.name, content(row), orders)  # type: ignore[arg-type]


def _progress(job: Job):
    def say(phase: str, done: int, total: int) -> None:
        job.step(done, total, phase)

    return say


@transaction.atomic
def _settle(row: Delivery, before: State, after: State, found: Outcome) -> None:
    """Counts and refused rows in place of those before, if nobody undid it meanwhile."""
    counts = {"new": found.new, "known": found.known, "entries": row.entries + found.entries}
    ended = {"ended_at": timezone.now()} if after == State.ADMITTED else {}
    if not Delivery.objects.filter(pk=row.pk, state=before).update(state=after, **counts, **ended):
        return
    RefusedRow.objects.filter(delivery=row).delete()
    rows = [RefusedRow(delivery=row, line=each.line, code=each.code, column=each.column) for each in found.refused]
    RefusedRow.objects.bulk_create(rows, batch_size=500)


def _refuse(row: Delivery, refused: TableRefused) -> None:
    told = {"why": refused.code, "why_line": refused.line, "ended_at": timezone.now()}
    if Delivery.objects.filter(pk=row.pk, state=State.RECEIVED).update(state=State.REFUSED, **told):
        drop(row)
