"""What to look at with each of the demonstration's sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.ports import Login


@dataclass(frozen=True, slots=True)
class Hinted:
    """A sign-in of the page's list. `hint` "" where there is nothing that others have not, too."""

    login: str
    name: str
    role: str
    password: str
    hint: str


def hinted(logins: Iterable[Login]) -> list[Hinted]:
    """The sign-ins with their hints, in the language of the page."""
    hints = _hints()
    return [Hinted(each.login, each.name, each.role, each.password, hints.get(each.login, "")) for each in logins]


def _hints() -> dict[str, str]:
    return {
        "artisan-1": _("Consents in force, run out and withdrawn; an ask that waits; who has looked; an export."),
        "artisan-2": _("Orders written down herself, one of them confirmed; a helper who may look and write."),
        "artisan-3": _("Lost her telephone: a helper has asked for a new one, which can be stopped while it waits."),
        "artisan-4": _("An objection to a line, nearly due."),
        "artisan-7": _("An objection that was right: the line is gone."),
        "artisan-8": _("An objection that somebody else looks at again."),
        "member": _("Sits in two organisations."),
        "helper": _("Acts for one artisan within limits, and helps another back in."),
        "bank": _("Files that consent opens, field by field; an open invitation; a job that the ledger refused."),
        "platform": _("Objections to answer; a file of orders, looked at and not admitted yet; a program."),
        "certifier": _("Has asked for consent and waits for the answer."),
        "culture": _("Asked for consent, and the answer was no."),
        "operator": _("The console: organisations, one of them suspended; jobs; a visitor's report; second instances."),
    }
