"""Drafts and what they would do to everybody: made by a job, since a new half-life's table takes seconds and a nation's
scores longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shouyi.canon.errors import CanonError
from shouyi.governance.errors import VoteRefused
from shouyi.people.behind import behind
from shouyi.people.jobs.queue import enqueue
from shouyi.people.votes.models import Draft
from shouyi.people.votes.models import Effect as Kept
from shouyi.score.effect import Effect
from shouyi.score.errors import GuideMalformed, ScoreError
from shouyi.score.redraft import Changes, redraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from shouyi.people.accounts.models import Account
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.ports.votes import Vote

GUIDE = "guide"
Named = tuple[str, bytes]
"""A guide's digest and its document."""


@transaction.atomic
def draft_guide(organisation: Organisation, by: Account, version: str, changes: Changes) -> Draft:
    """A draft of the guide, which a job makes and tries."""
    draft = Draft.objects.create(
        organisation=organisation, by=by, subject=GUIDE, version=version, changes=changes.to_plain()
    )
    job = enqueue(
        "votes.try_draft", draft.uid, key=f"votes.try_draft/{draft.uid}", for_account=by, org=organisation.org
    )
    draft.job = job.uid
    draft.save(update_fields=["job"])
    return draft


def draft_document(organisation: Organisation, by: Account, subject: str, unverified: bytes) -> Draft:
    """A stranger's document, judged. A guide is tried as one from the editor is. Raises CanonError, VoteRefused,
    GuideMalformed."""
    found = behind().votes.draft(subject, unverified)
    draft = Draft(organisation=organisation, by=by, subject=subject, version=found.version, digest=found.digest,
                  replaces=found.replaces)  # fmt: skip
    draft.document = found.data
    with transaction.atomic():
        draft.save()
        if subject == GUIDE:
            key = f"votes.try_draft/{draft.uid}"
            draft.job = enqueue("votes.try_draft", draft.uid, key=key, for_account=by, org=organisation.org).uid
            draft.save(update_fields=["job"])
    return draft


def make(draft: Draft) -> None:
    """The document of a draft from the editor, if it is not made yet; `why` says why it cannot be."""
    if draft.data or draft.changes is None:
        return
    votes = behind().votes
    base = votes.guide()
    try:
        found = votes.draft(GUIDE, redraft(base.data, draft.version, Changes.from_plain(draft.changes)))
    except (CanonError, GuideMalformed, VoteRefused) as problem:
        draft.why = str(problem)[:400]
        draft.save(update_fields=["why"])
        return
    draft.document, draft.digest, draft.replaces = found.data, found.digest, base.digest
    draft.save(update_fields=["data", "digest", "replaces"])


def try_draft(draft: Draft, progress: Callable[[str, int, int], None]) -> None:
    """Makes it, then counts what it would do. Again, it changes nothing."""
    make(draft)
    base = behind().votes.guide()
    if draft.data and base.digest == draft.replaces:
        _try((base.digest, base.data), (draft.digest, draft.document), progress)


def try_proposal(vote: Vote, progress: Callable[[str, int, int], None]) -> None:
    """The same for a guide that was proposed, by whatever means, beside the one that it replaces, if both documents are
    here. Only while one of the two is in force: what another would have meant is nobody's question any more."""
    votes, about = behind().votes, vote.proposal
    if about.subject != GUIDE or votes.guide().digest not in (about.replaces, about.document):
        return
    base, document = votes.replaced(vote.digest), votes.document(vote.digest)
    if base is not None and document is not None:
        _try((about.replaces, base), (about.document, document), progress)


def _try(base: Named, of: Named, progress: Callable[[str, int, int], None]) -> None:
    if Kept.objects.filter(base=base[0], of=of[0]).exists():
        return
    try:
        found = behind().votes.effect(of[1], progress, base[1])
    except ScoreError:  # it cannot be counted under this evidence: the page says that there is no count
        return
    Kept.objects.get_or_create(base=base[0], of=of[0], defaults={"found": found.to_plain()})


def effect_of(base: str, of: str) -> Effect | None:
    """What was counted, if it was."""
    row = Kept.objects.filter(base=base, of=of).first()
    return Effect.from_plain(row.found) if row else None
