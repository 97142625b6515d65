"""Countersigning: an organisation recomputes somebody's export and signs what it found, beside others who did the same.

It needs the export, the pin and the guide, and no house: what is signed is what the organisation's machine computed.
The person's consent stands in the export, which cannot leave a withdrawal out; so the export has to be fresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shouyi.acts.checking import BROKEN, HOLDS, UNKNOWN, Verdict, read_pin
from shouyi.archive.audit import audit_export
from shouyi.archive.consented import require_consented
from shouyi.archive.exportfile import parse_export
from shouyi.archive.facts import facts_of
from shouyi.canon.days import day_of, to_iso
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.rules import read_standing
from shouyi.gateways.source import FolderSource, HttpSource, Source
from shouyi.ledger.errors import CANNOT_TELL, FieldMismatch, LedgerError, UnknownFormat
from shouyi.ledger.holding import (
    Challenge,
    parse_answer,
    parse_challenge,
    require_answered,
    require_reader,
    subject_digest,
)
from shouyi.ledger.note import Note, Signer, parse_note
from shouyi.ledger.policy import Pin
from shouyi.score.assess import assess_evidence
from shouyi.score.cosigned import PURPOSE, Cosigned, Statement, parse_statement, require_cosigned, sign, statement_of
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.weigh import weigh_person

CONSENT = "cosigning"
FIELDS = ("band", "score", "interval", "dimensions")
"""What is signed, and so what the person has to have consented to."""
FRESH_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who signs: its id, and the key (of the purpose `issue`) that the network knows as its own."""

    org: str
    signer: Signer


def countersign(
    data: bytes, pin: Pin, guide: Guide, by: Organisation, now: int, note: Note | None = None, as_of: int | None = None
) -> Note:
    """The note about the export in `data` with this organisation's signature; added to `note`, where another began one.

    `now` in seconds. `as_of`: by default the last evidence's day; beside another's signature, the note's. Raises
    LedgerError for an export that does not hold, is not complete or is over a day old; ConsentRefused;
    AssessmentDiffers; EvidenceError, ScoreError.
    """
    asked = parse_statement(note.body).as_of if note else as_of
    return sign(recomputed(data, pin, guide, by.org, now, asked), by.org, by.signer, now, note)


def recomputed(data: bytes, pin: Pin, guide: Guide, org: str, now: int, as_of: int | None = None) -> Statement:
    """What this organisation can sign about the export in `data`: steps 1 to 3 of docs/algorithms/cosigned.md. Raises
    what `countersign` raises, but for AssessmentDiffers."""
    audited = audit_export(data, pin, max_age_seconds=FRESH_SECONDS, now=now)
    require_consented(audited.entries, org, CONSENT, FIELDS, day_of(now))
    facts = facts_of(audited.entries_of(""))
    day = as_of if as_of is not None else audited.replays_from or max((fact.on for fact in facts), default=day_of(now))
    if audited.replays_from is not None and day < audited.replays_from:
        raise UnknownFormat(f"{to_iso(day)} cannot be replayed: some entries are closed for their age")
    digits = assess_evidence(weigh_person("", facts, guide), guide, "", day)
    return statement_of(pin.net, digits, audited, parse_export(data))


def countersign_file(
    data: bytes,
    pin_data: bytes | None,
    document: bytes | None,
    by: tuple[str, Signer],
    now: int,
    note: bytes | None,
    as_of: int | None,
) -> bytes:
    """`countersign` from bytes to bytes; pin and guide by default the installation's own. Raises what it raises."""
    guide = parse_guide(guide_bytes() if document is None else document)
    found = parse_note(note) if note is not None else None
    return countersign(data, read_pin(pin_data), guide, Organisation(*by), now, found, as_of).to_bytes()


def is_cosigned_file(data: bytes) -> bool:
    """Whether these bytes claim to be a cosigned assessment."""
    return data.partition(b"\n")[0].endswith(b"/assessment")


def challenge_for(data: bytes, reader: str, nonce: bytes) -> str:
    """A line that asks whoever shows the note in `data` to show that it is theirs. `nonce`: 32 random bytes, kept by
    whoever asks, `reader`: who that is, as the holder knows them. Raises MalformedBytes."""
    note = parse_note(data)
    parse_statement(note.body)
    return Challenge(subject_digest(note.body), nonce.hex(), require_reader(reader)).to_line()


def verify_held(data: bytes, challenge: str, unverified_answer: str) -> Verdict:
    """Whether the holder of the assessment in `data` answered this challenge, the reader's own and for this alone."""
    try:
        note = parse_note(data)
        said, asked = parse_statement(note.body), parse_challenge(challenge)
        if asked.about != subject_digest(note.body):
            raise FieldMismatch("the challenge is about another assessment")
        require_answered(said.net, said.holder, asked, parse_answer(unverified_answer))
    except LedgerError as problem:
        return Verdict(BROKEN, (f"does not show who holds it: {problem}",))
    return Verdict(HOLDS, (f"the holder answered the challenge for {asked.reader}",))


def verify_cosigned_file(data: bytes, pin_data: bytes | None, log: str | None) -> Verdict:
    """`verify_cosigned` with the log at an address or in a folder; without one nobody can tell whose keys are good."""
    if log is None:
        return Verdict(UNKNOWN, ("cannot tell: whose keys are good, the published log says; name it with --log",))
    try:
        pin = read_pin(pin_data)
    except LedgerError as problem:
        return Verdict(UNKNOWN, (f"cannot tell: {problem}",))
    if not log.startswith(("http://", "https://")):
        return verify_cosigned(data, pin, FolderSource(Path(log)))
    source = HttpSource(log)
    try:
        return verify_cosigned(data, pin, source)
    finally:
        source.close()


def verify_cosigned(data: bytes, pin: Pin, source: Source) -> Verdict:
    """A stranger's verdict on a cosigned assessment, by the pin and the published `rule`, which says whose keys are
    good."""
    try:
        standing, size, at = read_standing(source, pin)
        found = require_cosigned(parse_note(data), pin.net, lambda org: standing.good_keys(org, PURPOSE))
    except GatewayError as problem:
        return Verdict(UNKNOWN, (f"cannot tell: {problem}",))
    except LedgerError as problem:
        told = isinstance(problem, CANNOT_TELL)
        return Verdict(UNKNOWN if told else BROKEN, (f"{'cannot tell' if told else 'does not hold'}: {problem}",))
    seen = f"keys are good as of entry {size} of rule, {'cosigned by nobody' if at is None else _instant(at)}"
    return Verdict(HOLDS, (*_told(found), seen, "it holds"))


def _told(found: Cosigned) -> list[str]:
    said: Statement = found.statement
    return [
        f"score {_tenths(said.score)} [{_tenths(said.low)}, {_tenths(said.high)}] band {said.band}",
        f"as of {to_iso(said.as_of)}, guide {said.guide} ({said.guide_digest[:16]}…)",
        f"holder {said.holder}",
        f"evidence {said.evidence}",
        *(f"recomputed and signed by {org}, {_instant(at)}" for org, at in found.signers),
    ]


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def _instant(unix: int) -> str:
    return f"on {to_iso(day_of(unix))} (UTC+8)"
