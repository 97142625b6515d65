"""What organisations attest about the artisans beside trade, each what it would know first; docs/stages/evidence.md.

Skill, help given and borrowing are drawn from streams of their own and the years in the craft; months, sales and leave
follow from the orders and leaves that the town has already. Who is disabled has no other say in any of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from shouyi.canon.days import from_iso, to_iso
from shouyi.evidence.outcome.panel import Mark, corrected
from shouyi.town.chance import chance, often, opaque
from shouyi.town.crafts import crafts
from shouyi.town.organisations import PLATFORM, organisations
from shouyi.town.records import Artisan, Attested, Leave, Order, Story

YEAR, HALF_YEAR = 365, 182
GRADES = (("national_inheritor", 28, 90), ("provincial_inheritor", 20, 220), ("city_inheritor", 13, 300),
          ("county_inheritor", 7, 420))  # fmt: skip
"""Grade, least years in the craft, how many of a thousand of those hold it and none above."""
JUDGES, MARKED_BY = 6, 3
STANDS_AFTER_DAYS = 15
GOOD_HAND = 880
FLOOD = ("2026-07-06", 12)
"""First day and length of the flood that kept two valleys from sending anything."""


class World(NamedTuple):
    """What attesters look at: an artisan's own orders and declared leaves, and the days that the town spans. `teaching`
    is whose story it is to have a grade, a good hand that was looked at, learners, and no loan."""

    seed: str
    orders: Mapping[str, Sequence[Order]]
    leaves: Mapping[str, Sequence[Leave]]
    first_day: int
    last_day: int
    teaching: str = ""


def attested(
    seed: str,
    artisans: Sequence[Artisan],
    orders: Sequence[Order],
    leaves: Iterable[Leave],
    stories: Mapping[str, Story],
    days: range,
) -> tuple[Attested, ...]:
    """Everything that was attested by the last day, by organisation, day, artisan. Of the one with the thin file, who
    has hardly begun, nothing."""
    begun, teaching = stories.get("thin"), stories.get("teaching")
    who = teaching.artisan if teaching else ""
    world = World(seed, _by_maker(orders), _by_artisan(leaves), days[0], days[-1], who)
    known = [artisan for artisan in artisans if begun is None or artisan.id != begun.artisan]
    found = [each for artisan in known for tell in TELLERS for each in tell(world, artisan)]
    found += _panels(world, known)
    return tuple(sorted((each for each in found if each.on <= world.last_day), key=_order))


def _order(each: Attested) -> tuple[str, int, str, str, str]:
    return each.org, each.on, each.artisan, each.what, each.about or ""


def _by_maker(orders: Iterable[Order]) -> Mapping[str, Sequence[Order]]:
    found: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        found[order.maker].append(order)
    return found


def _by_artisan(leaves: Iterable[Leave]) -> Mapping[str, Sequence[Leave]]:
    found: dict[str, list[Leave]] = defaultdict(list)
    for leave in leaves:
        found[leave.artisan].append(leave)
    return found


def by_role(role: str) -> str:
    """The organisation of this kind that attests."""
    return next(org.id for org in organisations() if org.role == role)


def _rng(world: World, artisan: Artisan, subject: str) -> Random:
    return chance(world.seed, artisan.id, "attested", subject)


def mastery(seed: str, artisan: str) -> int:
    """How good the hand is, in ‰: what panels and checks then see, each in its own way."""
    rng = chance(seed, artisan, "mastery")
    return 560 + sum(rng.randrange(110) for _ in range(4))


def _hand(world: World, artisan: Artisan) -> int:
    found = mastery(world.seed, artisan.id)
    return max(found, GOOD_HAND) if artisan.id == world.teaching else found


# skill ----------------------------------------------------------------------------------------------------------------


def _grade(world: World, artisan: Artisan) -> Iterator[Attested]:
    """The highest grade that somebody was given, some years ago; it has no last day."""
    rng, years = _rng(world, artisan, "grade"), _years(world, artisan)
    if artisan.id == world.teaching:
        yield Attested(
            by_role("culture"), artisan.id, "provincial_inheritor", world.last_day - rng.randint(700, 2000), 1
        )
        return
    for what, least, permille in GRADES:
        if years >= least and often(rng, permille):
            on = world.last_day - rng.randint(90, YEAR * min(years - least + 1, 9))
            yield Attested(by_role("culture"), artisan.id, what, on, 1)
            return


def _certificates(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Certificates run out; one in six was not renewed in time."""
    rng = _rng(world, artisan, "certificates")
    for what, role, permille, length in (
        ("accredited_certificate", "certifier", 420, 3 * YEAR),
        ("vocational_certificate", "training", 300, 5 * YEAR),
    ):
        if often(rng, permille):
            on = world.last_day - rng.randint(60, length + length // 5)
            yield Attested(by_role(role), artisan.id, what, on, 1, on + length)


def _checks(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Pieces drawn from the shelf and looked at, about four a year."""
    rng = _rng(world, artisan, "checks")
    passes = 780 + _hand(world, artisan) * 220 // 1000
    drawn = often(rng, 520) or artisan.id == world.teaching
    for number in range(rng.randint(4, 9) if drawn else 0):
        on = rng.randint(world.first_day, world.last_day)
        piece = opaque(world.seed, "q-", artisan.id, str(number))
        yield Attested(by_role("certifier"), artisan.id, "quality_check", on, 1000 * often(rng, passes), None, piece)


def _courses(world: World, artisan: Artisan) -> Iterator[Attested]:
    rng = _rng(world, artisan, "courses")
    for number in range(rng.randint(1, 3) if often(rng, 480) else 0):
        on, hours = rng.randint(world.first_day, world.last_day), rng.choice((8, 12, 16, 24, 40))
        yield Attested(by_role("training"), artisan.id, "training", on, 100 * hours, None, f"course-{on}-{number}")


def _panels(world: World, artisans: Sequence[Artisan]) -> list[Attested]:
    """A blind panel each spring: three of six judges mark a work, and how strict each is gets taken out."""
    found: list[Attested] = []
    for year in range(int(to_iso(world.first_day)[:4]), int(to_iso(world.last_day)[:4]) + 1):
        on = from_iso(f"{year}-05-18")
        shown = [
            each for each in artisans if each.id == world.teaching or often(_rng(world, each, f"panel {year}"), 330)
        ]
        marks = [mark for number, artisan in enumerate(shown, 1) for mark in _marks(world, artisan, year, number)]
        values = corrected(marks) if on >= world.first_day else {}
        found += [
            Attested(by_role("certifier"), artisan.id, "panel", on, values[_work(year, number)], on + 3 * YEAR,
                     _work(year, number))
            for number, artisan in enumerate(shown, 1) if values
        ]  # fmt: skip
    return found


def _work(year: int, number: int) -> str:
    return f"panel-{year}-{number:03d}"


def _marks(world: World, artisan: Artisan, year: int, number: int) -> Iterator[Mark]:
    rng, good = _rng(world, artisan, f"marks {year}"), _hand(world, artisan)
    for judge in sorted(rng.sample(range(JUDGES), MARKED_BY)):
        strict = chance(world.seed, "judge", str(year), str(judge)).randint(-110, 110)
        yield Mark(f"judge-{judge}", _work(year, number), min(max(good + strict + rng.randint(-45, 45), 0), 1000))


# fulfilment -----------------------------------------------------------------------------------------------------------


def _capacity(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Of the last twelve months on the first of their platforms: whether more was accepted than had been declared."""
    platform = artisan.platforms[0]
    months: dict[str, list[int]] = defaultdict(list)
    for order in world.orders.get(artisan.id, ()):
        if order.platform == platform and order.purchased_on > world.last_day - YEAR:
            months[to_iso(order.purchased_on)[:7]].append(order.purchased_on)
    declared = _declared([len(days) for days in months.values()])
    for days in months.values():
        yield Attested(platform, artisan.id, "capacity", max(days), 1000 * (len(days) <= declared))


def _declared(counts: Sequence[int]) -> int:
    """A month's usual number, half as much again, and two."""
    return sorted(counts)[len(counts) // 2] * 3 // 2 + 2 if counts else 0


def _stood(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Of half a year's orders on the one platform that reports it: the time for returns ran out."""
    reports = by_role(PLATFORM)
    for order in world.orders.get(artisan.id, ()):
        if order.platform == reports and order.delivered_on and order.return_reason != "quality":
            on = order.delivered_on + STANDS_AFTER_DAYS
            if world.last_day - HALF_YEAR < on <= world.last_day:
                yield Attested(reports, artisan.id, "sale_stood", on, 1000, None, order.id)


def _joint(world: World, artisan: Artisan) -> Iterator[Attested]:
    rng = _rng(world, artisan, "joint")
    for number in range(rng.randint(3, 8) if often(rng, 260) else 0):
        on, role = rng.randint(world.first_day, world.last_day), rng.choice(("workshop", "workshop", "enterprise"))
        name = opaque(world.seed, "j-", artisan.id, str(number))
        yield Attested(by_role(role), artisan.id, "joint_order", on, 1000 * often(rng, 955), None, name)


def _leaves(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Three of four leaves were declared. Nobody was asked why."""
    rng = _rng(world, artisan, "leave")
    for leave in world.leaves.get(artisan.id, ()):
        if often(rng, 750):
            yield Attested(by_role("registrar"), artisan.id, "leave", leave.from_on, leave.to_on - leave.from_on + 1)


def _flood(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Where the craft is at home: neighbours of one craft share their weather."""
    flooded = chance(world.seed, "flood").sample(sorted(craft.key for craft in crafts()), 2)
    if artisan.craft in flooded:
        yield Attested(by_role("registrar"), artisan.id, "force_majeure", from_iso(FLOOD[0]), FLOOD[1])


# word of mouth --------------------------------------------------------------------------------------------------------


def _rooms(world: World, artisan: Artisan) -> Iterator[Attested]:
    """What a viewer said who then bought: one in thirty orders."""
    rng, heard = _rng(world, artisan, "rooms"), set()
    for order in world.orders.get(artisan.id, ()):
        voice = order.platform, order.buyer, order.purchased_on
        if often(rng, 33) and voice not in heard:
            heard.add(voice)
            value = min(rng.randint(620, 1120), 1000)
            yield Attested(order.platform, artisan.id, "room_voice", order.purchased_on, value, None, order.buyer)


def _campaigns(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Orders of a platform's own campaign in June: a voice about one keeps half its weight."""
    for order in world.orders.get(artisan.id, ()):
        if "06-08" <= to_iso(order.purchased_on)[5:] <= "06-18" and often(
            chance(world.seed, order.id, "campaign"), 350
        ):
            yield Attested(order.platform, artisan.id, "campaign", order.purchased_on, 500, None, order.id)


# social contribution --------------------------------------------------------------------------------------------------


def _apprentices(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Learners by half-year, of those who have something to teach."""
    rng = _rng(world, artisan, "apprentices")
    count = rng.randint(1, 3) if _years(world, artisan) >= 8 and often(rng, 420) else 0
    count = 2 if artisan.id == world.teaching else count
    yield from _months(world, artisan, "apprenticeship", "culture", "l-", count)


def _jobs(world: World, artisan: Artisan) -> Iterator[Attested]:
    rng = _rng(world, artisan, "jobs")
    count = rng.randint(1, 2) if often(rng, 180) else 0
    yield from _months(world, artisan, "employment", rng.choice(("workshop", "enterprise")), "e-", count)


def _months(world: World, artisan: Artisan, what: str, role: str, prefix: str, count: int) -> Iterator[Attested]:
    for number in range(count):
        rng = _rng(world, artisan, f"{what} {number}")
        name = opaque(world.seed, prefix, artisan.id, str(number))
        for on in range(world.first_day + rng.randrange(400), world.last_day, HALF_YEAR):
            yield Attested(by_role(role), artisan.id, what, on, 100 * rng.randint(4, 6), None, name)


def _works(world: World, artisan: Artisan) -> Iterator[Attested]:
    """Heritage outputs: a pattern written down, a tool rebuilt, a work for a collection."""
    rng = _rng(world, artisan, "outputs")
    made = often(rng, 300) or artisan.id == world.teaching
    for number in range(rng.randint(1, 3) if made else 0):
        on = rng.randint(world.first_day, world.last_day)
        yield Attested(by_role("culture"), artisan.id, "heritage_output", on, 100, None, f"output-{on}-{number}")


def _hours(world: World, artisan: Artisan) -> Iterator[Attested]:
    rng = _rng(world, artisan, "hours")
    for number in range(rng.randint(1, 6) if often(rng, 340) else 0):
        on, role = rng.randint(world.first_day, world.last_day), rng.choice(("culture", "training"))
        yield Attested(by_role(role), artisan.id, "public_benefit", on, 50 * rng.randint(3, 16), None, f"{on}-{number}")


# finance --------------------------------------------------------------------------------------------------------------


def _loan(world: World, artisan: Artisan) -> Iterator[Attested]:
    """One in four has a small loan: instalments by month, and each quarter how steady the takings were."""
    rng = _rng(world, artisan, "loan")
    if artisan.id == world.teaching or not often(rng, 260):
        return
    loan, bank = opaque(world.seed, "c-", artisan.id), by_role("bank")
    start, keeps = rng.randint(world.first_day, world.last_day - 200), rng.randint(930, 1000)
    for on in range(start + 30, world.last_day + 1, 30):
        yield Attested(bank, artisan.id, "repayment", on, 1000 * often(rng, keeps), None, loan)
    for on in range(start + 91, world.last_day + 1, 91):
        yield Attested(bank, artisan.id, "cash_flow", on, _steadiness(world, artisan, on), on + HALF_YEAR)


def _steadiness(world: World, artisan: Artisan, on: int) -> int:
    """1000 less how far the last six months' takings lie from their mean, on average, in ‰ of it."""
    takings = [0] * 6
    for order in world.orders.get(artisan.id, ()):
        month = (on - order.purchased_on) // 30
        if 0 <= month < 6:
            takings[month] += order.amount_fen
    whole = sum(takings)
    return max(1000 - 1000 * sum(abs(6 * each - whole) for each in takings) // (6 * whole), 0) if whole else 0


def _years(world: World, artisan: Artisan) -> int:
    return int(to_iso(world.last_day)[:4]) - artisan.since


TELLERS: tuple[Callable[[World, Artisan], Iterator[Attested]], ...] = (
    _grade, _certificates, _checks, _courses, _capacity, _stood, _joint, _leaves, _flood, _rooms, _campaigns,
    _apprentices, _jobs, _works, _hours, _loan,
)  # fmt: skip
