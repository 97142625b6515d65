"""Programs of organisations, their tokens, and what the API must remember. No secret stands here: keyed digests do."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouyi.people.organisations.models import Organisation
from shouyi.people.sealing import SealedModel, SealedText

if TYPE_CHECKING:
    from datetime import datetime


class Client(SealedModel):
    """A program of an organisation. `uid` is its client id. It shows a secret (`secret_digest`) or signs with its own
    key (`public_jwk`, the public half as JSON), never both. `holder` is a key of its own, under which answers are kept.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="clients")
    name = models.CharField(max_length=80)
    scopes = models.JSONField()
    secret_digest = models.CharField(max_length=64, blank=True, default="")
    public_jwk = models.TextField(blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")


class Token(models.Model):
    """An access token: a keyed digest, its scopes, its end. What it opens is asked of the client again at each use."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def good_at(self, now: datetime) -> bool:
        """Neither run out nor revoked, and its client has not ended."""
        return self.revoked_at is None and now < self.until and self.client.ended_at is None


class Seen(models.Model):
    """A signed assertion that was shown, by the digest of client and `jti`: shown again, it is refused."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)


class Kept(SealedModel):
    """A POST that carried an Idempotency-Key, and what was answered; sealed under the client's key, for 24 hours.

    `status` 0: it is under way, by whoever holds `claim`. `begun_at` says since when, so that what was killed can be
    taken over. `asked` is the keyed digest of the request.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="kept")
    key = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    claim = models.UUIDField(default=uuid.uuid4)
    begun_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    body = SealedText()
    location = SealedText()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "key"), name="api_one_answer_a_key"),)


class Count(models.Model):
    """How many requests somebody (a keyed digest) made in a window of time, counted by all processes together."""

    digest = models.CharField(max_length=64)
    minute = models.PositiveBigIntegerField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("digest", "minute"), name="api_one_count_a_window"),)
