"""The form of a leave: two days. Nothing else is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shouyi.people.leave.wishing import AHEAD_DAYS, BACK_DAYS, overlaps, uncounted
from shouyi.people.statements.asking import today
from shouyi.people.statements.forms import DayField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.score.guide import Leave


class LeaveForm(forms.Form):
    """The first and the last day, both included."""

    first = DayField(label=_("First day of leave"), error_messages={"required": _("Say from which day.")})
    last = DayField(label=_("Last day of leave"), error_messages={"required": _("Say to which day.")})

    def __init__(self, data: Any, *, leaves: Sequence[tuple[int, int]], most: Leave) -> None:
        super().__init__(data)
        self.leaves, self.most = leaves, most

    def clean_first(self) -> int:
        first: int = self.cleaned_data["first"]
        if not today() - BACK_DAYS <= first <= today() + AHEAD_DAYS:
            raise forms.ValidationError(
                _("The first day lies at most %(back)s days back and at most a year ahead.") % {"back": BACK_DAYS}
            )
        return first

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first is not None and last is not None:
            self._judge(first, last)
        return data

    def _judge(self, first: int, last: int) -> None:
        days, most = last - first + 1, self.most
        if days < 1:
            self.add_error("last", _("The last day must not come before the first."))
        elif days > most.days:
            self.add_error("last", _("A leave has at most %(most)s days.") % {"most": most.days})
        elif overlaps(self.leaves, first, days):
            self.add_error("first", _("Some of these days are declared as leave already."))
        elif over := uncounted(self.leaves, first, days, most):
            said = ngettext(
                "At most %(most)s days in %(window)s count. Of these, %(n)s day is too many.",
                "At most %(most)s days in %(window)s count. Of these, %(n)s days are too many.",
                over,
            )
            self.add_error("last", said % {"most": most.days, "window": most.window, "n": over})
