"""Working life of votes: drafts, what they would do, what was asked of the ledger. The votes themselves stand there."""

from __future__ import annotations

import uuid
import zlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouyi.people.organisations.models import Organisation
from shouyi.people.sealing import SealedModel, SealedText


class Act(models.TextChoices):
    """What is asked of the ledger about a vote. `seat`: a delegate's ballot or veto; which of them lies sealed."""

    PROPOSE = "propose", _("Proposed")
    COMMENT = "comment", _("Commented")
    TAKE_OUT = "take_out", _("Comment taken out")
    VOTE = "vote", _("Voted")
    ACTIVATE = "activate", _("Put in force")
    CARRY = "carry", _("Carried for a delegate")
    SEAT = "seat", _("Voted as a delegate")


class News(models.TextChoices):
    """What is told of a proposal; the codes of the notices are these after `vote_`."""

    OPENED = "opened"
    CLOSING = "closing"
    PASSED = "passed"
    FAILED = "failed"
    GUIDE = "guide"


class Told(models.Model):
    """Everybody who hears of it was told this of the proposal. Names nobody; goes never, or it would be told again."""

    proposal = models.CharField(max_length=64)
    news = models.CharField(max_length=8, choices=News.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("proposal", "news"), name="votes_told_once"),)


class Effect(models.Model):
    """What the guide `of` would do to everybody beside the guide `base` (digests): a `score.effect.Effect`."""

    base = models.CharField(max_length=64)
    of = models.CharField(max_length=64)
    found = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("base", "of"), name="votes_one_effect_each"),)


class Draft(models.Model):
    """A document that an organisation may propose. A guide's is made by a job from `changes`; `why` says why it could
    not be. `data` is the canonical document, compressed; `replaces` what stood in force when it was made."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    changes = models.JSONField(null=True)
    data = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64, blank=True, default="")
    replaces = models.CharField(max_length=64, blank=True, default="")
    why = models.CharField(max_length=400, blank=True, default="")
    job = models.UUIDField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    @property
    def document(self) -> bytes:
        return zlib.decompress(bytes(self.data)) if self.data else b""

    @document.setter
    def document(self, value: bytes) -> None:
        self.data = zlib.compress(value, 9)


class Wish(SealedModel):
    """Somebody asked for an act; a job has the ledger take it. `refused` is a code of `VoteNotTaken`, "" while none.

    An organisation's: `by` is the member, whom neither the ledger nor a comment names; the rows are its history. `word`
    is a choice, or what a delegate says whose hand is carried, and `said` then holds seat and signature. `text` is a
    comment until it is written; `salt` makes its digest. A delegate's: nothing but the account stands open, and the row
    goes once it is written.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="wishes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=16, choices=Act.choices)
    proposal = models.CharField(max_length=64, blank=True, default="")
    word = models.CharField(max_length=64, blank=True, default="")
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="wishes")
    text = SealedText()
    salt = SealedText()
    said = SealedText()
    asked_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=32, blank=True, default="")


class DelegateKey(SealedModel):
    """The key with which a delegate signs, kept here for them under their own: one an account.

    Its public half, which `rule` shows beside a seat, stands nowhere open, so that no table says who sits where.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegate_key")
    private = SealedText()
    made_at = models.DateTimeField(auto_now_add=True)
