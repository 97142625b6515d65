"""Every address of the pages. No address holds anything about a person."""

from django.urls import include, path
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from shouyi.people.permission.requests import permitted

urlpatterns = [
    path("", include("shouyi.people.public.urls")),
    path("w/", include("shouyi.people.works.urls")),
    path("my/", include("shouyi.people.artisan.urls")),
    path("my/", include("shouyi.people.consent.urls")),
    path("my/", include("shouyi.people.trail.urls")),
    path("", include("shouyi.people.statements.urls")),
    path("my/", include("shouyi.people.notices.urls")),
    path("messages/", include("shouyi.people.notices.open_urls")),
    path("", include("shouyi.people.cases.urls")),
    path("", include("shouyi.people.jobs.urls")),
    path("", include("shouyi.people.uploads.urls")),
    path("", include("shouyi.people.start.urls")),
    path("organisation/", include("shouyi.people.consent.recipient_urls")),
    path("organisation/", include("shouyi.people.organisations.urls")),
    path("console/", include("shouyi.people.console.urls")),
    path("api/", include("shouyi.people.api.urls")),
    path("account/", include("shouyi.people.accounts.urls")),
    path(
        "language",
        require_http_methods(["GET", "HEAD", "POST"])(permitted("page.read")(set_language)),
        name="set_language",
    ),
]
