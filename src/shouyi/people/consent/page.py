"""Rows of the owner's lists, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.people.consent import words
from shouyi.people.consent.standing import day_at, today
from shouyi.people.start.look import look_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.consent.models import Consent

EASY = "easy_words"


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent: for whom, what for, which fields, from which day through which, and how it stands."""

    uid: UUID
    org: str
    purpose: str
    names: tuple[str, ...]
    on: int
    until_on: int
    sensitive: bool
    state: str = ""
    ended_at: datetime | None = None


def consent_row(consent: Consent) -> ConsentRow:
    return ConsentRow(
        consent.uid, words.organisation_name(consent.organisation), words.purpose_name(consent.purpose),
        tuple(words.field_names(consent.fields)), day_at(consent.given_at), consent.until_on, consent.sensitive,
        _state(consent), consent.withdrawn_at,
    )  # fmt: skip


def _state(consent: Consent) -> str:
    if consent.withdrawn_at:
        return _("Ended by you on %(day)s") % {"day": words.day(day_at(consent.withdrawn_at))}
    if consent.until_on < today():
        return _("Ran out on %(day)s") % {"day": words.day(consent.until_on)}
    return _("In force")


def is_easy(request: HttpRequest) -> bool:
    """Whether the reader chose easy language; `?words=easy` or `?words=plain` chooses, for this visit."""
    if request.GET.get("words") in ("easy", "plain"):
        request.session[EASY] = request.GET["words"] == "easy"
    return bool(request.session.get(EASY, look_of(request).easy))
