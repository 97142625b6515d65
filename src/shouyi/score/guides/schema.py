"""The shapes of a guide, one a form `v`: JSON Schema 2020-12, integers and words only. `guide.schema.json` and its
likes are written from this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shouyi.score.tables import NORMAL_STEPS, ONE, STOCK_STEPS

Schema = dict[str, Any]


def _integer(low: int, high: int, title: str = "") -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high} | ({"title": title} if title else {})


def _array(items: Schema, low: int, high: int) -> Schema:
    return {"type": "array", "items": items, "minItems": low, "maxItems": high}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


WORD: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"}
MILLE = _integer(0, 1000, "per mille")
TENTHS = _integer(0, 1000, "tenths of a point")
DAYS = _integer(1, 3650, "days")
WORDS = _array(WORD, 0, 64)
TEXT: Schema = {"type": "string", "pattern": "^[^\\u0000-\\u001f\\u007f]{1,200}$"}
STOCK_UNITS_MAX = 2000
"""In thousandths it fits 31 bits with room to spare: an engine multiplies such integers without widening them."""
BAND: Schema = {"type": "string", "enum": ["A", "B", "C", "none", "thin"]}
ANCHOR = _object(name=WORD, value=MILLE)

_COMMON = {"name": WORD, "share": _integer(1, 1000, "per mille of the dimension"), "reason_up": WORD,
           "reason_down": WORD}  # fmt: skip
_NUMBERS = {
    "half_life": DAYS,
    "lo": MILLE,
    "hi": MILLE,
    "nu": _integer(1, 10_000, "alpha + beta, in events"),
    "kappa": _integer(1, 1000, "per mille of an event"),
}
_GROWTH = {"half_life": DAYS, "u0": MILLE, "x0": _integer(1, 100_000, "units"), "sd_missing": MILLE}


def _form(name: str, **properties: Schema) -> Schema:
    return _object(form={"const": name}, **_COMMON, **properties)


FORMS_1 = (
    _form("rate", facts=WORDS, **_NUMBERS),
    _form("level", facts=WORDS, anchors=_array(ANCHOR, 0, 32), prior=MILLE, sd_missing=MILLE),
    _form("stock", facts=WORDS, **_GROWTH),
)
FORMS_2 = (
    _form("rate", facts=_array(_object(name=WORD, weight=_integer(1, 1000, "per mille of a deed")), 0, 16), **_NUMBERS),
    _form("level", anchors=_array(ANCHOR, 0, 32), measured=WORDS, prior=MILLE, sd_missing=MILLE),
    _form(
        "stock",
        facts=_array(_object(name=WORD, per=_integer(1, 1000, "of the fact's units in one of the stock's")), 0, 16),
        most=_integer(1, STOCK_UNITS_MAX, "units that one fact may add"),
        **_GROWTH,
    ),
)


def _dimension(forms: tuple[Schema, ...]) -> Schema:
    return _object(
        name={"type": "string", "enum": ["skill", "fulfilment", "word_of_mouth", "social", "finance"]},
        weight=_integer(1, 1000, "per mille of the score"),
        indicators=_array({"oneOf": list(forms)}, 1, 16),
    )


BANDS = _object(
    a=TENTHS, b=TENTHS, c=TENTHS, a_gate=MILLE, thin_below=_integer(0, 1000, "events"),
    none_good_below=_integer(0, 1000, "events"),
)  # fmt: skip
_HEARD = {
    "stars": _array(MILLE, 5, 5),
    "newcomer": _array(_object(earlier=_integer(0, 1000, "earlier orders, at least"), weight=MILLE), 1, 8),
    "per_buyer_month": _integer(1, 1000, "voices"),
    "per_cohort_month": _integer(1, 1000, "voices"),
}
LEAVE = _object(days=_integer(0, 3650, "days of leave that stop the clock"), window=_integer(1, 3650, "days"))
SAID = _object(code=WORD, en=TEXT, zh=TEXT)
DECAY = _object(
    bad_ends=_integer(1, 36_500, "days"),
    tables=_array(_object(half_life=DAYS, weights=_array(_integer(0, ONE), 1, 21 * 3650 + 1)), 1, 16),
)
LOAN = _object(band=BAND, limit_minor=_integer(0, 10**12, "fen"), rate_of_market=MILLE, help={"type": "string", "enum":
               ["unsecured", "assistance"]})  # fmt: skip
EXPOSURE = _object(
    newcomer_days=_integer(0, 3650, "days"),
    newcomer_share=MILLE,
    floors=_array(_object(band=BAND, width_max=TENTHS, share=MILLE), 0, 32),
)


def _guide(v: int, forms: tuple[Schema, ...], **properties: Schema) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Shouyi assessment guide",
        **_object(
            v={"const": v},
            version={"type": "string", "pattern": "^[0-9]{1,4}(\\.[0-9]{1,4}){0,2}$"},
            dimensions=_array(_dimension(forms), 5, 5),
            bands=BANDS,
            interval=_object(z_millionths=_integer(1, 10**7, "millionths"), level=MILLE),
            decay=DECAY,
            saturation=_array(_integer(0, 10**9), STOCK_STEPS + 1, STOCK_STEPS + 1),
            normal=_array(MILLE, 2 * NORMAL_STEPS + 1, 2 * NORMAL_STEPS + 1),
            loans=_array(LOAN, 1, 5),
            exposure=EXPOSURE,
            never_used=WORDS,
            **properties,
        ),
    }


GUIDE: Schema = _guide(1, FORMS_1, voices=_object(**_HEARD, sources=_object(live_room=MILLE, orders=MILLE)))
"""The form in which trade alone had facts."""

GUIDE_2: Schema = _guide(2, FORMS_2, voices=_object(**_HEARD), leave=LEAVE, words=_array(SAID, 0, 256))
"""The form in which each indicator lists its facts with what they weigh, leave stops the clock, and reasons have words
in both languages."""

SCHEMAS: Mapping[int, Schema] = {1: GUIDE, 2: GUIDE_2}
