"""A draft of the guide is tried and proposed; it is commented on, voted on by an organisation, vetoed by a delegate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from people.journeys.cast import seated, somebody, worker_works
from people.journeys.traveller import sign_in
from people.real_file import PLATFORM, organisations
from people.votes.world import VOTER, real_votes, sits, voter

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]
VERSIONS = {"zh-CN": "5.1", "en": "5.2"}
"""A proposal stays on the ledger, so each manner makes one of its own."""
EDITOR = f"/organisation/{VOTER}/votes/guide"


def test_propose_comment_vote_and_veto(travel: Travel) -> None:
    real_votes()
    organisations()
    voter()
    clerk = seated(VOTER, "林管事", "admin")
    drafting, member = sign_in(travel(), clerk), sign_in(travel(heard="member"), clerk)
    member.go(EDITOR)
    made = _propose(drafting, VERSIONS[drafting.manner.language])
    _forget_effects()
    _comment(member, made)
    other = sign_in(travel(), seated(PLATFORM, "陈管事", "admin"))
    _vote(other, made)
    elected = somebody("阿兰")
    sits(elected)
    delegate = sign_in(travel(heard="delegate"), elected)
    _vote_and_veto(delegate, made)
    reader = travel(heard="reader")
    reader.go(made)
    reader.reads("一成五太多，先听听做得慢的人。")
    reader.lacks("林管事")
    reader.lacks("阿兰")
    reader.press("Count it again: every ballot and its place in the log")
    reader.reads("Delegate, seat %(number)s", number="1")
    reader.reads("Who voted how")


def _propose(member: Traveller, version: str) -> str:
    """From the editor to the proposal; gives its address."""
    member.go(f"/organisation/{VOTER}/votes")
    member.press("Change the guide")
    assert member.page.url.endswith(EDITOR)
    member.fill("Version of the draft", version)
    part = member.said("Kept promises")
    member.fill("Weight of the part “%(part)s”, in percent", "40", part=part)
    member.press("See what it would do")
    wrong = "%(what)s: together %(total)s percent. They must be 100."
    member.hears(wrong, "alert", what=member.said("The parts"), total="110")
    member.fill("Weight of the part “%(part)s”, in percent", "10", part=member.said("Word of mouth"))
    member.press("See what it would do")
    worker_works()
    member.again()
    member.reads("Scores before and after")
    member.reads("How far people move")
    member.press("Propose it")
    member.reads("Check before you propose")
    member.press("Propose it")
    worker_works()
    member.again()
    member.press("To the result")
    member.reads("What changes")
    return member.page.url.removeprefix(member.visits.site)


def _forget_effects() -> None:
    """What it would do depends on who else has a file in this house: it was read, and is not heard."""
    from shouyi.people.votes.models import Effect

    Effect.objects.all().delete()


def _comment(member: Traveller, made: str) -> None:
    member.go(made)
    member.press("Comment for %(org)s", org=_called(member))
    member.fill("What do you say about it?", "一成五太多，先听听做得慢的人。")
    member.press("Publish the comment")
    worker_works()
    member.go(made)
    member.reads("一成五太多，先听听做得慢的人。")


def _called(traveller: Traveller, org: str = VOTER) -> str:
    row = voter(org)
    return row.name_zh if traveller.manner.language == "zh-CN" else row.name_en


def _vote(other: Traveller, made: str) -> None:
    other.go(made)
    other.press("Vote for %(org)s", org=_called(other, PLATFORM))
    other.press("Go on")
    other.hears("Choose yes, no or abstain.", "alert")
    other.pick("Yes")
    other.press("Go on")
    other.reads("Check before you vote")
    other.press("Vote: %(choice)s", choice=other.said("Yes"))
    worker_works()
    other.go(f"{made}/count")
    other.reads("Who voted how")


def _vote_and_veto(delegate: Traveller, made: str) -> None:
    delegate.go(made)
    delegate.press("Vote: %(seat)s", seat=delegate.said("Delegate, seat %(number)s", number="1"))
    delegate.pick("No")
    delegate.press("Go on")
    delegate.press("Vote: %(choice)s", choice=delegate.said("No"))
    worker_works()
    delegate.go(made)
    delegate.press("Veto what it takes in: %(seat)s", seat=delegate.said("Delegate, seat %(number)s", number="1"))
    delegate.pick("Buyers who came back")
    delegate.press("Go on")
    delegate.reads("Check before you veto")
    delegate.press("Veto it")
    worker_works()
    delegate.go(made)
    delegate.reads("Vetoes of delegates:")
