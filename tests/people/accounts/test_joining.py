"""Joining and signing in by a code; what strangers try."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from people.accounts.visitors import Visitor, a_number, last_code, last_message, messages_kept

New = Callable[..., Visitor]


def test_joining_by_a_telephone_and_coming_back(visitor: New) -> None:
    number, first, again = a_number(), visitor(), visitor()
    account = first.enter(number)
    assert (account.name, account.reach, account.reach_verified) == ("阿月", f"+86{number}", True)
    assert re.fullmatch(r"sy-\d{8}", account.username)
    assert again.enter(f"+86 {number[:3]} {number[3:7]} {number[7:]}").pk == account.pk


def test_joining_by_mail(visitor: New) -> None:
    account = visitor().enter("Yue@Example.org")
    assert account.reach == "yue@example.org"
    assert last_message().kind == "mail"


def test_a_code_may_be_pasted_as_it_comes(visitor: New) -> None:
    someone = visitor()
    someone.ask(a_number())
    code = last_code()
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    assert someone.post("/account/code", code=f" {wide[:3]}－{wide[3:]}　").status_code == 302
    html = visitor().page("/account/join")
    assert "autocomplete" in html
    field = someone.page("/account/join/name")
    assert "name" in field


def test_the_field_is_filled_by_the_telephone_itself(visitor: New) -> None:
    someone = visitor()
    someone.ask(a_number())
    html = someone.page("/account/code")
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html
    assert "half an hour" in html
    assert someone.reach not in html


def test_sent_again_it_is_the_same_code(visitor: New) -> None:
    someone = visitor()
    someone.ask(a_number())
    code, first = last_code(), last_message()
    someone.post("/account/code/again")
    assert (last_code(), last_message() != first) == (code, True)


def test_a_code_is_good_once(visitor: New) -> None:
    someone = visitor()
    number = a_number()
    someone.enter(number)
    someone.post("/account/sign-out")
    someone.ask(number)
    code = last_code()
    assert someone.post("/account/code", code=code).status_code == 302
    someone.post("/account/sign-out")
    assert someone.post("/account/code", code=code).headers["Location"] == "/account/join"
    assert not someone.signed_in


def test_two_who_type_the_same_code_at_once(visitor: New) -> None:
    """The session's note put back: the code itself is used up."""
    someone = visitor()
    someone.enter(a_number())
    someone.post("/account/sign-out")
    someone.ask(someone.reach)
    held = someone.client.session["codes"]
    someone.post("/account/code", code=last_code())
    someone.post("/account/sign-out")
    someone.client.get("/account/join")
    someone.ask(a_number())
    session = someone.client.session
    session["codes"] = held
    session.save()
    assert "used up" in someone.post("/account/code", code=last_code()).content.decode()


def test_a_code_belongs_to_the_session_that_asked(visitor: New) -> None:
    owner, thief, number = visitor(), visitor(), a_number()
    owner.enter(number)
    owner.post("/account/sign-out")
    owner.ask(number)
    code = last_code()
    assert thief.post("/account/code", code=code).headers["Location"] == "/account/join"
    thief.ask(a_number())
    assert thief.post("/account/code", code=code).status_code == 200
    assert not thief.signed_in
    assert owner.post("/account/code", code=code).status_code == 302


def test_a_code_of_one_purpose_is_none_of_another(visitor: New) -> None:
    someone = visitor()
    someone.enter(a_number())
    someone.ask(a_number(), "/account/reach")
    session = someone.client.session
    session["codes"] = {"fresh": session["codes"]["change"]}
    session.save()
    assert "used up" in someone.post("/account/again/code", code=last_code()).content.decode()


def test_a_code_ends_after_five_tries_and_not_the_number(visitor: New) -> None:
    someone = visitor()
    someone.ask(a_number())
    right = last_code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    left = [someone.post("/account/code", code=wrong).content.decode() for _ in range(5)]
    assert "try 4 more times" in left[0]
    assert "try 1 more time." in left[3]
    assert "used up" in left[4]
    assert someone.post("/account/code", code=right).status_code == 200
    someone.post("/account/code/again")
    assert last_code() != right
    assert someone.post("/account/code", code=last_code()).status_code == 302


