"""What strangers write where others read it by machine: cells of tables that compute, lines of logs that were never
written."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import shouyi
from people.routes.standing import A, Standing

if TYPE_CHECKING:
    from django.test import Client

SOURCES = Path(shouyi.__file__).parent
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", " =", "  @", "＝", "＋", "－", "＠", "\u00a0=", "\u3000=",
              "\ufeff=", "\u200b+", "\x0b=")  # fmt: skip
"""How a cell begins that one spreadsheet or another computes, be it after blanks that it takes away."""
EVIL = "cmd|' /C calc'!A0"


def runs(cell: str) -> bool:
    """Whether a spreadsheet might compute it."""
    return cell.lstrip("\u00a0\u3000\ufeff\u200b\x0b ").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )


def cells_of(data: bytes) -> list[str]:
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets take it for UTF-8 by its mark"
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]


def test_what_a_spreadsheet_runs_is_seen() -> None:
    """The control."""
    assert all(runs(f"{begins}{EVIL}") for begins in BEGINNINGS)
    assert not any(map(runs, ("a=1", "2026-11-24", "'=1", "", "13800138000")))


@pytest.mark.parametrize("begins", BEGINNINGS)
def test_csv_injection_into_every_table_that_is_given_out(begins: str, standing: Standing) -> None:
    """The view log, the members of an organisation, rows that were refused, and every table of the export."""
    evil = f"{begins}{EVIL}"
    for data in (view_log(standing, evil), members(standing, evil), refused(standing, evil), export(evil)):
        found = cells_of(data)
        assert any("calc" in cell for cell in found), "the words themselves are there"
        assert [cell for cell in found if runs(cell)] == []


def view_log(standing: Standing, evil: str) -> bytes:
    from shouyi.people.accounts.models import Helping
    from shouyi.people.trail.models import Look

    owner, helper = standing.accounts["owner"], standing.accounts["helper"]
    for helping in Helping.objects.filter(ref=owner.ref, helper=helper):
        helping.note = evil
        helping.save()
    org = standing.things[A]
    type(org).objects.filter(pk=org.pk).update(name_zh=evil, name_en=evil)
    from django.utils import timezone

    for tie, more in (("help", {"account": helper.uid}), ("consent", {"org": A})):
        Look.objects.create(ref=owner.ref, at=timezone.now(), act="file.read", tie=tie, openings=1, **more)
    return standing.client("owner").get("/my/log.csv?of=all").content


def members(standing: Standing, evil: str) -> bytes:
    admin = standing.accounts["admin_a"]
    admin.name = evil
    admin.save()
    return standing.client("admin_a").get(f"/organisation/{A}/members.csv").content


def refused(standing: Standing, evil: str) -> bytes:
    """By what is shown of the refused row."""
    from shouyi.people.organisations.rows import write_csv

    return write_csv([("line", "column", "code", "message", "row"), ("2", "order", "broken", "…", evil)])


def export(evil: str) -> bytes:
    from shouyi.people.rights.gathering import Table
    from shouyi.people.rights.tables import csv_of

    return csv_of(Table("cases", "Case", ("id", "said"), ({"id": 7, "said": evil},)))


def test_csv_injection_no_table_is_written_past_the_one_guard() -> None:
    """Whoever writes rows by hand is named here: each does it through `harmless`."""
    found = {}
    for path in sorted((SOURCES / "people").rglob("*.py")):
        text = path.read_text("utf-8")
        if "csv.writer(" in text:
            found[path.relative_to(SOURCES / "people").as_posix()] = "harmless" in text
    assert found == {"organisations/rows.py": True, "rights/tables.py": True, "trail/views.py": True}


# logs -----------------------------------------------------------------------------------------------------------------

SIGNS = ("\n", "\r\n", "\r", "\x1b[2J", "\x1b]0;x\x07", "\x9b31m", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00",
         "\x08", "\u202e", "\ufeff", "\ud800")  # fmt: skip
"""Line ends of one reader or another, orders to a terminal, signs that turn a line around or cannot be written."""
FORGED = 'planted {"level": "info", "event": "request", "status": 200}'


@pytest.fixture
def lines() -> Iterator[io.BytesIO]:
    """What every logger writes, as bytes."""
    from people.test_logs import written_to

    out = io.BytesIO()
    with written_to(io.TextIOWrapper(out, "utf-8", write_through=True)):
        yield out


def require_whole(written: bytes, records: int | None = None) -> None:
    """One line of plain ASCII or letters an event, each of them JSON, nothing forged, nothing that moves a cursor."""
    text = written.decode("utf-8")
    found = text.split("\n")
    assert found.pop() == ""
    assert records is None or len(found) == records
    for line in found:
        json.loads(line)
        assert all(sign.isprintable() for sign in line), line
    assert "planted" not in text


def named(sign: str) -> bool:
    """Whether the language lets a class be called so."""
    return sign not in ("\x00", "\ud800")


@pytest.mark.parametrize("sign", SIGNS)
def test_log_injection_into_every_value_that_a_line_may_carry(sign: str, lines: io.BytesIO) -> None:
    from shouyi.people.logs import SHAPES, Lines, events

    root = logging.getLogger()
    root.handlers[:] = [each for each in root.handlers if isinstance(each.formatter, Lines)]  # pytest's carry less
    evil, own = f"a{sign}{FORGED}", logging.getLogger("shouyi.jobs")
    own.info("job %s %s %s", evil, evil, evil)
    own.info("%(a)s", {"a": evil})
    own.info(evil)
    logging.getLogger("library").warning("cannot reach %s", evil)
    logging.getLogger(f"library.{evil}").warning("x")
    logging.getLogger(f"shouyi.{evil}").warning("x")
    events("pages").info(evil)
    for name in SHAPES:
        if name != "event":
            events("pages").info("request", **{name: evil})
            events("pages").info("request", **{name: f"GET{sign}"})
    events("pages").info("request", **{f"field{sign}": evil})
    for error in (ValueError(evil), type(f"E{sign if named(sign) else chr(10)}x", (Exception,), {})(evil)):
        try:
            raise error
        except Exception:
            own.exception(evil)
    broken = logging.makeLogRecord({"name": "shouyi.jobs", "msg": evil, "args": ("x",), "levelname": evil})
    require_whole(Lines().format(broken).encode() + b"\n", 1)
    require_whole(lines.getvalue(), 7 + 2 * (len(SHAPES) - 1) + 1 + 2)


@pytest.mark.parametrize("sign", SIGNS)
def test_log_injection_by_whatever_a_request_says(sign: str, lines: io.BytesIO, standing: Standing) -> None:
    evil = f"a{sign}{FORGED}"
    plain = evil.encode("utf-8", "replace").decode("latin-1").replace("\n", " ").replace("\r", " ").replace("\x00", "")
    client: Client = standing.client("owner")
    client.get("/my/", {"page": evil.encode("utf-8", "replace")}, headers={"X-Request-Id": plain, "User-Agent": plain})
    client.generic(f"GET{plain}", "/guide")
    client.get("/w/" + evil.encode("utf-8", "replace").hex(), headers={"Referer": plain, "X-Forwarded-For": plain})
    client.post("/account/sign-in", {"login": evil.encode("utf-8", "replace"), "password": "x"})
    client.post("/my/cases/new", {"kind": "question", "text": evil.encode("utf-8", "replace"), "sure": "1"})
    require_whole(lines.getvalue())
    assert lines.getvalue(), "the requests are in the log"


def test_a_forged_line_would_be_seen() -> None:
    """The control."""
    for written in (b'{"a":1}\nplanted\n', b'{"a":"\x1b[2J"}\n', '{"a":"\u202e"}\n'.encode(), b"{}\nx"):
        with pytest.raises((AssertionError, json.JSONDecodeError)):
            require_whole(written)
    require_whole(b'{"a":1}\n{"b":"x"}\n', 2)


@pytest.mark.parametrize("sign", [sign for sign in SIGNS if sign not in ("\n", "\ud800")])
def test_log_injection_into_what_the_command_tells_its_terminal(sign: str, capsys: Any) -> None:
    """A refused row may hold what stood in a stranger's file."""
    from shouyi.cli import say

    say(f"  refused orders.csv:2 broken a{sign}x 中文")
    told = capsys.readouterr().err
    assert all(each.isprintable() or each == "\n" for each in told)
    assert told.count("\n") == 1
    assert "refused orders.csv:2 broken a" in told
    assert "中文" in told
