"""Admitting a source's facts: what is new becomes entries, what stands already is left, what contradicts is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.evidence.facts import Fact, Stated, drafts_of, entry_kind, identity, new_facts, renamed, second_person
from shouyi.evidence.outcome.attesters import may_attest
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.records import Draft, Refusal
from shouyi.evidence.trade.reading import Identity
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
    house: House,
    reading: Stated,
    org: str,
    progress: Progress,
    *,
    shared_names: bool = False,
    introduced: Collection[str] = (),
) -> Admitted:
    """Admits a source's facts, of whatever sort, under `org`, which has joined.

    Again, it adds nothing; killed, it is simply repeated.

    The order of batches depends on the facts alone: a run that was killed has written a prefix of it. `shared_names`:
    this source calls its makers by the names that the keeper gave them; otherwise a name that another source brought
    is another person's, and refused, unless that person was `introduced` to this source. Refused too is what is not
    this organisation's to state (`evidence.outcome.attesters`).
    """
    with house.ledger.writing():
        house.keeper.begin()
        kept = _admissible(house, reading, org, None if shared_names else introduced)
        others = {_other(org, name) for fact in kept.facts if (name := second_person(fact))}
        house.vault.add_persons(sorted(others))
        house.keeper.open_files(kept.persons, lambda done, total: progress("files", done, total))
        fresh, refused = _fresh(house, kept, reading.places, org, _pseudonyms(house, org))
        pairs = sorted({(fact.person, org) for fact in fresh})
        house.keeper.add_sources(pairs, lambda done, total: progress("sources", done, total))
        drafts = [_namespaced(d, org) for d in drafts_of(fresh, org, _pseudonyms(house, org), reading.texts)]
        done = house.keeper.admit(drafts, lambda at, total: progress("entries", at, total))
    known = len(kept.facts) - len(fresh) - len(refused)
    return Admitted(len(kept.persons), len(done), len(fresh), known, (*reading.refusals, *kept.refused, *refused))


@counting("admission")
def rehearse_reading(
    house: House, reading: Stated, org: str, *, shared_names: bool = False, introduced: Collection[str] = ()
) -> Admitted:
    """What `admit_reading` would do at this moment, written nowhere: `entries` is 0, `facts` are what is news."""
    with house.ledger.writing():
        house.keeper.begin()
        kept = _admissible(house, reading, org, None if shared_names else introduced)
        fresh, refused = _fresh(house, kept, reading.places, org, _perhaps_pseudonyms(house, org))
    known = len(kept.facts) - len(fresh) - len(refused)
    return Admitted(len(kept.persons), 0, len(fresh), known, (*reading.refusals, *kept.refused, *refused))


@dataclass(frozen=True, slots=True)
class _Admissible:
    """What may be written about whom, and each fact that may not, as a refused row."""

    persons: tuple[str, ...]
    facts: tuple[Fact, ...]
    refused: tuple[Refusal, ...]


def _admissible(house: House, reading: Stated, org: str, introduced: Collection[str] | None) -> _Admissible:
    """The reading without facts about people who may not be written about, and without facts that are not this
    organisation's to state. Whoever has none but those gets no file by it. `introduced` None: all names are shared."""
    taken = frozenset() if introduced is None else house.keeper.named_by_others(org) - set(introduced)
    why = {person: code for person in reading.persons if (code := _why_not(house, person, taken))}
    kind = _kind_of(house, org)
    kept: list[Fact] = []
    refused: list[Refusal] = []
    strayed: set[str] = set()
    for fact in reading.facts:
        code, detail = why.get(fact.person) or _why_not_other(house, fact, org), ""
        if not code and isinstance(fact, Outcome) and not may_attest(kind, fact.what):
            code, detail = "not_yours_to_attest", "what"
            strayed.add(fact.person)
        if code:
            refused.append(Refusal(*reading.places.get(identity(fact), ("", 0)), code, detail))
        else:
            kept.append(fact)
    out = {*why, *strayed} - {fact.person for fact in kept}
    return _Admissible(tuple(p for p in reading.persons if p not in out), tuple(kept), tuple(refused))


def _kind_of(house: House, org: str) -> str:
    """What `org.added` says that the organisation is."""
    return str(house.ledger.state.get(f"org/{org}")["role"])


def _why_not(house: House, person: str, taken: frozenset[str]) -> str | None:
    """Whoever erased their file stays erased, whatever a source still knows; a slash belongs to buyers' names."""
    if "/" in person:
        return "maker_name"
    if house.keeper.has_left(person):
        return "person_erased"
    return "maker_of_another_source" if person in taken else None


def _why_not_other(house: House, fact: Fact, org: str) -> str | None:
    other = second_person(fact)
    return "person_erased" if other is not None and house.vault.is_gone(_other(org, other)) else None


def _fresh(
    house: House,
    kept: _Admissible,
    places: Mapping[Identity, tuple[str, int]],
    org: str,
    pseudonyms: Callable[[str, str], str],
) -> tuple[list[Fact], list[Refusal]]:
    """The facts that this organisation has not stated yet, under the source's own names of second persons."""
    hidden = renamed(kept.facts, pseudonyms)
    own = {identity(mine): fact for mine, fact in zip(hidden, kept.facts, strict=True)}
    at = {key: places[identity(fact)] for key, fact in own.items() if identity(fact) in places}
    fresh, refused = new_facts(hidden, _stated(house, kept, org), at)
    out = _taken_out(house, fresh)
    refused += [Refusal(*at.get(key, ("", 0)), "fact_taken_out") for key in sorted(out, key=repr)]
    return [own[identity(fact)] for fact in fresh if identity(fact) not in out], refused


def _taken_out(house: House, facts: Sequence[Fact]) -> set[Identity]:
    """Which of these facts were taken out of their file before: an import does not bring them back."""
    marks = {person: house.vault.taken_out(house.keys.ref(person)) for person in {fact.person for fact in facts}}
    return {identity(fact) for fact in facts if marks[fact.person] and house.keeper.mark(fact) in marks[fact.person]}


def _stated(house: House, kept: _Admissible, org: str) -> list[Fact]:
    """What the organisation has stated about these people, in entries of the kinds that these facts would have."""
    wanted = {house.keys.ref(person): person for person in kept.persons}
    kinds = sorted({*map(entry_kind, kept.facts)})
    found = (each for kind in kinds for each in house.vault.all_openings(kind=kind, by=org))
    return facts_of([as_opened(opening, wanted[ref]) for ref, opening in found if ref in wanted])


def _pseudonyms(house: House, org: str) -> Callable[[str, str], str]:
    def of(buyer: str, maker: str) -> str:
        return pseudonym(house.keys.person_key(house.keys.ref(_other(org, buyer))), maker)

    return of


def _perhaps_pseudonyms(house: House, org: str) -> Callable[[str, str], str]:
    """For a rehearsal: somebody who has no key yet was stated by nobody, and goes by a name that nobody else has."""
    known = _pseudonyms(house, org)

    def of(buyer: str, maker: str) -> str:
        if house.keys.has(house.keys.ref(_other(org, buyer))):
            return known(buyer, maker)
        return f"new/{buyer}"

    return of


def _other(org: str, name: str) -> str:
    """The local id of a buyer, a learner, a worker: names are a source's own."""
    return f"{org}/{name}"


def _namespaced(draft: Draft, org: str) -> Draft:
    if draft.other_person is None:
        return draft
    return Draft(
        draft.kind, draft.person, draft.org, draft.on, draft.fields, _other(org, draft.other_person), draft.other
    )
