"""Consent as pure judgement: the product of recipient, purpose, field, state and day."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.archive.consent import (
    FIELDS,
    PURPOSES,
    SENSITIVE,
    Closed,
    ConsentRefused,
    Given,
    purposes_of,
    require_provided,
    why_closed,
)
from shouyi.ledger.kind import RESULT_FIELDS

BANK, OTHER = "org-bank", "org-other"
LENT = Given(BANK, "lending", frozenset({"band", "score"}), 100, 130)
STATES = {
    "in force": LENT,
    "withdrawn": Given(BANK, "lending", frozenset({"band", "score"}), 100, 130, ended_on=110),
    "somebody else's": Given(OTHER, "lending", frozenset({"band", "score"}), 100, 130),
}


@pytest.mark.parametrize(("state", "field", "day"), [*product(STATES, FIELDS, (99, 100, 110, 130, 131))])
def test_the_whole_product_for_one_recipient(state: str, field: str, day: int) -> None:
    found = why_closed([STATES[state]], BANK, "lending", field, day)
    if field not in PURPOSES["lending"].fields:
        assert found is Closed.NOT_OF_PURPOSE
    elif state == "somebody else's":
        assert found is Closed.NEVER_GIVEN
    elif field not in LENT.fields:
        assert found is Closed.NOT_CHOSEN
    elif state == "withdrawn":
        assert found is Closed.WITHDRAWN
    else:
        assert found is (None if 100 <= day <= 130 else Closed.RUN_OUT)


def test_another_purpose_opens_nothing() -> None:
    consent = Given("org-c", "exhibiting", frozenset({"works"}), 1, 9)
    assert why_closed([consent], "org-c", "training", "works", 5) is Closed.OTHER_PURPOSE
    assert why_closed([consent], "org-c", "exhibiting", "works", 5) is None


def test_what_nobody_knows_is_closed() -> None:
    assert why_closed([LENT], BANK, "lending", "disability", 110) is Closed.UNKNOWN
    assert why_closed([LENT], BANK, "curiosity", "band", 110) is Closed.UNKNOWN


def test_one_good_consent_among_dead_ones_opens() -> None:
    assert why_closed([STATES["withdrawn"], LENT], BANK, "lending", "band", 110) is None
    assert why_closed([LENT, STATES["withdrawn"]], BANK, "lending", "band", 131) is Closed.WITHDRAWN


consents = st.lists(
    st.builds(
        Given,
        st.sampled_from([BANK, OTHER]),
        st.sampled_from([*PURPOSES, "curiosity"]),
        st.frozensets(st.sampled_from([*FIELDS, "unheard-of"])),
        st.integers(0, 40),
        st.integers(0, 40),
        st.none() | st.integers(0, 40),
    ),
    max_size=6,
)


@given(consents, st.sampled_from([*PURPOSES]), st.sampled_from([*FIELDS]), st.integers(0, 50))
def test_nothing_is_open_without_a_consent_in_force(found: list[Given], purpose: str, field: str, day: int) -> None:
    in_force = [
        each for each in found
        if each.recipient == BANK and each.purpose == purpose and field in each.fields and each.ended_on is None
        and each.on <= day <= each.until_on
    ]  # fmt: skip
    allowed = bool(in_force) and field in PURPOSES[purpose].fields
    assert (why_closed(found, BANK, purpose, field, day) is None) == allowed


def test_purposes_name_known_fields_and_ask_for_no_more_than_they_need() -> None:
    for purpose in PURPOSES.values():
        assert set(purpose.fields) < set(FIELDS)
        assert purpose.days_max <= 365
    assert {name for field in FIELDS.values() for name in field.results} <= set(RESULT_FIELDS)
    assert not any("disab" in name for name in (*FIELDS, *PURPOSES))
    assert "regulator" not in {kind for purpose in PURPOSES.values() for kind in purpose.kinds}


def test_only_what_the_table_provides_for_is_given() -> None:
    require_provided("bank", "lending", ["band"], 180)
    require_provided("bank", "lending", sorted(SENSITIVE), 1)


@pytest.mark.parametrize(
    ("kind", "purpose", "fields", "days"),
    [
        ("carrier", "lending", ["band"], 10),
        ("bank", "training", ["works"], 10),
        ("bank", "curiosity", ["band"], 10),
        ("bank", "lending", [], 10),
        ("bank", "lending", ["band", "band"], 10),
        ("bank", "lending", ["works"], 10),
        ("bank", "lending", ["band", "amounts"], 10),
        ("bank", "lending", ["band"], 0),
        ("bank", "lending", ["band"], 181),
    ],
)
def test_what_it_does_not_provide_for_is_refused(kind: str, purpose: str, fields: list[str], days: int) -> None:
    with pytest.raises(ConsentRefused):
        require_provided(kind, purpose, fields, days)


def test_purposes_by_kind() -> None:
    assert [purpose.name for purpose in purposes_of("culture")] == ["training", "cosigning", "exhibiting"]
    assert purposes_of("regulator") == ()


def test_what_is_attested_is_chosen_dimension_by_dimension_and_loans_apart() -> None:
    """Banks alone can be shown how loans were repaid, and never in one consent with the rest."""
    who = {name: {p.name for p in PURPOSES.values() if f"evidence-{name}" in p.fields} for name in
           ("skill", "social", "finance")}  # fmt: skip
    assert who == {"skill": {"lending", "training", "certifying"}, "social": {"lending", "training"},
                   "finance": {"lending"}}  # fmt: skip
    require_provided("bank", "lending", ["evidence-finance"], 30)
    require_provided("bank", "lending", ["evidence-skill"], 30)
    with pytest.raises(ConsentRefused, match="apart"):
        require_provided("bank", "lending", ["evidence-skill", "evidence-finance"], 30)
    with pytest.raises(ConsentRefused):
        require_provided("certifier", "certifying", ["evidence-finance"], 30)
    only = [Given("org-bank", "lending", frozenset({"evidence-skill"}), 10, 40)]
    assert why_closed(only, "org-bank", "lending", "evidence-skill", 20) is None
    for closed in ("evidence-finance", "evidence-social", "evidence-fulfilment"):
        assert why_closed(only, "org-bank", "lending", closed, 20) is Closed.NOT_CHOSEN
    assert why_closed(only, "org-other", "lending", "evidence-skill", 20) is Closed.NEVER_GIVEN
