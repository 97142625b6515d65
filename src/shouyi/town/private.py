"""What nobody else's business is: who in the town is disabled, and what that does to hours, delays and leave.

This stands apart on purpose. The public records do not hold it, no stage of the river may import it, and it is written
to a folder of its own. The town needs it so that a leak or an unfairness has something to show up in: an audit that
never had anything to find proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from shouyi.town.chance import chance, weighted

NONE = "none"
TYPES = (("mobility", 40), ("hearing", 22), ("vision", 16), ("speech", 5), ("intellectual", 9), ("mental", 8))


@dataclass(frozen=True, slots=True)
class Circumstance:
    """`disability` is a type or "none"; `hours` a week at the craft, `lead_permille` how much longer than usual for the
    craft an order is promised, `late_permille` of orders leave late, `spells` of leave in two years, `spell_days` each.
    """

    disability: str
    hours: int
    lead_permille: int
    late_permille: int
    spells: int
    spell_days: int


def circumstances(seed: str, artisans: Sequence[str]) -> Mapping[str, Circumstance]:
    """For each artisan's id; a third, rounded up, are not disabled. The ids' order tells nothing of who."""
    order = chance(seed, "private", "order").sample(sorted(artisans), len(artisans))
    free = set(order[: -(-len(order) // 3)])
    return {one: _circumstance(chance(seed, one, "private"), one in free) for one in artisans}


def _circumstance(rng: Random, free: bool) -> Circumstance:
    if free:
        return Circumstance(NONE, rng.randint(36, 54), 1000, rng.randint(4, 36), rng.randint(1, 3), rng.randint(3, 9))
    return Circumstance(
        disability=weighted(rng, TYPES),
        hours=rng.randint(18, 44),
        lead_permille=rng.randint(1000, 1600),
        late_permille=rng.randint(14, 84),
        spells=rng.randint(3, 6),
        spell_days=rng.randint(6, 21),
    )
