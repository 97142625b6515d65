"""The view log in plain words: who, what, for what, when, under which consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouyi.people.accounts.models import Helping
from shouyi.people.consent import words as consent_words
from shouyi.people.organisations.models import POSTS, Organisation
from shouyi.people.trail.models import Look
from shouyi.people.trail.notes import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

DID = {
    "file.read": gettext_lazy("looked at the file"),
    "file.prove": gettext_lazy("took the proof of one entry"),
    "file.export": gettext_lazy("took the whole file along"),
    "file.erase": gettext_lazy("had the file erased"),
    "file.release": gettext_lazy("changed what everybody may see beside the works"),
    "file.preview": gettext_lazy("looked at a preview of what others would see"),
    "file.disclosed": gettext_lazy("looked at what is open to them"),
    "cosign.read": gettext_lazy("looked at the score that they may recompute and sign"),
    "cosign.sign": gettext_lazy("recomputed the score from an export, to sign it"),
    "cosign.answer": gettext_lazy("showed somebody that a cosigned score is theirs"),
    "consent.give": gettext_lazy("gave a consent"),
    "consent.withdraw": gettext_lazy("ended a consent"),
    "statement.write": gettext_lazy("wrote something down"),
    "statement.read": gettext_lazy("read what was written down"),
    "case.open": gettext_lazy("opened a case"),
    "case.read": gettext_lazy("read a case"),
    "case.write": gettext_lazy("wrote in a case"),
    "case.answer": gettext_lazy("answered a case"),
    "consent.read": gettext_lazy("read the consents"),
    "upload.write": gettext_lazy("handed in a document or picture"),
    "upload.read": gettext_lazy("looked at a document or picture"),
    "trail.read": gettext_lazy("read this list"),
    "run": gettext_lazy("worked out the scores of everybody"),
    "watch": gettext_lazy("looked at the scores of everybody together, in figures that name nobody"),
    "assessment": gettext_lazy("worked out the score by a command"),
    "export": gettext_lazy("wrote the whole file to a disk by a command"),
    "leave": gettext_lazy("wrote down a leave that was declared"),
    "correction": gettext_lazy("looked for a line that was objected to, and deleted it where that was right"),
}
REFUSED = gettext_lazy("wanted to look and was refused: no consent opened anything")
WHOSE = {
    "others": gettext_lazy("Others"),
    "organisations": gettext_lazy("Organisations"),
    "helpers": gettext_lazy("Helpers"),
    "runs": gettext_lazy("Scoring runs"),
    "own": gettext_lazy("You yourself"),
    "all": gettext_lazy("Everything"),
}
_NARROWED = {
    "others": ~Q(tie="own"),
    "organisations": Q(tie__in=("consent", "refused", "seat")),
    "helpers": Q(tie="help"),
    "runs": Q(tie="run"),
    "own": Q(tie="own"),
    "all": Q(),
}


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look in words: `names` of the fields that were open, `note` what more there is to say."""

    at: datetime
    who: str
    did: str
    purpose: str
    names: tuple[str, ...]
    note: str


def looks_of(ref: str, whose: str) -> QuerySet[Look]:
    """The rows of this file and those of everybody, the latest first."""
    return Look.objects.filter(Q(ref=ref) | Q(ref="")).filter(_NARROWED[whose]).order_by("-at", "-pk")


def rows(looks: Iterable[Look], ref: str) -> list[LookRow]:
    """In words; names are looked up once for all."""
    listed = list(looks)
    orgs = {each.org: each for each in Organisation.objects.filter(org__in={look.org for look in listed})}
    helpers = {helping.helper.uid: helping for helping in Helping.objects.filter(ref=ref).select_related("helper")}
    return [_row(look, orgs, helpers) for look in listed]


def _row(look: Look, orgs: dict[str, Organisation], helpers: dict[object, Helping]) -> LookRow:
    purpose = consent_words.purpose_name(look.purpose) if look.purpose else ""
    names = tuple(name for name in consent_words.field_names(look.fields) if name)
    did = REFUSED if look.tie == "refused" else DID.get(look.act, look.act)
    return LookRow(look.at, _who(look, orgs, helpers), str(did), purpose, names, _note(look, orgs))


def _who(look: Look, orgs: dict[str, Organisation], helpers: dict[object, Helping]) -> str:
    if look.tie == "own":
        return _("You")
    if look.tie == "help":
        helping = helpers.get(look.account)
        called = helping.text_or("note", "") if helping else ""
        return _("Your helper: %(called)s") % {"called": called} if called else _("Your helper")
    if look.tie == "run":
        return _("The scoring run")
    if look.tie == "house":
        return _("The operator")
    return _member(look, orgs)


def _member(look: Look, orgs: dict[str, Organisation]) -> str:
    """An organisation's name and what its member does there: never a private name."""
    found = orgs.get(look.org)
    org = consent_words.organisation_name(found) if found else look.org
    if look.post == PROGRAM:
        return _("%(org)s, a program") % {"org": org}
    post = {kind.value: label for kind, label in POSTS.items()}.get(look.post, "")
    return _("%(org)s, %(post)s") % {"org": org, "post": post} if post else org


def _note(look: Look, orgs: dict[str, Organisation]) -> str:
    if look.openings is None:
        return _("This was begun; whether anything was seen is not known.")
    if look.act in ("file.preview", "consent.give", "consent.withdraw") and look.org in orgs:
        return _("For: %(org)s") % {"org": consent_words.organisation_name(orgs[look.org])}
    return _("Under your consent") if look.tie == "consent" else ""
