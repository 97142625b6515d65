"""What an attested fact beside trade says, in one or two sentences to the person whose fact it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shouyi.evidence.outcome.records import ABOUT_PEOPLE, Outcome
from shouyi.people.wording.facts import fact_sentence
from shouyi.people.wording.numbers import day_text, percent, tenths

WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """How a fact reads when it was kept, was not, or was in part. `named`: the sentence says what it is about."""

    kept: str
    failed: str = ""
    partly: str = ""
    named: bool = False


SAID: Mapping[str, Said] = {
    "national_inheritor": Said(gettext_lazy("You were recognised as an inheritor at the national level.")),
    "provincial_inheritor": Said(gettext_lazy("You were recognised as an inheritor at the provincial level.")),
    "city_inheritor": Said(gettext_lazy("You were recognised as an inheritor at the city level.")),
    "county_inheritor": Said(gettext_lazy("You were recognised as an inheritor at the county level.")),
    "accredited_certificate": Said(gettext_lazy("An accredited assessor certified your craft.")),
    "vocational_certificate": Said(gettext_lazy("You were given a vocational certificate.")),
    "panel": Said(
        gettext_lazy(
            "Judges who did not know the maker gave your work %(points)s of 100, each one's severity taken out."
        )
    ),
    "quality_check": Said(
        gettext_lazy("A piece drawn at random passed its check."),
        gettext_lazy("A piece drawn at random did not pass its check."),
        gettext_lazy("Of the pieces drawn at random, %(share)s passed their check."),
    ),
    "training": Said(gettext_lazy("You completed a course of %(amount)s hours.")),
    "joint_order": Said(
        gettext_lazy("You kept your part of a joint order."),
        gettext_lazy("You did not keep your part of a joint order."),
        gettext_lazy("Of your part of a joint order, %(share)s was kept."),
    ),
    "sale_stood": Said(
        gettext_lazy("The time for returning order %(about)s ran out; it had not come back for its quality."),
        named=True,
    ),
    "capacity": Said(
        gettext_lazy("In this month you accepted no more than you had declared."),
        gettext_lazy("In this month you accepted more than you had declared."),
        gettext_lazy("Of what you accepted in this month, %(share)s lay within what you had declared."),
    ),
    "room_voice": Said(
        gettext_lazy("Somebody who watched a live room, and then bought, was entirely satisfied."),
        gettext_lazy("Somebody who watched a live room, and then bought, was not satisfied."),
        gettext_lazy("Somebody who watched a live room, and then bought, was satisfied to %(share)s."),
    ),
    "campaign": Said(
        gettext_lazy("Order %(about)s was part of a campaign. A voice about it keeps its whole weight."),
        gettext_lazy("Order %(about)s was part of a campaign. A voice about it has no weight."),
        gettext_lazy("Order %(about)s was part of a campaign. A voice about it keeps %(share)s of its weight."),
        named=True,
    ),
    "apprenticeship": Said(gettext_lazy("You taught a learner for %(amount)s months.")),
    "employment": Said(gettext_lazy("You gave somebody work for %(amount)s months.")),
    "heritage_output": Said(gettext_lazy("What you gave to the craft was recognised; it counts as %(amount)s.")),
    "public_benefit": Said(gettext_lazy("You gave %(amount)s hours to the public good.")),
    "repayment": Said(
        gettext_lazy("You paid an instalment in time."),
        gettext_lazy("You did not pay an instalment in time."),
        gettext_lazy("Of an instalment, %(share)s was paid in time."),
    ),
    "cash_flow": Said(gettext_lazy("Your takings were steady to %(share)s.")),
}
"""Facts but those that are a stretch of days."""


@fact_sentence.register
def outcome_sentence(fact: Outcome) -> str:
    """One fact; what it is about and through which day it holds stand behind it."""
    if fact.what in ("leave", "force_majeure"):
        return _days(fact)
    said = SAID[fact.what]
    sentences = [str(_form(said, fact.value)) % _values(fact)]
    if fact.about and not said.named and fact.what not in ABOUT_PEOPLE:
        sentences.append(_("It is about %(about)s.") % {"about": fact.about})
    if fact.until is not None:
        sentences.append(_("It holds through %(until)s.") % {"until": day_text(fact.until)})
    return " ".join(sentences)


def _form(said: Said, value: int) -> str:
    if not said.failed or value == WHOLE:
        return said.kept
    return said.failed if value == 0 else said.partly


def _values(fact: Outcome) -> dict[str, str]:
    return {
        "about": fact.about or "", "amount": hundredths(fact.value), "points": tenths(fact.value),
        "share": percent(fact.value),
    }  # fmt: skip


def hundredths(value: int) -> str:
    """1250 → "12.5", 1200 → "12"."""
    whole, rest = divmod(value, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def _days(fact: Outcome) -> str:
    if fact.what == "leave":
        said = ngettext(
            "You declared a leave of %(days)s day. Nobody asked why.",
            "You declared a leave of %(days)s days. Nobody asked why.",
            fact.value,
        )
    else:
        said = ngettext(
            "For %(days)s day something held up work that nobody could help.",
            "For %(days)s days something held up work that nobody could help.",
            fact.value,
        )
    return said % {"days": fact.value}
