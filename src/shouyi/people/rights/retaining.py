"""Deleting what is past its term, as the table says; what another app's job deletes is left to that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import DateTimeField, Q

from shouyi.canon.days import day_of
from shouyi.people.behind import behind, sealer
from shouyi.people.cases.models import Case
from shouyi.people.facts.models import Delivery
from shouyi.people.rights.models import Erasure, Export
from shouyi.people.rights.table import BY_MODEL, REACH_DAYS, TABLE, Rule
from shouyi.people.uploads.keeping import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

OWN = "rights.retain"
ROWS_AT_ONCE = 500


def retain(now: datetime) -> Iterator[str]:
    """Kind by kind, each in small transactions; gives the name of each that was looked through."""
    for export in Export.objects.filter(until__lt=now).exclude(address=""):
        behind().files.delete(export.holder, export.address)
    for rule in TABLE:
        if rule.by == OWN and rule.days is not None:
            delete_old(rule, now)
            yield rule.model
    Erasure.objects.filter(revoked_at__lt=now - timedelta(days=BY_MODEL["rights.Erasure"].days or 0)).delete()
    forget_visitors(now)
    yield "cases.Case"
    tidy_files()
    yield "uploads.Upload"


def past_term(rule: Rule, now: datetime) -> Q:
    """Rows whose term is over. A column that is empty (not closed, not ended) has no term yet."""
    assert rule.days is not None
    before = now - timedelta(days=rule.days)
    limit = before if _is_instant(rule) else day_of(int(before.timestamp()))
    return Q(**{f"{rule.since}__lt": limit})


def _is_instant(rule: Rule) -> bool:
    model, *names = apps.get_model(rule.model), *rule.since.split("__")
    for name in names[:-1]:
        model = model._meta.get_field(name).related_model
    return isinstance(model._meta.get_field(names[-1]), DateTimeField)


def delete_old(rule: Rule, now: datetime) -> int:
    """Gives how many rows of this kind went."""
    rows, gone = apps.get_model(rule.model)._default_manager, 0
    while keys := list(rows.filter(past_term(rule, now)).values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        rows.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def forget_visitors(now: datetime) -> int:
    """What visitors reported and how to reach them go with the key of their case, answered or not. Gives how many."""
    before = day_of(int((now - timedelta(days=REACH_DAYS)).timestamp()))
    old = Case.objects.filter(account=None, ref="", opened_on__lt=before).exclude(holder="")
    holders = [holder for holder in old.values_list("holder", flat=True) if sealer().has(holder)]
    for holder in holders:
        sealer().destroy(holder)
    return len(holders)


def tidy_files() -> int:
    """Content to which no row refers, be it that a writer was killed: of everybody of whom there is content, also of
    who has no row at all. Gives how many."""
    return sum(tidy(ref, _elsewhere) for ref in behind().files.refs())


def _elsewhere(ref: str) -> list[str]:
    """What exports and deliveries of facts hold under this key: each of the two deletes its own in its time."""
    return [
        *Export.objects.filter(holder=ref).values_list("address", flat=True),
        *Delivery.objects.filter(holder=ref, dropped_at=None).values_list("address", flat=True),
    ]
