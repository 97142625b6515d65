"""The demonstration's logins sit where they act."""

from __future__ import annotations

import pytest

from people.organisations.seats import OPERATOR

pytestmark = pytest.mark.usefixtures("database")


def test_each_login_runs_its_organisation_once_however_often_it_is_ensured() -> None:
    from people.real_file import PLATFORM, real_file
    from shouyi.people.accounts.demonstration import ensure_logins
    from shouyi.people.organisations.models import Membership, Organisation
    from shouyi.people.ports import Login

    real_file()
    logins = [
        Login("seat-operator", "运营", "officer", org=OPERATOR, password="a long enough one"),
        Login("seat-platform", "集市", "officer", org=PLATFORM, password="a long enough one"),
        Login("seat-nowhere", "无", "officer", org="org-nowhere", password="a long enough one"),
        Login("seat-none", "买家", "buyer", password="a long enough one"),
    ]
    for _ in range(2):
        ensure_logins(logins)
    found = Membership.objects.filter(account__username__startswith="seat-")
    seats = [(row.account.username, row.organisation.org, row.post) for row in found.order_by("account__username")]
    assert seats == [("seat-operator", OPERATOR, "admin"), ("seat-platform", PLATFORM, "admin")]
    assert Organisation.objects.get(org=OPERATOR).kind == "operator"
