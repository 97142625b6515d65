"""Which rows are a person's: one place that counts them for the page before, and erases them afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from shouyi.archive.errors import PersonErased
from shouyi.people.accounts import sessions
from shouyi.people.behind import behind, sealer
from shouyi.people.rights.table import TABLE, Ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.accounts.models import Account

ERASING, EXPORTING = "rights.erase", "rights.export"
KEPT_LOOK = "file.erase"
"""One line of the view log stays: that its owner had the file erased."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose rows: the file `ref` ("": none any more), the account, and whether that goes too."""

    ref: str
    account: Account | None
    with_account: bool


def labels(whose: Whose) -> Iterator[str]:
    """The kinds of rows that go, jobs first: none is left that looks for a row that is gone."""
    ends = {Ends.FILE, Ends.ACCOUNT} if whose.with_account else {Ends.FILE}
    found = [rule.model for rule in TABLE if rule.ends in ends and rule.model != "accounts.Account"]
    yield from sorted(found, key=lambda label: label != "jobs.Job")


def rows_of(label: str, whose: Whose) -> QuerySet[Any]:
    """The rows of one kind that go. Whatever has no rule of its own goes by its link to the account."""
    model = apps.get_model(label)
    return model._default_manager.filter(_which(label, whose)).distinct()


def _which(label: str, whose: Whose) -> Q:
    nobody = Q(pk__in=())
    ref = Q(ref=whose.ref) if whose.ref else nobody
    account = Q(account=whose.account) if whose.account else nobody
    mine = account if whose.with_account else nobody
    special = {
        "cases.Case": ref | (Q(holder=whose.ref) if whose.ref else nobody) | mine,
        "cases.Event": Q(case__ref=whose.ref) if whose.ref else nobody,
        "consent.Consent": ref,
        "consent.Ask": ref,
        "consent.Code": ref,
        "trail.Look": ref & ~Q(act=KEPT_LOOK),
        "statements.Statement": ref,
        "leave.Wish": ref,
        "cosigning.Signed": ref,
        "statements.Reply": Q(statement__ref=whose.ref) if whose.ref else nobody,
        "uploads.Upload": Q(holder=whose.ref) if whose.ref else nobody,
        "accounts.Helping": ref,
        "rights.Export": ref | mine,
        "notices.Notice": account & ~Q(code="erasure_done"),
        "notices.Delivery": (Q(notice__account=whose.account) if whose.account else nobody)
        & ~Q(notice__code="erasure_done"),
    }
    if label == "jobs.Job":
        return _jobs(whose)
    return special[label] if label in special else _of_account(label, whose)


def _of_account(label: str, whose: Whose) -> Q:
    """By whichever of its columns says whose it is."""
    names = {field.name for field in apps.get_model(label)._meta.get_fields()}
    column = next(name for name in ("account", "owner", "user") if name in names)
    return Q(**{column: whose.account}) if whose.account else Q(pk__in=())


def _jobs(whose: Whose) -> Q:
    """Exports, and whatever works on this file or on a row that goes; not the erasure itself. What the account asked
    for on behalf of an organisation is that one's: see `_leave_to_others`."""
    which = Q(account=whose.account, name=EXPORTING) if whose.account else Q(pk__in=())
    return (which | Q(args__0__in=[*filter(None, [whose.ref]), *_uids(whose)])) & ~Q(name=ERASING)


def _uids(whose: Whose) -> Iterator[str]:
    for label in ("cases.Case", "cases.Event", "consent.Consent", "leave.Wish", "rights.Export"):
        yield from map(str, rows_of(label, whose).values_list("uid", flat=True))


def count(whose: Whose) -> dict[str, int]:
    """How many rows of each kind would go; kinds of which there are none are left out."""
    found = {label: rows_of(label, whose).count() for label in labels(whose)}
    return {label: number for label, number in found.items() if number}


def erase_rows(label: str, whose: Whose) -> None:
    """Deletes the rows of one kind, and first whatever only they lead to. Again, it changes nothing."""
    if label == "statements.Reply":
        for reply in rows_of(label, whose):
            sealer().destroy(reply.holder)
    if label == "rights.Export":
        for export in rows_of(label, whose).exclude(address=""):
            behind().files.delete(export.holder, export.address)
    if label == "accounts.Device" and whose.account:
        sessions.end_all(whose.account)
    if label == "uploads.Upload" and whose.ref:
        behind().files.erase(whose.ref)
    if label == "jobs.Job":
        _leave_to_others(whose)
    while rows_of(label, whose).exists():
        rows_of(label, whose).model._default_manager.filter(pk__in=list(_keys(label, whose))).delete()


def _leave_to_others(whose: Whose) -> None:
    """An organisation's orders are admitted and its keys revoked all the same; whoever asked is no longer said."""
    if whose.account:
        others = apps.get_model("jobs.Job")._default_manager.filter(account=whose.account)
        others.exclude(name__in=(ERASING, EXPORTING)).update(account=None)


def _keys(label: str, whose: Whose) -> QuerySet[Any, Any]:
    return rows_of(label, whose).values_list("pk", flat=True)[:500]


def buyer_of(account: Account) -> str:
    """The keyed name under which this account confirmed own statements of makers ("": by no address that is known)."""
    reach = account.text_or("reach", "")
    return sealer().lookup("buyer", reach)[:32] if reach else ""


def forget_buyer(buyer: str) -> int:
    """Takes a buyer's words out of makers' statements, and their keys and words out of the vault. Gives how many."""
    from shouyi.people.statements.models import Statement

    found = list(Statement.objects.filter(buyer=buyer)) if buyer else []
    for each in found:
        try:
            each.words = ""
        except PersonErased:
            continue
        each.save(update_fields=["sealed"])
    if buyer:
        behind().eraser.erase(behind().eraser.buyer_ref(buyer))
    return len(found)
