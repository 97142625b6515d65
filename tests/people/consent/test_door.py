"""The one door: what nobody consented to stays closed, what ended is closed at once, and every look is noted."""

from __future__ import annotations

from itertools import product
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from people.consent import cast
from people.memory_reader import MemoryReader
from people.real_file import real_file
from shouyi.archive.consent import FIELDS, PURPOSES, SENSITIVE, Closed, ConsentRefused
from shouyi.people.behind import behind
from shouyi.people.consent.giving import Wish, give, withdraw
from shouyi.people.consent.models import Consent
from shouyi.people.consent.standing import day_at, today
from shouyi.people.permission.actors import VISITOR, Kind, Post
from shouyi.people.permission.requests import NotAllowed
from shouyi.people.ports.door import NothingOpen
from shouyi.people.trail.models import Look

pytestmark = pytest.mark.usefixtures("database")
LENDING = PURPOSES["lending"].fields


@pytest.fixture(autouse=True)
def _nobody_looked_yet(database: None) -> None:
    """Tests in a browser leave their rows: they cannot be rolled back."""
    Look.objects.all().delete()


def door():
    return behind().door


def looks(act: str = "file.disclosed") -> list[Look]:
    return list(Look.objects.filter(act=act, ref=cast.owner().ref).order_by("pk"))


def open_all(actor=None, purpose: str = "lending", fields=LENDING):
    return door().open(actor or cast.officer(), cast.owner().ref, purpose, fields, org=cast.BANK)


def test_what_is_open_is_said_and_nothing_else() -> None:
    cast.consented("band", "evidence-fulfilment")
    found = open_all()
    assert found.fields == ("band", "evidence-fulfilment")
    assert found.band == "C"
    assert dict(found.fulfilment.counts)["sent-in-time"] > 50
    assert (found.score, found.interval, found.dimensions, found.reasons) == (None, None, (), ())
    assert (found.word_of_mouth, found.works, found.name, found.reach, found.amounts) == (None, (), "", "", ())
    assert dict(found.closed)["score"] is Closed.NOT_CHOSEN
    assert found.proof == b"proof of band, day, guide\n"


def test_the_look_names_who_what_and_under_which_consent() -> None:
    consent = cast.consented("band")
    open_all()
    (look,) = looks()
    assert (look.tie, look.org, look.post, look.purpose) == ("consent", cast.BANK, "officer", "lending")
    assert (look.fields, look.consent, str(look.account)) == (["band"], consent.uid, cast.officer().account)
    assert look.openings == 0  # the reader of these tests opens nothing of a vault


def test_nobody_gets_in_without_consent_and_the_log_says_that_they_tried() -> None:
    cast.organisation()
    with pytest.raises(NothingOpen) as refused:
        open_all()
    assert set(dict(refused.value.closed).values()) == {Closed.NEVER_GIVEN}
    assert [look.tie for look in looks()] == ["refused"]


def strangers() -> dict[str, object]:
    return {
        "a visitor": VISITOR,
        "another artisan": cast.owner("laowu"),
        "a reader of the bank": cast.officer(post=Post.READER),
        "a suspended bank": cast.officer(suspended=True),
        "an officer of another organisation": cast.officer("org-other"),
        "a regulator": cast.officer(kind=Kind.REGULATOR),
        "the owner, as if a recipient": cast.owner(),
        "a helper with every right": cast.helper("file.read", "file.disclosed", "file.preview"),
        "a program without the scope": cast.program(scopes=frozenset({"org.read"})),
    }


@pytest.mark.parametrize("who", ["a visitor", "another artisan", "a reader of the bank", "a suspended bank",
    "an officer of another organisation", "a regulator", "the owner, as if a recipient", "a helper with every right",
    "a program without the scope"])  # fmt: skip
def test_consent_to_the_bank_lets_nobody_else_in(who: str) -> None:
    cast.consented("band")
    with pytest.raises(NotAllowed):
        open_all(strangers()[who])
    assert looks() == []


def test_a_program_sees_what_its_organisation_was_given() -> None:
    cast.consented("score")
    assert open_all(cast.program()).score > 0
    assert [look.post for look in looks()] == ["program"]


def test_consent_to_one_organisation_is_not_consent_to_another() -> None:
    cast.consented("band")
    cast.organisation("org-bank-two")
    with pytest.raises(NothingOpen):
        door().open(cast.officer("org-bank-two"), cast.owner().ref, "lending", LENDING, org="org-bank-two")


