"""The audit sample of this installation: people put in who agreed, and taken out when they say so.

Until people do it on a page of their own, an operator enters what they agreed to on paper, from a table: `person` (the
local id), `group`, `consent` (the version of the text), `agreed_on`; optionally `org` and `name`, by which an
organisation's files know them. A person with several names stands in several rows, alike but for these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shouyi.decision.fairness.tables import word
from shouyi.evidence.cells import CellRefused, iso_day, name, perhaps, read
from shouyi.evidence.files import Columns, read_bytes, rows_of
from shouyi.evidence.records import Refusal
from shouyi.gateways.audit_sample import HOUSE, AuditSample, Consented

if TYPE_CHECKING:
    from shouyi.wiring import House

TABLE = Columns(("person", "group", "consent", "agreed_on"), ("org", "name"))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many stand in the sample now that were in the table, and the rows that were refused."""

    people: int
    refusals: tuple[Refusal, ...]


def enrol(house: House, table: Path) -> Enrolled:
    """Puts in everybody of the table, each whole. Repeating it changes nothing. Raises EvidenceError, GatewayError."""
    people, refusals = _people(table.name, read_bytes(table))
    sample = AuditSample(house.settings.home, house.randomness, create=True)
    try:
        for each in people.values():
            sample.enrol(each)
    finally:
        sample.close()
    return Enrolled(len(people), tuple(refusals))


def withdraw(house: House, person: str) -> None:
    """Takes a person out; whether they were in it is not told. Raises GatewayError where no sample is kept."""
    sample = AuditSample(house.settings.home, house.randomness)
    try:
        sample.withdraw(person)
    finally:
        sample.close()


def labels_of(house: House, org: str = HOUSE) -> tuple[dict[str, str], str]:
    """The group of each name by which `org` knows people, and the version of the text that all of them agreed to, or
    "several". Raises GatewayError where no sample is kept."""
    sample = AuditSample(house.settings.home, house.randomness)
    try:
        consents = sample.consents()
        return sample.labels(org), next(iter(consents)) if len(consents) == 1 else "several"
    finally:
        sample.close()


def _people(file: str, data: bytes) -> tuple[dict[str, Consented], list[Refusal]]:
    people: dict[str, Consented] = {}
    refusals: list[Refusal] = []
    for row in rows_of(file, data, TABLE, lambda done, total: None):
        try:
            one = _consented(row.require_cells())
            known = people.get(one.person)
            if known and replace(known, names={}) != replace(one, names={}):
                raise CellRefused("row_differs", "person")
            people[one.person] = replace(one, names={**(known.names if known else {}), **one.names})
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    return people, refusals


def _consented(cell: Mapping[str, str]) -> Consented:
    org, known_as = perhaps(name, cell, "org"), perhaps(name, cell, "name")
    if (org is None) != (known_as is None):
        raise CellRefused("cell_missing", "name" if org else "org")
    person, group, consent = read(name, cell, "person"), read(word, cell, "group"), read(word, cell, "consent")
    return Consented(
        person, group, consent, read(iso_day, cell, "agreed_on"), {org: known_as} if org and known_as else {}
    )
