"""The questions of giving: each knows its answers, what an answer changes in the draft, and what must come before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from shouyi.archive.consent import PURPOSES, SENSITIVE, purposes_of
from shouyi.people.behind import behind
from shouyi.people.consent import words
from shouyi.people.consent.forms import Step
from shouyi.people.consent.standing import today
from shouyi.people.organisations.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from shouyi.people.consent.draft import Draft

TERMS_DAYS = (30, 90, 180, 365)


class Page(ABC):
    """One question. `refer` names the step that has to be answered before ("": none)."""

    title = ""
    code = ""
    several = False
    needed = True

    def __init__(self, request: HttpRequest, draft: Draft) -> None:
        self.request, self.draft = request, draft
        missing = draft.missing()
        steps = draft.steps()
        self.refer = missing if missing and steps.index(missing) < steps.index(self.code) else ""

    @abstractmethod
    def choices(self) -> list[tuple[str, str]]:
        """What can be answered: (code, words)."""

    def chosen(self) -> Any:
        """The answer of before, to start from; None where nothing is chosen beforehand."""
        return None

    @abstractmethod
    def taken(self, answer: Any) -> dict[str, Any]:
        """What the answer changes in the draft."""

    def form(self, data: Mapping[str, Any] | None) -> Step:
        return Step(self.title, self.choices(), data, several=self.several, needed=self.needed,
                    initial={"answer": self.chosen()})  # fmt: skip


class WhichOrganisation(Page):
    code = "organisation"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Who may see something?")

    def choices(self) -> list[tuple[str, str]]:
        found = Organisation.objects.filter(suspended_at=None).order_by("org")
        return [(each.org, words.organisation_name(each)) for each in found if purposes_of(each.kind)]

    def chosen(self) -> str:
        return self.draft.org

    def taken(self, answer: str) -> dict[str, Any]:
        same = answer == self.draft.org
        return {} if same else {"org": answer, "purpose": "", "fields": (), "sensitive": (), "days": 0, "ask": ""}


class WhatFor(Page):
    code = "purpose"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("What is it for?")

    def choices(self) -> list[tuple[str, str]]:
        organisation = self.draft.organisation()
        kind = organisation.kind if organisation else ""
        return [(purpose.name, words.purpose_name(purpose.name)) for purpose in purposes_of(kind)]

    def chosen(self) -> str:
        return self.draft.purpose

    def taken(self, answer: str) -> dict[str, Any]:
        return {} if answer == self.draft.purpose else {"purpose": answer, "fields": (), "sensitive": (), "days": 0}


class WhichFields(Page):
    """Each field with what it would show today, read through the door as a preview."""

    code, several = "fields", True

    @property
    def needed(self) -> bool:  # type: ignore[override]
        return not set(PURPOSES[self.draft.purpose].fields) & SENSITIVE

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("What may they see?")

    def offered(self) -> list[str]:
        return [name for name in PURPOSES[self.draft.purpose].fields if name not in SENSITIVE]

    def choices(self) -> list[tuple[str, str]]:
        if self.request.method == "POST":  # what they show was read when the page was made
            return [(name, words.field_name(name)) for name in self.offered()]
        ref, actor = self.request.target.ref, self.request.actor  # type: ignore[attr-defined]
        offered = self.offered()
        found = behind().door.preview(actor, ref, self.draft.org, self.draft.purpose, offered, offered)
        return [(name, words.with_today(name, words.said(found, name))) for name in offered]

    def chosen(self) -> list[str]:
        """Only what the owner ticked: what was asked for is ticked by nobody but them."""
        return list(self.draft.fields)

    def taken(self, answer: list[str]) -> dict[str, Any]:
        return {"fields": tuple(answer)}


class WhichSensitive(WhichFields):
    """On a page of its own, nothing ticked before, and leaving it empty is an answer."""

    code, needed = "sensitive", False  # type: ignore[assignment]

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("May they see this, too?")

    def offered(self) -> list[str]:
        return [name for name in PURPOSES[self.draft.purpose].fields if name in SENSITIVE]

    def chosen(self) -> list[str]:
        return list(self.draft.sensitive)

    def taken(self, answer: list[str]) -> dict[str, Any]:
        return {"sensitive": tuple(answer)}


class UntilWhen(Page):
    code = "until"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Until when?")

    def terms(self) -> list[int]:
        longest = PURPOSES[self.draft.purpose].days_max
        return [days for days in TERMS_DAYS if days <= longest]

    def choices(self) -> list[tuple[str, str]]:
        said = _("For %(days)s days, through %(until)s")
        return [
            (str(days), said % {"days": days, "until": words.day(today() + days - 1)}) for days in self.terms()
        ]  # fmt: skip

    def chosen(self) -> str:
        return str(self.draft.days or self.terms()[0])

    def taken(self, answer: str) -> dict[str, Any]:
        return {"days": int(answer)}


STEP_PAGES = {page.code: page for page in (WhichOrganisation, WhatFor, WhichFields, WhichSensitive, UntilWhen)}
