"""What is excepted, by name, each with its reason. Everything that is not named here must be alike to the byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAIN = ("buyer", "bank", "platform", "regulator", "operator")
"""Logins that are walked at every commit, besides the visitor who does not sign in."""
OTHERS = ("member", "culture", "certifier", "training", "enterprise", "workshop", "carrier", "registrar")
"""Those that the long tier walks, too."""
PROGRAMS = ("bank", "platform", "certifier", "regulator")
"""Logins for whose organisations a program asks by token."""
NOT_WALKED: Mapping[str, str] = {
    "artisan": "whose disability it is: what their own pages show them is theirs",
    "helper": "whom an artisan chose, within the rights that the artisan gave",
    "officer": "a federation: it attests disability, to the person alone; what others see of it is walked as theirs",
}
"""Logins of the town whose pages are not compared → why."""


@dataclass(frozen=True, slots=True)
class Published:
    """The audit's own figures on one route: what `pattern` matches there is compared as its name alone."""

    route: str
    name: str
    pattern: str


AUDIT_FIGURES: tuple[Published, ...] = ()
"""Figures about groups that the audit publishes, with intervals, from what people consented to be counted by."""

FILES: Mapping[str, str] = {
    "audit/sample.db/sample": "the audit's sample, sealed: who agreed to be counted, and in which group",
    "town/private/private.json": "the record that is exchanged: for whoever made the town, read by the audit alone",
}
"""Files of a home that may differ → why. Nobody in VISITORS reaches them."""

NOT_SENT: Mapping[str, str] = {
    "account_logout": "whoever signs out sees no more",
    "account_close": "so does whoever closes the account",
}
"""Routes whose forms are not sent → why."""
LINK, CODE = "by a link that was sent to one person", "in the middle of signing in, after a code was sent"
NONE_THERE = "the demonstration has none of it that stands open"
LET_IN_NEVER: Mapping[str, str] = {
    "account_code": CODE,
    "account_fresh_code": CODE,
    "account_name": CODE,
    "account_reach_code": CODE,
    "account_recovery_stop_link": LINK,
    "activate_vote": NONE_THERE,
    "api1_read_ask": "by a name that the answer to asking told",
    "cosigned_note": NONE_THERE,
    "erasure_receipt": LINK,
    "notices_off": LINK,
    "propose": NONE_THERE,
    "statement_code": LINK,
    "statement_confirm": LINK,
    "vote_draft": NONE_THERE,
}
"""Routes that others than an artisan may see, at which nobody is let in here → why. What they answer is compared."""
CULTURE, COSIGNING = "members of culture bodies", "whoever an artisan lets recompute and sign"
LET_IN_LATER: Mapping[str, str] = {
    "carry_ballot": CULTURE,
    "cosign": COSIGNING,
    "cosigning_person": COSIGNING,
    "vote_effect": "anybody, once it was counted what a vote would do",
    "vote_comment": CULTURE,
    "vote_take_out": CULTURE,
}
"""Those at which somebody is let in whom the long tier walks alone → who."""
