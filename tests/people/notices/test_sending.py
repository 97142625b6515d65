"""From `notify` to what leaves the house: once a key, wanted, at a decent hour, and again after a kill."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from shouyi.people.notices.quiet import ZONE

NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 24, 23, tzinfo=ZONE)
CASE = "0d3e6e4e-7f7e-4d5e-9a44-1c1d7d1e2f30"


@pytest.fixture
def clock(monkeypatch):
    """`clock(at)` sets the time of the app's modules."""
    from django.utils import timezone

    def set_to(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    set_to(NOON)
    return set_to


@pytest.fixture
def house_post(monkeypatch, tmp_path):
    """A real post that keeps what it would have sent, and counts how often it was asked."""
    from shouyi.acts.post import HousePost
    from shouyi.gateways.outbox import Outbox
    from shouyi.people.notices import outbox as backend
    from shouyi.people.notices import sending

    class Counting(HousePost):
        keys: list

        def sms(self, *args):
            self.keys.append(args[-1])
            return super().sms(*args)

    box = Outbox(tmp_path / "outbox")
    post = Counting(box, box)
    post.keys = []
    behind = type("Behind", (), {"post": post})()
    monkeypatch.setattr(sending, "behind", lambda: behind)
    monkeypatch.setattr(backend, "behind", lambda: behind)
    return post


def only(account):
    from shouyi.people.notices.models import Delivery

    return Delivery.objects.get(notice__account=account)


def told(account, code="case_answered", key=None, **ids):
    from shouyi.people.notices.notify import notify

    return notify(account, code, key or f"{code}/{uuid4()}", **(ids or {"case": CASE}))[0]


def sent(account, at=NOON):
    from shouyi.people.notices.sending import deliver

    return deliver(only(account).uid, at)


def test_told_twice_under_one_key_is_told_once(account, clock, house_post):
    from shouyi.people.jobs.models import Job

    who, key = account(), f"case_answered/{uuid4()}"
    assert told(who, key=key).pk == told(who, key=key).pk
    assert sent(who) == sent(who) == "sent"
    assert len(house_post.keys) == 1
    assert Job.objects.filter(args=[str(only(who).uid)]).count() == 1


def test_the_job_sends_it(account, clock, house_post):
    from shouyi.people.jobs.registry import kind_of

    who = account()
    told(who)
    kind_of("notices.deliver").work(None, str(only(who).uid))
    assert [kept.template for kept in house_post.kept(5)] == ["waiting.zh-hans"]
    kind_of("notices.deliver").work(None, str(uuid4()))


def test_a_ref_tells_the_account_whose_file_it_is(account, clock, house_post):
    from shouyi.people.notices.notify import notify, waiting

    who = account()
    who.ref = "ab" * 16
    who.save()
    assert [notice.account for notice in notify("ab" * 16, "export_ready", f"export/{uuid4()}")] == [who]
    assert notify("cd" * 16, "export_ready", f"export/{uuid4()}") == []
    assert waiting(who) == 1


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ("case_answered", {}),
        ("case_answered", {"case": CASE, "job": CASE}),
        ("export_ready", {"case": CASE}),
        ("x", {}),
    ],
)
def test_unknown_codes_and_wrong_ids_are_refused(account, clock, code, ids):
    from shouyi.people.notices.codes import UnknownCode
    from shouyi.people.notices.notify import notify

    with pytest.raises(UnknownCode):
        notify(account(), code, f"k/{uuid4()}", **ids)


@pytest.mark.parametrize("value", ["林秀梅", "+8613800138000", "123456", "a\r\nb", "<b>"])
def test_an_id_that_could_name_somebody_is_refused(account, clock, value):
    from shouyi.people.jobs.errors import NotAnId
    from shouyi.people.notices.models import Notice

    who = account()
    with pytest.raises(NotAnId):
        told(who, case=value)
    with pytest.raises(NotAnId):
        told(who, key=value)
    assert not Notice.objects.filter(account=who).exists()


def test_what_can_wait_waits_for_the_morning(account, clock, house_post):
    clock(NIGHT)
    who = account()
    told(who)
    assert only(who).due_at == NIGHT.replace(hour=8) + timedelta(days=1)
    assert sent(who, NIGHT) == "waiting"
    assert house_post.keys == []
    assert sent(who, only(who).due_at) == "sent"


def test_safety_passes_at_night(account, clock, house_post):
    from shouyi.people.notices.notify import notify

    clock(NIGHT)
    who = account()
    notify(who, "recovery_begun", f"recovery/{uuid4()}")
    assert sent(who, NIGHT) == "sent"
    assert house_post.kept(1)[0].template == "account.zh-hans"


