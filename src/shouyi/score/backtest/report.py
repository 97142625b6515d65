"""What a backtest says: one value for JSON, a table for people, and the targets with their verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shouyi.canon.days import to_iso
from shouyi.evidence.facts import Fact
from shouyi.score.backtest import olist, otc, sybil
from shouyi.score.backtest.models import Figures, Windows
from shouyi.score.backtest.olist import Orders
from shouyi.score.backtest.otc import Otc
from shouyi.score.backtest.ratings import Rating
from shouyi.score.backtest.records import Target, Tuned, verdict
from shouyi.score.backtest.replay import trial_guide
from shouyi.score.backtest.sybil import Outcome
from shouyi.score.guide import parse_guide

PRICE_MINOR = 10_000
"""What an order costs in the table of bought voices: CNY 100. Other prices scale with it."""
OURS, LIGHTGBM = "the guide's rate", "LightGBM"
NUMBERS = {"own": "under the guide's own numbers", "tuned": "under those tuned on the ratings"}
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Report:
    """`value` for JSON, `lines` for people."""

    name: str
    value: Mapping[str, Any]
    lines: tuple[str, ...]
    targets: tuple[Target, ...]


def report_otc(ratings: Sequence[Rating], document: bytes) -> tuple[Report, Tuned]:
    """The report on ratings, and what was tuned. Raises TooFewRatings."""
    found = otc.run(ratings, document)
    return Report("otc", _rounded(asdict(found)), tuple(_otc_lines(found)), otc_targets(found)), found.tuned


def report_olist(facts: Iterable[Fact], test_from: int, document: bytes) -> Report:
    """The report on orders. Raises TooFewOrders."""
    found = olist.run(olist.happenings(facts, document), test_from, document)
    return Report("olist", _rounded(asdict(found)), tuple(_olist_lines(found)), (olist_target(found),))


def report_sybil(ratings: Sequence[Rating], document: bytes, tuned: Tuned) -> Report:
    """The report on bought voices, under the guide's own numbers and under the tuned ones."""
    guides = {
        "own": parse_guide(document),
        "tuned": trial_guide(document, sybil.INDICATOR, tuned),
    }
    found = {name: sybil.attack(ratings, guide, PRICE_MINOR) for name, guide in guides.items()}
    value = {name: [asdict(each) for each in outcomes] for name, outcomes in found.items()}
    traders = len(sybil.worst(ratings))
    lines = tuple(_sybil_lines(found, traders))
    return Report("sybil", _rounded({"traders": traders, **value}), lines, (sybil_target(found, traders),))


def otc_targets(found: Otc) -> tuple[Target, ...]:
    """What the ratings must show."""
    by_name = {figures.model: figures for figures in found.figures}
    mine, theirs = by_name[OURS], by_name.get(LIGHTGBM)
    bands = [share for name, (share, _) in found.coverage.items() if name != "all"]
    share = found.coverage["all"][0]
    return (
        Target("AUC", _shown(mine.auc), "≥ .858", verdict(None if mine.auc is None else round(mine.auc, 3) >= 0.858)),
        _log_loss_target(mine, theirs),
        Target("coverage of 90 %", _shown(share), ".88 to .92", verdict(0.88 <= share <= 0.92)),
        Target(
            "coverage in each band of n",
            f"{_shown(min(bands))} to {_shown(max(bands))}",
            ".85 to .95",
            verdict(min(bands) >= 0.85 and max(bands) <= 0.95),
        ),
    )


def _log_loss_target(mine: Figures, theirs: Figures | None) -> Target:
    name, ours = "log-loss after recalibration", mine.log_loss_recalibrated
    if theirs is None or ours is None or theirs.log_loss_recalibrated is None:
        return Target(name, _shown(ours), "≤ LightGBM's + .01, which is not installed", verdict(None))
    bound = theirs.log_loss_recalibrated + 0.01
    return Target(name, _shown(ours), f"≤ {_shown(bound)}, LightGBM's + .01", verdict(ours <= bound))


def olist_target(found: Orders) -> Target:
    """What the orders must show."""
    name, mine, theirs = "AUC of late dispatch at n ≤ 10", found.thin_auc[OURS], found.thin_auc.get(LIGHTGBM)
    if mine is None or theirs is None:
        return Target(name, _shown(mine), "≥ LightGBM's − .01, which is not installed", verdict(None))
    return Target(name, _shown(mine), f"≥ {_shown(theirs - 0.01)}, LightGBM's − .01", verdict(mine >= theirs - 0.01))


