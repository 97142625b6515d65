"""Telling people that something of a consent happened; never what it opens, which only the pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouyi.people.consent.models import Ask, Consent


def tell_recipient(consent: Consent, code: str) -> None:
    """Its officers learn that a consent was given or ended, each in the pages."""


def tell_owner(ask: Ask) -> None:
    """The owner learns that an organisation asks."""
