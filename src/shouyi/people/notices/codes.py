"""Which notices there are. A code says what happened; its words are in `words`, its ids are random and name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What a preference is about."""

    SECURITY = "security"
    HELP = "help"
    CONSENT = "consent"
    CASE = "case"
    FILE = "file"
    INVITATION = "invitation"
    JOB = "job"
    VOTE = "vote"
    GUIDE = "guide"


class UnknownCode(ValueError):
    """No notice has this code, or it does not take these ids."""


@dataclass(frozen=True, slots=True)
class Code:
    """`ids`: the names of the ids that it must be told with. `link`: the route to which it leads, and the ids in it.
    `outside`: whether mail or SMS ever go out. Security passes quiet hours and cannot be switched off."""

    name: str
    group: Group
    ids: tuple[str, ...] = ()
    link: tuple[str, ...] = ("my_notices",)
    outside: bool = True

    @property
    def urgent(self) -> bool:
        return self.group is Group.SECURITY

    @property
    def optional(self) -> bool:
        return self.group is not Group.SECURITY


_MY_CASE = ("my_case", "case")
_VOTE = ("vote", "proposal")
_ALL = (
    Code("new_sign_in", Group.SECURITY),
    Code("sign_in_changed", Group.SECURITY),
    Code("recovery_begun", Group.SECURITY),
    Code("recovery_stopped", Group.SECURITY),
    Code("helper_appointed", Group.SECURITY),
    Code("erasure_done", Group.SECURITY, link=("my_rights",)),
    Code("helping_begun", Group.HELP),
    Code("helper_acted", Group.HELP),
    Code("helper_revoked", Group.HELP),
    Code("consent_asked", Group.CONSENT, ("organisation",)),
    Code("consent_given", Group.CONSENT, ("organisation",)),
    Code("consent_ended", Group.CONSENT, ("organisation",)),
    Code("consent_opened", Group.CONSENT, ("organisation",), ("disclosed_people", "organisation"), outside=False),
    Code("consent_closed", Group.CONSENT, ("organisation",), ("disclosed_people", "organisation"), outside=False),
    Code("case_opened", Group.CASE, ("case",), _MY_CASE),
    Code("case_written", Group.CASE, ("case",), _MY_CASE),
    Code("case_escalated", Group.CASE, ("case",), _MY_CASE),
    Code("case_answered", Group.CASE, ("case",), _MY_CASE),
    Code("case_deadline_near", Group.CASE, ("case",), _MY_CASE),
    Code("case_overdue", Group.CASE, ("case",), _MY_CASE),
    Code("case_closed", Group.CASE, ("case",), _MY_CASE),
    Code("statement_confirmed", Group.FILE),
    Code("export_ready", Group.FILE, link=("my_rights",)),
    Code("invitation", Group.INVITATION, ("organisation",)),
    Code("org_suspended", Group.SECURITY, ("organisation",), ("organisation", "organisation")),
    Code("org_restored", Group.SECURITY, ("organisation",), ("organisation", "organisation")),
    Code("vote_opened", Group.VOTE, ("proposal",), _VOTE),
    Code("vote_closing", Group.VOTE, ("proposal",), _VOTE),
    Code("vote_passed", Group.VOTE, ("proposal",), _VOTE),
    Code("vote_failed", Group.VOTE, ("proposal",), _VOTE),
    Code("vote_guide", Group.GUIDE, ("proposal",), _VOTE),
    Code("job_finished", Group.JOB, ("job",), ("job", "job"), outside=False),
    Code("job_failed", Group.JOB, ("job",), ("job", "job"), outside=False),
)
CODES = {code.name: code for code in _ALL}


def code_of(name: str) -> Code:
    """Raises UnknownCode."""
    try:
        return CODES[name]
    except KeyError:
        raise UnknownCode("no notice has this code") from None
