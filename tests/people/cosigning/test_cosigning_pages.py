"""Two banks recompute and sign one score over the real pages, ledger and vault; who must not; what does not serve."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.cosigning import cast
from people.cosigning.cast import EAST, FIELDS, OTHER, THIRD, WEST, consent, export, house, key, owner, zipped
from people.organisations.seats import account, client_of, organisation, seated, text
from shouyi.ledger.holding import Challenge, subject_digest
from shouyi.ledger.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from shouyi.people.consent.models import Consent

pytestmark = pytest.mark.usefixtures("real")


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, database: None) -> None:
    """Behind the door stands the real house's reader."""
    from shouyi.acts.reading import HouseReader

    cast.in_the_ledger()
    reader = HouseReader(house(), lambda: "zh-hans")
    monkeypatch.setattr("shouyi.acts.door.reader", lambda: reader)


@pytest.fixture
def east() -> Consent:
    return consent(EAST)


@pytest.fixture
def officer(east: Consent) -> Client:
    return client_of(seated(EAST, "officer"))


def at(given: Consent, more: str = "") -> str:
    return f"/organisation/{given.organisation.org}/cosigning/{given.uid}{more}"


def said(answer: HttpResponse) -> str:
    return html.unescape(text(answer))


def upload(client: Client, given: Consent, data: bytes) -> HttpResponse:
    return client.post(at(given, "/sign"), {"file": SimpleUploadedFile("export.zip", data)})


def token(page: str) -> str:
    return re.search(r'name="text" value="([^"]+)"', page)[1]


def hand_in(client: Client, given: Consent, page: str, by: str = "", **changed: str) -> HttpResponse:
    """Saves the text as a file, signs that as openssl would, and pastes the signature."""
    sent = {"text": token(page)}
    saved = client.post(at(given, "/sign"), sent | {"save": "1"})
    assert saved["Content-Disposition"] == 'attachment; filename="to-sign.txt"'
    signature = b64encode(key(by or given.organisation.org).sign(saved.content)).decode()
    return client.post(at(given, "/sign"), sent | {"signature": signature} | changed)


def signed_by(client: Client, given: Consent) -> HttpResponse:
    page = said(upload(client, given, zipped(export())))
    assert "数字一致" in page
    return hand_in(client, given, page)


def file_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content


# both sign ------------------------------------------------------------------------------------------------------------


def test_two_banks_sign_what_each_recomputed_and_its_owner_shows_it(east: Consent, officer: Client) -> None:
    west, mine = consent(WEST), client_of(owner())
    other = client_of(seated(WEST, "officer"))
    assert "还没有记录" in said(officer.get(at(east)))
    page = said(upload(officer, east, export()))
    assert page.count("一致</td>") == 11, "every line: score, band, two ends, five parts, guide, day"
    assert "<strong>不同</strong>" not in page
    done = hand_in(officer, east, page)
    assert (done.status_code, done.url) == (302, at(east))
    assert "只有一家签名还不够" in said(officer.get(at(east)))
    assert "只有一家签名还不够" in said(mine.get("/my/score"))
    page = said(upload(other, west, zipped(export())))
    assert f"机构{EAST}已经签过同一份文本" in page
    hand_in(other, west, page)
    report = said(mine.get("/my/score"))
    for org in (EAST, WEST):
        assert re.search(f"机构{org}于.*复算并签名", report)
    assert "只有一家签名还不够" not in report
    held = said(mine.get("/my/cosigned"))
    assert "和现在的分数一致" in held
    (address,) = re.findall(r'href="(/my/cosigned/[^"]+/note)"', held)
    note = file_of(mine, address)
    assert file_of(officer, at(east, "/note")) == file_of(other, at(west, "/note")) == note
    require_held_by_a_stranger(note)
    require_shown_to_be_hers(mine, address.replace("/note", "/answer"), note)


