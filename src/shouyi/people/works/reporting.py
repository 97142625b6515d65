"""A visitor's report about a work: a case that the operator answers, sealed under a key of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.decision.cases import By
from shouyi.people.cases.steps import About, Hand, begin, operator
from shouyi.people.works.models import What

if TYPE_CHECKING:
    from shouyi.people.cases.models import Case


def report(public_id: str, what: str, said: str, reach: str = "") -> Case:
    """Opens the case. `reach` is how to answer whoever reports, if they want an answer; it goes with the case's key.

    Raises Organisation.DoesNotExist where no operator is.
    """
    return begin("problem", None, "", operator(), About(public_id=public_id), words(what, said, reach), _VISITOR)


_VISITOR = Hand(None, By.OWNER)


def words(what: str, said: str, reach: str) -> str:
    """What the operator reads: which choice, in whose words, and where an answer goes."""
    lines = [str(What(what).label), said]
    if reach:
        lines.append(_("An answer goes to: %(reach)s") % {"reach": reach})
    return "\n\n".join(lines)
