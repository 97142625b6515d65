"""A verified buyer's review. Stars, day and pseudonym stand under the maker's key, the text under the buyer's."""

from shouyi.ledger.kind import VOICE, Kind, Writer

KIND = Kind(
    name="review.given",
    log=VOICE,
    writer=Writer.ANY,
    fields=("buyer", "cohort", "delivered", "dispatched", "earlier", "expected", "makers", "next", "on", "order",
            "promised", "stars", "text"),
    other=frozenset({"text"}),
)  # fmt: skip
