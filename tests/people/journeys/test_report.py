"""The report is read, something is supposed, two days are compared, a line is objected to; leave is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from people.journeys.cast import artisan, xiumei
from people.journeys.traveller import sign_in
from people.memory_reader import TODAY, reader
from people.real_file import organisations, real_file
from shouyi.canon.days import to_iso
from shouyi.score.what_if import what_if

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]


def tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def test_read_the_report_suppose_compare_and_object(travel: Travel) -> None:
    mine, line = xiumei(), real_file()[0]
    organisations()
    owner = sign_in(travel(heard="owner"), mine)
    owner.go("/my/score")
    owner.reads("What would change it")
    owner.choose("Of what?", "orders sent as promised")
    owner.fill("How many more?", "0")
    owner.press("See what would then stand")
    owner.hears("Write 1 or more.", "alert")
    owner.fill("How many more?", "24")
    owner.press("See what would then stand")
    found = reader().report("p-good")
    assert found is not None
    due = what_if(reader().guide(), found.weighed, TODAY, "dispatch", 24)
    band = owner.said("Band C")
    numbers = {"score": tenths(due.after.score), "was": tenths(due.before.score), "band": band}
    owner.reads("It would be %(score)s instead of %(was)s: %(band)s.", **numbers)
    owner.press("Back to the score")
    owner.press("What moved it between two days")
    owner.reads("By time alone")
    owner.fill("From the end of", "2026-02-28")
    owner.press("Compare")
    owner.reads("It rose by %(points)s.", points="3.2")
    owner.press("Back to the score")
    owner.press("Choose a line to object to")
    owner.go(f"/my/cases/new?line={line[0]}/{line[1]}")
    owner.fill("What is it?", "那天我已经发货了。")
    owner.press("Go on")
    owner.press("Send it")
    owner.go("/my/score")
    owner.reads("Waiting for an answer")
    owner.press("See the case")
    owner.reads("Waiting for an answer")
    owner.go("/my/score?words=easy")
    owner.reads("Your number is %(score)s.", score="60.5")
    owner.press("Read this in full")


def test_declare_a_leave_and_take_it_back(travel: Travel) -> None:
    from shouyi.people.statements.asking import today

    owner = sign_in(travel(heard="owner"), artisan("阿月"))
    owner.go("/my/leave")
    owner.press("Declare a leave")
    owner.press("Declare it")
    owner.hears("Say from which day.", "alert")
    owner.fill("First day of leave", to_iso(today() + 9))
    owner.fill("Last day of leave", to_iso(today() + 15))
    owner.press("Declare it")
    owner.hears("Your leave is declared.")
    owner.press("Take it back")
    owner.hears("The leave is taken back. Nothing of it was written down.")
    owner.reads("No leave is declared.")
