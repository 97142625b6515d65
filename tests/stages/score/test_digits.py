"""The digits: against a second implementation in fractions, against an engine, and against what must never happen."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from shouyi.evidence.records import Origin
from shouyi.score.assess import assess
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Assessment, Change, Event, Evidence
from shouyi.score.sums import sums_of
from shouyi.score.table import EventTable
from stages.score import given
from stages.score.given import assess_events
from stages.score.oracle import Oracle

DOCUMENT = guide_bytes("1")
GUIDE = parse_guide(DOCUMENT)
ORACLE = Oracle(DOCUMENT)
RATES = [indicator.name for indicator, _ in GUIDE.rates]
AS_OF = 20_000

ages = st.one_of(st.integers(-30, 400), st.integers(1_820, 1_832), st.integers(0, 9_000), st.just(40_000))
events = st.builds(
    lambda indicator, age, y, c, index: Event("p", indicator, AS_OF - age, y, c, Origin("", 1, index, index)),
    st.sampled_from(RATES),
    ages,
    st.one_of(st.sampled_from([0, 1000]), st.integers(0, 1000)),
    st.one_of(st.sampled_from([300, 1000]), st.integers(1, 1000)),
    st.integers(0, 10**6),
)


@st.composite
def histories(draw) -> list[Event]:
    """A few events, or many of a kind: digits must hold for thin files and for thick ones."""
    found = draw(st.lists(events, max_size=25))
    times = draw(st.sampled_from([1, 1, 3, 40]))
    return found * times


levels = st.dictionaries(st.sampled_from(["qualification", "panel", "cash_flow"]), st.integers(0, 1000))
stocks = st.dictionaries(st.sampled_from(["training", "contribution"]), st.integers(1, 200_000))
standings = st.builds(lambda a, b: a | b, levels, stocks)


def digits(history: list[Event], standing: dict[str, int]) -> Assessment:
    return given.digits(given.evidence(GUIDE, history, AS_OF, **standing), GUIDE, AS_OF)


@hypothesis.given(histories(), standings)
@settings(max_examples=250, deadline=None)
def test_equal_to_the_second_implementation(history: list[Event], standing: dict[str, int]) -> None:
    found = digits(history, standing)
    wanted = ORACLE.assess(history, AS_OF, standing)
    assert {name: getattr(found, name) for name in wanted} == wanted


@hypothesis.given(st.lists(histories(), min_size=1, max_size=5), st.integers(-40, 2_000))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_engine_gives_the_same_bits(engine_histories: list[list[Event]], later: int) -> None:
    import ibis

    as_of, engine = AS_OF + later, ibis.duckdb.connect()
    weighed = {
        f"p{number}": [Event(f"p{number}", e.indicator, e.on, e.y, e.c, e.origin) for e in history]
        for number, history in enumerate(engine_histories)
    }
    with TemporaryDirectory() as root:
        table = EventTable.open(Path(root), GUIDE)
        table.replace({person: Evidence(tuple(history)) for person, history in weighed.items()}, (1, 2, 3, 4))
        people = [*weighed, "nobody"]
        found = assess(table, GUIDE, people, as_of, engine, explained=True)
        for each, person in zip(found, people, strict=True):
            assert each == assess_events(weighed.get(person, []), GUIDE, person, as_of, sizes=(1, 2, 3, 4))
        kept = sums_of(table, GUIDE, people, as_of, engine)
        assert kept == sums_of(table, GUIDE, people, as_of, engine, kept=False)


@hypothesis.given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_input_says_nothing(history: list[Event], random) -> None:
    shuffled = random.sample(history, len(history))
    assert assess_events(history, GUIDE, "p", AS_OF) == assess_events(shuffled, GUIDE, "p", AS_OF)


@hypothesis.given(histories(), events, standings)
@settings(max_examples=200, deadline=None)
def test_a_good_event_never_lowers_the_score_nor_a_bad_one_lifts_it(
    history: list[Event], event: Event, standing: dict[str, int]
) -> None:
    before = digits(history, standing)
    for y, sign in ((1000, 1), (0, -1)):
        after = digits([*history, Event("p", event.indicator, event.on, y, event.c)], standing)
        moved = sum(c.exact for c in after.contributions) - sum(c.exact for c in before.contributions)
        assert moved * sign >= 0
        assert (after.score - before.score) * sign >= 0


@hypothesis.given(histories(), standings)
@settings(max_examples=100, deadline=None)
def test_contributions_add_up_to_the_score(history: list[Event], standing: dict[str, int]) -> None:
    found = digits(history, standing)
    assert sum(part.exact for part in found.contributions) // 10**12 == found.score
    nothing = digits([], {})
    moved = sum(part.moved for part in found.contributions)
    assert sum(p.exact for p in found.contributions) == sum(p.exact for p in nothing.contributions) + moved


@hypothesis.given(histories(), standings)
@settings(max_examples=40, deadline=None)
def test_every_change_comes_true_and_no_smaller_one_does(history: list[Event], standing: dict[str, int]) -> None:
    found = assess_events(history, GUIDE, "p", AS_OF, **standing)
    now = [event for event in history if event.on <= AS_OF]
    for change in found.changes:
        if change.kind == "wait":
            after = given.digits(given.evidence(GUIDE, now, AS_OF, **standing), GUIDE, AS_OF + change.count)
        else:
            after, less = _with(now, standing, change, change.count), _with(now, standing, change, change.count - 1)
            assert less.score < after.score
            assert after.score // 10 > found.score // 10
            assert not any(less.score >= floor for floor in (600, 700, 800) if found.score < floor <= after.score)
        assert (after.score, after.band) == (change.score, change.band)


def _with(history: list[Event], standing: dict[str, int], change: Change, count: int) -> Assessment:
    """After so much of what a change advises."""
    if change.kind == "events":
        return digits([*history, *[Event("p", change.indicator, AS_OF, 1000, 1000)] * count], standing)
    before = standing.get(change.indicator, 0) if change.kind == "amount" else 0
    return digits(history, {**standing, change.indicator: before + count})
