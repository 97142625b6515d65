"""Putting an export together: one ZIP with the proofs, JSON-LD, CSV and a report, kept sealed for a week.

Killed, it is made anew; the same content lies once. Killed between keeping it and the row that points to it, a content
is left to which nothing refers, which the daily tidying takes away.
"""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation

from shouyi.evidence.upload import Judged
from shouyi.people.behind import behind
from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.queue import enqueue
from shouyi.people.notices.notify import notify
from shouyi.people.permission.actors import Actor
from shouyi.people.ports import NotNow
from shouyi.people.rights import jsonld, words
from shouyi.people.rights.gathering import Table, gather
from shouyi.people.rights.models import Export
from shouyi.people.rights.pdf import NoFonts, pdf_of
from shouyi.people.rights.rows import EXPORTING
from shouyi.people.rights.tables import csv_of
from shouyi.people.uploads.keeping import wait_for_turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from shouyi.people.accounts.models import Account

DAYS = 7


@transaction.atomic
def ask(account: Account, language: str) -> Export:
    """Asks for an export of the account and its file, after a fresh sign-in; gives the one that is being made.

    One whose work failed or was cancelled makes room for a new one.
    """
    for known in Export.objects.filter(account=account, ready_at=None):
        if (
            Job.objects.filter(key=f"{EXPORTING}/{known.uid}")
            .exclude(state__in=(State.FAILED, State.CANCELLED))
            .exists()
        ):
            return known
        known.delete()
    ref, until = account.ref or "", timezone.now() + timedelta(days=DAYS)
    holder = ref or account.holder
    made = Export.objects.create(account=account, ref=ref, holder=holder, language=language, until=until)
    enqueue(EXPORTING, made.uid, key=f"{EXPORTING}/{made.uid}", for_account=account)
    return made


def put_together(export: Export, step: Callable[[str], None], *, patient: bool) -> None:
    """Makes and keeps it. `patient`: raises NotNow while no witness answers; otherwise it goes without the proofs.

    Raises UploadRefused where the owner's room is full, PersonErased.
    """
    with translation.override(export.language):
        step("gathering")
        tables, lacking = gather(export.account, _actor(export)), []
        step("archive")
        archive = _archive(export, lacking, patient=patient)
        step("report")
        report = _report(tables, lacking)
        content = bundle(tables, archive, report, lacking)
    step("keeping")
    _keep(export, content, lacking)


def _actor(export: Export) -> Actor:
    """The owner, who showed afresh who they are when they asked."""
    return Actor(account=str(export.account.uid), ref=export.ref, fresh=True)


def _archive(export: Export, lacking: list[str], *, patient: bool) -> bytes | None:
    if not export.ref:
        return None
    try:
        found = behind().door.export(_actor(export), export.ref)
    except NotNow:
        if patient:
            raise
        found = None
    if found is None:
        lacking.append("archive")
    return found


def _report(tables: tuple[Table, ...], lacking: list[str]) -> bytes | None:
    try:
        return pdf_of("rights/report.html", {"tables": words.shown_tables(tables), "made_at": timezone.now()})
    except NoFonts:
        lacking.append("pdf")
        return None


def bundle(tables: tuple[Table, ...], archive: bytes | None, report: bytes | None, lacking: list[str]) -> bytes:
    """The ZIP. Its README says what is in it, and what is lacking."""
    made_at = timezone.now().isoformat(timespec="seconds")
    files = {"README.txt": words.readme(lacking).encode(), "data.jsonld": jsonld.document(tables, made_at),
             "context.jsonld": jsonld.context()}  # fmt: skip
    files |= {f"tables/{table.code}.csv": csv_of(table) for table in tables}
    files |= {"shouyi-archive.json": archive} if archive is not None else {}
    files |= {"report.pdf": report} if report is not None else {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files.items():
            folder.writestr(name, data)
    return out.getvalue()


def _keep(export: Export, content: bytes, lacking: list[str]) -> None:
    files = behind().files
    judged = Judged("zip", content)  # type: ignore[arg-type]  # ours, not a stranger's: nothing is judged
    address, now = files.keep(export.holder, judged), timezone.now()
    with transaction.atomic():
        wait_for_turn(export.holder)
        Export.objects.filter(pk=export.pk, ready_at=None).update(
            address=address, size=len(content), lacking=lacking, ready_at=now, until=now + timedelta(days=DAYS)
        )
        notify(export.account, "export_ready", f"export_ready/{export.uid}")
        if not files.has(export.holder, address):  # tidied away before its row pointed to it
            files.keep(export.holder, judged)
