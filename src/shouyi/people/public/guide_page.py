"""The guide as the page shows it: weights, forms and rules, each in words, each number in a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.ledger.policy import pin_digest
from shouyi.people import wording
from shouyi.people.figures import Bar, Bars
from shouyi.people.wording.numbers import percent, tenths
from shouyi.score.guide import Dimension, Guide, Indicator, Level, Rate, Stock


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator: its share of the whole score, how it is read, how fast it fades, whether a source feeds it."""

    name: str
    of_score: str
    reading: str
    fading: str
    fed: bool


@dataclass(frozen=True, slots=True)
class DimensionPart:
    name: str
    weight: str
    indicators: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    version: str
    digest: str
    weights: Bars
    dimensions: tuple[DimensionPart, ...]
    bands: tuple[tuple[str, str], ...]
    stars: Bars
    newcomers: tuple[tuple[str, str], ...]
    never_used: tuple[str, ...]
    fed: int
    total: int
    evidence_needed: int
    bad_years: int
    per_buyer_month: int
    per_cohort_month: int
    pin_digest: str
    verifier_digest: str


def guide_page(guide: Guide, pin: bytes, verifier_digest: str) -> GuidePage:
    """Everything on the page of this guide, with the digests of what readers save to check by."""
    return GuidePage(
        version=guide.version,
        digest=guide.digest,
        weights=_weights(guide),
        dimensions=tuple(_part(found) for found in guide.dimensions),
        bands=_bands(guide),
        stars=_stars(guide),
        newcomers=_newcomers(guide),
        never_used=tuple(wording.never_used(code) for code in guide.never_used),
        fed=sum(bool(found.facts) for found in guide.indicators),
        total=len(guide.indicators),
        evidence_needed=guide.bands.thin_below,
        bad_years=guide.bad_ends // 365,
        per_buyer_month=guide.voices.per_buyer_month,
        per_cohort_month=guide.voices.per_cohort_month,
        pin_digest=pin_digest(pin).hex(),
        verifier_digest=verifier_digest,
    )


def _weights(guide: Guide) -> Bars:
    named = [(wording.dimension(found.name), found.weight) for found in guide.dimensions]
    strongest, lightest = max(named, key=lambda pair: pair[1]), min(named, key=lambda pair: pair[1])
    return Bars(
        takeaway=_("Most weight: %(most)s. Least: %(least)s.") % {"most": strongest[0], "least": lightest[0]},
        label=_("Bars: %(list)s.") % {"list": _listed(named)},
        caption=_("The five parts of the score"),
        columns=(_("Part"), _("Weight")),
        rows=tuple(Bar(name, weight * 2, percent(weight), (percent(weight),)) for name, weight in named),
        total=(_("Together"), "100%"),
    )


def _listed(named: list[tuple[str, int]]) -> str:
    return _(", ").join(f"{name} {percent(weight)}" for name, weight in named)


def _part(dimension: Dimension) -> DimensionPart:
    rows = tuple(_indicator(found) for found in dimension.indicators)
    return DimensionPart(wording.dimension(dimension.name), percent(dimension.weight), rows)


def _indicator(indicator: Indicator) -> IndicatorRow:
    return IndicatorRow(
        name=wording.indicator(indicator.name),
        of_score=_of_score(indicator.points),
        reading=_reading(indicator.form),
        fading=_fading(indicator.form),
        fed=bool(indicator.facts),
    )


def _of_score(points: int) -> str:
    """W·v in millionths of the score as an exact percentage: 33750 → "3.375%"."""
    return f"{points // 10_000}.{points % 10_000:04d}".rstrip("0").rstrip(".") + "%"


def _reading(form: Rate | Level | Stock) -> str:
    if isinstance(form, Rate) and form.lo == 0:
        return _("How often it went well: from 0%% upwards, %(hi)s or more gives everything.") % {
            "hi": percent(form.hi)
        }
    if isinstance(form, Rate):
        return _("How often it went well: %(lo)s or less gives nothing, %(hi)s or more everything.") % {
            "lo": percent(form.lo),
            "hi": percent(form.hi),
        }
    if isinstance(form, Stock):
        return _("What you have gathered: it starts at %(u0)s and grows ever more slowly.") % {"u0": percent(form.u0)}
    steps = _(", ").join(f"{wording.certificate(name)} {percent(value)}" for name, value in form.anchors)
    start = _("The highest in force; without one, %(prior)s.") % {"prior": percent(form.prior)}
    return f"{start} {steps}" if steps else start


def _fading(form: Rate | Level | Stock) -> str:
    if isinstance(form, Level):
        return _("holds until it expires")
    return _("weighs half after %(days)s days") % {"days": form.half_life}


def _bands(guide: Guide) -> tuple[tuple[str, str], ...]:
    bands = guide.bands
    gate = _("%(floor)s or more, with at least %(gate)s certainty of being above it")
    return (
        (wording.band("A"), gate % {"floor": tenths(bands.a), "gate": percent(bands.a_gate)}),
        (wording.band("B"), _("%(floor)s or more") % {"floor": tenths(bands.b)}),
        (wording.band("C"), _("%(floor)s or more") % {"floor": tenths(bands.c)}),
        (wording.band("none"), _("below %(floor)s, or too little that went well yet") % {"floor": tenths(bands.c)}),
        (wording.band("thin"), _("less evidence than %(events)s events weigh") % {"events": bands.thin_below}),
    )


def _stars(guide: Guide) -> Bars:
    named = [
        (ngettext("%(stars)s star", "%(stars)s stars", at) % {"stars": at}, worth)
        for at, worth in enumerate(guide.voices.stars, start=1)
    ]
    named.reverse()
    return Bars(
        takeaway=_("Stars stand in for words until reviews are read sentence by sentence."),
        label=_("Bars: %(list)s.") % {"list": _listed(named)},
        caption=_("What a review counts as"),
        columns=(_("Review"), _("Counts as satisfied")),
        rows=tuple(Bar(name, worth, percent(worth), (percent(worth),)) for name, worth in named),
    )


def _newcomers(guide: Guide) -> tuple[tuple[str, str], ...]:
    """Each step from its own number of earlier orders to just below the next one's."""
    steps = guide.voices.newcomer
    ends = [earlier - 1 for earlier, _weight in steps[1:]] + [None]
    return tuple((_buyer(first, last), percent(weight)) for (first, weight), last in zip(steps, ends, strict=True))


def _buyer(first: int, last: int | None) -> str:
    if last == 0:
        return _("someone's first order here")
    if last is None:
        return _("a buyer with %(first)s earlier orders or more") % {"first": first}
    return _("a buyer with %(first)s to %(last)s earlier orders") % {"first": first, "last": last}
