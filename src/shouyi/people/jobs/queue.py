"""The front door: `enqueue`. The row is written in the caller's transaction, so both happen or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from shouyi.people.jobs.ids import require_ids, require_key
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.registry import kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from shouyi.people.accounts.models import Account


def enqueue(
    name: str,
    *ids: object,
    key: str = "",
    for_account: Account | None = None,
    org: str = "",
    not_before: datetime | None = None,
) -> Job:
    """Writes down that this job is to be done, and returns its row; the same row for the same `key`.

    A worker finds it once the caller's transaction is committed. The account or the organisation's id says who may see
    and cancel it; without either, the operator alone. Raises `UnknownJob`, and `NotAnId` for arguments or a key that
    could hold something of a person.
    """
    row = {"name": kind_of(name).name, "args": require_ids(ids, "argument"), "key": require_key(key), "org": org}
    if key and (known := Job.objects.filter(key=key).first()):
        return known
    try:
        with transaction.atomic():
            return Job.objects.create(**row, account=for_account, not_before=not_before or timezone.now())
    except IntegrityError:
        if not key:
            raise
        return Job.objects.get(key=key)
