"""From a maker's own words to evidence: the whole way over real pages, tables and ledger, and every way round it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.real_file import LOGIN, PERSON, real_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
ORDER = {"title": "靛蓝围巾", "items": "2", "amount": "536.00", "ordered_on": "2026-10-02", "promised_on": "2026-10-12"}
YES = {"was_so": "yes", "stars": "5", "words": "手感很好", "reach": "138 0013 8000", "delivered_on": "2026-10-14"}


@pytest.fixture
def maker(sign_in: Callable[[str], Client]) -> Client:
    real_file()
    return sign_in(LOGIN)


@pytest.fixture
def digits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(reach, code) of what would have been sent: the provider alone is replaced."""
    from shouyi.people.statements import sending

    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(sending, "send_now", lambda reach, _name, params, *rest: sent.append((reach, params[0])))
    return sent


def written(maker: Client, **changed: str) -> str:
    """Writes an order down and gives its address."""
    answer = maker.post("/my/statements/new", ORDER | {"dispatched_on": "2026-10-10"} | changed)
    assert answer.status_code == 302, answer.content.decode()
    return answer["location"]


def link(maker: Client, address: str) -> str:
    """The path of the buyer's link."""
    page = maker.post(f"{address}/ask").content.decode()
    return page.split("http://localhost:8000")[1].split("<")[0].strip()


def the_statement() -> object:
    from shouyi.people.statements.models import Statement

    return Statement.objects.get()


def confirmed(client: Client, path: str, digits: list[tuple[str, str]], **changed: str) -> object:
    answer = client.post(path, YES | changed)
    assert answer.status_code == 302, answer.content.decode()
    return client.post(answer["location"], {"code": digits[-1][1]})


def admit() -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.statements import jobs

    for job in Job.objects.filter(name="statements.admit"):
        jobs.admit(job, *job.args)


def facts_of_order(uid: object) -> set[str]:
    from shouyi.archive.facts import facts_of
    from shouyi.archive.openings import as_opened
    from shouyi.people.behind import behind

    opened = [as_opened(each, PERSON) for each in behind().house.vault.openings(PERSON)]
    return {type(fact).__name__ for fact in facts_of(opened) if getattr(fact, "order", "") == str(uid)}


def test_confirmed_it_counts_like_any_other(maker: Client, client: Client, digits: list[tuple[str, str]]) -> None:
    address = written(maker)
    uid = the_statement().uid
    assert facts_of_order(uid) == set(), "an own statement weighs nothing"
    path = link(maker, address)
    assert "靛蓝围巾" in client.get(path).content.decode()
    assert confirmed(client, path, digits).status_code == 302
    assert digits[-1][0] == "+8613800138000"
    admit()
    assert facts_of_order(uid) == {"Sold", "Dispatched", "Delivered", "Reviewed"}
    assert the_statement().state == "admitted"
    admit()
    assert "已写入档案" in maker.get(address).content.decode()


def test_a_link_is_good_for_one_answer(maker: Client, client: Client, digits: list[tuple[str, str]]) -> None:
    path = link(maker, written(maker))
    confirmed(client, path, digits)
    assert client.get(path).status_code == 404
    assert client.post(path, YES).status_code == 404


def test_a_newer_link_ends_the_older(maker: Client, client: Client) -> None:
    address = written(maker)
    old, new = link(maker, address), link(maker, address)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_buyer_says_otherwise(maker: Client, client: Client) -> None:
    path = link(maker, written(maker))
    client.post(path, {"was_so": "no"})
    assert the_statement().state == "disputed"
    assert client.get(path).status_code == 404


def test_wrong_digits_confirm_nothing_and_the_tries_end(
    maker: Client, client: Client, digits: list[tuple[str, str]]
) -> None:
    path = link(maker, written(maker))
    to = client.post(path, YES)["location"]
    wrong = "000000" if digits[-1][1] != "000000" else "111111"
    for _ in range(8):
        assert client.post(to, {"code": wrong}).status_code == 200
    assert client.post(to, {"code": digits[-1][1]}).status_code == 200, "the right one comes too late"
    assert the_statement().state == "asked"


def test_digits_of_one_buyer_are_no_good_to_another(
    maker: Client, client: Client, digits: list[tuple[str, str]], sign_in: Callable[[str], Client]
) -> None:
    path = link(maker, written(maker))
    client.post(path, YES)
    other = sign_in("buyer")
    assert other.post("/confirm/code", {"code": digits[-1][1]}).status_code == 404