def test_a_retry_that_falls_into_the_night_waits_too(account, clock, house_post):
    who = account()
    told(who)
    assert sent(who, NIGHT) == "waiting"
    assert (only(who).attempts, only(who).due_at.astimezone(ZONE).hour) == (0, 8)


def test_killed_between_sending_and_marking_it_goes_again_under_the_same_key(account, clock, house_post, monkeypatch):
    from shouyi.people.notices import sending

    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    who = account()
    told(who)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_end", die)
        with pytest.raises(Killed):
            sent(who)
    assert only(who).state == "waiting"
    assert sent(who) == "waiting"  # the lease holds: nobody sends beside whoever may still be sending
    assert sending.due(NOON) == []
    later = only(who).due_at
    assert only(who).uid in sending.due(later)
    assert sent(who, later) == "sent"
    assert house_post.keys == [str(only(who).key)] * 2
    assert len(house_post.kept(9)) == 1


def test_two_workers_at_once_send_once(account, clock, house_post, monkeypatch):
    from shouyi.people.notices import sending

    who = account()
    told(who)
    real = sending._send

    def beside(found, owner):
        assert sending.deliver(found.uid, NOON) == "waiting"
        real(found, owner)

    monkeypatch.setattr(sending, "_send", beside)
    assert sent(who) == "sent"
    assert len(house_post.keys) == 1


def test_what_fails_for_a_while_is_tried_ever_more_rarely_and_then_given_up(account, clock, house_post, monkeypatch):
    from shouyi.people.notices.sending import ATTEMPTS_MAX, BACKOFF_MAX_S
    from shouyi.people.ports.post import NotSent

    def refuse(*args):
        raise NotSent("RequestLimitExceeded", permanent=False)

    monkeypatch.setattr(type(house_post), "sms", refuse)
    who = account()
    told(who)
    _no_quiet(who)
    at, waits = NOON, []
    while sent(who, at) == "waiting":
        waits.append((only(who).due_at - at).total_seconds())
        at = only(who).due_at
    assert (only(who).state, only(who).why, only(who).attempts) == ("given_up", "RequestLimitExceeded", ATTEMPTS_MAX)
    assert waits == sorted(waits)
    assert (waits[0], max(waits) <= BACKOFF_MAX_S) == (60, True)


def _no_quiet(who):
    from shouyi.people.notices.models import QuietHours

    QuietHours.objects.create(account=who, begins=0, ends=0)


def test_a_refusal_for_good_ends_it_at_once_and_the_notice_stays(account, clock, house_post, monkeypatch):
    from shouyi.people.notices.notify import waiting
    from shouyi.people.ports.post import NotSent

    def refuse(*args):
        raise NotSent("FailedOperation.PhoneNumberInBlacklist", permanent=True)

    monkeypatch.setattr(type(house_post), "sms", refuse)
    who = account()
    told(who)
    assert sent(who) == "given_up"
    assert (only(who).attempts, waiting(who)) == (1, 1)


def test_a_preference_is_respected_before_and_after(account, clock, house_post):
    from shouyi.people.notices.codes import Group
    from shouyi.people.notices.models import Channel, Delivery
    from shouyi.people.notices.wishes import settle

    who = account()
    told(who)
    settle(who, Group.CASE, Channel.SMS, wanted=False)
    assert sent(who) == "dropped"
    assert told(who).pk
    assert Delivery.objects.filter(notice__account=who).count() == 1
    settle(who, Group.SECURITY, Channel.SMS, wanted=False)
    from shouyi.people.notices.notify import notify

    notify(who, "new_sign_in", f"sign_in/{uuid4()}")
    assert Delivery.objects.filter(notice__account=who, state="waiting").count() == 1  # safety cannot be switched off


@pytest.mark.parametrize("change", ["read", "seen", "unverified", "gone"])
def test_what_is_no_longer_needed_is_dropped(account, clock, house_post, change):
    from shouyi.people.behind import sealer
    from shouyi.people.notices.models import Notice

    who = account()
    notice = told(who)
    if change in ("read", "seen"):
        Notice.objects.filter(pk=notice.pk).update(**{f"{change}_at": NOON})
    elif change == "unverified":
        type(who).objects.filter(pk=who.pk).update(reach_verified=False)
    else:
        sealer().destroy(who.holder)
    assert sent(who) == "dropped"
    assert house_post.keys == []


