"""What attested facts say to a recipient: counted, each dimension by itself, and never of whom or by which name."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from shouyi.acts.disclosing import EVIDENCE, Owner, disclose
from shouyi.archive.consent import FIELDS
from shouyi.evidence.facts import kind_of
from shouyi.evidence.outcome.records import FACTS, Outcome
from shouyi.people.consent.words import COUNTED
from shouyi.people.ports import Line
from shouyi.people.ports.door import Disclosed

ATTESTED = (
    Outcome("p", 100, "provincial_inheritor", 1), Outcome("p", 300, "panel", 880, 900, "panel-2026-007"),
    Outcome("p", 310, "quality_check", 1000, None, "piece-1"), Outcome("p", 320, "quality_check", 0, None, "piece-2"),
    Outcome("p", 330, "apprenticeship", 600, None, "learner-9"), Outcome("p", 500, "apprenticeship", 500, None, "l-2"),
    Outcome("p", 400, "repayment", 1000, None, "loan-3"), Outcome("p", 430, "repayment", 400, None, "loan-3"),
    Outcome("p", 440, "cash_flow", 730, 600), Outcome("p", 450, "leave", 12), Outcome("p", 460, "capacity", 1000),
)  # fmt: skip
SAID = {
    "evidence-skill": ((("panel", 1), ("provincial-inheritor", 1), ("quality-check-kept", 1),
                        ("quality-check-not-kept", 1)), 100, 320),
    "evidence-social": ((("apprenticeship", 2),), 330, 500),
    "evidence-finance": ((("cash-flow", 1), ("repayment-kept", 1), ("repayment-not-kept", 1)), 400, 440),
}  # fmt: skip


def lines() -> Sequence[Line]:
    return [Line(0, at, "outcome.attested", "org", fact.on, (fact,)) for at, fact in enumerate(ATTESTED)]


def shown(*fields: str, objected: frozenset[tuple[int, int]] = frozenset()) -> Disclosed:
    reader = SimpleNamespace(lines=lambda person: lines())
    return disclose(reader, Owner("p", objected=objected), Disclosed("ref", "lending", fields), proving=False)


@pytest.mark.parametrize("field", SAID)
def test_each_dimension_is_said_by_itself(field: str) -> None:
    found = shown(field)
    mine = getattr(found, EVIDENCE[field])
    assert (mine.counts, mine.first_on, mine.last_on) == SAID[field]
    assert [place for place in EVIDENCE.values() if getattr(found, place) is not None] == [EVIDENCE[field]]


def test_no_name_value_or_loan_leaves_the_file() -> None:
    told = repr(shown(*SAID))
    assert not [fact.about for fact in ATTESTED if fact.about and fact.about in told]
    assert not [value for value in ("880", "730", "600", "Outcome") if value in told]


def test_lines_to_which_somebody_objected_are_counted_where_they_feed() -> None:
    found = shown(*SAID, objected=frozenset({(0, 2), (0, 6), (0, 7)}))
    assert (found.skill.objected, found.social.objected, found.finance.objected) == (1, 0, 2)


def test_every_fact_belongs_to_one_field_at_most_and_leave_to_none() -> None:
    """Leave and force majeure are nobody's to see: they tell when somebody could not work."""
    listed = [fact for field in FIELDS.values() for fact in field.facts]
    assert len(listed) == len(set(listed))
    assert not {"leave", "force_majeure"} & set(listed)
    dimensions = {"skill": 9, "social": 4, "finance": 2}
    assert {name: len(FIELDS[f"evidence-{name}"].facts & FACTS.keys()) for name in dimensions} == dimensions


def test_every_count_has_its_words() -> None:
    told = {code for field in SAID for code, _ in getattr(shown(field), EVIDENCE[field]).counts}
    words = {kind_of(fact).replace("_", "-") for fact in ATTESTED}
    assert told <= COUNTED.keys()
    either = {"quality-check", "repayment"}
    wanted = {name.replace("_", "-") for f in SAID for name in FIELDS[f].facts}
    assert wanted - either <= COUNTED.keys()
    assert {f"{word}-{end}" for word in either for end in ("kept", "not-kept")} <= COUNTED.keys()
    assert words & either == either
