"""The pages under real gunicorn while their database goes away and comes back: nothing acknowledged is lost.

Clients report problems all the while, each report with words of its own. Whoever got an answer finds the report once;
whoever hit the gap got a page that says so (503), never a traceback; and nobody restarts anything.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from django.db import connection

from people.jobs.hands import environment

PAGE = "/w/SY7K3M92QF/problem"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CLIENTS = 4


class Pages:
    """gunicorn with two workers, as `shouyi serve` runs it."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log, self.url = log, f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "shouyi.people.wsgi", "--bind", f"127.0.0.1:{self.port}",
                   "--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]  # fmt: skip
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, env=environment(), stdout=out, stderr=out)
        until(lambda: self._answers(), 60)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        try:
            return httpx.get(f"{self.url}/health").status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(40)


class Visitor:
    """Reports problems over one connection; `sent` holds the words of each and what was answered, 0 for nothing."""

    def __init__(self, url: str, name: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60, headers={"Accept-Language": "en"})
        self.name, self.sent, self.pages = name, {}, list[httpx.Response]()
        self.token = TOKEN.findall(self.http.get(PAGE).text)[0]

    sent: dict[str, int]

    def report(self) -> int:
        words = f"{self.name}/{len(self.sent)}"
        said = {"what": "moved", "said": words, "reach": "", "csrfmiddlewaretoken": self.token}
        try:
            answer = self.http.post(PAGE, data=said)
        except httpx.HTTPError:
            self.sent[words] = 0
            return 0
        self.sent[words] = answer.status_code
        if answer.status_code >= 400:
            self.pages.append(answer)
        return answer.status_code


def until(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    made = Pages(tmp_path / "log")
    yield made
    made.stop()


def kept() -> Counter[str]:
    from shouyi.people.cases.models import Event

    _forget_connections()
    reports = Event.objects.filter(case__kind="problem", step="open")
    return Counter(words for report in reports for words in report.text.split("\n\n")[1:2])


def _forget_connections() -> None:
    """This process' own: each that the restart broke costs the pool a wait twice as long as the last."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def require_acknowledged_once(visitors: list[Visitor]) -> None:
    found = kept()
    for visitor in visitors:
        for words, status in visitor.sent.items():
            assert found[words] == 1 if status == 302 else found[words] <= 1, (words, status, found[words])


def require_said_plainly(visitors: list[Visitor], log: Path) -> None:
    pages = [page for visitor in visitors for page in visitor.pages]
    assert pages, "nobody hit the gap"
    for page in pages:
        assert page.status_code == 503, page.text[:500]
        assert int(page.headers["Retry-After"]) > 0
        assert "<h1" in page.text
        assert "Traceback" not in page.text
    assert "Traceback" not in log.read_text()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a server is restarted")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_restarted_server_loses_nothing(pages: Pages, how: signal.Signals) -> None:
    from world.postgres import server

    visitors = [Visitor(pages.url, f"{how.name}-{number}") for number in range(CLIENTS)]
    ended = threading.Event()

    def visit(visitor: Visitor) -> None:
        while not ended.is_set():
            visitor.report()

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    try:
        until(lambda: all(302 in visitor.sent.values() for visitor in visitors), 30)
        server().stop(how)
        until(lambda: any(visitor.pages for visitor in visitors), 40)
        server().start()
        before = [len(visitor.sent) for visitor in visitors]
        until(lambda: all(_goes_on(v, n) for v, n in zip(visitors, before, strict=True)), 60)
    finally:
        ended.set()
        for thread in threads:
            thread.join(90)
    require_acknowledged_once(visitors)
    require_said_plainly(visitors, pages.log)


def _goes_on(visitor: Visitor, before: int) -> bool:
    """Acknowledged again, three times over, since the server is back."""
    return list(visitor.sent.values())[before:].count(302) >= 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="somebody locks the file")
def test_a_long_writer_is_waited_for_and_then_told_of(pages: Pages) -> None:
    visitor = Visitor(pages.url, f"locked-{os.getpid()}")
    assert visitor.report() == 302
    with locked_for(1.5):
        begun = time.monotonic()
        assert visitor.report() == 302
        assert time.monotonic() - begun > 1, "it did not wait"
    with locked_for(30):
        assert visitor.report() == 503
    assert visitor.report() == 302
    require_acknowledged_once([visitor])
    require_said_plainly([visitor], pages.log)


class locked_for:  # noqa: N801
    """Somebody holds the file's write lock for so long, or until the block ends."""

    def __init__(self, seconds: float) -> None:
        self.db = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
        self.timer = threading.Timer(seconds, self.db.rollback)

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        self.timer.start()

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        if self.db.in_transaction:
            self.db.rollback()
        self.db.close()
