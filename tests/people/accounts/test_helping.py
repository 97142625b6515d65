"""A helper acts within the rights that the owner chose, is seen to have acted, and stops being able to at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import timezone

from people.accounts.test_recovering import name_helper
from people.accounts.visitors import Visitor, a_number, last_code

if TYPE_CHECKING:
    from shouyi.people.accounts.models import HelpOffer
    from shouyi.people.ports.post import Kept

New = Callable[..., Visitor]


@pytest.fixture
def owner(visitor: New) -> Visitor:
    """Somebody with a file."""
    someone = visitor()
    account = someone.enter(a_number(), "阿月")
    account.own(f"p-{account.uid.hex}")
    account.save()
    return someone


@pytest.fixture
def helper(visitor: New) -> Visitor:
    someone = visitor()
    someone.enter(a_number(), "姐姐")
    return someone


def may(helper: Visitor, owner: Visitor, action: str) -> bool:
    """What the next request of this helper would be told."""
    from django.test import RequestFactory

    from shouyi.people.permission.actors import Target
    from shouyi.people.permission.decide import decide
    from shouyi.people.permission.requests import actor_of

    request = RequestFactory().get("/")
    request.user, request.session = helper.account(), helper.client.session
    return decide(actor_of(request), action, Target(ref=owner.account().ref)).allowed


def test_rights_are_those_that_were_chosen(owner: Visitor, helper: Visitor) -> None:
    assert not may(helper, owner, "file.read")
    name_helper(owner, helper, ["file.read", "case.read"])
    assert may(helper, owner, "file.read")
    assert may(helper, owner, "case.read")
    for other in ("case.write", "statement.write", "consent.give", "file.export", "file.erase", "help.appoint"):
        assert not may(helper, owner, other), other


def test_acting_is_chosen_shown_on_every_page_and_ended(owner: Visitor, helper: Visitor) -> None:
    from shouyi.people.permission.requests import ACTING_FOR

    name_helper(owner, helper, ["file.read"])
    row = owner.account().helpers.get()
    assert "You are acting for" not in helper.page("/guide")
    helper.post("/account/helping/act", uid=str(row.uid))
    assert helper.client.session[ACTING_FOR] == owner.account().ref
    assert "You are acting for 阿月" in helper.page("/guide")
    helper.post("/account/helping/act")
    assert ACTING_FOR not in helper.client.session
    assert "You are acting for" not in helper.page("/guide")


def test_ended_by_the_owner_it_is_ended_with_the_next_request(owner: Visitor, helper: Visitor) -> None:
    name_helper(owner, helper, ["file.read"])
    row = owner.account().helpers.get()
    helper.post("/account/helping/act", uid=str(row.uid))
    owner.post(f"/account/helpers/{row.uid}/end")
    assert not may(helper, owner, "file.read")
    assert "You are acting for" not in helper.page("/guide")
    assert helper.post("/account/helping/act", uid=str(row.uid)).status_code == 404


def test_what_is_still_sent_after_the_end_lands_in_no_other_file(owner: Visitor, helper: Visitor) -> None:
    """A form that was open when help ended: its words were never meant for the helper's own file."""
    from shouyi.people.behind import sealer
    from shouyi.people.statements.models import Statement

    own = helper.account()
    sealer().begin(f"p-{own.uid.hex}")
    own.own(f"p-{own.uid.hex}")
    own.save()
    name_helper(owner, helper, ["statement.write", "statement.read"])
    row = owner.account().helpers.get()
    helper.post("/account/helping/act", uid=str(row.uid))
    owner.post(f"/account/helpers/{row.uid}/end")
    today = timezone.localdate().isoformat()
    order = {"title": "绣片", "items": "1", "amount": "20", "ordered_on": today, "promised_on": today}
    assert helper.post("/my/statements/new", **order).status_code == 404
    assert not Statement.objects.filter(ref__in=(own.ref, row.ref)).exists()
    assert helper.post("/my/statements/new", **order).status_code == 302, "from then on it is their own"
    assert Statement.objects.get(ref=own.ref).title == "绣片"


def test_ended_by_its_day(owner: Visitor, helper: Visitor) -> None:
    name_helper(owner, helper, ["file.read"])
    owner.account().helpers.update(until=timezone.now() - timedelta(seconds=1))
    assert not may(helper, owner, "file.read")


def test_laid_down_by_the_helper(owner: Visitor, helper: Visitor) -> None:
    name_helper(owner, helper, ["file.read"])
    row = owner.account().helpers.get()
    helper.post(f"/account/helping/{row.uid}/end")
    assert not may(helper, owner, "file.read")
    assert "A helper&#x27;s rights were ended." in owner.page("/account/")


