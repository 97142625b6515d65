"""The page of permissions says what the table says, and explains every reason and every tie."""

from __future__ import annotations

from pathlib import Path

from shouyi.people.permission.decide import LOOKING, Why
from shouyi.people.permission.document import table
from shouyi.people.permission.rules import RULES, Tie

PAGE = (Path(__file__).parents[3] / "docs/operating/permissions.md").read_text(encoding="utf-8")


def test_the_table_is_the_rules() -> None:
    assert PAGE.split("<!-- rules -->\n")[1].split("\n<!-- /rules -->")[0] == table()


def test_a_rule_that_is_left_out_would_be_seen() -> None:
    assert table(RULES[:-1]) != table()
    assert table(RULES[1:]) != table()


def test_every_reason_and_every_tie_is_explained() -> None:
    for each in (*Why, *Tie):
        assert f"| `{each.value}` |" in PAGE, each


def test_what_a_suspended_organisation_may_still_do_is_said() -> None:
    assert f"<!-- looking -->{', '.join(f'`{action}`' for action in sorted(LOOKING))}<!-- /looking -->" in PAGE
