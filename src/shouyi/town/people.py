"""The artisans: names of their region, a public name, years in the craft, and their own words about it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from shouyi.town.chance import chance, often, opaque
from shouyi.town.crafts import crafts
from shouyi.town.organisations import platforms
from shouyi.town.records import Artisan, Craft, Text
from shouyi.town.texts import document

RELEASES_PERMILLE = 600


def artisans(seed: str, count: int, year: int) -> tuple[Artisan, ...]:
    """`count` artisans, spread over the crafts in turn; `year` is the year it is. All their names are unique."""
    taken: set[str] = set()
    return tuple(_artisan(seed, number, year, taken) for number in range(count))


def _artisan(seed: str, number: int, year: int, taken: set[str]) -> Artisan:
    kinds = crafts()
    artisan_id = opaque(seed, "a-", str(number))
    rng = chance(seed, artisan_id, "person")
    craft = kinds[number % len(kinds)]
    surname, given = _name(rng, craft, taken)
    return Artisan(
        id=artisan_id,
        name=_whole(surname, given),
        maker=_maker(rng, craft, surname, given, taken),
        craft=craft.key,
        since=year - rng.randint(3, 38),
        words=craft.words[_turn(seed, craft, number // len(kinds)) % len(craft.words)],
        releases=often(rng, RELEASES_PERMILLE),
        platforms=_platforms(rng),
    )


def _name(rng: Random, craft: Craft, taken: set[str]) -> tuple[Text, Text]:
    """A surname of the place and a given name that nobody else in the town has with it."""
    told: Mapping[str, Any] = document("names")
    while True:
        surname = rng.choice(craft.surnames)
        first, second = rng.choice((told["given"][:2], told["given"][2:]))
        (one, one_en), (two, two_en) = rng.choice(first), rng.choice(second)
        if surname + one + two not in taken:
            taken.add(surname + one + two)
            return Text(surname, told["surnames"][surname]), Text(one + two, one_en + two_en)


def _maker(rng: Random, craft: Craft, surname: Text, given: Text, taken: set[str]) -> Text:
    """The name over the door: the artisan's own, the family's or the given name's, the first that is still free."""
    studio = craft.studio
    whole = _whole(surname, given)
    signs = [
        Text(f"{surname.zh}家{studio.zh}", f"{surname.en} Family {studio.en}"),
        Text(f"{given.zh}{studio.zh}", f"{given.en} {studio.en}"),
        Text(f"{craft.short}{whole.zh}", f"{whole.en}, {craft.name.en}"),
    ]
    sign = rng.choice([whole, whole, whole, *signs])
    if sign.zh in taken:
        return whole
    taken.add(sign.zh)
    return sign


def _whole(surname: Text, given: Text) -> Text:
    return Text(surname.zh + given.zh, f"{surname.en} {given.en}")


def _platforms(rng: Random) -> tuple[str, ...]:
    every = platforms()
    return tuple(sorted(rng.sample(every, rng.choice((1, 1, 2, 2, len(every))))))


def _turn(seed: str, craft: Craft, number: int) -> int:
    """Which of the craft's words the `number`-th artisan of the craft says: no two the same while they last."""
    return chance(seed, craft.key, "words").randrange(len(craft.words)) + number
