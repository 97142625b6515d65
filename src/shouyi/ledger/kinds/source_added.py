"""The registrar names an organisation that will state facts about a person, before its first entry about them."""

from shouyi.ledger.kind import RULE, Kind, Writer

KIND = Kind(name="source.added", log=RULE, writer=Writer.REGISTRAR, fields=("first", "next", "on", "org"))
