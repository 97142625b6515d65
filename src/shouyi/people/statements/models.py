"""What a maker wrote down alone, and a buyer's answer to it. Working life: the record is what is admitted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouyi.people.sealing import SealedModel, SealedText


class State(models.TextChoices):
    """Only what a buyer confirmed weighs anything."""

    NOTED = "noted", _("Own statement")
    ASKED = "asked", _("The buyer was asked")
    CONFIRMED = "confirmed", _("Confirmed by the buyer")
    DISPUTED = "disputed", _("The buyer says otherwise")
    ADMITTED = "admitted", _("Written into the file")
    REFUSED = "refused", _("Confirmed, but not admissible")


class Statement(SealedModel):
    """One order as its maker tells it, sealed under the maker's key. Days are whole days since 1970-01-01.

    `token_digest` is of the link that the buyer opens, `buyer` the buyer's keyed name once they confirmed.
    """

    ref = models.CharField(max_length=32, db_index=True)
    title = SealedText()
    words = SealedText()
    state = models.CharField(max_length=16, choices=State.choices, default=State.NOTED)
    ordered_on = models.PositiveIntegerField()
    promised_on = models.PositiveIntegerField()
    dispatched_on = models.PositiveIntegerField(null=True)
    delivered_on = models.PositiveIntegerField(null=True)
    items = models.PositiveIntegerField(default=1)
    amount_fen = models.PositiveBigIntegerField(default=0)
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    asked_until = models.DateTimeField(null=True)
    buyer = models.CharField(max_length=64, blank=True)
    stars = models.PositiveSmallIntegerField(null=True)
    confirmed_on = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-ordered_on", "-pk")


class Reply(SealedModel):
    """A buyer's answer on its way: it counts once the six digits that were sent to `reach` have come back.

    Sealed under a key of its own, `reply/<uid>`, which is destroyed when it is answered or has run out.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="replies")
    reach = SealedText()
    words = SealedText()
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    stars = models.PositiveSmallIntegerField(null=True)
    delivered_on = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
