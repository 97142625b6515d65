"""Handing in, admitting and undoing: the one door to deliveries, for pages, API and jobs alike.

The content is kept sealed before the row says that it is there; a row that is undone, refused or long admitted loses
its key first. Crash windows: killed before the row, a content without a row is left, which the nightly look at all
files (`rights.retaining`) takes away; killed after the row, the job is there too, for they are written in one
transaction. That look may come between content and row: whoever writes the row then keeps the content once more.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from shouyi.evidence.outcome.attesters import attested_by
from shouyi.evidence.upload import UploadRefused
from shouyi.people.behind import behind, sealer
from shouyi.people.facts.models import OPEN, Delivery, State
from shouyi.people.facts.signatures import Signature, require_signed
from shouyi.people.jobs.leases import cancel
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.queue import enqueue
from shouyi.people.permission.actors import Kind
from shouyi.people.uploads.keeping import wait_for_turn

if TYPE_CHECKING:
    from datetime import datetime

    from shouyi.evidence.upload import Judged
    from shouyi.people.accounts.models import Account
    from shouyi.people.organisations.models import Organisation

PAGE = "page"
FORMS = ("csv", "jsonl")


class StepRefused(Exception):
    """Its state does not allow this: somebody was faster, or it is final."""


class KindRefused(Exception):
    """Organisations of this kind hand in no such table."""


class OrdersMissing(Exception):
    """Reviews without the orders that they are about, or with a delivery that is none of this organisation's."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it came. `via`: PAGE or a client's uid; `by`: the officer, None for a program."""

    kind: str
    data: bytes
    orders: uuid.UUID | None = None
    via: str = PAGE
    by: Account | None = None
    signature: Signature | None = None


def tables_of(organisation: Organisation) -> tuple[str, ...]:
    """What it can hand in: a registrar sees no trade, a carrier attests nothing. Which outcomes, each row is asked."""
    trade = () if organisation.kind == Kind.REGISTRAR else ("orders", "reviews")
    return (*trade, "outcomes") if attested_by(organisation.kind) else trade


def window() -> timedelta:
    """How long an admission can be undone."""
    return timedelta(hours=settings.SHOUYI_FACTS_WINDOW_H)


def hand_in(organisation: Organisation, handed: Handed) -> tuple[Delivery, bool]:
    """The delivery, and whether it is new: the same file again is the same one.

    Raises KindRefused, UploadRefused, SignatureRefused, OrdersMissing.
    """
    if handed.kind not in tables_of(organisation):
        raise KindRefused
    require_signed(organisation, handed.kind, handed.data, handed.signature)
    orders = _orders(organisation, handed)
    digest = sealer().lookup("facts", f"{organisation.org}/{handed.kind}/{hashlib.sha256(handed.data).hexdigest()}")
    if known := _standing(organisation, handed.kind, digest):
        return known, False
    judged = behind().files.judge(handed.data)
    if judged.kind not in FORMS:
        raise UploadRefused("unknown_kind")
    row = Delivery(
        organisation=organisation, kind=handed.kind, form=judged.kind, digest=digest, size=len(judged.data),
        orders=orders, via=handed.via, by=handed.by,
    )  # fmt: skip
    if handed.signature:
        row.signed_by, row.signature = handed.signature.key, handed.signature.value.hex()
    row.holder = sealer().begin(f"facts/{row.uid}")
    row.address = behind().files.keep(row.holder, judged)
    return _written(row, judged)


def _standing(organisation: Organisation, kind: str, digest: str) -> Delivery | None:
    found = Delivery.objects.filter(organisation=organisation, kind=kind, digest=digest)
    return found.exclude(state__in=(State.UNDONE, State.REFUSED)).first()


def _orders(organisation: Organisation, handed: Handed) -> Delivery | None:
    """The orders that reviews are about: of this organisation, looked at, their content still here."""
    if handed.kind != "reviews":
        return None
    found = Delivery.objects.filter(uid=handed.orders, organisation=organisation, kind="orders", dropped_at=None)
    row = found.exclude(state__in=(State.UNDONE, State.REFUSED)).first() if handed.orders else None
    if row is None:
        raise OrdersMissing
    return row


def _written(row: Delivery, judged: Judged) -> tuple[Delivery, bool]:
    """Row and job together; of two at once, the first one's."""
    try:
        with transaction.atomic():
            wait_for_turn(row.holder)
            row.save()
            if not behind().files.has(row.holder, row.address):  # tidied away by whoever did not see our row yet
                behind().files.keep(row.holder, judged)
            job = enqueue(
                "facts.check", row.uid, key=f"facts.check/{row.uid}", org=row.organisation.org, for_account=row.by
            )
            Delivery.objects.filter(pk=row.pk).update(job=job.uid)
            row.job = job.uid
    except IntegrityError:
        _drop_content(row)
        known = _standing(row.organisation, row.kind, row.digest)
        if known is None:
            raise
        return known, False
    return row, True


