"""Guide 1, the first: what an organisation votes to change. `python -m shouyi.score.guides.v1` writes the document and
the schema beside this file; a test holds the files to this script. Sources: the mission's paper and the design's
chapter on the score; numbers are a starting point, to be calibrated and voted on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shouyi.canon.canonical import encode
from shouyi.score.guides.schema import GUIDE
from shouyi.score.tables import decay_weights, normal, saturation

HERE = Path(__file__).parent
DOCUMENT, SCHEMA = HERE / "v1.json", HERE / "guide.schema.json"
Value = dict[str, Any]


def _common(name: str, share: int, facts: tuple[str, ...]) -> Value:
    return {
        "name": name,
        "share": share,
        "facts": list(facts),
        "reason_up": f"{name}_up",
        "reason_down": f"{name}_down",
    }


def _rate(name: str, share: int, half_life: int, lo: int, hi: int, nu: int, *facts: str, kappa: int = 1000) -> Value:
    numbers = {"form": "rate", "half_life": half_life, "lo": lo, "hi": hi, "nu": nu, "kappa": kappa}
    return _common(name, share, facts) | numbers


def _level(name: str, share: int, prior: int, **anchors: int) -> Value:
    listed = [{"name": anchor, "value": value} for anchor, value in anchors.items()]
    return _common(name, share, ()) | {"form": "level", "anchors": listed, "prior": prior, "sd_missing": 200}


def _stock(name: str, share: int, half_life: int, x0: int) -> Value:
    return _common(name, share, ()) | {"form": "stock", "half_life": half_life, "u0": 300, "x0": x0, "sd_missing": 150}


def dimension(name: str, weight: int, *indicators: Value) -> Value:
    return {"name": name, "weight": weight, "indicators": list(indicators)}


INHERITORS = {"national_inheritor": 1000, "provincial_inheritor": 900, "city_inheritor": 750, "county_inheritor": 600,
              "accredited_certificate": 500}  # fmt: skip
DIMENSIONS = [
    dimension(
        "skill", 250,
        _level("qualification", 400, 400, **INHERITORS),
        _level("panel", 200, 500),
        _rate("quality_checks", 250, 365, 600, 1000, 6),
        _stock("training", 150, 730, 120),
    ),
    dimension(
        "fulfilment", 300,
        _rate("dispatch", 450, 180, 800, 1000, 6, "dispatched", "overdue"),
        _rate("not_cancelled", 200, 180, 800, 995, 10, "dispatched", "cancelled"),
        _rate("not_returned", 200, 180, 850, 995, 10, "returned"),
        _rate("capacity", 150, 180, 700, 1000, 10),
    ),
    dimension(
        "word_of_mouth", 200,
        _rate("satisfied", 850, 180, 550, 920, 6, "reviewed", kappa=500),
        _rate("repeat", 150, 365, 0, 100, 12, "visited", kappa=500),
    ),
    dimension("social", 150, _stock("contribution", 1000, 1095, 1)),
    dimension("finance", 100, _rate("repayment", 700, 365, 850, 1000, 8), _level("cash_flow", 300, 500)),
]  # fmt: skip
VOICES = {
    "stars": [0, 150, 450, 850, 1000],
    "newcomer": [{"earlier": 0, "weight": 300}, {"earlier": 1, "weight": 600}, {"earlier": 3, "weight": 1000}],
    "per_buyer_month": 1,
    "per_cohort_month": 2,
    "sources": {"orders": 1000, "live_room": 600},
}
LOANS = [
    {"band": "A", "limit_minor": 50_000_000, "rate_of_market": 700, "help": "unsecured"},
    {"band": "B", "limit_minor": 20_000_000, "rate_of_market": 800, "help": "unsecured"},
    {"band": "C", "limit_minor": 5_000_000, "rate_of_market": 900, "help": "unsecured"},
    {"band": "none", "limit_minor": 0, "rate_of_market": 1000, "help": "assistance"},
    {"band": "thin", "limit_minor": 0, "rate_of_market": 1000, "help": "assistance"},
]
EXPOSURE = {
    "newcomer_days": 90,
    "newcomer_share": 250,
    "floors": [
        {"band": "A", "width_max": 150, "share": 800},
        {"band": "A", "width_max": 1000, "share": 600},
        {"band": "B", "width_max": 150, "share": 600},
        {"band": "B", "width_max": 1000, "share": 500},
        {"band": "C", "width_max": 1000, "share": 400},
        {"band": "none", "width_max": 1000, "share": 250},
        {"band": "thin", "width_max": 1000, "share": 250},
    ],
}
NEVER_USED = ["disability_kind", "disability_grade", "health", "assistive_technology", "response_speed", "live_hours",
              "voice", "appearance", "home_address", "acquaintances"]  # fmt: skip


def document() -> bytes:
    """The canonical bytes of guide 1."""
    half_lives = sorted(
        {found["half_life"] for dim in DIMENSIONS for found in dim["indicators"] if "half_life" in found}
    )
    tables = [{"half_life": half_life, "weights": list(decay_weights(half_life))} for half_life in half_lives]
    return encode(
        {
            "v": 1,
            "version": "1",
            "dimensions": DIMENSIONS,
            "bands": {"a": 800, "b": 700, "c": 600, "a_gate": 600, "thin_below": 10, "none_good_below": 10},
            "interval": {"z_millionths": 1_644_854, "level": 900},
            "voices": VOICES,
            "decay": {"bad_ends": 1826, "tables": tables},
            "saturation": list(saturation()),
            "normal": list(normal()),
            "loans": LOANS,
            "exposure": EXPOSURE,
            "never_used": NEVER_USED,
        }
    )


def schema() -> bytes:
    """The JSON Schema of every guide of this form, for people's eyes and other tools."""
    return (json.dumps(GUIDE, indent=1, sort_keys=True) + "\n").encode()


if __name__ == "__main__":
    DOCUMENT.write_bytes(document())
    SCHEMA.write_bytes(schema())
