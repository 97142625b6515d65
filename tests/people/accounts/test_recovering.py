"""A lost telephone: a named helper or a counter asks, the owner is told and can stop it, a wait passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from people.accounts.visitors import Visitor, a_number, last_code, last_message

New = Callable[..., Visitor]


@pytest.fixture
def two(visitor: New) -> tuple[Visitor, Visitor]:
    """An owner, and the helper whom they named."""
    owner, helper = visitor(), visitor()
    owner.enter(a_number(), "阿月")
    helper.enter(a_number(), "姐姐")
    name_helper(owner, helper, ["recovers"])
    return owner, helper


def name_helper(owner: Visitor, helper: Visitor, rights: list[str]) -> None:
    wish = {"note": "my sister", "reach": helper.reach, "rights": rights, "days": "0"}
    check = owner.post("/account/helpers/offer", **wish).content.decode()
    assert "Check before it goes out" in check
    assert owner.post("/account/helpers/offer", **wish, confirm="1").status_code == 302
    code = last_code()
    assert "Help 阿月?" in helper.post("/account/helping/accept", code=code).content.decode()
    assert helper.post("/account/helping/accept", code=code, accept="1").status_code == 302


def ask(owner: Visitor, helper: Visitor, number: str) -> str:
    row = owner.account().trusted.get()
    return helper.post(f"/account/helping/{row.uid}/back-in", reach=number).content.decode()


def pass_days(owner: Visitor, days: int) -> None:
    from shouyi.people.accounts.models import Recovery

    for row in Recovery.objects.filter(owner=owner.account()):
        row.ready_at -= timedelta(days=days)
        row.save(update_fields=["ready_at"])


def test_a_named_helper_brings_the_owner_back_after_three_days(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    account, new, back = owner.account(), a_number(), visitor()
    assert "Asked for." in ask(owner, helper, new)
    back.ask(new)
    early = back.post("/account/code", code=last_code()).content.decode()
    assert "being kept open" in early
    assert not back.signed_in
    pass_days(owner, 3)
    assert back.enter(new).pk == account.pk
    assert back.account().reach == f"+86{new}"
    assert owner.client.get("/account/").status_code == 302, "every other device is signed out"
    html = back.page("/account/")
    assert "A new number or address took the place" in html
    assert "By 姐姐." in html


def test_the_helper_sees_and_gets_nothing_else(two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    row = owner.account().trusted.get()
    html = helper.page(f"/account/helping/{row.uid}/back-in") + helper.page("/account/helping")
    assert owner.reach not in html
    assert owner.account().username not in html
    assert "****" not in html
    ask(owner, helper, a_number())
    assert helper.account().helpings.count() == 0


def test_the_owner_is_told_at_once_and_stops_it_in_one_step(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    from shouyi.people.notices.models import Notice

    owner, helper = two
    new, thief = a_number(), visitor()
    ask(owner, helper, new)
    assert Notice.objects.filter(account=owner.account(), code="recovery_begun").count() == 1
    assert "put another number" in owner.page("/account/")
    owner.grow_stale()
    assert owner.post("/account/recovery/stop").status_code == 302, "stopping asks for nothing more"
    pass_days(owner, 9)
    thief.ask(new)
    assert thief.post("/account/code", code=last_code()).headers["Location"] == "/account/join/name"
    assert "put another number" not in owner.page("/account/")


def test_by_mail_a_link_stops_it_and_opening_it_does_not(visitor: New) -> None:
    from shouyi.people.accounts.models import Recovery

    owner, helper = visitor(), visitor()
    owner.enter("lost@example.org", "阿月")
    helper.enter(a_number())
    name_helper(owner, helper, ["recovers"])
    ask(owner, helper, a_number())
    kept = last_message()
    link = re.search(r"http://localhost:8000(/account/lost/stop/\S+)", kept.text)
    assert link is not None
    stranger = visitor()
    assert "Stop the change" in stranger.page(link[1])
    assert Recovery.objects.get(owner=owner.account()).stopped_at is None
    assert "Stopped." in stranger.post(link[1]).content.decode()
    assert Recovery.objects.get(owner=owner.account()).stopped_at is not None
    assert stranger.client.get(link[1]).status_code == 404
    assert stranger.client.get("/account/lost/stop/guessed").status_code == 404


def test_the_link_stands_in_no_table(two: tuple[Visitor, Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    from people.routes.rows_of import database_rows
    from shouyi.people.accounts import recovering

    owner, helper = two
    monkeypatch.setattr("secrets.token_urlsafe", lambda _bytes: "the-token-of-the-link")
    recovering.start(owner.account(), f"+86{a_number()}", by=helper.account(), days=3)
    rows = str(database_rows())
    assert recovering.digest("the-token-of-the-link") in rows, "the control: its digest does"
    assert "the-token-of-the-link" not in rows


def test_who_was_not_named_can_ask_for_nothing(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    owner, _helper = two
    stranger = visitor()
    stranger.enter(a_number())
    row = owner.account().trusted.get()
    assert stranger.client.get(f"/account/helping/{row.uid}/back-in").status_code == 404
    assert stranger.post(f"/account/helping/{row.uid}/back-in", reach=a_number()).status_code == 404


def test_who_is_no_longer_named_neither(two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    row = owner.account().trusted.get()
    owner.post(f"/account/helpers/{row.uid}/end")
    assert helper.client.get(f"/account/helping/{row.uid}/back-in").status_code == 404


def test_a_number_with_an_account_cannot_take_another_over(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    kept = owner.account().reach
    ask(owner, helper, helper.reach)
    pass_days(owner, 3)
    assert visitor().enter(helper.reach).pk == helper.account().pk
    assert owner.account().reach == kept


def test_whether_a_number_has_an_account_no_helper_learns(two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    helper.page("/account/helping")  # what was said once is said
    said = [ask(owner, helper, number) for number in (helper.reach, a_number())]
    known, unknown = (re.sub(r"\d+", "", html.partition("<main")[2].partition("</main>")[0]) for html in said)
    assert "Asked for." in known
    assert known == unknown


@override_settings(ACCOUNT_RATE_LIMITS={"back_in": "3/30m/user"})
def test_no_helper_floods_the_owner(two: tuple[Visitor, Visitor]) -> None:
    from shouyi.people.notices.models import Notice

    owner, helper = two
    for _ in range(5):
        ask(owner, helper, a_number())
    assert Notice.objects.filter(account=owner.account(), code="recovery_begun").count() == 3


def test_a_helper_whose_trust_has_ended_gets_nobody_in_by_what_they_asked_for(
    visitor: New, two: tuple[Visitor, Visitor]
) -> None:
    owner, helper = two
    new, thief, account = a_number(), visitor(), owner.account()
    ask(owner, helper, new)
    assert owner.post(f"/account/helpers/{account.trusted.get().uid}/end").status_code == 302
    pass_days(owner, 3)
    thief.ask(new)
    assert thief.post("/account/code", code=last_code()).headers["Location"] == "/account/join/name"


def test_posts_in_organisations_do_not_come_back(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    from people.organisations.seats import ONE, organisation
    from shouyi.people.organisations.membership import seat, sitting
    from shouyi.people.permission.actors import Post

    owner, helper = two
    seat(organisation(ONE), owner.account(), Post.ADMIN, None)
    new, back, account = a_number(), visitor(), owner.account()
    ask(owner, helper, new)
    assert sitting(organisation(ONE)).filter(account=account).exists(), "asking alone takes nothing away"
    pass_days(owner, 3)
    assert back.enter(new).pk == account.pk
    assert not sitting(organisation(ONE)).filter(account=account).exists()
    assert back.client.get(f"/organisation/{ONE}").status_code == 404
    assert "can invite you anew" in back.page("/account/")


def test_whoever_is_in_and_sets_a_number_stops_it(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    new = a_number()
    ask(owner, helper, new)
    owner.ask(a_number(), "/account/reach")
    assert owner.post("/account/reach/code", code=last_code()).status_code == 302
    assert owner.account().recoveries.get().stopped_at is not None


def test_a_second_wish_begins_the_wait_anew(visitor: New, two: tuple[Visitor, Visitor]) -> None:
    owner, helper = two
    first, second, back = a_number(), a_number(), visitor()
    ask(owner, helper, first)
    pass_days(owner, 3)
    ask(owner, helper, second)
    back.ask(first)
    assert back.post("/account/code", code=last_code()).headers["Location"] == "/account/join/name"
    open_ones = owner.account().recoveries.filter(stopped_at=None)
    assert [row.ready_at > timezone.now() for row in open_ones] == [True]


def test_with_a_passkey_set_the_new_telephone_still_signs_in_by_code(
    visitor: New, two: tuple[Visitor, Visitor]
) -> None:
    """The trap of second factors: whoever lost the telephone lost the passkey with it."""
    from allauth.mfa.models import Authenticator

    owner, helper = two
    account, new = owner.account(), a_number()
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "lost", "credential": {}})
    ask(owner, helper, new)
    pass_days(owner, 3)
    back = visitor()
    assert back.enter(new).pk == account.pk
    assert back.client.get("/account/").status_code == 200
