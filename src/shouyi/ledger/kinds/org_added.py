"""An organisation joins; `role` says what it is (platform, registrar, certifier, bank, …). Federations are never sources."""

from shouyi.ledger.kind import RULE, Kind, Shape, Writer

KIND = Kind(name="org.added", log=RULE, writer=Writer.FOUNDER, pub={"org": Shape.ORG, "role": Shape.WORD})
