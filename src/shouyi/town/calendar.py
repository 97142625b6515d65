"""When people buy: a weight for every day, from the festivals of the years that the town spans."""

from __future__ import annotations

from shouyi.canon.days import from_iso, to_iso

NEW_YEAR = {2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26"}
"""The first day of the lunar year; a year without a date here has no such holiday in the town."""

SEASONS = (("06-08", "06-18", 145), ("09-12", "09-30", 125), ("11-01", "11-12", 165), ("12-15", "12-31", 120))
HOURS = (2, 1, 1, 0, 0, 1, 2, 4, 6, 8, 9, 9, 11, 10, 8, 8, 8, 8, 9, 12, 16, 17, 12, 6)
"""How many of 168 orders are placed in each hour of the day."""

FESTIVAL_BEFORE, FESTIVAL_AFTER = 3, 8


def demand(day: int) -> int:
    """How much is bought on a day, in hundredths of a usual day: feasts of shopping, the rush and hush of New Year."""
    before = days_to_new_year(day)
    if -FESTIVAL_AFTER <= before <= FESTIVAL_BEFORE:
        return 35
    if before <= 30:
        return 150
    found = to_iso(day)[5:]
    return next((weight for start, end, weight in SEASONS if start <= found <= end), 100)


def days_to_new_year(day: int) -> int:
    """Days until the nearest New Year not longer past than its holiday; a year's length when there is none near."""
    year = int(to_iso(day)[:4])
    coming = (from_iso(f"{y}-{NEW_YEAR[y]}") - day for y in (year, year + 1) if y in NEW_YEAR)
    return min((days for days in coming if days >= -FESTIVAL_AFTER), default=365)


def holds_up_parcels(day: int) -> bool:
    """Whether carriers rest on this day."""
    return -FESTIVAL_AFTER < days_to_new_year(day) <= FESTIVAL_BEFORE
