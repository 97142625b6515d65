"""No word about disability leaves the house: every page of every visitor, in both languages, with headers and logs.

The house holds planted circumstances: whoever helped the owner to join sits in a federation, and the owner's own words
say more. Only the owner finds those again. Allowed are the few public texts that are named here.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from people.routes.standing import Standing, taken_back
from people.routes.table import TABLE
from people.routes.visiting import everything, prepared

WORDS = re.compile(
    r"残疾|残联|残障|听障|视障|肢残|聋|盲人|智力障碍|孤独症|精神障碍|言语障碍|多重障碍|无障碍证|等级证|"
    r"\bdisab(led|ility|ilities)\b|\bhandicap|\bdeaf(ness)?\b|\bblind\b|\bautis|\bimpair|\bwheelchair|\bcripple",
    re.IGNORECASE,
)
PUBLIC_TEXTS: dict[str, tuple[str, ...]] = {
    "guide": ("disabled", "disability", "残疾"),  # the guide in force: what is never asked and never weighed
    "my_assessment": ("disabled", "disability", "残疾"),  # the same list of what is never asked, for everybody
    "api_guide": ("disability",),  # that no column about it is taken
}
"""Row → words that its public text may say, such as the name of a law or an organisation; each was looked at."""
PLANTED = "听障，等级证在残联登记"


@pytest.fixture
def circumstances(standing: Standing) -> Standing:
    """Her own words in what she wrote, and a federation that helped at the counter."""
    from shouyi.people.accounts.happenings import happened
    from shouyi.people.statements.models import Statement

    owner = standing.accounts["owner"]
    happened(owner, "opened_at_counter", by=standing.accounts["counter"], org="org-federation-canlian")
    statement = Statement.objects.get(pk=standing.things["statement"].pk)
    statement.title = PLANTED
    statement.save()
    return standing


def found_in(text: str, name: str) -> set[str]:
    return {match.group() for match in WORDS.finditer(text)} - set(PUBLIC_TEXTS.get(name, ()))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_word_of_it_leaves_the_house(
    language: str, circumstances: Standing, caplog: pytest.LogCaptureFixture
) -> None:
    leaks = []
    with caplog.at_level(logging.DEBUG):
        for row in TABLE:
            for who in row.visitors if row.get is not None else ():
                if who != "owner":
                    leaks += [
                        (row.name, who, word) for word in found_in(page(circumstances, row, who, language), row.name)
                    ]
    assert {(name, word) for name, _who, word in leaks} == set()
    assert not WORDS.search("\n".join(record.getMessage() for record in caplog.records))


def page(standing: Standing, row: Any, who: str, language: str) -> str:
    with taken_back():
        client = prepared(standing, row, who)
        return row.path(standing) + everything(client.get(row.path(standing), headers={"accept-language": language}))


def test_she_herself_finds_her_own_words(circumstances: Standing) -> None:
    """The control: they are there, and the look for them sees them."""
    row = next(row for row in TABLE if row.name == "my_statement")
    assert {"听障", "残联"} <= found_in(page(circumstances, row, "owner", "en"), row.name)


def test_no_address_and_no_column_names_it() -> None:
    from django.apps import apps

    from people.routes.walk import addresses

    names = [each.pattern for each in addresses()]
    for model in apps.get_models():
        names += [model._meta.db_table, *(column.name for column in model._meta.get_fields())]
    assert [name for name in names if WORDS.search(name.replace("_", " "))] == []
