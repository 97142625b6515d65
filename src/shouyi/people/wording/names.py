"""The names of codes. A code that has no name here shows as itself, so that a new guide is readable at once."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Names = dict[str, str | Promise]

BANDS: Names = {
    "A": _("Band A"),
    "B": _("Band B"),
    "C": _("Band C"),
    "none": _("No band yet"),
    "thin": _("Little evidence yet"),
}
DIMENSIONS: Names = {
    "skill": _("Skill"),
    "fulfilment": _("Kept promises"),
    "word_of_mouth": _("Word of mouth"),
    "social": _("Social contribution"),
    "finance": _("Finance"),
}
INDICATORS: Names = {
    "qualification": _("Qualification"),
    "panel": _("Anonymous panel"),
    "quality_checks": _("Sampled quality checks"),
    "training": _("Training completed"),
    "dispatch": _("Sent by the day you promised"),
    "not_cancelled": _("Not cancelled by the maker"),
    "not_returned": _("Not returned for quality"),
    "capacity": _("Accepted no more than declared"),
    "satisfied": _("Satisfied buyers"),
    "repeat": _("Buyers who came back"),
    "contribution": _("Apprentices, jobs, heritage, public benefit"),
    "repayment": _("Repaid on time"),
    "cash_flow": _("Steady cash flow"),
}
NEVER_USED: Names = {
    "disability_kind": _("whether you are disabled, and how"),
    "disability_grade": _("any grade of disability"),
    "health": _("your health"),
    "assistive_technology": _("the aids you use"),
    "response_speed": _("how fast you answer"),
    "live_hours": _("how long you are live"),
    "voice": _("your voice"),
    "appearance": _("how you look"),
    "home_address": _("where you live"),
    "acquaintances": _("whom you know"),
}
CERTIFICATES: Names = {
    "national_inheritor": _("national inheritor"),
    "provincial_inheritor": _("provincial inheritor"),
    "city_inheritor": _("city inheritor"),
    "county_inheritor": _("county inheritor"),
    "accredited_certificate": _("accredited certificate"),
    "vocational_certificate": _("vocational certificate"),
}
KINDS: Names = {
    "archive.opened": _("Your file was opened."),
    "source.added": _("A new source: this organisation may now state facts about you."),
    "trade.statement": _("What became final on this day"),
    "review.given": _("A buyer's review"),
    "outcome.attested": _("An attested fact"),
    "work.registered": _("A work was registered"),
    "consent.given": _("You gave a consent."),
    "consent.withdrawn": _("You withdrew a consent."),
    "fact.erased": _("An earlier fact was deleted. That it was deleted stays visible."),
}
ROLES: Names = {
    "artisan": _("Artisan"),
    "buyer": _("Buyer"),
    "member": _("Member"),
    "officer": _("Officer"),
}
LOGS = (_("skill log"), _("trace log"), _("voice log"), _("rule log"))


def band(code: str) -> str:
    """Band A, B, C, none yet, little evidence yet."""
    return str(BANDS.get(code, code))


def dimension(code: str) -> str:
    return str(DIMENSIONS.get(code, code))


def indicator(code: str) -> str:
    return str(INDICATORS.get(code, code))


def certificate(code: str) -> str:
    """What an anchor of a level is called."""
    return str(CERTIFICATES.get(code, code))


def never_used(code: str) -> str:
    return str(NEVER_USED.get(code, code))


def kind(code: str) -> str:
    """What a registered kind of entry says, when it says nothing more."""
    return str(KINDS.get(code, code))


def role(code: str) -> str:
    """What an account comes to do."""
    return str(ROLES.get(code, code))


def log_name(log: int) -> str:
    """The name of a log by its number."""
    return str(LOGS[log])


def place(log: int, index: int) -> str:
    """Where an entry stands: its log and its leaf index there."""
    return gettext("%(log)s, %(index)s") % {"log": log_name(log), "index": index}
