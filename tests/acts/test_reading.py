"""What the pages are told of an installation's own documents."""

from __future__ import annotations

from hashlib import sha256

import pytest

from acts.conftest import settings
from acts.river import ORG, flow
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.leaving import HouseLeaver
from shouyi.acts.reading import HouseReader
from shouyi.score.history import history
from shouyi.score.what_if import what_if
from shouyi.wiring import BUILT, open_house


@pytest.fixture
def house(tmp_path):
    opened = open_house(settings(tmp_path / "h"))
    opened.begin()
    return opened


def test_the_verifiers_digest_is_that_of_the_file_as_it_is_served(house):
    reader, served = HouseReader(house, lambda: "zh"), house.public / "verify.html"
    served.write_bytes(b"<!doctype html>")
    assert reader.verifier_digest() == sha256(b"<!doctype html>").hexdigest()
    served.unlink()
    assert reader.verifier_digest() == ""


def test_and_the_one_that_rule_holds(house):
    if not (BUILT / "offline-template.html").exists():
        pytest.skip("THE BROWSER'S VERIFIER IS NOT BUILT: its digest was not looked up")
    digest = HouseReader(house, lambda: "zh").verifier_digest()
    assert house.ledger.state.get(f"verifier/{digest}") == 1


def test_a_report_carries_what_its_pages_ask_the_scorer_with(tmp_path, few):
    """What was weighed gives the committed digits again, and none of it lies beyond what the run looked at."""
    house = open_house(settings(tmp_path / "w"))
    flow(house, few)
    assess_everybody(house)
    report = HouseReader(house, lambda: "zh").report("maker-1")
    assert report is not None
    found, guide = report.assessment, report.guide
    assert guide is not None
    assert guide.digest == found.guide_digest
    (point,) = history(guide, report.weighed, [found.day])
    assert (point.score, point.low, point.high, point.band) == (found.score, found.low, found.high, found.band)
    supposed = what_if(guide, report.weighed, found.day, "dispatch", 3)
    assert (supposed.before.score, supposed.before.contributions) == (found.score, found.contributions)
    assert report.names == {ORG: "平台"}
    HouseLeaver(house).declare(house.keys.ref("maker-1").hex(), house.keeper.today(), 3)
    again = HouseReader(house, lambda: "zh").report("maker-1")
    assert again is not None
    assert again.facts == report.facts
    lines = HouseReader(house, lambda: "zh").lines("maker-1")
    assert [line.by for line in lines if line.kind == "outcome.attested"] == [REGISTRAR]
