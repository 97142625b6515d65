"""A consent before it is given: kept in the session between the pages, so that it can be left and come back to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from shouyi.archive.consent import PURPOSES, SENSITIVE
from shouyi.people.consent.giving import Wish
from shouyi.people.organisations.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY = "consent_draft"
STEPS = ("organisation", "purpose", "fields", "sensitive", "until", "check")


@dataclass(frozen=True, slots=True)
class Draft:
    """`fields` are the plain ones, `sensitive` those that were ticked on their own page; `ask` the uid of an ask."""

    org: str = ""
    purpose: str = ""
    fields: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    days: int = 0
    ask: str = ""

    def organisation(self) -> Organisation | None:
        return Organisation.objects.filter(org=self.org, suspended_at=None).first()

    def steps(self) -> list[str]:
        """The pages that this one needs: nothing is asked about sensitive data where the purpose has none."""
        return [step for step in STEPS if step != "sensitive" or self.may_ask_sensitive()]

    def may_ask_sensitive(self) -> bool:
        return not self.purpose or bool(set(PURPOSES[self.purpose].fields) & SENSITIVE)

    def missing(self) -> str:
        """The first page that has no answer yet ("": none is missing)."""
        if not self.organisation():
            return "organisation"
        if not self.purpose:
            return "purpose"
        if not self.fields and not self.sensitive:
            return "fields"
        return "" if self.days else "until"

    def wishes(self) -> list[Wish]:
        """One for the plain fields and one for the sensitive ones: they are never bundled."""
        organisation = self.organisation()
        assert organisation is not None
        parts = [part for part in (self.fields, self.sensitive) if part]
        return [Wish(organisation, self.purpose, part, self.days) for part in parts]


def read_draft(request: HttpRequest) -> Draft:
    plain: dict[str, Any] = request.session.get(KEY) or {}
    lists = {name: tuple(plain.get(name, ())) for name in ("fields", "sensitive")}
    return Draft(**{**plain, **lists})


def keep(request: HttpRequest, draft: Draft, **changes: Any) -> Draft:
    """Another organisation or purpose begins the rest anew."""
    changed = replace(draft, **changes)
    request.session[KEY] = asdict(changed)
    return changed


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
