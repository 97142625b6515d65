"""Consent: which named groups of a file can be disclosed, for which purposes, and why one of them is closed.

A consent names one recipient, one purpose, some fields and a last day. What no consent opens is closed. Fields that are
sensitive are consented to apart: one consent never bundles them with others. Days are whole days since 1970-01-01 in
UTC+8 (`canon.days`); `until_on` is the last day on which a consent holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from shouyi.archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Field:
    """A named group of what a file can disclose. `results` are the committed result fields in it, which a proof can
    show; `facts` the kinds of fact (`evidence.facts.kind_of`) by which evidence is chosen."""

    name: str
    sensitive: bool = False
    results: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()


_LISTED = (
    Field("band", results=("band", "day", "guide")),
    Field("score", results=("score", "day", "guide")),
    Field("interval", results=("low", "high", "p80", "day", "guide")),
    Field("dimensions", results=("skill", "social", "finance", "fulfilment", "word_of_mouth", "day", "guide")),
    Field("reasons"),
    Field("evidence-fulfilment", facts=frozenset({"dispatched", "overdue", "cancelled", "returned"})),
    Field("evidence-word-of-mouth", facts=frozenset({"reviewed", "visited"})),
    Field("evidence-skill", facts=frozenset({
        "national_inheritor", "provincial_inheritor", "city_inheritor", "county_inheritor", "accredited_certificate",
        "vocational_certificate", "panel", "quality_check", "training"})),
    Field("evidence-social", facts=frozenset({"apprenticeship", "employment", "heritage_output", "public_benefit"})),
    Field("works"),
    Field("contact-name"),
    Field("contact-reach"),
    Field("amounts", sensitive=True, facts=frozenset({"sold"})),
    Field("evidence-finance", sensitive=True, facts=frozenset({"repayment", "cash_flow"})),
)  # fmt: skip
FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in _LISTED})
"""Everything that can be disclosed, in the order in which pages show it. What buyers paid tells income,
and how loans were repaid tells debts: sensitive."""
SENSITIVE = frozenset(field.name for field in _LISTED if field.sensitive)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a recipient may want to know something for: the kinds of organisation that may, the fields that it needs
    and no others, and for how many days at most."""

    name: str
    kinds: frozenset[str]
    fields: tuple[str, ...]
    days_max: int


_RESULT = ("band", "score", "interval", "dimensions", "reasons")
_EVIDENCE = ("evidence-fulfilment", "evidence-word-of-mouth")
_BEYOND_TRADE = ("evidence-skill", "evidence-social")
_COSIGNED = ("band", "score", "interval", "dimensions")
_CONTACT = ("contact-name", "contact-reach")
_PURPOSES = (
    Purpose(
        "lending",
        frozenset({"bank"}),
        (*_RESULT, *_EVIDENCE, *_BEYOND_TRADE, *_CONTACT, "amounts", "evidence-finance"),
        180,
    ),
    Purpose(
        "ordering",
        frozenset({"enterprise", "platform", "workshop"}),
        ("band", "evidence-fulfilment", "works", *_CONTACT),
        365,
    ),
    Purpose("training", frozenset({"training", "culture"}), ("dimensions", *_BEYOND_TRADE, "works", *_CONTACT), 365),
    Purpose(
        "certifying",
        frozenset({"certifier"}),
        ("dimensions", *_EVIDENCE, "evidence-skill", "works", *_CONTACT),
        180,
    ),
    Purpose("cosigning", frozenset({"bank", "certifier", "culture", "training"}), _COSIGNED, 30),
    Purpose("exhibiting", frozenset({"culture", "platform", "workshop"}), ("works", *_CONTACT), 365),
)
PURPOSES: Mapping[str, Purpose] = MappingProxyType({purpose.name: purpose for purpose in _PURPOSES})


class Closed(StrEnum):
    """Why a field is not open; the later, the nearer to open."""

    UNKNOWN = "unknown"
    NOT_OF_PURPOSE = "not_of_purpose"
    NEVER_GIVEN = "never_given"
    OTHER_PURPOSE = "other_purpose"
    NOT_CHOSEN = "not_chosen"
    RUN_OUT = "run_out"
    WITHDRAWN = "withdrawn"


ORDER = tuple(Closed)


@dataclass(frozen=True, slots=True)
class Given:
    """One consent as it stands. `on` is the day on which it was given; `ended_on` the day of its withdrawal, from whose
    very moment on nothing is open (None: not withdrawn)."""

    recipient: str
    purpose: str
    fields: frozenset[str]
    on: int
    until_on: int
    ended_on: int | None = None


def why_closed(consents: Iterable[Given], recipient: str, purpose: str, field: str, day: int) -> Closed | None:
    """Why this recipient cannot read this field for this purpose on this day: None when a consent opens it."""
    if field not in FIELDS or purpose not in PURPOSES:
        return Closed.UNKNOWN
    if field not in PURPOSES[purpose].fields:
        return Closed.NOT_OF_PURPOSE
    nearest = Closed.NEVER_GIVEN
    for given in consents:
        found = _why_not_by(given, recipient, purpose, field, day)
        if found is None:
            return None
        nearest = max(nearest, found, key=ORDER.index)
    return nearest


def _why_not_by(given: Given, recipient: str, purpose: str, field: str, day: int) -> Closed | None:
    if given.recipient != recipient:
        return Closed.NEVER_GIVEN
    if given.purpose != purpose:
        return Closed.OTHER_PURPOSE
    if field not in given.fields:
        return Closed.NOT_CHOSEN
    if given.ended_on is not None:
        return Closed.WITHDRAWN
    return None if given.on <= day <= given.until_on else Closed.RUN_OUT


class ConsentRefused(ArchiveError):
    """A consent that the table of purposes does not provide for."""


def require_provided(kind: str, purpose: str, fields: Sequence[str], days: int) -> None:
    """That an organisation of this kind may be given these fields for this purpose for so many days, counted with
    today. Raises ConsentRefused, which names what is wrong."""
    found = PURPOSES.get(purpose)
    if found is None or kind not in found.kinds:
        raise ConsentRefused(f"no {kind} is given anything for {purpose}")
    if not fields or set(fields) - set(found.fields) or len(set(fields)) != len(fields):
        raise ConsentRefused(f"for {purpose} there are {', '.join(found.fields)}")
    if set(fields) & SENSITIVE and set(fields) - SENSITIVE:
        raise ConsentRefused("what is sensitive is consented to apart")
    if not 1 <= days <= found.days_max:
        raise ConsentRefused(f"for {purpose} a consent lasts 1 to {found.days_max} days")


def purposes_of(kind: str) -> tuple[Purpose, ...]:
    """What an organisation of this kind can be given something for."""
    return tuple(purpose for purpose in _PURPOSES if kind in purpose.kinds)