def require_held_by_a_stranger(note: bytes) -> None:
    """By the pin and the published log, without the pages."""
    from shouyi.acts.countersigning import verify_cosigned
    from shouyi.gateways.source import FolderSource

    found = verify_cosigned(note, house().pin(), FolderSource(house().public))
    assert found.status == 0, found.lines
    assert sum("recomputed and signed by" in line for line in found.lines) == 2


def require_shown_to_be_hers(mine: Client, address: str, note: bytes) -> None:
    from shouyi.acts.countersigning import challenge_for, verify_held

    asked = challenge_for(note, "丙银行", b"7" * 32)
    assert "丙银行" in said(mine.post(address, {"challenge": asked}))
    shown = said(mine.post(address, {"challenge": asked, "sure": "1"}))
    line = re.search("shouyi-answer-1 [0-9a-f]{64} [A-Za-z0-9+/=]+", shown)[0]
    assert verify_held(note, asked, line).status == 0
    assert verify_held(note, challenge_for(note, "丙银行", b"8" * 32), line).status == 1, "it is to one challenge"
    assert "向别人证明了签过名的分数是自己的" in said(mine.get("/my/log?of=own"))


def test_each_look_and_each_sum_stands_in_her_view_log(east: Consent, officer: Client) -> None:
    officer.get(at(east))
    upload(officer, east, export())
    shown = said(client_of(owner()).get("/my/log"))
    assert "看了可以复算并签名的分数" in shown
    assert "用档案复算了分数，准备签名" in shown


def test_a_note_about_an_earlier_score_is_said_to_be_one(east: Consent, officer: Client) -> None:
    from shouyi.people.cosigning.keeping import said_of
    from shouyi.people.reading import reader

    signed_by(officer, east)
    moved = reader().report("p-good").assessment  # the reader in memory knows another score
    assert said_of(owner().ref, moved) == []


@pytest.mark.parametrize("end", ["revoked", "suspended"])
def test_whose_key_is_good_no_more_counts_no_more(east: Consent, officer: Client, end: str) -> None:
    from django.utils import timezone

    from shouyi.people.organisations.models import OrgKey

    signed_by(officer, east)
    if end == "revoked":
        OrgKey.objects.filter(organisation=east.organisation).update(revoked_at=timezone.now())
    else:
        type(east.organisation).objects.filter(org=EAST).update(suspended_at=timezone.now())
    mine = client_of(owner())
    assert "复算并签名" not in said(mine.get("/my/score"))
    assert "当时签名用的密钥都已失效" in said(mine.get("/my/cosigned"))


# what is not signed ---------------------------------------------------------------------------------------------------


def test_other_digits_are_shown_and_not_signed(east: Consent, officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.acts import cosigning

    recomputed = cosigning.recomputed
    monkeypatch.setattr(
        cosigning, "recomputed", lambda *args: replace(found := recomputed(*args), score=found.score - 1)
    )
    page = said(upload(officer, east, export()))
    assert page.count("<strong>不同</strong>") == 1
    assert "数字不一致" in page
    assert 'name="text"' not in page


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"{}", "核对不上"),
        (lambda: export().replace(b'"day":', b'"day": ', 1), "核对不上"),
        (lambda: export(OTHER), "不是给出同意的那位的"),
        (lambda: zipped(export(), "another.json"), "没有shouyi-archive.json"),
        (lambda: b"PK\x03\x04 torn", "没有shouyi-archive.json"),
        (lambda: zipped(bytes(9 * 1024 * 1024)), "超过了这一页能读的大小"),
    ],
    ids=["no export", "changed", "somebody else's", "another ZIP", "a torn ZIP", "a bomb"],
)
def test_what_is_no_export_of_hers_is_refused(
    east: Consent, officer: Client, make: Callable[[], bytes], why: str
) -> None:
    page = said(upload(officer, east, make()))
    assert why in page
    assert 'name="text"' not in page


