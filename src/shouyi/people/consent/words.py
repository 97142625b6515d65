"""Words for consent: what each field shows, what it is for, why it is closed. The same for owner and recipient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shouyi.archive.consent import FIELDS, PURPOSES, SENSITIVE, Closed
from shouyi.people import wording
from shouyi.people.wording.numbers import day_text, money, tenths
from shouyi.people.wording.reports import reason_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.organisations.models import Organisation
    from shouyi.people.ports.door import Disclosed, Evidence

APART = SENSITIVE
"""What an organisation cannot ask for together with the rest: its owner offers it, on a page of its own."""
FIELD_NAMES = {
    "band": gettext_lazy("Credit band"),
    "score": gettext_lazy("Score in points"),
    "interval": gettext_lazy("Interval of the score"),
    "dimensions": gettext_lazy("The five parts of the score"),
    "reasons": gettext_lazy("What lifted and what lowered the score"),
    "evidence-fulfilment": gettext_lazy("How orders were kept, in numbers"),
    "evidence-word-of-mouth": gettext_lazy("What buyers said, in numbers"),
    "evidence-skill": gettext_lazy("Grades, certificates, checks and courses, in numbers"),
    "evidence-social": gettext_lazy("Apprentices, jobs and public work, in numbers"),
    "works": gettext_lazy("Registered works"),
    "contact-name": gettext_lazy("Name"),
    "contact-reach": gettext_lazy("Telephone or mail"),
    "amounts": gettext_lazy("What buyers paid, by month"),
    "evidence-finance": gettext_lazy("How loans were repaid, in numbers"),
}
PURPOSE_NAMES = {
    "lending": gettext_lazy("Deciding about a loan"),
    "ordering": gettext_lazy("Placing an order"),
    "training": gettext_lazy("Offering a course"),
    "certifying": gettext_lazy("Certifying works or skill"),
    "exhibiting": gettext_lazy("Exhibiting or selling works"),
    "cosigning": gettext_lazy("Recomputing your score and signing it"),
}
WHY_CLOSED = {
    Closed.UNKNOWN: gettext_lazy("There is no such thing to see."),
    Closed.NOT_OF_PURPOSE: gettext_lazy("Nobody needs this for this purpose."),
    Closed.NEVER_GIVEN: gettext_lazy("No consent was given."),
    Closed.OTHER_PURPOSE: gettext_lazy("The consent is for another purpose."),
    Closed.NOT_CHOSEN: gettext_lazy("The owner did not choose this."),
    Closed.RUN_OUT: gettext_lazy("The consent has run out."),
    Closed.WITHDRAWN: gettext_lazy("The consent was withdrawn."),
}
COUNTED = {
    "sent-in-time": gettext_lazy("Sent in time: %(n)s"),
    "sent-late": gettext_lazy("Sent late: %(n)s"),
    "not-sent": gettext_lazy("Not sent: %(n)s"),
    "cancelled-by-maker": gettext_lazy("Cancelled by the maker: %(n)s"),
    "returned-for-quality": gettext_lazy("Returned for quality: %(n)s"),
    "stars-1": gettext_lazy("One star: %(n)s"),
    "stars-2": gettext_lazy("Two stars: %(n)s"),
    "stars-3": gettext_lazy("Three stars: %(n)s"),
    "stars-4": gettext_lazy("Four stars: %(n)s"),
    "stars-5": gettext_lazy("Five stars: %(n)s"),
    "came-back": gettext_lazy("Buyers who came back: %(n)s"),
    "did-not-come-back": gettext_lazy("Buyers who did not come back: %(n)s"),
    "national-inheritor": gettext_lazy("Recognised as an inheritor, national level: %(n)s"),
    "provincial-inheritor": gettext_lazy("Recognised as an inheritor, provincial level: %(n)s"),
    "city-inheritor": gettext_lazy("Recognised as an inheritor, city level: %(n)s"),
    "county-inheritor": gettext_lazy("Recognised as an inheritor, county level: %(n)s"),
    "accredited-certificate": gettext_lazy("Certificates of an accredited assessor: %(n)s"),
    "vocational-certificate": gettext_lazy("Vocational certificates: %(n)s"),
    "panel": gettext_lazy("Works marked by a panel: %(n)s"),
    "quality-check-kept": gettext_lazy("Pieces drawn at random that passed: %(n)s"),
    "quality-check-not-kept": gettext_lazy("Pieces drawn at random that did not pass: %(n)s"),
    "training": gettext_lazy("Courses completed: %(n)s"),
    "apprenticeship": gettext_lazy("Times that work with apprentices was attested: %(n)s"),
    "employment": gettext_lazy("Times that employment was attested: %(n)s"),
    "heritage-output": gettext_lazy("Works for the heritage: %(n)s"),
    "public-benefit": gettext_lazy("Times that public work was attested: %(n)s"),
    "repayment-kept": gettext_lazy("Instalments paid in time: %(n)s"),
    "repayment-not-kept": gettext_lazy("Instalments not paid in time, or in part: %(n)s"),
    "cash-flow": gettext_lazy("Times that the steadiness of takings was attested: %(n)s"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field as a page shows it: open with what it says, or closed with the reason."""

    name: str
    open: bool
    said: tuple[str, ...]


