"""Who hears of a vote and when, each once: after a kill, for whoever joins later, and as they wish to be told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from people.organisations.seats import account, text
from people.votes.test_votes import english, member, open_guide, standing
from people.votes.world import SEAT, VOTER, sits, voter
from shouyi.governance.counting import Outcome, Stage, deadline, votes_from
from shouyi.people.ports.votes import Cast, Vote

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

pytestmark = pytest.mark.usefixtures("database")
__all__ = ["open_guide"]


def told(who: Account, about: str = "vote_") -> list[str]:
    from shouyi.people.notices.models import Notice

    rows = Notice.objects.filter(account=who, code__startswith=about).order_by("pk")
    return list(rows.values_list("code", flat=True))


def tell(vote: Vote, step: Any = lambda done, total: None) -> None:
    from shouyi.people.votes import telling

    for news in telling.news_of(vote):
        telling.tell(vote, news, step)


def on(vote: Vote, day: int, **changes: Any) -> Vote:
    """As it would stand on another day."""
    stage = Stage.VOTING if day <= deadline(vote.proposal) else Stage.FAILED
    return replace(vote, today=day, stage=stage, **changes)


def with_a_file(name: str = "阿桂") -> Account:
    made = account(name)
    made.ref = f"{made.pk:032x}"
    made.save()
    return made


def test_those_who_may_vote_hear_that_it_is_open_and_nobody_else(open_guide: str) -> None:
    from people.real_file import PLATFORM

    admin, officer, reader = member("admin"), member("officer"), member("reader")
    other, guest, delegate = member("admin", PLATFORM), member("admin", "org-bank-tests"), account("甲")
    sits(delegate)
    artisan = with_a_file()
    tell(standing(open_guide))
    assert [told(who) for who in (admin, other, delegate)] == [["vote_opened"]] * 3
    assert [told(who) for who in (officer, reader, guest, artisan)] == [[]] * 4


def test_the_hourly_job_tells_once_and_not_whoever_joins_afterwards(open_guide: str) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.jobs.registry import kind_of
    from shouyi.people.votes.models import Told

    work, first = kind_of("votes.tell").work, member("admin")
    job = type("Still", (), {"step": lambda self, done, total: None})()
    work(job, "2026-11-24T0900")
    late = member("admin")
    work(job, "2026-11-24T1000")
    codes = told(first)
    assert codes.count("vote_opened") == len(codes), "every open vote of this house, each once"
    assert told(late) == []
    assert Told.objects.filter(proposal=open_guide).count() == 1
    assert not Job.objects.filter(name="votes.tell").exists(), "it does not call itself"


def test_near_its_end_only_the_silent_hear_again_and_every_delegate(open_guide: str) -> None:
    """Whoever keeps a delegate's key is told whether the seat has voted or not: else rows would say who sits there."""
    from people.real_file import PLATFORM
    from shouyi.people.votes.seats import make_key

    admin, other, delegate, keeps_a_key = member("admin"), member("admin", PLATFORM), account("甲"), account("乙")
    sits(delegate)
    make_key(keeps_a_key)
    vote = standing(open_guide)
    ballots = (Cast(VOTER, VOTER, False, "yes", 1, vote.today), Cast(SEAT, VOTER, True, "no", 2, vote.today))
    tell(vote)
    tell(on(vote, deadline(vote.proposal) - 2, ballots=ballots))
    tell(on(vote, deadline(vote.proposal), ballots=ballots))
    assert told(admin) == ["vote_opened"]
    assert told(other) == told(delegate) == told(keeps_a_key) == ["vote_opened", "vote_closing"]


def test_a_suspended_organisation_is_not_asked(open_guide: str) -> None:
    from django.utils import timezone

    admin, row = member("admin"), voter()
    row.suspended_at = timezone.now()
    row.save()
    tell(standing(open_guide))
    assert told(admin) == []


@pytest.mark.parametrize("outcome", Outcome)
def test_how_it_ended_is_told_within_a_week(outcome: Outcome, open_guide: str) -> None:
    admin, vote = member("admin"), standing(open_guide)
    over = deadline(vote.proposal)
    tell(on(vote, over + 8, outcome=outcome))
    assert told(admin) == [], "what is older is history"
    tell(on(vote, over + 7, outcome=outcome))
    tell(on(vote, over + 7, outcome=outcome))
    assert told(admin) == ["vote_passed" if outcome is Outcome.PASSED else "vote_failed"]