def test_digits_run_out(maker: Client, client: Client, digits: list[tuple[str, str]]) -> None:
    from datetime import timedelta

    from shouyi.people.statements.models import Reply

    to = client.post(link(maker, written(maker)), YES)["location"]
    for reply in Reply.objects.all():
        Reply.objects.filter(pk=reply.pk).update(made_at=reply.made_at - timedelta(minutes=31))
    assert "超过三十分钟" in client.post(to, {"code": digits[-1][1]}).content.decode()


def test_the_maker_cannot_confirm_with_their_own_number(
    maker: Client, client: Client, digits: list[tuple[str, str]]
) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer

    Account.objects.filter(username=LOGIN).update(reach_key=sealer().lookup("reach", "+8613800138000"))
    path = link(maker, written(maker))
    for way in ("138 0013 8000", "+86-138-0013-8000", "１３８００１３８０００"):
        page = client.post(path, YES | {"reach": way}).content.decode()
        assert "不能自己确认" in page, way
    assert digits == []


def test_too_many_asks_a_day(maker: Client, client: Client, digits: list[tuple[str, str]]) -> None:
    path = link(maker, written(maker))
    answers = [client.post(path, YES | {"reach": f"1380013800{n}"}).status_code for n in range(6)]
    assert answers == [302] * 5 + [200]
    assert len(digits) == 5


def test_what_a_buyer_wrote_is_gone_with_its_key(maker: Client, client: Client, digits: list[tuple[str, str]]) -> None:
    from django.test import TestCase

    from shouyi.people.behind import sealer
    from shouyi.people.statements.models import Reply

    path = link(maker, written(maker))
    with TestCase.captureOnCommitCallbacks(execute=True):
        confirmed(client, path, digits)
    (reply,) = Reply.objects.all()
    assert not sealer().has(reply.holder)
    assert b"13800138000" not in bytes(reply.sealed)


@pytest.mark.parametrize(("field", "value"), [
    ("ordered_on", "2026-13-01"), ("ordered_on", "2099-01-01"), ("ordered_on", "2019-01-01"), ("ordered_on", "gestern"),
    ("promised_on", "2026-10-01"), ("dispatched_on", "2026-10-01"), ("dispatched_on", "2099-01-01"),
    ("items", "0"), ("items", "1e9"), ("items", "二"), ("amount", "-1"), ("amount", "NaN"), ("amount", "1.234"),
    ("title", ""), ("title", "长" * 121),
])  # fmt: skip
def test_an_order_that_cannot_be(maker: Client, field: str, value: str) -> None:
    from shouyi.people.statements.models import Statement

    answer = maker.post("/my/statements/new", ORDER | {"dispatched_on": "2026-10-10", field: value})
    assert answer.status_code == 200
    assert f"#id_{field}" in answer.content.decode()
    assert not Statement.objects.exists()


def test_dispatch_added_later_and_never_after_the_buyer_was_asked(maker: Client) -> None:
    address = written(maker, dispatched_on="")
    maker.post(f"{address}/ask")
    assert the_statement().state == "noted", "nothing to confirm before it was sent"
    maker.post(f"{address}/sent", {"dispatched_on": "2026-10-11"})
    link(maker, address)
    maker.post(f"{address}/sent", {"dispatched_on": "2026-10-05"})
    assert the_statement().dispatched_on - the_statement().ordered_on == 9


def test_what_is_confirmed_cannot_be_taken_away(maker: Client, client: Client, digits: list[tuple[str, str]]) -> None:
    address = written(maker)
    confirmed(client, link(maker, address), digits)
    maker.post(f"{address}/remove")
    assert the_statement().state == "confirmed"


@pytest.mark.parametrize("who", ["laowu", "officer", "buyer", None])
@pytest.mark.parametrize("path", ["", "/sent", "/ask", "/remove"])
def test_nobody_elses_statement(
    who: str | None, path: str, maker: Client, sign_in: Callable[[str], Client], client: Client
) -> None:
    address = written(maker)
    visitor = sign_in(who) if who else client
    reply = visitor.post(address + path, {"dispatched_on": "2026-10-11"}) if path else visitor.get(address)
    assert reply.status_code == (404 if who else 302)
    assert the_statement().state == "noted"


