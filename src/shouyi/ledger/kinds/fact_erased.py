"""One earlier entry of the same chain was deleted from the vault; `tag` says which, `on` when it had happened."""

from shouyi.ledger.kind import RULE, Kind, Writer

KIND = Kind(name="fact.erased", log=RULE, writer=Writer.ANY, fields=("next", "on", "reason", "tag"))
