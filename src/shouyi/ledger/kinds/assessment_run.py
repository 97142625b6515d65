"""One run over everybody: guide, day, tree sizes, and the root over the results. Each result is a root of fields."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(
    name="assessment.run",
    log=RULE,
    writer=Writer.ANY,
    pub={"as_of": Shape.COUNT, "count": Shape.COUNT, "guide": Shape.HEX32, "root": Shape.HEX32, "sizes": Shape.SIZES},
)
