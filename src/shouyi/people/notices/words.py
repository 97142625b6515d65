"""What a notice says: one sentence of what happened, one of what can be done. Made when shown or sent, never stored.

Sentences with `%(organisation)s` get the organisation's name in the reader's language, those with `%(proposal)s` what
is voted on. Whoever looks over a shoulder at a lock screen learns nothing: subjects and SMS say only that something
waits, or that it is about the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from shouyi.people.notices.codes import Group, code_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

SIGN_NAME = "【守艺】"
"""What the provider puts before every SMS; it counts."""
SMS_CHARS_MAX = 70

HAPPENED = {
    "new_sign_in": _("Somebody signed in to your account on another device."),
    "sign_in_changed": _("How you sign in to your account was changed."),
    "recovery_begun": _("Somebody has begun to recover your account. There is a waiting time first."),
    "recovery_stopped": _("The recovery of your account was stopped."),
    "helper_appointed": _("A helper was appointed for your account."),
    "erasure_done": _("The erasure you asked for is done."),
    "helping_begun": _("Somebody asks for your help and lets you act for them."),
    "helper_acted": _("A helper did something in your name."),
    "helper_revoked": _("The rights of a helper have ended."),
    "consent_asked": _("%(organisation)s asks for your consent."),
    "consent_given": _("Your consent to %(organisation)s is in force."),
    "consent_ended": _("The consent between you and %(organisation)s has ended."),
    "consent_opened": _("Somebody gave %(organisation)s consent to see something."),
    "consent_closed": _("A consent that %(organisation)s had was ended."),
    "case_opened": _("A case was opened."),
    "case_written": _("Something was added to a case."),
    "case_escalated": _("Somebody else now looks at a case."),
    "case_answered": _("There is an answer to your case."),
    "case_deadline_near": _("A case is to be answered within two working days."),
    "case_overdue": _("The answer to a case is overdue."),
    "case_closed": _("A case was closed."),
    "statement_confirmed": _("A buyer confirmed what you wrote down."),
    "export_ready": _("The export you asked for is ready."),
    "invitation": _("%(organisation)s invites you to join it."),
    "org_suspended": _("%(organisation)s is suspended: its members can look, not act."),
    "org_restored": _("%(organisation)s is no longer suspended."),
    "job_finished": _("Something that you started has finished."),
    "job_failed": _("Something that you started did not work."),
    "vote_opened": _("Ballots are taken now: %(proposal)s."),
    "vote_closing": _("Only a few days are left to vote: %(proposal)s."),
    "vote_passed": _("It passed: %(proposal)s."),
    "vote_failed": _("It did not pass: %(proposal)s."),
    "vote_guide": _("The guide has a new version."),
}
NEXT = {
    "new_sign_in": _("If that was not you, end the sign-in and call us."),
    "sign_in_changed": _("If that was not you, call us at once."),
    "recovery_begun": _("If that was not you, stop it before the waiting time is over."),
    "recovery_stopped": _("You can sign in as before."),
    "helper_appointed": _("If you did not want that, end it at once."),
    "erasure_done": _("The statement says what was erased and what must stay."),
    "helping_begun": _("Look at what they let you do. You can end it at any time."),
    "helper_acted": _("Look at what was done. You can end the help at any time."),
    "helper_revoked": _("There is nothing you need to do."),
    "consent_asked": _("Look at what they would see before you decide. Saying no is fine."),
    "consent_given": _("You can withdraw it at any time, in one step."),
    "consent_ended": _("From now on nothing more is shown to them."),
    "consent_opened": _("The list says what is open, what for and until when."),
    "consent_closed": _("What it opened is closed at once. No reason is owed."),
    "case_opened": _("The page of the case says who answers, and until when."),
    "case_written": _("Read it on the page of the case."),
    "case_escalated": _("The page of the case says who it is and until when."),
    "case_answered": _("Read it. If you do not agree, somebody else looks again."),
    "case_deadline_near": _("Read the case and answer it in time."),
    "case_overdue": _("Somebody waits for it. Read the case and answer it."),
    "case_closed": _("The outcome stands on the page of the case."),
    "statement_confirmed": _("It now counts like any other evidence."),
    "export_ready": _("Download it when you like."),
    "invitation": _("Open the invitation to say yes or no."),
    "org_suspended": _("Its page says why, and whom to ask."),
    "org_restored": _("Its members can act again."),
    "job_finished": _("See what came of it."),
    "job_failed": _("See what happened; you can try again."),
    "vote_opened": _("Its page says what would change, until when ballots are taken, and where to cast one."),
    "vote_closing": _("If you may vote and have not yet, its page says how, and which day is the last."),
    "vote_passed": _("Its page says who voted how, and from which day it can be put in force."),
    "vote_failed": _("Its page says why, and who voted how."),
    "vote_guide": _("Its page says what is different and since when. You need do nothing."),
}
SUBJECTS = {
    "sign_in_code": _("Your sign-in code for Shouyi"),
    "confirm_code": _("Your code for Shouyi"),
    "invitation_code": _("An invitation from Shouyi"),
    "account": _("About your account at Shouyi"),
    "waiting": _("Something is waiting for you at Shouyi"),
}
SMS = {
    "sign_in_code": _("%(code)s is your sign-in code, good for %(minutes)s minutes. Tell nobody."),
    "confirm_code": _("%(code)s confirms your answer at Shouyi, for %(minutes)s minutes."),
    "invitation_code": _("You are invited to Shouyi. Your code there: %(code)s"),
    "account": _("Something about your Shouyi account changed. Please look."),
    "waiting": _("Something is waiting for you at Shouyi."),
}
PLACES = {
    "sign_in_code": ("code", "minutes"), "confirm_code": ("code", "minutes"), "invitation_code": ("code",),
    "account": (), "waiting": (),
}  # fmt: skip
"""The places of each SMS template, in the order in which the provider numbers them."""
GROUPS = {
    Group.SECURITY: _("Your account and its safety"),
    Group.HELP: _("Helpers"),
    Group.CONSENT: _("Consents"),
    Group.CASE: _("Cases"),
    Group.FILE: _("Your own file"),
    Group.INVITATION: _("Invitations"),
    Group.JOB: _("Things that you started"),
    Group.VOTE: _("Votes"),
    Group.GUIDE: _("New versions of the guide"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in the reader's language."""

    happened: str
    next: str


