"""What a page asks of the database is bounded, and does not grow with how much there is to list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from people.real_file import LOGIN, PLATFORM, organisations, real_file, seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
BOUND = 30
"""Sessions, account, seats, helps, navigation and badge take a dozen of them on every signed-in page."""
OWN = ("/my/cases", "/my/statements", "/my/notices", "/my/consent", "/my/log", "/my/files", "/account/")
OFFICERS = (f"/organisation/{PLATFORM}/cases", f"/organisation/{PLATFORM}", f"/organisation/{PLATFORM}/members")


def asked(client: Client, path: str) -> list[str]:
    """The statements that one visit sends, after one visit that warms what is kept."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return [query["sql"] for query in seen.captured_queries]


def fill(count: int) -> None:
    """So many cases, statements, notices and looks of the artisan's."""
    from django.utils import timezone

    from shouyi.decision.cases import By
    from shouyi.people.accounts.models import Account
    from shouyi.people.cases.steps import About, Hand, begin
    from shouyi.people.notices.notify import notify
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.statements.models import Statement
    from shouyi.people.trail.models import Look

    account, org = Account.objects.get(username=LOGIN), Organisation.objects.get(org=PLATFORM)
    for number in range(count):
        case = begin(
            "objection", account, account.ref, org, About(1, number), "words", Hand(str(account.uid), By.OWNER)
        )
        notify(account, "case_written", f"case_written/{case.uid}", case=case.uid)
        Statement(ref=account.ref, holder=account.ref, title="scarf", ordered_on=20700, promised_on=20710).save()
        Look(ref=account.ref, at=timezone.now(), act="file.disclosed", tie="consent", org=PLATFORM).save()


@pytest.fixture
def clients(sign_in: Callable[[str], Client]) -> dict[str, Client]:
    real_file()
    organisations()
    seat("officer", PLATFORM, "admin")
    return {"own": sign_in(LOGIN), "officer": sign_in("officer")}


@pytest.mark.parametrize("path", [*OWN, *OFFICERS])
def test_a_page_asks_little_however_much_there_is(clients: dict[str, Client], path: str) -> None:
    client = clients["own" if path in OWN else "officer"]
    fill(2)
    few = asked(client, path)
    fill(15)
    many = asked(client, path)
    assert len(many) <= BOUND, "\n".join(many)
    assert len(many) <= len(few) + 2, "\n".join(many)


def test_a_page_that_asks_for_each_row_is_found(clients: dict[str, Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shouyi.people.cases.models import Case

    fill(5)
    with CaptureQueriesContext(connection) as seen:
        assert {case.organisation.org for case in Case.objects.filter(organisation__org=PLATFORM)} == {PLATFORM}
    assert len(seen) == 6
