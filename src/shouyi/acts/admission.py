"""Admitting a source's facts: what is new becomes entries, what stands already is left, what contradicts is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.evidence.records import Draft, Refusal
from shouyi.evidence.trade.drafts import drafts_of, new_facts, renamed
from shouyi.evidence.trade.reading import Identity, Reading, identity
from shouyi.evidence.trade.records import Reviewed, TradeFact, Visited
from shouyi.gateways.counting import counting
from shouyi.gateways.keeper import pseudonym

if TYPE_CHECKING:
    from shouyi.wiring import House

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Admitted:
    """What an import did: entries written, facts that stood already, and rows refused, with their place and reason."""

    persons: int
    entries: int
    facts: int
    known: int
    refusals: tuple[Refusal, ...]


@counting("admission")
def admit_reading(
    house: House, reading: Reading, org: str, progress: Progress, *, shared_names: bool = False
) -> Admitted:
    """Admits a source's facts under `org`, which has joined. Again, it adds nothing; killed, it is simply repeated.

    The order of batches depends on the facts alone: a run that was killed has written a prefix of it. `shared_names`:
    this source calls its makers by the names that the keeper gave them; otherwise a name that another source brought
    is another person's, and refused.
    """
    with house.ledger.writing():
        house.keeper.begin()
        reading, left = _admissible(house, reading, org, shared_names=shared_names)
        buyers = sorted({_buyer(org, f.buyer) for f in reading.facts if isinstance(f, Reviewed | Visited)})
        house.vault.add_persons(buyers)
        house.keeper.open_files(reading.persons, lambda done, total: progress("files", done, total))
        fresh, refused = _fresh(house, reading, org, _pseudonyms(house, org))
        pairs = sorted({(fact.person, org) for fact in fresh})
        house.keeper.add_sources(pairs, lambda done, total: progress("sources", done, total))
        drafts = [_namespaced(d, org) for d in drafts_of(fresh, org, _pseudonyms(house, org), reading.texts)]
        done = house.keeper.admit(drafts, lambda at, total: progress("entries", at, total))
    known = len(reading.facts) - len(fresh) - len(refused)
    return Admitted(len(reading.persons), len(done), len(fresh), known, (*reading.refusals, *left, *refused))


@counting("admission")
def rehearse_reading(house: House, reading: Reading, org: str) -> Admitted:
    """What `admit_reading` would do at this moment, written nowhere: `entries` is 0, `facts` are what is news."""
    with house.ledger.writing():
        house.keeper.begin()
        reading, left = _admissible(house, reading, org, shared_names=False)
        fresh, refused = _fresh(house, reading, org, _perhaps_pseudonyms(house, org))
    known = len(reading.facts) - len(fresh) - len(refused)
    return Admitted(len(reading.persons), 0, len(fresh), known, (*reading.refusals, *left, *refused))


def _admissible(house: House, reading: Reading, org: str, *, shared_names: bool) -> tuple[Reading, list[Refusal]]:
    """The reading without the facts about people who may not be written about; each of those is a refused row."""
    taken = frozenset() if shared_names else house.keeper.named_by_others(org)
    why = {person: code for person in reading.persons if (code := _why_not(house, person, taken))}
    refused = [(f, code) for f in reading.facts if (code := why.get(f.person) or _why_not_buyer(house, f, org))]
    if not why and not refused:
        return reading, []
    out = {identity(fact) for fact, _ in refused}
    kept = replace(
        reading,
        persons=tuple(person for person in reading.persons if person not in why),
        facts=tuple(fact for fact in reading.facts if identity(fact) not in out),
    )
    return kept, [Refusal(*reading.places.get(identity(fact), ("", 0)), code) for fact, code in refused]


def _why_not(house: House, person: str, taken: frozenset[str]) -> str | None:
    """Whoever erased their file stays erased, whatever a source still knows; a slash belongs to buyers' names."""
    if "/" in person:
        return "maker_name"
    if house.keeper.has_left(person):
        return "person_erased"
    return "maker_of_another_source" if person in taken else None


def _why_not_buyer(house: House, fact: TradeFact, org: str) -> str | None:
    buyer = fact.buyer if isinstance(fact, Reviewed | Visited) else None
    return "person_erased" if buyer is not None and house.vault.is_gone(_buyer(org, buyer)) else None


def _fresh(
    house: House, reading: Reading, org: str, pseudonyms: Callable[[str, str], str]
) -> tuple[list[TradeFact], list[Refusal]]:
    """The facts that this organisation has not stated yet, under the source's own names of buyers."""
    hidden = renamed(reading.facts, pseudonyms)
    own = {identity(mine): fact for mine, fact in zip(hidden, reading.facts, strict=True)}
    places = {key: reading.places[identity(fact)] for key, fact in own.items() if identity(fact) in reading.places}
    fresh, refused = new_facts(hidden, _stated(house, reading.persons, org), places)
    out = _taken_out(house, fresh)
    refused += [Refusal(*places.get(key, ("", 0)), "fact_taken_out") for key in sorted(out, key=repr)]
    return [own[identity(fact)] for fact in fresh if identity(fact) not in out], refused


def _taken_out(house: House, facts: Sequence[TradeFact]) -> set[Identity]:
    """Which of these facts were taken out of their file before: an import does not bring them back."""
    marks = {person: house.vault.taken_out(house.keys.ref(person)) for person in {fact.person for fact in facts}}
    return {identity(fact) for fact in facts if marks[fact.person] and house.keeper.mark(fact) in marks[fact.person]}


def _stated(house: House, persons: Sequence[str], org: str) -> list[TradeFact]:
    wanted = {house.keys.ref(person): person for person in persons}
    opened = [as_opened(opening, wanted[ref]) for ref, opening in house.vault.all_openings(by=org) if ref in wanted]
    return facts_of(opened)


def _pseudonyms(house: House, org: str) -> Callable[[str, str], str]:
    def of(buyer: str, maker: str) -> str:
        return pseudonym(house.keys.person_key(house.keys.ref(_buyer(org, buyer))), maker)

    return of


def _perhaps_pseudonyms(house: House, org: str) -> Callable[[str, str], str]:
    """For a rehearsal: a buyer who has no key yet was stated by nobody, and goes by a name that nobody else has."""
    known = _pseudonyms(house, org)

    def of(buyer: str, maker: str) -> str:
        if house.keys.has(house.keys.ref(_buyer(org, buyer))):
            return known(buyer, maker)
        return f"new/{buyer}"

    return of


def _buyer(org: str, name: str) -> str:
    """A buyer's local id: names are a source's own."""
    return f"{org}/{name}"


def _namespaced(draft: Draft, org: str) -> Draft:
    if draft.other_person is None:
        return draft
    return Draft(
        draft.kind, draft.person, draft.org, draft.on, draft.fields, _buyer(org, draft.other_person), draft.other
    )
