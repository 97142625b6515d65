"""What the public page of a work says: the verdict in one sentence, its steps, the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shouyi.people.wording.numbers import day_element, range_element

if TYPE_CHECKING:
    from shouyi.people.ports import State, Step, Work

STEPS: dict[str, str | Promise] = {
    "registered": gettext_lazy("Registered"),
    "materials": gettext_lazy("Materials"),
    "making": gettext_lazy("Making"),
    "inspection": gettext_lazy("Inspection"),
    "packing": gettext_lazy("Packing"),
    "transport": gettext_lazy("Transport"),
    "delivery": gettext_lazy("Delivery"),
}
CHECKS: dict[str, str | Promise] = {
    "id": gettext_lazy("The code leads to this very entry"),
    "fields": gettext_lazy("Title, craft and maker are the ones that were written down"),
    "signature": gettext_lazy("The log's own signature is good"),
    "inclusion": gettext_lazy("The entry stands in the public log and has not been changed since"),
    "quorum": gettext_lazy("Enough independent witnesses saw the same log"),
}


def quoted(title: str) -> str:
    """A title between the marks of the language, unless it brings marks of its own."""
    return title if title[:1] in "《“「" else _("“%(title)s”") % {"title": title}


def verdict(work: Work) -> SafeString:
    """The page's first sentence; in Chinese it carries the places where a line may break between phrases."""
    named = {"title": escape(quoted(work.title)), "maker": escape(work.maker)}
    return mark_safe(_verdict(work.verdict) % named)


def _verdict(state: State) -> str:
    if state == "broken":
        return _("The entry of %(title)s does not agree with the public log.")
    if state == "unknown":
        return _("The entry of %(title)s cannot be checked just now.")
    return _("%(title)s is registered as a work of %(maker)s, and the entry has not been changed.")


def verdict_next(work: Work) -> str:
    """What follows from it for a buyer."""
    if work.verdict == "broken":
        return _("Please do not pay yet; tell us first, with the button at the foot of this page.")
    if work.verdict == "unknown":
        return _("That we cannot check does not mean that it is fake. Try again in a while.")
    return _gaps(sum(step.grade == "none" for step in work.steps))


def state_text(work: Work) -> str:
    """The short mark above the verdict."""
    gaps = sum(step.grade == "none" for step in work.steps)
    if work.verdict == "holds" and gaps:
        return ngettext("The entry holds, with %(n)s gap", "The entry holds, with %(n)s gaps", gaps) % {"n": gaps}
    return {"holds": _("The entry holds"), "broken": _("Does not hold"), "unknown": _("Cannot tell")}[work.verdict]


def _gaps(gaps: int) -> str:
    if not gaps:
        return _("Every step below says who states it.")
    said = ngettext(
        "%(n)s step is not recorded; the page says which.",
        "%(n)s steps are not recorded; the page says which.",
        gaps,
    )
    return said % {"n": gaps}


def step_name(step: Step) -> str:
    return str(STEPS.get(step.code, step.code))


def step_sentence(step: Step) -> str:
    """Who states the step, or that nobody does."""
    if step.grade == "none":
        return _("Nothing was recorded. We do not know what happened here.")
    if step.grade == "self":
        return _("The maker says so; nobody else has confirmed it.")
    if step.grade == "third":
        return _("%(by)s says so, which is neither the seller nor the platform.") % {"by": step.by}
    return _("%(by)s wrote it down and signed it.") % {"by": step.by}


def step_when(step: Step) -> str:
    """The day, or the first and the last one, as elements; empty when no day is known."""
    if step.on is None:
        return ""
    if step.until is None or step.until == step.on:
        return day_element(step.on)
    return range_element(step.on, step.until)


def check_sentence(code: str) -> str:
    return str(CHECKS.get(code, code))
