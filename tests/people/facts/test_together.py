"""Two at the same moment, on the real database with real commits: of files of facts, nothing is made or admitted twice.

`SHOUYI_TEST_DATABASE=postgresql` runs them over a real server; the two workers are processes of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from people.api.programs import PLATFORM, organisation
from people.facts.test_facts import fresh, lines, orders, row
from people.jobs.hands import hand
from people.real_file import organisations, real_file
from security.test_once import together
from shouyi.people.facts.delivering import Handed, StepRefused, ask_to_admit, hand_in, undo
from shouyi.people.facts.models import Delivery, State
from shouyi.people.jobs.models import Job


@pytest.fixture
def platform() -> Iterator[object]:
    """A platform that the log knows; what was handed in is taken away afterwards, for every row here is committed."""
    real_file()
    organisations()
    made = organisation(PLATFORM)
    yield made
    Job.objects.filter(name__startswith="facts.").delete()
    made.deliveries.all().delete()


def jobs_of(delivery: Delivery, name: str) -> int:
    return Job.objects.filter(name=name, args=[str(delivery.uid)]).exclude(state="cancelled").count()


def looked_at(platform: object, data: bytes) -> Delivery:
    """Handed in and looked at, as the worker in these tests would."""
    row, _new = hand_in(platform, Handed("orders", data))
    Delivery.objects.filter(pk=row.pk).update(state=State.CHECKED, new=1)
    return row


def test_the_same_file_handed_in_by_four_at_once_is_one(platform: object) -> None:
    data = orders(row(fresh()))
    found = together(lambda: hand_in(platform, Handed("orders", data)), 4)
    assert not [each for each in found if isinstance(each, Exception)], found
    assert sorted(new for _row, new in found) == [False, False, False, True]
    assert len({made.pk for made, _new in found}) == platform.deliveries.count() == 1
    assert jobs_of(found[0][0], "facts.check") == 1


def test_admitted_by_four_at_once_it_waits_once(platform: object) -> None:
    delivery = looked_at(platform, orders(row(fresh())))
    found = together(lambda: ask_to_admit(Delivery.objects.get(pk=delivery.pk)), 4)
    assert {each.state for each in found} == {State.WAITING}
    assert jobs_of(delivery, "facts.admit") == 1


def test_of_admitting_and_undoing_at_once_one_counts(platform: object) -> None:
    delivery = looked_at(platform, orders(row(fresh())))
    steps = iter((ask_to_admit, undo))
    found = together(lambda: next(steps)(Delivery.objects.get(pk=delivery.pk)))
    delivery.refresh_from_db()
    assert delivery.state == State.UNDONE, "what is undone stays undone, whichever came first"
    assert jobs_of(delivery, "facts.admit") == 0
    assert all(isinstance(each, Delivery | StepRefused) for each in found), found


def test_two_files_of_the_same_orders_admitted_by_two_workers_at_once_add_each_fact_once(platform: object) -> None:
    one, two, before = row(fresh()), row(fresh()), lines()
    both = [looked_at(platform, orders(one, two)), looked_at(platform, orders(two, one))]
    with hand(), hand():
        for each in both:
            ask_to_admit(each)
        Delivery.objects.filter(state=State.WAITING).update(final_at="2026-01-01T00:00:00Z")
        Job.objects.filter(name="facts.admit", state="waiting").update(not_before="2026-01-01T00:00:00Z")
        _until_admitted(both)
    for each in both:
        each.refresh_from_db()
    first, second = sorted(both, key=lambda each: -each.new)
    assert first.new == second.known > 0, "the later one found every fact admitted already"
    assert (second.new, second.entries) == (0, 0)
    assert lines() == before + first.entries


def _until_admitted(deliveries: list[Delivery]) -> None:
    from people.jobs.hands import until

    keys = [each.pk for each in deliveries]
    admitted = Delivery.objects.filter(pk__in=keys, state=State.ADMITTED)
    try:
        until(lambda: admitted.count() == len(keys), 60)
    except AssertionError:
        jobs = Job.objects.filter(name="facts.admit").values_list("state", "attempts", "error", "not_before")
        raise AssertionError(f"{list(jobs)} {[each.state for each in Delivery.objects.filter(pk__in=keys)]}") from None
