"""What verifiers pin (policy, registry, names), by digest, with its number and its predecessor's digest."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="policy.published", log=RULE, writer=Writer.FOUNDER,
            pub={"digest": Shape.HEX32, "number": Shape.COUNT, "previous": Shape.WORD})  # fmt: skip
