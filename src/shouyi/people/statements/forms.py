"""Forms of own statements: a maker writes down an order; a buyer says whether it was so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouyi.canon.days import from_iso, to_iso
from shouyi.canon.errors import CanonError
from shouyi.people.accounts.reach import NotAReach, parse_reach
from shouyi.people.statements.asking import today

OLDEST_DAYS = 730


class DayField(forms.CharField):
    """A day as 2026-11-24, written or picked; cleans to whole days since 1970-01-01."""

    widget = forms.TextInput(attrs={"type": "date", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return from_iso(text)
        except CanonError:
            raise forms.ValidationError(_("Write the day as 2026-11-24.")) from None

    def prepare_value(self, value: Any) -> Any:
        return to_iso(value) if isinstance(value, int) else value


class StatementForm(forms.Form):
    """An order as its maker tells it."""

    title = forms.CharField(
        label=_("What was ordered?"), max_length=120, error_messages={"required": _("Say what was ordered.")}
    )
    items = forms.IntegerField(
        label=_("How many pieces?"), min_value=1, max_value=10_000, initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Say how many pieces."), "invalid": _("Write the number of pieces in digits.")},
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("For how much, in yuan?"), min_value=0, max_value=10_000_000, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": _("Say for how much."), "invalid": _("Write the amount in digits, as 268.00.")},
    )  # fmt: skip
    ordered_on = DayField(label=_("Ordered on"), error_messages={"required": _("Say when it was ordered.")})
    promised_on = DayField(
        label=_("Promised to be sent by"), error_messages={"required": _("Say by when you promised to send it.")}
    )
    dispatched_on = DayField(
        label=_("Sent on (leave empty if not yet)"), required=False, help_text=_("You can add it later.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ordered, promised, sent = (data.get(name) for name in ("ordered_on", "promised_on", "dispatched_on"))
        if ordered is not None and not today() - OLDEST_DAYS <= ordered <= today():
            self.add_error("ordered_on", _("The day must lie in the last two years, and not in the future."))
        if ordered is not None and promised is not None and not ordered <= promised <= ordered + OLDEST_DAYS:
            self.add_error("promised_on", _("A promise cannot lie before its order."))
        if sent is not None and (sent > today() or (ordered is not None and sent < ordered)):
            self.add_error("dispatched_on", _("It cannot be sent before it was ordered, nor in the future."))
        return data


class SentForm(forms.Form):
    """When an order that was written down before was sent."""

    dispatched_on = DayField(label=_("Sent on"), error_messages={"required": _("Say when it was sent.")})

    def __init__(self, *args: Any, ordered_on: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ordered_on = ordered_on

    def clean_dispatched_on(self) -> int:
        sent: int = self.cleaned_data["dispatched_on"]
        if not self.ordered_on <= sent <= today():
            raise forms.ValidationError(_("It cannot be sent before it was ordered, nor in the future."))
        return sent


STARS = [("", _("I say nothing about that")), ("5", _("Very satisfied")), ("4", _("Satisfied")), ("3", _("So-so")),
         ("2", _("Dissatisfied")), ("1", _("Very dissatisfied"))]  # fmt: skip


class ReplyForm(forms.Form):
    """A buyer's answer. Whoever says yes leaves a number or a mail address, to which six digits are sent."""

    was_so = forms.ChoiceField(
        label=_("Is that so?"),
        choices=[("yes", _("Yes, that is so")), ("no", _("No, it was otherwise, or I did not order it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether that is so.")},
    )
    delivered_on = DayField(label=_("When did it arrive? (optional)"), required=False)
    stars = forms.ChoiceField(
        label=_("Are you satisfied? (optional)"), choices=STARS, widget=forms.RadioSelect, required=False
    )
    words = forms.CharField(
        label=_("A few words about the work (optional)"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    reach = forms.CharField(
        label=_("Your telephone number or mail address"),
        help_text=_("Six digits are sent there. We keep a digest that cannot be read back, nothing else."),
        max_length=120, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, ordered_on: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ordered_on = ordered_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        arrived = data.get("delivered_on")
        if arrived is not None and not self.ordered_on <= arrived <= today():
            self.add_error("delivered_on", _("It cannot arrive before it was ordered, nor in the future."))
        if data.get("was_so") == "yes":
            data["reach"] = self._reach(data.get("reach", ""))
        return data

    def _reach(self, text: str) -> str:
        if not text:
            self.add_error("reach", _("Leave a number or a mail address for the six digits."))
            return ""
        try:
            return parse_reach(text)
        except NotAReach:
            self.add_error("reach", _("This is neither a telephone number nor a mail address."))
            return ""


class CodeForm(forms.Form):
    """Six digits, pasted or typed; spaces and full-width digits are taken as they come."""

    code = forms.CharField(
        label=_("The six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Enter the six digits.")},
    )

    def clean_code(self) -> str:
        digits = "".join(str(int(char)) for char in self.cleaned_data["code"] if char.isdecimal())
        if len(digits) != 6:
            raise forms.ValidationError(_("There are six digits."))
        return digits
