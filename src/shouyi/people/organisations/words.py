"""Organisations in words: kinds, posts, purposes of keys, reasons, refusals."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from shouyi.people.organisations.models import KINDS, POSTS, Act, Change, Organisation
from shouyi.people.permission.actors import Kind, Post

PURPOSES = {
    "batch": _("To sign what goes into the public log"),
    "issue": _("To issue certificates"),
    "client": _("For programs that use the interface"),
    "cosign": _("To witness the public log"),
    "log": _("To sign the public log itself"),
}
REASONS = {
    "review": _("What it states is being looked at"),
    "key": _("One of its keys may be in other hands"),
    "duty": _("It does not do what it took on"),
    "asked": _("It asked for it"),
    "ended": _("It has ended its work here"),
}
REFUSED = {
    "other_kind": _("This id joined the log as another kind of organisation. Choose another id."),
    "unknown_org": _("The log does not know this organisation. Register it first."),
    "founder": _("The operator's own organisation cannot be suspended: nobody could restore it."),
    "unknown_key": _("This organisation has no such key."),
    "key_taken": _("This key was registered before. One key has one purpose and one organisation: make a new one."),
    "last_key": _("This is the operator's last key of this purpose. Replace it instead."),
    "policy_key": _("Readers pin this key by name. It changes with a new policy, which the operator writes."),
    "own_only": _("This key is in the organisation's own hands. Register the new one, then revoke this one."),
}
ID_TAKEN = _("This id is taken. Choose another.")
NOT_INVITED = {
    "open": _("An invitation is on its way there already."),
    "member": _("They are a member already."),
    "many": _("Too many invitations are open. Take some back, or wait until they are answered."),
}
FILES = {
    "large": _("The file is too large. Send it in parts of at most 500 lines."),
    "rows": _("There are more than 500 lines. Send it in parts."),
    "encoding": _("This cannot be read as a table. Save it as CSV and choose it again."),
    "empty": _("There is no line below the headings. Add one for each person."),
    "column": _("The column “%(what)s” does not belong here. Take it out: only reach, post and language are read."),
    "twice": _("The column “%(what)s” is there twice. Keep one."),
    "missing": _("The column “%(what)s” is missing. Add it."),
}
ROWS = {
    "": _("Will be invited"),
    "cells": _("Too many cells, or one that is too long. Only reach, post and language are read."),
    "formula": _("A cell looks like a formula. Write plain text."),
    "reach": _("Neither a mobile number nor a mail address. Check it."),
    "post": _("The post is admin, officer or reader. Write one of these."),
    "language": _("The language is zh or en, or empty."),
    "twice": _("The same reach stands further up."),
    **NOT_INVITED,
}


def name(organisation: Organisation) -> str:
    """What it is called in the language of the page."""
    return organisation.name_en if (get_language() or "").startswith("en") else organisation.name_zh


def kind(organisation: Organisation) -> str:
    return str(KINDS[Kind(organisation.kind)])


def post(code: str) -> str:
    return str(POSTS[Post(code)])


def purpose(code: str) -> str:
    return str(PURPOSES.get(code, code))


def reason(code: str) -> str:
    return str(REASONS.get(code, code))


def act(change: Change) -> str:
    """What was asked, as the history says it."""
    return str(Act(change.act).label)


def standing(change: Change) -> str:
    """Whether the ledger has it."""
    if change.refused:
        return str(REFUSED.get(change.refused, change.refused))
    return _now("Written into the public log") if change.written_at else _now("On its way into the public log")


def file_refused(code: str, what: str) -> str:
    return str(FILES[code]) % {"what": what} if "%" in str(FILES[code]) else str(FILES[code])
