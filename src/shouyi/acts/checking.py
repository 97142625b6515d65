"""Checking: a stranger's file under a pin, and one's own installation from its entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shouyi.acts.documents import find_pins, why_documents
from shouyi.acts.founding import log_verifiers
from shouyi.archive.audit import STEPS as EXPORT_STEPS
from shouyi.archive.audit import Audited, require_recent, why_export
from shouyi.archive.errors import ArchiveError
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import Opening, digests_of
from shouyi.canon.days import to_iso
from shouyi.gateways.counting import counting
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.fsck import Report, fsck
from shouyi.ledger.audit import Finding
from shouyi.ledger.errors import CANNOT_TELL, ArchiveIncomplete, LedgerError, UnknownFormat
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import State
from shouyi.ledger.policy import Pin, parse_pin
from shouyi.ledger.prooffile import HEADER, STEPS, why_proof
from shouyi.ledger.steps import try_step
from shouyi.score.assess import assess_evidence
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Assessment
from shouyi.score.weigh import weigh_person

if TYPE_CHECKING:
    from shouyi.wiring import House

HOLDS, BROKEN, UNKNOWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` 0 it holds, 1 it does not, 2 cannot tell; `lines` say why, step by step."""

    status: int
    lines: tuple[str, ...]
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """What the reader asks of cosignatures: at `now` (Unix seconds) the oldest is `max_age_seconds` old at most."""

    max_age_seconds: int
    now: int


def verify_file(data: bytes, pin_data: bytes | None, freshness: Freshness | None = None) -> Verdict:
    """The verdict on a proof file or an export under a pin (the installation's own, where none is given).

    What is older than `freshness` accepts cannot be told; without one, any age is accepted.
    """
    try:
        pin = read_pin(pin_data)
    except LedgerError as problem:
        return Verdict(UNKNOWN, (f"cannot tell: {problem}",))
    if data.startswith(HEADER.encode()):
        return _verify_proof(data, pin, freshness)
    if data.startswith(b"{"):
        return _audit(data, pin, freshness)[1]
    return Verdict(BROKEN, ("does not hold: neither a proof file nor an export",))


def read_pin(data: bytes | None) -> Pin:
    """The pin in `data`, or the installation's own. Raises LedgerError."""
    if data is None:
        from shouyi.settings import read_settings

        path = read_settings().home / "public" / "pin.json"
        if not path.exists():
            raise UnknownFormat("no policy is at hand; give one with --policy")
        data = path.read_bytes()
    return parse_pin(data)


def _verify_proof(data: bytes, pin: Pin, freshness: Freshness | None) -> Verdict:
    held, steps = why_proof(data, pin)
    if held and freshness:
        asked, at = freshness, held.cosigned_at
        try_step(steps, "age", lambda: require_recent(at, asked.max_age_seconds, asked.now))
    names = (*STEPS, "age") if freshness else STEPS
    lines = [f"{number} {name:<10} {_said(steps, name)}" for number, name in enumerate(names, 1)]
    status = _status([problem for problem in steps.values() if problem])
    if held and status == HOLDS:
        lines += [f"  {name}: {value}" for name, value in {**held.opened, **held.result}.items()]
        lines.append(
            f"  {held.entry.kind.name} by {_name(pin, held.entry.by)}, leaf {held.index}, {_seen(held.cosigned_at)}"
        )
    return Verdict(status, (*lines, _verdict(status)))


def _said(steps: Mapping[str, LedgerError | None], name: str) -> str:
    if name not in steps:
        return "not reached"
    problem = steps[name]
    return f"{_word(problem)}: {problem}" if problem else "holds"


def _word(problem: LedgerError) -> str:
    return "cannot tell" if isinstance(problem, CANNOT_TELL) else "does not hold"


def _status(problems: list[LedgerError]) -> int:
    """What does not hold outweighs what cannot be told."""
    if any(not isinstance(problem, CANNOT_TELL) for problem in problems):
        return BROKEN
    return UNKNOWN if problems else HOLDS


def _verdict(status: int) -> str:
    return ("it holds", "it does not hold", "cannot tell, which does not mean that it is false")[status]


def _name(pin: Pin, org: str) -> str:
    return pin.names.get(org, {}).get("en", org)


def _seen(unix: int | None) -> str:
    if unix is None:
        return "cosigned by nobody"
    return f"cosigned {datetime.fromtimestamp(unix, UTC).isoformat(timespec='seconds')}"


def _audit(data: bytes, pin: Pin, freshness: Freshness | None = None) -> tuple[Audited | None, Verdict]:
    asked = {"max_age_seconds": freshness.max_age_seconds, "now": freshness.now} if freshness else {}
    found, steps = why_export(data, pin, **asked)
    lines = [f"{number} {name:<10} {_said(steps, name)}" for number, name in enumerate(EXPORT_STEPS, 1)]
    problems = [problem for problem in steps.values() if problem]
    status = _status(problems)
    if found is None or status != HOLDS:
        missing = [f"not complete: {problem}" for problem in problems if isinstance(problem, ArchiveIncomplete)]
        return None, Verdict(status, (*lines, *missing, _verdict(status)))
    return found, Verdict(HOLDS, (*lines, *_told(found), "complete", _verdict(HOLDS)))


