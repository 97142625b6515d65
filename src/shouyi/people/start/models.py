"""What an account remembers of how pages shall look, sealed under its own key."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from shouyi.people.sealing import SealedModel, SealedText


class Remembered(SealedModel):
    """`look` is a packed `Look`. Sealed, since a size of text or easy language can hint at an impairment."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="remembered")
    look = SealedText()
