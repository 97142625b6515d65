"""A key of one purpose (batch, issue, log, cosign, client) becomes an organisation's."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="key.added", log=RULE, writer=Writer.ANY,
            pub={"key": Shape.HEX32, "org": Shape.ORG, "purpose": Shape.WORD})  # fmt: skip
