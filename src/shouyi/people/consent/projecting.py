"""Consents as a projection of `consent.given` and `consent.withdrawn`. Who asked, and the hour, are not in it.

What is closed stays closed: a row that says withdrawn is never opened again because the ledger does not know it yet.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from shouyi.archive.consent import SENSITIVE
from shouyi.people.behind import behind, sealer
from shouyi.people.consent.giving import forget, handle_for
from shouyi.people.consent.models import Consent
from shouyi.people.consent.standing import day_at
from shouyi.people.organisations.models import Organisation
from shouyi.people.projections import Projection, register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shouyi.people.projections import Rows

CHINA = timedelta(hours=8)


def _due() -> Rows:
    return {
        each.number: {"ref": each.ref, "org": each.recipient, "purpose": each.purpose, "fields": sorted(each.fields),
                      "on": each.on, "until_on": each.until_on, "ended": each.ended_on is not None}
        for each in behind().recorder.standing()
    }  # fmt: skip


def _found(due: Rows) -> Rows:
    """A row whose entry is still to be written is none of it, unless the ledger has it already."""
    return {
        row.uid.hex: _row(row, due.get(row.uid.hex, {}))
        for row in Consent.objects.select_related("organisation")
        if row.recorded_at is not None or row.uid.hex in due
    }


def _row(row: Consent, due: Mapping[str, Any]) -> Mapping[str, Any]:
    on_its_way = row.withdrawn_at is not None and row.end_recorded_at is None
    ended = due["ended"] if on_its_way and due else row.withdrawn_at is not None
    return {"ref": row.ref, "org": row.organisation.org, "purpose": row.purpose, "fields": sorted(row.fields),
            "on": day_at(row.given_at), "until_on": row.until_on, "ended": ended}  # fmt: skip


def _write(due: Rows) -> None:
    rows = {row.uid.hex: row for row in Consent.objects.all()}
    for number, row in rows.items():
        if number not in due and row.recorded_at is not None:
            _let_record_again(row)
    for number, said in due.items():
        _say(rows.get(number), number, said)


def _let_record_again(row: Consent) -> None:
    """The ledger lost it: the hourly sweep writes it again. Of somebody erased, nothing may stand here."""
    if sealer().has(row.ref):
        Consent.objects.filter(pk=row.pk).update(recorded_at=None, end_recorded_at=None)
    else:
        forget(row.ref)


def _say(row: Consent | None, number: str, said: Mapping[str, Any]) -> None:
    now, given = timezone.now(), _begin_of(said["on"])
    organisation = Organisation.objects.get(org=said["org"])
    made = row or Consent(uid=UUID(number), given_at=given, handle=handle_for(said["ref"], organisation))
    if day_at(made.given_at) != said["on"]:
        made.given_at = given
    made.organisation, made.ref, made.purpose, made.until_on = (
        organisation,
        said["ref"],
        said["purpose"],
        said["until_on"],
    )
    if sorted(made.fields or ()) != said["fields"]:
        made.fields = said["fields"]
    made.sensitive, made.recorded_at = bool(set(said["fields"]) & SENSITIVE), made.recorded_at or now
    if said["ended"]:
        made.withdrawn_at, made.end_recorded_at = made.withdrawn_at or now, made.end_recorded_at or now
    elif made.withdrawn_at:
        made.end_recorded_at = None  # it stays withdrawn, and the sweep tells the ledger
    made.save()


def _begin_of(day: int) -> datetime:
    """The first moment of a day in UTC+8: the ledger knows no hour."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day) - CHINA


register(Projection("consents", _due, _found, _write))
