"""Invitations by the pages: who may, what is smuggled in vain, a code that works once, and what is kept of whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from people.organisations.seats import ONE, TWO, account, client_of, code_of, organisation, run, seated, text

pytestmark = pytest.mark.usefixtures("database")
REACH = "+8613800138000"
NEW = f"/organisation/{ONE}/invitations/new"


def invited(post: str = "officer", reach: str = REACH) -> object:
    from shouyi.people.organisations.inviting import invite
    from shouyi.people.permission.actors import Post

    return invite(organisation(ONE), reach, Post(post), seated(ONE, "admin"))


def answer(client: object, code: str, what: str = "yes", **more: str) -> object:
    return client.post("/organisation/invitation/answer", {"code": code, what: "1"} | more)


def test_entered_checked_sent_accepted() -> None:
    from django.core import mail

    from shouyi.people.organisations.models import Invitation

    client = client_of(seated(ONE, "admin"))
    form = {"reach": "Name@Example.org", "post": "officer"}
    assert "name@example.org" in text(client.post(NEW, form))
    assert Invitation.objects.count() == 0
    assert client.post(NEW, form | {"sure": "1"}).status_code == 302
    made = Invitation.objects.get()
    code = code_of(made)
    run("organisations.invite")
    made.refresh_from_db()
    assert (made.code, bool(made.sent_at)) == ("", True)
    assert not mail.outbox or code[:5] in mail.outbox[-1].body
    guest = account("客人")
    offer = client_of(guest).post("/organisation/invitation", {"code": code.lower()})
    assert "机构org-seats-one邀请您" in text(offer)
    assert answer(client_of(guest), code).status_code == 302
    assert guest.memberships.get().post == "officer"
    made.refresh_from_db()
    assert (bytes(made.sealed), made.reach_key) == (b"", "")


def test_a_code_works_once() -> None:
    code = code_of(invited())
    first, second = account("一"), account("二")
    assert answer(client_of(first), code).status_code == 302
    assert answer(client_of(second), code).status_code == 410
    assert not second.memberships.exists()


@pytest.mark.parametrize("smuggled", [{"post": "admin"}, {"organisation": TWO}, {"org": TWO}, {"account": "1"}])
def test_nothing_but_the_offer_is_accepted(smuggled: dict[str, str]) -> None:
    guest = account("客人")
    answer(client_of(guest), code_of(invited("reader")), **smuggled)
    seat = guest.memberships.get()
    assert (seat.post, seat.organisation.org) == ("reader", ONE)


def test_an_inviter_cannot_invite_into_another_organisation() -> None:
    from shouyi.people.organisations.models import Invitation

    client = client_of(seated(ONE, "admin"))
    client.post(NEW, {"reach": REACH, "post": "admin", "organisation": TWO, "org": TWO, "sure": "1"})
    assert Invitation.objects.get().organisation.org == ONE
    organisation(TWO)
    assert client.post(f"/organisation/{TWO}/invitations/new", {"reach": REACH, "post": "admin"}).status_code == 404


@pytest.mark.parametrize("post", ["owner", "ADMIN", "", "superuser"])
def test_a_post_that_nobody_has_is_not_given(post: str) -> None:
    from shouyi.people.organisations.models import Invitation

    answered = client_of(seated(ONE, "admin")).post(NEW, {"reach": REACH, "post": post, "sure": "1"})
    assert answered.status_code == 200
    assert "请选择职务" in text(answered)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("post", ["officer", "reader"])
def test_only_administrators_invite(post: str) -> None:
    assert client_of(seated(ONE, post)).post(NEW, {"reach": REACH, "post": "admin"}).status_code == 403


def test_declined_needs_no_account_and_forgets_the_reach() -> None:
    made = invited()
    assert answer(client_of(None), code_of(made), "no").status_code == 200
    made.refresh_from_db()
    assert (made.declined, made.reach_key) == (True, "")


def test_accepting_needs_an_account() -> None:
    made = invited()
    answered = answer(client_of(None), code_of(made))
    assert answered.status_code == 302
    assert "/account/sign-in" in answered["location"]
    made.refresh_from_db()
    assert made.answered_at is None


def test_taken_back_run_out_and_unknown_look_alike() -> None:
    from django.utils import timezone

    from shouyi.people.organisations.inviting import take_back
    from shouyi.people.organisations.models import Invitation

    made, late = invited(), invited(reach="a@example.org")
    back, over = code_of(made), code_of(late)
    take_back(made)
    Invitation.objects.filter(pk=late.pk).update(until=timezone.now() - timedelta(seconds=1))
    client = client_of(account("客人"))
    seen = {text(answer(client, code)) for code in (back, over, "00000-00000-00000-00000")}
    assert len({page.split("<main")[1].split("</main>")[0] for page in seen}) == 1


def test_sent_again_the_old_code_opens_nothing() -> None:
    made = invited()
    old = code_of(made)
    url = f"/organisation/{ONE}/invitations/{made.uid}/resend"
    client_of(made.by).post(url)
    new = code_of(made)
    assert old != new
    assert answer(client_of(account("客人")), old).status_code == 410
    assert answer(client_of(account("客人二")), new).status_code == 302


@pytest.mark.parametrize("how", ["end", "change"])
def test_who_may_no_longer_invite_brings_nobody_in_by_what_was_sent_before(how: str) -> None:
    """Otherwise whoever is put out comes back by an invitation to a second account of theirs."""
    from shouyi.people.organisations.membership import change_post, end
    from shouyi.people.permission.actors import Post

    where, chief = organisation(ONE), seated(ONE, "admin")
    theirs, anothers = invited("admin"), invited("reader", "a@example.org")
    code, other = code_of(theirs), code_of(anothers)
    if how == "end":
        end(where, theirs.by, chief)
    else:
        change_post(where, theirs.by, Post.OFFICER, chief)
    guest = account("客人")
    assert answer(client_of(guest), code).status_code == 410
    assert not guest.memberships.exists()
    assert answer(client_of(guest), other).status_code == 302, "the control: another's stands"


def test_another_s_invitation_is_neither_taken_back_nor_sent_again() -> None:
    made = invited()
    other = client_of(seated(TWO, "admin"))
    for org in (ONE, TWO):
        for act in ("take-back", "resend"):
            assert other.post(f"/organisation/{org}/invitations/{made.uid}/{act}").status_code == 404
    made.refresh_from_db()
    assert made.taken_back_at is None


def test_whether_somebody_has_an_account_elsewhere_is_not_told() -> None:
    """The page is the same for a known and an unknown reach; that somebody is a member here, members know anyway."""
    account("别处的人", "known@example.org")
    client = client_of(seated(ONE, "admin"))
    pages = [text(client.post(NEW, {"reach": f"{n}@example.org", "post": "reader"})) for n in ("known", "other")]
    assert pages[0].replace("known", "x").split("<main")[1] != ""
    strip = [
        page.split("<dl")[1].split("</dl>")[0].replace(name, "x")
        for page, name in zip(pages, ("known", "other"), strict=True)
    ]
    assert strip[0] == strip[1]


def test_the_same_reach_is_not_invited_twice() -> None:
    made = invited()
    assert "已有一份邀请" in text(client_of(made.by).post(NEW, {"reach": "138 0013 8000", "post": "reader"}))


def test_a_form_without_its_token_does_nothing() -> None:
    made = invited()
    strict = client_of(made.by, enforce_csrf_checks=True)
    for url in (NEW, f"/organisation/{ONE}/invitations/{made.uid}/take-back", "/organisation/invitation/answer"):
        assert strict.post(url, {"reach": REACH, "post": "admin", "sure": "1"}).status_code == 403


def test_three_messages_a_day_reach_one_number_whoever_invites_and_nobody_is_told() -> None:
    """By two organisations, and by sending again: the fourth goes out later; to whoever invites it is as the first."""
    from django.utils import timezone

    from shouyi.people.jobs.models import Job, State

    clients, said = {org: client_of(seated(org, "admin")) for org in (ONE, TWO)}, []
    for org, client in clients.items():
        new = f"/organisation/{org}/invitations/new"
        answered = client.post(new, {"reach": REACH, "post": "reader", "sure": "1"}, follow=True)
        said.append(_without_chance(text(answered)).replace(org, ONE))
        run("organisations.invite")
    made, others = (organisation(org).invitations.get() for org in (ONE, TWO))
    for _ in range(2):
        clients[ONE].post(f"/organisation/{ONE}/invitations/{made.uid}/resend")
        run("organisations.invite", until=timezone.now())
    assert (messages_of(made), messages_of(others)) == (2, 1)
    later = Job.objects.get(name="organisations.invite", state=State.WAITING)
    assert later.not_before > timezone.now()
    assert later.org == "", "no member sees that it waits"
    assert code_of(made), "it is still to go"
    other = {"reach": "13900139000", "post": "reader", "sure": "1"}
    assert clients[ONE].post(NEW, other).status_code == 302
    run("organisations.invite", until=timezone.now())
    another = organisation(ONE).invitations.exclude(pk=made.pk).get()
    assert messages_of(another) == 1, "the control: another number has a day of its own"
    assert said[0] == said[1]
    page = text(clients[ONE].get(f"/organisation/{ONE}/invitations"))
    assert page.count("等待答复") == 2, "what is out and what is not look alike"


def messages_of(invitation: object) -> int:
    """How many messages of this invitation the demonstration's outbox holds."""
    from shouyi.people.behind import behind

    return sum(kept.key.startswith(f"invitation/{invitation.uid}/") for kept in behind().post.kept(100))


