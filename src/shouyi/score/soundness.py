"""What a guide must be beyond its shape: sums that add up, tables that run in one direction, names that stand once."""

from __future__ import annotations

from typing import Any

from shouyi.score.errors import GuideMalformed
from shouyi.score.tables import ONE


def _require(holds: bool, where: str, what: str) -> None:
    if not holds:
        raise GuideMalformed(where, what)


def require_sound(value: dict[str, Any]) -> None:
    """Raise GuideMalformed unless sums, orders and tables of a document of the right shape hold together."""
    dimensions = value["dimensions"]
    _require(sum(found["weight"] for found in dimensions) == 1000, "$.dimensions", "weights do not add up to 1000")
    _require_distinct([found["name"] for found in dimensions], "$.dimensions")
    indicators = [found for dimension in dimensions for found in dimension["indicators"]]
    _require_distinct([found["name"] for found in indicators], "$.dimensions")
    for index, dimension in enumerate(dimensions):
        shares = sum(found["share"] for found in dimension["indicators"])
        _require(shares == 1000, f"$.dimensions[{index}].indicators", "shares do not add up to 1000")
    _require_tables(value["decay"]["tables"], {found.get("half_life") for found in indicators} - {None})
    for found in indicators:
        _require(found["form"] != "rate" or found["lo"] < found["hi"], f"$.{found['name']}", "lo is not below hi")
        _require_distinct(_facts(found), f"$.{found['name']}")
    _require_rising([0, *value["saturation"]], "$.saturation")
    _require_rising(value["normal"], "$.normal")
    _require_rising([value["bands"][name] for name in "cba"], "$.bands")
    steps = [step["earlier"] for step in value["voices"]["newcomer"]]
    _require(steps[0] == 0 and steps == sorted(set(steps)), "$.voices.newcomer", "steps do not rise from 0")
    if value["v"] > 1:
        _require_leave(value["leave"])
        _require_words([found["code"] for found in value["words"]], indicators)


def _facts(indicator: dict[str, Any]) -> list[str]:
    """The names of the facts that feed it."""
    named = [*indicator.get("facts", ()), *indicator.get("anchors", ())]
    return [each if isinstance(each, str) else each["name"] for each in (*named, *indicator.get("measured", ()))]


def _require_leave(leave: dict[str, int]) -> None:
    """A clock runs on at least half of all days: what has weight then lies within twice the tables' ages."""
    _require(2 * leave["days"] <= leave["window"], "$.leave", "the clock may stand still on more than half of the days")


def _require_words(codes: list[str], indicators: list[dict[str, Any]]) -> None:
    """Each reason, and each indicator, is said in both languages."""
    _require_distinct(codes, "$.words")
    wanted = {found[key] for found in indicators for key in ("name", "reason_up", "reason_down")}
    missing = sorted(wanted - set(codes))
    _require(not missing, "$.words", f"no words for {', '.join(missing[:3])}")


def _require_tables(tables: list[dict[str, Any]], half_lives: set[int]) -> None:
    where = "$.decay.tables"
    _require_distinct([table["half_life"] for table in tables], where)
    _require(half_lives == {table["half_life"] for table in tables}, where, "not the tables of the half-lives in use")
    for index, table in enumerate(tables):
        _require(table["weights"][0] == ONE, f"{where}[{index}]", "does not begin at 2^20")
        _require_rising(table["weights"][::-1], f"{where}[{index}]")


def _require_distinct(names: list[Any], where: str) -> None:
    _require(len(set(names)) == len(names), where, "a name stands twice")


def _require_rising(numbers: list[int], where: str) -> None:
    _require(numbers == sorted(numbers), where, "does not run in one direction")
