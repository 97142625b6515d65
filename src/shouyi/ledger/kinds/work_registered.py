"""A work and its public name-plate: what it is, which craft, by which public name, under a random public id."""

from shouyi.ledger.kind import TRACE, Kind, Writer

KIND = Kind(
    name="work.registered",
    log=TRACE,
    writer=Writer.ANY,
    fields=("craft", "maker", "next", "on", "title", "work"),
)
