"""What somebody wishes about leave and the ledger does not say yet. Once it is written the row is gone."""

from __future__ import annotations

from django.db import models

from shouyi.people.sealing import SealedModel, SealedText

WAITING, TAKEN_UP, REFUSED = "waiting", "taken", "refused"


class Wish(SealedModel):
    """One wish about the file `ref`, sealed under its key. `said`: "declare FIRST DAYS" or "end LOG INDEX LAST", in
    whole days since 1970-01-01. Once a job has taken it up nobody takes it back; of a wish that was
    refused the row stays, so that its owner reads it."""

    ref = models.CharField(max_length=32, db_index=True)
    said = SealedText()
    state = models.CharField(max_length=8, default=WAITING)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    @property
    def word(self) -> str:
        """declare or end."""
        return self.said.split()[0]

    @property
    def numbers(self) -> tuple[int, ...]:
        """What follows the word."""
        return tuple(map(int, self.said.split()[1:]))
