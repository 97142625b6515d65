"""One box over what a visitor may see, and over nothing else; what was asked for stands nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from people.start.everybody import everybody, sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")


def found(client: Client, words: str) -> list[str]:
    html = client.post("/search", {"q": words}).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.findall(r'<a class="link name" href="([^"]+)"', main)


def test_a_work_by_title_and_by_id(client: Client) -> None:
    assert "/w/SY7K3M92QF" in found(client, "八角花")
    assert found(client, "SY7K3M92QF")[0] == "/w/SY7K3M92QF"


def test_help_is_found_by_its_words(client: Client) -> None:
    assert "/help#lost" in found(client, "手机")


def test_own_lines_lead_to_their_place(client: Client) -> None:
    hits = found(sign_in(client, "xiumei"), "D1119")
    assert hits
    page, _hash, place = hits[0].partition("#")
    assert f'id="{place}"' in client.get(page).content.decode()


def test_anothers_lines_are_not_found(client: Client) -> None:
    for login in (None, "buyer", "officer"):
        assert not [hit for hit in found(sign_in(client, login), "D1119") if "/my/file" in hit]
        client.post("/account/sign-out")


def test_organisations_the_operator_all_a_member_the_own_one_a_visitor_none(client: Client) -> None:
    everybody()
    assert not [hit for hit in found(client, "测试") if "organisation" in hit]
    assert [hit for hit in found(sign_in(client, "banker"), "测试") if "organisation" in hit] == [
        "/organisation/org-bank-tests"
    ]
    client.post("/account/sign-out")
    assert len([hit for hit in found(sign_in(client, "boss"), "测试") if "organisation" in hit]) == 5


def test_cases_of_the_own_organisation_alone(client: Client) -> None:
    everybody()
    hits = found(sign_in(client, "officer"), "异议")
    assert any(hit.startswith("/organisation/org-platform-tests/cases/") for hit in hits)
    client.post("/account/sign-out")
    assert not [hit for hit in found(sign_in(client, "banker"), "异议") if "/cases/" in hit]


@pytest.mark.parametrize("words", ["", " ", "%", "_", '"><script>alert(1)</script>', "a" * 5000, "' OR 1=1 --"])
def test_whatever_is_asked_is_answered_in_words(client: Client, words: str) -> None:
    everybody()
    answer = sign_in(client, "boss").post("/search", {"q": words})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<script>alert" not in html
    assert 'role="status"' in html


def test_what_was_asked_stands_in_no_address_and_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    client.get("/search?q=杨秀梅")
    client.post("/search", {"q": "杨秀梅"})
    assert "杨秀梅" not in caplog.text
    assert 'value="杨秀梅"' not in client.get("/search?q=杨秀梅").content.decode(), "an address asks nothing"
