"""Members, played in any order: an organisation that has an administrator never loses the last one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.organisations.seats import ONE, TWO, account, client_of, organisation, seated, text

pytestmark = pytest.mark.usefixtures("database")
POSTS = ("admin", "officer", "reader")
STEP = st.tuples(st.sampled_from(("seat", "change", "end")), st.integers(0, 3), st.sampled_from(POSTS))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=12))
def test_in_any_order_it_is_as_a_dictionary_would_say_and_never_without_an_administrator(steps: list) -> None:
    from django.db import transaction

    from shouyi.people.organisations import membership as m
    from shouyi.people.permission.actors import Post

    with transaction.atomic():
        where, people = organisation(ONE), [account(f"p{n}") for n in range(4)]
        m.seat(where, people[0], Post.ADMIN, None)
        model = {0: "admin"}
        for act, who, post in steps:
            last = model.get(who) == "admin" and list(model.values()).count("admin") == 1
            try:
                if act == "seat":
                    m.seat(where, people[who], Post(post), people[0])
                    assert who not in model
                    model[who] = post
                elif act == "change":
                    m.change_post(where, people[who], Post(post), people[0])
                    assert not last or post == "admin"
                    model[who] = post
                else:
                    m.end(where, people[who], people[0])
                    assert not last
                    del model[who]
            except m.AlreadyAMember:
                assert who in model
            except m.NotAMember:
                assert who not in model
            except m.LastAdmin:
                assert last
            found = {people.index(row.account): row.post for row in m.sitting(where)}
            assert found == model
            assert "admin" in found.values()
        transaction.set_rollback(True)


def test_the_last_administrator_is_told_what_to_do_first() -> None:
    admin = seated(ONE, "admin")
    client = client_of(admin)
    assert "请先让另一位成员担任" in text(client.post(f"/organisation/{ONE}/members/{admin.uid}/end"))
    assert "请先让另一位成员担任" in text(client.post(f"/organisation/{ONE}/members/{admin.uid}", {"post": "reader"}))
    assert client.get(f"/organisation/{ONE}/members").status_code == 200


def test_ended_it_is_over_at_the_very_next_request() -> None:
    admin, officer = seated(ONE, "admin"), seated(ONE, "officer")
    client = client_of(officer)
    assert client.get(f"/organisation/{ONE}").status_code == 200
    assert client_of(admin).post(f"/organisation/{ONE}/members/{officer.uid}/end").status_code == 302
    assert client.get(f"/organisation/{ONE}").status_code == 404


def test_a_changed_post_is_another_row_and_the_history_says_by_whom() -> None:
    admin, reader = seated(ONE, "admin", "王管理"), seated(ONE, "reader")
    client = client_of(admin)
    smuggled = {"post": "officer", "organisation": TWO, "org": TWO, "account": str(admin.uid)}
    client.post(f"/organisation/{ONE}/members/{reader.uid}", smuggled)
    rows = [(row.post, row.ended_by) for row in reader.memberships.order_by("pk")]
    assert rows == [("reader", admin), ("officer", None)]
    assert not organisation(TWO).memberships.filter(account=reader).exists()
    assert "由王管理结束" in text(client.get(f"/organisation/{ONE}/members"))


def test_another_organisation_s_members_are_not_there() -> None:
    admin, other = seated(ONE, "admin"), seated(TWO, "officer")
    seated(TWO, "admin")
    client = client_of(admin)
    for org in (ONE, TWO):  # by the own address with the other's member, and by the other's
        for tail in ("", "/end"):
            assert client.post(f"/organisation/{org}/members/{other.uid}{tail}", {"post": "admin"}).status_code == 404
    assert other.memberships.get().post == "officer"


def test_names_that_would_run_in_a_spreadsheet_leave_as_text() -> None:
    admin = seated(ONE, "admin", "=HYPERLINK(1)")
    data = client_of(admin).get(f"/organisation/{ONE}/members.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1),admin," in data


def test_the_file_counts_days_as_they_are_counted_here() -> None:
    """Eight in the evening in London is the next day in Shanghai."""
    from datetime import UTC, datetime

    from shouyi.people.organisations.models import Membership

    admin = seated(ONE, "admin")
    Membership.objects.filter(account=admin).update(since=datetime(2026, 11, 23, 20, tzinfo=UTC))
    data = client_of(admin).get(f"/organisation/{ONE}/members.csv").content.decode("utf-8-sig")
    assert "2026-11-24" in data
    assert "2026-11-23" not in data
