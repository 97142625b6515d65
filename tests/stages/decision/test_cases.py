"""The machine of cases against its own table, by random walks, and the calendar against the published one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso, to_iso
from shouyi.decision.cases import (
    ALLOWED,
    KINDS,
    By,
    Case,
    Outcome,
    State,
    Step,
    open_case,
    steps_for,
    take_step,
    why_not_step,
)
from shouyi.decision.errors import StepRefused
from shouyi.decision.workdays import after_working_days, is_working_day, working_days_between

TODAY = from_iso("2026-11-24")


def day(text: str) -> int:
    return from_iso(text)


@pytest.mark.parametrize(("text", "works"), [
    ("2026-11-24", True),  # a Tuesday
    ("2026-11-28", False),  # a Saturday
    ("2026-10-01", False),  # the National Day
    ("2026-02-14", True),  # a Saturday that is worked, before the Spring Festival
    ("2026-02-18", False),  # the Spring Festival, a Wednesday
    ("2035-10-01", True),  # no notice yet: a Monday counts
    ("2035-10-06", False),  # and a Saturday does not
])  # fmt: skip
def test_the_calendar_of_the_state_council(text: str, works: bool) -> None:
    assert is_working_day(day(text)) is works


def test_a_term_over_the_national_day() -> None:
    assert to_iso(after_working_days(day("2026-09-30"), 1)) == "2026-10-08"
    assert after_working_days(TODAY, 0) == TODAY


@given(st.integers(day("2024-01-01"), day("2027-12-31")), st.integers(0, 40))
def test_counting_forth_and_back(start: int, count: int) -> None:
    end = after_working_days(start, count)
    assert working_days_between(start, end) == count
    assert count == 0 or is_working_day(end)


@given(st.sampled_from(["objection", "correction"]), st.integers(day("2023-12-01"), day("2027-03-31")))
@example("objection", from_iso("2026-02-12"))
@example("correction", from_iso("2026-09-29"))
def test_both_instances_keep_the_laws_twenty_days(kind: str, opened_on: int) -> None:
    """Article 25 of the regulation: within twenty days of receipt, over the long holidays too."""
    case = open_case(kind, opened_on)
    late = take_step(case, Step.LATE, By.CLOCK, case.due_on + 1)
    assert opened_on + 8 <= case.due_on <= opened_on + 14
    assert case.due_on + 1 < late.due_on <= opened_on + 20


def test_a_clock_that_stood_still_leaves_the_second_instance_a_day() -> None:
    case = open_case("objection", TODAY)
    assert take_step(case, Step.LATE, By.CLOCK, TODAY + 30).due_on == TODAY + 31


def test_who_objects_to_an_answer_waits_for_the_second_instances_own_term() -> None:
    again = take_step(answered(), Step.ESCALATE, By.OWNER, TODAY + 25)
    assert again.due_on == after_working_days(TODAY + 25, KINDS["objection"].escalated_days)


def answered() -> Case:
    return take_step(open_case("objection", TODAY), Step.ANSWER, By.OFFICER, TODAY + 1, name="a", outcome="declined")


def test_the_long_way() -> None:
    escalated = take_step(answered(), Step.ESCALATE, By.OWNER, TODAY + 2)
    assert escalated.state is State.ESCALATED
    with pytest.raises(StepRefused, match="same_person"):
        take_step(escalated, Step.ANSWER, By.OFFICER, TODAY + 3, name="a", outcome="upheld")
    closed = take_step(escalated, Step.ANSWER, By.OFFICER, TODAY + 3, name="b", outcome="upheld")
    assert (closed.state, closed.outcome, closed.closed_on) == (State.CLOSED, Outcome.UPHELD, TODAY + 3)


def test_silence_lets_an_answer_stand_and_not_before_its_day() -> None:
    case = answered()
    assert why_not_step(case, Step.SILENCE, By.CLOCK, case.due_on) == "not_due"
    closed = take_step(case, Step.SILENCE, By.CLOCK, case.due_on + 1)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.DECLINED)


def test_nobody_answers_in_time_so_somebody_else_must() -> None:
    case = open_case("problem", TODAY)
    with pytest.raises(StepRefused, match="not_due"):
        take_step(case, Step.LATE, By.CLOCK, case.due_on)
    assert take_step(case, Step.LATE, By.CLOCK, case.due_on + 1).state is State.ESCALATED


@pytest.mark.parametrize(("kind", "outcome"), [("question", "upheld"), ("objection", "answered"), ("objection", ""),
                                               ("objection", "withdrawn"), ("objection", "lost")])  # fmt: skip
def test_an_answer_says_what_its_kind_lets_it_say(kind: str, outcome: str) -> None:
    assert why_not_step(open_case(kind, TODAY), Step.ANSWER, By.OFFICER, TODAY, outcome=outcome) == "outcome"


def test_a_kind_that_there_is_not() -> None:
    with pytest.raises(StepRefused, match="unknown_kind"):
        open_case("revenge", TODAY)


def test_what_is_closed_stays_closed() -> None:
    closed = take_step(answered(), Step.ACCEPT, By.OWNER, TODAY)
    for step in Step:
        for by in By:
            assert why_not_step(closed, step, by, TODAY + 999, name="z", outcome="upheld") == "not_now"
    assert steps_for(closed, By.OWNER) == ()


STEPS = st.tuples(st.sampled_from(Step), st.sampled_from(By), st.sampled_from(["a", "b"]),
                  st.sampled_from([*Outcome]), st.integers(0, 30))  # fmt: skip


@given(st.sampled_from(sorted(KINDS)), st.lists(STEPS, max_size=30))
def test_no_walk_leaves_the_diagram(kind: str, walk: list[tuple[Step, By, str, Outcome, int]]) -> None:
    case, today = open_case(kind, TODAY), TODAY
    for step, by, name, outcome, days in walk:
        today += days
        before = case
        try:
            case = take_step(case, step, by, today, name=name, outcome=outcome)
        except StepRefused:
            assert case == before
            continue
        assert by in ALLOWED[before.state, step]
        assert (case.closed_on is not None) == (case.state is State.CLOSED)
        assert case.state is State.CLOSED or case.due_on >= before.due_on or case.state is not before.state
        assert case.opened_on == TODAY
        assert case.state is not State.CLOSED or case.outcome is not Outcome.NONE
