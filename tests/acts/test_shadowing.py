"""`shouyi shadow`: a bank's file beside the ladder, in words and as JSON, with its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shouyi.cli import main

HEAD = "case,decided_on,band,decision,asked,granted,rate,outcome,lost\n"
BAD, GOOD = "defaulted,40000", "repaid,"
LENT = [f"b{each},2026-05-05,B,approved,100000,100000,4.6,{BAD if each < 3 else GOOD}\n" for each in range(40)]
REFUSED = [f"r{each},2026-05-06,B,refused,90000,,,,\n" for each in range(10)]


def run(tmp_path: Path, rows: list[str], *more: str, market: str = "") -> Result:
    (tmp_path / "decisions.csv").write_text(HEAD + "".join(rows), "utf-8")
    if market:
        (tmp_path / "market.csv").write_text(market, "utf-8")
        more = (*more, "--market", str(tmp_path / "market.csv"))
    return CliRunner().invoke(main, ["shadow", str(tmp_path / "decisions.csv"), *more])


def test_a_comparison_in_words_and_as_json(tmp_path: Path) -> None:
    market = "on,rate,source\n2026-04-20,5.0,PBC 2026Q1\n"
    told = run(tmp_path, LENT + REFUSED, market=market)
    assert told.exit_code == 0
    assert "ladder only               10           900000.00" in told.stdout
    assert "ladder only would lose 27000.00 (" in told.stdout
    assert "rates above the ladder's cap: 100.00 %" in told.stdout
    assert "market: PBC 2026Q1" in told.stdout
    found = run(tmp_path, LENT + REFUSED, "--json", "--guide", "1", market=market)
    value = json.loads(found.stdout)
    assert (value["guide"], value["verdict"], value["new_loss"][0]["fen"]) == ("1", "holds", 2_700_000)
    assert value["rates"]["saved_a_year_fen"] == 40 * 60_000


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([*LENT, *REFUSED, "x,2026-05-05,B,refused,-5,,,,\n"], 1, "decisions.csv:52"),
        (REFUSED, 2, "not estimated: 900000.00"),
        ([], 2, "0 decisions"),
    ],
)
def test_exit_codes(tmp_path: Path, rows: list[str], code: int, said: str) -> None:
    found = run(tmp_path, rows)
    assert found.exit_code == code
    assert said in found.output


def test_a_file_without_its_header_is_one_line_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("case,band\n1,A\n", "utf-8")
    found = CliRunner().invoke(main, ["shadow", str(tmp_path / "decisions.csv")])
    assert (found.exit_code, found.stdout) == (2, "")
    assert "column_missing" in found.stderr
