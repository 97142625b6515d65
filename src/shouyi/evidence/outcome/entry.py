"""Between an outcome and the committed fields of the kind `outcome.attested`, both ways."""

from __future__ import annotations

from collections.abc import Mapping

from shouyi.evidence.fields import day, day_or_none, name, refuse, require_names, whole, word
from shouyi.evidence.outcome.records import FACTS, Need, Outcome
from shouyi.evidence.records import Draft, Origin, Value

OUTCOME = "outcome.attested"
FIELDS = ("about", "on", "until", "value", "what")


def fields_of(outcome: Outcome) -> dict[str, Value]:
    """The committed fields, all but `next`."""
    return {field: getattr(outcome, field) for field in FIELDS}


def draft_of(outcome: Outcome, org: str) -> Draft:
    """The entry to be, as `org` attests it. Whoever `about` names must have a pseudonym by now."""
    return Draft(OUTCOME, outcome.person, org, outcome.on, fields_of(outcome))


def outcome_of(person: str, fields: Mapping[str, object], origin: Origin | None) -> Outcome:
    """The fact that an entry's opened fields hold. Raises EvidenceError for what the list of facts does not know."""
    require_names(fields, set(FIELDS), {"next"})
    what = word(fields["what"], "what", FACTS)
    found = Outcome(
        person=person,
        on=day(fields["on"], "on"),
        what=what,
        value=whole(fields["value"], "value", FACTS[what].least, FACTS[what].most),
        until=day_or_none(fields["until"], "until"),
        about=None if fields["about"] is None else name(fields["about"], "about"),
        origin=origin,
    )
    if (field := contradicted(found)) is not None:
        refuse("field_value", field)
    return found


def contradicted(outcome: Outcome) -> str | None:
    """The field that an outcome of this fact must have and lacks, or has and must not, or that lies before `on`."""
    fact = FACTS[outcome.what]
    for field, need, value in (("until", fact.until, outcome.until), ("about", fact.about, outcome.about)):
        if (need is Need.MUST and value is None) or (need is Need.NEVER and value is not None):
            return field
    return "until" if outcome.until is not None and outcome.until < outcome.on else None
