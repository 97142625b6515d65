"""The account: who may sign in, as what, and whose file is theirs. Its table is there from the first migration on."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an account comes to do. A role opens pages; it never opens somebody's file."""

    ARTISAN = "artisan", _("Artisan")
    BUYER = "buyer", _("Buyer")
    MEMBER = "member", _("Member")
    OFFICER = "officer", _("Officer")


class Account(AbstractUser):
    """`person` is the keeper's local id of the file that this account owns: it names nobody outside the vault.

    `name` is how pages address the owner, as they wish to be called.
    """

    first_name = None
    last_name = None
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    person = models.CharField(max_length=80, unique=True, null=True, blank=True, default=None)

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
