"""The test for traffic discrimination: do two groups get the same exposure at the same relevance, in the same lists?

Exposure (position corrected for how often it is looked at, `shown.exposure`) is regressed within each list on what the
platform's own relevance says: the place in the order by relevance, the relevance itself with its square, and the place
that a row would have on average if the order followed relevance with a little noise, or more, or much. So neither a
noisy order nor a group that is more or less relevant looks like discrimination. What a group's coefficient adds is the
effect: exposure that the group gets or lacks beyond all that.

A merchant stands in many lists and may have a fate of its own, so merchants are what is counted, not rows: the p is
that of a sign-flipping test of the merchants' effective scores (Hemerik, Goeman and Finos 2020, "Robust testing in
generalized linear models by sign flipping score contributions"; residuals under no effect, as in the wild cluster
bootstrap of Cameron, Gelbach and Miller 2008). The interval is the same test's, turned around.

What it says: relevance as given does not explain the difference. If the relevance is itself bent against a group, this
test is blind to it; so is it to merchants who never became candidates. Error rates were measured on invented logs, with
and without a planted difference (`invented`, docs/algorithms/fairness.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.multiple import holm
from shouyi.decision.fairness.records import Floats, Groups, Ints, Measured
from shouyi.decision.fairness.shown import (
    Curve,
    Shown,
    deserved,
    exposure,
    per_listing,
    per_merchant,
    place_weight,
)

FLIPS = 1_999
SIGNIFICANCE = 0.05
POWER_Z = 1.959964 + 0.841621
"""Standard errors at which an effect is found with a probability of 80 %."""
NOISES = (0.1, 0.3, 1.0, 3.0)
"""Of an order that follows relevance more or less closely, in standard deviations of relevance within lists."""
PAIRED = 200


@dataclass(frozen=True, slots=True)
class Effect:
    """Of one group beside the reference. `looks`: exposure per row that is gained or lost, of which a first position
    has 1. `relative`: the same over what the reference's rows get on average. `p`: two-sided; `p_corrected` for all
    groups tested. `detectable`: the smallest relative effect that would be found with a power of 80 %."""

    group: str
    reference: str
    looks: Measured
    relative: Measured
    p: float
    p_corrected: float
    detectable: float

    @property
    def is_found(self) -> bool:
        return self.p_corrected < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class _Design:
    """One row a candidate: exposure, what relevance says of it, and its merchant's group (−1: not in the sample). Only
    rows of lists of two or more; `size` is how many their list has."""

    shown: Shown
    got: Floats
    explained: Floats
    group: Ints
    size: Floats


def effects(
    shown: Shown, groups: Groups, reference: str, curve: Curve, draws: Draws, flips: int = FLIPS
) -> list[Effect]:
    """Each group but the reference beside it; unlabelled merchants help to say what relevance is worth.

    p counts the draw at hand among `flips` + 1, so that it is never 0. A group whose rows never stand beside others' in
    one list gives no effect.
    """
    rows = compared(shown)
    if not len(rows.listing):
        return []
    design = _design(rows, groups, curve)
    found = [_effect(design, groups, name, reference, draws, flips) for name in groups.names if name != reference]
    told = [each for each in found if each]
    corrected = holm([each.p for each in told])
    return [replace(each, p_corrected=p) for each, p in zip(told, corrected, strict=True)]


def compared(shown: Shown) -> Shown:
    """Without lists of one candidate, which compare nobody; the others are numbered anew."""
    kept = per_listing(shown, np.ones(len(shown.listing)))[shown.listing] > 1
    _, listing = np.unique(shown.listing[kept], return_inverse=True)
    return replace(
        shown,
        listing=listing.astype(np.int64),
        position=shown.position[kept],
        relevance=shown.relevance[kept],
        merchant=shown.merchant[kept],
        day=shown.day[kept],
    )


def _design(shown: Shown, groups: Groups, curve: Curve) -> _Design:
    size = per_listing(shown, np.ones(len(shown.listing)))[shown.listing]
    got = exposure(shown, curve)
    return _Design(shown, got, _explained(shown, got, size, curve), groups.codes[shown.merchant], size)


def _explained(shown: Shown, got: Floats, size: Floats, curve: Curve) -> Floats:
    """What relevance says of each row: columns, not yet centred in their lists."""
    owed = deserved(shown, got)
    away = shown.relevance - per_listing(shown, shown.relevance)[shown.listing] / size
    sd = np.sqrt(per_listing(shown, away**2)[shown.listing] / size)
    z = away / np.where(sd > 0, sd, 1)
    unit = float(np.sqrt((away**2).mean())) or 1.0
    places = [expected_place(shown, unit * noise) for noise in NOISES]
    seen = per_listing(shown, (shown.position > 0).astype(np.float64))[shown.listing]
    expected = [part for place in places for part in _expected(place, seen, curve)]
    return np.column_stack([owed, z, z**2, *expected])


def _expected(place: Floats, seen: Floats, curve: Curve) -> tuple[Floats, Floats]:
    """Exposure at a place that is no whole number, and as much of it as is shown at all."""
    weight = place_weight(place, curve)
    return weight, weight / (1 + np.exp(np.clip(place - seen - 0.5, -30, 30)))


def expected_place(shown: Shown, noise: float) -> Floats:
    """Where each row would stand on average, had the order been made by relevance and a noise of this size: one, and
    for each other row of the list the chance that it comes before (Bradley and Terry's). Lists of more than PAIRED
    rows are taken without noise: among so many, places hardly move."""
    size = per_listing(shown, np.ones(len(shown.listing))).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(size)[:-1]])
    place = size[shown.listing] + 1 - deserved(shown, _numbered(shown))
    for length in np.unique(size[size <= PAIRED]):
        lists = starts[size == length]
        for part in np.array_split(lists, max(1, len(lists) * int(length) ** 2 // 2_000_000)):
            rows = part[:, None] + np.arange(length)
            place[rows] = _mean_place(shown.relevance[rows] / noise)
    return place


def _mean_place(relevance: Floats) -> Floats:
    """Of lists of one length, a row each."""
    ahead = 1 / (1 + np.exp(np.clip(relevance[:, :, None] - relevance[:, None, :], -30, 30)))
    return np.asarray(0.5 + ahead.sum(axis=2))


def _numbered(shown: Shown) -> Floats:
    """1 … n in each list: handed out by `deserved`, the most relevant row gets n."""
    starts = np.concatenate([[0], np.cumsum(per_listing(shown, np.ones(len(shown.listing))))[:-1]])
    return np.asarray(np.arange(len(shown.listing)) - starts[shown.listing] + 1, dtype=np.float64)


def _effect(design: _Design, groups: Groups, name: str, reference: str, draws: Draws, flips: int) -> Effect | None:
    code, other = groups.names.index(name), groups.names.index(reference)
    rest = sorted(set(np.unique(design.group)) - {code, other})
    nuisance = _centred(design, np.column_stack([design.explained, *(design.group == each for each in rest)]))
    target = _without(nuisance, _centred(design, (design.group == code)[:, None]))
    null = _without(nuisance, _centred(design, design.got[:, None]))
    weight, normal = float(target @ target), design.got[design.group == other]
    if weight < 1e-9 or not normal.sum():
        return None
    beta = float(target @ null) / weight
    own, weights = _scores(design, nuisance, target, null)
    p, low, high = _turned(beta, weight, (own, weights), draws, flips)
    looks = Measured(beta, low, high, int((groups.codes == code).sum()))
    detectable = POWER_Z * sqrt(float(((own - beta * weights) ** 2).sum())) / weight / float(normal.mean())
    return Effect(name, reference, looks, looks.scaled(1 / float(normal.mean())), p, p, detectable)


def _centred(design: _Design, columns: Floats | np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """Less the mean of their list."""
    plain = columns.astype(np.float64)
    means = [per_listing(design.shown, column)[design.shown.listing] / design.size for column in plain.T]
    return np.asarray(plain - np.column_stack(means))


def _without(nuisance: Floats, column: Floats) -> Floats:
    """What is left of a column once the others have said what they can (Frisch, Waugh and Lovell)."""
    known = np.linalg.lstsq(nuisance.T @ nuisance, nuisance.T @ column, rcond=1e-10)[0]
    return np.asarray((column - nuisance @ known)[:, 0])


def _scores(design: _Design, nuisance: Floats, target: Floats, null: Floats) -> tuple[Floats, Floats]:
    """Of each merchant its effective score, and what an effect of 1 would add to it.

    Residuals are smaller than what they stand for. In a list of n, centring took one of n degrees of freedom, which the
    square root gives back; and a merchant of many rows draws the fit towards what its rows have in common (CR2 of Bell
    and McCaffrey 2002, for a fate that all rows of a merchant share).
    """
    shown, grown = design.shown, np.sqrt(design.size / (design.size - 1))
    own, weights = per_merchant(shown, target * null * grown), per_merchant(shown, target**2 * grown)
    sums = np.column_stack([per_merchant(shown, column) for column in nuisance.T])
    inverse = np.linalg.pinv(nuisance.T @ nuisance, rcond=1e-10)
    rows = np.maximum(per_merchant(shown, np.ones(len(null))), 1)
    kept = np.sqrt(np.maximum(1 - np.einsum("ij,jk,ik->i", sums, inverse, sums) / rows, 0.05))
    return own / kept, weights / kept


def _turned(
    beta: float, weight: float, scores: tuple[Floats, Floats], draws: Draws, flips: int
) -> tuple[float, float, float]:
    """p of no effect, and the ends of the interval: the effects that the same signs would not reject at 5 %."""
    live = scores[1] != 0
    own, weights = scores[0][live], scores[1][live]
    moved = _signed(np.column_stack([own, weights]), draws, flips)

    def p_of(effect: float) -> float:
        found = np.abs(moved[:, 0] - effect * moved[:, 1]) >= abs(beta - effect) * weight * (1 - 1e-12)
        return float((1 + found.sum()) / (flips + 1))

    far = 30 * sqrt(float(((own - beta * weights) ** 2).sum())) / weight
    return p_of(0.0), _end(p_of, beta, beta - far), _end(p_of, beta, beta + far)


def _signed(columns: Floats, draws: Draws, flips: int) -> Floats:
    """Sums of columns under so many draws of a sign for each row."""
    per = max(1, 4_000_000 // len(columns))
    parts = [draws.signs((min(per, flips - at), len(columns))) @ columns for at in range(0, flips, per)]
    return np.vstack(parts)


def _end(p_of: Callable[[float], float], inside: float, outside: float) -> float:
    """Where p falls below .05 between the two, by halving."""
    for _ in range(40):
        half = (inside + outside) / 2
        inside, outside = (half, outside) if p_of(half) >= SIGNIFICANCE else (inside, half)
    return inside