def _without_chance(html: str) -> str:
    html = html.split("<main")[1].split("</main>")[0]
    return re.sub(r'value="\w+"|[0-9a-f-]{36}|\d\d:\d\d|admin \S+|[一二]', "", html)


def test_a_day_later_there_is_room_again_and_a_message_tried_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from time import time

    from django.core.cache import cache

    from shouyi.people.accounts.sparing import DAY_S, has_room

    cache.clear()
    assert [has_room("k", each) for each in ("a", "a", "b", "c", "a", "d")] == [True] * 5 + [False]
    assert has_room("l", "d"), "the control: another number"
    now = time()
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", _at(now + DAY_S + 60))
    assert has_room("k", "d")


def _at(instant: float) -> Callable[[], datetime]:
    return lambda: datetime.fromtimestamp(instant, UTC)


def test_what_ran_out_before_it_was_sent_is_not_sent() -> None:
    from django.utils import timezone

    from shouyi.people.organisations.models import Invitation

    late, made = invited(), invited(reach="a@example.org")
    Invitation.objects.filter(pk=late.pk).update(until=timezone.now() - timedelta(seconds=1))
    run("organisations.invite")
    assert (messages_of(late), messages_of(made)) == (0, 1)


def test_what_ran_out_is_forgotten_by_the_nightly_job() -> None:
    from django.utils import timezone

    from shouyi.people.organisations.inviting import tidy
    from shouyi.people.organisations.models import Invitation

    made = invited()
    Invitation.objects.filter(pk=made.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert tidy() == 1
    made.refresh_from_db()
    assert (bytes(made.sealed), made.reach_key) == (b"", "")


def many(client: object, data: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(f"/organisation/{ONE}/invitations/many", {"file": SimpleUploadedFile("x.csv", data)})


def test_many_are_shown_first_and_sent_once_confirmed() -> None:
    from html import unescape

    from shouyi.people.organisations.models import Invitation

    client = client_of(seated(ONE, "admin"))
    page = text(many(client, b"reach,post,language\n13800138000,officer,zh\n=1+1,admin,zh\na@example.org,reader,en\n"))
    assert "将邀请2位" in page
    assert "像公式" in page
    assert not Invitation.objects.exists()
    rows = unescape(page.split('name="rows" value="')[1].split('"')[0])
    for _ in range(2):  # the page sent twice invites nobody twice
        assert client.post(f"/organisation/{ONE}/invitations/many", {"rows": rows}).status_code == 302
    assert sorted(Invitation.objects.values_list("post", "language")) == [("officer", "zh-hans"), ("reader", "en")]


def test_a_column_about_disability_is_refused_by_its_name_and_nothing_is_kept() -> None:
    from shouyi.people.organisations.models import Invitation

    page = text(many(client_of(seated(ONE, "admin")), "reach,post,残疾类别\n13911139111,officer,某\n".encode()))
    assert "残疾类别" in page
    assert "13911139111" not in page
    assert not Invitation.objects.exists()


def test_confirmed_rows_are_judged_again() -> None:
    from shouyi.people.organisations.models import Invitation

    client = client_of(seated(ONE, "admin"))
    forged = "reach,post,language\n13800138000,owner,zh\n=cmd,admin,zh\n13900139000,reader,zh\n"
    client.post(f"/organisation/{ONE}/invitations/many", {"rows": forged})
    assert list(Invitation.objects.values_list("post", flat=True)) == ["reader"]
