"""Bought voices: how many does it take to lift the worst traders over .8, after how long, and at what cost?

Ratings become reviews of verified purchases (negative one star, positive five; `earlier` = ratings that the rater gave
before), so that voices meet the guide's own caps and newcomer's weights in `weigh`. The attack begins on the day after
a trader's last rating, while what others said is fresh. What is measured is θ of `satisfied` in the score's integers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from shouyi.evidence.trade.records import Reviewed
from shouyi.score.backtest.ratings import Rating
from shouyi.score.backtest.replay import chance_of_bad, rate_of
from shouyi.score.guide import Guide, Voices
from shouyi.score.records import Event
from shouyi.score.totals import day_totals, totals
from shouyi.score.weigh import weigh

INDICATOR = "satisfied"
LEAST_RATINGS, LEAST_BAD = 10, 0.6
BAR = 0.8
AMOUNTS = (10, 100, 1000)
MONTH, YEAR = 30, 365
AGED = 3
"""Earlier orders of a buyer who weighs in full: bought too, so each costs as many orders more."""
FEE = 0.05
"""What a platform keeps of an order when the shop is its own buyer and the goods never leave."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How voices are bought: over how many days, by buyers with how many earlier orders, and whether buyers look alike
    (one cohort) or not."""

    name: str
    days: int
    earlier: int
    one_cohort: bool
    capped: bool = True


SCHEMES = (
    Scheme("no caps at all", MONTH, 0, True, capped=False),
    Scheme("fresh, a month, one cohort", MONTH, 0, True),
    Scheme("fresh, a month, many cohorts", MONTH, 0, False),
    Scheme("aged a year, a month, one cohort", MONTH, AGED, True),
    Scheme("aged a year, a month, many cohorts", MONTH, AGED, False),
    Scheme("fresh, slow, one cohort", YEAR, 0, True),
    Scheme("fresh, slow, many cohorts", YEAR, 0, False),
    Scheme("aged a year, slow, one cohort", YEAR, AGED, True),
    Scheme("aged a year, slow, many cohorts", YEAR, AGED, False),
)
"""Fresh ones within a month of one cohort must lift nobody; the others tell the price."""
WAITING = Scheme("nothing bought, a year passes", YEAR, 0, True)
"""What forgetting alone does."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one scheme and amount, over all traders attacked. θ are means before and after. `lifted` is the share of all
    that stood below the bar before, and on or over it on some day of the attack; `days` and `orders` are medians of
    theirs until then (orders that aged the buyers included, and with them the year that it takes), `fees` and `price`
    what these orders cost, in yuan: fees alone when the shop is its own buyer, the price when real goods are bought."""

    scheme: str
    voices: int
    before: float
    after: float
    lifted: float
    days: int | None
    orders: int | None
    fees: int | None
    price: int | None


def worst(ratings: Sequence[Rating]) -> list[str]:
    """Traders with at least ten ratings, at least three fifths of them negative, sorted."""
    n: Counter[str] = Counter(rating.ratee for rating in ratings)
    bad: Counter[str] = Counter(rating.ratee for rating in ratings if rating.bad)
    return sorted(name for name in n if n[name] >= LEAST_RATINGS and bad[name] >= LEAST_BAD * n[name])


def attack(
    ratings: Sequence[Rating],
    guide: Guide,
    price_minor: int,
    amounts: Sequence[int] = AMOUNTS,
    schemes: Sequence[Scheme] = SCHEMES,
) -> list[Outcome]:
    """Every scheme with every amount against each of the worst traders."""
    reviews = _reviews(ratings)
    victims = {name: reviews[name] for name in worst(ratings)}
    tried = [(WAITING, 0), *((scheme, amount) for scheme in schemes for amount in amounts)]
    return [_outcome(scheme, amount, victims, guide, price_minor) for scheme, amount in tried]


def _reviews(ratings: Sequence[Rating]) -> dict[str, list[Reviewed]]:
    earlier: Counter[str] = Counter()
    found: dict[str, list[Reviewed]] = defaultdict(list)
    for number, rating in enumerate(ratings):
        stars = 1 if rating.bad else 5
        found[rating.ratee].append(
            _review(rating.ratee, rating.on, f"{number:09}", rating.rater, stars, earlier[rating.rater], None)
        )
        earlier[rating.rater] += 1
    return found


def bought(person: str, first: int, scheme: Scheme, amount: int) -> list[Reviewed]:
    """Five stars each, by as many buyers, spread evenly over the scheme's days."""
    return [
        _review(
            person,
            first + number * scheme.days // amount,
            f"x{number:08}",
            f"sybil-{number}",
            5,
            scheme.earlier,
            "sybil" if scheme.one_cohort else f"sybil-{number}",
        )
        for number in range(amount)
    ]


def _outcome(
    scheme: Scheme, amount: int, victims: dict[str, list[Reviewed]], guide: Guide, price_minor: int
) -> Outcome:
    under = guide if scheme.capped else replace(guide, voices=_uncapped(guide.voices))
    before, after, crossings = [], [], []
    for person, honest in victims.items():
        last = honest[-1].on
        voices = bought(person, last + 1, scheme, amount)
        days = list(_thetas(weigh([*honest, *voices], under), guide, _checked(last, scheme.days)))
        before.append(days[0][1])
        after.append(days[-1][1])
        crossed = next((day for day, theta in days[1:] if theta >= BAR), None)
        if crossed is not None and days[0][1] < BAR:
            crossings.append((crossed - last, sum(voice.on <= crossed for voice in voices)))
    return _summed(scheme, amount, before, after, crossings, price_minor)


def _summed(
    scheme: Scheme,
    amount: int,
    before: Sequence[float],
    after: Sequence[float],
    crossings: Sequence[tuple[int, int]],
    price_minor: int,
) -> Outcome:
    count = len(before)
    ageing = YEAR if scheme.earlier else 0
    days = round(median(each for each, _ in crossings)) + ageing if crossings else None
    orders = round(median(each for _, each in crossings)) * (1 + scheme.earlier) if crossings else None
    return Outcome(
        scheme=scheme.name,
        voices=amount,
        before=sum(before) / count if count else 0.0,
        after=sum(after) / count if count else 0.0,
        lifted=len(crossings) / count if count else 0.0,
        days=days,
        orders=orders,
        fees=None if orders is None else round(orders * price_minor * FEE / 100),
        price=None if orders is None else round(orders * price_minor / 100),
    )


def _checked(last: int, days: int) -> list[int]:
    """The day before the attack, and the end of each tenth of it."""
    return [last + days * tenth // 10 for tenth in range(11)]


def _thetas(events: Sequence[Event], guide: Guide, days: Iterable[int]) -> Iterator[tuple[int, float]]:
    """(day, θ) of what had been said by then."""
    summed = day_totals([event for event in events if event.indicator == INDICATOR], guide)
    for day in days:
        yield day, 1 - chance_of_bad(rate_of(guide, INDICATOR), totals(summed, guide, day)[INDICATOR])


def _uncapped(voices: Voices) -> Voices:
    """The same voices where nobody is new and no bucket is ever full."""
    return replace(voices, newcomer=((0, 1000),), per_buyer_month=1 << 30, per_cohort_month=1 << 30)


def _review(person: str, on: int, order: str, buyer: str, stars: int, earlier: int, cohort: str | None) -> Reviewed:
    return Reviewed(
        person=person, on=on, order=order, buyer=buyer, stars=stars, makers=1, earlier=earlier, cohort=cohort,
        promised=None, dispatched=None, expected=None, delivered=None,
    )  # fmt: skip