def test_smuggled_fields_change_nothing(maker: Client) -> None:
    written(maker, state="admitted", buyer="x", stars="5", ref="00" * 16, confirmed_on="20000")
    found = the_statement()
    assert (found.state, found.buyer, found.stars, found.confirmed_on) == ("noted", "", None, None)


def test_a_helper_acts_and_is_seen_to_have_acted(maker: Client, sign_in: Callable[[str], Client]) -> None:
    from shouyi.people.accounts.models import Account, Helping
    from shouyi.people.permission.requests import ACTING_FOR
    from shouyi.people.trail.models import Look

    owner, helper = (Account.objects.get(username=login) for login in (LOGIN, "officer"))
    rights = ["statement.read", "statement.write"]
    Helping(helper=helper, owner=owner, ref=owner.ref, holder=owner.holder, rights=rights, note="社工").save()
    visitor = sign_in("officer")
    session = visitor.session
    session[ACTING_FOR] = owner.ref
    session.save()
    written(visitor)
    assert the_statement().ref == owner.ref
    assert visitor.get("/my/file").status_code == 403, "a right that was not given"
    looks = Look.objects.filter(ref=owner.ref, tie="help", act="statement.write")
    assert [look.account for look in looks] == [helper.uid]
    Helping.objects.update(ended_at="2026-11-24T00:00:00Z")
    assert visitor.get("/my/statements").status_code != 200, "ended a second ago is ended"


@pytest.mark.parametrize("token", ["x", "a" * 200, "0", "-", "_" * 32])
def test_a_link_that_never_was(client: Client, token: str) -> None:
    assert client.get(f"/c/{token}").status_code == 404


@given(st.text(max_size=20))
def test_any_text_for_six_digits_is_judged(text: str) -> None:
    from shouyi.people.statements.forms import CodeForm

    form = CodeForm({"code": text})
    assert not form.is_valid() or form.cleaned_data["code"].isascii()


def test_whoever_comes_upon_what_was_erased_is_told_so(maker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.behind import sealer

    address = written(maker)
    sealed = the_statement().holder
    monkeypatch.setattr(type(sealer()), "open", _gone)
    answer = maker.get(address)
    assert answer.status_code == 410, sealed
    assert "已经删除" in answer.content.decode()


def _gone(*args: object) -> bytes:
    from shouyi.archive.errors import PersonErased

    raise PersonErased("no key of this person is here")


def test_a_newer_link_ends_what_was_begun_by_the_older(
    maker: Client, client: Client, digits: list[tuple[str, str]]
) -> None:
    from shouyi.people.statements.models import Reply

    address = written(maker)
    old = link(maker, address)
    to = client.post(old, YES)["location"]
    holder = Reply.objects.get().holder
    link(maker, address)
    assert client.post(to, {"code": digits[-1][1]}).status_code == 404
    assert the_statement().state == "asked"
    assert not has_key(holder)


def has_key(holder: str) -> bool:
    from shouyi.people.behind import sealer

    return sealer().has(holder)


def test_what_is_taken_away_takes_the_keys_of_answers_along(
    maker: Client, client: Client, digits: list[tuple[str, str]]
) -> None:
    from shouyi.people.statements.models import Reply, Statement

    address = written(maker)
    client.post(link(maker, address), YES)
    holder = Reply.objects.get().holder
    assert has_key(holder)
    maker.post(f"{address}/remove")
    assert not Statement.objects.exists()
    assert not has_key(holder)


def test_an_admission_whose_tries_are_used_up_is_asked_for_again(
    maker: Client, client: Client, digits: list[tuple[str, str]]
) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.statements.jobs import tidy

    confirmed(client, link(maker, written(maker)), digits)
    jobs = Job.objects.filter(name="statements.admit")
    jobs.update(state="failed", attempts=6)
    tidy(Job(), "2026-12-09")
    assert jobs.get().state == "waiting"


def test_a_review_that_is_refused_is_refused_for_its_own_order(maker: Client) -> None:
    """Reviews are fewer than orders: their lines count the orders that somebody said something about."""
    from uuid import uuid4

    from shouyi.canon.days import from_iso
    from shouyi.people.behind import behind, sealer
    from shouyi.people.ports.stater import OwnOrder

    day = from_iso("2026-09-01")
    silent, told = (
        OwnOrder(str(uuid4()), f"buyer-{stars}", day, day + 5, day + 4, day + 6, stars=stars) for stars in (None, 9)
    )
    assert behind().stater.admit(sealer().ref(PERSON), (silent, told)) == (told.order,)
