"""Numbers and days as text. Integers in, no floats: a digit on a page is a digit of the record."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

EPOCH = date(1970, 1, 1)
TENTH = 10**12
"""A tenth of a point in the unit of exact contributions."""
MINUS = "\N{MINUS SIGN}"


def calendar_day(on: int) -> date:
    """The calendar day of a count of days since 1970-01-01."""
    return EPOCH + timedelta(days=on)


def day_text(on: int) -> str:
    """A day in words, year included."""
    return date_format(calendar_day(on), pgettext("a day, as Django's date format", "j F Y"))


def day_element(on: int) -> SafeString:
    """A day as a `time` element, readable by people and programs."""
    return format_html('<time datetime="{}">{}</time>', calendar_day(on).isoformat(), day_text(on))


def range_element(first_on: int, last_on: int) -> SafeString:
    """Two days as elements; the second names its year only when it is another one."""
    first, last = calendar_day(first_on), calendar_day(last_on)
    short = date_format(last, pgettext("a day without its year, as Django's date format", "j F"))
    end = format_html('<time datetime="{}">{}</time>', last.isoformat(), short)
    named = {"first": day_element(first_on), "last": end if first.year == last.year else day_element(last_on)}
    return mark_safe(escape(_("%(first)s to %(last)s")) % named)


def tenths(value: int) -> str:
    """668 → "66.8"."""
    return f"{value // 10}.{value % 10}"


def signed_tenths(value: int) -> str:
    """12 → "+1.2", −3 → "−0.3" (a true minus), 0 → "0.0"."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return sign + tenths(abs(value))


def toward_zero_tenths(exact: int) -> int:
    """An exact amount (10^12 a tenth of a point) in tenths, rounded toward zero."""
    return exact // TENTH if exact >= 0 else -(-exact // TENTH)


def percent(per_mille: int) -> str:
    """250 → "25%", 135 → "13.5%"."""
    whole, rest = divmod(per_mille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def hundredths_that_add_up(parts: list[int], unit: int) -> tuple[list[str], str]:
    """Parts of a sum (`unit` is a hundredth) as text with two decimals that add up to the floored total, also shown.

    Largest remainders get the hundredths that flooring lost, so that whoever adds the column finds the total.
    """
    total = sum(parts) // unit
    floored = [part // unit for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda at: -(parts[at] % unit))
    for at in by_rest[: total - sum(floored)]:
        floored[at] += 1
    return [_hundredths(part) for part in floored], _hundredths(total)


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def money(amount_minor: int, currency: str) -> str:
    """12345, "CNY" → "123.45 CNY". Only currencies with two decimals occur in the sources admitted so far."""
    return f"{amount_minor // 100}.{amount_minor % 100:02d} {currency}"
