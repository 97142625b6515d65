"""Small installations: a town of eight artisans, and a real home (no seed) with a handful of orders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shouyi.settings import Settings
from shouyi.town.build import build, write

NET = "test.shouyi.example"
ORDERS = "order,maker,buyer,cohort,purchased_on,promised_on,dispatched_on,expected_on,delivered_on,cancelled_on,cancelled_by,returned_on,return_reason,items,amount_minor,currency"  # noqa: E501
REVIEWS = "order,maker,buyer,answered_on,stars,text,cohort"


def settings(home: Path, seed: str = "") -> Settings:
    """Settings of a home without environment."""
    return Settings(home, seed, NET, "", "http://localhost:8000", "http://localhost:8001")


def seeded(home: Path) -> Settings:
    """A demonstration's settings."""
    return replace(settings(home), seed="tests")


@pytest.fixture(scope="session")
def trade(tmp_path_factory) -> Path:
    """One platform's orders.csv and reviews.csv, from a small town."""
    folder = tmp_path_factory.mktemp("town")
    write(build("tests", 8, 400), folder)
    return sorted((folder / "trade").iterdir())[0]


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Two makers, a few orders, and reviews whose words can be looked for."""
    rows, told = [], []
    for n in range(10):
        who, month = f"o{n},maker-{n % 2},buyer-{n % 3}", f"2026-0{1 + n % 5}"
        rows.append(f"{who},,{month}-10T10:00:00,{month}-15,{month}-14,,{month}-20,,,,,1,1000,CNY")
        told.append(f"{who},{month}-22,{5 - n % 2},种下的词{n}号 planted-words-{n},")
    (tmp_path / "orders.csv").write_text("\n".join([ORDERS, *rows, ""]))
    (tmp_path / "reviews.csv").write_text("\n".join([REVIEWS, *told, ""]))
    return tmp_path
