"""The shape of a report, version 1: JSON Schema 2020-12. `csr-1.schema.json` is written from this."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shouyi.decision.fairness.report.records import MOST, VERSION
from shouyi.decision.fairness.report.sentences import CODES

Schema = dict[str, Any]
FILE = Path(__file__).parent / "csr-1.schema.json"
COUNT_MAX = 10**9
CONSENT = "[a-z][a-z0-9_.-]{0,63}"
DAY_MAX = 100_000


def _integer(low: int, high: int, title: str) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high, "title": title}


def _array(items: Schema, low: int, high: int) -> Schema:
    return {"type": "array", "items": items, "minItems": low, "maxItems": high}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


GROUP: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,31}$"}
FIGURE: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"}
MEASURED = _integer(-MOST, MOST, "millionths")
COUNT = _integer(0, COUNT_MAX, "people, merchants, lists or cases")
DAY = _integer(0, DAY_MAX, "days since 1970-01-01, 0: not told")
LINE = _object(
    count=COUNT,
    figure=FIGURE,
    group=GROUP,
    measured=_array(MEASURED, 0, 3),
    tested=_array(_integer(0, 10**6, "millionths"), 0, 2),
)
TABLE = _object(
    lines=_array(LINE, 0, 4096), name=FIGURE, withheld={"type": "string", "enum": ["", "too_few"]}
)  # fmt: skip
SENTENCE = _object(
    code={"type": "string", "enum": sorted(CODES)}, numbers=_array(MEASURED, 0, 4), words=_array(FIGURE, 0, 4)
)
SAMPLE = _object(
    consent={"type": "string", "pattern": f"^{CONSENT}$"}, hidden=COUNT, labelled=COUNT, least=COUNT,
    whole=COUNT,
)  # fmt: skip
SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Shouyi audit by group, the machine-readable section of a report on social responsibility",
    **_object(
        first_on=DAY,
        groups=_array(GROUP, 2, 32),
        kind={"type": "string", "enum": ["decisions", "exposure", "indicators"]},
        last_on=DAY,
        reference=GROUP,
        refused=COUNT,
        sample=SAMPLE,
        sentences=_array(SENTENCE, 0, 4096),
        tables=_array(TABLE, 1, 16),
        v={"const": VERSION},
    ),
}


def schema_bytes() -> bytes:
    """What stands in the file."""
    return (json.dumps(SCHEMA, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