def test_nobody_acts_for_whom_they_do_not_help(owner: Visitor, helper: Visitor, visitor: New) -> None:
    name_helper(owner, helper, ["file.read"])
    row = owner.account().helpers.get()
    stranger = visitor()
    stranger.enter(a_number())
    assert stranger.post("/account/helping/act", uid=str(row.uid)).status_code == 404
    assert stranger.post("/account/helping/act", uid="x").status_code == 404
    assert stranger.post(f"/account/helpers/{row.uid}/end").status_code == 404
    assert stranger.post(f"/account/helping/{row.uid}/end").status_code == 404
    assert may(helper, owner, "file.read")


def test_no_right_that_no_helper_can_have(owner: Visitor, helper: Visitor) -> None:
    from shouyi.people.accounts.helping import Wish, offer

    wish = {"note": "x", "reach": helper.reach, "rights": ["file.erase"], "days": "0", "confirm": "1"}
    assert owner.post("/account/helpers/offer", **wish).status_code == 200
    assert owner.account().offers.count() == 0
    with pytest.raises(ValueError, match="no helper"):
        offer(owner.account(), Wish(f"+86{helper.reach}", "x", ("consent.give",), 0))


def test_whoever_has_no_file_can_only_name_who_helps_them_back_in(helper: Visitor, visitor: New) -> None:
    someone = visitor()
    someone.enter(a_number())
    html = someone.page("/account/helpers/offer")
    assert "Help me back in" in html
    assert "Read my file" not in html


def test_an_offer_is_taken_once_and_its_number_forgotten(owner: Visitor, helper: Visitor, visitor: New) -> None:
    name_helper(owner, helper, ["file.read"])
    code = last_code()
    made = owner.account().offers.get()
    assert made.reach == ""
    other = visitor()
    other.enter(a_number())
    assert "No offer stands" in other.post("/account/helping/accept", code=code, accept="1").content.decode()
    assert owner.account().helpers.count() == 1


def test_an_offer_taken_back_is_none(owner: Visitor, helper: Visitor) -> None:
    wish = {"note": "x", "reach": helper.reach, "rights": ["file.read"], "days": "30", "confirm": "1"}
    owner.post("/account/helpers/offer", **wish)
    code = last_code()
    owner.post(f"/account/helpers/{owner.account().offers.get().uid}/end")
    assert "No offer stands" in helper.post("/account/helping/accept", code=code).content.decode()


def test_an_owner_is_not_their_own_helper(owner: Visitor) -> None:
    wish = {"note": "x", "reach": owner.reach, "rights": ["file.read"], "days": "30", "confirm": "1"}
    owner.post("/account/helpers/offer", **wish)
    assert "No offer stands" in owner.post("/account/helping/accept", code=last_code()).content.decode()


def test_the_owners_word_for_the_helper_is_the_owners_alone(owner: Visitor, helper: Visitor) -> None:
    name_helper(owner, helper, ["file.read"])
    assert "my sister" in owner.page("/account/helpers")
    assert "my sister" not in helper.page("/account/helping")


def test_every_right_of_the_table_has_its_words() -> None:
    from shouyi.people.accounts.words import RIGHTS
    from shouyi.people.permission.rules import HELPABLE

    assert set(RIGHTS) == HELPABLE


def test_an_offer_too_many_for_one_number_goes_out_later_and_its_owner_is_told_the_same(visitor: New) -> None:
    """Four owners offer to one number on one day, and the fourth message waits."""
    from shouyi.people.accounts.jobs import offer
    from shouyi.people.accounts.models import HelpOffer
    from shouyi.people.jobs.models import Job

    number, told = a_number(), []
    for _ in range(4):
        someone = visitor()
        someone.enter(a_number())
        fields = {"note": "姐姐", "reach": number, "rights": ["recovers"], "days": "0", "confirm": "1"}
        answer = someone.client.post("/account/helpers/offer", fields, follow=True)
        told.append("on its way to your helper" in answer.content.decode())
    assert told == [True] * 4
    rows = list(HelpOffer.objects.order_by("-pk")[:4])
    assert [bool(row.code) for row in rows] == [True, False, False, False]
    assert [len(_messages_of(row)) for row in rows] == [0, 1, 1, 1], "the fourth is still to go"
    later = Job.objects.get(name="accounts.offer")
    assert later.not_before > timezone.now() + timedelta(hours=5)
    cache.clear()  # a day later
    offer(later, *later.args)
    (kept,) = _messages_of(rows[0])
    rows[0].refresh_from_db()
    assert rows[0].code == ""
    helper = visitor()
    helper.enter(number)
    assert helper.post("/account/helping/accept", code=kept.params[0], accept="1").status_code == 302
    offer(later, *later.args)
    assert len(_messages_of(rows[0])) == 1, "nothing is sent of what is answered"


def _messages_of(made: HelpOffer) -> list[Kept]:
    from shouyi.people.behind import behind

    return [kept for kept in behind().post.kept(100) if kept.key == str(made.uid)]