def test_whoever_cannot_be_reached_is_told_in_the_pages_alone(account, clock):
    from shouyi.people.notices.models import Delivery
    from shouyi.people.notices.notify import waiting

    for who in (account(reach=""), account(verified=False)):
        told(who)
        assert waiting(who) == 1
        assert not Delivery.objects.filter(notice__account=who).exists()


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("zh-hans", "守艺有一条消息等您看"),
        ("en", "Something is waiting for you at Shouyi"),
        ("", "守艺有一条消息等您看"),
    ],
)
def test_mail_has_twins_and_a_way_out(account, clock, office, language, subject):
    from shouyi.people.notices.mail import message_id

    who = account("xiumei@example.org", language)
    told(who)
    assert sent(who) == "sent"
    mail = office.got[0]
    assert (mail["Subject"], mail["To"]) == (subject, "xiumei@example.org")
    assert mail["Message-ID"] == message_id(str(only(who).key))
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    off = f"http://localhost:8000/messages/off/{only(who).uid}"
    assert mail["List-Unsubscribe"].strip() == f"<{off}>"  # folded onto a line of its own
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    texts = [part.get_content() for part in mail.iter_parts()]
    assert all(off in text and "http://localhost:8000/my/notices" in text for text in texts)
    assert all(bool(re.search(r"[\u4e00-\u9fff]", text)) == (language != "en") for text in texts)


def test_mail_about_safety_has_no_way_out(account, clock, office):
    from shouyi.people.notices.notify import notify

    who = account("xiumei@example.org")
    notify(who, "sign_in_changed", f"sign_in/{uuid4()}")
    assert sent(who) == "sent"
    assert office.got[0]["List-Unsubscribe"] is None
    assert office.got[0]["Subject"] == "关于您的守艺账户"


def test_a_mail_sent_again_has_the_same_message_id(account, clock, office, monkeypatch):
    from shouyi.people.notices import sending

    who = account("xiumei@example.org")
    told(who)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_end", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sent(who)
    assert sent(who, only(who).due_at) == "sent"
    assert office.got[0]["Message-ID"] == office.got[1]["Message-ID"]


@pytest.mark.parametrize(
    ("reply", "rcpt", "state"),
    [("451 later", "250 OK", "waiting"), ("554 never", "250 OK", "given_up"), ("250 OK", "450 busy", "waiting"),
     ("250 OK", "550 nobody here", "given_up"), ("421 closing", "250 OK", "waiting")],
)  # fmt: skip
def test_a_server_s_refusal_is_for_good_or_for_a_while(account, clock, office, reply, rcpt, state):
    office.reply, office.rcpt = reply, rcpt
    who = account("xiumei@example.org")
    told(who)
    assert sent(who) == state
    assert re.fullmatch(r"\w+", only(who).why)


def test_no_server_is_for_a_while(account, clock):
    from django.test import override_settings

    who = account("xiumei@example.org")
    told(who)
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1, EMAIL_USE_TLS=False):
        assert sent(who) == "waiting"
    assert only(who).why == "ConnectionRefusedError"


@pytest.mark.parametrize(
    "address",
    ["a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y", "a b@example.org", "a@example.org, b@example.org",
     "@", "A <a@example.org>\n"],
)  # fmt: skip
def test_no_header_can_be_put_in_by_an_address(office, address):
    from shouyi.people.notices.sending import send_now
    from shouyi.people.ports.post import NotSent

    with pytest.raises(NotSent, match="AddressUnusable") as problem:
        send_now(address, "sign_in_code", ("123456", "30"), "k")
    assert problem.value.permanent
    assert office.got == []


def test_no_header_can_be_put_in_by_a_subject(office):
    from shouyi.people.notices.mail import make_mail, send_mail
    from shouyi.people.ports.post import NotSent

    context = {"code": "1", "minutes": "30"}
    with pytest.raises(NotSent, match="BadHeaderError"):
        send_mail(make_mail("a@example.org", "Hello\r\nBcc: b@example.org", "sign_in_code", context, "k"))
    assert office.got == []


def test_a_code_is_sent_at_once_and_stored_nowhere(database, office, house_post):
    from shouyi.people.notices.models import Delivery, Notice
    from shouyi.people.notices.sending import send_now

    before = Notice.objects.count(), Delivery.objects.count()
    send_now("xiumei@example.org", "sign_in_code", ("831207", "30"), "k-1", "en")
    send_now("+8613800138000", "sign_in_code", ("831207", "30"), "k-2", "en")
    assert office.got[0]["Subject"] == "Your sign-in code for Shouyi"
    assert all("831207" in part.get_content() for part in office.got[0].iter_parts())
    assert house_post.kept(1)[0].template == "sign_in_code.en"
    assert (Notice.objects.count(), Delivery.objects.count()) == before


def test_no_row_holds_a_text(account, clock):
    from shouyi.people.notices.models import Delivery, Notice

    who = account()
    told(who)
    rows = [*Notice.objects.filter(account=who).values(), *Delivery.objects.filter(notice__account=who).values()]
    assert not re.search(r"[\u4e00-\u9fff]|13800138000", str(rows))
