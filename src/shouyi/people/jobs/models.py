"""A job is its row. Nothing else remembers it: a row that says `waiting` is found by a worker, sooner or later."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Waiting and running can change; the other three are for good."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Did not work")
    CANCELLED = "cancelled", _("Cancelled")


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Job(models.Model):
    """One piece of work. `claim` names the taking that runs it: whoever holds another changes nothing."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=64)
    args = models.JSONField(default=list)
    key = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    claim = models.UUIDField(null=True, default=None)
    lease_until = models.DateTimeField(null=True, default=None)
    seen_at = models.DateTimeField(null=True, default=None)
    cancel_asked = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    phase = models.CharField(max_length=32, blank=True, default="")
    notes = models.JSONField(default=dict)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, default=None, related_name="+")
    org = models.CharField(max_length=64, blank=True, default="")
    error = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, default=None)
    ended_at = models.DateTimeField(null=True, default=None)

    stopping: Callable[[], bool] = staticmethod(lambda: False)
    """Whether this worker was asked to stop. Set by the worker, never stored."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="jobs_one_for_each_key"),
        )
        indexes = (
            models.Index(fields=["not_before"], condition=models.Q(state="waiting"), name="jobs_waiting"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="jobs_running"),
            models.Index(fields=["account", "-created_at"], name="jobs_of_account"),
            models.Index(fields=["org", "-created_at"], name="jobs_of_org"),
        )

    def step(self, done: int, total: int, phase: str = "") -> None:
        """Says how far it is and renews the lease. Raises `LostLease`, `Cancelled` or `Stopping`.

        Inside a transaction with what was just done, either both take effect or neither: a worker that lost its
        lease undoes its last piece. `phase` is a code that the wording knows.
        """
        from shouyi.people.jobs.leases import renew

        renew(self, done=done, total=total, phase=phase or self.phase)

    def note(self, **ids: object) -> None:
        """Keeps where to go on after a kill: ids only. Renews the lease and raises as `step` does."""
        from shouyi.people.jobs.ids import require_ids
        from shouyi.people.jobs.leases import renew

        kept = dict(zip(ids, require_ids(ids.values(), "note"), strict=True))
        renew(self, notes={**self.notes, **kept})

    def noted(self, name: str) -> str:
        """What was kept under this name, or nothing."""
        return self.notes.get(name, "")


class Worker(models.Model):
    """A worker process that was here. `seen_at` is written every few seconds, also when there is nothing to do."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
