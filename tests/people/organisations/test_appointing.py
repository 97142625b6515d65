"""The first administrator of an installation: seated from the machine, since nobody is there who could invite."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people.organisations.seats import OPERATOR, account, client_of

pytestmark = pytest.mark.usefixtures("database")


def appoint(login: str) -> str:
    from people.real_file import real_file

    real_file()
    said = StringIO()
    call_command("appoint_administrator", login, stdout=said)
    return said.getvalue()


def test_whoever_joined_runs_the_installation_from_then_on() -> None:
    from shouyi.people.cases.models import Case
    from shouyi.people.organisations.models import Membership, Organisation

    Case.objects.all().delete()  # other tests' of this process: what an organisation answers keeps it
    Membership.objects.all().delete()
    Organisation.objects.all().delete()
    someone = account("first", "+8613900139000")
    client = client_of(someone)
    assert client.get("/console/").status_code == 404
    assert OPERATOR in appoint("139 0013 9000")
    assert client.get("/console/").status_code == 200
    assert client.get("/console/organisations/register").status_code == 200


def test_nobody_and_twice_is_said() -> None:
    someone = account("first")
    with pytest.raises(CommandError, match="joins by the pages first"):
        appoint("sy-nobody")
    appoint(someone.username)
    with pytest.raises(CommandError, match="already"):
        appoint(someone.username)
