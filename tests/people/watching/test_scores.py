"""The operator's page of everybody's scores: what it says, whom it names (nobody), who may see it and ask for it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from people.organisations.seats import ONE, OPERATOR, client_of, organisation, run, seated, text
from people.real_file import NAMES
from people.watching.looks import look

pytestmark = pytest.mark.usefixtures("database")
PAGE, LOOK = "/console/scores", "/console/scores/look"


@pytest.fixture(autouse=True)
def real() -> None:
    from people.real_file import organisations, real_file

    real_file()
    organisations()


def keep(found: str) -> None:
    from shouyi.people.watching.models import Watched

    Watched.objects.create(found=found)


def english(post: str) -> Any:
    """A browser of the operator's member who reads English."""
    who = seated(OPERATOR, post)
    who.language = "en"
    who.save(update_fields=["language"])
    client = client_of(who)
    client.cookies["django_language"] = "en"
    return client


def shown_to_a_reader() -> str:
    return unescape(text(english("reader").get(PAGE)))


def page(**changes: Any) -> str:
    keep(json.dumps(json.loads(look()) | changes))
    return shown_to_a_reader()


def test_what_is_to_be_looked_at_stands_on_top() -> None:
    shown = page()
    assert "Something is to be looked at." in shown
    assert "Drifted past .25: The score" in shown
    assert "just above the floor of band A" in shown
    assert "Some voices look arranged." in shown
    assert f"More than half of everything rests on one organisation's word: {NAMES['en']}" in shown
    assert shown.index("Something is to be looked at.") < shown.index("People by score")


def test_a_calm_look_says_so_and_hides_small_cells() -> None:
    keep(look(calm=True))
    shown = shown_to_a_reader()
    assert "Nothing stands out" in shown
    assert "Drifted" not in shown
    assert "fewer than 10" in shown


def test_every_cell_of_the_look_is_on_the_page() -> None:
    found, shown = json.loads(look()), page()
    for part in ("scores", "bands", "widths", "coverage"):
        cells = [str(count) for count in found[part].values() if count]
        assert cells
        assert all(f'<td class="num">{count}</td>' in shown for count in cells), part


def test_it_names_nobody() -> None:
    assert "planted-name" not in page() + look()


@pytest.mark.parametrize("empty", ["nobody", "hidden"])
def test_without_people_it_still_says_something(empty: str) -> None:
    found = json.loads(look())
    none = 0 if empty == "nobody" else None
    cells = {part: dict.fromkeys(found[part], none) for part in ("scores", "bands", "widths", "coverage")}
    drift = [each | {"psi": None, "by_chance": None, "verdict": "unknown"} for each in found["drift"]]
    few = {"score_quartiles": [None] * 3, "width_quartiles": [None] * 3, "people": none, "with_evidence": none}
    bunching = {"people": none, "ratio": None, "low": None, "high": None, "p": None, "verdict": "unknown"}
    calm = {"drift": drift, "bunching": bunching, "captures": [], "priors": [], "runs": None, "verdict": "unknown",
            "signs": dict.fromkeys(found["signs"], 0)}  # fmt: skip
    shown = page(**cells, **few, **calm)
    assert "not everything can be told yet" in shown
    assert "Fewer than 200 people" in shown


def test_a_look_is_asked_for_once_and_drawn() -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.watching.models import Watched

    client = english("officer")
    assert "Nobody looked yet." in text(client.get(PAGE))
    first, second = (client.post(LOOK)["Location"] for _ in range(2))
    assert first == second
    assert Job.objects.filter(name="watching.look").count() == 1
    run("watching.look")
    assert Watched.objects.count() == 1
    shown = text(client.get(PAGE))
    assert re.search(r"As of .*2026", shown)
    assert client.post(LOOK)["Location"] != first, "a new one, now that the first is done"


def test_the_view_log_tells_everybody_of_it() -> None:
    from shouyi.people.trail.models import Look
    from shouyi.people.trail.notes import take_over

    client_of(seated(OPERATOR, "officer")).post(LOOK)
    take_over()
    before = Look.objects.filter(act="watch").count()
    run("watching.look")
    take_over()
    found = Look.objects.filter(act="watch")
    assert found.count() == before + 1
    assert (found.latest("pk").ref, found.latest("pk").tie) == ("", "run")


def test_once_a_month_it_is_done_unasked() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from shouyi.people.watching.jobs import monthly
    from shouyi.people.watching.models import Watched

    monthly(None, "2026-11-24")
    assert Watched.objects.count() == 1
    monthly(None, "2026-11-25")
    assert Watched.objects.count() == 1
    Watched.objects.update(made_at=timezone.now() - timedelta(days=31))
    monthly(None, "2026-12-25")
    assert Watched.objects.count() == 2


@pytest.mark.parametrize(("who", "get", "post"), [
    (None, 302, 302), ((ONE, "admin"), 403, 403), ((OPERATOR, "reader"), 200, 403), ((OPERATOR, "officer"), 200, 302),
])  # fmt: skip
def test_who_may(who: tuple[str, str] | None, get: int, post: int) -> None:
    organisation(ONE)
    client = client_of(seated(*who) if who else None)
    assert (client.get(PAGE).status_code, client.post(LOOK).status_code) == (get, post)
