"""What the pages are told of an installation's own documents."""

from __future__ import annotations

from hashlib import sha256

import pytest

from acts.conftest import settings
from shouyi.acts.reading import HouseReader
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
