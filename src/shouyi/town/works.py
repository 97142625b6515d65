"""Works: a few an artisan, each with a title that nobody else of the craft used while titles last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from shouyi.town.chance import chance, opaque
from shouyi.town.crafts import crafts
from shouyi.town.records import Artisan, Craft, Text, Work

WORKS = (2, 4)


def works(seed: str, artisans: Sequence[Artisan], first_day: int, last_day: int) -> tuple[Work, ...]:
    """Two to four works an artisan, registered between the two days, in the order of artisans and days."""
    titles = {craft.key: _titles(seed, craft) for craft in crafts()}
    found: dict[str, list[Work]] = defaultdict(list)
    for artisan in artisans:
        rng = chance(seed, artisan.id, "works")
        days = sorted(rng.randint(first_day, last_day) for _ in range(rng.randint(*WORKS)))
        for number, on in enumerate(days):
            work_id = opaque(seed, "w-", artisan.id, str(number))
            found[artisan.id].append(Work(work_id, artisan.id, artisan.craft, next(titles[artisan.craft]), on))
    return tuple(work for artisan in artisans for work in found[artisan.id])


def _titles(seed: str, craft: Craft) -> Iterator[Text]:
    """The craft's titles in the town's order; past the last one they come again, numbered."""
    order = chance(seed, craft.key, "titles").sample(craft.titles, len(craft.titles))
    yield from order
    number = 1
    while True:
        number += 1
        yield from (Text(f"{title.zh}（{number}）", f"{title.en} ({number})") for title in order)
