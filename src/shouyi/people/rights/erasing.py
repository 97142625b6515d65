"""Having a file erased: asked for, revoked, carried out step by step. Each step can be done again.

1. the receipt, with what is here, while it can be counted
2. reports about the works, which their ids find as long as the key is there
3. the key, and all that it opens in vault, files and score (`ports.eraser`); from here on nothing can be read
4. the rows of the pages, kind by kind; whatever is sealed among them is closed since 3
5. the receipt is whole: with the entry of the log that says so
6. the account: without a file, or closed with its own key destroyed
7. the database's log of writes is cut, where nobody reads on

Killed between any two, the job begins anew and passes over what is done. Between 3 and 4 rows stand that nobody can
open. A job whose tries are used up is asked for again by `rights.sweep`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from shouyi.archive.errors import PersonErased
from shouyi.canon.days import to_iso
from shouyi.people.behind import behind, sealer
from shouyi.people.cases.models import Case
from shouyi.people.consent.giving import in_force
from shouyi.people.consent.standing import day_at
from shouyi.people.consent.telling import tell_recipient
from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.queue import enqueue
from shouyi.people.notices.notify import notify
from shouyi.people.rights import receipts
from shouyi.people.rights.models import Erasure
from shouyi.people.rights.rows import ERASING, Whose, buyer_of, count, erase_rows, forget_buyer, labels
from shouyi.people.rights.table import KEY_BACKUP_DAYS
from shouyi.people.trail import notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shouyi.people.accounts.models import Account
    from shouyi.people.permission.actors import Actor

WAIT_DAYS = 7


class AskedAlready(Exception):
    """An erasure of this file is asked for and not revoked."""


def ask(actor: Actor, account: Account, *, at_once: bool, with_account: bool) -> tuple[Erasure, str]:
    """Asks for the erasure of the account's own file; gives it with the link of its receipt. Raises AskedAlready."""
    link, now = receipts.new_link(), timezone.now()
    made = Erasure(account=account, holder=account.holder, ref=account.ref or "", with_account=with_account)
    made.link, made.due_at = link, now if at_once else now + timedelta(days=WAIT_DAYS)
    try:
        with transaction.atomic():
            made.save()
            notes.note(actor, made.ref, "file.erase", "own")
            enqueue(ERASING, made.uid, key=f"{ERASING}/{made.uid}", for_account=account, not_before=made.due_at)
    except IntegrityError:
        raise AskedAlready from None
    return made, link


def open_for(account: Account) -> Erasure | None:
    """The erasure that waits or is under way."""
    return Erasure.objects.filter(account=account, done_at=None, revoked_at=None).first()


@transaction.atomic
def revoke(account: Account) -> bool:
    """Before it has begun, in one step. Whether there was one."""
    waiting = Erasure.objects.filter(account=account, begun_at=None, revoked_at=None, done_at=None)
    found = list(waiting)
    changed = bool(waiting.update(revoked_at=timezone.now()))
    for erasure in found if changed else ():
        for job in Job.objects.filter(key=f"{ERASING}/{erasure.uid}"):
            leases.cancel(job)
    return changed


def carry_out(erasure: Erasure, step: Callable[[str], None]) -> None:
    """Everything; `step` is told each phase before it begins and may raise."""
    whose = Whose(erasure.ref, erasure.account, erasure.with_account)
    step("counting")
    said = _counted(erasure, whose)
    step("reports")
    _forget_reports(said["works"])
    _tell_recipients(whose.ref)
    step("key")
    if whose.ref:
        behind().eraser.erase(whose.ref)
    for label in labels(whose):
        step("rows")
        erase_rows(label, whose)
    step("receipt")
    _make_whole(erasure, said)
    step("account")
    _settle_account(erasure, whose)
    step("cutting")
    cut_log()


def begin(uid: str, now: datetime) -> Erasure | None:
    """The erasure, begun; None where it was revoked, is done or not due. Once begun it cannot be revoked."""
    due = Erasure.objects.filter(uid=uid, revoked_at=None, done_at=None, due_at__lte=now)
    due.filter(begun_at=None).update(begun_at=now)
    return due.filter(begun_at__isnull=False).select_related("account").first()


