"""The places beside an organisation's pages: those to which this member may go, and no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from people.start.everybody import OPERATOR, PLATFORM, everybody, sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")


def places(client: Client, org: str) -> set[str]:
    """Where the area of an organisation leads, below the organisation itself."""
    html = client.get(f"/organisation/{org}").content.decode()
    return set(re.findall(rf'href="/organisation/{org}/([a-z]+)"', html.split("<main")[0]))


@pytest.mark.parametrize(
    ("login", "org", "there", "not_there"),
    [
        ("officer", PLATFORM, {"facts", "cases", "people"}, {"clients"}),
        ("banker", "org-bank-tests", {"facts", "clients", "people", "members", "keys"}, set()),
        ("boss", OPERATOR, {"clients", "members"}, {"facts", "people"}),
        ("watcher", "org-regulator-tests", {"members", "keys"}, {"facts", "clients", "people"}),
        ("counter", "org-federation-tests", {"members", "keys"}, {"facts", "clients", "people"}),
    ],
)
def test_each_member_is_led_where_they_may_go(
    client: Client, login: str, org: str, there: set[str], not_there: set[str]
) -> None:
    everybody()
    found = places(sign_in(client, login), org)
    assert there <= found
    assert not not_there & found
    for place in found:
        answer = client.get(f"/organisation/{org}/{place}")
        assert answer.status_code == 200, (place, answer.status_code)


def test_long_after_signing_in_the_place_of_programs_asks_once_more(client: Client) -> None:
    everybody()
    sign_in(client, "banker")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert "clients" in places(client, "org-bank-tests")
    answer = client.get("/organisation/org-bank-tests/clients")
    assert answer["Location"].startswith("/account/again?next=/organisation/org-bank-tests/clients")
