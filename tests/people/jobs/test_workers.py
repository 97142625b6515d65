"""Real worker processes, really killed, on the database that the tests run on."""

from __future__ import annotations

import signal
import threading
import time

import pytest
from django.db import connection, transaction

from people.jobs import chores
from people.jobs.hands import ended, hand, until, work_off
from shouyi.people.jobs import leases
from shouyi.people.jobs.measures import worker_seen_at
from shouyi.people.jobs.models import Job, State, Worker
from shouyi.people.jobs.queue import enqueue

pytestmark = pytest.mark.usefixtures("queue")


def state(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def items(job: Job) -> list[int]:
    return [item for uid, item in chores.effects() if uid == str(job.uid)]


@pytest.mark.parametrize("place", ["before:0", "inside:2", "after:2", "stepped:4"])
def test_killed_anywhere_a_job_is_done_once_and_whole(place: str) -> None:
    job = enqueue("chores.copy", 5)
    with hand(CHORE_DIES=place) as worker:
        assert worker.wait() == -signal.SIGKILL
    assert state(job) == State.RUNNING, "nothing else says so before the lease runs out"
    work_off(job)
    found = Job.objects.get(pk=job.pk)
    assert (found.state, found.attempts, found.done, found.total) == (State.DONE, 2, 5, 5)
    assert items(job) == [0, 1, 2, 3, 4]


def test_killed_from_outside_at_an_unknown_place() -> None:
    job = enqueue("chores.copy", 40, 20)
    with hand() as worker:
        until(lambda: len(items(job)) >= 7)
        worker.process.kill()
        worker.wait()
    assert 7 <= len(items(job)) < 40
    work_off(job)
    assert items(job) == list(range(40))


def test_two_workers_do_a_hundred_jobs_once_each() -> None:
    with transaction.atomic():
        jobs = [enqueue("chores.copy", 1, 2) for _ in range(100)]
    with hand("--until-empty") as one, hand("--until-empty") as other:
        assert (one.wait(40), other.wait(40)) == (0, 0)
        shares = [worker.said().count(" done") for worker in (one, other)]
    assert ended(*jobs)
    assert [items(job) for job in jobs] == [[0]] * 100
    assert len(chores.effects()) == 100 + 1, "the hundred and the daily one"
    assert {job.attempts for job in Job.objects.filter(name="chores.copy")} == {1}
    assert min(shares) > 0, "one of the two did everything: nothing raced"


def test_a_schedule_runs_once_with_two_workers() -> None:
    with hand() as one, hand() as other:
        until(lambda: len(chores.effects()) > 0)
        until(lambda: Worker.objects.count() == 2)
        time.sleep(0.5)  # both have gone several rounds meanwhile
        assert (one.process.poll(), other.process.poll()) == (None, None)
    assert Job.objects.filter(name="chores.round").count() == 1
    assert len(chores.effects()) == 1


def test_asked_to_stop_a_worker_gives_back_and_another_goes_on() -> None:
    job = enqueue("chores.copy", 40, 20)
    with hand() as worker:
        until(lambda: len(items(job)) >= 3)
        assert worker_seen_at() is not None
        worker.process.terminate()
        assert worker.wait(5) == 0
        assert "given back" in worker.said()
    found = Job.objects.get(pk=job.pk)
    assert (found.state, found.attempts) == (State.WAITING, 0)
    assert int(found.noted("at")) == len(items(job)) < 40
    assert Worker.objects.count() == 0
    work_off(job)
    assert items(job) == list(range(40))


def test_cancelling_ends_a_running_job() -> None:
    job = enqueue("chores.endless")
    with hand():
        until(lambda: state(job) == State.RUNNING)
        assert leases.cancel(job)
        until(lambda: ended(job), 5)
    assert state(job) == State.CANCELLED


def test_a_worker_whose_job_hangs_ends_itself() -> None:
    job = enqueue("chores.hang")
    with hand() as worker:
        assert worker.wait(10) == 70
        assert "went past its lease" in worker.said()
    work_off(job)
    assert (state(job), Job.objects.get(pk=job.pk).error) == (State.FAILED, leases.LAPSED)


def test_neither_row_nor_log_holds_what_an_exception_said() -> None:
    job = enqueue("chores.fail")
    with hand() as worker:
        until(lambda: ended(job))
        worker.process.terminate()
        said = worker.said()
    assert "chores.fail" in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jobs_job")
        rows = repr(cursor.fetchall())
    for secret in chores.SECRET.split():
        assert secret not in rows + said
    assert "Traceback" not in said


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a lock of SQLite")
def test_a_locked_database_is_waited_for() -> None:
    job = enqueue("chores.copy", 60, 10)
    with hand(CHORE_DATABASE_WAITS_S="0.05") as worker:
        until(lambda: len(items(job)) >= 3)
        with transaction.atomic():
            Worker.objects.update(seen_at="2026-01-01T00:00Z")
            time.sleep(0.6)
        until(lambda: ended(job))
        assert worker.process.poll() is None, worker.said()
    assert items(job) == list(range(60))
    assert state(job) == State.DONE


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a server is restarted")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_restarted_server_is_waited_for(how: signal.Signals) -> None:
    from world.postgres import server

    job = enqueue("chores.copy", 60, 20)
    with hand() as worker:
        until(lambda: len(items(job)) >= 3)
        server().stop(how)
        time.sleep(0.5)
        server().start()
        connection.close()
        until(lambda: ended(job), 40)
        assert worker.process.poll() is None, worker.said()
    assert items(job) == list(range(60))


def test_nothing_enqueued_under_load_is_lost() -> None:
    """Four threads enqueue, each with keys that another uses too, while two workers run and one of them is killed."""
    with hand() as one, hand():
        threads = [threading.Thread(target=_enqueue_some, args=(turn,)) for turn in range(4)]
        for thread in threads:
            thread.start()
        until(lambda: len(chores.effects()) >= 10)
        one.process.kill()
        for thread in threads:
            thread.join()
        until(lambda: not Job.objects.filter(name="chores.copy", state__in=(State.WAITING, State.RUNNING)).exists())
    assert Job.objects.filter(name="chores.copy", state=State.DONE).count() == 40
    assert len(chores.effects()) == len(set(chores.effects())) == 40 + 1, "forty and the daily one"


def _enqueue_some(turn: int) -> None:
    for number in range(20):
        enqueue("chores.copy", 1, key=f"chores.copy/{turn // 2}/{number}")
    connection.close()
