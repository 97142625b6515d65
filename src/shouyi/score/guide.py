"""A guide: the published document that says what counts, how much, and how fast it fades.

`parse_guide` takes a stranger's bytes: one typed object, or GuideMalformed. The document is canonical JSON (RFC 8785)
of integers and words, whose shape is `guides/guide.schema.json` (form 1) or `guides/guide-2.schema.json`; what a schema
cannot say, `soundness` checks. Both forms become the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from shouyi.canon.canonical import decode_canonical
from shouyi.canon.digest import digest
from shouyi.canon.errors import CanonError
from shouyi.score.errors import GuideMalformed
from shouyi.score.guides.schema import SCHEMAS, STOCK_UNITS_MAX
from shouyi.score.records import Band
from shouyi.score.shape import require_shape
from shouyi.score.soundness import require_sound

Fed = Callable[[dict[str, Any]], dict[str, int | None]]
"""An indicator of the document → its facts, each with what the guide says of it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Kept promises, satisfied buyers: θ between `lo` and `hi` (‰) becomes 0..1; `nu` = α+β in events, `kappa` in ‰,
    `half_life` in days. The prior's mean stands halfway between lo and hi."""

    lo: int
    hi: int
    nu: int
    kappa: int
    half_life: int


@dataclass(frozen=True, slots=True)
class Level:
    """Certificates, panels: the highest in force of what is held, or `prior` with a spread of `sd_missing`.

    `anchors` (fact, ‰) are worth what the guide says, a fact in `measured` what it measured itself.
    """

    anchors: tuple[tuple[str, int], ...]
    prior: int
    sd_missing: int
    measured: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """Hours, apprentices: from `u0` (‰) upwards as the decayed sum grows by `x0` units; `half_life` in days. One fact
    adds at most `most` units."""

    half_life: int
    u0: int
    x0: int
    sd_missing: int
    most: int = STOCK_UNITS_MAX


@dataclass(frozen=True, slots=True)
class Indicator:
    """`weight` is its dimension's W, `share` its own v (both ‰), `number` its place in the guide's order.

    `facts` are the kinds of fact that feed it, each with what one weighs (a rate's, in ‰), with how many of its units
    make one of the stock's, or with the level it stands for (‰; None: its own value). Empty while no source exists, so
    that everybody stands at the prior.
    """

    name: str
    dimension: str
    number: int
    weight: int
    share: int
    form: Rate | Level | Stock
    facts: Mapping[str, int | None] = field(hash=False)
    reason_up: str
    reason_down: str

    @property
    def points(self) -> int:
        """W·v, in 10^-6 of the score."""
        return self.weight * self.share


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    weight: int
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """Floors of A, B, C in tenths; A's gate on P(score ≥ floor of A) in ‰; the amounts of evidence in events."""

    a: int
    b: int
    c: int
    a_gate: int
    thin_below: int
    none_good_below: int


@dataclass(frozen=True, slots=True)
class Voices:
    """What a buyer's stars weigh: `stars[s − 1]` is y in ‰; `newcomer` (earlier orders at least, ‰), ascending."""

    stars: tuple[int, ...]
    newcomer: tuple[tuple[int, int], ...]
    per_buyer_month: int
    per_cohort_month: int

    def newcomer_weight(self, earlier: int) -> int:
        """The ‰ for a buyer with so many earlier orders."""
        return max((at_least, weight) for at_least, weight in self.newcomer if at_least <= earlier)[1]


@dataclass(frozen=True, slots=True)
class Leave:
    """Declared leave stops the clock on at most `days` of any `window` days. Without a word of it: never."""

    days: int = 0
    window: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the guide in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Loan:
    """A step of the ladder: up to `limit_minor` fen at no more than `rate_of_market` ‰ of the market's average."""

    band: Band
    limit_minor: int
    rate_of_market: int
    help: str


@dataclass(frozen=True, slots=True)
class Floor:
    """Exposure for a band whose interval is at most `width_max` tenths wide: `share` ‰ of an equal share."""

    band: Band
    width_max: int
    share: int


@dataclass(frozen=True, slots=True)
class Exposure:
    newcomer_days: int
    newcomer_share: int
    floors: tuple[Floor, ...]


@dataclass(frozen=True)
class Guide:
    """One version of the guide. `weights[half_life][age]` is w in 2^-20; a bad event ends at `bad_ends` days."""

    version: str
    digest: str
    dimensions: tuple[Dimension, ...]
    bands: Bands
    interval_z: int
    interval_level: int
    voices: Voices
    bad_ends: int
    weights: dict[int, tuple[int, ...]] = field(hash=False, repr=False)
    saturation: tuple[int, ...] = field(repr=False)
    normal: tuple[int, ...] = field(repr=False)
    loans: tuple[Loan, ...]
    exposure: Exposure
    never_used: tuple[str, ...]
    leave: Leave = Leave()
    words: Mapping[str, Said] = field(default_factory=dict, hash=False, repr=False)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in the guide's order."""
        return tuple(indicator for dimension in self.dimensions for indicator in dimension.indicators)

    @cached_property
    def by_name(self) -> dict[str, Indicator]:
        return {indicator.name: indicator for indicator in self.indicators}

    @cached_property
    def rates(self) -> tuple[tuple[Indicator, Rate], ...]:
        """The indicators that outcomes feed, with their forms."""
        return tuple((found, found.form) for found in self.indicators if isinstance(found.form, Rate))

    @cached_property
    def fading(self) -> tuple[tuple[Indicator, Rate | Stock], ...]:
        """The indicators that are sums of events which fade: rates and stocks."""
        return tuple((found, found.form) for found in self.indicators if not isinstance(found.form, Level))


