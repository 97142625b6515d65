"""Who may vote, as anybody reads it, with what the terms mean; and every page of votes in easy language."""

from __future__ import annotations

import pytest

from people.organisations.seats import text
from people.votes.test_votes import english, open_guide
from people.votes.world import SEAT, VOTER, real_votes, voter
from shouyi.governance.records import Terms
from shouyi.governance.rolls import Voice

pytestmark = pytest.mark.usefixtures("database")
__all__ = ["open_guide"]


def voices_of(name: str) -> list[Voice]:
    from shouyi.people.behind import behind

    return [each for each in behind().votes.voices() if each.name == name]


def test_anybody_reads_who_may_vote_and_where_that_is_written() -> None:
    real_votes()
    voter()
    page = text(english(None).get("/votes/roll"))
    (org,), (seat,) = voices_of(VOTER), voices_of(SEAT)
    for said in ("3 organisations may vote on what is proposed now,", "and 1 delegate of artisans.",
                 "Delegates of artisans have 1 voice of 4.", "Heritage centre of the tests", "Delegate, seat 1",
                 f"Leaf {org.index}", f"Leaf {seat.index}", "1 delegate sits now.", "none set",
                 "Quorum: at least 2 of 4 must cast a ballot (50%).", "at least 50.1% must say yes.",
                 "Veto: it fails when 1 of 1 delegates vetoes", "Ballots are taken from the day of the proposal on.",
                 "First, for 7 days, there are comments alone.", "it takes 18 days at most."):  # fmt: skip
        assert said in page, said
    assert page.count('class="today"') == 1
    assert seat.election not in page, "what is not asked for is not shown"


@pytest.mark.parametrize("path", ["/votes", "/votes/{digest}", "/votes/{digest}/count"])
def test_the_roll_is_one_step_from_every_page_of_votes(path: str) -> None:
    digest = real_votes()["guide"]
    for words in ("", "?words=easy"):
        page = text(english(None).get(path.format(digest=digest) + words))
        assert "/votes/roll" in page or path.endswith("count")


def test_an_organisation_taken_off_stays_in_the_table_with_its_last_day() -> None:
    from shouyi.acts import voting
    from shouyi.acts.founding import Joining, join
    from shouyi.people.behind import behind

    real_votes()
    house = behind().house  # type: ignore[attr-defined]
    with house.ledger.writing():
        join(house, [Joining("org-gone-tests", "training", {"en": "Gone", "zh": "已离开"})])
    voting.accredit(house, "org-gone-tests")
    assert "4 organisations may vote" in text(english(None).get("/votes/roll"))
    voting.strike(house, "org-gone-tests")
    page = text(english(None).get("/votes/roll"))
    assert "3 organisations may vote" in page
    assert "org-gone-tests" in page
    assert "taken off the roll" in page
    easy = text(english(None).get("/votes/roll?words=easy"))
    assert "org-gone-tests" not in easy


def test_terms_in_words_say_what_they_mean_for_these_voters() -> None:
    from django.utils.translation import override

    from shouyi.people.votes.roll_page import rules

    terms = Terms(comment=0, majority=667, notice=0, quorum=334, veto=500, voting=1)
    with override("en"):
        said = rules(terms, orgs=4, seats=3)
        nobody = rules(terms, orgs=1, seats=0)
    assert said == (
        "Ballots are taken from the day of the proposal on.",
        "Ballots are taken for 1 day.",
        "Quorum: at least 3 of 7 must cast a ballot (33.4%). To abstain counts as a ballot.",
        "Majority: of those who say yes or no, at least 66.7% must say yes.",
        "Veto: it fails when 2 of 3 delegates veto one and the same thing that it takes in.",
        "What passed can be put in force from the day after the last ballot.",
    )
    assert "nobody sits as a delegate now" in nobody[4]


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


PAGES = {
    "/votes": ("Rules can change.", "Voting is on now"),
    "/votes/roll": ("Each has one voice.", "Enough of them must vote."),
    "/votes/{digest}": ("The last day is", "4 may vote.", "At least 2 must vote.", "now 30%, then 35%."),
    "/votes/{digest}/count": ("Who voted how", "No name stands here."),
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_votes_has_a_twin_in_easy_language(path: str, open_guide: str) -> None:
    client = english(None)
    address = path.format(digest=open_guide)
    full = text(client.get(address))
    assert 'href="?words=easy"' in full
    easy = text(client.get(address + "?words=easy"))
    for said in PAGES[path]:
        assert said in easy, said
    assert 'href="?words=plain"' in easy
    assert main(easy) == main(text(client.get(address))), "it stays chosen while the visit lasts"
    assert main(full) == main(text(client.get(address + "?words=plain")))


def test_whoever_may_vote_can_do_so_from_the_easy_page(open_guide: str) -> None:
    from people.votes.test_votes import member

    client = english(member("admin"))
    assert f"/organisation/{VOTER}/votes/{open_guide}/ballot" in text(client.get(f"/votes/{open_guide}?words=easy"))
