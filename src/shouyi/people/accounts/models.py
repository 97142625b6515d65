"""The account: who may sign in, whose file is theirs, and whom they help. Its personal columns are sealed."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouyi.people.behind import sealer
from shouyi.people.sealing import SealedModel, SealedText


def reach_key(reach: str) -> str:
    """The keyed digest by which a telephone number or an address is found."""
    return sealer().lookup("reach", reach)


class Role(models.TextChoices):
    """What an account comes to do. A role opens pages; it never opens somebody's file."""

    ARTISAN = "artisan", _("Artisan")
    BUYER = "buyer", _("Buyer")
    MEMBER = "member", _("Member")
    OFFICER = "officer", _("Officer")


class Account(SealedModel, AbstractUser):
    """Sealed under a key of its own, `account/<uid>`: closing the account (`closing`) destroys it.

    `name` is how pages address the owner, as they wish to be called; `person` the keeper's local id of the file that
    they own and `ref` its keyed name, by which tables know it. `reach` is the telephone number (+86…) or mail address
    by which they are told things, as `reach.parse_reach` writes it, `reach_key` its keyed digest, alike for all
    accounts, by which it is found. `closing_at`: its owner closed it then, and a job has not ended that yet.
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
    closing_at = models.DateTimeField(null=True, blank=True, default=None)

    @classmethod
    def named(cls, **fields: Any) -> Account:
        """A new account with a random name that can be printed and typed (`sy-` and eight digits), unsaved."""
        return cls(username=f"sy-{secrets.randbelow(10**8):08d}", **fields)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Makes the account's key before its first row."""
        if not self.holder:
            self.holder = sealer().begin(f"account/{self.uid}")
        super().save(*args, **kwargs)

    def own(self, person: str) -> None:
        """Makes the person's file theirs. Save afterwards."""
        self.person, self.ref = person, sealer().ref(person) if person else None

    def be_reached(self, reach: str) -> None:
        """Sets how they are reached, seen to be theirs. Save afterwards."""
        self.reach, self.reach_key, self.reach_verified = reach, reach_key(reach), True

    def empty(self) -> None:
        """Leaves nothing by which the account is found, opened or signed in to: the end of `closing`. What others hold
        of it says its `uid` alone."""
        self.sealed, self.ref, self.reach_key, self.reach_verified = b"", None, None, False
        self.__dict__.pop("_texts", None)
        self.is_active, self.closing_at = False, None
        self.set_unusable_password()
        super().save()

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


class Trusted(SealedModel):
    """Somebody whom `owner` named to help them back in after losing the phone. Opens nothing of account or file.

    Sealed under the owner's account key: `note` is the owner's own word for who this is.
    """

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trusted")
    helper = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trusting")
    note = SealedText()
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class HelpOffer(SealedModel):
    """The owner asks somebody to help. The code is kept as a digest; note, reach, and a code that is still to go, are
    sealed under the owner's account key.

    `rights` are actions of the table of rules, until `help_until` (None: until ended); `recovers`: may help them back
    in. The offer itself can be taken until `until`.
    """

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="offers")
    token_digest = models.CharField(max_length=64, unique=True)
    rights = models.JSONField(default=list)
    recovers = models.BooleanField(default=False)
    note = SealedText()
    reach = SealedText()
    code = SealedText()
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    help_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)


class Code(models.Model):
    """A code that was sent, bound to one session by its `uid`, which stands nowhere else.

    The six digits are a keyed digest of `uid`, so no table holds them. `reach_key` is where it went.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=16)
    reach_key = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)


class Recovery(SealedModel):
    """A lost way to be reached is to be replaced, after a wait in which the owner can stop it.

    `reach_key` is the new one's digest; `org` is sealed, for a counter's name could say something about the owner.
    """

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recoveries")
    reach_key = models.CharField(max_length=64, db_index=True)
    stop_digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    org = SealedText()
    made_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)


class Happening(SealedModel):
    """What was done to an account, for its owner to read. `by` and `org` (sealed) are "" for the owner's own doing."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="happenings")
    act = models.CharField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)
    by = SealedText()
    org = SealedText()


class Device(models.Model):
    """A browser that is signed in. `session` is under what its session stands (`session_store.kept_as`), `browser` and
    `system` of which kind it is ("": it does not say). Its network address is kept nowhere.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    session = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=16, blank=True, default="")
    system = models.CharField(max_length=16, blank=True, default="")
    since = models.DateTimeField(auto_now_add=True)


class Attempts(models.Model):
    """Django's cache in the database: how often what was tried lately. Keys are digests (`attempts.digest_key`)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_attempts"
