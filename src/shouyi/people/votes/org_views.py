"""Votes of an organisation: what waits for it, its drafts and the editor of the guide, its comments and ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.canon.errors import CanonError
from shouyi.governance.counting import Stage
from shouyi.governance.errors import VoteRefused
from shouyi.governance.texts import require_signature
from shouyi.people.behind import behind
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.page import progress
from shouyi.people.organisations.forms import ProofForm
from shouyi.people.organisations.views import may, page_of
from shouyi.people.permission.requests import permitted, the_organisation
from shouyi.people.votes import page, trying, words
from shouyi.people.votes.figures import shown
from shouyi.people.votes.forms import BallotForm, CarryForm, CommentForm, DocumentForm, GuideForm
from shouyi.people.votes.models import Act, Draft
from shouyi.people.votes.views import sent, vote_of
from shouyi.people.votes.wishing import VETO, ask
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import parse_guide

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

HISTORY = 30


@require_safe
@never_cache
@permitted("vote.look", the_organisation)
def votes(request: HttpRequest, org: str) -> HttpResponse:
    """What it can vote on now, its drafts, and what its members asked for."""
    found, called = behind().votes.all(), page.names()
    shown_page = page_of(request, org)
    organisation = shown_page["organisation"]
    return render(request, "votes/org_votes.html", shown_page | {
        "on_roll": org in behind().votes.roll().orgs,
        "open": [page.card(each, called) for each in found if each.is_open or each.stage is Stage.READY],
        "drafts": [_row(each) for each in organisation.drafts.order_by("-pk")[:HISTORY]],
        "history": [_wish(each) for each in organisation.wishes.select_related("by").order_by("-pk")[:HISTORY]],
        "can_draft": may(request, "vote.draft", org),
        "has_terms": bool(behind().votes.terms()),
    })  # fmt: skip


def _row(draft: Draft) -> dict[str, object]:
    return {"uid": draft.uid, "title": words.named(draft.subject, draft.version), "made_at": draft.made_at}


def _wish(wish) -> dict[str, object]:
    standing = words.refused(wish.refused) if wish.refused else (
        _("Written into the public log") if wish.written_at else _("On its way into the public log")
    )  # fmt: skip
    by = wish.by.get_full_name() if wish.by else ""
    return {"what": Act(wish.act).label, "word": words.choice(wish.word) if wish.act == Act.VOTE else "", "by": by,
            "at": wish.asked_at, "standing": standing, "proposal": wish.proposal}  # fmt: skip


# drafts ---------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.draft", the_organisation)
def edit_guide(request: HttpRequest, org: str) -> HttpResponse:
    """The editor: other numbers for the guide in force, tried on everybody before anybody votes."""
    shown_page, guide = page_of(request, org), parse_guide(behind().votes.guide().data)
    taken = {each.proposal.version for each in behind().votes.all() if each.proposal.subject == trying.GUIDE}
    form = GuideForm(sent(request), guide=guide, taken=taken)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        draft = trying.draft_guide(shown_page["organisation"], request.user, version, form.changes())
        return HttpResponseRedirect(reverse("vote_draft", args=[org, draft.uid]))
    return render(request, "votes/edit_guide.html", shown_page | {"form": form, "guide": guide})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.draft", the_organisation)
def new_document(request: HttpRequest, org: str) -> HttpResponse:
    """Any other document, or a whole guide, as a file."""
    shown_page = page_of(request, org)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(*sent, subjects=tuple(behind().votes.terms()))
    if request.method == "POST" and form.is_valid():
        subject, data = form.cleaned_data["subject"], form.cleaned_data["file"]
        try:
            draft = trying.draft_document(shown_page["organisation"], request.user, subject, data)
        except (CanonError, GuideMalformed, VoteRefused) as problem:
            form.add_error("file", _("The document cannot be read: %(why)s") % {"why": problem})
        else:
            return HttpResponseRedirect(reverse("vote_draft", args=[org, draft.uid]))
    return render(request, "votes/new_document.html", shown_page | {"form": form})


@require_safe
@never_cache
@permitted("vote.draft", the_organisation)
def draft(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """What it says otherwise, and what it would do to everybody."""
    found = _draft(org, uid)
    job = Job.objects.filter(uid=found.job).first() if found.job else None
    effect = trying.effect_of(found.replaces, found.digest)
    changes, _lost = page.changes_of(behind().votes.replaceable(found.subject), found.document or None)
    stale = bool(found.replaces) and found.subject == trying.GUIDE and behind().votes.guide().digest != found.replaces
    return render(request, "votes/draft.html", page_of(request, org) | {
        "draft": found, "title": words.named(found.subject, found.version), "changes": changes,
        "effect": shown(effect) if effect else None, "job": job, "stale": stale,
        "progress": progress(job) if job and not effect and not found.why else None,
        "can_propose": bool(found.data) and not stale and may(request, "vote.propose", org),
        "on_roll": org in behind().votes.roll().orgs,
    })  # fmt: skip


@require_POST
@permitted("vote.draft", the_organisation)
def drop_draft(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """The draft goes; what was proposed of it stays."""
    _draft(org, uid).delete()
    return HttpResponseRedirect(reverse("organisation_votes", args=[org]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.propose", the_organisation)
def propose(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """The draft becomes a proposal, after a look at what that means."""
    found = _draft(org, uid)
    if not found.data:
        raise Http404
    if request.method == "POST":
        return _asked(ask(found.organisation, Act.PROPOSE, request.user, draft=found))
    terms = behind().votes.terms().get(found.subject)
    return render(request, "votes/check.html", page_of(request, org) | {
        "title": _("Check before you propose"), "about": words.named(found.subject, found.version),
        "said": _("Everybody sees it for ever, in your organisation's name. It cannot be taken back, only voted down."),
        "terms": terms, "do": _("Propose it"), "back": reverse("vote_draft", args=[org, uid]), "hidden": {},
    })  # fmt: skip


def _draft(org: str, uid: UUID) -> Draft:
    return get_object_or_404(Draft.objects.select_related("organisation"), uid=uid, organisation__org=org)


# steps ----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.comment", the_organisation)
def comment(request: HttpRequest, org: str, digest: str) -> HttpResponse:
    """Words in the organisation's name. Who wrote them stands in its own history alone."""
    found, shown_page = vote_of(digest), page_of(request, org)
    form = CommentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        return _asked(ask(shown_page["organisation"], Act.COMMENT, request.user, digest, text=text))
    return render(
        request, "votes/comment.html", shown_page | {"form": form, "vote": found, "title": words.title(found)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.comment", the_organisation)
def take_out(request: HttpRequest, org: str, digest: str, comment: str) -> HttpResponse:
    """What the organisation said is destroyed; that it said something stays."""
    found, shown_page = vote_of(digest), page_of(request, org)
    if not any(each.digest == comment and each.by == org for each in found.comments):
        raise Http404
    if request.method == "POST":
        return _asked(ask(shown_page["organisation"], Act.TAKE_OUT, request.user, digest, word=comment))
    return render(request, "votes/check.html", shown_page | {
        "title": _("Check before the comment is taken out"), "about": words.title(found),
        "said": _("Its words are destroyed. That a comment was made, and when, stays on the public log."),
        "do": _("Take it out"), "back": reverse("vote", args=[digest]), "hidden": {},
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.cast", the_organisation)
def cast(request: HttpRequest, org: str, digest: str) -> HttpResponse:
    """Yes, no or abstain; then once more, for a ballot is final."""
    found, shown_page = vote_of(digest), page_of(request, org)
    form = BallotForm(sent(request))
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["choice"]
        if "sure" in request.POST:
            return _asked(ask(shown_page["organisation"], Act.VOTE, request.user, digest, word=choice))
        return render(request, "votes/check.html", shown_page | {
            "title": _("Check before you vote"), "about": words.title(found), "choice": words.choice(choice),
            "said": _("A ballot is final, and everybody sees for ever how your organisation voted."),
            "do": _("Vote: %(choice)s") % {"choice": words.choice(choice)}, "back": reverse("vote", args=[digest]),
            "hidden": {"choice": choice},
        })  # fmt: skip
    return render(request, "votes/cast.html", shown_page | {"form": form, "vote": found, "title": words.title(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.activate", the_organisation)
def activate(request: HttpRequest, org: str, digest: str) -> HttpResponse:
    """What passed is put in force, from the day after."""
    found, shown_page = vote_of(digest), page_of(request, org)
    if request.method == "POST":
        return _asked(ask(shown_page["organisation"], Act.ACTIVATE, request.user, digest))
    return render(request, "votes/check.html", shown_page | {
        "title": _("Check before it is put in force"), "about": words.title(found),
        "said": _("It is in force from the day after it is written into the public log."),
        "do": _("Put it in force"), "back": reverse("vote", args=[digest]), "hidden": {},
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("vote.carry", the_organisation)
def carry(request: HttpRequest, org: str, digest: str) -> HttpResponse:
    """A ballot or veto of a delegate who keeps the key themselves: the text to sign, then the signature over it."""
    found, shown_page = vote_of(digest), page_of(request, org)
    form = CarryForm(sent(request), seats=found.seats, inputs=found.proposal.inputs)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "votes/carry.html", shown_page | {"form": form, "vote": found, "title": words.title(found)}
        )
    seat, word = form.cleaned_data["seat"], form.cleaned_data["word"]
    text = _text_of(digest, seat, word)
    signed = ProofForm(request.POST if "signature" in request.POST else None)
    if signed.is_bound and signed.is_valid():
        sig = signed.cleaned_data["signature"].hex()
        if _is_hand_of(seat, text, sig):
            said = {"seat": seat, "sig": sig}
            return _asked(ask(shown_page["organisation"], Act.CARRY, request.user, digest, word=word, said=said))
        signed.add_error(
            "signature", _("This is not the signature of that seat over this text. Sign the file as it is.")
        )
    return render(request, "votes/carry_signed.html", shown_page | {
        "form": signed, "vote": found, "title": words.title(found), "text": text.decode(), "seat": words.seat(seat),
        "hidden": {"seat": seat, "word": word},
    })  # fmt: skip


def _text_of(digest: str, seat: str, word: str) -> bytes:
    votes = behind().votes
    if word.startswith(VETO):
        return votes.veto_text(digest, seat, word.removeprefix(VETO))
    return votes.ballot_text(digest, seat, word)


def _is_hand_of(name: str, text: bytes, sig: str) -> bool:
    """Whether whoever sits there now signed it; the machine judges it again."""
    seat = behind().votes.roll().seat(name, behind().votes.today())
    try:
        require_signature(seat.key if seat else "", text, sig, name)
    except VoteRefused:
        return False
    return True


def _asked(job: Job) -> HttpResponse:
    return HttpResponseRedirect(reverse("job", args=[job.uid]))