def _told(found: Audited) -> tuple[str, ...]:
    return (
        f"{len(found.entries)} entries, {found.erased} erased, {found.aged} closed by age",
        f"the oldest cosignature: {_seen(found.cosigned_at)}",
    )


def recompute_file(
    data: bytes, pin_data: bytes | None, person: str, as_of: int | None, document: bytes | None = None
) -> Verdict:
    """The score from an export alone as of a day: complete, or the verdict says where it is not, and gives no digits.

    `document` is the guide, by default the one that a house begins with today; its digest is told, so that it can be
    compared with what `rule` published. Bytes that are no guide: cannot tell.
    Where something is closed for its age, days before the oldest cosignature's cannot be told, since on them it may
    still weigh; that day is then the default. Otherwise the default is the last evidence's.
    """
    try:
        pin, guide = read_pin(pin_data), parse_guide(guide_bytes() if document is None else document)
    except (GuideMalformed, LedgerError) as problem:
        return Verdict(UNKNOWN, (f"cannot tell: {problem}",))
    found, verdict = _audit(data, pin)
    if found is None:
        return verdict
    facts, first = facts_of(found.entries_of(person)), found.replays_from
    day = as_of if as_of is not None else first or max((fact.on for fact in facts), default=None)
    if day is None:
        return Verdict(HOLDS, (*verdict.lines, "no evidence that a guide weighs"))
    if first is not None and day < first:
        return Verdict(UNKNOWN, (*verdict.lines[:-1], _unreplayable(found, day, first), _verdict(UNKNOWN)))
    assessment = assess_evidence(weigh_person(person, facts, guide), guide, person, day)
    told = f"guide {guide.version} ({guide.digest[:16]}…), as of {to_iso(day)}"
    return Verdict(HOLDS, (*verdict.lines, told), assessment)


def _unreplayable(found: Audited, day: int, first: int) -> str:
    return (
        f"cannot tell as of {to_iso(day)}: {found.aged} entries are closed for their age as of {to_iso(first)}, "
        f"and before that day they may still weigh; ask for a day from {to_iso(first)} on"
    )


@counting("check")
def check_house(house: House, progress: Callable[[str, int, int], None]) -> Report:
    """Everything derived again from the entries, down to what opens them; damage is named, the first thing first.

    Nobody writes meanwhile: what is committed between two looks would be taken for damage.
    """
    with house.ledger.reading():
        return _check_house(house, progress)


def _check_house(house: House, progress: Callable[[str, int, int], None]) -> Report:
    state = _state(house)
    pins = find_pins(house, state) if state else {}
    report = fsck(
        house.store,
        house.public,
        log_verifiers(house.keys, house.settings.net)[:4],
        witnesses=parse_pin(pins[max(pins)]).policy.witnesses.values() if pins else (),
        vault=house.vault.roots(),
        progress=progress,
    )
    documents = why_documents(house, state) if state else {}
    report.findings = [f for f in report.findings if (f.code, f.place) not in {("file-unknown", n) for n in documents}]
    report.findings += [Finding("document", name, why) for name, why in documents.items() if why]
    report.findings += [*_unopened(house), *_keyless(house)]
    return report


def _state(house: House) -> State | None:
    """The stored state; None where it cannot be read, which `fsck` then says in its own words."""
    try:
        return house.store.load()
    except (GatewayError, LedgerError, ValueError, sqlite3.Error):
        return None


def _unopened(house: House) -> Iterator[Finding]:
    """Rows of the vault whose fields and seeds do not give the digests that the entry commits."""
    try:
        for ref, opening in house.vault.all_openings():
            still_open = opening.own is not None and (opening.other is not None or not _is_shared(opening))
            if still_open and digests_of(opening) != opening.digests:
                place = f"{LOGS[opening.kind.log]} {opening.index}"
                yield Finding("opening", f"vault.db {ref.hex()}", f"the row of {place} opens something else")
    except (ArchiveError, GatewayError) as problem:
        yield Finding("opening", "vault.db", str(problem))


def _keyless(house: House) -> Iterator[Finding]:
    """Whose key is lost: not erased, since an erasure that is not finished is noted."""
    for ref in house.vault.without_key():
        yield Finding("opening", f"vault.db {ref.hex()}", "no key is here, and no erasure was begun")


def _is_shared(opening: Opening) -> bool:
    """Some fields stand under a second person's key, who may have erased them."""
    return opening.own is not None and any(name not in opening.own.fields for name in opening.kind.other)
