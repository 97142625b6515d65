"""SMS over the provider's own client library, against a server that really checks what was signed."""

from __future__ import annotations

import json
import logging
import traceback
import urllib.request
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.sms_provider import APP, ID, SECRET, SIGN, provider
from shouyi.gateways import outbox
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.outbox import Outbox
from shouyi.gateways.sms import TencentSettings, TencentSms, require_sendable
from shouyi.gateways.sms_file import read_sms_file

NUMBER, KEY = "+8613800138000", "7f3c-sms"


@pytest.fixture
def server(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with provider() as running:
        yield running


@pytest.fixture
def at(server):
    templates = {"sign_in_code.zh": "900001", "waiting.zh": "900002", "gone.zh": "999999"}
    return TencentSettings(
        ID, SECRET, APP, SIGN, templates, endpoint=server.endpoint, scheme="http", timeout_s=0.5
    )  # fmt: skip


@pytest.fixture
def sms(at):
    return TencentSms(at)


def send(sms, template="sign_in_code.zh", params=("123456", "30"), number=NUMBER, key=KEY):
    return sms.send(number, template, params, key)


def test_a_message_is_taken_and_its_key_comes_back(sms, server):
    sent = send(sms)
    assert (sent.key, sent.receipt) == (KEY, "2640:1")
    asked = server.accepted[0]
    assert asked["PhoneNumberSet"] == [NUMBER]
    assert asked["TemplateParamSet"] == ["123456", "30"]
    assert (asked["SessionContext"], asked["TemplateId"]) == (KEY, "900001")


def test_the_provider_sends_twice_what_is_sent_twice(sms, server):
    """No promise of ours rests on the provider: the key travels, and it is we who must not send again."""
    assert send(sms).receipt != send(sms).receipt
    assert [asked["SessionContext"] for asked in server.accepted] == [KEY, KEY]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"secret_key": "another"}, "AuthFailure.SignatureFailure"), ({"secret_id": "x"}, "AuthFailure.SecretIdNotFound"),
     ({"app_id": "1"}, "UnauthorizedOperation.SmsSdkAppIdVerifyFail"),
     ({"sign_name": "别家"}, "FailedOperation.SignatureIncorrectOrUnapproved")],
)  # fmt: skip
def test_what_the_configuration_has_wrong_is_permanent(at, server, wrong, code):
    with pytest.raises(GatewayError, match=f"^{code}$") as problem:
        send(TencentSms(replace(at, **wrong)))
    assert problem.value.permanent
    assert server.accepted == []


def test_the_signed_host_must_be_the_server_s(at, server):
    other = TencentSms(replace(at, endpoint=server.endpoint.replace("127.0.0.1", "localhost")))
    with pytest.raises(GatewayError, match=r"SignatureFailure"):
        send(other)


@pytest.mark.parametrize("skew_s", [-301, 301, 86400])
def test_clocks_apart_may_be_mended(sms, server, skew_s):
    real = server.clock
    server.clock = lambda: real() + skew_s
    with pytest.raises(GatewayError, match=r"SignatureExpire") as problem:
        send(sms)
    assert not problem.value.permanent
    server.clock = real
    assert send(sms).key == KEY


def test_a_request_caught_on_the_way_is_not_taken_again(sms, server):
    send(sms)
    headers, body = server.raw[0]
    again = urllib.request.Request(f"http://{server.endpoint}/", body, headers, method="POST")
    said = json.load(urllib.request.urlopen(again, timeout=5))
    assert said["Response"]["Error"]["Code"] == "AuthFailure.SignatureFailure"
    forged = urllib.request.Request(f"http://{server.endpoint}/", body.replace(b"123456", b"654321"), headers)
    said = json.load(urllib.request.urlopen(forged, timeout=5))
    assert said["Response"]["Error"]["Code"] == "AuthFailure.SignatureFailure"
    assert len(server.accepted) == 1


@pytest.mark.parametrize(
    ("mode", "code"),
    [("throttled", "RequestLimitExceeded"), ("unavailable", "ServerNetworkError"), ("html", "JSONDecodeError"),
     ("silent", "ClientNetworkError"), ("half", r"\w+"), ("nothing", "AnswerHalf"), ("stranger", "AnswerOfAnother")],
)  # fmt: skip
def test_what_may_go_better_next_time(sms, server, mode, code):
    server.mode = mode
    with pytest.raises(GatewayError, match=f"^{code}$") as problem:
        send(sms)
    assert not problem.value.permanent
    server.mode = "ok"
    assert send(sms).key == KEY


@pytest.mark.parametrize(
    ("code", "permanent"),
    [("LimitExceeded.PhoneNumberDailyLimit", False), ("LimitExceeded.PhoneNumberThirtySecondLimit", False),
     ("FailedOperation.InsufficientBalanceInSmsPackage", False), ("InternalError.Timeout", False),
     ("FailedOperation.PhoneNumberInBlacklist", True), ("InvalidParameterValue.IncorrectPhoneNumber", True),
     ("InternalError.SigVerificationFail", True), ("UnsupportedOperation.UnsupportedRegion", True),
     ("SomethingNew", False)],
)  # fmt: skip
def test_each_state_is_permanent_or_not(sms, server, code, permanent):
    server.code = code
    with pytest.raises(GatewayError, match=f"^{code}$") as problem:
        send(sms)
    assert problem.value.permanent is permanent


