"""Which kinds of organisation may state which fact: whoever is asked for the thing itself, and nobody else.

A federation stands nowhere: its name in a file would say something about whose file it is. Neither does a carrier, a
regulator or an operator, of whom nothing here is known first.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CULTURE, TRAINING, CERTIFIER, PLATFORM = "culture", "training", "certifier", "platform"
BANK, ENTERPRISE, WORKSHOP, REGISTRAR = "bank", "enterprise", "workshop", "registrar"

ATTESTERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # skill
        "national_inheritor": frozenset({CULTURE}),
        "provincial_inheritor": frozenset({CULTURE}),
        "city_inheritor": frozenset({CULTURE}),
        "county_inheritor": frozenset({CULTURE}),
        "accredited_certificate": frozenset({CERTIFIER}),
        "vocational_certificate": frozenset({CERTIFIER, TRAINING}),
        "panel": frozenset({CERTIFIER, CULTURE}),
        "quality_check": frozenset({CERTIFIER}),
        "training": frozenset({CULTURE, TRAINING}),
        # fulfilment
        "joint_order": frozenset({ENTERPRISE, WORKSHOP}),
        "sale_stood": frozenset({PLATFORM}),
        "capacity": frozenset({ENTERPRISE, PLATFORM, WORKSHOP}),
        "leave": frozenset({REGISTRAR}),
        "force_majeure": frozenset({REGISTRAR}),
        # word of mouth
        "room_voice": frozenset({PLATFORM}),
        "campaign": frozenset({PLATFORM}),
        # social contribution
        "apprenticeship": frozenset({CULTURE, ENTERPRISE, WORKSHOP}),
        "employment": frozenset({ENTERPRISE, WORKSHOP}),
        "heritage_output": frozenset({CULTURE}),
        "public_benefit": frozenset({CULTURE, TRAINING}),
        # finance
        "repayment": frozenset({BANK}),
        "cash_flow": frozenset({BANK}),
    }
)
"""Fact → the words of `org.added` that say what its attester must be."""


def may_attest(kind: str, what: str) -> bool:
    """Whether an organisation of this kind may state this fact."""
    return kind in ATTESTERS[what]


def attested_by(kind: str) -> tuple[str, ...]:
    """The facts that an organisation of this kind may state, in the table's order."""
    return tuple(what for what, kinds in ATTESTERS.items() if kind in kinds)
