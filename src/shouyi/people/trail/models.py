"""The view log: one row whenever something of a file was opened or something was done in its owner's name."""

from __future__ import annotations

from django.db import models

from shouyi.people.sealing import SealedModel


class Look(SealedModel):
    """`ref` is whose file, "" for everybody in a scoring run. `act` is the action of the table of rules, `tie` how
    whoever looked was tied to the file (own, help, consent, run), `account` the uid of who looked (None: a program or
    a run), `org` for which organisation, `purpose` and `fields` under which consent.

    `openings` is how many sealed rows of the vault were opened for it: their sum is the vault's own count. It is None
    from before the first is opened until the last was: a crash in between leaves it so. `post` is what whoever looked
    did in the organisation, "program" for one; `consent` the uid of the consent under which it stood.
    """

    ref = models.CharField(max_length=32, db_index=True, blank=True)
    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=32)
    tie = models.CharField(max_length=16)
    account = models.UUIDField(null=True)
    org = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=32, blank=True)
    fields = models.JSONField(default=list)
    openings = models.PositiveIntegerField(null=True)
    post = models.CharField(max_length=16, blank=True, default="")
    consent = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ref", "-at"], name="looks_of")]  # noqa: RUF012
