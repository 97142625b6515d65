"""Consents as they stand at this moment, read anew for every look: no cache holds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from shouyi.archive.consent import Given, why_closed
from shouyi.canon.days import day_of
from shouyi.people.consent.models import Consent

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """One consent of the table with its row's uid."""

    consent: UUID
    given: Given

    def opens(self, purpose: str, field: str, day: int) -> bool:
        """Whether this one opens the field for this purpose on this day."""
        return why_closed([self.given], self.given.recipient, purpose, field, day) is None


def today() -> int:
    """The day in UTC+8: consents run out when it ends there."""
    return day_of(int(timezone.now().timestamp()))


def day_at(instant: datetime) -> int:
    """The day of an instant in UTC+8."""
    return day_of(int(instant.timestamp()))


def standing_for(ref: str, org: str) -> list[Standing]:
    """Every consent that the owner of this file ever gave this organisation, as committed at this moment."""
    rows = Consent.objects.filter(ref=ref, organisation__org=org).select_related("organisation").order_by("pk")
    return [standing(row) for row in rows]


def standing(row: Consent) -> Standing:
    """The row as the pure judgement reads it."""
    ended = day_at(row.withdrawn_at) if row.withdrawn_at else None
    fields = frozenset(row.fields)
    given = Given(row.organisation.org, row.purpose, fields, day_at(row.given_at), row.until_on, ended)
    return Standing(row.uid, given)
