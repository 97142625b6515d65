from django.urls import URLPattern, URLResolver, path, re_path

from shouyi.people.api import pages
from shouyi.people.api.version1 import not_found, patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/guide", pages.guide, name="api_guide"),
    *(path(f"v1/{each.pattern}", each.callback, name=each.name) for each in patterns()),
    re_path(r"^(?P<rest>(?s:.*))\Z", not_found, name="api_not_found"),  # line breaks too
]
