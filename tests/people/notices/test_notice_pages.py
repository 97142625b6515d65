"""The pages of notices, in both languages, for their owner alone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

CASE = "0d3e6e4e-7f7e-4d5e-9a44-1c1d7d1e2f30"


@pytest.fixture
def visit(account):
    """An account and a client that is signed in as it."""

    def make(reach="+8613800138000", language="zh-CN"):
        who = account(reach, language="en" if language == "en" else "zh-hans")
        client = Client(headers={"accept-language": language}, SERVER_NAME="localhost")
        client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
        return who, client

    return make


def told(who, code="export_ready", **ids):
    from shouyi.people.notices.notify import notify

    return notify(who, code, f"{code}/{uuid4()}", **ids)[0]


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize(("language", "empty"), [("zh-CN", "还没有通知"), ("en", "Nobody has told you anything yet")])
def test_an_empty_list_says_what_to_do(visit, language, empty):
    _, client = visit(language=language)
    text = page(client, "/my/notices")
    assert empty in text
    assert "/my/notices/settings" in text


def test_unread_stands_first_and_is_marked_in_words(visit):
    from shouyi.people.notices.models import Notice

    who, client = visit(language="en")
    older, newer = told(who), told(who, "case_closed", case=CASE)
    client.post(f"/my/notices/{newer.uid}/read")
    text = page(client, "/my/notices")
    assert text.index("The export you asked for is ready.") < text.index("A case was closed.")
    assert text.count("Unread: ") == 1
    assert "1 notice is unread." in text
    older.refresh_from_db()
    assert older.seen_at
    assert older.read_at is None
    told(who)
    client.post("/my/notices/read")
    assert Notice.objects.filter(account=who, read_at=None).count() == 0


def test_a_page_holds_twenty(visit):
    who, client = visit(language="en")
    for _ in range(23):
        told(who)
    assert page(client, "/my/notices").count("Mark as read") == 20
    assert page(client, "/my/notices?page=2").count("Mark as read") == 3


def test_nobody_marks_another_s(visit):
    who, _ = visit()
    _, other = visit()
    notice = told(who)
    assert other.post(f"/my/notices/{notice.uid}/read").status_code == 404
    other.post("/my/notices/read")
    notice.refresh_from_db()
    assert notice.read_at is None
    assert other.get(f"/my/notices/{notice.uid}/read").status_code == 405


@pytest.mark.parametrize("path", ["/my/notices", "/my/notices/settings"])
def test_whoever_is_signed_out_signs_in_first(database, client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/account/sign-in")


def test_wishes_are_kept(visit):
    from shouyi.people.notices.codes import CODES, Group
    from shouyi.people.notices.models import Channel
    from shouyi.people.notices.wishes import quiet_of, wants

    who, client = visit(language="en")
    answer = client.post("/my/notices/settings", {"sms": ["case"], "mail": [], "begins": "22:30", "ends": "06:00"})
    assert answer.status_code == 302
    assert wants(who, CODES["case_answered"], Channel.SMS)
    assert not wants(who, CODES["consent_asked"], Channel.SMS)
    assert not wants(who, CODES["case_answered"], Channel.MAIL)
    assert wants(who, CODES["new_sign_in"], Channel.SMS)
    assert quiet_of(who, CODES["case_answered"]).begins == 22 * 60 + 30
    text = page(client, "/my/notices/settings?saved=1")
    assert "Saved." in text
    assert 'value="22:30"' in text
    client.post("/my/notices/settings", {"off": "on"})
    assert quiet_of(who, CODES["case_answered"]).begins == quiet_of(who, CODES["case_answered"]).ends
    assert Group.SECURITY.value not in text.split("<fieldset")[1]


def test_a_wrong_time_is_said_on_top(visit):
    _, client = visit(language="en")
    text = client.post("/my/notices/settings", {"begins": "late", "ends": ""}).content.decode()
    assert "<title>Error: " in text.replace("\n", "")
    assert "Write a time like 21:00." in text
    assert "Choose a time, or choose no quiet hours." in text


def test_one_step_ends_messages_of_a_kind_without_signing_in(account):
    from shouyi.people.notices.codes import CODES
    from shouyi.people.notices.models import Channel, Delivery
    from shouyi.people.notices.wishes import wants

    who = account()
    told(who)
    path = f"/messages/off/{Delivery.objects.get(notice__account=who).uid}"
    stranger = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    assert stranger.get(path).status_code == 200
    assert wants(who, CODES["export_ready"], Channel.SMS)  # a scanner that looks switches nothing off
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wants(who, CODES["export_ready"], Channel.SMS)
    assert wants(who, CODES["case_answered"], Channel.SMS)


def test_messages_about_safety_have_no_such_step(account):
    from shouyi.people.notices.models import Delivery

    who = account()
    told(who, "new_sign_in")
    path = f"/messages/off/{Delivery.objects.get(notice__account=who).uid}"
    assert Client(SERVER_NAME="localhost").post(path).status_code == 404
    assert Client(SERVER_NAME="localhost").post(f"/messages/off/{uuid4()}").status_code == 404


def test_the_demonstration_shows_what_it_would_have_sent(database, client):
    from shouyi.people.notices.sending import send_now

    send_now("+8613800138000", "sign_in_code", ("831207", "30"), f"k-{uuid4()}")
    send_now("xiumei@example.org", "sign_in_code", ("402118", "30"), f"k-{uuid4()}")
    text = page(client, "/messages/outbox")
    assert "831207是您的登录验证码" in text
    assert "402118" in text
    assert "+861****8000" in text
    assert "13800138000" not in text


def test_elsewhere_there_is_no_such_page(database, client):
    from django.test import override_settings

    with override_settings(SHOUYI_DEMONSTRATION=False):
        assert client.get("/messages/outbox").status_code == 404


def test_the_badge_counts_what_is_unread_in_one_query(account, database):
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext
    from django.utils.translation import override

    from shouyi.people.notices.badge import badge

    who = account()
    told(who)
    request = RequestFactory().get("/")
    request.user = who
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        override("en"),
    ):
        found = badge(request)
    assert (found.text, found.href, found.unread, len(asked)) == ("Notices (1)", "/my/notices", 1, 1)
    request.user = AnonymousUser()
    assert badge(request) is None
