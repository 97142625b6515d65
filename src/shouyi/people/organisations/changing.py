"""What somebody asks of the ledger about an organisation: written down here, done by a job, told when it is done.

A suspension works on the pages and on programs' tokens from this very moment; on the ledger once the job has written
it. A restoring works everywhere once it is written, and never before the suspension that it ends. The rows of
organisations and keys follow what the ledger says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.people.behind import behind
from shouyi.people.jobs.queue import enqueue
from shouyi.people.organisations.models import Act, Change, Organisation, OrgKey
from shouyi.people.permission.actors import Kind
from shouyi.people.ports.orgs import OrgRefused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shouyi.people.accounts.models import Account
    from shouyi.people.jobs.models import Job
    from shouyi.people.ports.orgs import Known, Orgs

OPERATORS = frozenset({Act.REGISTER, Act.SUSPEND, Act.RESTORE})
FIRST = {Act.REGISTER: (), Act.RESTORE: (Act.REGISTER, Act.SUSPEND)}
"""Which earlier acts on the same organisation an act waits for; the others wait for its registration alone."""


class NotItsTurn(Exception):
    """What was asked before, and must be written before, is still on its way. The job tries again."""


@transaction.atomic
def ask(organisation: Organisation, act: Act, by: Account | None, **about: str) -> tuple[Change, Job]:
    """Writes the wish down and enqueues the job that does it; the same wish again, as by two clicks, is the one that
    is on its way. `about`: purpose, public, reason."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    known = on_its_way(organisation, act).filter(**about).first()
    change = known or Change.objects.create(organisation=organisation, act=act, by=by, **about)
    if act is Act.SUSPEND:
        Organisation.objects.filter(pk=organisation.pk).update(suspended_at=change.asked_at)
    org = "" if act in OPERATORS else organisation.org
    job = enqueue("organisations.write", change.uid, key=f"organisations.write/{change.uid}", for_account=by, org=org)
    return change, job


def on_its_way(organisation: Organisation, *acts: Act) -> QuerySet[Change]:
    """What was asked and is neither written nor refused."""
    return organisation.changes.filter(act__in=acts, written_at=None, refused="")


def write(change: Change) -> None:
    """Has the ledger take it, and brings the rows up to what it says. Again, it changes nothing more: a job that was
    taken twice must not restore whoever was suspended since.

    Raises OrgRefused, which stands in the row too; NotItsTurn; GatewayError.
    """
    if Change.objects.filter(pk=change.pk, written_at__isnull=False).exists():
        return
    before = FIRST.get(Act(change.act), (Act.REGISTER,))
    if on_its_way(change.organisation, *before).filter(pk__lt=change.pk).exists():
        raise NotItsTurn
    try:
        known = _write(behind().orgs, change)
    except OrgRefused as refused:
        Change.objects.filter(pk=change.pk).update(refused=refused.code)
        raise
    with transaction.atomic():
        project(known)
        Change.objects.filter(pk=change.pk, written_at=None).update(written_at=timezone.now(), refused="")


def _write(orgs: Orgs, change: Change) -> Known:
    organisation = change.organisation
    org = organisation.org
    match Act(change.act):
        case Act.REGISTER:
            own = change.purpose == "own"
            return orgs.register(org, organisation.kind, organisation.name_zh, organisation.name_en, own_key=own)
        case Act.SUSPEND:
            return orgs.suspend(org, change.reason)
        case Act.RESTORE:
            return orgs.restore(org)
        case Act.ADD_KEY:
            return orgs.add_key(org, change.purpose)
        case Act.ADD_OWN_KEY:
            return orgs.add_own_key(org, change.purpose, change.public)
        case Act.ROTATE_KEY:
            return orgs.rotate_key(org, change.public)
        case Act.REVOKE_KEY:
            return orgs.revoke_key(org, change.public)


@transaction.atomic
def project(known: Known) -> Organisation:
    """One organisation's rows as the ledger has it. A suspension that is still on its way stays; names that stand here
    stay where the pin has none."""
    names = {"name_zh": known.name_zh or known.org, "name_en": known.name_en or known.org}
    made = {"kind": known.kind, "written_at": timezone.now(), **names}
    organisation, new = Organisation.objects.get_or_create(org=known.org, defaults=made)
    if not new:
        organisation.kind = known.kind
        organisation.written_at = organisation.written_at or timezone.now()
    if known.suspended or on_its_way(organisation, Act.SUSPEND).exists():
        organisation.suspended_at = organisation.suspended_at or timezone.now()
    else:
        organisation.suspended_at = None
    organisation.save()
    _project_keys(organisation, known)
    return organisation


def _project_keys(organisation: Organisation, known: Known) -> None:
    for key in known.keys:
        about = {"organisation": organisation, "purpose": key.purpose, "here": key.here}
        row, _new = OrgKey.objects.update_or_create(public=key.public, defaults=about)
        if key.revoked and row.revoked_at is None:
            OrgKey.objects.filter(pk=row.pk).update(revoked_at=timezone.now())


def project_all() -> int:
    """Every organisation that the ledger knows: what `shouyi rebuild` calls. Members, contacts and instants before now
    it does not know; those come from a backup. Gives how many there are."""
    return len([project(known) for known in behind().orgs.known()])


def has_operator(organisation: Organisation) -> bool:
    """Whether it is the operator's own, which cannot be suspended."""
    return organisation.kind == Kind.OPERATOR.value
