"""Each change of a job's state takes effect once, whoever comes late."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from people.jobs import chores
from shouyi.canon.errors import CanonError
from shouyi.people.jobs import leases
from shouyi.people.jobs.errors import Cancelled, LostLease, NotAnId, Stopping, UnknownJob
from shouyi.people.jobs.measures import jobs_by_state, oldest_due_age_s, why_not_worked, worker_seen_at
from shouyi.people.jobs.models import Job, State, Worker
from shouyi.people.jobs.planning import plan
from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import kind_of
from shouyi.people.jobs.running import run
from shouyi.people.jobs.scrubbing import scrubbed

pytestmark = pytest.mark.usefixtures("queue")


def taken(name: str = "chores.copy", *ids: object) -> Job:
    enqueue(name, *(ids or ((3,) if name == "chores.copy" else ())))
    job = leases.claim(timezone.now())
    assert job is not None
    return job


def lapse(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def now_of(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_that_nobody_registers_is_refused() -> None:
    with pytest.raises(UnknownJob):
        enqueue("chores.unheard")


def test_arguments_that_are_no_ids_write_nothing() -> None:
    for ids, key in ((("杨秀梅",), ""), (("1",), "13912345678")):
        with pytest.raises(NotAnId):
            enqueue("chores.copy", *ids, key=key)
    assert Job.objects.count() == 0


def test_a_job_is_written_with_what_it_belongs_to_or_not_at_all() -> None:
    def ask(fails: bool) -> None:
        with transaction.atomic():
            enqueue("chores.copy", 1)
            assert not fails

    with pytest.raises(AssertionError):
        ask(fails=True)
    assert Job.objects.count() == 0
    ask(fails=False)
    assert Job.objects.count() == 1


def test_one_key_is_one_job() -> None:
    first, again = (enqueue("chores.copy", 1, key="chores.copy/1") for _ in range(2))
    assert first.pk == again.pk
    assert enqueue("chores.copy", 1).pk != enqueue("chores.copy", 1).pk


def test_one_job_is_taken_once() -> None:
    assert taken().state == State.RUNNING
    assert leases.claim(timezone.now()) is None


def test_a_job_waits_for_its_time() -> None:
    enqueue("chores.copy", 1, not_before=timezone.now() + timedelta(hours=1))
    assert leases.claim(timezone.now()) is None
    assert leases.claim(timezone.now() + timedelta(hours=2)) is not None


def test_a_job_that_this_program_does_not_know_waits_for_one_that_does() -> None:
    job = enqueue("chores.copy", 1)
    Job.objects.filter(pk=job.pk).update(name="later.release")
    assert leases.claim(timezone.now()) is None
    assert now_of(job).state == State.WAITING


def test_who_lost_the_lease_changes_nothing() -> None:
    late = taken()
    lapse(late)
    leases.sweep(timezone.now())
    in_time = leases.claim(timezone.now() + timedelta(minutes=1))
    assert in_time is not None
    for change in (lambda: late.step(1, 3), lambda: late.note(at=1)):
        with pytest.raises(LostLease):
            change()
    assert not leases.finish(late)
    assert not leases.put_back(late, timezone.now())
    assert not leases.give_up(late, "x")
    assert leases.finish(in_time)
    assert now_of(late).state == State.DONE


def test_who_lost_the_lease_undoes_its_last_piece() -> None:
    late = taken()
    lapse(late)
    leases.sweep(timezone.now())
    with pytest.raises(LostLease):
        kind_of("chores.copy").work(late, "3")
    assert chores.effects() == []


def test_a_step_renews_the_lease() -> None:
    job = taken()
    before = now_of(job).lease_until
    job.step(2, 3, "copying")
    found = now_of(job)
    assert found.lease_until > before
    assert (found.done, found.total, found.phase) == (2, 3, "copying")


def test_a_note_holds_ids_only() -> None:
    job = taken()
    with pytest.raises(NotAnId):
        job.note(at="杨秀梅")
    job.note(at=7)
    assert now_of(job).noted("at") == "7"
    assert now_of(job).noted("else") == ""


def test_a_lapsed_job_is_tried_again_later_and_at_last_fails() -> None:
    job = enqueue("chores.copy", 1)
    waits, now = [], timezone.now()
    for _ in range(kind_of("chores.copy").retries + 1):
        assert leases.claim(now) is not None
        lapse(job)
        assert leases.sweep(now) == 1
        found = now_of(job)
        waits.append((found.not_before - now).total_seconds())
        now = max(now, found.not_before)
    assert found.state == State.FAILED
    assert found.error == leases.LAPSED
    assert waits[:5] == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6])
    assert leases.sweep(now) == 0


def test_backoff_doubles_to_an_hour() -> None:
    kind = kind_of("jobs.tidy")
    assert [kind.backoff(n).total_seconds() for n in (1, 2, 3, 30, 10_000)] == [30, 60, 120, 3600, 3600]


def test_a_failing_job_is_tried_again_later_and_keeps_no_message() -> None:
    job, now = enqueue("chores.fail"), timezone.now()
    words = []
    for _ in range(3):
        claimed = leases.claim(now)
        assert claimed is not None
        words.append(run(claimed).split(":")[0])
        assert leases.claim(timezone.now()) is None
        now = now_of(job).not_before
    assert words == ["to be tried again", "to be tried again", "failed"]
    found = now_of(job)
    assert (found.state, found.attempts, found.error) == (State.FAILED, 3, "ValueError")


def test_what_would_not_help_is_not_tried_again() -> None:
    job = taken("chores.refuse")
    run(job)
    assert now_of(job).state == State.FAILED
    assert now_of(job).attempts == 1


def test_a_scrubbed_error_names_our_lines_and_no_value() -> None:
    with pytest.raises(CanonError, match=chores.SECRET) as planted:
        require_secret_number()
    said = scrubbed(planted.value)
    assert re.fullmatch(r"shouyi\.canon\.errors\.CanonError at shouyi\.canon\.days:[0-9]+", said)
    assert chores.SECRET not in said
    assert "1391" not in said


def require_secret_number() -> None:
    from shouyi.canon.days import from_iso

    from_iso(chores.SECRET)


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = enqueue("chores.copy", 1)
    assert leases.cancel(job)
    assert not leases.cancel(job)
    assert leases.claim(timezone.now()) is None
    assert now_of(job).state == State.CANCELLED


def test_a_running_job_hears_of_it_at_its_next_step() -> None:
    job = taken("chores.endless")
    assert leases.cancel(job)
    with pytest.raises(Cancelled):
        job.step(1, 2)
    assert run(job) == "cancelled"
    assert now_of(job).state == State.CANCELLED


@pytest.mark.parametrize("back", ["put_back", "give_back", "lapse"])
def test_a_cancelled_job_does_not_go_back_to_the_queue(back: str) -> None:
    job = taken()
    leases.cancel(job)
    if back == "lapse":
        lapse(job)
        leases.sweep(timezone.now())
    elif back == "put_back":
        leases.put_back(job, timezone.now())
    else:
        leases.give_back(job)
    assert now_of(job).state == State.CANCELLED


def test_a_stopping_worker_gives_back_without_counting() -> None:
    job = taken()
    job.stopping = lambda: True
    with pytest.raises(Stopping):
        job.note(at=2)
    assert run(job) == "given back"
    found = now_of(job)
    assert (found.state, found.attempts, found.noted("at")) == (State.WAITING, 0, "2"), "the piece at hand was undone"


def test_an_occasion_is_one_job_however_often_it_is_planned() -> None:
    now = timezone.now()
    assert {job.pk for job in plan(now)} == {job.pk for job in plan(now)}
    later = plan(now + timedelta(days=3))
    assert Job.objects.filter(name="chores.round").count() == 2, "three days away are one occasion, not three"
    assert len({job.key for job in later}) == len(later)


def test_the_queue_is_measured() -> None:
    now = timezone.now()
    assert jobs_by_state() == {"waiting": 0, "running": 0, "done": 0, "failed": 0, "cancelled": 0}
    assert (oldest_due_age_s(now), worker_seen_at(), why_not_worked(now)) == (0.0, None, "no_worker")
    enqueue("chores.copy", 1, not_before=now - timedelta(seconds=30))
    enqueue("chores.copy", 1, not_before=now + timedelta(seconds=30))
    assert jobs_by_state()["waiting"] == 2
    assert oldest_due_age_s(now) == 30
    Worker.objects.create(started_at=now, seen_at=now - timedelta(minutes=2))
    assert why_not_worked(now) == "silent_worker"
    leases.claim(now)
    assert why_not_worked(now) == ""
    assert worker_seen_at() == now


def test_old_rows_are_tidied_and_living_ones_stay() -> None:
    jobs = [enqueue("chores.copy", 1) for _ in range(3)]
    long_ago = timezone.now() - timedelta(days=100)
    Job.objects.filter(pk=jobs[0].pk).update(state=State.DONE, ended_at=long_ago)
    Job.objects.filter(pk=jobs[1].pk).update(state=State.DONE, ended_at=timezone.now())
    Job.objects.filter(pk=jobs[2].pk).update(created_at=long_ago)
    kind_of("jobs.tidy").work(jobs[1], "2026-11-24")
    assert set(Job.objects.values_list("pk", flat=True)) == {jobs[1].pk, jobs[2].pk}
