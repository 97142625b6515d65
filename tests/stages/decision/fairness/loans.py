"""Invented loans in the columns of the published sets, so that what needs those runs everywhere."""

from __future__ import annotations

import csv
import io

import numpy as np

from shouyi.decision.fairness.credit import CREDIT_DATA, GERMAN, SBA, Set
from shouyi.decision.fairness.draws import Draws


def invented(which: Set, n: int = 1_200, seed: int = 1) -> bytes:
    """A file of this set's format. Some columns tell something of the outcome; one of them differs by the stand-in."""
    draws = Draws(seed)
    apart = draws.uniform((n,)) < 0.3
    numbers = {name: np.round(20 + 6 * draws.normal((n,)) + (at == 0) * 4 * apart).astype(int)
               for at, name in enumerate(which.numbers)}  # fmt: skip
    amounts = {name: np.round(np.exp(7 + draws.normal((n,)))).astype(int) for name in which.amounts}
    words = {name: draws.below(3, (n,)) for name in which.words}
    lean = 1.2 - 0.12 * (numbers[which.numbers[0]] - 20) + 0.6 * (words[which.words[0]] == 1)
    good = draws.uniform((n,)) < 1 / (1 + np.exp(-lean))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["row", *numbers, *amounts, *words, *which.also])
    for at in range(n):
        cells = [numbers[name][at] for name in numbers] + [amounts[name][at] for name in amounts]
        if at % 50 == 7:
            cells[1] = "NA"
        writer.writerow(
            [at, *cells, *(f"kind {words[name][at]}" for name in words), *_also(which, apart[at], good[at])]
        )
    return out.getvalue().encode()


def _also(which: Set, apart: bool, good: bool) -> tuple[str, str]:
    if which is SBA:
        return "2" if apart else "1", "0" if good else "1"
    assert which in (GERMAN, CREDIT_DATA)
    return "22" if apart else "40", "good" if good else "bad"
