"""The public proofs' requests in the same log and metrics as the pages', by kind: whose work it is stands nowhere."""

from __future__ import annotations

import re

from shouyi.people.counts import count
from shouyi.people.logs import events

KINDS = (
    ("probe", re.compile(r"/(?:health|ready)")),
    ("pin", re.compile(r"/pin(?:\.json)?")),
    ("proof", re.compile(r"/proof/.*", re.DOTALL)),
    ("verifier", re.compile(r"/verify\.html")),
    ("checkpoint", re.compile(r"/(?:state|(?:skill|trace|voice|rule)/checkpoint)")),
    ("tile", re.compile(r"/(?:skill|trace|voice|rule)/tile/.*|/batches/.*", re.DOTALL)),
)


def kind_of(path: str) -> str:
    """What is asked for; `unmatched` for anything that we do not serve."""
    return next((kind for kind, form in KINDS if form.fullmatch(path)), "unmatched")


def observe(path: str, method: str, status: int, seconds: float) -> None:
    """One request; probes are not counted."""
    if (kind := kind_of(path)) != "probe":
        known = method if method in ("GET", "HEAD") else "OTHER"
        count("proofs", kind, known, status, seconds)
        events("proofs").info("request", route=kind, method=known, status=status, duration_ms=round(seconds * 1000, 1))
