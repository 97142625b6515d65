"""Keeping and deleting uploads: a row of the pages' database, and the content in the store of files.

Several rows may show the same content, which lies once. Keeping and deleting of one owner wait for each other: SQLite
has one writer, PostgreSQL an advisory lock; so no row is left without its content. Crash windows: killed after the
content was kept and before the row was, a content to which no row refers is left: `tidy` deletes it a day later. Killed
after the content was deleted and before the row was, a row is left that says "no longer here"; it can be deleted again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from shouyi.people.behind import behind
from shouyi.people.uploads.models import Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shouyi.evidence.upload import Judged

NAME_CHARACTERS_MAX = 120


def keep_upload(
    ref: str, judged: Judged, unverified_name: str = "", alternative: str = "", *, decorative: bool = False
) -> Upload:
    """Keeps what was judged under this owner. Raises UploadRefused (room_full), PersonErased."""
    files = behind().files
    address = files.keep(ref, judged)
    row = Upload(holder=ref, address=address, kind=judged.kind, size=len(judged.data), decorative=decorative)
    row.width, row.height = judged.width, judged.height
    row.name, row.alternative = shown_name(unverified_name), "" if decorative else alternative
    with transaction.atomic():
        wait_for_turn(ref)
        row.save()
        if not files.has(ref, address):  # deleted by somebody who did not see our row yet
            files.keep(ref, judged)
    return row


def delete_upload(upload: Upload) -> None:
    """Deletes the row, and the content with its last row. Raises what the store raises; then both stay."""
    with transaction.atomic():
        wait_for_turn(upload.holder)
        holder, address = upload.holder, upload.address
        upload.delete()
        if not Upload.objects.filter(holder=holder, address=address).exists():
            behind().files.delete(holder, address)


def tidy(ref: str, others: Callable[[str], Iterable[str]] = lambda _ref: ()) -> int:
    """Deletes content of this owner to which no row refers. `others(ref)` are the addresses that another table knows:
    asked once it is this one's turn, so that whoever keeps something meanwhile is seen, or looks again themselves."""
    with transaction.atomic():
        wait_for_turn(ref)
        known = set(Upload.objects.filter(holder=ref).values_list("address", flat=True)).union(others(ref))
        stray = behind().files.addresses(ref) - known
        for address in stray:
            behind().files.delete(ref, address)
    return len(stray)


def shown_name(unverified_name: str) -> str:
    """The last part of a stranger's file name, without what does not print; it is text and never a path."""
    last = unverified_name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:NAME_CHARACTERS_MAX]


def wait_for_turn(ref: str) -> None:
    """Holds back others who keep or delete for this owner until the transaction ends."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(bytes.fromhex(ref)[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