def test_an_unknown_template_is_refused_here_or_there(sms):
    for template, code in (("gone.zh", "TemplateUnapprovedOrNotExist"), ("never", "no number in the configuration")):
        with pytest.raises(GatewayError, match=code) as problem:
            send(sms, template)
        assert problem.value.permanent


def test_places_left_open_are_refused(sms):
    with pytest.raises(GatewayError, match="TemplateParamSetNotMatch"):
        send(sms, params=("123456",))


def test_nobody_listening_is_the_network(at, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(GatewayError, match="ClientNetworkError") as problem:
        send(TencentSms(at))
    assert not problem.value.permanent


@pytest.mark.parametrize("mode", ["ok", "throttled", "unavailable", "html", "half", "nothing", "silent"])
def test_number_and_text_are_in_no_log_and_no_exception(at, server, mode, caplog):
    server.mode = mode
    server.code = "FailedOperation.PhoneNumberInBlacklist"
    with caplog.at_level(logging.DEBUG):
        sms = TencentSms(at)
        with pytest.raises(GatewayError) as problem:
            send(sms)
    told = "".join(traceback.format_exception(problem.value)) + caplog.text + repr(at)
    assert problem.value.__context__ is None
    for secret in (NUMBER, NUMBER[3:], "123456", SECRET):
        assert secret not in told


@given(st.text(max_size=20) | st.from_regex(r"\+[0-9]{1,18}", fullmatch=True))
def test_only_a_number_in_e164_leaves_the_house(unverified_number):
    digits = unverified_number[1:]
    if (
        unverified_number[:1] == "+"
        and digits.isascii()
        and digits.isdigit()
        and 7 <= len(digits) <= 15
        and digits[0] != "0"
    ):
        require_sendable(unverified_number, KEY)
        return
    with pytest.raises(GatewayError, match=r"^NumberNotE164$") as problem:
        require_sendable(unverified_number, KEY)
    assert problem.value.permanent


@pytest.mark.parametrize("key", ["", "k" * 201, "钥匙"])
def test_a_key_is_short_and_plain(sms, key):
    with pytest.raises(GatewayError, match="KeyUnusable"):
        send(sms, key=key)


def test_the_outbox_keeps_one_message_a_key_and_no_whole_number(tmp_path):
    ticks = iter(range(10**6))
    box = Outbox(tmp_path / "outbox", lambda: next(ticks))
    first = send(box)
    assert send(box).receipt == first.receipt
    box.keep_mail("xiumei@example.org", "守艺有一条消息等您看", "正文", "m-1")
    mail, sms = box.kept(10)
    assert (mail["kind"], mail["to"], sms["to"]) == ("mail", "x***@example.org", "+861****8000")
    written = b"".join(path.read_bytes() for path in (tmp_path / "outbox").iterdir())
    assert b"13800138000" not in written
    assert b"xiumei" not in written
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "outbox").iterdir()} == {0o600}


def test_the_outbox_forgets_the_oldest_and_passes_over_damage(tmp_path, monkeypatch):
    most = 20
    monkeypatch.setattr(outbox, "KEPT_MAX", most)
    box = Outbox(tmp_path)
    for number in range(most + 5):
        send(box, key=f"k-{number}")
    (tmp_path / "zz.json").write_text("{")
    (tmp_path / "zy.json").write_text("[]")
    kept = box.kept(1000)
    assert most - 2 <= len(kept) <= most
    assert kept[0]["key"] == f"k-{most + 4}"
    assert box.kept(0) == []


def test_the_outbox_refuses_what_the_provider_would(tmp_path):
    with pytest.raises(GatewayError, match="NumberNotE164"):
        send(Outbox(tmp_path), number="13800138000")


GOOD = """
secret_id = "a"
secret_key = "b"
app_id = "1"
sign_name = "守艺"
timeout_s = 3
[templates]
"waiting.en" = "900002"
"""


def written(path, text, mode=0o600):
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_provider_s_account_stands_in_a_file(tmp_path):
    assert read_sms_file(tmp_path / "sms.toml") is None
    found = read_sms_file(written(tmp_path / "sms.toml", GOOD))
    assert (found.templates, found.timeout_s, found.scheme) == ({"waiting.en": "900002"}, 3, "https")
    assert '"b"' not in repr(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [("secret_id = ", "TOMLDecodeError"), (GOOD.replace("secret_key", "secret_kez"), "no secret_key"),
     (GOOD.replace('"900002"', "900002"), "templates is not"), (GOOD.replace("= 3", "= 0"), "timeout_s is not"),
     (GOOD.replace("timeout_s", "time"), "nobody knows"), (GOOD.replace('"守艺"', "7"), "sign_name is not")],
)  # fmt: skip
def test_a_wrong_file_says_where(tmp_path, text, said):
    with pytest.raises(GatewayError, match=said) as problem:
        read_sms_file(written(tmp_path / "sms.toml", text))
    assert problem.value.permanent
    assert "900002" not in str(problem.value)


def test_a_file_that_others_read_is_refused(tmp_path):
    with pytest.raises(GatewayError, match="read by others"):
        read_sms_file(written(tmp_path / "sms.toml", GOOD, 0o644))
