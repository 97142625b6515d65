"""Every code has its words in both languages, every channel's text fits, and a lock screen gives nothing away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import get_resolver
from django.utils.translation import override

import shouyi.people.notices
from shouyi.people.notices.codes import CODES, UnknownCode, code_of
from shouyi.people.notices.forms import SETTLED
from shouyi.people.notices.mail import make_mail
from shouyi.people.notices.words import (
    GROUPS,
    HAPPENED,
    NEXT,
    PLACES,
    SIGN_NAME,
    SMS,
    SMS_CHARS_MAX,
    SUBJECTS,
    Said,
    sms_text,
    template_of,
)  # fmt: skip

LANGUAGES = ("zh-hans", "en")
PLACE = re.compile(r"%\((\w+)\)s")
PARAMS = {"code": "123456", "minutes": "30"}
TOLD_TO_NOBODY = re.compile(
    r"score|credit|loan|bank|disab|impair|blind|deaf|band|repay|federation|分数|信用|贷|银行|残|障|盲|聋|档位|还款|补助",
    re.IGNORECASE,
)
NEUTRAL = {"zh-hans": {"守艺有一条消息等您看", "关于您的守艺账户", "您的守艺登录验证码", "来自守艺的邀请",
                       "您在守艺的验证码"},
           "en": {"Something is waiting for you at Shouyi", "About your account at Shouyi",
                  "Your sign-in code for Shouyi", "An invitation from Shouyi", "Your code for Shouyi"}}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_said_in_both_languages(code: str, language: str) -> None:
    with override(language):
        for text in (str(HAPPENED[code]), str(NEXT[code])):
            assert text
            assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (language == "zh-hans"), text
            assert set(PLACE.findall(text)) <= set(CODES[code].ids), text
            assert "%" not in PLACE.sub("", text)


def test_no_words_without_a_code_and_no_code_without_a_link() -> None:
    assert set(HAPPENED) == set(NEXT) == set(CODES)
    assert set(SMS) == set(SUBJECTS) == set(PLACES)
    assert set(SETTLED) <= set(GROUPS)
    routes = get_resolver().reverse_dict
    for code in CODES.values():
        assert code.link[0] in routes, code.name
        assert set(code.link[1:]) <= set(code.ids), code.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", SMS)
def test_every_sms_is_one_sms_and_has_its_places(template: str, language: str) -> None:
    with override(language):
        assert PLACE.findall(str(SMS[template])) == list(PLACES[template])
        text = SIGN_NAME + sms_text(template, tuple(PARAMS[place] for place in PLACES[template]))
    assert len(text) <= SMS_CHARS_MAX
    assert "http" not in text
    assert not TOLD_TO_NOBODY.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_subjects_are_these_and_no_others(language: str) -> None:
    with override(language):
        assert {str(subject) for subject in SUBJECTS.values()} == NEUTRAL[language]
        assert {str(SUBJECTS[template_of(code)]) for code in CODES} <= NEUTRAL[language]
        assert not any(TOLD_TO_NOBODY.search(str(subject)) for subject in SUBJECTS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_notice_s_own_words_tell_of_score_loan_or_disability(language: str) -> None:
    with override(language):
        for text in (*HAPPENED.values(), *NEXT.values(), *GROUPS.values()):
            assert not TOLD_TO_NOBODY.search(str(text)), text


def test_a_missing_place_is_an_error_not_a_gap() -> None:
    with pytest.raises(ValueError, match="zip"):
        sms_text("sign_in_code", ("123456",))
    with pytest.raises(UnknownCode):
        code_of("nobody")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["notice", "sign_in_code", "invitation_code"])
def test_twins_say_the_same_and_load_nothing(template: str, language: str) -> None:
    with override(language):
        said = Said("A happened & b.", "Then <c>.")
        context = {"said": said, "list_url": "http://x/l", **PARAMS}
        mail = make_mail("a@example.org", str(SUBJECTS["waiting"]), template, context, "k", "http://x/off")
        html = str(mail.alternatives[0][0])
        assert render_to_string(f"notices/mail/{template}.txt", context | {"home_url": "h"}).strip()
    assert not re.search(r"<img|<script|<link|<style|style=|src=|background", html)
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in html
    if template == "notice":
        assert "A happened & b." in mail.body
        assert "A happened &amp; b." in html
        assert "Then &lt;c&gt;." in html
    else:
        assert "123456" in mail.body
        assert "123456" in html


def test_every_template_has_its_twin() -> None:
    folder = Path(shouyi.people.notices.__file__).parent / "templates" / "notices" / "mail"
    assert {p.stem for p in folder.glob("*.txt")} == {p.stem for p in folder.glob("*.html")} - {"base"}
