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
USUAL = {"hours": (36, 54), "lead_permille": (1000, 1000), "late_permille": (4, 36), "spells": (1, 3),
         "spell_days": (3, 9)}  # fmt: skip
CHANGED = {"hours": (18, 44), "lead_permille": (1000, 1600), "late_permille": (14, 84), "spells": (3, 6),
           "spell_days": (6, 21)}  # fmt: skip
"""Least and most of what is drawn for somebody who is not disabled, and for somebody who is: an assumption about hours,
delays and leave, chosen so that there is something to find, and no finding about anybody."""


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
    """Drawn in the order of the fields; what can only be one number is not drawn."""
    disability = NONE if free else weighted(rng, TYPES)
    ranges = USUAL if free else CHANGED
    drawn = {name: low if low == high else rng.randint(low, high) for name, (low, high) in ranges.items()}
    return Circumstance(disability, **drawn)
