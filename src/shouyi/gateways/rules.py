"""The rules of a network as a stranger reads them: the published log `rule`, whole, under a cosigned checkpoint."""

from __future__ import annotations

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.published import EntryCursor
from shouyi.gateways.source import Source
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.entry import parse_entry
from shouyi.ledger.errors import InclusionMismatch, UnknownFormat
from shouyi.ledger.kind import RULE
from shouyi.ledger.policy import Pin
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.standing import Standing, standing_of
from shouyi.ledger.tree import root_of


def read_standing(source: Source, pin: Pin) -> tuple[Standing, int, int | None]:
    """(standing, size of `rule`, second of its checkpoint's oldest cosignature). Raises LedgerError, GatewayError."""
    data = source.read("rule/checkpoint")
    if data is None:
        raise GatewayError("the log publishes no rule/checkpoint", permanent=False)
    note, checkpoint = read_checkpoint(data)
    if checkpoint.origin != pin.origin(RULE):
        raise UnknownFormat(f"the checkpoint is {checkpoint.origin[:80]}'s, not {pin.origin(RULE)}'s")
    pin.policy.require_log(note, checkpoint.origin)
    cosigned_at = pin.policy.require_quorum(note)
    entries = EntryCursor(source, RULE, 0, checkpoint.size).take(checkpoint.size)
    if root_of([leaf_hash(entry) for entry in entries]) != checkpoint.root:
        raise InclusionMismatch("the entries of rule do not lead to its checkpoint's root")
    return standing_of(map(parse_entry, entries)), checkpoint.size, cosigned_at
