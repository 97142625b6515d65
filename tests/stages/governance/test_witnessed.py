"""A witness counts again: what an operator's own machine let through against a vote's rules is cosigned by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateways.small_world import DAY, NET, World, entry, key, make_witness
from gateways.test_witness import append_unjudged
from shouyi.governance.texts import ballot_text, proposal_digest
from shouyi.ledger.batch import make_batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.errors import EntryRefused

FOUNDER, SHOP, REGISTRAR = "org-founder", "org-shop", "org-registrar"
TERMS = {"comment": 0, "majority": 501, "notice": 0, "quorum": 500, "veto": 500, "voting": 2}
MOTION = {"document": "ab" * 32, "inputs": [], "n": 0, "replaces": "none", "subject": "standard", "version": "1"}
NAME = proposal_digest(SHOP, MOTION)


def begun(folder: Path) -> World:
    """Two organisations and a delegate on the roll, a proposal, one ballot."""
    world = World(folder).found()
    rolled = [entry("voter.added", FOUNDER, org=org) for org in (FOUNDER, SHOP)]
    world.write(FOUNDER, [entry("terms.set", FOUNDER, subject="standard", **TERMS), *rolled])
    seat = {"election": "cd" * 32, "key": key("delegate").public.hex(), "seat": "seat-1", "until": DAY + 9}
    world.write(REGISTRAR, [entry("delegate.seated", REGISTRAR, **seat)])
    world.write(SHOP, [entry("proposal.opened", SHOP, **MOTION)])
    world.write(SHOP, [entry("ballot.cast", SHOP, choice="yes", proposal=NAME)])
    return world


def carried(signer: str) -> Entry:
    sig = key(signer).sign(ballot_text(NET, NAME, "seat-1", "yes")).hex()
    return entry("ballot.carried", SHOP, choice="yes", proposal=NAME, seat="seat-1", sig=sig)


LET_THROUGH = {
    "a delegate's ballot that somebody else signed": (carried("stranger"), "signature"),
    "a second ballot": (entry("ballot.cast", SHOP, choice="no", proposal=NAME), "cast-before"),
    "an activation before the deadline": (entry("proposal.activated", SHOP, proposal=NAME), "still-open"),
}


@pytest.mark.parametrize("case", LET_THROUGH, ids=lambda name: name.replace(" ", "-"))
def test_a_witness_cosigns_nothing_against_the_rules_of_a_vote(tmp_path: Path, case: str) -> None:
    entry_, says = LET_THROUGH[case]
    world = begun(tmp_path / "log")
    witness = make_witness(tmp_path / "bank", world.public)
    assert len(witness.cosign()) == 4
    append_unjudged(world, make_batch([entry_], SHOP, key(SHOP), 2, NET))
    with pytest.raises(EntryRefused, match=says):
        witness.cosign()


def test_a_witness_that_counts_again_agrees(tmp_path: Path) -> None:
    world = begun(tmp_path / "log")
    witness = make_witness(tmp_path / "bank", world.public)
    world.write(SHOP, [carried("delegate")])
    assert len(witness.cosign()) == 4
    assert world.ledger.state.get(f"tally/{NAME}")["yes"] == 2
