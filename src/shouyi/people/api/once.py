"""Once: a POST with an Idempotency-Key takes effect once, however often it arrives.

After draft-ietf-httpapi-idempotency-key.

1. a row claims the key, committed before anything is done; who comes meanwhile is told to wait (409)
2. what is asked for is done, and its answer sealed into the row, in one transaction: both stand, or neither
3. whoever comes later with the same key and the same request reads that answer, for 24 hours

A claim whose holder was killed between 1 and 2 is taken over after `LEASE`; a holder that was only slow then finds its
claim gone and undoes everything. Errors are not kept: the claim goes, and the key is free for the mended request.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone

from shouyi.people.api.clients import digest
from shouyi.people.api.models import Client, Kept
from shouyi.people.api.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY = re.compile(r"[\x21-\x7e]{8,128}", re.ASCII)
KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)
REPLAYED = "Idempotent-Replayed"
Run = Callable[[], HttpResponse]


class _Undone(Exception):
    """Carries an answer that must not take effect out of the transaction."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def once(request: HttpRequest, client_uid: str, run: Run, *, atomic: bool = True) -> HttpResponse:
    """The answer, made now or kept. `atomic=False`: what `run` does is the same however often it is done."""
    shown = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(shown):
        raise Problem("key_missing")
    client = Client.objects.get(uid=client_uid)
    row = _claim(client, digest("key", shown), _asked(request))
    return _replayed(row) if row.status else _run(row, run, atomic)


def _asked(request: HttpRequest) -> str:
    """What is asked, as a digest: method, address, type and body."""
    head = "\n".join((request.method or "", request.get_full_path(), request.content_type or "", ""))
    return digest("asked", head + hashlib.sha256(request.body).hexdigest())


def _claim(client: Client, key: str, asked: str) -> Kept:
    """Our own claim (`status` 0), or the answer that stands. Raises Problem(key_reused, key_under_way)."""
    now = timezone.now()
    Kept.objects.filter(client=client, key=key, begun_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return Kept.objects.create(client=client, key=key, asked=asked, holder=client.holder, begun_at=now)
    except IntegrityError:
        return _known(client, key, asked)


def _known(client: Client, key: str, asked: str) -> Kept:
    found = Kept.objects.filter(client=client, key=key).first()
    if found is None:  # it failed in this very moment: its key is free
        raise Problem("key_under_way", headers={"Retry-After": "1"})
    if found.asked != asked:
        raise Problem("key_reused")
    if found.status:
        return found
    return _taken_over(found)


def _taken_over(found: Kept) -> Kept:
    now, mine = timezone.now(), uuid.uuid4()
    old = Kept.objects.filter(pk=found.pk, status=0, claim=found.claim, begun_at__lt=now - LEASE)
    if not old.update(claim=mine, begun_at=now):
        raise Problem("key_under_way", headers={"Retry-After": "1"})
    return Kept.objects.get(pk=found.pk)


def _run(row: Kept, run: Run, atomic: bool) -> HttpResponse:
    try:
        with transaction.atomic() if atomic else nullcontext():
            response = run()
            if response.status_code >= 400:
                raise _Undone(response)
            _keep(row, response)
    except BaseException as problem:
        Kept.objects.filter(pk=row.pk, claim=row.claim, status=0).delete()
        if isinstance(problem, _Undone):
            return problem.response
        raise
    return response


def _keep(row: Kept, response: HttpResponse) -> None:
    """Raises Problem where somebody took the claim over: then nothing of this holder's counts."""
    held = Kept.objects.filter(pk=row.pk, claim=row.claim, status=0)
    row.body, row.location = response.content.decode(), response.get("Location", "")
    row.status = response.status_code
    with transaction.atomic():
        if not held.update(begun_at=timezone.now()):
            raise Problem("key_under_way", headers={"Retry-After": "1"})
        row.save(update_fields=["status", "sealed"])


def _replayed(row: Kept) -> HttpResponse:
    headers = {REPLAYED: "true"} | ({"Location": row.location} if row.location else {})
    return HttpResponse(row.body, status=row.status, content_type="application/json; charset=utf-8", headers=headers)
