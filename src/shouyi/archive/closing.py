"""What of a complete export may stay closed, and why. docs/algorithms/bytes.md, 10.

Outside `rule`, an entry may be closed by erasure (a later `fact.erased` of the same chain names it) or by age. Nothing
in `rule` may, else erasing a `source.added` would hide a whole source. Fields under another person's key always may.

An outcome that may hold for years (a certificate, a panel) ages only once it holds no longer, so `what` and `until`
stay open beside `on`. One that takes weight from others (a campaign) never ages: closed, it would lift what it weighs
down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shouyi.archive.chains import Chains, erased_by
from shouyi.archive.exportfile import Shown
from shouyi.canon.days import day_of
from shouyi.evidence.outcome.entry import OUTCOME
from shouyi.evidence.outcome.records import FACTS, Need
from shouyi.evidence.records import Value
from shouyi.ledger.errors import ArchiveIncomplete
from shouyi.ledger.kind import RULE

AGE_DAYS = 1826
"""Facts older than this may be closed: they weigh nothing any more."""
NEVER_AGES = frozenset({"campaign"})
"""Outcomes that only ever take weight from other facts."""


@dataclass(frozen=True, slots=True)
class AuditedEntry:
    """One entry of an export that holds. `n`: place in its source's chain. `closed`: "", "erased" or "aged"."""

    kind: str
    by: str
    day: int
    log: int
    index: int
    n: int
    fields: Mapping[str, Value]
    closed: str


def require_closed(chains: Chains, cosigned_at: int | None) -> tuple[AuditedEntry, ...]:
    """Every entry with what it says, chain by chain. `cosigned_at`: seconds; age counts at its UTC+8 day.

    Raises ArchiveIncomplete naming the first entry of which more stays closed than may.
    """
    today = None if cosigned_at is None else day_of(cosigned_at)
    return tuple(each for chain in chains.chains for each in _audited(chain, today))


def _audited(chain: tuple[Shown, ...], today: int | None) -> list[AuditedEntry]:
    erased = erased_by(chain)
    return [_entry(shown, n, _why_closed(shown, erased, today)) for n, shown in enumerate(chain)]


def _why_closed(shown: Shown, erased: frozenset[str], today: int | None) -> str:
    """ "" when all stands open that must. Raises ArchiveIncomplete."""
    kind = shown.entry.kind
    missing = [name for name in kind.fields if name not in kind.other and shown.field(name) is None]
    if not missing:
        return ""
    if kind.log != RULE and shown.entry.tag.hex() in erased:
        return "erased"
    if kind.log != RULE and _is_aged(shown, today):
        return "aged"
    raise ArchiveIncomplete(f"{shown.where}, a {kind.name} by {shown.entry.by}: {', '.join(missing)} must stand open")


def _is_aged(shown: Shown, today: int | None) -> bool:
    on = shown.value("on")
    if today is None or not isinstance(on, int) or today - on <= AGE_DAYS:
        return False
    return shown.entry.kind.name != OUTCOME or _holds_no_longer(shown, today)


def _holds_no_longer(shown: Shown, today: int) -> bool:
    """Of an old outcome, as far as `what` and `until` say so."""
    what, until = shown.value("what"), shown.value("until")
    if what not in FACTS or what in NEVER_AGES or shown.field("until") is None:
        return False
    return FACTS[str(what)].until is Need.NEVER or (isinstance(until, int) and until < today)


def _entry(shown: Shown, n: int, closed: str) -> AuditedEntry:
    entry = shown.entry
    return AuditedEntry(entry.kind.name, entry.by, entry.day, entry.kind.log, shown.index, n, shown.values(), closed)
