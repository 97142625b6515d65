"""The page of formats says what the registry says, and every number that the code cites stands on it."""

from __future__ import annotations

import re
from pathlib import Path

from shouyi.ledger.kind import LOGS, RESULT_FIELDS
from shouyi.ledger.kinds import kinds

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/algorithms/bytes.md").read_text(encoding="utf-8")
CITED = re.compile(r"docs/algorithms/bytes\.md, (\d+)(?: to (\d+))?")


def headings() -> list[int]:
    return [int(number) for number in re.findall(r"^## (\d+)\. \S", PAGE, re.MULTILINE)]


def table(name: str) -> list[list[str]]:
    between = PAGE.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in between.strip().splitlines()[2:]]


def names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(",") if name.strip()]


def test_paragraphs_are_numbered_without_gaps() -> None:
    assert headings() == list(range(1, 16))


def test_every_number_that_the_code_cites_is_there() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    cited = {int(number) for text in texts for found in CITED.findall(text) for number in found if number}
    assert len(cited) > 5
    assert cited <= set(headings())


def test_the_table_of_kinds_is_the_registry() -> None:
    written = {
        row[0].strip("`"): (row[1], row[2], tuple(names(row[3])), sorted(names(row[4]))) for row in table("kinds")
    }
    known = {k.name: (LOGS[k.log], k.writer.value, k.fields, sorted(k.pub)) for k in kinds().values()}
    assert written == known


def test_the_fields_of_a_result_stand_in_their_order() -> None:
    assert ", ".join(RESULT_FIELDS) in " ".join(PAGE.split())


def test_every_key_of_the_state_has_its_row() -> None:
    ledger = ROOT / "src/shouyi/ledger"
    sources = [*(ledger / "kinds").glob("*.py"), ledger / "machine.py", ledger / "votes.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    keys = set(re.findall(r"f\"([a-z-]+)/\{", code))
    assert {"org", "key", "once", "run", "guide", "guide-version", "verifier", "batches"} <= keys
    assert {"ballot", "comment", "force", "proposal", "proposals", "roll", "seat-key", "tally", "terms", "veto"} <= keys
    assert {
        key for key in keys | {"founder", "policy"} if not re.search(rf"^\| `{key}[/`]", PAGE, re.MULTILINE)
    } == set()
