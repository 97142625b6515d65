"""What organisations attest in the town: each fact about somebody, by whoever may, not drawn from who is disabled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from shouyi.evidence.outcome.attesters import may_attest
from shouyi.evidence.outcome.records import FACTS
from shouyi.evidence.outcome.tables import read_outcomes
from shouyi.town import plans, private
from shouyi.town.build import OUTCOME_COLUMNS, build
from shouyi.town.records import Town
from town.test_private import words_in

FROM_ORDERS = {"capacity", "sale_stood", "room_voice", "campaign", "cash_flow"}
"""Facts that follow from orders, on which hours and delays have their say."""


def test_every_fact_is_attested_about_somebody_and_none_about_everybody(town: Town) -> None:
    people = {what: {each.artisan for each in town.attested if each.what == what} for what in FACTS}
    assert not [what for what, found in people.items() if not found]
    from_trade = FROM_ORDERS | {"leave"}
    assert not [what for what, found in people.items() if len(found) > 50 and what not in from_trade]
    assert len({what for what, found in people.items() if what.endswith("_inheritor") and found}) == 4


def test_each_is_attested_by_whoever_may(town: Town) -> None:
    roles = {org.id: org.role for org in town.organisations}
    assert all(may_attest(roles[each.org], each.what) for each in town.attested)
    assert "federation" not in {roles[each.org] for each in town.attested}


def test_days_lie_within_what_the_last_day_can_know(town: Town) -> None:
    assert all(each.on <= town.last_day for each in town.attested)
    assert all(each.until is None or each.until >= each.on for each in town.attested)
    ran_out = [each for each in town.attested if each.until is not None and each.until < town.last_day]
    assert {"accredited_certificate"} <= {each.what for each in ran_out}


def test_nothing_is_attested_about_the_one_who_has_hardly_begun(town: Town) -> None:
    assert town.stories["thin"].artisan not in {each.artisan for each in town.attested}


def test_what_is_about_an_order_is_about_one_of_the_artisans_own_there(town: Town) -> None:
    orders = {(order.id, order.platform, order.maker) for order in town.orders}
    buyers = {(order.buyer, order.platform, order.maker) for order in town.orders}
    for each in town.attested:
        if each.what in ("sale_stood", "campaign"):
            assert (each.about, each.org, each.artisan) in orders
        if each.what == "room_voice":
            assert (each.about, each.org, each.artisan) in buyers


def test_leaves_are_those_that_the_shop_took(town: Town) -> None:
    taken = {(leave.artisan, leave.from_on, leave.to_on - leave.from_on + 1) for leave in town.leaves}
    declared = [(each.artisan, each.on, each.value) for each in town.attested if each.what == "leave"]
    assert set(declared) <= taken
    assert len(declared) * 100 < len(taken) * 90


def test_a_strict_panel_lowers_nobody(town: Town) -> None:
    values = [each.value for each in town.attested if each.what == "panel"]
    assert len(values) > 20
    assert 550 < sum(values) / len(values) < 950


def test_the_importers_take_every_row(town: Town, folder: Path) -> None:
    rows = Counter(each.org for each in town.attested)
    for org, count in rows.items():
        path = folder / "attested" / org / "outcomes.csv"
        reading = read_outcomes(path, today=town.last_day)
        assert (len(reading.facts), reading.refusals) == (count, ())
        text = path.read_text(encoding="utf-8")
        assert text.split("\n", 1)[0] == ",".join(OUTCOME_COLUMNS)
        assert not words_in(text)
    assert {path.name for path in (folder / "attested").iterdir()} == set(rows)


def test_who_is_disabled_has_no_say_but_through_hours_delays_and_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's circumstances exchanged for one and the same: what is not drawn from orders and leaves stays."""

    def told(found: Town) -> list[object]:
        return [each for each in found.attested if each.what not in FROM_ORDERS | {"leave"}]

    before = told(build("swap", artisans=20, orders=900))
    drawn = private.circumstances

    def alike(seed: str, artisans: list[str]) -> dict[str, private.Circumstance]:
        one = next(iter(drawn(seed, artisans).values()))
        return {name: replace(one, disability="mobility") for name in artisans}

    monkeypatch.setattr(plans, "circumstances", alike)
    after = build("swap", artisans=20, orders=900)
    assert told(after) == before
    assert before
