"""Forms of votes. A form knows only its own fields: what else a request carries is not read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouyi.people import wording
from shouyi.people.votes import words
from shouyi.people.votes.page import CHOICES
from shouyi.people.votes.wishing import COMMENT_CHARS_MAX, VETO
from shouyi.score.guide import Level, Rate
from shouyi.score.redraft import HALF_LIFE_MAX, HALF_LIFE_MIN, NU_MAX, NU_MIN, Changes, next_version

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from shouyi.score.guide import Dimension, Guide, Indicator

VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}", re.ASCII)
DOCUMENT_BYTES_MAX = 1_000_000
WHOLE = 1000
KINDS = {"s": "share", "h": "half_life", "l": "lo", "t": "hi", "k": "kappa", "n": "nu"}
"""Fields of an indicator by the first letter of their names: what of it they set."""
PERCENT = frozenset("sltk")


class CommentForm(forms.Form):
    """Words in an organisation's name."""

    text = forms.CharField(
        label=_("What do you say about it?"),
        help_text=_("Everybody can read it, under the organisation's name. Name no person in it."),
        max_length=COMMENT_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what you want to say.")},
    )


class BallotForm(forms.Form):
    """One of three words."""

    choice = forms.ChoiceField(
        label=_("How do you vote?"),
        help_text=_("Who abstains is counted for the quorum, and neither way."),
        choices=[(code, words.CHOICES[code]) for code in CHOICES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, no or abstain."), "invalid_choice": _("Choose yes, no or abstain.")},
    )


class VetoForm(forms.Form):
    """One input of a proposal."""

    of = forms.ChoiceField(
        label=_("What shall it not take in?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )

    def __init__(self, *args: Any, inputs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [(each, words.one_input(each)) for each in inputs]  # type: ignore[attr-defined]


class CarryForm(forms.Form):
    """Which seat says what: a choice, or a veto of one input."""

    seat = forms.ChoiceField(
        label=_("Which seat?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a seat."), "invalid_choice": _("Choose a seat.")},
    )
    word = forms.ChoiceField(
        label=_("What does the delegate say?"),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )

    def __init__(self, *args: Any, seats: Sequence[str], inputs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(each, words.seat(each)) for each in seats]  # type: ignore[attr-defined]
        choices = [(code, words.choice(code)) for code in CHOICES]
        vetoes = [(f"{VETO}{each}", _("Veto: %(what)s") % {"what": words.one_input(each)}) for each in inputs]
        self.fields["word"].choices = choices + vetoes  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    """A document as a file, about one of the subjects that have terms."""

    subject = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a subject."), "invalid_choice": _("Choose a subject.")},
    )
    file = forms.FileField(
        label=_("Document"),
        help_text=_("JSON, at most 1 MB: with a version, and what it takes in as inputs."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    def __init__(self, *args: Any, subjects: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(each, words.subject(each)) for each in subjects]  # type: ignore[attr-defined]

    def clean_file(self) -> bytes:
        """At most one byte more than is allowed is read."""
        data = bytes(self.cleaned_data["file"].read(DOCUMENT_BYTES_MAX + 1))
        if len(data) > DOCUMENT_BYTES_MAX:
            raise ValidationError(_("The file is too large. A document may have 1 MB."))
        return data


class GuideForm(forms.Form):
    """The guide in force with other numbers: the weight of each part, and of each indicator its share, its half-life
    and how much its starting value weighs. What is left as it is stays as it is."""

    version = forms.CharField(
        label=_("Version of the draft"),
        help_text=_("Numbers and dots, as 2.1. No other guide may have it."),
        max_length=64,
        error_messages={"required": _("Give the draft a version.")},
    )

    def __init__(self, *args: Any, guide: Guide, taken: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guide, self.taken = guide, {guide.version, *taken}
        self.fields["version"].initial = _free(guide.version, self.taken)
        for dimension in guide.dimensions:
            name = wording.dimension(dimension.name)
            label = _("Weight of the part “%(part)s”, in percent") % {"part": name}
            self.fields[f"w.{dimension.name}"] = _percent(label, dimension.weight)
            for indicator in dimension.indicators:
                self.fields |= _numbers(indicator)

    def parts(self) -> Iterator[tuple[Dimension, BoundField, list[tuple[str, list[BoundField]]]]]:
        """For the page: each part with its weight, and its indicators with their fields."""
        for dimension in self.guide.dimensions:
            rows = [
                (wording.indicator(each.name), [self[f"{kind}.{each.name}"] for kind in KINDS if
                                                f"{kind}.{each.name}" in self.fields])
                for each in dimension.indicators
            ]  # fmt: skip
            yield dimension, self[f"w.{dimension.name}"], rows

    def clean_version(self) -> str:
        version = str(self.cleaned_data["version"])
        if not VERSION.fullmatch(version):
            raise ValidationError(_("Write numbers and dots, as 2.1."))
        if version in self.taken:
            raise ValidationError(_("Another guide has this version. Choose the next one."))
        return version

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            self._require_whole([f"w.{each.name}" for each in self.guide.dimensions], _("The parts"))
            for dimension in self.guide.dimensions:
                part = wording.dimension(dimension.name)
                self._require_whole([f"s.{each.name}" for each in dimension.indicators], part)
        for indicator in self.guide.indicators if not self.errors else ():
            self._require_rising(indicator)
        if not self.errors and self.changes() == Changes():
            raise ValidationError(_("Nothing is changed. Change at least one number."))
        return found

    def _require_whole(self, names: Sequence[str], what: object) -> None:
        total = sum(_mille(self.cleaned_data[name]) for name in names)
        if total != WHOLE:
            said = {"what": what, "total": f"{Decimal(total) / 10:f}"}
            self.add_error(names[0], ValidationError(_("%(what)s: together %(total)s percent. They must be 100."),
                                                     params=said))  # fmt: skip

    def _require_rising(self, indicator: Indicator) -> None:
        low, top = f"l.{indicator.name}", f"t.{indicator.name}"
        if low in self.fields and self.cleaned_data[low] >= self.cleaned_data[top]:
            self.add_error(low, ValidationError(_("This must be less than where it gives everything.")))

    def changes(self) -> Changes:
        """What differs from the guide in force."""
        data = self.cleaned_data
        weights = {each.name: _mille(data[f"w.{each.name}"]) for each in self.guide.dimensions}
        numbers = {each.name: self._changed(each) for each in self.guide.indicators}
        return Changes(
            {name: weight for name, weight in weights.items() if weight != _weight(self.guide, name)},
            {name: found for name, found in numbers.items() if found},
        )

    def _changed(self, indicator: Indicator) -> dict[str, int]:
        found = {}
        for kind, key in KINDS.items():
            name = f"{kind}.{indicator.name}"
            if name in self.fields:
                said = self.cleaned_data[name]
                found[key] = _mille(said) if kind in PERCENT else said
        return {key: value for key, value in found.items() if value != _was(indicator, key)}


def _was(indicator: Indicator, key: str) -> int:
    return int(indicator.share if key == "share" else getattr(indicator.form, key))


def _free(version: str, taken: Collection[str]) -> str:
    """The next version that no guide has."""
    found = next_version(version)
    while found in taken:
        found = next_version(found)
    return found


def _weight(guide: Guide, name: str) -> int:
    return next(each.weight for each in guide.dimensions if each.name == name)


def _numbers(indicator: Indicator) -> dict[str, forms.Field]:
    """By name, in the order of the page; those that the indicator's form has."""
    of, form = {"of": wording.indicator(indicator.name)}, indicator.form
    found: dict[str, forms.Field] = {
        "s": _percent(_("%(of)s: share within its part, in percent") % of, indicator.share)
    }
    if not isinstance(form, Level):
        label = _("%(of)s: weighs half after so many days") % of
        found["h"] = _whole(label, form.half_life, HALF_LIFE_MIN, HALF_LIFE_MAX)
    if isinstance(form, Rate):
        found["l"] = _percent(_("%(of)s: up to here it gives nothing, in percent") % of, form.lo)
        found["t"] = _percent(_("%(of)s: from here it gives everything, in percent") % of, form.hi)
        found["k"] = _percent(_("%(of)s: what one event weighs, in percent") % of, form.kappa)
        label = _("%(of)s: the starting value weighs like so many events") % of
        found["n"] = _whole(label, form.nu, NU_MIN, NU_MAX)
    return {f"{kind}.{indicator.name}": made for kind, made in found.items()}


def _percent(label: object, per_mille: int) -> forms.DecimalField:
    errors = dict.fromkeys(
        ("required", "invalid", "max_value", "min_value", "max_decimal_places", "max_digits", "max_whole_digits"),
        _("A number between 0 and 100, with at most one decimal."),
    )
    attrs = {"inputmode": "decimal"}
    return forms.DecimalField(
        label=label, initial=Decimal(per_mille) / 10, min_value=0, max_value=100, decimal_places=1, max_digits=4,
        widget=forms.TextInput(attrs=attrs), error_messages=errors,
    )  # fmt: skip


def _whole(label: object, initial: int, least: int, most: int) -> forms.IntegerField:
    said = _("A whole number between %(least)s and %(most)s.") % {"least": least, "most": most}
    errors = dict.fromkeys(("required", "invalid", "max_value", "min_value"), said)
    return forms.IntegerField(
        label=label, initial=initial, min_value=least, max_value=most, error_messages=errors,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def _mille(percent: Decimal) -> int:
    return int(percent * 10)
