"""Exports that wait to be fetched, erasures that were asked for, and receipts, which say what an erasure did."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from shouyi.people.sealing import SealedModel, SealedText


class Export(SealedModel):
    """One export, asked for by its owner. Its content lies among the files of `holder`, under `address` (64 hex).

    `lacking` says what could not be put in: `archive` while no witness answered, `pdf` where no fonts could be set.
    Gone with its content at `until`.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    ref = models.CharField(max_length=32, blank=True, db_index=True)
    language = models.CharField(max_length=8)
    address = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    lacking = models.JSONField(default=list)
    asked_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-pk")


class Erasure(SealedModel):
    """The owner of the file `ref` has it erased at `due_at`, and with `with_account` the account after it.

    Sealed under the account's key: `link`, which opens the receipt. Once it is done, `ref` and `account` are empty.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="erasures")
    ref = models.CharField(max_length=32, blank=True, db_index=True)
    with_account = models.BooleanField(default=False)
    link = SealedText()
    asked_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "ref", condition=models.Q(done_at=None, revoked_at=None), name="rights_one_erasure"
            ),
        )


class Receipt(models.Model):
    """What an erasure did. It names nobody, and is sealed under its link all the same: which entries of the log belong
    together stays with whoever holds the link. `digest` finds it, `whole` says that the erasure is done."""

    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    whole = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
