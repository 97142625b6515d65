"""Keeping signed notes, and telling which still speak of the score that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from shouyi.ledger.errors import LedgerError
from shouyi.ledger.note import Note, parse_note
from shouyi.people.behind import behind
from shouyi.people.cosigning import words
from shouyi.people.cosigning.models import Signed
from shouyi.people.organisations.models import OrgKey
from shouyi.score.cosigned import LEAST, PURPOSE, Statement, parse_statement, require_cosigned, sign
from shouyi.score.records import DIMENSIONS

if TYPE_CHECKING:
    from shouyi.score.records import Digits


@dataclass(frozen=True, slots=True)
class HandSigned:
    """A signature that was made elsewhere, under a key that never was here. Implements `ledger.note.Signer`."""

    public: bytes
    signature: bytes

    def sign(self, message: bytes) -> bytes:
        """What was handed in, whatever is asked for: whoever takes it verifies it."""
        return self.signature


@dataclass(frozen=True, slots=True)
class Standing:
    """A kept note. `signers`: organisations whose keys are good now, with the second at which each says it signed."""

    row: Signed
    statement: Statement
    signers: tuple[tuple[str, int], ...]

    @property
    def holds(self) -> bool:
        """Whether a stranger would find that enough organisations signed it."""
        return len(self.signers) >= LEAST

    def speaks_of(self, digits: Digits) -> bool:
        """Whether it says what stands now: the same guide, day and digits."""
        said, dimensions = self.statement, tuple(digits.dimensions[name] for name in DIMENSIONS)
        stated = (said.guide_digest, said.as_of, said.score, said.low, said.high, said.p80, said.band, said.dimensions)
        now = (digits.guide_digest, digits.day, digits.score, digits.low, digits.high, digits.p80, digits.band)
        return stated == (*now, dimensions)


def good_keys(org: str) -> list[bytes]:
    """The organisation's keys for `issue` that are good now; none while it is suspended."""
    found = OrgKey.objects.filter(organisation__org=org, organisation__suspended_at=None, purpose=PURPOSE)
    return [bytes.fromhex(public) for public in found.filter(revoked_at=None).values_list("public", flat=True)]


def own_keys(org: str) -> list[bytes]:
    """Those among them that the organisation keeps itself: only these sign what it recomputed."""
    found = OrgKey.objects.filter(organisation__org=org, organisation__suspended_at=None, purpose=PURPOSE, here=False)
    return [bytes.fromhex(public) for public in found.filter(revoked_at=None).values_list("public", flat=True)]


def kept(ref: str) -> list[Standing]:
    """Every note about this file, the latest first. Raises PersonErased."""
    return [standing(row) for row in Signed.objects.filter(ref=ref)]


def standing(row: Signed) -> Standing:
    """How this one stands now. Raises PersonErased."""
    note = parse_note(row.note.encode())
    try:
        signers = require_cosigned(note, behind().orgs.net(), good_keys, least=0).signers
    except LedgerError:  # a good key's signature that does not hold: nothing is left of what it says
        signers = ()
    return Standing(row, parse_statement(note.body), signers)


def standing_for(ref: str, digits: Digits) -> list[Standing]:
    """Those that speak of these digits and whose signers' keys are good, the most signers first."""
    found = [each for each in kept(ref) if each.signers and each.speaks_of(digits)]
    return sorted(found, key=lambda each: -len(each.signers))


def said_of(ref: str, digits: Digits) -> list[str]:
    """Who recomputed and signed these very digits, a line each, and that a second is missing where one is alone."""
    found = standing_for(ref, digits)
    if not found:
        return []
    alone = [] if found[0].holds else [words.alone()]
    return [*words.signed_by(found[0].signers), *alone]


def open_beside(ref: str, statement: Statement) -> Signed | None:
    """The kept note about the very same text, to which a signature can be added."""
    return next((row for row in Signed.objects.filter(ref=ref) if _body(row) == statement.to_body()), None)


@transaction.atomic
def keep_signature(ref: str, org: str, statement: Statement, by: HandSigned, unix: int) -> Signed:
    """Adds a signature to the note about this text, or begins one. Raises AssessmentDiffers where this organisation has
    signed it already, SignatureInvalid."""
    row = open_beside(ref, statement) or Signed(ref=ref, holder=ref)
    before = parse_note(row.note.encode()) if row.note else None
    row.note = _signed(org, statement, by, unix, before).to_bytes().decode()
    row.orgs = [*row.orgs, org]
    row.save()
    return row


def _signed(org: str, statement: Statement, by: HandSigned, unix: int, before: Note | None) -> Note:
    found = sign(statement, org, by, unix, before)
    require_cosigned(found, statement.net, lambda name: [by.public] if name == org else (), least=1)
    return found


def _body(row: Signed) -> bytes:
    return parse_note(row.note.encode()).body
