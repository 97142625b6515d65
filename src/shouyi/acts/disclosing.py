"""Composing what is disclosed: from a person's file to the fields that are open, and nothing beside them.

Only what the open fields need is read. Evidence is summed before it leaves: how often, never which order or buyer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from shouyi.archive.consent import FIELDS
from shouyi.canon.days import to_iso
from shouyi.evidence.facts import Fact, kind_of
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Returned, Reviewed, Sold, Visited
from shouyi.people.ports.door import Amount, Disclosed, Evidence, WorkShown

if TYPE_CHECKING:
    from shouyi.people.ports import Line, Reader
    from shouyi.score.records import Assessment

RESULTS = ("band", "score", "interval", "dimensions", "reasons")
EVIDENCE = {
    "evidence-fulfilment": "fulfilment",
    "evidence-word-of-mouth": "word_of_mouth",
    "evidence-skill": "skill",
    "evidence-social": "social",
    "evidence-finance": "finance",
}
"""Field → where `Disclosed` has it."""
LINES = (*EVIDENCE, "works", "amounts")
EITHER_WAY, WHOLE = frozenset({"quality_check", "repayment"}), 1000


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: the keeper's local id, the name that they chose and how they are reached. `objected` are the
    places of the lines that bear the remark of a case."""

    person: str
    name: str = ""
    reach: str = ""
    objected: frozenset[tuple[int, int]] = frozenset()


def disclose(reader: Reader, owner: Owner, found: Disclosed, *, proving: bool) -> Disclosed:
    """`found` names the open fields; the same with what they say. `proving`: with a proof of the results among them."""
    found = _with_results(reader, owner, found, proving=proving) if _asks(found, RESULTS) else found
    found = _with_lines(reader.lines(owner.person), found, owner.objected) if _asks(found, LINES) else found
    contact = {"name": owner.name} if "contact-name" in found.fields else {}
    contact |= {"reach": owner.reach} if "contact-reach" in found.fields else {}
    return replace(found, **contact)


def _asks(found: Disclosed, names: Iterable[str]) -> bool:
    return not set(names).isdisjoint(found.fields)


def _with_results(reader: Reader, owner: Owner, found: Disclosed, *, proving: bool) -> Disclosed:
    report = reader.report(owner.person)
    if report is None:
        return found
    assessment = report.assessment
    shown: dict[str, Any] = {name: _result(name, assessment) for name in RESULTS if name in found.fields}
    names = sorted({result for name in found.fields for result in FIELDS[name].results})
    proof = reader.result_proof(owner.person, names) if proving and names else None
    return replace(found, on=assessment.day, guide=assessment.guide, proof=proof, **shown)


def _result(name: str, assessment: Assessment) -> object:
    if name == "interval":
        return assessment.low, assessment.high
    if name == "dimensions":
        return tuple(assessment.dimensions.items())
    if name == "reasons":
        return (*assessment.reasons_up, *assessment.reasons_down)
    return getattr(assessment, name)


def _with_lines(lines: Sequence[Line], found: Disclosed, objected: frozenset[tuple[int, int]]) -> Disclosed:
    facts = [fact for line in lines for fact in line.facts]
    shown: dict[str, Any] = {
        place: _remarked(evidence(facts, name), lines, objected, name)
        for name, place in EVIDENCE.items() if name in found.fields
    }  # fmt: skip
    if "works" in found.fields:
        shown["works"] = tuple(WorkShown(line.title, line.on) for line in lines if line.title)
    if "amounts" in found.fields:
        shown["amounts"] = amounts(fact for fact in facts if isinstance(fact, Sold))
    return replace(found, **shown)


def _remarked(found: Evidence, lines: Sequence[Line], objected: frozenset[tuple[int, int]], name: str) -> Evidence:
    """With how many of the lines that feed this field bear a remark."""
    remarked = [line for line in lines if (line.log, line.index) in objected]
    feeding = [line for line in remarked if set(map(kind_of, line.facts)) & FIELDS[name].facts]
    return replace(found, objected=len(feeding))


def evidence(facts: Iterable[Fact], name: str) -> Evidence:
    """How often each thing of this field happened, by code, and between which days."""
    chosen = [fact for fact in facts if kind_of(fact) in FIELDS[name].facts]
    counts = Counter(code for fact in chosen if (code := code_of(fact)))
    days = [fact.on for fact in chosen]
    return Evidence(tuple(sorted(counts.items())), min(days, default=None), max(days, default=None))


@singledispatch
def code_of(fact: object) -> str:
    """What happened, as a code; "" for what counts neither way."""
    return ""


@code_of.register
def _(fact: Dispatched) -> str:
    return "sent-in-time" if fact.on <= fact.promised else "sent-late"


@code_of.register
def _(fact: Overdue) -> str:
    return "not-sent"


@code_of.register
def _(fact: Cancelled) -> str:
    return "cancelled-by-maker" if fact.by == "seller" else ""


@code_of.register
def _(fact: Returned) -> str:
    return "returned-for-quality" if fact.reason == "quality" else ""


@code_of.register
def _(fact: Reviewed) -> str:
    return f"stars-{fact.stars}"


@code_of.register
def _(fact: Visited) -> str:
    return "came-back" if fact.came_back else "did-not-come-back"


@code_of.register
def _(fact: Outcome) -> str:
    """Its word with dashes; of what can be kept or not, which of both: kept in part is not kept."""
    word = fact.what.replace("_", "-")
    if fact.what in EITHER_WAY:
        return f"{word}-kept" if fact.value == WHOLE else f"{word}-not-kept"
    return word


def amounts(sold: Iterable[Sold]) -> tuple[Amount, ...]:
    """By month and currency, the newest first."""
    orders: Counter[tuple[str, str]] = Counter()
    sums: Counter[tuple[str, str]] = Counter()
    for fact in sold:
        key = to_iso(fact.on)[:7], fact.currency
        orders[key] += 1
        sums[key] += fact.amount_minor
    return tuple(Amount(key[0], orders[key], sums[key], key[1]) for key in sorted(sums, reverse=True))
