"""What a watch says: one value for JSON and a table for people, both of which may leave the operator, and apart from
them the list of makers to look at, which may not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from shouyi.canon.days import to_iso
from shouyi.score.watch.bunching import Bunching
from shouyi.score.watch.campaigns import Campaigns
from shouyi.score.watch.capture import Capture
from shouyi.score.watch.cells import part, people
from shouyi.score.watch.drift import Drift, Runs
from shouyi.score.watch.population import Spread
from shouyi.score.watch.priors import Prior
from shouyi.score.watch.rings import Flag, Sign

DIGITS = 4
HIDDEN = "<10"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the signs of collusion were looked for in: makers with voices, their voices, and voices whose buyer cannot
    be told (erased, or too many names to try: `circles` False where that left out the circles of some source)."""

    makers: int
    voices: int
    unknown_buyers: int
    circles: bool = True


@dataclass(frozen=True, slots=True)
class Watch:
    """All figures of one day beside an earlier one, and of the last run beside the one before (None: there are no two).
    `flags` name makers by the keeper's local ids."""

    guide: str
    against: int
    spread: Spread
    drifts: Sequence[Drift]
    priors: Sequence[Prior]
    bunching: Bunching
    campaigns: Campaigns
    captures: Sequence[Capture]
    looked: Looked
    flags: Sequence[Flag]
    runs: Runs | None = None

    @property
    def verdict(self) -> Literal["holds", "broken", "unknown"]:
        """ "broken": something drifted past .25, bunches, or was flagged. "unknown": nothing was, but not everything
        could be looked at."""
        if self.flags or self.bunching.verdict == "look" or any(each.verdict == "act" for each in self._every_drift()):
            return "broken"
        told = self.looked.circles and self.bunching.verdict == "none"
        return "holds" if told and all(each.verdict != "unknown" for each in self.drifts) else "unknown"

    def _every_drift(self) -> list[Drift]:
        return [*self.drifts, *(self.runs.drifts if self.runs else ())]

    def to_json(self) -> str:
        """One compact object that names nobody."""
        value = {"guide": self.guide, **asdict(self.spread), "against": to_iso(self.against)}
        value |= {"day": to_iso(self.spread.day), "drift": [asdict(each) for each in self.drifts]}
        value |= {"priors": [asdict(each) for each in self.priors], "bunching": self._bunching()}
        value |= {"campaigns": asdict(self.campaigns), "captures": [asdict(each) for each in self.captures]}
        value |= {"runs": self._runs(), "signs": self.signs(), "verdict": self.verdict}
        return json.dumps(_rounded(value), ensure_ascii=False, separators=(",", ":"))

    def signs(self) -> dict[str, int | None]:
        """How many makers each sign touches, out of `makers`; None where they, or the others, are 1 to 9."""
        counts = {sign: part(len(_touched(self.flags, sign)), self.looked.makers) for sign in get_args(Sign)}
        counts |= {"circle": counts["circle"] if self.looked.circles else None, "makers": people(self.looked.makers)}
        voices = None if people(self.looked.makers) is None else self.looked.voices
        return counts | {"voices": voices, "unknown_buyers": people(self.looked.unknown_buyers)}

    def flagged(self) -> str:
        """For the operator alone: the signs with the makers' local ids, one compact line each."""
        return "".join(json.dumps(_rounded(asdict(flag)), ensure_ascii=False) + "\n" for flag in self.flags)

    def told(self) -> str:
        """For people at a terminal; names nobody."""
        return "\n".join(_lines(self))

    def _runs(self) -> dict[str, Any] | None:
        if self.runs is None:
            return None
        days = {"before": to_iso(self.runs.before), "after": to_iso(self.runs.after)}
        return days | {"drift": [asdict(each) for each in self.runs.drifts]}

    def _bunching(self) -> dict[str, Any]:
        """The lines at the floor are figures of few people each: the ratio stands without them."""
        found = asdict(self.bunching)
        del found["below"], found["above"]
        return found | {"people": people(self.bunching.people)}


def _touched(flags: Iterable[Flag], sign: str) -> set[str]:
    return {maker for flag in flags if flag.sign == sign for maker in flag.makers}


def _lines(found: Watch) -> Iterator[str]:
    spread = found.spread
    yield f"guide {found.guide}, {to_iso(spread.day)}, compared with {to_iso(found.against)}"
    yield f"{_shown(spread.people)} files, {_shown(spread.with_evidence)} with evidence"
    yield from _table("score", spread.scores)
    yield from _table("band", spread.bands)
    yield from _table("width of the interval", spread.widths)
    yield from _table("with evidence for", spread.coverage)
    yield _head("drift (PSI; below .1 stable, over .25 act)")
    yield from (_drift_line(each) for each in found.drifts)
    if found.runs:
        yield _head(f"drift of the last run, {to_iso(found.runs.after)}, from that of {to_iso(found.runs.before)}")
        yield from (_drift_line(each) for each in found.runs.drifts)
    yield _head("prior of the guide, and fitted: mean in ‰, ν")
    yield from (_prior_line(each) for each in found.priors)
    yield _head("bunching at the floor of A")
    yield _bunching_line(found.bunching)
    yield _head("voices by campaigns")
    discounted, voices, lost = found.campaigns.discounted, found.campaigns.voices, found.campaigns.permille
    yield f"  {_shown(discounted)} of {_shown(voices)} voices discounted, {_shown(lost)} ‰ of their weight lost"
    yield _head("rests on one organisation alone, ‰ of what evidence moved")
    yield from (
        f"  {each.indicator or 'all':<20}{each.source:<28}{_shown(each.permille):>5}" for each in found.captures
    )
    yield from _table("makers to look at (signs, no verdicts)", found.signs())
    yield found.verdict


def _table(title: str, cells: Mapping[str, int | None]) -> Iterator[str]:
    yield _head(title)
    yield from (f"  {name:<24}{_shown(count):>8}" for name, count in cells.items())


def _head(title: str) -> str:
    return f"── {title} ".ljust(80, "─")


def _drift_line(drift: Drift) -> str:
    told = "too few people with evidence" if drift.psi is None else f"{drift.psi:>8.4f}  {drift.verdict}"
    return f"  {drift.name:<24}{told}"


def _prior_line(prior: Prior) -> str:
    own = f"  {prior.indicator:<20}{prior.mean:>6}{prior.nu:>5}"
    if prior.fitted is None:
        return f"{own}   too few people with evidence"
    mean, nu, points = prior.fitted.mean, prior.fitted.nu, prior.fitted.points
    return f"{own}{_figure(mean)}{_figure(nu)}   {'cannot tell' if points is None else f'{points:+.2f} points'}"


def _bunching_line(found: Bunching) -> str:
    if found.ratio is None or found.low is None or found.high is None or found.p is None:
        return f"  cannot tell: too few people within five points ({_shown(people(found.people))})"
    return (
        f"  above / below {found.ratio:.2f} ({found.low:.2f} to {found.high:.2f}), p = {found.p:.3f}: {found.verdict}"
    )


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _figure(value: int | None) -> str:
    return f"{'–' if value is None else value:>7}"


def _rounded(value: Any) -> Any:
    """Every float to four digits, a small one (a p) to four significant ones."""
    match value:
        case float():
            return round(value, DIGITS) if abs(value) >= 0.01 else float(f"{value:.{DIGITS}g}")
        case dict():
            return {key: _rounded(each) for key, each in value.items()}
        case list() | tuple():
            return [_rounded(each) for each in value]
    return value