def test_withdrawn_is_refused_at_once_for_people_and_programs() -> None:
    consent = cast.consented("band")
    assert open_all().band == "C"
    withdraw(cast.owner(), cast.owner().ref, consent.uid)
    for actor in (cast.officer(), cast.program()):
        with pytest.raises(NothingOpen) as refused:
            open_all(actor)
        assert dict(refused.value.closed)["band"] is Closed.WITHDRAWN
    assert [look.tie for look in looks()] == ["consent", "refused", "refused"]
    assert len(looks("consent.withdraw")) == 1


def test_withdrawn_while_it_was_read_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    consent = cast.consented("band")
    report = MemoryReader.report

    def while_reading(reader: MemoryReader, person: str):
        withdraw(cast.owner(), cast.owner().ref, consent.uid)
        return report(reader, person)

    monkeypatch.setattr(MemoryReader, "report", while_reading)
    with pytest.raises(NothingOpen):
        open_all()
    assert [look.openings for look in looks()] == [0]


@pytest.mark.parametrize(("minutes", "opens"), [(-1, True), (1, False)])
def test_a_consent_runs_out_at_midnight_in_china(minutes: int, opens: bool) -> None:
    consent = cast.consented("band", days=2)
    midnight_utc8 = (consent.until_on + 1) * 86400 - 8 * 3600
    at = timezone.datetime.fromtimestamp(midnight_utc8 + 60 * minutes, timezone.get_default_timezone())
    with patch.object(timezone, "now", lambda: at):
        assert day_at(at) == consent.until_on + (not opens)
        if opens:
            assert open_all().band == "C"
        else:
            with pytest.raises(NothingOpen) as refused:
                open_all()
            assert dict(refused.value.closed)["band"] is Closed.RUN_OUT