@transaction.atomic
def ask_to_admit(delivery: Delivery, *, now: bool = False) -> Delivery:
    """Admits it when the window has passed; `now`: at once, in a demonstration. Raises StepRefused."""
    final_at = timezone.now() + (timedelta() if now and settings.SHOUYI_DEMONSTRATION else window())
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.state == State.WAITING and not now:
        return held
    if held.state not in (State.CHECKED, State.WAITING) or not held.new + held.known:
        raise StepRefused
    if held.orders and held.orders.state not in (State.WAITING, State.ADMITTING, State.ADMITTED):
        raise StepRefused
    return _wait(held, final_at)


def _wait(held: Delivery, final_at: datetime) -> Delivery:
    held.state, held.final_at = State.WAITING, final_at
    turn = uuid.uuid4()  # another try has another job: the one before was cancelled
    job = enqueue(
        "facts.admit", held.uid, key=f"facts.admit/{held.uid}/{turn}", org=held.organisation.org, for_account=held.by,
        not_before=final_at,
    )  # fmt: skip
    if held.job:
        _cancel(held.job)
    held.job = job.uid
    held.save(update_fields=["state", "final_at", "job"])
    return held


def undo(delivery: Delivery) -> Delivery:
    """Takes it back as if it had never come, and the reviews of its orders with it: they mean nothing without them.

    Raises StepRefused once it is being admitted.
    """
    with transaction.atomic():
        held = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if held.state == State.UNDONE:
            return held
        if not _take_back(held):
            raise StepRefused
        for reviews in Delivery.objects.select_for_update().filter(orders=held, state__in=OPEN):
            _take_back(reviews)
    held.refresh_from_db()
    return held


def _take_back(held: Delivery) -> bool:
    moved = Delivery.objects.filter(pk=held.pk, state__in=OPEN).update(
        state=State.UNDONE, ended_at=timezone.now(), final_at=None
    )
    if moved and held.job:
        _cancel(held.job)
    if moved:
        transaction.on_commit(lambda: drop(held), robust=True)  # `tidy` repeats what failed
    return bool(moved)


def hold_back(delivery: Delivery) -> None:
    """No longer waits to be admitted: as if nobody had asked for it yet. Changes nothing once it is being admitted."""
    Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(state=State.CHECKED, final_at=None)


def _cancel(job: uuid.UUID) -> None:
    if row := Job.objects.filter(uid=job).first():
        cancel(row)


def drop(delivery: Delivery) -> None:
    """Destroys the content and the key that opens it. Again, it changes nothing."""
    _drop_content(delivery)
    Delivery.objects.filter(pk=delivery.pk, dropped_at=None).update(dropped_at=timezone.now())


def _drop_content(delivery: Delivery) -> None:
    sealer().destroy(delivery.holder)
    behind().files.erase(delivery.holder)


def content(delivery: Delivery) -> bytes:
    """The file as it is kept. Raises PersonErased once it was dropped."""
    return b"".join(behind().files.open(delivery.holder, delivery.address))


def steps_for(delivery: Delivery) -> tuple[str, ...]:
    """What can be done now."""
    admit = ("admit",) if delivery.state == State.CHECKED and delivery.new + delivery.known else ()
    return admit + (("undo",) if delivery.state in OPEN else ())
