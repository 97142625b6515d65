"""Addresses below /console/scores."""

from django.urls import path

from shouyi.people.watching import views

urlpatterns = [
    path("scores", views.scores, name="console_scores"),
    path("scores/look", views.look, name="look_at_scores"),
]
