"""Pages of votes: what anybody reads, what members and delegates may, what the ledger then says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from people.organisations.seats import account, client_of, text
from people.votes.world import SEAT, VOTER, propose_guide, real_votes, sits, voter

if TYPE_CHECKING:
    from django.test import Client

    from shouyi.people.accounts.models import Account

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def open_guide() -> str:
    """A fresh proposal for each test that votes on it."""
    real_votes()
    voter()
    open_guide.count += 1  # type: ignore[attr-defined]
    return propose_guide(f"7.{open_guide.count}")  # type: ignore[attr-defined]


open_guide.count = 0  # type: ignore[attr-defined]


def member(post: str, org: str = VOTER) -> Account:
    from shouyi.people.organisations.membership import seat
    from shouyi.people.permission.actors import Post

    made = account(post)
    seat(voter(org), made, Post(post), None)
    return made


def english(who: Account | None) -> Client:
    if who:
        who.language = "en"
        who.save()
    client = client_of(who)
    client.cookies["django_language"] = "en"
    return client


def work() -> None:
    """The worker's turn."""
    from people.journeys.cast import worker_works

    worker_works()


def state_of(answer: Any) -> str:
    """Of the job to whose page an answer leads."""
    from shouyi.people.jobs.models import Job

    return str(Job.objects.get(uid=answer.headers["Location"].rsplit("/", 1)[1]).state)


def standing(digest: str) -> Any:
    from shouyi.people.behind import behind

    return behind().votes.one(digest)


def test_anybody_reads_what_is_voted_on_and_where_it_stands() -> None:
    made = real_votes()
    voter()
    client = english(None)
    page = text(client.get("/votes"))
    for heading in ("Open for ballots", "Coming: open for comments", "Assessment guide, version 2.1", "Data standard"):
        assert heading in page
    page = text(client.get(f"/votes/{made['guide']}"))
    for row in ("Weight of the part “Kept promises”", "30%", "35%", "weighs half after so many days", "180", "90",
                "Heritage centre of the tests", "0 of 4 cast a ballot; 2 must."):  # fmt: skip
        assert row in page, row
    assert "/organisation/" not in page, "nothing to do for whoever is nobody"
    count = text(client.get(f"/votes/{made['guide']}/count"))
    assert f"Leaf {standing(made['guide']).index}" in count
    assert "Delegate, seat 1" in count
    document = client.get(f"/votes/{made['guide']}/document")
    assert document.headers["Content-Type"] == "application/json"
    assert b'"version":"2.1"' in document.content


def test_whoever_searches_finds_what_is_voted_on() -> None:
    made = real_votes()
    page = text(english(None).post("/search", {"q": "guide 2.1"}))
    assert f"/votes/{made['guide']}" in page
    assert f"/votes/{made['standard']}" not in page


def test_a_ballot_that_waits_stands_on_the_desk_of_whoever_may_cast_it(open_guide: str) -> None:
    path = f"/organisation/{VOTER}/votes/{open_guide}/ballot"
    client = english(member("admin"))
    assert path in text(client.get("/my/"))
    assert path not in text(english(member("officer")).get("/my/"))
    client.post(path, {"choice": "abstain", "sure": "1"})
    work()
    assert path not in text(client.get("/my/"))


@pytest.mark.parametrize("path", ["/votes/" + "0" * 64, "/votes/" + "0" * 64 + "/count", "/votes/abc", "/votes/../x"])
def test_a_digest_that_names_nothing(path: str) -> None:
    real_votes()
    assert english(None).get(path).status_code == 404


def test_an_administrator_votes_once_after_a_look_at_it(open_guide: str) -> None:
    client = english(member("admin"))
    path = f"/organisation/{VOTER}/votes/{open_guide}/ballot"
    assert "Vote for" in text(client.get(f"/votes/{open_guide}"))
    assert "Choose yes, no or abstain." in text(client.post(path, {}))
    checked = text(client.post(path, {"choice": "yes"}))
    assert "A ballot is final" in checked
    assert standing(open_guide).ballots == ()
    first = client.post(path, {"choice": "yes", "sure": "1"})
    again = client.post(path, {"choice": "yes", "sure": "1"})
    assert first.headers["Location"] == again.headers["Location"], "two clicks are one wish"
    work()
    assert [(cast.voter, cast.choice) for cast in standing(open_guide).ballots] == [(VOTER, "yes")]
    page = text(client.get(f"/votes/{open_guide}"))
    assert "1 of 4 cast a ballot; 2 must." in page
    assert path not in page, "a ballot is final: nothing is offered"
    other = client.post(path, {"choice": "no", "sure": "1"})
    work()
    assert state_of(other) == "failed"
    assert "A ballot was cast before" in text(client.get(f"/organisation/{VOTER}/votes"))
    assert standing(open_guide).tally.yes == 1


def test_who_may_not_vote(open_guide: str) -> None:
    from people.real_file import PLATFORM

    path = f"/organisation/{VOTER}/votes/{open_guide}/ballot"
    sure = {"choice": "yes", "sure": "1"}
    statuses = {
        "an officer": client_of(member("officer")).post(path, sure).status_code,
        "a reader": client_of(member("reader")).post(path, sure).status_code,
        "another organisation's": client_of(member("admin", PLATFORM)).post(path, sure).status_code,
        "nobody": client_of(None).post(path, sure).status_code,
        "signed in long ago": client_of(member("admin"), fresh=False).post(path, sure).status_code,
    }
    assert statuses == {"an officer": 403, "a reader": 403, "another organisation's": 404, "nobody": 302,
                        "signed in long ago": 302}  # fmt: skip
    work()
    assert standing(open_guide).ballots == ()


