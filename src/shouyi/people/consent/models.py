"""Consent in force and its history, as every reading asks for it. Its record stands in the ledger too."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from shouyi.people.organisations.models import Organisation
from shouyi.people.sealing import SealedModel


class Ask(SealedModel):
    """An organisation asks the owner of the file `ref` for consent; the owner answers or leaves it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="asks")
    ref = models.CharField(max_length=32, db_index=True)
    purpose = models.CharField(max_length=32)
    fields = models.JSONField()
    days = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined = models.BooleanField(default=False)


class Consent(SealedModel):
    """The owner of the file `ref` lets one organisation read these fields for this purpose through the day `until_on`.

    `fields` are names of `archive.consent.FIELDS`; `sensitive` ones are asked for and given apart. Days count from
    1970-01-01. Nothing is ever changed but `withdrawn_at`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="consents")
    ref = models.CharField(max_length=32, db_index=True)
    purpose = models.CharField(max_length=32)
    fields = models.JSONField()
    sensitive = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    until_on = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answers = models.ForeignKey(Ask, on_delete=models.SET_NULL, null=True, related_name="consents")
