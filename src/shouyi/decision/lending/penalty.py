"""Overdue interest (罚息): what late principal costs more, within the law, or nothing.

A loan agreement's penalty rate may be 30 to 50 % above its own rate (中国人民银行 银发〔2003〕251号, article 3), and
courts cut interest, compound interest, penalty and other charges of a bank together to 24 % a year on request
(最高人民法院 法发〔2017〕22号, article 2). Both are upper bounds here, asked for before anything is signed; a guide
or a bank may take less, and 0 is allowed. No interest is taken on interest or on penalties.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shouyi.canon.money import PPM, rounded
from shouyi.decision.lending.errors import BeyondTheLaw

ABOVE_MAX = 500
"""‰ above the agreed rate."""
TOTAL_MAX_PPM = 240_000
"""Everything together, a year."""
BASES = (360, 365)


@dataclass(frozen=True, slots=True)
class Penalty:
    """`above` ‰ on top of the loan's `rate_ppm`; counted from the day after `grace_days` by days over `basis`. The
    agreed rate itself goes on running on what is overdue, so a late day costs rate × (1000 + above) ‰."""

    rate_ppm: int
    above: int = 0
    grace_days: int = 0
    basis: int = 365

    @property
    def yearly_ppm(self) -> Fraction:
        """What a year of being late costs, of the principal that is late."""
        return Fraction(self.rate_ppm * (1000 + self.above), 1000)


NONE = Penalty(0)


def require_lawful(penalty: Penalty) -> None:
    """Raises BeyondTheLaw."""
    if not 0 <= penalty.above <= ABOVE_MAX or penalty.grace_days < 0 or penalty.basis not in BASES:
        raise BeyondTheLaw("out_of_range", "above" if not 0 <= penalty.above <= ABOVE_MAX else "basis")
    if penalty.yearly_ppm > TOTAL_MAX_PPM:
        raise BeyondTheLaw("above_24_per_cent", "above")


def penalty_fen(penalty: Penalty, fen_days: int) -> int:
    """Of principal × days that were late, to the fen: rounded once over the whole stretch, however often it is
    asked."""
    return rounded(fen_days * penalty.yearly_ppm / (PPM * penalty.basis))
