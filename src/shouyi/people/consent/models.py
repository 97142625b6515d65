"""Consent in force and its history, as every reading asks for it. Its record stands in the ledger too."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from shouyi.people.organisations.models import Organisation
from shouyi.people.sealing import SealedModel


class Code(SealedModel):
    """A one-time code that the owner of the file `ref` gives to whoever may ask them; only its keyed digest is kept."""

    ref = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Ask(SealedModel):
    """An organisation asks the owner of the file `ref` for consent; the owner answers or leaves it.

    Asked by a link, `ref` is "" until whoever follows it answers: the organisation knows nothing before.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="asks")
    ref = models.CharField(max_length=32, db_index=True, blank=True)
    link_digest = models.CharField(max_length=64, unique=True, null=True)
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
    1970-01-01. Nothing is ever changed but `withdrawn_at` and what the ledger's entry stands by: `recorded_at` that of
    the consent, `end_recorded_at` that of its withdrawal (None: not written yet). `handle` is how the recipient knows
    the owner as long as no name is open to it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="consents")
    ref = models.CharField(max_length=32, db_index=True)
    purpose = models.CharField(max_length=32)
    fields = models.JSONField()
    sensitive = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    until_on = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    end_recorded_at = models.DateTimeField(null=True, blank=True)
    handle = models.CharField(max_length=8, default="")
    answers = models.ForeignKey(Ask, on_delete=models.SET_NULL, null=True, related_name="consents")

    class Meta:
        indexes = [models.Index(fields=["ref", "organisation"], name="consents_of_to")]  # noqa: RUF012
