"""`shouyi backtest` on synthetic sets: one object or tables, and what it says when data are not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shouyi.acts.backtesting import Backtest
from shouyi.cli import main
from shouyi.score.backtest.records import Target
from shouyi.score.backtest.report import Report
from stages.score.backtest import worlds


@pytest.fixture(scope="module")
def orders(tmp_path_factory) -> Path:
    return worlds.write_orders(tmp_path_factory.mktemp("orders"), seed=1)


@pytest.fixture(scope="module")
def ratings(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ratings") / "ratings.csv"
    path.write_bytes(worlds.ratings(seed=1))
    return path


def test_the_command_says_one_object_and_cannot_tell_without_data(ratings, orders, tmp_path) -> None:
    arguments = ["backtest", "--ratings", str(ratings), "--orders", str(orders), "--orders-from", "2017-12-01"]
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code in (1, 2)  # synthetic traders owe nobody an AUC; without LightGBM nobody can tell
    value = json.loads(done.stdout)
    assert {"guide", "otc", "sybil", "olist", "targets"} == value.keys()
    assert done.stdout.count("\n") == 1
    assert len(value["targets"]) == 6
    away = CliRunner().invoke(main, ["backtest", "--ratings", str(tmp_path / "a"), "--orders", str(tmp_path / "b")])
    assert away.exit_code == 2
    assert away.stderr.count("LEFT OUT") == 3


def test_the_command_tells_people_in_tables(orders) -> None:
    done = CliRunner().invoke(main, ["backtest", "olist", "--orders", str(orders), "--orders-from", "2017-12-01"])
    assert "── olist ─" in done.stdout
    assert "the guide's rate" in done.stdout
    assert "AUC of late dispatch at n ≤ 10" in done.stdout


def test_a_malformed_file_is_named(tmp_path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("1,2,3\n")
    done = CliRunner().invoke(main, ["backtest", "otc", "--ratings", str(path)])
    assert done.exit_code == 2
    assert "line 1: 3 cells" in done.stderr


@pytest.mark.parametrize(
    ("verdicts", "missing", "expected"),
    [
        (["holds", "holds"], (), "holds"),
        (["holds", "unknown"], (), "unknown"),
        (["holds", "unknown", "broken"], ("olist",), "broken"),
        (["holds"], ("olist",), "unknown"),
        ([], ("otc", "olist"), "unknown"),
    ],
)
def test_one_that_is_not_met_says_more_than_one_that_nobody_looked_at(verdicts, missing, expected) -> None:
    targets = tuple(Target("t", "1", "2", each) for each in verdicts)
    assert Backtest("2", (Report("otc", {}, (), targets),), missing).verdict == expected
