"""Addresses of votes. A proposal is named by its digest, 64 hex digits; none of them names a person."""

from django.urls import URLPattern, URLResolver, path, re_path

from shouyi.people.votes import seat_views, views

PROPOSAL = r"^votes/(?P<digest>[0-9a-f]{64})"
SEAT = r"^my/seat/(?P<digest>[0-9a-f]{64})"

urlpatterns: list[URLPattern | URLResolver] = [
    path("votes", views.votes, name="votes"),
    path("votes/roll", views.roll, name="roll"),
    re_path(PROPOSAL + r"$", views.vote, name="vote"),
    re_path(PROPOSAL + r"/count$", views.count, name="vote_count"),
    re_path(PROPOSAL + r"/effect$", views.effect, name="vote_effect"),
    re_path(PROPOSAL + r"/document$", views.document, name="vote_document"),
    path("my/seat", seat_views.seat, name="my_seat"),
    path("my/seat/key", seat_views.seat_key, name="seat_key"),
    re_path(SEAT + r"/ballot$", seat_views.seat_ballot, name="seat_ballot"),
    re_path(SEAT + r"/veto$", seat_views.seat_veto, name="seat_veto"),
]