def test_slow_hands_have_half_an_hour(visitor: New) -> None:
    from shouyi.people.accounts.models import Code

    someone = visitor()
    someone.ask(a_number())
    Code.objects.update(until=timezone.now() + timedelta(seconds=5))
    assert someone.post("/account/code", code=last_code()).status_code == 302
    later = visitor()
    later.ask(a_number())
    Code.objects.filter(used_at=None).update(until=timezone.now() - timedelta(seconds=1))
    assert "too old" in later.post("/account/code", code=last_code()).content.decode()


@override_settings(ACCOUNT_RATE_LIMITS={"send_code": "30/h/ip,3/30m/key"})
def test_asking_too_often_is_answered_with_a_time(visitor: New) -> None:
    someone, number = visitor(), a_number()
    answers = [someone.ask(number) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Wait half an hour" in answers[3].content.decode()
    assert someone.post("/account/code", code=last_code()).status_code == 302, "what was sent before stays good"
    assert visitor().ask(a_number()).status_code == 302, "another number is not held up"


@override_settings(ACCOUNT_RATE_LIMITS={"send_code": "3/h/ip"})
def test_attempts_are_counted_by_all_processes_together(visitor: New) -> None:
    """In the database, under names that hold neither number nor network address."""
    from shouyi.people.accounts.models import Attempts

    someone = visitor()
    for _ in range(3):
        someone.ask(a_number())
    assert visitor().ask(a_number()).status_code == 429
    keys = list(Attempts.objects.values_list("cache_key", flat=True))
    assert keys
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


# what strangers try ---------------------------------------------------------------------------------------------------


def test_known_and_unknown_numbers_are_answered_alike(visitor: New) -> None:
    known, unknown = a_number(), a_number()
    visitor().enter(known)
    seen = [_asked(visitor(), number) for number in (known, unknown)]
    assert seen[0] == seen[1]


def _asked(someone: Visitor, number: str) -> list[object]:
    """Everything that whoever asks can see, and how much work it was."""
    from django.db import connection

    work, sent = [0], messages_kept()

    def count(execute: Callable[..., object], *args: object) -> object:
        work[0] += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        answers = [someone.ask(number), someone.client.get("/account/code"), someone.post("/account/code", code="abc")]
    assert work[0] >= 5
    return [[_shown(answer) for answer in answers], work[0], messages_kept() - sent]


def _shown(answer: Any) -> tuple[object, ...]:
    """Status, headers and body, without what differs from one request to the next of the same visitor."""
    html = re.sub(r'csrfmiddlewaretoken" value="\w+"|\d{3}\*{4}\d{4}', "", answer.content.decode())
    headers = {name: value for name, value in answer.headers.items() if name not in ("Expires", "X-Request-Id")}
    return answer.status_code, headers, html


def test_password_sign_in_tells_nobody_who_is_here(visitor: New) -> None:
    number = a_number()
    visitor().enter(number)
    hashes = []
    pages = []
    for login in (number, a_number(), "xiumei", "nobody-here"):
        with _counted_hashes() as count:
            html = visitor().post("/account/sign-in", login=login, password="a-wrong-password").content.decode()
        hashes.append(count[0])
        pages.append(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", html).replace(login, "X", 1))
    assert len(set(pages)) == 1
    assert set(hashes[1:]) == {1}


def _counted_hashes():  # type: ignore[no-untyped-def]
    from contextlib import contextmanager
    from unittest.mock import patch

    from django.contrib.auth.hashers import MD5PasswordHasher

    @contextmanager
    def counting():  # type: ignore[no-untyped-def]
        count, real = [0], MD5PasswordHasher.encode

        def encode(*args: object, **kwargs: object) -> str:
            count[0] += 1
            return real(*args, **kwargs)

        with patch.object(MD5PasswordHasher, "encode", encode):
            yield count

    return counting()


def test_the_session_key_changes_at_sign_in(visitor: New) -> None:
    someone = visitor()
    someone.ask(a_number())
    before = someone.client.cookies["sessionid"].value
    someone.post("/account/code", code=last_code())
    someone.post("/account/join/name", name="x")
    assert someone.signed_in
    assert someone.client.cookies["sessionid"].value != before
    other = visitor()
    other.client.cookies["sessionid"] = before
    assert "_auth_user_id" not in other.client.session


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(visitor: New, bad: str) -> None:
    someone = visitor()
    someone.ask(a_number(), next=bad)
    someone.post("/account/code", code=last_code())
    assert someone.post("/account/join/name", name="x").headers["Location"] == "/my/"


def test_an_address_of_ours_is_remembered(visitor: New) -> None:
    someone = visitor()
    someone.enter(a_number())
    someone.post("/account/sign-out")
    someone.ask(someone.reach, next="/guide")
    assert someone.post("/account/code", code=last_code()).headers["Location"] == "/guide"


def test_a_foreign_host_is_not_served(visitor: New) -> None:
    someone = visitor()
    answer = someone.client.post("/account/join", {"reach": a_number()}, SERVER_NAME="evil.example")
    assert answer.status_code == 400


def test_a_number_that_is_none_is_asked_again(visitor: New) -> None:
    html = visitor().ask("12").content.decode()
    assert "<title>Error: Join" in html
    assert 'href="#id_reach">Enter a mobile number' in html
    html = visitor().post("/account/sign-in", login="xiumei", by="code").content.decode()
    assert "Enter a mobile number" in html


def test_a_name_is_not_asked_of_whoever_showed_nothing(visitor: New) -> None:
    assert visitor().client.get("/account/join/name").headers["Location"] == "/account/join"
    assert visitor().post("/account/join/name", name="x").headers["Location"] == "/account/join"


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaaaaaaaaaa"', "aaaaaaaa\x7faaaa", "éééééééééé", "a b c d e f g h"])
def test_a_cookie_that_was_never_ours_is_no_session(visitor: New, key: str) -> None:
    """PostgreSQL refuses a NUL in any text; a cookie may hold one, written as an octal."""
    someone = visitor()
    someone.client.cookies["sessionid"] = "x"
    someone.client.cookies["sessionid"]._coded_value = key
    assert someone.client.get("/account/join").status_code == 200


def _left_before_the_name(visitor: New, number: str) -> Visitor:
    """A browser that several people use: somebody typed the code in and went away."""
    shared = visitor()
    shared.ask(number)
    assert shared.post("/account/code", code=last_code()).headers["Location"] == "/account/join/name"
    return shared


def test_a_telephone_shown_and_left_opens_no_account_that_came_afterwards(visitor: New) -> None:
    number = a_number()
    shared = _left_before_the_name(visitor, number)
    owner = visitor().enter(number)
    answer = shared.post("/account/join/name", name="next one")
    assert answer.headers["Location"] == "/account/code", "whose it is has to be shown once more"
    assert not shared.signed_in
    assert shared.post("/account/code", code=last_code()).headers["Location"] == "/my/"
    assert shared.account().pk == owner.pk


def test_a_telephone_shown_and_left_opens_nothing_after_half_an_hour(visitor: New) -> None:
    shared = _left_before_the_name(visitor, a_number())
    session = shared.client.session
    session["arrived"] |= {"at": session["arrived"]["at"] - 31 * 60}
    session.save()
    assert shared.post("/account/join/name", name="next one").headers["Location"] == "/account/join"
    assert not shared.signed_in


def test_mass_assignment_changes_nothing(visitor: New) -> None:
    someone = visitor()
    someone.ask(a_number())
    someone.post("/account/code", code=last_code())
    someone.post("/account/join/name", name="x", role="officer", ref="a" * 32, is_superuser="1", person="p-1")
    account = someone.account()
    assert (account.role, account.ref, account.is_superuser, account.person) == ("member", None, False, "")


def test_a_password_still_signs_in_by_name_number_and_mail(visitor: New) -> None:
    someone = visitor()
    account = someone.enter("kept@example.org")
    account.set_password("a-long-password")
    account.save()
    for login in (account.username, "KEPT@example.org"):
        answer = visitor().post("/account/sign-in", login=login, password="a-long-password")
        assert answer.status_code == 302, login
