"""docs/stages/evidence.md says the same as the code: columns, examples, codes, fields."""

from __future__ import annotations

import re
from pathlib import Path

from shouyi.evidence.outcome.attesters import ATTESTERS, attested_by
from shouyi.evidence.outcome.records import FACTS
from shouyi.evidence.outcome.tables import OUTCOMES, parse_outcomes
from shouyi.evidence.trade import statement
from shouyi.evidence.trade.table_rows import ORDERS, REVIEWS
from shouyi.evidence.trade.tables import parse_orders, parse_reviews

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/stages/evidence.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/shouyi/evidence").rglob("*.py")))
CODE = re.compile(
    r"""(?:CellRefused|EvidenceError|refuse)\(\s*"([a-z_]+)"|refuse\(row, "([a-z_]+)"|return None, "(\w+)\""""
)


def section(title):
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def columns(title):
    return dict(re.findall(r"^\| `(\w+)` \| (yes|no) \|", section(title), re.MULTILINE))


def example(title, language):
    return re.search(rf"```{language}\n(.*?)```", section(title), re.DOTALL)[1].encode()


def test_columns():
    titles = ("The table of orders", "The table of reviews", "The table of outcomes")
    for title, table in zip(titles, (ORDERS, REVIEWS, OUTCOMES), strict=True):
        expected = dict.fromkeys(table.required, "yes") | dict.fromkeys(table.optional, "no")
        assert columns(title) == expected


def test_examples_hold():
    orders = [parse_orders(f"o.{form}", example("The table of orders", form)) for form in ("csv", "jsonl")]
    assert orders[0].facts == orders[1].facts
    assert len(orders[0].units) == 2
    reviews = parse_reviews("r.csv", example("The table of reviews", "csv"), orders[0].units)
    assert reviews.texts == {("maker-7", "A-1"): "竹丝很细,\n收口干净"}
    outcomes = parse_outcomes("f.csv", example("The table of outcomes", "csv"))
    assert [fact.what for fact in outcomes.facts] == ["county_inheritor", "quality_check", "leave"]
    assert not [*orders[0].refusals, *orders[1].refusals, *reviews.refusals, *outcomes.refusals]


def test_every_fact_beside_trade_is_listed():
    rows = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \| [^|]+ \| (\w+) \| (\w+)", section("The table of outcomes"), re.MULTILINE
    )
    said = {what: needs for cell, *needs in rows for what in re.findall(r"`(\w+)`", cell)}
    assert said == {what: [fact.until.value, fact.about.value] for what, fact in FACTS.items()}


def test_codes():
    documented = {
        code
        for cell in re.findall(
            r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| [^|]+ \|$", section("What can go wrong"), re.MULTILINE
        )
        for code in re.findall(r"`([a-z_]+)`", cell)
    }
    raised = {next(filter(None, found)) for found in CODE.findall(SOURCE)}
    assert raised <= documented
    assert all(f'"{code}"' in SOURCE for code in documented)
    assert len(documented) > 40


def test_statement_fields():
    named = re.findall(r"^\| `(\w+)` \|", section("What goes out"), re.MULTILINE)
    assert set(named) == set(statement.LISTS)


def test_every_attested_fact_has_words_in_the_browser():
    words = (ROOT / "web/src/words.js").read_text(encoding="utf-8").split("const WHATS = {")[1].split("};")[0]
    assert set(re.findall(r"(\w+): \[", words)) == set(FACTS)


def test_who_attests_what_stands_in_the_document():
    shown = PAGE.split("<!-- attesters -->")[1].split("<!-- /attesters -->")[0]
    rows = [re.findall(r"`(\w+)`", line) for line in shown.splitlines() if line.startswith("| `")]
    kinds = {kind for found in ATTESTERS.values() for kind in found}
    assert {kind: tuple(facts) for kind, *facts in rows} == {kind: attested_by(kind) for kind in kinds}
