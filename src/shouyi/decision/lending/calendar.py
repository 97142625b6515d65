"""The days of repayment as a calendar file (iCalendar, RFC 5545), by the library `icalendar`.

The words come from whoever shows pages; nothing of the loan stands in it by itself, since calendars travel to phones,
watches and other companies' servers. An entry keeps its name when its day changes, so that a calendar moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from shouyi.canon.canonical import encode
from shouyi.canon.digest import digest
from shouyi.decision.lending.book import Due
from shouyi.decision.lending.dates import as_date

PRODUCT = "-//Shouyi//lending//EN"


def repayment_calendar(
    dues: Iterable[Due], say: Callable[[Due], str], *, secret: bytes, stamped_at: int, change: int, remind_days: int = 3
) -> bytes:
    """All-day entries of dues, each with a reminder some days before. `say` gives the words; `secret` belongs to this
    loan and this reader, so that the names of entries tell a stranger nothing; `stamped_at` is in seconds since 1970;
    `change` counts how often the schedule changed."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for due in dues:
        found.add_component(_entry(due, say(due), secret, stamped_at, change, remind_days))
    return bytes(found.to_ical())


def _entry(due: Due, words: str, secret: bytes, stamped_at: int, change: int, remind_days: int) -> Event:
    entry, reminder = Event(), Alarm()
    entry.add("uid", digest(b"shouyi/calendar/1", secret, encode(due.number)).hex()[:32])
    entry.add("dtstamp", datetime.fromtimestamp(stamped_at, UTC))
    entry.add("sequence", change)
    entry.add("dtstart", as_date(due.due_on))
    entry.add("dtend", as_date(due.due_on + 1))
    entry.add("summary", words)
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    reminder.add("action", "DISPLAY")
    reminder.add("description", words)
    reminder.add("trigger", timedelta(days=-remind_days))
    entry.add_component(reminder)
    return entry
