"""What the page of an assessment says: the headline, the reasons, what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from shouyi.people.reading import reader
from shouyi.people.wording.names import band, certificate, indicator
from shouyi.people.wording.numbers import percent, tenths
from shouyi.score.guide import Said, parse_guide
from shouyi.score.guides import guide_bytes

if TYPE_CHECKING:
    from shouyi.score.guide import Guide
    from shouyi.score.records import Assessment, Change, Reason

HEADLINES: dict[str, str | Promise] = {
    "A": gettext_lazy("You are in band A."),
    "B": gettext_lazy("You are in band B."),
    "C": gettext_lazy("You are in band C."),
    "none": gettext_lazy("There is no band yet; here is the way to one."),
    "thin": gettext_lazy("Your file is young: evidence is still growing."),
}
UP: dict[str, str | Promise] = {
    "dispatch": gettext_lazy("Orders left by the day you had promised."),
    "not_cancelled": gettext_lazy("You hardly ever cancelled what was ordered."),
    "not_returned": gettext_lazy("Hardly anything came back for quality."),
    "satisfied": gettext_lazy("Buyers were satisfied."),
    "repeat": gettext_lazy("Buyers came back within 180 days."),
}
DOWN: dict[str, str | Promise] = {
    "dispatch": gettext_lazy("Some orders left later than you had promised."),
    "not_cancelled": gettext_lazy("Some orders were cancelled from your side."),
    "not_returned": gettext_lazy("Some works came back for quality."),
    "satisfied": gettext_lazy("Some buyers were not satisfied."),
    "repeat": gettext_lazy("Few buyers came back within 180 days."),
}


def headline(assessment: Assessment) -> str:
    return str(HEADLINES[assessment.band])


def under_headline(assessment: Assessment, guide: Guide, reachable: int) -> str:
    """One sentence on what the band means, never on what a person is. `reachable`: the most that today's sources allow,
    in tenths; nobody is told that points are missing which nobody can get."""
    bands = guide.bands
    if assessment.band == "thin":
        said = _("Below %(events)s events of weight we show the number but no band: we do not know enough yet.")
        return said % {"events": bands.thin_below}
    if assessment.band == "A":
        return _("The certainty of being at 80 or more is %(p)s.") % {"p": percent(assessment.p80)}
    better, above = {"none": ("C", bands.c), "C": ("B", bands.b), "B": ("A", bands.a)}[assessment.band]
    if reachable < above:
        return _out_of_reach(better, above, reachable)
    if assessment.band == "none":
        return _("Band C begins at %(floor)s. Below you see what would lift it.") % {"floor": tenths(bands.c)}
    if assessment.score >= above:
        said = _("The number reaches %(band)s, but the certainty is %(p)s; %(gate)s is needed.")
        return said % {"band": band(better), "p": percent(assessment.p80), "gate": percent(bands.a_gate)}
    said = _("%(points)s points are missing to %(band)s.")
    return said % {"points": tenths(above - assessment.score), "band": band(better)}


def _out_of_reach(better: str, above: int, reachable: int) -> str:
    said = _(
        "%(band)s begins at %(floor)s and cannot be reached with today's sources: they allow %(reachable)s at most. "
        "That is not up to you."
    )
    return said % {"band": band(better), "floor": tenths(above), "reachable": tenths(reachable)}


def reason_sentence(reason: Reason, version: str) -> str:
    """What moved the score, in the words of the guide of this version. Guide 1 had none: of it this page names the
    indicator, where it has no words of its own."""
    words = (_shipped(version) or _voted(version)).get(reason.code)
    if words is not None:
        return words.zh if (get_language() or "zh").startswith("zh") else words.en
    said = (UP if reason.moved > 0 else DOWN).get(reason.indicator)
    return str(said) if said else indicator(reason.indicator)


@cache
def _shipped(version: str) -> Mapping[str, Said]:
    """Of a guide that this program brought along; none of one that was voted since."""
    try:
        return parse_guide(guide_bytes(version)).words
    except FileNotFoundError:
        return {}


def _voted(version: str) -> Mapping[str, Said]:
    """Of the guide in force, where it is the one."""
    guide = reader().guide()
    return guide.words if guide.version == version else {}


def change_sentence(change: Change) -> str:
    """If this happens …"""
    match change.kind:
        case "wait":
            said = ngettext(
                "If nothing new happens for %(n)s day", "If nothing new happens for %(n)s days", change.count
            )
            return said % {"n": change.count}
        case "level":
            return _("Holding in force: %(certificate)s") % {"certificate": certificate(change.fact)}
        case "amount":
            return _AMOUNTS.get(change.indicator, _more)(change)
        case "events":
            named = {"n": change.count, "of": indicator(change.indicator)}
            return _EVENTS.get(change.indicator, _other)(change) % named


def pace_sentence(change: Change) -> str:
    """How long it takes; nothing where nobody can tell."""
    if change.kind == "wait" or change.days is None:
        return ""
    months = -(-change.days // 30)
    said = ngettext(
        "at your pace of the last half year: about %(n)s month",
        "at your pace of the last half year: about %(n)s months",
        months,
    )
    return said % {"n": months}


def _hours(change: Change) -> str:
    hours = -(-change.count // 100)
    said = ngettext("%(n)s more hour of training completed", "%(n)s more hours of training completed", hours)
    return said % {"n": hours}


def _contribution(change: Change) -> str:
    """A unit is two years with one apprentice; other contributions are worth as much as the guide's page says."""
    months = -(-change.count * 24 // 100)
    said = ngettext(
        "%(n)s more month with one apprentice, or as much in another contribution",
        "%(n)s more months with one apprentice, or as much in another contribution",
        months,
    )
    return said % {"n": months}


def _more(change: Change) -> str:
    return _("%(n)s more of: %(of)s") % {"n": tenths(change.count // 10), "of": indicator(change.indicator)}


_AMOUNTS = {"training": _hours, "contribution": _contribution}


def _dispatch(change: Change) -> str:
    return ngettext("%(n)s more order sent as promised", "%(n)s more orders sent as promised", change.count)


def _not_cancelled(change: Change) -> str:
    return ngettext("%(n)s more order not cancelled by you", "%(n)s more orders not cancelled by you", change.count)


def _satisfied(change: Change) -> str:
    return ngettext("%(n)s more satisfied buyer", "%(n)s more satisfied buyers", change.count)


def _repeat(change: Change) -> str:
    return ngettext("%(n)s more buyer who comes back", "%(n)s more buyers who come back", change.count)


def _not_returned(change: Change) -> str:
    return ngettext("%(n)s more sale that stands", "%(n)s more sales that stand", change.count)


def _quality_checks(change: Change) -> str:
    return ngettext("%(n)s more piece that passes its check", "%(n)s more pieces that pass their check", change.count)


def _capacity(change: Change) -> str:
    return ngettext(
        "%(n)s more month with no more orders than declared",
        "%(n)s more months with no more orders than declared",
        change.count,
    )


def _repayment(change: Change) -> str:
    return ngettext("%(n)s more instalment paid on time", "%(n)s more instalments paid on time", change.count)


def _other(change: Change) -> str:
    return ngettext("%(n)s more good event: %(of)s", "%(n)s more good events: %(of)s", change.count)


_EVENTS = {
    "quality_checks": _quality_checks,
    "dispatch": _dispatch,
    "not_cancelled": _not_cancelled,
    "not_returned": _not_returned,
    "capacity": _capacity,
    "satisfied": _satisfied,
    "repeat": _repeat,
    "repayment": _repayment,
}
