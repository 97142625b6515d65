"""Telling people that something of a consent happened; never what it opens, which only the pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.notices.notify import notify

if TYPE_CHECKING:
    from shouyi.people.consent.models import Ask, Consent


def tell(consent: Consent, code: str) -> None:
    """Its owner reads that a consent was given or ended, whoever of the household sat at the device."""
    notify(consent.ref, code, f"{code}/{consent.uid}", organisation=consent.organisation.org)


def tell_owner(ask: Ask) -> None:
    """The owner learns that an organisation asks."""
    notify(ask.ref, "consent_asked", f"consent_asked/{ask.uid}", organisation=ask.organisation.org)
