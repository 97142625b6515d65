"""Addresses of votes below /organisation/."""

from django.urls import URLPattern, URLResolver, path, re_path

from shouyi.people.votes import org_views

ABOUT = r"^(?P<org>org-[a-z0-9-]{1,60})/votes/(?P<digest>[0-9a-f]{64})/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:org>/votes", org_views.votes, name="organisation_votes"),
    path("<slug:org>/votes/guide", org_views.edit_guide, name="edit_guide"),
    path("<slug:org>/votes/document", org_views.new_document, name="new_vote_document"),
    path("<slug:org>/votes/drafts/<uuid:uid>", org_views.draft, name="vote_draft"),
    path("<slug:org>/votes/drafts/<uuid:uid>/drop", org_views.drop_draft, name="drop_vote_draft"),
    path("<slug:org>/votes/drafts/<uuid:uid>/propose", org_views.propose, name="propose"),
    re_path(ABOUT + r"comment$", org_views.comment, name="vote_comment"),
    re_path(ABOUT + r"comment/(?P<comment>[0-9a-f]{64})/take-out$", org_views.take_out, name="vote_take_out"),
    re_path(ABOUT + r"ballot$", org_views.cast, name="cast_ballot"),
    re_path(ABOUT + r"carry$", org_views.carry, name="carry_ballot"),
    re_path(ABOUT + r"activate$", org_views.activate, name="activate_vote"),
]
