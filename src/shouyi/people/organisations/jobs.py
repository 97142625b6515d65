"""What takes longer than a page: writing into the ledger, which waits for imports, and sending invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouyi.people.accounts.sparing import has_room, put_off
from shouyi.people.jobs.registry import LEDGER_LEASE_S, Shown, job, schedule
from shouyi.people.organisations import changing, inviting
from shouyi.people.organisations.models import Change, Invitation

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job


def leads_to(job: Job) -> str:
    """The keys of the organisation, or the console's page of it."""
    change = Change.objects.select_related("organisation").filter(uid=job.args[0]).first()
    if change is None:
        return ""
    route = "console_organisation" if change.act in changing.OPERATORS else "organisation_keys"
    return reverse(route, args=[change.organisation.org])


@job(
    "organisations.write",
    retries=20,
    lease_s=LEDGER_LEASE_S,
    stoppable=False,  # half a registration, or a key that is not revoked after all, would stand about
    shown=Shown(_("Writing an organisation's change into the public log"), {}, leads_to),
)
def write(job: Job, change_uid: str) -> None:
    """Writes one change, then tells the members of a suspended or restored organisation."""
    from shouyi.people.organisations.telling import tell_members

    change = Change.objects.select_related("organisation", "by").get(uid=change_uid)
    changing.write(change)
    tell_members(change)


@job("organisations.invite", retries=8, shown=Shown(_("Sending an invitation")))
def send(job: Job, invitation_uid: str) -> None:
    """Sends the code once it is sealed here, and forgets it. Nothing when the invitation is over meanwhile; later where
    enough went to the same number or address today."""
    from shouyi.people.notices.sending import send_now

    found = Invitation.objects.filter(answered_at=None, taken_back_at=None, until__gt=timezone.now())
    invitation = found.filter(uid=invitation_uid).first()
    if invitation is None or not (code := invitation.text_or("code", "")):
        return
    if not has_room(invitation.reach_key, invitation.token_digest):
        put_off("organisations.invite", invitation.uid, invitation.token_digest)
        return
    key = f"invitation/{invitation.uid}/{invitation.token_digest[:16]}"
    send_now(invitation.reach, "invitation_code", (inviting.shown_code(code),), key, invitation.language)
    _forget_code(invitation)


@transaction.atomic
def _forget_code(sent: Invitation) -> None:
    """Only of the code that was sent: one that replaced it meanwhile is still to go."""
    held = Invitation.objects.select_for_update().filter(pk=sent.pk, token_digest=sent.token_digest).first()
    if held is not None and held.text_or("code", ""):
        held.code, held.sent_at = "", timezone.now()
        held.save()


@schedule("organisations.tidy", daily_at="04:50")
def tidy(job: Job, day: str) -> None:
    """Forgets where invitations went that have run out."""
    inviting.tidy()
