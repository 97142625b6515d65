"""What nobody else's business is: who in the town is disabled, and what that does to hours, delays and leave.

This stands apart on purpose. The public records do not hold it, no stage of the river may import it, and it is written
to a folder of its own. The town needs it so that a leak or an unfairness has something to show up in: an audit that
never had anything to find proves nothing.

Whoever needs to know who is disabled in a town that was written (its audit, nobody else) reads the record that lies in
its folder by `told`, and does not draw it again: a town can be written a second time with everybody's disability
exchanged and their conduct as it was, to see whether anything else about it changes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from shouyi.town.chance import chance, weighted

FILE = "private/private.json"
"""Where a written town keeps it, below the town's folder."""
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


def exchanged(seed: str, found: Mapping[str, Circumstance], word: str) -> Mapping[str, Circumstance]:
    """The same people, each with somebody else's disability, and one unlike their own; `word` names the exchange.

    Hours, delays and leave stay, since what people did follows from them. Whoever tells of a disability in words of
    their own has done that, too: no text changes. Raises ValueError where more than half have the same.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for one in sorted(found):
        alike[found[one].disability].append(one)
    kinds = sorted(alike.values(), key=lambda people: (-len(people), found[people[0]].disability))
    step = len(kinds[0]) if kinds else 0
    if 2 * step > len(found):
        raise ValueError(f"{step} of {len(found)} have the same: not everybody can have another's")
    rng = chance(seed, "private", "exchanged", word)
    ring = [one for people in kinds for one in rng.sample(people, len(people))]
    return {one: replace(found[one], disability=found[ring[i - step]].disability) for i, one in enumerate(ring)}


def told(folder: Path) -> Mapping[str, str]:
    """Artisan's id → disability, as the record of the town written to `folder` has it. Raises OSError without one."""
    people: Mapping[str, Mapping[str, str]] = json.loads((folder / FILE).read_text("utf-8"))["people"]
    return {one: each["disability"] for one, each in people.items()}
