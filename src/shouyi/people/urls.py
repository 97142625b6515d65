"""Every address of the pages. No address holds anything about a person."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("shouyi.people.public.urls")),
    path("w/", include("shouyi.people.works.urls")),
    path("my/", include("shouyi.people.artisan.urls")),
    path("account/", include("shouyi.people.accounts.urls")),
    path("language", set_language, name="set_language"),
]
