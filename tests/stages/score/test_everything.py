"""Rates, levels, stocks and leave together, under guide 2: an engine, the plain way and a second hand agree, whatever
the facts; and leave leaves the score where it stood."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import ibis
from hypothesis import settings
from hypothesis import strategies as st

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import FACTS, Need, Outcome
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Returned, Reviewed, Visited
from shouyi.score.assess import assess, assess_evidence
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Evidence
from shouyi.score.sums import sums_of
from shouyi.score.table import EventTable
from shouyi.score.weigh import weigh_person
from stages.score import given
from stages.score.oracle import Oracle

DOCUMENT = guide_bytes("2")
GUIDE, ORACLE = parse_guide(DOCUMENT), Oracle(DOCUMENT)
AS_OF = 20_000

days = st.integers(0, 2_200).map(lambda age: AS_OF + 60 - age)
places = st.integers(0, 10**6)
names = st.sampled_from(["o1", "o2", "o3"])


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    what = draw(st.sampled_from(sorted(FACTS)))
    fact, on, place = FACTS[what], draw(days), draw(places)
    value = draw(st.sampled_from([fact.least, fact.most]) | st.integers(fact.least, min(fact.most, 20_000)))
    holds = fact.until is Need.MUST or (fact.until is Need.MAY and draw(st.booleans()))
    until = on + draw(st.integers(0, 900)) if holds else None
    about = draw(names) if fact.about is not Need.NEVER else None
    return Outcome("p", on, what, value, until, about, Origin("s", 0, place, place))


@st.composite
def deeds(draw: st.DrawFn) -> Fact:
    on, place = draw(days), draw(places)
    origin, late, order = Origin("s", 1, place, place), draw(st.integers(-3, 3)), draw(names)
    voice = Origin("s", 2, place, place)
    return draw(
        st.sampled_from(
            [
                Dispatched("p", on, order, on + late, origin),
                Overdue("p", on, order, on - 30, origin),
                Cancelled("p", on, order, "seller", origin),
                Returned("p", on, order, "quality", origin),
                Visited("p", on, "b", on - 90, late > 0, origin),
                Reviewed("p", on, order, f"b{late}", 3 + late // 2, 1, place % 4, None, None, None, None, None, voice),
            ]
        )
    )


histories = st.lists(outcomes() | deeds(), max_size=30)


def weighed(facts: list[Fact]) -> Evidence:
    return weigh_person("p", facts, GUIDE)


@hypothesis.given(histories)
@settings(max_examples=150)
def test_equal_to_the_second_implementation(facts: list[Fact]) -> None:
    evidence = weighed(facts)
    found, wanted = given.digits(evidence, GUIDE, AS_OF), ORACLE.assess_evidence(evidence, AS_OF)
    assert {name: getattr(found, name) for name in wanted} == wanted


@hypothesis.given(st.lists(histories, min_size=1, max_size=5), st.integers(-40, 900))
@settings(max_examples=8, suppress_health_check=[hypothesis.HealthCheck.too_slow])
def test_an_engine_gives_the_same_bits(several: list[list[Fact]], later: int) -> None:
    as_of, engine = AS_OF + later, ibis.duckdb.connect()
    people = {f"p{number}": weighed(facts) for number, facts in enumerate(several)}
    named = {person: given.named(evidence, person) for person, evidence in people.items()}
    with TemporaryDirectory() as root:
        table = EventTable.open(Path(root), GUIDE)
        table.replace(named, (1, 2, 3, 4))
        found = assess(table, GUIDE, [*named, "nobody"], as_of, engine, explained=True)
        for each in found:
            evidence = named.get(each.person, Evidence())
            assert each == assess_evidence(evidence, GUIDE, each.person, as_of, sizes=(1, 2, 3, 4))
        asked = [*named, "nobody"]
        assert sums_of(table, GUIDE, asked, as_of, engine) == sums_of(table, GUIDE, asked, as_of, engine, kept=False)
        again = EventTable.open(Path(root), GUIDE)
        assert all(assess_evidence(again.evidence_of(p), GUIDE, p, as_of, sizes=(1, 2, 3, 4)) in found for p in named)


@hypothesis.given(histories, st.integers(1, 180))
@settings(max_examples=100)
def test_whoever_comes_back_from_leave_finds_the_score_where_it_stood(facts: list[Fact], rest: int) -> None:
    """What runs out runs out, and bad evidence still ends by the calendar: neither can lower a rate."""
    quiet = [
        f for f in facts if f.on <= AS_OF and not (isinstance(f, Outcome) and f.what in ("leave", "force_majeure"))
    ]
    lasting = [f for f in quiet if not (isinstance(f, Outcome) and f.until is not None)]
    before = given.digits(weighed(lasting), GUIDE, AS_OF)
    leave = Outcome("p", AS_OF + 1, "leave", rest, None, None, Origin("s", 0, 1, 1))
    after = given.digits(weighed([*lasting, leave]), GUIDE, AS_OF + rest)
    assert after.score >= before.score
    if all(event.y == 1000 or AS_OF + rest - event.on < GUIDE.bad_ends for event in weighed(lasting).events):
        assert (after.score, after.low, after.high) == (before.score, before.low, before.high)


@hypothesis.given(histories, st.sampled_from(sorted(FACTS)))
@settings(max_examples=100)
def test_more_of_what_is_good_never_lowers(facts: list[Fact], what: str) -> None:
    """Nor does a thicker file know less of a rate: the strength of the posterior never falls."""
    fact = FACTS[what]
    if what in ("leave", "force_majeure", "campaign"):
        return
    about, until = ("new" if fact.about is not Need.NEVER else None), (AS_OF if fact.until is not Need.NEVER else None)
    more = Outcome("p", AS_OF, what, fact.most, until, about, Origin("s", 0, 10**7, 10**7))
    before, after = (given.digits(weighed(each), GUIDE, AS_OF) for each in (facts, [*facts, more]))
    for old, new in zip(before.contributions, after.contributions, strict=True):
        assert new.evidence_tenths >= old.evidence_tenths
        assert new.exact >= old.exact or (old.missing and new.form == "level"), new.indicator


@hypothesis.given(histories, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_input_says_nothing(facts: list[Fact], random) -> None:
    shuffled = random.sample(facts, len(facts))
    assert given.digits(weighed(facts), GUIDE, AS_OF) == given.digits(weighed(shuffled), GUIDE, AS_OF)
