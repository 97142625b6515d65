"""Words for exports and erasures: what a kind of row is called, what a column says, what stays and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shouyi.people.organisations.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shouyi.people.rights.gathering import Table, Value

TABLES = {
    "account": gettext_lazy("The account"),
    "lines": gettext_lazy("Entries of the file"),
    "score": gettext_lazy("The latest score"),
    "contributions": gettext_lazy("What the score is made of"),
    "reasons": gettext_lazy("Reasons of the score"),
    "consents": gettext_lazy("Consents given"),
    "asks": gettext_lazy("Consents asked for"),
    "views": gettext_lazy("Who looked at the file"),
    "statements": gettext_lazy("Orders written down"),
    "leaves": gettext_lazy("Leave declared, not yet written down"),
    "signed": gettext_lazy("Scores recomputed and signed"),
    "files": gettext_lazy("Files handed in"),
    "helpers": gettext_lazy("Who may help"),
    "cases": gettext_lazy("Cases about the file"),
    "case_steps": gettext_lazy("What was said in cases"),
    "sessions": gettext_lazy("Devices signed in"),
    "happenings": gettext_lazy("What happened to the account"),
    "notices": gettext_lazy("Messages told"),
}
ROWS = {
    "cases.Case": gettext_lazy("Cases: %(n)s"),
    "cases.Event": gettext_lazy("Steps of cases: %(n)s"),
    "consent.Consent": gettext_lazy("Consents: %(n)s"),
    "consent.Ask": gettext_lazy("Requests for consent: %(n)s"),
    "consent.Code": gettext_lazy("One-time codes: %(n)s"),
    "trail.Look": gettext_lazy("Lines of the view log: %(n)s"),
    "statements.Statement": gettext_lazy("Orders you wrote down: %(n)s"),
    "statements.Reply": gettext_lazy("Answers of buyers on their way: %(n)s"),
    "leave.Wish": gettext_lazy("Leave declared, not yet written down: %(n)s"),
    "cosigning.Signed": gettext_lazy("Scores recomputed and signed: %(n)s"),
    "uploads.Upload": gettext_lazy("Files you handed in: %(n)s"),
    "accounts.Helping": gettext_lazy("Rights of helpers: %(n)s"),
    "accounts.HelpOffer": gettext_lazy("Offers to helpers: %(n)s"),
    "rights.Export": gettext_lazy("Exports: %(n)s"),
    "jobs.Job": gettext_lazy("Work in the background: %(n)s"),
    "notices.Notice": gettext_lazy("Messages: %(n)s"),
    "notices.Delivery": gettext_lazy("Messages by mail and SMS: %(n)s"),
    "accounts.Device": gettext_lazy("Signed-in devices: %(n)s"),
    "accounts.Happening": gettext_lazy("What happened to the account: %(n)s"),
}
OTHER_ROWS = gettext_lazy("Other rows of the account: %(n)s")


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the report shows it; one with a single row as terms, others as a table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def facts(self) -> list[tuple[str, str]]:
        return list(zip(self.columns, self.rows[0], strict=True)) if len(self.rows) == 1 else []


def shown_tables(tables: Iterable[Table]) -> list[Shown]:
    """As people read them: the columns that say something. Codes and digests stand in the tables beside the report."""
    return [_shown(table) for table in tables]


READABLE = {
    "id": gettext_lazy("Number"), "name": gettext_lazy("Called"), "reach": gettext_lazy("Reached at"),
    "sign_in_name": gettext_lazy("Name to sign in"), "on": gettext_lazy("Day"), "stated_by": gettext_lazy("Stated by"),
    "said": gettext_lazy("What it says"), "remark": gettext_lazy("Remark"), "score": gettext_lazy("Points"),
    "low": gettext_lazy("Interval from"), "high": gettext_lazy("Interval to"), "band": gettext_lazy("Band"),
    "guide": gettext_lazy("Guide"), "organisation": gettext_lazy("Organisation"), "purpose": gettext_lazy("Purpose"),
    "given_at": gettext_lazy("Given"), "until_on": gettext_lazy("Until"), "withdrawn_at": gettext_lazy("Ended early"),
    "asked_at": gettext_lazy("Asked"), "at": gettext_lazy("When"), "act": gettext_lazy("What was done"),
    "title": gettext_lazy("Title"), "words": gettext_lazy("Words"), "ordered_on": gettext_lazy("Ordered"),
    "promised_on": gettext_lazy("Promised"), "dispatched_on": gettext_lazy("Sent"),
    "alternative": gettext_lazy("What the picture shows"), "made_at": gettext_lazy("Made"),
    "note": gettext_lazy("Note"), "since": gettext_lazy("Since"), "until": gettext_lazy("Until"),
    "opened_on": gettext_lazy("Opened"), "closed_on": gettext_lazy("Closed on"), "device": gettext_lazy("Device"),
    "points": gettext_lazy("Points"), "indicator": gettext_lazy("Indicator"), "created_at": gettext_lazy("When"),
    "code": gettext_lazy("Code"), "state": gettext_lazy("State"), "kind": gettext_lazy("Kind"),
}  # fmt: skip
COLUMNS_MAX = 6


def _shown(table: Table) -> Shown:
    places = "id" if table.code in ("lines", "account") else ""
    names = [name for name in table.columns if name in READABLE and (name != "id" or places)]
    names = names if len(table.rows) == 1 else _fewer(table, names)
    rows = tuple(tuple(_plain(row[name]) for name in names) for row in table.rows)
    return Shown(str(TABLES[table.code]), tuple(str(READABLE[name]) for name in names), rows)


def _fewer(table: Table, names: list[str]) -> list[str]:
    """What fits beside each other on a page; of lines the place, the day, who states it and what it says."""
    if table.code == "lines":
        return ["id", "on", "stated_by", "said", "remark"]
    return names[:COLUMNS_MAX]


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def readme(lacking: Sequence[str]) -> str:
    """What lies in the ZIP, in the language set."""
    parts = [
        _("This is everything that Shouyi holds about you."),
        _("report.pdf: for reading. tables: for spreadsheets. data.jsonld: for programs, explained by context.jsonld."),
        _("shouyi-archive.json: every entry with its proof. Anybody can check it without us."),
    ]
    if "archive" in lacking:
        parts.append(_("The proofs are missing: no witness answered. Ask for another export later."))
    if "pdf" in lacking:
        parts.append(_("The report is missing: this installation cannot set type. Tell the operator."))
    return "\n\n".join(parts) + "\n"


def erased(rows: Mapping[str, int]) -> list[str]:
    """What goes, or went, a sentence a kind."""
    known = [str(ROWS[label]) % {"n": n} for label, n in rows.items() if label in ROWS]
    other = sum(n for label, n in rows.items() if label not in ROWS)
    return known + ([str(OTHER_ROWS) % {"n": other}] if other else [])


def received(found: Iterable[Sequence[str]]) -> list[str]:
    """Who was shown something, and when last."""
    return [_("%(org)s, last on %(day)s") % {"org": _organisation(org), "day": day} for org, day in found]


def _organisation(org: str) -> str:
    known = Organisation.objects.filter(org=org).first()
    if known is None:
        return org
    return known.name_en if (get_language() or "zh").startswith("en") else known.name_zh


def receipt(said: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt, or what the page before it shows, for their templates."""
    return {
        "erased": erased(said["rows"]), "lines": len(said["entries"]), "in_others": said["in_others"],
        "entries": said["entries"], "entry": said.get("entry") or [], "received": received(said["received"]),
        "backups_until": said["backups_until"], "with_account": said["with_account"],
        "asked_at": said.get("asked_at", ""), "done_at": said.get("done_at", ""),
    }  # fmt: skip
