"""What statements need when nobody looks: admission of what was confirmed, and the end of what was not answered."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shouyi.archive.errors import PersonErased
from shouyi.people.behind import behind, sealer
from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.models import State as JobState
from shouyi.people.jobs.registry import LEDGER_LEASE_S, job, schedule
from shouyi.people.ports.stater import OwnOrder
from shouyi.people.statements.models import Reply, State, Statement

ADMITTING = "statements.admit"
WEIGHING = (State.CONFIRMED, State.ADMITTED)
REPLY_DAYS = 2


@job(ADMITTING, lease_s=LEDGER_LEASE_S)
def admit(job: Job, ref: str) -> None:
    """Admits every confirmed statement of this file. Done again, it adds nothing."""
    found = list(Statement.objects.filter(ref=ref, state__in=WEIGHING).order_by("ordered_on", "pk"))
    try:
        refused = behind().stater.admit(ref, tuple(own_order(each) for each in found))
    except PersonErased:
        return
    for each in found:
        state = State.REFUSED if str(each.uid) in refused else State.ADMITTED
        Statement.objects.filter(pk=each.pk, state__in=WEIGHING).update(state=state)


def own_order(each: Statement) -> OwnOrder:
    """A confirmed statement as evidence takes it."""
    assert each.dispatched_on is not None
    assert each.confirmed_on is not None
    return OwnOrder(
        order=str(each.uid), buyer=each.buyer, ordered_on=each.ordered_on, promised_on=each.promised_on,
        dispatched_on=each.dispatched_on, confirmed_on=each.confirmed_on, delivered_on=each.delivered_on,
        items=each.items, amount_fen=each.amount_fen, stars=each.stars, words=each.words,
    )  # fmt: skip


@schedule("statements.tidy", daily_at="03:40")
def tidy(job: Job, day: str) -> None:
    """Answers that never got their digits go, key first. What was confirmed and not admitted is tried again."""
    for reply in Reply.objects.filter(made_at__lt=timezone.now() - timedelta(days=REPLY_DAYS)):
        if sealer().has(reply.holder):
            sealer().destroy(reply.holder)
        reply.delete()
    for failed in Job.objects.filter(name=ADMITTING, state=JobState.FAILED):
        leases.try_again(failed)
