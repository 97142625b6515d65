"""Attested facts in a person's own file, over the real house: with origin and proof, taken along, objected to."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from people.api.programs import BANK
from people.cases.test_cases_pages import opened, run_jobs, the_case
from people.facts.test_outcomes import joined, outcomes
from people.real_file import LOGIN, PERSON, organisations, real_file, seat
from people.rights.test_rights import export_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from shouyi.acts.reading import HouseReader
    from shouyi.archive.openings import Opening

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def attested() -> tuple[int, int]:
    """A repayment that was late, stated by the bank about the owner; its place."""
    from shouyi.acts.admission import admit_reading
    from shouyi.evidence.outcome.tables import parse_outcomes
    from shouyi.people.behind import behind

    real_file()
    organisations()
    joined(BANK, "bank")
    house = behind().house  # type: ignore[attr-defined]
    row = f"maker,what,on,value,about\n{PERSON},repayment,2026-03-01,0,loan-7\n"
    admit_reading(house, parse_outcomes("f.csv", row.encode()), BANK, lambda *_: None, shared_names=True)
    found = next((each for each in lines_of() if each.own), None)
    if found is None:  # another test took it out of this house: again, of another day
        row = row.replace("2026-03-01", "2026-04-01")
        admit_reading(house, parse_outcomes("f.csv", row.encode()), BANK, lambda *_: None, shared_names=True)
        found = next(each for each in lines_of() if each.own)
    return found.kind.log, found.index


def lines_of() -> list[Opening]:
    from shouyi.people.behind import behind

    house = behind().house  # type: ignore[attr-defined]
    return [each for each in house.vault.openings(PERSON) if each.kind.name == "outcome.attested"]


@pytest.fixture
def owner(attested: tuple[int, int], sign_in: Callable[[str], Client]) -> Client:
    return sign_in(LOGIN)


def real_reader() -> HouseReader:
    """What pages read by in an installation; the tests' pages have one in memory."""
    from django.utils.translation import get_language

    from shouyi.acts.reading import HouseReader
    from shouyi.people.behind import behind

    return HouseReader(behind().house, lambda: get_language() or "")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "said", "log"),
    [
        ("zh-hans", "您有一期款没有按时还。 对象：loan-7。", "技能"),
        ("en", "You did not pay an instalment in time. It is about loan-7.", "skill log"),
    ],
)
def test_the_file_says_it_with_its_origin(attested: tuple[int, int], language: str, said: str, log: str) -> None:
    from shouyi.people.artisan.file_page import file_page

    found = real_reader()
    with translation.override(language):
        page = file_page(found.lines(PERSON), found.guide(), "")
        (row,) = [each for each in page.lines if (each.log, each.index) == attested]
    assert row.sentences == (said,)
    assert row.org == BANK
    assert log in row.place


def test_an_indicator_shows_the_lines_that_feed_it_and_no_others(attested: tuple[int, int]) -> None:
    from shouyi.people.artisan.file_page import file_page

    found = real_reader()
    page = file_page(found.lines(PERSON), found.guide(), "repayment")
    assert {(each.log, each.index) for each in page.lines} == {attested}


def test_its_proof_holds_but_for_the_witness_that_no_test_asks_and_is_nobody_elses(attested: tuple[int, int]) -> None:
    from shouyi.ledger.prooffile import why_proof
    from shouyi.people.behind import behind

    proof = real_reader().line_proof(PERSON, *attested)
    assert proof is not None
    steps = why_proof(proof, behind().house.pin())[1]  # type: ignore[attr-defined]
    assert {step for step, problem in steps.items() if problem} <= {"quorum"}
    assert b"repayment" in base64.b64decode(re.search(rb"^extra (\S+)$", proof, re.MULTILINE)[1])  # type: ignore[index]
    assert real_reader().line_proof("p-facts", *attested) is None


def test_it_is_taken_along_in_every_form(
    attested: tuple[int, int], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from people.memory_reader import PASSWORD
    from shouyi.people.behind import behind

    monkeypatch.setattr(behind().door, "lines", lambda actor, ref: real_reader().lines(PERSON))
    assert client.post("/account/sign-in", {"login": LOGIN, "password": PASSWORD}).status_code == 302
    bundle = zipfile.ZipFile(io.BytesIO(export_of(client)))
    nodes = json.loads(bundle.read("data.jsonld"))["holds"]
    (line,) = [node for node in nodes if node.get("place") == f"{attested[0]}/{attested[1]}"]
    assert (line["@type"], line["kind"], line["stated_by"]) == ("EvidenceLine", "outcome.attested", BANK)
    assert "您有一期款没有按时还。" in line["said"]
    assert "您有一期款没有按时还。" in bundle.read("tables/lines.csv").decode("utf-8-sig")
    assert bundle.read("report.pdf").startswith(b"%PDF")


def test_an_objection_goes_to_whoever_attested_and_upheld_takes_it_out(
    owner: Client, attested: tuple[int, int], sign_in: Callable[[str], Client]
) -> None:
    address = opened(owner, attested)
    assert the_case().organisation.org == BANK
    seat("officer", BANK)
    officer = sign_in("officer")
    form = {"outcome": "upheld", "text": "账查过了。", "version": str(the_case().version), "sure": "1"}
    officer.post(f"/organisation/{BANK}/cases/{address.rsplit('/', 1)[1]}/answer", form)
    run_jobs("cases.correct")
    (taken,) = [each for each in lines_of() if (each.kind.log, each.index) == attested]
    assert taken.on is None
    assert not [fact for fact in outcomes(PERSON) if getattr(fact, "what", "") == "repayment"]
