from django.urls import URLPattern, URLResolver, path

from shouyi.people.trail import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("log", views.trail, name="trail"),
    path("log.csv", views.trail_file, name="trail_file"),
]
