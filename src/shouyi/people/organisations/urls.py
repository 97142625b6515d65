"""Addresses below /organisation/. None of them names a person."""

from django.urls import path, re_path

from shouyi.people.organisations import key_views, member_views, views

KEY = r"^(?P<org>org-[a-z0-9-]{1,60})/keys/(?P<public>[0-9a-f]{64})/"

urlpatterns = [
    path("invitation", views.enter_code, name="invitation"),
    path("invitation/answer", views.answer, name="answer_invitation"),
    path("<slug:org>", views.overview, name="organisation"),
    path("<slug:org>/settings", views.edit, name="organisation_settings"),
    path("<slug:org>/members", member_views.members, name="organisation_members"),
    path("<slug:org>/members.csv", member_views.members_file, name="organisation_members_file"),
    path("<slug:org>/members/<uuid:uid>", member_views.member, name="organisation_member"),
    path("<slug:org>/members/<uuid:uid>/end", member_views.end_member, name="end_member"),
    path("<slug:org>/invitations", member_views.invitations, name="organisation_invitations"),
    path("<slug:org>/invitations/new", member_views.invite, name="invite"),
    path("<slug:org>/invitations/many", member_views.invite_many, name="invite_many"),
    path("<slug:org>/invitations/<uuid:uid>/take-back", member_views.take_back, name="take_back_invitation"),
    path("<slug:org>/invitations/<uuid:uid>/resend", member_views.resend, name="resend_invitation"),
    path("<slug:org>/keys", key_views.keys, name="organisation_keys"),
    path("<slug:org>/keys/new", key_views.add_key, name="add_key"),
    path("<slug:org>/keys/own", key_views.own_key, name="own_key"),
    path("<slug:org>/keys/own/proof", key_views.prove_key, name="prove_key"),
    re_path(KEY + r"rotate$", key_views.rotate_key, name="rotate_key"),
    re_path(KEY + r"revoke$", key_views.revoke_key, name="revoke_key"),
]
