"""Giving and withdrawing: the row takes effect when its transaction commits; the ledger's entry follows by a job."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from shouyi.archive.consent import SENSITIVE, ConsentRefused, require_provided
from shouyi.people.consent.models import Consent
from shouyi.people.consent.standing import day_at, today
from shouyi.people.consent.telling import tell
from shouyi.people.jobs.queue import enqueue
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import decide
from shouyi.people.permission.requests import NotAllowed
from shouyi.people.trail import notes

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from shouyi.people.consent.models import Ask
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.permission.actors import Actor

HANDLE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Wish:
    """What its owner is about to open: for whom, what for, which fields, for how many days counted with today."""

    organisation: Organisation
    purpose: str
    fields: tuple[str, ...]
    days: int

    def require(self) -> None:
        """Raises ConsentRefused for what the table of purposes does not provide for."""
        if self.organisation.suspended_at:
            raise ConsentRefused("a suspended organisation is given nothing")
        require_provided(self.organisation.kind, self.purpose, self.fields, self.days)

    @property
    def sensitive(self) -> bool:
        return bool(set(self.fields) & SENSITIVE)


@transaction.atomic
def give(actor: Actor, ref: str, wish: Wish, answers: Ask | None = None, uid: UUID | None = None) -> Consent:
    """One consent, in place of what was given before for the same: same recipient, same purpose, sensitive or not.

    Of two at the same moment the second waits for the first, so that one withdrawal ends all there is; the very same
    again (a form sent twice) gives the one that stands. `uid` names it where its name must be known before, since the
    ledger's entry bears it. Raises NotAllowed for anybody but the owner, ConsentRefused.
    """
    _require(actor, "consent.give", ref)
    wish.require()
    _wait_for_twins(wish.organisation)
    earlier = list(_like(ref, wish))
    if uid is None and (same := next((each for each in earlier if _says(each, wish, answers)), None)):
        return same
    for each in earlier:
        _end(each)
    made = Consent.objects.create(
        organisation=wish.organisation, ref=ref, purpose=wish.purpose, fields=list(wish.fields),
        sensitive=wish.sensitive, given_at=timezone.now(), until_on=today() + wish.days - 1, answers=answers,
        handle=handle_for(ref, wish.organisation), uid=uid or uuid4(),
    )  # fmt: skip
    _note(actor, made, "consent.give")
    enqueue("consent.record", made.uid, key=f"consent/{made.uid}")
    tell(made, "consent_given")
    return made


@transaction.atomic
def withdraw(actor: Actor, ref: str, uid: UUID) -> Consent | None:
    """Ends one consent at once; None where the owner gave none of this uid. Ending it twice changes nothing.

    Raises NotAllowed for anybody but the owner.
    """
    _require(actor, "consent.withdraw", ref)
    found = Consent.objects.select_for_update().filter(ref=ref, uid=uid).first()
    if found is None or found.withdrawn_at:
        return found
    _end(found)
    _note(actor, found, "consent.withdraw")
    tell(found, "consent_ended")
    return found


@transaction.atomic
def end_all(ref: str) -> None:
    """Ends all that is in force of a file whose owner leaves."""
    for consent in Consent.objects.select_for_update().filter(ref=ref, withdrawn_at=None, until_on__gte=today()):
        _end(consent)
        tell(consent, "consent_ended")


def forget(ref: str) -> None:
    """Deletes what stands here of a file that was erased: consents, asks and codes."""
    from shouyi.people.consent.models import Ask, Code

    for model in (Consent, Ask, Code):
        model.objects.filter(ref=ref).delete()


def in_force(ref: str) -> QuerySet[Consent]:
    """What its owner lets others read today, the latest first."""
    found = Consent.objects.filter(ref=ref, withdrawn_at=None, until_on__gte=today())
    return found.select_related("organisation").order_by("-given_at")


def _end(consent: Consent) -> None:
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    enqueue("consent.record", consent.uid, key=f"consent/{consent.uid}/ended")


def _wait_for_twins(organisation: Organisation) -> None:
    """Rows that are not there yet cannot be locked: whoever gives something to this recipient goes one by one."""
    type(organisation).objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _says(consent: Consent, wish: Wish, answers: Ask | None) -> bool:
    """Whether it was given today with just these fields and this end, in answer to the same."""
    told = sorted(consent.fields), consent.until_on, day_at(consent.given_at), consent.answers_id
    return told == (sorted(wish.fields), today() + wish.days - 1, today(), answers.pk if answers else None)


def _like(ref: str, wish: Wish) -> QuerySet[Consent]:
    same = {"organisation": wish.organisation, "purpose": wish.purpose, "sensitive": wish.sensitive}
    return Consent.objects.select_for_update().filter(ref=ref, withdrawn_at=None, until_on__gte=today(), **same)


def handle_for(ref: str, organisation: Organisation) -> str:
    """The same for all consents of one owner to one recipient, another for another's: nobody joins files by it."""
    known = Consent.objects.filter(ref=ref, organisation=organisation).values_list("handle", flat=True).first()
    return known or "".join(secrets.choice(HANDLE_LETTERS) for _ in range(5))


def _require(actor: Actor, act: str, ref: str) -> None:
    found = decide(actor, act, Target(ref=ref))
    if not found.allowed:
        raise NotAllowed(found)


def _note(actor: Actor, consent: Consent, act: str) -> None:
    org = consent.organisation.org
    look = notes.note(actor, consent.ref, act, "own", org=org, purpose=consent.purpose, fields=consent.fields)
    look.consent = consent.uid
    look.save(update_fields=["consent"])


def given_on(consent: Consent) -> int:
    """The day on which it was given, in UTC+8."""
    return day_at(consent.given_at)
