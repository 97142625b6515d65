"""How somebody wants to be told, as one form: a box for each group, and two times of the day."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouyi.people.notices.codes import CODES, Group
from shouyi.people.notices.models import Channel, Preference, QuietHours
from shouyi.people.notices.quiet import Quiet
from shouyi.people.notices.wishes import settle
from shouyi.people.notices.words import GROUPS

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

SETTLED = tuple(group for group in Group if any(c.optional and c.outside for c in CODES.values() if c.group is group))
CHANNELS = {Channel.MAIL: _("By mail"), Channel.SMS: _("By SMS")}
TIME = {"type": "time"}


class WishesForm(forms.Form):
    """`off` stands for no quiet hours; begins and ends are then not asked."""

    off = forms.BooleanField(label=_("No quiet hours: tell me at any time"), required=False)
    begins = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(TIME, "%H:%M"),
        error_messages={"invalid": _("Write a time like 21:00.")},
    )
    ends = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(TIME, "%H:%M"),
        error_messages={"invalid": _("Write a time like 08:00.")},
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data, initial=_initial(account))
        self.account = account
        for channel, label in CHANNELS.items():
            self.fields[channel.value] = forms.MultipleChoiceField(
                label=label,
                choices=[(group.value, GROUPS[group]) for group in SETTLED],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("off"):
            for name in ("begins", "ends"):
                if not self.errors.get(name) and cleaned.get(name) is None:
                    self.add_error(name, _("Choose a time, or choose no quiet hours."))
        return cleaned

    def save(self) -> None:
        """Writes all of it down."""
        for channel in CHANNELS:
            for group in SETTLED:
                settle(self.account, group, channel, group.value in self.cleaned_data[channel.value])
        off = self.cleaned_data["off"]
        begins, ends = (0 if off else _minutes(self.cleaned_data[name]) for name in ("begins", "ends"))
        QuietHours.objects.update_or_create(account=self.account, defaults={"begins": begins, "ends": ends})


def _initial(account: Account) -> dict[str, Any]:
    refused = set(Preference.objects.filter(account=account, wanted=False).values_list("channel", "group"))
    found = QuietHours.objects.filter(account=account).first()
    quiet = found.quiet if found else Quiet()
    off = quiet.begins == quiet.ends
    shown = Quiet() if off else quiet
    chosen = {
        channel.value: [g.value for g in SETTLED if (channel.value, g.value) not in refused] for channel in CHANNELS
    }
    return {"off": off, "begins": _time(shown.begins), "ends": _time(shown.ends), **chosen}


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
