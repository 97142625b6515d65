"""One attested fact about a person beside trade; `what` is a word of the list in `evidence.outcome`, `about` the
attester's own name of what it concerns."""

from shouyi.ledger.kind import SKILL, Kind, Writer

KIND = Kind(
    name="outcome.attested",
    log=SKILL,
    writer=Writer.ANY,
    fields=("about", "next", "on", "until", "value", "what"),
)
