"""Deliveries: files of facts that an organisation handed in, and the rows of them that are not taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouyi.people.organisations.models import Organisation
from shouyi.people.sealing import SealedModel


class State(models.TextChoices):
    """received → checked → waiting → admitting → admitted; undone from the first three, refused from the first."""

    RECEIVED = "received", _("Handed in, being looked at")
    CHECKED = "checked", _("Looked at, not admitted yet")
    REFUSED = "refused", _("Cannot be read as a whole")
    WAITING = "waiting", _("To be admitted, can be undone")
    ADMITTING = "admitting", _("Being admitted")
    ADMITTED = "admitted", _("Admitted for good")
    UNDONE = "undone", _("Undone")


OPEN = (State.RECEIVED, State.CHECKED, State.WAITING)
ENDED = (State.REFUSED, State.ADMITTED, State.UNDONE)


class Delivery(SealedModel):
    """One file. `holder` is a key of its own, under which its content lies sealed at `address` until `dropped_at`.

    `digest` is keyed: the same file of the same organisation is the same delivery while it is neither undone nor
    refused. `final_at` is when it becomes final; until then it can be undone. `via` is "page" or a client's uid;
    `signed_by` the client key whose signature came with it, `signature` that signature (hex), for whoever disputes it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=8)
    form = models.CharField(max_length=8)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    orders = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reviews")
    via = models.CharField(max_length=36)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_by = models.CharField(max_length=64, blank=True, default="")
    signature = models.CharField(max_length=128, blank=True, default="")
    received_at = models.DateTimeField(auto_now_add=True)
    final_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)
    why = models.CharField(max_length=40, blank=True, default="")
    why_line = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "kind", "digest"),
                condition=~models.Q(state__in=("undone", "refused")),
                name="facts_each_file_once",
            ),
        )
        indexes = (models.Index(fields=("organisation", "-id"), name="facts_of_organisation"),)

    @property
    def name(self) -> str:
        """The file's name for its readers, from nothing that a stranger wrote."""
        return f"{self.kind}.{self.form}"


class RefusedRow(models.Model):
    """A row of a delivery that is not taken: where it stands and why, never what it says."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="refused")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    column = models.CharField(max_length=40, blank=True, default="")
