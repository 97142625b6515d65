"""The self-contained verifier file, by digest, so that a copy saved earlier can be told from a swapped one."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="verifier.published", log=RULE, writer=Writer.FOUNDER, pub={"digest": Shape.HEX32})
