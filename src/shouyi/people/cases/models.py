"""Cases and what was done to them. The machine that says what may come next is `decision.cases`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from shouyi.decision.cases import Case as Standing
from shouyi.decision.cases import Outcome, State
from shouyi.people.organisations.models import Organisation
from shouyi.people.sealing import SealedModel, SealedText


class Case(SealedModel):
    """One case. Sealed under the key of whose it is: the file `ref`, else the account, else a key of the case's own.

    `log` and `index` are the place of the line that it is about, `public_id` the work; both may be absent.
    `organisation` answers it, `in_charge` is the member who took it. `version` counts steps: of two who act at once
    one is told so.
    """

    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default=State.OPEN.value, db_index=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="cases")
    ref = models.CharField(max_length=32, blank=True, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    in_charge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    log = models.PositiveSmallIntegerField(null=True)
    index = models.PositiveBigIntegerField(null=True)
    public_id = models.CharField(max_length=64, blank=True)
    opened_on = models.PositiveIntegerField()
    due_on = models.PositiveIntegerField(db_index=True)
    closed_on = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    first = models.CharField(max_length=36, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index("ref", "log", "index", name="case_of_line")]  # noqa: RUF012

    def standing(self) -> Standing:
        """Where it stands, as the machine reads it."""
        state, outcome = State(self.state), Outcome(self.outcome)
        return Standing(self.kind, state, self.opened_on, self.due_on, outcome, self.first, self.closed_on)


class Event(SealedModel):
    """One step of a case, never changed. `by` is the account (None: the clock, a visitor), `side` how it was tied."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    step = models.CharField(max_length=16)
    side = models.CharField(max_length=16)
    by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    text = SealedText()

    class Meta:
        ordering = ("at", "pk")
