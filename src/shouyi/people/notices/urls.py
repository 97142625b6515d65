from django.urls import URLPattern, URLResolver, path

from shouyi.people.notices import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices", views.my_notices, name="my_notices"),
    path("notices/read", views.mark_read, name="notices_read"),
    path("notices/<uuid:uid>/read", views.mark_read, name="notice_read"),
    path("notices/settings", views.wishes, name="notice_wishes"),
]
