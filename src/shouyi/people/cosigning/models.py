"""Cosigned assessments as they lie here: for their owner, and for whoever signed while the consent lasts."""

from __future__ import annotations

from django.db import models

from shouyi.people.sealing import SealedModel, SealedText


class Signed(SealedModel):
    """One assessment of the file `ref`, sealed under its key. `note`: the signed note, as its readers get it; `orgs`:
    who signed it, in the order of signing."""

    ref = models.CharField(max_length=32, db_index=True)
    note = SealedText()
    orgs = models.JSONField(default=list)
    begun_at = models.DateTimeField(auto_now_add=True)
    signed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
