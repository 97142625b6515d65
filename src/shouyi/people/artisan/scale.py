"""The scale from 0 to 100 on which a score stands with its interval, between the floors of the bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.people.figures import Cut, Ruler
from shouyi.people.wording.numbers import tenths

if TYPE_CHECKING:
    from shouyi.score.finish import Finished
    from shouyi.score.guide import Guide
    from shouyi.score.records import Assessment


def ruler(found: Assessment | Finished, guide: Guide) -> Ruler:
    """A score with its interval between the floors of the bands."""
    bands = guide.bands
    cuts = (
        Cut(bands.c, (bands.c + bands.b) // 2, _("C")),
        Cut(bands.b, (bands.b + bands.a) // 2, _("B")),
        Cut(bands.a, (bands.a + 1000) // 2, _("A")),
    )
    said = _(
        "A ruler from 0 to 100. Band C begins at %(c)s, B at %(b)s, A at %(a)s. The score is %(score)s, the interval "
        "from %(low)s to %(high)s."
    )
    numbers = {"c": bands.c, "b": bands.b, "a": bands.a, "score": found.score, "low": found.low, "high": found.high}
    label = said % {name: tenths(number) for name, number in numbers.items()}
    return Ruler(found.score, found.low, found.high, cuts, label)
