"""The worked example of docs/algorithms/score.md, number by number."""

from __future__ import annotations

from math import isqrt

from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Dispatched, Reviewed
from shouyi.score.finish import finish, fraction
from shouyi.score.guide import Guide, Rate
from shouyi.score.leave import Clock
from shouyi.score.records import Change, Totals
from shouyi.score.totals import day_totals, totals
from shouyi.score.weigh import weigh, weigh_person
from stages.score.given import assess_events, digits

TODAY = 20_000
FACTS = (
    Dispatched("p", TODAY, "o1", TODAY),
    Dispatched("p", TODAY, "o2", TODAY + 3),
    Dispatched("p", TODAY - 180, "o3", TODAY - 181),
    Reviewed("p", TODAY, "o3", "b", 4, 1, 0, None, None, None, None, None),
)


def test_the_page_and_the_code_agree(guide: Guide) -> None:
    events = weigh(FACTS, guide)
    sums = totals(day_totals(events, guide), guide, TODAY)
    assert sums["dispatch"] == Totals(2_000_000, 500_000)
    assert sums["not_cancelled"] == Totals(2_500_000, 0)
    assert sums["satisfied"] == Totals(255_000, 45_000)
    form = guide.by_name["dispatch"].form
    assert isinstance(form, Rate)
    assert fraction(form, sums["dispatch"]) == (7_400_000_000, 8_500_000_000)
    found = finish(guide, sums)
    u = {part.indicator: part.u for part in found.contributions}
    assert (u["dispatch"], u["not_cancelled"], u["satisfied"]) == (352_941_176, 605_128_205, 507_580_751)
    assert (found.total, found.variance, isqrt(found.variance)) == (440_243_478_730_000, 93_309_218_750_000, 9_659_669)
    assert (found.score, found.low, found.high, found.p80, found.band) == (440, 281, 600, 0, "thin")
    assert found.dimensions["fulfilment"] == 454
    change = assess_events(events, guide, "p", TODAY).changes[0]
    assert change == Change("events", "dispatch", 2, 456, "thin", days=180)


def test_what_guide_2_adds_is_as_the_page_works_it(guide: Guide, guide_2: Guide) -> None:
    assert assess_events(weigh(FACTS, guide_2), guide_2, "p", TODAY).score == 440
    taught = [Outcome("p", on, "apprenticeship", 2400) for on in (TODAY - 1095, TODAY)]
    titled = Outcome("p", TODAY - 900, "city_inheritor", 1)
    certified = Outcome("p", TODAY - 900, "accredited_certificate", 1, TODAY)
    leave = Outcome("p", 19_900, "leave", 30)

    def u(facts: list[Outcome], name: str, day: int) -> int:
        found = digits(weigh_person("p", facts, guide_2), guide_2, day)
        return next(part.u for part in found.contributions if part.indicator == name)

    assert u(taught, "contribution", TODAY) == 843_808_887
    assert u([titled, certified], "qualification", TODAY) == 750_000_000
    ended = Outcome("p", TODAY - 900, "city_inheritor", 1, TODAY - 1)
    assert [u([ended, certified], "qualification", TODAY + day) for day in (0, 1)] == [500_000_000, 400_000_000]
    dispatched = [Dispatched("p", on, f"o{on}", on) for on in (19_850, 19_950)]
    found = weigh_person("p", [leave, *dispatched], guide_2)
    assert sorted({event.clock for event in found.events}) == [19_850, 19_920]
    assert Clock(found.stopped).at(TODAY) == 19_970