def test_what_there_is_to_tell_follows_the_days(open_guide: str) -> None:
    from shouyi.people.votes.telling import news_of

    vote = standing(open_guide)
    first, last = votes_from(vote.proposal), deadline(vote.proposal)
    days = [[news.value for news in news_of(on(vote, day))] for day in range(first - 1, last + 9)]
    assert days == [[], *[["opened"]] * 7, *[["closing"]] * 3, *[["failed"]] * 7, []]
    short = replace(vote, proposal=replace(vote.proposal, terms=replace(vote.proposal.terms, voting=1)))
    assert [news.value for news in news_of(short)] == ["opened"], "a single day is told of as a beginning"


def active(vote: Vote) -> Vote:
    return on(vote, deadline(vote.proposal) + 30, tally=replace(vote.tally, activated_on=deadline(vote.proposal) + 25))


def test_artisans_hear_gently_of_a_guide_that_is_in_force(open_guide: str) -> None:
    from shouyi.people.notices.codes import Group
    from shouyi.people.notices.models import Channel, Delivery
    from shouyi.people.notices.wishes import settle

    hears, rather_not, member_alone = with_a_file("阿桂"), with_a_file("阿松"), account("甲")
    for who in (hears, rather_not):
        who.be_reached(f"a{who.pk}@example.org")
        who.save()
    settle(rather_not, Group.GUIDE, Channel.MAIL, wanted=False)
    vote = active(standing(open_guide))
    tell(vote)
    tell(vote)
    assert told(hears) == told(rather_not) == ["vote_guide"], "it stands in the pages for everybody"
    assert told(member_alone) == []
    assert Delivery.objects.filter(notice__account=hears).count() == 1
    assert not Delivery.objects.filter(notice__account=rather_not).exists()
    other = replace(vote, proposal=replace(vote.proposal, subject="standard"), digest="0" * 64)
    tell(other)
    assert told(hears) == ["vote_guide"], "only the guide scores anybody"


def test_killed_in_the_middle_it_goes_on_and_tells_nobody_twice(open_guide: str, monkeypatch: Any) -> None:
    from shouyi.people.votes import telling
    from shouyi.people.votes.models import Told

    monkeypatch.setattr(telling, "AT_ONCE", 2)
    everybody = [with_a_file(name) for name in ("甲", "乙", "丙", "丁", "戊")]

    def dies(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell(active(standing(open_guide)), dies)
    assert not Told.objects.filter(news="guide", proposal=open_guide).exists()
    seen: list[tuple[int, int]] = []
    tell(active(standing(open_guide)), lambda done, total: seen.append((done, total)))
    assert [told(who) for who in everybody] == [["vote_guide"]] * 5
    assert seen[-1][0] == seen[-1][1], "the rest, and only the rest"
    assert Told.objects.filter(news="guide", proposal=open_guide).count() == 1


def test_a_nation_is_told_in_many_runs_with_other_work_between(open_guide: str, monkeypatch: Any) -> None:
    from django.utils import timezone

    from people.journeys.cast import worker_works
    from shouyi.people.behind import behind
    from shouyi.people.jobs.models import Job
    from shouyi.people.votes import telling

    everybody = [with_a_file(name) for name in ("甲", "乙", "丙", "丁", "戊")]
    vote = active(standing(open_guide))
    monkeypatch.setattr(telling.tell_everybody, "__defaults__", (2,))
    monkeypatch.setattr(telling, "hearers", lambda vote, news: type(everybody[0]).objects.filter(pk__in=[
        who.pk for who in everybody]))  # fmt: skip
    monkeypatch.setattr(type(behind().votes), "all", lambda self: [vote])
    Job.objects.create(name="votes.tell", args=["2026-11-24T0900"], not_before=timezone.now())
    worker_works()
    assert [told(who) for who in everybody] == [["vote_guide"]] * 5
    runs = Job.objects.filter(name="votes.tell_on").order_by("pk")
    assert [(run.args[1], run.state) for run in runs] == [("1", "done"), ("2", "done")]


def test_a_notice_says_what_is_voted_on_and_leads_there(open_guide: str) -> None:
    admin = member("admin")
    tell(standing(open_guide))
    page = text(english(admin).get("/my/notices"))
    assert "Ballots are taken now: Assessment guide, version 7." in page
    assert f'href="/votes/{open_guide}"' in page


def test_a_proposal_that_nobody_knows_any_more_is_still_said() -> None:
    from django.utils.translation import override

    from shouyi.people.notices.words import say

    with override("en"):
        assert say("vote_passed", {"proposal": "0" * 64}).happened == "It passed: A proposal."
