"""What an installation sends by: a demonstration keeps, a configured house sends, any other says that it cannot."""

from __future__ import annotations

import pytest

from shouyi.acts.post import open_post
from shouyi.gateways.errors import GatewayError
from shouyi.people.ports.post import NotSent
from shouyi.settings import Settings

NUMBER = "+8613800138000"


def settings(home, seed=""):
    return Settings(home, seed, "test.shouyi.example", "", "http://localhost:8000", "http://localhost:8001")


def test_a_demonstration_keeps_what_it_would_have_sent(tmp_path):
    post = open_post(settings(tmp_path, "seed"))
    assert post.kept(5) == ()
    post.sms(NUMBER, "sign_in_code.zh-hans", ("123456", "30"), "k-1")
    post.keep_mail("a@example.org", "subject", "text", "k-2")
    mail, sms = post.kept(5)
    assert (sms.to, sms.template, sms.params) == ("+861****8000", "sign_in_code.zh-hans", ("123456", "30"))
    assert (mail.kind, mail.subject, mail.text) == ("mail", "subject", "text")
    assert mail.kept_at >= sms.kept_at


def test_a_demonstration_never_reads_a_provider_s_account(tmp_path):
    (tmp_path / "sms.toml").write_text("not even toml")
    assert open_post(settings(tmp_path, "seed")).sms(NUMBER, "x", (), "k").startswith("kept-")


def test_without_a_provider_it_says_so(tmp_path):
    post = open_post(settings(tmp_path))
    with pytest.raises(NotSent, match="SmsNotConfigured") as problem:
        post.sms(NUMBER, "x", (), "k")
    assert problem.value.permanent
    with pytest.raises(NotSent, match="NoOutbox"):
        post.keep_mail("a@example.org", "", "", "k")
    assert post.kept(5) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_file_is_said_at_the_start(tmp_path):
    (tmp_path / "sms.toml").write_text("secret_id = 1")
    (tmp_path / "sms.toml").chmod(0o600)
    with pytest.raises(GatewayError):
        open_post(settings(tmp_path))


def test_a_refusal_keeps_its_permanence_and_names_nobody(tmp_path):
    with pytest.raises(NotSent, match=r"^NumberNotE164$") as problem:
        open_post(settings(tmp_path, "seed")).sms("13800138000", "x", (), "k")
    assert problem.value.permanent
