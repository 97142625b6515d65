"""Words of cosigning: why an export does not serve, what was compared, who signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouyi.canon.days import day_of
from shouyi.people import wording
from shouyi.people.consent.words import organisation_name
from shouyi.people.organisations.models import Organisation
from shouyi.people.wording.numbers import day_text, tenths
from shouyi.score.records import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shouyi.people.ports.door import Disclosed
    from shouyi.score.cosigned import Statement

WHY = {
    "broken": gettext_lazy("This is no export that holds: it was changed, or it is of another network."),
    "incomplete": gettext_lazy("Something is left out of this export. Ask the person for the whole one."),
    "old": gettext_lazy("This export is over a day old. Ask the person for a new one."),
    "consent": gettext_lazy(
        "This export tells of no consent to you that is in force. Ask for one made after the consent was given."
    ),
    "other": gettext_lazy("This is the export of another file than the one that the consent is about."),
    "aged": gettext_lazy("Some entries are closed for their age, so that day can be recomputed no more."),
    "unknown": gettext_lazy(
        "Whether this export holds cannot be told: too few witnesses signed it, or the guide is lost."
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what the house published, and what came out of the export."""

    name: str
    published: str
    recomputed: str

    @property
    def same(self) -> bool:
        return self.published == self.recomputed


def compared(found: Disclosed, said: Statement) -> list[Line]:
    """Every digit that is signed and that consent opens, beside the one published; then guide and day."""
    low, high = found.interval or (None, None)
    parts = dict(found.dimensions)
    lines = [
        Line(_("Score"), _tenths(found.score), tenths(said.score)),
        Line(_("Band"), _band(found.band), _band(said.band)),
        Line(_("Lower end of the interval"), _tenths(low), tenths(said.low)),
        Line(_("Upper end of the interval"), _tenths(high), tenths(said.high)),
    ]
    dimensions = zip(DIMENSIONS, said.dimensions, strict=True)
    lines += [Line(wording.dimension(name), _tenths(parts.get(name)), tenths(value)) for name, value in dimensions]
    day = _("nothing") if found.on is None else day_text(found.on)
    return [*lines, Line(_("Guide"), found.guide, said.guide), Line(_("As of"), day, day_text(said.as_of))]


def _tenths(value: int | None) -> str:
    return _("nothing") if value is None else tenths(value)


def _band(code: str | None) -> str:
    return _("nothing") if code is None else str(wording.band(code))


def names(orgs: Iterable[str]) -> list[str]:
    """Organisations by name, in the language of the page; by their id where they are gone."""
    listed = list(orgs)
    known = {each.org: organisation_name(each) for each in Organisation.objects.filter(org__in=listed)}
    return [known.get(org, org) for org in listed]


def listed(orgs: Iterable[str]) -> str:
    """The same in one text."""
    return _(" and ").join(names(orgs))


def alone() -> str:
    """Of one signature."""
    return _("One signature alone says little: a second organisation has to sign the same text.")


def signed_by(signers: Sequence[tuple[str, int]]) -> list[str]:
    """A line for each: who, and on which day it says it signed."""
    called = names(org for org, _at in signers)
    return [
        _("Recomputed and signed by %(org)s on %(day)s") % {"org": org, "day": day_text(day_of(unix))}
        for org, (_org, unix) in zip(called, signers, strict=True)
    ]