def guide_digest(document: bytes) -> str:
    """SHA-256("shouyi/guide/1" ‖ canonical bytes) in hex: the name under which `rule` commits a guide."""
    return digest(b"shouyi/guide/1", document).hex()


def parse_guide(document: bytes) -> Guide:
    """The guide in these canonical bytes. Raises GuideMalformed for any other bytes, saying where and what."""
    try:
        value = decode_canonical(document)
    except CanonError as problem:
        raise GuideMalformed("$", str(problem)) from None
    require_shape(value, SCHEMAS[_form_of(value)])
    require_sound(value)
    return _guide(value, guide_digest(document))


def _form_of(value: object) -> int:
    """The document's `v`, or 1, whose schema then says what is missing."""
    v = value.get("v") if isinstance(value, dict) else None
    return v if type(v) is int and v in SCHEMAS else 1


def _guide(value: dict[str, Any], digest_hex: str) -> Guide:
    numbered = iter(range(10**6))
    fed = _facts if value["v"] > 1 else partial(_facts_1, weight=value["voices"]["sources"]["orders"])
    return Guide(
        version=value["version"],
        digest=digest_hex,
        dimensions=tuple(_dimension(found, numbered, fed) for found in value["dimensions"]),
        bands=Bands(**value["bands"]),
        interval_z=value["interval"]["z_millionths"],
        interval_level=value["interval"]["level"],
        voices=_voices(value["voices"]),
        bad_ends=value["decay"]["bad_ends"],
        weights={found["half_life"]: tuple(found["weights"]) for found in value["decay"]["tables"]},
        saturation=tuple(value["saturation"]),
        normal=tuple(value["normal"]),
        loans=tuple(Loan(**found) for found in value["loans"]),
        exposure=_exposure(value["exposure"]),
        never_used=tuple(value["never_used"]),
        leave=Leave(**value.get("leave", {})),
        words={found["code"]: Said(found["en"], found["zh"]) for found in value.get("words", ())},
    )


def _dimension(value: dict[str, Any], numbered: Iterator[int], fed: Fed) -> Dimension:
    indicators = (_indicator(found, value, next(numbered), fed) for found in value["indicators"])
    return Dimension(value["name"], value["weight"], tuple(indicators))


def _facts_1(value: dict[str, Any], weight: int) -> dict[str, int | None]:
    """Form 1 lists names alone: what the order book said weighs as much as that source, whatever it feeds."""
    return dict.fromkeys(value["facts"], weight)


def _facts(value: dict[str, Any]) -> dict[str, int | None]:
    match value["form"]:
        case "rate":
            return {found["name"]: found["weight"] for found in value["facts"]}
        case "stock":
            return {found["name"]: found["per"] for found in value["facts"]}
        case _:
            anchors = {found["name"]: found["value"] for found in value["anchors"]}
            return anchors | dict.fromkeys(value["measured"])


def _indicator(value: dict[str, Any], dimension: dict[str, Any], number: int, fed: Fed) -> Indicator:
    return Indicator(
        name=value["name"],
        dimension=dimension["name"],
        number=number,
        weight=dimension["weight"],
        share=value["share"],
        form=_form(value),
        facts=fed(value),
        reason_up=value["reason_up"],
        reason_down=value["reason_down"],
    )


def _form(value: dict[str, Any]) -> Rate | Level | Stock:
    if value["form"] == "rate":
        return Rate(**{name: value[name] for name in ("lo", "hi", "nu", "kappa", "half_life")})
    if value["form"] == "stock":
        return Stock(**{name: value[name] for name in ("half_life", "u0", "x0", "sd_missing", "most") if name in value})
    anchors = tuple((anchor["name"], anchor["value"]) for anchor in value["anchors"])
    return Level(anchors, value["prior"], value["sd_missing"], tuple(value.get("measured", ())))


def _voices(value: dict[str, Any]) -> Voices:
    newcomer = tuple((step["earlier"], step["weight"]) for step in value["newcomer"])
    return Voices(tuple(value["stars"]), newcomer, value["per_buyer_month"], value["per_cohort_month"])


def _exposure(value: dict[str, Any]) -> Exposure:
    floors = tuple(Floor(**found) for found in value["floors"])
    return Exposure(value["newcomer_days"], value["newcomer_share"], floors)
