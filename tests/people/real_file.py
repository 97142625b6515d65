"""A real file behind the tests' pages: the house in their home is founded, and a platform states orders of an artisan.

The reader in memory stays what pages show of scores; what is sealed, corrected, disclosed or erased is the real thing.
"""

from __future__ import annotations

from functools import cache

LOGIN, PERSON, PLATFORM = "xiumei", "p-good", "org-platform-tests"
NAMES = {"en": "Market of the tests", "zh": "测试集市"}
HEADER = "order,maker,buyer,cohort,purchased_on,promised_on,dispatched_on,expected_on,delivered_on,cancelled_on,cancelled_by,returned_on,return_reason,items,amount_minor,currency"  # noqa: E501


@cache
def real_file() -> list[tuple[int, int]]:
    """The places (log, index) of the statements in the artisan's file."""
    import tempfile
    from pathlib import Path

    from shouyi.acts.admission import admit_reading
    from shouyi.acts.founding import Joining, join
    from shouyi.evidence.trade.tables import read_orders
    from shouyi.people.behind import behind

    house = behind().house  # type: ignore[attr-defined]
    house.begin()
    with house.ledger.writing():
        join(house, [Joining(PLATFORM, "platform", NAMES)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text("\n".join([HEADER, *_orders(), ""]))
        admit_reading(house, read_orders(path, today=house.keeper.today()), PLATFORM, lambda *_: None)
    openings = house.vault.openings(PERSON)
    return [(o.kind.log, o.index) for o in openings if o.kind.name == "trade.statement"]


def _orders() -> list[str]:
    rows = []
    for n in range(8):
        month = f"2026-0{1 + n}"
        rows.append(f"r{n},{PERSON},b{n},,{month}-10T10:00:00,{month}-15,{month}-14,,{month}-20,,,,,1,1000,CNY")
    return rows


def organisations() -> None:
    """Rows of the platform and of the operator, under these names whatever another test called them."""
    from shouyi.people.organisations.models import Organisation

    for org, kind, zh, en in (
        (PLATFORM, "platform", NAMES["zh"], NAMES["en"]),
        ("org-operator-tests", "operator", "测试运营方", "Operator of the tests"),
    ):
        Organisation.objects.update_or_create(org=org, defaults={"kind": kind, "name_zh": zh, "name_en": en})


def seat(login: str, org: str, post: str = "officer") -> None:
    """Gives the login a post in an organisation."""
    from shouyi.people.accounts.models import Account
    from shouyi.people.organisations.models import Membership, Organisation

    account, organisation = Account.objects.get(username=login), Organisation.objects.get(org=org)
    Membership.objects.get_or_create(account=account, organisation=organisation, ended_at=None, defaults={"post": post})
