from django.urls import path

from shouyi.people.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("guide", views.guide, name="guide"),
    path("guide/document", views.guide_document, name="guide_document"),
    path("recompute", views.recompute, name="recompute"),
]
