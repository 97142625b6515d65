"""What takes long about votes: having the ledger take a step, trying a guide on everybody, telling who hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouyi.people.behind import behind
from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import LEDGER_LEASE_S, Shown, job, schedule
from shouyi.people.votes import telling, trying, wishing
from shouyi.people.votes.models import Act, Draft, Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from shouyi.people.jobs.models import Job

PHASES = {
    "weighing": _("Weighing what is new."), "now": _("Counting by the guide in force."),
    "then": _("Counting by the draft."),
}  # fmt: skip


def to_vote(job: Job) -> str:
    """The proposal; a delegate's own page, whose wish is gone by then."""
    wish = Wish.objects.filter(uid=job.args[0]).first()
    if wish is None or wish.act == Act.SEAT:
        return reverse("my_seat")
    return reverse("vote", args=[wish.proposal]) if wish.proposal else ""


def to_draft(job: Job) -> str:
    draft = Draft.objects.select_related("organisation").filter(uid=job.args[0]).first()
    return reverse("vote_draft", args=[draft.organisation.org, draft.uid]) if draft else ""


@job(
    "votes.write",
    retries=20,
    lease_s=LEDGER_LEASE_S,
    stoppable=False,  # a ballot is final, and nobody could tell whether it was cast
    shown=Shown(_("Writing a step of a vote into the public log"), {}, to_vote),
)
def write(job: Job, uid: str) -> None:
    """One step. A wish that is gone was written."""
    wish = Wish.objects.select_related("organisation", "by", "draft").filter(uid=uid).first()
    if wish is not None:
        wishing.write(wish)


@job("votes.try_draft", lease_s=LEDGER_LEASE_S, shown=Shown(_("Trying a draft of the guide on everybody"), PHASES,
                                                            to_draft))  # fmt: skip
def try_draft(job: Job, uid: str) -> None:
    """Makes the document and counts what it would do."""
    if draft := Draft.objects.filter(uid=uid).first():
        trying.try_draft(draft, _progress(job))


@schedule("votes.effects", daily_at="05:20", lease_s=LEDGER_LEASE_S)
def effects(job: Job, day: str) -> None:
    """What guides that are voted on would do, where nobody counted it yet: those proposed at a terminal."""
    for vote in behind().votes.all():
        if vote.is_open:
            trying.try_proposal(vote, _progress(job))


@schedule("votes.tell", every_minutes=60)
def tell(job: Job, occasion: str) -> None:
    """Tells what there is to tell of votes today. A vote opens, ends and is put in force at any hour of a day."""
    _tell(job, occasion, 0)


@job("votes.tell_on")
def tell_on(job: Job, occasion: str, times: str) -> None:
    """Goes on where a run had told as many as it may."""
    _tell(job, occasion, int(times))


def _tell(job: Job, occasion: str, times: int) -> None:
    if not telling.tell_everybody(job.step):
        enqueue("votes.tell_on", occasion, times + 1, key=f"votes.tell_on/{occasion}/{times + 1}")


def _progress(job: Job) -> Callable[[str, int, int], None]:
    return lambda phase, done, total: job.step(done, total, phase)
