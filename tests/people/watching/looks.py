"""A watch over five hundred invented people, drifted, bunched and captured: everything that the page can say."""

from __future__ import annotations

import random
from functools import cache

from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Totals
from shouyi.score.watch.bunching import bunching
from shouyi.score.watch.campaigns import Campaigns
from shouyi.score.watch.capture import Capture
from shouyi.score.watch.drift import Runs, drifts
from shouyi.score.watch.population import Population, Seen, spread_of
from shouyi.score.watch.priors import priors
from shouyi.score.watch.report import Looked, Watch
from shouyi.score.watch.rings import Flag

GUIDE = parse_guide(guide_bytes())
AS_OF, BEFORE, PEOPLE = 20_780, 20_750, 500


@cache
def look(*, calm: bool = False) -> str:
    """The object that a watch prints."""
    before, after = _population(BEFORE, 620), _population(AS_OF, 620 if calm else 700)
    scores = [each.score for each in after.seen] + ([] if calm else [802] * 60)
    return Watch(
        guide=GUIDE.version,
        against=BEFORE,
        spread=spread_of(after, GUIDE),
        drifts=drifts(before, after, GUIDE),
        priors=priors(after, GUIDE),
        bunching=bunching(scores, GUIDE.bands.a),
        campaigns=Campaigns(40, 1200, 36, 12),
        captures=[
            Capture("org-platform-tests", "", 640, 300, True),
            Capture("org-culture-tests", "", None, None, None),
        ],
        looked=Looked(makers=400, voices=9_000, unknown_buyers=0),
        flags=[] if calm else [Flag("circle", ("planted-name", "other-name"), 24, 24, 12, 1.2, 0.0001)],
        runs=Runs(BEFORE, AS_OF, []),
    ).to_json()


def _population(day: int, middle: int) -> Population:
    draw = random.Random(1)
    return Population(day, tuple(_seen(draw, middle) for _ in range(PEOPLE)), 37)


def _seen(draw: random.Random, middle: int) -> Seen:
    score = min(1000, max(0, round(draw.gauss(middle, 90))))
    half = draw.randrange(40, 160)
    u = tuple(
        None if draw.random() < 0.3 or not each.number % 5 else 10**9 * score // 1000 for each in GUIDE.indicators
    )
    late = draw.randrange(4)
    totals = {indicator.name: Totals((10 - late) * 1000 << 20, late * 1000 << 20) for indicator, _ in GUIDE.rates}
    return Seen(score, max(0, score - half), min(1000, score + half), "B" if score >= 700 else "C", u, totals)
