"""What people read about scopes."""

from __future__ import annotations

from django.utils.translation import gettext as _


def scope(code: str) -> str:
    """What a program with this scope may do; the code itself for a row of the table that has no words yet."""
    known = {
        "org.read": _("Read who your organisation is"),
        "case.queue": _("Read cases that your organisation has to answer"),
        "case.answer": _("Answer cases"),
        "case.assign": _("Put members in charge of cases"),
        "consent.list": _("List consents that people gave to your organisation"),
        "consent.ask": _("Ask people for consent"),
        "file.disclosed": _("Read what consents open; people see each reading"),
        "facts.read": _("Read what became of files that you handed in"),
        "facts.upload": _("Hand in orders, reviews and attested facts"),
        "facts.admit": _("Admit files that you handed in"),
        "facts.undo": _("Undo files that are not final yet"),
        "exposure.rank": _("Rank lists with exposure floors"),
        "job.read": _("Read how far long work is"),
    }
    return f"{known[code]} ({code})" if code in known else code
