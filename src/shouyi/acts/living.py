"""A person's digits of today, kept up to date: new entries are added to what is kept, nothing is weighed twice.

What is kept is made when somebody first asks, and again whenever it is of another guide, was torn, a fact was taken out
of the file, or a new fact may change what others weigh. Whatever the way, the digits are those of a run over everybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shouyi.archive.facts import SAYING, facts_of
from shouyi.archive.openings import Opening, as_opened
from shouyi.score.live import Live, Stale
from shouyi.score.live_parts import Mark, Torn, kept, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.evidence.facts import Fact
    from shouyi.gateways.live_store import Parts
    from shouyi.score.guide import Guide
    from shouyi.score.records import Digits
    from shouyi.wiring import House

KINDS = sorted(SAYING)


def live_digits(house: House, person: str, as_of: int, guide: Guide | None = None) -> Digits:
    """The person's digits as of a day, under the guide that the house follows or another, with all that stands in their
    file by now.

    Call within an act that the view log notes. Raises PersonErased, FactOutOfRange, DayTooCrowded.
    """
    ref, guide = house.keys.ref(person), guide or house.guide
    with house.live.turn(ref, writing=False) as parts:
        found = _by_what_is_kept(house, parts, person, ref, guide, as_of, feeding=False)
    if found is None:
        with house.live.turn(ref, writing=True) as parts:
            found = _by_what_is_kept(house, parts, person, ref, guide, as_of, feeding=True)
            if found is None:
                found = _weighed_anew(house, parts, person, ref, guide).digits(guide, as_of)
    return found


def _by_what_is_kept(
    house: House, parts: Parts, person: str, ref: bytes, guide: Guide, as_of: int, *, feeding: bool
) -> Digits | None:
    """None where what is kept does not serve as it is or, with `feeding`, with the news added: then the file, from
    which all of it is derived, says it anew. So too where parts are torn or of another guide."""
    try:
        live = _fed(house, parts, person, ref, guide, feeding=feeding)
        return live.digits(guide, as_of) if live else None
    except (Stale, Torn):
        return None


def _fed(house: House, parts: Parts, person: str, ref: bytes, guide: Guide, *, feeding: bool) -> Live | None:
    """None where nothing is kept, a fact was taken out since, or there is news and no `feeding`. Raises Stale, Torn."""
    found = kept(person, parts.fetch, guide)
    if found is None or found[1].taken_out != house.vault.count_taken_out(ref):
        return None
    live, mark = found
    new = house.vault.openings_since(ref, KINDS, mark.sizes)
    if new and not feeding:
        return None
    if new:
        live.take(_facts(new, person), guide)
        parts.put(parts_of(live, guide, _moved(mark, new)))
    return live


def _weighed_anew(house: House, parts: Parts, person: str, ref: bytes, guide: Guide) -> Live:
    parts.clear()
    mark = Mark(taken_out=house.vault.count_taken_out(ref))  # before the file is read: one fact fewer is seen next time
    openings = house.vault.openings(person)
    live = Live.of(person, _facts(openings, person), guide)
    parts.put(parts_of(live, guide, _moved(mark, openings)))
    return live


def _facts(openings: Iterable[Opening], person: str) -> list[Fact]:
    return facts_of([as_opened(opening, person) for opening in openings])


def _moved(mark: Mark, openings: Iterable[Opening]) -> Mark:
    """The mark, moved behind the last of these entries in each log."""
    sizes = list(mark.sizes)
    for opening in openings:
        sizes[opening.kind.log] = max(sizes[opening.kind.log], opening.index + 1)
    skill, trace, voice, rule = sizes
    return replace(mark, sizes=(skill, trace, voice, rule))
