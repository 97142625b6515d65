"""Every component in every state that its contract declares: what a designer, a tester and axe look at."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouyi.people.permission.decide import decide
from shouyi.people.permission.requests import permitted
from shouyi.people.uploads.forms import UploadForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FOLDER = Path(__file__).resolve().parents[1] / "components"


class Sample(forms.Form):
    """A form that has one field of each sort, for the components that draw fields."""

    name = forms.CharField(label="姓名 Name", help_text="证件上的写法。 As on the card.",
                           error_messages={"required": "请填写姓名。 Enter a name."})  # fmt: skip
    words = forms.CharField(label="您想说的话 Your words", widget=forms.Textarea, required=False)
    one = forms.ChoiceField(label="哪一天方便？ Which day?", choices=[("1", "周一 Monday"), ("2", "周二 Tuesday")],
                            widget=forms.RadioSelect,
                            error_messages={"required": "请选一天。 Choose a day."})  # fmt: skip
    many = forms.MultipleChoiceField(label="做什么？ What for?", choices=[("r", "查看 Read"), ("w", "填写 Write")],
                                     widget=forms.CheckboxSelectMultiple, required=False)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One state of a component, drawn."""

    name: str
    number: int
    html: SafeString


@dataclass(frozen=True, slots=True)
class Component:
    """A component with its contract. `alone`: it is a landmark, so each state stands on a page of its own."""

    name: str
    purpose: str
    alone: bool
    states: tuple[Shown, ...]


@cache
def contracts() -> dict[str, dict[str, Any]]:
    """Every contract by the component's name."""
    return {path.parent.name: tomllib.loads(path.read_text()) for path in sorted(FOLDER.glob("*/contract.toml"))}


def context_of(example: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """What the template is given: the example's own context, with a real form where it names one.

    `form` is `empty` or `wrong`, `field` the field of Sample that the component draws; `messages` are said by level.
    """
    context = dict(example.get("context", {}))
    if "form" in example:
        context |= _form(example, number)
    if "messages" in context:
        context["messages"] = [_Message(each["level"], each["text"]) for each in context["messages"]]
    return context


class _Message(str):
    """As Django's messages: its text, with a level."""

    level_tag: str

    def __new__(cls, level: str, text: str) -> _Message:
        made = super().__new__(cls, text)
        made.level_tag = level
        return made


def _form(example: dict[str, Any], number: int) -> dict[str, Any]:
    wrong, auto_id = example["form"] == "wrong", f"id_{number}_%s"
    made: forms.Form
    if example.get("of") == "upload":
        made = UploadForm({}, {}, auto_id=auto_id) if wrong else UploadForm(auto_id=auto_id)
    else:
        made = Sample({} if wrong else None, auto_id=auto_id)
    return {"field": made[example["field"]]} if "field" in example else {"form": made}


def drawn(name: str, example: dict[str, Any], number: int) -> SafeString:
    """The state, drawn by the component's own template."""
    return render_to_string(f"components/{name}/template.html", context_of(example, number))


def _component(name: str, contract: dict[str, Any], start: int) -> Component:
    alone = bool(contract.get("alone"))
    states = tuple(
        Shown(example["name"], at, SafeString("") if alone else drawn(name, example, start + at))
        for at, example in enumerate(contract["examples"])
    )
    return Component(name, contract["purpose"], alone, states)


def _require_shown(request: HttpRequest) -> None:
    """In a demonstration to everybody, elsewhere to the operator."""
    if not (settings.SHOUYI_DEMONSTRATION or decide(request.actor, "console.read").allowed):  # type: ignore[attr-defined]
        raise Http404


@require_safe
@permitted("page.read")
def everything(request: HttpRequest) -> HttpResponse:
    """All components, those that are landmarks as links to a page of their own."""
    _require_shown(request)
    found = [_component(name, contract, 100 * at) for at, (name, contract) in enumerate(contracts().items(), start=1)]
    return render(request, "start/components.html", {"components": found})


@require_safe
@permitted("page.read")
def alone(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One state on a page that holds nothing else."""
    _require_shown(request)
    contract = contracts().get(name)
    if contract is None or number >= len(contract["examples"]):
        raise Http404
    example = contract["examples"][number]
    component = SimpleNamespace(name=name, purpose=contract["purpose"], state=example["name"])
    page = {"component": component, "html": drawn(name, example, 0), "landmark": bool(contract.get("alone"))}
    return render(request, "start/component.html", page | {"title": _("Component")})
