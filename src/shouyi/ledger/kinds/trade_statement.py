"""What became final on one day for one maker, as one organisation states it: each list is one kind of fact.

Flat lists of fixed stride: cancelled (order, by) · delivered (order, expected) · dispatched (order, promised) ·
overdue (order, promised) · returned (order, reason) · sold (order, items, amount in minor units, currency) ·
visited (buyer, visited, 1 or 0 for came back).
"""

from shouyi.ledger.kind import TRACE, Kind, Writer

KIND = Kind(
    name="trade.statement",
    log=TRACE,
    writer=Writer.ANY,
    fields=("cancelled", "delivered", "dispatched", "next", "on", "overdue", "returned", "sold", "visited"),
)
