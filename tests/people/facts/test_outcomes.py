"""Attested facts handed in by page and by API: who may, which rows are refused, dry run, undo, signature, admission."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from people.api.programs import BANK, KINDS, PLATFORM, Program, code, organisation, program
from people.facts.test_facts import fresh, window_passes, work
from people.real_file import organisations, real_file, seat

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
HEAD = "maker,what,on,value,until,about\n"


def table(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def joined(org: str, kind: str) -> None:
    """In the log and in the pages' table."""
    from shouyi.acts.founding import Joining, join
    from shouyi.people.behind import behind
    from shouyi.people.organisations.models import Organisation

    house = behind().house  # type: ignore[attr-defined]
    with house.ledger.writing():
        join(house, [Joining(org, kind, {"en": org, "zh": org})])
    KINDS.setdefault(org, kind)
    Organisation.objects.get_or_create(org=org, defaults={"kind": kind, "name_zh": org, "name_en": org})


@pytest.fixture
def bank() -> Program:
    real_file()
    joined(BANK, "bank")
    return program(BANK)


def checked(who: Program, data: bytes) -> dict[str, object]:
    made = who.upload("outcomes", data)
    assert made.status_code == 201, made.content
    work("facts.check")
    return who.get(f"/facts/{made.json()['uid']}").json()


def outcomes(person: str) -> list[object]:
    from shouyi.archive.facts import facts_of
    from shouyi.archive.openings import as_opened
    from shouyi.people.behind import behind

    house = behind().house  # type: ignore[attr-defined]
    return facts_of([as_opened(opening, person) for opening in house.vault.openings(person)])


def test_a_banks_file_is_looked_at_row_by_row_and_admitted_once(bank: Program) -> None:
    who = fresh()
    found = checked(bank, table(
        f"{who},repayment,2026-03-01,1000,,loan-1", f"{who},county_inheritor,2026-03-01,1,,",
        f"{who},cash_flow,2026-03-01,700,,", f"{who},illness,2026-03-01,1,,",
    ))  # fmt: skip
    assert (found["kind"], found["state"], found["rows_new"], found["rows_refused"]) == ("outcomes", "checked", 1, 3)
    refused = bank.get(f"/facts/{found['uid']}/refusals").json()["items"]
    assert [(r["line"], r["code"], r["column"]) for r in refused] == [
        (3, "not_yours_to_attest", "what"), (4, "cell_contradicts_fact", "until"), (5, "word_unknown", "what"),
    ]  # fmt: skip
    assert "illness" not in str(refused)
    bank.post(f"/facts/{found['uid']}/admit")
    window_passes()
    work("facts.admit")
    assert bank.get(f"/facts/{found['uid']}").json()["entries"] == 1
    assert [fact.what for fact in outcomes(who)] == ["repayment"]
    again = checked(bank, table(f"{who},repayment,2026-03-01,1000,,loan-1", f"{who},repayment,2026-04-01,1000,,loan-1"))
    assert (again["rows_new"], again["rows_known"]) == (1, 1)
    otherwise = checked(bank, table(f"{who},repayment,2026-03-01,0,,loan-1"))
    refused = bank.get(f"/facts/{otherwise['uid']}/refusals").json()["items"]
    assert [r["code"] for r in refused] == ["already_admitted_otherwise"]


def test_undone_it_is_as_if_it_had_never_come(bank: Program) -> None:
    who = fresh()
    found = checked(bank, table(f"{who},repayment,2026-03-01,1000,,loan-1"))
    bank.post(f"/facts/{found['uid']}/admit")
    assert bank.post(f"/facts/{found['uid']}/undo").json()["state"] == "undone"
    window_passes()
    work("facts.admit")
    from shouyi.people.behind import behind

    assert not behind().house.vault.has_person(who)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("org", "kind", "refused", "taken"), [
    ("org-registry-tests", "registrar", "orders", "outcomes"),
    ("org-carrier-tests", "carrier", "outcomes", "orders"),
])  # fmt: skip
def test_each_kind_of_organisation_hands_in_its_own_tables(org: str, kind: str, refused: str, taken: str) -> None:
    from people.facts.test_facts import orders, row

    joined(org, kind)
    data = {"orders": orders(row(fresh())), "outcomes": table(f"{fresh()},leave,2026-03-01,9,,")}
    who = program(org)
    answer = who.upload(refused, data[refused])
    assert code(answer) == (403, "kind")
    assert answer.json()["where"] == [{"in": "query", "at": "kind", "code": "kind"}]
    assert who.upload(taken, data[taken]).status_code == 201


