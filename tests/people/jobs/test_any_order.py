"""Workers, cancellers and clocks in any order: one holder at a time, an end is an end, effects are counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.jobs import chores
from shouyi.people.jobs import leases
from shouyi.people.jobs.errors import Interrupted
from shouyi.people.jobs.models import ENDED, Job, State
from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import kind_of

LATER = timedelta(hours=2)
DEEDS = ("claim", "piece", "finish", "fail", "give back", "give up", "call off", "lapse", "sweep", "cancel")


class Play:
    """One job and all the takings of it that were ever handed out, late ones too."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.job = enqueue("chores.copy", 3)
        self.takings: list[Job] = []
        self.pieces = 0

    def do(self, deed: str, which: int) -> None:
        before = self.row()
        taking = self.takings[which % len(self.takings)] if self.takings else None
        changed = self.change(deed, taking)
        after = self.row()
        assert after.state == State.RUNNING or after.claim is None, "nobody holds what does not run"
        if before.state in ENDED:
            assert (after.state, after.ended_at, changed) == (before.state, before.ended_at, False)
        if taking and deed in ("finish", "fail", "give back", "give up", "call off", "piece"):
            assert changed is (before.state == State.RUNNING and before.claim == taking.claim) or before.cancel_asked

    def change(self, deed: str, taking: Job | None) -> bool:
        if deed == "claim":
            return self.claim()
        if deed == "sweep":
            return bool(leases.sweep(self.now))
        if deed == "cancel":
            return leases.cancel(self.job)
        if deed == "lapse":
            past = self.now - timedelta(seconds=1)
            Job.objects.filter(pk=self.job.pk, state=State.RUNNING).update(lease_until=past)
            return False
        return self.by(deed, taking) if taking else False

    def claim(self) -> bool:
        taken = leases.claim(self.now + LATER)
        self.takings += [taken] if taken else []
        return taken is not None

    def by(self, deed: str, taking: Job) -> bool:
        if deed == "piece":
            return self.piece(taking)
        if deed == "fail":
            return leases.put_back(taking, self.now + kind_of(taking.name).backoff(taking.attempts), "ValueError")
        if deed == "give up":
            return leases.give_up(taking, "ValueError")
        return {"finish": leases.finish, "give back": leases.give_back, "call off": leases.call_off}[deed](taking)

    def piece(self, taking: Job) -> bool:
        try:
            with transaction.atomic():
                chores.effect(self.job, self.pieces)
                taking.note(at=self.pieces)
        except Interrupted:
            return False
        self.pieces += 1
        return True

    def row(self) -> Job:
        return Job.objects.get(pk=self.job.pk)


@pytest.mark.usefixtures("queue")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3)), max_size=25))
def test_whatever_the_order(deeds: list[tuple[str, int]]) -> None:
    Job.objects.all().delete()
    play = Play()
    for deed, which in deeds:
        play.do(deed, which)
    mine = [item for uid, item in chores.effects() if uid == str(play.job.uid)]
    assert mine == list(range(play.pieces)), "a piece counts exactly when its note was taken"
