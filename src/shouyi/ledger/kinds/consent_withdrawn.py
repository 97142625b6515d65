"""A person took back the consent of this number. It had ended when they said so, before this entry was written."""

from shouyi.ledger.kind import RULE, Kind, Writer

KIND = Kind(name="consent.withdrawn", log=RULE, writer=Writer.REGISTRAR, fields=("consent", "next", "on"))