def test_an_export_of_before_yesterday_is_refused(
    east: Consent, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouyi.acts.cosigning import HouseCosigner

    later = int(house().clock()) + 2 * 86_400
    monkeypatch.setattr(HouseCosigner, "now", lambda self: later)
    assert "已经超过一天" in said(upload(officer, east, export()))


def test_a_consent_that_the_export_does_not_tell_of_is_none() -> None:
    given = consent(THIRD)
    page = said(upload(client_of(seated(THIRD, "officer")), given, export()))
    assert "没有给贵机构的有效同意" in page


def test_what_is_signed_must_all_be_open(east: Consent) -> None:
    given = consent(THIRD, ("band", "score"))
    client = client_of(seated(THIRD, "officer"))
    assert "没有可签的" in said(client.get(at(given)))
    assert 'name="text"' not in said(upload(client, given, export()))


def test_the_house_signs_for_nobody(east: Consent, officer: Client) -> None:
    """A key for `issue` that the house keeps is no key for this."""
    from shouyi.people.organisations.models import OrgKey

    OrgKey.objects.filter(organisation=east.organisation, purpose="issue").update(here=True)
    page = said(upload(officer, east, export()))
    assert "数字一致" in page
    assert "本站不能代签" in page
    assert 'name="text"' not in page


@pytest.mark.parametrize("wrong", ["another key", "no signature", "another text"])
def test_no_other_signature_is_taken(east: Consent, officer: Client, wrong: str) -> None:
    from shouyi.people.cosigning.models import Signed

    page = said(upload(officer, east, export()))
    if wrong == "another text":
        answer = hand_in(officer, east, page, signature=b64encode(key(EAST).sign(b"something else")).decode())
    elif wrong == "no signature":
        answer = hand_in(officer, east, page, signature="")
    else:
        answer = hand_in(officer, east, page, by=WEST)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in text(answer)
    assert not Signed.objects.exists()


def test_a_text_is_of_one_house_organisation_and_consent(east: Consent, officer: Client) -> None:
    west = consent(WEST)
    page = said(upload(officer, east, export()))
    other = client_of(seated(WEST, "officer"))
    assert other.post(at(west, "/sign"), {"text": token(page), "signature": "0" * 128}).status_code == 404
    assert officer.post(at(east, "/sign"), {"text": token(page) + "x", "signature": "0" * 128}).status_code == 404


def test_an_organisation_signs_once(east: Consent, officer: Client) -> None:
    from shouyi.people.cosigning.models import Signed

    first, second = (said(upload(officer, east, export())) for _ in range(2))
    hand_in(officer, east, first)
    hand_in(officer, east, second)
    (row,) = Signed.objects.all()
    assert (row.orgs, len(parse_note(row.note.encode()).signatures)) == ([EAST], 1)
    assert "已经签过这一份" in said(upload(officer, east, export()))


# who must not ---------------------------------------------------------------------------------------------------------


def everything(client: Client, given: Consent) -> set[int]:
    """What is answered at each of the organisation's addresses."""
    asked: list[Any] = [client.get(at(given)), client.get(at(given, "/note")), client.get(at(given, "/sign"))]
    return {answer.status_code for answer in [*asked, upload(client, given, export())]}


def test_nobody_else_comes_in(east: Consent, officer: Client) -> None:
    signed_by(officer, east)
    organisation(THIRD)
    assert everything(client_of(None), east) == {302}
    assert everything(client_of(seated(EAST, "reader")), east) == {403}
    assert everything(client_of(seated(THIRD, "officer")), east) == {404}
    assert everything(client_of(owner()), east) == {404}
    elsewhere = client_of(seated(THIRD, "admin"))
    assert elsewhere.get(f"/organisation/{THIRD}/cosigning/{east.uid}").status_code == 404, "a consent of another's"


def test_an_organisation_of_another_kind_has_no_such_page(east: Consent) -> None:
    from people.organisations.seats import TWO

    assert client_of(seated(TWO, "admin")).get(f"/organisation/{TWO}/cosigning").status_code == 403


def test_a_suspended_organisation_signs_nothing(east: Consent, officer: Client) -> None:
    from django.utils import timezone

    type(east.organisation).objects.filter(org=EAST).update(suspended_at=timezone.now())
    assert everything(officer, east) == {403}


def test_signing_wants_a_fresh_sign_in(east: Consent) -> None:
    stale = client_of(seated(EAST, "officer"), fresh=False)
    assert stale.get(at(east)).status_code == 200
    answer = stale.get(at(east, "/sign"))
    assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)


