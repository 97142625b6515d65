"""One's own account: showing it is you, changing what opens it, seeing where it is open, closing it."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import override_settings

from people.accounts.visitors import Visitor, a_number, last_code

New = Callable[..., Visitor]
FRESH = ("password", "reach", "recovery-codes", "passkeys/add", "close", "helpers/offer")


@pytest.fixture
def owner(visitor: New) -> Visitor:
    someone = visitor()
    someone.enter(a_number())
    return someone


@pytest.mark.parametrize("page", FRESH)
def test_what_matters_asks_once_more(owner: Visitor, page: str) -> None:
    assert owner.client.get(f"/account/{page}").status_code == 200
    owner.grow_stale()
    answer = owner.client.get(f"/account/{page}")
    assert answer.headers["Location"] == f"/account/again?next=/account/{page}"


def test_shown_again_by_a_code(owner: Visitor) -> None:
    owner.grow_stale()
    html = owner.page("/account/again?next=/account/close")
    assert 'value="code"' in html
    assert 'value="password"' not in html, "a way that the account does not have is not offered"
    assert owner.post("/account/again", by="code", next="/account/close").headers["Location"] == "/account/again/code"
    assert owner.post("/account/again/code", code=last_code()).headers["Location"] == "/account/close"
    assert owner.client.get("/account/close").status_code == 200


def test_shown_again_by_a_password(owner: Visitor) -> None:
    account = owner.account()
    owner.post("/account/password", new_password1="a-long-password", new_password2="a-long-password")
    owner.grow_stale()
    wrong = owner.post("/account/again", by="password", password="another", next="/account/close").content.decode()
    assert "That is not your password" in wrong
    assert owner.client.get("/account/close").status_code == 302
    right = owner.post("/account/again", by="password", password="a-long-password", next="/account/close")
    assert right.headers["Location"] == "/account/close"
    assert account.pk == owner.account().pk


def test_shown_again_by_a_recovery_code_that_is_then_used(owner: Visitor) -> None:
    paper = printed(owner.post("/account/recovery-codes").content.decode())
    owner.grow_stale()
    answer = owner.post("/account/again", by="paper", code=paper[0], next="/account/close")
    assert answer.headers["Location"] == "/account/close"
    owner.grow_stale()
    assert "none of your unused" in owner.post("/account/again", by="paper", code=paper[0]).content.decode()


def test_nobody_is_led_elsewhere_after_it(owner: Visitor) -> None:
    owner.post("/account/again", by="code", next="https://evil.example/")
    assert owner.post("/account/again/code", code=last_code()).headers["Location"] == "/my/"


@override_settings(ACCOUNT_RATE_LIMITS={"reauthenticate": "2/5m/user"})
def test_guessing_there_is_slowed(owner: Visitor) -> None:
    owner.post("/account/password", new_password1="a-long-password", new_password2="a-long-password")
    html = [owner.post("/account/again", by="password", password=f"guess-{n}").content.decode() for n in range(3)]
    assert "That is not your password" in html[1]
    assert "Too many attempts" in html[2]


def test_a_code_for_one_is_no_code_for_who_signs_in_here_next(visitor: New, owner: Visitor) -> None:
    owner.post("/account/again", by="code")
    held = owner.client.session["codes"]
    code = last_code()
    other = visitor()
    other.enter(a_number())
    other.grow_stale()
    session = other.client.session
    session["codes"] = held
    session.save()
    other.post("/account/again/code", code=code)
    assert other.client.get("/account/close").status_code == 302


def printed(html: str) -> list[str]:
    found = re.findall(r"<code>(\d{4} \d{4})</code>", html)
    assert len(found) == 10
    return found


def test_recovery_codes_are_shown_once_and_count_down(visitor: New, owner: Visitor) -> None:
    paper = printed(owner.post("/account/recovery-codes").content.decode())
    assert not re.search(r"\d{4} \d{4}</code>", owner.page("/account/recovery-codes"))
    someone = visitor()
    used = someone.post("/account/lost/code", login=owner.reach, code=paper[3].replace(" ", ""))
    assert used.headers["Location"] == "/account/reach"
    assert "9 unused codes are left" in owner.page("/account/recovery-codes")
    again = visitor().post("/account/lost/code", login=owner.reach, code=paper[3])
    assert "do not belong together" in again.content.decode()


def test_new_recovery_codes_end_the_old_ones(visitor: New, owner: Visitor) -> None:
    old = printed(owner.post("/account/recovery-codes").content.decode())
    new = printed(owner.post("/account/recovery-codes").content.decode())
    assert set(old).isdisjoint(new)
    assert not _gets_in(visitor(), owner, old[0])
    assert _gets_in(visitor(), owner, new[0])


def _gets_in(someone: Visitor, owner: Visitor, code: str) -> bool:
    someone.post("/account/lost/code", login=owner.account().username, code=code)
    return someone.signed_in


def test_an_unknown_name_and_a_wrong_recovery_code_are_answered_alike(visitor: New, owner: Visitor) -> None:
    owner.post("/account/recovery-codes")
    answers = [
        visitor().post("/account/lost/code", login=login, code="1234 5678") for login in (owner.reach, a_number())
    ]
    html = [re.sub(r'csrfmiddlewaretoken" value="\w+"|\d{11}', "", each.content.decode()) for each in answers]
    assert html[0] == html[1]


@override_settings(ACCOUNT_RATE_LIMITS={"recovery_code": "20/5m/ip,3/5m/key"})
def test_recovery_codes_cannot_be_tried_through(visitor: New, owner: Visitor) -> None:
    paper = printed(owner.post("/account/recovery-codes").content.decode())
    for _ in range(3):
        visitor().post("/account/lost/code", login=owner.reach, code="0000 0000")
    assert (
        "Wait five minutes" in visitor().post("/account/lost/code", login=owner.reach, code=paper[0]).content.decode()
    )


@override_settings(ACCOUNT_RATE_LIMITS={"recovery_code": "20/5m/ip,3/5m/key"})
def test_a_number_written_otherwise_is_the_same_number_to_whoever_counts(visitor: New, owner: Visitor) -> None:
    number = owner.account().reach
    written = (number, number[3:], f"+86 {number[3:6]} {number[6:]}", "".join(chr(ord(n) + 0xFEE0) for n in number[3:]))
    html = [visitor().post("/account/lost/code", login=w, code="0000 0000").content.decode() for w in written]
    assert ["Wait five minutes" in each for each in html] == [False, False, False, True]


def test_a_new_password_signs_out_the_others_alone(visitor: New, owner: Visitor) -> None:
    other = visitor(**{"user-agent": "Mozilla/5.0 (iPhone) Safari"})
    other.enter(owner.reach)
    owner.post("/account/password", new_password1="a-long-password", new_password2="a-long-password")
    assert owner.client.get("/account/").status_code == 200
    assert other.client.get("/account/").headers["Location"].startswith("/account/sign-in")


def test_a_weak_password_is_asked_again(owner: Visitor) -> None:
    html = owner.post("/account/password", new_password1="password12", new_password2="different").content.decode()
    assert "<title>Error: Set a password" in html
    assert not owner.account().has_usable_password()


def test_a_new_number_signs_out_the_others_and_takes_the_codes(visitor: New, owner: Visitor) -> None:
    other, old, new = visitor(), owner.reach, a_number()
    other.enter(old)
    owner.ask(new, "/account/reach")
    assert owner.account().reach == f"+86{old}", "until the code is typed in, nothing changes"
    assert owner.post("/account/reach/code", code=last_code()).headers["Location"] == "/account/"
    assert owner.account().reach == f"+86{new}"
    assert other.client.get("/account/").status_code == 302
    back = visitor()
    assert back.enter(new).pk == owner.account().pk


def test_a_number_of_somebody_else_is_not_taken(visitor: New, owner: Visitor) -> None:
    other = visitor()
    other.enter(a_number())
    owner.ask(other.reach, "/account/reach")
    assert "belongs to another account" in owner.post("/account/reach/code", code=last_code()).content.decode()
    assert owner.account().reach != other.account().reach


def test_devices_are_named_in_words_and_signed_out(visitor: New, owner: Visitor) -> None:
    telephone = visitor(**{"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8"})
    telephone.enter(owner.reach)
    html = owner.page("/account/devices")
    assert "WeChat on Android" in html
    assert "127.0.0.1" not in html
    number = re.findall(r'name="end" value="(\d+)"', html)
    assert len(number) == 1
    owner.post("/account/devices", end=number[0])
    assert telephone.client.get("/account/").status_code == 302
    assert owner.client.get("/account/").status_code == 200


def test_a_device_stays_in_the_list_when_its_session_gets_another_key(visitor: New, owner: Visitor) -> None:
    """A new password gives the browser at hand another key: whoever signs in elsewhere must still find and end it."""
    owner.post("/account/password", new_password1="a-long-password", new_password2="a-long-password")
    assert "This device" in owner.page("/account/devices")
    elsewhere = visitor(**{"user-agent": "Mozilla/5.0 (iPhone) Safari"})
    elsewhere.enter(owner.reach)
    number = re.findall(r'name="end" value="(\d+)"', elsewhere.page("/account/devices"))
    assert len(number) == 1
    elsewhere.post("/account/devices", end=number[0])
    assert owner.client.get("/account/").status_code == 302
    assert elsewhere.client.get("/account/").status_code == 200


def test_signed_out_a_device_is_listed_no_more(visitor: New, owner: Visitor) -> None:
    from shouyi.people.accounts.models import Device

    other = visitor()
    other.enter(owner.reach)
    assert Device.objects.filter(account=owner.account()).count() == 2
    other.post("/account/sign-out")
    assert Device.objects.filter(account=owner.account()).count() == 1


def test_the_database_holds_no_session_key_and_no_address(owner: Visitor) -> None:
    """A copy of the tables signs nobody in; the cookie itself is the control."""
    from django.contrib.sessions.models import Session
    from django.test import Client

    from shouyi.people.accounts.models import Device

    key = owner.client.cookies["sessionid"].value
    row = Device.objects.filter(account=owner.account()).values().get()
    assert key not in str(row) + str(list(Session.objects.values()))
    assert "127.0.0.1" not in str(row)
    answers = {}
    for tried in (key, row["session"]):
        client = Client(SERVER_NAME="localhost")
        client.cookies["sessionid"] = tried
        answers[tried] = client.get("/account/").status_code
    assert answers == {key: 200, row["session"]: 302}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) Chrome/99 Mobile", ("Chrome", "HarmonyOS")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) FxiOS/120 Safari/605", ("Firefox", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", ("Edge", "Windows")),
        ("a person of 13800138000 \u4e2d", ("", "")),
        ("", ("", "")),
    ],
)
def test_of_what_a_browser_says_its_kind_alone_is_kept(said: str, kind: tuple[str, str]) -> None:
    from django.test import RequestFactory

    from shouyi.people.accounts.sessions import kind_of

    assert kind_of(RequestFactory().get("/", headers={"user-agent": said})) == kind


def test_what_the_library_kept_in_plain_goes_and_nobody_is_signed_out(owner: Visitor) -> None:
    """The step of the database, over a table as the library made it."""
    from importlib import import_module

    from django.apps import apps
    from django.contrib.sessions.models import Session
    from django.db import connection

    from shouyi.people.accounts.models import Device

    step = import_module("shouyi.people.accounts.migrations.0007_nothing_plain_of_sessions")
    account, key = owner.account(), owner.client.cookies["sessionid"].value
    Session.objects.filter(session_key=step.kept(key)).update(session_key=key)  # as Django kept it
    Device.objects.filter(account=account).delete()
    with connection.cursor() as cursor:
        at = "text" if connection.vendor == "sqlite" else "timestamptz"
        cursor.execute(f"CREATE TABLE {step.OLD} (user_id int, session_key text, user_agent text, created_at {at})")
        row = [account.pk, key, "Mozilla/5.0 (Linux; Android 14) Firefox/120", "2026-11-20 01:02:03"]
        cursor.execute(f"INSERT INTO {step.OLD} VALUES (%s, %s, %s, %s)", row)
    step.hide(apps, SimpleNamespace(connection=connection))
    found = Device.objects.get(account=account)
    assert (found.browser, found.system, found.since.isoformat()[:13]) == ("Firefox", "Android", "2026-11-20T01")
    assert owner.client.get("/account/").status_code == 200
    assert not Session.objects.filter(session_key=key).exists()


def test_a_password_too_is_a_sign_in_of_which_its_owner_reads(visitor: New, owner: Visitor) -> None:
    from shouyi.people.notices.models import Notice

    owner.post("/account/password", new_password1="a-long-password", new_password2="a-long-password")
    before = owner.page("/account/").count("Somebody signed in as you")
    other = visitor(**{"user-agent": "Mozilla/5.0 (iPhone) Safari"})
    answer = other.post("/account/sign-in", login=owner.reach, password="a-long-password")
    assert answer.status_code == 302
    assert owner.page("/account/").count("Somebody signed in as you") == before + 1
    assert Notice.objects.filter(account=owner.account(), code="new_sign_in").count() == 1
    assert "Safari on iPhone" in owner.page("/account/devices")


@pytest.mark.parametrize(
    ("agent", "language", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Firefox/120", "zh-CN", "Android上的Firefox"),
        ("Mozilla/5.0 (iPhone) Safari", "en", "Safari on iPhone"),
        ("", "zh-CN", "通行密钥"),
    ],
)
def test_a_new_passkey_begins_with_a_name_that_its_owner_understands(
    visitor: New, agent: str, language: str, name: str
) -> None:
    someone = visitor(**{"user-agent": agent, "accept-language": language})
    someone.enter(a_number())
    html = someone.page("/account/passkeys/add")
    assert f'value="{name}"' in html
    assert "Master" not in html


def test_another_persons_device_is_not_signed_out(visitor: New, owner: Visitor) -> None:
    from shouyi.people.accounts.models import Device

    other = visitor()
    other.enter(a_number())
    theirs = Device.objects.get(account=other.account())
    assert owner.post("/account/devices", end=str(theirs.pk)).status_code == 404
    assert owner.post("/account/devices", end="x").status_code == 404
    assert other.client.get("/account/").status_code == 200


def test_another_kind_of_device_is_told(visitor: New, owner: Visitor) -> None:
    from shouyi.people.notices.models import Notice

    visitor().enter(owner.reach)
    assert not Notice.objects.filter(account=owner.account(), code="new_sign_in").exists()
    visitor(**{"user-agent": "Mozilla/5.0 (iPhone) Safari"}).enter(owner.reach)
    assert Notice.objects.filter(account=owner.account(), code="new_sign_in").count() == 1


def test_name_and_language_are_kept(owner: Visitor) -> None:
    owner.page("/account/name")
    answer = owner.post("/account/name", name="Yue", language="zh-hans")
    assert answer.cookies["django_language"].value == "zh-hans"
    assert (owner.account().name, owner.account().language) == ("Yue", "zh-hans")
    assert "我的账户" in owner.page("/account/")
    assert owner.post("/account/name", name="Yue", language="xx").status_code == 200


def test_closing_is_a_deed(owner: Visitor) -> None:
    owner.page("/account/close")
    assert owner.account().is_active


def test_what_happened_is_listed(owner: Visitor) -> None:
    owner.post("/account/recovery-codes")
    html = owner.page("/account/")
    assert "The account was opened." in html
    assert "New recovery codes were made." in html
    assert owner.reach not in html
    assert owner.account().username in html


def test_after_signing_in_nobody_comes_back_to_what_only_takes_a_form(visitor: New) -> None:
    someone = visitor()
    assert someone.post("/account/recovery/stop").headers["Location"] == "/account/sign-in?next=/my/"
    assert someone.client.get("/account/devices").headers["Location"] == "/account/sign-in?next=/account/devices"


def test_what_others_did_is_listed_with_their_names_in_one_query_more(visitor: New, owner: Visitor) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shouyi.people.accounts.happenings import happened, said

    account, other = owner.account(), visitor()
    other.enter(a_number(), "石师傅")
    for _ in range(5):
        happened(account, "help_ended", by=other.account())
    with CaptureQueriesContext(connection) as asked:
        found = said(account, 30)
    assert [each.by for each in found[:5]] == ["石师傅"] * 5
    assert {each.by for each in found[5:]} == {""}
    assert len(asked) == 2


def test_signed_out_every_page_asks_to_sign_in(visitor: New) -> None:
    for page in ("", "name", "devices", "passkeys", "helpers", "helping", "file", "again", *FRESH):
        answer = visitor().client.get(f"/account/{page}")
        assert answer.headers["Location"].startswith("/account/sign-in?next=/account/"), page