def test_a_crash_between_the_note_and_the_reading_leaves_the_note(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.consented("band")

    class Killed(BaseException): ...

    def killed(ref: str) -> None:
        assert [look.openings for look in looks()] == [None]  # durable before anything is opened
        raise Killed

    monkeypatch.setattr("shouyi.acts.door._owner", killed)
    monkeypatch.setattr("shouyi.people.trail.notes.end", lambda look, openings: None)  # nor does it get to count
    with pytest.raises(Killed):
        open_all()
    assert [look.openings for look in looks()] == [None]


def test_the_door_is_not_opened_inside_a_transaction_that_could_take_the_note_back() -> None:
    mine = cast.owner()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        door().lines(mine, mine.ref)


def test_own_and_helped_readings_are_noted_too() -> None:
    mine = cast.owner()
    assert door().report(mine, mine.ref).assessment.band == "C"
    assert door().lines(cast.helper("file.read"), mine.ref)
    assert [(look.tie, look.fields) for look in looks("file.read")] == [("own", ["report"]), ("help", ["lines"])]
    with pytest.raises(NotAllowed):
        door().lines(cast.helper("case.read"), mine.ref)
    with pytest.raises(NotAllowed):
        door().export(cast.helper("file.read", "file.export"), mine.ref)


def test_a_helper_can_neither_give_nor_end_consent() -> None:
    consent = cast.consented("band")
    able = cast.helper("consent.give", "consent.withdraw", "consent.read")
    with pytest.raises(NotAllowed):
        give(able, cast.owner().ref, Wish(cast.organisation(), "lending", ("score",), 30))
    with pytest.raises(NotAllowed):
        withdraw(able, cast.owner().ref, consent.uid)
    assert open_all().band == "C"


def test_nobody_ends_anothers_consent() -> None:
    consent = cast.consented("band")
    assert withdraw(cast.owner("laowu"), cast.owner("laowu").ref, consent.uid) is None
    assert withdraw(cast.owner(), cast.owner().ref, uuid4()) is None
    assert open_all().band == "C"


def test_giving_again_takes_the_place_of_what_was_given_before() -> None:
    cast.consented("band", "score")
    cast.consented("score")
    assert open_all().fields == ("score",)
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_what_is_sensitive_is_given_and_ended_apart() -> None:
    with pytest.raises(ConsentRefused):
        cast.consented("band", "amounts")
    plain, apart = cast.consented("band"), cast.consented("amounts")
    assert (plain.sensitive, apart.sensitive) == (False, True)
    found = open_all()
    assert found.fields == ("band", "amounts")
    assert sum(amount.orders for amount in found.amounts) > 100
    withdraw(cast.owner(), cast.owner().ref, apart.uid)
    assert open_all().fields == ("band",)
    assert open_all().amounts == ()


def test_a_preview_says_what_the_recipient_would_see_and_is_noted_as_one() -> None:
    cast.consented("band", "reasons")
    mine = cast.owner()
    shown = door().preview(mine, mine.ref, cast.BANK, "lending", LENDING)
    seen = open_all()
    assert shown.proof is None
    assert [getattr(shown, name) for name in ("fields", "closed", "band", "reasons", "until_on", "score")] == [
        getattr(seen, name) for name in ("fields", "closed", "band", "reasons", "until_on", "score")
    ]
    assert [(look.tie, look.org) for look in looks("file.preview")] == [("own", cast.BANK)]
    with pytest.raises(NotAllowed):
        door().preview(cast.officer(), mine.ref, cast.BANK, "lending", LENDING)


STATES = ("never", "in force", "withdrawn", "run out", "another purpose", "another field")


@pytest.mark.parametrize(("state", "field"), list(product(STATES, LENDING)))
def test_the_product_of_state_and_field(state: str, field: str) -> None:
    cast.organisation()
    other = next(name for name in LENDING if name != field and (name in SENSITIVE) == (field in SENSITIVE)) if (
        field not in SENSITIVE) else "band"  # fmt: skip
    if state != "never":
        consent = cast.consented(other if state == "another field" else field)
        if state == "withdrawn":
            withdraw(cast.owner(), cast.owner().ref, consent.uid)
        elif state == "run out":
            Consent.objects.update(until_on=today() - 1)
        elif state == "another purpose":
            Consent.objects.update(purpose="certifying")
    if state == "in force":
        assert open_all(fields=(field,)).fields == (field,)
    else:
        with pytest.raises(NothingOpen):
            open_all(fields=(field,))


SHOWN = {"band": "band", "score": "score", "interval": "interval", "dimensions": "dimensions", "reasons": "reasons",
         "evidence-fulfilment": "fulfilment", "evidence-word-of-mouth": "word_of_mouth", "works": "works",
         "evidence-skill": "skill", "evidence-social": "social", "evidence-finance": "finance",
         "contact-name": "name", "contact-reach": "reach", "amounts": "amounts"}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(PURPOSES)), st.sets(st.sampled_from(sorted(FIELDS))), st.integers(-3, 3),
             st.booleans()), max_size=4),
    st.sampled_from(sorted(PURPOSES)), st.sets(st.sampled_from(sorted(FIELDS)), min_size=1),
)  # fmt: skip
def test_the_door_never_discloses_without_consent_in_force(
    given_before: list[tuple[str, set[str], int, bool]], purpose: str, asked: set[str]
) -> None:
    ref, bank, now = cast.owner().ref, cast.organisation(), timezone.now()
    Consent.objects.all().delete()
    for named, fields, days, ended in given_before:
        Consent.objects.create(organisation=bank, ref=ref, purpose=named, fields=sorted(fields), given_at=now,
                               until_on=today() + days, withdrawn_at=now if ended else None)  # fmt: skip
    may = {
        name for named, fields, days, ended in given_before for name in fields
        if named == purpose and days >= 0 and not ended and name in PURPOSES[purpose].fields
    }  # fmt: skip
    try:
        found = open_all(purpose=purpose, fields=sorted(asked))
    except NothingOpen:
        assert not may & asked
        return
    assert set(found.fields) == may & asked
    for name, attribute in SHOWN.items():
        if name not in may & asked:
            assert getattr(found, attribute) in (None, "", ()), name


def test_what_cannot_be_written_is_not_asked_for_again_each_hour() -> None:
    """The file of a closed account is nobody's: its consents would otherwise cost a row an hour for ever."""
    from shouyi.people.accounts.models import Account
    from shouyi.people.consent.jobs import sweep
    from shouyi.people.jobs.models import Job

    made = cast.consented("band")
    Job.objects.all().delete()
    sweep(None, "2026-11-24T0300")
    assert [job.args for job in Job.objects.all()] == [[str(made.uid)]]
    Account.objects.filter(ref=made.ref).update(ref=None)
    sweep(None, "2026-11-24T0400")
    assert Job.objects.count() == 1


def test_a_closed_account_leaves_nothing_open_that_nobody_could_end() -> None:
    real_file()  # closing writes the end into the ledger, which must be founded
    from shouyi.people.accounts.closing import close_account
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer

    someone = Account.named()
    someone.save()
    sealer().begin("p-leaves")
    someone.own("p-leaves")
    someone.save()
    actor = cast.Actor(account=str(someone.uid), ref=someone.ref, fresh=True)
    made = give(actor, someone.ref, Wish(cast.organisation(), "lending", ("band",), 30))
    ref = someone.ref
    close_account(someone)
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    with pytest.raises(NothingOpen):
        door().open(cast.officer(), ref, "lending", ("band",), org=cast.BANK)
