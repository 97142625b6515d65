"""The owner's addresses, below /my/."""

from django.urls import path

from shouyi.people.cosigning import own_views

urlpatterns = [
    path("cosigned", own_views.mine, name="my_cosigned"),
    path("cosigned/<uuid:uid>/note", own_views.note, name="my_cosigned_note"),
    path("cosigned/<uuid:uid>/answer", own_views.answer, name="cosigned_answer"),
]
