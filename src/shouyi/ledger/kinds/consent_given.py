"""A person lets one organisation read named fields for one purpose through the day `until`; `consent` is its number.

In its person's chain with the registrar, so that neither the consent nor its day can be made up afterwards. Nobody else
learns from it who gave what to whom.
"""

from shouyi.ledger.kind import RULE, Kind, Writer

KIND = Kind(
    name="consent.given",
    log=RULE,
    writer=Writer.REGISTRAR,
    fields=("consent", "fields", "next", "on", "purpose", "recipient", "until"),
)
