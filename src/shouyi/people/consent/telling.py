"""Telling people that something of a consent happened; never what it opens, which only the pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.notices.notify import notify
from shouyi.people.permission.rules import BY_ACTION

if TYPE_CHECKING:
    from shouyi.people.consent.models import Ask, Consent

TO_RECIPIENT = {"consent_given": "consent_opened", "consent_ended": "consent_closed"}
LOOKING = frozenset(post.value for rule in BY_ACTION["file.disclosed"] for post in rule.posts)


def tell(consent: Consent, code: str) -> None:
    """Its owner reads that a consent was given or ended, whoever of the household sat at the device; and so do those
    who may look for the recipient."""
    notify(consent.ref, code, f"{code}/{consent.uid}", organisation=consent.organisation.org)
    tell_recipient(consent, TO_RECIPIENT[code])


def tell_recipient(consent: Consent, code: str) -> None:
    """That somebody's consent was given or ended, in the pages alone. Whose it is stands behind the door."""
    org = consent.organisation
    sitting = org.memberships.filter(ended_at=None, post__in=LOOKING).select_related("account")
    for account in (each.account for each in sitting):
        if account.ref != consent.ref:
            notify(account, code, f"{code}/{consent.uid}/{account.uid}", organisation=org.org)


def tell_owner(ask: Ask) -> None:
    """The owner learns that an organisation asks."""
    notify(ask.ref, "consent_asked", f"consent_asked/{ask.uid}", organisation=ask.organisation.org)
