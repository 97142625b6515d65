"""What the operations do: consents, cases, proofs; each about one's own organisation alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from people.api.programs import BANK, OTHER, PLATFORM, Program, browser, code, organisation, program
from people.real_file import LOGIN, organisations, real_file, seat

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bank() -> Program:
    return program(BANK)


def owner() -> object:
    from shouyi.people.accounts.models import Account

    return Account.objects.get(username=LOGIN)


def give(fields: tuple[str, ...], days: int = 30) -> object:
    """The owner's own consent, by the door that pages use."""
    from shouyi.people.consent.giving import Wish, give
    from shouyi.people.permission.actors import Actor

    account = owner()
    actor = Actor(account=str(account.uid), ref=account.ref, fresh=True)
    return give(actor, account.ref, Wish(organisation(BANK), "lending", fields, days))


def withdraw(uid: object) -> None:
    from shouyi.people.consent.giving import withdraw
    from shouyi.people.permission.actors import Actor

    account = owner()
    withdraw(Actor(account=str(account.uid), ref=account.ref, fresh=True), account.ref, uid)


def test_a_consent_opens_its_fields_and_names_the_closed_ones(bank: Program) -> None:
    from shouyi.people.trail.models import Look

    consent = give(("band", "score"))
    listed = bank.get("/consents").json()["items"]
    assert [each["uid"] for each in listed] == [str(consent.uid)]
    assert owner().ref not in json.dumps(listed)
    answer = bank.get(f"/consents/{consent.uid}/file")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert sorted(said["open"]) == ["band", "score"]
    assert {each["field"]: each["why"] for each in said["closed"]}["amounts"] == "not_chosen"
    assert said["name"] is None
    assert said["interval"] is None
    look = Look.objects.filter(act="file.disclosed").latest("at")
    assert (look.org, look.post, sorted(look.fields)) == (BANK, "program", ["band", "score"])


def test_withdrawn_is_withdrawn_on_the_next_request(bank: Program) -> None:
    consent = give(("band",))
    assert bank.get(f"/consents/{consent.uid}/file").status_code == 200
    withdraw(consent.uid)
    answer = bank.get(f"/consents/{consent.uid}/file")
    assert code(answer) == (403, "nothing_open")
    assert {"in": "file", "at": "/band", "code": "withdrawn"} in answer.json()["where"]
    assert bank.get("/consents").json()["items"] == []


def test_what_is_anothers_is_not_there(bank: Program) -> None:
    consent = give(("band",))
    other = program(PLATFORM)
    asked = bank.post("/consents/asks", {"purpose": "lending", "fields": ["band"], "days": 9}).json()
    for path in (f"/consents/{consent.uid}/file", f"/consents/asks/{asked['uid']}"):
        assert code(other.get(path)) == (404, "not_found")
    assert other.get("/consents").json()["items"] == []


def test_asking_by_a_code_reaches_its_owner_once(bank: Program) -> None:
    from shouyi.people.consent.asking import make_code, waiting

    given = make_code(owner().ref)
    ask = {"purpose": "lending", "fields": ["band"], "days": 9, "code": given}
    made = bank.post("/consents/asks", ask)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["link"]) == ("waiting", None)
    assert [str(each.uid) for each in waiting(owner().ref)] == [made.json()["uid"]]
    assert code(bank.post("/consents/asks", ask)) == (422, "code_unknown")


def test_asking_by_link_says_its_link_once(bank: Program) -> None:
    made = bank.post("/consents/asks", {"purpose": "lending", "fields": ["band"], "days": 9}).json()
    assert made["link"].startswith("http://localhost:8000/my/consent/link/")
    assert bank.get(f"/consents/asks/{made['uid']}").json()["link"] is None


def opened_case() -> object:
    from shouyi.decision.cases import By
    from shouyi.people.cases.steps import About, Hand, begin

    real_file()
    organisations()
    account = owner()
    about = About(*real_file()[0])
    return begin(
        "objection",
        account,
        account.ref,
        organisation(PLATFORM),
        about,
        "这一单没有退货",
        Hand(str(account.uid), By.OWNER),
    )


def test_a_case_is_read_assigned_and_answered_once() -> None:
    case = opened_case()
    platform, other = program(PLATFORM), program(OTHER)
    assert [each["uid"] for each in platform.get("/cases").json()["items"]] == [str(case.uid)]
    whole = platform.get(f"/cases/{case.uid}").json()
    assert whole["events"][0]["text"] == "这一单没有退货"
    assert owner().ref not in json.dumps(whole)
    assert code(other.get(f"/cases/{case.uid}")) == (404, "not_found")
    answer = {"outcome": "declined", "text": "承运人的记录显示已退回。", "version": whole["version"]}
    assert code(other.post(f"/cases/{case.uid}/answer", answer)) == (404, "not_found")
    assert code(platform.post(f"/cases/{case.uid}/answer", answer | {"outcome": "answered"})) == (422, "invalid")
    assert code(platform.post(f"/cases/{case.uid}/answer", answer | {"version": 99})) == (409, "changed_meanwhile")
    done = platform.post(f"/cases/{case.uid}/answer", answer)
    assert done.status_code == 200, done.content
    assert (done.json()["state"], done.json()["outcome"]) == ("answered", "declined")
    again = platform.post(f"/cases/{case.uid}/answer", answer | {"version": done.json()["version"]})
    assert code(again) == (409, "not_now")


def test_only_members_are_put_in_charge() -> None:
    case = opened_case()
    platform = program(PLATFORM)
    stranger = owner()
    body = {"member": str(stranger.uid)}
    assert code(platform.post(f"/cases/{case.uid}/assign", body)) == (422, "invalid")
    seat(LOGIN, PLATFORM)
    done = platform.post(f"/cases/{case.uid}/assign", body)
    assert done.status_code == 200, done.content
    assert done.json()["in_charge"] == str(stranger.uid)


def test_proofs_need_no_token_and_say_where_to_look() -> None:
    from shouyi.people.reading import reader

    name = reader().works(1)[0]
    answer = browser().get(f"/api/v1/proofs/works/{name.public_id}")
    assert answer.status_code == 200, answer.content
    assert answer.json()["proof_url"].startswith("http://localhost:8001/")
    assert code(browser().get("/api/v1/proofs/works/SY00000000")) == (404, "not_found")
    assert code(browser().get("/api/v1/proofs/works/..%2f..%2fetc")) == (404, "not_found")
    assert len(browser().get("/api/v1/proofs/checkpoints").json()["logs"]) == 4


def test_the_document_is_the_one_that_is_kept() -> None:
    """`python -m shouyi.people api_document docs/api/openapi.json` writes it anew."""
    from openapi_spec_validator import validate

    from shouyi.people.api.document import document_text

    kept = Path(__file__).parents[3] / "docs/api/openapi.json"
    assert kept.read_text(encoding="utf-8") == document_text()
    assert browser().get("/api/v1/openapi.json").content.decode() == document_text()
    found = json.loads(document_text())
    assert found["openapi"].startswith("3.1")
    validate(found)
    for methods in found["paths"].values():
        for entry in methods.values():
            assert entry["operationId"]
            assert entry["summary"]
            assert entry["description"]
            assert entry["security"] is not None


def test_the_guide_needs_no_script_of_anybodys() -> None:
    answer = browser().get("/api/v1/guide")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "readOrganisation" in text
    assert "<script" not in text
    assert text.count("http://localhost:8000/api/v1") >= 2
