"""What stands in the place of a rate: the level that somebody holds, the stock that somebody has gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shouyi.score.guide import Guide, Level, Stock
from shouyi.score.records import Holding, Standing, Totals

HUNDREDTH = 10**4
"""A hundredth of a stock's unit, in the millionths of its sums."""


def standing_holdings(holdings: Iterable[Holding], as_of: int) -> dict[str, int]:
    """The highest ‰ in force on a day, of each level that is held."""
    found: dict[str, int] = {}
    for held in holdings:
        if held.on <= as_of <= held.until:
            found[held.indicator] = max(held.value, found.get(held.indicator, 0))
    return found


def standings_of(guide: Guide, sums: Mapping[str, Totals], levels: Mapping[str, int]) -> dict[str, Standing]:
    """Levels as they are held, and stocks X = ⌊S/10^4⌋, in hundredths of their unit."""
    found = {
        each.name: Standing(each.name, levels[each.name])
        for each in guide.indicators
        if isinstance(each.form, Level) and each.name in levels
    }
    for each, form in guide.fading:
        if isinstance(form, Stock) and each.name in sums:
            found[each.name] = Standing(each.name, sums[each.name].good // HUNDREDTH)
    return found