@pytest.mark.parametrize("kind", ["federation", "regulator", "operator"])
def test_who_states_nothing_about_people_cannot_even_ask(kind: str) -> None:
    from shouyi.people.api.clients import scopes_for

    joined(f"org-{kind}-outcomes", kind)
    assert not {scope for scope in scopes_for(kind) if scope.startswith("facts.")}
    found = program(f"org-{kind}-outcomes", "org.read") if scopes_for(kind) else None
    if found:
        assert code(found.upload("outcomes", table("a,training,2026-03-01,100,,")))[0] == 403


def test_another_organisations_outcomes_are_not_there(bank: Program) -> None:
    found = checked(bank, table(f"{fresh()},repayment,2026-03-01,1000,,loan-1"))
    real_file()
    stranger = program(PLATFORM)
    for path in ("", "/refusals"):
        assert code(stranger.get(f"/facts/{found['uid']}{path}")) == (404, "not_found")
    for step in ("admit", "undo"):
        assert code(stranger.post(f"/facts/{found['uid']}/{step}")) == (404, "not_found")


def test_a_signature_is_of_the_kind_too(bank: Program) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from shouyi.people.behind import behind
    from shouyi.people.facts.delivering import Handed, hand_in
    from shouyi.people.facts.signatures import Signature, SignatureRefused, upload_text
    from shouyi.people.organisations.models import OrgKey

    private, who = Ed25519PrivateKey.generate(), organisation(BANK)
    public = private.public_key().public_bytes_raw().hex()
    OrgKey.objects.create(organisation=who, purpose="client", public=public, here=False)
    data, net = table(f"{fresh()},repayment,2026-03-01,1000,,loan-1"), behind().orgs.net()
    wrong = Signature(public, private.sign(upload_text(net, BANK, "orders", data)))
    with pytest.raises(SignatureRefused):
        hand_in(who, Handed("outcomes", data, signature=wrong))
    right = Signature(public, private.sign(upload_text(net, BANK, "outcomes", data)))
    row, new = hand_in(who, Handed("outcomes", data, signature=right))
    assert (row.kind, new, row.signed_by) == ("outcomes", True, public)


# the page -------------------------------------------------------------------------------------------------------------


def officer_of(org: str, sign_in: Callable[[str], Client]) -> Client:
    real_file()
    organisations()
    seat("officer", org)
    return sign_in("officer")


def test_the_page_offers_what_the_organisation_can_hand_in(sign_in: Callable[[str], Client]) -> None:
    joined("org-registry-tests", "registrar")
    page = officer_of("org-registry-tests", sign_in).get("/organisation/org-registry-tests/facts/new").content.decode()
    assert 'value="outcomes"' in page
    assert 'value="orders"' not in page
    assert 'name="orders"' not in page


def test_an_officer_hands_attested_facts_in_and_reads_why_a_row_is_not_taken(sign_in: Callable[[str], Client]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    joined(BANK, "bank")
    client = officer_of(BANK, sign_in)
    file = SimpleUploadedFile(
        "x.csv", table(f"{fresh()},repayment,2026-03-01,1000,,l", f"{fresh()},leave,2026-03-01,9,,")
    )
    made = client.post(f"/organisation/{BANK}/facts/new", {"kind": "outcomes", "file": file})
    assert made.status_code == 302, made.content.decode()[-3000:]
    work("facts.check")
    page = client.get(made["Location"], headers={"accept-language": "en"}).content.decode()
    assert "does not attest this" in page or "不为这件事作证明" in page


def test_a_page_that_asks_for_another_kind_is_told_so(sign_in: Callable[[str], Client]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    joined("org-registry-tests", "registrar")
    client = officer_of("org-registry-tests", sign_in)
    file = SimpleUploadedFile("x.csv", b"order,maker\n1,2\n")
    answer = client.post("/organisation/org-registry-tests/facts/new", {"kind": "orders", "file": file})
    assert answer.status_code == 200
    from shouyi.people.facts.models import Delivery

    assert not Delivery.objects.filter(organisation__org="org-registry-tests").exists()
