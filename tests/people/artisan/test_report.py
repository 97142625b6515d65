"""What the report says beside the digits: on whose word it rests, which line is objected to, who looked."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone, translation

from people.memory_reader import FACTS, TODAY, reader
from shouyi.evidence.records import Origin
from shouyi.people.artisan.resting_page import resting_page
from shouyi.score.assess import assess_evidence
from shouyi.score.watch.capture import rests_of
from shouyi.score.weigh import weigh_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from shouyi.people.ports import Report

pytestmark = pytest.mark.usefixtures("database")


def told_by(*sources: str, person: str = "p-good") -> Report:
    """The same orders, told in turn by these organisations; "" leaves the first one's out."""
    found = reader().report(person)
    assert found is not None
    facts = []
    for turn, fact in enumerate(FACTS[person]):
        source = sources[turn % len(sources)]
        assert fact.origin is not None
        facts.append(replace(fact, origin=Origin(source, fact.origin.log, fact.origin.index, fact.origin.turn)))
    guide = reader().guide()
    weighed = weigh_person(person, facts, guide)
    names = {source: f"机构{source}" for source in sources}
    return replace(
        found,
        assessment=assess_evidence(weighed, guide, person, TODAY),
        weighed=weighed,
        facts=tuple(facts),
        names=names,
    )


def test_it_is_said_that_all_rests_on_one() -> None:
    with translation.override("zh-hans"):
        page = resting_page(told_by("甲"), reader().guide())
    assert page is not None
    assert "证据带来的变动全靠机构甲一家" in page.takeaway
    assert page.rows == (("机构甲", page.total),)


@pytest.mark.parametrize("sources", [("甲", "乙"), ("甲", "甲", "甲", "乙"), ("甲", "乙", "丙", "丁")])
def test_rows_add_up_to_what_evidence_moved(sources: tuple[str, ...]) -> None:
    report, guide = told_by(*sources), reader().guide()
    with translation.override("zh-hans"):
        page = resting_page(report, guide)
    assert page is not None
    tenths = [int(points.replace(".", "")) for _name, points in page.rows]
    assert sum(tenths) == int(page.total.replace(".", ""))
    due = dict.fromkeys(sources, 0)
    for each in rests_of("p-good", report.facts, guide, TODAY):
        due[each.source] += each.rests
    for source, amount in due.items():
        if amount >= 10**12:
            assert (f"机构{source}", f"{amount // 10**12 // 10}.{amount // 10**12 % 10}") in page.rows
    assert ("一半以上只靠" in page.takeaway) == any(2 * x > sum({e.indicator: e.moved for e in rests_of(
        "p-good", report.facts, guide, TODAY)}.values()) for x in due.values())  # fmt: skip


def test_without_evidence_nothing_is_said() -> None:
    nothing = replace(told_by("甲"), facts=())
    assert resting_page(nothing, reader().guide()) is None


def objected(ref: str, at: tuple[int, int], state: str = "open", outcome: str = "") -> object:
    from shouyi.people.cases.models import Case
    from shouyi.people.cases.steps import today
    from shouyi.people.organisations.models import Organisation

    return Case.objects.create(
        kind="objection", state=state, ref=ref, holder=ref, organisation=Organisation.objects.earliest("pk"),
        log=at[0], index=at[1], opened_on=today(), due_on=today() + 7, outcome=outcome,
        closed_on=today() if state == "closed" else None,
    )  # fmt: skip


def the_report(visitor: Client) -> str:
    return html.unescape(visitor.get("/my/score").content.decode())


def test_an_objection_stands_at_its_reason_with_its_state_and_day(sign_in: Callable[[str], Client]) -> None:
    from shouyi.people.accounts.models import Account

    found = reader().report("p-good")
    assert found is not None
    strongest = found.assessment.reasons_up[0].evidence[0]
    case = objected(Account.objects.get(username="xiumei").ref, (strongest.log, strongest.index))
    page = the_report(sign_in("xiumei"))
    why = page.split('id="h-why"')[1].split("</section>")[0]
    assert f'href="/my/cases/{case.uid}">异议：等待答复' in why
    wrong = page.split('id="h-object"')[1].split("</section>")[0]
    assert "等待答复" in wrong
    assert re.search(r"最迟\d+年\d+月\d+日答复", wrong)


def test_open_objections_come_first_and_withdrawn_ones_do_not_come(sign_in: Callable[[str], Client]) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.cases.models import Case

    Case.objects.all().delete()
    ref = Account.objects.get(username="xiumei").ref
    first = objected(ref, (1, 1000))
    for n in range(6):
        objected(ref, (1, 1007 + 7 * n), "closed", "declined")
    gone = objected(ref, (1, 1100), "closed", "withdrawn")
    wrong = the_report(sign_in("xiumei")).split('id="h-object"')[1].split("</section>")[0]
    uids = re.findall(r"/my/cases/([0-9a-f-]{36})", wrong)
    assert uids[0] == str(first.uid)
    assert len(uids) == 5
    assert str(gone.uid) not in uids


def test_others_who_looked_are_named_and_oneself_is_not(sign_in: Callable[[str], Client]) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.trail.models import Look

    visitor = sign_in("xiumei")
    ref = Account.objects.get(username="xiumei").ref
    Look.objects.all().delete()
    Look.objects.create(ref="", at=timezone.now(), act="run", tie="run", openings=3)
    assert "除您之外没有人看过" in the_report(visitor)
    Look.objects.create(ref=ref, at=timezone.now(), act="file.disclosed", tie="consent", org="org-x", purpose="lending",
                        fields=["band"], openings=3)  # fmt: skip
    seen = the_report(visitor).split('id="h-looks"')[1].split("</section>")[0]
    assert "org-x" in seen
    assert "除您之外没有人看过" not in seen


def test_a_helper_reads_the_report_without_what_is_not_theirs(sign_in: Callable[[str], Client]) -> None:
    from people.journeys.cast import named_helper, somebody, xiumei
    from people.organisations.seats import client_of

    owner, helper = xiumei(), somebody("姐姐")
    named_helper(owner, helper, "file.read")
    hers = client_of(helper)
    session = hers.session
    session["acting_for"] = owner.ref
    session.save()
    page = the_report(hers)
    assert "60.5" in page
    assert 'id="h-looks"' not in page
    assert 'id="h-object"' not in page


def test_a_line_of_the_file_bears_the_state_and_the_day_of_its_objection(sign_in: Callable[[str], Client]) -> None:
    from shouyi.people.accounts.models import Account

    newest = reader().lines("p-good")[0]
    objected(Account.objects.get(username="xiumei").ref, (newest.log, newest.index))
    page = sign_in("xiumei").get("/my/file").content.decode()
    line = page.split(f'id="line-{newest.log}-{newest.index}"')[1].split("</li>")[0]
    assert "提出异议，正在处理" in line
    assert re.search(r"最迟\d+年\d+月\d+日答复，还有\s?\d+\s?个工作日", line)
    assert "最迟" not in page.split(f'id="line-{newest.log}-{newest.index}"')[1].split("</li>")[1]
