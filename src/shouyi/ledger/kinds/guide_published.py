"""An assessment guide, by the digest of its canonical document."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="guide.published", log=RULE, writer=Writer.FOUNDER, pub={"digest": Shape.HEX32, "version": Shape.WORD})