def test_after_a_withdrawal_nothing_is_open_and_nothing_is_signed(east: Consent, officer: Client) -> None:
    from shouyi.people.consent.giving import withdraw
    from shouyi.people.cosigning.models import Signed
    from shouyi.people.permission.actors import Actor

    page = said(upload(officer, east, export()))
    withdraw(Actor(account=str(owner().uid), ref=owner().ref or "", fresh=True), east.ref, east.uid)
    assert hand_in(officer, east, page).status_code == 403
    assert not Signed.objects.exists()
    assert {officer.get(at(east)).status_code, upload(officer, east, export()).status_code} == {403}
    assert "还没有" in said(officer.get(f"/organisation/{EAST}/cosigning"))


def test_what_was_signed_stays_hers_and_is_no_more_handed_to_whoever_lost_the_consent(
    east: Consent, officer: Client
) -> None:
    from shouyi.people.consent.giving import withdraw
    from shouyi.people.permission.actors import Actor

    signed_by(officer, east)
    withdraw(Actor(account=str(owner().uid), ref=owner().ref or "", fresh=True), east.ref, east.uid)
    assert officer.get(at(east, "/note")).status_code == 403
    assert "复算并签名" in said(client_of(owner()).get("/my/cosigned"))


def test_a_challenge_is_answered_by_its_owner_alone(east: Consent, officer: Client) -> None:
    from people.journeys.cast import artisan, named_helper, somebody
    from shouyi.people.cosigning.models import Signed

    signed_by(officer, east)
    (row,) = Signed.objects.all()
    about = subject_digest(parse_note(row.note.encode()).body)
    address, asked = f"/my/cosigned/{row.uid}/answer", Challenge(about, "a" * 64, "银行").to_line()
    sent = {"challenge": asked, "sure": "1"}
    assert client_of(None).post(address, sent).status_code == 302
    assert client_of(account("外人")).post(address, sent).status_code == 403
    assert client_of(artisan("阿月")).post(address, sent).status_code == 404
    assert client_of(artisan("阿星")).get(f"/my/cosigned/{row.uid}/note").status_code == 404
    assert client_of(owner(), fresh=False).get(address).status_code == 302
    helper = somebody("妹妹")
    named_helper(owner(), helper, "file.read")
    acting = client_of(helper)
    session = acting.session
    session["acting_for"] = owner().ref
    session.save()
    assert acting.get("/my/cosigned").status_code == 200
    assert acting.post(address, sent).status_code == 404, "a helper reads, and answers for nobody"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "请粘贴"),
        ("is it yours?", "这不是一份询问"),
        (f"shouyi-challenge-1 {'0' * 64} {'1' * 64} bank", "另一份文件"),
    ],
)
def test_another_challenge_is_not_answered(east: Consent, officer: Client, line: str, why: str) -> None:
    from shouyi.people.cosigning.models import Signed

    signed_by(officer, east)
    address = f"/my/cosigned/{Signed.objects.get().uid}/answer"
    shown = said(client_of(owner()).post(address, {"challenge": line, "sure": "1"}))
    assert why in shown
    assert "shouyi-answer-1" not in shown


def test_what_is_asked_of_a_consent_is_what_is_signed() -> None:
    from shouyi.acts.countersigning import CONSENT
    from shouyi.acts.countersigning import FIELDS as SIGNED
    from shouyi.archive.consent import PURPOSES
    from shouyi.people.cosigning import org_views
    from shouyi.people.permission.rules import COSIGNING

    assert (org_views.PURPOSE, org_views.FIELDS) == (CONSENT, SIGNED)
    assert set(FIELDS) == set(PURPOSES[CONSENT].fields)
    assert {kind.value for kind in COSIGNING} == PURPOSES[CONSENT].kinds