def sybil_target(found: Mapping[str, Sequence[Outcome]], traders: int) -> Target:
    """What caps must stop: fresh voices within a month from one cohort."""
    fresh = sybil.SCHEMES[1].name
    worst = max((each.lifted for outcomes in found.values() for each in outcomes if each.scheme == fresh), default=0.0)
    seen = f"{round(worst * traders)} of {traders}"
    return Target("lifted by fresh voices of a month and cohort", seen, "0", verdict(worst == 0 if traders else None))


def target_lines(targets: Sequence[Target]) -> list[str]:
    """The verdicts, a line each."""
    return _table(("target", "seen", "aim", ""), [(each.name, each.seen, each.aim, each.verdict) for each in targets])


def _otc_lines(found: Otc) -> list[str]:
    return [
        f"{found.ratings} ratings; {_tested(found.windows)}",
        f"{found.figures[0].cases} ratings tested, {_shown(found.base_rate)} of them negative",
        _tuned_line(found.tuned),
        "",
        *_figure_lines(found.figures),
        "",
        "where the history ends on the evening before",
        *_figure_lines(found.evening),
        "",
        *_coverage_lines({"prior refitted each half-year": found.coverage, "prior as tuned": found.coverage_frozen}),
    ]


def _olist_lines(found: Orders) -> list[str]:
    return [
        f"{found.happenings} orders due; {_tested(found.windows)}",
        f"{found.figures[0].cases} orders tested, {_shown(found.base_rate)} of them late",
        _tuned_line(found.tuned),
        "",
        *_figure_lines(found.figures),
        "",
        *_table(
            ("AUC at", f"n 1 to 10 ({found.thin_cases} orders)", "n 0 to 10"),
            [(name, _shown(auc), _shown(found.thin_auc_all[name])) for name, auc in found.thin_auc.items()],
        ),
        "",
        *_coverage_lines({"prior as tuned": found.coverage}),
    ]


def _sybil_lines(found: Mapping[str, Sequence[Outcome]], traders: int) -> list[str]:
    head = (
        "voices bought",
        "each",
        "θ before",
        "after",
        f"lifted of {traders}",
        "days",
        "orders",
        "fees CNY",
        "price CNY",
    )
    lines = [f"orders at CNY {PRICE_MINOR // 100}; fees of {sybil.FEE:.0%}; what aged the buyers is counted"]
    for name, outcomes in found.items():
        rows = [
            (each.scheme, each.voices, _shown(each.before), _shown(each.after), f"{each.lifted:.0%}",
             each.days, each.orders, each.fees, each.price)
            for each in outcomes
        ]  # fmt: skip
        lines += ["", NUMBERS[name], *_table(head, rows)]
    return [
        *lines,
        "",
        "No cap can stop a patient buyer of real goods; it can only make each point cost orders and time.",
    ]


def _figure_lines(figures: Sequence[Figures]) -> list[str]:
    head = ("model", "AUC", "n 1-2", "n 3-10", "n >10", "log-loss", "Brier", "ECE", "log-loss*", "ECE*")
    rows = [
        (each.model, _shown(each.auc), *(_shown(each.auc_by_n.get(band)) for band in ("1-2", "3-10", ">10")),
         _shown(each.log_loss), _shown(each.brier), _shown(each.calibration_error),
         _shown(each.log_loss_recalibrated), _shown(each.calibration_error_recalibrated))
        for each in figures
    ]  # fmt: skip
    return [*_table(head, rows), "* recalibrated before each window"]


def _coverage_lines(found: Mapping[str, Mapping[str, tuple[float, int]]]) -> list[str]:
    names = list(next(iter(found.values())))
    head = ("90 % intervals cover", *(f"n {name}" if name != "all" else "all" for name in names))
    rows = [(name, *(_shown(of[band][0]) for band in names)) for name, of in found.items()]
    sizes = ("persons and windows", *(next(iter(found.values()))[band][1] for band in names))
    return _table(head, [*rows, sizes])


def _tested(windows: Windows) -> str:
    return f"tested from {to_iso(windows.origins[0])} in {len(windows.origins)} windows of {windows.days} days"


def _tuned_line(tuned: Tuned) -> str:
    return (
        f"tuned before the test: half-life {tuned.half_life} days, ν {tuned.nu}, κ {_shown(tuned.kappa / 1000)}, "
        f"prior mean {_shown(tuned.mean / 1000)}"
    )


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    cells = [["" if cell is None else str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}".removeprefix("0") if abs(value) < 1 else f"{value:.3f}"


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, DIGITS)
        case dict():
            return {key: _rounded(of) for key, of in value.items()}
        case list() | tuple():
            return [_rounded(of) for of in value]
    return value
