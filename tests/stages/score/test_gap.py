"""A gap is exact, adds up, and says what it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.score.finish import ONE_EVENT, TENTH, Finished, finish
from shouyi.score.gap import Gap, Pair
from shouyi.score.gap import gap_of as gap_by
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Totals

GUIDE: Guide = parse_guide(guide_bytes("2"))


def gap_of(pairs: Sequence[Pair]) -> Gap:
    """With draws of a seed of our own."""
    rng = Random(0)
    return gap_by(pairs, lambda n: int(rng.random() * n))


def side(good: int, bad: int, indicator: str = "dispatch") -> Finished:
    return finish(GUIDE, {indicator: Totals(good * ONE_EVENT, bad * ONE_EVENT)})


def many(gap: int, spread: int, count: int = 60) -> Gap:
    """Pairs of which the first kept `gap` promises of a hundred fewer, give or take `spread`."""
    rng = Random(7)
    kept = [(100 - gap - rng.randint(-spread, spread), 100) for _ in range(count)]
    return gap_of([(side(one, 100 - one), side(other, 100 - other)) for one, other in kept])


numbers = st.integers(0, 60)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=1, max_size=5))
def test_the_parts_add_up_to_the_last_digit(rows: list[tuple[int, int, int, int]]) -> None:
    pairs = [(side(a, b), side(c, d, "satisfied")) for a, b, c, d in rows]
    found = gap_of(pairs)
    assert sum(part.exact for part in found.parts) == found.whole.exact
    assert found.whole.exact == sum(one.total - other.total for one, other in pairs)
    mean = Fraction(found.whole.exact, len(pairs) * TENTH // 100)
    assert abs(mean - found.whole.points) <= Fraction(1, 2)
    assert [part.indicator for part in found.parts] == [each.name for each in GUIDE.indicators]
    assert all(part.exact == 0 for part in found.parts if part.indicator not in ("dispatch", "satisfied"))


def test_equal_sides_have_no_gap() -> None:
    found = gap_of([(side(30, 1), side(30, 1))] * 3)
    assert (found.whole.points, found.whole.low, found.whole.high, found.bands) == (0, 0, 0, 0)
    assert found.verdict == "holds"


def test_turning_the_pairs_around_turns_the_sign() -> None:
    pairs = [(side(20, 5), side(28, 1)), (side(40, 2), side(41, 1))]
    there, back = gap_of(pairs), gap_of([(other, one) for one, other in pairs])
    assert there.whole.exact == -back.whole.exact < 0


def test_the_indicator_that_makes_the_gap_is_named() -> None:
    found = gap_of([(side(20, 10), side(30, 0))] * 2)
    assert found.largest.indicator == "dispatch"
    assert gap_of([(side(0, 0), side(30, 0))] * 2).bands == 2


@pytest.mark.parametrize(
    ("found", "verdict"), [(many(0, 1), "holds"), (many(9, 1), "broken"), (many(2, 12, count=6), "unknown")]
)
def test_a_verdict_needs_the_whole_interval(found: Gap, verdict: str) -> None:
    assert found.verdict == verdict
    assert found.whole.low <= found.whole.points <= found.whole.high


def test_the_interval_is_the_same_each_time_and_narrows_with_more_pairs() -> None:
    assert many(3, 4) == many(3, 4)
    few, more = many(3, 4, count=20), many(3, 4, count=320)
    assert (more.whole.high - more.whole.low) * 2 < few.whole.high - few.whole.low


def test_the_interval_is_the_one_that_a_plain_bootstrap_gives() -> None:
    """Efron's percentile interval, written once more with fractions."""
    pairs = [(side(80 + i % 7, 5), side(90, i % 5)) for i in range(25)]
    rows = [one.total - other.total for one, other in pairs]
    rng, unit = Random(0), TENTH // 100
    means = sorted(Fraction(sum(rng.choices(rows, k=25)), 25 * unit) for _ in range(2_000))
    found = gap_of(pairs).whole
    assert abs(found.low - means[50]) <= Fraction(1, 2)
    assert abs(found.high - means[1_949]) <= Fraction(1, 2)


def test_without_pairs_there_is_no_gap() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        gap_of([])
