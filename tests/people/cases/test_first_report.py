"""The first case of a new installation, whose tables know no organisation yet."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("database")


def test_a_new_installation_answers_what_its_first_visitor_reports() -> None:
    from people.real_file import real_file
    from shouyi.decision.cases import By
    from shouyi.people.cases.models import Case
    from shouyi.people.cases.steps import About, Hand, begin, operator
    from shouyi.people.organisations.models import Organisation

    real_file()
    Case.objects.all().delete()
    Organisation.objects.all().delete()
    made = begin("problem", None, "", operator(), About(public_id="w" * 10), "that is no bowl", Hand(None, By.OWNER))
    assert made.organisation.kind == "operator"
