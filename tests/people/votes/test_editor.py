"""The editor of the guide: numbers judged, the draft tried on everybody, filed as a proposal; other documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.organisations.seats import text
from people.votes.test_votes import english, member, standing, work
from people.votes.world import VOTER, real_votes, voter

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
EDITOR = f"/organisation/{VOTER}/votes/guide"


@pytest.fixture
def client() -> Client:
    real_votes()
    voter()
    return english(member("admin"))


def filled(client: Client, **changed: str) -> dict[str, str]:
    """The form as it stands on the page, with some fields changed; a field's dot is written as two underscores."""
    inputs = re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', text(client.get(EDITOR)))
    assert len(inputs) > 30
    return dict(inputs) | {name.replace("__", "."): value for name, value in changed.items()}


def drafted(client: Client, **changed: str) -> str:
    answer = client.post(EDITOR, filled(client, **changed))
    assert answer.status_code == 302, text(answer)[:6000]
    return answer.headers["Location"]


def test_a_draft_is_tried_on_everybody_and_then_proposed(client: Client) -> None:
    page = drafted(client, version="3.1", w__fulfilment="35", w__social="10", h__dispatch="90", n__dispatch="12",
                   l__dispatch="70", t__dispatch="90", k__satisfied="100")  # fmt: skip
    assert "Propose it" not in text(client.get(page)), "not before it was made"
    work()
    shown = text(client.get(page))
    for said in ("Weight of the part “Kept promises”", "35%", "weighs half after so many days", "12",
                 "up to here it gives nothing", "70%", "what one event weighs",
                 "Scores before and after", "How far people move", "From band to band",
                 "Counts are rounded to fives"):  # fmt: skip
        assert said in shown, said
    assert "p-good" not in shown
    checked = text(client.get(f"{page}/propose"))
    assert "only voted down" in checked
    job = client.post(f"{page}/propose", {"sure": "1"}).headers["Location"]
    work()
    made = led_to(client, job)
    assert "Assessment guide, version 3.1" in text(english(None).get(made))
    assert "How far people move" in text(english(None).get(f"{made}/effect"))
    found = standing(made.removeprefix("/votes/"))
    assert (found.proposal.by, found.proposal.version) == (VOTER, "3.1")
    assert english(None).get(f"{made}/document").content == _document(page)


def led_to(client: Client, job: str) -> str:
    """The address of the proposal to which the page of a finished job leads."""
    (made,) = re.findall(r'href="(/votes/[0-9a-f]{64})"', text(client.get(job)))
    return made


def _document(page: str) -> bytes:
    from shouyi.people.votes.models import Draft

    return Draft.objects.get(uid=page.rsplit("/", 1)[1]).document


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "parts that are not whole": ({"w__skill": "30"}, "together 105 percent. They must be 100."),
    "shares that are not whole": ({"s__dispatch": "44.9"}, "together 99.9 percent. They must be 100."),
    "a share beyond its bounds": ({"s__dispatch": "101"}, "A number between 0 and 100, with at most one decimal."),
    "two decimals": ({"w__skill": "25.05"}, "A number between 0 and 100, with at most one decimal."),
    "no number": ({"h__dispatch": "soon"}, "A whole number between 7 and 1825."),
    "a half-life of a day": ({"h__dispatch": "1"}, "A whole number between 7 and 1825."),
    "not a number at all": ({"w__skill": "NaN"}, "A number between 0 and 100, with at most one decimal."),
    "the version in force": ({"version": "2", "h__dispatch": "90"}, "Another guide has this version."),
    "the version of a proposal": ({"version": "2.1", "h__dispatch": "90"}, "Another guide has this version."),
    "a version of free text": ({"version": "my guide", "h__dispatch": "90"}, "Write numbers and dots, as 2.1."),
    "ends that do not rise": ({"l__dispatch": "100"}, "This must be less than where it gives everything."),
    "nothing changed": ({}, "Nothing is changed. Change at least one number."),
}


@pytest.mark.parametrize("case", WRONG)
def test_numbers_that_make_no_guide(client: Client, case: str) -> None:
    from shouyi.people.votes.models import Draft

    changed, said = WRONG[case]
    page = text(client.post(EDITOR, filled(client, **changed)))
    assert said in page
    assert "<title>Error: " in page
    assert not Draft.objects.exists()


def test_drafts_are_the_organisations_own(client: Client) -> None:
    page = drafted(client, h__dispatch="90")
    other = english(member("admin", "org-platform-tests"))
    assert other.get(page).status_code == 404
    assert other.post(f"{page}/drop").status_code == 404
    assert other.get(page.replace(VOTER, "org-platform-tests")).status_code == 404
    assert english(member("reader")).get(page).status_code == 403
    assert client.post(f"{page}/drop").status_code == 302
    assert client.get(page).status_code == 404
    work()  # a job whose draft is gone does nothing


def upload(client: Client, subject: str, data: bytes) -> Any:
    file = SimpleUploadedFile("a.json", data, "application/json")
    return client.post(f"/organisation/{VOTER}/votes/document", {"subject": subject, "file": file})


def test_another_document_is_judged_shown_and_proposed(client: Client) -> None:
    answer = upload(client, "standard", b'{"version": "2", "inputs": ["fact.dispatched"], "unit": "day"}')
    page = answer.headers["Location"]
    assert "unit" in text(client.get(page))
    job = client.post(f"{page}/propose", {"sure": "1"}).headers["Location"]
    work()
    made = led_to(client, job)
    assert "Comments are taken now" in text(english(None).get(made))
    assert "Fact: sent" in text(english(None).get(made))


UNREADABLE = [("standard", b"{"), ("standard", b"[]"), ("standard", b'{"version": "<script>"}'),
              ("standard", b"\xff"), ("guide", b"{}")]  # fmt: skip


@pytest.mark.parametrize(("subject", "data"), UNREADABLE)
def test_a_document_that_cannot_be_read(client: Client, subject: str, data: bytes) -> None:
    page = text(upload(client, subject, data))
    assert "The document cannot be read" in page
    assert "<script>" not in page


def test_a_subject_without_terms_is_not_offered(client: Client) -> None:
    assert "Choose a subject." in text(upload(client, "membership", b'{"version": "1"}'))
