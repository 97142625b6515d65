"""The town's texts, read from the files beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from shouyi.town.records import Text

_DATA = files("shouyi.town") / "data"


@cache
def document(name: str) -> Mapping[str, Any]:
    """One JSON file of `data/`, by its name without ending."""
    found: Mapping[str, Any] = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
    return found


def craft_keys() -> list[str]:
    """The crafts that have a file, in ASCII order, whatever order the disk keeps."""
    return sorted(
        path.name.removesuffix(".json") for path in (_DATA / "crafts").iterdir() if path.name.endswith(".json")
    )


@cache
def heritage() -> Mapping[int, Mapping[str, str]]:
    """The rows of the national list that the town uses, by number."""
    lines = (_DATA / "ich.csv").read_text(encoding="utf-8").splitlines()
    return {int(row["seq"]): row for row in csv.DictReader(lines)}


def pair(texts: list[str]) -> Text:
    """A Text of a list [zh, en]."""
    zh, en = texts
    return Text(zh, en)
