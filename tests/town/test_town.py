"""The town as promised: how big, who is in it, which stories, and that days never run backwards."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace
from pathlib import Path

import pytest

from shouyi.acts.comparing import finished, weighed
from shouyi.acts.demonstrating import SEED as DEMONSTRATION
from shouyi.acts.past_votes import town_guide
from shouyi.score.finish import Finished
from shouyi.score.guide import parse_guide
from shouyi.town.build import DAYS, LAST_DAY, build
from shouyi.town.crafts import crafts
from shouyi.town.people import artisans
from shouyi.town.records import Order, Town
from shouyi.town.stories import cast
from shouyi.town.texts import heritage
from shouyi.town.works import works

REPOSITORY = Path(__file__).resolve().parents[2]
NATIONAL_LIST = REPOSITORY.parent / "shared/data/ich/national_ich_3610.csv"
DATA = REPOSITORY / "src/shouyi/town/data"


def orders_of(town: Town, story: str) -> list[Order]:
    return [order for order in town.orders if order.maker == town.stories[story].artisan]


def test_it_is_as_big_as_promised(town: Town) -> None:
    assert (len(town.artisans), len(town.orders)) == (64, 20_000)
    assert len({artisan.craft for artisan in town.artisans}) >= 12
    assert (town.last_day, town.last_day - town.first_day + 1) == (LAST_DAY, DAYS)
    assert len(town.reviews) > 10_000
    assert {order.purchased_on for order in town.orders} <= set(range(town.first_day, town.last_day + 1))


def test_every_artisan_sells_something_and_has_works(town: Town) -> None:
    sold, made = Counter(o.maker for o in town.orders), Counter(w.artisan for w in town.works)
    assert all(sold[artisan.id] and 2 <= made[artisan.id] <= 4 for artisan in town.artisans)


def test_names_and_ids_are_unique_and_opaque(town: Town) -> None:
    people = town.artisans
    assert all(re.fullmatch(r"a-[0-9a-f]{10}", artisan.id) for artisan in people)
    assert len({artisan.id for artisan in people}) == len({artisan.name.zh for artisan in people}) == len(people)
    assert len({artisan.maker.zh for artisan in people}) == len(people)
    assert len({order.id for order in town.orders}) == len(town.orders)
    assert len({(work.craft, work.title.zh) for work in town.works}) == len(town.works)
    assert len({(artisan.craft, artisan.words.zh) for artisan in people}) == len(people)


def test_a_larger_town_keeps_people_and_works_of_a_smaller_one() -> None:
    few, many = artisans("demo", 30, 2026), artisans("demo", 90, 2026)
    assert many[:30] == few
    made = works("demo", few, 20_000, LAST_DAY)
    assert works("demo", many, 20_000, LAST_DAY)[: len(made)] == made


def test_titles_go_on_when_they_run_out() -> None:
    grown = build("grown", artisans=320, orders=3_200)
    assert len({(work.craft, work.title.en) for work in grown.works}) == len(grown.works)


def test_some_release_their_extract_and_some_do_not(town: Town) -> None:
    released = sum(artisan.releases for artisan in town.artisans)
    assert 20 < released < 55


def test_crafts_are_those_of_the_national_list() -> None:
    if not NATIONAL_LIST.exists():
        pytest.skip("data/ich/national_ich_3610.csv is not beside the checkout")
    with NATIONAL_LIST.open(encoding="utf-8-sig", newline="") as file:
        listed = {int(row["seq"]): row for row in csv.DictReader(file)}
    for seq, row in heritage().items():
        assert {key: listed[seq][key].strip() for key in row} == dict(row)


def test_the_list_keeps_its_licence_beside_it() -> None:
    text = (DATA / "ich.LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in text
    assert "huclc" in text
    assert {craft.seq for craft in crafts()} == set(heritage())


def test_every_craft_is_told_in_both_languages() -> None:
    for craft in crafts():
        for text in (craft.name, craft.place, craft.materials, craft.studio, *craft.titles, *craft.words):
            assert re.search(r"[一-鿿]", text.zh), craft.key
            assert re.fullmatch(r"[ -~]+", text.en), (craft.key, text.en)
        phrases = "".join(fragment for aspect in craft.phrases.values() for fragment in aspect)
        assert all(word in phrases for word in craft.tied), craft.key


@pytest.mark.parametrize("seed", ["demo", "a", "另一个", ""])
def test_days_never_run_backwards(seed: str) -> None:
    small = build(seed, artisans=13, orders=900)
    assert len(small.orders) == 900
    for o in small.orders:
        days = [d for d in (o.purchased_on, o.dispatched_on, o.delivered_on, o.returned_on) if d is not None]
        assert days == sorted(days), o
        assert days[-1] <= small.last_day
        assert o.purchased_on <= o.promised_on
        assert (o.cancelled_on is None) == (o.cancelled_by is None)
        assert (o.returned_on is None) == (o.return_reason is None)
        assert o.cancelled_on is None or (o.dispatched_on is None and o.purchased_on <= o.cancelled_on)
        assert o.delivered_on is None or o.dispatched_on is not None
        assert 0 <= o.purchased_second < 86_400
        assert o.items > 0
        assert o.amount_fen > 0


def test_only_delivered_orders_have_one_review(town: Town) -> None:
    orders = {order.id: order for order in town.orders}
    assert len({review.order for review in town.reviews}) == len(town.reviews)
    for review in town.reviews:
        order = orders[review.order]
        assert order.delivered_on is not None
        assert order.delivered_on <= review.answered_on <= town.last_day
        assert (review.maker, review.buyer, review.platform) == (order.maker, order.buyer, order.platform)


def test_what_the_last_day_cannot_know_is_open(town: Town) -> None:
    late = [order for order in town.orders if order.purchased_on == town.last_day - 1]
    assert late
    assert any(order.dispatched_on is None and order.cancelled_on is None for order in late)


def test_leaves_of_one_shop_do_not_meet_and_nothing_is_bought_in_them(town: Town) -> None:
    bought = {(order.maker, order.purchased_on) for order in town.orders}
    closed: set[tuple[str, int]] = set()
    for leave in town.leaves:
        days = {(leave.artisan, day) for day in range(leave.from_on, leave.to_on + 1)}
        assert not days & closed
        closed |= days
    burst = {(o.maker, o.purchased_on) for o in orders_of(town, "burst")}
    assert not (bought - burst) & closed


FIRST = {"disputed", "erased", "thin", "flawless", "recovered", "burst"}


def test_the_stories_are_eight_people(town: Town) -> None:
    assert set(town.stories) == FIRST | {"teaching", "overtaken"}
    assert len({story.artisan for story in town.stories.values()}) == 8


def test_a_town_of_a_handful_has_the_first_six_and_the_same_people() -> None:
    few, enough = artisans("demo", 12, 2026), artisans("demo", 13, 2026)
    assert set(cast("demo", few)) == FIRST
    assert set(cast("demo", enough)) == FIRST | {"teaching", "overtaken"}
    with pytest.raises(AssertionError):
        cast("demo", few[:6])


@pytest.mark.parametrize("seed", ["demo", "a", "另一个", ""])
def test_whoever_teaches_has_been_at_it_for_long(seed: str) -> None:
    people = artisans(seed, 64, 2026)
    (teaching,) = [each for each in people if each.id == cast(seed, people)["teaching"].artisan]
    assert 2026 - teaching.since >= 20


def test_whoever_teaches_owes_nobody_and_was_looked_at(town: Town) -> None:
    told = [each for each in town.attested if each.artisan == town.stories["teaching"].artisan]
    kinds = {each.what for each in told}
    assert {"provincial_inheritor", "panel", "quality_check", "apprenticeship", "heritage_output"} <= kinds
    assert not kinds & {"repayment", "cash_flow"}
    assert len({each.about for each in told if each.what == "apprenticeship"}) == 2
    orders = [order for order in orders_of(town, "teaching") if order.dispatched_on is not None]
    assert 200 <= len(orders) <= 240
    assert sum(order.late_days > 0 for order in orders) * 100 <= len(orders) * 6


def test_whoever_was_overtaken_kept_promises_before(town: Town) -> None:
    orders = [order for order in orders_of(town, "overtaken") if order.dispatched_on is not None]
    last = [order for order in orders if order.purchased_on > town.last_day - 365]
    early = [order for order in orders if order.purchased_on <= town.last_day - 365]
    assert sum(o.late_days > 0 for o in last) * 100 >= len(last) * 40
    assert sum(o.late_days > 0 for o in early) * 100 <= len(early) * 20


def test_there_is_somebody_in_every_band_and_in_a_without_a_loan(town: Town) -> None:
    """Under the guide that the town voted in; for the whole town see docs/operating/town.md."""
    some = {artisan.id for artisan in town.artisans[:16]}
    found = bands_of(town, some | {story.artisan for story in town.stories.values()})
    bands = {name: found[story.artisan].band for name, story in town.stories.items()}
    assert (bands["teaching"], bands["overtaken"], bands["thin"]) == ("A", "none", "thin")
    assert {"B", "C"} <= {each.band for each in found.values()}
    missing = {part.indicator for part in found[town.stories["teaching"].artisan].contributions if part.missing}
    assert {"repayment", "cash_flow"} <= missing


@pytest.mark.soak
def test_the_demonstrations_own_town_has_somebody_in_every_band() -> None:
    town = build(DEMONSTRATION)
    found = bands_of(town, {artisan.id for artisan in town.artisans})
    assert {each.band for each in found.values()} == {"A", "B", "C", "none", "thin"}
    assert found[town.stories["teaching"].artisan].band == "A"


def bands_of(town: Town, people: Set[str]) -> Mapping[str, Finished]:
    """Of some of the town alone, which is quicker: their own files are whole."""
    some = replace(
        town,
        artisans=tuple(each for each in town.artisans if each.id in people),
        orders=tuple(each for each in town.orders if each.maker in people),
        reviews=tuple(each for each in town.reviews if each.maker in people),
        attested=tuple(each for each in town.attested if each.artisan in people),
    )
    guide = parse_guide(town_guide())
    return {who: finished(evidence, guide, town.last_day) for who, evidence in weighed(some, guide).items()}


def test_the_flawless_one_is(town: Town) -> None:
    orders = orders_of(town, "flawless")
    assert len(orders) == 240
    assert not any(o.late_days or o.cancelled_by == "seller" or o.return_reason == "quality" for o in orders)
    due = [o for o in orders if o.promised_on <= town.last_day - 30 and o.cancelled_on is None]
    assert all(o.dispatched_on is not None for o in due)


def test_the_thin_one_has_three_orders(town: Town) -> None:
    assert len(orders_of(town, "thin")) == 3


def test_the_disputed_return_is_a_return_for_quality(town: Town) -> None:
    story = town.stories["disputed"]
    (order,) = [order for order in town.orders if order.id == story.order]
    assert (order.maker, order.return_reason) == (story.artisan, "quality")
    assert [review.stars for review in town.reviews if review.order == order.id] in ([1], [2])


def test_the_bad_month_was_bad_and_it_passed(town: Town) -> None:
    orders = [o for o in orders_of(town, "recovered") if o.dispatched_on is not None]
    start = range(town.first_day, town.last_day + 1)[DAYS * 5 // 8]
    bad = [o for o in orders if start <= o.purchased_on < start + 31]
    after = [o for o in orders if o.purchased_on >= start + 31]
    assert sum(o.late_days > 0 for o in bad) * 100 >= len(bad) * 40
    assert sum(o.late_days > 0 for o in after) * 100 <= len(after) * 15


def test_the_burst_is_one_cohort_of_newcomers_within_three_weeks(town: Town) -> None:
    cohorts = Counter(o.cohort for o in orders_of(town, "burst"))
    cohort, count = cohorts.most_common(1)[0]
    crowd = [o for o in orders_of(town, "burst") if o.cohort == cohort]
    assert count >= 40
    assert max(o.purchased_on for o in crowd) - min(o.purchased_on for o in crowd) < 21
    assert {r.stars for r in town.reviews if r.cohort == cohort and r.maker == crowd[0].maker} == {5}
    elsewhere = Counter(o.buyer for o in town.orders)
    assert all(elsewhere[o.buyer] == 1 for o in crowd)


def test_organisations_of_each_kind_and_a_federation_that_states_nothing(town: Town) -> None:
    roles = {org.role for org in town.organisations}
    kinds = (
        "platform registrar culture training certifier bank enterprise workshop carrier regulator operator federation"
    )
    assert roles == set(kinds.split())
    assert all(re.fullmatch(r"org-[a-z0-9-]+", org.id) for org in town.organisations)
    assert [org.role for org in town.organisations if not org.is_source] == ["federation"]
    assert {order.platform for order in town.orders} == {o.id for o in town.organisations if o.role == "platform"}


def test_each_role_has_a_login_that_is_plainly_for_show(town: Town) -> None:
    logins = town.logins
    assert {login.role for login in logins} >= {"artisan", "buyer", "member", "officer", "bank", "platform", "operator"}
    assert len({login.name for login in logins}) == len({login.password for login in logins}) == len(logins)
    assert all(login.password.startswith("shouyi-demo-") for login in logins)
    people, orgs = {a.id for a in town.artisans}, {org.id for org in town.organisations}
    assert {login.person for login in logins if login.role == "artisan"} >= {s.artisan for s in town.stories.values()}
    assert all(login.person in people for login in logins if login.role == "artisan")
    assert all(login.org in orgs for login in logins if login.org)
