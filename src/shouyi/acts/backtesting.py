"""The backtest: files in, reports out. It needs no house: a guide of the repository is tried on data beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shouyi.evidence.files import read_bytes
from shouyi.evidence.trade.olist import read_olist
from shouyi.score.backtest.ratings import Rating, parse_ratings
from shouyi.score.backtest.records import Target, Verdict
from shouyi.score.backtest.report import Report, report_olist, report_otc, report_sybil, target_lines
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes


@dataclass(frozen=True, slots=True)
class Backtest:
    """The reports, in order, under the guide of `version`. `missing`: parts whose data are not there."""

    version: str
    reports: tuple[Report, ...]
    missing: tuple[str, ...]

    @property
    def targets(self) -> list[Target]:
        return [target for report in self.reports for target in report.targets]

    @property
    def verdict(self) -> Verdict:
        """One target that is not met says more than one that could not be looked at."""
        seen = {target.verdict for target in self.targets} | ({"unknown"} if self.missing else set())
        return "broken" if "broken" in seen else "unknown" if "unknown" in seen else "holds"

    def to_json(self) -> str:
        """One compact object: the guide's version, a key for each report, and the targets."""
        value: dict[str, Any] = {"guide": self.version}
        value |= {report.name: report.value for report in self.reports}
        value["targets"] = [asdict(target) for target in self.targets]
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def told(self) -> str:
        """For people at a terminal."""
        lines = [line for each in self.reports for line in (f"── {each.name} ".ljust(100, "─"), *each.lines, "")]
        return "\n".join([f"guide {self.version}", "", *lines, *target_lines(self.targets)])


def backtest(name: str, ratings: Path, orders: Path, orders_from: int, say: Callable[[str], None]) -> Backtest:
    """Run "otc", "sybil", "olist" or "all". Data that are not there are named, and what needs them is left out. Raises
    EvidenceError, RatingsMalformed, TooFewRatings, TooFewOrders."""
    missing = tuple(
        part
        for part, path in (("otc", ratings), ("sybil", ratings), ("olist", orders))
        if name in (part, "all") and not path.exists()
    )
    for part in missing:
        say(f"{part}: LEFT OUT, its data are not at {ratings if part != 'olist' else orders}")
    wanted = [part for part in ("otc", "sybil", "olist") if name in (part, "all") and part not in missing]
    read = parse_ratings(read_bytes(ratings)) if {"otc", "sybil"} & set(wanted) else []
    document = guide_bytes()
    reports = tuple(_reports(wanted, read, orders, orders_from, document))
    return Backtest(parse_guide(document).version, reports, missing)


def _reports(
    wanted: list[str], ratings: list[Rating], orders: Path, orders_from: int, document: bytes
) -> Iterator[Report]:
    if ratings:
        report, tuned = report_otc(ratings, document)
        if "otc" in wanted:
            yield report
        if "sybil" in wanted:
            yield report_sybil(ratings, document, tuned)
    if "olist" in wanted:
        yield report_olist(read_olist(orders).facts, orders_from, document)
