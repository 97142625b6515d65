"""A person's key was destroyed on their wish. About nobody any more, it carries the `once` that is now free."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="archive.erased", log=RULE, writer=Writer.REGISTRAR, pub={"once": Shape.HEX32})
