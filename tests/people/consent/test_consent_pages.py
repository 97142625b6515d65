"""The pages of consent: step by step, previewed, ended by one button, and what a recipient sees of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from people.consent import cast
from shouyi.people.consent import asking
from shouyi.people.consent.giving import Wish
from shouyi.people.consent.models import Ask, Consent
from shouyi.people.trail.models import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")


def give(visitor: Client, *sensitive: str) -> None:
    cast.organisation()
    answers = {"organisation": cast.BANK, "purpose": "lending", "fields": ["band", "contact-name"],
               "sensitive": list(sensitive), "until": "30"}  # fmt: skip
    for step, answer in answers.items():
        answered = visitor.post(f"/my/consent/give/{step}", {"answer": answer})
        assert answered.status_code == 302, answered.content.decode()[-3000:]
    assert visitor.post("/my/consent/give/check").headers["Location"] == "/my/consent/give/done"


def test_giving_step_by_step(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    give(visitor, "amounts")
    assert sorted((row.sensitive, row.fields) for row in Consent.objects.all()) == [
        (False, ["band", "contact-name"]),
        (True, ["amounts"]),
    ]
    html = visitor.get("/my/consent").content.decode()
    assert html.count("撤回这份同意") == 2
    assert "敏感信息，单独同意" in html


def test_nothing_is_ticked_before_and_each_field_says_what_it_shows_today(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    cast.organisation()
    visitor.post("/my/consent/give/organisation", {"answer": cast.BANK})
    visitor.post("/my/consent/give/purpose", {"answer": "lending"})
    html = visitor.get("/my/consent/give/fields").content.decode()
    assert "checked" not in html
    assert "今天显示：" in html
    assert "买家付了多少" not in html
    assert "checked" not in visitor.get("/my/consent/give/sensitive").content.decode()


def test_no_step_is_jumped_over_and_an_error_stands_on_top(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    cast.organisation()
    assert visitor.get("/my/consent/give/check").headers["Location"] == "/my/consent/give/organisation"
    assert visitor.get("/my/consent/give/until").headers["Location"] == "/my/consent/give/organisation"
    html = visitor.post("/my/consent/give/organisation", {"answer": "org-nowhere"}).content.decode()
    assert "<title>出错：" in html.replace("\n", "")
    assert "error-summary" in html
    assert Consent.objects.count() == 0


def test_withdrawing_is_one_button_and_holds_from_the_next_request_on(sign_in: Callable[[str], Client]) -> None:
    consent = cast.consented("band", "contact-name")
    cast.seat("officer")
    owner, officer = sign_in("xiumei"), sign_in("officer")
    path = f"/organisation/{cast.BANK}/people/{consent.uid}"
    seen = officer.get(path)
    assert seen.status_code == 200
    assert "杨秀梅" in seen.content.decode()
    assert "no-store" in seen.headers["Cache-Control"]
    answer = owner.post(f"/my/consent/{consent.uid}/withdraw")
    assert answer.headers["Location"] == f"/my/consent/{consent.uid}/ended"
    assert "已经结束" in owner.get(answer.headers["Location"]).content.decode()
    refused = officer.get(path)
    assert refused.status_code == 403
    assert "撤回同意" in refused.content.decode()
    assert "杨秀梅" not in refused.content.decode()
    assert officer.get(f"{path}/proof").status_code == 404
    assert "杨秀梅" not in officer.get(f"/organisation/{cast.BANK}/people").content.decode()
    log = owner.get("/my/log").content.decode()
    assert "想看，没有给看" in log
    assert "山里银行，" in log
    assert "陈经办" not in log


def test_the_proof_stands_beside_the_value(sign_in: Callable[[str], Client]) -> None:
    consent = cast.consented("band")
    cast.seat("officer")
    officer = sign_in("officer")
    path = f"/organisation/{cast.BANK}/people/{consent.uid}"
    assert f'href="{path}/proof"' in officer.get(path).content.decode()
    assert officer.get(f"{path}/proof").content == b"proof of band, day, guide\n"


def test_a_recipient_without_a_name_to_see_knows_a_handle(sign_in: Callable[[str], Client]) -> None:
    consent = cast.consented("band")
    cast.seat("officer")
    html = sign_in("officer").get(f"/organisation/{cast.BANK}/people").content.decode()
    assert consent.handle in html
    assert "杨秀梅" not in html


@pytest.mark.parametrize(("login", "status"), [("laowu", 404), ("buyer", 404)])
def test_others_find_no_such_page(sign_in: Callable[[str], Client], login: str, status: int) -> None:
    consent = cast.consented("band")
    visitor = sign_in(login)
    assert visitor.get(f"/organisation/{cast.BANK}/people/{consent.uid}").status_code == status
    assert visitor.post(f"/my/consent/{consent.uid}/withdraw").status_code in (403, 404)
    assert visitor.get(f"/my/consent/{consent.uid}/preview").status_code in (403, 404)
    assert Consent.objects.get().withdrawn_at is None


def test_an_officer_of_another_organisation_finds_nothing_under_the_own_name(sign_in: Callable[[str], Client]) -> None:
    consent = cast.consented("band")
    cast.organisation("org-bank-two")
    cast.seat("officer", "org-bank-two")
    assert sign_in("officer").get(f"/organisation/org-bank-two/people/{consent.uid}").status_code == 404


def test_the_preview_is_the_recipients_page_marked_as_one(sign_in: Callable[[str], Client]) -> None:
    consent = cast.consented("band", "reasons", "contact-name")
    cast.seat("officer")
    preview = sign_in("xiumei").get(f"/my/consent/{consent.uid}/preview").content.decode()
    seen = sign_in("officer").get(f"/organisation/{cast.BANK}/people/{consent.uid}").content.decode()
    shown = [re.search(r'<dl class="facts">.*?</dl>', html, re.DOTALL)[0] for html in (preview, seen)]
    assert shown[0] == shown[1]
    assert "这是预览" in preview
    assert "不给看。本人没有选这一项。" in preview
    assert "这是预览" not in seen
    assert Look.objects.filter(act="file.preview", tie="own").count() == 1


def test_pages_have_an_easy_twin(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    assert "谁可以看，您说了算。" in visitor.get("/my/consent?words=easy").content.decode()
    assert "谁也不能偷偷看。" in visitor.get("/my/log").content.decode()
    assert "谁可以看，您说了算。" not in visitor.get("/my/consent?words=plain").content.decode()


def test_asking_by_a_code_tells_the_organisation_nothing(sign_in: Callable[[str], Client]) -> None:
    cast.seat("officer")
    owner, officer = sign_in("xiumei"), sign_in("officer")
    code = re.search(r'class="code">([0-9A-Z]{5}-[0-9A-Z]{5})<', owner.post("/my/consent/code").content.decode())[1]
    path, sent = f"/organisation/{cast.BANK}/people/ask", {"answer": "lending", "by-code": code.lower()}
    first = officer.post(path, sent).content.decode()
    assert "已经请对方同意" in first
    assert "杨秀梅" not in first
    again, wrong = (officer.post(path, each).content.decode() for each in (sent, sent | {"by-code": "00000-00000"}))
    assert "这个代码不能用" in again
    assert "这个代码不能用" in wrong
    ask = Ask.objects.get()
    assert "amounts" not in ask.fields
    page = owner.get(f"/my/consent/ask/{ask.uid}").content.decode()
    assert "山里银行请您同意" in page
    assert owner.post(f"/my/consent/ask/{ask.uid}", {"look": "1"}).headers["Location"] == "/my/consent/give/fields"
    owner.post("/my/consent/give/fields", {"answer": ["band"]})
    owner.post("/my/consent/give/sensitive", {})
    owner.post("/my/consent/give/until", {"answer": "30"})
    owner.post("/my/consent/give/check")
    assert Consent.objects.get().answers == ask
    assert asking.waiting(cast.owner().ref) == []


def test_saying_no_is_one_button_and_nobody_is_told(sign_in: Callable[[str], Client]) -> None:
    wish = Wish(cast.organisation(), "lending", ("band",), 30)
    _, token = asking.ask_by_link(cast.officer(), cast.account("officer"), wish)
    visitor = sign_in("xiumei")
    assert "山里银行请您同意" in visitor.get(f"/my/consent/link/{token}").content.decode()
    visitor.post(f"/my/consent/link/{token}", {"no": "1"})
    assert (Ask.objects.get().declined, Consent.objects.count()) == (True, 0)
    assert visitor.get(f"/my/consent/link/{token}").status_code == 410


def test_a_helper_who_may_read_consents_can_give_none(sign_in: Callable[[str], Client]) -> None:
    from shouyi.people.permission.requests import ACTING_FOR

    consent = cast.consented("band")
    cast.helping("consent.read", "trail.read", "file.read")
    visitor = sign_in("laowu")
    session = visitor.session
    session[ACTING_FOR] = cast.owner().ref
    session.save()
    assert "山里银行" in visitor.get("/my/consent").content.decode()
    assert visitor.get("/my/consent/give/organisation").status_code in (403, 404)
    assert visitor.post(f"/my/consent/{consent.uid}/withdraw").status_code in (403, 404)
    visitor.get("/my/score")
    html = sign_in("xiumei").get("/my/log?of=helpers").content.decode()
    assert "您的帮手：我妹妹" in html


# links, and who is told ----------------------------------------------------------------------------------------------


def a_link() -> str:
    wish = Wish(cast.organisation(), "lending", ("band",), 30)
    return asking.ask_by_link(cast.officer(), cast.account("officer"), wish)[1]


@pytest.mark.parametrize(("days", "status", "said"), [(29, 200, "山里银行请您同意"), (31, 410, "这个链接已经过期")])
def test_a_link_asks_for_thirty_days(days: int, status: int, said: str, sign_in: Callable[[str], Client]) -> None:
    from datetime import timedelta

    from django.utils import timezone

    token = a_link()
    Ask.objects.update(asked_at=timezone.now() - timedelta(days=days))
    visitor = sign_in("xiumei")
    path = f"/my/consent/link/{token}"
    answer = visitor.get(path)
    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    visitor.post(path, {"no": "1"})
    assert Ask.objects.get().declined == (status == 200)


def test_what_has_run_out_leads_on_and_what_is_used_up_does_not_say_that_it_ran_out(
    sign_in: Callable[[str], Client],
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    visitor, token = sign_in("xiumei"), a_link()
    Ask.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert 'href="/my/consent/code"' in visitor.get(f"/my/consent/link/{token}").content.decode()
    Ask.objects.update(answered_at=timezone.now())
    for gone in (token, "never-was"):
        html = visitor.get(f"/my/consent/link/{gone}").content.decode()
        assert "这个链接已经用过" in html
        assert "过期" not in html


def test_whoever_makes_a_link_reads_for_how_long(sign_in: Callable[[str], Client]) -> None:
    cast.seat("officer")
    path, sent = f"/organisation/{cast.BANK}/people/ask", {"answer": "lending", "link": "1"}
    assert "30 天内可以答复一次" in sign_in("officer").post(path, sent).content.decode()


def told(login: str) -> list[str]:
    from shouyi.people.notices.models import Notice

    found = Notice.objects.filter(account__username=login, code__startswith="consent_")
    return list(found.order_by("pk").values_list("code", flat=True))


def test_an_organisation_is_told_of_a_consent_and_of_its_end(sign_in: Callable[[str], Client]) -> None:
    from django.urls import reverse

    from shouyi.people.consent.giving import withdraw
    from shouyi.people.notices.models import Delivery, Notice

    cast.organisation("org-bank-two")
    cast.seat("officer")
    cast.seat("buyer", post="reader")
    cast.seat("laowu", "org-bank-two")
    consent = cast.consented("band", "contact-name")
    withdraw(cast.owner(), cast.owner().ref, consent.uid)
    withdraw(cast.owner(), cast.owner().ref, consent.uid)
    assert told("officer") == ["consent_opened", "consent_closed"]
    assert told("buyer") == told("laowu") == [], "who may not look is told nothing"
    assert told("xiumei") == ["consent_given", "consent_ended"]
    row = Notice.objects.filter(account__username="officer").first()
    assert row.ids == {"organisation": cast.BANK}
    assert not Delivery.objects.filter(notice__account__username="officer").exists(), "nothing leaves the house"
    html = sign_in("officer").get(reverse("my_notices")).content.decode()
    assert "有人同意山里银行查看一些内容。" in html
    assert f'href="/organisation/{cast.BANK}/people"' in html
    assert not any(text in html.partition("<main")[2] for text in ("杨秀梅", consent.handle, str(consent.uid)))


def test_who_gives_and_works_there_too_is_told_once() -> None:
    cast.seat("xiumei")
    cast.consented("band")
    assert told("xiumei") == ["consent_given"]


def test_one_line_a_person_says_all_that_is_open(sign_in: Callable[[str], Client]) -> None:
    cast.seat("officer")
    cast.consented("band", "contact-name")
    cast.consented("amounts")
    html = sign_in("officer").get(f"/organisation/{cast.BANK}/people").content.decode()
    assert html.count('<th scope="row">') == 1
    assert "杨秀梅" in html
    assert "信用档位" in html
    assert "买家付了多少" in html
