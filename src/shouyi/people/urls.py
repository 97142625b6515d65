"""Every address of the pages. No address holds anything about a person."""

from django.urls import include, path

urlpatterns = [
    path("", include("shouyi.people.public.urls")),
    path("w/", include("shouyi.people.works.urls")),
    path("my/", include("shouyi.people.artisan.urls")),
    path("my/", include("shouyi.people.consent.urls")),
    path("my/", include("shouyi.people.trail.urls")),
    path("", include("shouyi.people.statements.urls")),
    path("my/", include("shouyi.people.leave.urls")),
    path("my/", include("shouyi.people.cosigning.my_urls")),
    path("my/", include("shouyi.people.notices.urls")),
    path("messages/", include("shouyi.people.notices.open_urls")),
    path("", include("shouyi.people.cases.urls")),
    path("", include("shouyi.people.jobs.urls")),
    path("", include("shouyi.people.uploads.urls")),
    path("", include("shouyi.people.rights.urls")),
    path("", include("shouyi.people.votes.urls")),
    path("", include("shouyi.people.start.urls")),
    path("organisation/", include("shouyi.people.consent.recipient_urls")),
    path("organisation/", include("shouyi.people.cosigning.org_urls")),
    path("organisation/", include("shouyi.people.organisations.urls")),
    path("organisation/", include("shouyi.people.api.client_urls")),
    path("organisation/", include("shouyi.people.facts.urls")),
    path("organisation/", include("shouyi.people.votes.org_urls")),
    path("console/", include("shouyi.people.console.urls")),
    path("console/", include("shouyi.people.watching.urls")),
    path("api/", include("shouyi.people.api.urls")),
    path("account/", include("shouyi.people.accounts.urls")),
]

handler500 = "shouyi.people.public.views.broken"
