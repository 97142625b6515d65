"""What an audit refuses as a whole. One bad row of a good file is a `Refusal`; a bad file an `EvidenceError`."""

from __future__ import annotations

from shouyi.decision.errors import DecisionError


class AuditRefused(DecisionError):
    """Nothing can be measured. `code` is a stable word that pages turn into words, `detail` says of what."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(": ".join(part for part in (code, detail) if part))
        self.code = code
        self.detail = detail