def field_name(code: str) -> str:
    return str(FIELD_NAMES.get(code, code))


def field_names(codes: Iterable[str]) -> list[str]:
    """In the order of the table."""
    chosen = set(codes)
    return [field_name(code) for code in FIELDS if code in chosen]


def purpose_name(code: str) -> str:
    return str(PURPOSE_NAMES.get(code, code))


def organisation_name(organisation: Organisation) -> str:
    """In the language of the page."""
    return organisation.name_zh if (get_language() or "zh").startswith("zh") else organisation.name_en


def rows(found: Disclosed) -> list[Row]:
    """Every field of the purpose, the open ones with what they say."""
    closed = dict(found.closed)
    asked = [code for code in PURPOSES[found.purpose].fields if code in closed or code in found.fields]
    return [
        Row(field_name(code), code not in closed, said(found, code) if code not in closed else (_why(closed[code]),))
        for code in asked
    ]


def _why(closed: Closed) -> str:
    return _("Closed. %(why)s") % {"why": WHY_CLOSED[closed]}


def said(found: Disclosed, code: str) -> tuple[str, ...]:
    """What an open field says, in sentences; that nothing is recorded, where nothing is."""
    return tuple(_said(found, code)) or (_("Nothing is recorded yet."),)


def _said(found: Disclosed, code: str) -> list[str]:
    if code.startswith("evidence-"):
        return _evidence(getattr(found, code.removeprefix("evidence-").replace("-", "_")))
    if code == "works":
        return [_("%(title)s, registered on %(day)s") % {"title": w.title, "day": day_text(w.on)} for w in found.works]
    if code == "amounts":
        return [
            _("%(month)s: %(amount)s in %(orders)s orders")
            % {"month": a.month, "amount": money(a.amount_minor, a.currency), "orders": a.orders}
            for a in found.amounts
        ]
    if code.startswith("contact-"):
        text = found.name if code == "contact-name" else found.reach
        return [text] if text else []
    return _result(found, code)


def _result(found: Disclosed, code: str) -> list[str]:
    if found.on is None:
        return []
    under = _("As of %(day)s, guide version %(guide)s.") % {"day": day_text(found.on), "guide": found.guide}
    if code == "band":
        return [wording.band(found.band or "thin"), under]
    if code == "score":
        return [tenths(found.score or 0), under]
    if code == "interval" and found.interval:
        low, high = found.interval
        between = {"low": tenths(low), "high": tenths(high)}
        return [_("Nine chances in ten that it lies between %(low)s and %(high)s.") % between, under]
    if code == "dimensions":
        return [f"{wording.dimension(name)} {tenths(score)}" for name, score in found.dimensions] + [under]
    return [reason_sentence(reason, found.guide) for reason in found.reasons]


def _evidence(found: Evidence | None) -> list[str]:
    if found is None or found.first_on is None or found.last_on is None:
        return []
    days = {"first": day_text(found.first_on), "last": day_text(found.last_on)}
    between = _("Between %(first)s and %(last)s.") % days
    said = [str(COUNTED[code]) % {"n": n} for code, n in found.counts if code in COUNTED] + [between]
    return said + ([_("Lines to which somebody objected: %(n)s.") % {"n": found.objected}] if found.objected else [])


def day(number: int) -> str:
    """A day in words."""
    return day_text(number)


def with_today(code: str, said_today: tuple[str, ...]) -> str:
    """A field's name and what it would show today, for a tick box."""
    return _("%(name)s. Today it shows: %(said)s") % {"name": field_name(code), "said": " ".join(said_today[:8])}


def check_facts(
    organisation: Organisation, purpose: str, fields: Iterable[str], sensitive: Iterable[str], days: int
) -> list[dict[str, str]]:
    """What is about to be given, for the page on which it is checked."""
    from shouyi.people.consent.standing import today

    comma = _("; ")
    facts = [
        (_("Who"), organisation_name(organisation)),
        (_("What for"), purpose_name(purpose)),
        (_("What they may see"), comma.join(field_names(fields)) or _("nothing")),
        (_("Until when"), day_text(today() + days - 1)),
    ]
    apart = comma.join(field_names(sensitive))
    facts[3:3] = [(_("Sensitive, consented to apart"), apart)] if apart else []
    return [{"term": term, "said": text} for term, text in facts]


def purpose_question() -> str:
    """What a recipient is asked first."""
    return _("What do you need it for?")


def no_such_code() -> str:
    """The same for a code that never was, was used, or has run out."""
    return _("This code opens nothing. Ask the person for a new one.")
