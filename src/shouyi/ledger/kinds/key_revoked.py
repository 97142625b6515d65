"""A key is good no more, from this size of `rule` on."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="key.revoked", log=RULE, writer=Writer.ANY, pub={"key": Shape.HEX32})
