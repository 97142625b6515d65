"""The consents that a complete export tells of. What the registrar wrote into the chain, nobody can leave out."""

from __future__ import annotations

from collections.abc import Iterable

from shouyi.archive.closing import AuditedEntry
from shouyi.archive.consent import Closed, ConsentRefused, Given, why_closed
from shouyi.ledger.errors import MalformedBytes

GIVEN, WITHDRAWN = "consent.given", "consent.withdrawn"


def consents_in(entries: Iterable[AuditedEntry]) -> list[Given]:
    """Every consent of the file, with the day of its withdrawal. Raises MalformedBytes for fields of another shape."""
    listed = list(entries)
    ended = {entry.fields.get("consent"): entry.fields.get("on") for entry in listed if entry.kind == WITHDRAWN}
    return [_given(entry, ended.get(entry.fields.get("consent"))) for entry in listed if entry.kind == GIVEN]


def require_consented(entries: Iterable[AuditedEntry], org: str, purpose: str, fields: Iterable[str], day: int) -> None:
    """That a consent in force on this day opens each of the fields to the organisation for the purpose. Raises
    ConsentRefused, which says what is closed and why."""
    consents = consents_in(entries)
    for field in fields:
        closed = why_closed(consents, org, purpose, field, day)
        if closed is not None:
            raise ConsentRefused(f"{field} is closed to {org} for {purpose}: {_WORDS[closed]}")


_WORDS = {closed: closed.value.replace("_", " ") for closed in Closed}


def _given(entry: AuditedEntry, ended_on: object) -> Given:
    said = entry.fields
    recipient, purpose, fields = said.get("recipient"), said.get("purpose"), said.get("fields")
    on, until = said.get("on"), said.get("until")
    if not (isinstance(recipient, str) and isinstance(purpose, str) and isinstance(fields, tuple)):
        raise MalformedBytes(f"entry {entry.index} of rule: a consent names a recipient, a purpose and fields")
    if type(on) is not int or type(until) is not int or not (ended_on is None or type(ended_on) is int):
        raise MalformedBytes(f"entry {entry.index} of rule: the days of a consent are whole days")
    return Given(recipient, purpose, frozenset(map(str, fields)), on, until, ended_on)
