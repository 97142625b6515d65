"""Addresses below /console/."""

from django.urls import path, re_path

from shouyi.people.console import views

urlpatterns = [
    path("", views.home, name="console"),
    path("organisations", views.organisations, name="console_organisations"),
    path("organisations/register", views.register, name="register_organisation"),
    path("organisations/<slug:org>", views.organisation, name="console_organisation"),
    path("organisations/<slug:org>/suspend", views.suspend, name="suspend_organisation"),
    path("organisations/<slug:org>/restore", views.restore, name="restore_organisation"),
    path("organisations/<slug:org>/appoint", views.appoint, name="appoint_admin"),
    path("keys", views.keys, name="console_keys"),
    re_path(r"^keys/(?P<public>[0-9a-f]{64})/revoke$", views.revoke_key, name="console_revoke_key"),
    path("jobs", views.jobs, name="console_jobs"),
    path("cases", views.cases, name="console_cases"),
    path("cases/<uuid:uid>/assign", views.assign, name="assign_case"),
]
