"""Cases of the demonstration: nearly due, declined, looked at again, upheld so that the line goes, a visitor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.decision.cases import By, Step, open_case
from shouyi.decision.workdays import working_days_between
from shouyi.people.behind import behind
from shouyi.people.cases.models import Case
from shouyi.people.cases.steps import About, Hand, assign, begin, operator, take, today
from shouyi.people.demonstration.clock import days_ago
from shouyi.people.organisations.models import Organisation
from shouyi.people.reading import reader
from shouyi.people.works.models import What
from shouyi.people.works.reporting import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.people.demonstration.cast import Cast
    from shouyi.people.ports import Line

NEAR_WORKING_DAYS = 2


def object_to_lines(cast: Cast) -> None:
    """Four objections, each to another line: one waits, one was declined, one is looked at again, one was right."""
    if _has(cast, "artisan-4"):
        return
    returned = _lines(cast, "artisan-4", "returned")
    _wait(cast, "artisan-4", returned[0])
    _be_declined(cast, "artisan-1", _lines(cast, "artisan-1", "dispatched")[0])
    _be_looked_at_again(cast, "artisan-8", _lines(cast, "artisan-8", "dispatched")[1])
    _be_right(cast, "artisan-7", _lines(cast, "artisan-7", "dispatched")[-1])


def report_a_work(cast: Cast) -> None:
    """A visitor's report, which the operator reads."""
    if Case.objects.filter(kind="problem").exists():
        return
    work = reader().works(1)[0]
    with days_ago(1):
        report(work.public_id, What.MOVED, "店里那件的二维码像是重新贴过的，边上有胶。", "visitor@example.org")


def _wait(cast: Cast, whose: str, line: Line) -> None:
    with days_ago(_days_until_near("objection")):
        case = _open(cast, whose, line, "买家说是质量问题才退的。我看了照片，是运输时压坏的，包装上有裂痕。")
    with days_ago(2):
        officer = cast.officer(case.organisation)
        assign(case, officer, Hand(str(officer.uid), By.OFFICER))
        take(case, Step.WRITE, Hand(str(officer.uid), By.OFFICER), "我们在问快递公司，最迟后天答复您。")


def _be_declined(cast: Cast, whose: str, line: Line) -> None:
    with days_ago(12):
        case = _open(cast, whose, line, "这一单我是按时发的，页面上却记晚了一天。")
    with days_ago(6):
        _answer(cast, case, "快递的揽收时间是第二天早上，单据上没有别的时间，所以记录不改。", "declined")


def _be_looked_at_again(cast: Cast, whose: str, line: Line) -> None:
    with days_ago(13):
        case = _open(cast, whose, line, "那个月村里断路，平台发过通知，不该算我晚。")
    with days_ago(8):
        case = _answer(cast, case, "通知里没有写您所在的镇，记录不改。", "declined")
    with days_ago(3):
        take(case, Step.ESCALATE, _owner(cast, whose), "通知的第二页写了我们镇，截图我可以发给您。")


def _be_right(cast: Cast, whose: str, line: Line) -> None:
    """The job that follows the answer takes the line out of the file."""
    with days_ago(24):
        case = _open(cast, whose, line, "这一单不是我的，是同名的店。")
    with days_ago(17):
        case = _answer(cast, case, "查过了，确实是另一家店的单，我们录错了。对不起，这一条会删掉。", "upheld")
    with days_ago(16):
        take(case, Step.ACCEPT, _owner(cast, whose))


def _open(cast: Cast, whose: str, line: Line, text: str) -> Case:
    organisation = Organisation.objects.filter(org=_stated_by(cast, whose, line), suspended_at=None).first()
    about = About(line.log, line.index)
    return begin(
        "objection", cast.account(whose), cast.ref(whose), organisation or operator(), about, text, _owner(cast, whose)
    )


def _answer(cast: Cast, case: Case, text: str, outcome: str) -> Case:
    hand = Hand(str(cast.officer(case.organisation).uid), By.OFFICER)
    return take(case, Step.ANSWER, hand, text, outcome=outcome)


def _owner(cast: Cast, whose: str) -> Hand:
    return Hand(str(cast.account(whose).uid), By.OWNER)


def _has(cast: Cast, whose: str) -> bool:
    return Case.objects.filter(ref=cast.ref(whose), kind="objection").exists()


def _stated_by(cast: Cast, whose: str, line: Line) -> str:
    return behind().corrector.stated_by(cast.ref(whose), line.log, line.index)


def _lines(cast: Cast, whose: str, fact: str) -> Sequence[Line]:
    """Statements in the file that name such a fact, those that name none after them; the newest first."""
    found = [line for line in reader().lines(cast.account(whose).person) if line.kind == "trade.statement"]
    return sorted(found, key=lambda line: all(type(each).__name__.lower() != fact for each in line.facts))


def _days_until_near(kind: str) -> int:
    """So many days ago such a case was opened that is due in NEAR_WORKING_DAYS from now."""
    now = today()
    near = (n for n in range(1, 40) if working_days_between(now, open_case(kind, now - n).due_on) <= NEAR_WORKING_DAYS)
    return next(near)
