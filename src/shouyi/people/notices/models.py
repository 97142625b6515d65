"""What somebody was told, what left the house for it, and how they want to be told. No row holds a text."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from shouyi.people.notices.quiet import Quiet


class Channel(models.TextChoices):
    MAIL = "mail"
    SMS = "sms"


class State(models.TextChoices):
    """`dropped`: no longer needed, since it was read in the pages or switched off in the meantime."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    GIVEN_UP = "given_up"


class Notice(models.Model):
    """One thing told to one account, once for each `key`. `ids` are random ids, by name."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=32)
    ids = models.JSONField(default=dict)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, default=None)
    read_at = models.DateTimeField(null=True, default=None)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "key"], name="notices_one_for_each_key"),)
        indexes = (models.Index(fields=["account", "read_at", "-created_at"], name="notices_of_account"),)


class Delivery(models.Model):
    """One message outside, at least once under one `key`: mail carries it as Message-ID, SMS as the provider's context.

    Whoever sends first moves `due_at` ahead: killed before the mark, the row falls due again with the same key.
    `uid` is the capability of the link that switches such messages off; `why` a code, naming nobody.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=4, choices=Channel.choices)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, default=None)
    why = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["notice", "channel"], name="notices_one_by_each_channel"),)
        indexes = (models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="notices_due"),)


class Preference(models.Model):
    """An account's own word on one group by one channel; where there is none, messages go out."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=16)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    wanted = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "group", "channel"], name="notices_one_word_for_each"),
        )


class QuietHours(models.Model):
    """An account's own quiet hours, minutes of the day in Asia/Shanghai; alike: none. No row: 21:00 to 08:00."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    @property
    def quiet(self) -> Quiet:
        return Quiet(self.begins, self.ends)