def test_an_organisation_that_is_not_on_the_roll_may_comment_and_not_vote(open_guide: str) -> None:
    from shouyi.acts.founding import Joining, join
    from shouyi.people.behind import behind

    house = behind().house  # type: ignore[attr-defined]
    with house.ledger.writing():
        join(house, [Joining("org-guest-tests", "training", {"en": "Guest", "zh": "旁听"})])
    client = english(member("admin", "org-guest-tests"))
    page = text(client.get(f"/votes/{open_guide}"))
    assert f"/organisation/org-guest-tests/votes/{open_guide}/comment" in page
    assert f"/organisation/org-guest-tests/votes/{open_guide}/ballot" not in page
    job = client.post(f"/organisation/org-guest-tests/votes/{open_guide}/ballot", {"choice": "no", "sure": "1"})
    work()
    assert state_of(job) == "failed"
    assert "Not on the roll when this was proposed" in text(client.get("/organisation/org-guest-tests/votes"))


def test_a_comment_is_public_in_the_organisations_name_and_can_be_taken_out(open_guide: str) -> None:
    from shouyi.people.votes.models import Wish

    writer = member("officer")
    writer.name = "陈经办"
    writer.save()
    client, words = english(writer), "三年太长 <b>too long</b>"
    client.post(f"/organisation/{VOTER}/votes/{open_guide}/comment", {"text": words})
    assert "三年" not in str(Wish.objects.values()), "sealed while it waits"
    work()
    page = text(english(None).get(f"/votes/{open_guide}"))
    assert "三年太长 &lt;b&gt;too long&lt;/b&gt;" in page
    assert "陈经办" not in page, "an organisation speaks"
    assert "take-out" not in page
    (said,) = standing(open_guide).comments
    path = f"/organisation/{VOTER}/votes/{open_guide}/comment/{said.digest}/take-out"
    assert path in text(client.get(f"/votes/{open_guide}"))
    assert client_of(member("officer", "org-platform-tests")).post(path).status_code == 404
    client.post(path, {"sure": "1"})
    work()
    page = text(english(None).get(f"/votes/{open_guide}"))
    assert "三年" not in page
    assert "This comment was taken out." in page
    assert client.get(path).status_code == 200, "again, it changes nothing"


def test_a_delegate_votes_and_vetoes_and_no_row_says_who(open_guide: str) -> None:
    from shouyi.acts.documents import FOUNDER
    from shouyi.people.votes.models import DelegateKey, Wish

    delegate = account("阿兰")
    client = english(delegate)
    assert "You sit nowhere." in text(client.get("/my/seat"))
    assert client.get(f"/my/seat/{open_guide}/ballot").status_code == 404
    sits(delegate)
    assert "Delegate, seat 1" in text(client.get("/my/seat"))
    client.post(f"/my/seat/{open_guide}/ballot", {"choice": "no", "sure": "1"})
    checked = text(client.post(f"/my/seat/{open_guide}/veto", {"of": "indicator.repeat"}))
    assert "Check before you veto" in checked
    client.post(f"/my/seat/{open_guide}/veto", {"of": "indicator.repeat", "sure": "1"})
    assert open_guide not in str(Wish.objects.values()) + str(DelegateKey.objects.values())
    work()
    found = standing(open_guide)
    assert [(cast.voter, cast.choice, cast.by) for cast in found.ballots] == [(SEAT, "no", FOUNDER)]
    assert dict(found.tally.vetoes) == {"indicator.repeat": 1}
    assert not Wish.objects.filter(act="seat").exists(), "once it is written, nothing of it stays"
    assert "You voted: No" in text(client.get("/my/seat"))
    page = text(english(None).get(f"/votes/{open_guide}"))
    assert "阿兰" not in page
    assert "Buyers who came back 1</p>" in page


def test_an_organisation_hands_in_what_a_delegate_signed_elsewhere(open_guide: str) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from people.votes.world import PRIVATE

    client, path = english(member("officer")), f"/organisation/{VOTER}/votes/{open_guide}/carry"
    assert path in text(client.get(f"/votes/{open_guide}"))
    assert "Choose a seat." in text(client.post(path, {"word": "no"}))
    pen = Ed25519PrivateKey.from_private_bytes(PRIVATE)
    for word in ("no", "veto/indicator.repeat"):
        told = {"seat": SEAT, "word": word}
        (shown,) = re.findall(r'<pre tabindex="0" class="code">(shouyi/.*?)</pre>', text(client.post(path, told)), re.S)
        forged = Ed25519PrivateKey.generate().sign(shown.encode()).hex()
        assert "not the signature of that seat" in text(client.post(path, told | {"signature": forged}))
        other = pen.sign(shown.encode() + b"x").hex()
        assert "not the signature of that seat" in text(client.post(path, told | {"signature": other}))
        client.post(path, told | {"signature": pen.sign(shown.encode()).hex()})
        work()
    found = standing(open_guide)
    assert [(cast.voter, cast.choice, cast.by) for cast in found.ballots] == [(SEAT, "no", VOTER)]
    assert dict(found.tally.vetoes) == {"indicator.repeat": 1}


def test_a_key_is_made_once_and_waits_for_its_seat() -> None:
    real_votes()
    delegate = account("阿竹")
    client = english(delegate)
    client.post("/my/seat/key")
    page = text(client.get("/my/seat"))
    assert "You have a key and no seat yet." in page
    (key,) = re.findall(r">([0-9a-f]{64})<", page)
    client.post("/my/seat/key")
    assert key in text(client.get("/my/seat")), "the first key stays"


def test_a_stranger_takes_no_vetoes_of_what_is_not_taken_in(open_guide: str) -> None:
    delegate = account("阿兰")
    sits(delegate)
    page = text(english(delegate).post(f"/my/seat/{open_guide}/veto", {"of": "indicator.none", "sure": "1"}))
    assert "Choose one." in page