def _counted(erasure: Erasure, whose: Whose) -> dict[str, Any]:
    """The receipt so far: what was counted before anything went, be it before a kill."""
    link = _link(erasure)
    if link and (found := receipts.read(link)):
        return found[0]
    said = inventory(whose) | {"asked_at": erasure.asked_at.isoformat(timespec="minutes")}
    if link:
        receipts.write(link, said)
    return said


def inventory(whose: Whose) -> dict[str, Any]:
    """What is here of the file, what of it stays on the log, and who received something of it, until when."""
    found = behind().eraser.inventory(whose.ref) if whose.ref else None
    entries = [[each.log, each.index, each.leaf] for each in found.entries] if found else []
    return {
        "rows": count(whose), "entries": entries, "once": found.once if found else "",
        "in_others": found.in_others if found else 0, "works": list(found.works) if found else [],
        "received": received(whose.ref), "with_account": whose.with_account,
        "backups_until": (timezone.now() + timedelta(days=KEY_BACKUP_DAYS)).date().isoformat(),
    }  # fmt: skip


def received(ref: str) -> list[list[str]]:
    """(organisation, day of the last look in UTC+8) of everybody who was shown something by consent."""
    from shouyi.people.trail.models import Look

    looks = Look.objects.filter(ref=ref, tie="consent").exclude(org="") if ref else Look.objects.none()
    found = looks.values_list("org").annotate(last=Max("at")).order_by("org")
    return [[org, to_iso(day_at(last))] for org, last in found]


def _link(erasure: Erasure) -> str:
    """ "" once the account's key is destroyed: then the receipt is whole."""
    try:
        return erasure.link
    except PersonErased:
        return ""


def _forget_reports(works: list[str]) -> None:
    """Cases that visitors opened about these works: each under a key of its own, which goes first."""
    reports = Case.objects.filter(account=None, ref="", public_id__in=works)
    for holder in reports.values_list("holder", flat=True):
        sealer().destroy(holder)
    reports.delete()


def _tell_recipients(ref: str) -> None:
    """Organisations read that a consent ended, as after any other end. Told again, it is the same notice."""
    for consent in in_force(ref) if ref else ():
        tell_recipient(consent, "consent_closed")


def _make_whole(erasure: Erasure, said: dict[str, Any]) -> None:
    entry = behind().eraser.entry_of(said["once"]) if said["once"] else None
    if link := _link(erasure):
        place = [entry.log, entry.index, entry.leaf] if entry else []
        done = timezone.now().isoformat(timespec="minutes")
        receipts.write(link, said | {"entry": place, "done_at": done}, whole=True)


@transaction.atomic
def _leave_without_file(account: Account, ref: str) -> None:
    """Only that: whatever else became of the account since the job began, closed or with a new number, stays."""
    from shouyi.people.accounts.models import Account

    held = Account.objects.select_for_update().filter(pk=account.pk, ref=ref).first()
    if held:
        held.own("")
        held.save(update_fields=["sealed", "ref"])


def _settle_account(erasure: Erasure, whose: Whose) -> None:
    """The account without the file, or closed; what it confirmed as a buyer goes with it."""
    account = whose.account
    if account and whose.with_account:
        forget_buyer(buyer_of(account))
        _close(account)
    elif account:
        _leave_without_file(account, whose.ref)
    for label in labels(whose):  # what its owner did until that moment, a consent given, say
        erase_rows(label, whose)
    with transaction.atomic():
        _forget_revoked(erasure, whose)
        Erasure.objects.filter(pk=erasure.pk).update(
            ref="", done_at=timezone.now(), **({"account": None, "sealed": b""} if whose.with_account else {})
        )
        if account and not whose.with_account:
            notify(account, "erasure_done", f"erasure_done/{erasure.uid}")


def _forget_revoked(erasure: Erasure, whose: Whose) -> None:
    """Erasures of the same file that were asked for and taken back say whose it was."""
    Erasure.objects.filter(ref=whose.ref).exclude(pk=erasure.pk).exclude(ref="").delete()


def _close(account: Account) -> None:
    from shouyi.people.accounts.closing import close_account

    close_account(account)
    account.username, account.language, account.last_login = f"gone-{account.uid.hex[:16]}", "", None
    account.save()


def cut_log() -> None:
    """SQLite keeps old pages, all ciphertext, in its log of writes until it is cut; readers may put that off."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except OperationalError:
            return  # somebody reads on: the next one cuts it
