"""The account: who may sign in, whose file is theirs, and whom they help. Its personal columns are sealed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouyi.people.behind import sealer
from shouyi.people.sealing import SealedModel, SealedText


class Role(models.TextChoices):
    """What an account comes to do. A role opens pages; it never opens somebody's file."""

    ARTISAN = "artisan", _("Artisan")
    BUYER = "buyer", _("Buyer")
    MEMBER = "member", _("Member")
    OFFICER = "officer", _("Officer")


class Account(SealedModel, AbstractUser):
    """Sealed under a key of its own, `account/<uid>`: closing the account destroys it.

    `name` is how pages address the owner, as they wish to be called; `person` the keeper's local id of the file that
    they own and `ref` its keyed name, by which tables know it. `reach` is the telephone number (+86…) or mail address
    by which they are told things, `reach_key` its keyed digest, alike for all accounts, by which it is found.
    """

    first_name = None
    last_name = None
    name = SealedText()
    person = SealedText()
    reach = SealedText()
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    ref = models.CharField(max_length=32, unique=True, null=True, blank=True, default=None)
    reach_key = models.CharField(max_length=64, unique=True, null=True, blank=True, default=None)
    reach_verified = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True, default="")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Makes the account's key before its first row."""
        if not self.holder:
            self.holder = sealer().begin(f"account/{self.uid}")
        super().save(*args, **kwargs)

    def own(self, person: str) -> None:
        """Makes the person's file theirs. Save afterwards."""
        self.person, self.ref = person, sealer().ref(person) if person else None

    def get_full_name(self) -> str:
        return self.text_or("name", self.username)

    def get_short_name(self) -> str:
        return self.get_full_name()


class Helping(SealedModel):
    """What the owner of the file `ref` lets a helper's account do in their name, until they end it.

    Sealed under the owner's account key: `note` is the owner's own word for who this is (a sister, a social worker).
    """

    helper = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="helpings")
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="helpers")
    ref = models.CharField(max_length=32, db_index=True)
    rights = models.JSONField(default=list)
    note = SealedText()
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
