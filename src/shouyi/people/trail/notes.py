"""Writing the view log. A reading is noted before anything is opened and counted after; a deed is noted at once.

`note` is for whatever was done in an owner's name or with their file and opened nothing of the vault here: a helper's
deed, an export that was fetched, an erasure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shouyi.people.behind import behind
from shouyi.people.trail.models import Look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.permission.actors import Actor
    from shouyi.people.ports.looks import Noted

PROGRAM = "program"
EVERYBODY = ("run", "watch")
"""Acts outside the pages that open everybody's file."""


def begin(
    actor: Actor, ref: str, act: str, tie: str, *, org: str = "", purpose: str = "", fields: Iterable[str] = (),
    consent: UUID | None = None,
) -> Look:  # fmt: skip
    """Notes, before anything is opened, who looks at what of the file `ref`. Call `end` afterwards."""
    return Look.objects.create(
        ref=ref, at=timezone.now(), act=act, tie=tie, account=UUID(actor.account) if actor.account else None, org=org,
        post=_post(actor, org), purpose=purpose, fields=list(fields), openings=None, consent=consent,
    )  # fmt: skip


def end(look: Look, openings: int) -> None:
    """How many sealed rows of the vault were opened for it."""
    Look.objects.filter(pk=look.pk).update(openings=openings)
    look.openings = openings


def note(
    actor: Actor, ref: str, act: str, tie: str, *, org: str = "", purpose: str = "", fields: Iterable[str] = ()
) -> Look:
    """Notes what was done with the file `ref`, in the caller's transaction: both stand, or neither."""
    look = begin(actor, ref, act, tie, org=org, purpose=purpose, fields=fields)
    end(look, 0)
    return look


def _post(actor: Actor, org: str) -> str:
    if actor.program:
        return PROGRAM
    return next((seat.post.value for seat in actor.seats if seat.org == org), "")


def take_over() -> int:
    """Takes over what acts outside the pages noted, each once however often it is handed over. Gives how many."""
    pending = behind().looks.pending()
    with transaction.atomic():
        for noted in pending:
            Look.objects.get_or_create(uid=noted.uid, defaults=_row(noted))
    behind().looks.drop([noted.number for noted in pending])
    return len(pending)


def _row(noted: Noted) -> dict[str, object]:
    tie = "run" if noted.act in EVERYBODY else "house"
    return {"ref": noted.ref, "at": noted.at, "act": noted.act, "tie": tie, "openings": noted.openings}


def forget(ref: str) -> int:
    """Deletes the view log of a file that was erased, but for this: that it was. Gives how many rows went."""
    return Look.objects.filter(ref=ref).exclude(act="file.erase").delete()[0]
