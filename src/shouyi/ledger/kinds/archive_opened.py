"""A person's file begins: the organisation that checked the identity says so. One file a person and registrar."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(
    name="archive.opened",
    log=RULE,
    writer=Writer.REGISTRAR,
    fields=("holder", "next", "on"),  # holder: SHA-256 of the key with which the person proves that the file is theirs
    pub={"after": Shape.WORD, "once": Shape.HEX32},  # after: "none", or the `once` that was erased before
)
