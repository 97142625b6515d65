"""What people read about rows and files that are not taken: what it is, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from shouyi.people.facts.models import Delivery

_ROWS = {
    "cell_missing": gettext_lazy("This cell is empty. Fill it in."),
    "name_form": gettext_lazy("This is no identifier: 1 to 200 printable characters, no space at either end."),
    "date_form": gettext_lazy("This is no day as 2026-11-24."),
    "date_impossible": gettext_lazy("There is no such day."),
    "date_in_the_future": gettext_lazy("This day has not come yet."),
    "date_before_purchase": gettext_lazy("This day lies before the purchase."),
    "dispatched_before_purchase": gettext_lazy("The dispatch lies before the purchase."),
    "number_form": gettext_lazy("This is no whole number in digits."),
    "stars_form": gettext_lazy("Stars are 1 to 5."),
    "currency_unknown": gettext_lazy("This is no currency code as CNY."),
    "word_unknown": gettext_lazy("This word is not one of those that the column takes."),
    "text_too_long": gettext_lazy("The text is too long: at most 20,000 characters."),
    "text_form": gettext_lazy("The text holds signs that are no text."),
    "row_width": gettext_lazy("The row has more or fewer cells than the header."),
    "row_quotes": gettext_lazy("A quotation mark stands open in this row."),
    "row_json": gettext_lazy("The line is no JSON object."),
    "column_unknown": gettext_lazy("The line has a name that is no column."),
    "cell_form": gettext_lazy("A cell is neither a text nor a whole number."),
    "row_repeated": gettext_lazy("This stands in the file twice. The first row holds."),
    "cell_contradicts_fact": gettext_lazy(
        "This fact must have this cell, or must not have it, or the last day lies before the day of the fact."
    ),
    "consent_not_in_force": gettext_lazy(
        "No consent in force has this number. Take the numbers from your list of consents."
    ),
    "not_yours_to_attest": gettext_lazy(
        "An organisation of your kind does not attest this. Leave the row to whoever does."
    ),
    "order_differs": gettext_lazy("Rows of one order name different buyers or purchases."),
    "order_unknown": gettext_lazy("The order is not in the file of orders."),
    "buyer_unknown": gettext_lazy("The order has no such buyer."),
    "buyer_differs": gettext_lazy("Only an order's own buyer can review it."),
    "maker_name": gettext_lazy("A maker's identifier may hold no slash."),
    "person_erased": gettext_lazy("This person erased their file. Nothing about them is taken."),
    "maker_of_another_source": gettext_lazy(
        "Another organisation knows another maker by this identifier. Use your own."
    ),
    "fact_taken_out": gettext_lazy("This was taken out of the file after an objection, and is not taken again."),
    "already_admitted_otherwise": gettext_lazy("You stated this otherwise before. What was admitted stands."),
}
_FILES = {
    "column_missing": gettext_lazy("A column that must be there is missing."),
    "column_twice": gettext_lazy("A column stands in the header twice."),
    "column_unknown": gettext_lazy("The header names a column that there is not."),
    "header_missing": gettext_lazy("The first line is no header."),
    "file_undecodable": gettext_lazy("The file is not UTF-8."),
    "unknown_org": gettext_lazy("The public log does not know the organisation yet. Ask the operator."),
    "own_batch_key": gettext_lazy(
        "The organisation keeps its signing key itself, so this house cannot state anything for it."
    ),
}


def why_row(code: str, column: str) -> str:
    """One or two sentences, which name the column where one is to blame."""
    text = str(_ROWS.get(code, _("This row cannot be read.")))
    return _("Column %(column)s: %(why)s") % {"column": column, "why": text} if column else text


def why_file(delivery: Delivery) -> str:
    """Why the file as a whole is refused."""
    text = str(_FILES.get(delivery.why, _("The file cannot be read as a table.")))
    if delivery.why_line:
        return _("%(why)s Look at line %(line)s.") % {"why": text, "line": delivery.why_line}
    return text


KINDS = {
    "orders": gettext_lazy("Orders"),
    "reviews": gettext_lazy("Reviews"),
    "outcomes": gettext_lazy("Attested facts: certificates, checks, training, repayments, leave and the like"),
}
