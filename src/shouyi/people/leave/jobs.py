"""Jobs of leave: what was wished for is written into the file, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shouyi.archive.errors import PersonErased
from shouyi.people.behind import behind
from shouyi.people.jobs.registry import LEDGER_LEASE_S, Shown, job
from shouyi.people.leave.models import REFUSED, Wish
from shouyi.people.leave.wishing import WRITING, take_up

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job


@job(WRITING, retries=8, lease_s=LEDGER_LEASE_S, shown=Shown(_("Writing down a leave")), stoppable=False)
def write(job: Job, uid: str) -> None:
    """A wish that was taken back meanwhile is not there any more."""
    found = Wish.objects.filter(uid=uid).first()
    if found is None or not take_up(found):
        return
    try:
        done = _write(found)
    except PersonErased:  # nobody is left whose clock could stop: the wish goes
        done = True
    if done:
        Wish.objects.filter(pk=found.pk).delete()
    else:
        Wish.objects.filter(pk=found.pk).update(state=REFUSED)


def _write(wish: Wish) -> bool:
    leaver = behind().leaver
    if wish.word == "declare":
        first, days = wish.numbers
        return leaver.declare(wish.ref, first, days)
    log, index, last = wish.numbers
    return leaver.end(wish.ref, log, index, last)
