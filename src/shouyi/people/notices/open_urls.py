from django.urls import path

from shouyi.people.notices import views

urlpatterns = [
    path("off/<uuid:uid>", views.off, name="notices_off"),
    path("outbox", views.outbox, name="outbox"),
]