def say(code: str, ids: Mapping[str, str]) -> Said:
    """In the language in force. What nobody knows any more is "an organisation", "a proposal"."""
    places = {name: named(ids[name]) for name, named in NAMED.items() if f"%({name})s" in str(HAPPENED[code])}
    return Said(_filled(HAPPENED[code], places), _filled(NEXT[code], places))


def template_of(code: str) -> str:
    """Which SMS template and which subject a notice has: these two tell nothing of what happened."""
    return "account" if code_of(code).urgent else "waiting"


def sms_text(template: str, params: tuple[str, ...]) -> str:
    """The SMS as the provider makes it from its template, without the name before it."""
    return _filled(SMS[template], dict(zip(PLACES[template], params, strict=True)))


def _filled(text: _StrPromise, places: Mapping[str, str]) -> str:
    return str(text) % places if places else str(text)


def _organisation(org: str) -> str:
    from shouyi.people.organisations.models import Organisation

    found = Organisation.objects.filter(org=org).first()
    if found is None:
        return _now("An organisation")
    return found.name_en if (get_language() or "").startswith("en") else found.name_zh


def _proposal(digest: str) -> str:
    from shouyi.people.behind import behind
    from shouyi.people.votes.words import title

    found = behind().votes.one(digest)
    return title(found) if found else _now("A proposal")


NAMED = {"organisation": _organisation, "proposal": _proposal}
"""How an id is said, for those that a sentence has a place for."""
